/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/gray-warp.h"

#include <math.h>

#include "ops/kernel.h"

/* What a turned picture may miss of a pixel at its edges: rounding. */
#define SLACK 1e-6

/**
 * aoi_affine_turn:
 * @width: of a picture
 * @height: of a picture
 * @angle: radians by which it is turned counter-clockwise
 * @scale: by which it grows
 * @turned_width: (out): of the smallest upright picture that holds all of it
 * @turned_height: (out): of the same
 *
 * Returns: where the points of the turned picture are in the first one
 */
AoiAffine
aoi_affine_turn (
    gint width, gint height, gdouble angle, gdouble scale, gint *turned_width, gint *turned_height)
{
  const gdouble c = cos (angle), s = sin (angle);
  const gdouble w = scale * (fabs (c) * width + fabs (s) * height);
  const gdouble h = scale * (fabs (s) * width + fabs (c) * height);
  AoiAffine affine = { c / scale, -s / scale, 0.0, s / scale, c / scale, 0.0 };

  *turned_width = (gint) ceil (w - SLACK);
  *turned_height = (gint) ceil (h - SLACK);
  affine.x0 = width / 2.0 - affine.xx * *turned_width / 2.0 - affine.xy * *turned_height / 2.0;
  affine.y0 = height / 2.0 - affine.yx * *turned_width / 2.0 - affine.yy * *turned_height / 2.0;
  return affine;
}

/**
 * aoi_affine_apply:
 * @affine: a map
 * @x: of a point
 * @y: of a point
 * @tx: (out): where it goes
 * @ty: (out): where it goes
 */
void
aoi_affine_apply (const AoiAffine *affine, gdouble x, gdouble y, gdouble *tx, gdouble *ty)
{
  *tx = affine->xx * x + affine->xy * y + affine->x0;
  *ty = affine->yx * x + affine->yy * y + affine->y0;
}

/**
 * aoi_gray_warp:
 * @src: a byte a pixel, @src_width bytes a row
 * @src_width: in pixels, at least 2
 * @src_height: in pixels, at least 2
 * @to_src: where the points of @dest are in @src
 * @width: of @dest in pixels
 * @height: of @dest in pixels
 * @dest: (out caller-allocates): a byte a pixel
 *
 * Draws a picture turned or scaled, interpolating between each four neighbours. Around @src its nearest
 * pixel is repeated.
 */
AOI_KERNEL
void
aoi_gray_warp (const guint8 *src, gint src_width, gint src_height, const AoiAffine *to_src,
    gint width, gint height, guint8 *dest)
{
  const gfloat max_x = (gfloat) (src_width - 1) - 0.001f,
               max_y = (gfloat) (src_height - 1) - 0.001f;
  const gfloat xx = (gfloat) to_src->xx, yx = (gfloat) to_src->yx;

  for (gint y = 0; y < height; y++, dest += width) {
    gdouble left, top;
    gfloat x0, y0;

    aoi_affine_apply (to_src, 0.5, y + 0.5, &left, &top);
    x0 = (gfloat) left - 0.5f;
    y0 = (gfloat) top - 0.5f;
    for (gint x = 0; x < width; x++) {
      const gfloat fx = MIN (MAX (x0 + xx * (gfloat) x, 0.0f), max_x);
      const gfloat fy = MIN (MAX (y0 + yx * (gfloat) x, 0.0f), max_y);
      const gint ix = (gint) fx, iy = (gint) fy;
      const gint right = (gint) ((fx - (gfloat) ix) * 256.0f);
      const gint lower = (gint) ((fy - (gfloat) iy) * 256.0f);
      const guint8 *p = src + (gssize) iy * src_width + ix;
      const gint above = (p[0] << 8) + right * (p[1] - p[0]);
      const gint below = (p[src_width] << 8) + right * (p[src_width + 1] - p[src_width]);

      dest[x] = (guint8) (((above << 8) + lower * (below - above) + (1 << 15)) >> 16);
    }
  }
}

/**
 * aoi_gray_halve:
 * @src: a byte a pixel, @src_width bytes a row
 * @src_width: in pixels
 * @width: of @dest in pixels, at most half of @src_width
 * @height: of @dest in pixels, at most half of @src's
 * @dest: (out caller-allocates): a byte a pixel
 *
 * Takes the mean of each two by two pixels.
 */
AOI_KERNEL
void
aoi_gray_halve (const guint8 *src, gint src_width, gint width, gint height, guint8 *dest)
{
  for (gint y = 0; y < height; y++, dest += width) {
    const guint8 *upper = src + (gsize) 2 * y * src_width, *lower = upper + src_width;

    for (gint x = 0; x < width; x++)
      dest[x] = (guint8) ((upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1] + 2)
          >> 2);
  }
}
