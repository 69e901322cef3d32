/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "archive/aoi-archive-page.h"

#include <string.h>

#include "aoi-archive-resources.h"

#define PREFIX "/aoi/archive/"

/* The last one starts what the others define. */
static const gchar *const scripts[] = { "dom.js", "store.js", "filter.js", "shell.js", "list.js",
  "detail.js", "summary.js", "main.js" };

/* A page of a file may run what has this hash, and nothing else that stands in it. */
static gchar *
hash (const GString *text)
{
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  guint8 digest[32];
  gsize size = sizeof digest;
  g_autofree gchar *base64 = NULL;

  g_checksum_update (checksum, (const guchar *) text->str, (gssize) text->len);
  g_checksum_get_digest (checksum, digest, &size);
  base64 = g_base64_encode (digest, size);
  return g_strconcat ("'sha256-", base64, "'", NULL);
}

static void
append (GString *text, const gchar *name)
{
  g_autofree gchar *path = g_strconcat (PREFIX, name, NULL);
  g_autoptr (GBytes) bytes = g_resource_lookup_data (
      aoi_archive_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, NULL);
  gsize size;
  const gchar *data = g_bytes_get_data (bytes, &size);

  g_string_append_len (text, data, (gssize) size);
}

/**
 * aoi_archive_page_prepare:
 *
 * To be called before there are threads that make pages: GLib registers what is compiled into programs when something
 * of it is first looked up, and a thread that looks meanwhile does not find it.
 */
void
aoi_archive_page_prepare (void)
{
  g_resources_get_info ("/", G_RESOURCE_LOOKUP_FLAGS_NONE, NULL, NULL, NULL);
}

/**
 * aoi_archive_page_new:
 *
 * Puts the page's parts together to one file, whose Content-Security-Policy names script and style by their
 * hashes.
 *
 * Returns: (transfer full): the HTML of an archive's page
 */
GBytes *
aoi_archive_page_new (void)
{
  g_autoptr (GString) page = g_string_new (NULL);
  g_autoptr (GString) style = g_string_new ("\n");
  g_autoptr (GString) script = g_string_new ("\n'use strict';\n(() => {\n");
  g_autofree gchar *script_hash = NULL, *style_hash = NULL;

  append (page, "index.html");
  append (style, "page.css");
  for (guint i = 0; i < G_N_ELEMENTS (scripts); i++)
    append (script, scripts[i]);
  g_string_append (script, "})();\n");
  style_hash = hash (style);
  script_hash = hash (script);
  g_string_replace (page, "@STYLE_HASH@", style_hash, 1);
  g_string_replace (page, "@SCRIPT_HASH@", script_hash, 1);
  g_string_replace (page, "@STYLE@", style->str, 1);
  g_string_replace (page, "@SCRIPT@", script->str, 1);
  return g_string_free_to_bytes (g_steal_pointer (&page));
}
