/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sqlite3.h>

#include "sql/aoi-sql.h"

G_BEGIN_DECLS

gboolean aoi_sql_kind_check (sqlite3 *db, const gchar *shown, GError **error);
gboolean aoi_sql_kind_refuse (const gchar *shown, const gchar *what, GError **error);

G_END_DECLS
