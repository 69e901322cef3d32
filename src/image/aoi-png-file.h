/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gsize aoi_png_find_end (const guint8 *data, gsize length, gsize *from);
gboolean aoi_png_is_gray (const guint8 *data, gsize length);
const guint8 *aoi_png_find_chunk (const guint8 *data, gsize length, const gchar *name, gsize *size);

G_END_DECLS
