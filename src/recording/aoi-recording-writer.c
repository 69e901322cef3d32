/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "recording/aoi-recording-writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "recording/aoi-recording-index.h"
#include "storage/aoi-folder-write.h"

/* A frame is written in these steps, each on the disk before the next one:
 *
 *   1. The temporary file gets all of its bytes.
 *   2. It is renamed to what the line will call it.
 *   3. The line is appended to the index.
 *
 * Files that no line names are no part of the recording: the temporary one, and one that was renamed
 * when the process was stopped. */
#define TEMPORARY ".frame.new"
#define NAME_FORMAT "frame-%08" G_GUINT64_FORMAT ".%s"

struct _AoiRecordingWriter {
  gchar *path;
  AoiFolder folder; /* fd is -1 while the folder is lost */
  AoiRecordingIndex *index; /* NULL while the folder is lost */
  guint64 number; /* of the next frame's file */
  AoiChecksumType type;
};

/* The number in a frame's name, or %FALSE for other files. */
static gboolean
parse_name (const gchar *name, guint64 *number)
{
  gchar *end;

  if (!g_str_has_prefix (name, "frame-") || !g_ascii_isdigit (name[strlen ("frame-")]))
    return FALSE;
  *number = g_ascii_strtoull (name + strlen ("frame-"), &end, 10);
  return g_str_equal (end, ".pgm") || g_str_equal (end, ".ppm");
}

/* Numbers go on behind all that are there, whether the index knows them or not. */
static gboolean
find_frames (AoiRecordingWriter *self, gboolean *found, GError **error)
{
  g_autoptr (GDir) dir = g_dir_open (self->path, 0, error);
  const gchar *name;
  guint64 number;

  *found = FALSE;
  if (dir == NULL)
    return FALSE;
  while ((name = g_dir_read_name (dir)) != NULL) {
    if (!parse_name (name, &number))
      continue;
    *found = TRUE;
    self->number = MAX (self->number, number + 1);
  }
  return TRUE;
}

static gboolean
open_folder (AoiRecordingWriter *self, gboolean append, GError **error)
{
  gboolean found;

  self->folder.fd = open (self->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->folder.fd < 0)
    return aoi_folder_fail (&self->folder, NULL, error);
  if (!find_frames (self, &found, error))
    return FALSE;
  if (!append && (found || !aoi_recording_index_is_empty (&self->folder))) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IO,
        "%s: holds a recording; name another folder, or append to this one", self->folder.shown);
    return FALSE;
  }
  self->index = aoi_recording_index_open (&self->folder, error);
  if (self->index == NULL)
    return FALSE;
  return aoi_folder_remove_durably (&self->folder, TEMPORARY, error);
}

static void
close_folder (AoiRecordingWriter *self)
{
  g_clear_pointer (&self->index, aoi_recording_index_close);
  if (self->folder.fd >= 0)
    close (self->folder.fd);
  self->folder.fd = -1;
}

/**
 * aoi_recording_writer_open:
 * @folder: where to write; made if it is missing, though not its parents
 * @append: whether to go on with a recording that is there, rather than to refuse it
 * @type: how files are summed up
 * @error: return location for an %AOI_ERROR_IO that names the folder, or %AOI_ERROR_INVALID or
 *   %AOI_ERROR_SYNTAX that names the line of the index to which nothing can be appended
 *
 * Locks the folder: a second writer is refused. A last line without an end, as a power loss leaves it, is
 * truncated.
 *
 * Returns: (transfer full): a writer
 */
AoiRecordingWriter *
aoi_recording_writer_open (
    const gchar *folder, gboolean append, AoiChecksumType type, GError **error)
{
  g_autoptr (AoiRecordingWriter) self = g_new0 (AoiRecordingWriter, 1);

  self->path = g_strdup (folder);
  self->folder.shown = g_filename_display_name (folder);
  self->folder.fd = -1;
  self->type = type;
  if (!aoi_folder_create (&self->folder, self->path, error) || !open_folder (self, append, error))
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * aoi_recording_writer_close:
 * @self: (transfer full): a writer
 */
void
aoi_recording_writer_close (AoiRecordingWriter *self)
{
  close_folder (self);
  g_free (self->folder.shown);
  g_free (self->path);
  g_free (self);
}

/**
 * aoi_recording_writer_get_run:
 * @self: a writer that was just opened
 *
 * Returns: the first run that no frame of the folder has
 */
guint64
aoi_recording_writer_get_run (const AoiRecordingWriter *self)
{
  return aoi_recording_index_get_next_run (self->index);
}

/* Somebody may remove the folder, or its index, and put another one in its place. It is not made anew:
 * what was mounted there may be unmounted, and another disk not meant. */
static gboolean
ensure_folder (AoiRecordingWriter *self, GError **error)
{
  struct stat info;

  if (self->index != NULL && fstat (self->folder.fd, &info) == 0 && info.st_nlink > 0
      && !aoi_recording_index_is_removed (self->index))
    return TRUE;
  close_folder (self);
  if (open_folder (self, TRUE, error))
    return TRUE;
  close_folder (self);
  return FALSE;
}

static void
describe_file (AoiRecordingWriter *self, AoiRecordingFrame *frame, GBytes *bytes)
{
  g_autoptr (AoiChecksum) checksum = aoi_checksum_new (self->type);
  gsize size;
  gconstpointer data = g_bytes_get_data (bytes, &size);
  gboolean gray = aoi_recording_format_get_channels (frame->format) == 1;

  aoi_checksum_update (checksum, data, size);
  g_free (frame->checksum);
  frame->checksum = aoi_checksum_to_text (checksum);
  frame->bytes = size;
  g_free (frame->file);
  frame->file = g_strdup_printf (NAME_FORMAT, self->number, gray ? "pgm" : "ppm");
}

/* Steps 1 and 2. A number that was given once is not given again. */
static gboolean
write_frame (AoiRecordingWriter *self, const gchar *name, GBytes *bytes, GError **error)
{
  if (!aoi_folder_write_durably (&self->folder, TEMPORARY, bytes, error))
    return FALSE;
  self->number++;
  return aoi_folder_move_durably (&self->folder, TEMPORARY, name, error);
}

/**
 * aoi_recording_writer_write:
 * @self: a writer
 * @frame: all that is known of the frame but its file, which is added
 * @bytes: the file: header and pixels
 * @error: return location for an %AOI_ERROR_IO
 *
 * Takes as long as the disk. After an error the next frame may be written: then the space is back, or
 * the folder.
 *
 * Returns: whether file and line are on the disk; if not, neither is there, or only the file
 */
gboolean
aoi_recording_writer_write (
    AoiRecordingWriter *self, AoiRecordingFrame *frame, GBytes *bytes, GError **error)
{
  gboolean taken_back = TRUE;

  if (!ensure_folder (self, error))
    return FALSE;
  describe_file (self, frame, bytes);
  if (!write_frame (self, frame->file, bytes, error)) {
    aoi_folder_remove_lazily (&self->folder, TEMPORARY, NULL);
    return FALSE;
  }
  if (aoi_recording_index_append (self->index, &self->folder, frame, &taken_back, error))
    return TRUE;
  if (taken_back)
    aoi_folder_remove_lazily (&self->folder, frame->file, NULL);
  return FALSE;
}
