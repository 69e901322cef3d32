/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/ocr/ocr-shapes.h"

G_BEGIN_DECLS

/**
 * AoiOcrStretch:
 * @from: its first column
 * @to: the column behind the last one
 * @touches_left: there is no column without ink between it and what is to the left
 * @touches_right: the same to the right
 *
 * Columns of a strip that are a character.
 */
typedef struct {
  gint from, to;
  gboolean touches_left, touches_right;
} AoiOcrStretch;

void
aoi_ocr_strip_init_between (AoiOcrStrip *self, const AoiOcrStrip *strip, AoiOcrStretch *stretch);
void aoi_ocr_strip_clear_between (AoiOcrStrip *self);

G_END_DECLS
