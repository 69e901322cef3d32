/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pictures of full-size Bayer frames against stock GStreamer's, which demosaics first: CPU time of each minus
 * that of identity, in turn on the same frames in memory, median of the ratios; without and with an
 * inspection of 40 ROIs. Then what drawing on frames in place takes. */
#include <stdlib.h>
#include <string.h>

#include "bench.h"
#include "lib/gstaoimeta.h"

#define WIDTH 7716
#define HEIGHT 5360
#define CAPS "video/x-bayer,format=gbrg,width=7716,height=5360,framerate=7/1"
#define ROIS 40
#define FRAMES 3
#define ROUNDS 7
#define OVERVIEW "aoioverlay max-width=1280 ! capsfilter caps=\"video/x-raw,format=BGRx\""
#define STOCK \
  "bayer2rgb ! videoscale ! capsfilter caps=\"video/x-raw,format=BGRx,width=1280,height=889\""

static AoiReport *
make_report (gint width, gint height)
{
  const AoiReportInfo info = { .product = "bench", .width = width, .height = height };
  AoiRoiResult rois[ROIS];

  for (gint i = 0; i < ROIS; i++) {
    rois[i] = (AoiRoiResult){ .id = i + 1,
      .device = 1 + i % 4,
      .type = "compare",
      .rect = { width / 10 + i % 8 * width / 10, height / 8 + i / 8 * height / 8, width / 40,
          height / 50 } };
    if (i % 8 == 0)
      aoi_roi_result_fail (&rois[i], 0.5, 0.9, "structure differs at 1234,567 (30x30)");
    else
      aoi_roi_result_pass (&rois[i], 0.95 + 0.001 * i, 0.9);
  }
  return aoi_report_new (&info, rois, ROIS);
}

static GstBuffer *
make_frame (gsize size)
{
  guint8 *data = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) (i * 2654435761u >> 13);
  return gst_buffer_new_wrapped (data, size);
}

/* Seconds of CPU a frame. */
static gdouble
measure (GstHarness *h, GstBuffer *frame)
{
  const gdouble begin = bench_cpu ();

  bench_push (h, frame, FRAMES);
  return (bench_cpu () - begin) / FRAMES;
}

static void
compare (GstBuffer *frame, guint n_rois)
{
  GstHarness *overview = bench_harness_new (OVERVIEW, CAPS);
  GstHarness *stock = bench_harness_new (STOCK, CAPS);
  GstHarness *identity = bench_harness_new ("identity", CAPS);
  gdouble ratios[ROUNDS], costs[ROUNDS];

  measure (overview, frame);
  measure (stock, frame);
  for (guint i = 0; i < ROUNDS; i++) {
    const gdouble nothing = measure (identity, frame);
    const gdouble reference = measure (stock, frame) - nothing;

    costs[i] = measure (overview, frame) - nothing;
    ratios[i] = costs[i] / reference;
  }
  qsort (ratios, ROUNDS, sizeof (gdouble), bench_compare);
  g_print ("overlay max-width=1280 rois=%u ratio=%.3f min=%.3f max=%.3f ms=%.1f\n", n_rois,
      ratios[ROUNDS / 2], ratios[0], ratios[ROUNDS - 1], bench_median (costs, ROUNDS) * 1e3);
  gst_harness_teardown (overview);
  gst_harness_teardown (stock);
  gst_harness_teardown (identity);
}

static void
compare_overviews (void)
{
  g_autoptr (GstBuffer) frame = make_frame ((gsize) WIDTH * HEIGHT);
  g_autoptr (AoiReport) report = make_report (WIDTH, HEIGHT);

  compare (frame, 0);
  gst_buffer_add_aoi_report (frame, report);
  compare (frame, ROIS);
}

/* On a frame that nobody else holds, so that none is copied. */
static void
draw_in_place (const gchar *format, gint width, gint height, gsize bytes)
{
  g_autofree gchar *caps = g_strdup_printf (
      "video/x-raw,format=%s,width=%d,height=%d,framerate=7/1", format, width, height);
  GstHarness *h = gst_harness_new_parse ("aoioverlay");
  GstBuffer *frame = make_frame ((gsize) width * (gsize) height * bytes);
  g_autoptr (AoiReport) report = make_report (width, height);
  gdouble costs[ROUNDS];

  gst_harness_set_src_caps_str (h, caps);
  gst_buffer_add_aoi_report (frame, report);
  frame = gst_harness_push_and_pull (h, frame);
  for (guint i = 0; i < ROUNDS; i++) {
    const gdouble begin = bench_cpu ();

    frame = gst_harness_push_and_pull (h, frame);
    costs[i] = bench_cpu () - begin;
  }
  g_print ("overlay in-place format=%s size=%dx%d rois=%d ms=%.1f\n", format, width, height, ROIS,
      bench_median (costs, ROUNDS) * 1e3);
  gst_buffer_unref (frame);
  gst_harness_teardown (h);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  compare_overviews ();
  draw_in_place ("BGRx", 1280, 892, 4);
  draw_in_place ("BGRx", 1920, 1080, 4);
  draw_in_place ("RGB", WIDTH, HEIGHT, 3);
  draw_in_place ("GRAY8", WIDTH, HEIGHT, 1);
  return 0;
}
