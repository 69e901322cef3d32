/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "record/gstaoirecordboard.h"

#include "lib/gstaoimeta.h"

typedef struct {
  AoiRecordingFrame *frame;
  GBytes *bytes;
} Held;

/**
 * gst_aoi_record_get_verdict:
 * @buffer: a frame
 *
 * Returns: what the metadata on it say; what they leave out is not passed
 */
GstAoiRecordVerdict
gst_aoi_record_get_verdict (GstBuffer *buffer)
{
  GstCustomMeta *meta = gst_buffer_get_custom_meta (buffer, GST_AOI_META_NAME);
  gboolean complete = TRUE, passed = FALSE;
  GstStructure *fields;

  if (meta == NULL)
    return GST_AOI_RECORD_NONE;
  fields = gst_custom_meta_get_structure (meta);
  gst_structure_get_boolean (fields, "complete", &complete);
  gst_structure_get_boolean (fields, "passed", &passed);
  if (!complete)
    return GST_AOI_RECORD_INCOMPLETE;
  return passed ? GST_AOI_RECORD_PASSED : GST_AOI_RECORD_FAILED;
}

/**
 * gst_aoi_record_board_init:
 * @self: (out): no board
 */
void
gst_aoi_record_board_init (GstAoiRecordBoard *self)
{
  *self = (GstAoiRecordBoard){ 0 };
  g_queue_init (&self->held);
}

static void
record_held (GstAoiRecordBoard *self, AoiSpool *recorder)
{
  Held *held;

  while ((held = g_queue_pop_head (&self->held)) != NULL) {
    aoi_recorder_push (recorder, held->frame, held->bytes);
    g_free (held);
  }
}

static void
skip_held (GstAoiRecordBoard *self, AoiSpool *recorder)
{
  Held *held;

  while ((held = g_queue_pop_head (&self->held)) != NULL) {
    aoi_spool_skip (recorder, g_bytes_get_size (held->bytes));
    aoi_recording_frame_free (held->frame);
    g_bytes_unref (held->bytes);
    g_free (held);
  }
}

/* Only the complete report of all its groups says that a board has passed; see the section on boards of
 * several frames in the documentation of aoiinspect. */
static GstAoiRecordWant
add_group (GstAoiRecordBoard *self, AoiSpool *recorder, GstAoiRecordVerdict verdict, guint64 number)
{
  const gboolean complete = verdict == GST_AOI_RECORD_FAILED || verdict == GST_AOI_RECORD_PASSED;

  if (verdict == GST_AOI_RECORD_PASSED && !self->failed) {
    skip_held (self, recorder);
    aoi_board_tracker_end (&self->boards, number);
    return GST_AOI_RECORD_SKIP;
  }
  if (verdict != GST_AOI_RECORD_INCOMPLETE)
    gst_aoi_record_board_fail (self, recorder);
  if (complete)
    aoi_board_tracker_end (&self->boards, number);
  return self->failed ? GST_AOI_RECORD_NOW : GST_AOI_RECORD_HOLD;
}

/**
 * gst_aoi_record_board_add:
 * @self: the board
 * @recorder: where held frames go
 * @verdict: of a frame; without an inspection the board has failed
 * @frame: the frame; without groups it is a board
 *
 * A board whose last frame never came has failed when a frame of another one comes. A frame that comes
 * after its board has ended was not inspected with it.
 *
 * Returns: what is to become of the frame
 */
GstAoiRecordWant
gst_aoi_record_board_add (GstAoiRecordBoard *self, AoiSpool *recorder, GstAoiRecordVerdict verdict,
    const AoiRecordingFrame *frame)
{
  const guint64 number = frame->capture.board;
  const AoiBoardState state = frame->has_capture
      ? aoi_board_tracker_get_state (&self->boards, number)
      : AOI_BOARD_ENDED;

  if (state != AOI_BOARD_OPEN)
    gst_aoi_record_board_end (self, recorder);
  if (state == AOI_BOARD_ENDED)
    return verdict == GST_AOI_RECORD_PASSED ? GST_AOI_RECORD_SKIP : GST_AOI_RECORD_NOW;
  if (state == AOI_BOARD_NEW)
    aoi_board_tracker_open (&self->boards, number);
  return add_group (self, recorder, verdict, number);
}

/**
 * gst_aoi_record_board_hold:
 * @self: the board
 * @frame: (transfer full): a frame for which %GST_AOI_RECORD_HOLD was said
 * @bytes: (transfer full): its file, for which room is reserved
 */
void
gst_aoi_record_board_hold (GstAoiRecordBoard *self, AoiRecordingFrame *frame, GBytes *bytes)
{
  Held *held = g_new (Held, 1);

  *held = (Held){ frame, bytes };
  g_queue_push_tail (&self->held, held);
}

/**
 * gst_aoi_record_board_fail:
 * @self: the board
 * @recorder: where held frames go
 *
 * All frames of the board are to be recorded.
 */
void
gst_aoi_record_board_fail (GstAoiRecordBoard *self, AoiSpool *recorder)
{
  record_held (self, recorder);
  self->failed = TRUE;
}

/**
 * gst_aoi_record_board_end:
 * @self: the board
 * @recorder: where held frames go
 *
 * No other frame of the board comes: what is not known to have passed has failed.
 */
void
gst_aoi_record_board_end (GstAoiRecordBoard *self, AoiSpool *recorder)
{
  record_held (self, recorder);
  aoi_board_tracker_drop (&self->boards);
  self->failed = FALSE;
}

/**
 * gst_aoi_record_board_begin_run:
 * @self: the board
 * @recorder: where held frames go
 *
 * Numbers of boards begin anew.
 */
void
gst_aoi_record_board_begin_run (GstAoiRecordBoard *self, AoiSpool *recorder)
{
  gst_aoi_record_board_end (self, recorder);
  aoi_board_tracker_begin_run (&self->boards);
}
