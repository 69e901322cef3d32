/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "json/aoi-json-file.h"

#include <string.h>

#include "json/aoi-json-guard.h"
#include "storage/aoi-file.h"

#define BOM "\xef\xbb\xbf"

/**
 * aoi_json_text_parse:
 * @text: JSON, not trusted; a byte order mark is skipped
 * @length: in bytes
 * @max_nesting: what is nested deeper is refused
 * @error: return location for an %AOI_ERROR_SYNTAX
 *
 * Returns: (transfer full): the value
 */
JsonNode *
aoi_json_text_parse (const gchar *text, gsize length, guint max_nesting, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) local = NULL;

  if (length >= strlen (BOM) && memcmp (text, BOM, strlen (BOM)) == 0) {
    text += strlen (BOM);
    length -= strlen (BOM);
  }
  if (!aoi_json_guard (text, length, max_nesting, error))
    return NULL;
  if (!json_parser_load_from_data (parser, text, (gssize) length, &local)) {
    g_set_error_literal (error, AOI_ERROR, AOI_ERROR_SYNTAX, local->message);
    return NULL;
  }
  return json_parser_steal_root (parser);
}

/**
 * aoi_json_file_read:
 * @path: a JSON file, not trusted; a byte order mark is skipped
 * @max_bytes: a longer file is refused
 * @max_nesting: what is nested deeper is refused
 * @kept: (out) (optional) (transfer full): its bytes
 * @error: return location for an %AOI_ERROR_IO or %AOI_ERROR_SYNTAX that names file, line and column
 *
 * Returns: (transfer full): the file's value, nested at most @max_nesting deep
 */
JsonNode *
aoi_json_file_read (
    const gchar *path, gsize max_bytes, guint max_nesting, GBytes **kept, GError **error)
{
  g_autoptr (GBytes) bytes = aoi_file_read (path, max_bytes, AOI_ERROR_SYNTAX, error);
  JsonNode *root;
  const gchar *text;
  gsize length;

  if (bytes == NULL)
    return NULL;
  text = g_bytes_get_data (bytes, &length);
  root = aoi_json_text_parse (text != NULL ? text : "", length, max_nesting, error);
  if (root == NULL) {
    g_autofree gchar *name = g_filename_display_name (path);

    g_prefix_error (error, "%s: ", name);
    return NULL;
  }
  if (kept != NULL)
    *kept = g_steal_pointer (&bytes);
  return root;
}

/**
 * aoi_json_file_load:
 * @path: a JSON file, not trusted
 * @max_bytes: a longer file is refused
 * @max_nesting: what is nested deeper is refused
 * @role: what the file is to its product, for the hash
 * @checksum: where its bytes are added
 * @text: (out) (optional) (transfer full): it as it is, UTF-8
 * @error: return location for the errors of aoi_json_file_read()
 *
 * Reads a file of a product.
 *
 * Returns: (transfer full): the file's value, nested at most @max_nesting deep
 */
JsonNode *
aoi_json_file_load (const gchar *path, gsize max_bytes, guint max_nesting, const gchar *role,
    GChecksum *checksum, gchar **text, GError **error)
{
  g_autoptr (GBytes) bytes = NULL;
  JsonNode *root = aoi_json_file_read (path, max_bytes, max_nesting, &bytes, error);

  if (root == NULL)
    return NULL;
  aoi_file_hash (bytes, role, checksum);
  if (text != NULL)
    *text = g_strndup (g_bytes_get_data (bytes, NULL), g_bytes_get_size (bytes));
  return root;
}
