/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The boards that a station has inspected, in a database: each is written once, in the background. It knows no HTTP. */
#pragma once

#include "station/station.h"

G_BEGIN_DECLS

/* How many kinds of judgements there are. */
#define BOARDS_N_JUDGEMENTS 3

/**
 * Boards:
 *
 * The store of a station, if it has one. Thread-safe.
 */
typedef struct _Boards Boards;

/**
 * BoardsFacts:
 * @stored: boards that were written to the database since the station began
 * @queued: boards that are on their way there
 * @waiting: boards that wait in the outbox, until the database is back
 * @lost: boards that are nowhere
 * @removed: boards that were removed, since they are old or too many
 * @unjudged: how many of them waited to be judged, and too many did
 * @overdue: boards that are old or too many, but stay since they wait to be judged
 * @oldest_s: how long ago the oldest board was inspected that is not in the database yet; 0: there is none
 * @away: whether the database is away
 * @losing: whether boards are being lost
 * @judgements: since the station began: `defect`, `false-call`, `unsure`
 *
 * How the store fares.
 */
typedef struct {
  guint64 stored, queued, waiting, lost, removed, unjudged, overdue;
  gdouble oldest_s;
  gboolean away, losing;
  guint64 judgements[BOARDS_N_JUDGEMENTS];
} BoardsFacts;

Boards *boards_new (Station *station);
void boards_free (Boards *self);
gboolean boards_open (Boards *self, const gchar *folder, GError **error);
void boards_drain (Boards *self);
gboolean boards_has_store (const Boards *self);
void boards_get_facts (Boards *self, BoardsFacts *facts);
const gchar *boards_get_judgement (guint index);
gchar *boards_dup_trouble (Boards *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Boards, boards_free)

G_END_DECLS
