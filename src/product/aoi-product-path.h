/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gchar *aoi_product_path_find (const gchar *path, GError **error);
gchar *aoi_product_path_get_name (const gchar *file);
gchar *aoi_product_path_get_colors (const gchar *file);

G_END_DECLS
