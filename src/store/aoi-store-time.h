/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gchar *aoi_store_time_show (gint64 time_us);
gchar *aoi_store_time_show_hour (gint64 time_us);

G_END_DECLS
