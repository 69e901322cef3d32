/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether the station lives, whether it can work, and how much it did. */
#include <errno.h>
#include <unistd.h>

#include "api/api-metrics.h"
#include "storage/aoi-folder-tree.h"

static void
show_health (HttpCall *call, gpointer data)
{
  JsonObject *answer = json_object_new ();

  json_object_set_string_member (answer, "status", "alive");
  http_call_answer_object (call, answer);
}

/* Returns: (transfer full) (nullable): what is wrong with it */
static gchar *
check_products (Api *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray)
      names = aoi_folder_list (station_products_get_folder (self->station->products), ".", &error);

  return names == NULL ? station_hide_folders (self->station, error->message) : NULL;
}

/* The descriptor is of the folder that was opened: if another was mounted in its place, clients see that one. */
static gchar *
check_shared (Api *self)
{
  const gchar *path = self->station->settings.shared;

  if (access (path, R_OK | W_OK | X_OK) == 0)
    return NULL;
  return g_strdup_printf ("%s: %s", self->station->settings.mount, g_strerror (errno));
}

static gchar *
check_archive (Api *self)
{
  g_autofree gchar *problem = station_archive_dup_problem (self->station->archive);

  return problem != NULL ? station_hide_folders (self->station, problem) : NULL;
}

static gboolean
has_archive (Api *self)
{
  return self->station->archive != NULL;
}

static gchar *
check_store (Api *self)
{
  return boards_dup_trouble (self->boards);
}

/* Returns: (transfer full): how it fares */
static JsonObject *
new_store (Api *self)
{
  JsonObject *object = json_object_new ();
  BoardsFacts facts;

  boards_get_facts (self->boards, &facts);
  json_object_set_int_member (object, "stored", (gint64) facts.stored);
  json_object_set_int_member (object, "waiting", (gint64) (facts.queued + facts.waiting));
  json_object_set_int_member (object, "lost", (gint64) facts.lost);
  json_object_set_double_member (object, "oldest_seconds", facts.oldest_s);
  return object;
}

static gboolean
has_source (Api *self)
{
  return self->source != NULL;
}

static gboolean
has_store (Api *self)
{
  return boards_has_store (self->boards);
}

/* What a station has in any case has no @has. */
static const struct {
  const gchar *name;
  gboolean (*has) (Api *self);
  gchar *(*check) (Api *self);
} checks[] = {
  { "products", NULL, check_products },
  { "shared", NULL, check_shared },
  { "store", has_store, check_store },
  { "archive", has_archive, check_archive },
  { "source", has_source, api_source_find_fault },
};

static void
show_readiness (HttpCall *call, gpointer data)
{
  JsonObject *answer = json_object_new ();
  JsonObject *parts = json_object_new ();
  gboolean ready = TRUE;

  for (guint i = 0; i < G_N_ELEMENTS (checks); i++) {
    g_autofree gchar *wrong = NULL;

    if (checks[i].has != NULL && !checks[i].has (data))
      continue;
    wrong = checks[i].check (data);
    ready &= wrong == NULL;
    json_object_set_string_member (parts, checks[i].name, wrong != NULL ? wrong : "ready");
  }
  json_object_set_boolean_member (answer, "ready", ready);
  json_object_set_object_member (answer, "parts", parts);
  if (has_store (data))
    json_object_set_object_member (answer, "store", new_store (data));
  http_call_refuse (call, ready ? HTTP_OK : HTTP_BUSY, answer);
}

static const ApiEndpoint endpoints[] = {
  { { "GET", "/healthz", show_health, HTTP_OPEN, HTTP_MAIN, HTTP_BODY_NONE, API_SMALL },
      "getHealth", "Whether the program lives", NULL, "Health" },
  { { "GET", "/readyz", show_readiness, HTTP_OPEN, HTTP_WORK, HTTP_BODY_NONE, API_SMALL },
      "getReadiness", "Whether all that it needs is there: 503 if not", NULL, "Readiness" },
  { { "GET", "/metrics", api_metrics_show, HTTP_SEE, HTTP_MAIN, HTTP_BODY_NONE, API_SMALL },
      "getMetrics", "Figures in Prometheus' text format 0.0.4", NULL, API_METRICS },
};

const ApiFamily api_watch_family = { "watch", endpoints, G_N_ELEMENTS (endpoints) };
