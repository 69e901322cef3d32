/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Folders of recordings: written, read, damaged. */
#include <errno.h>
#include <unistd.h>

#include "recording-support.h"

static void
change_index (const gchar *folder, const gchar *text, gssize length)
{
  product_folder_write (folder, AOI_RECORDING_INDEX, text, length);
}

static void
check_open_refused (const gchar *folder, const gchar *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (aoi_recording_reader_open (folder, &error));
  g_assert_nonnull (strstr (error->message, folder));
  if (strstr (error->message, says) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, says);
}

static void
check_writer_refused (const gchar *folder, gboolean append, const gchar *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (aoi_recording_writer_open (folder, append, AOI_CHECKSUM_XXH3_64, &error));
  if (strstr (error->message, says) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, says);
}

static void
test_write_and_read (void)
{
  static const guint64 numbers[] = { 0, 1, 2, 3, 4 };
  g_autofree gchar *folder = recording_folder_new (5);
  g_autoptr (AoiRecordingReader) reader = aoi_recording_reader_open (folder, NULL);
  const AoiRecordingRun *run = aoi_recording_reader_get_run (reader, 0);

  recording_check (folder, numbers, 5);
  g_assert_false (aoi_recording_reader_is_torn (reader));
  g_assert_cmpstr (aoi_recording_reader_get_frame (reader, 4)->file, ==, "frame-00000004.pgm");
  g_assert_cmpuint (aoi_recording_reader_get_n_runs (reader), ==, 1);
  g_assert_cmpuint (run->n_frames, ==, 5);
  g_assert_cmpuint (run->start, ==, 0);
  g_assert_cmpuint (run->length, ==, 500);
  product_folder_remove (folder);
}

static void
test_sha256 (void)
{
  static const guint64 numbers[] = { 9 };
  g_autofree gchar *folder = product_folder_new ();
  AoiRecordingWriter *writer = aoi_recording_writer_open (folder, FALSE, AOI_CHECKSUM_SHA256, NULL);
  g_autofree gchar *text = NULL;

  g_assert_true (recording_write (writer, 9, NULL));
  aoi_recording_writer_close (writer);
  text = recording_read_index (folder);
  g_assert_nonnull (strstr (text, "\"checksum\":\"sha256:"));
  recording_check (folder, numbers, 1);
  product_folder_remove (folder);
}

static void
test_refuses_what_is_there (void)
{
  g_autofree gchar *folder = recording_folder_new (1);
  g_autofree gchar *index = g_build_filename (folder, AOI_RECORDING_INDEX, NULL);
  g_autofree gchar *nowhere = g_build_filename (folder, "a", "b", NULL);

  check_writer_refused (folder, FALSE, "holds a recording");
  g_assert_cmpint (g_unlink (index), ==, 0);
  check_writer_refused (folder, FALSE, "holds a recording");
  g_assert_false (g_file_test (index, G_FILE_TEST_EXISTS));
  check_writer_refused (nowhere, FALSE, g_strerror (ENOENT));
  check_writer_refused ("/dev/null", FALSE, g_strerror (ENOTDIR));
  product_folder_remove (folder);
}

static void
test_two_writers (void)
{
  g_autofree gchar *folder = product_folder_new ();
  AoiRecordingWriter *writer = recording_writer_new (folder, FALSE);

  check_writer_refused (folder, TRUE, "somebody else records here");
  aoi_recording_writer_close (writer);
  aoi_recording_writer_close (recording_writer_new (folder, FALSE));
  product_folder_remove (folder);
}

/* Goes on with numbers and runs, also behind a file that no line names. */
static void
test_append (void)
{
  static const guint64 numbers[] = { 0, 1, 7, 8 };
  g_autofree gchar *folder = recording_folder_new (2);
  AoiRecordingWriter *writer;
  g_autoptr (AoiRecordingFrame) frame = recording_frame_new (8);
  g_autoptr (GBytes) bytes = recording_file_new (8);
  g_autoptr (AoiRecordingReader) reader = NULL;

  product_folder_write (folder, "frame-00000002.pgm", "not whole", -1);
  product_folder_write (folder, "frame-x.pgm", "somebody's", -1);
  writer = recording_writer_new (folder, TRUE);
  g_assert_cmpuint (aoi_recording_writer_get_run (writer), ==, 1);
  g_assert_true (recording_write (writer, 7, NULL));
  frame->run = 1;
  g_assert_true (aoi_recording_writer_write (writer, frame, bytes, NULL));
  g_assert_cmpstr (frame->file, ==, "frame-00000004.pgm");
  aoi_recording_writer_close (writer);
  recording_check (folder, numbers, 4);
  reader = aoi_recording_reader_open (folder, NULL);
  g_assert_cmpuint (aoi_recording_reader_get_n_runs (reader), ==, 2);
  g_assert_cmpuint (aoi_recording_reader_get_run (reader, 1)->first, ==, 3);
  g_assert_cmpuint (aoi_recording_reader_get_run (reader, 1)->start, ==, 800);
  g_assert_cmpuint (aoi_recording_reader_get_run (reader, 1)->length, ==, 100);
  product_folder_remove (folder);
}

/* At every length of the last line: a reader leaves it out, a writer removes it. */
static void
test_torn (void)
{
  g_autofree gchar *folder = recording_folder_new (2);
  g_autofree gchar *whole = recording_read_index (folder);
  const gsize size = strlen (whole), first = (gsize) (strchr (whole, '\n') + 1 - whole);

  for (gsize length = first; length < size; length += 13) {
    g_autoptr (AoiRecordingReader) reader = NULL;
    AoiRecordingWriter *writer;
    g_autofree gchar *after = NULL;

    change_index (folder, whole, (gssize) length);
    reader = aoi_recording_reader_open (folder, NULL);
    g_assert_cmpuint (aoi_recording_reader_get_n_frames (reader), ==, 1);
    g_assert_cmpint (aoi_recording_reader_is_torn (reader), ==, length > first);
    writer = recording_writer_new (folder, TRUE);
    aoi_recording_writer_close (writer);
    after = recording_read_index (folder);
    g_assert_cmpuint (strlen (after), ==, first);
  }
  change_index (folder, whole, (gssize) size - 1);
  aoi_recording_writer_close (recording_writer_new (folder, TRUE));
  {
    g_autoptr (AoiRecordingWriter) writer = recording_writer_new (folder, TRUE);

    g_assert_true (recording_write (writer, 5, NULL));
  }
  recording_check (folder, (const guint64[]){ 0, 5 }, 2);
  product_folder_remove (folder);
}

/* What a loss of power does to a page that was not written. */
static void
test_torn_zeros (void)
{
  g_autofree gchar *folder = recording_folder_new (1);
  g_autofree gchar *whole = recording_read_index (folder);
  const gsize size = strlen (whole);
  g_autofree gchar *text = g_malloc0 (size + 100);

  memcpy (text, whole, size);
  change_index (folder, text, (gssize) size + 100);
  recording_check (folder, (const guint64[]){ 0 }, 1);
  aoi_recording_writer_close (recording_writer_new (folder, TRUE));
  recording_check (folder, (const guint64[]){ 0 }, 1);
  product_folder_remove (folder);
}

static void
test_bad_index (void)
{
  g_autofree gchar *folder = recording_folder_new (3);
  g_autofree gchar *whole = recording_read_index (folder);
  g_autofree gchar *text = g_strdup (whole), *path = NULL;
  gchar *second = strchr (text, '\n') + 1;

  second[0] = 'x';
  change_index (folder, text, -1);
  check_open_refused (folder, "frames.ndjson: line 2: column 1: expected");
  change_index (folder, "\n", -1);
  check_open_refused (folder, "frames.ndjson: holds no frame");
  check_writer_refused (folder, TRUE, "frames.ndjson: last line: ");
  change_index (folder, "{}\n", -1);
  check_writer_refused (folder, TRUE, "frames.ndjson: last line: file: is missing");
  change_index (folder, "", 0);
  check_open_refused (folder, "frames.ndjson: holds no frame");
  path = g_build_filename (folder, AOI_RECORDING_INDEX, NULL);
  g_assert_cmpint (g_unlink (path), ==, 0);
  check_open_refused (folder, g_strerror (ENOENT));
  g_assert_cmpint (symlink ("/etc/passwd", path), ==, 0);
  check_open_refused (folder, "frames.ndjson: is a link");
  product_folder_remove (folder);
  check_open_refused (folder, g_strerror (ENOENT));
}

/* A line without end that is longer than any may be; the whole lines before it are far away. */
static void
test_endless_line (void)
{
  g_autofree gchar *folder = recording_folder_new (1);
  g_autofree gchar *whole = recording_read_index (folder);
  g_autofree gchar *rubbish = g_strnfill (3 * AOI_RECORDING_MAX_LINE, 'x');
  g_autofree gchar *text = g_strconcat (whole, rubbish, NULL);

  change_index (folder, text, -1);
  check_writer_refused (folder, TRUE, "last line: is too long");
  product_folder_remove (folder);
}

static void
check_read_refused (const gchar *folder, const gchar *says)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiRecordingReader) reader = aoi_recording_reader_open (folder, &error);
  guint8 pixels[RECORDING_PIXELS];

  g_assert_no_error (error);
  g_assert_true (aoi_recording_reader_read (reader, 0, pixels, NULL));
  g_assert_false (aoi_recording_reader_read (reader, 1, pixels, &error));
  g_assert_nonnull (strstr (error->message, "/frame-00000001.pgm: "));
  if (strstr (error->message, says) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, says);
}

/* Every byte of the file, header and pixels. */
static void
test_flipped (void)
{
  g_autofree gchar *folder = recording_folder_new (2);
  g_autofree gchar *path = g_build_filename (folder, "frame-00000001.pgm", NULL);
  g_autofree gchar *data = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  for (gsize i = 0; i < size; i++) {
    data[i] ^= 1 << i % 8;
    product_folder_write (folder, "frame-00000001.pgm", data, (gssize) size);
    check_read_refused (folder, i < size - RECORDING_PIXELS ? "" : "its checksum is xxh3_64:");
    data[i] ^= 1 << i % 8;
  }
  product_folder_remove (folder);
}

static void
test_damaged (void)
{
  g_autofree gchar *folder = recording_folder_new (2);
  g_autofree gchar *path = g_build_filename (folder, "frame-00000001.pgm", NULL);
  g_autofree gchar *data = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  product_folder_write (folder, "frame-00000001.pgm", data, (gssize) size - 1);
  check_read_refused (folder, "has 34 bytes, must have 35");
  product_folder_write (folder, "frame-00000001.pgm", "", 0);
  check_read_refused (folder, "has 0 bytes, must have 35");
  /* 11+24 bytes again, of another shape. */
  memcpy (data, "P5\n4 6\n255\n", 11);
  product_folder_write (folder, "frame-00000001.pgm", data, (gssize) size);
  check_read_refused (folder, "is of 4x6 pixels with 1 channels, must be of 6x4 with 1");
  g_assert_cmpint (g_unlink (path), ==, 0);
  check_read_refused (folder, g_strerror (ENOENT));
  g_assert_cmpint (symlink ("frame-00000000.pgm", path), ==, 0);
  check_read_refused (folder, g_strerror (ELOOP));
  g_assert_cmpint (g_unlink (path), ==, 0);
  g_assert_cmpint (mkfifo (path, 0600), ==, 0);
  check_read_refused (folder, "is not a regular file");
  product_folder_remove (folder);
}

/* A folder that goes is not made anew, and taken again when it is back. */
static void
test_folder_removed (void)
{
  g_autofree gchar *folder = recording_folder_new (0);
  g_autoptr (AoiRecordingWriter) writer = NULL;
  g_autoptr (GError) error = NULL;

  writer = recording_writer_new (folder, FALSE);
  g_assert_true (recording_write (writer, 0, NULL));
  product_folder_remove (folder);
  for (guint i = 0; i < 2; i++) {
    g_assert_false (recording_write (writer, 1, &error));
    g_assert_nonnull (strstr (error->message, g_strerror (ENOENT)));
    g_clear_error (&error);
  }
  g_assert_false (g_file_test (folder, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_mkdir (folder, 0700), ==, 0);
  g_assert_true (recording_write (writer, 2, &error));
  g_assert_no_error (error);
  recording_check (folder, (const guint64[]){ 2 }, 1);
  product_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recording/write-and-read", test_write_and_read);
  g_test_add_func ("/recording/sha256", test_sha256);
  g_test_add_func ("/recording/refuses-what-is-there", test_refuses_what_is_there);
  g_test_add_func ("/recording/two-writers", test_two_writers);
  g_test_add_func ("/recording/append", test_append);
  g_test_add_func ("/recording/torn", test_torn);
  g_test_add_func ("/recording/torn-zeros", test_torn_zeros);
  g_test_add_func ("/recording/bad-index", test_bad_index);
  g_test_add_func ("/recording/endless-line", test_endless_line);
  g_test_add_func ("/recording/flipped", test_flipped);
  g_test_add_func ("/recording/damaged", test_damaged);
  g_test_add_func ("/recording/folder-removed", test_folder_removed);
  return g_test_run ();
}
