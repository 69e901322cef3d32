/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Full-size frames recorded to the temporary folder and read back: what a disk takes, and what a frame
 * costs the stream (a copy) and the recorder's thread (a checksum). */
#include "bench.h"
#include "storage/aoi-checksum.h"

#define WIDTH 7716
#define HEIGHT 5360
#define CAPS "video/x-bayer,format=gbrg,width=7716,height=5360,framerate=7/1"
#define N_FRAMES 12
#define N_CHECKSUMS 9

static GstBuffer *
make_frame (void)
{
  GstBuffer *frame = gst_buffer_new_allocate (NULL, WIDTH * HEIGHT, NULL);
  GstMapInfo map;

  if (!gst_buffer_map (frame, &map, GST_MAP_WRITE))
    g_error ("a buffer cannot be mapped");
  for (gsize i = 0; i < map.size; i++)
    map.data[i] = (guint8) (i * 2654435761u >> 24);
  gst_buffer_unmap (frame, &map);
  return frame;
}

static gdouble
measure_checksum (GstBuffer *frame, AoiChecksumType type)
{
  gdouble times[N_CHECKSUMS];
  GstMapInfo map;

  if (!gst_buffer_map (frame, &map, GST_MAP_READ))
    g_error ("a buffer cannot be mapped");
  for (guint i = 0; i < N_CHECKSUMS; i++) {
    g_autoptr (AoiChecksum) checksum = aoi_checksum_new (type);
    const gdouble begin = bench_wall ();

    aoi_checksum_update (checksum, map.data, map.size);
    g_free (aoi_checksum_to_text (checksum));
    times[i] = bench_wall () - begin;
  }
  gst_buffer_unmap (frame, &map);
  return 1e3 * bench_median (times, N_CHECKSUMS);
}

/* Returns frames/s until all are on the disk; @push_ms: what a push took meanwhile. */
static gdouble
measure_record (GstBuffer *frame, const gchar *folder, gdouble *push_ms)
{
  g_autofree gchar *launch = g_strdup_printf (
      "aoirecord async=false block=true max-frames=4 append=true location=%s", folder);
  GstHarness *h = bench_harness_new (launch, CAPS);
  gdouble times[N_FRAMES], begin;

  begin = bench_wall ();
  for (guint i = 0; i < N_FRAMES; i++) {
    const gdouble before = bench_wall ();

    bench_push (h, frame, 1);
    times[i] = bench_wall () - before;
  }
  gst_harness_push_event (h, gst_event_new_eos ());
  begin = bench_wall () - begin;
  gst_harness_teardown (h);
  /* Those for which there was room at once, in memory that was used before or not. */
  *push_ms = 1e3 * bench_median (times, 4);
  return N_FRAMES / begin;
}

static gdouble
measure_replay (const gchar *folder)
{
  g_autofree gchar *launch = g_strdup_printf ("aoireplay location=%s ! fakesink", folder);
  g_autoptr (GstElement) pipeline = gst_parse_launch (launch, NULL);
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = NULL;
  const gdouble begin = bench_wall ();

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (
      bus, GST_CLOCK_TIME_NONE, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  if (GST_MESSAGE_TYPE (message) != GST_MESSAGE_EOS)
    g_error ("replay failed");
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return N_FRAMES / (bench_wall () - begin);
}

int
main (int argc, char **argv)
{
  g_autofree gchar *folder = g_dir_make_tmp ("aoi-bench-XXXXXX", NULL);
  g_autofree gchar *remove = g_strdup_printf ("rm -r '%s'", folder);
  g_autoptr (GstBuffer) frame = NULL;
  gdouble xxh3, sha256, recorded, replayed, push_ms;

  gst_init (&argc, &argv);
  frame = make_frame ();
  xxh3 = measure_checksum (frame, AOI_CHECKSUM_XXH3_64);
  sha256 = measure_checksum (frame, AOI_CHECKSUM_SHA256);
  recorded = measure_record (frame, folder, &push_ms);
  replayed = measure_replay (folder);
  g_print ("record frames_per_s=%.1f push_ms=%.1f checksum_ms=%.1f sha256_ms=%.1f "
           "replay_frames_per_s=%.1f\n",
      recorded, push_ms, xxh3, sha256, replayed);
  return system (remove) != 0;
}
