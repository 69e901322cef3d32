/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What came before changes no verdict and no similarity: not other boards, nor their order, nor the
 * order in which goldens were written. The JSON of a frame is the same byte by byte. */
#include <glib/gstdio.h>
#include <string.h>
#include <utime.h>

#include "aoi-image-file.h"
#include "fixtures.h"
#include "support.h"

#define N_FRAMES 24
#define N_GOLDENS 6
#define CAPS "video/x-raw,format=RGB,width=160,height=96,framerate=10/1"
#define WIDTH 160
#define HEIGHT 96
#define PART \
  (AoiRect) \
  { \
    20, 16, 72, 60 \
  }

/* Variants of a part, in the middle of which something differs: 0 to 3 were taught. */
static void
draw_part (FixtureCanvas *canvas, guint variant, gint x, gint y)
{
  const AoiRect body = { x + 8, y + 10, 56, 40 }, mark = { x + 14, y + 18, 8, 8 };
  const AoiRect cap = { x + 28 + 4 * (gint) (variant % 3), y + 22, 18, 16 };

  fixture_fill_rect (canvas, &body, 0x202428);
  for (gint i = 0; i < 6; i++) {
    const AoiRect pin = { x + 10 + 9 * i, y + 3, 5, 7 };

    fixture_fill_rect (canvas, &pin, 0xc8c8c0);
  }
  fixture_fill_rect (canvas, &mark, 0x909090);
  fixture_fill_rect (canvas, &cap, variant % 2 ? 0xc07028 : 0x3060c0);
  if (variant > 3)
    fixture_fill_disc (canvas, x + 54, y + 40, 2 + variant % 4, 0xe0e0e0);
}

static FixtureCanvas *
draw_board (guint number)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (number);
  FixtureCanvas *canvas = fixture_canvas_new (WIDTH, HEIGHT, 0x2c5a38);
  const AoiRect led = { 110, 20, 30, 30 };

  draw_part (canvas, number % 6, PART.x + (gint) (number % 5) - 2, PART.y + (gint) (number % 3));
  fixture_fill_rect (canvas, &led, number % 4 ? 0xe61414 : 0x2030d0);
  fixture_blur (canvas, 1);
  fixture_add_noise (canvas, rand, 1.0 + 0.4 * number);
  return canvas;
}

static gchar *
golden_path (const gchar *folder, guint number)
{
  return g_strdup_printf ("%s/golden_rois/roi_2/sample-%u.png", folder, number);
}

static void
write_golden (const gchar *folder, guint number)
{
  g_autoptr (FixtureCanvas) board = draw_board (number % 4 + 6 * (number / 4));
  g_autoptr (AoiRgbImage) image = aoi_rgb_image_new (PART.width, PART.height);
  g_autofree gchar *path = golden_path (folder, number), *parent = g_path_get_dirname (path);
  g_autoptr (GError) error = NULL;

  for (gint y = 0; y < PART.height; y++)
    memcpy (image->data + 3 * y * PART.width,
        board->data + 3 * ((gsize) (PART.y + y) * WIDTH + PART.x), 3 * (gsize) PART.width);
  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  aoi_image_file_save (image, path, &error);
  g_assert_no_error (error);
}

/* Goldens are written in the order of their numbers, or from the last one on. */
static gchar *
make_product (gboolean backwards)
{
  gchar *folder = support_product_new (
      "[{\"idx\":2,\"type\":2,\"coords\":[20,16,92,76],\"feature_method\":\"golden\"},"
      "{\"idx\":3,\"type\":4,\"coords\":[110,20,140,50],\"expected_color\":[230,20,20]},"
      "{\"idx\":4,\"type\":\"sleep\",\"coords\":[0,0,8,8],\"ms\":1}]");

  for (guint i = 0; i < N_GOLDENS; i++)
    write_golden (folder, backwards ? N_GOLDENS - 1 - i : i);
  return folder;
}

/* A result's line without its frame's number, which shows the order. */
static gchar *
without_number (const gchar *line)
{
  g_autoptr (GRegex) number = g_regex_new ("\"frame\":[0-9]+,", 0, 0, NULL);
  g_autoptr (GMatchInfo) match = NULL;

  g_assert_true (g_regex_match (number, line, 0, &match));
  return g_regex_replace_literal (number, line, -1, 0, "", 0, NULL);
}

/* Inspects frames in an order by one element. Returns the line of each frame by its number. */
static gchar **
inspect (const gchar *folder, const gchar *properties, const guint *order, guint n)
{
  g_autofree gchar *launch = g_strdup_printf (
      "aoiinspect product=%s post-messages=none %s ! aoijson timing=false", folder, properties);
  g_autoptr (GstHarness) h = gst_harness_new_parse (launch);
  gchar **lines = g_new0 (gchar *, N_FRAMES + 1);

  gst_harness_set_src_caps_str (h, CAPS);
  for (guint i = 0; i < n; i++) {
    g_autoptr (FixtureCanvas) board = draw_board (order[i]);
    gsize size = 3 * (gsize) WIDTH * HEIGHT;
    GstBuffer *frame = gst_buffer_new_memdup (board->data, size);

    g_assert_cmpint (gst_harness_push (h, frame), ==, GST_FLOW_OK);
  }
  g_assert_true (gst_harness_push_event (h, gst_event_new_eos ()));
  for (guint i = 0; i < n; i++) {
    g_autofree gchar *line = support_pull_text (h, 1);

    g_assert_null (lines[order[i]]);
    lines[order[i]] = without_number (line);
  }
  return lines;
}

static void
fill_order (guint *order)
{
  for (guint i = 0; i < N_FRAMES; i++)
    order[i] = i;
}

static void
shuffle (GRand *rand, guint *order)
{
  for (gint i = N_FRAMES - 1; i > 0; i--) {
    const gint k = g_rand_int_range (rand, 0, i + 1);
    const guint swap = order[i];

    order[i] = order[k];
    order[k] = swap;
  }
}

static void
assert_same (gchar *const *lines, gchar *const *expected)
{
  for (guint i = 0; i < N_FRAMES; i++)
    g_assert_cmpstr (lines[i], ==, expected[i]);
}

static guint
count_lines (gchar *const *lines, const gchar *text)
{
  guint count = 0;

  for (guint i = 0; i < N_FRAMES; i++)
    count += strstr (lines[i], text) != NULL;
  return count;
}

static void
test_shuffled_frames (void)
{
  static const gchar *const properties[] = { "max-workers=1 max-inflight=1",
    "max-workers=8 max-inflight=8", "max-workers=2 max-inflight=3 copy-rois=true" };
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);
  gchar *folder = make_product (FALSE);
  guint order[N_FRAMES];
  g_auto (GStrv) expected = NULL;

  fill_order (order);
  expected = inspect (folder, "max-workers=1 max-inflight=1", order, N_FRAMES);
  g_assert_cmpuint (count_lines (expected, "\"match_result\":\"Match\""), >, N_FRAMES / 4);
  g_assert_cmpuint (count_lines (expected, "\"match_result\":\"Different\""), >, N_FRAMES / 8);
  for (guint i = 0; i < G_N_ELEMENTS (properties); i++) {
    g_auto (GStrv) lines = NULL;

    shuffle (rand, order);
    lines = inspect (folder, properties[i], order, N_FRAMES);
    assert_same (lines, expected);
  }
  support_product_free (folder);
}

/* The first board of a new element is judged as the last of a day. */
static void
test_no_earlier_boards (void)
{
  gchar *folder = make_product (FALSE);
  guint order[N_FRAMES];
  g_auto (GStrv) expected = NULL;

  fill_order (order);
  expected = inspect (folder, "", order, N_FRAMES);
  for (guint i = 0; i < N_FRAMES; i += 5) {
    g_auto (GStrv) alone = inspect (folder, "", &i, 1);

    g_assert_cmpstr (alone[i], ==, expected[i]);
    /* The array ends at its first NULL for g_strfreev(). */
    g_clear_pointer (&alone[i], g_free);
  }
  support_product_free (folder);
}

/* Neither the files' dates nor the order in which the folder lists them say which is tried first. */
static void
test_golden_files (void)
{
  gchar *folder = make_product (FALSE), *other = make_product (TRUE);
  guint order[N_FRAMES];
  g_auto (GStrv) expected = NULL, dated = NULL, backwards = NULL;

  fill_order (order);
  expected = inspect (folder, "", order, N_FRAMES);
  for (guint i = 0; i < N_GOLDENS; i++) {
    g_autofree gchar *path = golden_path (folder, i);
    struct utimbuf times = { 1700000000 - 86400 * (i * 5 % 7), 1700000000 - 86400 * (i * 3 % 7) };

    g_assert_cmpint (utime (path, &times), ==, 0);
  }
  dated = inspect (folder, "", order, N_FRAMES);
  assert_same (dated, expected);
  backwards = inspect (other, "", order, N_FRAMES);
  assert_same (backwards, expected);
  support_product_free (folder);
  support_product_free (other);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/order/shuffled-frames", test_shuffled_frames);
  g_test_add_func ("/order/no-earlier-boards", test_no_earlier_boards);
  g_test_add_func ("/order/golden-files", test_golden_files);
  return support_run ();
}
