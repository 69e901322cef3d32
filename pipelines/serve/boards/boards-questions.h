/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "boards/boards.h"
#include "query/aoi-stats.h"

G_BEGIN_DECLS

/**
 * BoardsFilter:
 * @from: the least id that counts
 * @to: the least id that does not any more
 * @product: (nullable): of boards
 * @station: (nullable): likewise
 * @code: (nullable): what names a device of the board
 * @verdict: (nullable): as the database has it
 * @failed: only boards that did not pass
 * @review: (nullable): `open` or `judged`
 * @limit: how many at most
 *
 * Which boards are asked for.
 */
typedef struct {
  const gchar *from, *to;
  const gchar *product, *station, *code, *verdict;
  gboolean failed;
  const gchar *review, *judgement;
  gint64 roi;
  guint limit;
} BoardsFilter;

/**
 * BoardsStats:
 * @by: how boards are divided
 * @filter: which of them, prepared
 * @shifts: when shifts begin
 * @limit: how many rows at most
 *
 * What statistics are asked for.
 */
typedef struct {
  const AoiStatsBy *by;
  const AoiQueryFilter *filter;
  const AoiStatsShifts *shifts;
  guint limit;
} BoardsStats;

JsonObject *boards_list (Boards *self, const BoardsFilter *filter, GError **error);
JsonObject *boards_trace (Boards *self, const BoardsFilter *filter, GError **error);
gboolean boards_show (Boards *self, const gchar *id, JsonObject **board, GError **error);
gboolean
boards_find_product (Boards *self, const gchar *id, gboolean *found, gchar **text, GError **error);
JsonObject *boards_stats (Boards *self, const BoardsStats *asked, GError **error);

G_END_DECLS
