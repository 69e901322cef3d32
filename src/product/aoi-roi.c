/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-roi.h"

#include <math.h>

#include "aoi-error.h"
#include "aoi-product.h"
#include "json/aoi-json-reader.h"
#include "product/aoi-golden-private.h"
#include "product/aoi-roi-types.h"

#define DEFAULT_FOCUS 305
#define DEFAULT_EXPOSURE 3000

/**
 * aoi_roi_new: (skip)
 *
 * Returns: (transfer full): an ROI without number, type and place, with the defaults of the product
 *   format
 */
AoiRoi *
aoi_roi_new (void)
{
  AoiRoi *self = g_new0 (AoiRoi, 1);
  const AoiRoiType *type;

  self->focus = DEFAULT_FOCUS;
  self->exposure = DEFAULT_EXPOSURE;
  self->threshold = NAN;
  self->device = 1;
  self->enabled = TRUE;
  self->goldens = aoi_goldens_new ();
  self->extra = g_variant_ref_sink (g_variant_new_array (G_VARIANT_TYPE ("{sv}"), NULL, 0));
  for (guint i = 0; (type = aoi_roi_types_get_builtin (i)) != NULL; i++)
    if (type->fields != NULL && type->fields->init != NULL)
      type->fields->init (self);
  return self;
}

/**
 * aoi_roi_free:
 * @roi: (transfer full): an ROI that belongs to no product
 *
 * Frees all of it.
 */
void
aoi_roi_free (AoiRoi *roi)
{
  const AoiRoiType *type;

  for (guint i = 0; (type = aoi_roi_types_get_builtin (i)) != NULL; i++)
    if (type->fields != NULL && type->fields->clear != NULL)
      type->fields->clear (roi);
  if (roi->spec != NULL && roi->spec_type->spec_free != NULL)
    roi->spec_type->spec_free (roi->spec);
  g_ptr_array_unref (roi->goldens);
  g_variant_unref (roi->extra);
  g_free (roi->path);
  g_free (roi);
}

/**
 * aoi_roi_copy:
 * @roi: an ROI
 *
 * Goldens, which are immutable, are shared.
 *
 * Returns: (transfer full): a copy that belongs to no product
 */
AoiRoi *
aoi_roi_copy (const AoiRoi *roi)
{
  AoiRoi *copy = g_memdup2 (roi, sizeof *roi);
  const AoiRoiType *type;

  for (guint i = 0; (type = aoi_roi_types_get_builtin (i)) != NULL; i++)
    if (type->fields != NULL && type->fields->copy != NULL)
      type->fields->copy (copy);
  copy->spec = NULL;
  if (roi->spec != NULL && roi->spec_type->spec_copy != NULL)
    copy->spec = roi->spec_type->spec_copy (roi->spec);
  g_ptr_array_ref (copy->goldens);
  g_variant_ref (copy->extra);
  copy->file = g_intern_string (roi->file);
  copy->path = g_strdup (roi->path);
  return copy;
}

static gboolean
refuse_extra (
    const AoiRoi *roi, const gchar *key, GVariant *value, const gchar *expected, GError **error)
{
  g_autoptr (JsonNode) node = json_gvariant_serialize (value);
  g_autofree gchar *is = aoi_json_node_describe (node);

  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s.%s: must be %s, is %s",
      roi->path != NULL ? roi->path : "roi", key, expected, is);
  return FALSE;
}

static gboolean
get_number (GVariant *value, gdouble *number)
{
  if (g_variant_is_of_type (value, G_VARIANT_TYPE_DOUBLE))
    *number = g_variant_get_double (value);
  else if (g_variant_is_of_type (value, G_VARIANT_TYPE_INT64))
    *number = (gdouble) g_variant_get_int64 (value);
  else
    return FALSE;
  return TRUE;
}

/**
 * aoi_roi_get_extra_double:
 * @roi: an ROI
 * @key: a key that the product format does not know
 * @min: the least allowed
 * @max: the greatest allowed
 * @fallback: what @value becomes where the file does not have @key
 * @value: (out): the number
 * @error: return location for an %AOI_ERROR_INVALID that names path, key, range and value
 *
 * For inspectors of an application, whose keys the product format does not know. Thread-safe.
 *
 * Returns: %FALSE if the value is not a number or is out of range; @value is left alone then
 */
gboolean
aoi_roi_get_extra_double (const AoiRoi *roi, const gchar *key, gdouble min, gdouble max,
    gdouble fallback, gdouble *value, GError **error)
{
  g_autoptr (GVariant) extra = g_variant_lookup_value (roi->extra, key, NULL);
  g_autofree gchar *expected = NULL;
  gdouble number;

  if (extra == NULL) {
    *value = fallback;
    return TRUE;
  }
  if (get_number (extra, &number) && number >= min && number <= max) {
    *value = number;
    return TRUE;
  }
  expected = aoi_json_describe_range (min, max);
  return refuse_extra (roi, key, extra, expected, error);
}

/**
 * aoi_roi_get_extra_string:
 * @roi: an ROI
 * @key: a key that the product format does not know
 * @value: (out) (nullable) (transfer none): the text, valid as long as the ROI; %NULL where the file
 *   does not have @key
 * @error: return location for an %AOI_ERROR_INVALID that names path, key and value
 *
 * For inspectors of an application, whose keys the product format does not know. Thread-safe.
 *
 * Returns: %FALSE if the value is no string; @value is left alone then
 */
gboolean
aoi_roi_get_extra_string (const AoiRoi *roi, const gchar *key, const gchar **value, GError **error)
{
  g_autoptr (GVariant) extra = g_variant_lookup_value (roi->extra, key, NULL);

  if (extra != NULL && !g_variant_is_of_type (extra, G_VARIANT_TYPE_STRING))
    return refuse_extra (roi, key, extra, "a string", error);
  *value = NULL;
  g_variant_lookup (roi->extra, key, "&s", value);
  return TRUE;
}

/**
 * aoi_roi_has_goldens:
 * @roi: an ROI
 *
 * Thread-safe.
 *
 * Returns: whether its type is judged by goldens: compare, and any that an application has added,
 *   unless it says #AoiRoiType.without_goldens
 */
gboolean
aoi_roi_has_goldens (const AoiRoi *roi)
{
  const AoiRoiType *type = aoi_roi_type_lookup (roi->type);

  return type == NULL || !type->without_goldens;
}

/**
 * aoi_roi_get_n_goldens:
 * @roi: an ROI
 *
 * Counts what is behind #AoiRoi.goldens, which other languages should not read. Thread-safe.
 *
 * Returns: how many goldens it has
 */
guint
aoi_roi_get_n_goldens (const AoiRoi *roi)
{
  return roi->goldens->len;
}

/**
 * aoi_roi_get_golden:
 * @roi: an ROI
 * @index: below aoi_roi_get_n_goldens()
 *
 * Gets one of the samples, in the order in which they are tried. Thread-safe.
 *
 * Returns: (transfer none): a golden, which lives as long as @roi
 */
const AoiGolden *
aoi_roi_get_golden (const AoiRoi *roi, guint index)
{
  g_return_val_if_fail (index < roi->goldens->len, NULL);
  return g_ptr_array_index (roi->goldens, index);
}

/**
 * aoi_roi_get_golden_id:
 * @roi: an ROI
 *
 * Boards of a panel share the samples of the ROI that was described once. Thread-safe.
 *
 * Returns: the number by which its samples are kept: N in `golden_rois/roi_N`
 *
 * Since: 0.2
 */
gint
aoi_roi_get_golden_id (const AoiRoi *roi)
{
  return roi->place > 0 ? roi->id % AOI_PRODUCT_PLACE_IDS : roi->id;
}

/**
 * aoi_roi_get_turned_size:
 * @roi: an ROI
 * @width: (out): in pixels, after the turn by its rotation
 * @height: (out): in pixels, after the turn by its rotation
 *
 * Thread-safe.
 */
void
aoi_roi_get_turned_size (const AoiRoi *roi, gint *width, gint *height)
{
  gboolean on_its_side = roi->rotation == 90 || roi->rotation == 270;

  *width = on_its_side ? roi->rect.height : roi->rect.width;
  *height = on_its_side ? roi->rect.width : roi->rect.height;
}
