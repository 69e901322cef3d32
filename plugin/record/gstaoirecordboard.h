/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "engine/aoi-board-tracker.h"
#include "recording/aoi-recorder.h"

G_BEGIN_DECLS

/**
 * GstAoiRecordVerdict:
 * @GST_AOI_RECORD_NONE: there is no inspection
 * @GST_AOI_RECORD_INCOMPLETE: frames of the board are still to come
 * @GST_AOI_RECORD_FAILED: the board has not passed
 * @GST_AOI_RECORD_PASSED: the board has passed
 *
 * What the inspection on a frame says of its board.
 */
typedef enum {
  GST_AOI_RECORD_NONE,
  GST_AOI_RECORD_INCOMPLETE,
  GST_AOI_RECORD_FAILED,
  GST_AOI_RECORD_PASSED,
} GstAoiRecordVerdict;

/**
 * GstAoiRecordWant:
 * @GST_AOI_RECORD_NOW: the frame is to be recorded
 * @GST_AOI_RECORD_HOLD: whether it is shows when its board is complete
 * @GST_AOI_RECORD_SKIP: the frame is of a board that passed
 *
 * What is to become of a frame.
 */
typedef enum {
  GST_AOI_RECORD_NOW,
  GST_AOI_RECORD_HOLD,
  GST_AOI_RECORD_SKIP,
} GstAoiRecordWant;

/**
 * GstAoiRecordBoard:
 * @boards: at which board the stream is
 * @held: frames of the open board, in the order they came
 * @failed: whether it cannot pass any more
 *
 * The board at which a recorder is that keeps failed ones only. Belongs to the streaming thread.
 */
typedef struct {
  AoiBoardTracker boards;
  GQueue held;
  gboolean failed;
} GstAoiRecordBoard;

GstAoiRecordVerdict gst_aoi_record_get_verdict (GstBuffer *buffer);
void gst_aoi_record_board_init (GstAoiRecordBoard *self);
GstAoiRecordWant gst_aoi_record_board_add (GstAoiRecordBoard *self, AoiSpool *recorder,
    GstAoiRecordVerdict verdict, const AoiRecordingFrame *frame);
void gst_aoi_record_board_hold (GstAoiRecordBoard *self, AoiRecordingFrame *frame, GBytes *bytes);
void gst_aoi_record_board_fail (GstAoiRecordBoard *self, AoiSpool *recorder);
void gst_aoi_record_board_end (GstAoiRecordBoard *self, AoiSpool *recorder);
void gst_aoi_record_board_begin_run (GstAoiRecordBoard *self, AoiSpool *recorder);

G_END_DECLS
