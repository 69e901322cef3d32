/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "recording/aoi-recording.h"
#include "storage/aoi-checksum.h"

G_BEGIN_DECLS

/**
 * AoiRecordingWriter:
 *
 * A folder to which frames are written, locked against other writers. Each frame is there with all of
 * its bytes and its line, or not at all, whenever the process or the machine stops. Belongs to one
 * thread at a time.
 */
typedef struct _AoiRecordingWriter AoiRecordingWriter;

AoiRecordingWriter *aoi_recording_writer_open (
    const gchar *folder, gboolean append, AoiChecksumType type, GError **error);
void aoi_recording_writer_close (AoiRecordingWriter *self);
guint64 aoi_recording_writer_get_run (const AoiRecordingWriter *self);
gboolean aoi_recording_writer_write (
    AoiRecordingWriter *self, AoiRecordingFrame *frame, GBytes *bytes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiRecordingWriter, aoi_recording_writer_close)

G_END_DECLS
