/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image.h"
#include "image/aoi-jpeg-reader.h"

G_BEGIN_DECLS

AoiJpegOutcome aoi_jpeg_parts_decode (GBytes *bytes, const AoiRect *rects, guint n_images,
    AoiImage *frame, AoiImage *images, guint8 **memory, GError **error);

G_END_DECLS
