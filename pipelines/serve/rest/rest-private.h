/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "rest/rest-session.h"
#include "rest/rest.h"

G_BEGIN_DECLS

struct _Rest {
  Station *station; /* borrowed */
  RestSessions *sessions;
  gint initialized; /* atomic: somebody asked for it */
};

/* Handlers; @data is the Rest. */
void rest_health (HttpCall *call, gpointer data);
void rest_initialize (HttpCall *call, gpointer data);
void rest_status (HttpCall *call, gpointer data);
void rest_products_list (HttpCall *call, gpointer data);
void rest_products_create (HttpCall *call, gpointer data);
void rest_rois_get (HttpCall *call, gpointer data);
void rest_rois_save (HttpCall *call, gpointer data);
void rest_groups_get (HttpCall *call, gpointer data);
void rest_session_create (HttpCall *call, gpointer data);
void rest_session_status (HttpCall *call, gpointer data);
void rest_session_list (HttpCall *call, gpointer data);
void rest_session_close (HttpCall *call, gpointer data);
void rest_inspect (HttpCall *call, gpointer data);
void rest_inspect_grouped (HttpCall *call, gpointer data);
void rest_goldens_get (HttpCall *call, gpointer data);
void rest_goldens_metadata (HttpCall *call, gpointer data);
void rest_goldens_products (HttpCall *call, gpointer data);
void rest_golden_download (HttpCall *call, gpointer data);
void rest_golden_save (HttpCall *call, gpointer data);
void rest_golden_promote (HttpCall *call, gpointer data);
void rest_golden_restore (HttpCall *call, gpointer data);
void rest_golden_delete (HttpCall *call, gpointer data);
void rest_golden_rename (HttpCall *call, gpointer data);
void rest_golden_window_get (HttpCall *call, gpointer data);
void rest_golden_window_save (HttpCall *call, gpointer data);
void rest_golden_window_delete (HttpCall *call, gpointer data);
void rest_colors_get (HttpCall *call, gpointer data);
void rest_colors_save (HttpCall *call, gpointer data);
void rest_schema_get (HttpCall *call, gpointer data);
void rest_docs_list (HttpCall *call, gpointer data);
void rest_docs_page (HttpCall *call, gpointer data);
void rest_docs_guide (HttpCall *call, gpointer data);

/* rest-routes.c */
void rest_foreach_route (void (*each) (const HttpRoute *route, gpointer data), gpointer data);

/* rest-routes-more.c */
const HttpRoute *rest_get_more_routes (guint *n_routes);

/* rest-reply.c: what several of them do. */
gchar *rest_dup_time (gint64 time_us);
void rest_fail_with (HttpCall *call, Rest *self, guint status, const GError *error);
const gchar *rest_get_text (JsonObject *object, const gchar *key);
gboolean rest_get_integer (JsonNode *node, gint64 *value);
const gchar *rest_get_product (HttpCall *call);

G_END_DECLS
