/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "recording/aoi-recording-writer.h"
#include "storage/aoi-spool.h"

G_BEGIN_DECLS

AoiSpool *aoi_recorder_new (
    AoiRecordingWriter *writer, const AoiSpoolLimits *limits, const AoiSpoolListener *listener);
void aoi_recorder_push (AoiSpool *spool, AoiRecordingFrame *frame, GBytes *bytes);

G_END_DECLS
