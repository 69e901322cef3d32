/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Kills a recording at random moments: each file that the index names is whole and replays, and the next
 * recording goes on behind it. */
#include <glib/gstdio.h>
#include <gst/gst.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "recording/aoi-recording-reader.h"
#include "support/test-child.h"
#include "support/test-repeat.h"

#define MAX_LIFE_US 150000
#define N_APPENDED 3
#define SOURCE \
  "videotestsrc pattern=snow num-buffers=%d ! video/x-raw,format=GRAY8,width=320,height=240"

static guint
run_to_end (const gchar *launch)
{
  g_autoptr (GstElement) pipeline = gst_parse_launch (launch, NULL);
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = NULL;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, 120 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  gst_element_set_state (pipeline, GST_STATE_NULL);
  gst_bus_set_flushing (bus, TRUE);
  return message != NULL ? GST_MESSAGE_TYPE (message) : 0;
}

static guint
record (const gchar *folder, gint n_frames)
{
  g_autofree gchar *launch = g_strdup_printf (
      SOURCE " ! aoirecord block=true append=true location=%s", n_frames, folder);

  return run_to_end (launch);
}

static pid_t
start (gchar *program, gchar *folder)
{
  gchar *arguments[] = { program, (gchar *) "--record", folder, NULL };
  pid_t pid;

  fflush (NULL);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid > 0)
    return pid;
  execv (program, arguments);
  _exit (127);
}

/* Frames that are in the index, each of which is whole; 0 without one. */
static guint
count_whole (const gchar *folder)
{
  g_autoptr (AoiRecordingReader) reader = aoi_recording_reader_open (folder, NULL);
  g_autofree guint8 *pixels = g_malloc (320 * 240);
  g_autoptr (GError) error = NULL;
  guint n = reader != NULL ? aoi_recording_reader_get_n_frames (reader) : 0;

  for (guint i = 0; i < n; i++) {
    g_assert_true (aoi_recording_reader_read (reader, i, pixels, &error));
    g_assert_no_error (error);
  }
  return n;
}

/* Kills it a time after its folder is there. Returns how many frames were recorded. */
static guint
kill_once (const gchar *folder, gint64 life)
{
  g_autofree gchar *index = g_build_filename (folder, "frames.ndjson", NULL);
  pid_t pid = start ((gchar *) g_get_prgname (), (gchar *) folder);
  int status;

  test_wait_for_path (index, pid);
  g_assert_false (test_child_ends (pid, life));
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_true (WIFSIGNALED (status));
  return count_whole (folder);
}

static void
test_random (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);
  const guint n_kills = test_repeat (12, 100);
  guint recorded = 0;

  for (guint i = 0; i < n_kills; i++) {
    g_autofree gchar *folder = g_dir_make_tmp ("aoi-kill-XXXXXX", NULL);
    g_autofree gchar *replay = g_strdup_printf ("aoireplay location=%s ! fakesink", folder);
    g_autofree gchar *remove = g_strdup_printf ("rm -r '%s'", folder);
    guint n = kill_once (folder, g_rand_int_range (rand, 0, MAX_LIFE_US));

    g_assert_cmpint (record (folder, N_APPENDED), ==, GST_MESSAGE_EOS);
    g_assert_cmpuint (count_whole (folder), ==, n + N_APPENDED);
    g_assert_cmpint (run_to_end (replay), ==, GST_MESSAGE_EOS);
    g_assert_cmpint (system (remove), ==, 0);
    recorded += n;
  }
  g_test_message ("%u frames were recorded before %u kills", recorded, n_kills);
  g_assert_cmpuint (recorded, >, 0);
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  if (argc == 3 && g_str_equal (argv[1], "--record"))
    return record (argv[2], -1) != GST_MESSAGE_EOS;
  g_test_init (&argc, &argv, NULL);
  g_set_prgname (argv[0]);
  /* Kills need no disk, and most of the time would go into waiting for it. */
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_add_func ("/record-kill/random", test_random);
  return g_test_run ();
}
