/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The old server's table: ROIs that take 50 ms each, with one worker and with ten. The frames of both
 * elements are timed in turn, so that a busy machine slows both; the median of the ratios is printed. */
#include <stdlib.h>

#include "bench.h"

#define CAPS "video/x-raw,format=GRAY8,width=64,height=64,framerate=10/1"
#define SLEEP_MS 50
#define WORKERS 10
#define ROUNDS 5

static gchar *
make_rois (guint n_rois)
{
  GString *json = g_string_new ("[");

  for (guint i = 1; i <= n_rois; i++)
    g_string_append_printf (json,
        "%s{\"idx\":%u,\"type\":\"sleep\",\"coords\":[0,0,8,8],\"ms\":%d}", i > 1 ? "," : "", i,
        SLEEP_MS);
  g_string_append_c (json, ']');
  return g_string_free (json, FALSE);
}

static GstHarness *
start (const gchar *folder, guint workers)
{
  g_autofree gchar *launch = g_strdup_printf (
      "aoiinspect product=%s max-inflight=1 post-messages=none max-workers=%u", folder, workers);
  GstHarness *h = bench_harness_new (launch, CAPS);

  gst_harness_set_drop_buffers (h, FALSE);
  return h;
}

/* Seconds that one frame takes. */
static gdouble
time_frame (GstHarness *h)
{
  const gdouble begin = bench_wall ();

  if (gst_harness_push (h, bench_gray_frame (64, 64)) != GST_FLOW_OK)
    g_error ("frame refused");
  gst_buffer_unref (gst_harness_pull (h));
  return bench_wall () - begin;
}

static void
run (guint n_rois)
{
  g_autofree gchar *json = make_rois (n_rois);
  gchar *folder = bench_product_new (json);
  gdouble ratios[ROUNDS], parallel[ROUNDS];
  GstHarness *one, *many;

  one = start (folder, 1);
  many = start (folder, WORKERS);
  time_frame (many);
  for (guint i = 0; i < ROUNDS; i++) {
    gdouble serial = time_frame (one);

    parallel[i] = time_frame (many);
    ratios[i] = serial / parallel[i];
  }
  qsort (ratios, ROUNDS, sizeof (gdouble), bench_compare);
  qsort (parallel, ROUNDS, sizeof (gdouble), bench_compare);
  g_print ("seed-table rois=%u workers=%d speedup=%.2f min=%.2f max=%.2f ms=%.1f\n", n_rois,
      WORKERS, ratios[ROUNDS / 2], ratios[0], ratios[ROUNDS - 1], parallel[ROUNDS / 2] * 1e3);
  gst_harness_teardown (one);
  gst_harness_teardown (many);
  bench_product_free (folder);
}

int
main (int argc, char **argv)
{
  const guint counts[] = { 2, 5, 10, 20 };

  gst_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    run (counts[i]);
  return 0;
}
