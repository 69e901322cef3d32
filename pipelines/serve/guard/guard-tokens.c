/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which programs may use the API, as `aoi serve token` does it. */
#include "auth/auth-change.h"
#include "auth/auth-secret.h"
#include "auth/auth-time.h"
#include "guard/guard-private.h"

static JsonObject *
new_token (const gchar *name, AuthRole role, gint64 until)
{
  JsonObject *object = json_object_new ();
  g_autofree gchar *time = auth_time_to_text (until);

  json_object_set_string_member (object, "name", name);
  json_object_set_string_member (object, "role", auth_role_to_text (role));
  json_object_set_string_member (object, "until", time);
  json_object_set_boolean_member (object, "ended", until <= g_get_real_time () / G_USEC_PER_SEC);
  return object;
}

void
guard_list_tokens (HttpCall *call, gpointer guard)
{
  g_autoptr (AuthBook) book = guard_load_book (call, guard);
  JsonObject *answer;
  JsonArray *tokens;

  if (book == NULL)
    return;
  answer = json_object_new ();
  tokens = json_array_new ();
  for (guint i = 0; i < book->tokens->len; i++) {
    const AuthToken *token = g_ptr_array_index (book->tokens, i);

    json_array_add_object_element (tokens, new_token (token->name, token->role, token->until));
  }
  json_object_set_array_member (answer, "tokens", tokens);
  http_call_answer_object (call, answer);
}

/* Returns whether the body says an end that is to come; if not, the call is answered. */
static gboolean
get_until (HttpCall *call, gint64 *until)
{
  const gchar *text = guard_get_text (call, "until");
  g_autoptr (GError) error = NULL;

  if (text == NULL)
    http_call_fail (
        call, HTTP_BAD_REQUEST, "until: a token ends: say when, such as \"2027-12-31\"");
  else if (!auth_time_parse (text, until, &error))
    http_call_fail (call, HTTP_BAD_REQUEST, "until: %s", error->message);
  else if (*until <= g_get_real_time () / G_USEC_PER_SEC)
    http_call_fail (call, HTTP_BAD_REQUEST, "until: %s is past", text);
  else
    return TRUE;
  return FALSE;
}

void
guard_add_token (HttpCall *call, gpointer guard)
{
  Guard *self = guard;
  g_autoptr (AuthSecret) secret = auth_secret_new ();
  g_autofree gchar *digest = auth_secret_digest (secret);
  g_autoptr (GError) error = NULL;
  const gchar *name;
  JsonObject *answer;
  AuthRole role;
  gint64 until;

  if (!guard_get_name (call, &name) || !guard_get_role (call, &role) || !get_until (call, &until)
      || !guard_check_first (call, self, AUTH_ROLE_NONE))
    return;
  if (!auth_change_add_token (self->state, name, role, until, digest, &error)) {
    guard_fail_change (call, error);
    return;
  }
  answer = new_token (name, role, until);
  json_object_set_string_member (answer, "secret", secret);
  http_call_answer_object (call, answer);
}

void
guard_remove_token (HttpCall *call, gpointer guard)
{
  Guard *self = guard;
  const gchar *name = http_call_get_segment (call, 0);
  g_autoptr (AuthBook) book = guard_load_book (call, self);
  g_autoptr (GError) error = NULL;

  if (book == NULL)
    return;
  if (auth_book_find_token (book, name) == NULL)
    http_call_fail (call, HTTP_NOT_FOUND, "token: there is no \"%s\"", name);
  else if (auth_change_remove_token (self->state, name, &error))
    http_call_answer_object (call, json_object_new ());
  else
    guard_fail_change (call, error);
}
