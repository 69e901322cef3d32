/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "boards/boards-questions.h"
#include "store/aoi-store-judge.h"

G_BEGIN_DECLS

/* Boards that are to be judged, and by whom. */

gboolean boards_judgement_parse (const gchar *word, const gchar **judgement);
JsonObject *boards_list_review (Boards *self, const BoardsFilter *filter, GError **error);
JsonObject *boards_take_next (Boards *self, AoiStoreWish *wish, GError **error);
gboolean boards_hold (
    Boards *self, const gchar *id, const gchar *person, AoiStoreLease *lease, GError **error);
gboolean boards_release (
    Boards *self, const gchar *id, const gchar *person, AoiStoreLease *lease, GError **error);
gboolean boards_judge (Boards *self, const AoiStoreJudgement *judgements, guint n_judgements,
    AoiStoreLease *holder, GError **error);

G_END_DECLS
