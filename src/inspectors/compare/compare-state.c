/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/compare/compare-state.h"

#include <math.h>

#include "aoi-error.h"
#include "inspectors/compare/compare-verdict.h"

/* Of an ROI whose file has no threshold. */
#define DEFAULT_THRESHOLD 0.9

static gboolean
check_number (
    const AoiRoi *roi, const gchar *key, gdouble value, gdouble min, gdouble max, GError **error)
{
  if (value >= min && value <= max)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s.%s: %g is not between %g and %g", roi->path,
      key, value, min, max);
  return FALSE;
}

static gboolean
check_threshold (const AoiRoi *roi, AoiCompareState *self, GError **error)
{
  gdouble threshold = isnan (roi->threshold) ? DEFAULT_THRESHOLD : roi->threshold;

  if (!check_number (roi, "ai_threshold", threshold, 0.0, 1.0, error))
    return FALSE;
  if (!aoi_compare_scale_init (&self->scale, roi->feature_method, threshold)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "%s.feature_method: \"%s\" is unknown; known are: golden, mobilenet, opencv, orb, sift",
        roi->path, roi->feature_method);
    return FALSE;
  }
  self->enough = aoi_compare_difference (self->scale.neutral);
  return TRUE;
}

static gboolean
check_spec (const AoiRoi *roi, GError **error)
{
  const AoiCompareSpec *spec = &roi->compare;
  const gdouble least = AOI_COMPARE_MIN_FACTOR, most = AOI_COMPARE_MAX_FACTOR;

  return check_number (roi, "search", spec->search, 0.0, AOI_COMPARE_MAX_SEARCH, error)
      && check_number (roi, "limits.structure", spec->structure, least, most, error)
      && check_number (roi, "limits.brightness", spec->brightness, least, most, error)
      && check_number (roi, "limits.chroma", spec->chroma, least, most, error)
      && check_number (roi, "limits.shift", spec->shift, least, most, error);
}

static gboolean
check_golden (const AoiRoi *roi, const AoiGolden *golden, gint width, gint height, GError **error)
{
  if (golden->image->width == width && golden->image->height == height)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "%s: golden %s is %dx%d pixels, not %dx%d",
      roi->path, golden->name, golden->image->width, golden->image->height, width, height);
  return FALSE;
}

/* If an empty view would pass, since the golden is nearly uniform or the threshold too low, what it lets
 * pass is not proven. Where nothing may lie, just such goldens are wanted, and none that counts as
 * showing something at any threshold: so no golden serves both, and a part that is missing is never
 * what was taught. */
static gboolean
proves_enough (const AoiCompareState *self, const AoiCompareGolden *golden)
{
  if (self->grid.empty)
    return golden->blank <= MIN (self->grid.proof, aoi_compare_structure_at (&self->grid, 1.0));
  return golden->blank > self->grid.proof;
}

static void
init_grid (AoiCompareState *self, const AoiRoi *roi, gboolean fine)
{
  gint width, height;

  aoi_roi_get_turned_size (roi, &width, &height);
  aoi_compare_grid_clear (&self->grid);
  aoi_compare_grid_init (&self->grid, width, height, &roi->compare, fine, roi->moves);
  self->grid.proof = aoi_compare_structure_at (
      &self->grid, aoi_compare_difference (self->scale.neutral));
}

static gboolean
add_goldens (AoiCompareState *self, const AoiRoi *roi, const GPtrArray *goldens, GError **error)
{
  for (guint i = 0; i < goldens->len; i++) {
    const AoiGolden *golden = g_ptr_array_index (goldens, i);
    g_autoptr (AoiCompareGolden) prepared = NULL;

    if (!check_golden (roi, golden, self->grid.roi_width, self->grid.roi_height, error))
      return FALSE;
    prepared = aoi_compare_golden_new (&self->grid, golden);
    if (proves_enough (self, prepared))
      g_ptr_array_add (self->goldens, g_steal_pointer (&prepared));
    else
      g_info ("%s: %s: golden %s %s at threshold %g", roi->file, roi->path, golden->name,
          self->grid.empty ? "shows something" : "does not tell the part from an empty view",
          self->scale.threshold);
  }
  return TRUE;
}

static gboolean
has_hard_edges (const AoiCompareState *self)
{
  for (guint i = 0; i < self->goldens->len; i++) {
    const AoiCompareGolden *golden = g_ptr_array_index (self->goldens, i);

    if (golden->edges.hardness > 0.0f)
      return TRUE;
  }
  return FALSE;
}

/* Why no view can pass, or NULL. */
static gchar *
find_problem (const AoiCompareState *self, const AoiRoi *roi)
{
  if (roi->goldens->len == 0)
    return g_strdup ("no golden image");
  if (self->grid.judged.n_windows == 0)
    return g_strdup ("nothing is left to judge: all of the ROI is ignored");
  if (self->grid.empty && self->goldens->len < roi->goldens->len)
    return g_strdup_printf ("%u of %u goldens show something, though nothing may lie here",
        roi->goldens->len - self->goldens->len, roi->goldens->len);
  if (self->goldens->len > 0)
    return NULL;
  return g_strdup_printf ("no golden tells the part from an empty view at threshold %g%s%s",
      self->scale.threshold, self->grid.judged.all ? "" : " outside of the ignored areas",
      self->grid.structure_factor > 1.0 ? " with the limit of structure raised" : "");
}

/**
 * aoi_compare_state_new:
 * @roi: a compare ROI
 * @goldens: (element-type AoiGolden): those of the ROI, or some of them
 * @error: return location for an #AoiError
 *
 * Checks what the ROI's file asks for and prepares goldens.
 *
 * Returns: (transfer full): the state
 */
AoiCompareState *
aoi_compare_state_new (const AoiRoi *roi, const GPtrArray *goldens, GError **error)
{
  g_autoptr (AoiCompareState) self = g_new0 (AoiCompareState, 1);
  gint width, height;

  aoi_roi_get_turned_size (roi, &width, &height);
  self->goldens = g_ptr_array_new_with_free_func ((GDestroyNotify) aoi_compare_golden_free);
  if (!check_threshold (roi, self, error) || !check_spec (roi, error))
    return NULL;
  if (width < AOI_COMPARE_MIN_SIDE || height < AOI_COMPARE_MIN_SIDE) {
    self->problem = g_strdup_printf ("ROI of %dx%d pixels is too small to compare: %d is the least",
        width, height, AOI_COMPARE_MIN_SIDE);
    return g_steal_pointer (&self);
  }
  init_grid (self, roi, roi->compare.empty);
  if (!add_goldens (self, roi, goldens, error))
    return NULL;
  if (aoi_compare_grid_is_coarse (&self->grid) && has_hard_edges (self)) {
    g_ptr_array_set_size (self->goldens, 0);
    init_grid (self, roi, TRUE);
    if (!add_goldens (self, roi, goldens, error))
      return NULL;
  }
  self->problem = find_problem (self, roi);
  return g_steal_pointer (&self);
}

/**
 * aoi_compare_state_free:
 * @self: (transfer full): a state
 */
void
aoi_compare_state_free (AoiCompareState *self)
{
  aoi_compare_grid_clear (&self->grid);
  g_ptr_array_unref (self->goldens);
  g_free (self->problem);
  g_free (self);
}
