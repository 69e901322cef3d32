/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "api/api-private.h"
#include "boards/boards-questions.h"
#include "query/aoi-query-filter.h"

G_BEGIN_DECLS

/**
 * ApiFilter:
 * @boards: which boards are asked for; borrows from the call and from what follows
 * @query: bounds of their time
 * @cursor: (nullable): where the page begins
 * @verdict: (nullable): as the database has it
 * @judgement: (nullable): likewise
 *
 * What the parameters of a call ask for.
 */
typedef struct {
  BoardsFilter boards;
  AoiQueryFilter query;
  gchar *cursor, *verdict, *judgement;
} ApiFilter;

#define API_FILTER_LIMIT 50
#define API_FILTER_MAX_LIMIT 500

gboolean api_check_parameters (HttpCall *call, const gchar *const *known);
gboolean api_get_id (HttpCall *call, const gchar *name, const gchar *text, gchar **id);
gboolean api_filter_init (ApiFilter *self, HttpCall *call, const gchar *const *known);
void api_filter_clear (ApiFilter *self);

/* Whether there is a store to ask, and what if it did not answer. Both answer the call if not. */
gboolean api_check_store (HttpCall *call, Api *self);
void api_fail_store (HttpCall *call, const GError *error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ApiFilter, api_filter_clear)

G_END_DECLS
