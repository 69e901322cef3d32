/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "bench.h"

#include <glib/gstdio.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <time.h>
#include <unistd.h>

gdouble
bench_cpu (void)
{
  struct rusage usage;

  getrusage (RUSAGE_SELF, &usage);
  return (gdouble) (usage.ru_utime.tv_sec + usage.ru_stime.tv_sec)
      + (gdouble) (usage.ru_utime.tv_usec + usage.ru_stime.tv_usec) / 1e6;
}

static gboolean
is_child (const gchar *pid)
{
  g_autofree gchar *path = g_strdup_printf ("/proc/%s/stat", pid), *text = NULL;
  const gchar *behind;
  gint parent;

  return g_ascii_isdigit (*pid) && g_file_get_contents (path, &text, NULL, NULL)
      && (behind = strrchr (text, ')')) != NULL && sscanf (behind, ") %*c %d", &parent) == 1
      && parent == getpid ();
}

GArray *
bench_find_children (void)
{
  GArray *clocks = g_array_new (FALSE, FALSE, sizeof (clockid_t));
  g_autoptr (GDir) dir = g_dir_open ("/proc", 0, NULL);
  const gchar *pid;
  clockid_t clock;

  while (dir != NULL && (pid = g_dir_read_name (dir)) != NULL)
    if (is_child (pid) && clock_getcpuclockid (atoi (pid), &clock) == 0)
      g_array_append_val (clocks, clock);
  return clocks;
}

gdouble
bench_cpu_of (GArray *clocks)
{
  struct timespec time;
  gdouble sum = 0;

  for (guint i = 0; i < clocks->len; i++)
    if (clock_gettime (g_array_index (clocks, clockid_t, i), &time) == 0)
      sum += (gdouble) time.tv_sec + (gdouble) time.tv_nsec / 1e9;
  return sum;
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
