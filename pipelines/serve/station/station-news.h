/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "station/station.h"

G_BEGIN_DECLS

/* What happens at a station beside boards, and who wants to know of it. */

/**
 * StationHear:
 * @event: what has happened, such as `store`
 * @text: a JSON object on one line that says more
 * @data: what station_hear() was given
 *
 * Told of an event. In any thread, several at once: it waits for no client.
 */
typedef void (*StationHear) (const gchar *event, const gchar *text, gpointer data);

void station_hear (Station *self, StationHear hear, gpointer data);
void station_tell (Station *self, const gchar *event, JsonObject *object);

G_END_DECLS
