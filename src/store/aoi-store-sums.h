/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "sql/aoi-sql.h"
#include "store/aoi-store-board.h"

G_BEGIN_DECLS

/**
 * AoiStoreSums:
 *
 * What boards of a transaction add to the sums by hour.
 */
typedef struct _AoiStoreSums AoiStoreSums;

AoiStoreSums *aoi_store_sums_new (void);
void aoi_store_sums_free (AoiStoreSums *self);
void aoi_store_sums_add (AoiStoreSums *self, const AoiStoreBoard *board);
gboolean aoi_store_sums_write (const AoiStoreSums *self, AoiSql *sql, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiStoreSums, aoi_store_sums_free)

G_END_DECLS
