/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <string.h>

#include "aoi-image.h"
#include "ops/kernel.h"

G_BEGIN_DECLS

/* The widest part of a view that is buffered at once, so that buffers fit on the stack. A multiple of
 * AOI_PIXELS_BLOCK. */
#define AOI_PIXELS_TILE 256

/* The side of the square blocks that are turned at once: enough to fill the widest registers. */
#define AOI_PIXELS_BLOCK 32

/* What a kernel inlines: once for each set of constants and for each of AOI_KERNEL's two. */
#define AOI_KERNEL_INLINE static inline __attribute__ ((always_inline))

/* BT.601 luma in 1/256: their sum times 255, plus the rounding, fits 16 bits. */
#define AOI_LUMA_RED 77
#define AOI_LUMA_GREEN 150
#define AOI_LUMA_BLUE 29

/*
 * AoiRowFunc:
 * @image: the frame
 * @x: first pixel, counted from the corner of the image's valid part
 * @y: row, counted from there
 * @n: how many pixels, at least 1, all inside of the valid part
 * @planes: where they go: gray in the first one, or red, green and blue
 *
 * Reads a run of pixels of a row. Planes overlap neither each other nor the frame.
 */
typedef void (*AoiRowFunc) (const AoiImage *image, gint x, gint y, gint n, guint8 *planes[3]);

G_GNUC_INTERNAL void
aoi_pixels_gray_gray (const AoiImage *image, gint x, gint y, gint n, guint8 *planes[3]);
G_GNUC_INTERNAL void
aoi_pixels_gray_rgb (const AoiImage *image, gint x, gint y, gint n, guint8 *planes[3]);
G_GNUC_INTERNAL void
aoi_pixels_packed_gray (const AoiImage *image, gint x, gint y, gint n, guint8 *planes[3]);
G_GNUC_INTERNAL void
aoi_pixels_packed_rgb (const AoiImage *image, gint x, gint y, gint n, guint8 *planes[3]);
G_GNUC_INTERNAL void
aoi_pixels_yuv_gray (const AoiImage *image, gint x, gint y, gint n, guint8 *planes[3]);
G_GNUC_INTERNAL void
aoi_pixels_yuv_rgb (const AoiImage *image, gint x, gint y, gint n, guint8 *planes[3]);
G_GNUC_INTERNAL void
aoi_pixels_bayer_gray (const AoiImage *image, gint x, gint y, gint n, guint8 *planes[3]);
G_GNUC_INTERNAL void
aoi_pixels_bayer_rgb (const AoiImage *image, gint x, gint y, gint n, guint8 *planes[3]);

G_GNUC_INTERNAL void
aoi_pixels_bayer_rgb_edges (const AoiImage *image, gint x, gint y, gint n, guint8 *planes[3]);

/*
 * AoiReading:
 * @AOI_READING_PLAIN: pixels
 * @AOI_READING_HALF: cells of 2x2 pixels
 * @AOI_READING_FINE: pixels; of a mosaic that is read along an alignment, demosaiced along edges
 */
typedef enum {
  AOI_READING_PLAIN,
  AOI_READING_HALF,
  AOI_READING_FINE,
} AoiReading;

G_GNUC_INTERNAL AoiRowFunc aoi_pixels_get_row_func (AoiFormat format, gboolean rgb);
G_GNUC_INTERNAL AoiRect aoi_pixels_get_valid_cells (const AoiImage *image);
G_GNUC_INTERNAL void aoi_pixels_read (
    const AoiView *view, guint n_planes, AoiReading reading, guint8 *dest, gsize stride);
G_GNUC_INTERNAL void aoi_pixels_read_view (
    const AoiView *view, guint n_planes, AoiReading reading, guint8 *dest, gsize stride);
G_GNUC_INTERNAL void
aoi_pixels_half_bayer_gray (const AoiImage *image, gint x, gint y, gint n, guint8 *planes[3]);
G_GNUC_INTERNAL void
aoi_pixels_half_bayer_rgb (const AoiImage *image, gint x, gint y, gint n, guint8 *planes[3]);
G_GNUC_INTERNAL void aoi_pixels_half_row (const AoiImage *image, AoiRowFunc full, guint n_planes,
    gint x, gint y, gint n, guint8 *planes[3]);

/*
 * AoiBlock:
 *
 * A square of one plane's pixels.
 */
typedef guint8 AoiBlock[AOI_PIXELS_BLOCK][AOI_PIXELS_BLOCK];

G_GNUC_INTERNAL void
aoi_pixels_transpose (const guint8 *src, gsize stride, gint n, gint n_rows, AoiBlock dest);
G_GNUC_INTERNAL void aoi_pixels_reverse (const guint8 *src, gint n, guint8 *dest);
G_GNUC_INTERNAL void
aoi_pixels_write_run (guint8 *const planes[3], guint n_planes, gint n, guint8 *dest);
G_GNUC_INTERNAL void
aoi_pixels_write_packed (guint8 *const planes[3], AoiFormat format, gint n, guint8 *dest);
G_GNUC_INTERNAL void aoi_pixels_write_blocks (
    const AoiBlock blocks[3], guint n_planes, gint n_rows, gint n, guint8 *dest, gssize stride);

/* Two bytes as one number, the left one low, so that loops over pairs load and store them at once. */
static inline guint16
aoi_load_pair (const guint8 *src)
{
  guint16 pair;

  memcpy (&pair, src, sizeof pair);
  return GUINT16_FROM_LE (pair);
}

static inline void
aoi_store_pair (guint8 *dest, guint16 pair)
{
  pair = GUINT16_TO_LE (pair);
  memcpy (dest, &pair, sizeof pair);
}

G_GNUC_INTERNAL void aoi_pixels_add_time (gint64 ns);

G_END_DECLS
