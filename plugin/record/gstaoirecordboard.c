/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gstaoirecordboard.h"

typedef struct {
  AoiRecordingFrame *frame;
  GBytes *bytes;
} Held;

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
record_held (GstAoiRecordBoard *self, AoiRecorder *recorder)
{
  Held *held;

  while ((held = g_queue_pop_head (&self->held)) != NULL) {
    aoi_recorder_push (recorder, held->frame, held->bytes);
    g_free (held);
  }
}

static void
skip_held (GstAoiRecordBoard *self, AoiRecorder *recorder)
{
  Held *held;

  while ((held = g_queue_pop_head (&self->held)) != NULL) {
    aoi_recorder_skip (recorder, g_bytes_get_size (held->bytes));
    aoi_recording_frame_free (held->frame);
    g_bytes_unref (held->bytes);
    g_free (held);
  }
}

/* A frame without groups is a board. */
static GstAoiRecordWant
add_whole_board (const AoiReport *report)
{
  return report != NULL && aoi_report_get_passed (report) ? GST_AOI_RECORD_SKIP
                                                          : GST_AOI_RECORD_NOW;
}

/* Only the complete report of all its groups says that a board has passed; see the section on boards of
 * several frames in the documentation of aoiinspect. */
static GstAoiRecordWant
add_group (GstAoiRecordBoard *self, AoiRecorder *recorder, const AoiReport *report)
{
  const gboolean complete = report != NULL && aoi_report_get_complete (report);

  if (complete && aoi_report_get_passed (report) && !self->failed) {
    skip_held (self, recorder);
    self->open = FALSE;
    return GST_AOI_RECORD_SKIP;
  }
  if (report == NULL || complete)
    gst_aoi_record_board_fail (self, recorder);
  if (complete)
    self->open = FALSE;
  return self->failed ? GST_AOI_RECORD_NOW : GST_AOI_RECORD_HOLD;
}

/**
 * gst_aoi_record_board_add:
 * @self: the board
 * @recorder: where held frames go
 * @report: (nullable): the inspection of a frame, %NULL if there is none, which is a failure
 * @frame: the frame
 *
 * A board whose last frame never came has failed when a frame of another one comes.
 *
 * Returns: what is to become of the frame
 */
GstAoiRecordWant
gst_aoi_record_board_add (GstAoiRecordBoard *self, AoiRecorder *recorder, const AoiReport *report,
    const AoiRecordingFrame *frame)
{
  if (!frame->has_capture || !self->open || frame->capture.board != self->board)
    gst_aoi_record_board_end (self, recorder);
  if (!frame->has_capture)
    return add_whole_board (report);
  self->board = frame->capture.board;
  self->open = TRUE;
  return add_group (self, recorder, report);
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
gst_aoi_record_board_fail (GstAoiRecordBoard *self, AoiRecorder *recorder)
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
gst_aoi_record_board_end (GstAoiRecordBoard *self, AoiRecorder *recorder)
{
  record_held (self, recorder);
  self->open = FALSE;
  self->failed = FALSE;
}
