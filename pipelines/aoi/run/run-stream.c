/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Frames that come one behind the other: through a pipe, or in a file into which several were written. */
#include "run/run-stream.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <string.h>
#include <unistd.h>

#include "aoi-error.h"
#include "common/output.h"
#include "image/aoi-picture-file.h"
#include "run/run-source.h"

/* What is read at once, and what a picture may have. */
#define BLOCK (256 * 1024)
#define MAX_BYTES (1024 * 1024 * 1024)

struct _RunStream {
  gint fd;
  RunStreamKind kind;
  gchar *path; /* (nullable): of a file that has it all */
  GByteArray *data; /* was read, but is not part of a frame yet */
  gboolean ended;
  guint n_frames;
  GCancellable *cancellable; /* any thread */
};

static gboolean
wait_for_data (RunStream *self, GError **error)
{
  GPollFD cancel;
  struct pollfd fds[2] = { { .fd = self->fd, .events = POLLIN } };

  if (!g_cancellable_make_pollfd (self->cancellable, &cancel))
    return TRUE;
  fds[1] = (struct pollfd){ .fd = cancel.fd, .events = POLLIN };
  while (poll (fds, G_N_ELEMENTS (fds), -1) < 0 && errno == EINTR)
    ;
  g_cancellable_release_fd (self->cancellable);
  return !g_cancellable_set_error_if_cancelled (self->cancellable, error);
}

/* Reads what is there, at least a byte unless it has ended. */
static gboolean
fill (RunStream *self, GError **error)
{
  const guint length = self->data->len;
  gssize n;

  if (length > MAX_BYTES) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "has more than %d bytes", MAX_BYTES);
    return FALSE;
  }
  if (!wait_for_data (self, error))
    return FALSE;
  g_byte_array_set_size (self->data, length + BLOCK);
  do
    n = read (self->fd, self->data->data + length, BLOCK);
  while (n < 0 && (errno == EINTR || errno == EAGAIN));
  g_byte_array_set_size (self->data, length + (guint) MAX (n, 0));
  self->ended = n == 0;
  if (n < 0)
    g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "cannot be read: %s", g_strerror (errno));
  return n >= 0;
}

static gboolean
fill_to (RunStream *self, gsize length, GError **error)
{
  while (self->data->len < length && !self->ended)
    if (!fill (self, error))
      return FALSE;
  return TRUE;
}

/* Returns: (transfer full): the first bytes of what was read. */
static GBytes *
take (RunStream *self, gsize length)
{
  GBytes *bytes;

  if (length == self->data->len) {
    bytes = g_byte_array_free_to_bytes (self->data);
    self->data = g_byte_array_new ();
    return bytes;
  }
  bytes = g_bytes_new (self->data->data, length);
  g_byte_array_remove_range (self->data, 0, (guint) length);
  return bytes;
}

static gsize
get_frame_bytes (const RunOptions *options)
{
  gsize row_bytes, packed, padded;

  run_raw_get_sizes (options, &row_bytes, &packed, &padded);
  return packed;
}

static RunStreamKind
find_kind (const RunStream *self, const RunOptions *options)
{
  if (aoi_picture_find_type (self->data->data, self->data->len) != AOI_PICTURE_NONE)
    return RUN_STREAM_PICTURES;
  return get_frame_bytes (options) > 0 ? RUN_STREAM_RAW : RUN_STREAM_VIDEO;
}

/* AVI and MP4 files often have their index at the end, without which they cannot be played. */
static gboolean
needs_file (const RunStream *self)
{
  const guint8 *head = self->data->data;

  return self->data->len >= 12
      && ((memcmp (head, "RIFF", 4) == 0 && memcmp (head + 8, "AVI ", 4) == 0)
          || memcmp (head + 4, "ftyp", 4) == 0);
}

/* Writes all that comes to @fd. */
static gboolean
copy_all (RunStream *self, gint fd, GError **error)
{
  for (;;) {
    if (!output_write (fd, self->data->data, self->data->len)) {
      g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "cannot be kept in %s: %s", g_get_tmp_dir (),
          g_strerror (errno));
      return FALSE;
    }
    g_byte_array_set_size (self->data, 0);
    if (self->ended)
      return TRUE;
    if (!fill (self, error))
      return FALSE;
  }
}

/* The file has no name any more, so that nothing is left of it however the process ends. */
static gboolean
keep_in_file (RunStream *self, GError **error)
{
  g_autofree gchar *name = NULL;
  const gint fd = g_file_open_tmp ("aoi-XXXXXX", &name, error);

  if (fd < 0)
    return FALSE;
  unlink (name);
  if (!copy_all (self, fd, error)) {
    close (fd);
    return FALSE;
  }
  close (self->fd);
  self->fd = fd;
  self->path = g_strdup_printf ("/proc/self/fd/%d", fd);
  return TRUE;
}

static gint
open_file (const gchar *path)
{
  return g_str_equal (path, "-") ? fcntl (STDIN_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1)
                                 : open (path, O_RDONLY | O_CLOEXEC);
}

/* @path: `-` is standard input. Waits for a writer and the first bytes, which say what it is. */
RunStream *
run_stream_open (const gchar *path, const RunOptions *options, GError **error)
{
  g_autoptr (RunStream) self = g_new0 (RunStream, 1);

  self->data = g_byte_array_new ();
  self->cancellable = g_cancellable_new ();
  self->fd = open_file (path);
  if (self->fd < 0) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s", g_strerror (errno));
    return NULL;
  }
  if (!fill_to (self, AOI_PICTURE_HEAD, error))
    return NULL;
  if (self->data->len == 0) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "is empty");
    return NULL;
  }
  self->kind = find_kind (self, options);
  if (self->kind == RUN_STREAM_VIDEO && needs_file (self) && !keep_in_file (self, error))
    return NULL;
  return g_steal_pointer (&self);
}

void
run_stream_free (RunStream *self)
{
  if (self->fd >= 0)
    close (self->fd);
  g_free (self->path);
  g_byte_array_unref (self->data);
  g_object_unref (self->cancellable);
  g_free (self);
}

RunStreamKind
run_stream_get_kind (const RunStream *self)
{
  return self->kind;
}

/* Returns: (transfer none) (nullable): a file that holds the whole video, which cannot be played as it comes. */
const gchar *
run_stream_get_path (const RunStream *self)
{
  return self->path;
}

/* Ends a read that waits, and all later ones. Any thread. */
void
run_stream_cancel (RunStream *self)
{
  g_cancellable_cancel (self->cancellable);
}

static gboolean
skip_padding (RunStream *self, GError **error)
{
  do {
    g_byte_array_remove_range (
        self->data, 0, (guint) aoi_picture_file_skip_padding (self->data->data, self->data->len));
    if (!fill_to (self, 1, error))
      return FALSE;
  } while (
      self->data->len > 0 && aoi_picture_file_skip_padding (self->data->data, self->data->len) > 0);
  return fill_to (self, AOI_PICTURE_HEAD, error);
}

/* Files that do not say how long they are end with the stream; numbers in digits are not searched again and again. */
static gboolean
needs_all (const RunStream *self, AoiPictureType type)
{
  return type == AOI_PICTURE_TIFF || (type == AOI_PICTURE_PNM && self->data->data[1] <= '3');
}

/* Returns: (transfer full): the file of the next picture, which may be truncated. */
static GBytes *
take_picture (RunStream *self, GError **error)
{
  const AoiPictureType type = aoi_picture_find_type (self->data->data, self->data->len);
  AoiPictureScan scan = { 0 };
  gsize end;

  if (type == AOI_PICTURE_NONE) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "is not a %s image", aoi_picture_list_types ());
    return NULL;
  }
  if (needs_all (self, type) && !fill_to (self, G_MAXUINT, error))
    return NULL;
  while ((end = aoi_picture_file_find_end (self->data->data, self->data->len, type, &scan)) == 0
      && !self->ended)
    if (!fill (self, error))
      return NULL;
  return take (self, end > 0 ? end : self->data->len);
}

static GstSample *
read_picture (RunStream *self, const RunOptions *options, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;

  if (self->n_frames > 0 && !skip_padding (self, error))
    return NULL;
  if (self->data->len == 0)
    return NULL;
  self->n_frames++;
  bytes = take_picture (self, error);
  if (bytes == NULL)
    return NULL;
  if (aoi_picture_file_is_single (bytes))
    return run_image_decode (bytes, options, error);
  g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "has pages or is animated");
  return NULL;
}

static GstSample *
read_raw (RunStream *self, const RunOptions *options, GError **error)
{
  const gsize size = get_frame_bytes (options);
  g_autoptr (GBytes) bytes = NULL;

  if (!fill_to (self, size, error) || self->data->len == 0)
    return NULL;
  self->n_frames++;
  if (self->data->len < size) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE,
        "has %u bytes; a frame of %s %dx%d has %" G_GSIZE_FORMAT ": are --format and --size right?",
        self->data->len, aoi_format_to_string (options->format), options->width, options->height,
        size);
    return NULL;
  }
  bytes = take (self, size);
  return run_raw_make_sample (bytes, options);
}

/* Of pictures and raw frames. Returns: (transfer full): the next frame; %NULL at the end, and with an error that
 * names the frame. Feeder's thread. */
GstSample *
run_stream_read_frame (RunStream *self, const RunOptions *options, GError **error)
{
  g_autoptr (GError) local = NULL;
  GstSample *sample = self->kind == RUN_STREAM_RAW ? read_raw (self, options, &local)
                                                   : read_picture (self, options, &local);

  if (local != NULL)
    g_set_error (error, local->domain, local->code, "frame %u: %s",
        self->n_frames > 0 ? self->n_frames - 1 : 0, local->message);
  return sample;
}

/* Of a video. Returns: (transfer full): what came next; %NULL at the end, and with an error. Feeder's thread. */
GBytes *
run_stream_read_bytes (RunStream *self, GError **error)
{
  if (self->data->len == 0 && !self->ended && !fill (self, error))
    return NULL;
  return self->data->len > 0 ? take (self, self->data->len) : NULL;
}
