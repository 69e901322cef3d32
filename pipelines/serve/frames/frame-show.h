/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What people see of a frame. Made by whoever asks, in his thread. */
#pragma once

#include "frames/frame.h"

G_BEGIN_DECLS

#define FRAME_TILE 256 /* pixels along a tile's edge */

guint frame_get_max_zoom (const Frame *self);
AoiRgbImage *frame_read_tile (Frame *self, guint zoom, guint x, guint y);
AoiRgbImage *frame_read_picture (const Frame *self, gint width);
GBytes *frame_encode_picture (Frame *self, gint width, GError **error);
gboolean frame_has_levels (Frame *self);
void frame_drop_levels (Frame *self);

G_END_DECLS
