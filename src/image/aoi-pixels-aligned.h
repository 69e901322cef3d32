/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "image/aoi-pixels-bilinear.h"

G_BEGIN_DECLS

/* Bytes of the rows that are kept: enough for the widest runs at 2 degrees, for such of AOI_PIXELS_TILE at 5 and of
 * AOI_PIXELS_BLOCK at any, and few enough for the stack and the CPU's caches. */
#define AOI_ALIGNED_BYTES (3 * 32 * 576)

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

/* What of a row of the frame is kept: nothing if `n` is 0. */
typedef struct {
  gint row;
  gint first, n;
} AoiAlignedPart;

/* A view along an alignment, read without its rotation. */
typedef struct {
  AoiPlanesFunc read;
  gconstpointer source;
  gint tile; /* the widest run */
  gint x_step, y_step; /* of runs, as AoiBilinearSource has them */
  gint drift; /* columns by which what is needed of a row moves from the first run to the last */
  gint stride; /* pixels from row to row */
  AoiAlignedMap map;
  AoiRect kept; /* what the run before needed */
  AoiAlignedPart parts[AOI_BILINEAR_ROWS];
  AoiBilinearSource rows;
  guint8 pixels[AOI_ALIGNED_BYTES + 2 * AOI_BILINEAR_SLACK]; /* of `rows` */
} AoiAlignedReader;

G_GNUC_INTERNAL void aoi_aligned_reader_init (
    AoiAlignedReader *self, const AoiView *view, guint n_planes, gboolean half, gint tile);
G_GNUC_INTERNAL void
aoi_aligned_reader_read (AoiAlignedReader *self, gint x, gint y, gint n, guint8 *const dest[3]);

G_END_DECLS
