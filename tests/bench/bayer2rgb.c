/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A board's inspection against stock GStreamer's demosaicing of the same frame: CPU time of each minus
 * that of identity, all three in turn on full-size GBRG frames in memory, median of the ratios. */
#include "bench-boards.h"
#include "bench.h"

#define FRAMES 4
#define ROUNDS 7

typedef struct {
  const gchar *name;
  const gchar *product;
  gint without; /* a type of ROI that is left out, or 0 */
  gboolean spoiled; /* no golden fits */
  gboolean isolated; /* decoders run in processes of their own */
  gboolean aligned; /* with fiducials */
} Case;

/* Seconds of CPU a frame, also those of processes that inspect. */
static gdouble
measure (GstHarness *h, BenchBoards *boards)
{
  g_autoptr (GArray) children = bench_find_children ();
  const gdouble begin = bench_cpu () + bench_cpu_of (children);

  for (guint i = 0; i < boards->frames->len; i++)
    bench_push (h, g_ptr_array_index (boards->frames, i), 1);
  return (bench_cpu () + bench_cpu_of (children) - begin) / boards->frames->len;
}

static void
compare (const Case *c, BenchBoards *boards)
{
  g_autofree gchar *launch = g_strdup_printf ("aoiinspect max-inflight=1 product=%s isolate=%s",
      boards->product, c->isolated ? "process" : "none");
  GstHarness *inspect = bench_harness_new (launch, boards->caps);
  GstHarness *demosaic = bench_harness_new ("bayer2rgb", boards->caps);
  GstHarness *identity = bench_harness_new ("identity", boards->caps);
  gdouble ratios[ROUNDS], costs[ROUNDS];

  measure (inspect, boards);
  measure (demosaic, boards);
  for (guint i = 0; i < ROUNDS; i++) {
    const gdouble nothing = measure (identity, boards);
    const gdouble reference = measure (demosaic, boards) - nothing;

    costs[i] = measure (inspect, boards) - nothing;
    ratios[i] = costs[i] / reference;
  }
  qsort (costs, ROUNDS, sizeof (gdouble), bench_compare);
  qsort (ratios, ROUNDS, sizeof (gdouble), bench_compare);
  g_print ("%s product=%s%s ratio=%.3f min=%.3f max=%.3f ms=%.1f\n", c->name, c->product,
      c->without != 0 ? " without=ocr" : "", ratios[ROUNDS / 2], ratios[0], ratios[ROUNDS - 1],
      costs[ROUNDS / 2] * 1e3);
  gst_harness_teardown (inspect);
  gst_harness_teardown (demosaic);
  gst_harness_teardown (identity);
}

static void
run (const Case *c)
{
  BenchBoards *boards = bench_boards_new (c->product, FRAMES, NULL);

  if (boards == NULL)
    return;
  if (c->without != 0)
    bench_boards_remove (boards, c->without);
  if (c->aligned)
    bench_boards_add_fiducials (boards);
  if (c->spoiled)
    bench_boards_spoil_goldens (boards);
  compare (c, boards);
  bench_boards_free (boards);
}

int
main (int argc, char **argv)
{
  const Case cases[] = {
    { "bayer2rgb", "20003548" },
    { "bayer2rgb-isolated", "20003548", .isolated = TRUE },
    { "bayer2rgb-fiducials", "20003548", .aligned = TRUE },
    { "bayer2rgb", "20005411" },
    { "bayer2rgb-fiducials", "20005411", .aligned = TRUE },
    { "bayer2rgb", "20001234", 3 },
    { "bayer2rgb-fiducials", "20001234", 3, .aligned = TRUE },
    { "bayer2rgb-worst", "20003548", .spoiled = TRUE },
    { "bayer2rgb-worst", "20005411", .spoiled = TRUE },
    { "bayer2rgb-worst", "20001234", 3, .spoiled = TRUE },
  };

  gst_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    run (&cases[i]);
  return 0;
}
