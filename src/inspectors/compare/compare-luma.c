/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/compare/compare-luma.h"

#include "inspectors/compare/compare-reach.h"
#include "ops/filter.h"
#include "ops/structure.h"

/* How much of the excess over 5x5 pixels is taken where edges are hard: one that is two pixels off then
 * counts by half. */
#define WIDE_PART 0.5f

/* Work pixels at the golden's border of which brightness is not judged: what lies just beyond it comes
 * into view when an edge is a little off. */
#define BORDER 2

/* The greatest structure term. */
#define MAX_TERM 2.0f

static void
mask_excess (const AoiCompareWork *work, const AoiCompareGrid *grid, const AoiPlane *excess)
{
  if (!grid->judged.all)
    aoi_plane_multiply (excess, &grid->judged.pixels);
  for (gint y = 0; y < grid->height; y++) {
    gboolean inner = y >= BORDER && y < grid->height - BORDER;
    gint begin = MAX (work->mask[y].begin, BORDER);
    gint end = inner ? MIN (work->mask[y].end, grid->width - BORDER) : begin;
    gfloat *row = aoi_plane_row (excess, y);

    for (gint x = 0; x < grid->width; x++)
      row[x] = x >= begin && x < end ? row[x] : 0.0f;
  }
}

/* Where nothing may lie the live picture's grain may be anywhere, too; in small ROIs that are judged by structure
 * as well, burnt-out pixels are left to this. */
static void
set_excess (AoiCompareWork *work, const AoiCompareGrid *grid, const AoiCompareGolden *golden)
{
  const AoiCompareEdges *edges = &golden->edges;
  AoiEnvelope *live = &work->envelope;

  aoi_plane_reflect (&work->luma);
  aoi_envelope_set (live, &work->luma, work->lines);
  if (grid->empty)
    aoi_envelope_widen (live, &work->luma, &work->luma, grid->structure_window, work->lines);
  if (!grid->empty && aoi_compare_edges_adds (edges))
    aoi_envelope_excess_shown (
        &edges->envelope, live, &golden->saturated, &work->saturated, &work->excess[0]);
  else
    aoi_envelope_excess (&edges->envelope, live, WIDE_PART * edges->hardness, &work->excess[0]);
}

/* Takes out of what is judged, brightness and colour, what reaches in from beside an area where nothing may lie. */
static void
leave_out_beside (AoiCompareWork *work, const AoiCompareGrid *grid, const AoiCompareEdges *edges)
{
  const gdouble limit = AOI_COMPARE_STRUCTURE_UNIT * grid->structure_factor / edges->factor;

  aoi_compare_reach_find (grid, &work->excess[0], (gfloat) limit, &work->judged);
  aoi_plane_multiply (&work->excess[0], &work->judged);
}

/* Excess is averaged over 3x3 pixels, and the greatest of the window around each counts: what is so
 * small would be lost in a window's mean. Returns the plane of it. */
static const AoiPlane *
find_excess (AoiCompareWork *work, const AoiCompareGrid *grid, const AoiCompareGolden *golden)
{
  const AoiPlane *excess = &work->excess[0], *greatest = &work->envelope.low[1];

  set_excess (work, grid, golden);
  if (grid->empty)
    leave_out_beside (work, grid, &golden->edges);
  mask_excess (work, grid, excess);
  aoi_plane_reflect (excess);
  aoi_filter_mean3 (excess, work->lines, &work->excess[1]);
  aoi_filter_max (&work->excess[1], grid->structure_window, work->lines, greatest);
  return greatest;
}

/* Puts both terms together, of which structure is not there where it does not count. */
static void
weigh_terms (AoiCompareWork *work, const AoiCompareGrid *grid, const AoiCompareEdges *edges,
    const AoiPlane *excess)
{
  const gboolean only = edges->hardness >= 1.0f || grid->empty;
  const gfloat soft = 1.0f - edges->hardness;

  for (gint y = 0; y < grid->height; y++) {
    const gfloat *restrict in = aoi_plane_row (excess, y);
    gfloat *restrict structure = aoi_plane_row (&work->maps.structure, y);
    gfloat *restrict brightness = aoi_plane_row (&work->maps.brightness, y);

    for (gint x = 0; x < grid->width; x++) {
      gfloat value = MIN (edges->factor * in[x], MAX_TERM);

      brightness[x] = only || value * soft <= structure[x] ? 1.0f : 0.0f;
      structure[x] = brightness[x] > 0.0f ? value : structure[x] / soft;
    }
  }
}

/* Named is what contributes more. */
static void
add_terms (AoiCompareWork *work, const AoiCompareGrid *grid, const AoiCompareEdges *edges,
    const AoiPlane *excess)
{
  for (gint y = 0; y < grid->height; y++) {
    const gfloat *restrict in = aoi_plane_row (excess, y);
    gfloat *restrict structure = aoi_plane_row (&work->maps.structure, y);
    gfloat *restrict brightness = aoi_plane_row (&work->maps.brightness, y);

    for (gint x = 0; x < grid->width; x++) {
      gfloat value = edges->factor * in[x];

      brightness[x] = value > structure[x] ? 1.0f : 0.0f;
      structure[x] = MIN (structure[x] + value, MAX_TERM);
    }
  }
}

static void
compare_structure (AoiCompareWork *work, const AoiCompareGrid *grid, const AoiCompareGolden *golden)
{
  if (!grid->judged.all)
    aoi_plane_multiply (&work->luma, &grid->judged.pixels);
  aoi_plane_reflect (&work->luma);
  aoi_structure_difference (&golden->planes.luma, &golden->mean, &golden->variance, &work->luma,
      grid->structure_window, &grid->judged.structure, golden->noise, work->lines,
      &work->maps.structure);
}

/**
 * aoi_compare_luma_judge:
 * @work: with the live picture, warped to the golden and as bright and sharp, and its mask; gets the maps of
 *   structure and brightness
 * @grid: the sizes
 * @golden: a golden
 *
 * Compares the brightness of both: by structure, by what leaves the other's envelope, or by both.
 */
void
aoi_compare_luma_judge (
    AoiCompareWork *work, const AoiCompareGrid *grid, const AoiCompareGolden *golden)
{
  const AoiCompareEdges *edges = &golden->edges;
  const AoiPlane *excess = NULL;

  if (edges->factor > 0.0f)
    excess = find_excess (work, grid, golden);
  if (edges->hardness < 1.0f && !grid->empty)
    compare_structure (work, grid, golden);
  if (excess == NULL)
    aoi_plane_fill (&work->maps.brightness, 0.0f);
  else if (!grid->empty && aoi_compare_edges_adds (edges))
    add_terms (work, grid, edges, excess);
  else
    weigh_terms (work, grid, edges, excess);
}
