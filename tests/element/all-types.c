/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* All built-in inspectors together on drawn Bayer frames: right verdicts, and the same ones however
 * many workers and frames in flight there are, and whether the ROIs were copied first. */
#include <glib/gstdio.h>
#include <string.h>

#include "aoi-image-file.h"
#include "fixtures.h"
#include "support.h"

#define WIDTH 480
#define HEIGHT 320
/* Each of the kinds of defects that truth_of() gives. A sanitizer takes ten times as long, most of it in the start
 * of each worker's Tesseract. */
#ifdef __SANITIZE_ADDRESS__
#define N_FRAMES 10
#define N_OTHERS 2
#else
#define N_FRAMES 24
#define N_OTHERS 4
#endif
#define CAPS "video/x-bayer,format=gbrg,width=480,height=320,framerate=7/1"

#define PART_X 200
#define PART_Y 40
#define PART_WIDTH 90
#define PART_HEIGHT 70

typedef struct {
  gboolean part, led, text, code;
} Truth;

static Truth
truth_of (guint number)
{
  return (Truth){ number % 5 != 4, number % 7 != 3, number % 11 != 6, number % 13 != 9 };
}

static void
draw_part (FixtureCanvas *canvas, gint x, gint y)
{
  const AoiRect body = { x + 12, y + 12, 66, 46 };

  fixture_fill_rect (canvas, &body, 0x181818);
  for (gint i = 0; i < 6; i++) {
    const AoiRect above = { x + 16 + i * 10, y + 4, 5, 8 };
    const AoiRect below = { x + 16 + i * 10, y + 58, 5, 8 };

    fixture_fill_rect (canvas, &above, 0xc8c8c0);
    fixture_fill_rect (canvas, &below, 0xc8c8c0);
  }
  fixture_fill_disc (canvas, x + 22, y + 22, 3, 0x909090);
  fixture_draw_text (canvas, "DejaVu Sans", 13, x + 28, y + 26, "LM358", 0xd0d0d0);
}

static FixtureCanvas *
draw (guint number)
{
  const Truth truth = truth_of (number);
  g_autoptr (GRand) rand = g_rand_new_with_seed (number);
  FixtureCanvas *canvas = fixture_canvas_new (WIDTH, HEIGHT, 0x2c5a38);
  const AoiRect label = { 20, 200, 200, 60 }, led = { 330, 40, 60, 60 };

  if (truth.code) {
    g_autoptr (FixtureCanvas) code = fixture_barcode_new ("QRCode", "BOARD-0042", 4, 0, NULL);

    g_assert_nonnull (code);
    fixture_paste (canvas, code, 20, 20);
  }
  if (truth.part)
    draw_part (canvas, PART_X + (gint) (number % 3), PART_Y + (gint) (number % 2));
  fixture_fill_rect (canvas, &led, truth.led ? 0xd02020 : 0x2030d0);
  fixture_fill_rect (canvas, &label, 0xe0e0e0);
  fixture_draw_text (
      canvas, "DejaVu Sans", 32, 34, 212, truth.text ? "PN47115" : "XK90832", 0x202020);
  fixture_blur (canvas, 1);
  fixture_add_noise (canvas, rand, 2);
  return canvas;
}

static void
save_golden (const gchar *folder, guint number, const gchar *name)
{
  g_autoptr (FixtureCanvas) board = draw (number);
  g_autoptr (FixtureCanvas) crop = fixture_canvas_new (PART_WIDTH, PART_HEIGHT, 0);
  g_autofree gchar *goldens = g_build_filename (folder, "golden_rois", "roi_2", NULL);
  g_autofree gchar *file = g_build_filename (goldens, name, NULL);
  const AoiRgbImage image = { PART_WIDTH, PART_HEIGHT, crop->data };
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (goldens, 0700), ==, 0);
  fixture_paste (crop, board, -PART_X, -PART_Y);
  aoi_image_file_save (&image, file, &error);
  g_assert_no_error (error);
}

static gchar *
make_product (void)
{
  gchar *folder = support_product_new (
      "[{\"idx\":1,\"type\":1,\"coords\":[10,10,160,160],\"is_device_barcode\":true},"
      "{\"idx\":2,\"type\":2,\"coords\":[200,40,290,110],\"ai_threshold\":0.8},"
      "{\"idx\":3,\"type\":3,\"coords\":[20,200,220,260],\"expected_text\":\"pn47115\"},"
      "{\"idx\":4,\"type\":4,\"coords\":[340,50,380,90],\"expected_color\":[210,30,30],"
      "\"min_pixel_percentage\":60}]");

  save_golden (folder, 300, "best_golden.png");
  save_golden (folder, 301, "1001_golden_sample.png");
  return folder;
}

static GstBuffer *
make_frame (guint number)
{
  g_autoptr (FixtureCanvas) canvas = draw (number);
  g_autoptr (FixtureFrame) frame = fixture_frame_new (canvas, AOI_FORMAT_BAYER_GBRG);
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, WIDTH * HEIGHT, NULL);

  for (gint y = 0; y < HEIGHT; y++)
    gst_buffer_fill (buffer, (gsize) y * WIDTH,
        frame->image.data[0] + (gsize) y * (gsize) frame->image.stride[0], WIDTH);
  return buffer;
}

static void
test_verdicts (void)
{
  gchar *folder = make_product ();
  g_autoptr (GstHarness) h = support_harness_new (folder, "");

  gst_harness_set_src_caps_str (h, CAPS);
  for (guint i = 0; i < N_FRAMES; i++) {
    g_autoptr (AoiReport) report = support_inspect (h, make_frame (i));
    const Truth truth = truth_of (i);

    g_assert_cmpint (aoi_roi_result_passed (support_find_roi (report, 1)), ==, truth.code);
    g_assert_cmpint (aoi_roi_result_passed (support_find_roi (report, 2)), ==, truth.part);
    g_assert_cmpint (aoi_roi_result_passed (support_find_roi (report, 3)), ==, truth.text);
    g_assert_cmpint (aoi_roi_result_passed (support_find_roi (report, 4)), ==, truth.led);
    g_assert_cmpint (
        aoi_report_get_passed (report), ==, truth.code && truth.part && truth.text && truth.led);
    g_assert_cmpstr (
        aoi_report_get_device (report, 0)->barcode, ==, truth.code ? "BOARD-0042" : "N/A");
  }
  support_product_free (folder);
}

static gchar *
run (const gchar *folder, const gchar *properties)
{
  g_autofree gchar *launch = g_strdup_printf (
      "aoiinspect product=%s %s ! aoijson timing=false", folder, properties);
  g_autoptr (GstHarness) h = gst_harness_new_parse (launch);

  gst_harness_set_src_caps_str (h, CAPS);
  for (guint i = 0; i < N_FRAMES; i++)
    g_assert_cmpint (gst_harness_push (h, make_frame (i)), ==, GST_FLOW_OK);
  g_assert_true (gst_harness_push_event (h, gst_event_new_eos ()));
  return support_pull_text (h, N_FRAMES);
}

static void
test_same_everywhere (void)
{
  const gchar *others[] = { "max-workers=4 max-inflight=8",
    "max-workers=4 max-inflight=4 copy-rois=true", "max-workers=1 max-inflight=8",
    "max-workers=4 max-inflight=1" };
  gchar *folder = make_product ();
  g_autofree gchar *one = run (folder, "max-workers=1 max-inflight=1");

  for (guint i = 0; i < N_OTHERS; i++) {
    g_autofree gchar *other = run (folder, others[i]);

    g_assert_cmpstr (one, ==, other);
  }
  support_product_free (folder);
}

int
main (int argc, char **argv)
{
  gst_init (&argc, &argv);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/all-types/verdicts", test_verdicts);
  g_test_add_func ("/all-types/same-everywhere", test_same_everywhere);
  return support_run ();
}
