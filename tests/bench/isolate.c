/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What it costs that inspectors run in processes of their own: time of a ROI beyond that of its call, with one worker,
 * and boards a second with all of them, both in turn with isolate=none. The inspector is that of tests/rogue; then
 * barcodes and text of a real product, on frames that tools make. */
#include "bench-boards.h"
#include "bench.h"

#define CAPS "video/x-raw,format=GRAY8,width=1000,height=1000,framerate=10/1"
#define ROIS 20
#define ROUNDS 31
/* ROIs that take so long each, us, as an easy code does. */
#define WORK 2000

#define BOARD "20003548"
#define BOARD_CODES 4
#define BOARD_TEXTS 16
#define BOARD_FRAMES 4
#define BOARD_ROUNDS 9

/* Types of its ROIs that no decoder reads. */
#define COMPARE 2
#define COLOR 4

typedef struct {
  const gchar *name;
  const gchar *product; /* folder */
  const gchar *caps;
  GPtrArray *frames; /* GstBuffer */
  guint workers; /* 0: all */
  guint inflight;
  guint pushes; /* frames of a measurement */
  guint rounds;
} Case;

static gchar *
make_product (guint work_us)
{
  g_autofree gchar *type = g_strdup_printf ("rogue\",\"work\":%u,\"act\":\"", work_us);
  g_autofree gchar *json = bench_rois (type, ROIS);

  return bench_product_new (json);
}

static GstHarness *
harness_new (const Case *c, const gchar *isolate)
{
  g_autofree gchar *launch = g_strdup_printf (
      "aoiinspect product=%s isolate=%s max-workers=%u max-inflight=%u post-messages=none",
      c->product, isolate, c->workers, c->inflight);

  return bench_harness_new (launch, c->caps);
}

/* Seconds a frame, of which none is left for what is measured next. */
static gdouble
measure (const Case *c, GstHarness *h)
{
  const gdouble begin = bench_wall ();

  gst_harness_set_drop_buffers (h, FALSE);
  for (guint i = 0; i < c->pushes; i++)
    bench_push (h, g_ptr_array_index (c->frames, i % c->frames->len), 1);
  for (guint i = 0; i < c->pushes; i++)
    gst_buffer_unref (gst_harness_pull (h));
  return (bench_wall () - begin) / c->pushes;
}

static void
run (const Case *c)
{
  GstHarness *none = harness_new (c, "none"), *process = harness_new (c, "process");
  gdouble costs[ROUNDS], shares[ROUNDS];

  measure (c, none);
  measure (c, process);
  for (guint i = 0; i < c->rounds; i++) {
    const gdouble without = measure (c, none), with = measure (c, process);

    costs[i] = (with - without) / ROIS * 1e6;
    shares[i] = without / with;
  }
  g_print ("isolate rois=%d %s workers=%u us_a_roi=%.1f throughput=%.3f\n", ROIS, c->name,
      c->workers, bench_median (costs, c->rounds), bench_median (shares, c->rounds));
  gst_harness_teardown (none);
  gst_harness_teardown (process);
}

static void
run_work (guint work_us, guint workers, guint inflight, guint n)
{
  gchar *folder = make_product (work_us);
  g_autofree gchar *name = g_strdup_printf ("work_us=%u", work_us);
  g_autoptr (GPtrArray) frames = g_ptr_array_new_with_free_func ((GDestroyNotify) gst_buffer_unref);
  const Case c = { name, folder, CAPS, frames, workers, inflight, n, ROUNDS };
  GstHarness *h = harness_new (&c, "process");

  g_ptr_array_add (frames, bench_gray_frame (1000, 1000));
  bench_check_passes (h, g_ptr_array_index (frames, 0));
  gst_harness_teardown (h);
  run (&c);
  bench_product_free (folder);
}

static void
run_board (void)
{
  const gchar *const options[] = { "--extra", G_STRINGIFY (BOARD_TEXTS), NULL };
  BenchBoards *boards = bench_boards_new (BOARD, BOARD_FRAMES, options);

  G_STATIC_ASSERT (BOARD_CODES + BOARD_TEXTS == ROIS);
  if (boards == NULL)
    return;
  bench_boards_remove (boards, COMPARE);
  bench_boards_remove (boards, COLOR);
  for (guint workers = 0; workers < 2; workers++)
    run (&(Case){ "product=" BOARD, boards->product, boards->caps, boards->frames, workers,
        workers == 0 ? 2 : 1, BOARD_FRAMES, BOARD_ROUNDS });
  bench_boards_free (boards);
}

int
main (int argc, char **argv)
{
  g_setenv ("AOI_INSPECTORS", ROGUE_DIR, TRUE);
  gst_init (&argc, &argv);
  run_work (0, 1, 1, 50);
  run_work (WORK, 1, 1, 3);
  run_work (WORK, 0, 2, 6);
  run_board ();
  return 0;
}
