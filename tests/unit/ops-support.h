/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <math.h>

#include "ops/plane.h"

/* What the tests of ops share: planes that own their memory, filled from a test's seed. */

typedef struct {
  AoiPlane plane;
  gfloat *memory;
} TestPlane;

static inline void
test_plane_clear (TestPlane *self)
{
  g_clear_pointer (&self->memory, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TestPlane, test_plane_clear)

static inline TestPlane
test_plane_new (gint width, gint height, gint margin)
{
  TestPlane self;

  self.memory = g_new0 (gfloat, aoi_plane_init (&self.plane, NULL, width, height, margin));
  aoi_plane_init (&self.plane, self.memory, width, height, margin);
  return self;
}

static inline gfloat
test_plane_get (const TestPlane *self, gint x, gint y)
{
  return aoi_plane_row (&self->plane, y)[x];
}

static inline TestPlane
test_plane_filled (gint width, gint height, gint margin, gfloat value)
{
  TestPlane self = test_plane_new (width, height, margin);

  for (gint y = -margin; y < height + margin; y++)
    for (gint x = -margin; x < width + margin; x++)
      aoi_plane_row (&self.plane, y)[x] = value;
  return self;
}

/* Every pixel, in the margin too, between low and high. */
static inline TestPlane
test_plane_random (GRand *rand, gint width, gint height, gint margin, gdouble low, gdouble high)
{
  TestPlane self = test_plane_new (width, height, margin);

  for (gint y = -margin; y < height + margin; y++)
    for (gint x = -margin; x < width + margin; x++)
      aoi_plane_row (&self.plane, y)[x] = (gfloat) g_rand_double_range (rand, low, high);
  return self;
}

/* Every pixel, in the margin too, from a smooth picture with structure in all directions, moved right
 * by dx and down by dy and turned clockwise about the centre by angle. */
static inline TestPlane
test_plane_pattern (gint width, gint height, gint margin, gdouble dx, gdouble dy, gdouble angle)
{
  TestPlane self = test_plane_new (width, height, margin);
  gdouble cx = (width - 1) / 2.0, cy = (height - 1) / 2.0;

  for (gint y = -margin; y < height + margin; y++) {
    for (gint x = -margin; x < width + margin; x++) {
      gdouble u = x - cx - dx, v = y - cy - dy;
      gdouble px = cos (angle) * u + sin (angle) * v, py = cos (angle) * v - sin (angle) * u;

      aoi_plane_row (&self.plane, y)[x] = (gfloat) (120.0
          + 40.0 * sin (0.31 * px + 0.4) * cos (0.23 * py) + 30.0 * sin (0.11 * px - 0.17 * py)
          + 25.0 * exp (-0.02 * (px * px + py * py)));
    }
  }
  return self;
}
