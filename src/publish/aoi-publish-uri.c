/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses, which may name several hosts and no password. */
#include "publish/aoi-publish-uri.h"

#include <gio/gio.h>
#include <string.h>

#include "publish/aoi-publisher.h"

static gboolean
refuse (GError **error, const gchar *problem)
{
  g_set_error_literal (error, AOI_PUBLISH_ERROR, AOI_PUBLISH_ERROR_SETTINGS, problem);
  return FALSE;
}

static void
split (AoiPublishUri *self, const gchar *text)
{
  const gchar *rest = strstr (text, "://") + strlen ("://");
  g_autofree gchar *authority = g_strndup (rest, strcspn (rest, "/?#"));
  gchar *at = strrchr (authority, '@');

  self->scheme = g_ascii_strdown (text, strstr (text, "://") - text);
  self->user = at != NULL ? g_uri_unescape_segment (authority, at, NULL) : NULL;
  self->hosts = g_strdup (at != NULL ? at + 1 : authority);
  self->path = g_strdup (rest + strlen (authority));
}

static gboolean
is_scheme (const gchar *text, const gchar *end)
{
  if (end == NULL || end == text || !g_ascii_isalpha (*text))
    return FALSE;
  while (text < end && (g_ascii_isalnum (*text) || strchr ("+-.", *text) != NULL))
    text++;
  return text == end;
}

/* What stands in a query might be a password whatever it is called. */
static gboolean
names_password (const gchar *query)
{
  static const gchar *const names[] = { "password", "passwd", "pwd", "secret", "token",
    "key=", "auth=", "sig=", "signature" };
  g_autofree gchar *lower = query != NULL ? g_ascii_strdown (query, -1) : NULL;

  for (guint i = 0; lower != NULL && i < G_N_ELEMENTS (names); i++)
    if (strstr (lower, names[i]) != NULL)
      return TRUE;
  return FALSE;
}

/* Paths of web servers may hold an @; with others it follows a user whose password holds a slash. Returns: (nullable) */
static const gchar *
find_user_end (const gchar *text, const gchar *rest, const gchar *end)
{
  const gboolean is_web = g_ascii_strncasecmp (text, "http", strlen ("http")) == 0;

  return is_web ? g_strrstr_len (rest, end - rest, "@") : strrchr (rest, '@');
}

/**
 * aoi_publish_uri_check:
 * @text: (nullable): an address
 * @error: return location for an %AOI_PUBLISH_ERROR_SETTINGS, which does not show it
 *
 * Returns: whether it can be split into its parts, and has no password among them
 */
gboolean
aoi_publish_uri_check (const gchar *text, GError **error)
{
  const gchar *rest, *end, *at;

  if (text == NULL || *text == '\0')
    return refuse (error, "uri is not set");
  if (!g_utf8_validate (text, -1, NULL) || !is_scheme (text, strstr (text, "://")))
    return refuse (error, "uri is no address such as mqtt://broker");
  rest = strstr (text, "://") + strlen ("://");
  end = rest + strcspn (rest, "/?#");
  at = find_user_end (text, rest, end);
  if ((at != NULL && memchr (rest, ':', (gsize) (at - rest)) != NULL)
      || names_password (strchr (end, '?')))
    return refuse (error,
        "uri holds a password, where logs and lists of processes show it: set "
        "password-file instead");
  if ((at != NULL && at < end ? at + 1 : rest) == end)
    return refuse (error, "uri names no host");
  return TRUE;
}

/**
 * aoi_publish_uri_parse:
 * @self: (out): the parts
 * @text: an address
 * @error: return location for an %AOI_PUBLISH_ERROR_SETTINGS
 *
 * Returns: whether it is one
 */
gboolean
aoi_publish_uri_parse (AoiPublishUri *self, const gchar *text, GError **error)
{
  *self = (AoiPublishUri){ 0 };
  if (!aoi_publish_uri_check (text, error))
    return FALSE;
  split (self, text);
  return TRUE;
}

/**
 * aoi_publish_uri_clear:
 * @self: an address
 */
void
aoi_publish_uri_clear (AoiPublishUri *self)
{
  g_free (self->scheme);
  g_free (self->user);
  g_free (self->hosts);
  g_free (self->path);
}

/**
 * aoi_publish_uri_get_host:
 * @self: an address
 * @default_port: if it names none
 * @host: (out): its host
 * @port: (out): its port
 * @error: return location for an %AOI_PUBLISH_ERROR_SETTINGS
 *
 * Returns: whether it names one host
 */
gboolean
aoi_publish_uri_get_host (
    const AoiPublishUri *self, guint16 default_port, gchar **host, guint16 *port, GError **error)
{
  g_autoptr (GSocketConnectable)
      address = g_network_address_parse (self->hosts, default_port, NULL);

  if (address == NULL || strchr (self->hosts, ',') != NULL)
    return refuse (error, "uri names no host and port such as broker:1883");
  *host = g_strdup (g_network_address_get_hostname (G_NETWORK_ADDRESS (address)));
  *port = g_network_address_get_port (G_NETWORK_ADDRESS (address));
  return TRUE;
}

/**
 * aoi_publish_uri_get_target:
 * @text: an address that aoi_publish_uri_check() lets through
 *
 * Returns: (transfer full): what it is called in an outbox: without user and query
 */
gchar *
aoi_publish_uri_get_target (const gchar *text)
{
  g_auto (AoiPublishUri) uri = { 0 };

  split (&uri, text);
  uri.path[strcspn (uri.path, "?#")] = '\0';
  return g_strconcat (uri.scheme, "://", uri.hosts, uri.path, NULL);
}

/**
 * aoi_publish_uri_show:
 * @text: an address that aoi_publish_uri_check() lets through
 *
 * Returns: (transfer full): the same for messages, without what might be secret
 */
gchar *
aoi_publish_uri_show (const gchar *text)
{
  g_auto (AoiPublishUri) uri = { 0 };

  split (&uri, text);
  return g_strconcat (uri.scheme, "://", uri.hosts, NULL);
}
