/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Frames of recordings as frames of the station's shelf. */
#include <sys/stat.h>

#include "aoi-error.h"
#include "recordings/picture-folder.h"
#include "recordings/recordings-private.h"

static gchar *
make_path (Station *station, const RecordingsPlace *place)
{
  return g_build_filename (station->settings.recordings, place->name, NULL);
}

/* Returns: (transfer full): a folder of aoirecord, opened */
AoiRecordingReader *
recordings_open_reader (Station *station, const RecordingsPlace *place, GError **error)
{
  g_autofree gchar *path = make_path (station, place);

  return aoi_recording_reader_open (path, error);
}

/* @folder: (out): stays open for reading. Returns: (transfer full): names of its pictures */
GPtrArray *
recordings_list_pictures (
    Station *station, const RecordingsPlace *place, AoiFolder *folder, GError **error)
{
  g_autofree gchar *path = make_path (station, place);
  guint n_others;

  return station_folder_open (folder, path, error) ? picture_folder_list (folder, &n_others, error)
                                                   : NULL;
}

static void
refuse_number (const RecordingsPlace *place, guint number, guint n_frames, GError **error)
{
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "recording: \"%s\" has no frame %u, only 0 to %u", place->name, number,
      MAX (n_frames, 1) - 1);
}

/* @file: in the file system's encoding; @print: (transfer full). Returns: (transfer full) */
static FrameRecord *
record_new (const RecordingsPlace *place, guint number, const gchar *file, gchar *print)
{
  FrameRecord *record = g_new (FrameRecord, 1);

  *record = (FrameRecord){ g_strdup (place->name), number, g_filename_display_name (file), print };
  return record;
}

static Frame *
read_recorded (AoiRecordingReader *reader, guint number, GError **error)
{
  const AoiRecordingFrame *recorded = aoi_recording_reader_get_frame (reader, number);
  g_autofree guint8 *pixels = NULL;
  AoiImage image;
  gsize size;

  aoi_image_init (&image, recorded->format, recorded->width, recorded->height);
  image.stride[0] = recorded->width * aoi_recording_format_get_channels (recorded->format);
  size = (gsize) image.stride[0] * (gsize) recorded->height;
  pixels = g_try_malloc (size);
  if (pixels == NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED, "there is no memory for such a frame");
    return NULL;
  }
  if (!aoi_recording_reader_read (reader, number, pixels, error))
    return NULL;
  image.data[0] = pixels;
  return frame_new (FRAME_RECORDED, &image, size, g_free, g_steal_pointer (&pixels));
}

/* Returns: (transfer full): the frame, which may be on the shelf already */
static Frame *
open_recorded (Station *station, const RecordingsPlace *place, guint number, GError **error)
{
  g_autoptr (AoiRecordingReader) reader = recordings_open_reader (station, place, error);
  const AoiRecordingFrame *recorded;
  FrameRecord *record;
  Frame *frame;

  if (reader == NULL)
    return NULL;
  if (number >= aoi_recording_reader_get_n_frames (reader)) {
    refuse_number (place, number, aoi_recording_reader_get_n_frames (reader), error);
    return NULL;
  }
  recorded = aoi_recording_reader_get_frame (reader, number);
  record = record_new (place, number, recorded->file, g_strdup (recorded->checksum));
  frame = frame_shelf_find_record (station->frames, record);
  if (frame == NULL)
    frame = read_recorded (reader, number, error);
  if (frame != NULL)
    frame_take_record (frame, record);
  else
    frame_record_free (record);
  return frame;
}

/* Returns: (transfer full): another text for each file that might be there */
static gchar *
make_print (const AoiFolder *folder, const gchar *name)
{
  struct stat info = { 0 };

  fstatat (folder->fd, name, &info, 0);
  return g_strdup_printf ("%" G_GUINT64_FORMAT " %" G_GINT64_FORMAT " %" G_GINT64_FORMAT ".%09ld",
      (guint64) info.st_ino, (gint64) info.st_size, (gint64) info.st_mtim.tv_sec,
      info.st_mtim.tv_nsec);
}

static Frame *
open_picture (Station *station, const RecordingsPlace *place, guint number, GError **error)
{
  g_auto (AoiFolder) folder = STATION_FOLDER_CLOSED;
  g_autoptr (GPtrArray) names = recordings_list_pictures (station, place, &folder, error);
  AoiPicture *picture;
  FrameRecord *record;
  const gchar *name;
  Frame *frame;

  if (names == NULL)
    return NULL;
  if (number >= names->len) {
    refuse_number (place, number, names->len, error);
    return NULL;
  }
  name = g_ptr_array_index (names, number);
  record = record_new (place, number, name, make_print (&folder, name));
  frame = frame_shelf_find_record (station->frames, record);
  picture = frame == NULL ? picture_folder_read (&folder, name, error) : NULL;
  if (picture != NULL)
    frame = frame_new_from_picture (FRAME_RECORDED, picture);
  if (frame != NULL)
    frame_take_record (frame, record);
  else
    frame_record_free (record);
  return frame;
}

/**
 * recordings_open_frame:
 * @station: a station
 * @place: a recording of it
 * @number: of a frame, from 0
 * @error: an %AOI_ERROR_INVALID if there is none, or why it cannot be read
 *
 * Reads a frame, unless it is on the shelf, where it is now.
 *
 * Returns: (transfer full): the frame
 */
Frame *
recordings_open_frame (Station *station, const RecordingsPlace *place, guint number, GError **error)
{
  Frame *frame = place->is_recording ? open_recorded (station, place, number, error)
                                     : open_picture (station, place, number, error);

  if (frame != NULL)
    frame_shelf_keep (station->frames, frame);
  return frame;
}
