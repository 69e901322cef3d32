/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "serve-check.h"

#include <json-glib/json-glib.h>

#include "common/aoi.h"
#include "json/aoi-json-writer.h"

static void
print_group (const ConfGroup *group, gpointer settings, gpointer data)
{
  g_print ("  [%s]\n", group->name);
  for (guint i = 0; i < group->n_keys; i++) {
    g_autofree gchar *value = conf_key_dup_text (&group->keys[i], settings);

    if (value != NULL)
      g_print ("  %s=%s\n", group->keys[i].name, value);
  }
}

static void
print_lines (const gchar *head, const GPtrArray *lines)
{
  for (guint i = 0; i < lines->len; i++)
    g_printerr ("%s%s\n", head, (const gchar *) g_ptr_array_index (lines, i));
}

/**
 * serve_check_print:
 * @self: a check
 *
 * Prints what the station would be, and what is wrong with it.
 */
void
serve_check_print (ServeCheck *self)
{
  g_autofree gchar *shown = g_filename_display_name (self->path);

  if (self->errors->len == 0) {
    g_print ("%s: a station\n", shown);
    serve_settings_foreach (&self->settings, print_group, NULL);
    g_print ("  %u product%s, %u user%s, %u token%s\n", self->products->len,
        self->products->len == 1 ? "" : "s", self->n_users, self->n_users == 1 ? "" : "s",
        self->n_tokens, self->n_tokens == 1 ? "" : "s");
  }
  print_lines ("", self->errors);
  print_lines ("WARNING: ", self->warnings);
}

static void
add_group (const ConfGroup *group, gpointer settings, gpointer data)
{
  JsonBuilder *json = data;

  json_builder_set_member_name (json, group->name);
  json_builder_begin_object (json);
  for (guint i = 0; i < group->n_keys; i++) {
    g_autofree gchar *value = conf_key_dup_text (&group->keys[i], settings);
    g_autofree gchar *valid = value != NULL ? g_utf8_make_valid (value, -1) : NULL;

    if (valid != NULL) {
      json_builder_set_member_name (json, group->keys[i].name);
      json_builder_add_string_value (json, valid);
    }
  }
  json_builder_end_object (json);
}

static void
add_lines (JsonBuilder *json, const gchar *member, const GPtrArray *lines)
{
  json_builder_set_member_name (json, member);
  json_builder_begin_array (json);
  for (guint i = 0; i < lines->len; i++) {
    g_autofree gchar *valid = g_utf8_make_valid (g_ptr_array_index (lines, i), -1);

    json_builder_add_string_value (json, valid);
  }
  json_builder_end_array (json);
}

static void
add_count (JsonBuilder *json, const gchar *member, guint count)
{
  json_builder_set_member_name (json, member);
  json_builder_add_int_value (json, count);
}

/**
 * serve_check_print_json:
 * @self: a check
 *
 * Prints the same as one JSON object on a line.
 */
void
serve_check_print_json (ServeCheck *self)
{
  g_autoptr (JsonBuilder) json = json_builder_new_immutable ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree gchar *shown = g_utf8_make_valid (self->path, -1);
  g_autofree gchar *text = NULL;

  json_builder_begin_object (json);
  json_builder_set_member_name (json, "path");
  json_builder_add_string_value (json, shown);
  json_builder_set_member_name (json, "good");
  json_builder_add_boolean_value (json, self->errors->len == 0);
  serve_settings_foreach (&self->settings, add_group, json);
  add_count (json, "products", self->products->len);
  add_count (json, "users", self->n_users);
  add_count (json, "tokens", self->n_tokens);
  add_lines (json, "errors", self->errors);
  add_lines (json, "warnings", self->warnings);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  text = aoi_json_write (root);
  g_print ("%s\n", text);
}

/**
 * aoi_serve_check:
 * @path: of STATION.ini
 * @as_json: whether to print JSON
 * @strict: whether warnings count as errors
 * @products: (inout) (element-type filename): gets the folders of the station's products
 *
 * Prints what the station would be, or what is wrong with it.
 *
 * Returns: whether `aoi serve` would begin
 */
gboolean
aoi_serve_check (const gchar *path, gboolean as_json, gboolean strict, GPtrArray *products)
{
  g_auto (ServeCheck) check;

  serve_check_init (&check, path);
  if (strict) {
    g_ptr_array_extend_and_steal (check.errors, check.warnings);
    check.warnings = g_ptr_array_new_with_free_func (g_free);
  }
  if (as_json)
    serve_check_print_json (&check);
  else
    serve_check_print (&check);
  for (guint i = 0; i < check.products->len; i++)
    g_ptr_array_add (products, g_strdup (g_ptr_array_index (check.products, i)));
  return check.errors->len == 0;
}
