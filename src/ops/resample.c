/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/resample.h"

#include <math.h>
#include <string.h>

#include "ops/kernel.h"

/* What a span may miss of a further pixel before that one counts: rounding of the edges. */
#define EDGE_SLACK 1e-6

/**
 * aoi_spans_init:
 * @spans: (out caller-allocates) (array length=n): the spans
 * @n: how many target pixels
 * @origin: where the first target pixel begins in the source, in source pixels
 * @scale: source pixels a target pixel, at least 1
 * @size: how many source pixels there are
 *
 * Divides a source axis among target pixels by area. What would reach outside is clipped to the source.
 */
void
aoi_spans_init (AoiSpan *spans, gint n, gdouble origin, gdouble scale, gint size)
{
  for (gint i = 0; i < n; i++) {
    gdouble begin = CLAMP (origin + i * scale, 0.0, size - 1.0);
    gdouble end = CLAMP (origin + (i + 1) * scale, begin + EDGE_SLACK, (gdouble) size);
    gint first = (gint) floor (begin + EDGE_SLACK);
    gint last = MAX (first, (gint) ceil (end - EDGE_SLACK) - 1);
    gdouble head = MIN (first + 1.0, end) - begin;
    gdouble tail = last > first ? end - last : 0.0;
    gdouble total = head + tail + MAX (0, last - first - 1);

    spans[i] = (AoiSpan){ first, last, head / total, 1.0 / total, tail / total };
  }
}

static inline gfloat
span_weight (const AoiSpan *span, gint i)
{
  return i == span->first ? span->head : i == span->last ? span->tail : span->body;
}

AOI_KERNEL
static void
add_bytes (const guint8 *src, gfloat weight, gint n, gfloat *sums)
{
  for (gint i = 0; i < n; i++)
    sums[i] += weight * src[i];
}

AOI_KERNEL
static void
add_floats (const gfloat *src, gfloat weight, gint n, gfloat *sums)
{
  for (gint i = 0; i < n; i++)
    sums[i] += weight * src[i];
}

/**
 * aoi_resample_rgb:
 * @src: rows of red, green and blue bytes, the source's row 0
 * @stride: bytes from row to row
 * @row: the source rows of this target row
 * @columns: (array length=n): the source columns of its pixels
 * @n: target pixels
 * @sums: working memory, 3 floats a source column up to the last one of @columns
 * @dest: @n floats each for red, green and blue
 *
 * Makes one row of a picture reduced by area averaging. Rows are added up first, since that runs
 * along the memory.
 */
void
aoi_resample_rgb (const guint8 *src, gsize stride, const AoiSpan *row, const AoiSpan *columns,
    gint n, gfloat *sums, gfloat *const dest[3])
{
  gint width = 3 * (columns[n - 1].last + 1);

  memset (sums, 0, sizeof (gfloat) * width);
  for (gint y = row->first; y <= row->last; y++)
    add_bytes (src + (gsize) y * stride, span_weight (row, y), width, sums);
  for (gint i = 0; i < n; i++) {
    const AoiSpan *span = &columns[i];
    const gfloat *p = sums + 3 * span->first;
    gfloat rgb[3] = { 0.0f, 0.0f, 0.0f };

    for (gint x = span->first; x <= span->last; x++, p += 3)
      for (gint c = 0; c < 3; c++)
        rgb[c] += span_weight (span, x) * p[c];
    for (gint c = 0; c < 3; c++)
      dest[c][i] = rgb[c];
  }
}

/**
 * aoi_resample_plane:
 * @src: a plane
 * @rows: the source rows of each target row
 * @columns: the source columns of each target column
 * @sums: working memory, a float a source column
 * @dest: the reduced plane; its margin is left alone
 *
 * Reduces a plane by area averaging.
 */
void
aoi_resample_plane (const AoiPlane *src, const AoiSpan *rows, const AoiSpan *columns, gfloat *sums,
    const AoiPlane *dest)
{
  for (gint y = 0; y < dest->height; y++) {
    gfloat *out = aoi_plane_row (dest, y);

    memset (sums, 0, sizeof (gfloat) * src->width);
    for (gint i = rows[y].first; i <= rows[y].last; i++)
      add_floats (aoi_plane_row (src, i), span_weight (&rows[y], i), src->width, sums);
    for (gint x = 0; x < dest->width; x++) {
      gfloat sum = 0.0f;

      for (gint i = columns[x].first; i <= columns[x].last; i++)
        sum += span_weight (&columns[x], i) * sums[i];
      out[x] = sum;
    }
  }
}

/**
 * aoi_resample_halve:
 * @src: a plane with an even margin or twice the margin of @dest
 * @dest: a plane of half its size, rounded down
 *
 * Takes the mean of each two by two pixels, in the margin of @dest too.
 */
AOI_KERNEL
void
aoi_resample_halve (const AoiPlane *src, const AoiPlane *dest)
{
  gint margin = dest->margin;

  for (gint y = -margin; y < dest->height + margin; y++) {
    const gfloat *restrict upper = aoi_plane_row (src, 2 * y);
    const gfloat *restrict lower = aoi_plane_row (src, 2 * y + 1);
    gfloat *restrict out = aoi_plane_row (dest, y);

    for (gint x = -margin; x < dest->width + margin; x++)
      out[x] = 0.25f * (upper[2 * x] + upper[2 * x + 1] + lower[2 * x] + lower[2 * x + 1]);
  }
}
