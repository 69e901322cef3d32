/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiTextLikeness:
 * @part: of the text that was read, as it was read; owned
 * @swaps: such as `0 for O`, each once; owned, ends with %NULL
 *
 * How a text contains another one if look-alikes are the same.
 */
typedef struct {
  gchar *part;
  gchar **swaps;
} AoiTextLikeness;

gboolean
aoi_text_find_alike (const gchar *text, const gchar *expected, AoiTextLikeness *similarity);
gboolean aoi_text_are_alike (gunichar a, gunichar b);
void aoi_text_likeness_clear (AoiTextLikeness *similarity);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AoiTextLikeness, aoi_text_likeness_clear)

G_END_DECLS
