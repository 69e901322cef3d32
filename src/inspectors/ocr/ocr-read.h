/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image.h"
#include "inspectors/ocr/ocr-evidence.h"

G_BEGIN_DECLS

/**
 * AoiOcrReading:
 * @text: what was read: words with a space, lines with a line feed between; valid UTF-8, owned
 * @confidence: mean of the words', 0..1
 * @words: (element-type AoiOcrWord): with boxes in the frame; owned
 * @is_sure: the shapes leave no doubt that the expected text stands there
 * @is_found: it was read, and the shapes are not against it
 * @is_likely: no shape is against it
 * @doubt: (nullable): characters that the print does not tell apart, such as `5 from S`; owned
 */
typedef struct {
  gchar *text;
  gdouble confidence;
  GArray *words;
  gboolean is_sure, is_found, is_likely;
  gchar *doubt;
} AoiOcrReading;

gboolean aoi_ocr_read (AoiOcrPage *page, AoiOcrReader *reader, const AoiView *view,
    const AoiOcrWanted *wanted, const gchar *whitelist, GCancellable *cancellable,
    AoiOcrReading *reading, GError **error);
void aoi_ocr_reading_clear (AoiOcrReading *reading);

G_END_DECLS
