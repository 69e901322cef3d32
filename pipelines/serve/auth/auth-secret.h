/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Characters of a secret, and of the digest of one: 256 bits in hexadecimal digits. */
#define AUTH_SECRET_LENGTH 64

gchar *auth_secret_new (void);
gchar *auth_secret_digest (const gchar *secret);
gboolean auth_secret_is (const gchar *text);
gboolean auth_secret_equal (const gchar *a, const gchar *b);
void auth_secret_free (gchar *secret);

typedef gchar AuthSecret;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (AuthSecret, auth_secret_free)

G_END_DECLS
