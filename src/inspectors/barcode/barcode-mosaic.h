/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image.h"

G_BEGIN_DECLS

void aoi_barcode_mosaic_read (const AoiView *view, guint8 *dest);

G_END_DECLS
