/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AuthRole:
 * @AUTH_ROLE_NONE: nobody who is known
 * @AUTH_ROLE_OPERATOR: sees, captures and inspects
 * @AUTH_ROLE_VERIFIER: judges verdicts, besides
 * @AUTH_ROLE_ENGINEER: teaches: changes products and goldens, besides
 * @AUTH_ROLE_ADMIN: all, besides
 *
 * What somebody may do. Each includes those before it.
 */
typedef enum {
  AUTH_ROLE_NONE,
  AUTH_ROLE_OPERATOR,
  AUTH_ROLE_VERIFIER,
  AUTH_ROLE_ENGINEER,
  AUTH_ROLE_ADMIN,
} AuthRole;

const gchar *auth_role_to_text (AuthRole self);
gboolean auth_role_parse (const gchar *text, AuthRole *self, GError **error);

G_END_DECLS
