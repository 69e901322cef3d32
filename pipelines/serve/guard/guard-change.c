/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What changes of users and tokens have in common. */
#include "aoi-error.h"
#include "auth/auth-book-file.h"
#include "auth/auth-name.h"
#include "guard/guard-private.h"

static void
fail (HttpCall *call, const GError *error)
{
  g_warning ("%s", error->message);
  http_call_fail (
      call, HTTP_FAILED, "users: they cannot be read or saved; the station's log says why");
}

/**
 * guard_load_book:
 * @call: (transfer full if NULL is returned): a call
 * @self: a guard
 *
 * Returns: (transfer full) (nullable): who is known; %NULL: that cannot be read, and the call is answered
 */
AuthBook *
guard_load_book (HttpCall *call, Guard *self)
{
  g_autoptr (GError) error = NULL;
  AuthBook *book = auth_book_load (self->state, &error);

  if (book == NULL)
    fail (call, error);
  return book;
}

/**
 * guard_get_name:
 * @call: (transfer full if FALSE is returned): a call with a JSON object
 * @name: (out) (transfer none): who or what is to be known
 *
 * Returns: whether it is a name; if not, the call is answered
 */
gboolean
guard_get_name (HttpCall *call, const gchar **name)
{
  g_autoptr (GError) error = NULL;

  *name = guard_get_text (call, "name");
  if (*name != NULL && auth_name_check (*name, &error))
    return TRUE;
  http_call_fail (
      call, HTTP_BAD_REQUEST, "name: %s", error != NULL ? error->message : "must be a text");
  return FALSE;
}

/**
 * guard_get_role:
 * @call: (transfer full if FALSE is returned): a call with a JSON object
 * @role: (out): what it says
 *
 * Returns: whether it is a role; if not, the call is answered
 */
gboolean
guard_get_role (HttpCall *call, AuthRole *role)
{
  const gchar *text = guard_get_text (call, "role");
  g_autoptr (GError) error = NULL;

  if (text != NULL && auth_role_parse (text, role, &error))
    return TRUE;
  http_call_fail (
      call, HTTP_BAD_REQUEST, "role: %s", error != NULL ? error->message : "must be a text");
  return FALSE;
}

/**
 * guard_check_first:
 * @call: (transfer full if FALSE is returned): a call that adds somebody
 * @self: a guard
 * @role: of a user; %AUTH_ROLE_NONE: it is none
 *
 * From the first entry on one must log in. Whoever adds it must not lock everybody out.
 *
 * Returns: whether somebody is an admin then; if not, the call is answered
 */
gboolean
guard_check_first (HttpCall *call, Guard *self, AuthRole role)
{
  g_autoptr (AuthBook) book = NULL;

  if (self->rules.open) {
    http_call_fail (call, HTTP_CONFLICT,
        "the station was started with --open, which says that there are no users: start it without");
    return FALSE;
  }
  book = guard_load_book (call, self);
  if (book == NULL)
    return FALSE;
  if (role == AUTH_ROLE_ADMIN || auth_book_has_admin (book))
    return TRUE;
  http_call_fail (call, HTTP_CONFLICT,
      "role: there is no admin yet: the first user must be one, or nobody could add others");
  return FALSE;
}

/**
 * guard_fail_change:
 * @call: (transfer full): a call that would change who is known
 * @error: why it does not
 */
void
guard_fail_change (HttpCall *call, const GError *error)
{
  if (g_error_matches (error, AOI_ERROR, AOI_ERROR_INVALID))
    http_call_fail (call, HTTP_CONFLICT, "%s", error->message);
  else
    fail (call, error);
}
