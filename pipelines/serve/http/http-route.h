/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "http/http-call.h"

G_BEGIN_DECLS

/* The most variable segments that a pattern may have. */
#define HTTP_ROUTE_MAX_SEGMENTS 6

/**
 * HttpBody:
 * @HTTP_BODY_NONE: what the client sends is not looked at
 * @HTTP_BODY_OBJECT: a JSON object
 * @HTTP_BODY_PICTURES: a JSON object, of whose members `image` http_call_get_text() knows the values
 * @HTTP_BODY_FORM: `multipart/form-data`
 * @HTTP_BODY_BYTES: anything
 *
 * What a route takes. A handler is not called unless it is that.
 */
typedef enum {
  HTTP_BODY_NONE,
  HTTP_BODY_OBJECT,
  HTTP_BODY_PICTURES,
  HTTP_BODY_FORM,
  HTTP_BODY_BYTES,
} HttpBody;

/**
 * HttpPlace:
 * @HTTP_MAIN: the main loop: what takes no longer than a look into memory
 * @HTTP_WORK: a worker: what reads or writes files
 * @HTTP_HEAVY: one of the few workers that decode and inspect pictures
 * @HTTP_DATA: one of the few workers that ask the database, which may take its time
 * @HTTP_SHOW: one of the few workers that make pictures for people, who hold up no inspection
 *
 * Where a handler runs.
 */
typedef enum {
  HTTP_MAIN,
  HTTP_WORK,
  HTTP_HEAVY,
  HTTP_DATA,
  HTTP_SHOW,
} HttpPlace;

/**
 * HttpAccess:
 * @HTTP_OPEN: anybody who may connect: pages, whether it is alive
 * @HTTP_SEE: shows products, goldens, results
 * @HTTP_INSPECT: opens sessions and inspects
 * @HTTP_REVIEW: takes boards to judge them, which leaves nothing
 * @HTTP_JUDGE: judges verdicts
 * @HTTP_SWITCH: says by which product the station's own source inspects
 * @HTTP_CHANGE: changes products or goldens
 * @HTTP_ADMIN: changes how the station is
 *
 * What a route lets a client do, for those who decide whether it may. From %HTTP_JUDGE on it is a change, which is
 * noted, but for GET.
 */
typedef enum {
  HTTP_OPEN,
  HTTP_SEE,
  HTTP_INSPECT,
  HTTP_REVIEW,
  HTTP_JUDGE,
  HTTP_SWITCH,
  HTTP_CHANGE,
  HTTP_ADMIN,
} HttpAccess;

/**
 * HttpHandle:
 * @call: (transfer full): to be answered, now or later
 * @data: what the table was added with
 */
typedef void (*HttpHandle) (HttpCall *call, gpointer data);

/**
 * HttpRoute:
 * @method: such as `GET`, which takes HEAD too
 * @pattern: path whose segments are literal, or `{name}` for any that is not empty, or `{#name}` for digits;
 *   `*` as the last one takes all that follow
 * @handle: what answers
 * @access: what it lets a client do
 * @place: where @handle runs
 * @body: what it takes
 * @max_body: bytes, at most
 *
 * A line of a table of routes.
 */
typedef struct {
  const gchar *method;
  const gchar *pattern;
  HttpHandle handle;
  HttpAccess access;
  HttpPlace place;
  HttpBody body;
  gsize max_body;
} HttpRoute;

/**
 * HttpTable:
 * @routes: a table
 * @n_routes: its lines
 * @data: what its handlers are given
 *
 * Routes of a part of the server.
 */
typedef struct {
  const HttpRoute *routes;
  guint n_routes;
  gpointer data;
} HttpTable;

/**
 * HttpPath:
 * @segments: (array length=n_segments): each decoded once
 * @n_segments: how many there are
 *
 * The path of a request, split before it was decoded: no name can smuggle a slash in.
 */
typedef struct {
  gchar **segments;
  guint n_segments;
} HttpPath;

void http_call_continue (HttpCall *call, HttpHandle handle, gpointer data);

gboolean http_path_parse (HttpPath *self, const gchar *raw);
void http_path_clear (HttpPath *self);

gboolean
http_route_match (const HttpRoute *self, const HttpPath *path, const gchar **found, guint *n_found);
gboolean http_route_takes (const HttpRoute *self, const gchar *method);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (HttpPath, http_path_clear)

G_END_DECLS
