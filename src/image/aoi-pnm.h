/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "image/aoi-picture.h"

G_BEGIN_DECLS

/**
 * AoiPnmFault:
 * @AOI_PNM_GOOD: nothing
 * @AOI_PNM_NO_SPACE: no space follows the magic number
 * @AOI_PNM_NO_SIZE: width or height are missing or too large
 * @AOI_PNM_NO_MAXIMUM: the greatest value is missing or not from 1 to 65535
 * @AOI_PNM_NO_END: no space follows the last number
 *
 * What a header lacks.
 */
typedef enum {
  AOI_PNM_GOOD,
  AOI_PNM_NO_SPACE,
  AOI_PNM_NO_SIZE,
  AOI_PNM_NO_MAXIMUM,
  AOI_PNM_NO_END,
} AoiPnmFault;

/**
 * AoiPnmHeader:
 * @kind: the digit of the magic number, 1 to 6
 * @channels: 1 or 3
 * @width: in pixels, at least 1
 * @height: in pixels, at least 1
 * @maximum: the greatest value, 1 to 65535
 * @length: bytes of the header, up to and with the one space behind it
 *
 * What a file of netpbm says of itself.
 */
typedef struct {
  gint kind;
  gint channels;
  gint width, height;
  gint maximum;
  gsize length;
} AoiPnmHeader;

AoiPnmFault aoi_pnm_read_header (const guint8 *data, gsize length, AoiPnmHeader *header);
guint64 aoi_pnm_get_length (const guint8 *data, gsize length, const AoiPnmHeader *header);
AoiPicture *aoi_pnm_decode (GBytes *bytes, GError **error);

G_END_DECLS
