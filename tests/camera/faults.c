/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A camera that is absent, killed, stopped, taken or quiet: it is found again, and no state change waits. */
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "camera-support.h"
#include "line-camera.h"
#include "support/test-repeat.h"
#include "support/test-wait.h"

#define ADDRESS "127.0.0.1"
#define SRC "aoicamerasrc name=src camera-name=" ADDRESS " reconnect=200 packet-size=9000 "
#define GRAY " ! video/x-raw,format=GRAY8,width=64,height=64"
#define FREE SRC "frame-rate=50 features=FocusPos=305" GRAY

/* From the camera's return to the next frame, which a line waits for. */
#define RETURN_LIMIT (3 * G_TIME_SPAN_SECOND)

/* Returns how long it took from `back`, µs. */
static gint64
wait_for_return (Rig *rig, gint64 back)
{
  const guint frames = rig_count_frames (rig);
  gint64 took;

  rig_wait_frames (rig, frames + 1);
  took = g_get_monotonic_time () - back;
  g_test_message ("a frame %" G_GINT64_FORMAT " ms after the camera's return", took / 1000);
  g_assert_cmpint (took, <, RETURN_LIMIT);
  return took;
}

static void
test_absent_is_an_error (void)
{
  g_autoptr (Rig) rig = rig_new ("aoicamerasrc name=src camera-name=" ADDRESS " reconnect=0" GRAY);
  g_autofree gchar *error = NULL;

  rig_play (rig);
  error = rig_wait_error (rig);
  g_assert_nonnull (strstr (error, "Camera \"" ADDRESS "\""));
}

static void
test_absent_is_waited_for (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new (ADDRESS, 0, NULL);
  g_autoptr (Rig) rig = rig_new (FREE);

  fake_camera_kill (camera);
  rig_play (rig);
  rig_wait_event (rig, "waiting", 1);
  fake_camera_start (camera);
  wait_for_return (rig, g_get_monotonic_time ());
  g_assert_cmpuint (rig_count_events (rig, "connected"), ==, 1);
  g_assert_cmpuint (rig_count_events (rig, "lost"), ==, 0);
}

/* At random moments, for random times. */
static void
test_killed (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new (ADDRESS, 0, NULL);
  g_autoptr (Rig) rig = rig_new (FREE);
  const guint n = test_repeat (4, 100);
  gint64 slowest = 0, back;

  rig_play (rig);
  for (guint i = 1; i <= n; i++) {
    rig_wait_event (rig, i == 1 ? "connected" : "reconnected", MAX (i - 1, 1));
    rig_wait_frames (rig, rig_count_frames (rig) + 1 + g_test_rand_int_range (0, 20));
    fake_camera_kill (camera);
    rig_outlast (rig, g_test_rand_int_range (0, 1500) * G_TIME_SPAN_MILLISECOND);
    fake_camera_start (camera);
    back = g_get_monotonic_time ();
    rig_wait_event (rig, "lost", i);
    slowest = MAX (slowest, wait_for_return (rig, back));
  }
  rig_stop (rig);
  rig_check_account (rig);
  g_test_message (
      "%u times killed, at most %" G_GINT64_FORMAT " ms to the next frame", n, slowest / 1000);
  g_assert_cmpuint (rig_stat (rig, "losses"), ==, n);
  g_assert_cmpuint (rig_count_events (rig, "configured"), ==, n + 1);
}

/* Longer than everything that Aravis waits for. */
static void
test_killed_for_long (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new (ADDRESS, 0, NULL);
  g_autoptr (Rig) rig = rig_new (FREE);

  rig_play (rig);
  rig_wait_frames (rig, 5);
  fake_camera_kill (camera);
  rig_wait_event (rig, "lost", 1);
  rig_outlast (rig, 6 * G_TIME_SPAN_SECOND);
  fake_camera_start (camera);
  wait_for_return (rig, g_get_monotonic_time ());
}

static void
stop_and_go (Rig *rig, FakeCamera *camera, guint seconds)
{
  fake_camera_signal (camera, SIGSTOP);
  rig_outlast (rig, seconds * G_TIME_SPAN_SECOND);
  fake_camera_signal (camera, SIGCONT);
  wait_for_return (rig, g_get_monotonic_time ());
}

/* Two seconds are no loss: ids go on. */
static void
test_stopped_shortly (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new (ADDRESS, 0, NULL);
  g_autoptr (Rig) rig = rig_new (FREE);

  rig_play (rig);
  rig_wait_frames (rig, 5);
  stop_and_go (rig, camera, 2);
  rig_stop (rig);
  rig_check_account (rig);
  g_assert_cmpuint (rig_stat (rig, "losses"), ==, 0);
}

static void
test_stopped_for_long (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new (ADDRESS, 0, NULL);
  g_autoptr (Rig) rig = rig_new (FREE);

  rig_play (rig);
  rig_wait_frames (rig, 5);
  stop_and_go (rig, camera, 8);
  rig_wait_event (rig, "reconnected", 1);
  rig_stop (rig);
  rig_check_account (rig);
}

/* Another client can have the camera while this process does not answer it for longer than the heartbeat
 * that the camera asks for. Stops this whole process for a while and runs such a client. */
static pid_t
lose_control_to_another (void)
{
  const pid_t parent = getpid ();
  gchar went_on;
  int ends[2];
  pid_t child;

  g_assert_cmpint (pipe (ends), ==, 0);
  child = fork ();
  g_assert_cmpint (child, >=, 0);
  if (child == 0) {
    close (ends[0]);
    kill (parent, SIGSTOP);
    test_take_time (4 * G_TIME_SPAN_SECOND);
    if (fork () == 0) {
      execlp ("gst-launch-1.0", "gst-launch-1.0", "-q", "aravissrc", "camera-name=" ADDRESS,
          "num-buffers=100", "!", "fakesink", NULL);
      _exit (1);
    }
    test_take_time (G_TIME_SPAN_SECOND);
    kill (parent, SIGCONT);
    close (ends[1]);
    while (wait (NULL) > 0)
      continue;
    _exit (0);
  }
  /* The stop falls into this: the child closes its end when it is over, or when it dies. */
  close (ends[1]);
  g_assert_cmpint (read (ends[0], &went_on, 1), ==, 0);
  close (ends[0]);
  return child;
}

/* The other one sends for four seconds, then the camera is free again. */
static void
test_taken (void)
{
  g_autoptr (GstElementFactory) factory = gst_element_factory_find ("aravissrc");
  g_autoptr (FakeCamera) camera = NULL;
  g_autoptr (GstStructure) lost = NULL;
  g_autoptr (Rig) rig = NULL;
  pid_t child;

  if (factory == NULL) {
    g_test_skip ("there is no aravissrc to take the camera (package libaravis-0.8-0)");
    return;
  }
  camera = fake_camera_new (ADDRESS, 0, NULL);
  rig = rig_new (FREE);
  rig_play (rig);
  rig_wait_frames (rig, 5);
  child = lose_control_to_another ();
  rig_wait_event (rig, "lost", 1);
  lost = rig_get_event (rig, "lost");
  g_test_message ("lost: %s", gst_structure_get_string (lost, "reason"));
  rig_wait_event (rig, "reconnected", 1);
  rig_wait_frames (rig, rig_count_frames (rig) + 3);
  g_assert_cmpint (waitpid (child, NULL, 0), ==, child);
  rig_stop (rig);
  rig_check_account (rig);
}

/* For longer than the camera's heartbeat. */
static void
test_idle_trigger (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new (ADDRESS, 0, NULL);
  g_autoptr (Rig) rig = rig_new (SRC "trigger=software" GRAY);

  rig_play (rig);
  rig_wait_event (rig, "connected", 1);
  g_assert_true (rig_capture (rig));
  rig_wait_frames (rig, 1);
  rig_assert_at_most (rig, 1, test_repeat (4, 60) * G_TIME_SPAN_SECOND);
  g_assert_true (rig_capture (rig));
  rig_wait_frames (rig, 2);
  rig_stop (rig);
  g_assert_cmpuint (rig_stat (rig, "losses"), ==, 0);
  g_assert_cmpuint (rig_stat (rig, "sent"), ==, 2);
}

static void
test_idle_timeout (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new (ADDRESS, 0, NULL);
  g_autoptr (Rig) rig = rig_new (SRC "trigger=line:Line0 idle-timeout=1000" GRAY);
  g_autoptr (GstStructure) lost = NULL;

  rig_play (rig);
  rig_wait_event (rig, "reconnected", 1);
  lost = rig_get_event (rig, "lost");
  g_assert_cmpstr (gst_structure_get_string (lost, "reason"), ==, "no frame within idle-timeout");
}

static void
test_lost_is_an_error (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new (ADDRESS, 0, NULL);
  g_autoptr (Rig) rig = rig_new (
      "aoicamerasrc name=src camera-name=" ADDRESS " reconnect=0 frame-rate=50" GRAY);
  g_autofree gchar *error = NULL;

  rig_play (rig);
  rig_wait_frames (rig, 5);
  fake_camera_kill (camera);
  error = rig_wait_error (rig);
  g_assert_nonnull (strstr (error, "Camera \"" ADDRESS "\""));
}

/* rig_stop() asserts that it takes less than a second. */
static void
stop_after (const gchar *launch, FakeCamera *camera, int number, guint ms)
{
  g_autoptr (Rig) rig = rig_new (launch);

  rig_play (rig);
  if (camera != NULL && strstr (launch, "frame-rate") != NULL)
    rig_wait_frames (rig, 3);
  if (number != 0)
    fake_camera_signal (camera, number);
  rig_outlast (rig, ms * G_TIME_SPAN_MILLISECOND);
  rig_stop (rig);
  if (number == SIGSTOP)
    fake_camera_signal (camera, SIGCONT);
}

/* Before the camera is missed, while it is, and while its object is taken down. */
static void
test_stop_during_faults (void)
{
  const guint moments[] = { 0, 1500, 3700, 6000 };
  g_autoptr (FakeCamera) camera = fake_camera_new (ADDRESS, 0, NULL);

  stop_after (SRC "trigger=line:Line0" GRAY, camera, 0, 300);
  for (guint i = 0; i < G_N_ELEMENTS (moments); i++)
    stop_after (FREE, camera, SIGSTOP, moments[i]);
  stop_after (FREE, camera, SIGKILL, 200);
  stop_after (FREE, NULL, 0, 300);
}

/* At once after a stop that left a camera behind: the same element waits for its own end. */
static void
test_started_again (void)
{
  g_autoptr (FakeCamera) camera = fake_camera_new (ADDRESS, 0, NULL);
  g_autoptr (Rig) rig = rig_new (FREE);

  for (guint i = 1; i <= 3; i++) {
    rig_play (rig);
    rig_wait_frames (rig, rig_count_frames (rig) + 3);
    if (i == 2) {
      fake_camera_kill (camera);
      rig_stop (rig);
      fake_camera_start (camera);
    } else {
      rig_stop (rig);
    }
  }
}

/* It is waited for as any other. */
static void
test_silent_while_opened (void)
{
  g_autoptr (LineCamera) camera = line_camera_new (ADDRESS, FALSE);
  g_autoptr (Rig) rig = rig_new (SRC "trigger=software" GRAY);

  line_camera_set_faults (camera, (LineCameraFaults){ .mute = TRUE });
  rig_play (rig);
  rig_wait_event (rig, "waiting", 1);
  g_assert_cmpuint (rig_count_events (rig, "connected"), ==, 0);
  line_camera_set_faults (camera, (LineCameraFaults){ 0 });
  rig_wait_event (rig, "connected", 1);
  g_assert_true (rig_capture (rig));
  rig_wait_frames (rig, 1);
}

int
main (int argc, char **argv)
{
  camera_test_init (&argc, &argv);
  g_test_add_func ("/camera-faults/absent-is-an-error", test_absent_is_an_error);
  g_test_add_func ("/camera-faults/absent-is-waited-for", test_absent_is_waited_for);
  g_test_add_func ("/camera-faults/killed", test_killed);
  g_test_add_func ("/camera-faults/killed-for-long", test_killed_for_long);
  g_test_add_func ("/camera-faults/stopped-shortly", test_stopped_shortly);
  g_test_add_func ("/camera-faults/stopped-for-long", test_stopped_for_long);
  g_test_add_func ("/camera-faults/taken", test_taken);
  g_test_add_func ("/camera-faults/idle-trigger", test_idle_trigger);
  g_test_add_func ("/camera-faults/idle-timeout", test_idle_timeout);
  g_test_add_func ("/camera-faults/lost-is-an-error", test_lost_is_an_error);
  g_test_add_func ("/camera-faults/stop-during-faults", test_stop_during_faults);
  g_test_add_func ("/camera-faults/started-again", test_started_again);
  g_test_add_func ("/camera-faults/silent-while-opened", test_silent_while_opened);
  return camera_test_run ();
}
