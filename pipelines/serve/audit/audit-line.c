/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "audit/audit-line.h"

#include "audit/audit-details.h"
#include "json/aoi-json-writer.h"

static void
set_text (JsonObject *object, const gchar *key, const gchar *text)
{
  g_autofree gchar *shown = text != NULL ? audit_text_show (text) : NULL;

  if (shown != NULL)
    json_object_set_string_member (object, key, shown);
}

static gchar *
show_time (gint64 now_us)
{
  g_autoptr (GDateTime) second = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) time = g_date_time_add (second, now_us % G_USEC_PER_SEC);

  return g_date_time_format (time, "%Y-%m-%dT%H:%M:%S.%fZ");
}

/**
 * audit_line_new:
 * @entry: what to write
 * @now_us: wall clock, microseconds since 1970
 *
 * Returns: (transfer full): it as JSON on one line, with a newline; who cannot log in is marked `unguarded`
 */
gchar *
audit_line_new (const AuditEntry *entry, gint64 now_us)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  g_autofree gchar *time = show_time (now_us);
  g_autofree gchar *text = NULL;
  JsonObject *object = json_object_new ();

  json_node_take_object (root, object);
  json_object_set_string_member (object, "time", time);
  set_text (object, "user", entry->user);
  set_text (object, "address", entry->address);
  if (entry->user == NULL)
    json_object_set_boolean_member (object, "unguarded", TRUE);
  set_text (object, "action", entry->action);
  set_text (object, "object", entry->object);
  set_text (object, "outcome", entry->outcome);
  if (entry->details != NULL)
    json_object_set_object_member (object, "details", audit_details_copy (entry->details));
  text = aoi_json_write (root);
  return g_strconcat (text, "\n", NULL);
}
