/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Paths and what they are matched with. A path is split at its slashes first; then each segment is decoded,
 * once. */
#include "http/http-route.h"

#include <string.h>

/**
 * http_path_parse:
 * @self: (out): uninitialised memory, to be cleared even if this fails
 * @raw: a path as the client sent it
 *
 * Returns: whether it begins with a slash and each of its segments is UTF-8 without NUL
 */
gboolean
http_path_parse (HttpPath *self, const gchar *raw)
{
  g_auto (GStrv) parts = NULL;

  *self = (HttpPath){ NULL, 0 };
  if (*raw != '/')
    return FALSE;
  parts = g_strsplit (raw + 1, "/", -1);
  self->segments = g_new0 (gchar *, g_strv_length (parts) + 1);
  for (guint i = 0; parts[i] != NULL; i++) {
    gchar *segment = g_uri_unescape_segment (parts[i], NULL, NULL);

    if (segment == NULL || !g_utf8_validate (segment, -1, NULL)) {
      g_free (segment);
      return FALSE;
    }
    self->segments[self->n_segments++] = segment;
  }
  return TRUE;
}

/**
 * http_path_clear:
 * @self: a path
 */
void
http_path_clear (HttpPath *self)
{
  g_strfreev (self->segments);
  *self = (HttpPath){ NULL, 0 };
}

static gboolean
is_digits (const gchar *text)
{
  return *text != '\0' && strspn (text, "0123456789") == strlen (text);
}

/* @length: of @wanted */
static gboolean
match_segment (const gchar *wanted, gsize length, const gchar *segment, gboolean *variable)
{
  *variable = wanted[0] == '{';
  if (!*variable)
    return strlen (segment) == length && strncmp (wanted, segment, length) == 0;
  return wanted[1] == '#' ? is_digits (segment) : *segment != '\0';
}

/**
 * http_route_match:
 * @self: a route
 * @path: of a request
 * @found: (out) (array length=n_found): memory for %HTTP_ROUTE_MAX_SEGMENTS: variable segments, which belong
 *   to @path
 * @n_found: (out): how many there are
 *
 * Returns: whether @path is one of the route's
 */
gboolean
http_route_match (const HttpRoute *self, const HttpPath *path, const gchar **found, guint *n_found)
{
  const gchar *wanted = self->pattern + 1;

  *n_found = 0;
  for (guint i = 0; i < path->n_segments; i++) {
    const gsize length = strcspn (wanted, "/");
    gboolean variable;

    if (g_str_equal (wanted, "*"))
      return TRUE;
    if (!match_segment (wanted, length, path->segments[i], &variable))
      return FALSE;
    if (variable)
      found[(*n_found)++] = path->segments[i];
    if (wanted[length] == '\0')
      return i + 1 == path->n_segments;
    wanted += length + 1;
  }
  return *wanted == '\0' && path->n_segments == 0;
}

/**
 * http_route_takes:
 * @self: a route
 * @method: of a request
 *
 * Returns: whether it answers @method
 */
gboolean
http_route_takes (const HttpRoute *self, const gchar *method)
{
  if (g_str_equal (method, "HEAD"))
    method = "GET";
  return g_str_equal (self->method, method);
}
