/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "store/aoi-store.h"

G_BEGIN_DECLS

/**
 * AoiStoreRemoved:
 * @boards: how many were removed
 * @unjudged: how many of them waited to be judged: too many did
 * @overdue: boards that the limits do not keep, and that stay since they wait to be judged
 *
 * What became of old boards.
 */
typedef struct {
  guint boards;
  guint unjudged;
  guint64 overdue;
} AoiStoreRemoved;

gboolean aoi_store_remove_old (AoiStore *self, const AoiStoreLimits *limits,
    const gchar *first_kept, gint64 now_us, guint max, AoiStoreRemoved *removed, GError **error);

G_END_DECLS
