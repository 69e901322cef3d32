/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "image/aoi-pixels-private.h"

G_BEGIN_DECLS

/* The widest run that is interpolated at once, and how many bytes behind it are overwritten, at most; so many are read behind
 * what it needs of a row. */
#define AOI_BILINEAR_TILE 512
#define AOI_BILINEAR_SLACK 32

/* Rows of a source, at most. */
#define AOI_BILINEAR_ROWS 64

/* A pixel in places along a run. */
#define AOI_BILINEAR_BITS 20
#define AOI_BILINEAR_ONE (1 << AOI_BILINEAR_BITS)

/*
 * AoiBilinearPlace:
 * @column: of the source
 * @row: of the source
 * @x: how far to the right of that pixel's centre, from 0 to below AOI_BILINEAR_ONE
 * @y: how far below, likewise
 */
typedef struct {
  gint column, row;
  gint x, y;
} AoiBilinearPlace;

/*
 * AoiBilinearAxis:
 * @step: by how much places go on from pixel to pixel, beyond what spans do
 * @flip: makes a place what is left of its pixel in that direction
 * @n_steps: how many steps cross a pixel, or one less
 * @crossed: their length
 * @next: by how much the share of an odd pixel of a span is above that of the one before
 * @even: by how much those of even pixels are above that of the first one
 *
 * How places go on along a run. A share is a place in the units of a weight.
 */
typedef struct {
  gint step, flip;
  gint n_steps, crossed;
  gint16 next;
  gint16 even[(AOI_BILINEAR_TILE + AOI_BILINEAR_SLACK) / 2];
} AoiBilinearAxis;

/*
 * AoiBilinearSource:
 * @n_planes: 1 or 3
 * @n_rows: a power of two, at most AOI_BILINEAR_ROWS; each row number is one of them, modulo this
 * @begins: where column 0 of each row is, or would be, in each plane
 * @planes: the pixels
 * @x: columns; spans go on by one from pixel to pixel
 * @y: rows; spans stay in theirs
 *
 * What runs are interpolated from.
 */
typedef struct {
  guint n_planes;
  gint n_rows;
  gint begins[AOI_BILINEAR_ROWS];
  const guint8 *planes[3];
  AoiBilinearAxis x, y;
} AoiBilinearSource;

G_GNUC_INTERNAL void
aoi_bilinear_source_init_axes (AoiBilinearSource *self, gint x_step, gint y_step, gint n);
G_GNUC_INTERNAL void aoi_bilinear_interpolate (
    const AoiBilinearSource *self, const AoiBilinearPlace *begin, gint n, guint8 *const dest[3]);

G_END_DECLS
