/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "api/api-endpoint.h"
#include "api/api-meters.h"
#include "api/api.h"
#include "live/live-events.h"
#include "runs/serve-runs.h"
#include "source/source.h"

G_BEGIN_DECLS

struct _Api {
  Station *station; /* borrowed */
  Boards *boards; /* borrowed */
  HttpServer *server; /* borrowed */
  ApiSessions sessions;
  Source *source; /* borrowed; NULL: there is none */
  ApiMeters *meters;
  LiveEvents *events;
  ServeRuns *runs;
  GMainContext *context;
  GArray *routes; /* HttpRoute */
  GBytes *document; /* OpenAPI */
};

extern const ApiFamily api_watch_family, api_document_family, api_products_family, api_live_family,
    api_try_family, api_boards_family, api_review_family, api_stats_family, api_goldens_family,
    api_archive_family, api_runs_family, api_frames_family, api_shown_family, api_source_family,
    api_cameras_family, api_recordings_family;

/* api-openapi.c */
GBytes *api_openapi_new (const ApiFamily *const *families, const ApiFamily *others);

/* api-runs.c */
void api_run_tell (ServeRun *run, gpointer data);

/* api-source.c */
void api_source_tell (Api *self);
gchar *api_source_find_fault (Api *self);
gboolean api_source_check_runs (HttpCall *call, Api *self);

/* api-reply.c: what several handlers do. */
void api_fail_with (HttpCall *call, Api *self, guint status, const GError *error);
const gchar *api_get_product (HttpCall *call, Api *self);
gchar *api_dup_person (HttpCall *call);
const gchar *api_get_text (JsonObject *object, const gchar *key);
gboolean
api_answer_file (HttpCall *call, const AoiFolder *folder, const gchar *path, const gchar *type);
GBytes *api_get_part (HttpCall *call, const gchar *name);
gboolean api_dup_field (HttpCall *call, const gchar *name, gchar **text, GError **error);
void api_set_tag (HttpCall *call, const gchar *revision);
gboolean api_has_tag (HttpCall *call, const gchar *revision);
gboolean api_get_limit (HttpCall *call, guint fallback, guint max, guint *limit);
void api_note_change (HttpCall *call, const gchar *key, const gchar *from, const gchar *to);
void api_set_time (JsonObject *object, const gchar *key, gint64 time_us);
void api_set_text (JsonObject *object, const gchar *key, const gchar *text);

G_END_DECLS
