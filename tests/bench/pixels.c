/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Views of a Bayer frame against memcpy() of the same source bytes: ROIs all over a full-size frame, so
 * that none is in a cache; both in turn, median of the ratios. Then views along an alignment against straight ones. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "aoi-pixels.h"
#include "bench.h"

#define WIDTH 7716
#define HEIGHT 5360
#define ROIS 400
#define ROUNDS 15

typedef struct {
  const gchar *name;
  void (*read) (const AoiView *view, guint8 *dest, gsize stride);
  gint shrink;
  gint bytes; /* a pixel */
} Case;

static AoiRect rois[ROIS];
static guint8 *frame, *dest;

static void
place_rois (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint i = 0; i < ROIS; i++) {
    AoiRect *roi = &rois[i];

    roi->width = g_rand_int_range (rand, 40, 300) * 2;
    roi->height = g_rand_int_range (rand, 40, 300) * 2;
    roi->x = g_rand_int_range (rand, 0, (WIDTH - roi->width) / 2) * 2;
    roi->y = g_rand_int_range (rand, 0, (HEIGHT - roi->height) / 2) * 2;
  }
}

static gdouble
time_copy (void)
{
  const gdouble begin = bench_cpu ();

  for (guint i = 0; i < ROIS; i++)
    for (gint y = 0; y < rois[i].height; y++)
      memcpy (dest + (gsize) y * (gsize) rois[i].width,
          frame + (gsize) (rois[i].y + y) * WIDTH + (gsize) rois[i].x, (gsize) rois[i].width);
  return bench_cpu () - begin;
}

static gdouble
time_read (const Case *c, const AoiImage *image, guint rotation)
{
  const gdouble begin = bench_cpu ();

  for (guint i = 0; i < ROIS; i++) {
    const AoiRect *roi = &rois[i];
    const AoiView view = { image,
      { roi->x / c->shrink, roi->y / c->shrink, roi->width / c->shrink, roi->height / c->shrink },
      rotation };
    gint width, height;

    aoi_view_get_size (&view, &width, &height);
    c->read (&view, dest, (gsize) (width * c->bytes));
  }
  return bench_cpu () - begin;
}

static void
run (const Case *c, const AoiImage *image, guint rotation)
{
  gdouble ratios[ROUNDS];

  time_read (c, image, rotation);
  for (guint i = 0; i < ROUNDS; i++) {
    const gdouble copy = time_copy ();

    ratios[i] = time_read (c, image, rotation) / copy;
  }
  qsort (ratios, ROUNDS, sizeof (gdouble), bench_compare);
  g_print ("pixels %s rotation=%u ratio=%.2f min=%.2f max=%.2f\n", c->name, rotation,
      ratios[ROUNDS / 2], ratios[0], ratios[ROUNDS - 1]);
}

/* Along an alignment, against the straight views of the same ROIs. */
static void
run_aligned (const Case *c, const AoiImage *image, guint rotation, gdouble degrees)
{
  const gdouble angle = degrees * G_PI / 180.0;
  AoiImage aligned = *image;
  gdouble ratios[ROUNDS];

  aligned.aligned = TRUE;
  aligned.alignment = (AoiAlignment){ 1.002 * cos (angle), 1.002 * sin (angle), 31.3, -12.7 };
  time_read (c, &aligned, rotation);
  for (guint i = 0; i < ROUNDS; i++) {
    const gdouble straight = time_read (c, image, rotation);

    ratios[i] = time_read (c, &aligned, rotation) / straight;
  }
  qsort (ratios, ROUNDS, sizeof (gdouble), bench_compare);
  g_print ("pixels kind=aligned degrees=%.1f %s rotation=%u ratio=%.2f min=%.2f max=%.2f\n",
      degrees, c->name, rotation, ratios[ROUNDS / 2], ratios[0], ratios[ROUNDS - 1]);
}

int
main (void)
{
  const Case cases[] = {
    { "size=full to=gray", aoi_pixels_read_gray, 1, 1 },
    { "size=full to=rgb", aoi_pixels_read_rgb, 1, 3 },
    { "size=half to=gray", aoi_pixels_read_gray_half, 2, 1 },
    { "size=half to=rgb", aoi_pixels_read_rgb_half, 2, 3 },
  };
  const gdouble degrees[] = { 0.6, 2.0 };
  AoiImage image;

  frame = g_malloc ((gsize) WIDTH * HEIGHT);
  for (gsize i = 0; i < (gsize) WIDTH * HEIGHT; i++)
    frame[i] = (guint8) (i * 2654435761u >> 13);
  dest = g_malloc (600 * 600 * 3);
  place_rois ();
  aoi_image_init (&image, AOI_FORMAT_BAYER_GBRG, WIDTH, HEIGHT);
  image.data[0] = frame;
  image.stride[0] = WIDTH;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint rotation = 0; rotation <= 90; rotation += 90)
      run (&cases[i], &image, rotation);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    for (guint rotation = 0; rotation <= 90; rotation += 90)
      for (guint k = 0; k < G_N_ELEMENTS (degrees); k++)
        run_aligned (&cases[i], &image, rotation, degrees[k]);
  g_free (frame);
  g_free (dest);
  return 0;
}
