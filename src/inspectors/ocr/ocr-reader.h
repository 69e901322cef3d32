/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "aoi-rect.h"
#include "inspectors/ocr/ocr-prepare.h"

G_BEGIN_DECLS

/**
 * AoiOcrWord:
 * @text: valid UTF-8, owned
 * @confidence: 0..1
 * @box: around it, in the picture that was read
 */
typedef struct {
  gchar *text;
  gdouble confidence;
  AoiRect box;
} AoiOcrWord;

/**
 * AoiOcrReader:
 *
 * Tesseract for one set of languages; used by one thread at a time. It learns nothing from what it
 * reads.
 */
typedef struct _AoiOcrReader AoiOcrReader;

GArray *aoi_ocr_words_new (void);
AoiOcrReader *aoi_ocr_reader_new (const gchar *language, GError **error);
void aoi_ocr_reader_free (AoiOcrReader *self);
GArray *aoi_ocr_reader_read (AoiOcrReader *self, AoiOcrPicture *picture, gboolean raw,
    const gchar *whitelist, GCancellable *cancellable, GError **error);

G_END_DECLS
