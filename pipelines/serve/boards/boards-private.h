/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "boards/boards.h"
#include "store/aoi-store.h"
#include "store/aoi-storer.h"

G_BEGIN_DECLS

/* @why: why the database could not be opened last; NULL: it could
 * @retry_at: monotonic, when it makes sense to try again */
typedef struct {
  GError *why;
  gint64 retry_at;
} BoardsPause;

struct _Boards {
  Station *station; /* borrowed */
  gchar *outbox; /* file; from boards_open() on */

  GMutex lock;
  AoiSpool *spool; /* lock, but for on_board(): from boards_open() on; NULL: there is no store */
  gboolean is_open; /* until boards_drain() */
  guint64 stored, waiting, removed; /* lock */
  guint64 unjudged, overdue; /* lock: as BoardsFacts has them */
  gint64 oldest_us; /* lock: as AoiStorerNews has it */
  gboolean away, losing; /* lock */
  guint64 judgements[BOARDS_N_JUDGEMENTS]; /* lock: as BoardsFacts has them */

  GPtrArray *readers; /* lock: AoiStore that nobody uses now */
  guint generation; /* lock: of the database's file */
  BoardsPause pauses[2]; /* lock: by AoiSqlMode */

  GMutex writing;
  AoiStore *writer; /* writing; NULL: not open */
  guint writer_generation; /* writing */
};

/* boards-database.c */
void boards_forget_database (Boards *self);

/* boards-news.c: what the writer says. */
void boards_on_news (gconstpointer news, gpointer boards);
void boards_on_loss (const gchar *reason, gpointer boards);

G_END_DECLS
