/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <string.h>

#include "aoi-pixels.h"

/* Frames of random bytes in any format. Planes are allocated to the byte, so that AddressSanitizer sees
 * a read beside them. */

typedef struct {
  AoiImage image;
  guint8 *memory[AOI_IMAGE_MAX_PLANES];
} Frame;

static inline void
frame_clear (Frame *self)
{
  for (guint i = 0; i < AOI_IMAGE_MAX_PLANES; i++)
    g_free (self->memory[i]);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Frame, frame_clear)

static inline void
frame_init (Frame *self, GRand *rand, AoiFormat format, gint width, gint height)
{
  memset (self, 0, sizeof *self);
  aoi_image_init (&self->image, format, width, height);
  self->image.matrix = g_rand_int_range (rand, AOI_YUV_BT601, AOI_YUV_BT2020 + 1);
  self->image.full_range = g_rand_boolean (rand);
  for (guint i = 0; i < aoi_format_get_n_planes (format); i++) {
    gsize row_bytes, size;
    gint rows;

    aoi_format_get_plane_size (format, i, width, height, &row_bytes, &rows);
    self->image.stride[i] = row_bytes + g_rand_int_range (rand, 0, 9);
    size = (gsize) self->image.stride[i] * (rows - 1) + row_bytes;
    self->memory[i] = g_malloc (size);
    for (gsize k = 0; k < size; k++)
      self->memory[i][k] = g_rand_int (rand) >> 8;
    self->image.data[i] = self->memory[i];
  }
}
