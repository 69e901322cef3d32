/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/compare/compare-verdict.h"

#include <math.h>

/* The size of each term at which boards are called bad: difference 1; that of structure, on
 * whose scale brightness is, is #AOI_COMPARE_STRUCTURE_UNIT. Chosen by leaving out one product
 * after the other. Fewer than one in 1000 goldens that are photographed again exceed it, and their
 * colours and shifts stay below half of it. A part that lies 32 % of the smaller side off must be called, even if a
 * good board's shift of 8 % brings it nearer. */
#define CHROMA_UNIT 0.10
#define SHIFT_UNIT 0.24 /* of the smaller side */

/* A score that is less than this below its threshold reaches it. */
#define SCORE_SLACK 1e-8

static const gchar *const term_names[] = {
  [AOI_COMPARE_STRUCTURE] = "structure",
  [AOI_COMPARE_BRIGHTNESS] = "brightness",
  [AOI_COMPARE_CHROMA] = "chroma",
  [AOI_COMPARE_SHIFT] = "shift",
};

static gdouble
structure_difference (const AoiCompareGrid *grid, gdouble structure)
{
  return structure / (AOI_COMPARE_STRUCTURE_UNIT * grid->structure_factor);
}

static gdouble
chroma_difference (const AoiCompareGrid *grid, gdouble chroma)
{
  return chroma / (CHROMA_UNIT * grid->chroma_factor);
}

/**
 * aoi_compare_difference_of:
 * @grid: the limits
 * @structure: how much structure differs, 0..2
 * @chroma: how much colour differs, 0..1
 *
 * Returns: the greater term; 1 where it begins to count
 */
gdouble
aoi_compare_difference_of (const AoiCompareGrid *grid, gdouble structure, gdouble chroma)
{
  return MAX (structure_difference (grid, structure), chroma_difference (grid, chroma));
}

/**
 * aoi_compare_peaks_difference:
 * @peaks: what differs most
 * @grid: the limits
 *
 * Returns: the greater term, infinite if nothing was compared
 */
gdouble
aoi_compare_peaks_difference (const AoiComparePeaks *peaks, const AoiCompareGrid *grid)
{
  if (peaks->covered == 0)
    return INFINITY;
  return aoi_compare_difference_of (grid, peaks->structure.value, peaks->chroma.value);
}

/**
 * aoi_compare_structure_at:
 * @grid: the limits
 * @difference: 1 where it begins to count
 *
 * Returns: how much structure differs at that difference, 0..2
 */
gdouble
aoi_compare_structure_at (const AoiCompareGrid *grid, gdouble difference)
{
  return difference * AOI_COMPARE_STRUCTURE_UNIT * grid->structure_factor;
}

/* 255 from the limit on; a limit of 0 leaves nothing in between. */
static guint8
to_part (gdouble difference, gdouble limit)
{
  if (difference >= limit)
    return difference > 0.0 ? 255 : 0;
  return (guint8) (255.0 * MAX (difference, 0.0) / limit);
}

/**
 * aoi_compare_verdict_map:
 * @work: with the maps of goldens that were put together
 * @grid: the sizes and limits
 * @limit: the difference at which a view fails
 * @dest: (out caller-allocates): @grid.width times @grid.height bytes
 *
 * Draws what the verdict rests on, shifts excepted: the difference of the window around each pixel of
 * the live picture in parts of @limit, 255 from there on; 0 too where nothing was compared.
 */
void
aoi_compare_verdict_map (
    const AoiCompareWork *work, const AoiCompareGrid *grid, gdouble limit, guint8 *dest)
{
  for (gint y = 0; y < grid->height; y++, dest += grid->width) {
    const gfloat *base = aoi_plane_row (&work->base, y);
    const gfloat *structure = aoi_plane_row (&work->least.structure, y);
    const gfloat *chroma = aoi_plane_row (&work->least.chroma, y);

    for (gint x = 0; x < grid->width; x++)
      dest[x] = base[x] > 0.0f
          ? to_part (aoi_compare_difference_of (grid, structure[x], chroma[x]), limit)
          : 0;
  }
}

/* In frame pixels, in the turned view. */
static void
get_shift (const AoiCompareGrid *grid, const AoiPose *pose, gdouble *x, gdouble *y)
{
  *x = pose->x * grid->scale_x;
  *y = pose->y * grid->scale_y;
}

/**
 * aoi_compare_verdict_init:
 * @self: (out caller-allocates): the verdict
 * @grid: the sizes
 * @golden: file name of the golden that decides
 * @pose: how the part lies
 * @peaks: what differs most
 *
 * Finds the term that counts: the greatest.
 */
void
aoi_compare_verdict_init (AoiCompareVerdict *self, const AoiCompareGrid *grid, const gchar *golden,
    const AoiPose *pose, const AoiComparePeaks *peaks)
{
  gdouble x, y, shift;

  get_shift (grid, pose, &x, &y);
  shift = hypot (x, y)
      / (SHIFT_UNIT * grid->shift_factor * MIN (grid->roi_width, grid->roi_height));
  *self = (AoiCompareVerdict){ golden, *pose, *peaks,
    peaks->brightness ? AOI_COMPARE_BRIGHTNESS : AOI_COMPARE_STRUCTURE,
    aoi_compare_peaks_difference (peaks, grid) };
  if (chroma_difference (grid, peaks->chroma.value)
      > structure_difference (grid, peaks->structure.value))
    self->term = AOI_COMPARE_CHROMA;
  if (shift > self->difference) {
    self->term = AOI_COMPARE_SHIFT;
    self->difference = shift;
  }
}

/* The window that differs most, in the frame; of a shift, the whole ROI. */
static AoiRect
get_window (const AoiCompareVerdict *self, const AoiCompareGrid *grid, const AoiView *view)
{
  gboolean chroma = self->term == AOI_COMPARE_CHROMA;
  const AoiComparePeak *peak = chroma ? &self->peaks.chroma : &self->peaks.structure;
  gint side = chroma ? grid->chroma_window : grid->structure_window;
  AoiRect whole = { 0, 0, grid->roi_width, grid->roi_height }, window;

  if (self->term == AOI_COMPARE_SHIFT || self->peaks.covered == 0)
    return view->rect;
  window.width = (gint) lrint (side * grid->scale_x);
  window.height = (gint) lrint (side * grid->scale_y);
  window.x = (gint) lrint ((peak->x + 0.5) * grid->scale_x - window.width / 2.0);
  window.y = (gint) lrint ((peak->y + 0.5) * grid->scale_y - window.height / 2.0);
  if (!aoi_rect_intersect (&window, &whole, &window))
    return view->rect;
  return aoi_view_to_frame (view, &window);
}

static void
take_values (const AoiCompareVerdict *self, const AoiCompareGrid *grid, const AoiRect *window,
    AoiRoiResult *result)
{
  const gint32 box[] = { window->x, window->y, window->width, window->height };
  g_autoptr (GVariantBuilder) values = g_variant_builder_new (G_VARIANT_TYPE_VARDICT);
  gdouble x, y;

  get_shift (grid, &self->pose, &x, &y);
  g_variant_builder_add (values, "{sv}", AOI_VALUE_GOLDEN, g_variant_new_string (self->golden));
  g_variant_builder_add (values, "{sv}", AOI_VALUE_SHIFT_X, g_variant_new_double (x));
  g_variant_builder_add (values, "{sv}", AOI_VALUE_SHIFT_Y, g_variant_new_double (y));
  g_variant_builder_add (
      values, "{sv}", AOI_VALUE_ANGLE, g_variant_new_double (self->pose.angle * 180.0 / G_PI));
  g_variant_builder_add (
      values, "{sv}", AOI_VALUE_TERM, g_variant_new_string (term_names[self->term]));
  g_variant_builder_add (values, "{sv}", AOI_VALUE_WINDOW,
      g_variant_new_fixed_array (G_VARIANT_TYPE_INT32, box, G_N_ELEMENTS (box), sizeof (gint32)));
  aoi_roi_result_take_values (result, g_variant_builder_end (values));
}

/* What is wrong somewhere, in words. */
static const gchar *
describe_term (AoiCompareTerm term, const AoiCompareGrid *grid)
{
  if (grid->empty)
    return term == AOI_COMPARE_CHROMA ? "something of another colour lies" : "something lies";
  if (term == AOI_COMPARE_CHROMA)
    return "colour differs";
  return term == AOI_COMPARE_BRIGHTNESS ? "brightness differs" : "structure differs";
}

/**
 * aoi_compare_verdict_report:
 * @self: a verdict
 * @grid: the sizes
 * @scale: of the ROI's threshold
 * @view: the ROI in the frame
 * @result: where to report
 *
 * Decides whether the ROI passes, and what differs most and where.
 */
void
aoi_compare_verdict_report (const AoiCompareVerdict *self, const AoiCompareGrid *grid,
    const AoiCompareScale *scale, const AoiView *view, AoiRoiResult *result)
{
  gdouble score = aoi_compare_scale_apply (scale, aoi_compare_similarity (self->difference));
  AoiRect window = get_window (self, grid, view);
  gdouble x, y;

  take_values (self, grid, &window, result);
  get_shift (grid, &self->pose, &x, &y);
  if (self->peaks.covered == 0)
    aoi_roi_result_fail (
        result, 0.0, scale->threshold, "too little of golden %s is in view", self->golden);
  else if (score + SCORE_SLACK >= scale->threshold)
    aoi_roi_result_pass (result, score, scale->threshold);
  else if (self->term == AOI_COMPARE_SHIFT)
    aoi_roi_result_fail (
        result, score, scale->threshold, "part shifted by %ld px", lrint (hypot (x, y)));
  else
    aoi_roi_result_fail (result, score, scale->threshold, "%s at %d,%d (%dx%d)",
        describe_term (self->term, grid), window.x, window.y, window.width, window.height);
}
