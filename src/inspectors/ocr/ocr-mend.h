/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/ocr/ocr-reader.h"

G_BEGIN_DECLS

/**
 * AoiOcrGlyph:
 * @c: what was read
 * @box: where it is in the page
 * @after_space: a word begins here
 * @confidence: of the word, 0..1
 *
 * A character as read, and its measured place.
 */
typedef struct {
  gunichar c;
  AoiRect box;
  gboolean after_space;
  gdouble confidence;
} AoiOcrGlyph;

gboolean aoi_ocr_words_are_aligned (const GArray *words, const AoiOcrLine *line);
GArray *aoi_ocr_words_mend (const GArray *words, const AoiOcrPage *page, const AoiOcrLine *line);
GArray *aoi_ocr_glyphs_join (const GArray *glyphs);
void aoi_ocr_glyphs_set_spaces (GArray *glyphs, gint height);
void aoi_ocr_glyphs_set_wanted_spaces (GArray *glyphs, gint height);
void aoi_ocr_glyphs_set_shapes (GArray *glyphs, const AoiOcrPage *page);

G_END_DECLS
