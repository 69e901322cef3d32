/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/ocr/ocr-marks.h"

G_BEGIN_DECLS

/**
 * AoiOcrPicture:
 *
 * Leptonica's picture, which Tesseract takes.
 */
typedef struct Pix AoiOcrPicture;

GArray *aoi_ocr_find_lines (AoiOcrPage *page, gboolean *light);
GArray *aoi_ocr_find_lines_of (AoiOcrPage *page, gboolean light);
void aoi_ocr_find_ground (AoiOcrPage *page, const GArray *lines);
AoiOcrPicture *aoi_ocr_line_new (const AoiOcrPage *page, const AoiOcrLine *line);
AoiOcrPicture *aoi_ocr_line_scale (AoiOcrPicture *line, gdouble scale, gint border);
void aoi_ocr_picture_free (AoiOcrPicture *picture);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiOcrPicture, aoi_ocr_picture_free)

G_END_DECLS
