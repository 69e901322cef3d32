/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What `aoi challenge` draws: defects where and as large as asked for, and nuisances. */
#include "challenge/challenge-draw.h"

#include <math.h>
#include <string.h>

#include "challenge/challenge-ground.h"
#include "challenge/challenge-likeness.h"
#include "challenge/challenge-nuisance.h"
#include "fixtures.h"

#define WIDTH 80
#define HEIGHT 60
#define MARGIN 20

/* A drawing of a golden, with what it needs. */
typedef struct {
  AoiRgbImage *golden, *before;
  GPtrArray *others, *thumbs;
  GRand *rand;
  ChallengeDrawing drawing;
  ChallengeSubject subject;
} Case;

static AoiRgbImage *
draw_golden (gboolean with_part)
{
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (WIDTH, HEIGHT, 0x285838);
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  const AoiRect body = { 20, 15, 40, 30 }, pad = { 10, 20, 12, 20 }, mark = { 26, 20, 6, 6 };
  AoiRgbImage *golden = aoi_rgb_image_new (WIDTH, HEIGHT);

  if (with_part) {
    fixture_fill_rect (canvas, &pad, 0xc8ccd0);
    fixture_fill_rect (canvas, &body, 0xb06020);
    fixture_fill_rect (canvas, &mark, 0xf0f0f0);
  }
  fixture_add_noise (canvas, rand, 2.0);
  memcpy (golden->data, canvas->data, 3 * WIDTH * HEIGHT);
  return golden;
}

static void
case_init (Case *self, guint32 seed)
{
  self->golden = draw_golden (TRUE);
  self->others = g_ptr_array_new ();
  self->thumbs = g_ptr_array_new_with_free_func ((GDestroyNotify) challenge_thumb_free);
  g_ptr_array_add (self->thumbs, challenge_thumb_new (self->golden));
  self->rand = g_rand_new_with_seed (seed);
  challenge_drawing_init (&self->drawing, self->golden, MARGIN, self->rand);
  self->before = challenge_drawing_get_view (&self->drawing);
  self->subject = (ChallengeSubject){ self->others, self->thumbs, FALSE };
  challenge_drawing_begin_layer (&self->drawing);
}

static void
case_clear (Case *self)
{
  challenge_drawing_clear (&self->drawing);
  g_clear_pointer (&self->golden, aoi_rgb_image_free);
  g_clear_pointer (&self->before, aoi_rgb_image_free);
  g_clear_pointer (&self->others, g_ptr_array_unref);
  g_clear_pointer (&self->thumbs, g_ptr_array_unref);
  g_clear_pointer (&self->rand, g_rand_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Case, case_clear)

/* The box around the pixels of the view that changed by more than noise. */
static AoiRect
get_changed (const Case *self)
{
  g_autoptr (AoiRgbImage) after = challenge_drawing_get_view (&self->drawing);
  gint left = WIDTH, top = HEIGHT, right = -1, bottom = -1;

  for (gint y = 0; y < HEIGHT; y++)
    for (gint x = 0; x < WIDTH; x++) {
      gint i = 3 * (y * WIDTH + x);

      if (ABS (after->data[i] - self->before->data[i]) < 10
          && ABS (after->data[i + 2] - self->before->data[i + 2]) < 10)
        continue;
      left = MIN (left, x);
      right = MAX (right, x);
      top = MIN (top, y);
      bottom = MAX (bottom, y);
    }
  return (AoiRect){ left, top, right - left + 1, bottom - top + 1 };
}

static void
test_surroundings (void)
{
  g_auto (Case) self = { 0 };

  case_init (&self, 1);
  g_assert_true (aoi_rgb_image_equal (self.before, self.golden));
  for (gint i = 1; i <= MARGIN; i++)
    g_assert_cmpmem (
        self.drawing.canvas->data + 3 * challenge_drawing_get_offset (&self.drawing, -i, 7), 3,
        self.drawing.canvas->data + 3 * challenge_drawing_get_offset (&self.drawing, i, 7), 3);
}

/* Surroundings of more than the golden has are there too. */
static void
test_small (void)
{
  g_autoptr (AoiRgbImage) golden = aoi_rgb_image_new (1, 2);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_autofree gfloat *grain = challenge_grain_new (1);
  g_auto (ChallengeDrawing) drawing = { 0 };
  g_autoptr (GError) error = NULL;

  memset (golden->data, 77, 6);
  challenge_drawing_init (&drawing, golden, 9, rand);
  g_assert_cmpint (drawing.canvas->width, ==, 19);
  g_assert_cmpint (drawing.canvas->data[0], ==, 77);
  g_assert_true (challenge_nuisance_apply (&drawing, grain, &error));
  g_assert_no_error (error);
}

static void
test_missing (void)
{
  g_auto (Case) self = { 0 };
  g_autoptr (AoiRgbImage) after = NULL;

  case_init (&self, 1);
  g_assert_true (challenge_draw_missing (&self.drawing, &self.subject, 1.0));
  g_assert_cmpfloat (challenge_drawing_get_visibility (&self.drawing), >, 20.0);
  challenge_drawing_end_layer (&self.drawing);
  after = challenge_drawing_get_view (&self.drawing);
  g_assert_false (challenge_ground_is_all (self.before));
  g_assert_true (challenge_ground_is_all (after));
}

static void
test_missing_on_bare (void)
{
  g_auto (Case) self = { 0 };
  g_autoptr (AoiRgbImage) bare = draw_golden (FALSE);

  g_assert_true (challenge_ground_is_all (bare));
  case_init (&self, 1);
  self.subject.is_bare = TRUE;
  g_assert_true (challenge_draw_missing (&self.drawing, &self.subject, 1.0));
  g_assert_cmpfloat (challenge_drawing_get_visibility (&self.drawing), ==, 0.0);
}

/* A box is seen in the areas that it reaches into, and in no others. */
static void
test_touches (void)
{
  const AoiRect areas[] = { { 0, 0, 10, 10 }, { 20, 5, 4, 4 }, { 300, 300, 9, 9 } };
  g_autoptr (GArray) ignored = g_array_new (FALSE, FALSE, sizeof (AoiRect));
  g_auto (Case) self = { 0 };

  case_init (&self, 1);
  challenge_drawing_begin_layer (&self.drawing);
  challenge_drawing_mask_box (&self.drawing, 22, 7, 10, 10, 0.0);
  g_assert_false (challenge_drawing_touches (&self.drawing, ignored));
  g_array_append_val (ignored, areas[0]);
  g_array_append_val (ignored, areas[2]);
  g_assert_false (challenge_drawing_touches (&self.drawing, ignored));
  g_array_append_val (ignored, areas[1]);
  g_assert_true (challenge_drawing_touches (&self.drawing, ignored));
}

/* Of each size that is drawn, what changes is no larger and not much smaller. */
static void
check_extent (ChallengeDraw draw, gdouble size, gdouble least)
{
  guint drawn = 0;

  for (guint32 seed = 0; seed < 40; seed++) {
    g_auto (Case) self = { 0 };
    AoiRect changed;

    case_init (&self, seed);
    if (!draw (&self.drawing, &self.subject, size)
        || challenge_drawing_get_visibility (&self.drawing) < 30.0)
      continue;
    challenge_drawing_end_layer (&self.drawing);
    changed = get_changed (&self);
    drawn++;
    g_assert_cmpfloat (MAX (changed.width, changed.height), <=, size + 2.5);
    g_assert_cmpfloat (hypot (changed.width, changed.height), >=, least * size);
  }
  g_assert_cmpuint (drawn, >=, 5);
}

static void
test_extents (void)
{
  check_extent (challenge_draw_blob, 6.0, 0.8);
  check_extent (challenge_draw_blob, 12.0, 0.8);
  check_extent (challenge_draw_bridge, 9.0, 0.8);
  check_extent (challenge_draw_bridge, 24.0, 0.8);
  check_extent (challenge_draw_patch, 8.0, 0.1);
  check_extent (challenge_draw_patch, 20.0, 0.1);
}

/* Blobs and patches stay where an ordinary shift does not carry them out. */
static void
test_inset (void)
{
  gint inset = challenge_get_inset (HEIGHT);

  for (guint32 seed = 0; seed < 40; seed++) {
    g_auto (Case) self = { 0 };
    AoiRect changed;

    case_init (&self, seed);
    g_assert_true (challenge_draw_blob (&self.drawing, &self.subject, 8.0));
    challenge_drawing_end_layer (&self.drawing);
    changed = get_changed (&self);
    g_assert_cmpint (changed.x, >=, inset - 1);
    g_assert_cmpint (changed.y, >=, inset - 1);
    g_assert_cmpint (changed.x + changed.width, <=, WIDTH - inset + 1);
    g_assert_cmpint (changed.y + changed.height, <=, HEIGHT - inset + 1);
  }
}

/* Something too large for the view is refused, not drawn smaller. */
static void
test_no_room (void)
{
  g_auto (Case) self = { 0 };

  case_init (&self, 1);
  g_assert_false (challenge_draw_blob (&self.drawing, &self.subject, 59.0));
  g_assert_false (challenge_draw_patch (&self.drawing, &self.subject, 59.0));
}

static void
test_turned (void)
{
  g_auto (Case) self = { 0 };
  g_autoptr (AoiRgbImage) after = NULL;

  case_init (&self, 1);
  g_assert_false (challenge_draw_turned_90 (&self.drawing, &self.subject, 1.0));
  g_assert_true (challenge_draw_turned_180 (&self.drawing, &self.subject, 1.0));
  challenge_drawing_end_layer (&self.drawing);
  after = challenge_drawing_get_view (&self.drawing);
  for (gint i = 0; i < WIDTH * HEIGHT; i++)
    g_assert_cmpint (
        ABS (after->data[3 * i] - self.golden->data[3 * (WIDTH * HEIGHT - 1 - i)]), <=, 1);
}

static void
test_tilted (void)
{
  gdouble previous = 0.0;

  for (gdouble degrees = 2.0; degrees <= 8.0; degrees *= 2.0) {
    g_auto (Case) self = { 0 };
    gdouble visibility;

    case_init (&self, 1);
    g_assert_true (challenge_draw_tilted (&self.drawing, &self.subject, degrees));
    visibility = challenge_drawing_get_visibility (&self.drawing);
    g_assert_cmpfloat (visibility, >, previous);
    previous = visibility;
  }
}

static void
test_displaced (void)
{
  g_auto (Case) self = { 0 };
  g_autoptr (AoiRgbImage) after = NULL;

  case_init (&self, 1);
  g_assert_true (challenge_draw_displaced (&self.drawing, &self.subject, 15.0));
  challenge_drawing_end_layer (&self.drawing);
  after = challenge_drawing_get_view (&self.drawing);
  g_assert_cmpmem (after->data, 3 * WIDTH, self.golden->data, 3 * WIDTH);
  g_assert_false (aoi_rgb_image_equal (after, self.golden));
}

static void
test_wrong (void)
{
  g_auto (Case) self = { 0 };
  g_autoptr (AoiRgbImage) other = aoi_rgb_image_new (60, 50);

  case_init (&self, 1);
  g_assert_false (challenge_draw_wrong (&self.drawing, &self.subject, 1.0));
  g_ptr_array_add (self.others, self.golden);
  g_assert_false (challenge_draw_wrong (&self.drawing, &self.subject, 1.0));
  for (gint i = 0; i < 60 * 50; i++)
    memset (other->data + 3 * i, (i / 60 / 10 + i % 60 / 10) % 2 ? 220 : 30, 3);
  g_ptr_array_add (self.others, other);
  g_assert_true (challenge_draw_wrong (&self.drawing, &self.subject, 1.0));
}

/* Where there is colour it changes, lightness of the rest stays. */
static void
test_colour (void)
{
  g_auto (Case) self = { 0 };
  g_autoptr (AoiRgbImage) after = NULL;
  const gint white = 3 * (23 * WIDTH + 29), body = 3 * (30 * WIDTH + 45);

  case_init (&self, 1);
  g_assert_true (challenge_draw_colour (&self.drawing, &self.subject, 120.0));
  challenge_drawing_end_layer (&self.drawing);
  after = challenge_drawing_get_view (&self.drawing);
  g_assert_cmpmem (after->data + white, 3, self.golden->data + white, 3);
  g_assert_cmpint (self.golden->data[body], >, self.golden->data[body + 2] + 100);
  g_assert_cmpint (after->data[body], <, MAX (after->data[body + 1], after->data[body + 2]) - 50);
}

static void
test_colour_of_gray (void)
{
  g_autoptr (AoiRgbImage) gray = aoi_rgb_image_new (WIDTH, HEIGHT);
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);
  g_auto (ChallengeDrawing) drawing = { 0 };
  ChallengeSubject subject = { 0 };

  memset (gray->data, 130, 3 * WIDTH * HEIGHT);
  challenge_drawing_init (&drawing, gray, MARGIN, rand);
  challenge_drawing_begin_layer (&drawing);
  g_assert_false (challenge_draw_colour (&drawing, &subject, 120.0));
}

/* Each seed gives another picture of about the same board, and the same one again. */
static void
test_nuisance (void)
{
  g_autofree gfloat *grain = challenge_grain_new (1);
  g_auto (Case) a = { 0 };
  g_auto (Case) b = { 0 };
  g_auto (Case) c = { 0 };
  Case *const cases[] = { &a, &b, &c };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (AoiRgbImage) view = NULL;
    g_autoptr (ChallengeThumb) thumb = NULL;

    case_init (cases[i], i == 2 ? 9 : 8);
    g_assert_true (challenge_nuisance_apply (&cases[i]->drawing, grain, &error));
    g_assert_no_error (error);
    view = challenge_drawing_get_view (&cases[i]->drawing);
    g_assert_false (aoi_rgb_image_equal (view, cases[i]->golden));
    thumb = challenge_thumb_new (view);
    g_assert_cmpfloat (
        challenge_thumb_get_likeness (thumb, g_ptr_array_index (a.thumbs, 0), 0.15), >, 0.9);
  }
  g_assert_true (aoi_rgb_image_equal (a.drawing.canvas, b.drawing.canvas));
  g_assert_false (aoi_rgb_image_equal (a.drawing.canvas, c.drawing.canvas));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/challenge-draw/surroundings", test_surroundings);
  g_test_add_func ("/challenge-draw/small", test_small);
  g_test_add_func ("/challenge-draw/missing", test_missing);
  g_test_add_func ("/challenge-draw/missing-on-bare", test_missing_on_bare);
  g_test_add_func ("/challenge-draw/touches", test_touches);
  g_test_add_func ("/challenge-draw/extents", test_extents);
  g_test_add_func ("/challenge-draw/inset", test_inset);
  g_test_add_func ("/challenge-draw/no-room", test_no_room);
  g_test_add_func ("/challenge-draw/turned", test_turned);
  g_test_add_func ("/challenge-draw/tilted", test_tilted);
  g_test_add_func ("/challenge-draw/displaced", test_displaced);
  g_test_add_func ("/challenge-draw/wrong", test_wrong);
  g_test_add_func ("/challenge-draw/colour", test_colour);
  g_test_add_func ("/challenge-draw/colour-of-gray", test_colour_of_gray);
  g_test_add_func ("/challenge-draw/nuisance", test_nuisance);
  return g_test_run ();
}
