/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Views of frames in which the board does not lie at rest. */
#include <math.h>

#include "pixels-support.h"

#define WIDTH 150
#define HEIGHT 110
#define AROUND 60 /* beyond the frame, where its nearest pixel is repeated */

/* How far a gray level may be from the exact one: as aoi_pixels_read_gray() says. */
#define NEAR 1.8

typedef void (*Read) (const AoiView *view, guint8 *dest, gsize stride);

/* How pixels are read. */
static const struct {
  Read read;
  gint n_planes, size; /* bytes a pixel; pixels a cell's side */
} kinds[] = {
  { aoi_pixels_read_gray, 1, 1 },
  { aoi_pixels_read_rgb, 3, 1 },
  { aoi_pixels_read_gray_half, 1, 2 },
  { aoi_pixels_read_rgb_half, 3, 2 },
};

static AoiAlignment
random_alignment (GRand *rand)
{
  const gdouble angle = g_rand_double_range (rand, -5.0, 5.0) * G_PI / 180.0;
  const gdouble scale = g_rand_double_range (rand, 0.98, 1.02);

  return (AoiAlignment){ scale * cos (angle), scale * sin (angle),
    g_rand_double_range (rand, -9.0, 9.0), g_rand_double_range (rand, -9.0, 9.0) };
}

/* About the middle of a frame. @most: radians */
static AoiAlignment
random_turn (GRand *rand, gdouble most, gint width, gint height)
{
  const gdouble angle = g_rand_double_range (rand, -most, most);
  const gdouble scale = g_rand_double_range (
      rand, 1.0 / AOI_ALIGNMENT_MAX_SCALE, AOI_ALIGNMENT_MAX_SCALE);
  const gdouble c = scale * cos (angle), s = scale * sin (angle);

  return (AoiAlignment){ c, s, width / 2.0 - c * width / 2.0 + s * height / 2.0,
    height / 2.0 - s * width / 2.0 - c * height / 2.0 };
}

static AoiRect
random_rect (GRand *rand, gint width, gint height)
{
  AoiRect rect = { g_rand_int_range (rand, 0, width - 10),
    g_rand_int_range (rand, 0, height - 10) };

  rect.width = g_rand_int_range (rand, 1, width - rect.x + 1);
  rect.height = g_rand_int_range (rand, 1, height - rect.y + 1);
  return rect;
}

/* A frame with what is repeated around it, unturned and not aligned. */
typedef struct {
  guint8 *pixels;
  gint width, height, stride; /* stride: bytes */
  guint kind;
} All;

static void
all_clear (All *self)
{
  g_free (self->pixels);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (All, all_clear)

static void
all_init (All *self, const AoiImage *image, guint kind)
{
  const gint size = kinds[kind].size;
  const gint width = (image->width + 2 * AROUND) / size;
  const gint height = (image->height + 2 * AROUND) / size;
  const AoiView view = { .image = image,
    .rect = { -AROUND / size, -AROUND / size, width, height } };

  *self = (All){ g_malloc ((gsize) width * (gsize) height * 3), width, height,
    width * kinds[kind].n_planes, kind };
  kinds[kind].read (&view, self->pixels, (gsize) self->stride);
}

/* Between the four pixels around a place of the frame. */
static gdouble
sample (const All *all, gdouble x, gdouble y, gint plane)
{
  const gint size = kinds[all->kind].size, n_planes = kinds[all->kind].n_planes;
  const gdouble px = x / size - 0.5 + AROUND / size, py = y / size - 0.5 + AROUND / size;
  const gint ix = (gint) floor (px), iy = (gint) floor (py);
  const gdouble right = px - ix, below = py - iy;
  const guint8 *upper = all->pixels + iy * all->stride + ix * n_planes + plane;
  const guint8 *lower = upper + all->stride;

  g_assert_cmpint (ix, >=, 0);
  g_assert_cmpint (ix, <, all->width - 1);
  g_assert_cmpint (iy, >=, 0);
  g_assert_cmpint (iy, <, all->height - 1);
  return (1.0 - below) * ((1.0 - right) * upper[0] + right * upper[n_planes])
      + below * ((1.0 - right) * lower[0] + right * lower[n_planes]);
}

static void
check_view (const AoiView *view, const All *all)
{
  const gint size = kinds[all->kind].size, n_planes = kinds[all->kind].n_planes;
  const AoiAlignment *a = &view->image->alignment;
  g_autofree guint8 *pixels = NULL;
  gint width, height;

  aoi_view_get_size (view, &width, &height);
  pixels = g_malloc ((gsize) width * (gsize) height * (gsize) n_planes);
  kinds[all->kind].read (view, pixels, (gsize) (width * n_planes));
  for (gint y = 0; y < height; y++) {
    for (gint x = 0; x < width; x++) {
      gdouble rx, ry;

      aoi_view_point_to_frame (view, x + 0.5, y + 0.5, &rx, &ry);
      rx *= size;
      ry *= size;
      for (gint k = 0; k < n_planes; k++)
        g_assert_cmpfloat_with_epsilon (pixels[(y * width + x) * n_planes + k],
            sample (all, a->c * rx - a->s * ry + a->x0, a->s * rx + a->c * ry + a->y0, k), NEAR);
    }
  }
}

static void
test_bilinear (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (AoiFormat format = AOI_FORMAT_GRAY8; format < AOI_FORMAT_LAST; format++) {
    g_auto (Frame) frame = { 0 };

    frame_init (&frame, rand, format, WIDTH, HEIGHT);
    for (guint kind = 0; kind < G_N_ELEMENTS (kinds); kind++) {
      g_auto (All) all = { 0 };
      AoiImage aligned = frame.image;

      all_init (&all, &frame.image, kind);
      aligned.aligned = TRUE;
      for (guint rotation = 0; rotation < 360; rotation += 90) {
        const AoiView view = { &aligned,
          random_rect (rand, WIDTH / kinds[kind].size, HEIGHT / kinds[kind].size), rotation };

        aligned.alignment = random_alignment (rand);
        check_view (&view, &all);
      }
    }
  }
}

/* @most: radians */
static void
check_turned (GRand *rand, gdouble most, gint width, gint height)
{
  const guint kind = (guint) g_rand_int_range (rand, 0, G_N_ELEMENTS (kinds));
  const gint size = kinds[kind].size;
  g_auto (Frame) frame = { 0 };
  g_auto (All) all = { 0 };
  AoiImage aligned;
  const AoiView view = { &aligned, random_rect (rand, width / size, height / size),
    90 * (guint) g_rand_int_range (rand, 0, 4) };

  frame_init (
      &frame, rand, g_rand_int_range (rand, AOI_FORMAT_GRAY8, AOI_FORMAT_LAST), width, height);
  all_init (&all, &frame.image, kind);
  aligned = frame.image;
  aligned.aligned = TRUE;
  aligned.alignment = random_turn (rand, most, width, height);
  check_view (&view, &all);
}

/* By any angle. */
static void
test_turned (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);

  for (guint round = 0; round < 100; round++)
    check_turned (rand, G_PI, 120, 120);
}

/* Runs longer than are read at once. */
static void
test_wide (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  for (guint round = 0; round < 40; round++)
    check_turned (rand, 5.0 * G_PI / 180.0, 700, 60);
}

/* By whole pixels nothing is interpolated: the same bytes as those of the view that is moved. */
static void
test_whole_moves (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (gint round = 0; round < 200; round++) {
    const guint kind = (guint) g_rand_int_range (rand, 0, G_N_ELEMENTS (kinds));
    const gint size = kinds[kind].size;
    const gint dx = round < 20 ? 0 : g_rand_int_range (rand, -20, 21);
    const gint dy = round < 20 ? 0 : g_rand_int_range (rand, -20, 21);
    const gsize most = (gsize) WIDTH * HEIGHT * 3;
    g_autofree guint8 *wanted = g_malloc0 (most), *pixels = g_malloc0 (most);
    g_auto (Frame) frame = { 0 };
    AoiView view = { &frame.image, random_rect (rand, WIDTH / size, HEIGHT / size),
      90 * (guint) g_rand_int_range (rand, 0, 4) };
    AoiImage aligned;
    gint width, height;

    frame_init (
        &frame, rand, g_rand_int_range (rand, AOI_FORMAT_GRAY8, AOI_FORMAT_LAST), WIDTH, HEIGHT);
    aligned = frame.image;
    aligned.aligned = TRUE;
    aligned.alignment = (AoiAlignment){ 1.0, 0.0, dx * size, dy * size };
    aoi_view_get_size (&view, &width, &height);
    view.rect.x += dx;
    view.rect.y += dy;
    kinds[kind].read (&view, wanted, (gsize) (width * kinds[kind].n_planes));
    view.rect.x -= dx;
    view.rect.y -= dy;
    view.image = &aligned;
    kinds[kind].read (&view, pixels, (gsize) (width * kinds[kind].n_planes));
    g_assert_cmpmem (pixels, most, wanted, most);
  }
}

/* A copy of a part shows what the frame does: it has its alignment, and the pixels that this reads. */
static void
test_copy (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);

  for (gint round = 0; round < 200; round++) {
    const guint kind = (guint) g_rand_int_range (rand, 0, 2);
    const gsize most = (gsize) WIDTH * HEIGHT * 3;
    g_autofree guint8 *wanted = g_malloc0 (most), *pixels = g_malloc0 (most), *memory = NULL;
    g_auto (Frame) frame = { 0 };
    AoiView view = { &frame.image, random_rect (rand, WIDTH, HEIGHT),
      90 * (guint) g_rand_int_range (rand, 0, 4) };
    const AoiRect part = aoi_rect_inflate (&view.rect, AOI_PIXELS_MARGIN);
    AoiImage copy;
    gint width, height;

    frame_init (
        &frame, rand, g_rand_int_range (rand, AOI_FORMAT_GRAY8, AOI_FORMAT_LAST), WIDTH, HEIGHT);
    frame.image.aligned = TRUE;
    frame.image.alignment = random_alignment (rand);
    memory = g_malloc (aoi_image_copy_size (&frame.image, &part));
    aoi_image_copy_part (&frame.image, &part, memory, &copy);
    if (aoi_rect_is_empty (&copy.valid))
      continue;
    aoi_view_get_size (&view, &width, &height);
    kinds[kind].read (&view, wanted, (gsize) (width * kinds[kind].n_planes));
    view.image = &copy;
    kinds[kind].read (&view, pixels, (gsize) (width * kinds[kind].n_planes));
    g_assert_cmpmem (pixels, most, wanted, most);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/pixels-aligned/bilinear", test_bilinear);
  g_test_add_func ("/pixels-aligned/turned", test_turned);
  g_test_add_func ("/pixels-aligned/wide", test_wide);
  g_test_add_func ("/pixels-aligned/whole-moves", test_whole_moves);
  g_test_add_func ("/pixels-aligned/copy", test_copy);

  return g_test_run ();
}
