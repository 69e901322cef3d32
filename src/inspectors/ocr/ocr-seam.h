/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/ocr/ocr-shapes.h"

G_BEGIN_DECLS

void aoi_ocr_strip_init_between (AoiOcrStrip *self, const AoiOcrStrip *strip, gint *from, gint *to,
    gboolean cut_left, gboolean cut_right);
void aoi_ocr_strip_clear_between (AoiOcrStrip *self);

G_END_DECLS
