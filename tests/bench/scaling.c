/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How near the pool comes to the ideal: the longest-first schedule of the ROIs' times with one worker.
 * One worker and many in turn; the median of the efficiencies is printed. */
#include <stdlib.h>

#include "aoi-inspector.h"
#include "base/aoi-cpus.h"
#include "bench.h"
#include "lib/gstaoimeta.h"
#include "support/test-wait.h"

#define CAPS "video/x-raw,format=GRAY8,width=1000,height=1000,framerate=10/1"
#define ROIS 80
#define ROUNDS 5
#define SHORTEST 5 /* ms, of sleeping ROIs */
#define LONGEST 200
#define COMPUTE_SHARE 0.1 /* computing ROIs take about this part of sleeping ones */

static gpointer
prepare (const AoiInspector *self, const AoiRoi *roi, GError **error)
{
  gdouble work;

  if (!aoi_roi_get_extra_double (roi, "work", 0, 1e6, 0, &work, error))
    return NULL;
  return g_memdup2 (&work, sizeof work);
}

static void
sleep_inspect (gconstpointer state, gpointer scratch, const AoiView *view,
    GCancellable *cancellable, AoiRoiResult *result)
{
  test_take_time ((gint64) (*(const gdouble *) state * 1000));
  aoi_roi_result_pass (result, 1, 1);
}

/* Real work of a fixed number of steps: a generator of random numbers, 2^20 steps a unit. */
static void
compute_inspect (gconstpointer state, gpointer scratch, const AoiView *view,
    GCancellable *cancellable, AoiRoiResult *result)
{
  const guint64 steps = (guint64) (*(const gdouble *) state * COMPUTE_SHARE * (1 << 20));
  guint32 value = 1;

  for (guint64 i = 0; i < steps; i++)
    value = value * 1664525u + 1013904223u;
  if (value == 0)
    aoi_roi_result_fail (result, 0, 1, "zero");
  else
    aoi_roi_result_pass (result, 1, 1);
}

static const AoiInspector inspectors[] = {
  { .type = "scaling-sleep", .prepare = prepare, .release = g_free, .inspect = sleep_inspect },
  { .type = "scaling-compute", .prepare = prepare, .release = g_free, .inspect = compute_inspect },
};

static gchar *
make_rois (const gchar *type)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  GString *json = g_string_new ("[");

  for (guint i = 0; i < ROIS; i++)
    g_string_append_printf (json,
        "%s{\"idx\":%u,\"type\":\"scaling-%s\",\"coords\":[0,0,8,8],\"work\":%d}", i > 0 ? "," : "",
        i + 1, type, g_rand_int_range (rand, SHORTEST, LONGEST + 1));
  g_string_append_c (json, ']');
  return g_string_free (json, FALSE);
}

/* Pushes n frames; gives seconds a frame, and the times of the last one's ROIs. */
static gdouble
measure (GstHarness *h, guint n, gdouble times[ROIS])
{
  g_autoptr (GstBuffer) frame = bench_gray_frame (1000, 1000);
  const gdouble begin = bench_wall ();
  gdouble seconds;

  for (guint i = 0; i < n; i++)
    if (gst_harness_push (h, gst_buffer_copy (frame)) != GST_FLOW_OK)
      g_error ("frame refused");
  for (guint i = 0; i < n; i++) {
    g_autoptr (GstBuffer) out = gst_harness_pull (h);
    g_autoptr (AoiReport) report = gst_buffer_get_aoi_report (out);

    for (guint k = 0; k < ROIS; k++)
      times[k] = (gdouble) aoi_report_get_roi (report, k)->time_ns / 1e9;
  }
  seconds = (bench_wall () - begin) / n;
  return seconds;
}

/* The longest ROI that is left goes to the worker that is free first. */
static gdouble
ideal (gdouble times[ROIS], guint workers)
{
  gdouble loads[64] = { 0 }, most = 0;

  qsort (times, ROIS, sizeof (gdouble), bench_compare);
  for (guint i = ROIS; i-- > 0;) {
    guint least = 0;

    for (guint k = 1; k < workers; k++)
      if (loads[k] < loads[least])
        least = k;
    loads[least] += times[i];
    most = MAX (most, loads[least]);
  }
  return most;
}

static GstHarness *
start (const gchar *folder, guint workers, guint inflight)
{
  g_autofree gchar *launch = g_strdup_printf (
      "aoiinspect product=%s max-workers=%u max-inflight=%u post-messages=none", folder, workers,
      inflight);
  GstHarness *h = bench_harness_new (launch, CAPS);

  gst_harness_set_drop_buffers (h, FALSE);
  return h;
}

static void
run (const gchar *kind, guint workers, guint inflight)
{
  g_autofree gchar *json = make_rois (kind);
  gchar *folder = bench_product_new (json);
  GstHarness *one = start (folder, 1, 1), *many = start (folder, workers, inflight);
  const guint frames = inflight > 1 ? 4 * inflight : 1;
  gdouble efficiencies[ROUNDS], times[ROIS], ignored[ROIS];

  measure (many, 1, ignored);
  for (guint i = 0; i < ROUNDS; i++) {
    gdouble best;

    measure (one, 1, times);
    best = ideal (times, workers);
    efficiencies[i] = best / measure (many, frames, ignored);
  }
  qsort (efficiencies, ROUNDS, sizeof (gdouble), bench_compare);
  g_print ("scaling kind=%s workers=%u inflight=%u efficiency=%.3f min=%.3f max=%.3f\n", kind,
      workers, inflight, efficiencies[ROUNDS / 2], efficiencies[0], efficiencies[ROUNDS - 1]);
  gst_harness_teardown (one);
  gst_harness_teardown (many);
  bench_product_free (folder);
}

int
main (int argc, char **argv)
{
  const guint workers[] = { 2, 4, 8, 16 };
  const guint cpus = aoi_cpus_get_available ();

  gst_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (inspectors); i++)
    if (!aoi_inspector_register (&inspectors[i], NULL))
      g_error ("inspector refused");
  for (guint i = 0; i < G_N_ELEMENTS (workers); i++)
    run ("sleep", workers[i], 1);
  run ("compute", cpus, 1);
  run ("compute", cpus, 4);
  return 0;
}
