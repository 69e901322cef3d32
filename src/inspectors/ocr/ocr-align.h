/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/ocr/ocr-parts.h"
#include "inspectors/ocr/ocr-wanted.h"

G_BEGIN_DECLS

/**
 * AoiOcrStep:
 * @first: number of a slice
 * @n: how many slices
 *
 * Slices that are taken for a character.
 */
typedef struct {
  guint first, n;
} AoiOcrStep;

GArray *aoi_ocr_align (AoiOcrParts *parts, const AoiOcrWanted *wanted);
gdouble aoi_ocr_align_doubt (AoiOcrParts *parts, const GArray *steps);
gdouble aoi_ocr_align_compare (
    AoiOcrParts *parts, const AoiOcrWanted *wanted, const GArray *steps, guint i, gunichar other);
gdouble aoi_ocr_align_compare_longer (AoiOcrParts *parts, const GArray *steps, guint i, gunichar c,
    const gchar *whitelist, gunichar *other);

G_END_DECLS
