/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How long it takes to find a fiducial in a full-size Bayer frame, its pixels read from memory that is in no cache: CPU
 * time, median of places all over the frame. */
#include <math.h>
#include <string.h>

#include "aoi-pixels.h"
#include "bench.h"
#include "ops/locate.h"
#include "ops/shape.h"

#define WIDTH 7716
#define HEIGHT 5360
#define PLACES 101
#define BACKGROUND 60

typedef struct {
  AoiShape shape;
  gint size, range;
} Case;

static guint8 *frame;

/* A board's texture: what is found must stand out from it. */
static void
draw_board (const AoiRect *rect)
{
  for (gint y = rect->y; y < rect->y + rect->height; y++) {
    for (gint x = rect->x; x < rect->x + rect->width; x++) {
      const guint32 i = (guint32) (y * WIDTH + x);

      frame[i] = (guint8) (BACKGROUND + (i * 2654435761u >> 24) % 30);
    }
  }
}

static void
put_shape (const Case *c, gint x, gint y)
{
  const gint side = aoi_shape_get_side (c->size);
  g_autofree guint8 *drawn = g_malloc ((gsize) side * (gsize) side);

  aoi_shape_draw (c->shape, c->size, TRUE, drawn);
  for (gint row = 0; row < side; row++)
    memcpy (frame + (gsize) (y + row) * WIDTH + x, drawn + row * side, (gsize) side);
}

static gdouble
time_one (const AoiLocator *locator, const AoiImage *image, const AoiRect *window, guint8 *gray,
    gpointer work, AoiLocated *located)
{
  const AoiView view = { .image = image, .rect = *window };
  const gdouble begin = bench_cpu ();

  aoi_pixels_read_gray (&view, gray, (gsize) window->width);
  aoi_locator_find (locator, gray, (gsize) window->width, work, located);
  return (bench_cpu () - begin) * 1e3;
}

static void
run (const Case *c, const AoiImage *image)
{
  const gint side = aoi_shape_get_side (c->size);
  g_autofree guint8 *drawn = g_malloc ((gsize) side * (gsize) side);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autoptr (AoiLocator) locator = NULL;
  g_autofree guint8 *gray = NULL;
  g_autofree gpointer work = NULL;
  gdouble ms[PLACES], farthest = 0.0;
  AoiRect window = { 0 };

  aoi_shape_draw (c->shape, c->size, TRUE, drawn);
  locator = aoi_locator_new (drawn, side, side, c->range);
  aoi_locator_get_window (locator, &window.width, &window.height);
  gray = g_malloc ((gsize) window.width * (gsize) window.height);
  work = g_malloc0 (aoi_locator_get_work_size (locator));
  for (guint i = 0; i < PLACES; i++) {
    const gint dx = g_rand_int_range (rand, -c->range, c->range + 1);
    const gint dy = g_rand_int_range (rand, -c->range, c->range + 1);
    AoiLocated located;

    window.x = g_rand_int_range (rand, 0, WIDTH - window.width);
    window.y = g_rand_int_range (rand, 0, HEIGHT - window.height);
    put_shape (
        c, window.x + (window.width - side) / 2 + dx, window.y + (window.height - side) / 2 + dy);
    ms[i] = time_one (locator, image, &window, gray, work, &located);
    draw_board (&window);
    farthest = MAX (farthest,
        hypot (
            located.best.x - window.width / 2.0 - dx, located.best.y - window.height / 2.0 - dy));
  }
  g_print ("fiducial shape=%s size=%d range=%d ms=%.3f off=%.2f\n", aoi_shape_to_string (c->shape),
      c->size, c->range, bench_median (ms, PLACES), farthest);
}

int
main (void)
{
  const Case cases[] = {
    { AOI_SHAPE_CIRCLE, 64, 40 },
    { AOI_SHAPE_RING, 64, 40 },
    { AOI_SHAPE_CROSS, 64, 40 },
    { AOI_SHAPE_SQUARE, 64, 40 },
    { AOI_SHAPE_CIRCLE, 24, 40 },
    { AOI_SHAPE_CIRCLE, 24, 128 },
    { AOI_SHAPE_CIRCLE, 200, 128 },
  };
  const AoiRect whole = { 0, 0, WIDTH, HEIGHT };
  AoiImage image;

  frame = g_malloc ((gsize) WIDTH * HEIGHT);
  draw_board (&whole);
  aoi_image_init (&image, AOI_FORMAT_BAYER_GBRG, WIDTH, HEIGHT);
  image.data[0] = frame;
  image.stride[0] = WIDTH;
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    run (&cases[i], &image);
  g_free (frame);
  return 0;
}
