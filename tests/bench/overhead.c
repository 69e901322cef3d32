/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a frame costs beside the work of its inspectors: CPU time of a frame with ROIs that do nothing,
 * minus that with identity. Both in turn; the median of the differences is printed. */
#include "aoi-inspector.h"
#include "bench.h"

#define CAPS "video/x-raw,format=GRAY8,width=1000,height=1000,framerate=10/1"
#define FRAMES 2000
#define ROUNDS 7

static void
pass (gconstpointer state, gpointer scratch, const AoiView *view, GCancellable *cancellable,
    AoiRoiResult *result)
{
  aoi_roi_result_pass (result, 1, 1);
}

static const AoiInspector nothing = { .type = "nothing", .inspect = pass };

/* Microseconds of CPU a frame. */
static gdouble
measure (GstHarness *h, GstBuffer *frame)
{
  gdouble begin = bench_cpu ();

  bench_push (h, frame, FRAMES);
  return (bench_cpu () - begin) / FRAMES * 1e6;
}

static void
run (guint n_rois, guint inflight, const gchar *post)
{
  g_autofree gchar *json = bench_rois ("nothing", n_rois);
  gchar *folder = bench_product_new (json);
  g_autofree gchar *launch = g_strdup_printf (
      "aoiinspect product=%s max-inflight=%u post-messages=%s", folder, inflight, post);
  GstHarness *h = bench_harness_new (launch, CAPS);
  GstHarness *identity = bench_harness_new ("identity", CAPS);
  GstBuffer *frame = bench_gray_frame (1000, 1000);
  gdouble costs[ROUNDS];

  bench_check_passes (h, frame);
  measure (h, frame);
  for (guint i = 0; i < ROUNDS; i++) {
    const gdouble without = measure (identity, frame);

    costs[i] = measure (h, frame) - without;
  }
  qsort (costs, ROUNDS, sizeof (gdouble), bench_compare);
  g_print ("overhead rois=%u inflight=%u messages=%s us=%.1f min=%.1f max=%.1f\n", n_rois, inflight,
      post, costs[ROUNDS / 2], costs[0], costs[ROUNDS - 1]);
  gst_buffer_unref (frame);
  gst_harness_teardown (identity);
  gst_harness_teardown (h);
  bench_product_free (folder);
}

int
main (int argc, char **argv)
{
  const guint inflights[] = { 1, 2, 8 };

  gst_init (&argc, &argv);
  if (!aoi_inspector_register (&nothing, NULL))
    g_error ("inspector refused");
  for (guint i = 0; i < G_N_ELEMENTS (inflights); i++) {
    run (20, inflights[i], "all");
    run (20, inflights[i], "none");
  }
  run (1, 1, "all");
  return 0;
}
