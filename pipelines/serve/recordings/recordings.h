/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What lies in the station's folder of recordings: folders of aoirecord, and folders of pictures. */
#pragma once

#include "aoi-image.h"
#include "station/station.h"

G_BEGIN_DECLS

/**
 * RecordingsPlace:
 * @name: of the folder
 * @is_recording: it is one of aoirecord; else its pictures are the frames
 * @time_us: wall clock, when it was changed last
 *
 * A recording.
 */
typedef struct {
  gchar *name;
  gboolean is_recording;
  gint64 time_us;
} RecordingsPlace;

/**
 * RecordingsFrame:
 * @file: its name
 * @format: as GStreamer names it; %AOI_FORMAT_UNKNOWN: a picture, which was not opened
 * @width: in pixels; 0: likewise
 * @height: in pixels; 0: likewise
 * @time_ns: when it came, from the beginning of its run; negative: that is not known
 *
 * A frame of a recording.
 */
typedef struct {
  gchar *file;
  AoiFormat format;
  gint width, height;
  gint64 time_ns;
} RecordingsFrame;

GPtrArray *recordings_list (Station *station, GError **error);
gboolean recordings_find (Station *station, const gchar *name, RecordingsPlace *place);
void recordings_place_clear (RecordingsPlace *self);
GPtrArray *recordings_list_frames (Station *station, const RecordingsPlace *place, guint from,
    guint max, guint *n_frames, GError **error);
Frame *recordings_open_frame (
    Station *station, const RecordingsPlace *place, guint number, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (RecordingsPlace, recordings_place_clear)

G_END_DECLS
