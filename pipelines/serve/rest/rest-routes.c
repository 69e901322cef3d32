/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The table of the old API: products, sessions, inspections. */
#include "rest/rest-golden.h"

#define SMALL ((gsize) 1 << 20)
#define PICTURES ((gsize) 64 << 20)

static const HttpRoute routes[] = {
  { "GET", "/api/health", rest_health, HTTP_OPEN, HTTP_MAIN, HTTP_BODY_NONE, SMALL },
  { "POST", "/api/initialize", rest_initialize, HTTP_SEE, HTTP_MAIN, HTTP_BODY_NONE, SMALL },
  { "GET", "/api/status", rest_status, HTTP_SEE, HTTP_MAIN, HTTP_BODY_NONE, SMALL },
  { "GET", "/api/products", rest_products_list, HTTP_SEE, HTTP_WORK, HTTP_BODY_NONE, SMALL },
  { "POST", "/api/products/create", rest_products_create, HTTP_CHANGE, HTTP_WORK, HTTP_BODY_OBJECT,
      SMALL },
  { "GET", "/api/products/{product}/rois", rest_rois_get, HTTP_SEE, HTTP_WORK, HTTP_BODY_NONE,
      SMALL },
  { "POST", "/api/products/{product}/rois", rest_rois_save, HTTP_CHANGE, HTTP_WORK,
      HTTP_BODY_OBJECT, SMALL },
  { "GET", "/get_roi_groups/{product}", rest_groups_get, HTTP_SEE, HTTP_WORK, HTTP_BODY_NONE,
      SMALL },
  { "POST", "/api/session/create", rest_session_create, HTTP_INSPECT, HTTP_WORK, HTTP_BODY_OBJECT,
      SMALL },
  { "POST", "/api/session/{id}/inspect", rest_inspect, HTTP_INSPECT, HTTP_HEAVY, HTTP_BODY_PICTURES,
      PICTURES },
  { "POST", "/process_grouped_inspection", rest_inspect_grouped, HTTP_INSPECT, HTTP_HEAVY,
      HTTP_BODY_PICTURES, PICTURES },
  { "POST", "/api/session/{id}/close", rest_session_close, HTTP_INSPECT, HTTP_WORK, HTTP_BODY_NONE,
      SMALL },
  { "GET", "/api/session/{id}/status", rest_session_status, HTTP_SEE, HTTP_MAIN, HTTP_BODY_NONE,
      SMALL },
  { "GET", "/api/sessions", rest_session_list, HTTP_SEE, HTTP_MAIN, HTTP_BODY_NONE, SMALL },
};

/**
 * rest_new:
 * @station: what it shows; has to live as long
 *
 * Returns: (transfer full): the old API of a station
 */
Rest *
rest_new (Station *station)
{
  Rest *self = g_new0 (Rest, 1);

  self->station = station;
  self->sessions = rest_sessions_new (station);
  station_goldens_recover (station->products);
  return self;
}

/**
 * rest_free:
 * @self: (transfer full): an API that nobody asks any more
 */
void
rest_free (Rest *self)
{
  rest_sessions_free (self->sessions);
  g_free (self);
}

/**
 * rest_add_routes:
 * @self: an API
 * @server: that is to serve it
 */
void
rest_add_routes (Rest *self, HttpServer *server)
{
  guint n_more;
  const HttpRoute *more = rest_get_more_routes (&n_more);

  http_server_add (server, routes, G_N_ELEMENTS (routes), self);
  http_server_add (server, more, n_more, self);
}

/**
 * rest_foreach_route:
 * @each: is called with each endpoint
 * @data: for @each
 */
void
rest_foreach_route (void (*each) (const HttpRoute *route, gpointer data), gpointer data)
{
  guint n_more;
  const HttpRoute *more = rest_get_more_routes (&n_more);

  for (guint i = 0; i < G_N_ELEMENTS (routes); i++)
    each (&routes[i], data);
  for (guint i = 0; i < n_more; i++)
    each (&more[i], data);
}

/**
 * rest_count_sessions:
 * @self: an API
 *
 * Returns: how many sessions are open
 */
guint
rest_count_sessions (Rest *self)
{
  return rest_sessions_count (self->sessions);
}
