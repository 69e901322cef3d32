/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Shares of colours against a slow count of the same pixels, and those of mosaics against the picture
 * that the mosaic was made of. */
#include <math.h>
#include <string.h>

#include "aoi-pixels.h"
#include "fixtures.h"

static const AoiFormat formats[] = { AOI_FORMAT_RGB, AOI_FORMAT_BGRX, AOI_FORMAT_BAYER_BGGR,
  AOI_FORMAT_BAYER_GBRG, AOI_FORMAT_BAYER_GRBG, AOI_FORMAT_BAYER_RGGB };

#define N_PLAIN 2

static gboolean
is_inside (const guint8 *rgb, const guint8 *lower, const guint8 *upper)
{
  for (guint c = 0; c < 3; c++)
    if (rgb[c] < lower[c] || rgb[c] > upper[c])
      return FALSE;
  return TRUE;
}

static guint
count_slowly (const AoiView *view, const guint8 *lower, const guint8 *upper)
{
  gint width = view->rect.width, height = view->rect.height;
  g_autofree guint8 *rgb = g_malloc (3 * (gsize) width * height);
  const AoiView upright = { view->image, view->rect, 0 };
  guint count = 0;

  aoi_pixels_read_rgb (&upright, rgb, 3 * (gsize) width);
  for (gint i = 0; i < width * height; i++)
    count += is_inside (rgb + 3 * (gsize) i, lower, upper);
  return count;
}

static AoiColorRange *
add_random_range (AoiRoi *roi, GRand *rand, const gchar *name)
{
  AoiColorRange *range = g_new0 (AoiColorRange, 1);

  range->name = g_strdup (name);
  for (guint c = 0; c < 3; c++) {
    const gint a = g_rand_int_range (rand, 0, 256), b = g_rand_int_range (rand, 0, 256);

    range->lower[c] = (guint8) MIN (a, b);
    range->upper[c] = (guint8) MAX (a, b);
  }
  g_ptr_array_add (roi->color.ranges, range);
  return range;
}

/* A frame of blocks of random colours and noise, and a place in it: small or of several strips. */
static FixtureFrame *
draw_random (GRand *rand, AoiFormat format, AoiRoi *roi)
{
  const gint width = g_rand_int_range (rand, 20, 400), height = g_rand_int_range (rand, 20, 300);
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (width, height, 0x406080);

  for (gint i = 0; i < 30; i++) {
    const AoiRect block = { g_rand_int_range (rand, 0, width), g_rand_int_range (rand, 0, height),
      g_rand_int_range (rand, 1, 80), g_rand_int_range (rand, 1, 80) };

    fixture_fill_rect (canvas, &block, g_rand_int (rand) & 0xffffff);
  }
  fixture_add_noise (canvas, rand, 6);
  roi->rect.x = g_rand_int_range (rand, 0, width - 8);
  roi->rect.y = g_rand_int_range (rand, 0, height - 8);
  roi->rect.width = g_rand_int_range (rand, 1, width - roi->rect.x + 1);
  roi->rect.height = g_rand_int_range (rand, 1, height - roi->rect.y + 1);
  return fixture_frame_new (canvas, format);
}

static AoiRoi *
new_roi (GRand *rand)
{
  const AoiRect rect = { 0, 0, 1, 1 };

  return fixture_roi_new (AOI_TYPE_COLOR, &rect, 90 * (guint) g_rand_int_range (rand, 0, 4));
}

static void
test_expected_colour (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint round = 0; round < 60; round++) {
    g_autoptr (AoiRoi) roi = new_roi (rand);
    g_autoptr (FixtureFrame)
        frame = draw_random (rand, formats[round % G_N_ELEMENTS (formats)], roi);
    const gint tolerance = g_rand_int_range (rand, 0, 130);
    const AoiView view = { &frame->image, roi->rect, roi->rotation };
    guint8 lower[3], upper[3];
    AoiRoiResult result;
    guint count;

    roi->color.has_expected = roi->color.match_tolerance = TRUE;
    roi->color.tolerance = tolerance;
    for (guint c = 0; c < 3; c++) {
      roi->color.expected[c] = (guint8) g_rand_int_range (rand, 0, 256);
      lower[c] = (guint8) MAX (roi->color.expected[c] - tolerance, 0);
      upper[c] = (guint8) MIN (roi->color.expected[c] + tolerance, 255);
    }
    count = count_slowly (&view, lower, upper);
    fixture_inspect (roi, &frame->image, &result);
    g_assert_cmpfloat (
        result.score, ==, 100.0 * count / ((gdouble) roi->rect.width * roi->rect.height));
    aoi_roi_result_clear (&result);
  }
}

/* Shares of ranges that share a name are added; the name with the highest sum is reported, the first of
 * several. */
static void
test_ranges (void)
{
  static const gchar *const names[] = { "a", "b", "a", "c" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (guint round = 0; round < 60; round++) {
    g_autoptr (AoiRoi) roi = new_roi (rand);
    g_autoptr (FixtureFrame)
        frame = draw_random (rand, formats[round % G_N_ELEMENTS (formats)], roi);
    const AoiView view = { &frame->image, roi->rect, roi->rotation };
    guint counts[3] = { 0 }, best = 0;
    AoiRoiResult result;

    for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
      const AoiColorRange *range = add_random_range (roi, rand, names[i]);

      counts[names[i][0] - 'a'] += count_slowly (&view, range->lower, range->upper);
    }
    for (guint i = 1; i < G_N_ELEMENTS (counts); i++)
      if (counts[i] > counts[best])
        best = i;
    fixture_inspect (roi, &frame->image, &result);
    g_assert_cmpfloat (
        result.score, ==, 100.0 * counts[best] / ((gdouble) roi->rect.width * roi->rect.height));
    g_assert_cmpint (aoi_roi_result_get_string (&result, AOI_VALUE_COLOR)[0], ==, 'a' + best);
    aoi_roi_result_clear (&result);
  }
}

/* Pixels of the colour that is counted, those of another one beside it, and those beside another one. */
typedef struct {
  guint inside, gained, lost;
} Edges;

/* Counts in the picture itself. Beside is what the 3x3 pixels around a pixel hold. */
static Edges
find_edges (const FixtureCanvas *canvas, const AoiRect *rect, const guint8 *color)
{
  Edges edges = { 0 };

  for (gint y = rect->y; y < rect->y + rect->height; y++) {
    for (gint x = rect->x; x < rect->x + rect->width; x++) {
      const gboolean inside = memcmp (canvas->data + 3 * (y * canvas->width + x), color, 3) == 0;
      gboolean mixed = FALSE;

      for (gint v = MAX (0, y - 1); v <= MIN (canvas->height - 1, y + 1); v++)
        for (gint u = MAX (0, x - 1); u <= MIN (canvas->width - 1, x + 1); u++)
          mixed |= memcmp (canvas->data + 3 * (y * canvas->width + x),
                       canvas->data + 3 * (v * canvas->width + u), 3)
              != 0;
      edges.inside += inside;
      edges.lost += inside && mixed;
      edges.gained += !inside && mixed;
    }
  }
  return edges;
}

/* Colours as on boards, no two in one named box. */
static const guint32 palette[] = { 0xd01818, 0x18b428, 0x2030c8, 0xe6e020, 0xe8e8e8, 0x181818,
  0x2c5a38, 0xc07028 };

static void
draw_areas (FixtureCanvas *canvas, GRand *rand)
{
  for (gint i = 0; i < 8; i++) {
    const guint32 color = palette[g_rand_int_range (rand, 0, G_N_ELEMENTS (palette))];
    const gint x = g_rand_int_range (rand, 0, canvas->width);
    const gint y = g_rand_int_range (rand, 0, canvas->height);
    const AoiRect area = { x, y, g_rand_int_range (rand, 3, 70), g_rand_int_range (rand, 3, 70) };

    if (i % 2 == 0)
      fixture_fill_rect (canvas, &area, color);
    else
      fixture_fill_disc (canvas, x, y, area.width / 2.0, color);
  }
}

/* How many pixels too many or too few a mosaic has of a colour, of how many that an edge makes unsure. */
typedef struct {
  gdouble error, unsure, worst;
} Account;

static void
inspect_mosaic (const FixtureCanvas *canvas, AoiFormat format, const AoiRoi *roi, Account *account)
{
  g_autoptr (FixtureFrame) frame = fixture_frame_new (canvas, format);
  const Edges edges = find_edges (canvas, &roi->rect, roi->color.expected);
  gdouble pixels = (gdouble) roi->rect.width * roi->rect.height, found;
  AoiRoiResult result;

  fixture_inspect (roi, &frame->image, &result);
  found = result.score * pixels / 100.0;
  aoi_roi_result_clear (&result);
  g_assert_cmpfloat (found, >, edges.inside - edges.lost - 0.5);
  g_assert_cmpfloat (found, <, edges.inside + edges.gained + 0.5);
  account->error += fabs (found - edges.inside);
  account->unsure += edges.lost;
  if (edges.lost > 50)
    account->worst = MAX (account->worst, fabs (found - edges.inside) / edges.lost);
}

/* A demosaiced pixel is made of the 3x3 around it: only one that has an edge there may be counted
 * wrongly. So in all orders, wherever the ROI begins. */
static void
test_mosaic_edges (gconstpointer data)
{
  const gboolean named = GPOINTER_TO_INT (data);
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  Account account = { 0 };

  for (guint round = 0; round < 320; round++) {
    const AoiRect rect = { g_rand_int_range (rand, 0, 21), g_rand_int_range (rand, 0, 21),
      g_rand_int_range (rand, 20, 120), g_rand_int_range (rand, 20, 100) };
    g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (150, 130, 0x2c5a38);
    g_autoptr (AoiRoi) roi = fixture_roi_new (AOI_TYPE_COLOR, &rect, 90 * (round / 4 % 4));
    /* The first six are in a box each. */
    const guint32 color = palette[g_rand_int_range (rand, 0, 6)];

    draw_areas (canvas, rand);
    roi->color.has_expected = TRUE;
    roi->color.match_tolerance = !named;
    roi->color.tolerance = 20;
    for (guint c = 0; c < 3; c++)
      roi->color.expected[c] = color >> (16 - 8 * c) & 0xff;
    inspect_mosaic (canvas, formats[N_PLAIN + round % 4], roi, &account);
  }
  g_test_message ("%.3f of the pixels at edges are wrong, at worst %.3f",
      account.error / account.unsure, account.worst);
  g_assert_cmpfloat (account.error, <, account.unsure);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/color-reference/expected-colour", test_expected_colour);
  g_test_add_func ("/color-reference/ranges", test_ranges);
  g_test_add_data_func (
      "/color-reference/mosaic-edges/tolerance", GINT_TO_POINTER (FALSE), test_mosaic_edges);
  g_test_add_data_func (
      "/color-reference/mosaic-edges/named", GINT_TO_POINTER (TRUE), test_mosaic_edges);
  return g_test_run ();
}
