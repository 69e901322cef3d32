/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "store/aoi-store-board.h"

G_BEGIN_DECLS

#define AOI_STORE_NO_CODE "N/A" /* barcode of a device that has none */

AoiStoreBoard *aoi_store_board_alloc (void);
const gchar *aoi_store_board_take (AoiStoreBoard *self, gchar *text);
const gchar *aoi_store_or_empty (const gchar *text);
gint64 aoi_store_board_align_time (const gchar *id, gint64 time_us);
void aoi_store_board_judge (AoiStoreBoard *self, gboolean passed);

G_END_DECLS
