/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "api/api-private.h"

#include "station/station-boards.h"

/* The first line that matches a request counts. */
static const ApiFamily *const families[] = {
  &api_watch_family,
  &api_document_family,
  &api_products_family,
  &api_try_family,
  &api_goldens_family,
  &api_archive_family,
  &api_runs_family,
  &api_live_family,
#ifdef HAVE_STORE
  &api_boards_family,
  &api_review_family,
  &api_stats_family,
#endif
  &api_frames_family,
  &api_shown_family,
  &api_source_family,
  &api_cameras_family,
  &api_recordings_family,
  NULL,
};

static void
collect_routes (Api *self)
{
  for (guint i = 0; families[i] != NULL; i++)
    for (guint k = 0; k < families[i]->n_endpoints; k++)
      g_array_append_val (self->routes, families[i]->endpoints[k].route);
}

static void
on_board (AoiReport *report, gpointer data)
{
  Api *self = data;

  api_meters_add (self->meters, report);
}

/**
 * api_new:
 * @station: what it shows; has to live as long, and inspects nothing yet
 * @boards: what keeps its boards, not open yet; likewise
 * @server: that is to serve it; likewise
 * @sessions: what is known of sessions
 * @others: endpoints that somebody else serves, for the document
 *
 * Returns: (transfer full): the own API of a station
 */
Api *
api_new (Station *station, Boards *boards, HttpServer *server, const ApiSessions *sessions,
    const ApiFamily *others)
{
  Api *self = g_new0 (Api, 1);

  self->station = station;
  self->boards = boards;
  self->server = server;
  self->sessions = *sessions;
  self->meters = api_meters_new ();
  self->events = live_events_new (station);
  self->context = g_main_context_ref_thread_default ();
  self->runs = serve_runs_new (station, api_run_tell, self);
  self->routes = g_array_new (FALSE, FALSE, sizeof (HttpRoute));
  self->document = api_openapi_new (families, others);
  collect_routes (self);
  station_listen (station, on_board, self);
  return self;
}

/**
 * api_free:
 * @self: (transfer full): an API that nobody asks any more, of a station that inspects no more
 */
void
api_free (Api *self)
{
  serve_runs_free (self->runs);
  g_main_context_unref (self->context);
  api_meters_free (self->meters);
  live_events_free (self->events);
  g_array_unref (self->routes);
  g_bytes_unref (self->document);
  g_free (self);
}

static void
on_source (gpointer data)
{
  Api *self = data;

  api_source_tell (self);
}

/**
 * api_set_source:
 * @self: an API that nobody asks yet
 * @source: the station's, which was not started; ends before the API does
 */
void
api_set_source (Api *self, Source *source)
{
  self->source = source;
  source_listen (source, on_source, self);
}

/**
 * api_add_routes:
 * @self: an API
 *
 * Has its server serve it.
 */
void
api_add_routes (Api *self)
{
  http_server_add (
      self->server, (const HttpRoute *) (gpointer) self->routes->data, self->routes->len, self);
}
