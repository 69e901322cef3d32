/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-report-json.h"
#include "outbox/aoi-outbox.h"
#include "storage/aoi-spool.h"

G_BEGIN_DECLS

/**
 * AoiDispatchNews:
 * @queued: (nullable): id of a board that waits in the outbox now, durably
 * @state: (nullable): what waits there, after some have come
 * @damage: (nullable): what has happened to the outbox's file
 * @away: (nullable): why nothing can be written to it; tried again until it can
 * @is_back: boards are written to it again, after @away
 *
 * What the listener of a dispatch's spool is notified of: one of them.
 */
typedef struct {
  const gchar *queued, *damage, *away;
  const AoiOutboxState *state;
  gboolean is_back;
} AoiDispatchNews;

AoiSpool *aoi_dispatch_new (const gchar *outbox, const gchar *target, const AoiOutboxLimits *bounds,
    const AoiSpoolLimits *limits, const AoiSpoolListener *listener);
gsize aoi_dispatch_measure (AoiReport *report);
void aoi_dispatch_push (AoiSpool *spool, AoiReport *report, AoiJsonFlags flags, gsize reserved);

G_END_DECLS
