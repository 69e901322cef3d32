/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What takes long: begun, watched, cancelled. */
#include "api/api-runs.h"

#include <string.h>

#include "http/http-route.h"
#include "json/aoi-json-writer.h"
#include "station/station-news.h"

#define ORDER_BYTES ((gsize) 64 << 20)

/* Holds the run's lock. */
static JsonObject *
describe_progress (const ServeRun *run)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "step", MIN (run->step + 1, run->steps->len));
  json_object_set_int_member (object, "steps", run->steps->len);
  api_set_text (object, "what", run->what);
  json_object_set_int_member (object, "done", run->done);
  if (run->all > 0)
    json_object_set_int_member (object, "all", run->all);
  else
    json_object_set_null_member (object, "all");
  return object;
}

static void
set_time (JsonObject *object, const gchar *key, gint64 time_us)
{
  if (time_us != 0)
    api_set_time (object, key, time_us);
  else
    json_object_set_null_member (object, key);
}

/* Returns: (transfer full): all of it but the result */
JsonObject *
api_run_describe (ServeRun *run)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&run->lock);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", run->id);
  json_object_set_string_member (object, "kind", serve_run_kind_to_string (run->kind));
  json_object_set_string_member (object, "product", run->product);
  api_set_text (object, "person", run->person);
  json_object_set_string_member (object, "state", serve_run_state_to_string (run->state));
  set_time (object, "created", run->created_us);
  set_time (object, "began", run->began_us);
  set_time (object, "ended", run->ended_us);
  json_object_set_object_member (object, "progress", describe_progress (run));
  api_set_text (object, "error", run->error);
  return object;
}

static gchar *
write_object (JsonObject *object)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (root, object);
  return aoi_json_write (root);
}

/* Says to those who listen how a run goes. Main loop. */
void
api_run_tell (ServeRun *run, gpointer data)
{
  Api *self = data;

  station_tell (self->station, "run", api_run_describe (run));
}

/* A result is JSON already: it is put in as it is. */
static void
answer_run (HttpCall *call, guint status, ServeRun *run)
{
  g_autofree gchar *head = write_object (api_run_describe (run));
  g_autofree gchar *text = NULL;
  gsize length;

  head[strlen (head) - 1] = '\0';
  g_mutex_lock (&run->lock);
  text = g_strconcat (head, ",\"result\":", run->result != NULL ? run->result : "null", "}", NULL);
  g_mutex_unlock (&run->lock);
  length = strlen (text);
  http_call_answer (
      call, status, "application/json", g_bytes_new_take (g_steal_pointer (&text), length));
}

static void
list (HttpCall *call, gpointer data)
{
  Api *self = data;
  g_autoptr (GPtrArray) runs = serve_runs_list (self->runs);
  JsonObject *answer = json_object_new ();
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < runs->len; i++)
    json_array_add_object_element (array, api_run_describe (g_ptr_array_index (runs, i)));
  json_object_set_array_member (answer, "runs", array);
  http_call_answer_object (call, answer);
}

/* Returns: (transfer full) (nullable): the run that the path names; NULL: the call is answered */
static ServeRun *
find (HttpCall *call, Api *self)
{
  const gchar *id = http_call_get_segment (call, 0);
  ServeRun *run = serve_runs_find (self->runs, id);

  if (run == NULL)
    http_call_fail (call, HTTP_NOT_FOUND, "run: there is no \"%s\"", id);
  return run;
}

static void
show (HttpCall *call, gpointer data)
{
  g_autoptr (ServeRun) run = find (call, data);

  if (run != NULL)
    answer_run (call, HTTP_OK, run);
}

static gboolean
is_done (ServeRun *run)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&run->lock);

  return run->state == SERVE_RUN_DONE;
}

/* Of a run that was cancelled or has failed the last line may be half. */
static void
show_results (HttpCall *call, gpointer data)
{
  static const gchar *const names[] = { "results.ndjson", "old.ndjson", "new.ndjson", NULL };
  const gchar *name = http_call_get_segment (call, 1);
  g_auto (AoiFolder) folder = STATION_FOLDER_CLOSED;
  g_autoptr (ServeRun) run = find (call, data);

  if (run == NULL)
    return;
  if (!g_strv_contains (names, name) || !is_done (run)
      || !station_folder_open (&folder, run->folder, NULL)
      || !api_answer_file (call, &folder, name, "application/x-ndjson"))
    http_call_fail (call, HTTP_NOT_FOUND, "run: \"%s\" has no results \"%s\"", run->id, name);
}

/* The state of a call that waits for the main loop, to which processes belong. */
typedef struct {
  Api *api;
  ServeRun *run;
} Removal;

static void
free_removal (gpointer data)
{
  Removal *self = data;

  serve_run_unref (self->run);
  g_free (self);
}

static void
answer_removed (HttpCall *call, gpointer data)
{
  const Removal *removal = http_call_get_state (call);

  http_call_answer_object (call, api_run_describe (removal->run));
}

static gboolean
remove_now (gpointer data)
{
  HttpCall *call = data;
  const Removal *removal = http_call_get_state (call);

  serve_runs_remove (removal->api->runs, removal->run);
  http_call_continue (call, answer_removed, removal->api);
  return G_SOURCE_REMOVE;
}

static void
cancel (HttpCall *call, gpointer data)
{
  Api *self = data;
  ServeRun *run = find (call, self);
  Removal *removal;

  if (run == NULL)
    return;
  removal = g_new (Removal, 1);
  *removal = (Removal){ self, run };
  http_call_set_state (call, removal, free_removal);
  g_main_context_invoke (self->context, remove_now, call);
}

static void
begin (HttpCall *call, gpointer data)
{
  Api *self = data;
  g_auto (ApiRunRequest) request = { .person = NULL };
  g_autoptr (ServeRun) run = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree gchar *location = NULL;

  if (!serve_runs_check_room (self->runs, &error)) {
    http_call_fail (call, HTTP_BUSY, "%s", error->message);
    return;
  }
  if (!api_run_request_read (&request, call, self, &error)) {
    api_fail_with (call, self, HTTP_BAD_REQUEST, error);
    return;
  }
  run = serve_runs_add (self->runs, &request.order, &error);
  if (run == NULL) {
    api_fail_with (call, self,
        g_error_matches (error, G_IO_ERROR, G_IO_ERROR_BUSY)   ? HTTP_BUSY
            : g_error_matches (error, AOI_ERROR, AOI_ERROR_IO) ? HTTP_FAILED
                                                               : HTTP_BAD_REQUEST,
        error);
    return;
  }
  location = g_strconcat ("/v1/runs/", run->id, NULL);
  http_call_set_header (call, "Location", location);
  answer_run (call, HTTP_ACCEPTED, run);
}

static const ApiEndpoint endpoints[] = {
  { { "GET", "/v1/runs", list, HTTP_SEE, HTTP_MAIN, HTTP_BODY_NONE, API_SMALL }, "listRuns",
      "Runs that wait, go on, or have ended, the newest first", NULL, "Runs" },
  { { "POST", "/v1/runs", begin, HTTP_CHANGE, HTTP_HEAVY, HTTP_BODY_OBJECT, ORDER_BYTES },
      "beginRun", "Begins a run: 202, and its id. Events run tell how it goes", "RunOrder", "Run" },
  { { "GET", "/v1/runs/{run}", show, HTTP_SEE, HTTP_MAIN, HTTP_BODY_NONE, API_SMALL }, "getRun",
      "How far a run is, and its result", NULL, "Run" },
  { { "GET", "/v1/runs/{run}/{results}", show_results, HTTP_SEE, HTTP_WORK, HTTP_BODY_NONE,
        API_SMALL },
      "getRunResults", "Results of each board: results.ndjson, or old.ndjson and new.ndjson", NULL,
      "application/x-ndjson" },
  { { "DELETE", "/v1/runs/{run}", cancel, HTTP_CHANGE, HTTP_WORK, HTTP_BODY_NONE, API_SMALL },
      "cancelRun", "Cancels a run; if it has ended, forgets it", NULL, "Run" },
};

const ApiFamily api_runs_family = { "runs", endpoints, G_N_ELEMENTS (endpoints) };
