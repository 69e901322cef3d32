/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Samples as they were before: what was taken away comes back from the trash, and what was added goes there. */
#include <string.h>

#include "aoi-error.h"
#include "aoi-image-file.h"
#include "product/aoi-golden-private.h"
#include "product/aoi-golden-store-private.h"
#include "storage/aoi-file.h"

#define TRASH ".trash"

/* Where a file with the bytes of a sample lies. */
typedef struct {
  gchar *place; /* in the folder of goldens; NULL: not found yet */
  gboolean stays; /* it lies where it is to be */
} Found;

static void
found_clear (gpointer data)
{
  g_free (((Found *) data)->place);
}

/* Returns: (transfer full) (nullable): SHA-256 of what @place holds */
static gchar *
read_hash (const AoiGoldenStore *self, const gchar *place)
{
  g_autofree gchar *path = g_build_filename (self->path, place, NULL);
  g_autoptr (GBytes) bytes = aoi_file_read (path, AOI_IMAGE_FILE_MAX_BYTES, AOI_ERROR_IO, NULL);

  return bytes != NULL ? g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes) : NULL;
}

static gboolean
is_complete (const GArray *found)
{
  for (guint i = 0; i < found->len; i++)
    if (g_array_index (found, Found, i).place == NULL)
      return FALSE;
  return TRUE;
}

/* Looks in a folder of samples for those that are not found yet. */
static void
search (const AoiGoldenStore *self, const gchar *folder, const AoiGoldenPast *list, GArray *found)
{
  g_autofree gchar *path = g_build_filename (self->path, folder, NULL);
  g_autoptr (GPtrArray) names = is_complete (found) ? NULL : aoi_goldens_list (path, NULL);

  for (guint i = 0; names != NULL && i < names->len; i++) {
    g_autofree gchar *place = g_build_filename (folder, g_ptr_array_index (names, i), NULL);
    g_autofree gchar *hash = read_hash (self, place);

    for (guint k = 0; k < found->len; k++) {
      Found *one = &g_array_index (found, Found, k);

      if (one->place == NULL && g_strcmp0 (hash, list[k].hash) == 0)
        one->place = g_strdup (place);
    }
  }
}

static gint
compare_newest (gconstpointer a, gconstpointer b)
{
  return -strcmp (*(const gchar *const *) a, *(const gchar *const *) b);
}

/* The newest of a trash first; its folders are named by the time. */
static void
search_trash (const AoiGoldenStore *self, gint id, const AoiGoldenPast *list, GArray *found)
{
  g_autofree gchar *folder = g_strdup_printf (TRASH "/roi_%d", id);
  g_autofree gchar *path = g_build_filename (self->path, folder, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  g_autoptr (GPtrArray) stamps = g_ptr_array_new_with_free_func (g_free);
  const gchar *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    g_ptr_array_add (stamps, g_build_filename (folder, name, NULL));
  g_ptr_array_sort (stamps, compare_newest);
  for (guint i = 0; i < stamps->len; i++)
    search (self, g_ptr_array_index (stamps, i), list, found);
}

static gboolean
check_found (
    const AoiGoldenStore *self, const AoiGoldenPast *list, const GArray *found, GError **error)
{
  g_autofree gchar *shown = g_filename_display_name (self->path);

  for (guint i = 0; i < found->len; i++) {
    g_autofree gchar *name = g_filename_display_name (list[i].name);

    if (g_array_index (found, Found, i).place != NULL)
      continue;
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "%s: golden \"%s\" cannot come back: no file has its bytes any more, not in " TRASH
        " either",
        shown, name);
    return FALSE;
  }
  return TRUE;
}

/* Returns: (transfer full) (element-type Found): where the samples of @list are; %NULL: one is nowhere */
static GArray *
find_all (const AoiGoldenStore *self, gint id, const AoiGoldenPast *list, guint n, GError **error)
{
  g_autofree gchar *folder = g_strdup_printf ("roi_%d", id);
  g_autoptr (GArray) found = g_array_sized_new (FALSE, TRUE, sizeof (Found), n);

  g_array_set_clear_func (found, found_clear);
  g_array_set_size (found, n);
  for (guint i = 0; i < n; i++) {
    Found *one = &g_array_index (found, Found, i);
    g_autofree gchar *place = g_build_filename (folder, list[i].name, NULL);
    g_autofree gchar *hash = read_hash (self, place);

    one->stays = g_strcmp0 (hash, list[i].hash) == 0;
    if (one->stays)
      one->place = g_steal_pointer (&place);
  }
  search (self, folder, list, found);
  search_trash (self, id, list, found);
  return check_found (self, list, found, error) ? g_steal_pointer (&found) : NULL;
}

/* Whether the sample @name stays as it is. */
static gboolean
stays (const AoiGoldenPast *list, const GArray *found, const gchar *name)
{
  for (guint i = 0; i < found->len; i++)
    if (g_array_index (found, Found, i).stays && g_str_equal (list[i].name, name))
      return TRUE;
  return FALSE;
}

static gboolean
stage (AoiGoldenStore *self, const AoiGoldenPast *list, const GArray *found, GError **error)
{
  for (guint i = 0; i < found->len; i++) {
    const Found *one = &g_array_index (found, Found, i);

    if (!one->stays
        && !aoi_golden_journal_stage_file (self->journal, one->place, list[i].name, error))
      return FALSE;
  }
  return TRUE;
}

/* All that goes leaves first, so that names are free for what comes. Returns how many moves there are. */
static guint
plan (AoiGoldenChange *change, gint id, const GPtrArray *names, const AoiGoldenPast *list,
    const GArray *found)
{
  guint n = 0;

  for (guint i = 0; i < names->len; i++) {
    if (stays (list, found, g_ptr_array_index (names, i)))
      continue;
    g_free (aoi_golden_change_trash (change, id, g_ptr_array_index (names, i)));
    n++;
  }
  json_builder_set_member_name (change->line, "goldens");
  json_builder_begin_array (change->line);
  for (guint i = 0; i < found->len; i++) {
    g_autofree gchar *from = g_build_filename (AOI_GOLDEN_JOURNAL_STAGED, list[i].name, NULL);
    g_autofree gchar *to = g_strdup_printf ("roi_%d/%s", id, list[i].name);
    g_autofree gchar *shown = g_filename_display_name (list[i].name);

    json_builder_add_string_value (change->line, shown);
    if (g_array_index (found, Found, i).stays)
      continue;
    aoi_golden_change_move (change, from, to);
    n++;
  }
  json_builder_end_array (change->line);
  return n;
}

static gboolean
check_names (const AoiGoldenPast *list, guint n, GError **error)
{
  for (guint i = 0; i < n; i++) {
    g_autofree gchar *shown = g_filename_display_name (list[i].name);

    if (aoi_golden_is_sample (list[i].name) && strchr (list[i].name, '/') == NULL)
      continue;
    g_set_error (
        error, AOI_ERROR, AOI_ERROR_INVALID, "\"%s\" is no name that a golden may have", shown);
    return FALSE;
  }
  return TRUE;
}

/**
 * aoi_golden_store_restore: (skip)
 * @self: samples opened for writing
 * @id: of an ROI
 * @list: (array length=n): what its samples are to be, by different names
 * @n: how many
 * @note: (nullable): why, for the log
 * @error: return location for an %AOI_ERROR_INVALID if one of them is neither there nor in the trash, or
 *   %AOI_ERROR_IO
 *
 * Makes an ROI's samples what they were once, all in one change. Those that go lie in `golden_rois/.trash`, from
 * where they can come back in turn. Does nothing if they are that already.
 *
 * Returns: whether they are; if not, they are as before
 *
 * Since: 0.2
 */
gboolean
aoi_golden_store_restore (AoiGoldenStore *self, gint id, const AoiGoldenPast *list, guint n,
    const gchar *note, GError **error)
{
  g_autoptr (GPtrArray) names = aoi_golden_store_list (self, id, error);
  g_autoptr (GArray) found = NULL;
  g_auto (AoiGoldenChange) change = { 0 };

  if (names == NULL || !check_names (list, n, error))
    return FALSE;
  id = aoi_golden_store_share (self, id);
  found = find_all (self, id, list, n, error);
  if (found == NULL || !stage (self, list, found, error))
    return FALSE;
  aoi_golden_change_init (&change, self->journal, "restore", id);
  return plan (&change, id, names, list, found) == 0
      || aoi_golden_change_commit (&change, note, error);
}
