/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which frame is taken next, and the texts that say so. */
#include <glib/gstdio.h>

#include "aoi-problems.h"
#include "camera/gstaoicamerasettings.h"

static GArray *
new_groups (guint n)
{
  GArray *groups = g_array_new (FALSE, FALSE, sizeof (GstAoiCameraGroup));

  for (guint i = 0; i < n; i++) {
    const GstAoiCameraGroup group = { 300 + i, 1000 + i };

    g_array_append_val (groups, group);
  }
  return groups;
}

static void
check_next (GstAoiCameraPlan *plan, guint64 board, guint group, guint attempt)
{
  GstAoiCameraShot shot;

  g_assert_true (gst_aoi_camera_plan_get (plan, &shot));
  g_assert_cmpuint (shot.board, ==, board);
  g_assert_cmpuint (shot.group, ==, group);
  g_assert_cmpuint (shot.attempt, ==, attempt);
  if (shot.groups > 0) {
    g_assert_cmpint (shot.setting.focus, ==, 300 + group);
    g_assert_cmpint (shot.setting.exposure, ==, 1000 + group);
  }
}

static void
check_idle (GstAoiCameraPlan *plan)
{
  GstAoiCameraShot shot;

  g_assert_false (gst_aoi_camera_plan_get (plan, &shot));
}

static void
test_boards_on_request (void)
{
  g_autoptr (GArray) groups = new_groups (2);
  g_autoptr (GstAoiCameraPlan) plan = gst_aoi_camera_plan_new (groups, 0, FALSE);

  check_idle (plan);
  g_assert_true (gst_aoi_camera_plan_request (plan));
  g_assert_true (gst_aoi_camera_plan_request (plan));
  for (guint board = 0; board < 2; board++) {
    for (guint group = 0; group < 2; group++) {
      check_next (plan, board, group, 0);
      gst_aoi_camera_plan_taken (plan);
    }
  }
  check_idle (plan);
}

static void
test_endless (void)
{
  g_autoptr (GArray) groups = new_groups (1);
  g_autoptr (GstAoiCameraPlan) plan = gst_aoi_camera_plan_new (groups, 0, TRUE);

  for (guint board = 0; board < 3; board++) {
    check_next (plan, board, 0, 0);
    gst_aoi_camera_plan_taken (plan);
  }
}

static void
test_retries (void)
{
  g_autoptr (GArray) groups = new_groups (2);
  g_autoptr (GstAoiCameraPlan) plan = gst_aoi_camera_plan_new (groups, 2, TRUE);

  check_next (plan, 0, 0, 0);
  g_assert_true (gst_aoi_camera_plan_failed (plan));
  check_next (plan, 0, 0, 1);
  g_assert_true (gst_aoi_camera_plan_failed (plan));
  check_next (plan, 0, 0, 2);
  g_assert_false (gst_aoi_camera_plan_failed (plan));
  check_next (plan, 0, 1, 0);
  g_assert_true (gst_aoi_camera_plan_failed (plan));
  check_next (plan, 0, 1, 1);
  gst_aoi_camera_plan_taken (plan);
  check_next (plan, 1, 0, 0);
}

/* The rest of the running board and those that were asked for, then nothing more. */
static void
test_abort (void)
{
  g_autoptr (GArray) groups = new_groups (3);
  g_autoptr (GstAoiCameraPlan) plan = gst_aoi_camera_plan_new (groups, 2, FALSE);
  GstAoiCameraShot shot;
  guint n = 0;

  gst_aoi_camera_plan_request (plan);
  gst_aoi_camera_plan_request (plan);
  check_next (plan, 0, 0, 0);
  gst_aoi_camera_plan_taken (plan);
  while (gst_aoi_camera_plan_abort (plan, &shot)) {
    n++;
    g_assert_cmpuint (shot.board, ==, n / 3);
    g_assert_cmpuint (shot.group, ==, n % 3);
  }
  g_assert_cmpuint (n, ==, 5);
  check_idle (plan);
  gst_aoi_camera_plan_request (plan);
  check_next (plan, 2, 0, 0);
}

/* Of boards that follow by themselves only one of which something came is given up. */
static void
test_abort_endless (void)
{
  g_autoptr (GArray) groups = new_groups (3);
  g_autoptr (GstAoiCameraPlan) plan = gst_aoi_camera_plan_new (groups, 2, TRUE);
  GstAoiCameraShot shot;
  guint n = 0;

  check_next (plan, 0, 0, 0);
  g_assert_false (gst_aoi_camera_plan_abort (plan, &shot));
  check_next (plan, 0, 0, 0);
  gst_aoi_camera_plan_taken (plan);
  check_next (plan, 0, 1, 0);
  while (gst_aoi_camera_plan_abort (plan, &shot))
    n++;
  g_assert_cmpuint (n, ==, 2);
  check_next (plan, 1, 0, 0);
  g_assert_true (gst_aoi_camera_plan_failed (plan));
  n = 0;
  while (gst_aoi_camera_plan_abort (plan, &shot))
    n++;
  g_assert_cmpuint (n, ==, 3);
  check_next (plan, 2, 0, 0);
}

static void
test_too_many (void)
{
  g_autoptr (GstAoiCameraPlan) plan = gst_aoi_camera_plan_new (NULL, 0, FALSE);

  for (guint i = 0; i < GST_AOI_CAMERA_MAX_REQUESTS; i++)
    g_assert_true (gst_aoi_camera_plan_request (plan));
  g_assert_false (gst_aoi_camera_plan_request (plan));
}

static void
test_without_groups (void)
{
  g_autoptr (GstAoiCameraPlan) plan = gst_aoi_camera_plan_new (NULL, 0, FALSE);

  gst_aoi_camera_plan_request (plan);
  check_next (plan, 0, 0, 0);
  gst_aoi_camera_plan_taken (plan);
  check_idle (plan);
}

static GArray *
groups_of (const gchar *json)
{
  g_autofree gchar *folder = g_dir_make_tmp ("aoi-plan-XXXXXX", NULL);
  g_autofree gchar *file = g_build_filename (folder, "rois_config_x.json", NULL);
  g_autoptr (AoiProblems) problems = aoi_problems_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiProduct) product = NULL;

  g_assert_true (g_file_set_contents (file, json, -1, NULL));
  product = aoi_product_load (folder, problems, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_unlink (file), ==, 0);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
  return gst_aoi_camera_groups_of_product (product);
}

#define ROI(idx, focus, exposure, more) \
  "{\"idx\":" #idx ",\"type\":4,\"coords\":[0,0,9,9],\"expected_color\":[1,1,1]," \
  "\"focus\":" #focus ",\"exposure\":" #exposure more "}"

/* By the first ROI of each, the disabled left out. */
static void
test_product (void)
{
  g_autoptr (GArray)
      groups = groups_of ("[" ROI (1, 305, 3000, "") "," ROI (2, 290, 3000, "") "," ROI (3, 305,
          3000, "") "," ROI (4, 111, 1, ",\"enabled\":false") "," ROI (5, 305, 1200, "") "]");
  const GstAoiCameraGroup expected[] = { { 305, 3000 }, { 290, 3000 }, { 305, 1200 } };

  g_assert_cmpmem (groups->data, groups->len * sizeof *expected, expected, sizeof expected);
}

typedef gboolean (*Setter) (GstAoiCameraSettings *settings, const gchar *text, GError **error);

static void
check_refused (Setter set, const gchar *text, const gchar *said)
{
  g_autoptr (GstAoiCameraSettings) settings = gst_aoi_camera_settings_new ();
  g_autoptr (GError) error = NULL;

  g_assert_false (set (settings, text, &error));
  g_assert_error (error, GST_RESOURCE_ERROR, GST_RESOURCE_ERROR_SETTINGS);
  g_assert_nonnull (strstr (error->message, said));
}

static void
test_bad_texts (void)
{
  check_refused (
      gst_aoi_camera_settings_set_features, "FocusPos", "\"FocusPos\" is not NAME=VALUE");
  check_refused (gst_aoi_camera_settings_set_features, "A=1 =2", "\"=2\"");
  check_refused (gst_aoi_camera_settings_set_features, "A=", "\"A=\"");
  check_refused (gst_aoi_camera_settings_set_settle_feature, "Busy", "settle-feature");
  check_refused (gst_aoi_camera_settings_set_region, "64", "WIDTHxHEIGHT+X+Y");
  check_refused (gst_aoi_camera_settings_set_region, "64x64+1", "WIDTHxHEIGHT+X+Y");
  check_refused (gst_aoi_camera_settings_set_region, "0x64", "WIDTHxHEIGHT+X+Y");
  check_refused (gst_aoi_camera_settings_set_region, "64x64+1+-1", "WIDTHxHEIGHT+X+Y");
  check_refused (gst_aoi_camera_settings_set_region, "64x64+1+1x", "WIDTHxHEIGHT+X+Y");
  check_refused (gst_aoi_camera_settings_set_trigger, "line:", "line:NAME");
  check_refused (gst_aoi_camera_settings_set_trigger, "hardware", "\"hardware\"");
  check_refused (gst_aoi_camera_settings_set_plan, "on", "\"on\"");
  check_refused (gst_aoi_camera_settings_set_plan, "groups,focus=<1>", "there is no exposure");
  check_refused (
      gst_aoi_camera_settings_set_plan, "groups,focus=1,exposure=<1>", "focus is not a list");
  check_refused (
      gst_aoi_camera_settings_set_plan, "groups,focus=<1,2>,exposure=<1>", "the same length");
  check_refused (gst_aoi_camera_settings_set_plan, "groups,focus=<1,2.5>,exposure=<1,2>",
      "focus[1] is not a whole");
}

static void
test_good_texts (void)
{
  g_autoptr (GstAoiCameraSettings) settings = gst_aoi_camera_settings_new ();
  const GstAoiCameraGroup groups[] = { { 305, 3000 }, { 320, 1200 } };
  const GstAoiCameraFeature *feature;

  g_assert_true (gst_aoi_camera_settings_set_features (settings, " FocusPos=305  Name=a=b ", NULL));
  g_assert_cmpuint (settings->features->len, ==, 2);
  feature = g_ptr_array_index (settings->features, 1);
  g_assert_cmpstr (feature->name, ==, "Name");
  g_assert_cmpstr (feature->value, ==, "a=b");
  g_assert_true (gst_aoi_camera_settings_set_region (settings, "64x32+8+4", NULL));
  g_assert_cmpint (settings->region.x, ==, 8);
  g_assert_cmpint (settings->region.height, ==, 32);
  g_assert_true (gst_aoi_camera_settings_set_region (settings, "64x32", NULL));
  g_assert_cmpint (settings->region.x, ==, -1);
  g_assert_true (gst_aoi_camera_settings_set_region (settings, "+8+4", NULL));
  g_assert_cmpint (settings->region.width, ==, 0);
  g_assert_true (gst_aoi_camera_settings_set_trigger (settings, "line:Line0", NULL));
  g_assert_cmpstr (settings->line, ==, "Line0");
  g_assert_true (gst_aoi_camera_settings_set_plan (
      settings, "groups,focus=<305,320>,exposure=<3000,1200>", NULL));
  g_assert_cmpmem (
      settings->groups->data, settings->groups->len * sizeof *groups, groups, sizeof groups);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/camera-plan/boards-on-request", test_boards_on_request);
  g_test_add_func ("/camera-plan/endless", test_endless);
  g_test_add_func ("/camera-plan/retries", test_retries);
  g_test_add_func ("/camera-plan/abort", test_abort);
  g_test_add_func ("/camera-plan/abort-endless", test_abort_endless);
  g_test_add_func ("/camera-plan/too-many", test_too_many);
  g_test_add_func ("/camera-plan/without-groups", test_without_groups);
  g_test_add_func ("/camera-plan/product", test_product);
  g_test_add_func ("/camera-plan/bad-texts", test_bad_texts);
  g_test_add_func ("/camera-plan/good-texts", test_good_texts);
  return g_test_run ();
}
