/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/hardness.h"

#include <math.h>

#include "ops/filter.h"
#include "ops/quantile.h"

/* Side of the window in which a step is taken in full, however blurred its edge. */
#define WIDE 7

/* Of the greatest step, what makes a place an edge; and of all edges, how many are less steep than the
 * sharpness says. */
#define EDGE_PART 0.5f
#define SHARE 0.9

/* Of the difference between both levels, how far from its level a pixel may be; and which part of the range of
 * values around most edges makes a place an edge. Both are taken of means of 3x3 pixels, which noise changes
 * little, and blur both alike. */
#define LEVEL_PART 0.1f
#define EVEN_PART 0.5f

/* By which part of itself light may rise from the middle of a picture to a corner. */
#define MAX_LIGHT 0.2

/* Ranges of values around each pixel of a plane: greatest less least. */
static void
find_ranges (
    const AoiPlane *plane, gint size, gfloat *row, const AoiPlane *low, const AoiPlane *range)
{
  aoi_filter_min (plane, size, row, low);
  aoi_filter_max (plane, size, row, range);
  for (gint y = 0; y < range->height; y++)
    for (gint x = 0; x < range->width; x++)
      aoi_plane_row (range, y)[x] -= aoi_plane_row (low, y)[x];
}

static gfloat
greatest_judged (const AoiPlane *plane, const AoiPlane *judged)
{
  gfloat most = 0.0f;

  for (gint y = 0; y < plane->height; y++)
    for (gint x = 0; x < plane->width; x++)
      most = MAX (most, aoi_plane_row (plane, y)[x] * aoi_plane_row (judged, y)[x]);
  return most;
}

/* The narrow ranges where the wide ones are at least @least. */
static gsize
collect (const AoiPlane *narrow, const AoiPlane *wide, const AoiPlane *judged, gfloat least,
    gfloat *values)
{
  gsize n = 0;

  for (gint y = 0; y < narrow->height; y++)
    for (gint x = 0; x < narrow->width; x++)
      if (aoi_plane_row (judged, y)[x] > 0.0f && aoi_plane_row (wide, y)[x] >= least)
        values[n++] = aoi_plane_row (narrow, y)[x];
  return n;
}

static void
find_extremes (const AoiPlane *plane, const AoiPlane *judged, gfloat *least, gfloat *most)
{
  *least = G_MAXFLOAT;
  *most = -G_MAXFLOAT;
  for (gint y = 0; y < plane->height; y++)
    for (gint x = 0; x < plane->width; x++)
      if (aoi_plane_row (judged, y)[x] > 0.0f) {
        *least = MIN (*least, aoi_plane_row (plane, y)[x]);
        *most = MAX (*most, aoi_plane_row (plane, y)[x]);
      }
}

/* What is no edge, of pixels that are judged: where values range less than at most edges, @steep. */
static gboolean
is_even (const AoiPlane *narrow, const AoiPlane *judged, gfloat steep, gint x, gint y)
{
  return aoi_plane_row (judged, y)[x] > 0.0f && aoi_plane_row (narrow, y)[x] < EVEN_PART * steep;
}

static inline gdouble
to_unit (gint i, gint n)
{
  return n > 1 ? 2.0 * i / (n - 1) - 1.0 : 0.0;
}

/* Values of what is no edge, and the places where they are, of one level. */
typedef struct {
  gdouble n, x, y, v, xx, xy, yy, xv, yv;
} Moments;

static void
add_value (Moments *self, gdouble x, gdouble y, gdouble v)
{
  self->n += 1.0;
  self->x += x;
  self->y += y;
  self->v += v;
  self->xx += x * x;
  self->xy += x * y;
  self->yy += y * y;
  self->xv += x * v;
  self->yv += y * v;
}

/* By which part of itself light rises to the right and to the bottom: of values about the mean of their
 * level, brighter ones counting more since light multiplies. */
static void
solve (const Moments levels[2], gdouble *right, gdouble *down)
{
  gdouble xx = 0.0, xy = 0.0, yy = 0.0, xv = 0.0, yv = 0.0, determinant, size;

  *right = *down = 0.0;
  for (guint i = 0; i < 2; i++) {
    const Moments *m = &levels[i];
    const gdouble n = MAX (m->n, 1.0), mean = m->v / n;

    xx += mean * mean * (m->xx - m->x * m->x / n);
    xy += mean * mean * (m->xy - m->x * m->y / n);
    yy += mean * mean * (m->yy - m->y * m->y / n);
    xv += mean * (m->xv - m->x * m->v / n);
    yv += mean * (m->yv - m->y * m->v / n);
  }
  determinant = xx * yy - xy * xy;
  if (determinant < 1e-6 * (xx + yy) * (xx + yy) || determinant <= 0.0)
    return;
  *right = (xv * yy - yv * xy) / determinant;
  *down = (yv * xx - xv * xy) / determinant;
  size = MAX (MAX_LIGHT, fabs (*right) + fabs (*down));
  *right *= MAX_LIGHT / size;
  *down *= MAX_LIGHT / size;
}

/* Takes from @plane the light that rises or falls evenly across it. */
static void
flatten (const AoiPlane *plane, const AoiPlane *narrow, const AoiPlane *judged, gfloat steep,
    const AoiPlane *flat)
{
  Moments levels[2] = { 0 };
  gfloat least, most;
  gdouble right, down;

  find_extremes (plane, judged, &least, &most);
  for (gint y = 0; y < plane->height; y++)
    for (gint x = 0; x < plane->width; x++) {
      const gfloat value = aoi_plane_row (plane, y)[x];

      if (is_even (narrow, judged, steep, x, y))
        add_value (&levels[2.0f * value > least + most], to_unit (x, plane->width),
            to_unit (y, plane->height), value);
    }
  solve (levels, &right, &down);
  for (gint y = 0; y < plane->height; y++)
    for (gint x = 0; x < plane->width; x++) {
      const gdouble light = 1.0 + right * to_unit (x, plane->width)
          + down * to_unit (y, plane->height);

      aoi_plane_row (flat, y)[x] = (gfloat) (aoi_plane_row (plane, y)[x] / light);
    }
}

/* The darker or the brighter one of both levels: the middle of the values on its side that are no edge; the extreme
 * if all of them are edges, as thin traces are. */
static gfloat
find_level (const AoiPlane *flat, const AoiPlane *narrow, const AoiPlane *judged, gfloat steep,
    gboolean bright, gfloat *values)
{
  gsize n = 0;
  gfloat least, most;

  find_extremes (flat, judged, &least, &most);
  for (gint y = 0; y < flat->height; y++)
    for (gint x = 0; x < flat->width; x++) {
      const gfloat value = aoi_plane_row (flat, y)[x];

      if (is_even (narrow, judged, steep, x, y) && (2.0f * value > least + most) == bright)
        values[n++] = value;
    }
  if (n > 0)
    return aoi_quantile (values, n, 0.5);
  return bright ? most : least;
}

static gfloat
find_two_levels (const AoiPlane *flat, const AoiPlane *narrow, const AoiPlane *judged, gfloat steep,
    gfloat *values)
{
  const gfloat dark = find_level (flat, narrow, judged, steep, FALSE, values);
  const gfloat bright = find_level (flat, narrow, judged, steep, TRUE, values);
  const gfloat near = LEVEL_PART * (bright - dark);
  gsize n_even = 0, n_level = 0;

  for (gint y = 0; y < flat->height; y++)
    for (gint x = 0; x < flat->width; x++) {
      const gfloat value = aoi_plane_row (flat, y)[x];

      if (!is_even (narrow, judged, steep, x, y))
        continue;
      n_even++;
      n_level += MIN (fabsf (value - dark), fabsf (value - bright)) <= near;
    }
  return n_even > 0 ? (gfloat) n_level / (gfloat) n_even : 0.0f;
}

/* Working memory of one measurement. */
typedef struct {
  AoiPlane low, wide, narrow, smooth;
  gfloat *row, *values, *memory;
} Work;

static void
work_init (Work *self, const AoiPlane *plane)
{
  const gint width = plane->width, height = plane->height;
  const gsize size = aoi_plane_init (&self->low, NULL, width, height, 0);
  const gsize more = aoi_plane_init (&self->smooth, NULL, width, height, 1);

  self->row = g_new (gfloat, width + 2 * plane->margin);
  self->values = g_new (gfloat, (gsize) width * height);
  self->memory = g_new (gfloat, 3 * size + more);
  aoi_plane_init (&self->low, self->memory, width, height, 0);
  aoi_plane_init (&self->wide, self->memory + size, width, height, 0);
  aoi_plane_init (&self->narrow, self->memory + 2 * size, width, height, 0);
  aoi_plane_init (&self->smooth, self->memory + 3 * size, width, height, 1);
}

static void
work_clear (Work *self)
{
  g_free (self->row);
  g_free (self->values);
  g_free (self->memory);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Work, work_clear)

/* The range of values around most edges, those of a step of @least, in 3x3 pixels of @plane; 0 if there are none. */
static gfloat
find_steepness (Work *work, const AoiPlane *plane, const AoiPlane *judged, gfloat least)
{
  gsize n;

  find_ranges (plane, 3, work->row, &work->low, &work->narrow);
  n = collect (&work->narrow, &work->wide, judged, least, work->values);
  return n > 0 ? aoi_quantile (work->values, n, SHARE) : 0.0f;
}

/**
 * aoi_hardness_measure:
 * @plane: a picture with a margin of at least %AOI_HARDNESS_MARGIN
 * @judged: of the same size: 1 where pixels count, else 0
 *
 * Measures how steep edges are. Allocates working memory.
 *
 * Returns: what was measured; zeros of a picture that is flat
 */
AoiHardness
aoi_hardness_measure (const AoiPlane *plane, const AoiPlane *judged)
{
  AoiHardness result = { 0 };
  g_auto (Work) work = { 0 };
  gfloat steep;

  work_init (&work, plane);
  find_ranges (plane, WIDE, work.row, &work.low, &work.wide);
  result.step = greatest_judged (&work.wide, judged);
  if (result.step <= 0.0f)
    return result;
  result.sharpness = find_steepness (&work, plane, judged, EDGE_PART * result.step) / result.step;
  aoi_filter_mean3 (plane, work.row, &work.smooth);
  steep = find_steepness (&work, &work.smooth, judged, EDGE_PART * result.step);
  result.two_levels = find_two_levels (&work.smooth, &work.narrow, judged, steep, work.values);
  /* Where little is even, the light that is found may be wrong. */
  flatten (&work.smooth, &work.narrow, judged, steep, &work.wide);
  result.two_levels = MAX (
      result.two_levels, find_two_levels (&work.wide, &work.narrow, judged, steep, work.values));
  return result;
}
