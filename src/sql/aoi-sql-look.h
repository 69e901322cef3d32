/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "sql/aoi-sql.h"

G_BEGIN_DECLS

gboolean aoi_sql_look (const gchar *path, const gchar *statement, gint64 *number, GError **error);

G_END_DECLS
