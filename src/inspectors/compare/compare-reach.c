/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/compare/compare-reach.h"

/* A trace or a pad beside an area where nothing may lie comes into view when the board lies a little off. It comes
 * over the border along much of a side, and not far; a foreign body is shorter, or ends within the area. */

/* How far into the area something may reach: in work pixels, of which the blur of its edge has one, and in parts of
 * the smaller side. */
#define REACH 6
#define REACH_PART 8

/* The part of a side along which it must. */
#define MIN_ALONG 2

/* The outermost pixels have no excess: no pixel near them is judged. */
#define OUTERMOST 1

/* A side of the area, seen from outside: pixels along it, and inwards from each. */
typedef struct {
  gint n;
  gint x, y, along_x, along_y, in_x, in_y;
} Side;

static inline gfloat *
get_pixel (const AoiPlane *plane, const Side *side, gint i, gint depth)
{
  return aoi_plane_row (plane, side->y + i * side->along_y + depth * side->in_y) + side->x
      + i * side->along_x + depth * side->in_x;
}

/* How many pixels from the border on differ, the outermost ones included; 0 if none beside these do, or more than
 * @most: such a thing does not only reach in. */
static gint
get_depth (const AoiPlane *excess, const Side *side, gint i, gfloat limit, gint most)
{
  gint depth = OUTERMOST;

  while (depth <= most && *get_pixel (excess, side, i, depth) > limit)
    depth++;
  return depth > OUTERMOST && depth <= most ? depth : 0;
}

static void
leave_out (const AoiPlane *excess, const Side *side, gint begin, gint end, gfloat limit, gint most,
    const AoiPlane *own)
{
  for (gint i = begin; i < end; i++) {
    const gint n = get_depth (excess, side, i, limit, most);

    for (gint depth = 0; depth < n; depth++)
      *get_pixel (own, side, i, depth) = 0.0f;
  }
}

/* The runs of places from which something reaches in, and of these the long ones. */
static void
search_side (const AoiPlane *excess, const Side *side, gfloat limit, gint most, const AoiPlane *own)
{
  gint begin = 0;

  for (gint i = 0; i <= side->n; i++) {
    if (i < side->n && get_depth (excess, side, i, limit, most) > 0)
      continue;
    if (MIN_ALONG * (i - begin) >= side->n)
      leave_out (excess, side, begin, i, limit, most, own);
    begin = i + 1;
  }
}

/**
 * aoi_compare_reach_find:
 * @grid: the sizes, of an area where nothing may lie
 * @excess: by how much each pixel differs, in gray levels
 * @limit: what of it counts
 * @own: (out): 0 where something reaches into the area from beside it, else 1
 *
 * Finds what lies beside the area.
 */
void
aoi_compare_reach_find (
    const AoiCompareGrid *grid, const AoiPlane *excess, gfloat limit, const AoiPlane *own)
{
  const gint right = grid->width - 1, bottom = grid->height - 1;
  const gint most = MIN (REACH, MIN (grid->width, grid->height) / REACH_PART);
  const Side sides[] = {
    { grid->height, 0, 0, 0, 1, 1, 0 },
    { grid->height, right, 0, 0, 1, -1, 0 },
    { grid->width, 0, 0, 1, 0, 0, 1 },
    { grid->width, 0, bottom, 1, 0, 0, -1 },
  };

  aoi_plane_fill (own, 1.0f);
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    search_side (excess, &sides[i], limit, most, own);
}
