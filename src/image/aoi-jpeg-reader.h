/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "aoi-rect.h"

G_BEGIN_DECLS

/**
 * AoiJpegOutcome:
 * @AOI_JPEG_DONE: the pixels are there
 * @AOI_JPEG_OTHER: the picture has to be decoded as a whole, by another decoder, and checked by aoi_jpeg_check()
 * @AOI_JPEG_DAMAGED: it must not be taken
 *
 * What became of a picture.
 */
typedef enum {
  AOI_JPEG_DONE,
  AOI_JPEG_OTHER,
  AOI_JPEG_DAMAGED,
} AoiJpegOutcome;

/**
 * AoiJpegHead:
 * @width: in pixels, as the file has it
 * @height: in pixels, as the file has it
 * @n_channels: bytes a pixel: 1 for gray, 3 for RGB
 * @orientation: how it is to be turned, 1 to 8 as EXIF defines it; 0: not at all
 *
 * What a JPEG file says of its picture.
 */
typedef struct {
  gint width, height;
  gint n_channels;
  gint orientation;
} AoiJpegHead;

/**
 * AoiJpegPart:
 * @rect: what is wanted, inside of the picture as the file has it
 * @first: where its first pixel is to be
 * @step: bytes from a pixel to that at its right
 * @row_step: bytes from a pixel to that below it
 *
 * A part of a picture, and where it goes: steps may turn it.
 */
typedef struct {
  AoiRect rect;
  guint8 *first;
  gssize step, row_step;
} AoiJpegPart;

/**
 * AoiJpegReader:
 *
 * Decodes parts of one JPEG file. Of one thread at a time.
 */
typedef struct _AoiJpegReader AoiJpegReader;

AoiJpegOutcome
aoi_jpeg_reader_open (GBytes *bytes, AoiJpegHead *head, AoiJpegReader **reader, GError **error);
AoiJpegOutcome
aoi_jpeg_reader_read (AoiJpegReader *self, const AoiJpegPart *parts, guint n_parts, GError **error);
void aoi_jpeg_reader_close (AoiJpegReader *self);
gboolean aoi_jpeg_check (GBytes *bytes, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiJpegReader, aoi_jpeg_reader_close)

G_END_DECLS
