/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Boards of several frames, each under its setting, which the frame itself proves. */
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "camera-support.h"
#include "lib/gstaoicapture.h"
#include "support/test-repeat.h"
#include "support/test-wait.h"

#define SRC \
  "aoicamerasrc name=src camera-name=127.0.0.1 reconnect=200 packet-size=1500 settle-time=0 "
#define GRAY " ! video/x-raw,format=GRAY8,width=64,height=64"
#define TWO "plan=\"groups,focus=<305,320>,exposure=<3000,20000>\" "

/* Puts a converter between FocusPos and its register. */
#define CONVERT(to, from) \
  "s,<pValue>FocusRegister</pValue>,<pValue>FocusOther</pValue>,;" \
  "s,<IntReg Name=\"FocusRegister\",<IntConverter Name=\"FocusOther\"><FormulaTo>" to \
  "</FormulaTo><FormulaFrom>" from "</FormulaFrom><pValue>FocusRegister</pValue></IntConverter>&,"

typedef struct {
  GArray *captures; /* GstAoiCapture of each frame; streaming thread, read after the stop */
  GArray *means; /* gdouble */
} Seen;

static void
see (GstBuffer *buffer, gpointer data)
{
  Seen *seen = data;
  GstAoiCapture capture;
  GstMapInfo map;
  gdouble sum = 0;

  g_assert_true (gst_buffer_get_aoi_capture (buffer, &capture));
  g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_READ));
  for (gsize i = 0; i < map.size; i++)
    sum += map.data[i];
  sum /= map.size;
  gst_buffer_unmap (buffer, &map);
  g_array_append_val (seen->captures, capture);
  g_array_append_val (seen->means, sum);
}

static Rig *
rig_for (Seen *seen, const gchar *launch)
{
  Rig *rig = rig_new (launch);

  seen->captures = g_array_new (FALSE, FALSE, sizeof (GstAoiCapture));
  seen->means = g_array_new (FALSE, FALSE, sizeof (gdouble));
  rig->on_frame = see;
  rig->data = seen;
  return rig;
}

static void
seen_clear (Seen *seen)
{
  g_array_unref (seen->captures);
  g_array_unref (seen->means);
}

/* The fake camera's picture by its own formula. */
static gdouble
expected_mean (guint64 id, gint exposure)
{
  const gdouble scale = 1 + log10 (exposure / 10000.0);
  gdouble sum = 0;

  for (guint i = 0; i < 64 * 64; i++)
    sum += (guint8) CLAMP ((i % 64 + i / 64 + id) % 255 * scale, 0, 255);
  return sum / (64 * 64);
}

static void
check_frame (const Seen *seen, guint i)
{
  const GstAoiCapture *capture = &g_array_index (seen->captures, GstAoiCapture, i);

  g_assert_true (capture->proven);
  g_assert_cmpfloat (capture->focus_read, ==, capture->focus);
  g_assert_cmpfloat (capture->exposure_read, ==, capture->exposure);
  g_assert_cmpuint (capture->camera_time, >, 0);
  g_assert_cmpfloat_with_epsilon (g_array_index (seen->means, gdouble, i),
      expected_mean (capture->frame_id, capture->exposure), 0.01);
}

/* Eight groups over two devices, the second four in another order of focus. */
static gchar *
product_new (void)
{
  gchar *folder = g_dir_make_tmp ("aoi-camera-XXXXXX", NULL);
  g_autofree gchar *file = g_build_filename (folder, "rois_config_x.json", NULL);
  g_autoptr (GString) json = g_string_new ("[");

  for (guint i = 0; i < 16; i++)
    g_string_append_printf (json,
        "%s{\"idx\":%u,\"type\":4,\"coords\":[%u,0,%u,4],\"expected_color\":[9,9,9],"
        "\"device_location\":%u,\"focus\":%u,\"exposure\":%u}",
        i > 0 ? "," : "", i + 1, i * 4, i * 4 + 4, 1 + i / 8, 300 + i % 8 / 2 * 10,
        i % 2 == 0 ? 5000 : 20000);
  g_string_append_c (json, ']');
  g_assert_true (g_file_set_contents (file, json->str, -1, NULL));
  return folder;
}

static void
product_free (gchar *folder)
{
  g_autofree gchar *file = g_build_filename (folder, "rois_config_x.json", NULL);

  g_unlink (file);
  g_rmdir (folder);
  g_free (folder);
}

static void
test_product (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new ("127.0.0.1", 0, NULL);
  gchar *product = product_new ();
  g_autofree gchar *launch = g_strdup_printf (
      SRC "plan=product product=%s focus-echo=offset-y" GRAY, product);
  const guint n = 8 * test_repeat (6, 200);
  Seen seen;
  g_autoptr (Rig) rig = rig_for (&seen, launch);

  rig_play (rig);
  rig_wait_frames (rig, n);
  rig_stop (rig);
  rig_check_account (rig);
  for (guint i = 0; i < n; i++) {
    const GstAoiCapture *capture = &g_array_index (seen.captures, GstAoiCapture, i);

    g_assert_cmpuint (capture->board, ==, i / 8);
    g_assert_cmpuint (capture->group, ==, i % 8);
    g_assert_cmpuint (capture->groups, ==, 8);
    g_assert_cmpint (capture->focus, ==, 300 + i % 8 / 2 * 10);
    check_frame (&seen, i);
  }
  seen_clear (&seen);
  product_free (product);
}

static void
see_slowly (GstBuffer *buffer, gpointer data)
{
  see (buffer, data);
  test_take_time (150 * G_TIME_SPAN_MILLISECOND);
}

/* Frames are asked for only when there is a buffer for them. */
static void
test_slow_consumer (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new ("127.0.0.1", 0, NULL);
  Seen seen;
  g_autoptr (Rig)
      rig = rig_for (&seen, SRC TWO "num-buffers-held=1 retries=0 focus-echo=offset-y" GRAY);

  rig->on_frame = see_slowly;
  rig_play (rig);
  rig_wait_frames (rig, 16);
  g_assert_cmpuint (rig_count_events (rig, "missing"), ==, 0);
  g_assert_cmpuint (rig_count_events (rig, "dropped"), ==, 0);
  rig_stop (rig);
  rig_check_account (rig);
  for (guint i = 0; i < 16; i++)
    check_frame (&seen, i);
  seen_clear (&seen);
}

/* A board a signal, no more. */
static void
test_board_on_request (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new ("127.0.0.1", 0, NULL);
  Seen seen;
  g_autoptr (Rig) rig = rig_for (&seen, SRC TWO "trigger=software focus-echo=offset-y" GRAY);

  rig_play (rig);
  rig_wait_event (rig, "connected", 1);
  g_assert_true (rig_capture (rig));
  g_assert_true (rig_capture (rig));
  rig_wait_frames (rig, 4);
  rig_assert_at_most (rig, 4, 200 * G_TIME_SPAN_MILLISECOND);
  rig_stop (rig);
  rig_check_account (rig);
  g_assert_cmpuint (seen.captures->len, ==, 4);
  for (guint i = 0; i < 4; i++)
    check_frame (&seen, i);
  seen_clear (&seen);
}

static void
check_missing (Rig *rig, const gchar *reason, gint focus)
{
  const GstStructure *structure;
  gint asked = 0;
  guint64 board = 1;

  g_mutex_lock (&rig->lock);
  g_assert_cmpuint (rig->custom->len, >, 0);
  g_assert_cmpuint (rig->gaps, >, 0);
  structure = g_ptr_array_index (rig->custom, 0);
  g_assert_true (gst_structure_has_name (structure, "aoi-capture-missing"));
  g_assert_true (gst_structure_get (
      structure, "focus", G_TYPE_INT, &asked, "board", G_TYPE_UINT64, &board, NULL));
  g_assert_cmpint (asked, ==, focus);
  g_assert_cmpuint (board, ==, 0);
  g_assert_nonnull (strstr (gst_structure_get_string (structure, "reason"), reason));
  g_mutex_unlock (&rig->lock);
}

/* The camera says that it has the setting, its frames say that they have not. */
static void
test_wrong_echo (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new (
      "127.0.0.1", 0, CONVERT ("(FROM = 320) ? 321 : FROM", "(TO = 321) ? 320 : TO"));
  Seen seen;
  g_autoptr (Rig) rig = rig_for (&seen, SRC TWO "retries=2 focus-echo=offset-y" GRAY);

  rig_play (rig);
  rig_wait_frames (rig, 2);
  rig_wait_event (rig, "missing", 2);
  rig_stop (rig);
  rig_check_account (rig);
  check_missing (rig, "taken with focus 321, asked was 320", 320);
  g_assert_cmpuint (rig_stat (rig, "refused"), >=, 6);
  for (guint i = 0; i < seen.captures->len; i++) {
    g_assert_cmpint (g_array_index (seen.captures, GstAoiCapture, i).focus, ==, 305);
    check_frame (&seen, i);
  }
  seen_clear (&seen);
}

/* Without an echo what the camera has is read, and a frame is not even asked for. */
static void
test_wrong_readback (void)
{
  g_autoptr (FakeCamera)
      camera = fake_camera_new ("127.0.0.1", 0, CONVERT ("FROM", "(TO = 320) ? 319 : TO"));
  Seen seen;
  g_autoptr (Rig) rig = rig_for (&seen, SRC TWO "retries=1" GRAY);

  rig_play (rig);
  rig_wait_frames (rig, 2);
  rig_wait_event (rig, "missing", 1);
  rig_stop (rig);
  check_missing (rig, "FocusPos reads 319, asked was 320", 320);
  for (guint i = 0; i < seen.captures->len; i++) {
    const GstAoiCapture *capture = &g_array_index (seen.captures, GstAoiCapture, i);

    g_assert_cmpint (capture->focus, ==, 305);
    g_assert_cmpfloat (capture->focus_read, ==, 305);
    g_assert_false (capture->proven);
  }
  seen_clear (&seen);
}

static void
test_not_settled (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new ("127.0.0.1", 0, NULL);
  Seen seen;
  g_autoptr (Rig) rig = rig_for (&seen,
      "aoicamerasrc name=src camera-name=127.0.0.1 " TWO
      "settle-time=40 settle-feature=\"FocusPos=305\" retries=0" GRAY);

  rig_play (rig);
  rig_wait_frames (rig, 2);
  rig_wait_event (rig, "missing", 2);
  rig_stop (rig);
  check_missing (rig, "FocusPos did not become 305 within settle-time", 320);
  seen_clear (&seen);
}

static void
test_refused_setting (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new ("127.0.0.1", 0, NULL);
  g_autoptr (Rig) rig = rig_new (SRC "plan=\"groups,focus=<5000>,exposure=<3000>\"" GRAY);
  g_autofree gchar *error = NULL;

  rig_play (rig);
  error = rig_wait_error (rig);
  g_assert_nonnull (strstr (error, "FocusPos=5000 is refused"));
}

/* About every third frame loses a packet: what comes is right, what does not is named. */
static void
test_loss (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new ("127.0.0.1", 78, NULL);
  Seen seen;
  g_autoptr (Rig)
      rig = rig_for (&seen, SRC TWO "retries=3 trigger=software focus-echo=offset-y" GRAY);
  guint n = 16, missing;

  rig_play (rig);
  rig_wait_event (rig, "connected", 1);
  for (guint i = 0; i < n; i++)
    g_assert_true (rig_capture (rig));
  rig_wait_accounted (rig, 2 * n);
  rig_stop (rig);
  rig_check_account (rig);
  missing = rig_count_events (rig, "missing");
  g_test_message ("%u boards of 2 groups: %u frames, %u missing, %" G_GUINT64_FORMAT " taken again",
      n, seen.captures->len, missing, rig_stat (rig, "retakes"));
  g_assert_cmpuint (seen.captures->len + missing, ==, 2 * n);
  g_assert_cmpuint (rig->custom->len, ==, missing);
  g_assert_cmpuint (rig_stat (rig, "retakes"), >, 0);
  for (guint i = 0; i < seen.captures->len; i++)
    check_frame (&seen, i);
  seen_clear (&seen);
}

/* The rest of the board is given up, and none is asked for until the camera is back. */
static void
test_camera_lost (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new ("127.0.0.1", 0, NULL);
  Seen seen;
  g_autoptr (Rig)
      rig = rig_for (&seen, SRC TWO "retries=0 trigger=software focus-echo=offset-y" GRAY);
  guint i;

  rig_play (rig);
  rig_wait_event (rig, "connected", 1);
  g_assert_true (rig_capture (rig));
  rig_wait_frames (rig, 2);
  fake_camera_kill (camera);
  g_assert_true (rig_capture (rig));
  rig_wait_event (rig, "missing", 2);
  g_assert_false (rig_capture (rig));
  fake_camera_start (camera);
  rig_wait_event (rig, "reconnected", 1);
  g_assert_true (rig_capture (rig));
  rig_wait_frames (rig, 4);
  rig_stop (rig);
  for (i = 0; i < seen.captures->len; i++)
    check_frame (&seen, i);
  g_assert_cmpuint (g_array_index (seen.captures, GstAoiCapture, i - 1).board, ==, 2);
  seen_clear (&seen);
}

int
main (int argc, char **argv)
{
  camera_test_init (&argc, &argv);
  g_test_add_func ("/camera-plan/product", test_product);
  g_test_add_func ("/camera-plan/slow-consumer", test_slow_consumer);
  g_test_add_func ("/camera-plan/board-on-request", test_board_on_request);
  g_test_add_func ("/camera-plan/wrong-echo", test_wrong_echo);
  g_test_add_func ("/camera-plan/wrong-readback", test_wrong_readback);
  g_test_add_func ("/camera-plan/not-settled", test_not_settled);
  g_test_add_func ("/camera-plan/refused-setting", test_refused_setting);
  g_test_add_func ("/camera-plan/loss", test_loss);
  g_test_add_func ("/camera-plan/camera-lost", test_camera_lost);
  return camera_test_run ();
}
