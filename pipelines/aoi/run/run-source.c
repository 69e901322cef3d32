/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the words behind PRODUCT stand for. */
#include "run/run-source.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aoi-error.h"
#include "run/run-stream.h"

#define CAMERA_PREFIX "camera:"
#define DEVICE_PREFIX "device:"
#define ADDRESS_PREFIX "file:"
#define STANDARD_INPUT "standard input"

/* What aoirecord calls its index. */
#define RECORDING_INDEX "frames.ndjson"

#define INDEX_BLOCK (64 * 1024)

static RunSource *
source_new (RunKind kind, const gchar *name)
{
  RunSource *self = g_new0 (RunSource, 1);

  self->kind = kind;
  self->name = g_strdup (name);
  if (kind == RUN_FILES) {
    self->files = g_ptr_array_new_with_free_func (run_file_free);
    self->skipped = g_ptr_array_new_with_free_func (run_file_free);
  }
  return self;
}

static void
source_free (gpointer source)
{
  RunSource *self = source;

  g_free (self->name);
  g_clear_pointer (&self->files, g_ptr_array_unref);
  g_clear_pointer (&self->skipped, g_ptr_array_unref);
  g_clear_pointer (&self->stream, run_stream_free);
  g_free (self);
}

static RunSource *
add_source (GPtrArray *sources, RunKind kind, const gchar *name)
{
  RunSource *source = source_new (kind, name);

  g_ptr_array_add (sources, source);
  return source;
}

/* The source to which a further file belongs. */
static RunSource *
get_files (GPtrArray *sources, const gchar *name)
{
  RunSource *last = sources->len > 0 ? g_ptr_array_index (sources, sources->len - 1) : NULL;

  return last != NULL && last->kind == RUN_FILES ? last : add_source (sources, RUN_FILES, name);
}

static gboolean
add_folder (GPtrArray *sources, const gchar *path, const RunOptions *options, GError **error)
{
  g_autofree gchar *index = g_build_filename (path, RECORDING_INDEX, NULL);
  g_autoptr (GPtrArray) names = NULL, skipped = g_ptr_array_new ();
  RunFileType type;
  RunSource *source;

  if (g_file_test (index, G_FILE_TEST_EXISTS)) {
    add_source (sources, RUN_RECORDING, path);
    return TRUE;
  }
  g_ptr_array_set_free_func (skipped, run_file_free);
  names = run_folder_list (path, options, skipped, &type, error);
  if (names == NULL)
    return FALSE;
  source = get_files (sources, path);
  g_ptr_array_extend_and_steal (source->skipped, g_steal_pointer (&skipped));
  for (guint i = 0; i < names->len; i++) {
    g_autofree gchar *file = g_build_filename (path, g_ptr_array_index (names, i), NULL);

    g_ptr_array_add (source->files, run_file_new (file, type));
  }
  return TRUE;
}

static gboolean
add_stream (GPtrArray *sources, const gchar *path, const RunOptions *options, GError **error)
{
  RunStream *stream = run_stream_open (path, options, error);

  if (stream == NULL) {
    g_autofree gchar *shown = g_filename_display_name (path);

    g_prefix_error (error, "%s: ", g_str_equal (path, "-") ? STANDARD_INPUT : shown);
    return FALSE;
  }
  add_source (sources, RUN_STREAM, g_str_equal (path, "-") ? STANDARD_INPUT : path)
      ->stream = stream;
  return TRUE;
}

static gboolean
add_file (GPtrArray *sources, const gchar *path, const struct stat *info, const RunOptions *options,
    GError **error)
{
  RunFileType type = run_file_find_type (path, (guint64) info->st_size, options, error);

  if (type == RUN_FILE_BAD)
    return FALSE;
  if (type == RUN_FILE_IMAGE && run_file_is_joined (path))
    return add_stream (sources, path, options, error);
  if (type == RUN_FILE_OTHER)
    add_source (sources, RUN_VIDEO, path);
  else
    g_ptr_array_add (get_files (sources, path)->files, run_file_new (path, type));
  return TRUE;
}

static gboolean
add_path (GPtrArray *sources, const gchar *path, const RunOptions *options, GError **error)
{
  g_autofree gchar *shown = g_filename_display_name (path);
  g_autofree gchar *base = g_path_get_basename (path);
  struct stat info;

  if (stat (path, &info) != 0) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s: %s", shown, g_strerror (errno));
    return FALSE;
  }
  if (S_ISDIR (info.st_mode))
    return add_folder (sources, path, options, error);
  if (S_ISCHR (info.st_mode)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "%s: is a device; to take frames from it, write " DEVICE_PREFIX "%s", shown, shown);
    return FALSE;
  }
  if (S_ISFIFO (info.st_mode))
    return add_stream (sources, path, options, error);
  if (!S_ISREG (info.st_mode)) {
    g_set_error (
        error, AOI_ERROR, AOI_ERROR_INVALID, "%s: is neither a file, a pipe nor a folder", shown);
    return FALSE;
  }
  if (g_str_equal (base, RECORDING_INDEX)) {
    g_autofree gchar *folder = g_path_get_dirname (path);

    add_source (sources, RUN_RECORDING, folder);
    return TRUE;
  }
  return add_file (sources, path, &info, options, error);
}

static gboolean
add_device (GPtrArray *sources, const gchar *path, GError **error)
{
  g_autofree gchar *shown = g_filename_display_name (path);
  struct stat info;

  if (*path == '\0') {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        DEVICE_PREFIX ": which one? Write it as " DEVICE_PREFIX "/dev/video0");
    return FALSE;
  }
  if (stat (path, &info) != 0) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IO, DEVICE_PREFIX "%s: %s", shown, g_strerror (errno));
    return FALSE;
  }
  if (!S_ISCHR (info.st_mode)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, DEVICE_PREFIX "%s: is not a device", shown);
    return FALSE;
  }
  add_source (sources, RUN_DEVICE, path);
  return TRUE;
}

static gboolean
add_stdin (GPtrArray *sources, const RunOptions *options, GError **error)
{
  for (guint i = 0; i < sources->len; i++)
    if (g_str_equal (((const RunSource *) g_ptr_array_index (sources, i))->name, STANDARD_INPUT)) {
      g_set_error (
          error, AOI_ERROR, AOI_ERROR_INVALID, "-: standard input can be a source only once");
      return FALSE;
    }
  if (isatty (STDIN_FILENO)) {
    g_set_error (
        error, AOI_ERROR, AOI_ERROR_INVALID, "-: standard input is a terminal, not a picture");
    return FALSE;
  }
  return add_stream (sources, "-", options, error);
}

/* As file managers write a file. */
static gboolean
add_address (GPtrArray *sources, const gchar *text, const RunOptions *options, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree gchar *host = NULL, *path = g_filename_from_uri (text, &host, &local);

  if (path == NULL)
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s: %s", text, local->message);
  else if (host != NULL && !g_str_equal (host, "localhost"))
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s: is on another computer: %s", text, host);
  else
    return add_path (sources, path, options, error);
  return FALSE;
}

static gboolean
add (GPtrArray *sources, const gchar *text, const RunOptions *options, GError **error)
{
  if (g_str_equal (text, "-"))
    return add_stdin (sources, options, error);
  if (g_str_has_prefix (text, DEVICE_PREFIX))
    return add_device (sources, text + strlen (DEVICE_PREFIX), error);
  if (g_str_has_prefix (text, ADDRESS_PREFIX))
    return add_address (sources, text, options, error);
  if (!g_str_has_prefix (text, CAMERA_PREFIX))
    return add_path (sources, text, options, error);
  add_source (sources, RUN_CAMERA, text + strlen (CAMERA_PREFIX));
  return TRUE;
}

gboolean
run_source_is_live (const RunSource *self)
{
  return self->kind == RUN_CAMERA || self->kind == RUN_DEVICE;
}

/* Whether some source has a use for --format and --size, which would else be ignored in silence. */
static gboolean
has_shape (const RunSource *self)
{
  if (self->kind == RUN_STREAM)
    return run_stream_get_kind (self->stream) != RUN_STREAM_VIDEO;
  return self->kind == RUN_FILES || run_source_is_live (self);
}

static gboolean
check (const GPtrArray *sources, const RunOptions *options, GError **error)
{
  gboolean shaped = FALSE, settable = FALSE;

  for (guint i = 0; i < sources->len; i++) {
    const RunSource *source = g_ptr_array_index (sources, i);

    if (run_source_is_live (source) && sources->len > 1) {
      g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
          "a camera or device never ends, so it must be the only source");
      return FALSE;
    }
    shaped = shaped || has_shape (source);
    settable = settable || source->kind == RUN_RECORDING || run_source_is_live (source);
  }
  if (!shaped && (options->format != AOI_FORMAT_UNKNOWN || options->width > 0)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "--format and --size: recordings and videos carry format and size themselves");
    return FALSE;
  }
  if (!settable && options->settings != NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "--set: is for cameras, devices and recordings, of which none is named");
    return FALSE;
  }
  return TRUE;
}

/* Returns: (transfer full): #RunSource, or %NULL with an error that names the source. */
GPtrArray *
run_sources_find (const RunOptions *options, GError **error)
{
  g_autoptr (GPtrArray) sources = g_ptr_array_new_with_free_func (source_free);

  for (guint i = 0; options->sources[i] != NULL; i++)
    if (!add (sources, options->sources[i], options, error))
      return NULL;
  return check (sources, options, error) ? g_steal_pointer (&sources) : NULL;
}

/* Lines of a recording's index. */
static guint
count_lines (const gchar *folder)
{
  g_autofree gchar *path = g_build_filename (folder, RECORDING_INDEX, NULL);
  g_autofree gchar *block = g_malloc (INDEX_BLOCK);
  gint fd = open (path, O_RDONLY | O_CLOEXEC);
  guint n_lines = 0;
  gssize n;

  while (fd >= 0 && (n = read (fd, block, INDEX_BLOCK)) > 0)
    for (gssize i = 0; i < n; i++)
      n_lines += block[i] == '\n';
  if (fd >= 0)
    close (fd);
  return n_lines;
}

/* How many frames will come, for the progress bar; 0: that is not known. */
guint
run_source_count_frames (const RunSource *self)
{
  if (self->kind == RUN_FILES)
    return self->files->len;
  return self->kind == RUN_RECORDING ? count_lines (self->name) : 0;
}
