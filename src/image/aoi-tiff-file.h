/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

guint aoi_tiff_count_pages (const guint8 *data, gsize length);
gboolean aoi_tiff_is_gray (const guint8 *data, gsize length);
gint aoi_tiff_get_orientation (const guint8 *data, gsize length);
gint aoi_tiff_get_sure_orientation (const guint8 *data, gsize length);

G_END_DECLS
