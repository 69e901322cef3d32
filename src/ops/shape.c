/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/shape.h"

#include <math.h>

/* Gray levels. Correlation does not see how far they are apart. */
#define DARK 60
#define BRIGHT 200

/* The width of a ring's line and of a cross's bars, of the size. */
#define STROKE 0.2

/* What is drawn around a shape, of the size: enough to see its edge, less than is kept clear around fiducials. */
#define BORDER 8
#define MIN_BORDER 2

/* Places along each side of a pixel at which it is looked whether they are in the shape. */
#define SAMPLES 4

static const gchar *const names[] = {
  [AOI_SHAPE_CIRCLE] = "circle",
  [AOI_SHAPE_RING] = "ring",
  [AOI_SHAPE_CROSS] = "cross",
  [AOI_SHAPE_SQUARE] = "square",
};

/**
 * aoi_shape_to_string:
 * @shape: a shape
 *
 * Returns: (transfer none) (nullable): its name, %NULL for %AOI_SHAPE_NONE
 */
const gchar *
aoi_shape_to_string (AoiShape shape)
{
  return names[shape];
}

/**
 * aoi_shape_from_string:
 * @name: (nullable): a name
 *
 * Returns: the shape, or %AOI_SHAPE_NONE if there is none of that name
 */
AoiShape
aoi_shape_from_string (const gchar *name)
{
  for (guint i = AOI_SHAPE_CIRCLE; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (name, names[i]) == 0)
      return (AoiShape) i;
  return AOI_SHAPE_NONE;
}

static gint
get_border (gint size)
{
  return MAX (size / BORDER, MIN_BORDER);
}

/**
 * aoi_shape_get_side:
 * @size: of a shape
 *
 * Returns: width and height of its picture
 */
gint
aoi_shape_get_side (gint size)
{
  return size + 2 * get_border (size);
}

/* Whether a point at this distance from the centre, to the right and down, is in the shape. */
static gboolean
holds (AoiShape shape, gdouble size, gdouble x, gdouble y)
{
  const gdouble half = size / 2.0, stroke = STROKE * size, square = x * x + y * y;

  switch (shape) {
    case AOI_SHAPE_CIRCLE:
      return square <= half * half;
    case AOI_SHAPE_RING:
      return square <= half * half && square >= (half - stroke) * (half - stroke);
    case AOI_SHAPE_CROSS:
      return MAX (fabs (x), fabs (y)) <= half && MIN (fabs (x), fabs (y)) <= stroke / 2.0;
    case AOI_SHAPE_SQUARE:
      return MAX (fabs (x), fabs (y)) <= half;
    default:
      return FALSE;
  }
}

/* Returns how much of a pixel is in the shape, in samples. */
static gint
count_samples (AoiShape shape, gdouble size, gdouble left, gdouble top)
{
  gint n = 0;

  for (gint j = 0; j < SAMPLES; j++)
    for (gint i = 0; i < SAMPLES; i++)
      n += holds (shape, size, left + (i + 0.5) / SAMPLES, top + (j + 0.5) / SAMPLES);
  return n;
}

/**
 * aoi_shape_draw:
 * @shape: a shape
 * @size: its size in pixels, at least 1
 * @bright: whether it is brighter than what is around it
 * @dest: (out caller-allocates): a square of aoi_shape_get_side() pixels a side, a byte each
 *
 * Draws a shape into the middle of a picture, with soft edges. Slow.
 */
void
aoi_shape_draw (AoiShape shape, gint size, gboolean bright, guint8 *dest)
{
  const gint side = aoi_shape_get_side (size), whole = SAMPLES * SAMPLES;
  const gint inside = bright ? BRIGHT : DARK, outside = bright ? DARK : BRIGHT;

  for (gint y = 0; y < side; y++) {
    for (gint x = 0; x < side; x++) {
      const gint n = count_samples (shape, size, x - side / 2.0, y - side / 2.0);

      *dest++ = (guint8) ((n * inside + (whole - n) * outside + whole / 2) / whole);
    }
  }
}
