/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "auth/auth-cookie.h"

#include <string.h>

/* With the prefix a browser takes the cookie only over TLS, from this very host: no other page can plant one. */
#define NAME "aoi-session"
#define SECURE_NAME "__Host-aoi-session"

static const gchar *
get_name (gboolean secure)
{
  return secure ? SECURE_NAME : NAME;
}

/**
 * auth_cookie_find:
 * @header: (nullable): what `Cookie` says, not trusted
 * @secure: whether it came over TLS
 *
 * Returns: (transfer full) (nullable): id of a session; none if two are named, of which one may be planted
 */
gchar *
auth_cookie_find (const gchar *header, gboolean secure)
{
  const gchar *name = get_name (secure);
  const gsize length = strlen (name);
  g_auto (GStrv) pairs = header != NULL ? g_strsplit (header, ";", -1) : NULL;
  const gchar *found = NULL;

  for (guint i = 0; pairs != NULL && pairs[i] != NULL; i++) {
    const gchar *pair = g_strstrip (pairs[i]);

    if (strncmp (pair, name, length) != 0 || pair[length] != '=')
      continue;
    if (found != NULL)
      return NULL;
    found = pair + length + 1;
  }
  return g_strdup (found);
}

/* Scripts cannot read it, and a page of elsewhere does not send it. */
static gchar *
write_cookie (const gchar *value, const gchar *more, gboolean secure)
{
  return g_strdup_printf ("%s=%s; Path=/; HttpOnly; SameSite=Strict%s%s", get_name (secure), value,
      secure ? "; Secure" : "", more);
}

/**
 * auth_cookie_set:
 * @id: of a session
 * @secure: whether it goes over TLS
 *
 * Returns: (transfer full): what `Set-Cookie` says so that the browser shows @id until it ends
 */
gchar *
auth_cookie_set (const gchar *id, gboolean secure)
{
  return write_cookie (id, "", secure);
}

/**
 * auth_cookie_clear:
 * @secure: whether it goes over TLS
 *
 * Returns: (transfer full): what `Set-Cookie` says so that the browser forgets it
 */
gchar *
auth_cookie_clear (gboolean secure)
{
  return write_cookie ("", "; Max-Age=0", secure);
}
