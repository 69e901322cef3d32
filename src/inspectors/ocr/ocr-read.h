/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image.h"
#include "inspectors/ocr/ocr-reader.h"

G_BEGIN_DECLS

/**
 * AoiOcrReading:
 * @text: what was read: words with a space, lines with a line feed between; valid UTF-8, owned
 * @confidence: mean of the words', 0..1
 * @words: (element-type AoiOcrWord): with boxes in the frame; owned
 */
typedef struct {
  gchar *text;
  gdouble confidence;
  GArray *words;
} AoiOcrReading;

gboolean aoi_ocr_read (AoiOcrPage *page, AoiOcrReader *reader, const AoiView *view,
    const gchar *whitelist, GCancellable *cancellable, AoiOcrReading *reading, GError **error);
void aoi_ocr_reading_clear (AoiOcrReading *reading);

G_END_DECLS
