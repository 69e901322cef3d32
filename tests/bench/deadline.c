/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How late after its deadline a report goes out while an inspector hangs. */
#include <stdlib.h>

#include "aoi-inspector.h"
#include "bench.h"
#include "support/test-wait.h"

#define CAPS "video/x-raw,format=GRAY8,width=1000,height=1000,framerate=10/1"
#define FRAMES 300
#define DEADLINE_MS 20

static TestDoor door; /* shut for ever */

/* Comes back a moment after the deadline, so that each frame meets it anew. */
static void
overrun (gconstpointer state, gpointer scratch, const AoiView *view, GCancellable *cancellable,
    AoiRoiResult *result)
{
  test_door_enter (&door, cancellable);
  test_door_leave (&door);
  aoi_roi_result_error (result, "cancelled");
}

static const AoiInspector late = { .type = "late", .inspect = overrun };

/* Microseconds after the deadline. */
static gdouble
measure (GstHarness *h, GstBuffer *frame)
{
  const gdouble begin = bench_wall ();
  gdouble end;

  if (gst_harness_push (h, gst_buffer_copy (frame)) != GST_FLOW_OK)
    g_error ("frame refused");
  gst_buffer_unref (gst_harness_pull (h));
  end = bench_wall ();
  test_take_time (10 * G_TIME_SPAN_MILLISECOND);
  return (end - begin) * 1e6 - DEADLINE_MS * 1e3;
}

static void
run (guint inflight)
{
  g_autofree gchar *json = bench_rois ("late", 1);
  gchar *folder = bench_product_new (json);
  g_autofree gchar *launch = g_strdup_printf (
      "aoiinspect product=%s max-inflight=%u deadline=%d000000", folder, inflight, DEADLINE_MS);
  GstHarness *h = bench_harness_new (launch, CAPS);
  g_autoptr (GstBuffer) frame = bench_gray_frame (1000, 1000);
  static gdouble times[FRAMES];

  gst_harness_set_drop_buffers (h, FALSE);
  for (guint i = 0; i < FRAMES; i++)
    times[i] = measure (h, frame);
  qsort (times, FRAMES, sizeof (gdouble), bench_compare);
  g_print ("deadline inflight=%u late_us_p50=%.0f p90=%.0f p99=%.0f max=%.0f min=%.0f\n", inflight,
      times[FRAMES / 2], times[FRAMES * 9 / 10], times[FRAMES * 99 / 100], times[FRAMES - 1],
      times[0]);
  gst_harness_teardown (h);
  bench_product_free (folder);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  if (!aoi_inspector_register (&late, NULL))
    g_error ("inspector refused");
  test_door_shut (&door);
  run (1);
  run (2);
  return 0;
}
