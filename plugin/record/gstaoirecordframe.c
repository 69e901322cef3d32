/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A buffer as it is recorded, and back. */
#include "record/gstaoirecordframe.h"

#include <string.h>

#include "image/aoi-pgm.h"
#include "lib/gstaoicapture.h"

/* Characters of why a frame was given up: with as many frames as there may be, a line has room for them. */
#define MAX_REASON 250

static gint
get_width (const GstAoiFrameFormat *format)
{
  return GST_VIDEO_INFO_WIDTH (&format->info);
}

static gint
get_height (const GstAoiFrameFormat *format)
{
  return GST_VIDEO_INFO_HEIGHT (&format->info);
}

static gsize
get_row_bytes (const GstAoiFrameFormat *format)
{
  return (gsize) aoi_recording_format_get_channels (format->format) * (gsize) get_width (format);
}

static gsize
write_header (const GstAoiFrameFormat *format, gchar *dest)
{
  return aoi_pgm_write_header (dest, aoi_recording_format_get_channels (format->format),
      get_width (format), get_height (format));
}

/**
 * gst_aoi_record_frame_get_size:
 * @format: a format that is recorded
 *
 * Returns: bytes of a frame's file
 */
gsize
gst_aoi_record_frame_get_size (const GstAoiFrameFormat *format)
{
  gchar header[AOI_PGM_MAX_HEADER];

  return write_header (format, header) + get_row_bytes (format) * (gsize) get_height (format);
}

/* A block and the arena to which it goes back. */
typedef struct {
  GstAoiArena *arena;
  gpointer block;
} Loan;

/* Any thread. */
static void
loan_return (gpointer data)
{
  Loan *loan = data;

  gst_aoi_arena_give (loan->arena, loan->block);
  gst_aoi_arena_unref (loan->arena);
  g_free (loan);
}

static void
copy_rows (const GstAoiFrameFormat *format, const AoiImage *image, guint8 *dest)
{
  const gsize row = get_row_bytes (format), stride = (gsize) image->stride[0];
  const gsize n = (gsize) get_height (format);

  if (stride == row) {
    memcpy (dest, image->data[0], row * n);
    return;
  }
  for (gsize y = 0; y < n; y++)
    memcpy (dest + y * row, image->data[0] + y * stride, row);
}

/**
 * gst_aoi_record_frame_copy:
 * @format: what the caps say
 * @buffer: a frame
 * @arena: where memory comes from
 * @reason: (out): why the frame cannot be recorded
 *
 * Makes the frame's file. The pixels are copied, so that no disk, however slow, holds a camera's buffer.
 *
 * Returns: (transfer full): the file, %NULL with @reason if the buffer is not a whole frame of these caps
 *   or there is not enough memory
 */
GBytes *
gst_aoi_record_frame_copy (
    const GstAoiFrameFormat *format, GstBuffer *buffer, GstAoiArena *arena, gchar **reason)
{
  const gsize size = gst_aoi_record_frame_get_size (format);
  AoiFrame frame;
  guint8 *block;
  Loan *loan;

  if (gst_buffer_get_video_crop_meta (buffer) != NULL) {
    *reason = g_strdup ("frame is unsuitable: its pixels are not cropped yet");
    return NULL;
  }
  if (!gst_aoi_frame_map (format, buffer, &frame, reason))
    return NULL;
  block = gst_aoi_arena_take (arena, size);
  if (block != NULL)
    copy_rows (format, &frame.image, block + write_header (format, (gchar *) block));
  frame.release (frame.owner);
  if (block == NULL) {
    *reason = g_strdup_printf ("not enough memory for a frame of %" G_GSIZE_FORMAT " bytes", size);
    return NULL;
  }
  loan = g_new (Loan, 1);
  *loan = (Loan){ gst_aoi_arena_ref (arena), block };
  return g_bytes_new_with_free_func (block, size, loan_return, loan);
}

static guint64
from_clock_time (GstClockTime time)
{
  return GST_CLOCK_TIME_IS_VALID (time) ? time : AOI_RECORDING_NO_TIME;
}

static void
describe_capture (AoiRecordingFrame *frame, const GstAoiCapture *capture)
{
  frame->has_capture = TRUE;
  frame->capture = (AoiRecordingCapture){
    .board = capture->board,
    .group = (gint) capture->group,
    .groups = (gint) capture->groups,
    .focus = capture->focus,
    .exposure = capture->exposure,
    .focus_read = capture->focus_read,
    .exposure_read = capture->exposure_read,
    .frame_id = capture->frame_id,
    .camera_time = capture->camera_time,
    .attempt = (gint) capture->attempt,
    .proven = capture->proven,
  };
}

/**
 * gst_aoi_record_frame_describe:
 * @format: what the caps say
 * @buffer: a frame
 *
 * Returns: (transfer full): what the buffer says of its frame; caps, run and file are still to be added
 */
AoiRecordingFrame *
gst_aoi_record_frame_describe (const GstAoiFrameFormat *format, GstBuffer *buffer)
{
  AoiRecordingFrame *frame = aoi_recording_frame_new ();
  GstAoiCapture capture;

  frame->format = format->format;
  frame->width = get_width (format);
  frame->height = get_height (format);
  frame->fps_n = GST_VIDEO_INFO_FPS_N (&format->info);
  frame->fps_d = MAX (GST_VIDEO_INFO_FPS_D (&format->info), 1);
  frame->pts = from_clock_time (GST_BUFFER_PTS (buffer));
  frame->dts = from_clock_time (GST_BUFFER_DTS (buffer));
  frame->duration = from_clock_time (GST_BUFFER_DURATION (buffer));
  /* GST_BUFFER_OFFSET_NONE is the same value. */
  frame->offset = GST_BUFFER_OFFSET (buffer);
  frame->offset_end = GST_BUFFER_OFFSET_END (buffer);
  frame->discont = GST_BUFFER_IS_DISCONT (buffer);
  frame->corrupted = GST_BUFFER_FLAG_IS_SET (buffer, GST_BUFFER_FLAG_CORRUPTED);
  if (gst_buffer_get_aoi_capture (buffer, &capture))
    describe_capture (frame, &capture);
  return frame;
}

/**
 * gst_aoi_record_missing_add:
 * @missing: (element-type AoiRecordingMissing): frames that were given up
 * @structure: of the event that stands for one more; what is not all there is left out
 */
void
gst_aoi_record_missing_add (GPtrArray *missing, const GstStructure *structure)
{
  const gchar *reason = gst_structure_get_string (structure, "reason");
  AoiRecordingMissing *frame;
  GstAoiCapture capture;

  if (reason == NULL || !gst_aoi_capture_from_structure (&capture, structure))
    return;
  if (missing->len == AOI_RECORDING_MAX_MISSING)
    g_ptr_array_remove_index (missing, 0);
  frame = g_new (AoiRecordingMissing, 1);
  *frame = (AoiRecordingMissing){
    .board = capture.board,
    .group = (gint) capture.group,
    .groups = (gint) capture.groups,
    .focus = capture.focus,
    .exposure = capture.exposure,
    .reason = g_utf8_substring (reason, 0, MIN (g_utf8_strlen (reason, -1), MAX_REASON)),
  };
  g_ptr_array_add (missing, frame);
}

/**
 * gst_aoi_record_missing_restore:
 * @missing: a frame that was given up
 *
 * Returns: (transfer full): the event that stands for it
 */
GstEvent *
gst_aoi_record_missing_restore (const AoiRecordingMissing *missing)
{
  return gst_event_new_custom (GST_EVENT_CUSTOM_DOWNSTREAM,
      gst_structure_new (GST_AOI_CAPTURE_MISSING_NAME, "board", G_TYPE_UINT64, missing->board,
          "group", G_TYPE_UINT, (guint) missing->group, "groups", G_TYPE_UINT,
          (guint) missing->groups, "focus", G_TYPE_INT, missing->focus, "exposure", G_TYPE_INT,
          missing->exposure, "reason", G_TYPE_STRING, missing->reason, NULL));
}

/**
 * gst_aoi_record_frame_agrees:
 * @frame: a frame of a recording, not trusted
 * @format: what its caps say
 *
 * Returns: whether the line's caps say the same as its other keys, by which the file is checked
 */
gboolean
gst_aoi_record_frame_agrees (const AoiRecordingFrame *frame, const GstAoiFrameFormat *format)
{
  return format->format == frame->format && get_width (format) == frame->width
      && get_height (format) == frame->height
      && GST_VIDEO_INFO_FPS_N (&format->info) == frame->fps_n
      && MAX (GST_VIDEO_INFO_FPS_D (&format->info), 1) == frame->fps_d;
}

/**
 * gst_aoi_record_frame_get_caps:
 * @frame: a frame of a recording, not trusted
 * @format: (out): what the caps say
 * @caps: (out) (transfer full): its caps
 *
 * Returns: %FALSE if they are no caps of a frame that is recorded, or of one larger than a pool's buffers
 */
gboolean
gst_aoi_record_frame_get_caps (
    const AoiRecordingFrame *frame, GstAoiFrameFormat *format, GstCaps **caps)
{
  g_autoptr (GstCaps) allowed = gst_caps_from_string (GST_AOI_RECORD_CAPS);
  g_autoptr (GstCaps) found = gst_caps_from_string (frame->caps);

  if (found == NULL || !gst_caps_is_fixed (found) || !gst_caps_can_intersect (found, allowed)
      || !gst_aoi_frame_format_from_caps (format, found)
      || gst_aoi_frame_format_get_size (format) > G_MAXUINT)
    return FALSE;
  *caps = g_steal_pointer (&found);
  return TRUE;
}

static void
restore_capture (const AoiRecordingCapture *capture, GstBuffer *buffer)
{
  const GstAoiCapture restored = {
    .board = capture->board,
    .group = (guint) capture->group,
    .groups = (guint) capture->groups,
    .focus = capture->focus,
    .exposure = capture->exposure,
    .focus_read = capture->focus_read,
    .exposure_read = capture->exposure_read,
    .frame_id = capture->frame_id,
    .camera_time = capture->camera_time,
    .attempt = (guint) capture->attempt,
    .proven = capture->proven,
  };

  gst_buffer_add_aoi_capture (buffer, &restored);
}

static GstClockTime
to_clock_time (guint64 time)
{
  return time == AOI_RECORDING_NO_TIME ? GST_CLOCK_TIME_NONE : time;
}

/**
 * gst_aoi_record_frame_restore:
 * @frame: a frame
 * @buffer: a writable buffer
 *
 * Gives a buffer what is recorded of it besides its pixels. Frames that are missing before it are a gap
 * too.
 */
void
gst_aoi_record_frame_restore (const AoiRecordingFrame *frame, GstBuffer *buffer)
{
  GST_BUFFER_PTS (buffer) = to_clock_time (frame->pts);
  GST_BUFFER_DTS (buffer) = to_clock_time (frame->dts);
  GST_BUFFER_DURATION (buffer) = to_clock_time (frame->duration);
  GST_BUFFER_OFFSET (buffer) = frame->offset;
  GST_BUFFER_OFFSET_END (buffer) = frame->offset_end;
  if (frame->discont || frame->lost > 0)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_DISCONT);
  if (frame->corrupted)
    GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_CORRUPTED);
  if (frame->has_capture)
    restore_capture (&frame->capture, buffer);
}

/**
 * gst_aoi_record_frame_pad_rows:
 * @format: what the caps say
 * @pixels: room for a whole frame, which begins with the rows without padding
 *
 * Moves the rows to where GStreamer has them, each at a multiple of 4 bytes.
 */
void
gst_aoi_record_frame_pad_rows (const GstAoiFrameFormat *format, guint8 *pixels)
{
  const gsize row = get_row_bytes (format);
  const gsize stride = (gsize) GST_VIDEO_INFO_PLANE_STRIDE (&format->info, 0);

  if (stride == row)
    return;
  for (gsize y = (gsize) get_height (format); y-- > 0;) {
    memmove (pixels + y * stride, pixels + y * row, row);
    memset (pixels + y * stride + row, 0, stride - row);
  }
}
