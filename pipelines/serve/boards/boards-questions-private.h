/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "boards/boards-database.h"
#include "boards/boards-questions.h"
#include "boards/boards-rows.h"

G_BEGIN_DECLS

/* The columns of a board without its parts, from `boards b`. `review` says whether it waits to be judged, or is. */
#define BOARDS_COLUMNS \
  "SELECT b.id, b.arrived, b.station, b.product, b.number, b.verdict, b.reason, b.code, b.revision, b.session, " \
  "b.total_ms, b.inspect_ms, CASE WHEN EXISTS (SELECT 1 FROM review v WHERE v.board = b.id) THEN 'open' " \
  "WHEN EXISTS (SELECT 1 FROM judgement j WHERE j.board = b.id) THEN 'judged' END "

extern const gchar *const boards_column_names[];

/* boards-list.c */
void boards_board_add (const AoiSqlValue *values, guint n_values, gpointer rows);
gboolean
boards_find (AoiStore *store, const BoardsFilter *filter, JsonArray *boards, GError **error);
JsonNode *boards_cut (JsonArray *boards, guint limit);

/* boards-show.c */
gboolean boards_find_one (AoiStore *store, const gchar *id, JsonObject **board, GError **error);
gboolean boards_add_parts (AoiStore *store, JsonObject *board, GError **error);
JsonArray *boards_find_judgements (AoiStore *store, const gchar *board, GError **error);

/* boards-review.c */
JsonObject *boards_lease_new_object (const gchar *person, gint64 expires_us);

G_END_DECLS
