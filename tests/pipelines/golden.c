/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* `aoi golden` as users call it. */
#include <json-glib/json-glib.h>

#include "aoi-error.h"
#include "aoi-pixels.h"
#include "golden-product.h"
#include "run-tool.h"

#define N_ADDERS 24

/* `aoi golden` with arguments. */
static void
run (Run *self, const gchar *folder, const gchar *const *arguments)
{
  run_tool (self, golden_tool (), "golden", folder, arguments);
}

#define RUN(self, folder, ...) run (self, folder, (const gchar *const[]){ __VA_ARGS__, NULL })

/* A frame of random pixels, as a camera of this format delivers it. */
static FixtureFrame *
draw_frame (AoiFormat format)
{
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (64, 40, 0x808080);
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  fixture_add_noise (canvas, rand, 60.0);
  return fixture_frame_new (canvas, format);
}

static void
write_frame (const gchar *folder, const gchar *name, const gchar *head, const FixtureFrame *frame)
{
  g_autoptr (GByteArray) file = g_byte_array_new ();

  g_byte_array_append (file, (const guint8 *) head, (guint) strlen (head));
  g_byte_array_append (file, frame->memory, (guint) (frame->image.stride[0] * frame->image.height));
  product_folder_write (folder, name, (const gchar *) file->data, (gssize) file->len);
}

/* The only golden of an ROI must be what an inspection reads of the frame. */
static void
assert_taken (const gchar *folder, gint id, const FixtureFrame *frame)
{
  g_autofree gchar *name = g_strdup_printf ("%s/golden_rois/roi_%d", folder, id);
  g_autoptr (AoiProduct) product = product_folder_load_valid (folder, NULL);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) goldens = aoi_goldens_load (name, checksum, &error);
  const AoiRoi *roi = aoi_product_get_roi (product, (guint) id - 1);
  const AoiView view = { &frame->image, roi->rect, roi->rotation };
  g_autoptr (AoiRgbImage) expected = NULL;
  gint width, height;

  g_assert_no_error (error);
  g_assert_cmpuint (goldens->len, ==, 1);
  aoi_view_get_size (&view, &width, &height);
  expected = aoi_rgb_image_new (width, height);
  aoi_pixels_read_rgb (&view, expected->data, 3 * (gsize) width);
  g_assert_true (
      aoi_rgb_image_equal (expected, ((AoiGolden *) g_ptr_array_index (goldens, 0))->image));
}

static void
check_frames (AoiFormat format, const gchar *name, const gchar *head, const gchar *const *options)
{
  g_autoptr (FixtureFrame) frame = draw_frame (format);

  for (gint id = 1; id <= 4; id++) {
    g_autofree gchar *folder = golden_product_new ();
    g_autofree gchar *roi = g_strdup_printf ("%d", id);
    g_autofree gchar *file = g_strconcat ("@/", name, NULL);
    const gchar *arguments[] = { "add", "@", roi, "--frame", file, options[0], options[1],
      options[2], NULL };
    g_auto (Run) result = { 0 };

    write_frame (folder, name, head, frame);
    run (&result, folder, arguments);
    assert_good (&result);
    assert_taken (folder, id, frame);
    product_folder_remove (folder);
  }
}

static void
test_frames (void)
{
  const gchar *const image[] = { NULL, NULL, NULL };
  const gchar *const mosaic[] = { "--format=gbrg", NULL, NULL };
  const gchar *const raw[] = { "--format=RGGB", "--size=64x40", NULL };
  const gchar *const raw_gray[] = { "--format=gray8", "--size=64x40", NULL };
  const gchar *const raw_bgrx[] = { "--format=BGRx", "--size=64x40", NULL };

  check_frames (AOI_FORMAT_RGB, "frame.ppm", "P6\n64 40\n255\n", image);
  check_frames (AOI_FORMAT_GRAY8, "frame.pgm", "P5\n64 40\n255\n", image);
  check_frames (AOI_FORMAT_BAYER_GBRG, "frame.pgm", "P5\n64 40\n255\n", mosaic);
  check_frames (AOI_FORMAT_BAYER_RGGB, "frame.raw", "", raw);
  check_frames (AOI_FORMAT_GRAY8, "frame.raw", "", raw_gray);
  check_frames (AOI_FORMAT_BGRX, "frame.raw", "", raw_bgrx);
}

static void
test_refused (void)
{
  static const struct {
    const gchar *arguments[9];
    const gchar *message;
  } bad[] = {
    { { "add", "@", "1" }, "takes PRODUCT ROI" },
    { { "add", "@", "0", "@/good.png" }, "\"0\" is not the number of an ROI" },
    { { "add", "@", "9", "@/good.png" }, "/rois_config_x.json: has no ROI 9" },
    { { "add", "@", "5", "@/good.png" }, "ROI 5 is of type \"barcode\"" },
    { { "add", "@", "1", "@/none.png" }, "/none.png: No such file" },
    { { "add", "@", "1", "@/text.png" }, "/text.png: is not a PNG" },
    { { "add", "@", "1", "@/small.png" }, "/small.png: has 5x5 pixels, turned ROI 1 has 40x24" },
    { { "add", "@", "2", "@/good.png" }, "/good.png: has 40x24 pixels, turned ROI 2 has 24x40" },
    { { "add", "@", "1", "@/same.png" }, "golden a.png of ROI 1 has the same pixels" },
    { { "add", "@", "1", "@/good.png", "--format=gbrg" }, "are for frames" },
    { { "add", "@", "1", "--frame", "@/good.png" }, "10,6,50,30 is not inside the frame of 40x24" },
    { { "add", "@", "1", "--frame", "@/frame.png", "--format=gbrg" }, "is in colour at 0,0" },
    { { "add", "@", "1", "--frame", "@/frame.png", "--format=RGB" }, "not RGB" },
    { { "add", "@", "1", "--frame", "@/frame.png", "--format=I420" }, "\"I420\" cannot be read" },
    { { "add", "@", "1", "--frame", "@/frame.png", "--size=5x5" }, "need --format too" },
    { { "add", "@", "1", "--frame", "@/text.png", "--format=gbrg", "--size=64x40" },
        "/text.png: has 7 bytes, a frame of gbrg 64x40 has 2560" },
    { { "add", "@", "1", "--frame", "@/text.png", "--format=gbrg", "--size=-1x40" },
        "--size: \"-1x40\" is not WIDTHxHEIGHT" },
    { { "add", "@", "1", "--frame", "@/text.png", "--format=gbrg", "--size=65535x65535" },
        "65535x65535 is more than" },
    { { "add", "@/none", "1", "@/good.png" }, "/none: is not a product folder" },
    { { "remove", "@", "1", "none.png" }, "roi_1: holds no golden \"none.png\"" },
    { { "promote", "@", "1", "../roi_2/a.png" }, "holds no golden" },
    { { "list", "@", "x" }, "\"x\" is not the number" },
    { { "list", "@", "5" }, "ROI 5 is of type \"barcode\"" },
    { { "audit", "@", "9" }, "has no ROI 9" },
    { { "audit", "@", "--html", "@/none/page.html" }, "page.html" },
    { { "paint", "@" }, "there is no command \"paint\"" },
    { { "list", "--no-such-option" }, "--no-such-option" },
  };
  g_autofree gchar *folder = golden_product_new ();
  g_autofree gchar *before = NULL;

  g_free (golden_crop_new (folder, "good.png", 1));
  g_free (golden_crop_new (folder, "same.png", 2));
  g_free (golden_crop_new (folder, GOLDEN_FOLDER "a.png", 2));
  product_folder_draw (folder, "small.png", 5, 5, 1);
  product_folder_draw (folder, "frame.png", 64, 40, 1);
  product_folder_write (folder, "text.png", "no file", -1);
  before = golden_product_get_contents (folder);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_auto (Run) result = { 0 };
    g_autofree gchar *after = NULL;

    run (&result, folder, bad[i].arguments);
    assert_bad (&result, bad[i].message);
    after = golden_product_get_contents (folder);
    g_assert_cmpstr (after, ==, before);
  }
  product_folder_remove (folder);
}

static void
test_help (void)
{
  static const gchar *const commands[] = { "list", "add", "remove", "promote", "audit" };
  g_auto (Run) result = { 0 };

  RUN (&result, NULL, "--help");
  assert_good (&result);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_auto (Run) help = { 0 };

    g_assert_nonnull (strstr (result.output, commands[i]));
    RUN (&help, NULL, commands[i], "--help");
    assert_good (&help);
    g_assert_nonnull (strstr (help.output, "PRODUCT"));
  }
}

/* A crop is kept byte by byte, and its extension. */
static void
test_add_crop (void)
{
  g_autofree gchar *folder = golden_product_new ();
  g_autofree gchar *crop = golden_crop_new (folder, "crop.JPG", 1);
  g_autoptr (AoiProduct) product = NULL;
  g_autofree gchar *path = NULL;
  g_autofree gchar *kept = NULL;
  g_autofree gchar *given = NULL;
  gsize kept_size, given_size;
  g_auto (Run) result = { 0 };
  const AoiGolden *golden;

  RUN (&result, folder, "add", "@", "1", "@/crop.JPG");
  assert_good (&result);
  product = product_folder_load_valid (folder, NULL);
  golden = g_ptr_array_index (aoi_product_get_roi (product, 0)->goldens, 0);
  g_assert_true (g_str_has_suffix (golden->name, "_golden_sample.jpg"));
  g_assert_nonnull (strstr (result.output, golden->name));
  path = g_build_filename (folder, GOLDEN_FOLDER, golden->name, NULL);
  g_assert_true (g_file_get_contents (path, &kept, &kept_size, NULL));
  g_assert_true (g_file_get_contents (crop, &given, &given_size, NULL));
  g_assert_cmpmem (kept, kept_size, given, given_size);
  product_folder_remove (folder);
}

/* Two halves, and so, turned around, the farthest there is. */
static void
draw_halves (const gchar *folder, const gchar *name, guint32 left, guint32 right)
{
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (GOLDEN_WIDTH, GOLDEN_HEIGHT, left);
  AoiRect half = { GOLDEN_WIDTH / 2, 0, GOLDEN_WIDTH / 2, GOLDEN_HEIGHT };
  AoiRgbImage image = { canvas->width, canvas->height, canvas->data };
  g_autofree gchar *path = product_folder_place (folder, name);
  g_autoptr (GError) error = NULL;

  fixture_fill_rect (canvas, &half, right);
  aoi_image_file_save (&image, path, &error);
  g_assert_no_error (error);
}

static void
test_warnings (void)
{
  g_autofree gchar *folder = golden_product_new ();
  g_autoptr (AoiRgbImage) empty = aoi_rgb_image_new (GOLDEN_WIDTH, GOLDEN_HEIGHT);
  g_autofree gchar *path = g_build_filename (folder, "empty.png", NULL);
  g_auto (Run) result = { 0 };

  draw_halves (folder, "1.png", 0xd02020, 0x2020d0);
  draw_halves (folder, "like.png", 0xd02424, 0x2424d0);
  draw_halves (folder, "2.png", 0x2020d0, 0xd02020);
  g_assert_true (aoi_image_file_save (empty, path, NULL));
  RUN (&result, folder, "add", "@", "1", "@/1.png");
  assert_good (&result);
  g_assert_cmpstr (result.errors, ==, "");
  RUN (&result, folder, "add", "@", "1", "@/like.png");
  assert_good (&result);
  g_assert_cmpstr (result.errors, ==, "");
  RUN (&result, folder, "add", "@", "1", "@/2.png");
  assert_good (&result);
  g_assert_nonnull (strstr (result.errors, "far from every other golden of ROI 1"));
  RUN (&result, folder, "add", "@", "1", "@/empty.png");
  assert_good (&result);
  g_assert_nonnull (strstr (result.errors, "no view can pass by it: "));
  product_folder_remove (folder);
}

static JsonObject *
parse (JsonParser *parser, const gchar *text)
{
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, text, -1, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (parser));
}

static void
test_json (void)
{
  g_autofree gchar *folder = golden_product_new ();
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_auto (Run) result = { 0 };
  JsonArray *goldens;
  JsonObject *roi, *finding;

  draw_halves (folder, GOLDEN_FOLDER "a.png", 0xd02020, 0x2020d0);
  draw_halves (folder, GOLDEN_FOLDER "b.png", 0xd02020, 0x2020d0);
  draw_halves (folder, GOLDEN_FOLDER "best_golden.jpg", 0x2020d0, 0xd02020);
  RUN (&result, folder, "list", "@", "1", "--json");
  assert_good (&result);
  roi = json_array_get_object_element (
      json_object_get_array_member (parse (parser, result.output), "rois"), 0);
  goldens = json_object_get_array_member (roi, "goldens");
  g_assert_cmpuint (json_array_get_length (goldens), ==, 3);
  g_assert_cmpstr (json_array_get_string_element (goldens, 0), ==, "best_golden.jpg");
  RUN (&result, folder, "audit", "@", "--json");
  assert_good (&result);
  roi = json_array_get_object_element (
      json_object_get_array_member (parse (parser, result.output), "rois"), 0);
  goldens = json_object_get_array_member (roi, "goldens");
  finding = json_array_get_object_element (goldens, 0);
  g_assert_true (json_object_get_boolean_member (finding, "far"));
  g_assert_true (json_object_get_null_member (finding, "same_as"));
  finding = json_array_get_object_element (goldens, 2);
  g_assert_cmpstr (json_object_get_string_member (finding, "same_as"), ==, "a.png");
  g_assert_true (json_object_get_boolean_member (finding, "spare"));
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (finding, "z_to")), ==, 3);
  product_folder_remove (folder);
}

/* What fails by the others is told by audit, in each of its forms, and by check. */
static void
test_spread (void)
{
  g_autofree gchar *folder = golden_product_new ();
  g_autofree gchar *page = g_build_filename (folder, "page.html", NULL);
  g_autofree gchar *html = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_auto (Run) result = { 0 };
  JsonObject *roi, *spread;

  draw_halves (folder, GOLDEN_FOLDER "a.png", 0xd02020, 0x2020d0);
  draw_halves (folder, GOLDEN_FOLDER "b.png", 0xd02424, 0x2424d0);
  draw_halves (folder, GOLDEN_FOLDER "c.png", 0x2020d0, 0xd02020);
  RUN (&result, folder, "audit", "@", "--html", "@/page.html");
  assert_good (&result);
  g_assert_nonnull (
      strstr (result.output, "\n  1 of 3 goldens would fail if they were not taught"));
  g_assert_nonnull (strstr (result.output, " of c.png, z "));
  g_assert_nonnull (strstr (result.output, "\n    - more goldens: "));
  g_assert_nonnull (strstr (result.output, "; 1 ROI whose goldens vary more than the limits\n"));
  g_assert_true (g_file_get_contents (page, &html, NULL, NULL));
  g_assert_nonnull (strstr (html, "<b>1 of 3 goldens would fail if they were not taught"));
  g_assert_nonnull (strstr (html, "<i class=\"worst\" style=\"left:"));
  RUN (&result, folder, "audit", "@", "--json");
  assert_good (&result);
  roi = json_array_get_object_element (
      json_object_get_array_member (parse (parser, result.output), "rois"), 0);
  spread = json_object_get_object_member (roi, "spread");
  g_assert_cmpint (json_object_get_int_member (spread, "judged"), ==, 3);
  g_assert_cmpint (json_object_get_int_member (spread, "failing"), ==, 1);
  roi = json_array_get_object_element (json_object_get_array_member (spread, "left_out"), 2);
  g_assert_cmpstr (json_object_get_string_member (roi, "name"), ==, "c.png");
  g_assert_false (json_object_get_boolean_member (roi, "passes"));
  run_tool (&result, golden_tool (), "check", folder, (const gchar *const[]){ "@", NULL });
  assert_good (&result);
  g_assert_nonnull (strstr (result.output, "\n  ROI 1: 1 of 3 goldens would fail"));
  run_tool (
      &result, golden_tool (), "check", folder, (const gchar *const[]){ "@", "--json", NULL });
  assert_good (&result);
  roi = json_array_get_object_element (
      json_object_get_array_member (parse (parser, result.output), "rois"), 0);
  g_assert_cmpint (
      json_object_get_int_member (json_object_get_object_member (roi, "spread"), "failing"), ==, 1);
  product_folder_remove (folder);
}

/* Goldens that show nothing, by which no view can pass, are told by check. */
static void
test_useless (void)
{
  g_autofree gchar *folder = golden_product_new ();
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_auto (Run) result = { 0 };
  JsonObject *roi;

  draw_halves (folder, GOLDEN_FOLDER "a.png", 0x808080, 0x808080);
  draw_halves (folder, GOLDEN_FOLDER "b.png", 0x828282, 0x828282);
  run_tool (&result, golden_tool (), "check", folder, (const gchar *const[]){ "@", NULL });
  assert_good (&result);
  g_assert_nonnull (strstr (result.output, "\n  ROI 1: no view can pass: "));
  run_tool (
      &result, golden_tool (), "check", folder, (const gchar *const[]){ "@", "--json", NULL });
  assert_good (&result);
  roi = json_array_get_object_element (
      json_object_get_array_member (parse (parser, result.output), "rois"), 0);
  g_assert_true (json_object_has_member (roi, "useless"));
  draw_halves (folder, GOLDEN_FOLDER "c.png", 0x2020d0, 0xd02020);
  run_tool (&result, golden_tool (), "check", folder, (const gchar *const[]){ "@", NULL });
  g_assert_null (strstr (result.output, "no view can pass"));
  product_folder_remove (folder);
}

/* Names and notes that would be markup, steer a terminal, or end a line of the log. */
static void
test_hostile (void)
{
  g_autofree gchar *folder = golden_product_new ();
  g_autofree gchar *page = g_build_filename (folder, "page.html", NULL);
  g_autofree gchar *log = g_build_filename (folder, "golden_rois/golden_log.ndjson", NULL);
  const gchar *name = "<script>alert('\"&\x1b[31m')<script>\xff.png";
  g_autofree gchar *file = g_strconcat (GOLDEN_FOLDER, name, NULL);
  g_autofree gchar *html = NULL;
  g_autofree gchar *line = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_auto (Run) result = { 0 };

  g_free (golden_crop_new (folder, file, 1));
  RUN (&result, folder, "audit", "@", "--html", "@/page.html");
  assert_good (&result);
  g_assert_null (strchr (result.output, '\x1b'));
  g_assert_true (g_file_get_contents (page, &html, NULL, NULL));
  g_assert_null (strstr (html, "<script"));
  g_assert_nonnull (strstr (html, "&lt;script&gt;alert("));
  g_assert_nonnull (strstr (html, "src=\"data:image/png;base64,"));
  g_assert_true (g_utf8_validate (html, -1, NULL));
  RUN (&result, folder, "remove", "@", "1", name, "--note=a\n{\"\\<b>");
  assert_good (&result);
  g_assert_true (g_file_get_contents (log, &line, NULL, NULL));
  g_assert_true (strchr (line, '\n') == line + strlen (line) - 1);
  g_assert_cmpstr (json_object_get_string_member (parse (parser, line), "note"), ==, "a\n{\"\\<b>");
  product_folder_remove (folder);
}

/* A broken golden is reported, the rest is shown, and it can be removed. */
static void
test_broken (void)
{
  g_autofree gchar *folder = golden_product_new ();
  g_auto (Run) result = { 0 };

  product_folder_draw (folder, "golden_rois/roi_2/fine.png", 24, 40, 1);
  product_folder_write (folder, GOLDEN_FOLDER "bad.png", "no image", -1);
  RUN (&result, folder, "list", "@");
  assert_bad (&result, "roi_1/bad.png: is not a PNG");
  g_assert_nonnull (strstr (result.output, "fine.png"));
  RUN (&result, folder, "list", "@", "1");
  assert_bad (&result, "roi_1/bad.png: is not a PNG");
  RUN (&result, folder, "remove", "@", "1", "bad.png");
  assert_good (&result);
  RUN (&result, folder, "list", "@", "1");
  assert_good (&result);
  product_folder_remove (folder);
}

static void
test_concurrent (void)
{
  g_autofree gchar *folder = golden_product_new ();
  g_autofree gchar *log = g_build_filename (folder, "golden_rois/golden_log.ndjson", NULL);
  g_autofree gchar *text = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (AoiProduct) product = NULL;
  GPid pids[N_ADDERS];

  for (guint i = 0; i < N_ADDERS; i++) {
    g_autofree gchar *name = g_strdup_printf ("%u.png", i);
    g_autofree gchar *crop = golden_crop_new (folder, name, i);
    const gchar *const arguments[] = { "add", "@", "1", crop, NULL };
    g_autoptr (GPtrArray) made = run_make_arguments (golden_tool (), "golden", folder, arguments);

    g_assert_true (g_spawn_async (NULL, (gchar **) made->pdata, NULL,
        G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_STDOUT_TO_DEV_NULL | G_SPAWN_STDERR_TO_DEV_NULL, NULL,
        NULL, &pids[i], NULL));
  }
  for (guint i = 0; i < N_ADDERS; i++) {
    int status;

    g_assert_cmpint (waitpid (pids[i], &status, 0), ==, pids[i]);
    g_assert_true (WIFEXITED (status));
    g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  }
  product = product_folder_load_valid (folder, NULL);
  g_assert_cmpuint (aoi_product_get_roi (product, 0)->goldens->len, ==, N_ADDERS);
  g_assert_true (g_file_get_contents (log, &text, NULL, NULL));
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, N_ADDERS + 1);
  product_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_setenv ("LC_ALL", "C.UTF-8", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/golden/frames", test_frames);
  g_test_add_func ("/golden/refused", test_refused);
  g_test_add_func ("/golden/help", test_help);
  g_test_add_func ("/golden/add-crop", test_add_crop);
  g_test_add_func ("/golden/warnings", test_warnings);
  g_test_add_func ("/golden/json", test_json);
  g_test_add_func ("/golden/spread", test_spread);
  g_test_add_func ("/golden/useless", test_useless);
  g_test_add_func ("/golden/hostile", test_hostile);
  g_test_add_func ("/golden/broken", test_broken);
  g_test_add_func ("/golden/concurrent", test_concurrent);
  return g_test_run ();
}
