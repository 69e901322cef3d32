/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Inspectors in processes of their own: whatever one does costs its ROI of that frame, and nothing else. What it does
 * is in tests/rogue. */
#include <sched.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "aoi-engine.h"
#include "aoi-inspector.h"
#include "jail/aoi-jail.h"
#include "product-folder.h"
#include "support/test-process.h"
#include "support/test-repeat.h"
#include "support/test-wait.h"

#define SIZE 64
#define SIDE 8

/* The first and the last are good whatever comes. */
#define PRODUCT \
  "[{\"idx\":1,\"type\":\"rogue\",\"coords\":[0,0,8,8]}," \
  "{\"idx\":2,\"type\":\"rogue\",\"coords\":[8,0,16,8],\"act\":\"%s\",\"seed\":%d}," \
  "{\"idx\":3,\"type\":\"rogue\",\"coords\":[16,0,24,8]}]"

static AoiRevision *
load (const gchar *json)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (GError) error = NULL;
  AoiRevision *revision;

  product_folder_write (folder, "rois_config_x.json", json, -1);
  revision = aoi_revision_load (folder, &error);
  g_assert_no_error (error);
  product_folder_remove (folder);
  g_assert_true (aoi_revision_isolate (revision, &error));
  g_assert_no_error (error);
  return revision;
}

static AoiRevision *
load_act (const gchar *act, gint seed)
{
  g_autofree gchar *json = g_strdup_printf (PRODUCT, act, seed);
  g_autoptr (GError) error = NULL;
  AoiRevision *revision = load (json);

  g_assert_true (aoi_revision_reserve (revision, 2, &error));
  g_assert_no_error (error);
  return revision;
}

/* Only the ROI in the middle sees light. */
static AoiReport *
inspect (AoiEngine *engine, AoiRevision *revision, gboolean bright)
{
  guint8 pixels[SIZE * SIZE] = { 0 };
  AoiImage image;

  for (gint y = 0; y < SIDE; y++)
    memset (pixels + y * SIZE + SIDE, bright ? 200 : 10, SIDE);
  aoi_image_init (&image, AOI_FORMAT_GRAY8, SIZE, SIZE);
  image.data[0] = pixels;
  image.stride[0] = SIZE;
  return aoi_engine_inspect (engine, revision, &image);
}

static void
assert_others_pass (AoiReport *report)
{
  g_assert_true (aoi_roi_result_passed (aoi_report_get_roi (report, 0)));
  g_assert_true (aoi_roi_result_passed (aoi_report_get_roi (report, 2)));
}

static void
assert_all_pass (AoiEngine *engine, AoiRevision *revision)
{
  g_autoptr (AoiReport) report = inspect (engine, revision, FALSE);

  for (guint i = 0; i < aoi_report_get_n_rois (report); i++) {
    const AoiRoiResult *roi = aoi_report_get_roi (report, i);

    g_assert_cmpstr (roi->reason, ==, NULL);
    g_assert_true (aoi_roi_result_passed (roi));
  }
}

static void
assert_matches (const gchar *reason, const gchar *pattern)
{
  if (!g_pattern_match_simple (pattern, reason))
    g_test_message ("\"%s\" is not \"%s\"", reason, pattern);
  g_assert_true (g_pattern_match_simple (pattern, reason));
}

/* What an inspector reports is there as it said it. */
static void
test_result (void)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (2);
  g_autoptr (AoiRevision) revision = load_act ("", 0);
  g_autoptr (AoiReport) report = inspect (engine, revision, TRUE);
  const AoiRoiResult *roi = aoi_report_get_roi (report, 1);
  gint32 level, pid;

  g_assert_true (aoi_report_get_passed (report));
  g_assert_cmpfloat (roi->score, ==, 55);
  g_assert_true (g_variant_lookup (roi->values, "level", "i", &level));
  g_assert_true (g_variant_lookup (roi->values, "pid", "i", &pid));
  g_assert_cmpint (level, ==, 200);
  g_assert_cmpint (pid, !=, getpid ());
}

typedef struct {
  const gchar *act;
  const gchar *reason;
  gboolean ends; /* the helper */
} Misdeed;

static const Misdeed misdeeds[] = {
  { "abort", "the rogue decoder ended by signal 6", TRUE },
  { "crash", "the rogue decoder ended by signal 11", TRUE },
  { "exit", "the rogue decoder ended with status 7", TRUE },
#ifndef AOI_SANITIZED
  { "memory", "the rogue decoder ended by signal 5", TRUE },
#endif
  { "beyond", "the rogue decoder ended by signal *", TRUE },
  { "open", "open: Permission denied", FALSE },
  { "create", "create: Permission denied", FALSE },
  { "socket", "the rogue decoder asked the system for what its jail forbids (signal 31)", TRUE },
  { "fork", "the rogue decoder asked the system for what its jail forbids (signal 31)", TRUE },
  { "exec", "the rogue decoder asked the system for what its jail forbids (signal 31)", TRUE },
  { "ptrace", "the rogue decoder asked the system for what its jail forbids (signal 31)", TRUE },
  { "kill", "the rogue decoder asked the system for what its jail forbids (signal 31)", TRUE },
  { "rubbish", "the rogue decoder answered *", TRUE },
};

static void
test_misdeed (gconstpointer data)
{
  const Misdeed *misdeed = data;
  g_autoptr (AoiEngine) engine = aoi_engine_new (2);
  g_autoptr (AoiRevision) revision = load_act (misdeed->act, 1);

  for (gint i = 0; i < 2; i++) {
    const guint64 before = aoi_jail_get_replaced ();
    g_autoptr (AoiReport) report = inspect (engine, revision, TRUE);
    const AoiRoiResult *roi = aoi_report_get_roi (report, 1);

    g_assert_cmpint (roi->status, ==, AOI_STATUS_ERROR);
    assert_matches (roi->reason, misdeed->reason);
    assert_others_pass (report);
    g_assert_cmpuint (aoi_jail_get_replaced () - before, ==, misdeed->ends ? 1 : 0);
    assert_all_pass (engine, revision);
  }
  g_assert_false (g_file_test ("/tmp/aoi-rogue-was-here", G_FILE_TEST_EXISTS));
}

/* A good frame between them begins the count anew. */
static void
test_strikes (void)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (2);
  g_autoptr (AoiRevision) revision = load_act ("abort", 0);
  const guint64 before = aoi_jail_get_replaced ();

  for (guint i = 0; i < 6; i++) {
    g_autoptr (AoiReport) report = inspect (engine, revision, i != 2);

    assert_others_pass (report);
  }
  g_assert_cmpuint (aoi_jail_get_replaced () - before, ==, 5);
  for (guint i = 0; i < 4; i++) {
    g_autoptr (AoiReport) report = inspect (engine, revision, i % 2 == 0);

    assert_matches (aoi_report_get_roi (report, 1)->reason,
        "not tried again until the product is loaded anew: 3 times in a row the rogue decoder ended by signal 6");
    assert_others_pass (report);
  }
  g_assert_cmpuint (aoi_jail_get_replaced () - before, ==, 5);
}

/* Of each thread of this process. */
static void
assert_may_run_where (const cpu_set_t *expected)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/task", 0, NULL);
  const gchar *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    cpu_set_t found;

    if (sched_getaffinity (atoi (name), sizeof found, &found) == 0)
      g_assert_true (CPU_EQUAL (&found, expected));
  }
}

/* Threads that wait for helpers may be held on a CPU meanwhile, and not longer. */
static void
test_affinity (void)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (1);
  g_autoptr (AoiRevision) revision = load_act ("", 0);
  cpu_set_t before;

  g_assert_cmpint (sched_getaffinity (0, sizeof before, &before), ==, 0);
  for (guint i = 0; i < 20; i++) {
    assert_all_pass (engine, revision);
    assert_may_run_where (&before);
  }
}

static gint
get_pid (const AoiRoiResult *roi)
{
  gint32 pid = 0;

  if (roi->values != NULL)
    g_variant_lookup (roi->values, "pid", "i", &pid);
  return pid;
}

/* Helpers that are killed while they have nothing to do are replaced without a word. */
static void
test_killed (void)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (2);
  g_autoptr (AoiRevision) revision = load_act ("", 0);
  guint fds = 0;

  for (guint i = 0; i < test_repeat (20, 2000); i++) {
    g_autoptr (AoiReport) report = inspect (engine, revision, FALSE);

    for (guint k = 0; k < 3; k++)
      g_assert_cmpstr (aoi_report_get_roi (report, k)->reason, ==, NULL);
    if (i == 1)
      fds = test_count_fds ();
    kill (get_pid (aoi_report_get_roi (report, i % 3)), SIGKILL);
  }
  g_assert_cmpuint (test_count_fds (), <=, fds + 1);
}

/* Kills one of this process's own children, and nobody who has its number by now. Returns whether it did. */
static gboolean
kill_child (gint pid)
{
  const gint fd = pid > 0 ? (gint) syscall (SYS_pidfd_open, pid, 0) : -1;
  g_autofree gchar *path = g_strdup_printf ("/proc/%d/stat", pid), *text = NULL;
  const gchar *behind;
  gint parent = 0;
  gboolean done = FALSE;

  if (fd < 0)
    return FALSE;
  if (g_file_get_contents (path, &text, NULL, NULL) && (behind = strrchr (text, ')')) != NULL
      && sscanf (behind, ") %*c %d", &parent) == 1 && parent == getpid ())
    done = syscall (SYS_pidfd_send_signal, fd, SIGKILL, NULL, 0) == 0;
  close (fd);
  return done;
}

typedef struct {
  GMutex lock;
  gint pids[3]; /* lock: of the last frame */
  gboolean stop; /* lock */
  guint killed; /* lock */
} Hunt;

static gpointer
hunt (gpointer data)
{
  Hunt *self = data;
  g_autoptr (GRand) rand = g_rand_new_with_seed (18);
  gboolean stop = FALSE;

  while (!stop) {
    gint pid;

    g_mutex_lock (&self->lock);
    pid = self->pids[g_rand_int_range (rand, 0, 3)];
    g_mutex_unlock (&self->lock);
    test_take_time (g_rand_int_range (rand, 0, 20000));
    if (kill_child (pid)) {
      g_mutex_lock (&self->lock);
      self->killed++;
      g_mutex_unlock (&self->lock);
    }
    g_mutex_lock (&self->lock);
    stop = self->stop;
    g_mutex_unlock (&self->lock);
  }
  return NULL;
}

/* Whatever a helper does when it is killed, its ROI is an error for that reason or good, and so is the next. */
static guint
inspect_hunted (AoiEngine *engine, AoiRevision *revision, Hunt *self)
{
  g_autoptr (AoiReport) report = inspect (engine, revision, FALSE);
  guint killed;

  g_assert_cmpuint (aoi_report_get_n_rois (report), ==, 3);
  g_mutex_lock (&self->lock);
  for (guint i = 0; i < 3; i++) {
    const AoiRoiResult *roi = aoi_report_get_roi (report, i);

    if (aoi_roi_result_passed (roi))
      self->pids[i] = get_pid (roi);
    else
      g_assert_cmpstr (roi->reason, ==, "the rogue decoder ended by signal 9");
  }
  killed = self->killed;
  g_mutex_unlock (&self->lock);
  return killed;
}

static void
test_hunted (void)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (2);
  g_autoptr (AoiRevision) revision = load_act ("", 0);
  Hunt self = { .stop = FALSE };
  guint fds = 0, n = 0;
  GThread *hunter;

  assert_all_pass (engine, revision);
  fds = test_count_fds ();
  hunter = g_thread_new ("hunter", hunt, &self);
  while (n < test_repeat (20, 10000))
    n = inspect_hunted (engine, revision, &self);
  g_mutex_lock (&self.lock);
  self.stop = TRUE;
  g_mutex_unlock (&self.lock);
  g_thread_join (hunter);
  for (guint i = 0; i < 4; i++)
    inspect_hunted (engine, revision, &self);
  assert_all_pass (engine, revision);
  g_assert_cmpuint (test_count_fds (), <=, fds + 8);
  g_clear_pointer (&revision, aoi_revision_unref);
  /* The worker that ended the last ROI may be the last that has the revision, with which helpers end. */
  test_poll (test_has_no_child, NULL);
}

/* A frame that is no longer wanted is left alone; a decoder that does not notice is ended. */
static void
test_cancelled (void)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (2);
  g_autoptr (AoiRevision) revision = load_act ("loop", 0);
  guint8 pixels[SIZE * SIZE];
  AoiFrame frame = { .help = AOI_HELP_NONE };
  g_autoptr (AoiTask) task = NULL;
  g_autoptr (AoiReport) report = NULL;
  AoiReportInfo info = { .frame = 1 };

  memset (pixels, 200, sizeof pixels);
  aoi_image_init (&frame.image, AOI_FORMAT_GRAY8, SIZE, SIZE);
  frame.image.data[0] = pixels;
  frame.image.stride[0] = SIZE;
  task = aoi_engine_submit (engine, revision, &frame, NULL, NULL);
  aoi_task_cancel (task);
  test_poll ((TestIsSo) aoi_task_is_done, task);
  report = aoi_task_make_report (task, &info);
  g_assert_cmpint (aoi_report_get_roi (report, 1)->status, ==, AOI_STATUS_ERROR);
  assert_all_pass (engine, revision);
}

/* Without a deadline it has ten seconds. */
static void
test_loop (void)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (2);
  g_autoptr (AoiRevision) revision = load_act ("loop", 0);
  g_autoptr (AoiReport) report = NULL;

  if (test_repeat (0, 1) == 0) {
    g_test_skip ("takes ten seconds");
    return;
  }
  report = inspect (engine, revision, TRUE);
  g_assert_cmpstr (
      aoi_report_get_roi (report, 1)->reason, ==, "the rogue decoder did not answer in time");
  assert_others_pass (report);
  assert_all_pass (engine, revision);
}

/* Helpers end with their revision, and nothing of them stays. */
static void
test_end (void)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (2);
  g_autoptr (AoiRevision) revision = load_act ("", 0);
  const guint fds = test_count_fds ();

  for (guint i = 0; i < 3; i++) {
    g_clear_pointer (&revision, aoi_revision_unref);
    test_poll (test_has_no_child, NULL);
    revision = load_act ("", 0);
    assert_all_pass (engine, revision);
  }
  g_assert_cmpuint (test_count_fds (), ==, fds);
}

static void
own_inspect (gconstpointer state, gpointer scratch, const AoiView *view, GCancellable *cancellable,
    AoiRoiResult *result)
{
  aoi_roi_result_pass (result, 1, 1);
}

/* Of an inspector that the application has registered itself no helper knows. */
static void
test_own (void)
{
  static const AoiInspector own = {
    .type = "own", .inspect = own_inspect, .calls_foreign_code = TRUE
  };
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiRevision) revision = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (aoi_inspector_register (&own, NULL));
  product_folder_write (
      folder, "rois_config_x.json", "[{\"idx\":1,\"type\":\"own\",\"coords\":[0,0,8,8]}]", -1);
  revision = aoi_revision_load (folder, NULL);
  g_assert_false (aoi_revision_isolate (revision, &error));
  assert_matches (error->message,
      "*rois_config_x.json: rois?0?: inspector \"own\" cannot be isolated: the application has registered it*");
  product_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/isolate/result", test_result);
  for (guint i = 0; i < G_N_ELEMENTS (misdeeds); i++) {
    g_autofree gchar *path = g_strconcat ("/isolate/misdeed/", misdeeds[i].act, NULL);

    g_test_add_data_func (path, &misdeeds[i], test_misdeed);
  }
  g_test_add_func ("/isolate/strikes", test_strikes);
  g_test_add_func ("/isolate/affinity", test_affinity);
  g_test_add_func ("/isolate/killed", test_killed);
  g_test_add_func ("/isolate/hunted", test_hunted);
  g_test_add_func ("/isolate/cancelled", test_cancelled);
  g_test_add_func ("/isolate/loop", test_loop);
  g_test_add_func ("/isolate/end", test_end);
  g_test_add_func ("/isolate/own", test_own);
  return g_test_run ();
}
