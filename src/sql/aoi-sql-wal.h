/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

const gchar *aoi_sql_wal_get_vfs (void);

G_END_DECLS
