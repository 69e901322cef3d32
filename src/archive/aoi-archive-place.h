/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The file beside the products of a day that lists its records. */
#define AOI_ARCHIVE_DAY_INDEX "index.js"

gchar *aoi_archive_place_new (
    gint64 time, const gchar *product, guint64 number, gboolean passed, guint copy);
gboolean
aoi_archive_place_parse (const gchar *place, gint64 *time, gboolean *exact, gboolean *passed);
gchar *aoi_archive_place_format_time (gint64 time);

G_END_DECLS
