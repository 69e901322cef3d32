/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/compare/compare-tone.h"

#include "ops/photometry.h"
#include "ops/ramp.h"
#include "ops/sharpness.h"

/* Light and focus: what changes from board to board, and what is to be found all the same. */

/* Burnt-out pixels show neither how bright a picture is nor how sharp, and ignored ones are not to. */
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

/* Of ground with nothing on it light is all that there is to see, and it need not be even. */
static AoiPhotometry
adapt_ground (AoiCompareWork *work, const AoiCompareGolden *golden)
{
  const AoiPlane *luma = &golden->planes.luma;
  const AoiRamp ramp = aoi_ramp_fit (luma, &work->luma, &work->judged, work->mask);

  aoi_ramp_apply (&ramp, &work->luma);
  return aoi_photometry_fit_even (luma, &work->luma, &work->judged, work->mask);
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
  photometry = grid->empty
      ? adapt_ground (work, golden)
      : aoi_photometry_fit (&golden->planes.luma, &work->luma, &work->judged, work->mask);
  aoi_photometry_apply (&photometry, &work->luma);
  aoi_plane_reflect (&work->luma);
  aoi_sharpness_split (&work->luma, work->lines, detail);
  sharpness = aoi_sharpness_fit (
      &golden->planes.luma, &work->luma, detail, &work->judged, work->mask);
  aoi_sharpness_apply (sharpness, detail, &work->luma);
  return photometry.gain;
}
