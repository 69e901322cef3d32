/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What would help goldens that fail by the others. Each way is tried: none is proposed that does not help. */
#include <math.h>

#include "inspectors/compare/compare-spread.h"

/* The greatest part of an ROI that may be called ignorable. */
#define MAX_IGNORED 0.25

/* Limits are rounded up to these steps; above the greatest factor an empty view comes near to passing at the
 * usual threshold. */
#define STEP 0.05
#define MAX_FACTOR 2.0

/* Raised once, another term may be the greatest. */
#define MAX_ROUNDS 4

static void
join (AoiRect *box, const AoiRect *other)
{
  *box = aoi_rect_is_empty (box) ? *other : aoi_rect_unite (box, other);
}

/* Around what differs in all goldens that fail, or in those of them that are not far from all others. */
static AoiRect
join_failing (const GArray *outcomes, gboolean near)
{
  AoiRect box = { 0, 0, 0, 0 };

  for (guint i = 0; i < outcomes->len; i++) {
    const AoiCompareLeftOut *outcome = &g_array_index (outcomes, AoiCompareLeftOut, i);

    if (!aoi_rect_is_empty (&outcome->differs) && !(near && outcome->difference > AOI_GOLDEN_FAR))
      join (&box, &outcome->differs);
  }
  return box;
}

/* Whether a golden tells nothing any more: what looks like it would fail. */
static gboolean
is_one_lost (const GArray *before, const GArray *after)
{
  for (guint i = 0; i < before->len; i++)
    if (g_array_index (before, AoiCompareLeftOut, i).judges
        && !g_array_index (after, AoiCompareLeftOut, i).judges)
      return TRUE;
  return FALSE;
}

static gboolean
try_ignore (const AoiRoi *roi, GPtrArray *goldens, const GArray *failing, const AoiRect *area,
    AoiGoldenSpread *spread)
{
  const AoiRgbImage *image = spread->left_out[0].golden->image;
  const gdouble most = MAX_IGNORED * image->width * image->height;
  g_autoptr (GArray) ignore = NULL, outcomes = NULL;
  AoiCompareSpec spec = roi->compare;

  if (aoi_rect_is_empty (area) || (gdouble) area->width * area->height > most)
    return FALSE;
  spec.ignore = ignore = g_array_copy (roi->compare.ignore);
  g_array_append_val (ignore, *area);
  outcomes = aoi_compare_leave_out (roi, &spec, goldens, FALSE);
  spread->n_failing_ignored = aoi_compare_left_out_count (outcomes);
  if (is_one_lost (failing, outcomes) || spread->n_failing_ignored > spread->n_failing / 2)
    return FALSE;
  spread->ignore = *area;
  return TRUE;
}

static gdouble *
find_factor (AoiCompareSpec *spec, const gchar *term)
{
  static const gchar *const terms[] = { "structure", "brightness", "chroma", "shift" };
  gdouble *const factors[] = { &spec->structure, &spec->brightness, &spec->chroma, &spec->shift };

  for (guint i = 0; i < G_N_ELEMENTS (terms); i++)
    if (g_strcmp0 (terms[i], term) == 0)
      return factors[i];
  return NULL;
}

/* By what the goldens that fail need. Returns FALSE if no limit is high enough. */
static gboolean
raise_limits (const GArray *outcomes, AoiCompareSpec *spec)
{
  const AoiCompareSpec before = *spec;
  const gboolean alike = spec->brightness == spec->structure;

  for (guint i = 0; i < outcomes->len; i++) {
    const AoiCompareLeftOut *outcome = &g_array_index (outcomes, AoiCompareLeftOut, i);
    AoiCompareSpec old = before;
    gdouble *factor = find_factor (spec, outcome->term), wanted;

    if (!outcome->is_judged || outcome->passes)
      continue;
    if (factor == NULL)
      return FALSE;
    wanted = *find_factor (&old, outcome->term) * outcome->difference / outcome->enough;
    if (!(wanted < MAX_FACTOR))
      return FALSE;
    *factor = MAX (*factor, (floor (wanted / STEP) + 1.0) * STEP);
  }
  if (alike) /* a file that does not name brightness means it by structure */
    spec->brightness = MAX (spec->brightness, spec->structure);
  return TRUE;
}

static void
add_limit (AoiGoldenSpread *spread, const gchar *term, gdouble before, gdouble after)
{
  if (after != before)
    spread->limits[spread->n_limits++] = (AoiGoldenLimit){ term, after };
}

/* Raises limits until none fails. */
static void
try_limits (const AoiRoi *roi, GPtrArray *goldens, const GArray *failing, AoiGoldenSpread *spread)
{
  const AoiCompareSpec *before = &roi->compare;
  AoiCompareSpec spec = roi->compare;
  g_autoptr (GArray) outcomes = g_array_ref ((GArray *) failing);

  for (guint i = 0; i < MAX_ROUNDS && aoi_compare_left_out_count (outcomes) > 0; i++) {
    if (!raise_limits (outcomes, &spec))
      return;
    g_array_unref (outcomes);
    outcomes = aoi_compare_leave_out (roi, &spec, goldens, FALSE);
    if (is_one_lost (failing, outcomes))
      return;
  }
  if (aoi_compare_left_out_count (outcomes) > 0)
    return;
  add_limit (spread, "structure", before->structure, spec.structure);
  if (spec.brightness != spec.structure || before->brightness != before->structure)
    add_limit (spread, "brightness", before->brightness, spec.brightness);
  add_limit (spread, "chroma", before->chroma, spec.chroma);
  add_limit (spread, "shift", before->shift, spec.shift);
}

/**
 * aoi_compare_spread_advise:
 * @roi: a compare ROI
 * @goldens: (element-type AoiGolden): its goldens
 * @outcomes: (element-type AoiCompareLeftOut): of which some fail
 * @spread: gets what helps
 *
 * Looks for an area to ignore, and for limits, so that goldens pass by the others.
 */
void
aoi_compare_spread_advise (
    const AoiRoi *roi, GPtrArray *goldens, const GArray *outcomes, AoiGoldenSpread *spread)
{
  const AoiRect all = join_failing (outcomes, FALSE), near = join_failing (outcomes, TRUE);

  if (!try_ignore (roi, goldens, outcomes, &all, spread) && !aoi_rect_equal (&all, &near))
    try_ignore (roi, goldens, outcomes, &near, spread);
  try_limits (roi, goldens, outcomes, spread);
}
