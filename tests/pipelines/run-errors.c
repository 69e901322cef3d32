/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* `aoi run` when something is wrong: with its arguments, what it reads, or where it writes. */
#include "fixtures.h"
#include "run-support.h"

/* A file that takes nothing. */
#define FULL "/dev/full"

static const struct {
  const gchar *name;
  const gchar *arguments[6];
  const gchar *sentence;
} refused[] = {
  { "nothing", { NULL }, "takes PRODUCT SOURCE..." },
  { "no-source", { "@/product" }, "takes PRODUCT SOURCE..." },
  { "unknown-option", { "@/product", "@/raw", "--frob" }, "--frob" },
  { "no-product", { "@/nothing", "@/raw/a.raw" }, "nothing: No such file" },
  { "bad-product", { "@/bad", "@/raw" }, "rois[0].coords: x2 (2) must be greater than x1 (9)" },
  { "strict", { "@/typo", "@/good.png", "--strict" },
      "rois[0].min_pixel_percent: is an unknown key and is ignored" },
  { "no-file", { "@/product", "@/nothing" }, "/nothing: No such file or directory" },
  { "empty-folder", { "@/product", "@/empty" }, "/empty: holds no frame: no recording" },
  { "empty-file", { "@/product", "@/empty.dat" }, "/empty.dat: is empty" },
  { "product-as-source", { "@/product", "@/product" }, "is a product and holds no frames" },
  { "two-kinds", { "@/product", "@/both" }, "holds images (x.png) and raw frames (y.raw)" },
  { "character-device", { "@/product", "/dev/null" }, "write device:/dev/null" },
  { "no-device", { "@/product", "device:/dev/video99" }, "device:/dev/video99: No such file" },
  { "which-device", { "@/product", "device:" }, "device:/dev/video0" },
  { "camera-and-more", { "@/product", "@/raw", "camera:" }, "must be the only source" },
  { "raw-without-shape", { "@/product", "@/raw" },
      "raw/a.raw: raw frames need --format and --size" },
  { "raw-of-another-size", { "@/product", "@/raw", "--format=gbrg", "--size=64x65" },
      "raw/a.raw: has 4096 bytes; a frame of gbrg 64x65 has 4160: are --format and --size right?" },
  { "bad-format", { "@/product", "@/raw", "--format=jpeg" }, "--format: frames of \"jpeg\"" },
  { "bad-size", { "@/product", "@/raw", "--size=64" }, "--size: \"64\" is not WIDTHxHEIGHT" },
  { "size-of-nothing", { "@/product", "@/raw", "--size=0x9" }, "is not WIDTHxHEIGHT" },
  { "bad-jobs", { "@/product", "@/raw", "--jobs=-1" }, "--jobs: -1 is not between 0 and 1024" },
  { "bad-boards", { "@/product", "@/raw", "--boards=-1" }, "--boards: -1 is not between" },
  { "useless-size", { "@/product", "@/zero.avi", "--size=8x8" }, "videos carry format and size" },
  { "useless-set", { "@/product", "@/raw", "--set=a=b" }, "--set: is for cameras" },
  { "no-image", { "@/product", "@/text.png" },
      "text.png: is not a PNG, JPEG, PNM, TIFF, BMP or WebP" },
  { "short-image", { "@/product", "@/short.png" }, "short.png: the file ends too early" },
  { "short-pgm", { "@/product", "@/short.pgm" }, "short.pgm: cannot be decoded" },
  { "damaged-image", { "@/product", "@/damaged.jpg" }, "damaged.jpg: cannot be decoded" },
  { "image-of-another-size", { "@/product", "@/good.png", "--size=8x8" }, "is 64x64, not 8x8" },
  { "colour-as-mosaic", { "@/product", "@/red.png", "--format=gbrg" }, "is in colour at 0,0" },
  { "no-video", { "@/product", "@/zero.avi" }, "zero.avi: Could not determine type of stream" },
  { "damaged-video", { "@/product", "@/damaged.avi" },
      "damaged.avi: 1 of its 4 pictures could not be decoded" },
  { "sound", { "@/product", "@/sound.wav" }, "sound.wav: It holds no pictures" },
  { "unwritable-json", { "@/product", "@/good.png", "--json=/nonexistent/x" },
      "--json /nonexistent/x: No such file or directory" },
  { "full-disk", { "@/product", "@/good.png", "--json=" FULL }, "--json " FULL ": No space left" },
};

/* An image whose header asks for 99 bits a sample. */
static void
write_damaged (const gchar *folder)
{
  g_autofree gchar *path = g_build_filename (folder, "damaged.jpg", NULL);
  g_autofree gchar *jpeg = NULL;
  gchar *frame;
  gsize length;

  run_support_write_image (folder, "damaged.jpg", TRUE);
  g_assert_true (g_file_get_contents (path, &jpeg, &length, NULL));
  frame = memmem (jpeg, length, "\xff\xc0", 2);
  g_assert_nonnull (frame);
  frame[4] = 99;
  product_folder_write (folder, "damaged.jpg", jpeg, (gssize) length);
}

/* A video of four pictures, of which the second has such a header: decoders leave it out in silence. */
static void
write_damaged_video (const gchar *folder)
{
  g_autofree gchar *path = g_build_filename (folder, "damaged.avi", NULL);
  g_autofree gchar *video = NULL;
  gchar *first, *second;
  gsize length;

  run_support_play (folder,
      "videotestsrc num-buffers=4 ! video/x-raw,width=280,height=64 ! jpegenc "
      "! avimux ! filesink location=@/damaged.avi");
  g_assert_true (g_file_get_contents (path, &video, &length, NULL));
  first = memmem (video, length, "\xff\xc0\0\x11", 4);
  g_assert_nonnull (first);
  second = memmem (first + 4, length - (gsize) (first + 4 - video), "\xff\xc0\0\x11", 4);
  g_assert_nonnull (second);
  second[4] = 99;
  product_folder_write (folder, "damaged.avi", video, (gssize) length);
}

static void
write_red (const gchar *folder)
{
  g_autoptr (AoiRgbImage) image = aoi_rgb_image_new (SIDE, SIDE);
  g_autofree gchar *path = g_build_filename (folder, "red.png", NULL);
  g_autoptr (GError) error = NULL;

  for (gint i = 0; i < SIDE * SIDE; i++)
    image->data[3 * i] = 200;
  aoi_image_file_save (image, path, &error);
  g_assert_no_error (error);
}

/* A folder with all that the table above names. */
static gchar *
make_folder (void)
{
  gchar *folder = run_support_new (WHITE);
  g_autofree gchar *png = NULL, *pgm = NULL, *zero = g_malloc0 (5000);
  g_autofree gchar *empty = g_build_filename (folder, "empty", NULL);

  product_folder_write (
      folder, "bad/rois_config_bad.json", "[{\"idx\":1,\"type\":4,\"coords\":[9,0,2,9]}]", -1);
  product_folder_write (folder, "typo/rois_config_typo.json",
      "[{\"idx\":1,\"type\":4,\"coords\":[0,0,9,9],\"min_pixel_percent\":90}]", -1);
  g_assert_cmpint (g_mkdir (empty, 0700), ==, 0);
  product_folder_write (folder, "empty.dat", "", 0);
  product_folder_write (folder, "text.png", "no image", -1);
  product_folder_write (folder, "zero.avi", zero, 5000);
  run_support_write_image (folder, "good.png", TRUE);
  write_red (folder);
  run_support_write_image (folder, "both/x.png", TRUE);
  run_support_write_raw (folder, "both/y.raw", TRUE);
  run_support_write_image (folder, "whole.pgm", TRUE);
  png = run_support_read (folder, "good.png");
  product_folder_write (folder, "short.png", png, 60);
  write_damaged (folder);
  write_damaged_video (folder);
  pgm = run_support_read (folder, "whole.pgm");
  product_folder_write (folder, "short.pgm", pgm, 100);
  run_support_play (folder, "audiotestsrc num-buffers=4 ! wavenc ! filesink location=@/sound.wav");
  return folder;
}

static gchar *shared_folder;

static void
test_refused (gconstpointer data)
{
  const gint row = GPOINTER_TO_INT (data);
  g_auto (Run) result = { 0 };

  run_tool (&result, run_support_tool (), "run", shared_folder, refused[row].arguments);
  assert_bad (&result, refused[row].sentence);
  g_assert_nonnull (strstr (result.errors, "aoi run: "));
}

/* A product that cannot be loaded leaves the results of an earlier run alone. */
static void
test_old_results_stay (void)
{
  g_autofree gchar *kept = NULL;
  g_auto (Run) result = { 0 };

  product_folder_write (shared_folder, "old.ndjson", "old", -1);
  RUN (&result, shared_folder, "@/bad", "@/good.png", "--json", "@/old.ndjson");
  assert_bad (&result, "x2 (2) must be greater");
  kept = run_support_read (shared_folder, "old.ndjson");
  g_assert_cmpstr (kept, ==, "old");
}

/* What was inspected before the file that cannot be read is shown, and stands in the JSON. */
static void
test_broken_in_the_middle (void)
{
  g_autofree gchar *folder = run_support_new (WHITE), *json = NULL;
  g_auto (Run) result = { 0 };

  product_folder_write (folder, "raw/b.raw", "odd", 3);
  RUN (&result, folder, "@/product", "@/raw", SHAPE, "--json", "@/out");
  assert_bad (&result, "raw/b.raw: has 3 bytes");
  assert_run (&result, 2, "\na.raw  pass\n\n1 board: 1 passed, 0 failed");
  json = run_support_read (folder, "out");
  fixture_json_log (json);
  g_assert_nonnull (strstr (json, "\"passed\":true"));
  product_folder_remove (folder);
}

static void
test_keep_going (void)
{
  g_autofree gchar *folder = run_support_new (WHITE), *json = NULL;
  g_auto (GStrv) lines = NULL;
  g_auto (Run) result = { 0 };

  product_folder_write (folder, "raw/a.raw", "odd", 3);
  RUN (&result, folder, "@/product", "@/raw", SHAPE, "--keep-going", "--json", "@/out");
  assert_run (&result, 1, "\nc.raw  pass\n\n3 boards: 1 passed, 2 failed");
  assert_run (&result, 1, "has 3 bytes; a frame of GRAY8 64x64 has 4096");
  g_assert_cmpstr (result.errors, ==, "");
  json = run_support_read (folder, "out");
  fixture_json_log (json);
  lines = g_strsplit (json, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 4);
  g_assert_nonnull (strstr (lines[0], "its source marked it as corrupted"));
  fixture_json_log (json);
  product_folder_remove (folder);
}

static void
test_keep_going_source (void)
{
  g_auto (Run) result = { 0 };

  RUN (&result, shared_folder, "@/product", "@/zero.avi", "@/good.png", "--keep-going");
  assert_run (&result, 1, "1 board: 1 passed, 0 failed; 1 not inspected");
  RUN (&result, shared_folder, "@/product", "@/zero.avi", "--keep-going");
  assert_bad (&result, "no frame was inspected");
}

/* A frame that cannot be a board is one that failed. */
static void
test_bad_frame (void)
{
  g_autofree gchar *folder = run_support_new (WHITE);
  g_autofree gchar *black = g_malloc0 (SIDE * SIDE);
  g_auto (Run) result = { 0 };

  product_folder_write (folder, "raw/b.raw", black, SIDE * SIDE);
  RUN (&result, folder, "@/product", "@/raw", SHAPE);
  assert_run (&result, 1, "3 boards: 2 passed, 1 failed");
  assert_run (&result, 1, "unsuitable");
  product_folder_remove (folder);
}

static void
test_damaged_recording (void)
{
  g_autofree gchar *folder = run_support_new (WHITE);
  g_auto (Run) result = { 0 };

  if (!run_support_has ("aoirecord")) {
    g_test_skip ("built without xxHash");
    return;
  }
  run_support_play (folder,
      "multifilesrc location=@/raw/a.raw num-buffers=3 caps=" RAW_CAPS
      " ! aoirecord location=@/recording");
  product_folder_write (folder, "recording/frame-00000001.pgm", "P5", -1);
  RUN (&result, folder, "@/product", "@/recording");
  assert_bad (&result, "recording/frame-00000001.pgm");
  assert_run (&result, 2, "1 board: 1 passed");
  RUN (&result, folder, "@/product", "@/recording", "--keep-going");
  assert_run (&result, 1, "2 boards: 2 passed, 0 failed; 1 not inspected");
  /* The end that follows its error is not that of the next source. */
  RUN (&result, folder, "@/product", "@/recording", "@/raw", SHAPE, "--keep-going", "--set",
      "on-error=error");
  assert_run (&result, 1, "4 boards: 3 passed, 1 failed; 1 not inspected");
  RUN (&result, folder, "@/product", "@/recording", "--set", "speed=many");
  assert_bad (&result, "--set: speed of aoireplay cannot be \"many\"");
  RUN (&result, folder, "@/product", "@/recording", "--set", "frob=1");
  assert_bad (&result, "--set: aoireplay has no property \"frob\" to set");
  RUN (&result, folder, "@/product", "@/recording", "--set", "frob");
  assert_bad (&result, "--set: \"frob\" is not NAME=VALUE");
  product_folder_remove (folder);
}

static void
test_absent_camera (void)
{
  g_auto (Run) result = { 0 };

  RUN (&result, shared_folder, "@/product", "camera:nowhere", "--set", "reconnect=0");
  if (run_support_has ("aoicamerasrc"))
    assert_bad (&result, "nowhere: Camera \"nowhere\"");
  else
    assert_bad (&result, "there is no element \"aoicamerasrc\": this build of aoiinspect");
}

int
main (int argc, char **argv)
{
  int code;

  gst_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  shared_folder = make_folder ();
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autofree gchar *path = g_strconcat ("/run/refused/", refused[i].name, NULL);

    g_test_add_data_func (path, GINT_TO_POINTER ((gint) i), test_refused);
  }
  g_test_add_func ("/run/old-results-stay", test_old_results_stay);
  g_test_add_func ("/run/broken-in-the-middle", test_broken_in_the_middle);
  g_test_add_func ("/run/keep-going", test_keep_going);
  g_test_add_func ("/run/keep-going-source", test_keep_going_source);
  g_test_add_func ("/run/bad-frame", test_bad_frame);
  g_test_add_func ("/run/damaged-recording", test_damaged_recording);
  g_test_add_func ("/run/absent-camera", test_absent_camera);
  code = g_test_run ();
  product_folder_remove (shared_folder);
  g_free (shared_folder);
  return code;
}
