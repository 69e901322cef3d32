/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Characters of which one reaches over the other are taken apart along the ink. */
#include <glib.h>
#include <string.h>

#include "inspectors/ocr/ocr-seam.h"

#define WIDTH 100
#define HEIGHT 80

/* Of the strokes of both characters, and what they are apart. */
#define STROKE 6
#define TOP 20
#define FOOT 60

/* Columns of an L and a T whose arm is over its foot. */
#define L_FROM 20
#define L_TO 48
#define T_FROM 42
#define T_TO 70
#define MIDDLE ((L_TO + T_FROM) / 2)

typedef struct {
  AoiOcrPage page;
  GArray *lines;
  AoiOcrPicture *picture;
  AoiOcrStrip strip;
} Fixture;

static void
draw (AoiOcrPage *page, gint left, gint top, gint right, gint bottom)
{
  for (gint y = top; y < bottom; y++)
    memset (page->gray + y * WIDTH + left, 40, (gsize) (right - left));
}

static void
set_up (Fixture *self, gconstpointer data)
{
  gboolean light;

  g_assert_true (aoi_ocr_page_init (&self->page, WIDTH * HEIGHT));
  memset (self->page.gray, 220, WIDTH * HEIGHT);
  draw (&self->page, L_FROM, TOP, L_FROM + STROKE, FOOT);
  draw (&self->page, L_FROM, FOOT - STROKE, L_TO, FOOT);
  draw (&self->page, T_FROM, TOP, T_TO, TOP + STROKE);
  draw (&self->page, (T_FROM + T_TO - STROKE) / 2, TOP, (T_FROM + T_TO + STROKE) / 2, FOOT);
  aoi_ocr_page_reduce (&self->page, WIDTH, HEIGHT);
  self->lines = aoi_ocr_find_lines (&self->page, &light);
  g_assert_cmpuint (self->lines->len, ==, 1);
  g_assert_false (light);
  aoi_ocr_find_ground (&self->page, self->lines);
  self->picture = aoi_ocr_line_new (&self->page, &g_array_index (self->lines, AoiOcrLine, 0));
  g_assert_nonnull (self->picture);
  aoi_ocr_strip_init (
      &self->strip, &self->page, self->picture, &g_array_index (self->lines, AoiOcrLine, 0));
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  aoi_ocr_strip_clear (&self->strip);
  aoi_ocr_picture_free (self->picture);
  g_array_unref (self->lines);
  aoi_ocr_page_clear (&self->page);
}

/* Of a column of the page. */
static gdouble
measure (const AoiOcrStrip *strip, gint column)
{
  return aoi_ocr_strip_measure_column (strip, column - strip->line->box.x);
}

static void
assert_near (gdouble value, gdouble expected)
{
  g_assert_cmpfloat_with_epsilon (value, expected, 1.5);
}

/* Where both are, both strokes are ink; between seams only that of the one character is. */
static void
test_left (Fixture *self, gconstpointer data)
{
  const gint x = self->strip.line->box.x;
  AoiOcrStretch stretch = { L_FROM - x, MIDDLE - x, FALSE, TRUE };
  AoiOcrStrip alone;

  assert_near (measure (&self->strip, MIDDLE), 2 * STROKE);
  aoi_ocr_strip_init_between (&alone, &self->strip, &stretch);
  assert_near (stretch.from + x, L_FROM);
  assert_near (stretch.to + x, L_TO);
  assert_near (measure (&alone, L_FROM + 2), FOOT - TOP);
  for (gint column = T_FROM + 1; column < L_TO - 1; column++)
    assert_near (measure (&alone, column), STROKE);
  aoi_ocr_strip_clear_between (&alone);
}

static void
test_right (Fixture *self, gconstpointer data)
{
  const gint x = self->strip.line->box.x;
  AoiOcrStretch stretch = { MIDDLE - x, T_TO - x, TRUE, FALSE };
  AoiOcrStrip alone;

  aoi_ocr_strip_init_between (&alone, &self->strip, &stretch);
  assert_near (stretch.from + x, T_FROM);
  assert_near (stretch.to + x, T_TO);
  for (gint column = T_FROM + 1; column < L_TO - 1; column++)
    assert_near (measure (&alone, column), STROKE);
  aoi_ocr_strip_clear_between (&alone);
}

/* What touches nothing stays as it is. */
static void
test_apart (Fixture *self, gconstpointer data)
{
  const gint width = self->strip.line->box.width;
  AoiOcrStretch stretch = { 0, width, FALSE, FALSE };
  AoiOcrStrip same;

  aoi_ocr_strip_init_between (&same, &self->strip, &stretch);
  g_assert_cmpmem (same.inked, (gsize) width, self->strip.inked, (gsize) width);
  for (gint column = 0; column < width; column++)
    g_assert_cmpfloat (aoi_ocr_strip_measure_column (&same, column), ==,
        aoi_ocr_strip_measure_column (&self->strip, column));
  aoi_ocr_strip_clear_between (&same);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/ocr/seam/left", Fixture, NULL, set_up, test_left, tear_down);
  g_test_add ("/ocr/seam/right", Fixture, NULL, set_up, test_right, tear_down);
  g_test_add ("/ocr/seam/apart", Fixture, NULL, set_up, test_apart, tear_down);
  return g_test_run ();
}
