/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "sql/aoi-sql.h"
#include "store/aoi-store-board.h"

G_BEGIN_DECLS

/**
 * AoiStore:
 *
 * A database of boards. One thread's at a time.
 */
typedef struct _AoiStore AoiStore;

/* Boards that wait to be judged and that stay for that alone, unless limits say another number. */
#define AOI_STORE_DEFAULT_OVERDUE 100000

/**
 * AoiStoreLimits:
 * @age_us: boards that are older may be removed; 0: none
 * @boards: how many a station keeps; 0: any
 * @overdue: how many stay beyond these since they wait to be judged; 0: %AOI_STORE_DEFAULT_OVERDUE
 *
 * Which boards are removed. Those with a judgement stay.
 */
typedef struct {
  gint64 age_us;
  guint64 boards;
  guint64 overdue;
} AoiStoreLimits;

AoiStore *aoi_store_open (const gchar *address, AoiSqlMode mode, GError **error);
void aoi_store_close (AoiStore *self);
AoiSql *aoi_store_get_sql (AoiStore *self);
gboolean
aoi_store_add (AoiStore *self, AoiStoreBoard *const *boards, guint n_boards, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiStore, aoi_store_close)

G_END_DECLS
