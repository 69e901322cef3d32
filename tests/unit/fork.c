/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Forked children inspect, as those of preforking servers and of Python's multiprocessing do. */
#include <sys/wait.h>
#include <unistd.h>

#include "aoi-engine.h"
#include "aoi-inspector.h"
#include "base/aoi-cpus.h"
#include "product-folder.h"

#define SIZE 32
/* A child that hangs is ended by a signal after this long. */
#define PATIENCE_S 30

static struct {
  GMutex lock;
  GCond changed;
  gboolean hold;
  guint n_running;
} probe;

/* Takes so long that frames are worth all threads. */
static void
probe_inspect (gconstpointer state, gpointer scratch, const AoiView *view,
    GCancellable *cancellable, AoiRoiResult *result)
{
  const gint64 end = g_get_monotonic_time () + 500;

  g_mutex_lock (&probe.lock);
  probe.n_running++;
  g_cond_broadcast (&probe.changed);
  while (probe.hold)
    g_cond_wait (&probe.changed, &probe.lock);
  probe.n_running--;
  g_mutex_unlock (&probe.lock);
  while (g_get_monotonic_time () < end)
    ;
  aoi_roi_result_pass (result, 1, 1);
}

static const AoiInspector inspector = { .type = "fork-probe", .inspect = probe_inspect };

static AoiRevision *
load_revision (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (GString) json = g_string_new ("[");
  g_autoptr (GError) error = NULL;
  AoiRevision *revision;

  for (guint i = 1; i <= 12; i++)
    g_string_append_printf (
        json, "%s{\"idx\":%u,\"type\":\"fork-probe\",\"coords\":[0,0,8,8]}", i > 1 ? "," : "", i);
  g_string_append_c (json, ']');
  product_folder_write (folder, "rois_config_x.json", json->str, -1);
  revision = aoi_revision_load (folder, &error);
  g_assert_no_error (error);
  product_folder_remove (folder);
  return revision;
}

static AoiImage
make_image (void)
{
  static guint8 pixels[SIZE * SIZE];
  AoiImage image;

  aoi_image_init (&image, AOI_FORMAT_GRAY8, SIZE, SIZE);
  image.data[0] = pixels;
  image.stride[0] = SIZE;
  return image;
}

/* @engine: (nullable): a new one is made. Returns how many ROIs passed. */
static guint
inspect (AoiEngine *engine, AoiRevision *revision)
{
  g_autoptr (AoiEngine) used = engine != NULL ? aoi_engine_ref (engine) : aoi_engine_new (0);
  const AoiImage image = make_image ();
  g_autoptr (AoiReport) report = aoi_engine_inspect (used, revision, &image);

  return aoi_report_get_n_passed (report);
}

static void
check_child (pid_t child)
{
  gint status = 0;

  g_assert_cmpint (child, >, 0);
  g_assert_cmpint (waitpid (child, &status, 0), ==, child);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 12);
}

/* Nobody holds the test's own lock in the child. */
static pid_t
fork_child (void)
{
  pid_t child;

  g_mutex_lock (&probe.lock);
  child = fork ();
  if (child == 0) {
    alarm (PATIENCE_S);
    probe.hold = FALSE;
    probe.n_running = 0;
  }
  g_mutex_unlock (&probe.lock);
  return child;
}

/* The child ends without the parent's exit handlers. */
static void
inspect_in_child (AoiEngine *engine, AoiRevision *revision)
{
  const pid_t child = fork_child ();

  if (child == 0) {
    for (guint i = 0; i < 3; i++)
      if (inspect (engine, revision) != 12)
        _exit (1);
    _exit ((gint) inspect (NULL, revision));
  }
  check_child (child);
}

static void
test_before (void)
{
  g_autoptr (AoiRevision) revision = load_revision ();

  inspect_in_child (NULL, revision);
}

static void
test_after (void)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (0);
  g_autoptr (AoiRevision) revision = load_revision ();

  for (guint i = 0; i < 3; i++) {
    g_assert_cmpuint (inspect (engine, revision), ==, 12);
    inspect_in_child (engine, revision);
    inspect_in_child (NULL, revision);
  }
  g_assert_cmpuint (inspect (engine, revision), ==, 12);
}

static void
test_grandchild (void)
{
  g_autoptr (AoiEngine) engine = aoi_engine_new (0);
  g_autoptr (AoiRevision) revision = load_revision ();
  pid_t child;

  g_assert_cmpuint (inspect (engine, revision), ==, 12);
  child = fork_child ();
  if (child == 0) {
    if (inspect (engine, revision) != 12)
      _exit (1);
    inspect_in_child (engine, revision);
    _exit (12);
  }
  check_child (child);
}

/* All of the parent's workers are busy when it forks. */
static void
test_while_busy (void)
{
  const guint cpus = aoi_cpus_get_available ();
  g_autoptr (AoiEngine) engine = aoi_engine_new (0);
  g_autoptr (AoiRevision) revision = load_revision ();
  const AoiFrame frame = { .image = make_image () };
  g_autoptr (AoiTask) task = NULL;

  probe.hold = TRUE;
  task = aoi_engine_submit (engine, revision, &frame, NULL, NULL);
  g_mutex_lock (&probe.lock);
  while (probe.n_running < MIN (cpus, 12))
    g_cond_wait (&probe.changed, &probe.lock);
  g_mutex_unlock (&probe.lock);
  inspect_in_child (engine, revision);
  g_mutex_lock (&probe.lock);
  probe.hold = FALSE;
  g_cond_broadcast (&probe.changed);
  g_mutex_unlock (&probe.lock);
  while (!aoi_task_is_done (task))
    g_thread_yield ();
  g_assert_cmpuint (inspect (engine, revision), ==, 12);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_assert_true (aoi_inspector_register (&inspector, NULL));
  g_test_add_func ("/fork/before", test_before);
  g_test_add_func ("/fork/after", test_after);
  g_test_add_func ("/fork/grandchild", test_grandchild);
  g_test_add_func ("/fork/while-busy", test_while_busy);
  return g_test_run ();
}
