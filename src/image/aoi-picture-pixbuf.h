/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "image/aoi-picture.h"

G_BEGIN_DECLS

void aoi_picture_pixbuf_load (void);
AoiPicture *aoi_picture_decode_pixbuf (GBytes *bytes, AoiPictureType type, GError **error);
AoiPicture *aoi_picture_decode_small (GBytes *bytes, gint width, GError **error);

G_END_DECLS
