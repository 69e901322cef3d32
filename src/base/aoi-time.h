/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean aoi_time_parse (const gchar *text, GTimeZone *zone, gint64 *time_us);

G_END_DECLS
