/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "archive/aoi-archive-line.h"

#include <json-glib/json-glib.h>
#include <string.h>

#include "aoi-error.h"
#include "archive/aoi-archive-summary.h"
#include "json/aoi-json-guard.h"
#include "json/aoi-json-root.h"
#include "json/aoi-json-writer.h"
#include "storage/aoi-file.h"

/* A result of 1000 ROIs has about 1 MB. */
#define MAX_FILE_BYTES (64 * 1024 * 1024)
#define MAX_NESTING 32

/* JSON in quotes: the page reads that in half the time that a script takes, and it reads the details of a board only
 * when the board is opened. */
#define RECORD_BEGIN "aoi('{\"record\":"
#define RECORD_END "}');"
#define REMOVED_BEGIN "gone('"
#define REMOVED_END "');"

/**
 * aoi_archive_name_is_day:
 * @name: of a folder in an archive
 *
 * Returns: whether it is a date, such as `2026-11-27`
 */
gboolean
aoi_archive_name_is_day (const gchar *name)
{
  const gchar *const form = "dddd-dd-dd";

  if (strlen (name) != strlen (form))
    return FALSE;
  for (gsize i = 0; form[i] != '\0'; i++)
    if (form[i] == 'd' ? !g_ascii_isdigit (name[i]) : name[i] != form[i])
      return FALSE;
  return TRUE;
}

/* Hidden names are of what is being written or removed. */
static gboolean
is_shown_part (const gchar *part)
{
  return part[0] != '\0' && part[0] != '.';
}

/**
 * aoi_archive_name_is_record:
 * @name: DAY/PRODUCT/NAME
 *
 * Returns: whether it is of that form, stays inside of the archive, is not hidden and is UTF-8
 */
gboolean
aoi_archive_name_is_record (const gchar *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", 4);

  return g_utf8_validate (name, -1, NULL) && g_strv_length (parts) == 3
      && aoi_archive_name_is_day (parts[0]) && is_shown_part (parts[1]) && is_shown_part (parts[2]);
}

static JsonNode *
parse (GBytes *bytes, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  gsize size;
  const gchar *text = g_bytes_get_data (bytes, &size);

  if (!aoi_json_guard (text != NULL ? text : "", size, MAX_NESTING, error)
      || !json_parser_load_from_data (parser, text, (gssize) size, error))
    return NULL;
  if (aoi_json_root_is_object (parser))
    return json_parser_steal_root (parser);
  g_set_error_literal (error, AOI_ERROR, AOI_ERROR_SYNTAX, "must be an object");
  return NULL;
}

static JsonNode *
load (const gchar *archive, const gchar *record, const gchar *name, GError **error)
{
  g_autofree gchar *path = g_build_filename (archive, record, name, NULL);
  g_autoptr (GBytes) bytes = aoi_file_read (path, MAX_FILE_BYTES, AOI_ERROR_SYNTAX, error);
  g_autoptr (GError) local = NULL;
  JsonNode *root = NULL;

  if (bytes == NULL)
    return NULL;
  root = parse (bytes, &local);
  if (root == NULL) {
    g_autofree gchar *shown = g_filename_display_name (path);

    g_set_error (error, AOI_ERROR, AOI_ERROR_SYNTAX, "%s: %s", shown, local->message);
  }
  return root;
}

/* JSON as a string of a script, also of one within a page: what would end either is written as an escape of
 * JSON's, and backslashes are doubled. */
static void
append_quoted (GString *script, JsonNode *value)
{
  g_autofree gchar *json = aoi_json_write (value);

  g_string_append_c (script, '\'');
  for (const gchar *p = json; *p != '\0'; p++)
    if (*p == '<' || *p == '\'')
      g_string_append_printf (script, "\\\\u%04x", *p);
    else if (*p == '\\')
      g_string_append (script, "\\\\");
    else
      g_string_append_c (script, *p);
  g_string_append_c (script, '\'');
}

/**
 * aoi_archive_line_new:
 * @archive: the archive's folder
 * @record: a record in it
 * @error: return location for an %AOI_ERROR_IO, %AOI_ERROR_SYNTAX or %AOI_ERROR_INVALID that names the file
 *
 * Reads a record's record.json and result.json. A record whose result.json cannot be read gets a line too,
 * which does not pass and says why.
 *
 * Returns: (transfer full): the record's line with its newline, ASCII controls and `<` escaped
 */
gchar *
aoi_archive_line_new (const gchar *archive, const gchar *record, GError **error)
{
  g_autoptr (JsonNode) description = NULL, result = NULL, entry = NULL, details = NULL;
  g_autoptr (GError) local = NULL;
  GString *line;

  if (!aoi_archive_name_is_record (record)) {
    g_autofree gchar *shown = g_filename_display_name (record);

    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s: is not DAY/PRODUCT/NAME", shown);
    return NULL;
  }
  description = load (archive, record, "record.json", error);
  if (description == NULL)
    return NULL;
  result = load (archive, record, "result.json", &local);
  entry = aoi_archive_summary_new (record, json_node_get_object (description),
      result != NULL ? json_node_get_object (result) : NULL, local != NULL ? local->message : NULL,
      &details);
  line = g_string_new ("aoi(");
  append_quoted (line, entry);
  g_string_append_c (line, ',');
  append_quoted (line, details);
  g_string_append (line, ");\n");
  return g_string_free (line, FALSE);
}

/**
 * aoi_archive_line_new_removed:
 * @record: a record
 *
 * Returns: (transfer full): the line that takes back those of @record before it, with its newline
 */
gchar *
aoi_archive_line_new_removed (const gchar *record)
{
  g_autoptr (JsonNode) name = json_node_init_string (json_node_alloc (), record);

  GString *line = g_string_new ("gone(");

  append_quoted (line, name);
  g_string_append (line, ");\n");
  return g_string_free (line, FALSE);
}

/* One of another form would keep the page from reading all others. */
static gboolean
is_form (const gchar *line, gsize length, const gchar *begin, const gchar *end, guint n_quotes)
{
  if (length <= strlen (begin) + strlen (end) || memcmp (line, begin, strlen (begin)) != 0
      || memcmp (line + length - strlen (end), end, strlen (end)) != 0)
    return FALSE;
  for (gsize i = 0; i < length; i++) {
    if ((guchar) line[i] < 0x20)
      return FALSE;
    n_quotes -= line[i] == '\'';
  }
  return n_quotes == 0 && g_utf8_validate_len (line, length, NULL);
}

/* The JSON string that @text begins with, whose backslashes are doubled. */
static gchar *
read_string (const gchar *text, const gchar *end)
{
  g_autoptr (GString) json = g_string_new ("\"");
  g_autoptr (JsonNode) node = NULL;
  const gchar *p = text + 1;
  gboolean escaped = FALSE;

  if (*text != '"')
    return NULL;
  for (; p < end && (*p != '"' || escaped); p++) {
    if (*p == '\\' && ++p == end)
      break;
    escaped = *p == '\\' && !escaped;
    g_string_append_c (json, *p);
  }
  if (p >= end)
    return NULL;
  if (strchr (json->str, '\\') == NULL)
    return g_strdup (json->str + 1);
  g_string_append_c (json, '"');
  node = json_from_string (json->str, NULL);
  return node != NULL ? json_node_dup_string (node) : NULL;
}

/**
 * aoi_archive_line_parse:
 * @line: (array length=length): a line, not trusted, without its newline
 * @length: bytes of @line
 * @removed: (out): whether it is that of a record that was removed
 *
 * Returns: (transfer full) (nullable): the record that it is of, %NULL if it is none that this file writes
 */
gchar *
aoi_archive_line_parse (const gchar *line, gsize length, gboolean *removed)
{
  g_autofree gchar *record = NULL;
  const gchar *begin;

  *removed = is_form (line, length, REMOVED_BEGIN, REMOVED_END, 2);
  if (!*removed && !is_form (line, length, RECORD_BEGIN, RECORD_END, 4))
    return NULL;
  begin = *removed ? REMOVED_BEGIN : RECORD_BEGIN;
  record = read_string (line + strlen (begin), line + length);
  if (record == NULL || !aoi_archive_name_is_record (record))
    return NULL;
  return g_steal_pointer (&record);
}
