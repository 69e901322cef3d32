/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image-file.h"
#include "aoi-image.h"
#include "aoi-report.h"

G_BEGIN_DECLS

/**
 * AoiArchiveCrop:
 * @id: of the ROI
 * @rect: of the ROI in the frame
 * @rotation: degrees counter-clockwise by which its inspector saw it turned
 * @image: the pixels around it, in the frame's format
 * @memory: what @image describes, owned
 * @size: bytes of @memory
 *
 * A copy of a ROI's pixels.
 */
typedef struct {
  gint id;
  AoiRect rect;
  guint rotation;
  AoiImage image;
  guint8 *memory;
  gsize size;
} AoiArchiveCrop;

/**
 * AoiArchiveRecord:
 * @report: of the board
 * @crops: (element-type AoiArchiveCrop): of ROIs that did not pass
 * @overview: (nullable): a small picture of the frame
 * @time: of the board's arrival, microseconds since 1970
 *
 * All that is to be archived of a board.
 */
typedef struct {
  AoiReport *report;
  GPtrArray *crops;
  AoiRgbImage *overview;
  gint64 time;
} AoiArchiveRecord;

/**
 * AoiArchiveFile:
 * @name: in the record's folder
 * @bytes: what it holds
 */
typedef struct {
  gchar *name;
  GBytes *bytes;
} AoiArchiveFile;

#define AOI_ARCHIVE_RESULT "result.json"
#define AOI_ARCHIVE_DESCRIPTION "record.json"

gsize aoi_archive_crop_measure (const AoiImage *image, const AoiRoiResult *roi);
AoiArchiveCrop *
aoi_archive_crop_new (const AoiImage *image, const AoiRoiResult *roi, guint rotation);
void aoi_archive_crop_free (AoiArchiveCrop *self);

AoiArchiveRecord *
aoi_archive_record_new (AoiReport *report, GPtrArray *crops, AoiRgbImage *overview);
void aoi_archive_record_free (AoiArchiveRecord *self);
guint64 aoi_archive_record_get_number (const AoiArchiveRecord *self);
GPtrArray *aoi_archive_record_make_files (const AoiArchiveRecord *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiArchiveRecord, aoi_archive_record_free)

G_END_DECLS
