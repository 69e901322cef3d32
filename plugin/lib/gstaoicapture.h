/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

G_BEGIN_DECLS

/**
 * GST_AOI_CAPTURE_NAME:
 *
 * The name of the #GstCustomMeta that says of which board and group a frame is, and of its structure.
 */
#define GST_AOI_CAPTURE_NAME "aoi-capture"

/**
 * GST_AOI_CAPTURE_MISSING_NAME:
 *
 * The name of the structure of the serialized downstream event that stands in the place of a frame which
 * will not come: `board`, `group`, `groups`, `focus`, `exposure` as for a frame, and `reason`, a string.
 */
#define GST_AOI_CAPTURE_MISSING_NAME "aoi-capture-missing"

typedef struct _GstAoiCapture GstAoiCapture;

/**
 * GstAoiCapture:
 * @board: number of the board, counted by the source that triggers
 * @group: which of the board's capture groups this frame is of, from 0
 * @groups: how many capture groups the board has, at least 1
 * @focus: camera units that the group asks for
 * @exposure: microseconds that the group asks for
 * @focus_read: what the camera says that it was, NaN if it does not say
 * @exposure_read: what the camera says that it was, NaN if it does not say
 * @frame_id: the camera's number of the frame
 * @camera_time: the camera's own time of the frame, ns
 * @attempt: 0, or how often the group was taken before for this board
 * @proven: whether the frame itself reports its focus, and nothing that it reports is another setting
 *
 * Under which setting a frame was taken, and for which board.
 */
struct _GstAoiCapture {
  guint64 board;
  guint group;
  guint groups;
  gint focus;
  gint exposure;
  gdouble focus_read;
  gdouble exposure_read;
  guint64 frame_id;
  guint64 camera_time;
  guint attempt;
  gboolean proven;
};

gboolean gst_buffer_add_aoi_capture (GstBuffer *buffer, const GstAoiCapture *capture);
gboolean gst_buffer_get_aoi_capture (GstBuffer *buffer, GstAoiCapture *capture);
GstStructure *gst_aoi_capture_to_structure (const GstAoiCapture *capture);
gboolean gst_aoi_capture_from_structure (GstAoiCapture *capture, const GstStructure *structure);

G_END_DECLS
