/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whose pages may ask. A page of elsewhere is told by the origin that its browser names. But a name of elsewhere
 * may be made to mean this machine, after which its pages are of the origin that they ask: so a name is this
 * machine's only if it is an address, the machine's own, or the station was told so. */
#include "auth/auth-origin.h"

#include <string.h>

#include "aoi-error.h"
#include "auth/auth-network.h"
#include "base/aoi-quote.h"

static const gchar *
get_scheme (gboolean secure)
{
  return secure ? "https://" : "http://";
}

/**
 * auth_origin_check:
 * @origin: what the station was told, such as `http://station:5000`
 * @error: return location for an %AOI_ERROR_INVALID
 *
 * Returns: whether a browser could name such an origin
 */
gboolean
auth_origin_check (const gchar *origin, GError **error)
{
  const gchar *host = strstr (origin, "://");
  g_autofree gchar *valid = NULL;
  g_autofree gchar *quoted = NULL;

  if ((g_str_has_prefix (origin, "http://") || g_str_has_prefix (origin, "https://"))
      && host[3] != '\0' && strpbrk (host + 3, "/?#@ ") == NULL)
    return TRUE;
  valid = g_utf8_make_valid (origin, -1);
  quoted = aoi_quote (valid);
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "%s is no origin; write one such as http://station:5000, without a path", quoted);
  return FALSE;
}

/* Without the port, and without the brackets of IPv6. */
static gchar *
get_host_name (const gchar *host)
{
  const gchar *end;

  if (*host == '[') {
    end = strchr (host, ']');
    return end != NULL ? g_strndup (host + 1, (gsize) (end - host - 1)) : g_strdup ("");
  }
  return g_strndup (host, strcspn (host, ":"));
}

/**
 * auth_origin_is_told:
 * @origin: what `Origin` says, not trusted
 * @more: (nullable): origins that the station was told
 *
 * Returns: whether it is one of these
 */
gboolean
auth_origin_is_told (const gchar *origin, const gchar *const *more)
{
  for (; more != NULL && *more != NULL; more++)
    if (g_ascii_strcasecmp (*more, origin) == 0)
      return TRUE;
  return FALSE;
}

/**
 * auth_origin_host_is_own:
 * @host: what `Host` says, not trusted
 * @secure: whether the request came over TLS
 * @more: (nullable): origins that the station was told
 *
 * Returns: whether it certainly means this machine
 */
gboolean
auth_origin_host_is_own (const gchar *host, gboolean secure, const gchar *const *more)
{
  g_autofree gchar *name = get_host_name (host);
  g_autofree gchar *origin = g_strconcat (get_scheme (secure), host, NULL);
  g_autoptr (GInetAddress) address = auth_network_parse_address (name);

  return address != NULL || g_ascii_strcasecmp (name, "localhost") == 0
      || g_ascii_strcasecmp (name, g_get_host_name ()) == 0 || auth_origin_is_told (origin, more);
}

/**
 * auth_origin_is_own:
 * @origin: what `Origin` says, not trusted
 * @host: what `Host` says, not trusted
 * @secure: whether the request came over TLS
 * @more: (nullable): origins that the station was told
 *
 * Returns: whether the page that asks is the station's own, or of an origin that it was told
 */
gboolean
auth_origin_is_own (
    const gchar *origin, const gchar *host, gboolean secure, const gchar *const *more)
{
  g_autofree gchar *own = g_strconcat (get_scheme (secure), host, NULL);

  return auth_origin_is_told (origin, more)
      || (g_ascii_strcasecmp (origin, own) == 0 && auth_origin_host_is_own (host, secure, more));
}
