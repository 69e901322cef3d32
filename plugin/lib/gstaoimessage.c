/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:gstaoimessage
 * @title: Inspection messages
 * @short_description: an inspection as a structure, on the bus and on buffers
 *
 * Every inspection is posted as an element message whose structure is named `aoi-inspection`. The metadata
 * of a buffer has the same fields without the times.
 *
 * | field | type | meaning |
 * | --- | --- | --- |
 * | `passed` | boolean | the whole board is proven good |
 * | `complete` | boolean | no frame of the board is still to come |
 * | `frame` | uint64 | number of the frame, from 0 |
 * | `width`, `height` | int | of the inspected frame in pixels |
 * | `id` | string | names the board in the world: a UUID of version 7 |
 * | `station` | string | name of the station, or NULL |
 * | `product` | string | name of the product, or NULL |
 * | `revision` | string | hash of its ROIs and goldens, or NULL |
 * | `reason` | string | why the board does not pass, NULL if it does |
 * | `board`, `groups` | uint64, uint | number of the board and of its frames; absent if it is one frame |
 * | `group` | uint | which capture group the frame belongs to, from 0; only if not `complete` |
 * | `devices` | #GstValueArray of #GstStructure | the devices of the board, in the order of `device` |
 * | `rois` | #GstValueArray of #GstStructure | the verdicts, in the order of `id` |
 * | `skipped` | #GstValueArray of #GstStructure | ROIs of devices that are marked bad, if the product leaves them out: as `rois`, but they do not count; absent if there are none |
 * | `fiducials` | #GstValueArray of #GstStructure | where devices were found that have fiducials, in the order of `device`; absent if there are none |
 * | `report` | #AoiReport | all of it: see gst_aoi_message_parse() |
 * | `timestamp` | #GstClockTime | the buffer's; message only, as the next three |
 * | `stream-time` | #GstClockTime | of the buffer |
 * | `running-time` | #GstClockTime | of the buffer |
 * | `duration` | #GstClockTime | of the buffer |
 *
 * Each structure in `devices` is named `aoi-device`:
 *
 * | field | type | meaning |
 * | --- | --- | --- |
 * | `device` | int | its number |
 * | `total-rois`, `passed-rois` | uint | its ROIs |
 * | `passed` | boolean | all of them passed, and nothing else fails the board as a whole |
 * | `barcode` | string | its barcode; `N/A`: it has none |
 * | `code` | string | the code as it was read or given by hand; this and the next two only if a server was asked for it |
 * | `linked` | boolean | `barcode` is the server's answer |
 * | `link-reason` | string | why `barcode` is the code, or NULL |
 *
 * Each structure in `rois` is named `aoi-roi`:
 *
 * | field | type | meaning |
 * | --- | --- | --- |
 * | `id` | int | number of the ROI in its product |
 * | `device` | int | the device to which the ROI belongs |
 * | `type` | string | name of the inspector, such as `barcode` |
 * | `status` | string | `pass`, `fail`, `error`, `timeout` or `skipped` |
 * | `passed` | boolean | `status` is `pass` |
 * | `reason` | string | why it does not pass, or what a pass allowed for; or NULL |
 * | `score`, `threshold` | double | what was measured, and what it had to reach |
 * | `x`, `y`, `width`, `height` | int | the ROI in the inspected frame |
 * | `barcodes` | #GstValueArray of string | barcode: what was read |
 * | `symbologies` | #GstValueArray of string | barcode: the kind of each |
 * | `corners` | #GstValueArray of double | barcode: eight for each: x, y of four corners |
 * | `matched` | #GstValueArray of string | barcode, if the product asks for a text: which of them are as it asks |
 * | `golden` | string | compare: file name of the golden that decided |
 * | `shift-x`, `shift-y` | double | compare: pixels from the golden's place, in the turned view |
 * | `angle` | double | compare: degrees clockwise against the golden, in the turned view |
 * | `term` | string | compare: what differs most: `structure`, `chroma` or `shift` |
 * | `window` | #GstValueArray of int | compare: where that is: x, y, width, height in the frame |
 * | `text` | string | ocr: what was read |
 * | `expected-text` | string | ocr: what the product expects |
 * | `confidence` | double | ocr: 0 to 1 |
 * | `words` | #GstValueArray of string | ocr: the words in reading order |
 * | `word-confidences` | #GstValueArray of double | ocr: 0 to 1 for each |
 * | `word-boxes` | #GstValueArray of int | ocr: four for each: x, y, width, height in the frame |
 * | `look-alikes` | #GstValueArray of string | ocr: what `text_match` `similar` allowed for, such as `0 for O` |
 * | `color` | string | color: name of the detected colour |
 * | `percentage-raw` | double | color: sum over the ranges of that name |
 * | `mean-color` | #GstValueArray of int | color: red, green, blue |
 * | `expected-color` | #GstValueArray of int | color: red, green, blue |
 * | `marked` | boolean | bad_mark: the mark of a bad device is there; absent: that is not sure |
 * | `likeness` | double | bad_mark: percent of its colour, or similarity to its golden |
 *
 * Each structure in `fiducials` is named `aoi-fiducials`:
 *
 * | field | type | meaning |
 * | --- | --- | --- |
 * | `device` | int | its number; 0: the whole frame |
 * | `found` | boolean | it is known where it is |
 * | `reason` | string | why it was not found, or NULL |
 * | `dx`, `dy` | double | pixels that the centre of its fiducials lies to the right and below of its place; this and the next three only if `found` |
 * | `angle` | double | degrees by which it is turned clockwise |
 * | `scale` | double | how many times larger than at rest it is seen |
 * | `residual` | double | the greatest distance of a fiducial from where the four numbers before put it, in pixels |
 * | `marks` | #GstValueArray of #GstStructure | its fiducials, named `aoi-fiducial` |
 * | - `id` | int | number of the ROI in its product |
 * | - `rest-x`, `rest-y` | double | its centre where the product says |
 * | - `x`, `y` | double | its centre in the frame; absent if it was not found |
 * | - `score`, `second` | double | the correlation there, and where else it fits best |
 *
 * The fields of a type are there if its inspector measured them. An inspector of your own adds fields of its
 * own: arrays become #GstValueArray, dictionaries with string keys #GstStructure, and other containers their
 * text. A field that has the name of one in the upper half of the table, or a name that a #GstStructure
 * cannot have, is left out here; the report and the JSON contain it.
 *
 * `report` is an object of this process. Its text is for people and cannot be read back.
 */
#include "lib/gstaoimessage.h"

#include "lib/gstaoimessagefiducials.h"

#include <gio/gio.h>
#include <string.h>

/* Field names, made once: a structure per ROI and frame needs no lookup of them. */
static struct {
  GQuark roi, id, device, type, status, passed, reason, score, threshold, x, y, width, height;
  GQuark complete, frame, station, product, revision, devices, rois, skipped, report;
} quarks;

#define MAKE_QUARK(member, name) quarks.member = g_quark_from_static_string (name)

static void
ensure_quarks (void)
{
  static gsize made = 0;

  if (!g_once_init_enter (&made))
    return;
  MAKE_QUARK (roi, "aoi-roi");
  MAKE_QUARK (id, "id");
  MAKE_QUARK (device, "device");
  MAKE_QUARK (type, "type");
  MAKE_QUARK (status, "status");
  MAKE_QUARK (passed, "passed");
  MAKE_QUARK (reason, "reason");
  MAKE_QUARK (score, "score");
  MAKE_QUARK (threshold, "threshold");
  MAKE_QUARK (x, "x");
  MAKE_QUARK (y, "y");
  MAKE_QUARK (width, "width");
  MAKE_QUARK (height, "height");
  MAKE_QUARK (complete, "complete");
  MAKE_QUARK (frame, "frame");
  MAKE_QUARK (station, "station");
  MAKE_QUARK (product, "product");
  MAKE_QUARK (revision, "revision");
  MAKE_QUARK (devices, "devices");
  MAKE_QUARK (rois, "rois");
  MAKE_QUARK (skipped, "skipped");
  MAKE_QUARK (report, "report");
  g_once_init_leave (&made, 1);
}

/* What gst_structure_to_string() can write and gst_structure_from_string() read. */
static gboolean
is_field_name (const gchar *name)
{
  if (!g_ascii_isalpha (*name))
    return FALSE;
  while (g_ascii_isalnum (*name) || (*name != '\0' && strchr ("-_.:+/", *name) != NULL))
    name++;
  return *name == '\0';
}

static void set_value (GValue *value, GVariant *variant);

static void
set_array (GValue *value, GVariant *variant)
{
  const gsize n_children = g_variant_n_children (variant);

  g_value_init (value, GST_TYPE_ARRAY);
  for (gsize i = 0; i < n_children; i++) {
    g_autoptr (GVariant) child = g_variant_get_child_value (variant, i);
    GValue element = G_VALUE_INIT;

    set_value (&element, child);
    gst_value_array_append_and_take_value (value, &element);
  }
}

/* Fields that @structure has already stay as they are. */
static void
add_fields (GstStructure *structure, GVariant *dict)
{
  GVariantIter iter;
  const gchar *key;
  GVariant *child;

  g_variant_iter_init (&iter, dict);
  while (g_variant_iter_loop (&iter, "{&sv}", &key, &child)) {
    GValue value = G_VALUE_INIT;

    if (!is_field_name (key) || gst_structure_has_field (structure, key))
      continue;
    set_value (&value, child);
    gst_structure_take_value (structure, key, &value);
  }
}

static void
set_structure (GValue *value, GVariant *dict)
{
  GstStructure *structure = gst_structure_new_empty ("values");

  add_fields (structure, dict);
  g_value_init (value, GST_TYPE_STRUCTURE);
  g_value_take_boxed (value, structure);
}

static void
set_container (GValue *value, GVariant *variant)
{
  if (g_variant_is_of_type (variant, G_VARIANT_TYPE_VARIANT)) {
    g_autoptr (GVariant) inner = g_variant_get_variant (variant);

    set_value (value, inner);
  } else if (g_variant_is_of_type (variant, G_VARIANT_TYPE_VARDICT)) {
    set_structure (value, variant);
  } else if (g_variant_is_of_type (variant, G_VARIANT_TYPE_ARRAY)
      && !g_variant_is_of_type (variant, G_VARIANT_TYPE_DICTIONARY)) {
    set_array (value, variant);
  } else {
    g_value_init (value, G_TYPE_STRING);
    g_value_take_string (value, g_variant_print (variant, FALSE));
  }
}

/* Like g_dbus_gvariant_to_gvalue(), but to types that a GstStructure can hold and write. */
static void
set_value (GValue *value, GVariant *variant)
{
  if (g_variant_is_container (variant)) {
    set_container (value, variant);
    return;
  }
  g_dbus_gvariant_to_gvalue (variant, value);
}

static void
set_int (GstStructure *structure, GQuark field, gint number)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_INT);
  g_value_set_int (&value, number);
  gst_structure_id_take_value (structure, field, &value);
}

static void
set_double (GstStructure *structure, GQuark field, gdouble number)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_DOUBLE);
  g_value_set_double (&value, number);
  gst_structure_id_take_value (structure, field, &value);
}

static void
set_boolean (GstStructure *structure, GQuark field, gboolean flag)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_BOOLEAN);
  g_value_set_boolean (&value, flag);
  gst_structure_id_take_value (structure, field, &value);
}

static void
set_string (GstStructure *structure, GQuark field, const gchar *text)
{
  GValue value = G_VALUE_INIT;

  g_value_init (&value, G_TYPE_STRING);
  g_value_set_string (&value, text);
  gst_structure_id_take_value (structure, field, &value);
}

static GstStructure *
new_roi_structure (const AoiRoiResult *roi)
{
  GstStructure *structure = gst_structure_new_id_empty (quarks.roi);

  set_int (structure, quarks.id, roi->id);
  set_int (structure, quarks.device, roi->device);
  set_string (structure, quarks.type, roi->type);
  set_string (structure, quarks.status, aoi_status_to_string (roi->status));
  set_boolean (structure, quarks.passed, aoi_roi_result_passed (roi));
  set_string (structure, quarks.reason, roi->reason);
  set_double (structure, quarks.score, roi->score);
  set_double (structure, quarks.threshold, roi->threshold);
  set_int (structure, quarks.x, roi->rect.x);
  set_int (structure, quarks.y, roi->rect.y);
  set_int (structure, quarks.width, roi->rect.width);
  set_int (structure, quarks.height, roi->rect.height);
  if (roi->values != NULL)
    add_fields (structure, roi->values);
  return structure;
}

static void
take_rois (GstStructure *structure, GQuark field, const AoiReport *report, guint first, guint end)
{
  GValue rois = G_VALUE_INIT;

  gst_value_array_init (&rois, end - first);
  for (guint i = first; i < end; i++) {
    GValue roi = G_VALUE_INIT;

    g_value_init (&roi, GST_TYPE_STRUCTURE);
    g_value_take_boxed (&roi, new_roi_structure (aoi_report_get_result (report, i)));
    gst_value_array_append_and_take_value (&rois, &roi);
  }
  gst_structure_id_take_value (structure, field, &rois);
}

/* What keeps the board as a whole from passing is held against each of its devices too, as in the JSON. */
static GstStructure *
new_device_structure (const AoiReport *report, const AoiDeviceSummary *device)
{
  const gboolean refused = aoi_report_get_info (report)->reason != NULL;
  GstStructure *structure = gst_structure_new ("aoi-device", "device", G_TYPE_INT, device->device,
      "total-rois", G_TYPE_UINT, device->total, "passed-rois", G_TYPE_UINT, device->passed,
      "passed", G_TYPE_BOOLEAN, !refused && device->passed == device->total, "barcode",
      G_TYPE_STRING, device->barcode, NULL);

  if (aoi_report_get_asked (report) && device->code != NULL)
    gst_structure_set (structure, "code", G_TYPE_STRING, device->code, "linked", G_TYPE_BOOLEAN,
        device->link_error == NULL, "link-reason", G_TYPE_STRING, device->link_error, NULL);
  return structure;
}

static void
take_devices (GstStructure *structure, const AoiReport *report)
{
  const guint n_devices = aoi_report_get_n_devices (report);
  GValue devices = G_VALUE_INIT;

  gst_value_array_init (&devices, n_devices);
  for (guint i = 0; i < n_devices; i++) {
    GValue device = G_VALUE_INIT;

    g_value_init (&device, GST_TYPE_STRUCTURE);
    g_value_take_boxed (&device, new_device_structure (report, aoi_report_get_device (report, i)));
    gst_value_array_append_and_take_value (&devices, &device);
  }
  gst_structure_id_take_value (structure, quarks.devices, &devices);
}

/**
 * gst_aoi_report_fill_structure:
 * @report: an inspection
 * @structure: a writable structure
 *
 * Sets the fields `passed` to `report` of the table above in @structure.
 */
void
gst_aoi_report_fill_structure (const AoiReport *report, GstStructure *structure)
{
  const AoiReportInfo *info;
  guint n_rois;

  g_return_if_fail (report != NULL);
  g_return_if_fail (GST_IS_STRUCTURE (structure));

  ensure_quarks ();
  info = aoi_report_get_info (report);
  n_rois = aoi_report_get_n_rois (report);
  set_boolean (structure, quarks.passed, aoi_report_get_passed (report));
  set_boolean (structure, quarks.complete, aoi_report_get_complete (report));
  gst_structure_id_set (structure, quarks.frame, G_TYPE_UINT64, info->frame, NULL);
  set_int (structure, quarks.width, info->width);
  set_int (structure, quarks.height, info->height);
  set_string (structure, quarks.id, info->id);
  set_string (structure, quarks.station, info->station);
  set_string (structure, quarks.product, info->product);
  set_string (structure, quarks.revision, info->revision);
  set_string (structure, quarks.reason, aoi_report_get_reason (report));
  if (info->groups > 0)
    gst_structure_set (
        structure, "board", G_TYPE_UINT64, info->board, "groups", G_TYPE_UINT, info->groups, NULL);
  if (info->partial)
    gst_structure_set (structure, "group", G_TYPE_UINT, info->group, NULL);
  take_devices (structure, report);
  take_rois (structure, quarks.rois, report, 0, n_rois);
  if (aoi_report_get_n_skipped (report) > 0)
    take_rois (structure, quarks.skipped, report, n_rois, aoi_report_get_n_results (report));
  gst_aoi_report_fill_fiducials (report, structure);
  gst_structure_id_set (structure, quarks.report, AOI_TYPE_REPORT, report, NULL);
}

/**
 * gst_aoi_report_to_structure:
 * @report: an inspection
 * @name: the name of the structure
 *
 * Returns: (transfer full): a structure with the fields `passed` to `report` of the table above
 */
GstStructure *
gst_aoi_report_to_structure (const AoiReport *report, const gchar *name)
{
  GstStructure *structure;

  g_return_val_if_fail (report != NULL, NULL);

  structure = gst_structure_new_empty (name);
  gst_aoi_report_fill_structure (report, structure);
  return structure;
}

/**
 * gst_aoi_message_new:
 * @src: (nullable): the element that inspected
 * @report: the inspection
 * @timestamp: the buffer's timestamp
 * @stream_time: its stream time
 * @running_time: its running time
 * @duration: its duration; each of the four may be %GST_CLOCK_TIME_NONE
 *
 * Returns: (transfer full): an element message with the fields of the table above
 */
GstMessage *
gst_aoi_message_new (GstObject *src, AoiReport *report, GstClockTime timestamp,
    GstClockTime stream_time, GstClockTime running_time, GstClockTime duration)
{
  GstStructure *structure;

  g_return_val_if_fail (report != NULL, NULL);

  structure = gst_aoi_report_to_structure (report, GST_AOI_MESSAGE_NAME);
  gst_structure_set (structure, "timestamp", GST_TYPE_CLOCK_TIME, timestamp, NULL);
  gst_structure_set (structure, "stream-time", GST_TYPE_CLOCK_TIME, stream_time, NULL);
  gst_structure_set (structure, "running-time", GST_TYPE_CLOCK_TIME, running_time, NULL);
  gst_structure_set (structure, "duration", GST_TYPE_CLOCK_TIME, duration, NULL);
  return gst_message_new_element (src, structure);
}

/**
 * gst_aoi_message_parse:
 * @message: any message
 *
 * Returns: (transfer full) (nullable): the inspection that @message reports, %NULL if it reports
 *   none
 */
AoiReport *
gst_aoi_message_parse (GstMessage *message)
{
  const GstStructure *structure;
  AoiReport *report = NULL;

  g_return_val_if_fail (GST_IS_MESSAGE (message), NULL);

  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_ELEMENT)
    return NULL;
  structure = gst_message_get_structure (message);
  if (structure != NULL && gst_structure_has_name (structure, GST_AOI_MESSAGE_NAME))
    gst_structure_get (structure, "report", AOI_TYPE_REPORT, &report, NULL);
  return report;
}

/**
 * gst_aoi_report_event_new:
 * @report: the inspection of a board that has no frame to carry it
 *
 * Returns: (transfer full): a serialized downstream event whose structure is named
 *   %GST_AOI_REPORT_EVENT_NAME and has the fields `passed` to `report` of the table above
 */
GstEvent *
gst_aoi_report_event_new (AoiReport *report)
{
  g_return_val_if_fail (report != NULL, NULL);

  return gst_event_new_custom (
      GST_EVENT_CUSTOM_DOWNSTREAM, gst_aoi_report_to_structure (report, GST_AOI_REPORT_EVENT_NAME));
}

/**
 * gst_aoi_report_event_parse:
 * @event: any event
 *
 * Returns: (transfer full) (nullable): the inspection that @event reports, %NULL if it reports none
 */
AoiReport *
gst_aoi_report_event_parse (GstEvent *event)
{
  AoiReport *report = NULL;

  g_return_val_if_fail (GST_IS_EVENT (event), NULL);

  if (GST_EVENT_TYPE (event) == GST_EVENT_CUSTOM_DOWNSTREAM
      && gst_event_has_name (event, GST_AOI_REPORT_EVENT_NAME))
    gst_structure_get (gst_event_get_structure (event), "report", AOI_TYPE_REPORT, &report, NULL);
  return report;
}
