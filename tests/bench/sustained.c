/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A camera's rate, live: full-size frames from memory at 7.15 a second through a pipeline whose sink
 * drops what comes after its time. */
#include "bench-boards.h"
#include "bench.h"

#define FRAMES_PER_SECOND_N 715
#define FRAMES_PER_SECOND_D 100
#define SECONDS 60

typedef struct {
  GstElement *pipeline, *source, *sink;
  BenchBoards *boards;
} Line;

static GstClockTime
time_of (guint number)
{
  return gst_util_uint64_scale (number, GST_SECOND * FRAMES_PER_SECOND_D, FRAMES_PER_SECOND_N);
}

/* A frame is there when the camera has taken it, not before. */
static void
wait_until (Line *line, GstClockTime running)
{
  g_autoptr (GstClock) clock = gst_element_get_clock (line->pipeline);
  const GstClockTime at = gst_element_get_base_time (line->pipeline) + running;
  GstClockID id = gst_clock_new_single_shot_id (clock, at);

  gst_clock_id_wait (id, NULL);
  gst_clock_id_unref (id);
}

static void
feed (Line *line, guint n)
{
  GstFlowReturn ret;

  for (guint i = 0; i < n; i++) {
    GPtrArray *frames = line->boards->frames;
    GstBuffer *frame = gst_buffer_copy (g_ptr_array_index (frames, i % frames->len));

    GST_BUFFER_PTS (frame) = time_of (i);
    GST_BUFFER_DURATION (frame) = time_of (1);
    wait_until (line, time_of (i));
    g_signal_emit_by_name (line->source, "push-buffer", frame, &ret);
    gst_buffer_unref (frame);
    if (ret != GST_FLOW_OK)
      g_error ("frame refused");
  }
  g_signal_emit_by_name (line->source, "end-of-stream", &ret);
}

static void
line_init (Line *line, BenchBoards *boards)
{
  g_autofree gchar *launch = g_strdup_printf (
      "appsrc name=source is-live=true format=time caps=\"%s\" ! aoiinspect product=%s ! "
      "fakesink name=sink sync=true max-lateness=0 qos=true",
      boards->caps, boards->product);

  line->boards = boards;
  line->pipeline = gst_parse_launch (launch, NULL);
  line->source = gst_bin_get_by_name (GST_BIN (line->pipeline), "source");
  line->sink = gst_bin_get_by_name (GST_BIN (line->pipeline), "sink");
}

static void
line_clear (Line *line)
{
  gst_element_set_state (line->pipeline, GST_STATE_NULL);
  gst_object_unref (line->source);
  gst_object_unref (line->sink);
  gst_object_unref (line->pipeline);
}

static void
report (Line *line, const gchar *product, guint n, gdouble share)
{
  g_autoptr (GstStructure) stats = NULL;
  guint64 rendered = 0, dropped = 0;

  g_object_get (line->sink, "stats", &stats, NULL);
  gst_structure_get (
      stats, "rendered", G_TYPE_UINT64, &rendered, "dropped", G_TYPE_UINT64, &dropped, NULL);
  g_print ("sustained product=%s frames=%u rendered=%" G_GUINT64_FORMAT " late=%" G_GUINT64_FORMAT
           " cpu=%.2f\n",
      product, n, rendered, dropped, share);
}

static void
run (const gchar *product)
{
  const guint n = SECONDS * FRAMES_PER_SECOND_N / FRAMES_PER_SECOND_D;
  BenchBoards *boards = bench_boards_new (product, 4, NULL);
  g_autoptr (GstMessage) message = NULL;
  g_autoptr (GstBus) bus = NULL;
  gdouble cpu, wall;
  Line line;

  if (boards == NULL)
    return;
  line_init (&line, boards);
  bus = gst_element_get_bus (line.pipeline);
  gst_element_set_state (line.pipeline, GST_STATE_PLAYING);
  cpu = bench_cpu ();
  wall = bench_wall ();
  feed (&line, n);
  message = gst_bus_timed_pop_filtered (
      bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR)
    g_error ("pipeline failed");
  report (&line, product, n, (bench_cpu () - cpu) / (bench_wall () - wall));
  line_clear (&line);
  bench_boards_free (boards);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  run ("20003548");
  run ("20005411");
  return 0;
}
