/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a product says of fiducials. */
#include "inspectors/fiducial/fiducial.h"

#include <math.h>

#include "ops/locate.h"
#include "product/aoi-keys.h"
#include "product/aoi-roi-types.h"

#define DEFAULT_SEARCH 40
#define DEFAULT_MIN_SCORE 0.7
#define DEFAULT_MAX_RESIDUAL 3.0

/* What correlates less is found in noise too. */
#define LEAST_MIN_SCORE 0.3

#define LEAST_MAX_RESIDUAL 0.1
#define GREATEST_MAX_RESIDUAL 20.0

static void
read_shape (AoiJsonReader *reader, AoiFiducialSpec *spec)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS ("shape"), &path);

  if (node == NULL)
    return;
  spec->shape = aoi_shape_from_string (aoi_json_node_get_string (node));
  if (spec->shape == AOI_SHAPE_NONE)
    aoi_json_node_refuse (
        reader->source, node, path, "\"circle\", \"ring\", \"cross\" or \"square\"");
}

static void
read_polarity (AoiJsonReader *reader, AoiFiducialSpec *spec)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS ("polarity"), &path);
  const gchar *polarity = node != NULL ? aoi_json_node_get_string (node) : NULL;

  if (g_strcmp0 (polarity, "bright") == 0 || g_strcmp0 (polarity, "dark") == 0)
    spec->bright = polarity[0] == 'b';
  else if (node != NULL)
    aoi_json_node_refuse (reader->source, node, path, "\"bright\" or \"dark\"");
}

/* Keys of a shape beside a golden would be thought to do something. */
static void
warn_without_shape (AoiKeys *keys)
{
  static const gchar *const of_shapes[] = { "size", "polarity" };

  for (guint i = 0; i < G_N_ELEMENTS (of_shapes); i++)
    if (aoi_json_reader_find (keys->reader, AOI_KEYS (of_shapes[i]), NULL) != NULL)
      aoi_keys_warn (keys, of_shapes[i],
          "means nothing without \"shape\": the fiducial looks like its golden");
}

/* A shape has to fit into its ROI, which is what people see of it. */
static void
read_size (AoiKeys *keys, const AoiRoi *roi, AoiFiducialSpec *spec)
{
  const gint side = MIN (roi->rect.width, roi->rect.height);

  spec->size = MIN (side, AOI_FIDUCIAL_MAX_SIZE);
  aoi_keys_get_int (keys, "size", AOI_FIDUCIAL_MIN_SIZE, AOI_FIDUCIAL_MAX_SIZE, &spec->size);
  if (side > 0 && side < AOI_FIDUCIAL_MIN_SIZE)
    aoi_keys_refuse (keys, "coords", "the ROI of a fiducial must be at least %dx%d, is %dx%d",
        AOI_FIDUCIAL_MIN_SIZE, AOI_FIDUCIAL_MIN_SIZE, roi->rect.width, roi->rect.height);
  else if (side > 0 && spec->size > side)
    aoi_keys_refuse (
        keys, "size", "must be at most %d, the ROI's smaller side, is %d", side, spec->size);
}

/* A fiducial without a shape looks like its golden, which is as large as its ROI. */
static void
check_golden_size (AoiKeys *keys, const AoiRoi *roi)
{
  const gint least = MIN (roi->rect.width, roi->rect.height);
  const gint most = MAX (roi->rect.width, roi->rect.height);

  if (least > 0 && (least < AOI_LOCATE_MIN_SIDE || most > AOI_LOCATE_MAX_SIDE))
    aoi_keys_refuse (keys, "coords",
        "the ROI of a fiducial without \"shape\" must be %dx%d to %dx%d, is %dx%d",
        AOI_LOCATE_MIN_SIDE, AOI_LOCATE_MIN_SIDE, AOI_LOCATE_MAX_SIDE, AOI_LOCATE_MAX_SIDE,
        roi->rect.width, roi->rect.height);
}

/* The key that all types have is its least score here. */
static void
read_min_score (AoiKeys *keys, const AoiRoi *roi, AoiFiducialSpec *spec)
{
  if (isnan (roi->threshold))
    return;
  spec->min_score = roi->threshold;
  if (spec->min_score < LEAST_MIN_SCORE)
    aoi_keys_refuse (keys, "ai_threshold", "of a fiducial must be a number from %g to 1, is %g",
        LEAST_MIN_SCORE, spec->min_score);
}

static void
fiducial_read (AoiKeys *keys, AoiRoi *roi)
{
  AoiFiducialSpec *spec = g_new0 (AoiFiducialSpec, 1);

  *spec = (AoiFiducialSpec){ AOI_SHAPE_NONE, 0, TRUE, DEFAULT_SEARCH, DEFAULT_MIN_SCORE,
    DEFAULT_MAX_RESIDUAL };
  roi->spec = spec;
  read_shape (keys->reader, spec);
  read_polarity (keys->reader, spec);
  read_size (keys, roi, spec);
  aoi_keys_get_int (keys, "search", 1, AOI_LOCATE_MAX_RANGE, &spec->search);
  aoi_keys_get_double (
      keys, "max_residual", LEAST_MAX_RESIDUAL, GREATEST_MAX_RESIDUAL, &spec->max_residual);
  read_min_score (keys, roi, spec);
  if (spec->shape == AOI_SHAPE_NONE) {
    check_golden_size (keys, roi);
    warn_without_shape (keys);
  }
  if (roi->rotation != 0)
    aoi_keys_refuse (keys, "rotation", "of a fiducial must be 0, is %u", roi->rotation);
}

static gpointer
fiducial_spec_copy (gconstpointer spec)
{
  return g_memdup2 (spec, sizeof (AoiFiducialSpec));
}

static gchar *
fiducial_describe (const AoiRoi *roi)
{
  const AoiFiducialSpec *spec = roi->spec;
  g_autofree gchar *looks = NULL;

  if (spec->shape != AOI_SHAPE_NONE)
    looks = g_strdup_printf ("%s %s of %d px", spec->bright ? "bright" : "dark",
        aoi_shape_to_string (spec->shape), spec->size);
  else if (roi->goldens->len > 0)
    looks = g_strdup_printf ("%u golden%s", roi->goldens->len, roi->goldens->len == 1 ? "" : "s");
  else
    looks = g_strdup ("NO SHAPE AND NO GOLDEN: cannot be found");
  return g_strdup_printf ("%s, searched %d px around", looks, spec->search);
}

static GVariant *
fiducial_dup_check (const AoiRoi *roi)
{
  const AoiFiducialSpec *spec = roi->spec;
  g_auto (GVariantBuilder) members = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);

  if (spec->shape != AOI_SHAPE_NONE) {
    g_variant_builder_add (
        &members, "{sv}", "shape", g_variant_new_string (aoi_shape_to_string (spec->shape)));
    g_variant_builder_add (&members, "{sv}", "size", g_variant_new_int32 (spec->size));
    g_variant_builder_add (
        &members, "{sv}", "polarity", g_variant_new_string (spec->bright ? "bright" : "dark"));
  }
  g_variant_builder_add (&members, "{sv}", "search", g_variant_new_int32 (spec->search));
  g_variant_builder_add (&members, "{sv}", "min_score", g_variant_new_double (spec->min_score));
  g_variant_builder_add (
      &members, "{sv}", "max_residual", g_variant_new_double (spec->max_residual));
  return g_variant_builder_end (&members);
}

const AoiRoiType aoi_roi_type_fiducial = {
  .name = AOI_TYPE_FIDUCIAL,
  .read = fiducial_read,
  .spec_copy = fiducial_spec_copy,
  .spec_free = g_free,
  .describe = fiducial_describe,
  .dup_check = fiducial_dup_check,
};
