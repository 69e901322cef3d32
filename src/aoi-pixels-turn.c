/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "aoi-pixels-private.h"

/* Moving bytes about: what turns planes and packs them. */

typedef guint8 Lanes __attribute__ ((vector_size (AOI_PIXELS_BLOCK)));

/* Each of the first halves' lanes followed by its like in the other register, and the same of the
 * second halves: one instruction on any SIMD unit. */
static inline Lanes
zip_low (Lanes a, Lanes b)
{
  return __builtin_shuffle (
      a, b, (Lanes){ 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23 });
}

static inline Lanes
zip_high (Lanes a, Lanes b)
{
  return __builtin_shuffle (
      a, b, (Lanes){ 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31 });
}

/*
 * aoi_pixels_transpose:
 * @src: first of AOI_PIXELS_BLOCK rows of as many pixels
 * @stride: bytes from row to row
 * @dest: gets them as columns
 *
 * Four perfect shuffles of the 256 bytes: each moves the highest bit of a byte's address to the
 * lowest place, so that after four the row's bits and the column's have changed places.
 */
void
aoi_pixels_transpose (const guint8 *src, gsize stride, AoiBlock dest)
{
  Lanes a[AOI_PIXELS_BLOCK], b[AOI_PIXELS_BLOCK];

  for (gint i = 0; i < AOI_PIXELS_BLOCK; i++)
    memcpy (&a[i], src + i * stride, sizeof a[i]);
  for (gint stage = 0; stage < 4; stage++) {
    for (gint i = 0; i < AOI_PIXELS_BLOCK / 2; i++) {
      b[2 * i] = zip_low (a[i], a[i + AOI_PIXELS_BLOCK / 2]);
      b[2 * i + 1] = zip_high (a[i], a[i + AOI_PIXELS_BLOCK / 2]);
    }
    memcpy (a, b, sizeof a);
  }
  memcpy (dest, a, sizeof a);
}

/*
 * aoi_pixels_reverse:
 * @src: pixels of a plane
 * @n: how many
 * @dest: gets them last first; may not overlap @src
 */
AOI_KERNEL void
aoi_pixels_reverse (const guint8 *restrict src, gint n, guint8 *restrict dest)
{
  for (gint i = 0; i < n; i++)
    dest[i] = src[n - 1 - i];
}

AOI_KERNEL_INLINE void
interleave (const guint8 *restrict r, const guint8 *restrict g, const guint8 *restrict b, gint n,
    guint8 *restrict dest)
{
  for (gint i = 0; i < n; i++) {
    dest[3 * i] = r[i];
    dest[3 * i + 1] = g[i];
    dest[3 * i + 2] = b[i];
  }
}

/*
 * aoi_pixels_interleave:
 * @planes: red, green, blue
 * @n: how many pixels
 * @dest: gets them packed; may not overlap the planes
 */
AOI_KERNEL void
aoi_pixels_interleave (guint8 *const planes[3], gint n, guint8 *dest)
{
  interleave (planes[0], planes[1], planes[2], n, dest);
}
