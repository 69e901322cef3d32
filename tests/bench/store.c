/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Boards a second into a database: in batches, and one by one against appends of 4 KB with fdatasync in the same folder, in
 * turn; and what aoistore and aoipublish cost the streaming thread a board. AOI_BENCH_DATABASE is the address of an empty
 * PostgreSQL database, which is measured as well. */
#include <fcntl.h>
#include <glib/gstdio.h>
#include <time.h>
#include <unistd.h>

#include "aoi-inspector.h"
#include "bench.h"
#include "store/aoi-store.h"

#define N_ROIS 20
#define BATCH 128
#define N_BATCHES 16
#define N_SINGLE 200
#define ROUNDS 5
#define N_PUSHED 2000
#define APPENDED 4096
#define CAPS "video/x-raw,format=GRAY8,width=1000,height=1000,framerate=10/1"

static void
pass (gconstpointer state, gpointer scratch, const AoiView *view, GCancellable *cancellable,
    AoiRoiResult *result)
{
  aoi_roi_result_pass (result, 1, 1);
}

static const AoiInspector nothing = { .type = "nothing", .inspect = pass };

static AoiStoreBoard *
make_board (void)
{
  AoiRoiResult rois[N_ROIS] = { 0 };
  AoiReportInfo info = {
    .station = "line", .product = "board", .timestamp_us = g_get_real_time ()
  };
  g_autoptr (AoiReport) report = NULL;

  for (guint i = 0; i < N_ROIS; i++) {
    rois[i].id = (gint) i + 1;
    rois[i].device = 1;
    rois[i].type = "compare";
    aoi_roi_result_take_values (&rois[i],
        g_variant_new_parsed (
            "{'term': <'structure'>, 'golden': <'best_golden.png'>, 'window': <[1, 2, 3, 4]>}"));
    aoi_roi_result_pass (&rois[i], 0.95, 0.9);
  }
  report = aoi_report_new (&info, rois, N_ROIS);
  return aoi_store_board_new (report);
}

static GPtrArray *
make_boards (guint n)
{
  GPtrArray *boards = g_ptr_array_new_with_free_func ((GDestroyNotify) aoi_store_board_free);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (boards, make_board ());
  return boards;
}

static AoiStore *
open_store (const gchar *address)
{
  g_autoptr (GError) error = NULL;
  AoiStore *store = aoi_store_open (address, AOI_SQL_WRITE, &error);

  if (store == NULL)
    g_error ("%s", error->message);
  return store;
}

/* Boards a second, @batch in a transaction. */
static gdouble
write_boards (AoiStore *store, guint n, guint batch)
{
  g_autoptr (GPtrArray) boards = make_boards (n);
  g_autoptr (GError) error = NULL;
  const gdouble begin = bench_wall ();

  for (guint i = 0; i < n; i += batch)
    if (!aoi_store_add (store, (AoiStoreBoard *const *) boards->pdata + i, batch, &error))
      g_error ("%s", error->message);
  return n / (bench_wall () - begin);
}

/* Durable appends a second. */
static gdouble
append (const gchar *path, guint n)
{
  static const gchar block[APPENDED];
  const gint fd = g_open (path, O_WRONLY | O_CREAT | O_APPEND, 0666);
  const gdouble begin = bench_wall ();

  for (guint i = 0; i < n; i++)
    if (write (fd, block, sizeof block) != sizeof block || fdatasync (fd) != 0)
      g_error ("%s cannot be written", path);
  close (fd);
  return n / (bench_wall () - begin);
}

static void
measure_batches (const gchar *backend, const gchar *address)
{
  AoiStore *store = open_store (address);
  gdouble rates[ROUNDS];

  for (guint i = 0; i < ROUNDS; i++)
    rates[i] = write_boards (store, BATCH * N_BATCHES, BATCH);
  aoi_store_close (store);
  g_print ("store backend=%s batch=%u rois=%u boards/s=%.0f rows/s=%.0f\n", backend, BATCH, N_ROIS,
      bench_median (rates, ROUNDS), N_ROIS * bench_median (rates, ROUNDS));
}

static void
measure_single (const gchar *backend, const gchar *address, const gchar *file)
{
  AoiStore *store = open_store (address);
  gdouble rates[ROUNDS], appends[ROUNDS], ratios[ROUNDS];

  for (guint i = 0; i < ROUNDS; i++) {
    appends[i] = append (file, N_SINGLE);
    rates[i] = write_boards (store, N_SINGLE, 1);
    ratios[i] = rates[i] / appends[i];
  }
  aoi_store_close (store);
  g_print ("store backend=%s batch=1 rois=%u boards/s=%.0f appends/s=%.0f ratio=%.2f\n", backend,
      N_ROIS, bench_median (rates, ROUNDS), bench_median (appends, ROUNDS),
      bench_median (ratios, ROUNDS));
}

/* CPU time of this thread, which is the streaming thread, us a frame. */
static gdouble
measure_thread (const gchar *launch, GstBuffer *frame)
{
  GstHarness *h = bench_harness_new (launch, CAPS);
  struct timespec begin, end;

  bench_push (h, frame, 10);
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &begin);
  bench_push (h, frame, N_PUSHED);
  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &end);
  gst_harness_teardown (h);
  return ((end.tv_sec - begin.tv_sec) * 1e6 + (end.tv_nsec - begin.tv_nsec) / 1e3) / N_PUSHED;
}

#define QUEUE "async=false queue-size=100000 queue-bytes=1000000000"

/* What the streaming thread gives to sinks, less what it would cost to give it to sinks that do nothing. */
static void
measure_stream (const gchar *names, const gchar *sinks, const gchar *idle_sinks)
{
  g_autofree gchar *json = bench_rois ("nothing", N_ROIS);
  gchar *product = bench_product_new (json);
  g_autofree gchar *inspect = g_strdup_printf (
      "aoiinspect product=%s max-inflight=1 post-messages=none", product);
  g_autofree gchar *with = g_strdup_printf ("%s ! %s", inspect, sinks);
  g_autofree gchar *without = g_strdup_printf ("%s ! %s", inspect, idle_sinks);
  GstBuffer *frame = bench_gray_frame (1000, 1000);
  gdouble costs[ROUNDS];

  for (guint i = 0; i < ROUNDS; i++) {
    const gdouble base = measure_thread (without, frame);

    costs[i] = measure_thread (with, frame) - base;
  }
  g_print ("store stream=%s rois=%u us=%.1f\n", names, N_ROIS, bench_median (costs, ROUNDS));
  gst_buffer_unref (frame);
  bench_product_free (product);
}

/* The broker is away, so that all waits in the outbox. */
static void
measure_streams (const gchar *folder)
{
  g_autoptr (GstElementFactory) publish = gst_element_factory_find ("aoipublish");
  g_autofree gchar *store = g_strdup_printf ("aoistore " QUEUE " database=%s/stream.db", folder);
  g_autofree gchar *both = g_strdup_printf ("tee name=t t. ! %s t. ! aoipublish " QUEUE
                                            " stop-timeout=1 outbox=%s/stream.db.outbox "
                                            "uri=mqtt://127.0.0.1:9",
      store, folder);

  measure_stream ("aoistore", store, "fakesink async=false sync=false");
  if (publish != NULL)
    measure_stream ("aoistore,aoipublish", both,
        "tee name=t t. ! fakesink async=false sync=false t. ! fakesink async=false sync=false");
}

static void
remove_folder (const gchar *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const gchar *name;

  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree gchar *path = g_build_filename (folder, name, NULL);

    g_unlink (path);
  }
  g_rmdir (folder);
}

int
main (int argc, char **argv)
{
  g_autofree gchar *folder = g_dir_make_tmp ("aoi-bench-store-XXXXXX", NULL);
  g_autofree gchar *database = g_build_filename (folder, "boards.db", NULL);
  g_autofree gchar *file = g_build_filename (folder, "appended", NULL);
  const gchar *postgresql = g_getenv ("AOI_BENCH_DATABASE");

  gst_init (&argc, &argv);
  if (!aoi_inspector_register (&nothing, NULL))
    return 1;
  measure_batches ("sqlite", database);
  measure_single ("sqlite", database, file);
  if (postgresql != NULL) {
    measure_batches ("postgresql", postgresql);
    measure_single ("postgresql", postgresql, file);
  }
  measure_streams (folder);
  remove_folder (folder);
  return 0;
}
