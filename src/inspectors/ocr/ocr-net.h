/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "inspectors/ocr/ocr-shapes.h"

G_BEGIN_DECLS

#define AOI_OCR_NET_CLASSES 72
#define AOI_OCR_NET_SEEN 96

/**
 * AoiOcrSight:
 * @values: no two of them mean the same, no one has a name
 *
 * What the net sees of a shape. The mean over the characters of a line says what its print is like.
 */
typedef struct {
  gfloat values[AOI_OCR_NET_SEEN];
} AoiOcrSight;

/**
 * AoiOcrRates:
 * @logs: natural logarithms of how likely a shape is each character that the net knows, then of how likely
 *   it is none of them
 *
 * What the net says of a shape.
 */
typedef struct {
  gfloat logs[AOI_OCR_NET_CLASSES];
} AoiOcrRates;

void aoi_ocr_net_init (void);
void aoi_ocr_net_see (const AoiOcrShape *shape, AoiOcrSight *sight);
void aoi_ocr_net_rate (const AoiOcrSight *sight, const AoiOcrSight *context, AoiOcrRates *rates);

G_END_DECLS
