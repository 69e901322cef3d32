/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Notes what clients change. */
#include "guard/guard-private.h"

/* By these the bodies of the old API say what they change. */
static const gchar *const names[] = { "product_name", "roi_id", "sample_name", "backup_filename",
  "name" };

static void
append (GString *object, const gchar *text)
{
  g_string_append_printf (object, "%s%s", object->len > 0 ? " " : "", text);
}

static void
append_member (GString *object, JsonNode *node)
{
  g_autofree gchar *text = NULL;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return;
  if (json_node_get_value_type (node) == G_TYPE_STRING)
    text = g_strdup (json_node_get_string (node));
  else
    text = g_strdup_printf ("%" G_GINT64_FORMAT, json_node_get_int (node));
  append (object, text);
}

static void
append_part (GString *object, GPtrArray *form, const gchar *name)
{
  for (guint i = 0; i < form->len; i++) {
    const HttpPart *part = g_ptr_array_index (form, i);
    g_autofree gchar *text = NULL;

    if (part->file != NULL || !g_str_equal (part->name, name))
      continue;
    text = g_strndup (g_bytes_get_data (part->bytes, NULL), g_bytes_get_size (part->bytes));
    append (object, text);
  }
}

/* What the path names, and then what the body does. */
static gchar *
describe_object (const HttpCall *call)
{
  JsonObject *body = http_call_get_object (call);
  GPtrArray *form = http_call_get_form (call);
  GString *object = g_string_new (NULL);

  for (guint i = 0; i < http_call_get_n_segments (call); i++)
    append (object, http_call_get_segment (call, i));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    if (body != NULL)
      append_member (object, json_object_get_member (body, names[i]));
    if (form != NULL)
      append_part (object, form, names[i]);
  }
  return g_string_free (object, FALSE);
}

static gchar *
describe_outcome (guint status)
{
  if (status < 300)
    return g_strdup ("done");
  return g_strdup_printf (status < 500 ? "refused: %u" : "failed: %u", status);
}

/**
 * guard_witness:
 * @call: whose handler has done its work
 * @route: of it
 * @status: what it will answer
 * @guard: a #Guard
 *
 * Notes a change before it is answered. Any thread that may wait for a disk.
 *
 * Returns: whether there was none, or it is noted
 */
gboolean
guard_witness (HttpCall *call, const HttpRoute *route, guint status, gpointer guard)
{
  Guard *self = guard;
  g_autofree gchar *action = NULL, *object = NULL, *outcome = NULL;
  g_autoptr (GError) error = NULL;
  AuditEntry entry = { NULL };

  if (!guard_is_change (route))
    return TRUE;
  action = g_strdup_printf ("%s %s", route->method, route->pattern);
  object = describe_object (call);
  outcome = describe_outcome (status);
  entry.user = http_call_get_user (call);
  entry.address = http_call_get_peer (call);
  entry.action = action;
  entry.object = object;
  entry.outcome = outcome;
  if (audit_log_add (self->audit, &entry, &error))
    return TRUE;
  g_warning ("a change is not noted: %s", error->message);
  return FALSE;
}
