/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/envelope.h"

#include "ops/filter.h"
#include "ops/kernel.h"

static inline gfloat *
advance (gfloat *memory, gsize used)
{
  return memory != NULL ? memory + used : NULL;
}

/**
 * aoi_envelope_init:
 * @self: (out caller-allocates): an envelope
 * @memory: (nullable): room for it
 * @width: of a picture
 * @height: of a picture
 *
 * Lays it into memory; without memory it only computes the size needed.
 *
 * Returns: how many floats it takes
 */
gsize
aoi_envelope_init (AoiEnvelope *self, gfloat *memory, gint width, gint height)
{
  gsize used = 0;

  for (gint i = 0; i < 2; i++) {
    used += aoi_plane_init (&self->low[i], advance (memory, used), width, height, 1 - i);
    used += aoi_plane_init (&self->high[i], advance (memory, used), width, height, 1 - i);
  }
  return used;
}

/**
 * aoi_envelope_set:
 * @self: laid out, with memory
 * @value: a picture with a margin of at least %AOI_ENVELOPE_MARGIN, which must stay
 * @row: working memory, a row of the picture with its margin
 *
 * Finds the envelope of a picture.
 */
void
aoi_envelope_set (AoiEnvelope *self, const AoiPlane *value, gfloat *row)
{
  self->value = *value;
  aoi_filter_min3 (value, row, &self->low[0]);
  aoi_filter_max3 (value, row, &self->high[0]);
  aoi_filter_min3 (&self->low[0], row, &self->low[1]);
  aoi_filter_max3 (&self->high[0], row, &self->high[1]);
}

/**
 * aoi_envelope_widen:
 * @self: of a picture
 * @low: that picture, greater where pixels are not to count; with a margin of at least @size / 2
 * @high: that picture, less where pixels are not to count; likewise
 * @size: of a window, odd
 * @row: working memory, a row of the picture with its margin
 *
 * Takes windows of @size x @size pixels instead of 3x3.
 */
void
aoi_envelope_widen (
    AoiEnvelope *self, const AoiPlane *low, const AoiPlane *high, gint size, gfloat *row)
{
  AoiPlane least = self->low[0], greatest = self->high[0];

  least.margin = greatest.margin = 0;
  aoi_filter_min (low, size, row, &least);
  aoi_filter_max (high, size, row, &greatest);
}

static inline gfloat
greater (gfloat a, gfloat b)
{
  return a > b ? a : b;
}

/* One row, for one of the sizes. */
static inline __attribute__ ((always_inline)) void
add_row (const AoiEnvelope *golden, const AoiEnvelope *live, gint size, gint y, gfloat weight,
    gfloat *restrict dest)
{
  const gfloat *restrict g = aoi_plane_row (&golden->value, y);
  const gfloat *restrict gl = aoi_plane_row (&golden->low[size], y);
  const gfloat *restrict gh = aoi_plane_row (&golden->high[size], y);
  const gfloat *restrict l = aoi_plane_row (&live->value, y);
  const gfloat *restrict ll = aoi_plane_row (&live->low[size], y);
  const gfloat *restrict lh = aoi_plane_row (&live->high[size], y);

  for (gint x = 0; x < golden->value.width; x++) {
    gfloat above = greater (l[x] - gh[x], g[x] - lh[x]);
    gfloat below = greater (gl[x] - l[x], ll[x] - g[x]);

    dest[x] += weight * greater (greater (above, below), 0.0f);
  }
}

/**
 * aoi_envelope_excess:
 * @golden: of a picture
 * @live: of another of the same size, aligned and as bright
 * @wide: 0..1: how much of the excess over the wider envelope is taken, instead of the narrow one
 * @dest: (out): for each pixel, by how much either picture leaves the other's envelope
 *
 * The difference that moved edges do not explain: what is new in either picture counts in full, an
 * edge that is a pixel off not at all. It is the residual of gray-scale dilation and erosion: P.
 * Soille, "Morphological Image Analysis", 2003.
 */
AOI_KERNEL
void
aoi_envelope_excess (
    const AoiEnvelope *golden, const AoiEnvelope *live, gfloat wide, const AoiPlane *dest)
{
  for (gint y = 0; y < dest->height; y++) {
    gfloat *restrict out = aoi_plane_row (dest, y);

    for (gint x = 0; x < dest->width; x++)
      out[x] = 0.0f;
    add_row (golden, live, 0, y, 1.0f - wide, out);
    if (wide > 0.0f)
      add_row (golden, live, 1, y, wide, out);
  }
}

/**
 * aoi_envelope_excess_shown:
 * @golden: of a picture
 * @live: of another of the same size, aligned and as bright
 * @golden_saturated: above 0 where the golden picture is burnt out
 * @live_saturated: above 0 where the live picture is burnt out
 * @dest: (out): for each pixel, by how much either picture leaves the other's narrow envelope
 *
 * As aoi_envelope_excess(), but a pixel that is burnt out may be any brighter than it looks: so it is not darker
 * than the other picture, however both were made as bright as each other.
 */
AOI_KERNEL
void
aoi_envelope_excess_shown (const AoiEnvelope *golden, const AoiEnvelope *live,
    const AoiPlane *golden_saturated, const AoiPlane *live_saturated, const AoiPlane *dest)
{
  for (gint y = 0; y < dest->height; y++) {
    const gfloat *restrict g = aoi_plane_row (&golden->value, y);
    const gfloat *restrict gl = aoi_plane_row (&golden->low[0], y);
    const gfloat *restrict gh = aoi_plane_row (&golden->high[0], y);
    const gfloat *restrict l = aoi_plane_row (&live->value, y);
    const gfloat *restrict ll = aoi_plane_row (&live->low[0], y);
    const gfloat *restrict lh = aoi_plane_row (&live->high[0], y);
    const gfloat *restrict gs = aoi_plane_row (golden_saturated, y);
    const gfloat *restrict ls = aoi_plane_row (live_saturated, y);
    gfloat *restrict out = aoi_plane_row (dest, y);

    for (gint x = 0; x < dest->width; x++) {
      gfloat brighter = greater (l[x] - gh[x], ll[x] - g[x]);
      gfloat darker = greater (gl[x] - l[x], g[x] - lh[x]);

      brighter = gs[x] > 0.0f ? 0.0f : brighter;
      darker = ls[x] > 0.0f ? 0.0f : darker;
      out[x] = greater (greater (brighter, darker), 0.0f);
    }
  }
}
