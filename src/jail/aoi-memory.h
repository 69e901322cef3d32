/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gint aoi_memory_new (gsize size, GError **error);
gint aoi_memory_new_of (GBytes *bytes, GError **error);
gpointer aoi_memory_map (gint fd, gsize size, GError **error);

G_END_DECLS
