/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiOcrSimilarity:
 * @part: of the text that was read, as it was read; owned
 * @swaps: such as `0 for O`, each once; owned, ends with %NULL
 *
 * How a text contains another one if look-alikes are the same.
 */
typedef struct {
  gchar *part;
  gchar **swaps;
} AoiOcrSimilarity;

gboolean
aoi_ocr_match_similar (const gchar *text, const gchar *expected, AoiOcrSimilarity *similarity);
void aoi_ocr_similarity_clear (AoiOcrSimilarity *similarity);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AoiOcrSimilarity, aoi_ocr_similarity_clear)

G_END_DECLS
