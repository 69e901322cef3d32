/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <string.h>

#include "aoi-report-json.h"
#include "fixtures.h"
#include "link-server.h"
#include "support.h"

/* A product of two devices without barcodes of their own, whose manual codes a server is asked for. */

typedef struct {
  LinkServer *server;
  gchar *folder;
  GstHarness *h;
  GstElement *element;
} Line;

static inline Line
line_new (const gchar *path, const gchar *properties)
{
  g_autofree gchar *product = support_red_product (2, NULL);
  Line line = { .server = link_server_new (), .folder = support_product_new (product) };
  g_autofree gchar *address = link_server_get_address (line.server, path);
  g_autofree gchar *all = g_strdup_printf ("barcode-link=%s %s", address, properties);

  line.h = support_harness_new (line.folder, all);
  line.element = gst_harness_find_element (line.h, "aoiinspect");
  return line;
}

static inline void
line_free (Line *line)
{
  support_check_accounting (line->element);
  gst_object_unref (line->element);
  gst_harness_teardown (line->h);
  support_product_free (line->folder);
  link_server_free (line->server);
}

/* The frames from now on have these codes: A on device 1, B on device 2. */
static inline void
line_set_codes (Line *line, const gchar *a, const gchar *b)
{
  g_autofree gchar *codes = g_strdup_printf ("1=%s;2=%s", a, b);

  g_object_set (line->element, "device-barcodes", codes, NULL);
}

static inline void
line_push (Line *line, guint number)
{
  g_assert_cmpint (
      gst_harness_push (line->h, support_frame_new (number, 230, 20, 20)), ==, GST_FLOW_OK);
}

static inline AoiReport *
line_inspect (Line *line, guint number)
{
  return support_inspect (line->h, support_frame_new (number, 230, 20, 20));
}

/* What the report says of a device, and that metadata say the same. */
static inline const AoiDeviceSummary *
get_asked (const AoiReport *report, guint index)
{
  g_autoptr (GstStructure) structure = gst_aoi_report_to_structure (report, "r");
  const GValue *devices = gst_structure_get_value (structure, "devices");
  const AoiDeviceSummary *device = aoi_report_get_device (report, index);
  g_autofree gchar *json = aoi_report_to_json (report, AOI_JSON_DEFAULT);
  const GstStructure *link;
  gboolean linked;

  fixture_json_log (json);
  g_assert_true (aoi_report_get_asked (report));
  g_assert_nonnull (devices);
  link = gst_value_get_structure (gst_value_array_get_value (devices, index));
  g_assert_true (gst_structure_get_boolean (link, "linked", &linked));
  g_assert_cmpint (linked, ==, device->link_error == NULL);
  g_assert_cmpstr (gst_structure_get_string (link, "code"), ==, device->code);
  g_assert_cmpstr (gst_structure_get_string (link, "barcode"), ==, device->barcode);
  g_assert_cmpstr (gst_structure_get_string (link, "link-reason"), ==, device->link_error);
  return device;
}

static inline void
check_linked (const AoiReport *report, guint index, const gchar *code, const gchar *linked)
{
  const AoiDeviceSummary *device = get_asked (report, index);

  g_assert_cmpstr (device->link_error, ==, NULL);
  g_assert_cmpstr (device->code, ==, code);
  g_assert_cmpstr (device->barcode, ==, linked);
}

/* The code stays, and the verdict is what it is without a server. */
static inline void
check_kept (const AoiReport *report, guint index, const gchar *code, const gchar *reason)
{
  const AoiDeviceSummary *device = get_asked (report, index);

  g_assert_cmpstr (device->code, ==, code);
  g_assert_cmpstr (device->barcode, ==, code);
  g_assert_nonnull (device->link_error);
  if (!g_str_has_prefix (device->link_error, reason))
    g_error ("\"%s\" does not begin with \"%s\"", device->link_error, reason);
  g_assert_true (aoi_report_get_passed (report));
}
