/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who may log in, as `aoi serve user` does it: by auth's own functions, on the disk before it is answered. */
#include "aoi-error.h"
#include "auth/auth-change.h"
#include "auth/auth-password.h"
#include "auth/auth-secret.h"
#include "guard/guard-private.h"

static JsonObject *
new_user (const gchar *name, AuthRole role)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "name", name);
  json_object_set_string_member (object, "role", auth_role_to_text (role));
  return object;
}

void
guard_list_users (HttpCall *call, gpointer guard)
{
  g_autoptr (AuthBook) book = guard_load_book (call, guard);
  JsonObject *answer;
  JsonArray *users;

  if (book == NULL)
    return;
  answer = json_object_new ();
  users = json_array_new ();
  for (guint i = 0; i < book->users->len; i++) {
    const AuthUser *user = g_ptr_array_index (book->users, i);

    json_array_add_object_element (users, new_user (user->name, user->role));
  }
  json_object_set_array_member (answer, "users", users);
  http_call_answer_object (call, answer);
}

/* Returns: (transfer full) (nullable): of the password that the body says; %NULL: the call is answered */
static gchar *
make_hash (HttpCall *call)
{
  const gchar *password = guard_get_text (call, "password");
  g_autoptr (GError) error = NULL;
  gchar *hash = password != NULL ? auth_password_hash (password, &error) : NULL;

  if (hash != NULL)
    return hash;
  if (error == NULL || g_error_matches (error, AOI_ERROR, AOI_ERROR_INVALID))
    http_call_fail (
        call, HTTP_BAD_REQUEST, "password: %s", error != NULL ? error->message : "must be a text");
  else
    http_call_fail (call, HTTP_FAILED, "password: %s", error->message);
  return NULL;
}

void
guard_add_user (HttpCall *call, gpointer guard)
{
  Guard *self = guard;
  g_autofree gchar *hash = NULL;
  g_autoptr (GError) error = NULL;
  const gchar *name;
  AuthRole role;

  if (!guard_get_name (call, &name) || !guard_get_role (call, &role)
      || !guard_check_first (call, self, role) || (hash = make_hash (call)) == NULL)
    return;
  if (auth_change_add_user (self->state, name, role, hash, &error))
    http_call_answer_object (call, new_user (name, role));
  else
    guard_fail_change (call, error);
}

/* Returns whether there is the user that the path names; if not, the call is answered. @role: (out): of him */
static gboolean
find_user (HttpCall *call, Guard *self, const gchar **name, AuthRole *role)
{
  g_autoptr (AuthBook) book = guard_load_book (call, self);
  const AuthUser *user;

  if (book == NULL)
    return FALSE;
  *name = http_call_get_segment (call, 0);
  user = auth_book_find_user (book, *name);
  if (user == NULL) {
    http_call_fail (call, HTTP_NOT_FOUND, "user: there is no \"%s\"", *name);
    return FALSE;
  }
  *role = user->role;
  return TRUE;
}

void
guard_set_role (HttpCall *call, gpointer guard)
{
  Guard *self = guard;
  g_autoptr (GError) error = NULL;
  const gchar *name;
  AuthRole role, before;

  if (!find_user (call, self, &name, &before) || !guard_get_role (call, &role))
    return;
  if (auth_change_set_role (self->state, name, role, TRUE, &error))
    http_call_answer_object (call, new_user (name, role));
  else
    guard_fail_change (call, error);
}

void
guard_set_password (HttpCall *call, gpointer guard)
{
  Guard *self = guard;
  g_autofree gchar *hash = NULL;
  g_autoptr (GError) error = NULL;
  const gchar *name;
  AuthRole role;

  if (!find_user (call, self, &name, &role) || (hash = make_hash (call)) == NULL)
    return;
  if (auth_change_set_hash (self->state, name, hash, &error))
    http_call_answer_object (call, new_user (name, role));
  else
    guard_fail_change (call, error);
}

void
guard_remove_user (HttpCall *call, gpointer guard)
{
  Guard *self = guard;
  g_autoptr (GError) error = NULL;
  const gchar *name;
  AuthRole role;

  if (!find_user (call, self, &name, &role))
    return;
  if (auth_change_remove_user (self->state, name, TRUE, &error))
    http_call_answer_object (call, json_object_new ());
  else
    guard_fail_change (call, error);
}
