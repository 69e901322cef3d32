/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "recording/aoi-recording-reader.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "image/aoi-pgm.h"
#include "storage/aoi-checksum.h"
#include "storage/aoi-file.h"
#include "storage/aoi-folder.h"

/* Half a million frames and more. */
#define MAX_INDEX_BYTES ((gsize) 512 * 1024 * 1024)

/* Pixels are summed up in pieces that are still in the cache after they were read. */
#define PIECE ((gsize) 256 * 1024)

struct _AoiRecordingReader {
  AoiFolder folder;
  GPtrArray *frames; /* AoiRecordingFrame */
  GArray *runs; /* AoiRecordingRun */
  gboolean torn;
};

static gboolean
parse_lines (AoiRecordingReader *self, const gchar *text, gsize size, GError **error)
{
  const gchar *end = text + size, *newline;

  for (guint n = 1; text < end; n++, text = newline + 1) {
    g_autofree gchar *place = NULL;
    AoiRecordingFrame *frame;
    const gchar *line = text;
    gsize length;

    newline = memchr (text, '\n', (gsize) (end - text));
    length = (gsize) ((newline != NULL ? newline : end) - text);
    if (!aoi_recording_line_trim (&line, &length)) {
      if (newline == NULL)
        return TRUE;
      continue;
    }
    if (newline == NULL) {
      self->torn = TRUE;
      return TRUE;
    }
    place = g_strdup_printf ("%s/" AOI_RECORDING_INDEX ": line %u", self->folder.shown, n);
    frame = aoi_recording_line_read (line, length, place, error);
    if (frame == NULL)
      return FALSE;
    g_ptr_array_add (self->frames, frame);
  }
  return TRUE;
}

/* A recording is what lies in its folder. */
static GBytes *
load_index (AoiRecordingReader *self, const gchar *folder, GError **error)
{
  g_autofree gchar *path = g_build_filename (folder, AOI_RECORDING_INDEX, NULL);

  if (!g_file_test (path, G_FILE_TEST_IS_SYMLINK))
    return aoi_file_read (path, MAX_INDEX_BYTES, AOI_ERROR_SYNTAX, error);
  g_set_error (
      error, AOI_ERROR, AOI_ERROR_IO, "%s/" AOI_RECORDING_INDEX ": is a link", self->folder.shown);
  return NULL;
}

static gboolean
read_index (AoiRecordingReader *self, const gchar *folder, GError **error)
{
  g_autoptr (GBytes) bytes = load_index (self, folder, error);
  const gchar *text;
  gsize size;

  if (bytes == NULL)
    return FALSE;
  text = g_bytes_get_data (bytes, &size);
  if (!parse_lines (self, text, size, error))
    return FALSE;
  if (self->frames->len > 0)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s/" AOI_RECORDING_INDEX ": holds no frame",
      self->folder.shown);
  return FALSE;
}

static guint64
end_of (const AoiRecordingFrame *frame)
{
  guint64 duration = frame->duration;

  if (duration == AOI_RECORDING_NO_TIME)
    duration = frame->fps_n > 0 ? (guint64) (1e9 * frame->fps_d / frame->fps_n) : 0;
  return frame->pts <= AOI_RECORDING_NO_TIME - 1 - duration ? frame->pts + duration : frame->pts;
}

static void
add_run (AoiRecordingReader *self, guint first, guint n_frames)
{
  AoiRecordingRun run = { .first = first, .n_frames = n_frames, .start = AOI_RECORDING_NO_TIME };
  guint64 end = 0;

  for (guint i = first; i < first + n_frames; i++) {
    const AoiRecordingFrame *frame = g_ptr_array_index (self->frames, i);

    if (frame->pts == AOI_RECORDING_NO_TIME)
      continue;
    run.start = MIN (run.start, frame->pts);
    end = MAX (end, end_of (frame));
  }
  if (run.start == AOI_RECORDING_NO_TIME)
    run.start = 0;
  run.length = end - MIN (end, run.start);
  g_array_append_val (self->runs, run);
}

static void
find_runs (AoiRecordingReader *self)
{
  guint first = 0;

  for (guint i = 1; i <= self->frames->len; i++) {
    const AoiRecordingFrame *begin = g_ptr_array_index (self->frames, first);

    if (i < self->frames->len
        && ((const AoiRecordingFrame *) g_ptr_array_index (self->frames, i))->run == begin->run)
      continue;
    add_run (self, first, i - first);
    first = i;
  }
}

/**
 * aoi_recording_reader_open:
 * @folder: a recording, not trusted
 * @error: return location for an %AOI_ERROR_IO, or %AOI_ERROR_SYNTAX or %AOI_ERROR_INVALID that names
 *   the line
 *
 * Reads the whole index. A last line without an end, as a power loss leaves it, is no line.
 *
 * Returns: (transfer full): the recording, with at least one frame
 */
AoiRecordingReader *
aoi_recording_reader_open (const gchar *folder, GError **error)
{
  g_autoptr (AoiRecordingReader) self = g_new0 (AoiRecordingReader, 1);

  self->folder.shown = g_filename_display_name (folder);
  self->frames = g_ptr_array_new_with_free_func ((GDestroyNotify) aoi_recording_frame_free);
  self->runs = g_array_new (FALSE, FALSE, sizeof (AoiRecordingRun));
  self->folder.fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->folder.fd < 0) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s: %s", self->folder.shown, g_strerror (errno));
    return NULL;
  }
  if (!read_index (self, folder, error))
    return NULL;
  find_runs (self);
  return g_steal_pointer (&self);
}

/**
 * aoi_recording_reader_close:
 * @self: (transfer full): a recording
 */
void
aoi_recording_reader_close (AoiRecordingReader *self)
{
  if (self->folder.fd >= 0)
    close (self->folder.fd);
  g_free (self->folder.shown);
  g_ptr_array_unref (self->frames);
  g_array_unref (self->runs);
  g_free (self);
}

/**
 * aoi_recording_reader_get_folder:
 * @self: a recording
 *
 * Returns: (transfer none): its folder, for messages
 */
const gchar *
aoi_recording_reader_get_folder (const AoiRecordingReader *self)
{
  return self->folder.shown;
}

/**
 * aoi_recording_reader_is_torn:
 * @self: a recording
 *
 * Returns: whether the index ended in a line without an end, of a frame that was not recorded
 */
gboolean
aoi_recording_reader_is_torn (const AoiRecordingReader *self)
{
  return self->torn;
}

/**
 * aoi_recording_reader_get_n_frames:
 * @self: a recording
 *
 * Returns: how many frames it has, at least 1
 */
guint
aoi_recording_reader_get_n_frames (const AoiRecordingReader *self)
{
  return self->frames->len;
}

/**
 * aoi_recording_reader_get_frame:
 * @self: a recording
 * @number: of a frame, from 0
 *
 * Returns: (transfer none): what its line says
 */
const AoiRecordingFrame *
aoi_recording_reader_get_frame (const AoiRecordingReader *self, guint number)
{
  return g_ptr_array_index (self->frames, number);
}

/**
 * aoi_recording_reader_get_n_runs:
 * @self: a recording
 *
 * Returns: how many runs it has, at least 1
 */
guint
aoi_recording_reader_get_n_runs (const AoiRecordingReader *self)
{
  return self->runs->len;
}

/**
 * aoi_recording_reader_get_run:
 * @self: a recording
 * @number: of a run, from 0
 *
 * Returns: (transfer none): its frames and times
 */
const AoiRecordingRun *
aoi_recording_reader_get_run (const AoiRecordingReader *self, guint number)
{
  return &g_array_index (self->runs, AoiRecordingRun, number);
}

/* A file that is being read. */
typedef struct {
  const AoiFolder *folder;
  const AoiRecordingFrame *frame;
  AoiChecksum *checksum;
  gint fd;
} File;

static gboolean
refuse (const File *file, GError **error, const gchar *format, ...) G_GNUC_PRINTF (3, 4);

static gboolean
refuse (const File *file, GError **error, const gchar *format, ...)
{
  g_autofree gchar *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (
      error, AOI_ERROR, AOI_ERROR_IMAGE, "%s/%s: %s", file->folder->shown, file->frame->file, text);
  return FALSE;
}

static gboolean
check_size (const File *file, GError **error)
{
  struct stat info;

  if (fstat (file->fd, &info) != 0)
    return aoi_folder_fail (file->folder, file->frame->file, error);
  if (!S_ISREG (info.st_mode))
    return refuse (file, error, "is not a regular file");
  if ((guint64) info.st_size != file->frame->bytes)
    return refuse (file, error, "has %" G_GINT64_FORMAT " bytes, must have %" G_GUINT64_FORMAT,
        (gint64) info.st_size, file->frame->bytes);
  return TRUE;
}

/* Reads and sums up. */
static gboolean
read_part (const File *file, guint8 *data, gsize size, GError **error)
{
  while (size > 0) {
    gssize n = read (file->fd, data, MIN (size, PIECE));

    if (n < 0 && errno == EINTR)
      continue;
    if (n < 0)
      return aoi_folder_fail (file->folder, file->frame->file, error);
    if (n == 0)
      return refuse (file, error, "ended while it was read");
    aoi_checksum_update (file->checksum, data, (gsize) n);
    data += n;
    size -= (gsize) n;
  }
  return TRUE;
}

static gboolean
read_header (const File *file, GError **error)
{
  const AoiRecordingFrame *frame = file->frame;
  g_autoptr (GError) local = NULL;
  guint8 head[AOI_PGM_MAX_READ];
  AoiPgmHeader header;
  gssize n = pread (file->fd, head, sizeof head, 0);

  if (n < 0)
    return aoi_folder_fail (file->folder, frame->file, error);
  if (!aoi_pgm_read_header (head, (gsize) n, &header, &local))
    return refuse (file, error, "%s", local->message);
  if (header.width != frame->width || header.height != frame->height
      || header.channels != aoi_recording_format_get_channels (frame->format))
    return refuse (file, error, "is of %dx%d pixels with %d channels, must be of %dx%d with %d",
        header.width, header.height, header.channels, frame->width, frame->height,
        aoi_recording_format_get_channels (frame->format));
  if (frame->bytes != header.length + aoi_pgm_get_pixel_bytes (&header))
    return refuse (file, error,
        "has %" G_GUINT64_FORMAT " bytes, but a header of %" G_GSIZE_FORMAT
        " and pixels of %" G_GSIZE_FORMAT,
        frame->bytes, header.length, aoi_pgm_get_pixel_bytes (&header));
  return read_part (file, head, header.length, error);
}

static gboolean
read_file (const File *file, guint8 *pixels, GError **error)
{
  const AoiRecordingFrame *frame = file->frame;
  const gsize size = (gsize) aoi_recording_format_get_channels (frame->format)
      * (gsize) frame->width * (gsize) frame->height;
  g_autofree gchar *found = NULL;

  if (!check_size (file, error) || !read_header (file, error)
      || !read_part (file, pixels, size, error))
    return FALSE;
  found = aoi_checksum_to_text (file->checksum);
  return g_str_equal (found, frame->checksum)
      || refuse (file, error, "its checksum is %s, must be %s", found, frame->checksum);
}

/**
 * aoi_recording_reader_read:
 * @self: a recording
 * @number: of a frame, from 0
 * @pixels: (out): where to put its pixels, width x height x channels bytes, rows without padding
 * @error: return location for an %AOI_ERROR_IO or %AOI_ERROR_IMAGE that names the file
 *
 * Returns: whether the file is what was recorded; if not, @pixels hold anything
 */
gboolean
aoi_recording_reader_read (AoiRecordingReader *self, guint number, guint8 *pixels, GError **error)
{
  const AoiRecordingFrame *frame = aoi_recording_reader_get_frame (self, number);
  g_autoptr (AoiChecksum) checksum = aoi_checksum_new_for_text (frame->checksum);
  File file = { .folder = &self->folder, .frame = frame, .checksum = checksum };
  gboolean done;

  /* Follows no link to another folder, and does not wait for the writer of a FIFO. */
  file.fd = openat (self->folder.fd, frame->file, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC);
  if (file.fd < 0)
    return aoi_folder_fail (&self->folder, frame->file, error);
  done = read_file (&file, pixels, error);
  close (file.fd);
  return done;
}
