/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support.h"

#include <glib/gstdio.h>
#include <string.h>

#include "fixtures.h"
#include "support/test-start.h"

int
support_run (void)
{
  int status = g_test_run ();

  gst_deinit ();
  return status;
}

void
support_product_replace (const gchar *folder, const gchar *json)
{
  g_autofree gchar *file = g_build_filename (folder, "rois_config_test.json", NULL);

  g_assert_true (g_file_set_contents (file, json, -1, NULL));
}

gchar *
support_product_new (const gchar *json)
{
  gchar *folder = g_dir_make_tmp ("aoi-product-XXXXXX", NULL);

  g_assert_nonnull (folder);
  support_product_replace (folder, json);
  return folder;
}

void
support_product_free (gchar *folder)
{
  g_autofree gchar *command = g_strdup_printf ("rm -rf '%s'", folder);

  g_assert_cmpint (system (command), ==, 0);
  g_free (folder);
}

gchar *
support_red_roi (guint number)
{
  const guint x = (number - 1) % 8 * 8, y = (number - 1) / 8 * 8;

  return g_strdup_printf (
      "{\"idx\":%u,\"type\":\"color\",\"coords\":[%u,%u,%u,%u],"
      "\"expected_color\":[230,20,20],\"color_match\":\"tolerance\",\"color_tolerance\":20,"
      "\"device_location\":%u}",
      number, x, y, x + 8, y + 8, 1 + number % 2);
}

gchar *
support_red_product (guint n, const gchar *more)
{
  g_autoptr (GString) json = g_string_new ("[");

  for (guint i = 1; i <= n; i++) {
    g_autofree gchar *roi = support_red_roi (i);

    g_string_append_printf (json, "%s%s", i > 1 ? "," : "", roi);
  }
  if (more != NULL)
    g_string_append_printf (json, "%s%s", n > 0 ? "," : "", more);
  g_string_append_c (json, ']');
  return g_string_free (g_steal_pointer (&json), FALSE);
}

GstHarness *
support_harness_new (const gchar *folder, const gchar *properties)
{
  g_autofree gchar *launch = folder != NULL
      ? g_strdup_printf ("aoiinspect product=%s %s", folder, properties)
      : g_strdup_printf ("aoiinspect %s", properties);
  GstHarness *h = gst_harness_new_parse (launch);

  gst_harness_set_src_caps_str (h, SUPPORT_CAPS);
  return h;
}

GstBus *
support_harness_watch (GstHarness *h)
{
  GstBus *bus = gst_bus_new ();

  gst_element_set_bus (h->element, bus);
  return bus;
}

GstHarness *
support_harness_new_watched (const gchar *launch, GstBus **bus)
{
  static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
      "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
  g_autoptr (GError) error = NULL;
  GstElement *line = gst_parse_bin_from_description (launch, TRUE, &error);
  GstHarness *h;

  g_assert_no_error (error);
  gst_object_ref_sink (line);
  *bus = gst_bus_new ();
  gst_element_set_bus (line, *bus);
  h = gst_harness_new_full (line, &src_template, "sink", NULL, NULL);
  gst_object_unref (line);
  return h;
}

GstBuffer *
support_frame_new (guint number, guint8 red, guint8 green, guint8 blue)
{
  const gsize size = SUPPORT_WIDTH * SUPPORT_HEIGHT * 3;
  guint8 *data = g_malloc (size);
  GstBuffer *frame;

  for (gsize i = 0; i < size; i += 3) {
    data[i] = red;
    data[i + 1] = green;
    data[i + 2] = blue;
  }
  frame = gst_buffer_new_wrapped (data, size);
  GST_BUFFER_PTS (frame) = number * 100 * GST_MSECOND;
  GST_BUFFER_DURATION (frame) = 100 * GST_MSECOND;
  return frame;
}

AoiReport *
support_pull_report (GstHarness *h)
{
  g_autoptr (GstBuffer) buffer = gst_harness_pull (h);
  AoiReport *report;

  g_assert_nonnull (buffer);
  report = gst_buffer_get_aoi_report (buffer);
  g_assert_nonnull (report);
  return report;
}

AoiReport *
support_inspect (GstHarness *h, GstBuffer *frame)
{
  g_assert_cmpint (gst_harness_push (h, frame), ==, GST_FLOW_OK);
  return support_pull_report (h);
}

gchar *
support_pull_text (GstHarness *h, guint n_buffers)
{
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < n_buffers; i++) {
    g_autoptr (GstBuffer) line = gst_harness_pull (h);
    GstMapInfo map;

    g_assert_nonnull (line);
    g_assert_true (gst_buffer_map (line, &map, GST_MAP_READ));
    g_string_append_len (text, (const gchar *) map.data, (gssize) map.size);
    gst_buffer_unmap (line, &map);
  }
  fixture_json_log (text->str);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

void
support_check_start_refused (const gchar *launch, const gchar *says)
{
  g_autoptr (GstElement) pipeline = gst_parse_launch (launch, NULL);
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (
      gst_element_set_state (pipeline, GST_STATE_PAUSED), ==, GST_STATE_CHANGE_FAILURE);
  message = gst_bus_pop_filtered (bus, GST_MESSAGE_ERROR);
  gst_message_parse_error (message, &error, NULL);
  g_assert_nonnull (strstr (error->message, says));
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

guint64
support_stat (GstElement *element, const gchar *name)
{
  g_autoptr (GstStructure) stats = NULL;
  guint64 value = 0;

  g_object_get (element, "stats", &stats, NULL);
  g_assert_true (gst_structure_get_uint64 (stats, name, &value));
  return value;
}

typedef struct {
  GstElement *element;
  const gchar *name;
  guint64 value;
} Awaited;

static gboolean
has_come (gpointer data)
{
  const Awaited *awaited = data;

  return support_stat (awaited->element, awaited->name) >= awaited->value;
}

void
support_wait_stat (GstElement *element, const gchar *name, guint64 value)
{
  Awaited awaited = { element, name, value };

  test_poll (has_come, &awaited);
}

static gboolean
is_none (gpointer data)
{
  const Awaited *awaited = data;

  return support_stat (awaited->element, awaited->name) == 0;
}

void
support_wait_none (GstElement *element, const gchar *name)
{
  Awaited awaited = { element, name, 0 };

  test_poll (is_none, &awaited);
}

static GstPadProbeReturn
count_buffer (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  test_count_add (data, 1);
  return GST_PAD_PROBE_OK;
}

void
support_count_buffers (GstElement *element, const gchar *name, TestCount *count)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (element, name);

  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, count_buffer, count, NULL);
}

void
support_check_accounting (GstElement *element)
{
  g_assert_cmpuint (support_stat (element, "frames-in"), ==,
      support_stat (element, "inspected") + support_stat (element, "discarded"));
  g_assert_cmpuint (support_stat (element, "in-flight"), ==, 0);
}

const AoiRoiResult *
support_find_roi (const AoiReport *report, gint id)
{
  for (guint i = 0; i < aoi_report_get_n_rois (report); i++)
    if (aoi_report_get_roi (report, i)->id == id)
      return aoi_report_get_roi (report, i);
  g_assert_not_reached ();
}
