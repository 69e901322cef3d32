/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "sql/aoi-sql.h"

G_BEGIN_DECLS

#define AOI_STORE_SCHEMA_VERSION 6 /* of the newest schema */

#define AOI_STORE_SCHEMA_TABLE \
  "aoi_schema" /* has the version, and is in no other program's files */

gboolean aoi_store_schema_update (AoiSql *sql, GError **error);
gboolean aoi_store_schema_check (AoiSql *sql, GError **error);

G_END_DECLS
