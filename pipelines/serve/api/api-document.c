/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What programs can learn of the API. */
#include "api/api-private.h"

static void
show_document (HttpCall *call, gpointer data)
{
  Api *self = data;

  http_call_answer (call, HTTP_OK, "application/json", g_bytes_ref (self->document));
}

static const ApiEndpoint endpoints[] = {
  { { "GET", "/v1/openapi.json", show_document, HTTP_SEE, HTTP_MAIN, HTTP_BODY_NONE, API_SMALL },
      "getDocument", "This document", NULL, "application/json" },
};

const ApiFamily api_document_family = { "document", endpoints, G_N_ELEMENTS (endpoints) };
