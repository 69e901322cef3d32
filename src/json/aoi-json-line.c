/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "json/aoi-json-line.h"

#include <string.h>

#include "aoi-error.h"
#include "json/aoi-json-guard.h"
#include "json/aoi-json-root.h"

#define FIRST_LINE "line 1, "

/* A line is all that there is: it is called neither the first line nor the file. */
static void
refuse (const gchar *place, const gchar *message, GError **error)
{
  g_autoptr (GString) text = g_string_new (
      g_str_has_prefix (message, FIRST_LINE) ? message + strlen (FIRST_LINE) : message);

  g_string_replace (text, "the file", "the line", 0);
  g_set_error (error, AOI_ERROR, AOI_ERROR_SYNTAX, "%s: %s", place, text->str);
}

/**
 * aoi_json_line_parse:
 * @text: (array length=length): a line, not trusted, without its newline
 * @length: bytes of @text
 * @max_nesting: how many objects and arrays may be open at once
 * @place: what to call the line in errors, such as `frames.ndjson: line 3`
 * @error: return location for an %AOI_ERROR_SYNTAX or %AOI_ERROR_INVALID that names place and column
 *
 * Reads one line of a file that holds an object a line.
 *
 * Returns: (transfer full): the object
 */
JsonNode *
aoi_json_line_parse (
    const gchar *text, gsize length, guint max_nesting, const gchar *place, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) local = NULL;

  if (!aoi_json_guard (text, length, max_nesting, &local)
      || !json_parser_load_from_data (parser, text, (gssize) length, &local)) {
    refuse (place, local->message, error);
    return NULL;
  }
  if (!aoi_json_root_is_object (parser)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s: must be an object", place);
    return NULL;
  }
  return json_parser_steal_root (parser);
}
