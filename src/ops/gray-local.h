/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gsize aoi_gray_local_get_size (gint width, gint height, gint block);
gint aoi_gray_local_range (const guint8 *src, gint width, gint height, gint block);
void aoi_gray_local_stretch (const guint8 *src, gint width, gint height, gint block, gint least,
    guint8 *memory, guint8 *dest);

G_END_DECLS
