/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* `aoi run` on all kinds of sources. */
#include "fixtures.h"
#include "run-support.h"

/* The JSON of @arguments is that of the pipeline @launch, byte by byte. */
static void
assert_same (const gchar *folder, const gchar *source, const gchar *option, const gchar *value,
    const gchar *launch)
{
  g_autofree gchar *line = g_strdup_printf (
      "%s ! aoiinspect product=@/product ! aoijson timing=false ! filesink location=@/launch.ndjson",
      launch);
  g_autofree gchar *expected = NULL, *found = NULL;
  g_auto (Run) result = { 0 };

  run_support_play (folder, line);
  expected = run_support_read (folder, "launch.ndjson");
  RUN (
      &result, folder, "@/product", source, "--no-timing", "--json", "@/run.ndjson", option, value);
  g_assert_cmpint (result.code, <, 2);
  found = run_support_read (folder, "run.ndjson");
  fixture_json_log (found);
  g_assert_cmpstr (found, ==, expected);
  g_assert_cmpstr (found, !=, "");
  fixture_json_log (found);
}

static void
test_raw (void)
{
  g_autofree gchar *folder = run_support_new (WHITE);
  g_auto (Run) result = { 0 };

  RUN (&result, folder, "@/product", "@/raw", SHAPE);
  assert_run (&result, 1, "3 boards: 2 passed, 1 failed; product product, revision ");
  assert_run (
      &result, 1, "\na.raw  pass\nb.raw  FAIL        1  color    0 < 90              White");
  g_assert_cmpstr (result.errors, ==, "");
  RUN (&result, folder, "@/product", "@/raw/a.raw", "@/raw/c.raw", SHAPE);
  assert_run (&result, 0, "2 boards: 2 passed, 0 failed");
  product_folder_remove (folder);
}

static void
test_raw_json (void)
{
  g_autofree gchar *folder = run_support_new (WHITE);

  run_support_write_raw (folder, "one/0.raw", TRUE);
  run_support_write_raw (folder, "one/1.raw", FALSE);
  assert_same (folder, "@/one", "--format=gbrg", "--size=64x64",
      "multifilesrc location=@/one/%d.raw "
      "caps=video/x-bayer,format=gbrg,width=64,height=64,framerate=7/1");
  product_folder_remove (folder);
}

static void
test_unpadded_rows (void)
{
  g_autofree gchar *folder = run_support_new (WHITE);
  g_autofree gchar *pixels = g_malloc (62 * 64);
  g_auto (Run) result = { 0 };

  for (gint i = 0; i < 62 * 64; i++)
    pixels[i] = (gchar) (i % 62 < 20 ? 255 : 64);
  product_folder_write (folder, "odd.raw", pixels, 62 * 64);
  RUN (&result, folder, "@/product", "@/odd.raw", "--format", "gbrg", "--size", "62x64");
  assert_run (&result, 0, "1 board: 1 passed");
  product_folder_remove (folder);
}

static void
test_images (void)
{
  static const gchar *const names[] = { "0.png", "1.jpg", "2.pgm", "notes.txt" };
  g_autofree gchar *folder = run_support_new (WHITE);
  g_auto (Run) result = { 0 };

  for (guint i = 0; i < 3; i++) {
    g_autofree gchar *name = g_strconcat ("images/", names[i], NULL);

    run_support_write_image (folder, name, i != 1);
  }
  product_folder_write (folder, "images/notes.txt", "no frame", -1);
  RUN (&result, folder, "@/product", "@/images");
  assert_run (&result, 1, "\n0.png  pass\n1.jpg  FAIL ");
  assert_run (&result, 1, "\n2.pgm  pass\n\n3 boards: 2 passed, 1 failed");
  RUN (&result, folder, "@/product", "@/images/2.pgm", "--format", "gbrg");
  assert_run (&result, 0, "1 board: 1 passed");
  product_folder_remove (folder);
}

static void
test_images_json (void)
{
  g_autofree gchar *folder = run_support_new (WHITE);

  run_support_write_image (folder, "png/0.png", TRUE);
  run_support_write_image (folder, "png/1.png", FALSE);
  run_support_write_image (folder, "jpg/0.jpg", TRUE);
  run_support_write_image (folder, "jpg/1.jpg", FALSE);
  assert_same (folder, "@/png", NULL, NULL,
      "multifilesrc location=@/png/%d.png caps=image/png,framerate=7/1 ! pngdec");
  assert_same (folder, "@/jpg", NULL, NULL,
      "multifilesrc location=@/jpg/%d.jpg caps=image/jpeg,framerate=7/1 ! jpegdec");
  product_folder_remove (folder);
}

static void
test_video (void)
{
  g_autofree gchar *folder = run_support_new (WHITE);
  g_auto (Run) result = { 0 };

  run_support_play (folder,
      "videotestsrc num-buffers=4 ! video/x-raw,width=64,height=48 ! jpegenc "
      "! avimux ! filesink location=@/video.avi");
  assert_same (
      folder, "@/video.avi", NULL, NULL, "filesrc location=@/video.avi ! decodebin ! videoconvert");
  RUN (&result, folder, "@/product", "@/video.avi");
  assert_run (&result, 1, "4 boards");
  product_folder_remove (folder);
}

static void
test_recording (void)
{
  g_autofree gchar *folder = run_support_new (WHITE);
  g_autofree gchar *first = NULL;
  g_auto (Run) result = { 0 };

  if (!run_support_has ("aoirecord")) {
    g_test_skip ("built without xxHash");
    return;
  }
  run_support_play (folder,
      "multifilesrc location=@/raw/a.raw num-buffers=5 caps=" RAW_CAPS
      " ! aoirecord location=@/recording");
  assert_same (folder, "@/recording", NULL, NULL, "aoireplay location=@/recording");
  first = run_support_read (folder, "run.ndjson");
  RUN (&result, folder, "@/product", "@/recording/frames.ndjson", "--no-timing", "--json", "-");
  assert_run (&result, 0, NULL);
  g_assert_cmpstr (result.output, ==, first);
  g_assert_nonnull (strstr (result.errors, "5 boards: 5 passed, 0 failed"));
  product_folder_remove (folder);
}

/* A board of two frames counts once, and so does one that lacks a frame. */
static void
test_groups (void)
{
  g_autofree gchar *folder = run_support_new (GROUPS);
  g_auto (Run) result = { 0 };

  if (!run_support_has ("aoirecord")) {
    g_test_skip ("built without xxHash");
    return;
  }
  run_support_record_groups (folder, "ABAAB");
  RUN (&result, folder, "@/product", "@/recording");
  assert_run (&result, 1, "board  verdict");
  assert_run (&result, 1, "\n    1  pass\n    2  FAIL        2  color    error");
  assert_run (&result, 1, "no frame for group focus=320, exposure=3000\n    3  pass\n");
  assert_run (&result, 1, "3 boards: 2 passed, 1 failed");
  RUN (&result, folder, "@/product", "@/recording", "--boards", "1");
  assert_run (&result, 0, "1 board: 1 passed, 0 failed");
  RUN (&result, folder, "@/product", "@/recording", "--boards", "2");
  assert_run (&result, 1, "2 boards: 1 passed, 1 failed");
  product_folder_remove (folder);
}

#define SLOW "{\"idx\":3,\"type\":\"sleep\",\"coords\":[0,0,9,9],\"ms\":200,\"verdict\":\"pass\"}"

/* Two boards of the same number in consecutive runs are two. A slow ROI keeps the report of the first away until
 * the next run has begun, so that the reports alone cannot end it in time. */
static void
test_boards_of_runs (void)
{
  g_autofree gchar *folder = run_support_new (GROUPS "," SLOW);
  g_auto (Run) result = { 0 };

  if (!run_support_has ("aoirecord")) {
    g_test_skip ("built without xxHash");
    return;
  }
  run_support_record_groups (folder, "AB");
  RUN (&result, folder, "@/product", "@/recording", "--set", "loop=true", "--boards", "2");
  assert_run (&result, 0, "\n2 boards: 2 passed, 0 failed");
  RUN (&result, folder, "@/product", "@/recording", "@/recording", "@/recording", "--boards", "1");
  assert_run (&result, 0, "\n1 board: 1 passed, 0 failed");
  product_folder_remove (folder);
}

/* Sources of all kinds follow one another, each frame named by its own. */
static void
test_mixed (void)
{
  g_autofree gchar *folder = run_support_new (WHITE);
  g_auto (Run) result = { 0 };

  run_support_play (folder,
      "videotestsrc num-buffers=2 ! video/x-raw,width=280,height=64 ! jpegenc "
      "! avimux ! filesink location=@/video.avi");
  run_support_write_image (folder, "x.png", FALSE);
  RUN (&result, folder, "@/product", "@/raw/a.raw", "@/x.png", "@/video.avi", "@/raw/c.raw", SHAPE);
  assert_run (&result, 1, "\na.raw            pass\nx.png            FAIL ");
  assert_run (
      &result, 1, "\nvideo.avi 0      pass\nvideo.avi 1      pass\nc.raw            pass\n");
  assert_run (&result, 1, "5 boards: 4 passed, 1 failed");
  RUN (&result, folder, "@/product", "@/raw/a.raw", "@/video.avi", "@/raw/b.raw", "--boards=3",
      SHAPE);
  assert_run (&result, 0, "3 boards: 3 passed, 0 failed");
  product_folder_remove (folder);
}

/* What GStreamer or printf() read specially in a name is no more than a name. */
static void
test_hostile_names (void)
{
  g_autofree gchar *folder = run_support_new (WHITE);
  g_auto (Run) result = { 0 };

  run_support_write_raw (folder, "a \"b\" ! c%d\\/x \033[2J.raw", TRUE);
  RUN (&result, folder, "@/product", "@/a \"b\" ! c%d\\", SHAPE, "--json", "@/a \"b\" ! c%d\\/o");
  assert_run (&result, 0, "1 board: 1 passed");
  g_assert_null (strchr (result.output, '\033'));
  product_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run/raw", test_raw);
  g_test_add_func ("/run/raw-json", test_raw_json);
  g_test_add_func ("/run/unpadded-rows", test_unpadded_rows);
  g_test_add_func ("/run/images", test_images);
  g_test_add_func ("/run/images-json", test_images_json);
  g_test_add_func ("/run/video", test_video);
  g_test_add_func ("/run/recording", test_recording);
  g_test_add_func ("/run/groups", test_groups);
  g_test_add_func ("/run/boards-of-runs", test_boards_of_runs);
  g_test_add_func ("/run/mixed", test_mixed);
  g_test_add_func ("/run/hostile-names", test_hostile_names);
  return g_test_run ();
}
