/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/ocr/ocr-advances.h"
#include "inspectors/ocr/ocr-net.h"

G_BEGIN_DECLS

/* So many numbers say what a character looks like. */
#define AOI_OCR_LOOK_VALUES 12

/**
 * AoiOcrLook:
 * @values: each as much as it differs between two pictures of one character, from the one that tells most on
 *
 * What a character looks like, in as few numbers as tell one font from another.
 */
typedef struct {
  gfloat values[AOI_OCR_LOOK_VALUES];
} AoiOcrLook;

/**
 * AoiOcrFontLine:
 *
 * A line of print beside the fonts that are known.
 */
typedef struct _AoiOcrFontLine AoiOcrFontLine;

void aoi_ocr_fonts_init (void);
void aoi_ocr_look_take (const AoiOcrSight *sight, gdouble width, AoiOcrLook *look);
AoiOcrFontLine *aoi_ocr_font_line_new (
    const AoiOcrLook *looks, const AoiOcrGap *gaps, const gunichar *text, guint n);
void aoi_ocr_font_line_free (AoiOcrFontLine *self);
gboolean
aoi_ocr_font_line_compare (const AoiOcrFontLine *self, guint i, gunichar other, gdouble *by);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiOcrFontLine, aoi_ocr_font_line_free)

G_END_DECLS
