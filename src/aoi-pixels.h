/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image.h"

G_BEGIN_DECLS

void aoi_pixels_read_gray (const AoiView *view, guint8 *dest, gsize stride);
void aoi_pixels_read_rgb (const AoiView *view, guint8 *dest, gsize stride);

G_END_DECLS
