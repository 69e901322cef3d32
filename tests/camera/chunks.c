/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Frames that carry their setting in chunk data, that do not, and that carry a wrong one. */
#include <math.h>
#include <string.h>

#include "camera-support.h"
#include "lib/gstaoicapture.h"
#include "line-camera.h"

#define SIZE 64
#define SRC \
  "aoicamerasrc name=src camera-name=127.0.0.1 reconnect=200 packet-size=1500 settle-time=0 " \
  "plan=\"groups,focus=<305,320>,exposure=<3000,20000>\" "
#define GRAY " ! video/x-raw,format=GRAY8,width=64,height=64"

typedef struct {
  guint proven; /* frames whose data prove the focus */
  guint n_own; /* frames whose exposure is their own, not the readback */
  GHashTable *memories;
} Seen;

/* In the streaming thread. */
static void
see (GstBuffer *buffer, gpointer data)
{
  Seen *seen = data;
  GstAoiCapture capture;
  GstMapInfo map;

  g_assert_true (gst_buffer_get_aoi_capture (buffer, &capture));
  g_assert_cmpint (capture.focus, ==, capture.group == 0 ? 305 : 320);
  g_assert_cmpfloat (capture.focus_read, ==, capture.focus);
  g_assert_cmpfloat (fabs (capture.exposure_read - capture.exposure), <=, 200);
  seen->proven += capture.proven;
  seen->n_own += capture.exposure_read != capture.exposure;
  g_assert_true (gst_buffer_map (buffer, &map, GST_MAP_READ));
  g_assert_cmpuint (map.size, ==, SIZE * SIZE);
  g_assert_true (fake_picture_is_whole (map.data, SIZE, SIZE, (guint) capture.frame_id));
  g_hash_table_add (seen->memories, map.data);
  gst_buffer_unmap (buffer, &map);
}

static Rig *
play (Seen *seen, const gchar *properties)
{
  g_autofree gchar *launch = g_strconcat (SRC, properties, GRAY, NULL);
  Rig *rig = rig_new (launch);

  seen->memories = g_hash_table_new (NULL, NULL);
  rig->on_frame = see;
  rig->data = seen;
  rig_play (rig);
  return rig;
}

static void
finish (Rig *rig, Seen *seen)
{
  rig_stop (rig);
  rig_check_account (rig);
  g_hash_table_unref (seen->memories);
}

static void
check_configured (Rig *rig, const gchar *chunks)
{
  g_autoptr (GstStructure) configured = rig_get_event (rig, "configured");

  g_assert_cmpstr (gst_structure_get_string (configured, "chunks"), ==, chunks);
}

/* The image alone goes downstream, in the same few buffers. The exposure that the frames carry, a little off as of
 * a camera that rounds it, is what is passed on. */
static void
test_right (void)
{
  g_autoptr (LineCamera) camera = line_camera_new ("127.0.0.1", TRUE);
  Seen seen = { 0 };
  g_autoptr (Rig) rig = NULL;

  line_camera_set_faults (camera, (LineCameraFaults){ .exposure = 1 });
  rig = play (&seen, "num-buffers-held=2");
  rig_wait_frames (rig, 30);
  check_configured (rig, "ChunkExposureTime ChunkFocusPos");
  g_assert_cmpuint (g_hash_table_size (seen.memories), <=, 4);
  finish (rig, &seen);
  g_assert_cmpuint (seen.proven, >=, 30);
  g_assert_cmpuint (seen.n_own, ==, seen.proven);
  g_assert_cmpuint (rig_stat (rig, "refused"), ==, 0);
}

/* Frames go on after the camera has lied once: groups are taken again. */
static void
check_lie (LineCameraFaults lie, const gchar *reason)
{
  g_autoptr (LineCamera) camera = line_camera_new ("127.0.0.1", TRUE);
  Seen seen = { 0 };
  g_autoptr (Rig) rig = play (&seen, "retries=1");
  g_autoptr (GstStructure) missing = NULL;
  guint64 pushed;

  rig_wait_frames (rig, 4);
  line_camera_set_faults (camera, lie);
  rig_wait_event (rig, "missing", 3);
  missing = rig_get_event (rig, "missing");
  g_test_message ("%s", gst_structure_get_string (missing, "reason"));
  g_assert_nonnull (strstr (gst_structure_get_string (missing, "reason"), reason));
  pushed = rig_stat (rig, "pushed");
  rig_wait_event (rig, "missing", rig_count_events (rig, "missing") + 2);
  g_assert_cmpuint (rig_stat (rig, "pushed"), ==, pushed);
  line_camera_set_faults (camera, (LineCameraFaults){ 0 });
  rig_wait_frames (rig, pushed + 4);
  finish (rig, &seen);
  g_assert_cmpuint (rig_stat (rig, "refused"), >=, 6);
  g_assert_cmpuint (seen.n_own, ==, 0);
}

static void
test_other_focus (void)
{
  check_lie ((LineCameraFaults){ .focus = 1 }, "the frame says that it was taken with focus 3");
}

static void
test_other_exposure (void)
{
  check_lie (
      (LineCameraFaults){ .exposure = 300 }, "the frame says that it was taken with exposure ");
}

static void
test_missing (void)
{
  check_lie ((LineCameraFaults){ .no_chunks = TRUE }, "the frame has no chunk data");
}

static void
test_empty (void)
{
  check_lie ((LineCameraFaults){ .empty_chunks = TRUE }, "the frame has an empty chunk");
}

/* What is read back is all that there is. */
static void
check_unproven (gboolean chunks, const gchar *properties)
{
  g_autoptr (LineCamera) camera = line_camera_new ("127.0.0.1", chunks);
  Seen seen = { 0 };
  g_autoptr (Rig) rig = NULL;

  line_camera_set_faults (camera, (LineCameraFaults){ .focus = 1, .exposure = 300 });
  rig = play (&seen, properties);
  rig_wait_frames (rig, 6);
  check_configured (rig, "");
  finish (rig, &seen);
  g_assert_cmpuint (seen.proven, ==, 0);
  g_assert_cmpuint (seen.n_own, ==, 0);
}

static void
test_not_offered (void)
{
  check_unproven (FALSE, "");
}

static void
test_off (void)
{
  check_unproven (TRUE, "chunks=off");
}

static void
test_must_be (void)
{
  g_autoptr (LineCamera) camera = line_camera_new ("127.0.0.1", FALSE);
  g_autoptr (Rig) rig = rig_new (SRC "chunks=on" GRAY);
  g_autofree gchar *error = NULL;

  rig_play (rig);
  error = rig_wait_error (rig);
  g_assert_nonnull (strstr (error, "chunks=on: the camera offers no chunk data of ExposureTime"));
}

/* A frame of which a packet was sent again is whole. Aravis asks for no more than a quarter of them, and waits
 * for 100 ms, in which a busy machine need not get to it each time. */
static void
test_sent_again (void)
{
  g_autoptr (LineCamera) camera = line_camera_new ("127.0.0.1", TRUE);
  Seen seen = { 0 };
  g_autoptr (Rig) rig = play (&seen, "");

  for (guint i = 0; i < 3; i++) {
    line_camera_set_faults (camera, (LineCameraFaults){ .lost = 1, .once = TRUE });
    rig_wait_frames (rig, rig_count_frames (rig) + 4);
  }
  finish (rig, &seen);
  g_assert_cmpuint (rig_stat (rig, "incomplete"), <, 3);
  g_assert_cmpuint (rig_stat (rig, "refused"), ==, 0);
}

/* One that was not is taken again. */
static void
test_lost (void)
{
  g_autoptr (LineCamera) camera = line_camera_new ("127.0.0.1", TRUE);
  Seen seen = { 0 };
  g_autoptr (Rig) rig = play (&seen, "");

  rig_wait_frames (rig, 2);
  line_camera_set_faults (camera, (LineCameraFaults){ .lost = 1, .no_resend = TRUE, .once = TRUE });
  rig_wait_event (rig, "retake", 1);
  rig_wait_frames (rig, rig_count_frames (rig) + 4);
  finish (rig, &seen);
  g_assert_cmpuint (rig_stat (rig, "incomplete"), >=, 1);
  g_assert_cmpuint (rig_count_events (rig, "missing"), ==, 0);
}

int
main (int argc, char **argv)
{
  camera_test_init (&argc, &argv);
  g_test_add_func ("/camera-chunks/right", test_right);
  g_test_add_func ("/camera-chunks/other-focus", test_other_focus);
  g_test_add_func ("/camera-chunks/other-exposure", test_other_exposure);
  g_test_add_func ("/camera-chunks/missing", test_missing);
  g_test_add_func ("/camera-chunks/empty", test_empty);
  g_test_add_func ("/camera-chunks/not-offered", test_not_offered);
  g_test_add_func ("/camera-chunks/off", test_off);
  g_test_add_func ("/camera-chunks/must-be", test_must_be);
  g_test_add_func ("/camera-chunks/sent-again", test_sent_again);
  g_test_add_func ("/camera-chunks/lost", test_lost);
  return camera_test_run ();
}
