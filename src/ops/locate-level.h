/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Rows of a picture that is to be found have a multiple of this many pixels, zeros behind their own. */
#define AOI_LOCATE_ALIGN 16

/**
 * AoiLocatePicture:
 * @data: @height rows of @stride pixels
 * @width: in pixels
 * @height: in pixels
 * @stride: pixels from row to row
 *
 * Gray pixels as 16-bit numbers, of which a CPU multiplies and adds twice as many at once as of floats, and
 * exactly.
 */
typedef struct {
  gint16 *data;
  gint width, height, stride;
} AoiLocatePicture;

/**
 * AoiLocateTemplate:
 * @picture: what is to be found
 * @sum: of its pixels
 * @spread: number of pixels times the sum of their squares, less the square of their sum
 */
typedef struct {
  AoiLocatePicture picture;
  gint64 sum, spread;
} AoiLocateTemplate;

/**
 * AoiLocateWindow:
 * @picture: where it is to be found
 * @sums: sums of all pixels above and left of (x, y) at y * (@picture.width + 1) + x, modulo 2^32
 * @squares: the same of their squares
 *
 * Differences of sums modulo 2^32 are the sums over rectangles as long as these are below that.
 */
typedef struct {
  AoiLocatePicture picture;
  guint32 *sums, *squares;
} AoiLocateWindow;

void aoi_locate_picture_layout (AoiLocatePicture *self, gint width, gint height, gint room);
void aoi_locate_picture_set (AoiLocatePicture *self, const guint8 *gray, gsize stride);
void aoi_locate_picture_halve (const AoiLocatePicture *src, AoiLocatePicture *dest);
void aoi_locate_template_sum (AoiLocateTemplate *self);
void aoi_locate_window_sum (AoiLocateWindow *self);
gdouble aoi_locate_correlate (
    const AoiLocateTemplate *template, const AoiLocateWindow *window, gint x, gint y);

G_END_DECLS
