/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "sql/aoi-sql.h"
#include "store/aoi-store-board.h"

G_BEGIN_DECLS

/**
 * AoiStoreSums:
 *
 * The sums by hour of a database that is open for writing, as far as its boards change them. One thread's at a time.
 */
typedef struct _AoiStoreSums AoiStoreSums;

AoiStoreSums *aoi_store_sums_new (AoiSql *sql);
void aoi_store_sums_free (AoiStoreSums *self);
void aoi_store_sums_forget (AoiStoreSums *self);
gboolean aoi_store_sums_begin (AoiStoreSums *self, GError **error);
gboolean aoi_store_sums_add (AoiStoreSums *self, const AoiStoreBoard *board, GError **error);
gboolean aoi_store_sums_write (AoiStoreSums *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiStoreSums, aoi_store_sums_free)

G_END_DECLS
