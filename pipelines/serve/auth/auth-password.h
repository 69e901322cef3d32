/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Characters of the shortest password, and bytes of the longest. */
#define AUTH_PASSWORD_MIN 8
#define AUTH_PASSWORD_MAX 256

gboolean auth_password_check (const gchar *password, GError **error);
gchar *auth_password_hash (const gchar *password, GError **error);
gboolean auth_password_verify (const gchar *password, const gchar *hash);

G_END_DECLS
