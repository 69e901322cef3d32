/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Figures in Prometheus' text format 0.0.4. */
#include "api/api-metrics.h"

#include "base/aoi-clock.h"
#include "engine/aoi-pool.h"
#include "jail/aoi-jail.h"

static void
begin (GString *text, const gchar *name, const gchar *type, const gchar *help)
{
  g_string_append_printf (text, "# HELP %s %s\n# TYPE %s %s\n", name, help, name, type);
}

/* @labels: such as `status="pass"`; empty: none */
static void
add (GString *text, const gchar *name, const gchar *labels, guint64 value)
{
  if (*labels != '\0')
    g_string_append_printf (text, "%s{%s} %" G_GUINT64_FORMAT "\n", name, labels, value);
  else
    g_string_append_printf (text, "%s %" G_GUINT64_FORMAT "\n", name, value);
}

static void
add_real (GString *text, const gchar *name, gdouble value)
{
  gchar number[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_printf (
      text, "%s %s\n", name, g_ascii_formatd (number, sizeof number, "%.9g", value));
}

static void
add_gauge (GString *text, const gchar *name, const gchar *help, guint64 value)
{
  begin (text, name, "gauge", help);
  add (text, name, "", value);
}

static void
add_times (GString *text, const gchar *name, const gchar *help, const ApiTimes *times)
{
  static const gdouble bounds[API_N_TIMES] = API_TIME_BOUNDS;
  g_autofree gchar *sum = g_strconcat (name, "_sum", NULL);
  guint64 n = 0;

  begin (text, name, "histogram", help);
  for (guint i = 0; i <= API_N_TIMES; i++) {
    gchar number[G_ASCII_DTOSTR_BUF_SIZE];
    const gchar *bound = i < API_N_TIMES ? g_ascii_formatd (number, sizeof number, "%g", bounds[i])
                                         : "+Inf";

    n += times->counts[i];
    g_string_append_printf (text, "%s_bucket{le=\"%s\"} %" G_GUINT64_FORMAT "\n", name, bound, n);
  }
  add_real (text, sum, (gdouble) times->sum_ns / 1e9);
  g_string_append_printf (text, "%s_count %" G_GUINT64_FORMAT "\n", name, n);
}

static void
add_boards (GString *text, const ApiCounts *counts)
{
  begin (text, "aoi_boards_total", "counter", "Boards that were inspected, by verdict.");
  add (text, "aoi_boards_total", "verdict=\"pass\"", counts->passed);
  add (text, "aoi_boards_total", "verdict=\"fail\"", counts->failed);
  add (text, "aoi_boards_total", "verdict=\"incomplete\"", counts->incomplete);
  begin (text, "aoi_rois_total", "counter", "ROIs that were inspected, by status.");
  for (guint i = 0; i < G_N_ELEMENTS (counts->rois); i++) {
    g_autofree gchar *label = g_strdup_printf ("status=\"%s\"", aoi_status_to_string (i));

    add (text, "aoi_rois_total", label, counts->rois[i]);
  }
  add_times (text, "aoi_inspection_seconds", "From a board's arrival to its report.",
      &counts->boards_took);
  add_times (text, "aoi_roi_seconds", "Time of an ROI's inspector.", &counts->rois_took);
}

static void
add_requests (GString *text, const HttpFacts *facts)
{
  begin (
      text, "aoi_http_requests_total", "counter", "Requests that were answered, by status class.");
  for (guint i = 1; i < G_N_ELEMENTS (facts->answers); i++) {
    g_autofree gchar *label = g_strdup_printf ("class=\"%uxx\"", i);

    add (text, "aoi_http_requests_total", label, facts->answers[i]);
  }
  add_gauge (text, "aoi_http_connections", "Connections that are open.", facts->connections);
  begin (text, "aoi_http_waiting", "gauge", "Requests that wait for a worker.");
  add (text, "aoi_http_waiting", "worker=\"files\"", facts->waiting);
  add (text, "aoi_http_waiting", "worker=\"pictures\"", facts->waiting_heavy);
  add (text, "aoi_http_waiting", "worker=\"database\"", facts->waiting_data);
  add (text, "aoi_http_waiting", "worker=\"tiles\"", facts->waiting_shown);
}

static void
add_events (GString *text, const LiveFacts *facts)
{
  begin (text, "aoi_events_total", "counter", "Events that happened.");
  add (text, "aoi_events_total", "", facts->events);
  add_gauge (text, "aoi_event_listeners", "Who listen to events.", facts->listeners);
  begin (text, "aoi_event_listeners_cut_total", "counter", "Listeners cut off: they did not read.");
  add (text, "aoi_event_listeners_cut_total", "", facts->cut);
}

static void
add_store (GString *text, Api *self)
{
  BoardsFacts facts;

  if (!boards_has_store (self->boards))
    return;
  boards_get_facts (self->boards, &facts);
  begin (text, "aoi_store_boards_total", "counter", "Boards by what became of them.");
  add (text, "aoi_store_boards_total", "outcome=\"stored\"", facts.stored);
  add (text, "aoi_store_boards_total", "outcome=\"lost\"", facts.lost);
  begin (text, "aoi_store_waiting", "gauge", "Boards that are not in the database yet.");
  add (text, "aoi_store_waiting", "place=\"memory\"", facts.queued);
  add (text, "aoi_store_waiting", "place=\"outbox\"", facts.waiting);
  begin (text, "aoi_store_oldest_seconds", "gauge", "Age of the oldest of them.");
  add_real (text, "aoi_store_oldest_seconds", facts.oldest_s);
  begin (text, "aoi_store_removed_total", "counter",
      "Boards that were removed, as too old or too many.");
  add (text, "aoi_store_removed_total", "", facts.removed);
  begin (text, "aoi_store_removed_unjudged_total", "counter",
      "Those of them that waited to be judged, since too many did.");
  add (text, "aoi_store_removed_unjudged_total", "", facts.unjudged);
  add_gauge (text, "aoi_store_overdue",
      "Boards too old or too many that stay since they wait to be judged.", facts.overdue);
  add_gauge (text, "aoi_store_away", "Whether the database is away.", facts.away);
  begin (text, "aoi_judgements_total", "counter", "ROIs that people judged.");
  for (guint i = 0; i < BOARDS_N_JUDGEMENTS; i++) {
    g_autofree gchar *label = g_strdup_printf ("judgement=\"%s\"", boards_get_judgement (i));

    add (text, "aoi_judgements_total", label, facts.judgements[i]);
  }
}

static void
add_archive (GString *text, StationArchive *archive)
{
  AoiSpoolCounts counts;
  AoiArchiveUsage usage;

  station_archive_get_counts (archive, &counts, &usage);
  begin (
      text, "aoi_archive_boards_total", "counter", "What became of boards that were to be kept.");
  add (text, "aoi_archive_boards_total", "outcome=\"archived\"", counts.written);
  add (text, "aoi_archive_boards_total", "outcome=\"skipped\"", counts.skipped);
  add (text, "aoi_archive_boards_total", "outcome=\"lost\"", counts.lost);
  add_gauge (text, "aoi_archive_waiting", "Boards that wait to be written.", counts.queued);
  add_gauge (text, "aoi_archive_records", "Records that the archive holds.", usage.records);
  add_gauge (text, "aoi_archive_bytes", "Bytes that it takes on the disk.", usage.bytes);
}

static void
add_source (GString *text, Api *self)
{
  g_auto (SourceFacts) facts = { .reason = NULL };

  if (self->source == NULL)
    return;
  source_get_facts (self->source, &facts);
  add_gauge (
      text, "aoi_source_up", "Whether frames come from the source.", facts.state == SOURCE_RUNNING);
  begin (text, "aoi_source_frames_total", "counter", "Frames that came from the source.");
  add (text, "aoi_source_frames_total", "", facts.frames);
  begin (text, "aoi_source_failures_total", "counter", "How often the source failed.");
  add (text, "aoi_source_failures_total", "", facts.failures);
  add_gauge (text, "aoi_source_frames_lost",
      "Frames that the camera sent and that did not come whole, since the source was begun last.",
      facts.lost);
}

static void
add_station (GString *text, Api *self)
{
  const gdouble age = (gdouble) (aoi_clock_now () - self->station->begin) / 1e9;

  begin (text, "aoi_build_info", "gauge", "Version of aoiinspect.");
  add (text, "aoi_build_info", "version=\"" PACKAGE_VERSION "\"", 1);
  begin (text, "aoi_uptime_seconds", "gauge", "How long the station has been running.");
  add_real (text, "aoi_uptime_seconds", age);
  add_gauge (text, "aoi_sessions", "Sessions of the old API that are open.",
      self->sessions.count (self->sessions.data));
  add_gauge (text, "aoi_pool_workers", "Threads that may inspect at once.", aoi_pool_get_size ());
  add_gauge (text, "aoi_pool_workers_held", "Threads that inspectors hold beyond a deadline.",
      aoi_pool_get_held ());
  begin (text, "aoi_helpers_replaced_total", "counter",
      "Processes of decoders that ended and were replaced.");
  add (text, "aoi_helpers_replaced_total", "", aoi_jail_get_replaced ());
}

void
api_metrics_show (HttpCall *call, gpointer data)
{
  Api *self = data;
  GString *text = g_string_new (NULL);
  HttpFacts facts;
  ApiCounts counts;
  LiveFacts events;

  http_server_get_facts (self->server, &facts);
  api_meters_get (self->meters, &counts);
  add_boards (text, &counts);
  add_requests (text, &facts);
  live_events_get_facts (self->events, &events);
  add_events (text, &events);
  add_store (text, self);
  if (self->station->archive != NULL)
    add_archive (text, self->station->archive);
  add_source (text, self);
  add_station (text, self);
  http_call_answer (call, HTTP_OK, API_METRICS, g_string_free_to_bytes (text));
}
