/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

gboolean aoi_archive_name_is_day (const gchar *name);
gboolean aoi_archive_name_is_record (const gchar *name);
gchar *aoi_archive_line_new (const gchar *archive, const gchar *record, GError **error);
gchar *aoi_archive_line_new_removed (const gchar *record);
gchar *aoi_archive_line_parse (const gchar *line, gsize length, gboolean *removed);

G_END_DECLS
