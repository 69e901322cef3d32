/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "image/aoi-pixels-private.h"

/* Moving bytes about: what turns planes and packs them. */

/* What a SIMD register of any CPU holds, and so the side of the squares that are transposed. */
#define LANES 16

typedef guint8 Lanes __attribute__ ((vector_size (LANES)));

/* Each of the first halves' lanes followed by its like in the other register, and the same of the
 * second halves: one instruction on any SIMD unit. */
static inline Lanes
zip_low (Lanes a, Lanes b)
{
  return __builtin_shufflevector (a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

static inline Lanes
zip_high (Lanes a, Lanes b)
{
  return __builtin_shufflevector (
      a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/* Four perfect shuffles of the 256 bytes: each moves the highest bit of a byte's address to the
 * lowest place, so that after four the row's bits and the column's have changed places. */
static void
transpose (const guint8 *src, gsize stride, guint8 *dest, gsize dest_stride)
{
  Lanes a[LANES], b[LANES];

  for (gint i = 0; i < LANES; i++)
    memcpy (&a[i], src + i * stride, LANES);
  for (gint stage = 0; stage < 4; stage++) {
    for (gint i = 0; i < LANES / 2; i++) {
      b[2 * i] = zip_low (a[i], a[i + LANES / 2]);
      b[2 * i + 1] = zip_high (a[i], a[i + LANES / 2]);
    }
    memcpy (a, b, sizeof a);
  }
  for (gint i = 0; i < LANES; i++)
    memcpy (dest + i * dest_stride, &a[i], LANES);
}

/*
 * aoi_pixels_transpose:
 * @src: first of AOI_PIXELS_BLOCK rows of as many pixels; only @n by @n_rows need have values
 * @stride: bytes from row to row
 * @n: how many columns are wanted
 * @n_rows: how many pixels of them
 * @dest: gets columns as rows
 */
void
aoi_pixels_transpose (const guint8 *src, gsize stride, gint n, gint n_rows, AoiBlock dest)
{
  for (gint y = 0; y < n_rows; y += LANES) {
    for (gint x = 0; x < n; x += LANES)
      transpose (src + y * stride + x, stride, &dest[x][y], AOI_PIXELS_BLOCK);
  }
}

AOI_KERNEL static void
reverse (const guint8 *restrict src, gint n, guint8 *restrict dest)
{
  for (gint i = 0; i < n; i++)
    dest[i] = src[n - 1 - i];
}

/*
 * aoi_pixels_reverse:
 * @src: pixels of a plane
 * @n: how many
 * @dest: gets them last first; may not overlap @src
 */
void
aoi_pixels_reverse (const guint8 *src, gint n, guint8 *dest)
{
  reverse (src, n, dest);
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

AOI_KERNEL static void
interleave_run (const guint8 *r, const guint8 *g, const guint8 *b, gint n, guint8 *dest)
{
  interleave (r, g, b, n, dest);
}

/* Whole blocks have a constant length, which needs no loop for a remainder. */
AOI_KERNEL static void
interleave_blocks (const AoiBlock blocks[3], gint n_rows, gint n, guint8 *dest, gssize stride)
{
  for (gint i = 0; i < n_rows; i++, dest += stride) {
    if (n == AOI_PIXELS_BLOCK)
      interleave (blocks[0][i], blocks[1][i], blocks[2][i], AOI_PIXELS_BLOCK, dest);
    else
      interleave (blocks[0][i], blocks[1][i], blocks[2][i], n, dest);
  }
}

static void
copy_block (const AoiBlock block, gint n_rows, gint n, guint8 *dest, gssize stride)
{
  for (gint i = 0; i < n_rows; i++, dest += stride) {
    if (n == AOI_PIXELS_BLOCK)
      memcpy (dest, block[i], AOI_PIXELS_BLOCK);
    else
      memcpy (dest, block[i], n);
  }
}

/*
 * aoi_pixels_write_run:
 * @planes: gray, or red, green and blue
 * @n_planes: 1 or 3
 * @n: how many pixels
 * @dest: gets them packed; may not overlap the planes
 */
void
aoi_pixels_write_run (guint8 *const planes[3], guint n_planes, gint n, guint8 *dest)
{
  if (n_planes == 3)
    interleave_run (planes[0], planes[1], planes[2], n, dest);
  else
    memcpy (dest, planes[0], n);
}

/*
 * aoi_pixels_write_blocks:
 * @blocks: gray, or red, green and blue
 * @n_planes: 1 or 3
 * @n_rows: how many rows of them
 * @n: how many pixels of each row
 * @dest: gets them packed
 * @stride: bytes from row to row of @dest; negative if the first one is the lowest
 */
void
aoi_pixels_write_blocks (
    const AoiBlock blocks[3], guint n_planes, gint n_rows, gint n, guint8 *dest, gssize stride)
{
  if (n_planes == 3)
    interleave_blocks (blocks, n_rows, n, dest, stride);
  else
    copy_block (blocks[0], n_rows, n, dest, stride);
}

/* Four bytes a pixel, one of them padding, as one number; places of the colours are constants in each
 * caller. */
AOI_KERNEL_INLINE void
interleave_padded (const guint8 *restrict r, const guint8 *restrict g, const guint8 *restrict b,
    gint red, gint blue, gint n, guint8 *restrict dest)
{
  gint green = (red + blue) / 2, pad = red + blue == 2 ? 3 : 0;

  for (gint i = 0; i < n; i++) {
    guint32 pixel = (guint32) r[i] << (8 * red) | (guint32) g[i] << (8 * green)
        | (guint32) b[i] << (8 * blue) | 0xffu << (8 * pad);

    pixel = GUINT32_TO_LE (pixel);
    memcpy (dest + 4 * (gsize) i, &pixel, sizeof pixel);
  }
}

/*
 * aoi_pixels_write_packed:
 * @planes: red, green and blue
 * @format: a packed RGB format
 * @n: how many pixels
 * @dest: gets them packed, padding as 255; may not overlap the planes
 */
AOI_KERNEL
void
aoi_pixels_write_packed (guint8 *const planes[3], AoiFormat format, gint n, guint8 *dest)
{
  const guint8 *r = planes[0], *g = planes[1], *b = planes[2];

  switch (format) {
    case AOI_FORMAT_RGB:
      interleave (r, g, b, n, dest);
      break;
    case AOI_FORMAT_BGR:
      interleave (b, g, r, n, dest);
      break;
    case AOI_FORMAT_RGBX:
      interleave_padded (r, g, b, 0, 2, n, dest);
      break;
    case AOI_FORMAT_BGRX:
      interleave_padded (r, g, b, 2, 0, n, dest);
      break;
    case AOI_FORMAT_XRGB:
      interleave_padded (r, g, b, 1, 3, n, dest);
      break;
    default:
      interleave_padded (r, g, b, 3, 1, n, dest);
      break;
  }
}
