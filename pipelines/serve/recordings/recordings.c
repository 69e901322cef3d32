/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which recordings there are, and which frames they have. */
#include "recordings/recordings.h"

#include <string.h>
#include <sys/stat.h>

#include "aoi-error.h"
#include "recording/aoi-recording-reader.h"
#include "recordings/picture-folder.h"
#include "recordings/recordings-private.h"
#include "storage/aoi-folder-tree.h"

static void
place_free (gpointer data)
{
  recordings_place_clear (data);
  g_free (data);
}

/**
 * recordings_place_clear:
 * @self: a place
 */
void
recordings_place_clear (RecordingsPlace *self)
{
  g_clear_pointer (&self->name, g_free);
}

static gint
compare_places (gconstpointer a, gconstpointer b)
{
  const RecordingsPlace *first = *(RecordingsPlace *const *) a;
  const RecordingsPlace *second = *(RecordingsPlace *const *) b;

  return strcmp (first->name, second->name);
}

/* One level of names, none of which leads elsewhere. */
static gboolean
is_name (const gchar *name)
{
  return name[0] != '.' && name[0] != '\0' && strchr (name, '/') == NULL
      && g_utf8_validate (name, -1, NULL);
}

/* Returns whether it is a recording, of either kind. */
static gboolean
look (const AoiFolder *root, const gchar *name, RecordingsPlace *place)
{
  g_auto (AoiFolder) folder = STATION_FOLDER_CLOSED;
  g_autoptr (GPtrArray) pictures = NULL;
  struct stat info;
  guint n_others;

  if (!is_name (name) || !station_beneath_open_folder (root, name, &folder)
      || fstat (folder.fd, &info) != 0)
    return FALSE;
  place->is_recording = aoi_folder_has (&folder, AOI_RECORDING_INDEX);
  if (!place->is_recording) {
    pictures = picture_folder_list (&folder, &n_others, NULL);
    if (pictures == NULL || pictures->len == 0)
      return FALSE;
  }
  place->name = g_strdup (name);
  place->time_us = (gint64) info.st_mtim.tv_sec * G_USEC_PER_SEC + info.st_mtim.tv_nsec / 1000;
  return TRUE;
}

/* Returns: (transfer full): which recordings are in a folder */
static GPtrArray *
list_places (const AoiFolder *root, GError **error)
{
  g_autoptr (GPtrArray) names = aoi_folder_list (root, ".", error);
  GPtrArray *places;

  if (names == NULL)
    return NULL;
  places = g_ptr_array_new_with_free_func (place_free);
  for (guint i = 0; i < names->len; i++) {
    RecordingsPlace place = { NULL };

    if (look (root, g_ptr_array_index (names, i), &place))
      g_ptr_array_add (places, g_memdup2 (&place, sizeof place));
  }
  g_ptr_array_sort (places, compare_places);
  return places;
}

/**
 * recordings_list:
 * @station: a station
 * @error: why its folder cannot be read
 *
 * Returns: (transfer full) (element-type RecordingsPlace): its recordings, by name; none if it has no folder of them
 */
GPtrArray *
recordings_list (Station *station, GError **error)
{
  g_auto (AoiFolder) root = STATION_FOLDER_CLOSED;

  if (station->settings.recordings == NULL)
    return g_ptr_array_new_with_free_func (place_free);
  if (!station_folder_open (&root, station->settings.recordings, error))
    return NULL;
  return list_places (&root, error);
}

/**
 * recordings_find:
 * @station: a station
 * @name: what a client calls a recording
 * @place: (out): what it is
 *
 * Returns: whether there is one
 */
gboolean
recordings_find (Station *station, const gchar *name, RecordingsPlace *place)
{
  g_auto (AoiFolder) root = STATION_FOLDER_CLOSED;

  *place = (RecordingsPlace){ NULL };
  return station->settings.recordings != NULL
      && station_folder_open (&root, station->settings.recordings, NULL)
      && look (&root, name, place);
}

static void
frame_free (gpointer data)
{
  RecordingsFrame *self = data;

  g_free (self->file);
  g_free (self);
}

static void
add_frame (GPtrArray *frames, const RecordingsFrame *frame)
{
  RecordingsFrame *copy = g_memdup2 (frame, sizeof *frame);

  copy->file = g_filename_display_name (frame->file);
  g_ptr_array_add (frames, copy);
}

static gboolean
list_recorded (Station *station, const RecordingsPlace *place, guint from, guint max,
    GPtrArray *frames, guint *n_frames, GError **error)
{
  g_autoptr (AoiRecordingReader) reader = recordings_open_reader (station, place, error);

  if (reader == NULL)
    return FALSE;
  *n_frames = aoi_recording_reader_get_n_frames (reader);
  for (guint i = from; i < *n_frames && i - from < max; i++) {
    const AoiRecordingFrame *recorded = aoi_recording_reader_get_frame (reader, i);
    const RecordingsFrame frame = { recorded->file, recorded->format, recorded->width,
      recorded->height,
      recorded->pts != AOI_RECORDING_NO_TIME ? (gint64) MIN (recorded->pts, G_MAXINT64) : -1 };

    add_frame (frames, &frame);
  }
  return TRUE;
}

static gboolean
list_pictures (Station *station, const RecordingsPlace *place, guint from, guint max,
    GPtrArray *frames, guint *n_frames, GError **error)
{
  g_auto (AoiFolder) folder = STATION_FOLDER_CLOSED;
  g_autoptr (GPtrArray) names = recordings_list_pictures (station, place, &folder, error);

  if (names == NULL)
    return FALSE;
  *n_frames = names->len;
  for (guint i = from; i < names->len && i - from < max; i++) {
    const RecordingsFrame frame = { .file = g_ptr_array_index (names, i), .time_ns = -1 };

    add_frame (frames, &frame);
  }
  return TRUE;
}

/**
 * recordings_list_frames:
 * @station: a station
 * @place: a recording of it
 * @from: number of the first frame
 * @max: how many, at most
 * @n_frames: (out): how many the recording has
 * @error: why it cannot be read
 *
 * Returns: (transfer full) (element-type RecordingsFrame): frames of it
 */
GPtrArray *
recordings_list_frames (Station *station, const RecordingsPlace *place, guint from, guint max,
    guint *n_frames, GError **error)
{
  g_autoptr (GPtrArray) frames = g_ptr_array_new_with_free_func (frame_free);
  const gboolean done = place->is_recording
      ? list_recorded (station, place, from, max, frames, n_frames, error)
      : list_pictures (station, place, from, max, frames, n_frames, error);

  return done ? g_steal_pointer (&frames) : NULL;
}
