/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "recordings/picture-folder.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "common/name-order.h"
#include "common/picture-name.h"
#include "image/aoi-picture-file.h"
#include "station/station-beneath.h"
#include "station/station-inspect.h"
#include "storage/aoi-folder-tree.h"

/* As `aoi run` takes them. */
#define MAX_BYTES ((gsize) 1024 * 1024 * 1024)

static gint
compare_names (gconstpointer a, gconstpointer b)
{
  return name_order_compare (*(const gchar *const *) a, *(const gchar *const *) b);
}

static gboolean
begins_as_picture (gint fd)
{
  guint8 head[AOI_PICTURE_HEAD];
  const gssize n = pread (fd, head, sizeof head, 0);

  return n > 0 && aoi_picture_find_type (head, (gsize) n) != AOI_PICTURE_NONE;
}

/* A file is a picture by its name, be it a damaged one, or else by how it begins. */
static gboolean
is_picture (const AoiFolder *self, const gchar *name)
{
  const gint fd = station_beneath_open (self, name, O_RDONLY | O_NONBLOCK);
  struct stat info;
  gboolean found;

  if (fd < 0)
    return FALSE;
  found = fstat (fd, &info) == 0 && S_ISREG (info.st_mode)
      && (picture_name_is_picture (name) || begins_as_picture (fd));
  close (fd);
  return found;
}

/**
 * picture_folder_list:
 * @self: a folder
 * @n_others: (out): how much else is in it that is not hidden
 * @error: why it cannot be read
 *
 * Returns: (transfer full) (element-type filename): the names of its pictures in their order
 */
GPtrArray *
picture_folder_list (const AoiFolder *self, guint *n_others, GError **error)
{
  g_autoptr (GPtrArray) names = aoi_folder_list (self, ".", error);
  GPtrArray *pictures;

  *n_others = 0;
  if (names == NULL)
    return NULL;
  pictures = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < names->len; i++) {
    const gchar *name = g_ptr_array_index (names, i);

    if (name[0] == '.')
      continue;
    if (is_picture (self, name))
      g_ptr_array_add (pictures, g_strdup (name));
    else
      (*n_others)++;
  }
  g_ptr_array_sort (pictures, compare_names);
  return pictures;
}

/**
 * picture_folder_read:
 * @self: a folder
 * @name: of a picture in it
 * @error: why it cannot be taken: names the file
 *
 * Returns: (transfer full): the picture
 */
AoiPicture *
picture_folder_read (const AoiFolder *self, const gchar *name, GError **error)
{
  g_autoptr (GBytes) bytes = station_beneath_read (self, name, MAX_BYTES, error);
  g_autofree gchar *shown = NULL;
  AoiPicture *picture;

  if (bytes == NULL)
    return NULL;
  picture = station_picture_decode (bytes, error);
  if (picture != NULL)
    return picture;
  shown = g_filename_display_name (name);
  g_prefix_error (error, "%s/%s: ", self->shown, shown);
  return NULL;
}
