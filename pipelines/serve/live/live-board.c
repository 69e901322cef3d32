/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What listeners are told of a board. */
#include "live/live-board.h"

#include "json/aoi-json-writer.h"

static void
set_text (JsonObject *object, const gchar *key, const gchar *text)
{
  if (text != NULL)
    json_object_set_string_member (object, key, text);
  else
    json_object_set_null_member (object, key);
}

static void
set_time (JsonObject *object, const gchar *key, gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autofree gchar *seconds = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");
  g_autofree gchar *text = g_strdup_printf ("%s.%06dZ", seconds, (gint) (time_us % G_USEC_PER_SEC));

  json_object_set_string_member (object, key, text);
}

static JsonArray *
new_devices (const AoiReport *report)
{
  JsonArray *devices = json_array_new ();

  for (guint i = 0; i < aoi_report_get_n_devices (report); i++) {
    const AoiDeviceSummary *device = aoi_report_get_device (report, i);
    JsonObject *object = json_object_new ();

    json_object_set_int_member (object, "device", device->device);
    json_object_set_int_member (object, "rois", device->total);
    json_object_set_int_member (object, "rois_passed", device->passed);
    json_object_set_string_member (object, "barcode", device->barcode);
    json_object_set_boolean_member (object, "marked", device->marked);
    json_array_add_object_element (devices, object);
  }
  return devices;
}

/* Devices that are marked bad and were left out, by ascending number: they have neither passed nor failed. */
static JsonArray *
new_skipped_devices (const AoiReport *report)
{
  gboolean skipped[AOI_ROI_MAX_DEVICES + 1] = { FALSE };
  JsonArray *devices = json_array_new ();

  for (guint i = 0; i < aoi_report_get_n_skipped (report); i++)
    skipped[aoi_report_get_skipped (report, i)->device] = TRUE;
  for (guint device = 1; device <= AOI_ROI_MAX_DEVICES; device++)
    if (skipped[device])
      json_array_add_int_element (devices, device);
  return devices;
}

/* @frame: (nullable): id of the frame that shows it. Returns: (transfer full): a JSON object on one line */
gchar *
live_board_write (const AoiReport *report, const gchar *frame)
{
  const AoiReportInfo *info = aoi_report_get_info (report);
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", info->id);
  set_time (object, "time", info->timestamp_us);
  set_text (object, "product", info->product);
  set_text (object, "revision", info->revision);
  set_text (object, "session", info->session_id);
  set_text (object, "frame", frame);
  json_object_set_boolean_member (object, "passed", aoi_report_get_passed (report));
  json_object_set_boolean_member (object, "complete", aoi_report_get_complete (report));
  set_text (object, "reason", aoi_report_get_reason (report));
  json_object_set_int_member (object, "rois", aoi_report_get_n_rois (report));
  json_object_set_int_member (object, "rois_passed", aoi_report_get_n_passed (report));
  json_object_set_double_member (object, "total_ms", (gdouble) info->total_ns / 1e6);
  json_object_set_array_member (object, "devices", new_devices (report));
  json_object_set_array_member (object, "skipped_devices", new_skipped_devices (report));
  json_node_take_object (root, object);
  return aoi_json_write (root);
}
