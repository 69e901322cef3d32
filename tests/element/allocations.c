/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the steady state takes from the heap. Barcodes and text are left out: their libraries allocate
 * what they work in. */
#include <gdk-pixbuf/gdk-pixbuf.h>

#include "alloc-counter.h"
#include "support.h"

#define SIDE 48
#define N_COMPARE 4
#define N_ROIS (4 * N_COMPARE)
#define MAX_ALLOCATION 4096 /* bytes */
#define FRAMES 50

static guint8
texture (guint x, guint y)
{
  return (guint8) (128 + 60 * ((x / 6 + y / 9) % 2) - 40 * ((x / 11) % 2) + (x * y) % 17);
}

static void
save_golden (const gchar *folder, guint id)
{
  g_autofree gchar *name = g_strdup_printf ("%s/golden_rois/roi_%u", folder, id);
  g_autofree gchar *file = g_strdup_printf ("%s/best_golden.png", name);
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, SIDE, 48);

  for (guint y = 0; y < 48; y++)
    for (guint x = 0; x < SIDE; x++)
      for (guint i = 0; i < 3; i++)
        gdk_pixbuf_get_pixels (
            pixbuf)[y * (guint) gdk_pixbuf_get_rowstride (pixbuf) + 3 * x + i] = texture (x, y);
  g_assert_cmpint (g_mkdir_with_parents (name, 0755), ==, 0);
  g_assert_true (gdk_pixbuf_save (pixbuf, file, "png", NULL, NULL));
}

static gchar *
make_product (void)
{
  g_autoptr (GString) json = g_string_new ("[");
  gchar *folder;

  for (guint i = 1; i <= N_ROIS; i++) {
    g_autofree gchar *red = support_red_roi (i);

    if (i <= N_COMPARE)
      g_string_append_printf (json,
          "%s{\"idx\":%u,\"type\":\"compare\",\"coords\":[0,0,%d,48],\"threshold\":0.5}",
          i > 1 ? "," : "", i, SIDE);
    else
      g_string_append_printf (json, ",%s", red);
  }
  g_string_append_c (json, ']');
  folder = support_product_new (json->str);
  for (guint i = 1; i <= N_COMPARE; i++)
    save_golden (folder, i);
  return folder;
}

static GstBuffer *
make_frame (void)
{
  GstBuffer *frame = support_frame_new (0, 0, 0, 0);
  GstMapInfo map;

  g_assert_true (gst_buffer_map (frame, &map, GST_MAP_WRITE));
  for (guint y = 0; y < SUPPORT_HEIGHT; y++)
    for (guint x = 0; x < SUPPORT_WIDTH; x++)
      for (guint i = 0; i < 3; i++)
        map.data[(y * SUPPORT_WIDTH + x) * 3 + i] = texture (x, y);
  gst_buffer_unmap (frame, &map);
  return frame;
}

static void
push (GstHarness *h, GstBuffer *frame, guint n)
{
  for (guint i = 0; i < n; i++) {
    g_assert_cmpint (gst_harness_push (h, gst_buffer_copy (frame)), ==, GST_FLOW_OK);
    gst_buffer_unref (gst_harness_pull (h));
  }
}

static void
test_steady_state (gconstpointer mode)
{
  gchar *folder = make_product ();
  g_autoptr (GstHarness) h = support_harness_new (folder, mode);
  g_autoptr (GstBuffer) frame = make_frame ();
  AllocCount count;

  push (h, frame, 20);
  alloc_counter_reset ();
  push (h, frame, FRAMES);
  count = alloc_counter_get ();
  g_test_message ("%.1f allocations, %.0f bytes a frame, the largest of %" G_GSIZE_FORMAT,
      (gdouble) count.n / FRAMES, (gdouble) count.bytes / FRAMES, count.largest);
  g_assert_cmpuint (count.n, >, 0);
  g_assert_cmpuint (count.largest, <=, MAX_ALLOCATION);
  support_product_free (folder);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/allocations/1", "max-inflight=1", test_steady_state);
  g_test_add_data_func ("/allocations/4", "max-inflight=4", test_steady_state);
  g_test_add_data_func (
      "/allocations/copy-rois", "max-inflight=2 copy-rois=true", test_steady_state);
  return support_run ();
}
