/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "auth/auth-role.h"

#include "aoi-error.h"
#include "base/aoi-quote.h"

static const gchar *const names[] = {
  [AUTH_ROLE_NONE] = "none",
  [AUTH_ROLE_OPERATOR] = "operator",
  [AUTH_ROLE_VERIFIER] = "verifier",
  [AUTH_ROLE_ENGINEER] = "engineer",
  [AUTH_ROLE_ADMIN] = "admin",
};

/**
 * auth_role_to_text:
 * @self: a role
 *
 * Returns: its name
 */
const gchar *
auth_role_to_text (AuthRole self)
{
  return names[self];
}

/**
 * auth_role_parse:
 * @text: UTF-8
 * @self: (out): the role of that name, never %AUTH_ROLE_NONE
 * @error: return location for an %AOI_ERROR_INVALID that lists the roles
 *
 * Returns: whether there is one
 */
gboolean
auth_role_parse (const gchar *text, AuthRole *self, GError **error)
{
  g_autofree gchar *quoted = NULL;

  for (guint i = AUTH_ROLE_OPERATOR; i < G_N_ELEMENTS (names); i++)
    if (g_str_equal (text, names[i])) {
      *self = (AuthRole) i;
      return TRUE;
    }
  quoted = aoi_quote (text);
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "the role must be operator, verifier, engineer or admin, not %s", quoted);
  return FALSE;
}
