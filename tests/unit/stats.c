/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Counters of an element: what is counted, what the structure says, and threads that count, read and reset. */
#include "inspect/gstaoistats.h"

static guint64
get (GstStructure *structure, const gchar *name)
{
  guint64 wide = 0;
  guint narrow = 0;
  gint number = 0;

  g_assert_true (gst_structure_get_uint64 (structure, name, &wide)
      || gst_structure_get_uint (structure, name, &narrow)
      || gst_structure_get_int (structure, name, &number));
  return wide + narrow + (guint64) number;
}

static AoiReport *
report_new (void)
{
  const AoiReportInfo info = { .frame = 1, .workers = 2 };
  AoiRoiResult results[4] = {
    { .id = 1, .type = "color", .queue_ns = 100, .pixels_ns = 200, .time_ns = 1000 },
    { .id = 2, .type = "color", .queue_ns = 100, .pixels_ns = 200, .time_ns = 1000 },
    { .id = 3, .type = "color", .queue_ns = 100, .pixels_ns = 200, .time_ns = 1000 },
    { .id = 4, .type = "color" },
  };

  aoi_roi_result_pass (&results[0], 1, 1);
  aoi_roi_result_fail (&results[1], 0, 1, "is not so");
  aoi_roi_result_error (&results[2], "is broken");
  aoi_roi_result_timeout (&results[3], "was never begun");
  return aoi_report_new (&info, results, G_N_ELEMENTS (results));
}

static void
test_counts (void)
{
  g_autoptr (AoiReport) report = report_new ();
  g_autoptr (GstStructure) read = NULL;
  GstAoiStats stats;

  gst_aoi_stats_init (&stats);
  for (guint i = 0; i < 5; i++)
    gst_aoi_stats_add_in (&stats);
  gst_aoi_stats_add_discarded (&stats, 2);
  gst_aoi_stats_add_frame (&stats, report, 50, 4000, 4000);
  gst_aoi_stats_add_frame (&stats, report, 50, 8000, 4000);
  gst_aoi_stats_add_board (&stats, TRUE);
  gst_aoi_stats_add_board (&stats, FALSE);
  read = gst_aoi_stats_to_structure (&stats, 7);
  g_assert_true (gst_structure_has_name (read, "aoi-stats"));
  g_assert_cmpuint (get (read, "frames-in"), ==, 5);
  g_assert_cmpuint (get (read, "inspected"), ==, 2);
  g_assert_cmpuint (get (read, "discarded"), ==, 2);
  g_assert_cmpuint (get (read, "in-flight"), ==, 1);
  g_assert_cmpuint (get (read, "passed"), ==, 1);
  g_assert_cmpuint (get (read, "failed"), ==, 1);
  g_assert_cmpuint (get (read, "overruns"), ==, 1);
  g_assert_cmpuint (get (read, "rois-passed"), ==, 2);
  g_assert_cmpuint (get (read, "rois-failed"), ==, 2);
  g_assert_cmpuint (get (read, "rois-error"), ==, 2);
  g_assert_cmpuint (get (read, "rois-timeout"), ==, 2);
  g_assert_cmpuint (get (read, "errors"), ==, 4);
  g_assert_cmpuint (get (read, "workers"), ==, 2);
  g_assert_cmpuint (get (read, "late-results"), ==, 7);
  g_assert_cmpuint (get (read, "mean-latency"), ==, 6000);
  g_assert_cmpuint (get (read, "max-latency"), ==, 8000);
  gst_aoi_stats_clear (&stats);
}

static void
check_stage (const GstStructure *read, const gchar *name, guint64 mean)
{
  const GValue *value = gst_structure_get_value (read, name);
  GstStructure *stage;

  g_assert_true (GST_VALUE_HOLDS_STRUCTURE (value));
  stage = (GstStructure *) gst_value_get_structure (value);
  g_assert_cmpuint (get (stage, "mean"), ==, mean);
  g_assert_cmpuint (get (stage, "max"), >=, mean);
  g_assert_cmpuint (get (stage, "p50"), <=, get (stage, "p99"));
}

/* A ROI that was not inspected has no times; an inspector's is that without the reading of pixels. */
static void
test_stages (void)
{
  g_autoptr (AoiReport) report = report_new ();
  g_autoptr (GstStructure) read = NULL;
  GstAoiStats stats;

  gst_aoi_stats_init (&stats);
  gst_aoi_stats_add_frame (&stats, report, 50, 4000, 0);
  read = gst_aoi_stats_to_structure (&stats, 0);
  check_stage (read, "queue", 100);
  check_stage (read, "pixels", 200);
  check_stage (read, "inspector", 800);
  check_stage (read, "report", 50);
  check_stage (read, "total", 4000);
  /* No latency was promised. */
  g_assert_cmpuint (get (read, "overruns"), ==, 0);
  gst_aoi_stats_clear (&stats);
}

static void
test_reset (void)
{
  g_autoptr (GstStructure) read = NULL;
  GstAoiStats stats;

  gst_aoi_stats_init (&stats);
  gst_aoi_stats_add_in (&stats);
  gst_aoi_stats_add_board (&stats, FALSE);
  gst_aoi_stats_reset (&stats);
  read = gst_aoi_stats_to_structure (&stats, 0);
  g_assert_cmpuint (get (read, "frames-in"), ==, 0);
  g_assert_cmpuint (get (read, "failed"), ==, 0);
  g_assert_cmpuint (get (read, "in-flight"), ==, 0);
  check_stage (read, "total", 0);
  gst_aoi_stats_clear (&stats);
}

#define N_THREADS 4
#define N_ROUNDS 2000

static gpointer
count (gpointer data)
{
  GstAoiStats *stats = data;
  g_autoptr (AoiReport) report = report_new ();

  for (guint i = 0; i < N_ROUNDS; i++) {
    gst_aoi_stats_add_in (stats);
    gst_aoi_stats_add_frame (stats, report, 1, 1, 0);
  }
  return NULL;
}

/* Frames that came are those inspected, discarded and in flight, whenever somebody reads. */
static void
test_threads (void)
{
  GThread *threads[N_THREADS];
  GstAoiStats stats;
  guint64 seen = 0;

  gst_aoi_stats_init (&stats);
  for (guint i = 0; i < N_THREADS; i++)
    threads[i] = g_thread_new ("count", count, &stats);
  while (seen < N_THREADS * N_ROUNDS) {
    g_autoptr (GstStructure) read = gst_aoi_stats_to_structure (&stats, 0);

    g_assert_cmpuint (get (read, "in-flight"), <=, N_THREADS);
    g_assert_cmpuint (get (read, "rois-passed"), ==, get (read, "inspected"));
    g_assert_cmpuint (get (read, "inspected"), >=, seen);
    seen = get (read, "inspected");
  }
  for (guint i = 0; i < N_THREADS; i++)
    g_thread_join (threads[i]);
  gst_aoi_stats_clear (&stats);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/stats/counts", test_counts);
  g_test_add_func ("/stats/stages", test_stages);
  g_test_add_func ("/stats/reset", test_reset);
  g_test_add_func ("/stats/threads", test_threads);
  return g_test_run ();
}
