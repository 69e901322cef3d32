/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Members of the objects that subcommands print. */
#include "common/json-out.h"

#include <math.h>

#include "common/output.h"
#include "common/results.h"
#include "json/aoi-json-writer.h"

/* Infinite values and NaN become null. */
void
json_out_number (JsonBuilder *json, const gchar *name, gdouble value)
{
  json_builder_set_member_name (json, name);
  if (isfinite (value))
    json_builder_add_double_value (json, value);
  else
    json_builder_add_null_value (json);
}

void
json_out_count (JsonBuilder *json, const gchar *name, guint64 value)
{
  json_builder_set_member_name (json, name);
  json_builder_add_int_value (json, (gint64) MIN (value, G_MAXINT64));
}

void
json_out_boolean (JsonBuilder *json, const gchar *name, gboolean value)
{
  json_builder_set_member_name (json, name);
  json_builder_add_boolean_value (json, value);
}

/* @text: (nullable): need not be UTF-8 */
void
json_out_text (JsonBuilder *json, const gchar *name, const gchar *text)
{
  g_autofree gchar *valid = text != NULL ? g_utf8_make_valid (text, -1) : NULL;

  json_builder_set_member_name (json, name);
  if (valid != NULL)
    json_builder_add_string_value (json, valid);
  else
    json_builder_add_null_value (json);
}

/* As the next value: `coords` as product files have them. */
void
json_out_rect (JsonBuilder *json, const AoiRect *rect)
{
  json_builder_begin_array (json);
  json_builder_add_int_value (json, rect->x);
  json_builder_add_int_value (json, rect->y);
  json_builder_add_int_value (json, rect->x + rect->width);
  json_builder_add_int_value (json, rect->y + rect->height);
  json_builder_end_array (json);
}

void
json_out_begin_array (JsonBuilder *json, const gchar *name)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
}

void
json_out_begin_object (JsonBuilder *json, const gchar *name)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_object (json);
}

/* @revisions: (element-type ResultRevision) */
void
json_out_revisions (JsonBuilder *json, const GPtrArray *revisions)
{
  json_out_begin_array (json, "revisions");
  for (guint i = 0; i < revisions->len; i++) {
    const ResultRevision *revision = g_ptr_array_index (revisions, i);

    json_builder_begin_object (json);
    json_out_text (json, "product", revision->product);
    json_out_text (json, "revision", revision->hash);
    json_builder_end_object (json);
  }
  json_builder_end_array (json);
}

/* Prints what was built, on one line. */
void
json_out_print (JsonBuilder *json)
{
  g_autoptr (JsonNode) root = json_builder_get_root (json);
  g_autofree gchar *text = aoi_json_write (root);

  g_print ("%s\n", text);
}

/* Writes what was built to a file, on one line; `-` is standard output. @option: which names @path. */
gboolean
json_out_save (JsonBuilder *json, const gchar *option, const gchar *path, GError **error)
{
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GString) line = NULL;
  g_autofree gchar *text = NULL;

  if (g_str_equal (path, "-")) {
    json_out_print (json);
    return TRUE;
  }
  root = json_builder_get_root (json);
  text = aoi_json_write (root);
  line = g_string_new (text);
  g_string_append_c (line, '\n');
  return output_save (option, path, line, error);
}
