/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>
#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* What answers say beside the codes of RFC 9110 that libsoup names; handlers need not know of libsoup. */
enum {
  HTTP_OK = 200,
  HTTP_ACCEPTED = 202,
  HTTP_SAME = 304,
  HTTP_BAD_REQUEST = 400,
  HTTP_UNKNOWN = 401,
  HTTP_FORBIDDEN = 403,
  HTTP_NOT_FOUND = 404,
  HTTP_WRONG_METHOD = 405,
  HTTP_CONFLICT = 409,
  HTTP_CHANGED = 412,
  HTTP_TOO_LARGE = 413,
  HTTP_WRONG_TYPE = 415,
  HTTP_UNCONDITIONAL = 428,
  HTTP_TOO_OFTEN = 429,
  HTTP_FAILED = 500,
  HTTP_BUSY = 503,
};

/**
 * HttpCall:
 *
 * One request on its way to its answer. It belongs to the handler that it was given to, on whatever
 * thread, until that handler or somebody whom it passes the call on to answers it, exactly once: that
 * frees it. Not thread-safe, but free to go from one thread to the next.
 */
typedef struct _HttpCall HttpCall;

/**
 * HttpPart:
 * @name: of the form's field
 * @file: (nullable): the file name that the client gave it, which means nothing here
 * @bytes: what it holds
 *
 * A part of a form.
 */
typedef struct {
  gchar *name;
  gchar *file;
  GBytes *bytes;
} HttpPart;

const gchar *http_call_get_method (const HttpCall *self);
guint http_call_get_n_segments (const HttpCall *self);
const gchar *http_call_get_segment (const HttpCall *self, guint index);
const gchar *http_call_get_query (const HttpCall *self, const gchar *key);
const gchar *http_call_find_other_query (const HttpCall *self, const gchar *const *known);
const gchar *http_call_get_header (const HttpCall *self, const gchar *name);
const gchar *http_call_get_peer (const HttpCall *self);
gint64 http_call_get_begin (const HttpCall *self);
GBytes *http_call_get_body (const HttpCall *self);
JsonObject *http_call_get_object (const HttpCall *self);
const gchar *http_call_get_text (const HttpCall *self, const gchar *text, gsize *length);
GPtrArray *http_call_get_form (const HttpCall *self);

void http_call_set_state (HttpCall *self, gpointer state, GDestroyNotify free_state);
gpointer http_call_get_state (const HttpCall *self);

void http_call_note (HttpCall *self, const gchar *key, JsonNode *value);
JsonObject *http_call_get_notes (const HttpCall *self);

void http_call_set_user (HttpCall *self, const gchar *user);
gboolean http_call_goes_on (const HttpCall *self);
const gchar *http_call_get_user (const HttpCall *self);
void http_call_set_header (HttpCall *self, const gchar *name, const gchar *value);
void http_call_answer (HttpCall *self, guint status, const gchar *type, GBytes *body);
void http_call_answer_object (HttpCall *self, JsonObject *object);
void http_call_answer_text (HttpCall *self, const gchar *type, const gchar *text);
void http_call_refuse (HttpCall *self, guint status, JsonObject *object);
void http_call_fail (HttpCall *self, guint status, const gchar *format, ...) G_GNUC_PRINTF (3, 4);

G_END_DECLS
