/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What it costs that inspectors run in processes of their own: time of a ROI beyond that of its call, with one worker,
 * and boards a second with all of them, both in turn with isolate=none. The inspector is that of tests/rogue. */
#include "bench.h"

#define CAPS "video/x-raw,format=GRAY8,width=1000,height=1000,framerate=10/1"
#define ROIS 20
#define ROUNDS 31
/* ROIs that take so long each, us, as an easy code does. */
#define WORK 2000

static gchar *
make_product (guint work_us)
{
  g_autofree gchar *type = g_strdup_printf ("rogue\",\"work\":%u,\"act\":\"", work_us);
  g_autofree gchar *json = bench_rois (type, ROIS);

  return bench_product_new (json);
}

static GstHarness *
harness_new (const gchar *folder, const gchar *isolate, guint workers, guint inflight)
{
  g_autofree gchar *launch = g_strdup_printf (
      "aoiinspect product=%s isolate=%s max-workers=%u max-inflight=%u post-messages=none", folder,
      isolate, workers, inflight);

  return bench_harness_new (launch, CAPS);
}

/* Seconds a frame, of which none is left for what is measured next. */
static gdouble
measure (GstHarness *h, GstBuffer *frame, guint n)
{
  const gdouble begin = bench_wall ();

  gst_harness_set_drop_buffers (h, FALSE);
  bench_push (h, frame, n);
  for (guint i = 0; i < n; i++)
    gst_buffer_unref (gst_harness_pull (h));
  return (bench_wall () - begin) / n;
}

static void
run (guint work_us, guint workers, guint inflight, guint n)
{
  gchar *folder = make_product (work_us);
  GstHarness *none = harness_new (folder, "none", workers, inflight);
  GstHarness *process = harness_new (folder, "process", workers, inflight);
  GstBuffer *frame = bench_gray_frame (1000, 1000);
  gdouble costs[ROUNDS], shares[ROUNDS];

  bench_check_passes (none, frame);
  bench_check_passes (process, frame);
  measure (process, frame, n);
  for (guint i = 0; i < ROUNDS; i++) {
    const gdouble without = measure (none, frame, n), with = measure (process, frame, n);

    costs[i] = (with - without) / ROIS * 1e6;
    shares[i] = without / with;
  }
  g_print ("isolate rois=%d work_us=%u workers=%u us_a_roi=%.1f throughput=%.3f\n", ROIS, work_us,
      workers, bench_median (costs, ROUNDS), bench_median (shares, ROUNDS));
  gst_buffer_unref (frame);
  gst_harness_teardown (none);
  gst_harness_teardown (process);
  bench_product_free (folder);
}

int
main (int argc, char **argv)
{
  g_setenv ("AOI_INSPECTORS", ROGUE_DIR, TRUE);
  gst_init (&argc, &argv);
  run (0, 1, 1, 50);
  run (WORK, 1, 1, 3);
  run (WORK, 0, 2, 6);
  return 0;
}
