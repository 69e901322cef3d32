/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What happens at a station, told to those who listen: Server-Sent Events. */
#pragma once

#include "http/http-server.h"
#include "live/live-pictures.h"
#include "station/station.h"

G_BEGIN_DECLS

/* How many events are remembered for those who come back. */
#define LIVE_MAX_EVENTS 1024
/* How many may listen at once. */
#define LIVE_MAX_LISTENERS 64

/**
 * LiveEvents:
 *
 * The newest events of a station, and who listens. Belongs to the main loop; events come from any thread, which
 * waits for nobody.
 */
typedef struct _LiveEvents LiveEvents;

/**
 * LiveFacts:
 * @listeners: who listen
 * @cut: who were disconnected, since they did not read
 * @events: that happened
 *
 * How events fare.
 */
typedef struct {
  guint listeners;
  guint64 cut;
  guint64 events;
} LiveFacts;

LiveEvents *live_events_new (Station *station);
void live_events_free (LiveEvents *self);
LivePictures *live_events_get_pictures (LiveEvents *self);
void live_events_join (LiveEvents *self, HttpCall *call);
void live_events_get_facts (LiveEvents *self, LiveFacts *facts);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (LiveEvents, live_events_free)

G_END_DECLS
