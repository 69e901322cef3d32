/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sessions: sections 4.8, 4.11 and a part of 4.18 of the old API. */
#include "rest/rest-private.h"

static JsonNode *
get_client_info (JsonObject *body)
{
  JsonNode *node = json_object_get_member (body, "client_info");

  return node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? node : NULL;
}

static void
answer_opened (HttpCall *call, const RestSession *session)
{
  JsonObject *answer = json_object_new ();
  g_autofree gchar *created = rest_dup_time (session->created_us);

  json_object_set_string_member (answer, "session_id", session->id);
  json_object_set_string_member (answer, "product_name", session->product);
  json_object_set_string_member (answer, "created_at", created);
  json_object_set_string_member (answer, "message", "Session created successfully");
  http_call_answer_object (call, answer);
}

void
rest_session_create (HttpCall *call, gpointer data)
{
  Rest *self = data;
  JsonObject *body = http_call_get_object (call);
  const gchar *product = rest_get_text (body, "product_name");
  g_autoptr (RestSession) session = NULL;
  g_autoptr (GError) error = NULL;

  if (!station_name_is_product (product)) {
    http_call_fail (call, HTTP_BAD_REQUEST,
        product == NULL || *product == '\0' ? "Product name required" : "Invalid product name");
    return;
  }
  if (!station_products_has (self->station->products, product)) {
    http_call_fail (call, HTTP_NOT_FOUND, "There is no product %s", product);
    return;
  }
  session = rest_sessions_open (self->sessions, product, get_client_info (body), &error);
  if (session != NULL)
    answer_opened (call, session);
  else
    rest_fail_with (call, self,
        g_error_matches (error, AOI_ERROR, AOI_ERROR_FAILED) ? HTTP_BUSY : HTTP_FAILED, error);
}

static JsonObject *
describe (Rest *self, RestSession *session)
{
  JsonObject *object = json_object_new ();
  g_autofree gchar *created = rest_dup_time (session->created_us);
  g_autofree gchar *last = NULL;
  RestFacts facts;

  rest_sessions_get_facts (self->sessions, session, &facts);
  last = rest_dup_time (facts.last_us);
  json_object_set_string_member (object, "session_id", session->id);
  json_object_set_string_member (object, "product_name", session->product);
  if (session->client_info != NULL)
    json_object_set_member (object, "client_info", json_node_copy (session->client_info));
  else
    json_object_set_object_member (object, "client_info", json_object_new ());
  json_object_set_string_member (object, "created_at", created);
  json_object_set_string_member (object, "last_activity", last);
  json_object_set_int_member (object, "inspection_count", (gint64) facts.n_inspections);
  return object;
}

/* Returns: (transfer full) (nullable): the session of the path; %NULL: the call is answered. */
static RestSession *
find (Rest *self, HttpCall *call)
{
  RestSession *session = rest_sessions_find (self->sessions, http_call_get_segment (call, 0));

  if (session == NULL)
    http_call_fail (call, HTTP_NOT_FOUND, "Session not found");
  return session;
}

void
rest_session_status (HttpCall *call, gpointer data)
{
  Rest *self = data;
  g_autoptr (RestSession) session = find (self, call);

  if (session != NULL)
    http_call_answer_object (call, describe (self, session));
}

void
rest_session_list (HttpCall *call, gpointer data)
{
  Rest *self = data;
  g_autoptr (GPtrArray) list = rest_sessions_list (self->sessions);
  JsonObject *answer = json_object_new ();
  JsonArray *sessions = json_array_new ();

  for (guint i = 0; i < list->len; i++)
    json_array_add_object_element (sessions, describe (self, g_ptr_array_index (list, i)));
  json_object_set_array_member (answer, "sessions", sessions);
  json_object_set_int_member (answer, "count", list->len);
  http_call_answer_object (call, answer);
}

static void
answer_closed (HttpCall *call, const RestSession *session, const RestFacts *facts, gboolean cleaned)
{
  JsonObject *answer = json_object_new ();

  json_object_set_string_member (answer, "message", "Session closed successfully");
  json_object_set_double_member (answer, "duration_seconds",
      (gdouble) (g_get_real_time () - session->created_us) / G_USEC_PER_SEC);
  json_object_set_int_member (answer, "inspection_count", (gint64) facts->n_inspections);
  json_object_set_boolean_member (answer, "directory_cleaned", cleaned);
  http_call_answer_object (call, answer);
}

/* In the call's turn. */
static void
close_now (HttpCall *call, gpointer data)
{
  Rest *self = data;
  RestSession *session = http_call_get_state (call);
  RestFacts facts;
  gboolean cleaned;

  if (rest_session_is_closed (session)) {
    rest_session_leave (session, FALSE);
    http_call_fail (call, HTTP_NOT_FOUND, "Session not found");
    return;
  }
  rest_sessions_get_facts (self->sessions, session, &facts);
  cleaned = rest_sessions_close (self->sessions, session);
  rest_session_leave (session, FALSE);
  answer_closed (call, session, &facts, cleaned);
}

void
rest_session_close (HttpCall *call, gpointer data)
{
  Rest *self = data;
  RestSession *session = find (self, call);

  if (session == NULL)
    return;
  http_call_set_state (call, session, (GDestroyNotify) rest_session_unref);
  if (!rest_session_queue (session, call, close_now, self))
    http_call_fail (call, HTTP_CONFLICT, "Another inspection is in progress");
}
