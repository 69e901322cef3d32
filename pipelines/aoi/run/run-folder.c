/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which files are frames: images, or raw pixels. */
#include <errno.h>
#include <glib/gstdio.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "aoi-error.h"
#include "common/name-order.h"
#include "common/picture-name.h"
#include "image/aoi-picture-file.h"
#include "run/run-source.h"

static const gchar *const raw_suffixes[] = { ".raw", ".bayer", ".bin", NULL };

static RunFileType
find_type_by_name (const gchar *name)
{
  if (picture_name_is_picture (name))
    return RUN_FILE_IMAGE;
  if (picture_name_has_suffix (name, raw_suffixes))
    return RUN_FILE_RAW;
  return RUN_FILE_OTHER;
}

static gboolean
is_raw_by_size (guint64 size, const RunOptions *options)
{
  gsize row_bytes, packed, padded;

  run_raw_get_sizes (options, &row_bytes, &packed, &padded);
  return packed > 0 && (size == packed || size == padded);
}

/* Names decide, then how the file begins, then its size. */
RunFileType
run_file_find_type (const gchar *path, guint64 size, const RunOptions *options, GError **error)
{
  g_autofree gchar *shown = g_filename_display_name (path);
  const RunFileType type = find_type_by_name (path);
  guint8 head[AOI_PICTURE_HEAD];
  FILE *file = g_fopen (path, "rbe");
  gsize n;

  if (file == NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s: %s", shown, g_strerror (errno));
    return RUN_FILE_BAD;
  }
  n = fread (head, 1, sizeof head, file);
  fclose (file);
  if (type != RUN_FILE_OTHER)
    return type;
  if (aoi_picture_find_type (head, n) != AOI_PICTURE_NONE)
    return RUN_FILE_IMAGE;
  if (is_raw_by_size (size, options))
    return RUN_FILE_RAW;
  if (n > 0)
    return RUN_FILE_OTHER;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s: is empty", shown);
  return RUN_FILE_BAD;
}

/* Whether a file holds several pictures, as written by programs that put one behind the other. A file named like a
 * single picture is searched only if its beginning says how long it is. */
gboolean
run_file_is_joined (const gchar *path)
{
  g_autoptr (GMappedFile) mapped = g_mapped_file_new (path, FALSE, NULL);
  g_autoptr (GBytes) bytes = mapped != NULL ? g_mapped_file_get_bytes (mapped) : NULL;
  AoiPictureType type;

  if (bytes == NULL || g_bytes_get_size (bytes) < AOI_PICTURE_HEAD)
    return FALSE;
  type = aoi_picture_find_type (g_bytes_get_data (bytes, NULL), AOI_PICTURE_HEAD);
  if (type != AOI_PICTURE_PNM && find_type_by_name (path) == RUN_FILE_IMAGE)
    return FALSE;
  return type != AOI_PICTURE_TIFF && type != AOI_PICTURE_NONE
      && !aoi_picture_file_is_single (bytes);
}

/* An error without the name of its file, which stands before it. */
static const gchar *
find_reason (const GError *error, const gchar *path)
{
  g_autofree gchar *shown = g_filename_display_name (path);

  return g_str_has_prefix (error->message, shown) ? error->message + strlen (shown) + 2
                                                  : error->message;
}

/* What a folder without frames is taken for. */
static void
fail_without_frames (const gchar *path, gboolean has_rois, gboolean has_folders, GError **error)
{
  g_autofree gchar *shown = g_filename_display_name (path);

  if (has_rois)
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "%s: is a product and holds no frames; the product comes first, then what is inspected",
        shown);
  else
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "%s: holds no frame: no recording, no picture (%s), no .raw, .bayer or .bin%s", shown,
        aoi_picture_list_types (), has_folders ? "; folders in it are not searched" : "");
}

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return name_order_compare (*(const gchar *const *) a, *(const gchar *const *) b);
}

static gint
compare_files (gconstpointer a, gconstpointer b)
{
  return name_order_compare (
      (*(const RunFile *const *) a)->path, (*(const RunFile *const *) b)->path);
}

/* Names of both kinds in one folder could be the same boards twice. */
static gboolean
check_one_kind (const gchar *path, const GPtrArray *images, const GPtrArray *raw, GError **error)
{
  g_autofree gchar *shown = g_filename_display_name (path);
  g_autofree gchar *image = NULL, *frame = NULL;

  if (images->len == 0 || raw->len == 0)
    return TRUE;
  image = g_filename_display_name (g_ptr_array_index (images, 0));
  frame = g_filename_display_name (g_ptr_array_index (raw, 0));
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "%s: holds images (%s) and raw frames (%s); name the files that are meant", shown, image,
      frame);
  return FALSE;
}

/* What lies in a folder. */
typedef struct {
  const gchar *path;
  const RunOptions *options;
  GPtrArray *images, *raw; /* names */
  GPtrArray *skipped; /* RunFile */
  gboolean has_rois, has_folders;
} Folder;

static void
skip (Folder *self, const gchar *file, gchar *problem)
{
  RunFile *skipped = run_file_new (file, RUN_FILE_OTHER);

  skipped->problem = problem;
  g_ptr_array_add (self->skipped, skipped);
}

/* Files whose names say nothing are known by what they hold, as if they were named alone. */
static void
add_regular (Folder *self, const gchar *name, const gchar *file, guint64 size)
{
  g_autoptr (GError) error = NULL;
  RunFileType type = find_type_by_name (name);

  if (type == RUN_FILE_OTHER)
    type = run_file_find_type (file, size, self->options, &error);
  if (type == RUN_FILE_BAD)
    skip (self, file, g_strdup_printf ("not inspected: %s", find_reason (error, file)));
  else if (type == RUN_FILE_OTHER)
    skip (self, file, g_strdup ("not inspected: it is neither a picture nor a raw frame"));
  else
    g_ptr_array_add (type == RUN_FILE_RAW ? self->raw : self->images, g_strdup (name));
}

static void
add_entry (Folder *self, const gchar *name)
{
  g_autofree gchar *file = g_build_filename (self->path, name, NULL);
  struct stat info;

  if (name[0] == '.')
    return;
  self->has_rois = self->has_rois || g_str_has_prefix (name, "rois_config_");
  if (stat (file, &info) != 0) {
    skip (self, file, g_strdup_printf ("not inspected: %s", g_strerror (errno)));
  } else if (S_ISDIR (info.st_mode)) {
    self->has_folders = TRUE;
    skip (self, file, g_strdup ("not inspected: it is a folder"));
  } else if (S_ISREG (info.st_mode)) {
    add_regular (self, name, file, (guint64) info.st_size);
  } else {
    skip (self, file, g_strdup ("not inspected: it is not a regular file"));
  }
}

/* @skipped: (out caller-allocates): gets #RunFile for all that is no frame and not hidden. Returns: (transfer full):
 * names of the frames in a folder, in their order, all of one @type. */
GPtrArray *
run_folder_list (const gchar *path, const RunOptions *options, GPtrArray *skipped,
    RunFileType *type, GError **error)
{
  g_autoptr (GPtrArray) images = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GPtrArray) raw = g_ptr_array_new_with_free_func (g_free);
  Folder folder = { path, options, images, raw, skipped, FALSE, FALSE };
  g_autoptr (GError) local = NULL;
  g_autoptr (GDir) dir = g_dir_open (path, 0, &local);
  const gchar *name;

  if (dir == NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s", local->message);
    return NULL;
  }
  while ((name = g_dir_read_name (dir)) != NULL)
    add_entry (&folder, name);
  if (images->len == 0 && raw->len == 0) {
    fail_without_frames (path, folder.has_rois, folder.has_folders, error);
    return NULL;
  }
  if (!check_one_kind (path, images, raw, error))
    return NULL;
  *type = raw->len > 0 ? RUN_FILE_RAW : RUN_FILE_IMAGE;
  g_ptr_array_sort (images, compare_names);
  g_ptr_array_sort (raw, compare_names);
  g_ptr_array_sort (skipped, compare_files);
  return raw->len > 0 ? g_steal_pointer (&raw) : g_steal_pointer (&images);
}
