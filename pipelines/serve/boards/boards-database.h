/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "boards/boards.h"
#include "store/aoi-store.h"

G_BEGIN_DECLS

/* Questions to the database of a station's boards. They run in the caller's thread, which is no main loop, on connections
 * of their own: who writes boards does not wait for them. */

/**
 * BoardsAsk:
 * @store: the database
 * @data: what boards_read() or boards_write() was given
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Asks. May be called once more, on another connection, after it has failed: then it begins anew.
 *
 * Returns: whether it has its answer
 */
typedef gboolean (*BoardsAsk) (AoiStore *store, gpointer data, GError **error);

gboolean boards_read (Boards *self, BoardsAsk ask, gpointer data, GError **error);
gboolean boards_write (Boards *self, BoardsAsk ask, gpointer data, GError **error);

G_END_DECLS
