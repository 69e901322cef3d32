/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "station/station-boards.h"

/**
 * station_listen:
 * @self: a station that inspects nothing yet
 * @listen: is told of boards
 * @data: what @listen is given
 */
void
station_listen (Station *self, StationListen listen, gpointer data)
{
  const StationListener listener = { (GCallback) listen, data };

  g_array_append_val (self->listeners, listener);
}

/**
 * station_announce:
 * @self: a station
 * @report: of a whole board
 *
 * Has everybody know who listens.
 */
void
station_announce (Station *self, AoiReport *report)
{
  for (guint i = 0; i < self->listeners->len; i++) {
    const StationListener *listener = &g_array_index (self->listeners, StationListener, i);

    ((StationListen) listener->listen) (report, listener->data);
  }
}
