/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Messages of IPC-CFX (IPC-2591), in their envelopes. */
#include "publish/cfx-json.h"

#include <json-glib/json-glib.h>
#include <math.h>

#include "json/aoi-json-writer.h"
#include "store/aoi-store-board.h"

#define VERSION "1.7"

static void
add_text (JsonBuilder *json, const gchar *name, const gchar *text)
{
  json_builder_set_member_name (json, name);
  if (text != NULL)
    json_builder_add_string_value (json, text);
  else
    json_builder_add_null_value (json);
}

static void
add_number (JsonBuilder *json, const gchar *name, gdouble number)
{
  json_builder_set_member_name (json, name);
  if (isfinite (number))
    json_builder_add_double_value (json, number);
  else
    json_builder_add_null_value (json);
}

static void
add_integer (JsonBuilder *json, const gchar *name, gint64 number)
{
  json_builder_set_member_name (json, name);
  json_builder_add_int_value (json, number);
}

static void
begin_object (JsonBuilder *json, const gchar *name)
{
  if (name != NULL)
    json_builder_set_member_name (json, name);
  json_builder_begin_object (json);
}

static void
begin_array (JsonBuilder *json, const gchar *name)
{
  json_builder_set_member_name (json, name);
  json_builder_begin_array (json);
}

static gchar *
show_time (gint64 time_us)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) exact = g_date_time_add (utc, time_us % G_USEC_PER_SEC);

  return g_date_time_format (exact, "%Y-%m-%dT%H:%M:%S.%f+00:00");
}

/* Up to the members of the message itself. */
static JsonBuilder *
begin_message (const gchar *name, const gchar *id, const gchar *handle, gint64 time_us)
{
  JsonBuilder *json = json_builder_new_immutable ();
  g_autofree gchar *time = show_time (time_us);
  g_autofree gchar *type = g_strconcat (name, ", CFX", NULL);

  json_builder_begin_object (json);
  add_text (json, "MessageName", name);
  add_text (json, "Version", VERSION);
  add_text (json, "TimeStamp", time);
  add_text (json, "UniqueID", id);
  add_text (json, "Source", handle);
  add_text (json, "Target", NULL);
  add_text (json, "RequestID", NULL);
  begin_object (json, "MessageBody");
  add_text (json, "$type", type);
  return json;
}

/* Takes @json. */
static gchar *
end_message (JsonBuilder *json)
{
  g_autoptr (JsonBuilder) owned = json;
  g_autoptr (JsonNode) root = NULL;

  json_builder_end_object (json);
  json_builder_end_object (json);
  root = json_builder_get_root (json);
  return aoi_json_write (root);
}

static const gchar *
get_result (const AoiStoreRoi *roi)
{
  if (g_str_equal (roi->status, "pass"))
    return "Passed";
  return g_str_equal (roi->status, "fail") ? "Failed" : "Error";
}

static void
add_defect (JsonBuilder *json, const AoiStoreBoard *board, const AoiStoreRoi *roi)
{
  g_autofree gchar *id = g_strdup_printf ("%s/%d/defect", board->id, roi->roi);
  g_autofree gchar *name = g_strdup_printf ("ROI %d", roi->roi);

  json_builder_begin_object (json);
  add_text (json, "UniqueIdentifier", id);
  add_text (json, "DefectCode", roi->type);
  add_text (json, "DefectCategory", roi->type);
  add_text (json, "Description", roi->reason);
  begin_object (json, "ComponentOfInterest");
  add_text (json, "ReferenceDesignator", name);
  json_builder_end_object (json);
  json_builder_end_object (json);
}

static void
add_measurement (JsonBuilder *json, const AoiStoreBoard *board, const AoiStoreRoi *roi)
{
  g_autofree gchar *id = g_strdup_printf ("%s/%d/score", board->id, roi->roi);

  json_builder_begin_object (json);
  add_text (json, "$type", "CFX.Structures.NumericMeasurement, CFX");
  begin_object (json, "MeasuredValue");
  add_number (json, "Value", roi->score);
  add_number (json, "MinimumAcceptableValue", roi->threshold);
  json_builder_end_object (json);
  add_text (json, "UniqueIdentifier", id);
  add_text (json, "MeasurementName", "score");
  add_integer (json, "Sequence", 0);
  add_text (json, "Result", get_result (roi));
  json_builder_end_object (json);
}

static void
add_inspection (JsonBuilder *json, const AoiStoreBoard *board, const AoiStoreRoi *roi)
{
  g_autofree gchar *id = g_strdup_printf ("%s/%d", board->id, roi->roi);
  g_autofree gchar *name = g_strdup_printf ("ROI %d %s", roi->roi, roi->type);

  json_builder_begin_object (json);
  add_text (json, "UniqueIdentifier", id);
  add_text (json, "InspectionName", name);
  add_text (json, "Comments", roi->reason);
  add_text (json, "Result", get_result (roi));
  begin_array (json, "DefectsFound");
  if (!g_str_equal (roi->status, "pass"))
    add_defect (json, board, roi);
  json_builder_end_array (json);
  begin_array (json, "Measurements");
  if (isfinite (roi->score))
    add_measurement (json, board, roi);
  json_builder_end_array (json);
  json_builder_end_object (json);
}

/* @device: 0: ROIs of any. */
static void
add_unit (
    JsonBuilder *json, const AoiStoreBoard *board, gint device, const gchar *code, gboolean good)
{
  json_builder_begin_object (json);
  add_text (json, "UnitIdentifier", code != NULL ? code : board->id);
  add_integer (json, "UnitPositionNumber", MAX (device, 1));
  add_text (json, "OverallResult", good ? "Passed" : "Failed");
  begin_array (json, "Inspections");
  for (guint i = 0; i < board->rois->len; i++) {
    const AoiStoreRoi *roi = &g_array_index (board->rois, AoiStoreRoi, i);

    if ((device == 0 || roi->device == device) && !g_str_equal (roi->status, "skipped"))
      add_inspection (json, board, roi);
  }
  json_builder_end_array (json);
  json_builder_end_object (json);
}

/* A board that is not proven good has no unit that is. */
static void
add_units (JsonBuilder *json, const AoiStoreBoard *board)
{
  const gboolean passed = g_str_equal (board->verdict, "pass");
  const gboolean failed = g_str_equal (board->verdict, "fail");

  begin_array (json, "InspectedUnits");
  if (board->devices->len == 0)
    add_unit (json, board, 0, board->code, passed);
  for (guint i = 0; i < board->devices->len; i++) {
    const AoiStoreDevice *device = &g_array_index (board->devices, AoiStoreDevice, i);
    const gboolean all = device->total > 0 && device->passed == device->total;

    add_unit (json, board, device->device, device->barcode, all && (passed || failed));
  }
  json_builder_end_array (json);
}

/**
 * aoi_cfx_write_board:
 * @handle: of who sends it
 * @payload: the result JSON of a board, whole
 * @error: return location for the error
 *
 * Returns: (transfer full): its message %AOI_CFX_UNITS_INSPECTED
 */
gchar *
aoi_cfx_write_board (const gchar *handle, const gchar *payload, GError **error)
{
  g_autoptr (AoiStoreBoard) board = aoi_store_board_new_from_json (payload, error);
  JsonBuilder *json;

  if (board == NULL)
    return NULL;
  json = begin_message (AOI_CFX_UNITS_INSPECTED, board->id, handle, board->time_us);
  add_text (json, "TransactionId", board->id);
  add_text (json, "InspectionMethod", "AOI");
  begin_object (json, "SamplingInformation");
  add_text (json, "SamplingMethod", "NoSampling");
  json_builder_end_object (json);
  add_text (json, "Inspector", NULL);
  add_units (json, board);
  return end_message (json);
}

/**
 * aoi_cfx_write_endpoint:
 * @name: %AOI_CFX_ENDPOINT_CONNECTED or %AOI_CFX_ENDPOINT_SHUTTING_DOWN
 * @id: of the message
 * @handle: of who sends it
 * @uri: of the broker, for messages
 * @address: on it
 *
 * Returns: (transfer full): the message
 */
gchar *
aoi_cfx_write_endpoint (
    const gchar *name, const gchar *id, const gchar *handle, const gchar *uri, const gchar *address)
{
  JsonBuilder *json = begin_message (name, id, handle, g_get_real_time ());

  add_text (json, "CFXHandle", handle);
  if (g_str_equal (name, AOI_CFX_ENDPOINT_CONNECTED)) {
    add_text (json, "RequestNetworkUri", uri);
    add_text (json, "RequestTargetAddress", address);
  }
  return end_message (json);
}

/**
 * aoi_cfx_write_state:
 * @id: of the message
 * @handle: of who sends it
 * @old_state: the station's
 * @new_state: likewise
 *
 * Returns: (transfer full): the message %AOI_CFX_STATION_STATE_CHANGED
 */
gchar *
aoi_cfx_write_state (
    const gchar *id, const gchar *handle, const gchar *old_state, const gchar *new_state)
{
  JsonBuilder *json = begin_message (AOI_CFX_STATION_STATE_CHANGED, id, handle, g_get_real_time ());

  add_text (json, "OldState", old_state);
  add_text (json, "NewState", new_state);
  add_text (json, "RelatedFault", NULL);
  return end_message (json);
}
