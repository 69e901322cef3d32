/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "archive/aoi-archive-record.h"
#include "common/gstaoiframe.h"
#include "lib/gstaoicapture.h"

G_BEGIN_DECLS

/**
 * GstAoiArchiveShot:
 * @report: on the frame, or of a board without one
 * @mapped: whether there is a frame whose pixels the report is about
 * @frame: if @mapped
 * @has_capture: whether the frame is of a capture group
 * @capture: if @has_capture
 * @wanted: ROIs that are to be copied, chosen by gst_aoi_archive_shot_measure()
 *
 * A report with its frame.
 */
typedef struct {
  AoiReport *report;
  gboolean mapped;
  AoiFrame frame;
  gboolean has_capture;
  GstAoiCapture capture;
  GArray *wanted;
} GstAoiArchiveShot;

void gst_aoi_archive_shot_init (GstAoiArchiveShot *self, AoiReport *report,
    const GstAoiFrameFormat *format, GstBuffer *buffer, gchar **damage);
void gst_aoi_archive_shot_clear (GstAoiArchiveShot *self);
gsize gst_aoi_archive_shot_measure (const GstAoiArchiveShot *self, const GPtrArray *held);
gboolean gst_aoi_archive_shot_copy (const GstAoiArchiveShot *self, GPtrArray *crops);
gsize gst_aoi_archive_shot_measure_overview (const GstAoiArchiveShot *self, guint max_width);
AoiRgbImage *gst_aoi_archive_shot_get_overview (const GstAoiArchiveShot *self, guint max_width);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GstAoiArchiveShot, gst_aoi_archive_shot_clear)

G_END_DECLS
