/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/filter.h"

#include "ops/kernel.h"

/* All filters are separable: columns into a row of working memory, which has room for the wider of
 * both planes with its margin, then along that row. They fill the target's margin too. */

/* Gaussian of sigma 0.6 at 0, 1 and 2 pixels, normalised. */
#define SMOOTH_0 0.66381833f
#define SMOOTH_1 0.16552457f
#define SMOOTH_2 0.00256627f

/**
 * aoi_filter_smooth:
 * @src: a plane with a margin at least 2 above that of @dest
 * @row: working memory
 * @dest: a plane of the same size
 *
 * Gaussian blur of sigma 0.6 pixels: takes the noise of single pixels and some of the aliasing.
 */
AOI_KERNEL
void
aoi_filter_smooth (const AoiPlane *src, gfloat *restrict row, const AoiPlane *dest)
{
  gint begin = -dest->margin, n = dest->width + 2 * dest->margin;

  for (gint y = begin; y < dest->height + dest->margin; y++) {
    const gfloat *restrict a = aoi_plane_row (src, y - 2) + begin - 2;
    const gfloat *restrict b = aoi_plane_row (src, y - 1) + begin - 2;
    const gfloat *restrict c = aoi_plane_row (src, y) + begin - 2;
    const gfloat *restrict d = aoi_plane_row (src, y + 1) + begin - 2;
    const gfloat *restrict e = aoi_plane_row (src, y + 2) + begin - 2;
    gfloat *restrict out = aoi_plane_row (dest, y) + begin;

    for (gint x = 0; x < n + 4; x++)
      row[x] = SMOOTH_0 * c[x] + SMOOTH_1 * (b[x] + d[x]) + SMOOTH_2 * (a[x] + e[x]);
    for (gint x = 0; x < n; x++)
      out[x] = SMOOTH_0 * row[x + 2] + SMOOTH_1 * (row[x + 1] + row[x + 3])
          + SMOOTH_2 * (row[x] + row[x + 4]);
  }
}

static inline gfloat
add3 (gfloat a, gfloat b, gfloat c)
{
  return a + b + c;
}

static inline gfloat
lesser (gfloat a, gfloat b)
{
  return a < b ? a : b;
}

static inline gfloat
greater (gfloat a, gfloat b)
{
  return a > b ? a : b;
}

static inline gfloat
min3 (gfloat a, gfloat b, gfloat c)
{
  return lesser (lesser (a, b), c);
}

static inline gfloat
max3 (gfloat a, gfloat b, gfloat c)
{
  return greater (greater (a, b), c);
}

/* The operation is a constant of each caller, so that the compiler makes a loop of each. */
static inline __attribute__ ((always_inline)) void
filter3 (const AoiPlane *src, gfloat *restrict row, const AoiPlane *dest,
    gfloat (*operation) (gfloat, gfloat, gfloat), gfloat scale)
{
  gint begin = -dest->margin, n = dest->width + 2 * dest->margin;

  for (gint y = begin; y < dest->height + dest->margin; y++) {
    const gfloat *restrict above = aoi_plane_row (src, y - 1) + begin - 1;
    const gfloat *restrict here = aoi_plane_row (src, y) + begin - 1;
    const gfloat *restrict below = aoi_plane_row (src, y + 1) + begin - 1;
    gfloat *restrict out = aoi_plane_row (dest, y) + begin;

    for (gint x = 0; x < n + 2; x++)
      row[x] = operation (above[x], here[x], below[x]);
    for (gint x = 0; x < n; x++)
      out[x] = scale * operation (row[x], row[x + 1], row[x + 2]);
  }
}

/**
 * aoi_filter_mean3:
 * @src: a plane with a margin above that of @dest
 * @row: working memory
 * @dest: a plane of the same size: the mean of each 3x3 window
 */
AOI_KERNEL
void
aoi_filter_mean3 (const AoiPlane *src, gfloat *row, const AoiPlane *dest)
{
  filter3 (src, row, dest, add3, 1.0f / 9.0f);
}

/**
 * aoi_filter_min3:
 * @src: a plane with a margin above that of @dest
 * @row: working memory
 * @dest: a plane of the same size: the least of each 3x3 window
 */
AOI_KERNEL
void
aoi_filter_min3 (const AoiPlane *src, gfloat *row, const AoiPlane *dest)
{
  filter3 (src, row, dest, min3, 1.0f);
}

/**
 * aoi_filter_max3:
 * @src: a plane with a margin above that of @dest
 * @row: working memory
 * @dest: a plane of the same size: the greatest of each 3x3 window
 */
AOI_KERNEL
void
aoi_filter_max3 (const AoiPlane *src, gfloat *row, const AoiPlane *dest)
{
  filter3 (src, row, dest, max3, 1.0f);
}

static inline __attribute__ ((always_inline)) void
filter_window (const AoiPlane *src, gint size, gfloat *restrict row, const AoiPlane *dest,
    gfloat (*operation) (gfloat, gfloat))
{
  gint radius = size / 2, begin = -dest->margin, n = dest->width + 2 * dest->margin;

  for (gint y = begin; y < dest->height + dest->margin; y++) {
    const gfloat *restrict first = aoi_plane_row (src, y - radius) + begin - radius;
    gfloat *restrict out = aoi_plane_row (dest, y) + begin;

    for (gint x = 0; x < n + 2 * radius; x++)
      row[x] = first[x];
    for (gint i = 1 - radius; i <= radius; i++) {
      const gfloat *restrict in = aoi_plane_row (src, y + i) + begin - radius;

      for (gint x = 0; x < n + 2 * radius; x++)
        row[x] = operation (row[x], in[x]);
    }
    for (gint x = 0; x < n; x++)
      out[x] = row[x];
    for (gint i = 1; i < size; i++)
      for (gint x = 0; x < n; x++)
        out[x] = operation (out[x], row[x + i]);
  }
}

/**
 * aoi_filter_min:
 * @src: a plane with a margin at least @size / 2 above that of @dest
 * @size: of the window, odd
 * @row: working memory
 * @dest: a plane of the same size: the least of each window of @size x @size pixels
 */
AOI_KERNEL
void
aoi_filter_min (const AoiPlane *src, gint size, gfloat *row, const AoiPlane *dest)
{
  filter_window (src, size, row, dest, lesser);
}

/**
 * aoi_filter_max:
 * @src: a plane with a margin at least @size / 2 above that of @dest
 * @size: of the window, odd
 * @row: working memory
 * @dest: a plane of the same size: the greatest of each window of @size x @size pixels
 */
AOI_KERNEL
void
aoi_filter_max (const AoiPlane *src, gint size, gfloat *row, const AoiPlane *dest)
{
  filter_window (src, size, row, dest, greater);
}

/**
 * aoi_filter_mean:
 * @src: a plane with a margin at least @size / 2 above that of @dest
 * @size: of the window, odd
 * @row: working memory
 * @dest: a plane of the same size: the mean of each window of @size x @size pixels
 */
AOI_KERNEL
void
aoi_filter_mean (const AoiPlane *src, gint size, gfloat *restrict row, const AoiPlane *dest)
{
  gint radius = size / 2, begin = -dest->margin, n = dest->width + 2 * dest->margin;
  gfloat scale = 1.0f / (size * size);

  for (gint y = begin; y < dest->height + dest->margin; y++) {
    gfloat *restrict out = aoi_plane_row (dest, y) + begin;

    for (gint x = 0; x < n + 2 * radius; x++)
      row[x] = 0.0f;
    for (gint i = -radius; i <= radius; i++) {
      const gfloat *restrict in = aoi_plane_row (src, y + i) + begin - radius;

      for (gint x = 0; x < n + 2 * radius; x++)
        row[x] += in[x];
    }
    for (gint x = 0; x < n; x++)
      out[x] = 0.0f;
    for (gint i = 0; i < size; i++)
      for (gint x = 0; x < n; x++)
        out[x] += row[x + i];
    for (gint x = 0; x < n; x++)
      out[x] *= scale;
  }
}
