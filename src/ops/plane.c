/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/plane.h"

#include <string.h>

/* Rows begin at whole cache lines, if the memory does. */
#define ROW_FLOATS 16

/**
 * aoi_plane_init:
 * @plane: (out caller-allocates): a plane
 * @memory: (nullable): room for it
 * @width: in pixels
 * @height: in pixels
 * @margin: pixels on each side
 *
 * Lays a plane into memory; without memory it only computes the size needed.
 *
 * Returns: how many floats it takes, a multiple of a cache line
 */
gsize
aoi_plane_init (AoiPlane *plane, gfloat *memory, gint width, gint height, gint margin)
{
  gint stride = (width + 2 * margin + ROW_FLOATS - 1) / ROW_FLOATS * ROW_FLOATS;

  *plane = (AoiPlane){ NULL, width, height, margin, stride };
  if (memory != NULL)
    plane->data = memory + (gsize) margin * stride + margin;
  return (gsize) stride * (height + 2 * margin);
}

/* The pixel whose value pixel i has: 0, 1 .. last, last - 1 .. 0, 1 .. */
static gint
reflect_index (gint i, gint last)
{
  gint period = 2 * last;

  if (last == 0)
    return 0;
  i = ((i % period) + period) % period;
  return i <= last ? i : period - i;
}

/**
 * aoi_plane_reflect:
 * @plane: a plane
 *
 * Fills the margin by reflection at the outermost pixels, which are not repeated.
 */
void
aoi_plane_reflect (const AoiPlane *plane)
{
  gint margin = plane->margin, right = plane->width - 1, bottom = plane->height - 1;
  gsize bytes = sizeof (gfloat) * (plane->width + 2 * margin);

  for (gint y = 0; y <= bottom; y++) {
    gfloat *row = aoi_plane_row (plane, y);

    for (gint i = 1; i <= margin; i++) {
      row[-i] = row[reflect_index (-i, right)];
      row[right + i] = row[reflect_index (right + i, right)];
    }
  }
  for (gint i = 1; i <= margin; i++) {
    memcpy (aoi_plane_row (plane, -i) - margin,
        aoi_plane_row (plane, reflect_index (-i, bottom)) - margin, bytes);
    memcpy (aoi_plane_row (plane, bottom + i) - margin,
        aoi_plane_row (plane, reflect_index (bottom + i, bottom)) - margin, bytes);
  }
}

/**
 * aoi_plane_fill:
 * @plane: a plane to change; its margin stays as it is
 * @value: what all its pixels get
 */
void
aoi_plane_fill (const AoiPlane *plane, gfloat value)
{
  for (gint y = 0; y < plane->height; y++)
    for (gint x = 0; x < plane->width; x++)
      aoi_plane_row (plane, y)[x] = value;
}

/**
 * aoi_plane_multiply:
 * @plane: a plane to change; its margin stays as it is
 * @factors: a plane of the same size
 *
 * Multiplies pixel by pixel.
 */
void
aoi_plane_multiply (const AoiPlane *plane, const AoiPlane *factors)
{
  for (gint y = 0; y < plane->height; y++) {
    gfloat *restrict row = aoi_plane_row (plane, y);
    const gfloat *restrict factor = aoi_plane_row (factors, y);

    for (gint x = 0; x < plane->width; x++)
      row[x] *= factor[x];
  }
}
