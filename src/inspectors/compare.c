/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>

#include "../aoi-error.h"
#include "../aoi-inspector.h"
#include "compare-order.h"
#include "compare-verdict.h"
#include "inspectors.h"

/* Compares an ROI with its goldens. The part is searched, then each golden's picture is compared with
 * it window by window: a view is as good as its worst window. Each step has a file of its own. */

/* Of an ROI whose file has no threshold. */
#define DEFAULT_THRESHOLD 0.9

typedef struct {
  AoiCompareGrid grid;
  AoiCompareScale scale;
  gdouble enough; /* the difference that ends the search among goldens */
  GPtrArray *goldens; /* AoiCompareGolden: those that prove something */
  gchar *problem; /* why no view can pass, or NULL */
} CompareState;

/* The working memory of a job: of the comparison, and a candidate for each golden. */
typedef struct {
  AoiCompareWork *work;
  AoiCompareCandidate *candidates;
} CompareScratch;

static void
compare_release (gpointer data)
{
  CompareState *self = data;

  aoi_compare_grid_clear (&self->grid);
  g_ptr_array_unref (self->goldens);
  g_free (self->problem);
  g_free (self);
}

G_DEFINE_AUTOPTR_CLEANUP_FUNC (CompareState, compare_release)

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
check_threshold (const AoiRoi *roi, CompareState *self, GError **error)
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

static gboolean
add_goldens (CompareState *self, const AoiRoi *roi, GError **error)
{
  for (guint i = 0; i < roi->goldens->len; i++) {
    const AoiGolden *golden = g_ptr_array_index (roi->goldens, i);
    g_autoptr (AoiCompareGolden) prepared = NULL;

    if (!check_golden (roi, golden, self->grid.roi_width, self->grid.roi_height, error))
      return FALSE;
    prepared = aoi_compare_golden_new (&self->grid, golden);
    /* If an empty view would pass, since the golden is nearly uniform or the threshold too low, what
     * it lets pass is not proven. */
    if (prepared->blank > self->grid.proof)
      g_ptr_array_add (self->goldens, g_steal_pointer (&prepared));
    else
      g_info ("%s: %s: golden %s does not tell the part from an empty view at threshold %g",
          roi->file, roi->path, golden->name, self->scale.threshold);
  }
  return TRUE;
}

/* Why no view can pass, or NULL. */
static gchar *
find_problem (const CompareState *self, const AoiRoi *roi)
{
  if (roi->goldens->len == 0)
    return g_strdup ("no golden image");
  if (self->grid.judged.n_windows == 0)
    return g_strdup ("nothing is left to judge: all of the ROI is ignored");
  if (self->goldens->len > 0)
    return NULL;
  return g_strdup_printf ("no golden tells the part from an empty view at threshold %g%s%s",
      self->scale.threshold, self->grid.judged.all ? "" : " outside of the ignored areas",
      self->grid.structure_factor > 1.0 ? " with the limit of structure raised" : "");
}

static gpointer
compare_prepare (const AoiInspector *inspector, const AoiRoi *roi, GError **error)
{
  g_autoptr (CompareState) self = g_new0 (CompareState, 1);
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
  aoi_compare_grid_init (&self->grid, width, height, &roi->compare);
  self->grid.proof = aoi_compare_structure_at (
      &self->grid, aoi_compare_difference (self->scale.neutral));
  if (!add_goldens (self, roi, error))
    return NULL;
  self->problem = find_problem (self, roi);
  return g_steal_pointer (&self);
}

static gint
compare_get_margin (gconstpointer state)
{
  return ((const CompareState *) state)->grid.margin;
}

static void
compare_scratch_free (gpointer data)
{
  CompareScratch *self = data;

  aoi_compare_work_free (self->work);
  g_free (self->candidates);
  g_free (self);
}

static gpointer
compare_scratch_new (const gconstpointer *states, guint n_states, GError **error)
{
  CompareScratch *self = g_new0 (CompareScratch, 1);
  g_autoptr (GPtrArray) grids = g_ptr_array_new ();
  guint most = 0;

  for (guint i = 0; i < n_states; i++) {
    const CompareState *state = states[i];

    if (state->problem != NULL)
      continue;
    g_ptr_array_add (grids, (gpointer) &state->grid);
    most = MAX (most, state->goldens->len);
  }
  self->work = aoi_compare_work_new ((const AoiCompareGrid *const *) grids->pdata, grids->len);
  self->candidates = g_new (AoiCompareCandidate, most);
  return self;
}

/* What the goldens so far say together. */
typedef struct {
  const AoiCompareGolden *base; /* the most similar one */
  gdouble least, best_correlation;
  AoiPose pose; /* by the one that fits best */
} Together;

static void
add_together (Together *self, AoiCompareWork *work, const AoiCompareGrid *grid,
    const AoiCompareGolden *golden, const AoiCompareMatch *match)
{
  gdouble difference = aoi_compare_peaks_difference (&match->peaks, grid);
  gboolean closer = difference < self->least;

  if (self->base == NULL)
    aoi_compare_composite_begin (work);
  if (match->peaks.covered > 0)
    aoi_compare_composite_add (work, grid, &match->pose, closer);
  if (closer || self->base == NULL) {
    self->base = golden;
    self->least = difference;
  }
  if (match->correlation > self->best_correlation) {
    self->best_correlation = match->correlation;
    self->pose = match->pose;
  }
}

/* Judges by goldens in the candidates' order until one of them alone is enough, else by all of them
 * together: the most similar one, where others may excuse a window, and the shift of that which fits
 * best. Returns FALSE if it was cancelled. */
static gboolean
judge (const CompareState *self, CompareScratch *scratch, GCancellable *cancellable,
    AoiCompareVerdict *verdict)
{
  AoiCompareWork *work = scratch->work;
  const AoiCompareGrid *grid = &self->grid;
  Together together = { NULL, INFINITY, -INFINITY, { 0 } };
  AoiComparePeaks peaks;

  for (guint i = 0; i < self->goldens->len; i++) {
    const AoiCompareCandidate *candidate = &scratch->candidates[i];
    const AoiCompareGolden *golden;
    AoiCompareMatch match;

    if (g_cancellable_is_cancelled (cancellable))
      return FALSE;
    golden = aoi_compare_order_get (scratch->candidates, i, self->goldens, work, grid);
    aoi_compare_match_align (work, grid, golden, candidate->x, candidate->y, &match);
    aoi_compare_match_judge (work, grid, golden, &match);
    aoi_compare_verdict_init (verdict, grid, golden->name, &match.pose, &match.peaks);
    if (verdict->difference <= self->enough || self->goldens->len == 1)
      return TRUE;
    add_together (&together, work, grid, golden, &match);
  }
  aoi_compare_composite_end (work, &peaks);
  aoi_compare_verdict_init (verdict, grid, together.base->name, &together.pose, &peaks);
  return TRUE;
}

static void
compare_inspect (gconstpointer state, gpointer data, const AoiView *view, GCancellable *cancellable,
    AoiRoiResult *result)
{
  const CompareState *self = state;
  CompareScratch *scratch = data;
  AoiCompareVerdict verdict;
  gint width, height;

  if (self->problem != NULL) {
    aoi_roi_result_fail (result, 0.0, self->scale.threshold, "%s", self->problem);
    return;
  }
  aoi_view_get_size (view, &width, &height);
  if (width != self->grid.roi_width || height != self->grid.roi_height) {
    aoi_roi_result_error (result, "view is %dx%d pixels, not the ROI's %dx%d", width, height,
        self->grid.roi_width, self->grid.roi_height);
    return;
  }
  aoi_compare_work_read (scratch->work, &self->grid, view);
  if (aoi_compare_order_init (
          scratch->candidates, self->goldens, scratch->work, &self->grid, cancellable)
      && judge (self, scratch, cancellable, &verdict))
    aoi_compare_verdict_report (&verdict, &self->grid, &self->scale, view, result);
  else
    aoi_roi_result_error (result, "cancelled");
}

const AoiInspector aoi_inspector_compare = {
  .type = AOI_TYPE_COMPARE,
  .prepare = compare_prepare,
  .release = compare_release,
  .get_margin = compare_get_margin,
  .scratch_new = compare_scratch_new,
  .scratch_free = compare_scratch_free,
  .inspect = compare_inspect,
};
