/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/compare/compare-match.h"

#include <math.h>

#include "inspectors/compare/compare-luma.h"
#include "inspectors/compare/compare-tone.h"
#include "ops/align.h"
#include "ops/filter.h"
#include "ops/photometry.h"

/* Below this correlation two pictures have too little in common to be turned to each other. */
#define MIN_CORRELATION 0.3

/* What a part may be turned, and what aligning may move it from its place by correlation. */
#define MAX_ANGLE (4.0 * G_PI / 180.0)
#define MAX_MOVE 3.0

/* The share of the judged windows that must be in view. Shifts within the limit leave more of
 * every ROI, unless most of it is ignored or a larger search is asked for. */
#define MIN_COVERED 0.25

/**
 * aoi_compare_match_glance:
 * @work: with the live picture
 * @grid: the sizes
 * @golden: a golden
 *
 * A sixteenth of the effort of aoi_compare_match_search(), at half the size, and ignored areas too.
 *
 * Returns: about how well the golden fits, -1..1
 */
gdouble
aoi_compare_match_glance (
    AoiCompareWork *work, const AoiCompareGrid *grid, const AoiCompareGolden *golden)
{
  gint x, y;

  return aoi_correlate_coarse (&golden->planes.tiny, &work->live.tiny, NULL, NULL,
      (grid->range_x + 1) / 2, (grid->range_y + 1) / 2, &x, &y);
}

/**
 * aoi_compare_match_search:
 * @work: with the live picture
 * @grid: the sizes
 * @golden: a golden
 * @x: (out): pixels by which the part is right of its place, at work size
 * @y: (out): pixels by which it is below
 *
 * Searches the part coarsely.
 *
 * Returns: how well the golden fits there, -1..1
 */
gdouble
aoi_compare_match_search (AoiCompareWork *work, const AoiCompareGrid *grid,
    const AoiCompareGolden *golden, gint *x, gint *y)
{
  gint coarse_x = 0, coarse_y = 0;
  const AoiPlane *judged = grid->judged.all ? NULL : &grid->judged.coarse;
  gdouble score = aoi_correlate_coarse (&golden->planes.coarse, &work->live.coarse, judged,
      golden->slides, grid->range_x, grid->range_y, &coarse_x, &coarse_y);

  *x = (gint) lrint (coarse_x * (gdouble) grid->width / grid->coarse_width);
  *y = (gint) lrint (coarse_y * (gdouble) grid->height / grid->coarse_height);
  return score;
}

static gboolean
refine (AoiCompareWork *work, const AoiCompareGrid *grid, const AoiCompareGolden *golden,
    AoiPose *pose, gdouble *correlation)
{
  if (!grid->halved)
    return aoi_align_refine (&golden->planes.luma, &work->live.luma, &grid->judged.pixels,
        work->offsets, work->lines, pose, correlation);
  /* A pose is relative to the picture's centre, which is in the same place at half size if the size
   * is even, and a quarter of a pixel off if it is odd: nothing for the angles in question. */
  pose->x *= 0.5;
  pose->y *= 0.5;
  if (!aoi_align_refine (&golden->planes.half, &work->live.half, &grid->judged.half, work->offsets,
          work->lines, pose, correlation))
    return FALSE;
  pose->x *= 2.0;
  pose->y *= 2.0;
  return TRUE;
}

/**
 * aoi_compare_match_align:
 * @work: with the live picture
 * @grid: the sizes
 * @golden: a golden
 * @x: of aoi_compare_match_search()
 * @y: of aoi_compare_match_search()
 * @match: (out): where the part lies
 *
 * Finds the part's place and angle.
 */
void
aoi_compare_match_align (AoiCompareWork *work, const AoiCompareGrid *grid,
    const AoiCompareGolden *golden, gint x, gint y, AoiCompareMatch *match)
{
  const AoiPlane *judged = grid->judged.all ? NULL : &grid->judged.pixels;
  AoiPose refined;
  gdouble correlation;

  match->pose = (AoiPose){ 0 };
  match->correlation = 0.0;
  if (grid->empty) /* nothing is there that could be searched */
    return;
  match->correlation = aoi_correlate_fine (&golden->planes.luma, &work->live.luma, judged, x, y,
      grid->fine_range, &match->pose.x, &match->pose.y);
  refined = match->pose;
  if (match->correlation <= MIN_CORRELATION || !refine (work, grid, golden, &refined, &correlation))
    return;
  if (fabs (refined.angle) >= MAX_ANGLE || fabs (refined.x - match->pose.x) >= MAX_MOVE
      || fabs (refined.y - match->pose.y) >= MAX_MOVE)
    return;
  match->pose = refined;
  match->correlation = MAX (match->correlation, correlation);
}

/* The live picture is filtered after it was warped, and goes on by reflection at the golden's border
 * as the golden does: what a golden does not show, beyond its border, makes no difference then. */
static void
filter_warped (AoiCompareWork *work)
{
  AoiPlane luma = work->luma;

  for (guint i = 0; i < G_N_ELEMENTS (work->warped); i++)
    aoi_plane_reflect (&work->warped[i]);
  luma.margin = 0;
  aoi_filter_smooth (&work->warped[0], work->lines, &luma);
  for (guint i = 0; i < 2; i++) {
    AoiPlane chroma = work->chroma[i].value;

    chroma.margin = 0;
    aoi_filter_mean3 (&work->warped[1 + i], work->lines, &chroma);
  }
  aoi_filter_max3 (&work->warped[3], work->lines, &work->saturated);
}

static void
warp_live (AoiCompareWork *work, const AoiCompareGrid *grid, const AoiPose *pose)
{
  const AoiPlane *live = work->raw.split;
  AoiRun run = { 0, grid->width };

  for (gint y = 0; y < grid->height; y++) {
    aoi_warp_row (&live[0], pose, grid->width, grid->height, y, run, work->offsets, work->lines);
    for (guint i = 0; i < G_N_ELEMENTS (work->warped); i++)
      aoi_warp_sample (
          &live[i], work->offsets, work->lines, grid->width, aoi_plane_row (&work->warped[i], y));
  }
  filter_warped (work);
}

static void
compare_chroma (
    AoiCompareWork *work, const AoiCompareGrid *grid, const AoiCompareGolden *golden, gfloat gain)
{
  const AoiPhotometry brighten = { gain, 0.0f };

  for (guint i = 0; i < 2; i++) {
    AoiChroma *live = &work->chroma[i];

    aoi_photometry_apply (&brighten, &live->value);
    aoi_plane_reflect (&live->value);
    aoi_filter_min3 (&live->value, work->lines, &live->low);
    aoi_filter_max3 (&live->value, work->lines, &live->high);
  }
  aoi_chroma_difference (golden->chroma, work->chroma, &golden->saturated, &work->saturated,
      work->mask, &work->colour);
  if (!grid->judged.all)
    aoi_plane_multiply (&work->colour, &grid->judged.pixels);
  if (grid->empty)
    aoi_plane_multiply (&work->colour, &work->judged);
  aoi_plane_reflect (&work->colour);
  aoi_filter_mean (&work->colour, grid->chroma_window, work->lines, &work->maps.chroma);
  if (!grid->judged.all)
    aoi_plane_multiply (&work->maps.chroma, &grid->judged.chroma);
}

/* Too few windows are in view, or they are so uniform that an empty view would pass: the part may be
 * where it cannot be seen. */
static gboolean
is_proof (const AoiCompareGrid *grid, const AoiCompareGolden *golden, guint covered, gfloat shown)
{
  if (covered == 0 || covered < MIN_COVERED * aoi_compare_grid_get_most_windows (grid))
    return FALSE;
  return grid->empty || aoi_compare_golden_get_blank (golden, shown) > grid->proof;
}

/* The greatest excess of a window is as great for all windows that have it in view, of which the first was
 * found: the one is to be shown that has it in its middle. */
static void
centre_peak (const AoiCompareWork *work, const AoiCompareGrid *grid, AoiComparePeak *peak)
{
  const gint radius = grid->structure_window / 2;
  const gint middle_x = (gint) peak->x, middle_y = (gint) peak->y;
  gfloat most = -1.0f;

  for (gint y = MAX (0, middle_y - radius); y <= MIN (grid->height - 1, middle_y + radius); y++)
    for (gint x = MAX (0, middle_x - radius); x <= MIN (grid->width - 1, middle_x + radius); x++) {
      const gfloat excess = aoi_plane_row (&work->excess[1], y)[x];

      if (excess <= most)
        continue;
      most = excess;
      peak->x = x;
      peak->y = y;
    }
}

static void
find_peaks (const AoiCompareWork *work, const AoiCompareGrid *grid, const AoiCompareGolden *golden,
    AoiCompareMatch *match)
{
  AoiComparePeaks *peaks = &match->peaks;
  AoiComparePeak *both[] = { &peaks->structure, &peaks->chroma };
  gfloat most = 0.0f;

  aoi_compare_peaks_init (peaks);
  for (gint y = 0; y < grid->height; y++) {
    const gfloat *structure = aoi_plane_row (&work->maps.structure, y);
    const gfloat *chroma = aoi_plane_row (&work->maps.chroma, y);
    const gfloat *judged = aoi_plane_row (&grid->judged.structure, y);
    const gfloat *shown = aoi_plane_row (aoi_compare_golden_get_shown (golden), y);

    for (gint x = work->valid[y].begin; x < work->valid[y].end; x++) {
      if (judged[x] > 0.0f)
        aoi_compare_peaks_add (peaks, structure[x], chroma[x], x, y);
      most = MAX (most, shown[x]);
    }
  }
  aoi_compare_peaks_end (peaks, &work->maps.brightness);
  if (peaks->brightness)
    centre_peak (work, grid, &peaks->structure);
  if (!is_proof (grid, golden, peaks->covered, most))
    peaks->covered = 0;
  for (guint i = 0; i < G_N_ELEMENTS (both); i++)
    aoi_pose_apply (
        &match->pose, grid->width, grid->height, both[i]->x, both[i]->y, &both[i]->x, &both[i]->y);
}

/**
 * aoi_compare_match_judge:
 * @work: with the live picture; gets the maps of what differs
 * @grid: the sizes
 * @golden: a golden
 * @match: (inout): where the part lies; gets what differs most
 *
 * Compares the live picture, moved to the golden's place and made as bright and as sharp, with the
 * golden.
 */
void
aoi_compare_match_judge (AoiCompareWork *work, const AoiCompareGrid *grid,
    const AoiCompareGolden *golden, AoiCompareMatch *match)
{
  gfloat gain;

  warp_live (work, grid, &match->pose);
  aoi_warp_mask (&match->pose, grid->width, grid->height, grid->border, work->mask);
  aoi_mask_erode (work->mask, grid->width, grid->height, grid->structure_window / 2, work->valid);
  gain = aoi_compare_tone_adapt (work, grid, golden);
  aoi_compare_luma_judge (work, grid, golden);
  compare_chroma (work, grid, golden, gain);
  find_peaks (work, grid, golden, match);
}
