/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bench.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/resource.h>

gdouble
bench_cpu (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (gdouble) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + (gdouble) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

gdouble
bench_wall (void)
{
  return (gdouble) g_get_monotonic_time () / 1e6;
}

int
bench_compare (const void *a, const void *b)
{
  const gdouble first = *(const gdouble *) a, second = *(const gdouble *) b;

  return first < second ? -1 : first > second;
}

gdouble
bench_median (gdouble *values, guint n)
{
  qsort (values, n, sizeof (gdouble), bench_compare);
  return values[n / 2];
}

gchar *
bench_product_new (const gchar *json)
{
  gchar *folder = g_dir_make_tmp ("aoi-bench-XXXXXX", NULL);
  g_autofree gchar *file = g_build_filename (folder, "rois_config_bench.json", NULL);

  if (!g_file_set_contents (file, json, -1, NULL))
    g_error ("cannot write %s", file);
  return folder;
}

void
bench_product_free (gchar *folder)
{
  g_autofree gchar *file = g_build_filename (folder, "rois_config_bench.json", NULL);

  if (g_unlink (file) != 0 || g_rmdir (folder) != 0)
    g_printerr ("%s stays\n", folder);
  g_free (folder);
}

gchar *
bench_rois (const gchar *type, guint n)
{
  GString *json = g_string_new ("[");

  for (guint i = 0; i < n; i++) {
    const guint x = i % 100 * 10, y = i / 100 * 10;

    g_string_append_printf (json, "%s{\"idx\":%u,\"type\":\"%s\",\"coords\":[%u,%u,%u,%u]}",
        i > 0 ? "," : "", i + 1, type, x, y, x + 8, y + 8);
  }
  g_string_append_c (json, ']');
  return g_string_free (json, FALSE);
}

static GstBusSyncReply
drop_message (GstBus *bus, GstMessage *message, gpointer data)
{
  gst_message_unref (message);
  return GST_BUS_DROP;
}

GstHarness *
bench_harness_new (const gchar *launch, const gchar *caps)
{
  GstHarness *h = gst_harness_new_parse (launch);
  g_autoptr (GstBus) bus = gst_bus_new ();

  gst_bus_set_sync_handler (bus, drop_message, NULL, NULL);
  gst_element_set_bus (h->element, bus);
  gst_harness_set_drop_buffers (h, TRUE);
  gst_harness_set_src_caps_str (h, caps);
  return h;
}

GstBuffer *
bench_gray_frame (guint width, guint height)
{
  const gsize size = (gsize) width * height;
  guint8 *pixels = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    pixels[i] = (guint8) (60 + i % 127);
  return gst_buffer_new_wrapped (pixels, size);
}

void
bench_push (GstHarness *h, GstBuffer *frame, guint n)
{
  for (guint i = 0; i < n; i++)
    if (gst_harness_push (h, gst_buffer_copy (frame)) != GST_FLOW_OK)
      g_error ("frame refused");
}

void
bench_check_passes (GstHarness *h, GstBuffer *frame)
{
  g_autoptr (GstBuffer) out = NULL;
  GstCustomMeta *meta;
  gboolean passed = FALSE;

  gst_harness_set_drop_buffers (h, FALSE);
  bench_push (h, frame, 1);
  out = gst_harness_pull (h);
  meta = gst_buffer_get_custom_meta (out, "aoi-inspection");
  if (!gst_structure_get_boolean (gst_custom_meta_get_structure (meta), "passed", &passed)
      || !passed)
    g_error ("the board does not pass");
  gst_harness_set_drop_buffers (h, TRUE);
}
