/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The old server's table: ROIs that take 50 ms each, with one worker and with ten. The frames of both
 * elements are timed in turn, so that a busy machine slows both; the median of the ratios is printed. */
#include <gst/check/gstharness.h>
#include <glib/gstdio.h>
#include <stdlib.h>

#define CAPS "video/x-raw,format=GRAY8,width=64,height=64,framerate=10/1"
#define SLEEP_MS 50
#define WORKERS 10
#define ROUNDS 5

static void
write_product (const gchar *file, guint n_rois)
{
  g_autoptr (GString) json = g_string_new ("[");

  for (guint i = 1; i <= n_rois; i++)
    g_string_append_printf (json,
        "%s{\"idx\":%u,\"type\":\"sleep\",\"coords\":[0,0,8,8],\"ms\":%d}", i > 1 ? "," : "", i,
        SLEEP_MS);
  g_string_append_c (json, ']');
  if (!g_file_set_contents (file, json->str, -1, NULL))
    g_error ("cannot write %s", file);
}

static GstHarness *
start (const gchar *folder, guint workers)
{
  g_autofree gchar *launch = g_strdup_printf (
      "aoiinspect product=%s max-inflight=1 post-messages=none max-workers=%u", folder, workers);
  GstHarness *h = gst_harness_new_parse (launch);

  gst_harness_set_src_caps_str (h, CAPS);
  return h;
}

/* Seconds that one frame takes. */
static gdouble
time_frame (GstHarness *h)
{
  gint64 begin = g_get_monotonic_time ();

  if (gst_harness_push (h, gst_buffer_new_allocate (NULL, 64 * 64, NULL)) != GST_FLOW_OK)
    g_error ("frame refused");
  gst_buffer_unref (gst_harness_pull (h));
  return (gdouble) (g_get_monotonic_time () - begin) / G_USEC_PER_SEC;
}

static int
compare_doubles (const void *a, const void *b)
{
  const gdouble first = *(const gdouble *) a, second = *(const gdouble *) b;

  return first < second ? -1 : first > second;
}

static void
run (guint n_rois)
{
  g_autofree gchar *folder = g_dir_make_tmp ("aoi-bench-XXXXXX", NULL);
  g_autofree gchar *file = g_build_filename (folder, "rois_config_sleep.json", NULL);
  gdouble ratios[ROUNDS], parallel[ROUNDS];
  GstHarness *one, *many;

  write_product (file, n_rois);
  one = start (folder, 1);
  many = start (folder, WORKERS);
  time_frame (many);
  for (guint i = 0; i < ROUNDS; i++) {
    gdouble serial = time_frame (one);

    parallel[i] = time_frame (many);
    ratios[i] = serial / parallel[i];
  }
  qsort (ratios, ROUNDS, sizeof (gdouble), compare_doubles);
  qsort (parallel, ROUNDS, sizeof (gdouble), compare_doubles);
  g_print ("seed-table rois=%u workers=%d speedup=%.2f min=%.2f max=%.2f ms=%.1f\n", n_rois,
      WORKERS, ratios[ROUNDS / 2], ratios[0], ratios[ROUNDS - 1], parallel[ROUNDS / 2] * 1e3);
  gst_harness_teardown (one);
  gst_harness_teardown (many);
  if (g_unlink (file) != 0 || g_rmdir (folder) != 0)
    g_printerr ("%s stays\n", folder);
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
