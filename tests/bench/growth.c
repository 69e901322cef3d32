/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a frame costs as ROIs, goldens and megapixels grow: CPU time of a frame, median of rounds. Parts
 * are textures drawn from a seed, and the frame shows the golden that is tried last. */
#include <gdk-pixbuf/gdk-pixbuf.h>
#include <glib/gstdio.h>
#include <stdlib.h>

#include "bench.h"

#define SIDE 64
#define ROUNDS 7

typedef struct {
  guint rois, goldens, width, height;
} Size;

/* Smooth blotches, which a comparison can register, in 3 bytes a pixel. */
static void
draw_part (guint8 *pixels, gsize stride, guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  guint8 coarse[9][9];

  for (guint y = 0; y < 9; y++)
    for (guint x = 0; x < 9; x++)
      coarse[y][x] = (guint8) g_rand_int_range (rand, 30, 225);
  for (guint y = 0; y < SIDE; y++) {
    for (guint x = 0; x < SIDE; x++) {
      const guint cx = x / 8, cy = y / 8, fx = x % 8, fy = y % 8;
      const guint value = (coarse[cy][cx] * (8 - fx) * (8 - fy) + coarse[cy][cx + 1] * fx * (8 - fy)
                              + coarse[cy + 1][cx] * (8 - fx) * fy
                              + coarse[cy + 1][cx + 1] * fx * fy)
          / 64;

      for (guint i = 0; i < 3; i++)
        pixels[y * stride + 3 * x + i] = (guint8) value;
    }
  }
}

static void
save_golden (const gchar *folder, guint number, guint32 seed)
{
  g_autofree gchar *name = g_strdup_printf ("golden-%03u.png", number);
  g_autofree gchar *path = g_build_filename (folder, name, NULL);
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new (GDK_COLORSPACE_RGB, FALSE, 8, SIDE, SIDE);

  draw_part (gdk_pixbuf_get_pixels (pixbuf), (gsize) gdk_pixbuf_get_rowstride (pixbuf), seed);
  if (!gdk_pixbuf_save (pixbuf, path, "png", NULL, NULL))
    g_error ("cannot write %s", path);
}

static void
place (const Size *size, guint roi, guint *x, guint *y)
{
  const guint columns = (size->width - 32) / (SIDE + 16);

  *x = 16 + roi % columns * (SIDE + 16);
  *y = 16 + roi / columns * (SIDE + 16);
}

static gchar *
make_product (const Size *size)
{
  gchar *folder = g_dir_make_tmp ("aoi-bench-XXXXXX", NULL);
  g_autofree gchar *file = g_build_filename (folder, "rois_config_bench.json", NULL);
  g_autoptr (GString) json = g_string_new ("[");

  for (guint i = 0; i < size->rois; i++) {
    g_autofree gchar *name = g_strdup_printf ("golden_rois/roi_%u", i + 1);
    g_autofree gchar *goldens = g_build_filename (folder, name, NULL);
    guint x, y;

    place (size, i, &x, &y);
    g_string_append_printf (json, "%s{\"idx\":%u,\"type\":\"compare\",\"coords\":[%u,%u,%u,%u]}",
        i > 0 ? "," : "", i + 1, x, y, x + SIDE, y + SIDE);
    g_mkdir_with_parents (goldens, 0755);
    for (guint k = 0; k < size->goldens; k++)
      save_golden (goldens, k, i * 1000 + k);
  }
  g_string_append_c (json, ']');
  if (!g_file_set_contents (file, json->str, -1, NULL))
    g_error ("cannot write %s", file);
  return folder;
}

static GstBuffer *
make_frame (const Size *size)
{
  const gsize stride = GST_ROUND_UP_4 ((gsize) size->width * 3);
  guint8 *pixels = g_malloc0 (stride * size->height);

  for (guint i = 0; i < size->rois; i++) {
    guint x, y;

    place (size, i, &x, &y);
    draw_part (pixels + y * stride + 3 * x, stride, i * 1000 + size->goldens - 1);
  }
  return gst_buffer_new_wrapped (pixels, stride * size->height);
}

static void
run (Size size)
{
  gchar *folder = make_product (&size);
  g_autofree gchar *launch = g_strdup_printf (
      "aoiinspect product=%s max-inflight=1 post-messages=none", folder);
  g_autofree gchar *caps = g_strdup_printf (
      "video/x-raw,format=RGB,width=%u,height=%u,framerate=10/1", size.width, size.height);
  g_autofree gchar *command = g_strdup_printf ("rm -rf '%s'", folder);
  GstHarness *h = bench_harness_new (launch, caps);
  g_autoptr (GstBuffer) frame = make_frame (&size);
  const guint n = CLAMP (200 / size.rois, 1, 50);
  gdouble times[ROUNDS];

  bench_check_passes (h, frame);
  for (guint i = 0; i < ROUNDS; i++) {
    const gdouble begin = bench_cpu ();

    bench_push (h, frame, n);
    times[i] = (bench_cpu () - begin) / n * 1e3;
  }
  qsort (times, ROUNDS, sizeof (gdouble), bench_compare);
  g_print ("growth rois=%u goldens=%u megapixels=%.1f ms=%.2f min=%.2f max=%.2f\n", size.rois,
      size.goldens, size.width * size.height / 1e6, times[ROUNDS / 2], times[0], times[ROUNDS - 1]);
  gst_harness_teardown (h);
  if (system (command) != 0)
    g_printerr ("%s stays\n", folder);
  g_free (folder);
}

int
main (int argc, char **argv)
{
  const Size sizes[] = {
    { 1, 1, 4000, 3000 },
    { 10, 1, 4000, 3000 },
    { 100, 1, 4000, 3000 },
    { 1000, 1, 4000, 3000 },
    { 10, 10, 4000, 3000 },
    { 10, 80, 4000, 3000 },
    { 10, 1, 1200, 900 },
    { 10, 1, 7716, 5360 },
  };

  gst_init (&argc, &argv);
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++)
    run (sizes[i]);
  return 0;
}
