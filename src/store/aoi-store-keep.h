/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "store/aoi-store.h"

G_BEGIN_DECLS

gboolean aoi_store_remove_old (AoiStore *self, const AoiStoreLimits *limits,
    const gchar *first_kept, gint64 now_us, guint max, guint *n_removed, GError **error);

G_END_DECLS
