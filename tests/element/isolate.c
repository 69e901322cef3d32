/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Processes in which decoders run are killed at random, wherever they are: frames that came were inspected or flushed,
 * only ROIs of that moment are errors, and nothing stays. */
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "support.h"
#include "support/test-process.h"
#include "support/test-repeat.h"

#define PRODUCT \
  "[{\"idx\":1,\"type\":\"rogue\",\"coords\":[0,0,8,8],\"work\":300}," \
  "{\"idx\":2,\"type\":\"rogue\",\"coords\":[8,0,16,8]}," \
  "{\"idx\":3,\"type\":\"rogue\",\"coords\":[16,0,24,8],\"work\":100}]"

/* What the process may have more of in the end than at first: whatever others need for a moment. */
#define MORE_FDS 16
#define MORE_MEMORY (16 * 1024 * 1024)

typedef struct {
  GRand *rand; /* the hunter's */
  gint stop; /* atomic */
  GMutex peace; /* nobody is killed while it is held */
  TestCount killed;
  GThread *thread;
} Hunt;

static gboolean
is_own_child (gint pid)
{
  g_autofree gchar *path = g_strdup_printf ("/proc/%d/stat", pid), *text = NULL;
  const gchar *behind;
  gint parent = 0;
  gchar state;

  return g_file_get_contents (path, &text, NULL, NULL) && (behind = strrchr (text, ')')) != NULL
      && sscanf (behind, ") %c %d", &state, &parent) == 2 && parent == getpid () && state != 'Z';
}

static GArray *
list_children (void)
{
  GArray *pids = g_array_new (FALSE, FALSE, sizeof (gint));
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  const gchar *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    const gint pid = atoi (name);

    if (pid > 0 && is_own_child (pid))
      g_array_append_val (pids, pid);
  }
  return pids;
}

/* Nobody who has the number of a child by now. */
static gboolean
kill_child (gint pid)
{
  const gint fd = (gint) syscall (SYS_pidfd_open, pid, 0);
  const gboolean done = fd >= 0 && is_own_child (pid)
      && syscall (SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0) == 0;

  if (fd >= 0)
    close (fd);
  return done;
}

static void
kill_one (Hunt *self)
{
  g_autoptr (GArray) pids = list_children ();
  const gint i = pids->len > 0 ? g_rand_int_range (self->rand, 0, (gint32) pids->len) : -1;

  if (i >= 0 && kill_child (g_array_index (pids, gint, i)))
    test_count_add (&self->killed, 1);
}

static gpointer
hunt (gpointer data)
{
  Hunt *self = data;

  while (!g_atomic_int_get (&self->stop)) {
    g_mutex_lock (&self->peace);
    kill_one (self);
    g_mutex_unlock (&self->peace);
    test_take_time (g_rand_int_range (self->rand, 0, 20000));
  }
  return NULL;
}

static void
hunt_begin (Hunt *self)
{
  self->rand = g_rand_new_with_seed (18);
  self->thread = g_thread_new ("hunter", hunt, self);
}

static void
hunt_end (Hunt *self)
{
  g_atomic_int_set (&self->stop, TRUE);
  g_thread_join (self->thread);
  g_rand_free (self->rand);
}

/* Returns how many ROIs of a frame were errors, each because somebody killed its process. */
static guint
count_errors (GstBuffer *buffer)
{
  g_autoptr (AoiReport) report = gst_buffer_get_aoi_report (buffer);
  guint n = 0;

  g_assert_nonnull (report);
  g_assert_cmpuint (aoi_report_get_n_rois (report), ==, 3);
  for (guint i = 0; i < 3; i++) {
    const AoiRoiResult *roi = aoi_report_get_roi (report, i);

    if (aoi_roi_result_passed (roi))
      continue;
    g_assert_cmpint (roi->status, ==, AOI_STATUS_ERROR);
    if (!g_str_has_suffix (roi->reason, "ended by signal 9"))
      g_error ("\"%s\"", roi->reason);
    n++;
  }
  return n;
}

static guint
take_output (GstHarness *h, guint *errors)
{
  GstBuffer *buffer;
  guint n = 0;

  while ((buffer = gst_harness_try_pull (h)) != NULL) {
    *errors += count_errors (buffer);
    gst_buffer_unref (buffer);
    n++;
  }
  return n;
}

static GstHarness *
harness_new (const gchar *folder)
{
  GstHarness *h = support_harness_new (folder, "isolate=process max-inflight=4 max-workers=3");

  gst_harness_set_drop_buffers (h, FALSE);
  return h;
}

static void
drain (GstHarness *h)
{
  g_autoptr (GstQuery) query = gst_query_new_drain ();

  g_assert_true (gst_pad_peer_query (h->srcpad, query));
}

/* Where nobody kills any more all is well again. */
static void
check_whole (GstHarness *h)
{
  g_autoptr (AoiReport) report = support_inspect (h, support_frame_new (1, 20, 20, 20));

  g_assert_true (aoi_report_get_passed (report));
}

static void
test_stream (void)
{
  g_autofree gchar *folder = support_product_new (PRODUCT);
  GstHarness *h = harness_new (folder);
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
  Hunt self = { .stop = FALSE };
  guint n = 0, out = 0, errors = 0, killed;
  const guint fds = test_count_fds ();
  gsize memory = 0;

  hunt_begin (&self);
  while (test_count_get (&self.killed) < test_repeat (20, 10000)) {
    g_assert_cmpint (gst_harness_push (h, support_frame_new (n++, 20, 20, 20)), ==, GST_FLOW_OK);
    out += take_output (h, &errors);
    if (n == 1000)
      memory = test_get_memory ();
  }
  hunt_end (&self);
  killed = test_count_get (&self.killed);
  drain (h);
  out += take_output (h, &errors);
  g_assert_cmpuint (out, ==, n);
  g_assert_cmpuint (errors, <=, killed);
  g_test_message ("%u frames, %u killed, %u ROIs were errors, %u descriptors more, %d KB more", n,
      killed, errors, test_count_fds () - fds, (gint) (test_get_memory () - memory) / 1024);
  g_assert_cmpuint (test_count_fds (), <=, fds + MORE_FDS);
  if (memory != 0)
    g_assert_cmpuint (test_get_memory (), <=, memory + MORE_MEMORY);
  check_whole (h);
  support_check_accounting (element);
  gst_harness_teardown (h);
  test_poll (test_has_no_child, NULL);
  support_product_free (g_steal_pointer (&folder));
}

static void
flush (GstHarness *h)
{
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  g_assert_true (gst_harness_push_event (h, gst_event_new_flush_start ()));
  g_assert_true (gst_harness_push_event (h, gst_event_new_flush_stop (TRUE)));
  g_assert_true (gst_harness_push_event (h, gst_event_new_segment (&segment)));
}

/* Frames are flushed, and a product that is loaded anew has processes of its own. */
static void
test_flush_and_reload (void)
{
  g_autofree gchar *folder = support_product_new (PRODUCT);
  GstHarness *h = harness_new (folder);
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");
  Hunt self = { .stop = FALSE };
  guint errors = 0;

  hunt_begin (&self);
  for (guint i = 0; test_count_get (&self.killed) < test_repeat (10, 1000); i++) {
    g_assert_cmpint (gst_harness_push (h, support_frame_new (i, 20, 20, 20)), ==, GST_FLOW_OK);
    if (i % 5 == 4)
      flush (h);
    if (i % 7 == 6)
      g_object_set (element, "product", folder, NULL);
    take_output (h, &errors);
  }
  hunt_end (&self);
  g_object_set (element, "product", folder, NULL);
  drain (h);
  take_output (h, &errors);
  g_assert_cmpuint (errors, <=, test_count_get (&self.killed));
  check_whole (h);
  support_check_accounting (element);
  gst_harness_teardown (h);
  test_poll (test_has_no_child, NULL);
  support_product_free (g_steal_pointer (&folder));
}

/* Holds the peace but for the element's life, in which somebody kills from the first frame on. */
static void
live (Hunt *self, const gchar *folder, guint n)
{
  GstHarness *h = harness_new (folder);
  g_autoptr (GstElement) element = gst_harness_find_element (h, "aoiinspect");

  g_mutex_unlock (&self->peace);
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (gst_harness_push (h, support_frame_new (i, 20, 20, 20)), ==, GST_FLOW_OK);
  gst_element_set_state (h->element, GST_STATE_NULL);
  support_check_accounting (element);
  gst_harness_teardown (h);
  g_mutex_lock (&self->peace);
}

/* The element stops with frames inside. */
static void
test_shutdown (void)
{
  g_autofree gchar *folder = support_product_new (PRODUCT);
  Hunt self = { .stop = FALSE };
  const guint fds = test_count_fds ();
  guint n = 0;

  g_mutex_lock (&self.peace);
  hunt_begin (&self);
  while (test_count_get (&self.killed) < test_repeat (10, 1000))
    live (&self, folder, n++ % 6);
  g_mutex_unlock (&self.peace);
  hunt_end (&self);
  test_poll (test_has_no_child, NULL);
  g_assert_cmpuint (test_count_fds (), <=, fds + MORE_FDS);
  support_product_free (g_steal_pointer (&folder));
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/isolate/stream", test_stream);
  g_test_add_func ("/isolate/flush-and-reload", test_flush_and_reload);
  g_test_add_func ("/isolate/shutdown", test_shutdown);
  return support_run ();
}
