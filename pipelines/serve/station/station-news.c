/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "station/station-news.h"

#include "json/aoi-json-writer.h"

/**
 * station_hear:
 * @self: a station of which nothing is told yet
 * @hear: is told of events
 * @data: what @hear is given
 */
void
station_hear (Station *self, StationHear hear, gpointer data)
{
  const StationListener hearer = { (GCallback) hear, data };

  g_array_append_val (self->hearers, hearer);
}

/**
 * station_tell:
 * @self: a station
 * @event: what has happened, a word
 * @object: (transfer full): what there is to say of it
 *
 * Has everybody know who hears. Any thread.
 */
void
station_tell (Station *self, const gchar *event, JsonObject *object)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autofree gchar *text = NULL;

  json_node_take_object (root, object);
  text = aoi_json_write (root);
  for (guint i = 0; i < self->hearers->len; i++) {
    const StationListener *hearer = &g_array_index (self->hearers, StationListener, i);

    ((StationHear) hearer->listen) (event, text, hearer->data);
  }
}
