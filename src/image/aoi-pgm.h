/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-error.h"

G_BEGIN_DECLS

/**
 * AOI_PGM_MAX_HEADER:
 *
 * Bytes that aoi_pgm_write_header() needs at most.
 */
#define AOI_PGM_MAX_HEADER 32

/**
 * AOI_PGM_MAX_READ:
 *
 * Bytes of a file in which its header must end to be read.
 */
#define AOI_PGM_MAX_READ 512

/**
 * AoiPgmHeader:
 * @channels: 1 for PGM, 3 for PPM
 * @width: in pixels, at least 1
 * @height: in pixels, at least 1
 * @length: bytes of the header; the pixels follow, row by row without padding
 *
 * What a binary portable graymap (`P5`) or pixmap (`P6`) of 8 bits says of itself.
 */
typedef struct {
  gint channels;
  gint width;
  gint height;
  gsize length;
} AoiPgmHeader;

gsize aoi_pgm_write_header (gchar *dest, gint channels, gint width, gint height);
gboolean aoi_pgm_read_header (const guint8 *data, gsize size, AoiPgmHeader *header, GError **error);
gsize aoi_pgm_get_pixel_bytes (const AoiPgmHeader *header);

G_END_DECLS
