/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether anything grows: resident memory and heap allocations over 10,000 full-size frames from a pool,
 * or as many as the argument says. */
#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "alloc-counter.h"
#include "bench-boards.h"
#include "bench.h"

#define FRAMES 10000
#define POOL 4

static gdouble
resident_mb (void)
{
  FILE *file = fopen ("/proc/self/statm", "r");
  unsigned long size, resident;

  if (file == NULL || fscanf (file, "%lu %lu", &size, &resident) != 2)
    g_error ("no /proc/self/statm");
  fclose (file);
  return (gdouble) resident * 4096 / 1e6;
}

static GstBufferPool *
make_pool (const gchar *caps_text, gsize size)
{
  GstBufferPool *pool = gst_buffer_pool_new ();
  GstStructure *config = gst_buffer_pool_get_config (pool);
  g_autoptr (GstCaps) caps = gst_caps_from_string (caps_text);

  gst_buffer_pool_config_set_params (config, caps, (guint) size, POOL, POOL);
  if (!gst_buffer_pool_set_config (pool, config) || !gst_buffer_pool_set_active (pool, TRUE))
    g_error ("no pool");
  return pool;
}

/* Each buffer of the pool gets a board's pixels once. */
static void
fill (GstBufferPool *pool, BenchBoards *boards)
{
  GstBuffer *buffers[POOL];

  for (guint i = 0; i < POOL; i++) {
    GstMapInfo map;

    gst_buffer_pool_acquire_buffer (pool, &buffers[i], NULL);
    gst_buffer_map (g_ptr_array_index (boards->frames, i), &map, GST_MAP_READ);
    gst_buffer_fill (buffers[i], 0, map.data, map.size);
    gst_buffer_unmap (g_ptr_array_index (boards->frames, i), &map);
  }
  for (guint i = 0; i < POOL; i++)
    gst_buffer_unref (buffers[i]);
}

static void
run (BenchBoards *boards, guint n)
{
  g_autofree gchar *launch = g_strdup_printf ("aoiinspect product=%s", boards->product);
  GstHarness *h = bench_harness_new (launch, boards->caps);
  GstBufferPool *pool = make_pool (
      boards->caps, gst_buffer_get_size (g_ptr_array_index (boards->frames, 0)));
  gdouble early = 0, middle = 0;
  guint64 allocations = 0;

  fill (pool, boards);
  g_ptr_array_set_size (boards->frames, 0);
  for (guint i = 0; i < n; i++) {
    GstBuffer *frame;

    if (i == 100)
      early = resident_mb ();
    if (i == n / 2) {
      middle = resident_mb ();
      allocations = alloc_counter_get ().n;
    }
    gst_buffer_pool_acquire_buffer (pool, &frame, NULL);
    if (gst_harness_push (h, frame) != GST_FLOW_OK)
      g_error ("frame refused");
  }
  g_print ("memory frames=%u grown_mb=%.2f late_mb=%.2f allocs=%.0f resident_mb=%.0f\n", n,
      resident_mb () - early, resident_mb () - middle,
      (gdouble) (alloc_counter_get ().n - allocations) / (n - n / 2), resident_mb ());
  gst_harness_teardown (h);
  gst_buffer_pool_set_active (pool, FALSE);
  gst_object_unref (pool);
}

int
main (int argc, char **argv)
{
  const guint n = argc > 1 ? (guint) MAX (atoi (argv[1]), 200) : FRAMES;
  BenchBoards *boards;

  gst_init (&argc, &argv);
  boards = bench_boards_new ("20003548", POOL, NULL);
  if (boards == NULL)
    return 0;
  run (boards, n);
  bench_boards_free (boards);
  return 0;
}
