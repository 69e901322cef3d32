/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Results as the old clients read them: section 5 of the old API. It is the JSON of reports; added are the result
 * pictures, and each name under which either client looks for a device's ROIs. */
#include "rest/rest-result.h"

#include <math.h>

#include "base/aoi-clock.h"
#include "report/aoi-report-object.h"

/* Adds path and file of a result picture, null where there is none. */
static void
add_picture (const RestResult *self, JsonObject *roi, const gchar *kind)
{
  const gint64 id = json_object_get_int_member (roi, "roi_id");
  g_autofree gchar *name = g_strdup_printf ("%s_%" G_GINT64_FORMAT ".jpg", kind, id);
  g_autofree gchar *path = g_strdup_printf (
      "%s/sessions/%s/output/%s", self->mount, self->session->id, name);
  g_autofree gchar *path_key = g_strconcat (kind, "_image_path", NULL);
  g_autofree gchar *file_key = g_strconcat (kind, "_image_file", NULL);

  if (rest_output_has (self->output, name)) {
    json_object_set_string_member (roi, path_key, path);
    json_object_set_string_member (roi, file_key, name);
  } else {
    json_object_set_null_member (roi, path_key);
    json_object_set_null_member (roi, file_key);
  }
}

static void
add_color (JsonObject *roi)
{
  JsonArray *rgb = json_object_has_member (roi, "dominant_color")
      ? json_object_get_array_member (roi, "dominant_color")
      : NULL;
  JsonArray *place = json_object_get_array_member (roi, "coordinates");
  const gdouble share = json_object_get_double_member_with_default (roi, "match_percentage", 0);
  const gint64 area = (json_array_get_int_element (place, 2)
                          - json_array_get_int_element (place, 0))
      * (json_array_get_int_element (place, 3) - json_array_get_int_element (place, 1));
  g_autofree gchar *hex = NULL;
  JsonObject *color;

  if (rgb == NULL || json_array_get_length (rgb) != 3)
    return;
  hex = g_strdup_printf ("#%02x%02x%02x", (guint) json_array_get_int_element (rgb, 0),
      (guint) json_array_get_int_element (rgb, 1), (guint) json_array_get_int_element (rgb, 2));
  color = json_object_new ();
  json_object_set_boolean_member (color, "matched", json_object_get_boolean_member (roi, "passed"));
  json_object_set_string_member (color, "matched_color",
      json_object_get_string_member_with_default (roi, "detected_color", ""));
  json_object_set_string_member (color, "color_hex", hex);
  json_object_set_int_member (color, "pixel_count", (gint64) floor (share / 100 * (gdouble) area));
  json_object_set_double_member (color, "percentage", share);
  json_object_set_object_member (roi, "color_result", color);
}

static void
add_to_rois (const RestResult *self, JsonObject *result)
{
  JsonArray *rois = json_object_get_array_member (result, "roi_results");

  for (guint i = 0; i < json_array_get_length (rois); i++) {
    JsonObject *roi = json_array_get_object_element (rois, i);

    add_picture (self, roi, "roi");
    add_picture (self, roi, "golden");
    add_color (roi);
  }
}

/* One client looks for `results`, the other for `roi_results`. */
static void
add_to_devices (JsonObject *result)
{
  JsonObject *devices = json_object_get_object_member (result, "device_summaries");
  JsonObjectIter iter;
  const gchar *key;
  JsonNode *member;

  json_object_iter_init (&iter, devices);
  while (json_object_iter_next (&iter, &key, &member)) {
    JsonObject *device = json_node_get_object (member);

    json_object_set_int_member (device, "device_id", g_ascii_strtoll (key, NULL, 10));
    json_object_set_array_member (
        device, "roi_results", json_array_ref (json_object_get_array_member (device, "results")));
  }
}

/**
 * rest_result_new:
 * @self: what is added
 * @report: of a board
 * @begin: when its request came, as of aoi_clock_now()
 *
 * Returns: (transfer full): the answer
 */
JsonObject *
rest_result_new (const RestResult *self, const AoiReport *report, gint64 begin)
{
  JsonObject *result = aoi_report_new_object (report, AOI_JSON_TIMING);

  add_to_rois (self, result);
  add_to_devices (result);
  json_object_set_double_member (
      result, "processing_time", (gdouble) (aoi_clock_now () - begin) / 1e9);
  return result;
}

/**
 * rest_result_new_group:
 * @self: what is added
 * @report: of the ROIs of a capture group
 *
 * Returns: (transfer full): what the answer says of that group
 */
JsonObject *
rest_result_new_group (const RestResult *self, const AoiReport *report)
{
  JsonObject *result = aoi_report_new_object (report, AOI_JSON_NO_AOI);

  add_to_rois (self, result);
  add_to_devices (result);
  return result;
}
