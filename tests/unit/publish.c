/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Addresses show no secret, topics are of one shape whatever names are, and boards become messages of IPC-CFX. */
#include <json-glib/json-glib.h>
#include <string.h>

#include "aoi-report-json.h"
#include "publish/aoi-publish-uri.h"
#include "publish/aoi-publisher.h"
#include "publish/aoi-topic.h"
#ifdef HAVE_AMQP
#include "publish/cfx-json.h"
#endif

static const struct {
  const gchar *text;
  gboolean good;
} addresses[] = {
  { "mqtt://broker", TRUE },
  { "mqtt://me@broker:1883", TRUE },
  { "kafka://a:9092,b:9092/boards", TRUE },
  { "https://host/path?x=y", TRUE },
  { "http://[::1]:80/", TRUE },
  { "mqtt://me:hush@broker", FALSE },
  { "mqtt://:hush@broker", FALSE },
  { "mqtt://a@b:hush@broker", FALSE },
  { "mqtt://me:12/hush@broker", FALSE },
  { "amqp://me:12?hush@broker", FALSE },
  { "http://host:80/users/@me", TRUE },
  { "https://host/?access_token=hush", FALSE },
  { "https://host/?Password=hush", FALSE },
  { "https://host/?x=y&api_key=hush", FALSE },
  { "broker", FALSE },
  { "://broker", FALSE },
  { "mqtt://", FALSE },
  { "mqtt:///topic", FALSE },
  { "mqtt://\xff", FALSE },
  { "", FALSE },
};

static void
test_addresses (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (addresses); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (aoi_publish_uri_check (addresses[i].text, &error), ==, addresses[i].good);
    g_assert_true (addresses[i].good == (error == NULL));
    g_assert_true (error == NULL || strstr (error->message, "hush") == NULL);
  }
}

static void
test_parts (void)
{
  g_auto (AoiPublishUri) uri = { 0 };
  g_autofree gchar *target = aoi_publish_uri_get_target ("MQTT://me%40x@Broker:1/a/b?c=d#e");
  g_autofree gchar *shown = aoi_publish_uri_show ("https://me@host:1/hush?hush");
  g_autofree gchar *host = NULL;
  guint16 port;

  g_assert_cmpstr (target, ==, "mqtt://Broker:1/a/b");
  g_assert_cmpstr (shown, ==, "https://host:1");
  g_assert_true (aoi_publish_uri_parse (&uri, "mqtts://me%40x@[::1]:77/t", NULL));
  g_assert_cmpstr (uri.user, ==, "me@x");
  g_assert_cmpstr (uri.path, ==, "/t");
  g_assert_true (aoi_publish_uri_get_host (&uri, 1, &host, &port, NULL));
  g_assert_cmpstr (host, ==, "::1");
  g_assert_cmpuint (port, ==, 77);
}

static const struct {
  const gchar *product, *topic;
} products[] = {
  { "board", "aoi/S/board/fail" },
  { "a/#", "aoi/S/a%2F%23/fail" },
  { "+", "aoi/S/%2B/fail" },
  { "100%", "aoi/S/100%25/fail" },
  { "$SYS", "aoi/S/%24SYS/fail" },
  { "{station}", "aoi/S/{station}/fail" },
  { "\n\x7f", "aoi/S/%0A%7F/fail" },
  { "\xc3\xa9", "aoi/S/\xc3\xa9/fail" },
  { "a\xc2\x85", "aoi/S/a%C2%85/fail" },
  { "\xef\xb7\x90\xef\xbf\xbf\xf0\x9f\xbf\xbe", "aoi/S/%EF%B7%90%EF%BF%BF%F0%9F%BF%BE/fail" },
  { "\xff", "aoi/S/\xef\xbf\xbd/fail" },
  { "", "aoi/S/-/fail" },
  { NULL, "aoi/S/-/fail" },
};

static void
test_topics (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (products); i++) {
    const AoiOutboxMessage message = { .station = "S", .product = products[i].product };
    g_autofree gchar *topic = aoi_topic_expand ("aoi/{station}/{product}/{verdict}", &message);

    g_assert_cmpstr (topic, ==, products[i].topic);
  }
}

static const gchar *const states[][2] = {
  { "aoi/{station}/{product}/board", "aoi/S%2F1/state" },
  { "aoi/{id}", "aoi/state" },
  { "boards", "state" },
  { "{station}/x/{verdict}-{id}/y", "S%2F1/x/state" },
};

static void
test_states (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (states); i++) {
    g_autofree gchar *topic = aoi_topic_get_state (states[i][0], "S/1");

    g_assert_cmpstr (topic, ==, states[i][1]);
  }
}

static void
test_templates (void)
{
  static const gchar *const bad[] = { "", "a/#", "+/b", "a/{x}", "a/{", "a}", "a\n", "a\xc2\x85",
    "a\xef\xbf\xbf", "a\xff" };

  g_assert_true (aoi_topic_check ("a/{station}/{code}", NULL));
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_false (aoi_topic_check (bad[i], NULL));
}

/* What they say of settings that cannot be meant. */
static void
test_settings (void)
{
  AoiPublishSettings settings = { .uri = (gchar *) "http://host/boards", .station = (gchar *) "S" };
  g_autoptr (GError) unsafe = NULL, unknown = NULL;

  if (aoi_publisher_find (&settings, NULL) == NULL) {
    g_test_skip ("built without webhooks");
    return;
  }
  settings.ca_file = (gchar *) "ca.pem";
  g_assert_null (aoi_publisher_find (&settings, &unsafe));
  g_assert_error (unsafe, AOI_PUBLISH_ERROR, AOI_PUBLISH_ERROR_SETTINGS);
  g_assert_nonnull (strstr (unsafe->message, "say https://"));
  settings.uri = (gchar *) "https://host/boards";
  g_assert_nonnull (aoi_publisher_find (&settings, NULL));
  settings.uri = (gchar *) "ftp://host/boards";
  g_assert_null (aoi_publisher_find (&settings, &unknown));
  g_assert_nonnull (strstr (unknown->message, "http://, https://"));
  g_assert_true (g_strrstr (unknown->message, "https://") == strstr (unknown->message, "https://"));
}

/* Each error names the property. */
static void
test_files (void)
{
  g_autofree gchar *path = g_strdup ("/no/such/file");
  AoiPublishSettings all;
  gchar **const files[] = { &all.password_file, &all.signature_file, &all.ca_file,
    &all.certificate_file, &all.key_file };
  static const gchar *const names[] = { "password-file", "signature-key-file", "ca-file",
    "certificate-file", "key-file" };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autoptr (GError) error = NULL;

    all = (AoiPublishSettings){ NULL };
    g_assert_true (aoi_publish_settings_check_files (&all, NULL));
    *files[i] = path;
    g_assert_false (aoi_publish_settings_check_files (&all, &error));
    g_assert_true (g_str_has_prefix (error->message, names[i]));
    g_assert_nonnull (strstr (error->message, "/no/such/file"));
  }
}

#ifdef HAVE_AMQP
static JsonObject *
get_unit (JsonNode *root, guint i)
{
  JsonObject *body = json_object_get_object_member (json_node_get_object (root), "MessageBody");

  return json_array_get_object_element (json_object_get_array_member (body, "InspectedUnits"), i);
}

/* Device 1 passed, device 2 did not. */
static void
test_cfx (void)
{
  const AoiReportInfo info = { .product = "p", .station = "S", .timestamp_us = 1795900000123456 };
  AoiRoiResult rois[2] = {
    { .id = 1, .device = 1, .type = "compare", .rect = { 1, 2, 3, 4 } },
    { .id = 2, .device = 2, .type = "color", .rect = { 1, 2, 3, 4 } },
  };
  g_autoptr (AoiReport) report = NULL;
  g_autofree gchar *payload = NULL, *text = NULL;
  g_autoptr (JsonNode) root = NULL;
  g_autoptr (GError) error = NULL;

  aoi_roi_result_pass (&rois[0], 0.95, 0.9);
  aoi_roi_result_fail (&rois[1], 0.5, 0.9, "\"differs\"");
  report = aoi_report_new (&info, rois, 2);
  payload = aoi_report_to_json (report, AOI_JSON_TIMING);
  text = aoi_cfx_write_board ("me.S", payload, &error);
  g_assert_no_error (error);
  root = json_from_string (text, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (root), "UniqueID"), ==,
      aoi_report_get_info (report)->id);
  g_assert_cmpstr (json_object_get_string_member (json_node_get_object (root), "TimeStamp"), ==,
      "2026-11-28T21:06:40.123456+00:00");
  g_assert_cmpstr (
      json_object_get_string_member (get_unit (root, 0), "OverallResult"), ==, "Passed");
  g_assert_cmpstr (
      json_object_get_string_member (get_unit (root, 1), "OverallResult"), ==, "Failed");
  g_assert_nonnull (strstr (text, "\\\"differs\\\""));
  g_assert_null (aoi_cfx_write_board ("me.S", "{}", &error));
}
#endif

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/publish/addresses", test_addresses);
  g_test_add_func ("/publish/parts", test_parts);
  g_test_add_func ("/publish/topics", test_topics);
  g_test_add_func ("/publish/states", test_states);
  g_test_add_func ("/publish/templates", test_templates);
  g_test_add_func ("/publish/settings", test_settings);
  g_test_add_func ("/publish/settings/files", test_files);
#ifdef HAVE_AMQP
  g_test_add_func ("/publish/cfx", test_cfx);
#endif
  return g_test_run ();
}
