/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What happens, as it happens. */
#include "api/api-private.h"

static void
listen (HttpCall *call, gpointer data)
{
  Api *self = data;

  live_events_join (self->events, call);
}

static const ApiEndpoint endpoints[] = {
  { { "GET", "/v1/events", listen, HTTP_SEE, HTTP_MAIN, HTTP_BODY_NONE, API_SMALL }, "listEvents",
      "Server-Sent Events: board for each board that was inspected, store when the database is away or back, gap for events that were missed",
      NULL, "text/event-stream",
      { { "Last-Event-ID", "header", "string", "The last event that was seen" },
          { "last_event_id", "query", "string", "Likewise, where headers cannot be set" } } },
};

const ApiFamily api_live_family = { "live", endpoints, G_N_ELEMENTS (endpoints) };
