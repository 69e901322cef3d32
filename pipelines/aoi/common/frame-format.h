/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image.h"

G_BEGIN_DECLS

gboolean frame_format_parse (const gchar *name, AoiFormat *format, GError **error);
gboolean frame_format_parse_size (const gchar *text, gint *width, gint *height, GError **error);

G_END_DECLS
