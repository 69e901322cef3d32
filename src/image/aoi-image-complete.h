/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean aoi_png_is_complete (const guint8 *data, gsize length);
gboolean aoi_jpeg_is_complete (const guint8 *data, gsize length);

G_END_DECLS
