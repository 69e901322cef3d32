/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-recording-writer.h"

G_BEGIN_DECLS

/**
 * AoiRecorder:
 *
 * Writes frames in a thread of its own, from a queue that is bounded in frames and bytes. All functions
 * are thread-safe.
 */
typedef struct _AoiRecorder AoiRecorder;

/**
 * AoiRecorderLimits:
 * @frames: the most that may be reserved and not yet written
 * @bytes: the most that these may have together; a single frame may have more
 */
typedef struct {
  guint frames;
  guint64 bytes;
} AoiRecorderLimits;

/**
 * AoiRecorderCounts:
 * @recorded: frames that are on the disk with their line
 * @skipped: frames that were found not worth recording
 * @lost: frames that should have been recorded and are not
 * @queued: frames that are reserved, waiting or being written
 * @bytes: of the frames recorded
 *
 * What became of the frames. Each is in exactly one of the first four.
 */
typedef struct {
  guint64 recorded;
  guint64 skipped;
  guint64 lost;
  guint64 queued;
  guint64 bytes;
} AoiRecorderCounts;

/**
 * AoiRecorderLoss:
 * @AOI_RECORDER_QUEUE_FULL: the disk is slower than the frames come
 * @AOI_RECORDER_WRITE_FAILED: the disk is full, the folder gone, or the like
 * @AOI_RECORDER_UNSUITABLE: the frame has no pixels that could be recorded
 * @AOI_RECORDER_STOPPED: the time to write what was left was over
 *
 * Why frames are lost.
 */
typedef enum {
  AOI_RECORDER_QUEUE_FULL,
  AOI_RECORDER_WRITE_FAILED,
  AOI_RECORDER_UNSUITABLE,
  AOI_RECORDER_STOPPED,
  AOI_RECORDER_N_LOSSES
} AoiRecorderLoss;

/**
 * AoiRecorderTell:
 * @reason: (nullable): why frames are lost, once a kind of loss; %NULL when frames are recorded again and
 *   none wait
 * @data: the caller's
 *
 * Called in any thread without a lock, never after aoi_recorder_finish() has returned.
 */
typedef void (*AoiRecorderTell) (const gchar *reason, gpointer data);

/**
 * AoiRecorderRoom:
 * @AOI_RECORDER_ROOM: there is room for the frame, which is reserved
 * @AOI_RECORDER_NO_ROOM: there is none, the frame is counted as lost
 * @AOI_RECORDER_WOKEN: aoi_recorder_set_flushing() ended the waiting
 */
typedef enum {
  AOI_RECORDER_ROOM,
  AOI_RECORDER_NO_ROOM,
  AOI_RECORDER_WOKEN,
} AoiRecorderRoom;

AoiRecorder *aoi_recorder_new (AoiRecordingWriter *writer, const AoiRecorderLimits *limits,
    AoiRecorderTell tell, gpointer data);
void aoi_recorder_finish (AoiRecorder *self, gint64 timeout);
void aoi_recorder_unref (AoiRecorder *self);
gboolean aoi_recorder_has_room (AoiRecorder *self, gsize size);
AoiRecorderRoom aoi_recorder_reserve (AoiRecorder *self, gsize size, gboolean wait);
void aoi_recorder_push (AoiRecorder *self, AoiRecordingFrame *frame, GBytes *bytes);
void aoi_recorder_skip (AoiRecorder *self, gsize reserved);
void
aoi_recorder_lose (AoiRecorder *self, AoiRecorderLoss loss, const gchar *reason, gsize reserved);
gboolean aoi_recorder_drain (AoiRecorder *self);
void aoi_recorder_set_flushing (AoiRecorder *self, gboolean flushing);
void aoi_recorder_get_counts (AoiRecorder *self, AoiRecorderCounts *counts);

G_END_DECLS
