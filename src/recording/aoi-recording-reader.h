/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "recording/aoi-recording.h"

G_BEGIN_DECLS

/**
 * AoiRecordingReader:
 *
 * A folder whose frames are read. What is recorded there after it was opened is not seen. Belongs to
 * one thread at a time.
 */
typedef struct _AoiRecordingReader AoiRecordingReader;

/**
 * AoiRecordingRun:
 * @first: number of its first frame
 * @n_frames: how many it has, at least 1
 * @start: the least time of its frames, ns
 * @length: from there to the end of the last frame, ns
 *
 * Frames whose times count from the same beginning.
 */
typedef struct {
  guint first;
  guint n_frames;
  guint64 start;
  guint64 length;
} AoiRecordingRun;

AoiRecordingReader *aoi_recording_reader_open (const gchar *folder, GError **error);
void aoi_recording_reader_close (AoiRecordingReader *self);
const gchar *aoi_recording_reader_get_folder (const AoiRecordingReader *self);
gboolean aoi_recording_reader_is_torn (const AoiRecordingReader *self);
guint aoi_recording_reader_get_n_frames (const AoiRecordingReader *self);
const AoiRecordingFrame *
aoi_recording_reader_get_frame (const AoiRecordingReader *self, guint number);
guint aoi_recording_reader_get_n_runs (const AoiRecordingReader *self);
const AoiRecordingRun *aoi_recording_reader_get_run (const AoiRecordingReader *self, guint number);
gboolean
aoi_recording_reader_read (AoiRecordingReader *self, guint number, guint8 *pixels, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiRecordingReader, aoi_recording_reader_close)

G_END_DECLS
