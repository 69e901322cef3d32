/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "compare-tone.h"

#include "../ops/filter.h"
#include "../ops/photometry.h"
#include "../ops/sharpness.h"

/* Light and focus: what changes from board to board, and what is to be found all the same. */

/* Gray levels that a spot of 3x3 pixels must differ by to count as much as structure that has nothing
 * in common. A golden taken again differs by up to two fifths of it. */
#define FULL_TONE 28.0f

/* Burnt-out pixels tell neither how bright a picture is nor how sharp, and ignored ones are not to. */
static void
find_judged (AoiCompareWork *work, const AoiCompareGrid *grid, const AoiCompareGolden *golden)
{
  for (gint y = 0; y < work->judged.height; y++) {
    const gfloat *restrict a = aoi_plane_row (&golden->saturated, y);
    const gfloat *restrict b = aoi_plane_row (&work->saturated, y);
    const gfloat *restrict pixels = aoi_plane_row (&grid->judged.pixels, y);
    gfloat *restrict out = aoi_plane_row (&work->judged, y);

    for (gint x = 0; x < work->judged.width; x++)
      out[x] = a[x] + b[x] > 0.0f ? 0.0f : pixels[x];
  }
}

/**
 * aoi_compare_tone_adapt:
 * @work: with the live picture, warped to the golden, and its mask; gets what can be judged
 * @grid: the sizes
 * @golden: a golden
 *
 * Makes the live picture as bright and as sharp as the golden.
 *
 * Returns: by how much it was made brighter
 */
gfloat
aoi_compare_tone_adapt (
    AoiCompareWork *work, const AoiCompareGrid *grid, const AoiCompareGolden *golden)
{
  const AoiPlane *detail = &work->colour; /* not in use yet */
  AoiPhotometry photometry;
  gfloat sharpness;

  find_judged (work, grid, golden);
  photometry = aoi_photometry_fit (&golden->planes.luma, &work->luma, &work->judged, work->mask);
  aoi_photometry_apply (&photometry, &work->luma);
  aoi_plane_reflect (&work->luma);
  aoi_sharpness_split (&work->luma, work->lines, detail);
  sharpness = aoi_sharpness_fit (
      &golden->planes.luma, &work->luma, detail, &work->judged, work->mask);
  aoi_sharpness_apply (sharpness, detail, &work->luma);
  return photometry.gain;
}

/**
 * aoi_compare_tone_add:
 * @work: with the live picture, as bright and as sharp as the golden, and the map of structure
 * @golden: a golden of a small ROI
 *
 * Raises the map of structure where a spot is brighter or darker than anything next to it in the
 * golden. In a small ROI a blob of few pixels is smaller than a structure window, whose other pixels
 * may agree so well that it is missed.
 */
void
aoi_compare_tone_add (AoiCompareWork *work, const AoiCompareGolden *golden)
{
  /* Planes that colours do not need yet, or no more. */
  const AoiChroma live = { work->luma, work->chroma[0].low, work->chroma[0].high };
  AoiPlane spots = work->warped[0];

  spots.margin = 0;
  aoi_filter_min3 (&live.value, work->lines, &live.low);
  aoi_filter_max3 (&live.value, work->lines, &live.high);
  aoi_chroma_excess (&golden->tone, &live, &work->judged, work->mask, &work->colour);
  aoi_plane_reflect (&work->colour);
  aoi_filter_mean3 (&work->colour, work->lines, &spots);
  for (gint y = 0; y < spots.height; y++) {
    gfloat *restrict structure = aoi_plane_row (&work->maps.structure, y);
    const gfloat *restrict spot = aoi_plane_row (&spots, y);

    for (gint x = 0; x < spots.width; x++)
      structure[x] = MAX (structure[x], spot[x] * (1.0f / FULL_TONE));
  }
}
