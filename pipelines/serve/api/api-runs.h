/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "api/api-private.h"

G_BEGIN_DECLS

/**
 * ApiRunRequest:
 * @order: what is asked for; borrows from the others
 * @person: who asks
 * @add: (element-type GBytes): files of goldens
 * @remove: names of goldens
 * @only: (element-type gint): ROIs
 * @good: folders
 * @bad: folders
 *
 * What a client has sent to begin a run.
 */
typedef struct {
  ServeRunOrder order;
  gchar *person;
  GPtrArray *add;
  gchar **remove;
  GArray *only;
  gchar **good;
  gchar **bad;
} ApiRunRequest;

gboolean api_run_request_read (ApiRunRequest *self, HttpCall *call, Api *api, GError **error);
void api_run_request_clear (ApiRunRequest *self);

/* api-runs.c */
JsonObject *api_run_describe (ServeRun *run);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ApiRunRequest, api_run_request_clear)

G_END_DECLS
