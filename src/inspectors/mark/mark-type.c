/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a product says of bad marks, and how their results are shown. */
#include <math.h>

#include "aoi-result-type.h"
#include "inspectors/mark/mark.h"

#define DEFAULT_THRESHOLD 0.9

/* What is surely no mark, of what surely is one, in products that do not say it. Plain ground reaches 0.57 of
 * similarity to a drawn mark, half a mark and one that lies askew 0.61 and more. */
#define DEFAULT_CLEAR_COLOUR 0.5
#define DEFAULT_CLEAR_GOLDEN 0.65

static gboolean
has_one_name (const GPtrArray *ranges)
{
  const AoiColorRange *first = g_ptr_array_index (ranges, 0);

  for (guint i = 1; i < ranges->len; i++)
    if (g_strcmp0 (((const AoiColorRange *) g_ptr_array_index (ranges, i))->name, first->name) != 0)
      return FALSE;
  return TRUE;
}

static gdouble
get_greatest_threshold (const GPtrArray *ranges)
{
  gdouble threshold = 0.0;

  for (guint i = 0; i < ranges->len; i++)
    threshold = MAX (threshold, ((const AoiColorRange *) g_ptr_array_index (ranges, i))->threshold);
  return threshold;
}

/* Ranges of several names would have several limits, of which only that of the greatest share counts. */
static void
read_found (AoiKeys *keys, const AoiRoi *roi, MarkSpec *spec)
{
  const gchar *key = "ai_threshold";

  spec->found = roi->threshold;
  if (roi->color.has_expected) {
    key = "min_pixel_percentage";
    spec->found = roi->color.min_percentage;
  } else if (spec->by_color) {
    key = "color_ranges";
    spec->found = get_greatest_threshold (roi->color.ranges);
    if (!has_one_name (roi->color.ranges))
      aoi_keys_refuse (keys, key, "a mark has one colour: all ranges must have the same name");
  }
  if (!(spec->found > 0.0))
    aoi_keys_refuse (keys, key, "must be more than 0: any picture would count as marked");
}

static void
mark_read (AoiKeys *keys, AoiRoi *roi)
{
  MarkSpec *spec = g_new0 (MarkSpec, 1);

  roi->spec = spec;
  if (isnan (roi->threshold))
    roi->threshold = DEFAULT_THRESHOLD;
  spec->by_color = roi->color.has_expected || roi->color.ranges->len > 0;
  read_found (keys, roi, spec);
  spec->clear = (spec->by_color ? DEFAULT_CLEAR_COLOUR : DEFAULT_CLEAR_GOLDEN) * spec->found;
  aoi_keys_get_double (keys, "clear", 0, spec->by_color ? 100 : 1, &spec->clear);
  if (spec->found > 0.0 && spec->clear >= spec->found)
    aoi_keys_refuse (keys, "clear", "must be less than what counts as a mark, %g, is %g",
        spec->found, spec->clear);
}

static gpointer
mark_spec_copy (gconstpointer spec)
{
  return g_memdup2 (spec, sizeof (MarkSpec));
}

static gchar *
mark_describe (const AoiRoi *roi)
{
  const MarkSpec *spec = roi->spec;

  if (spec->by_color)
    return g_strdup_printf (
        "bad mark: its colour on %g %% or more; none on %g %% or less", spec->found, spec->clear);
  if (roi->goldens->len == 0)
    return g_strdup ("NO COLOUR AND NO GOLDEN OF THE MARK: cannot pass");
  return g_strdup_printf ("bad mark: %u golden%s, found from %g on; none up to %g",
      roi->goldens->len, roi->goldens->len == 1 ? "" : "s", spec->found, spec->clear);
}

static GVariant *
mark_dup_check (const AoiRoi *roi)
{
  const MarkSpec *spec = roi->spec;
  g_auto (GVariantBuilder) members = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  g_variant_builder_add (
      &members, "{sv}", "mark", g_variant_new_string (spec->by_color ? "color" : "golden"));
  g_variant_builder_add (&members, "{sv}", "found", g_variant_new_double (spec->found));
  g_variant_builder_add (&members, "{sv}", "clear", g_variant_new_double (spec->clear));
  return g_variant_builder_end (&members);
}

static GVariant *
mark_dup_members (const AoiRoiResult *result)
{
  g_autoptr (GVariant)
      marked = aoi_roi_result_get_value (result, AOI_VALUE_MARKED, G_VARIANT_TYPE_BOOLEAN);
  g_auto (GVariantBuilder) members = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  g_variant_builder_add (&members, "{sv}", "marked",
      marked != NULL ? marked : g_variant_new_maybe (G_VARIANT_TYPE_BOOLEAN, NULL));
  g_variant_builder_add (&members, "{sv}", "threshold", g_variant_new_double (result->threshold));
  return g_variant_builder_end (&members);
}

static gchar *
mark_dup_reading (const AoiRoiResult *result)
{
  g_autoptr (GVariant)
      marked = aoi_roi_result_get_value (result, AOI_VALUE_MARKED, G_VARIANT_TYPE_BOOLEAN);

  return marked != NULL && g_variant_get_boolean (marked) ? g_strdup ("marked bad") : NULL;
}

static const AoiResultType mark_result = {
  .dup_members = mark_dup_members,
  .reading_member = "marked",
  .dup_reading = mark_dup_reading,
};

const AoiRoiType aoi_roi_type_mark = {
  .name = AOI_TYPE_BAD_MARK,
  .read = mark_read,
  .spec_copy = mark_spec_copy,
  .spec_free = g_free,
  .describe = mark_describe,
  .dup_check = mark_dup_check,
  .result = &mark_result,
  .marks_device = TRUE,
};
