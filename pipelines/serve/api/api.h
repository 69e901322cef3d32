/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The station's own API: all below /v1, and what those ask who watch over it: /healthz, /readyz, /metrics. A file has
 * one family of endpoints, each with its description: the document /v1/openapi.json is made of the same tables as
 * the routes. */
#pragma once

#include "api/api-endpoint.h"
#include "boards/boards.h"
#include "http/http-server.h"
#include "source/source.h"
#include "station/station.h"

G_BEGIN_DECLS

/**
 * ApiSessions:
 * @count: says how many sessions of the old API are open; main loop
 * @data: what @count is given
 *
 * What the API does not know by itself.
 */
typedef struct {
  guint (*count) (gpointer data);
  gpointer data;
} ApiSessions;

/**
 * Api:
 *
 * The own API of a station. Thread-safe.
 */
typedef struct _Api Api;

Api *api_new (Station *station, Boards *boards, HttpServer *server, const ApiSessions *sessions,
    const ApiFamily *others);
void api_free (Api *self);
void api_set_source (Api *self, Source *source);
void api_add_routes (Api *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Api, api_free)

G_END_DECLS
