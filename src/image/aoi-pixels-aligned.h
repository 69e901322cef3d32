/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "image/aoi-pixels-private.h"

G_BEGIN_DECLS

/* The widest run that is read at once, and how many bytes behind a run are overwritten. */
#define AOI_ALIGNED_TILE AOI_PIXELS_TILE
#define AOI_ALIGNED_SLACK 16

/* Rows of a view whose part of the frame is read at once, if it has room. More would need more of the stack, fewer would
 * read more of the frame twice. */
#define AOI_ALIGNED_ROWS 64

/* Pixels of that part: as many as a run at any angle covers, its length grown by AOI_ALIGNMENT_MAX_SCALE. */
#define AOI_ALIGNED_PIXELS (192 * 192)

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

/* From the pixels of a view to places in the frame, or in its cells: whole numbers are centres of pixels. */
typedef struct {
  gdouble xx, xy, x0;
  gdouble yx, yy, y0;
} AoiAlignedMap;

/* How a place goes on along a run, in 1 / 65536 of a pixel. */
typedef struct {
  gint step; /* beyond that to the next pixel of the frame */
  guint64 inverse; /* of its amount, in 1 / 65536 of a pixel, or a little less */
  guint16 ramp[AOI_ALIGNED_TILE + AOI_ALIGNED_SLACK]; /* so many steps; whole pixels do not count */
} AoiAlignedAxis;

/* A view along an alignment, read without its rotation. */
typedef struct {
  AoiPlanesFunc read;
  gconstpointer source;
  guint n_planes;
  gint height, n_rows; /* of the view; of a tile */
  AoiAlignedMap map;
  AoiAlignedAxis x, y;
  AoiRect tile; /* whose part of the frame is in `planes` */
  AoiRect part;
  guint8 planes[3][AOI_ALIGNED_PIXELS + 2 * AOI_ALIGNED_SLACK];
} AoiAlignedReader;

G_GNUC_INTERNAL void aoi_aligned_reader_init (
    AoiAlignedReader *self, const AoiView *view, guint n_planes, gboolean half);
G_GNUC_INTERNAL void
aoi_aligned_reader_read (AoiAlignedReader *self, gint x, gint y, gint n, guint8 *const dest[3]);

G_END_DECLS
