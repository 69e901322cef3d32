/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which golden is tried first. */
#include <string.h>

#include "product/aoi-golden-private.h"
#include "product/aoi-golden-store-private.h"

/* New names for all goldens that are tried first, except @keep. @demoted: (out) (optional) (nullable): that of the
 * first of them */
static void
plan_demotions (
    AoiGoldenChange *change, gint id, const GPtrArray *names, const gchar *keep, gchar **demoted)
{
  g_autofree gchar *head = g_strdup_printf ("roi_%d/original_", id);
  gint64 stamp = g_get_real_time () / G_USEC_PER_SEC;

  if (demoted != NULL)
    *demoted = NULL;
  json_builder_set_member_name (change->line, "demoted");
  json_builder_begin_array (change->line);
  for (guint i = 0; i < names->len; i++) {
    const gchar *name = g_ptr_array_index (names, i);
    g_autofree gchar *from = g_strdup_printf ("roi_%d/%s", id, name);
    g_autofree gchar *tail = g_strconcat ("_old_best", strrchr (name, '.'), NULL);
    g_autofree gchar *target = NULL;
    g_autofree gchar *shown = NULL;

    if (!aoi_golden_is_best (name) || g_str_equal (name, keep))
      continue;
    target = aoi_golden_change_find_name (change, head, stamp++, tail);
    shown = g_path_get_basename (target);
    aoi_golden_change_move (change, from, target);
    json_builder_add_string_value (change->line, shown);
    if (demoted != NULL && *demoted == NULL)
      *demoted = g_steal_pointer (&shown);
  }
  json_builder_end_array (change->line);
}

/* A best golden keeps its name; its rivals of other extensions lose theirs. */
static gchar *
get_promoted_name (const gchar *name)
{
  g_autofree gchar *extension = g_ascii_strdown (strrchr (name, '.'), -1);

  if (aoi_golden_is_best (name))
    return g_strdup (name);
  return g_strconcat (AOI_GOLDEN_BEST, extension, NULL);
}

static void
plan_promotion (AoiGoldenChange *change, gint id, const gchar *name, const gchar *promoted)
{
  g_autofree gchar *from = g_strdup_printf ("roi_%d/%s", id, name);
  g_autofree gchar *to = g_strdup_printf ("roi_%d/%s", id, promoted);

  aoi_golden_change_say (change, "promoted", promoted);
  if (!g_str_equal (from, to))
    aoi_golden_change_move (change, from, to);
}

static gchar *
promote (AoiGoldenStore *self, gint id, const gchar *name, const GPtrArray *names,
    const gchar *note, gchar **demoted, GError **error)
{
  g_autofree gchar *promoted = get_promoted_name (name);
  g_autofree gchar *old = NULL;
  g_auto (AoiGoldenChange) change = { 0 };

  aoi_golden_change_init (&change, self->journal, "promote", id);
  aoi_golden_change_say (&change, "golden", name);
  plan_demotions (&change, id, names, name, &old);
  plan_promotion (&change, id, name, promoted);
  if (!aoi_golden_change_commit (&change, note, error))
    return NULL;
  if (demoted != NULL)
    *demoted = g_steal_pointer (&old);
  return g_steal_pointer (&promoted);
}

/**
 * aoi_golden_store_promote_with: (skip)
 * @self: samples opened for writing
 * @id: of an ROI
 * @name: (type filename): a sample's file name
 * @note: (nullable): why, for the log
 * @demoted: (out) (optional) (nullable) (type filename): what the sample that was the first is named now; %NULL: there
 *   was none, or it still is
 * @error: return location for an %AOI_ERROR_INVALID if there is no such sample, or %AOI_ERROR_IO
 *
 * Makes a sample the one that is tried first: `best_golden`. The one that was becomes
 * `original_<unix s>_old_best`. Verdicts change only where goldens fit equally well. Does nothing if
 * it is the first already.
 *
 * Returns: (transfer full) (type filename): the sample's name now
 *
 * Since: 0.2
 */
gchar *
aoi_golden_store_promote_with (AoiGoldenStore *self, gint id, const gchar *name, const gchar *note,
    gchar **demoted, GError **error)
{
  g_autoptr (GPtrArray) names = aoi_golden_store_list_with (self, id, name, error);

  if (demoted != NULL)
    *demoted = NULL;
  if (names == NULL)
    return NULL;
  id = aoi_golden_store_share (self, id);
  if (aoi_golden_is_best (name) && g_str_equal (g_ptr_array_index (names, 0), name))
    return g_strdup (name);
  return promote (self, id, name, names, note, demoted, error);
}

/**
 * aoi_golden_store_promote: (skip)
 * @self: samples opened for writing
 * @id: of an ROI
 * @name: (type filename): a sample's file name
 * @note: (nullable): why, for the log
 * @error: return location for an %AOI_ERROR_INVALID if there is no such sample, or %AOI_ERROR_IO
 *
 * As aoi_golden_store_promote_with().
 *
 * Returns: (transfer full) (type filename): the sample's name now
 */
gchar *
aoi_golden_store_promote (
    AoiGoldenStore *self, gint id, const gchar *name, const gchar *note, GError **error)
{
  return aoi_golden_store_promote_with (self, id, name, note, NULL, error);
}

/* Writes @sample as the best of @names. */
static gchar *
teach (AoiGoldenStore *self, gint id, const AoiGoldenSample *sample, const GPtrArray *names,
    const gchar *note, gchar **demoted, GError **error)
{
  g_autofree gchar *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, sample->bytes);
  g_autofree gchar *name = g_strconcat (AOI_GOLDEN_BEST ".", sample->extension, NULL);
  g_autofree gchar *target = g_strdup_printf ("roi_%d/%s", id, name);
  g_autofree gchar *old = NULL;
  g_auto (AoiGoldenChange) change = { 0 };

  if (!aoi_golden_journal_write_new (self->journal, sample->bytes, error))
    return NULL;
  aoi_golden_change_init (&change, self->journal, "teach", id);
  aoi_golden_change_say (&change, "golden", name);
  aoi_golden_change_say (&change, "sha256", hash);
  aoi_golden_change_say (&change, "source", sample->source);
  plan_demotions (&change, id, names, "", &old);
  aoi_golden_change_move (&change, AOI_GOLDEN_JOURNAL_NEW, target);
  if (!aoi_golden_change_commit (&change, note, error))
    return NULL;
  *demoted = g_steal_pointer (&old);
  return g_steal_pointer (&name);
}

/**
 * aoi_golden_store_teach: (skip)
 * @self: samples opened for writing
 * @id: of an ROI
 * @roi: (nullable): it; %NULL: the product has none of this number yet
 * @sample: what to add
 * @note: (nullable): why, for the log
 * @demoted: (out) (nullable) (type filename): as of aoi_golden_store_promote_with()
 * @error: return location for an error as of aoi_golden_store_add()
 *
 * Adds a sample, as the bytes that it has, as the one that is tried first; the one that was becomes
 * `original_<unix s>_old_best`. A sample whose pixels are there already is not added but promoted.
 *
 * Returns: (transfer full) (type filename): its name
 *
 * Since: 0.2
 */
gchar *
aoi_golden_store_teach (AoiGoldenStore *self, gint id, const AoiRoi *roi,
    const AoiGoldenSample *sample, const gchar *note, gchar **demoted, GError **error)
{
  g_autoptr (AoiRgbImage) image = aoi_golden_sample_decode (sample, roi, error);
  g_autoptr (GPtrArray) goldens = NULL;
  g_autoptr (GPtrArray) names = NULL;
  const AoiGolden *equal;

  *demoted = NULL;
  id = aoi_golden_store_share (self, id);
  goldens = image != NULL ? aoi_golden_store_load (self, id, error) : NULL;
  if (goldens == NULL)
    return NULL;
  equal = aoi_goldens_find_equal (goldens, image);
  if (equal != NULL)
    return aoi_golden_store_promote_with (self, id, equal->name, note, demoted, error);
  names = aoi_golden_store_list (self, id, error);
  if (names == NULL || !aoi_goldens_have_room (goldens, id, error))
    return NULL;
  return teach (self, id, sample, names, note, demoted, error);
}

/* What is to be tried first without @name; NULL: that is so without a change, or there is no other. */
static const gchar *
find_next (const GPtrArray *names, const gchar *name)
{
  const gchar *next = NULL;

  if (!aoi_golden_is_best (name))
    return NULL;
  for (guint i = 0; i < names->len && next == NULL; i++)
    if (!g_str_equal (g_ptr_array_index (names, i), name))
      next = g_ptr_array_index (names, i);
  return next != NULL && !aoi_golden_is_best (next) ? next : NULL;
}

/* @succeed: whether another one becomes the best in place of one that was. Returns: (transfer full): where it is now */
static gchar *
put_away (AoiGoldenStore *self, gint id, const gchar *name, gboolean succeed, const gchar *note,
    GError **error)
{
  g_autoptr (GPtrArray) names = aoi_golden_store_list_with (self, id, name, error);
  const gchar *next = names != NULL && succeed ? find_next (names, name) : NULL;
  g_auto (AoiGoldenChange) change = { 0 };
  g_autofree gchar *target = NULL;

  if (names == NULL)
    return NULL;
  id = aoi_golden_store_share (self, id);
  aoi_golden_change_init (&change, self->journal, "remove", id);
  target = aoi_golden_change_trash (&change, id, name);
  aoi_golden_change_say (&change, "golden", name);
  aoi_golden_change_say (&change, "trash", target);
  if (next != NULL) {
    g_autofree gchar *promoted = get_promoted_name (next);

    plan_promotion (&change, id, next, promoted);
  }
  if (!aoi_golden_change_commit (&change, note, error))
    return NULL;
  return g_build_filename (self->path, target, NULL);
}

/**
 * aoi_golden_store_remove: (skip)
 * @self: samples opened for writing
 * @id: of an ROI
 * @name: (type filename): a sample's file name, which need not be a good image
 * @note: (nullable): why, for the log
 * @error: return location for an %AOI_ERROR_INVALID if there is no such sample, or %AOI_ERROR_IO
 *
 * Moves a sample to `golden_rois/.trash`, where it does not count.
 *
 * Returns: (transfer full) (type filename): where it is now
 */
gchar *
aoi_golden_store_remove (
    AoiGoldenStore *self, gint id, const gchar *name, const gchar *note, GError **error)
{
  return put_away (self, id, name, FALSE, note, error);
}

/**
 * aoi_golden_store_withdraw: (skip)
 * @self: samples opened for writing
 * @id: of an ROI
 * @name: (type filename): a sample's file name, which need not be a good image
 * @note: (nullable): why, for the log
 * @error: return location for an error as of aoi_golden_store_remove()
 *
 * As aoi_golden_store_remove(); if it was the best one, the next one becomes that, in the same change.
 *
 * Returns: (transfer full) (type filename): where it is now
 *
 * Since: 0.2
 */
gchar *
aoi_golden_store_withdraw (
    AoiGoldenStore *self, gint id, const gchar *name, const gchar *note, GError **error)
{
  return put_away (self, id, name, TRUE, note, error);
}
