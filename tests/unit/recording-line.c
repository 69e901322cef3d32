/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <locale.h>

#include "recording-support.h"

static void
check_capture (const AoiRecordingCapture *a, const AoiRecordingCapture *b)
{
  g_assert_cmpuint (a->board, ==, b->board);
  g_assert_cmpint (a->group, ==, b->group);
  g_assert_cmpint (a->groups, ==, b->groups);
  g_assert_cmpint (a->focus, ==, b->focus);
  g_assert_cmpint (a->exposure, ==, b->exposure);
  g_assert_cmpfloat (a->focus_read, ==, b->focus_read);
  g_assert_cmpint (isnan (a->exposure_read), ==, isnan (b->exposure_read));
  g_assert_cmpuint (a->frame_id, ==, b->frame_id);
  g_assert_cmpuint (a->camera_time, ==, b->camera_time);
  g_assert_cmpint (a->attempt, ==, b->attempt);
  g_assert_cmpint (a->proven, ==, b->proven);
}

static void
check_frame (const AoiRecordingFrame *a, const AoiRecordingFrame *b)
{
  g_assert_cmpstr (a->file, ==, b->file);
  g_assert_cmpuint (a->bytes, ==, b->bytes);
  g_assert_cmpstr (a->checksum, ==, b->checksum);
  g_assert_cmpstr (a->caps, ==, b->caps);
  g_assert_cmpint (a->format, ==, b->format);
  g_assert_cmpint (a->width, ==, b->width);
  g_assert_cmpint (a->height, ==, b->height);
  g_assert_cmpint (a->fps_n, ==, b->fps_n);
  g_assert_cmpint (a->fps_d, ==, b->fps_d);
  g_assert_cmpuint (a->pts, ==, b->pts);
  g_assert_cmpuint (a->dts, ==, b->dts);
  g_assert_cmpuint (a->duration, ==, b->duration);
  g_assert_cmpuint (a->offset, ==, b->offset);
  g_assert_cmpuint (a->offset_end, ==, b->offset_end);
  g_assert_cmpuint (a->run, ==, b->run);
  g_assert_cmpuint (a->lost, ==, b->lost);
  g_assert_cmpint (a->discont, ==, b->discont);
  g_assert_cmpint (a->corrupted, ==, b->corrupted);
  g_assert_cmpint (a->has_capture, ==, b->has_capture);
}

static void
check_missing (const GPtrArray *a, const GPtrArray *b)
{
  g_assert_cmpuint (a->len, ==, b->len);
  for (guint i = 0; i < a->len; i++) {
    const AoiRecordingMissing *read = g_ptr_array_index (a, i), *written = g_ptr_array_index (b, i);

    g_assert_cmpuint (read->board, ==, written->board);
    g_assert_cmpint (read->group, ==, written->group);
    g_assert_cmpint (read->groups, ==, written->groups);
    g_assert_cmpint (read->focus, ==, written->focus);
    g_assert_cmpint (read->exposure, ==, written->exposure);
    g_assert_cmpstr (read->reason, ==, written->reason);
  }
}

static AoiRecordingFrame *
read_valid (const gchar *line)
{
  g_autoptr (GError) error = NULL;
  AoiRecordingFrame *frame = aoi_recording_line_read (line, strlen (line), "line 1", &error);

  g_assert_no_error (error);
  return frame;
}

static void
test_round_trip (void)
{
  g_autoptr (AoiRecordingFrame) frame = recording_frame_new_full (), read = NULL;
  g_autofree gchar *line = aoi_recording_line_write (frame);

  g_assert_null (strchr (line, '\n'));
  read = read_valid (line);
  check_frame (read, frame);
  check_capture (&read->capture, &frame->capture);
  check_missing (read->missing, frame->missing);
}

static void
test_least (void)
{
  g_autoptr (AoiRecordingFrame) frame = recording_frame_new (0), read = NULL;
  g_autofree gchar *line = NULL;

  frame->file = g_strdup ("a\"b\n.pgm");
  frame->checksum = g_strdup ("xxh3_64:0123456789abcdef");
  frame->format = AOI_FORMAT_RGB;
  frame->pts = frame->duration = AOI_RECORDING_NO_TIME;
  line = aoi_recording_line_write (frame);
  read = read_valid (line);
  check_frame (read, frame);
  g_assert_true (isnan (read->capture.focus_read));
  g_assert_null (read->missing);
}

/* A line of recording_frame_new_full() with one text replaced. */
static gchar *
replace (const gchar *from, const gchar *to)
{
  g_autoptr (AoiRecordingFrame) frame = recording_frame_new_full ();
  g_autofree gchar *line = aoi_recording_line_write (frame);
  const gchar *at = strstr (line, from);

  g_assert_nonnull (at);
  return g_strdup_printf ("%.*s%s%s", (gint) (at - line), line, to, at + strlen (from));
}

static void
check_refused (const gchar *line, const gchar *says)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (aoi_recording_line_read (line, strlen (line), "frames.ndjson: line 12", &error));
  g_assert_nonnull (error);
  if (strstr (error->message, says) == NULL)
    g_error ("\"%s\" does not say \"%s\"", error->message, says);
  g_assert_true (g_str_has_prefix (error->message, "frames.ndjson: line 12: "));
}

static void
test_refused (void)
{
  static const gchar *const cases[][3] = {
    { "frame-00000007.pgm", "../frame.pgm", "file: must be the name of a file in the folder" },
    { "frame-00000007.pgm", "/etc/passwd", "file: must be the name of a file in the folder" },
    { "frame-00000007.pgm", "a/b.pgm", "file: must be the name of a file in the folder" },
    { "frame-00000007.pgm", "..", "file: must be the name of a file in the folder" },
    { "frame-00000007.pgm", ".", "file: must be the name of a file in the folder" },
    { "frame-00000007.pgm", "", "file: must be the name of a file in the folder" },
    { "\"file\"", "\"File\"", "file: is missing" },
    { "\"bytes\":35", "\"bytes\":-1", "bytes: must be a number of at most 64 bits" },
    { "\"bytes\":35", "\"bytes\":1.5", "bytes: must be a number of at most 64 bits" },
    { "\"bytes\":35", "\"bytes\":\"35x\"", "bytes: must be a number of at most 64 bits" },
    { "\"bytes\":35", "\"bytes\":[35]", "bytes: must be a number of at most 64 bits" },
    { "0123456789abcdef", "0123", "checksum: must be xxh3_64: with 16" },
    { "\"gbrg\"", "\"gbgr\"", "format: must be GRAY8, RGB" },
    { "\"gbrg\"", "\"BGRx\"", "format: must be GRAY8, RGB" },
    { "\"gbrg\"", "7", "format: must be a string" },
    { "\"width\":6", "\"width\":0", "width: must be an integer from 1 to" },
    { "\"height\":4", "\"height\":2147483648", "height: must be an integer from 1 to" },
    { "\"10/1\"", "\"10/0\"", "framerate: must be a fraction" },
    { "\"10/1\"", "\"10\"", "framerate: must be a fraction" },
    { "\"discont\":true", "\"discont\":1", "discont: must be true, false or null" },
    { "\"discont\":true", "\"discont\":null", "discont: is missing" },
    { "\"group\":2", "\"group\":8", "capture.group: must be less than the 8 groups" },
    { "\"groups\":8", "\"groups\":0", "capture.groups: must be an integer from 1" },
    { "\"18446744073709551615\"", "\"18446744073709551616\"", "capture.board: must be a number" },
    { "\"frame_id\"", "\"frame\"", "capture.frame_id: is missing" },
    { "{\"board\"", "{\"board\":\"x\",\"boards\"", "capture.board: must be a number" },
    { "\"group\":5", "\"group\":7", "missing[1]: must be of a group less than the 7 groups" },
    { "\"board\":\"9\"", "\"board\":-9", "missing[0].board: must be a number" },
    { "\"groups\":7", "\"groups\":\"7\"", "missing[0].groups: must be an integer" },
    { "\"reason\"", "\"reasons\"", "missing[0].reason: is missing" },
    { "\"missing\":[", "\"missing\":[9,", "missing[0]: must be" },
    { "\"missing\":[", "\"missing\":0,\"lists\":[", "missing: must be" },
    { "\"file\"", "file", "column 2: expected" },
    { "\"run\":3", "\"run\":3,", "expected a string" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *line = replace (cases[i][0], cases[i][1]);

    check_refused (line, cases[i][2]);
  }
  check_refused ("", "expected a value");
  check_refused ("[]", "must be an object");
  check_refused ("{}", "file: is missing");
  check_refused ("{\"file\":\"\\u0000\"}", "\\u0000 is not allowed");
}

static void
test_too_long (void)
{
  g_autofree gchar *spaces = g_strnfill (AOI_RECORDING_MAX_LINE + 1, ' ');

  check_refused (spaces, "must have at most 65536");
}

/* Any line is refused, or names a file in the folder, of a format that is recorded. */
static void
test_mutated (void)
{
  g_autoptr (AoiRecordingFrame) full = recording_frame_new_full ();
  g_autofree gchar *line = aoi_recording_line_write (full);
  const gint length = (gint) strlen (line);
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);
  guint accepted = 0;

  for (guint i = 0; i < 4000; i++) {
    const gint kept = g_rand_int_range (rand, 0, 4) == 0 ? g_rand_int_range (rand, 0, length)
                                                         : length;
    g_autofree gchar *copy = g_memdup2 (line, (gsize) length);
    g_autoptr (AoiRecordingFrame) frame = NULL;
    g_autofree gchar *again = NULL;

    for (gint n = g_rand_int_range (rand, 0, 3); n > 0; n--)
      copy[g_rand_int_range (rand, 0, length)] = (gchar) g_rand_int_range (rand, 0, 256);
    frame = aoi_recording_line_read (copy, (gsize) kept, "line", NULL);
    if (frame == NULL)
      continue;
    accepted++;
    g_assert_true (aoi_recording_name_is_inside (frame->file));
    g_assert_cmpint (aoi_recording_format_get_channels (frame->format), >, 0);
    g_assert_cmpint (MIN (frame->width, frame->height), >, 0);
    g_assert_cmpint (frame->fps_d, >, 0);
    g_assert_true (!frame->has_capture || frame->capture.group < frame->capture.groups);
    again = aoi_recording_line_write (frame);
    aoi_recording_frame_free (read_valid (again));
  }
  g_assert_cmpuint (accepted, >, 200);
}

/* Numbers are those of JSON in every locale. */
static void
test_locale (void)
{
  if (setlocale (LC_ALL, "de_DE.UTF-8") == NULL) {
    g_test_skip ("SKIP: this machine has no locale with a decimal comma");
    return;
  }
  test_round_trip ();
  setlocale (LC_ALL, "C");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/recording-line/round-trip", test_round_trip);
  g_test_add_func ("/recording-line/least", test_least);
  g_test_add_func ("/recording-line/refused", test_refused);
  g_test_add_func ("/recording-line/too-long", test_too_long);
  g_test_add_func ("/recording-line/mutated", test_mutated);
  g_test_add_func ("/recording-line/locale", test_locale);
  return g_test_run ();
}
