/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "recording/aoi-recording.h"
#include "storage/aoi-folder.h"

G_BEGIN_DECLS

/**
 * AoiRecordingIndex:
 *
 * The index of a recording, open and locked for writing. Belongs to one thread at a time.
 */
typedef struct _AoiRecordingIndex AoiRecordingIndex;

gboolean aoi_recording_index_is_empty (const AoiFolder *folder);
AoiRecordingIndex *aoi_recording_index_open (const AoiFolder *folder, GError **error);
void aoi_recording_index_close (AoiRecordingIndex *self);
gboolean aoi_recording_index_is_removed (const AoiRecordingIndex *self);
guint64 aoi_recording_index_get_next_run (const AoiRecordingIndex *self);
gboolean aoi_recording_index_append (AoiRecordingIndex *self, const AoiFolder *folder,
    const AoiRecordingFrame *frame, gboolean *taken_back, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiRecordingIndex, aoi_recording_index_close)

G_END_DECLS
