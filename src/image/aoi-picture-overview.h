/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image-file.h"
#include "image/aoi-picture.h"

G_BEGIN_DECLS

AoiRgbImage *aoi_picture_decode_overview (GBytes *bytes, gint max_width, GError **error);

G_END_DECLS
