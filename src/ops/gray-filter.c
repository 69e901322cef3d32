/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/gray-filter.h"

#include <string.h>

#include "ops/kernel.h"

/* Sums of up to 255 x (2 x radius + 1) are divided by multiplying: 16 bits of fraction. */
static guint32
get_reciprocal (gint radius)
{
  const guint32 count = 2 * (guint32) radius + 1;

  return ((1u << 16) + count / 2) / count;
}

/**
 * aoi_gray_mean_along:
 * @src: a byte a pixel, @width bytes a row
 * @width: in pixels
 * @height: in pixels
 * @radius: 0 to 127, in pixels
 * @dest: (out caller-allocates): as many bytes
 *
 * Replaces each pixel by the mean of the 2 x @radius + 1 pixels around it in its row. The first and the
 * last pixel are repeated outward.
 */
void
aoi_gray_mean_along (const guint8 *src, gint width, gint height, gint radius, guint8 *restrict dest)
{
  const guint32 reciprocal = get_reciprocal (radius);

  for (gint y = 0; y < height; y++, src += width, dest += width) {
    guint32 sum = (guint32) radius * src[0];

    for (gint x = 0; x <= radius; x++)
      sum += src[MIN (x, width - 1)];
    for (gint x = 0; x < width; x++) {
      dest[x] = (guint8) MIN ((sum * reciprocal + (1u << 15)) >> 16, 255);
      sum += src[MIN (x + radius + 1, width - 1)];
      sum -= src[MAX (x - radius, 0)];
    }
  }
}

AOI_KERNEL
static void
add_row (guint32 *restrict sums, const guint8 *restrict row, gint n, guint32 times)
{
  for (gint x = 0; x < n; x++)
    sums[x] += times * row[x];
}

AOI_KERNEL
static void
move_rows (guint32 *restrict sums, const guint8 *restrict in, const guint8 *restrict out, gint n)
{
  for (gint x = 0; x < n; x++)
    sums[x] += (guint32) in[x] - out[x];
}

AOI_KERNEL
static void
divide_row (const guint32 *restrict sums, guint32 reciprocal, gint n, guint8 *restrict dest)
{
  for (gint x = 0; x < n; x++)
    dest[x] = (guint8) MIN ((sums[x] * reciprocal + (1u << 15)) >> 16, 255);
}

/**
 * aoi_gray_mean_down:
 * @src: a byte a pixel, @width bytes a row
 * @width: in pixels
 * @height: in pixels
 * @radius: 0 to 127, in pixels
 * @sums: working memory, @width numbers
 * @dest: (out caller-allocates): as many bytes as @src
 *
 * As aoi_gray_mean_along(), in columns.
 */
void
aoi_gray_mean_down (
    const guint8 *src, gint width, gint height, gint radius, guint32 *sums, guint8 *restrict dest)
{
  const guint32 reciprocal = get_reciprocal (radius);

  memset (sums, 0, sizeof *sums * (gsize) width);
  add_row (sums, src, width, (guint32) radius);
  for (gint y = 0; y <= radius; y++)
    add_row (sums, src + (gsize) MIN (y, height - 1) * width, width, 1);
  for (gint y = 0; y < height; y++) {
    divide_row (sums, reciprocal, width, dest + (gsize) y * width);
    move_rows (sums, src + (gsize) MIN (y + radius + 1, height - 1) * width,
        src + (gsize) MAX (y - radius, 0) * width, width);
  }
}

/**
 * aoi_gray_sharpen:
 * @src: bytes
 * @mean: the mean around each
 * @n: how many
 * @gain: by how many quarters of its difference from the mean a pixel is moved away from it
 * @dest: (out caller-allocates): gets @n bytes
 */
AOI_KERNEL
void
aoi_gray_sharpen (const guint8 *src, const guint8 *mean, gsize n, gint gain, guint8 *restrict dest)
{
  for (gsize i = 0; i < n; i++) {
    const gint level = src[i] + (gain * (src[i] - mean[i])) / 4;

    dest[i] = (guint8) CLAMP (level, 0, 255);
  }
}

/**
 * aoi_gray_threshold:
 * @src: bytes
 * @mean: the mean around each
 * @n: how many
 * @offset: by how much a dark pixel is below its mean at least
 * @dest: (out caller-allocates): gets @n bytes, 0 for dark and 255 for others
 */
AOI_KERNEL
void
aoi_gray_threshold (
    const guint8 *src, const guint8 *mean, gsize n, gint offset, guint8 *restrict dest)
{
  for (gsize i = 0; i < n; i++)
    dest[i] = src[i] + offset <= mean[i] ? 0 : 255;
}

/**
 * aoi_gray_invert:
 * @src: bytes
 * @n: how many
 * @dest: (out caller-allocates): gets @n bytes
 */
AOI_KERNEL
void
aoi_gray_invert (const guint8 *src, gsize n, guint8 *restrict dest)
{
  for (gsize i = 0; i < n; i++)
    dest[i] = (guint8) (255 - src[i]);
}
