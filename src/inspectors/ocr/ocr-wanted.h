/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiOcrWanted:
 * @length: of the expected text without white space
 * @text: its characters
 * @after_space: whether white space is before each
 *
 * The text that is to stand in a view. Immutable.
 */
typedef struct {
  guint length;
  gunichar *text;
  gboolean *after_space;
} AoiOcrWanted;

AoiOcrWanted *aoi_ocr_wanted_new (const gchar *text);
void aoi_ocr_wanted_free (AoiOcrWanted *wanted);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiOcrWanted, aoi_ocr_wanted_free)

G_END_DECLS
