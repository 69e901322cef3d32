/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What the tests of reports as JSON share. */

#include <json-glib/json-glib.h>
#include <math.h>
#include <string.h>

#include "aoi-error.h"
#include "aoi-report-json.h"
#include "fixtures.h"

static inline JsonNode *
parse (const gchar *json)
{
  g_autoptr (GError) error = NULL;
  JsonNode *root = json_from_string (json, &error);

  g_assert_no_error (error);
  fixture_json_log (json);
  g_assert_true (g_utf8_validate (json, -1, NULL));
  for (const gchar *p = json; *p != '\0'; p++)
    g_assert_cmpint ((guchar) *p, >=, 0x20);
  return root;
}

static inline JsonNode *
write_and_parse (const AoiReportInfo *info, AoiRoiResult *rois, guint n_rois, AoiJsonFlags flags)
{
  g_autoptr (AoiReport) report = aoi_report_new (info, rois, n_rois);
  g_autofree gchar *json = aoi_report_to_json (report, flags);

  return parse (json);
}

static inline JsonObject *
get_roi (JsonNode *root, guint index)
{
  JsonArray *rois = json_object_get_array_member (json_node_get_object (root), "roi_results");

  return json_array_get_object_element (rois, index);
}

/* @expected is JSON, so that one comparison checks type and content. */
static inline void
assert_member (JsonObject *object, const gchar *key, const gchar *expected)
{
  g_autoptr (JsonNode) wanted = json_from_string (expected, NULL);
  g_autofree gchar *text = NULL;

  g_assert_nonnull (wanted);
  g_assert_true (json_object_has_member (object, key));
  if (json_node_equal (json_object_get_member (object, key), wanted))
    return;
  text = json_to_string (json_object_get_member (object, key), FALSE);
  g_error ("%s is %s, not %s", key, text, expected);
}

static inline void
assert_members (JsonObject *object, const gchar *expected)
{
  g_autoptr (GList) members = json_object_get_members (object);
  g_autoptr (GString) names = g_string_new (NULL);

  for (GList *l = members; l != NULL; l = l->next)
    g_string_append_printf (names, "%s%s", l == members ? "" : " ", (const gchar *) l->data);
  g_assert_cmpstr (names->str, ==, expected);
}

static inline AoiRoiResult
make_roi (const gchar *type, const gchar *values)
{
  AoiRoiResult roi = { .id = 3, .device = 1, .type = type, .rect = { 10, 20, 100, 70 } };

  roi.time_ns = 2500000;
  aoi_roi_result_pass (&roi, 0.9375, 0.5);
  if (values != NULL)
    aoi_roi_result_take_values (&roi, g_variant_new_parsed (values));
  return roi;
}

/* Writes and reads one ROI of that type. */
static inline JsonNode *
write_roi (AoiRoiResult *roi)
{
  const AoiReportInfo info = { 0 };

  return write_and_parse (&info, roi, 1, AOI_JSON_DEFAULT);
}

#define COMMON "roi_id device_id roi_type_name passed coordinates"
