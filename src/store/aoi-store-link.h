/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "store/aoi-store.h"

G_BEGIN_DECLS

/**
 * AoiStoreOutcome:
 * @AOI_STORE_LATER: it is not in the database: that is away
 * @AOI_STORE_STORED: it is in the database, durably
 * @AOI_STORE_REFUSED: the database will never take it
 *
 * What became of a board.
 */
typedef enum {
  AOI_STORE_LATER,
  AOI_STORE_STORED,
  AOI_STORE_REFUSED,
} AoiStoreOutcome;

/**
 * AoiStoreNotice:
 * @sentence: what has happened to the database's file
 * @data: the caller's
 */
typedef void (*AoiStoreNotice) (const gchar *sentence, gpointer data);

/**
 * AoiStoreLink:
 *
 * A way to a database that may be away: it is opened when it is needed, and asked again after pauses that grow. A SQLite file that
 * is damaged is kept aside and a new one begun. One thread's.
 */
typedef struct _AoiStoreLink AoiStoreLink;

AoiStoreLink *aoi_store_link_new (const gchar *address, AoiStoreNotice notice, gpointer data);
void aoi_store_link_free (AoiStoreLink *self);
gboolean aoi_store_link_open (AoiStoreLink *self, GError **error);
AoiStore *aoi_store_link_get_store (AoiStoreLink *self);
gint64 aoi_store_link_get_pause (const AoiStoreLink *self);
gboolean aoi_store_link_add (AoiStoreLink *self, AoiStoreBoard *const *boards, guint n_boards,
    AoiStoreOutcome *outcomes, GError **error);

G_END_DECLS
