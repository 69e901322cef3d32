/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "web/web.h"

#include "web-resources.h"

#define ROOT "/aoi/web/"

/* What text anybody smuggles in can neither run nor be sent away; what is chosen from the disk is shown as blob. */
#define POLICY \
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; " \
  "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'; " \
  "trusted-types 'none'"

static const struct {
  const gchar *ending;
  const gchar *type;
} types[] = {
  { ".html", "text/html; charset=utf-8" },
  { ".css", "text/css; charset=utf-8" },
  { ".js", "text/javascript; charset=utf-8" },
  { ".json", "application/json" },
  { ".svg", "image/svg+xml" },
};

static const gchar *
get_type (const gchar *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (types); i++)
    if (g_str_has_suffix (name, types[i].ending))
      return types[i].type;
  return NULL;
}

static GBytes *
find (const gchar *name)
{
  g_autofree gchar *path = g_strconcat (ROOT, name, NULL);

  return g_resource_lookup_data (web_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
}

/* A browser keeps what it has, and asks each time whether that is still so: another release has other modules. */
static void
answer (HttpCall *call, const gchar *name)
{
  const gchar *known = http_call_get_header (call, "If-None-Match");
  const gchar *type = get_type (name);
  g_autoptr (GBytes) bytes = type != NULL ? find (name) : NULL;
  g_autofree gchar *sum = NULL;
  g_autofree gchar *tag = NULL;

  if (bytes == NULL) {
    http_call_fail (call, HTTP_NOT_FOUND, "there is nothing at this path");
    return;
  }
  sum = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  tag = g_strdup_printf ("\"%s\"", sum);
  http_call_set_header (call, "Content-Security-Policy", POLICY);
  http_call_set_header (call, "Cache-Control", "no-cache");
  http_call_set_header (call, "ETag", tag);
  if (g_strcmp0 (known, tag) == 0)
    http_call_answer (call, HTTP_SAME, type, g_bytes_new_static (NULL, 0));
  else
    http_call_answer (call, HTTP_OK, type, g_steal_pointer (&bytes));
}

static void
show_page (HttpCall *call, gpointer data)
{
  answer (call, "index.html");
}

static void
show_file (HttpCall *call, gpointer data)
{
  answer (call, http_call_get_segment (call, 0));
}

static const HttpRoute routes[] = {
  { "GET", "/", show_page, HTTP_OPEN, HTTP_MAIN, HTTP_BODY_NONE, 0 },
  { "GET", "/web/{file}", show_file, HTTP_OPEN, HTTP_MAIN, HTTP_BODY_NONE, 0 },
};

/**
 * web_add_routes:
 * @server: gets the pages
 */
void
web_add_routes (HttpServer *server)
{
  http_server_add (server, routes, G_N_ELEMENTS (routes), NULL);
}
