/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Notes what clients change, and to what. */
#include "guard/guard-private.h"

/* By these bodies say what they change. */
static const gchar *const names[] = { "product_name", "roi_id", "sample_name", "backup_filename",
  "name", "product", "kind", "role", "until" };

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

/* What a file of a form is, without it. */
static JsonNode *
describe_file (GBytes *bytes)
{
  g_autofree gchar *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *file = json_object_new ();

  json_object_set_int_member (file, "bytes", (gint64) g_bytes_get_size (bytes));
  json_object_set_string_member (file, "sha256", hash);
  json_node_take_object (node, file);
  return node;
}

static JsonNode *
describe_part (const HttpPart *part)
{
  g_autofree gchar *text = NULL;

  if (part->file != NULL)
    return describe_file (part->bytes);
  text = g_strndup (g_bytes_get_data (part->bytes, NULL), g_bytes_get_size (part->bytes));
  return json_node_init_string (json_node_alloc (), text);
}

static JsonObject *
describe_form (GPtrArray *form)
{
  JsonObject *asked = json_object_new ();

  for (guint i = 0; i < form->len; i++) {
    const HttpPart *part = g_ptr_array_index (form, i);

    json_object_set_member (asked, part->name, describe_part (part));
  }
  return asked;
}

/* What was asked for, and what the handler says of it. Returns: (transfer full) (nullable) */
static JsonObject *
describe_details (const HttpCall *call)
{
  JsonObject *body = http_call_get_object (call), *notes = http_call_get_notes (call);
  GPtrArray *form = http_call_get_form (call);
  g_autoptr (GList) keys = notes != NULL ? json_object_get_members (notes) : NULL;
  JsonObject *details;

  if (body == NULL && form == NULL && notes == NULL)
    return NULL;
  details = json_object_new ();
  for (GList *key = keys; key != NULL; key = key->next)
    json_object_set_member (details, key->data, json_object_dup_member (notes, key->data));
  if (body != NULL)
    json_object_set_object_member (details, "asked", json_object_ref (body));
  else if (form != NULL)
    json_object_set_object_member (details, "asked", describe_form (form));
  return details;
}

static gchar *
describe_outcome (guint status)
{
  if (status < 300)
    return g_strdup ("done");
  return g_strdup_printf (status < 500 ? "refused: %u" : "failed: %u", status);
}

static gboolean
note (Guard *self, HttpCall *call, const HttpRoute *route, guint status, GError **error)
{
  g_autofree gchar *action = g_strdup_printf ("%s %s", route->method, route->pattern);
  g_autofree gchar *object = describe_object (call);
  g_autofree gchar *outcome = describe_outcome (status);
  g_autoptr (JsonObject) details = describe_details (call);
  const AuditEntry entry = {
    .user = http_call_get_user (call),
    .address = http_call_get_peer (call),
    .action = action,
    .object = object,
    .outcome = outcome,
    .details = details,
  };

  return audit_log_add (self->audit, &entry, error);
}

/**
 * guard_witness:
 * @call: whose handler has done its work, or is about to
 * @route: of it
 * @status: what it will answer; 0: it has yet to do it
 * @guard: a #Guard
 *
 * Notes a change before it is answered, and makes sure before it is made that there is room for that. Any thread that
 * may wait for a disk.
 *
 * Returns: whether there is none, or it is noted, or can be
 */
gboolean
guard_witness (HttpCall *call, const HttpRoute *route, guint status, gpointer guard)
{
  Guard *self = guard;
  g_autoptr (GError) error = NULL;
  gboolean good;

  if (!guard_is_change (route))
    return TRUE;
  good = status == 0 ? audit_log_make_room (self->audit, &error)
                     : note (self, call, route, status, &error);
  if (!good)
    g_warning (
        "%s: %s", status == 0 ? "a change is refused" : "a change is not noted", error->message);
  return good;
}
