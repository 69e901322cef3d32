/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "http/http-route.h"

G_BEGIN_DECLS

#define API_MAX_PARAMETERS 13

#define API_TEXT "text/plain; charset=utf-8"
#define API_METRICS "text/plain; version=0.0.4; charset=utf-8"

/**
 * ApiParameter:
 * @name: of it; %NULL: there are no more
 * @in: `query` or `header`
 * @type: `string`, `integer` or `boolean`
 * @text: what it says
 *
 * What a request may say beside its path and body.
 */
typedef struct {
  const gchar *name;
  const gchar *in;
  const gchar *type;
  const gchar *text;
} ApiParameter;

/**
 * ApiEndpoint:
 * @route: the route
 * @id: what programs that are made of the document call it
 * @summary: what it does
 * @request: (nullable): schema of its body, if that is JSON or a form
 * @answer: schema of a good answer, or its media type, in which there is a slash
 * @parameters: what a request may say
 *
 * A line of a table of routes, and what the document says of it.
 */
typedef struct {
  HttpRoute route;
  const gchar *id;
  const gchar *summary;
  const gchar *request;
  const gchar *answer;
  ApiParameter parameters[API_MAX_PARAMETERS];
} ApiEndpoint;

/**
 * ApiFamily:
 * @name: of it, as the document groups endpoints
 * @endpoints: (array length=n_endpoints): its table
 * @n_endpoints: its lines
 *
 * Endpoints that belong together.
 */
typedef struct {
  const gchar *name;
  const ApiEndpoint *endpoints;
  guint n_endpoints;
} ApiFamily;

#define API_SMALL ((gsize) 1 << 20)

G_END_DECLS
