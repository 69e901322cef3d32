/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Boards that begin with an edge on an input of the camera: one an edge, none without, and no frame of an edge
 * that comes at the wrong time in any of them. */
#include <string.h>

#include "camera-support.h"
#include "lib/gstaoicapture.h"
#include "line-camera.h"
#include "support/test-repeat.h"
#include "support/test-wait.h"

#define SRC \
  "aoicamerasrc name=src camera-name=127.0.0.1 reconnect=200 packet-size=1500 trigger=line:Line1 "
#define ONE "plan=\"groups,focus=<305>,exposure=<3000>\" "
#define THREE "plan=\"groups,focus=<305,320,310>,exposure=<3000,3000,20000>\" "
#define LONG(exposure) "plan=\"groups,focus=<305,320,310>,exposure=<" #exposure ",3000,20000>\""
#define GRAY " ! video/x-raw,format=GRAY8,width=64,height=64"

/* Between two packets of a frame that takes long, µs. */
#define PACKET_TIME 10000

/* Of `frame-retention`, µs. */
#define DEFAULT_RETENTION 100000

static const gint focus[] = { 305, 320, 310 };

typedef struct {
  GArray *captures; /* GstAoiCapture of each frame; streaming thread, read after the stop */
} Seen;

static void
see (GstBuffer *buffer, gpointer data)
{
  Seen *seen = data;
  GstAoiCapture capture;

  g_assert_true (gst_buffer_get_aoi_capture (buffer, &capture));
  g_array_append_val (seen->captures, capture);
}

static Rig *
play (Seen *seen, const gchar *properties)
{
  g_autofree gchar *launch = g_strconcat (SRC, properties, GRAY, NULL);
  Rig *rig = rig_new (launch);

  seen->captures = g_array_new (FALSE, FALSE, sizeof (GstAoiCapture));
  rig->on_frame = see;
  rig->data = seen;
  rig_play (rig);
  return rig;
}

static const GstAoiCapture *
get (const Seen *seen, guint i)
{
  return &g_array_index (seen->captures, GstAoiCapture, i);
}

/* Board after board with all groups, each under its setting by the camera's own data where they prove it. */
static void
finish (Rig *rig, Seen *seen, guint n_boards, guint n_groups)
{
  rig_stop (rig);
  rig_check_account (rig);
  g_assert_cmpuint (seen->captures->len, ==, n_boards * n_groups);
  for (guint i = 0; i < seen->captures->len; i++) {
    g_assert_cmpuint (get (seen, i)->board, ==, i / n_groups);
    g_assert_cmpuint (get (seen, i)->group, ==, i % n_groups);
    g_assert_cmpint (get (seen, i)->focus, ==, focus[i % n_groups]);
    g_assert_cmpfloat (get (seen, i)->focus_read, ==, focus[i % n_groups]);
  }
  g_array_unref (seen->captures);
}

static void
edge (LineCamera *camera)
{
  line_camera_wait_armed (camera);
  g_assert_true (line_camera_edge (camera));
}

/* Nothing comes without one, for as long as it takes. */
static void
test_board_an_edge (void)
{
  g_autoptr (LineCamera) camera = line_camera_new ("127.0.0.1", TRUE);
  Seen seen;
  g_autoptr (Rig) rig = play (&seen, THREE);

  for (guint board = 1; board <= 5; board++) {
    if (board == 3)
      rig_assert_at_most (rig, 3 * (board - 1), test_repeat (2, 60) * G_TIME_SPAN_SECOND);
    g_assert_cmpuint (rig_count_frames (rig), ==, 3 * (board - 1));
    edge (camera);
    rig_wait_frames (rig, 3 * board);
  }
  finish (rig, &seen, 5, 3);
  g_assert_cmpuint (rig_stat (rig, "sent"), ==, 15);
  g_assert_cmpuint (rig_stat (rig, "losses"), ==, 0);
}

/* Edges that follow each other as fast as they can: with one group each is a board. */
static void
test_fast_edges (void)
{
  g_autoptr (LineCamera) camera = line_camera_new ("127.0.0.1", TRUE);
  Seen seen;
  g_autoptr (Rig) rig = play (&seen, ONE "num-buffers-held=30");

  line_camera_wait_armed (camera);
  for (guint i = 0; i < 20; i++)
    g_assert_true (line_camera_edge (camera));
  rig_wait_frames (rig, 20);
  finish (rig, &seen, 20, 1);
  g_assert_cmpuint (rig_stat (rig, "refused"), ==, 0);
}

/* While a board is taken the camera does not listen, and no edge gives a frame. */
static void
test_edges_during_board (void)
{
  g_autoptr (LineCamera) camera = line_camera_new ("127.0.0.1", TRUE);
  Seen seen;
  g_autoptr (Rig) rig = play (&seen, THREE "settle-time=300");
  guint ignored = 0;

  for (guint board = 1; board <= 2; board++) {
    edge (camera);
    rig_wait_frames (rig, 3 * board - 2);
    line_camera_wait_disarmed (camera);
    for (guint i = 0; i < 20; i++)
      ignored += !line_camera_edge (camera);
    rig_wait_frames (rig, 3 * board);
  }
  finish (rig, &seen, 2, 3);
  g_test_message ("%u edges during boards", ignored);
  g_assert_cmpuint (ignored, ==, 2 * 20);
  g_assert_cmpuint (rig_stat (rig, "sent"), ==, 6);
}

/* A line that bounces: the frame of the second edge, under the first group's setting, comes after the camera
 * got the next one. It is refused and reported, and the board is as without it. Frames come within the
 * exposure of the first group, so that a busy machine is in time. */
static void
check_bounce (gboolean chunks, const gchar *plan, guint n, gint64 delay)
{
  g_autofree gchar *properties = g_strconcat (plan, " retries=0 settle-time=0", NULL);
  g_autoptr (LineCamera) camera = line_camera_new ("127.0.0.1", chunks);
  Seen seen;
  g_autoptr (Rig) rig = play (&seen, properties);
  LineCameraShot first, second;

  for (guint board = 1; board <= n; board++) {
    line_camera_wait_armed (camera);
    g_assert_true (line_camera_expose (camera, &first));
    g_assert_true (line_camera_expose (camera, &second));
    line_camera_send (camera, &first);
    rig_outlast (rig, delay);
    line_camera_send (camera, &second);
    rig_wait_frames (rig, 3 * board);
  }
  finish (rig, &seen, n, 3);
  g_assert_cmpuint (rig_stat (rig, "refused"), ==, n);
  g_assert_cmpuint (rig_count_events (rig, "refused"), ==, n);
  g_assert_cmpuint (rig_count_events (rig, "missing"), ==, 0);
}

/* What a bounce gives is still coming when the frame of the second group is asked for: it began before. Aravis
 * drops it where this test is held up. */
static void
test_slow_bounce (void)
{
  g_autoptr (LineCamera) camera = line_camera_new ("127.0.0.1", FALSE);
  g_autoptr (Rig)
      rig = rig_new (SRC LONG (300000) " retries=0 settle-time=0 "
                                       "! video/x-raw,format=GRAY8,width=512,height=256");
  Seen seen = { g_array_new (FALSE, FALSE, sizeof (GstAoiCapture)) };
  LineCameraShot first, second;

  rig->on_frame = see;
  rig->data = &seen;
  rig_play (rig);
  line_camera_wait_armed (camera);
  g_assert_true (line_camera_expose (camera, &first));
  g_assert_true (line_camera_expose (camera, &second));
  line_camera_send (camera, &first);
  line_camera_begin (camera, &second);
  while (!line_camera_wait_waiting (camera, PACKET_TIME))
    line_camera_go_on (camera);
  line_camera_end (camera);
  rig_wait_frames (rig, 3);
  g_assert_cmpuint (get (&seen, 1)->frame_id, ==, second.id + 1);
  finish (rig, &seen, 1, 3);
  g_assert_cmpuint (rig_stat (rig, "refused") + rig_stat (rig, "incomplete"), ==, 1);
  g_assert_cmpuint (rig_count_events (rig, "missing"), ==, 0);
}

static void
test_bounce (void)
{
  check_bounce (TRUE, LONG (300000), 2, 0);
  check_bounce (FALSE, LONG (300000), 2, 0);
}

/* The exposure of the first group is over, and with it what the camera may still send, before it is asked for
 * the second. */
static void
test_late_bounce (void)
{
  check_bounce (FALSE, LONG (700000), 1, 200000);
}

/* A camera that must be stopped for another trigger is. */
static void
test_locked (void)
{
  g_autoptr (LineCamera) camera = line_camera_new ("127.0.0.1", TRUE);
  Seen seen;
  g_autoptr (Rig) rig = NULL;

  line_camera_set_faults (camera, (LineCameraFaults){ .locked = TRUE });
  rig = play (&seen, THREE);
  for (guint board = 1; board <= 3; board++) {
    edge (camera);
    rig_wait_frames (rig, 3 * board);
  }
  finish (rig, &seen, 3, 3);
  g_assert_cmpuint (rig_stat (rig, "sent"), ==, 9);
}

/* The frame of the edge is lost, or lies: the board is there, so the group is taken again at once. */
static void
test_taken_again (void)
{
  g_autoptr (LineCamera) camera = line_camera_new ("127.0.0.1", TRUE);
  Seen seen;
  g_autoptr (Rig) rig = play (&seen, THREE);

  line_camera_wait_armed (camera);
  line_camera_set_faults (camera, (LineCameraFaults){ .lost = 1, .no_resend = TRUE, .once = TRUE });
  edge (camera);
  rig_wait_frames (rig, 3);
  line_camera_wait_armed (camera);
  line_camera_set_faults (camera, (LineCameraFaults){ .focus = 1, .once = TRUE });
  edge (camera);
  rig_wait_frames (rig, 6);
  g_assert_cmpuint (get (&seen, 0)->attempt, ==, 1);
  g_assert_cmpuint (get (&seen, 3)->attempt, ==, 1);
  finish (rig, &seen, 2, 3);
  g_assert_cmpuint (rig_count_events (rig, "missing"), ==, 0);
}

/* Without a plan each edge is a frame. */
static void
test_without_plan (void)
{
  g_autoptr (LineCamera) camera = line_camera_new ("127.0.0.1", TRUE);
  g_autoptr (Rig) rig = rig_new (SRC GRAY);

  rig_play (rig);
  rig_wait_event (rig, "connected", 1);
  for (guint i = 1; i <= 5; i++) {
    edge (camera);
    rig_wait_frames (rig, i);
  }
  rig_stop (rig);
  rig_check_account (rig);
  g_assert_cmpuint (rig_stat (rig, "sent"), ==, 5);
}

/* A camera that goes while the line is idle takes no board with it. */
static void
test_lost_while_idle (void)
{
  LineCamera *camera = line_camera_new ("127.0.0.1", TRUE);
  Seen seen;
  g_autoptr (Rig) rig = play (&seen, THREE);

  edge (camera);
  rig_wait_frames (rig, 3);
  line_camera_wait_armed (camera);
  line_camera_free (camera);
  camera = line_camera_new ("127.0.0.1", TRUE);
  rig_wait_event (rig, "reconnected", 1);
  edge (camera);
  rig_wait_frames (rig, 6);
  finish (rig, &seen, 2, 3);
  g_assert_cmpuint (rig_count_events (rig, "missing"), ==, 0);
  line_camera_free (camera);
}

/* The packets of a frame stop coming for longer than the default of `frame-retention`, and go on. */
static void
test_pause (void)
{
  g_autoptr (LineCamera) camera = line_camera_new ("127.0.0.1", FALSE);
  g_autoptr (Rig) rig = rig_new (SRC "frame-retention=60000" GRAY);
  LineCameraShot shot;

  rig_play (rig);
  line_camera_wait_armed (camera);
  g_assert_true (line_camera_expose (camera, &shot));
  line_camera_begin (camera, &shot);
  line_camera_go_on (camera);
  test_take_time (3 * DEFAULT_RETENTION);
  line_camera_end (camera);
  rig_wait_frames (rig, 1);
  rig_stop (rig);
  rig_check_account (rig);
  g_assert_cmpuint (rig_stat (rig, "incomplete"), ==, 0);
}

/* Packets that come before the camera runs are of no frame of its own, and nothing is lost by them. */
static void
test_early_packets (void)
{
  g_autoptr (LineCamera) camera = line_camera_new ("127.0.0.1", TRUE);
  g_autoptr (Rig) rig = NULL;
  Seen seen;

  line_camera_set_faults (camera, (LineCameraFaults){ .no_resend = TRUE, .early = TRUE });
  rig = play (&seen, "packet-socket=off " ONE);
  for (guint board = 1; board <= 3; board++) {
    edge (camera);
    rig_wait_frames (rig, board);
  }
  finish (rig, &seen, 3, 1);
  g_assert_cmpuint (rig_stat (rig, "sent"), ==, 3);
  g_assert_cmpuint (rig_stat (rig, "incomplete"), ==, 0);
  g_assert_cmpuint (rig_count_events (rig, "incomplete"), ==, 0);
}

int
main (int argc, char **argv)
{
  camera_test_init (&argc, &argv);
  g_test_add_func ("/camera-line/board-an-edge", test_board_an_edge);
  g_test_add_func ("/camera-line/fast-edges", test_fast_edges);
  g_test_add_func ("/camera-line/edges-during-board", test_edges_during_board);
  g_test_add_func ("/camera-line/bounce", test_bounce);
  g_test_add_func ("/camera-line/late-bounce", test_late_bounce);
  g_test_add_func ("/camera-line/slow-bounce", test_slow_bounce);
  g_test_add_func ("/camera-line/pause", test_pause);
  g_test_add_func ("/camera-line/locked", test_locked);
  g_test_add_func ("/camera-line/early-packets", test_early_packets);
  g_test_add_func ("/camera-line/taken-again", test_taken_again);
  g_test_add_func ("/camera-line/without-plan", test_without_plan);
  g_test_add_func ("/camera-line/lost-while-idle", test_lost_while_idle);
  return camera_test_run ();
}
