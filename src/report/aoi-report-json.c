/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-report-json.h"

#include "aoi-result-type.h"
#include "json/aoi-json-writer.h"
#include "report/aoi-report-object.h"

/* The version of the member "aoi"; it grows when a member changes its meaning or is removed. */
#define FORMAT_VERSION 1

static void
set_string_or_null (JsonObject *object, const gchar *key, const gchar *text)
{
  if (text != NULL)
    json_object_set_string_member (object, key, text);
  else
    json_object_set_null_member (object, key);
}

static void
set_number_or_null (JsonObject *object, const gchar *key, gboolean is_known, gdouble number)
{
  if (is_known)
    json_object_set_double_member (object, key, number);
  else
    json_object_set_null_member (object, key);
}

static JsonObject *
add_object (JsonObject *parent, const gchar *key)
{
  JsonObject *object = json_object_new ();

  json_object_set_object_member (parent, key, object);
  return object;
}

/* What only results of its type have. */
static void
add_typed_members (JsonObject *object, const AoiRoiResult *roi)
{
  const AoiResultType *type = aoi_result_type_lookup (roi->type);
  g_autoptr (GVariant) members = NULL;
  GVariantIter iter;
  const gchar *key;
  GVariant *value;

  if (type == NULL || type->dup_members == NULL)
    return;
  members = g_variant_take_ref (type->dup_members (roi));
  g_variant_iter_init (&iter, members);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &value))
    json_object_set_member (object, key, json_gvariant_serialize (value));
}

static void
add_values (JsonObject *aoi, const AoiRoiResult *roi, AoiJsonFlags flags)
{
  if (flags & AOI_JSON_NO_VALUES)
    return;
  if (roi->values != NULL)
    json_object_set_member (aoi, "values", json_gvariant_serialize (roi->values));
  else
    add_object (aoi, "values");
}

static void
add_roi_extension (JsonObject *object, const AoiRoiResult *roi, AoiJsonFlags flags)
{
  JsonObject *aoi = add_object (object, "aoi");

  json_object_set_string_member (aoi, "status", aoi_status_to_string (roi->status));
  set_string_or_null (aoi, "reason", roi->reason);
  json_object_set_double_member (aoi, "score", roi->score);
  json_object_set_double_member (aoi, "threshold", roi->threshold);
  add_values (aoi, roi, flags);
  if (flags & AOI_JSON_TIMING)
    json_object_set_double_member (aoi, "time_ms", (gdouble) roi->time_ns / 1e6);
}

static JsonArray *
new_coordinates (const AoiRect *rect)
{
  JsonArray *array = json_array_sized_new (4);

  json_array_add_int_element (array, rect->x);
  json_array_add_int_element (array, rect->y);
  json_array_add_int_element (array, (gint64) rect->x + rect->width);
  json_array_add_int_element (array, (gint64) rect->y + rect->height);
  return array;
}

static JsonObject *
new_roi_object (const AoiRoiResult *roi, AoiJsonFlags flags)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "roi_id", roi->id);
  json_object_set_int_member (object, "device_id", roi->device);
  json_object_set_string_member (object, "roi_type_name", roi->type);
  json_object_set_boolean_member (object, "passed", aoi_roi_result_passed (roi));
  json_object_set_array_member (object, "coordinates", new_coordinates (&roi->rect));
  add_typed_members (object, roi);
  if (roi->status == AOI_STATUS_ERROR || roi->status == AOI_STATUS_TIMEOUT)
    json_object_set_string_member (object, "error", roi->reason);
  if ((flags & AOI_JSON_NO_AOI) == 0)
    add_roi_extension (object, roi, flags);
  return object;
}

static JsonArray *
new_roi_array (const AoiReport *report, AoiJsonFlags flags)
{
  const guint n_rois = aoi_report_get_n_rois (report);
  JsonArray *array = json_array_sized_new (n_rois);

  for (guint i = 0; i < n_rois; i++)
    json_array_add_object_element (array, new_roi_object (aoi_report_get_roi (report, i), flags));
  return array;
}

/* @rois holds an object for each ROI of @report in its order; those of the device are shared. */
static JsonArray *
new_device_results (const AoiReport *report, gint device, JsonArray *rois)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < aoi_report_get_n_rois (report); i++)
    if (aoi_report_get_roi (report, i)->device == device)
      json_array_add_object_element (
          array, json_object_ref (json_array_get_object_element (rois, i)));
  return array;
}

static void
add_counts (JsonObject *object, guint total, guint passed)
{
  json_object_set_int_member (object, "total_rois", total);
  json_object_set_int_member (object, "passed_rois", passed);
  json_object_set_int_member (object, "failed_rois", (gint64) total - passed);
}

/* A reason that keeps the board as a whole from passing fails each of its devices too: old clients
 * read nothing else. */
static void
add_devices (JsonObject *object, const AoiReport *report, JsonArray *rois, AoiJsonFlags flags)
{
  const gboolean refused = aoi_report_get_info (report)->reason != NULL;
  JsonObject *devices = add_object (object, "device_summaries");

  for (guint i = 0; i < aoi_report_get_n_devices (report); i++) {
    const AoiDeviceSummary *summary = aoi_report_get_device (report, i);
    gchar key[16];
    JsonObject *device;

    g_snprintf (key, sizeof key, "%d", summary->device);
    device = add_object (devices, key);
    add_counts (device, summary->total, summary->passed);
    json_object_set_boolean_member (
        device, "device_passed", !refused && summary->passed == summary->total);
    json_object_set_string_member (device, "barcode", summary->barcode);
    if ((flags & AOI_JSON_NO_DEVICE_RESULTS) == 0)
      json_object_set_array_member (
          device, "results", new_device_results (report, summary->device, rois));
  }
}

static void
add_overall (JsonObject *object, const AoiReport *report)
{
  JsonObject *overall = add_object (object, "overall_result");

  json_object_set_boolean_member (overall, "passed", aoi_report_get_passed (report));
  add_counts (overall, aoi_report_get_n_rois (report), aoi_report_get_n_passed (report));
}

static gboolean
has_number (JsonArray *numbers, gint number)
{
  for (guint i = 0; i < json_array_get_length (numbers); i++)
    if (json_array_get_int_element (numbers, i) == number)
      return TRUE;
  return FALSE;
}

static void
add_groups (JsonObject *aoi, const AoiReportInfo *info)
{
  if (info->groups == 0)
    return;
  json_object_set_int_member (aoi, "board", (gint64) MIN (info->board, G_MAXINT64));
  json_object_set_int_member (aoi, "groups", info->groups);
  if (info->partial)
    json_object_set_int_member (aoi, "group", info->group);
}

static void
add_links (JsonObject *aoi, const AoiReport *report)
{
  JsonObject *links;

  if (!aoi_report_get_asked (report))
    return;
  links = add_object (aoi, "links");
  for (guint i = 0; i < aoi_report_get_n_devices (report); i++) {
    const AoiDeviceSummary *device = aoi_report_get_device (report, i);
    JsonObject *link;
    gchar key[16];

    if (device->code == NULL)
      continue;
    g_snprintf (key, sizeof key, "%d", device->device);
    link = add_object (links, key);
    json_object_set_string_member (link, "code", device->code);
    json_object_set_boolean_member (link, "linked", device->link_error == NULL);
    set_string_or_null (link, "reason", device->link_error);
  }
}

/* What does not count, and so stands neither among the ROIs nor among the devices. */
static void
add_skipped (JsonObject *aoi, const AoiReport *report, AoiJsonFlags flags)
{
  const guint n = aoi_report_get_n_skipped (report);
  JsonArray *devices, *rois;

  if (n == 0)
    return;
  devices = json_array_new ();
  rois = json_array_sized_new (n);
  for (guint i = 0; i < n; i++) {
    const AoiRoiResult *roi = aoi_report_get_skipped (report, i);

    if (!has_number (devices, roi->device))
      json_array_add_int_element (devices, roi->device);
    json_array_add_object_element (rois, new_roi_object (roi, flags));
  }
  json_object_set_array_member (aoi, "skipped_devices", devices);
  if (flags & AOI_JSON_NO_ROI_RESULTS)
    json_array_unref (rois);
  else
    json_object_set_array_member (aoi, "skipped", rois);
}

static void
add_mark (JsonArray *marks, const AoiMark *mark)
{
  const gboolean seen = mark->score > 0.0;
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "roi_id", mark->id);
  json_object_set_double_member (object, "rest_x", mark->rest_x);
  json_object_set_double_member (object, "rest_y", mark->rest_y);
  set_number_or_null (object, "x", seen, mark->x);
  set_number_or_null (object, "y", seen, mark->y);
  json_object_set_double_member (object, "score", mark->score);
  json_object_set_double_member (object, "second", mark->second);
  json_array_add_object_element (marks, object);
}

static void
add_transform (JsonObject *object, const AoiPlacement *placement)
{
  JsonObject *transform;
  gdouble dx, dy;

  if (!placement->found) {
    json_object_set_null_member (object, "transform");
    return;
  }
  transform = add_object (object, "transform");
  aoi_placement_get_shift (placement, &dx, &dy);
  json_object_set_double_member (transform, "dx", dx);
  json_object_set_double_member (transform, "dy", dy);
  json_object_set_double_member (transform, "angle", aoi_placement_get_angle (placement));
  json_object_set_double_member (transform, "scale", aoi_placement_get_scale (placement));
}

static void
add_fiducials (JsonObject *aoi, const AoiReportInfo *info)
{
  JsonArray *array;

  if (info->n_placements == 0)
    return;
  array = json_array_sized_new (info->n_placements);
  for (guint i = 0; i < info->n_placements; i++) {
    const AoiPlacement *placement = &info->placements[i];
    JsonArray *marks = json_array_sized_new (placement->n_marks);
    JsonObject *object = json_object_new ();

    json_object_set_int_member (object, "device", placement->device);
    json_object_set_boolean_member (object, "found", placement->found);
    set_string_or_null (object, "reason", placement->reason);
    add_transform (object, placement);
    set_number_or_null (object, "residual", placement->found, placement->residual);
    for (guint k = 0; k < placement->n_marks; k++)
      add_mark (marks, &placement->marks[k]);
    json_object_set_array_member (object, "marks", marks);
    json_array_add_object_element (array, object);
  }
  json_object_set_array_member (aoi, "fiducials", array);
}

static void
add_extension (JsonObject *object, const AoiReport *report, AoiJsonFlags flags)
{
  const AoiReportInfo *info = aoi_report_get_info (report);
  JsonObject *aoi = add_object (object, "aoi");

  json_object_set_int_member (aoi, "format", FORMAT_VERSION);
  json_object_set_int_member (aoi, "frame", (gint64) MIN (info->frame, G_MAXINT64));
  json_object_set_int_member (aoi, "width", info->width);
  json_object_set_int_member (aoi, "height", info->height);
  set_string_or_null (aoi, "revision", info->revision);
  json_object_set_boolean_member (aoi, "complete", aoi_report_get_complete (report));
  add_groups (aoi, info);
  set_string_or_null (aoi, "reason", aoi_report_get_reason (report));
  add_links (aoi, report);
  add_skipped (aoi, report, flags);
  add_fiducials (aoi, info);
  if ((flags & AOI_JSON_TIMING) == 0)
    return;
  json_object_set_string_member (aoi, "id", info->id);
  set_string_or_null (aoi, "station", info->station);
  json_object_set_int_member (aoi, "workers", info->workers);
  json_object_set_double_member (aoi, "wait_ms", (gdouble) info->wait_ns / 1e6);
  json_object_set_double_member (aoi, "inspect_ms", (gdouble) info->inspect_ns / 1e6);
  json_object_set_double_member (aoi, "total_ms", (gdouble) info->total_ns / 1e6);
}

/* The ROIs are made once, though they stand in two places. */
static void
add_rois (JsonObject *object, const AoiReport *report, AoiJsonFlags flags)
{
  const gboolean listed = (flags & AOI_JSON_NO_ROI_RESULTS) == 0;
  const gboolean devices = (flags & AOI_JSON_NO_DEVICE_SUMMARIES) == 0;
  const gboolean repeated = devices && (flags & AOI_JSON_NO_DEVICE_RESULTS) == 0;
  g_autoptr (JsonArray) rois = listed || repeated ? new_roi_array (report, flags) : NULL;

  if (listed)
    json_object_set_array_member (object, "roi_results", json_array_ref (rois));
  if (devices)
    add_devices (object, report, rois, flags);
}

/**
 * aoi_report_new_object:
 * @report: a report
 * @flags: what it is to have
 *
 * Makes what aoi_report_to_json() writes, for those who add to it. The objects of ROIs in `roi_results` and in the
 * devices' `results` are the same ones.
 *
 * Returns: (transfer full): the object
 */
JsonObject *
aoi_report_new_object (const AoiReport *report, AoiJsonFlags flags)
{
  const AoiReportInfo *info = aoi_report_get_info (report);
  JsonObject *object = json_object_new ();

  add_rois (object, report, flags);
  add_overall (object, report);
  if (flags & AOI_JSON_TIMING) {
    json_object_set_double_member (object, "processing_time", (gdouble) info->total_ns / 1e9);
    json_object_set_double_member (object, "timestamp", (gdouble) info->timestamp_us / 1e6);
  }
  json_object_set_string_member (
      object, "session_id", info->session_id != NULL ? info->session_id : "");
  json_object_set_string_member (
      object, "product_name", info->product != NULL ? info->product : "");
  if ((flags & AOI_JSON_NO_AOI) == 0)
    add_extension (object, report, flags);
  return object;
}

/**
 * aoi_report_to_json:
 * @report: a report
 * @flags: what to write
 *
 * Writes the result JSON of the Visual AOI server, and under the key `aoi` of each ROI and of the
 * inspection what that did not know: one object, on one line, without a newline at its end, as
 * `aoi-result.schema.json` describes it. Keys have a fixed order, numbers are independent of the locale and read back as they were, and what is
 * not a number is null. Without %AOI_JSON_TIMING, which writes times, id and station, the same verdicts give
 * the same bytes.
 *
 * Returns: (transfer full): valid JSON in valid UTF-8
 */
gchar *
aoi_report_to_json (const AoiReport *report, AoiJsonFlags flags)
{
  g_autoptr (JsonNode) root = json_node_new (JSON_NODE_OBJECT);

  json_node_take_object (root, aoi_report_new_object (report, flags));
  return aoi_json_write (root);
}

/**
 * aoi_report_missing_to_json:
 * @frame: number of the frame, from 0
 * @reason: why there is no inspection of it
 * @flags: what to write
 *
 * Writes what aoi_report_to_json() writes, for a frame that nobody inspected: it has no ROI and does
 * not pass.
 *
 * Returns: (transfer full): valid JSON in valid UTF-8
 */
gchar *
aoi_report_missing_to_json (guint64 frame, const gchar *reason, AoiJsonFlags flags)
{
  const AoiReportInfo info = {
    .frame = frame,
    .reason = reason,
    .timestamp_us = g_get_real_time (),
  };
  g_autoptr (AoiReport) report = aoi_report_new (&info, NULL, 0);

  return aoi_report_to_json (report, flags);
}
