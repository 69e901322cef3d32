/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "store/aoi-store-lease.h"

G_BEGIN_DECLS

gboolean aoi_store_lock_judgements (AoiSql *sql, GError **error);

G_END_DECLS
