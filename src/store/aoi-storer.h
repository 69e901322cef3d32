/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "storage/aoi-spool.h"
#include "store/aoi-store.h"

G_BEGIN_DECLS

/**
 * AoiStorerSettings:
 * @address: of the database
 * @address_name: how errors call that, such as the name of a property
 * @outbox: (nullable): file in which boards wait while the database is away; %NULL: they are lost then
 * @outbox_name: how errors call that
 * @limits: which boards the database keeps
 *
 * Where boards go.
 */
typedef struct {
  const gchar *address, *address_name;
  const gchar *outbox, *outbox_name;
  AoiStoreLimits limits;
} AoiStorerSettings;

/**
 * AoiStorerNews:
 * @stored: (nullable): a board that is in the database, durably
 * @away: (nullable): why boards wait in the outbox; once a cause
 * @is_back: boards are written to the database again
 * @notice: (nullable): what has happened to a file, or to a board that was refused
 * @waiting: how many boards wait in the outbox
 * @oldest_us: when the oldest of them was inspected, microseconds since 1970; 0: none waits
 * @removed: how many boards were removed by the limits
 * @unjudged: how many of them waited to be judged, and too many did
 * @overdue: how many boards the limits do not keep, and stay since they wait to be judged
 *
 * What the listener of a storer's spool is notified of. The last five are always there.
 */
typedef struct {
  const AoiStoreBoard *stored;
  const gchar *away;
  gboolean is_back;
  const gchar *notice;
  guint64 waiting;
  gint64 oldest_us;
  guint64 removed, unjudged, overdue;
} AoiStorerNews;

gchar *aoi_storer_dup_outbox (const gchar *address, const gchar *folder);
AoiSpool *aoi_storer_new (const AoiStorerSettings *settings, const AoiSpoolLimits *limits,
    const AoiSpoolListener *listener, GError **error);
gsize aoi_storer_measure (const AoiReport *report);
void aoi_storer_push (AoiSpool *spool, AoiReport *report, gsize reserved);

G_END_DECLS
