/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoi serve: a station that inspects for those who ask over HTTP. */
#include <glib-unix.h>

#include "account/account.h"
#include "api/api.h"
#include "base/aoi-cpus.h"
#include "boards/boards.h"
#include "common/aoi.h"
#include "guard/guard.h"
#include "http/http-server.h"
#include "rest/rest.h"
#include "serve-settings.h"
#include "source/source.h"
#include "station/station.h"
#include "web/web.h"

/* Handlers that decode pictures, beyond those that the CPUs can keep busy: they wait for others' inspections, too. */
#define SPARE_HEAVY 2

/* What a signal ends. */
typedef struct {
  GMainLoop *loop;
  gboolean asked;
} Running;

/* Whoever asks twice does not cut off what the first time has begun to finish. */
static gboolean
on_signal (gpointer data)
{
  Running *running = data;

  if (!running->asked)
    g_main_loop_quit (running->loop);
  running->asked = TRUE;
  return G_SOURCE_CONTINUE;
}

static void
on_closed (gpointer data)
{
  g_main_loop_quit (data);
}

/* Prints where it listens, for those who wait for that: a signal that they send then ends it well. Runs until a
 * signal, and then until all that was asked is answered. */
static void
run_loop (HttpServer *server, Source *source, const gchar *address)
{
  g_autoptr (GMainLoop) loop = g_main_loop_new (NULL, FALSE);
  Running running = { loop, FALSE };
  const guint term = g_unix_signal_add (SIGTERM, on_signal, &running);
  const guint interrupt = g_unix_signal_add (SIGINT, on_signal, &running);

  g_print ("listening on %s\n", address);
  if (source != NULL)
    source_start (source);
  g_main_loop_run (loop);
  if (source != NULL) {
    source_close (source, on_closed, loop);
    g_main_loop_run (loop);
  }
  http_server_close (server, on_closed, loop);
  g_main_loop_run (loop);
  g_source_remove (term);
  g_source_remove (interrupt);
}

static guint
count_sessions (gpointer rest)
{
  return rest_count_sessions (rest);
}

static gboolean
serve (ServeSettings *settings, GError **error)
{
  HttpLimits limits = HTTP_DEFAULT_LIMITS;
  g_autoptr (Guard) guard = guard_new (&settings->safety, settings->station.listen, error);
  g_autoptr (Station) station = NULL;
  g_autoptr (Boards) boards = NULL;
  g_autoptr (Rest) rest = NULL;
  g_autoptr (Api) api = NULL;
  g_autoptr (Source) source = NULL;
  g_autoptr (HttpServer) server = NULL;
  g_autofree gchar *address = NULL;

  if (guard == NULL)
    return FALSE;
  station = station_new (&settings->station, error);
  if (station == NULL)
    return FALSE;
  boards = boards_new (station);
  limits.heavy = MAX (limits.heavy, aoi_cpus_get_available () + SPARE_HEAVY);
  limits.showing = MAX (limits.showing, aoi_cpus_get_available () / 2);
  rest = rest_new (station);
  server = http_server_new (&limits);
  if (!guard_join (guard, server, error))
    return FALSE;
  rest_add_routes (rest, server);
  web_add_routes (server);
  api = api_new (
      station, boards, server, &(ApiSessions){ count_sessions, rest }, guard_get_family ());
  if (settings->source.kind != SOURCE_NONE) {
    source = source_new (&settings->source, station, error);
    if (source == NULL)
      return FALSE;
    api_set_source (api, source);
  }
  api_add_routes (api);
  address = http_server_listen (server, station->settings.listen, error);
  if (address == NULL) {
    g_prefix_error (error, "%s: ", station->settings.listen);
    return FALSE;
  }
  /* Nobody is served before the loop runs. From here on the store's thread tells who listens, until it is drained. */
  if (!boards_open (boards, guard_get_folder (guard), error))
    return FALSE;
  guard_tell (guard);
  run_loop (server, source, address);
  boards_drain (boards);
  return TRUE;
}

static GOptionContext *
make_context (const GOptionEntry *entries)
{
  GOptionContext *context = g_option_context_new (NULL);

  g_option_context_set_summary (context,
      "Inspects for clients that ask over HTTP: those of the Visual AOI server, unchanged. STATION.ini is a\n"
      "key file whose group [station] may hold what the options say: listen, products, shared, mount,\n"
      "store, barcode-link, workers, isolate; and name, frames, session-seconds, lease-seconds, store-outbox, store-max-age,\n"
      "store-max-boards, store-max-overdue, archive and archive-*, recordings, runs-nice, runs-max-bytes; its group\n"
      "[source] what is inspected without being asked for; and its group [safety] state, allow, old-api, open, origin, certificate, key;\n"
      "'aoi check STATION.ini' checks it. After SIGTERM answers what was asked, and stores what was\n"
      "inspected; then it ends. Exits 0 then, or 2 if it cannot begin.\n\n"
      "Commands:\n"
      "  user       who may log in\n"
      "  token      which programs may use the station's own API\n\n"
      "For more, see 'aoi serve COMMAND --help'.");
  g_option_context_add_main_entries (context, entries, NULL);
  return context;
}

static int
run (int argc, char **argv)
{
  g_auto (ServeSettings) settings = { { NULL } };
  StationSettings *station = &settings.station;
  g_auto (GStrv) files = NULL;
  const GOptionEntry entries[] = {
    { "listen", 0, 0, G_OPTION_ARG_STRING, &station->listen,
        "Address and port; without it " STATION_DEFAULT_LISTEN, "ADDRESS:PORT" },
    { "products", 0, 0, G_OPTION_ARG_FILENAME, &station->products, "Folder of products", "FOLDER" },
    { "shared", 0, 0, G_OPTION_ARG_FILENAME, &station->shared,
        "Folder that clients share with the station", "FOLDER" },
    { "mount", 0, 0, G_OPTION_ARG_STRING, &station->mount,
        "Where clients have it; without it " STATION_DEFAULT_MOUNT, "PREFIX" },
    { "isolate", 0, 0, G_OPTION_ARG_STRING, &station->isolate,
        "Where decoders run; without it " STATION_DEFAULT_ISOLATE, "none|process" },
    { "store", 0, 0, G_OPTION_ARG_FILENAME, &station->store,
        "Database that keeps every board: a file, or postgresql://USER@HOST/NAME", "DATABASE" },
    { "archive", 0, 0, G_OPTION_ARG_FILENAME, &station->archive,
        "Folder where boards are kept that did not pass, as aoiarchive keeps them", "FOLDER" },
    { "recordings", 0, 0, G_OPTION_ARG_FILENAME, &station->recordings,
        "Folder of recordings and pictures that runs may inspect", "FOLDER" },
    { "workers", 0, 0, G_OPTION_ARG_INT, &station->workers,
        "ROIs inspected at once, of all sessions together; 0: as many as CPUs", "N" },
    { "barcode-link", 0, 0, G_OPTION_ARG_STRING, &station->barcode_link,
        "Server that is asked what codes are linked to", "URI" },
    { G_OPTION_REMAINING, 0, 0, G_OPTION_ARG_FILENAME_ARRAY, &files, NULL, "[STATION.ini]" },
    G_OPTION_ENTRY_NULL,
  };
  g_autoptr (GOptionContext) context = make_context (entries);
  g_autoptr (GError) error = NULL;

  source_settings_add_options (&settings.source, context);
  guard_settings_add_options (&settings.safety, context);
  g_set_prgname ("aoi serve");
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("aoi serve: %s\n", error->message);
    return AOI_EXIT_BAD;
  }
  if (files != NULL && files[1] != NULL) {
    g_printerr ("aoi serve: takes one STATION.ini; see 'aoi serve --help'\n");
    return AOI_EXIT_BAD;
  }
  if ((files == NULL || serve_settings_read (&settings, files[0], &error))
      && station_settings_complete (station, &error)
      && source_settings_complete (&settings.source, &error) && serve (&settings, &error))
    return AOI_EXIT_GOOD;
  g_printerr ("aoi serve: %s\n", error->message);
  return AOI_EXIT_BAD;
}

int
aoi_serve_main (int argc, char **argv)
{
  if (argc > 1 && g_str_equal (argv[1], "user"))
    return account_user_main (argc - 1, argv + 1);
  if (argc > 1 && g_str_equal (argv[1], "token"))
    return account_token_main (argc - 1, argv + 1);
  return run (argc, argv);
}
