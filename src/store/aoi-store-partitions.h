/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "sql/aoi-sql.h"
#include "store/aoi-store-board.h"

G_BEGIN_DECLS

/**
 * AoiStorePartitions:
 *
 * The months for which a database has partitions, as far as a connection knows.
 */
typedef struct _AoiStorePartitions AoiStorePartitions;

AoiStorePartitions *aoi_store_partitions_new (void);
void aoi_store_partitions_free (AoiStorePartitions *self);
gboolean aoi_store_partitions_ensure (AoiStorePartitions *self, AoiSql *sql,
    AoiStoreBoard *const *boards, guint n_boards, GError **error);

G_END_DECLS
