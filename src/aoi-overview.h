/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image-file.h"
#include "aoi-image.h"

G_BEGIN_DECLS

void aoi_overview_get_size (
    gint frame_width, gint frame_height, gint max_width, gint *width, gint *height);
AoiRgbImage *aoi_overview_new (const AoiImage *image, gint max_width);
void aoi_overview_write (
    const AoiImage *image, AoiFormat format, gint width, gint height, guint8 *dest, gsize stride);

G_END_DECLS
