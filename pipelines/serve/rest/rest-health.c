/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether the server is there: sections 4.1, 4.2 and a part of 4.18 of the old API. */
#include "rest/rest-private.h"

#include "base/aoi-clock.h"

void
rest_health (HttpCall *call, gpointer data)
{
  Rest *self = data;
  JsonObject *answer = json_object_new ();
  g_autofree gchar *now = rest_dup_time (g_get_real_time ());

  json_object_set_string_member (answer, "status", "healthy");
  json_object_set_string_member (answer, "timestamp", now);
  json_object_set_boolean_member (answer, "modules_available", TRUE);
  json_object_set_boolean_member (
      answer, "initialized", g_atomic_int_get (&self->initialized) != 0);
  json_object_set_int_member (answer, "active_sessions", rest_sessions_count (self->sessions));
  http_call_answer_object (call, answer);
}

/* Nothing needs to be loaded beforehand: clients ask again and again, and it must be quick. */
void
rest_initialize (HttpCall *call, gpointer data)
{
  Rest *self = data;
  JsonObject *answer = json_object_new ();

  g_atomic_int_set (&self->initialized, 1);
  json_object_set_boolean_member (answer, "success", TRUE);
  json_object_set_string_member (answer, "message", "System initialized");
  json_object_set_boolean_member (answer, "modules_available", TRUE);
  http_call_answer_object (call, answer);
}

void
rest_status (HttpCall *call, gpointer data)
{
  Rest *self = data;
  JsonObject *answer = json_object_new ();
  g_autofree gchar *product = rest_sessions_dup_newest (self->sessions);

  json_object_set_boolean_member (
      answer, "initialized", g_atomic_int_get (&self->initialized) != 0);
  if (product != NULL)
    json_object_set_string_member (answer, "current_product", product);
  else
    json_object_set_null_member (answer, "current_product");
  json_object_set_boolean_member (
      answer, "inspection_in_progress", rest_sessions_are_busy (self->sessions));
  json_object_set_int_member (answer, "active_sessions", rest_sessions_count (self->sessions));
  json_object_set_boolean_member (answer, "modules_available", TRUE);
  json_object_set_double_member (
      answer, "uptime", (gdouble) (aoi_clock_now () - self->station->begin) / 1e9);
  http_call_answer_object (call, answer);
}
