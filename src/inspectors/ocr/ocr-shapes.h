/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/ocr/ocr-prepare.h"

G_BEGIN_DECLS

#define AOI_OCR_SHAPE_ROWS 28
#define AOI_OCR_SHAPE_COLUMNS 32
#define AOI_OCR_SHAPE_FACTS 4

/**
 * AoiOcrShape:
 * @ink: rows of how much ink there is, 0..1. A capital takes 20 rows, from the fifth on; columns are as wide
 *   as rows are high, and the middle of the character is that of the row
 * @facts: width, space to the left and to the right in heights of capitals, and that height in pixels / 40
 *
 * What a part of a line looks like, whatever its size, its polarity and the light.
 */
typedef struct {
  gfloat ink[AOI_OCR_SHAPE_ROWS * AOI_OCR_SHAPE_COLUMNS];
  gfloat facts[AOI_OCR_SHAPE_FACTS];
} AoiOcrShape;

/**
 * AoiOcrPlacement:
 * @x: how far to the right
 * @y: how far down
 * @growth: by how much more is seen upwards and downwards together
 *
 * Where the cells of a shape lie beside their usual place, in heights of capitals.
 */
typedef struct {
  gdouble x, y, growth;
} AoiOcrPlacement;

/**
 * AoiOcrColumn:
 * @AOI_OCR_COLUMN_EMPTY: without ink
 * @AOI_OCR_COLUMN_INKED: with ink
 * @AOI_OCR_COLUMN_FADED: with what is left of a thin stroke, where that is looked for
 *
 * What a column of a strip has.
 */
typedef enum {
  AOI_OCR_COLUMN_EMPTY,
  AOI_OCR_COLUMN_INKED,
  AOI_OCR_COLUMN_FADED
} AoiOcrColumn;

/**
 * AoiOcrStrip:
 * @picture: the line in black on white; borrowed
 * @line: the line; borrowed
 * @top: of capitals, in rows of @picture
 * @foot: of capitals
 * @inked: whether each column of @picture has ink, an #AoiOcrColumn; owned
 *
 * A line to be cut into characters. Columns are those of @picture.
 */
typedef struct {
  AoiOcrPicture *picture;
  const AoiOcrLine *line;
  gdouble top, foot;
  guint8 *inked;
} AoiOcrStrip;

void aoi_ocr_strip_init (
    AoiOcrStrip *self, const AoiOcrPage *page, AoiOcrPicture *picture, const AoiOcrLine *line);
void aoi_ocr_strip_clear (AoiOcrStrip *self);
gdouble aoi_ocr_strip_get_height (const AoiOcrStrip *self);
gboolean aoi_ocr_strip_trim (const AoiOcrStrip *self, gint *from, gint *to);
gdouble aoi_ocr_strip_measure_column (const AoiOcrStrip *self, gint column);
void aoi_ocr_strip_take (const AoiOcrStrip *self, gint from, gint to,
    const AoiOcrPlacement *placement, AoiOcrShape *shape);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AoiOcrStrip, aoi_ocr_strip_clear)

G_END_DECLS
