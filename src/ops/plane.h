/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiPlane:
 * @data: the pixel at (0, 0)
 * @width: in pixels
 * @height: in pixels
 * @margin: how many pixels around these are there too, at negative coordinates and beyond the size
 * @stride: floats from row to row
 *
 * One channel of a picture in memory of somebody else. The margin saves the kernels all border
 * cases.
 */
typedef struct {
  gfloat *data;
  gint width, height;
  gint margin;
  gint stride;
} AoiPlane;

/**
 * AoiRun:
 * @begin: first column
 * @end: the column after the last one; not above @begin: the run is empty
 *
 * The columns of one row that count. An array of them, one a row, is a mask.
 */
typedef struct {
  gint begin, end;
} AoiRun;

static inline gfloat *
aoi_plane_row (const AoiPlane *plane, gint y)
{
  return plane->data + (gssize) y * plane->stride;
}

gsize aoi_plane_init (AoiPlane *plane, gfloat *memory, gint width, gint height, gint margin);
void aoi_plane_reflect (const AoiPlane *plane);
void aoi_plane_fill (const AoiPlane *plane, gfloat value);
void aoi_plane_multiply (const AoiPlane *plane, const AoiPlane *factors);

G_END_DECLS
