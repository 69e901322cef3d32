/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-product.h"

#include "product/aoi-product-path.h"
#include "product/aoi-product-private.h"

G_DEFINE_BOXED_TYPE (AoiProduct, aoi_product, aoi_product_ref, aoi_product_unref)

/*
 * aoi_product_new:
 * @file: the ROI file
 *
 * Returns: (transfer full): a product without ROIs, for the loader to fill
 */
AoiProduct *
aoi_product_new (const gchar *file)
{
  AoiProduct *self = g_new0 (AoiProduct, 1);

  g_atomic_ref_count_init (&self->refs);
  self->file = g_strdup (file);
  self->label = g_filename_display_name (file);
  self->name = aoi_product_path_get_name (file);
  self->rois = g_ptr_array_new_with_free_func ((GDestroyNotify) aoi_roi_free);
  self->by_id = g_hash_table_new (NULL, NULL);
  self->warnings = aoi_problems_new ();
  return self;
}

/**
 * aoi_product_ref:
 * @self: a product
 *
 * Returns: (transfer full): @self
 */
AoiProduct *
aoi_product_ref (AoiProduct *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * aoi_product_unref:
 * @self: (transfer full): a product
 *
 * Drops a reference.
 */
void
aoi_product_unref (AoiProduct *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_hash_table_unref (self->by_id);
  g_ptr_array_unref (self->rois);
  aoi_problems_free (self->warnings);
  g_free (self->name);
  g_free (self->file);
  g_free (self->label);
  g_free (self->description);
  g_free (self->hash);
  g_free (self->text);
  g_free (self);
}

/**
 * aoi_product_get_name:
 * @self: a product
 *
 * Returns: its name, UTF-8: what follows `rois_config_` in the file's name, else the folder's name
 */
const gchar *
aoi_product_get_name (const AoiProduct *self)
{
  return self->name;
}

/**
 * aoi_product_get_file:
 * @self: a product
 *
 * Returns: (type filename): its ROI file
 */
const gchar *
aoi_product_get_file (const AoiProduct *self)
{
  return self->file;
}

/**
 * aoi_product_get_description:
 * @self: a product
 *
 * Returns: (nullable): what the file says it is
 */
const gchar *
aoi_product_get_description (const AoiProduct *self)
{
  return self->description;
}

/**
 * aoi_product_get_hash:
 * @self: a product
 *
 * Returns: the SHA-256, in hexadecimal, of the bytes of its ROI file, its colour file and all goldens
 *   that were loaded with their names, and of defaults that are not the format's own. It does not depend on where and when the files were written.
 */
const gchar *
aoi_product_get_hash (const AoiProduct *self)
{
  return self->hash;
}

/**
 * aoi_product_get_text:
 * @self: a product
 *
 * Returns: the text of its ROI file, UTF-8, as it was when it was loaded
 *
 * Since: 0.2
 */
const gchar *
aoi_product_get_text (const AoiProduct *self)
{
  return self->text;
}

/**
 * aoi_product_get_n_rois:
 * @self: a product
 *
 * Returns: how many ROIs it has, enabled or not
 */
guint
aoi_product_get_n_rois (const AoiProduct *self)
{
  return self->rois->len;
}

/**
 * aoi_product_get_roi:
 * @self: a product
 * @index: less than aoi_product_get_n_rois()
 *
 * Returns: (transfer none): an ROI, in the file's order; valid as long as @self
 */
const AoiRoi *
aoi_product_get_roi (const AoiProduct *self, guint index)
{
  g_return_val_if_fail (index < self->rois->len, NULL);

  return g_ptr_array_index (self->rois, index);
}

/**
 * aoi_product_find_roi:
 * @self: a product
 * @id: of an ROI
 *
 * Takes the same time for each of many ROIs. In an array of boards, the number that the file gives finds the ROI of
 * the first place.
 *
 * Returns: (transfer none) (nullable): the ROI, valid as long as @self; %NULL if it has none of this
 *   number
 */
const AoiRoi *
aoi_product_find_roi (const AoiProduct *self, gint id)
{
  return g_hash_table_lookup (self->by_id, GINT_TO_POINTER (id));
}

/**
 * aoi_product_get_array: (skip)
 * @self: a product
 *
 * Returns: (nullable): how its ROIs were repeated over a panel; %NULL: each is as the file says it
 *
 * Since: 0.2
 */
const AoiProductArray *
aoi_product_get_array (const AoiProduct *self)
{
  return self->array.columns > 0 ? &self->array : NULL;
}

/**
 * aoi_product_get_skip_marked:
 * @self: a product
 *
 * Returns: whether devices that are marked bad are left out; else they fail the board
 *
 * Since: 0.2
 */
gboolean
aoi_product_get_skip_marked (const AoiProduct *self)
{
  return self->skip_marked;
}

/**
 * aoi_product_check_keys:
 * @self: a product
 * @error: return location for an %AOI_ERROR_INVALID that lists what is doubtful, a line each, up to
 *   %AOI_PROBLEMS_MAX
 *
 * Lists what loading accepted although the author probably meant something else: keys that are not known,
 * and ROIs that no board can pass. A strict caller refuses such a product. Thread-safe.
 *
 * Returns: %TRUE if there is nothing of the kind
 *
 * Since: 0.2
 */
gboolean
aoi_product_check_keys (const AoiProduct *self, GError **error)
{
  return aoi_problems_check (self->warnings, error);
}
