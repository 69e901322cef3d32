/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* `aoi run` on pipes, joined files and all that lies in folders. */
#include <glib/gstdio.h>

#include "picture-files.h"
#include "run-support.h"

/* Runs a line of the shell, where $T is the tool, $F the folder and $P its product. */
static void
run_shell (Run *self, const gchar *folder, const gchar *line)
{
  g_autofree gchar *text = g_strdup_printf (
      "F='%s' T='%s' P='%s/product'; cd \"$F\"; %s", folder, run_support_tool (), folder, line);
  const gchar *const arguments[] = { text, NULL };

  run_tool (self, "/bin/sh", "-c", folder, arguments);
}

/* A folder with good pictures in several formats, a bad one, and a product that distinguishes them. */
static gchar *
make_folder (void)
{
  gchar *folder = run_support_new (WHITE);

  run_support_write_image (folder, "good.png", TRUE);
  run_support_write_image (folder, "good.jpg", TRUE);
  run_support_write_image (folder, "good.pgm", TRUE);
  run_support_write_image (folder, "bad.png", FALSE);
  run_support_write_image (folder, "bad.jpg", FALSE);
  run_support_write_image (folder, "bad.pgm", FALSE);
  return folder;
}

static const struct {
  const gchar *name, *line, *output;
  gint code;
} cases[] = {
  { "stdin", "\"$T\" run \"$P\" - < good.png", "\n    0  pass\n\n1 board: 1 passed", 0 },
  { "pipe", "cat good.png | \"$T\" run \"$P\" -", "1 board: 1 passed", 0 },
  { "fifo", "mkfifo f; cat good.jpg > f & \"$T\" run \"$P\" f", "1 board: 1 passed", 0 },
  { "piped-pictures", "cat good.png bad.jpg good.pgm good.jpg | \"$T\" run \"$P\" -",
      "4 boards: 3 passed, 1 failed", 1 },
  { "raw-pipe", "cat raw/*.raw | \"$T\" run \"$P\" - --format GRAY8 --size 64x64",
      "3 boards: 2 passed, 1 failed", 1 },
  { "short-raw-pipe",
      "cat raw/a.raw raw/c.raw raw/a.raw | head -c 9000 | \"$T\" run \"$P\" - --format GRAY8 --size 64x64",
      "2 boards: 2 passed, 0 failed", 2 },
  { "short-pipe", "cat good.png bad.png | head -c 250 | \"$T\" run \"$P\" -", "", 2 },
  { "boards", "cat good.png bad.png bad.png | \"$T\" run \"$P\" - --boards 1", "1 board: 1 passed",
      0 },
  { "pipe-and-file", "cat good.png good.png | \"$T\" run \"$P\" bad.png - good.png",
      "4 boards: 3 passed, 1 failed", 1 },
  { "joined-jpeg", "cat good.jpg bad.jpg good.jpg > x.mjpeg; \"$T\" run \"$P\" x.mjpeg",
      "\n    2  pass\n\n3 boards: 2 passed, 1 failed", 1 },
  { "joined-pgm", "cat good.pgm bad.pgm > x.pgm; \"$T\" run \"$P\" x.pgm",
      "2 boards: 1 passed, 1 failed", 1 },
  { "address", "\"$T\" run \"$P\" \"file://$F/good.png\"", "good.png  pass\n", 0 },
  { "escaped-address", "cp good.png 'a b%.png'; \"$T\" run \"$P\" \"file://$F/a%20b%25.png\"",
      "a b%.png  pass\n", 0 },
};

static void
test_stream (gconstpointer data)
{
  const gint row = GPOINTER_TO_INT (data);
  g_autofree gchar *folder = make_folder ();
  g_auto (Run) result = { 0 };

  run_shell (&result, folder, cases[row].line);
  assert_run (&result, cases[row].code, cases[row].output);
  product_folder_remove (folder);
}

static void
test_refused (void)
{
  g_autofree gchar *folder = make_folder ();
  g_auto (Run) result = { 0 };

  run_shell (&result, folder, "\"$T\" run \"$P\" - < /dev/null");
  assert_bad (&result, "aoi run: standard input: is empty");
  run_shell (&result, folder, "\"$T\" run \"$P\" - - < good.png");
  assert_bad (&result, "-: standard input can be a source only once");
  run_shell (&result, folder, "\"$T\" run \"$P\" file://elsewhere/good.png");
  assert_bad (&result, "file://elsewhere/good.png");
  run_shell (&result, folder, "(cat good.png; echo no picture at all) | \"$T\" run \"$P\" -");
  assert_bad (&result, "standard input: frame 1: is not a PNG");
  run_shell (&result, folder, "cat good.jpg bad.jpg > x.jpg; \"$T\" run \"$P\" x.jpg");
  assert_bad (&result, "x.jpg: holds several pictures");
  run_shell (&result, folder, "mkdir d; cat good.pgm bad.pgm > d/x.pgm; \"$T\" run \"$P\" d");
  assert_bad (&result, "x.pgm: holds several pictures");
  product_folder_remove (folder);
}

/* Everything except hidden files is inspected or named; the exit code says so, also where there is no table. */
static void
test_folder (void)
{
  static const gchar *const formats[] = { "bmp", "tiff" };
  g_autofree gchar *folder = make_folder ();
  g_auto (Run) result = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++) {
    g_autofree gchar *path = g_build_filename (folder, "good.png", NULL);
    g_autofree gchar *name = g_strconcat ("d/2.", formats[i], NULL);
    g_autoptr (AoiRgbImage) image = aoi_image_file_load (path, NULL);
    g_autoptr (GBytes) file = picture_save (image, formats[i]);

    product_folder_write (
        folder, name, g_bytes_get_data (file, NULL), (gssize) g_bytes_get_size (file));
  }
  run_shell (&result, folder,
      "cp good.png d/1.png; cp good.jpg d/picture; cp good.png d/.hidden.png; cp bad.png d/._1.png; "
      "\"$T\" run \"$P\" d");
  assert_run (&result, 0, "\n1.png    pass\n2.bmp    pass\n2.tiff   pass\npicture  pass\n");
  product_folder_write (folder, "d/notes.txt", "no frame", -1);
  product_folder_write (folder, "d/empty.dat", "", 0);
  product_folder_write (folder, "d/sub/x.png", "", 0);
  run_shell (&result, folder, "\"$T\" run \"$P\" d");
  assert_run (&result, 1, "4 boards: 4 passed, 0 failed; 3 not inspected");
  assert_run (&result, 1, "notes.txt  FAIL                                        not inspected");
  run_shell (&result, folder, "\"$T\" run \"$P\" d --json - 2>&1 > /dev/null");
  assert_run (&result, 1, "d/empty.dat: not inspected: is empty\n");
  assert_run (&result, 1, "d/sub: not inspected: it is a folder\n");
  product_folder_remove (folder);
}

static void
test_order (void)
{
  static const gchar *const names[] = { "Board_10.png", "Board_9.png", "Board_009b.png", "a2.png",
    "a10.png", "a1.png", "10.png", "9.png", "09.png" };
  g_autofree gchar *folder = run_support_new (WHITE);
  g_auto (Run) result = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree gchar *name = g_strconcat ("d/", names[i], NULL);

    run_support_write_image (folder, name, TRUE);
  }
  run_shell (&result, folder, "\"$T\" run \"$P\" d | sed -n 's/ *pass$//p' | xargs");
  assert_run (&result, 0,
      "09.png 9.png 10.png Board_9.png Board_009b.png Board_10.png a1.png a2.png a10.png\n");
  product_folder_remove (folder);
}

/* A video through a pipe, which cannot be searched. */
static void
test_video_pipe (void)
{
  g_autofree gchar *folder = run_support_new (WHITE);
  g_auto (Run) result = { 0 };

  run_support_play (folder,
      "videotestsrc num-buffers=4 ! video/x-raw,width=280,height=64 ! jpegenc "
      "! avimux ! filesink location=@/video.avi");
  run_shell (&result, folder, "cat video.avi | \"$T\" run \"$P\" -");
  assert_run (&result, 0, "4 boards: 4 passed, 0 failed");
  product_folder_remove (folder);
}

/* The matrix of a track: a quarter turn clockwise. */
static void
turn_track (gchar *video, gsize length)
{
  static const guint8 turned[] = { 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 0, 0, 0, 0, 0,
    0 };
  gchar *header = memmem (video, length, "tkhd", 4);

  g_assert_nonnull (header);
  memcpy (header + 44, turned, sizeof turned);
}

/* The white corner, on the left at the top, was on the left at the bottom before the player turned it. */
static void
test_video_orientation (void)
{
  g_autofree gchar *folder = run_support_new (
      "{\"idx\":1,\"type\":4,\"coords\":[2,2,30,30],\"expected_color\":[255,255,255],"
      "\"min_pixel_percentage\":90}");
  g_autofree gchar *path = g_build_filename (folder, "video.mp4", NULL);
  g_autoptr (AoiRgbImage) image = aoi_rgb_image_new (128, 64);
  g_autofree gchar *frame = g_build_filename (folder, "frame.png", NULL);
  g_autofree gchar *video = NULL;
  g_auto (Run) result = { 0 };
  gsize length;

  memset (image->data, 64, 3 * 128 * 64);
  for (gint y = 32; y < 64; y++)
    memset (image->data + 3 * 128 * y, 255, 3 * 32);
  g_assert_true (aoi_image_file_save (image, frame, NULL));
  run_support_play (folder,
      "multifilesrc location=@/frame.png num-buffers=3 caps=image/png,framerate=7/1 ! pngdec ! videoconvert "
      "! jpegenc quality=95 ! qtmux ! filesink location=@/video.mp4");
  g_assert_true (g_file_get_contents (path, &video, &length, NULL));
  RUN (&result, folder, "@/product", "@/video.mp4");
  assert_run (&result, 1, "3 boards: 0 passed, 3 failed");
  turn_track (video, length);
  g_assert_true (g_file_set_contents (path, video, (gssize) length, NULL));
  RUN (&result, folder, "@/product", "@/video.mp4");
  assert_run (&result, 0, "3 boards: 3 passed, 0 failed");
  product_folder_remove (folder);
}

/* As editors of Windows leave them. */
static void
test_byte_order_mark (void)
{
  g_autofree gchar *folder = make_folder ();
  g_auto (Run) result = { 0 };

  run_shell (&result, folder,
      "\"$T\" run \"$P\" good.png bad.png --json a; (printf '\\357\\273\\277'; cat a; printf '\\r\\n  \\n\\n') > b; "
      "\"$T\" report b > /dev/null && \"$T\" compare a b");
  assert_run (&result, 0, NULL);
  if (run_support_has ("aoirecord")) {
    run_support_play (folder,
        "multifilesrc location=@/raw/a.raw num-buffers=3 caps=" RAW_CAPS
        " ! aoirecord location=@/recording");
    run_shell (&result, folder,
        "cd recording; cp frames.ndjson a; (printf '\\357\\273\\277'; cat a; printf '\\r\\n \\n') > frames.ndjson; "
        "\"$T\" run \"$P\" .");
    assert_run (&result, 0, "3 boards: 3 passed, 0 failed");
    /* A run is appended behind it. */
    run_support_play (folder,
        "multifilesrc location=@/raw/a.raw num-buffers=2 caps=" RAW_CAPS
        " ! aoirecord location=@/recording append=true");
    run_shell (&result, folder, "\"$T\" run \"$P\" recording");
    assert_run (&result, 0, "5 boards: 5 passed, 0 failed");
  }
  product_folder_remove (folder);
}

/* What macOS leaves beside each file is no golden. */
static void
test_companions (void)
{
  g_autofree gchar *folder = run_support_new ("{\"idx\":1,\"type\":2,\"coords\":[0,0,64,64]}");
  g_auto (Run) result = { 0 };

  run_support_write_image (folder, "product/golden_rois/roi_1/best_golden.jpg", TRUE);
  product_folder_write (folder, "product/golden_rois/roi_1/._best_golden.jpg", "\0\5\x16\7", 4);
  product_folder_write (folder, "product/._rois_config_product.json", "\0\5\x16\7", 4);
  run_tool (
      &result, run_support_tool (), "check", folder, (const gchar *const[]){ "@/product", NULL });
  assert_run (&result, 0, "1 golden, threshold 0.9");
  run_tool (&result, run_support_tool (), "golden", folder,
      (const gchar *const[]){ "list", "@/product", NULL });
  assert_run (&result, 0, "best_golden.jpg");
  g_assert_null (strstr (result.output, "._best"));
  product_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *path = g_strconcat ("/run/streams/", cases[i].name, NULL);

    g_test_add_data_func (path, GINT_TO_POINTER ((gint) i), test_stream);
  }
  g_test_add_func ("/run/refused-streams", test_refused);
  g_test_add_func ("/run/folder", test_folder);
  g_test_add_func ("/run/order", test_order);
  g_test_add_func ("/run/video-pipe", test_video_pipe);
  g_test_add_func ("/run/video-orientation", test_video_orientation);
  g_test_add_func ("/run/byte-order-mark", test_byte_order_mark);
  g_test_add_func ("/run/companions", test_companions);
  return g_test_run ();
}
