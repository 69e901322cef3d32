/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "image/aoi-pixels-bilinear.h"

G_BEGIN_DECLS

/* The widest run that is read at once. */
#define AOI_ALIGNED_TILE AOI_PIXELS_TILE

/* Rows that are kept, and pixels of all of them: enough for the widest run at 5 degrees, for one of AOI_PIXELS_BLOCK at
 * any angle, and small enough for the CPU's nearest cache. */
#define AOI_ALIGNED_ROWS 64
#define AOI_ALIGNED_PIXELS (32 * 288)

/*
 * AoiPlanesFunc:
 * @source: a frame
 * @x: first pixel, or cell, of the frame
 * @y: row
 * @n: how many pixels; outside of the frame the nearest is repeated
 * @planes: where they go: gray in the first one, or red, green and blue
 *
 * Reads a run of pixels of a frame's row.
 */
typedef void (*AoiPlanesFunc) (
    gconstpointer source, gint x, gint y, gint n, guint8 *const planes[3]);

/* From the pixels of a view to places in the frame, or in its cells: whole numbers are centres of pixels. In 1 / 2^32 of a
 * pixel. */
typedef struct {
  gint64 xx, xy, x0;
  gint64 yx, yy, y0;
} AoiAlignedMap;

/* How a place goes on along a run, in 1 / 2^20 of a pixel. */
typedef struct {
  gint step; /* for x, beyond that to the next pixel of the frame */
  gint flip; /* makes a share what is left of the pixel */
  guint64 inverse; /* of the step's amount, so that products are exact quotients */
  gint least; /* steps that there are at any place */
} AoiAlignedAxis;

/* A row of the frame that is kept, or none if `n` is 0. */
typedef struct {
  gint number;
  gint first, n; /* its pixels */
  gint begin; /* where pixel 0 is, or would be, in each plane */
} AoiAlignedRow;

/* A view along an alignment, read without its rotation. */
typedef struct {
  AoiPlanesFunc read;
  gconstpointer source;
  guint n_planes;
  gint tile; /* the widest run */
  gint n_rows, stride; /* that are kept, a power of two */
  gint
      drift; /* pixels by which a row's part is moved from the first run that needs it to the last */
  AoiAlignedMap map;
  AoiAlignedAxis x, y;
  AoiBilinearRamp x_ramp, y_ramp;
  AoiAlignedRow rows[AOI_ALIGNED_ROWS];
  guint8 planes[3][AOI_ALIGNED_PIXELS + 2 * AOI_BILINEAR_SLACK];
} AoiAlignedReader;

G_GNUC_INTERNAL void aoi_aligned_reader_init (
    AoiAlignedReader *self, const AoiView *view, guint n_planes, gboolean half);
G_GNUC_INTERNAL void
aoi_aligned_reader_read (AoiAlignedReader *self, gint x, gint y, gint n, guint8 *const dest[3]);

G_END_DECLS
