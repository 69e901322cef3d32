/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-result.h"
#include "aoi-roi.h"

G_BEGIN_DECLS

/**
 * AoiBarcodeContent:
 *
 * What an ROI asks of a code's text: text_match, length, gs1, and no text twice in the ROI if it must be
 * unique. Immutable: any number of threads at once.
 */
typedef struct _AoiBarcodeContent AoiBarcodeContent;

gboolean aoi_barcode_content_new (const AoiRoi *roi, AoiBarcodeContent **content, GError **error);
void aoi_barcode_content_free (AoiBarcodeContent *self);
GVariant *aoi_barcode_content_judge (
    const AoiBarcodeContent *self, const GArray *codes, AoiRoiResult *result);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiBarcodeContent, aoi_barcode_content_free)

G_END_DECLS
