/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "api/api-endpoint.h"
#include "api/api-meters.h"
#include "api/api.h"

G_BEGIN_DECLS

struct _Api {
  Station *station; /* borrowed */
  HttpServer *server; /* borrowed */
  ApiSessions sessions;
  ApiMeters *meters;
  GArray *routes; /* HttpRoute */
  GBytes *document; /* OpenAPI */
};

extern const ApiFamily api_watch_family, api_document_family;

/* api-openapi.c */
GBytes *api_openapi_new (const ApiFamily *const *families, const ApiFamily *others);

/* api-reply.c: what several handlers do. */
void api_fail_with (HttpCall *call, Api *self, guint status, const GError *error);
const gchar *api_get_product (HttpCall *call, Api *self);

G_END_DECLS
