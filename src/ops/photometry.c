/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/photometry.h"

#include <math.h>

#include "ops/kernel.h"

#define ROUNDS 3

/* Limits: beyond these a picture is not the same part in another light. */
#define MIN_GAIN 0.8f
#define MAX_GAIN 1.25f
#define MAX_OFFSET 25.0f

/* Added to variance and covariance: what is nearly flat, and says nothing of the gain, keeps one near
 * 1, so that the colours in it stay as they are. */
#define NOISE 25.0

/* A pixel is left out of the next round when its residual is above this, and above twice the median. */
#define MIN_LIMIT 4.0f

/* Residuals are counted in quarters of a gray level; the last bin has all greater ones. */
#define BINS 256
#define BINS_A_LEVEL 4.0f

typedef struct {
  gdouble n, a, b, aa, ab;
} Moments;

typedef struct {
  gfloat n[AOI_LANES], a[AOI_LANES], b[AOI_LANES], aa[AOI_LANES], ab[AOI_LANES];
} Lanes;

static inline __attribute__ ((always_inline)) void
add_pixel (Lanes *lanes, gint i, gfloat a, gfloat b, gfloat judged, AoiPhotometry fit, gfloat limit)
{
  gfloat weight = fabsf (fit.gain * a + fit.offset - b) < limit ? judged : 0.0f;

  lanes->n[i] += weight;
  lanes->a[i] += weight * a;
  lanes->b[i] += weight * b;
  lanes->aa[i] += weight * a * a;
  lanes->ab[i] += weight * a * b;
}

/* Sums over the pixels of a row whose residual is below the limit: a is live, b golden. */
AOI_KERNEL
static void
add_row (const gfloat *restrict live, const gfloat *restrict golden, const gfloat *restrict judged,
    gint n, AoiPhotometry fit, gfloat limit, Moments *sums)
{
  const gint whole = n / AOI_LANES * AOI_LANES;
  Lanes lanes = { 0 };

  for (gint x = 0; x < whole; x += AOI_LANES)
    AOI_EACH_LANE (i)
  add_pixel (&lanes, i, live[x + i], golden[x + i], judged[x + i], fit, limit);
  for (gint x = whole; x < n; x++)
    add_pixel (&lanes, x % AOI_LANES, live[x], golden[x], judged[x], fit, limit);
  for (gint i = 0; i < AOI_LANES; i++) {
    sums->n += lanes.n[i];
    sums->a += lanes.a[i];
    sums->b += lanes.b[i];
    sums->aa += lanes.aa[i];
    sums->ab += lanes.ab[i];
  }
}

static gfloat
median_residual (const AoiPlane *golden, const AoiPlane *live, const AoiPlane *judged,
    const AoiRun *mask, const AoiPhotometry *fit)
{
  guint counts[BINS] = { 0 }, total = 0, below = 0;
  gint bin = 0;

  for (gint y = 0; y < golden->height; y++) {
    const gfloat *b = aoi_plane_row (golden, y), *a = aoi_plane_row (live, y);
    const gfloat *judges = aoi_plane_row (judged, y);

    for (gint x = mask[y].begin; x < mask[y].end; x++) {
      gfloat residual = fabsf (fit->gain * a[x] + fit->offset - b[x]);

      counts[(gint) MIN (residual * BINS_A_LEVEL, BINS - 1.0f)] += (guint) judges[x];
      total += (guint) judges[x];
    }
  }
  while (bin < BINS - 1 && 2 * (below + counts[bin]) < total)
    below += counts[bin++];
  return (bin + 0.5f) / BINS_A_LEVEL;
}

static AoiPhotometry
solve (const Moments *sums, gboolean even)
{
  gdouble a = sums->a / sums->n, b = sums->b / sums->n;
  gdouble variance = sums->aa / sums->n - a * a, covariance = sums->ab / sums->n - a * b;
  AoiPhotometry fit = { 1.0f, 0.0f };

  if (even)
    fit.gain = a > 0.0 ? CLAMP ((gfloat) (b / a), MIN_GAIN, MAX_GAIN) : MAX_GAIN;
  else if (variance > 1.0)
    fit.gain = CLAMP ((gfloat) ((covariance + NOISE) / (variance + NOISE)), MIN_GAIN, MAX_GAIN);
  fit.offset = CLAMP ((gfloat) (b - fit.gain * a), -MAX_OFFSET, MAX_OFFSET);
  return fit;
}

static AoiPhotometry
fit_rounds (const AoiPlane *golden, const AoiPlane *live, const AoiPlane *judged,
    const AoiRun *mask, gboolean even)
{
  AoiPhotometry fit = { 1.0f, 0.0f };
  gfloat limit = G_MAXFLOAT;

  for (gint round = 0; round < ROUNDS; round++) {
    Moments sums = { 0 };

    for (gint y = 0; y < golden->height; y++)
      if (mask[y].end > mask[y].begin)
        add_row (aoi_plane_row (live, y) + mask[y].begin, aoi_plane_row (golden, y) + mask[y].begin,
            aoi_plane_row (judged, y) + mask[y].begin, mask[y].end - mask[y].begin, fit, limit,
            &sums);
    if (sums.n < 1.0)
      break;
    fit = solve (&sums, even);
    if (round < ROUNDS - 1)
      limit = MAX (MIN_LIMIT, 2.0f * median_residual (golden, live, judged, mask, &fit));
  }
  return fit;
}

/**
 * aoi_photometry_fit:
 * @golden: a picture
 * @live: a picture of the same size, aligned with it
 * @judged: of the same size: 1 where pixels count, else 0
 * @mask: a run for each row: the pixels that @live shows; only they count
 *
 * Finds gain and offset by least squares, leaving out what differs for another reason: after each
 * round, pixels with a residual above twice the median.
 *
 * Returns: gain and offset; no change if no pixel counts
 */
AoiPhotometry
aoi_photometry_fit (
    const AoiPlane *golden, const AoiPlane *live, const AoiPlane *judged, const AoiRun *mask)
{
  return fit_rounds (golden, live, judged, mask, FALSE);
}

/**
 * aoi_photometry_fit_even:
 * @golden: a picture of even ground
 * @live: a picture of the same size, aligned with it
 * @judged: of the same size: 1 where pixels count, else 0
 * @mask: a run for each row: the pixels that @live shows; only they count
 *
 * As aoi_photometry_fit(), but of ground that does not tell a gain from an offset: light multiplies.
 *
 * Returns: gain and offset; no change if no pixel counts
 */
AoiPhotometry
aoi_photometry_fit_even (
    const AoiPlane *golden, const AoiPlane *live, const AoiPlane *judged, const AoiRun *mask)
{
  return fit_rounds (golden, live, judged, mask, TRUE);
}

/**
 * aoi_photometry_apply:
 * @self: gain and offset
 * @plane: a picture to change; its margin stays as it is
 */
AOI_KERNEL
void
aoi_photometry_apply (const AoiPhotometry *self, const AoiPlane *plane)
{
  gfloat gain = self->gain, offset = self->offset;

  for (gint y = 0; y < plane->height; y++) {
    gfloat *restrict row = aoi_plane_row (plane, y);

    for (gint x = 0; x < plane->width; x++)
      row[x] = gain * row[x] + offset;
  }
}
