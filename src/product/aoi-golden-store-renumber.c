/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Goldens that go from one number of an ROI to another. */
#include "product/aoi-golden-store-private.h"

/* Whether ROI @id has goldens, or had some. */
static gboolean
has_folder (const AoiGoldenStore *self, gint id)
{
  g_autofree gchar *folder = g_strdup_printf ("roi_%d", id);

  return aoi_golden_journal_has (self->journal, folder);
}

/* Returns: (transfer full) (element-type AoiGoldenRenumber): those that move something */
static GArray *
find_effective (const AoiGoldenStore *self, const AoiGoldenRenumber *list, guint n)
{
  GArray *effective = g_array_new (FALSE, FALSE, sizeof (AoiGoldenRenumber));

  for (guint i = 0; i < n; i++)
    if (list[i].from != list[i].to && has_folder (self, list[i].from))
      g_array_append_val (effective, list[i]);
  return effective;
}

static gboolean
leaves (const GArray *list, gint id)
{
  for (guint i = 0; i < list->len; i++)
    if (g_array_index (list, AoiGoldenRenumber, i).from == id)
      return TRUE;
  return FALSE;
}

static gboolean
stage (AoiGoldenStore *self, const GArray *list, GError **error)
{
  for (guint i = 0; i < list->len; i++) {
    g_autofree gchar *folder = g_strdup_printf (
        "roi_%d", g_array_index (list, AoiGoldenRenumber, i).from);

    if (!aoi_golden_journal_stage (self->journal, folder, error))
      return FALSE;
  }
  return TRUE;
}

/* All old folders leave first, so that no name is given and taken within the change. @left: (element-type utf8): where
 * the old ones are, of which there is another copy */
static void
plan (AoiGoldenStore *self, const GArray *list, AoiGoldenChange *change, GPtrArray *left)
{
  json_builder_set_member_name (change->line, "renumbered");
  json_builder_begin_object (change->line);
  for (guint i = 0; i < list->len; i++) {
    const AoiGoldenRenumber *one = &g_array_index (list, AoiGoldenRenumber, i);
    g_autofree gchar *from = g_strdup_printf ("%d", one->from);

    json_builder_set_member_name (change->line, from);
    json_builder_add_int_value (change->line, one->to);
    g_ptr_array_add (left, aoi_golden_change_trash (change, one->from, NULL));
    if (has_folder (self, one->to) && !leaves (list, one->to))
      g_free (aoi_golden_change_trash (change, one->to, NULL));
  }
  json_builder_end_object (change->line);
  for (guint i = 0; i < list->len; i++) {
    const AoiGoldenRenumber *one = &g_array_index (list, AoiGoldenRenumber, i);
    g_autofree gchar *from = g_strdup_printf (AOI_GOLDEN_JOURNAL_STAGED "/roi_%d", one->from);
    g_autofree gchar *to = g_strdup_printf ("roi_%d", one->to);

    aoi_golden_change_move (change, from, to);
  }
}

/**
 * aoi_golden_store_renumber: (skip)
 * @self: samples opened for writing
 * @list: (array length=n): which ROI's samples become which one's, with no number twice on either side
 * @n: how many
 * @note: (nullable): why, for the log
 * @n_moved: (out): how many had samples to move
 * @error: return location for an %AOI_ERROR_IO
 *
 * Gives all samples of ROIs to others, all at once, so that two may change places. Samples of an ROI that gets
 * others and keeps none of its own go to the trash.
 *
 * Returns: whether that was done; if not, all is as before
 *
 * Since: 0.2
 */
gboolean
aoi_golden_store_renumber (AoiGoldenStore *self, const AoiGoldenRenumber *list, guint n,
    const gchar *note, guint *n_moved, GError **error)
{
  g_autoptr (GArray) effective = find_effective (self, list, n);
  g_autoptr (GPtrArray) left = g_ptr_array_new_with_free_func (g_free);
  g_auto (AoiGoldenChange) change = { 0 };

  *n_moved = effective->len;
  if (effective->len == 0)
    return TRUE;
  if (!stage (self, effective, error))
    return FALSE;
  aoi_golden_change_init (&change, self->journal, "renumber", 0);
  plan (self, effective, &change, left);
  if (!aoi_golden_change_commit (&change, note, error))
    return FALSE;
  for (guint i = 0; i < left->len; i++)
    aoi_golden_journal_forget (self->journal, g_ptr_array_index (left, i));
  return TRUE;
}
