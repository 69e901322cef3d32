/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "recording/aoi-recording-reader.h"
#include "recordings/recordings.h"

G_BEGIN_DECLS

AoiRecordingReader *
recordings_open_reader (Station *station, const RecordingsPlace *place, GError **error);
GPtrArray *recordings_list_pictures (
    Station *station, const RecordingsPlace *place, AoiFolder *folder, GError **error);

G_END_DECLS
