/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiOcrPage:
 * @width: in pixels
 * @height: in pixels
 * @capacity: how many pixels @gray has room for
 * @gray: the view, reduced if it is very large; a byte a pixel, rows without a gap
 * @smooth: working memory, as @gray below
 * @ink: %AOI_OCR_GROUND, %AOI_OCR_INK or %AOI_OCR_FOREIGN for each pixel
 * @mean: working memory: a number a pixel
 * @sums: working memory of the means
 * @reduction: by how much the view was reduced
 * @angle: radians clockwise by which @gray was turned about its centre to set lines straight
 *
 * What one worker needs to find text in a view. @gray holds a view of any size, the others no more
 * than %AOI_OCR_MAX_PIXELS.
 */
typedef struct {
  gint width, height;
  gsize capacity;
  guint8 *gray, *smooth, *ink;
  gfloat *mean;
  guint32 *sums;
  gint reduction;
  gdouble angle;
} AoiOcrPage;

/* So that no ROI, however large, becomes too much to read in a frame's time. */
#define AOI_OCR_MAX_PIXELS ((gsize) 4 * 1024 * 1024)

enum {
  AOI_OCR_GROUND,
  AOI_OCR_INK,
  AOI_OCR_FOREIGN, /* edges of labels and of the board, parts, specks */
};

gboolean aoi_ocr_page_init (AoiOcrPage *page, gsize n_pixels);
void aoi_ocr_page_clear (AoiOcrPage *page);
void aoi_ocr_page_reduce (AoiOcrPage *page, gint width, gint height);
void aoi_ocr_page_flatten (AoiOcrPage *page);
void aoi_ocr_page_flatten_ground (AoiOcrPage *page);
void aoi_ocr_page_clear_ink (AoiOcrPage *page);
void aoi_ocr_page_turn (AoiOcrPage *page, gdouble angle);
void aoi_ocr_page_to_view (const AoiOcrPage *page, gdouble x, gdouble y, gdouble *vx, gdouble *vy);

G_END_DECLS
