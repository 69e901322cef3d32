/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "camera-support.h"

#include <arpa/inet.h>
#include <errno.h>
#include <glib/gstdio.h>
#include <net/if.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/test-start.h"
#include "support/test-wait.h"

#define CAMERA "arv-fake-gv-camera-0.8"
#define PATIENCE (60 * G_TIME_SPAN_SECOND)

static gboolean isolated;

static gboolean
set_address (int fd, const gchar *name, const gchar *address)
{
  struct ifreq request = { 0 };
  struct sockaddr_in *in = (struct sockaddr_in *) &request.ifr_addr;

  g_strlcpy (request.ifr_name, name, IFNAMSIZ);
  in->sin_family = AF_INET;
  return inet_pton (AF_INET, address, &in->sin_addr) == 1 && ioctl (fd, SIOCSIFADDR, &request) == 0;
}

static gboolean
raise_loopback (void)
{
  struct ifreq request = { .ifr_name = "lo", .ifr_flags = IFF_UP | IFF_RUNNING };
  const int fd = socket (AF_INET, SOCK_DGRAM, 0);
  const gboolean raised = fd >= 0 && ioctl (fd, SIOCSIFFLAGS, &request) == 0
      && set_address (fd, "lo:1", "127.0.0.2");

  if (fd >= 0)
    close (fd);
  return raised;
}

void
camera_test_init (int *argc, char ***argv)
{
  if (unshare (CLONE_NEWNET) == 0 || unshare (CLONE_NEWUSER | CLONE_NEWNET) == 0) {
    g_assert_true (raise_loopback ());
    isolated = TRUE;
  }
  gst_init (argc, argv);
  g_test_init (argc, argv, NULL);
}

gboolean
camera_test_is_isolated (void)
{
  return isolated;
}

/* A thread that lets go of a dead camera takes seconds and holds buffers meanwhile. */
static gboolean
no_camera_thread (gpointer data)
{
  g_autoptr (GDir) tasks = g_dir_open ("/proc/self/task", 0, NULL);
  const gchar *task;

  while (tasks != NULL && (task = g_dir_read_name (tasks)) != NULL) {
    g_autofree gchar *file = g_build_filename ("/proc/self/task", task, "comm", NULL);
    g_autofree gchar *name = NULL;

    if (g_file_get_contents (file, &name, NULL, NULL)
        && strcmp (g_strstrip (name), "aoi-camera") == 0)
      return FALSE;
  }
  return TRUE;
}

int
camera_test_run (void)
{
  g_autofree gchar *program = g_find_program_in_path (CAMERA);
  int status;

  if (program == NULL) {
    g_print ("1..0 # SKIP there is no " CAMERA " (package aravis-tools)\n");
    gst_deinit ();
    return 0;
  }
  status = g_test_run ();
  test_poll (no_camera_thread, NULL);
  gst_deinit ();
  return status;
}

/* In the child: a test that is killed leaves no camera. */
static void
die_with_parent (gpointer data)
{
  prctl (PR_SET_PDEATHSIG, SIGKILL);
}

void
fake_camera_start (FakeCamera *self)
{
  g_autofree gchar *loss = g_strdup_printf ("%u", self->loss);
  g_autoptr (GError) error = NULL;
  gchar *argv[] = { (gchar *) CAMERA, (gchar *) "-i", self->address, (gchar *) "-s", self->address,
    (gchar *) "-g", self->xml, (gchar *) "-r", loss, NULL };

  g_assert_cmpint (self->pid, ==, 0);
  g_spawn_async (NULL, argv, NULL,
      G_SPAWN_SEARCH_PATH | G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL
          | G_SPAWN_STDERR_TO_DEV_NULL,
      die_with_parent, NULL, &self->pid, &error);
  g_assert_no_error (error);
}

FakeCamera *
fake_camera_new (const gchar *address, guint loss, const gchar *edit)
{
  FakeCamera *self = g_new0 (FakeCamera, 1);
  g_autofree gchar *command = NULL;

  self->address = g_strdup (address);
  self->loss = loss;
  self->xml = g_strdup_printf ("%s/aoi-camera-%d-%s.xml", g_get_tmp_dir (), getpid (), address);
  command = g_strdup_printf ("sed -e '%s' '%s' > '%s'", edit != NULL ? edit : "",
      g_test_get_filename (G_TEST_DIST, "..", "pipelines", "fake-camera.xml", NULL), self->xml);
  g_assert_cmpint (system (command), ==, 0);
  fake_camera_start (self);
  return self;
}

void
fake_camera_signal (FakeCamera *self, int number)
{
  g_assert_cmpint (kill (self->pid, number), ==, 0);
}

void
fake_camera_kill (FakeCamera *self)
{
  if (self->pid == 0)
    return;
  fake_camera_signal (self, SIGKILL);
  while (waitpid (self->pid, NULL, 0) < 0 && errno == EINTR)
    continue;
  g_spawn_close_pid (self->pid);
  self->pid = 0;
}

void
fake_camera_free (FakeCamera *self)
{
  fake_camera_kill (self);
  g_unlink (self->xml);
  g_free (self->xml);
  g_free (self->address);
  g_free (self);
}

/* Times of gaps and frames beside them grow. Streaming thread. */
static void
take_time (Rig *self, GstClockTime time, gboolean beside_gap)
{
  if (beside_gap && GST_CLOCK_TIME_IS_VALID (time) && GST_CLOCK_TIME_IS_VALID (self->time))
    g_assert_cmpuint (time, >, self->time);
  self->after_gap = FALSE;
  self->time = time;
}

static void
on_handoff (GstElement *sink, GstBuffer *buffer, GstPad *pad, Rig *self)
{
  if (self->on_frame != NULL)
    self->on_frame (buffer, self->data);
  take_time (self, GST_BUFFER_PTS (buffer), self->after_gap);
  g_mutex_lock (&self->lock);
  self->frames++;
  self->last_frame = g_get_monotonic_time ();
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

/* In the thread that posts. */
static GstBusSyncReply
on_message (GstBus *bus, GstMessage *message, gpointer data)
{
  Rig *self = data;
  const GstStructure *structure = gst_message_get_structure (message);

  g_mutex_lock (&self->lock);
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ELEMENT
      && gst_structure_has_name (structure, "aoi-camera"))
    g_ptr_array_add (self->events, gst_structure_copy (structure));
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR && self->error == NULL) {
    g_autoptr (GError) error = NULL;

    gst_message_parse_error (message, &error, NULL);
    self->error = g_strdup (error->message);
  }
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
  gst_message_unref (message);
  return GST_BUS_DROP;
}

static void
take_gap (Rig *self, GstEvent *event)
{
  GstClockTime time;

  gst_event_parse_gap (event, &time, NULL);
  take_time (self, time, TRUE);
  self->after_gap = TRUE;
  g_mutex_lock (&self->lock);
  self->gaps++;
  g_cond_broadcast (&self->cond);
  g_mutex_unlock (&self->lock);
}

static GstPadProbeReturn
on_event (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  Rig *self = data;
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);

  if (GST_EVENT_TYPE (event) == GST_EVENT_GAP)
    take_gap (self, event);
  if (GST_EVENT_TYPE (event) == GST_EVENT_CUSTOM_DOWNSTREAM) {
    g_autoptr (GstEvent) segment = gst_pad_get_sticky_event (pad, GST_EVENT_SEGMENT, 0);

    g_assert_nonnull (segment);
    g_mutex_lock (&self->lock);
    g_ptr_array_add (self->custom, gst_structure_copy (gst_event_get_structure (event)));
    g_cond_broadcast (&self->cond);
    g_mutex_unlock (&self->lock);
  }
  return GST_PAD_PROBE_OK;
}

Rig *
rig_new (const gchar *launch)
{
  Rig *self = g_new0 (Rig, 1);
  g_autofree gchar *text = g_strdup_printf (
      "%s ! fakesink name=sink signal-handoffs=true sync=false", launch);
  g_autoptr (GError) error = NULL;
  g_autoptr (GstElement) sink = NULL;
  g_autoptr (GstBus) bus = NULL;
  g_autoptr (GstPad) pad = NULL;

  camera_log_begin ();
  self->time = GST_CLOCK_TIME_NONE;
  g_mutex_init (&self->lock);
  g_cond_init (&self->cond);
  self->events = g_ptr_array_new_with_free_func ((GDestroyNotify) gst_structure_free);
  self->custom = g_ptr_array_new_with_free_func ((GDestroyNotify) gst_structure_free);
  self->pipeline = gst_parse_launch (text, &error);
  g_assert_no_error (error);
  self->src = gst_bin_get_by_name (GST_BIN (self->pipeline), "src");
  sink = gst_bin_get_by_name (GST_BIN (self->pipeline), "sink");
  g_signal_connect (sink, "handoff", G_CALLBACK (on_handoff), self);
  pad = gst_element_get_static_pad (sink, "sink");
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_event, self, NULL);
  bus = gst_element_get_bus (self->pipeline);
  gst_bus_set_sync_handler (bus, on_message, self, NULL);
  return self;
}

void
rig_play (Rig *self)
{
  const gint64 begin = g_get_monotonic_time ();

  g_assert_cmpint (
      gst_element_set_state (self->pipeline, GST_STATE_PLAYING), !=, GST_STATE_CHANGE_FAILURE);
  g_assert_cmpint (g_get_monotonic_time () - begin, <, G_TIME_SPAN_SECOND);
}

void
rig_stop (Rig *self)
{
  const gint64 begin = g_get_monotonic_time ();
  gint64 took;

  g_assert_cmpint (
      gst_element_set_state (self->pipeline, GST_STATE_NULL), ==, GST_STATE_CHANGE_SUCCESS);
  took = g_get_monotonic_time () - begin;
  g_test_message ("PLAYING to NULL: %" G_GINT64_FORMAT " ms", took / 1000);
  g_assert_cmpint (took, <, G_TIME_SPAN_SECOND);
}

void
rig_free (Rig *self)
{
  rig_stop (self);
  gst_object_unref (self->src);
  gst_object_unref (self->pipeline);
  g_ptr_array_unref (self->events);
  g_ptr_array_unref (self->custom);
  g_free (self->error);
  g_cond_clear (&self->cond);
  g_mutex_clear (&self->lock);
  g_free (self);
}

guint
rig_count_frames (Rig *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->frames;
}

guint
rig_count_gaps (Rig *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->gaps;
}

/* With the lock held. */
static guint
count_events (Rig *self, const gchar *event, GstStructure **last)
{
  guint n = 0;

  for (guint i = 0; i < self->events->len; i++) {
    GstStructure *structure = g_ptr_array_index (self->events, i);

    if (g_strcmp0 (gst_structure_get_string (structure, "event"), event) != 0)
      continue;
    n++;
    if (last != NULL)
      *last = structure;
  }
  return n;
}

/* Whether it ended well shows in what the caller waits for; an error is a failure. */
static void
wait_or_fail (Rig *self, gint64 end, const gchar *what)
{
  if (self->error != NULL)
    g_error ("waiting for %s: %s", what, self->error);
  if (!g_cond_wait_until (&self->cond, &self->lock, end))
    g_error ("%s did not come; %u frames did", what, self->frames);
}

void
rig_wait_frames (Rig *self, guint n)
{
  const gint64 end = g_get_monotonic_time () + PATIENCE;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->frames < n)
    wait_or_fail (self, end, "frames");
}

void
rig_wait_event (Rig *self, const gchar *event, guint n)
{
  const gint64 end = g_get_monotonic_time () + PATIENCE;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (count_events (self, event, NULL) < n)
    wait_or_fail (self, end, event);
}

void
rig_wait_accounted (Rig *self, guint n)
{
  const gint64 end = g_get_monotonic_time () + PATIENCE;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->frames + count_events (self, "missing", NULL) < n)
    wait_or_fail (self, end, "frames or what is missing");
}

void
rig_outlast (Rig *self, gint64 us)
{
  rig_assert_at_most (self, G_MAXUINT, us);
}

void
rig_assert_at_most (Rig *self, guint n_frames, gint64 us)
{
  const gint64 end = g_get_monotonic_time () + us;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  do {
    g_assert_cmpstr (self->error, ==, NULL);
    g_assert_cmpuint (self->frames, <=, n_frames);
  } while (g_cond_wait_until (&self->cond, &self->lock, end));
}

gchar *
rig_wait_error (Rig *self)
{
  const gint64 end = g_get_monotonic_time () + PATIENCE;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->error == NULL)
    g_assert_true (g_cond_wait_until (&self->cond, &self->lock, end));
  return g_strdup (self->error);
}

guint
rig_count_events (Rig *self, const gchar *event)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return count_events (self, event, NULL);
}

GstStructure *
rig_get_event (Rig *self, const gchar *event)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GstStructure *last = NULL;

  count_events (self, event, &last);
  return last != NULL ? gst_structure_copy (last) : NULL;
}

guint64
rig_stat (Rig *self, const gchar *name)
{
  g_autoptr (GstStructure) stats = NULL;
  guint64 wide = 0;
  guint narrow = 0;

  g_object_get (self->src, "stats", &stats, NULL);
  g_assert_true (gst_structure_get_uint64 (stats, name, &wide)
      || gst_structure_get_uint (stats, name, &narrow));
  return wide + narrow;
}

/* Why frames were incomplete. */
static void
report_incomplete (Rig *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < self->events->len; i++) {
    GstStructure *structure = g_ptr_array_index (self->events, i);
    guint64 id = 0;

    if (g_strcmp0 (gst_structure_get_string (structure, "event"), "incomplete") == 0
        && gst_structure_get_uint64 (structure, "frame-id", &id))
      g_test_message ("frame %" G_GUINT64_FORMAT " was incomplete: %s", id,
          gst_structure_get_string (structure, "reason"));
  }
}

void
rig_check_account (Rig *self)
{
  g_test_message ("sent %" G_GUINT64_FORMAT ": pushed %" G_GUINT64_FORMAT
                  ", dropped %" G_GUINT64_FORMAT ", incomplete %" G_GUINT64_FORMAT
                  ", refused %" G_GUINT64_FORMAT,
      rig_stat (self, "sent"), rig_stat (self, "pushed"), rig_stat (self, "dropped"),
      rig_stat (self, "incomplete"), rig_stat (self, "refused"));
  report_incomplete (self);
  g_assert_cmpuint (rig_stat (self, "pushed") + rig_stat (self, "dropped")
          + rig_stat (self, "incomplete") + rig_stat (self, "refused"),
      ==, rig_stat (self, "sent"));
}

gboolean
rig_capture (Rig *self)
{
  gboolean taken = FALSE;

  g_signal_emit_by_name (self->src, "capture", &taken);
  return taken;
}

gboolean
fake_picture_is_whole (const guint8 *pixels, guint width, guint height, guint first)
{
  g_autofree guint8 *ramp = g_malloc (width + 255);

  for (guint i = 0; i < width + 255; i++)
    ramp[i] = i % 255;
  for (guint y = 0; y < height; y++)
    if (memcmp (pixels + (gsize) y * width, ramp + (first + y) % 255, width) != 0)
      return FALSE;
  return TRUE;
}
