/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Recordings that are not as they were recorded: named, refused, or left out. */
#include "record-support.h"

/* The next message of the type, as text. */
static gchar *
wait_for_error (GstBus *bus, GstMessageType type)
{
  g_autoptr (GstMessage) message = gst_bus_timed_pop_filtered (bus, 60 * GST_SECOND, type);
  g_autoptr (GError) error = NULL;

  g_assert_nonnull (message);
  if (type == GST_MESSAGE_WARNING)
    gst_message_parse_warning (message, &error, NULL);
  else
    gst_message_parse_error (message, &error, NULL);
  return g_strdup (error->message);
}

/* Replays to the end or an error; returns the error and the frames that came before it. */
static gchar *
replay_all (const gchar *folder, const gchar *properties, guint *n_frames)
{
  g_autofree gchar *launch = g_strdup_printf (
      "aoireplay location=%s %s ! appsink name=sink sync=false wait-on-eos=false", folder,
      properties);
  g_autoptr (GstElement) pipeline = gst_parse_launch (launch, NULL);
  g_autoptr (GstElement) sink = gst_bin_get_by_name (GST_BIN (pipeline), "sink");
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = NULL;
  GstSample *sample = NULL;
  gchar *text = NULL;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (bus, 60 * GST_SECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_ERROR) {
    g_autoptr (GError) error = NULL;

    gst_message_parse_error (message, &error, NULL);
    text = g_strdup (error->message);
  }
  for (*n_frames = 0;; (*n_frames)++) {
    g_signal_emit_by_name (sink, "try-pull-sample", (guint64) 0, &sample);
    if (sample == NULL)
      break;
    gst_sample_unref (sample);
  }
  gst_element_set_state (pipeline, GST_STATE_NULL);
  return text;
}

static void
check_refused (const gchar *folder, guint frames_before, const gchar *says)
{
  guint n;
  g_autofree gchar *text = replay_all (folder, "", &n);

  g_assert_nonnull (text);
  g_assert_nonnull (strstr (text, folder));
  if (strstr (text, says) == NULL)
    g_error ("\"%s\" does not say \"%s\"", text, says);
  g_assert_cmpuint (n, ==, frames_before);
}

static void
test_flipped (void)
{
  gchar *folder = record_folder_new ();

  record_frames (folder, 5);
  record_flip (folder, 2, 200);
  check_refused (folder, 2, "/frame-00000002.pgm: its checksum is xxh3_64:");
  record_folder_free (folder);
}

static void
test_missing (void)
{
  gchar *folder = record_folder_new ();
  g_autofree gchar *path = record_path (folder, 1);

  record_frames (folder, 2);
  g_assert_cmpint (g_unlink (path), ==, 0);
  check_refused (folder, 1, "/frame-00000001.pgm: No such file or directory");
  record_folder_free (folder);
}

/* Changes the index by a text that stands in each of its lines. */
static void
change_index (const gchar *folder, const gchar *from, const gchar *to)
{
  g_autofree gchar *path = g_build_filename (folder, "frames.ndjson", NULL);
  g_autofree gchar *text = NULL, *changed = NULL;
  g_auto (GStrv) parts = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  parts = g_strsplit (text, from, -1);
  g_assert_cmpuint (g_strv_length (parts), >, 1);
  changed = g_strjoinv (to, parts);
  g_assert_true (g_file_set_contents (path, changed, -1, NULL));
}

static void
test_index (void)
{
  static const gchar *const cases[][3] = {
    { "frame-00000001.pgm", "../frame.pgm", "frames.ndjson: line 2: file: must be the name" },
    { "{\"file\":\"frame-00000001", "{file:\"", "frames.ndjson: line 2: column 2: expected" },
    { "width=(int)33", "width=(int)35", "frames.ndjson: line 2: caps: " },
    { "format=(string)gbrg", "format=(string)rggb", "frames.ndjson: line 2: caps: " },
    { "framerate=(fraction)10/1", "framerate=(fraction)20/1", "frames.ndjson: line 2: caps: " },
    { "video/x-bayer", "video/x-raw", "frames.ndjson: line 2: caps: " },
    { "video/x-bayer,", "no caps;;", "frames.ndjson: line 2: caps: " },
    { "format=(string)gbrg", "format=(string){gbrg, rggb}", "frames.ndjson: line 2: caps: " },
    { "\"width\":33", "\"width\":34", "frames.ndjson: line 2: caps: " },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    gchar *folder = record_folder_new ();

    record_frames (folder, 2);
    change_index (folder, cases[i][0], cases[i][1]);
    check_refused (folder, 0, cases[i][2]);
    record_folder_free (folder);
  }
}

/* A size that is consistent in caps and index, but not that of the file. */
static void
test_huge (void)
{
  gchar *folder = record_folder_new ();

  record_frames (folder, 1);
  change_index (folder, "width=(int)33", "width=(int)5000");
  change_index (folder, "\"width\":33", "\"width\":5000");
  check_refused (folder, 0, "is of 33x16 pixels with 1 channels, must be of 5000x16 with 1");
  record_folder_free (folder);
}

static void
test_no_location (void)
{
  g_autoptr (GstElement)
      element = gst_object_ref_sink (gst_element_factory_make ("aoireplay", NULL));
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autofree gchar *text = NULL;

  gst_element_set_bus (element, bus);
  g_assert_cmpint (gst_element_set_state (element, GST_STATE_PAUSED), ==, GST_STATE_CHANGE_FAILURE);
  text = wait_for_error (bus, GST_MESSAGE_ERROR);
  g_assert_cmpstr (text, ==, "location is not set");
  gst_element_set_state (element, GST_STATE_NULL);
  gst_bus_set_flushing (bus, TRUE);
}

static void
check_gap (GstHarness *h, guint number)
{
  g_autoptr (GstEvent) event = gst_harness_pull_event (h);
  GstClockTime time, duration;

  while (GST_EVENT_TYPE (event) != GST_EVENT_GAP) {
    gst_event_unref (event);
    event = gst_harness_pull_event (h);
    g_assert_nonnull (event);
  }
  gst_event_parse_gap (event, &time, &duration);
  g_assert_cmpuint (time, ==, number * 100 * GST_MSECOND);
  g_assert_cmpuint (duration, ==, 100 * GST_MSECOND);
}

static void
test_skip (void)
{
  gchar *folder = record_folder_new ();
  GstHarness *h;
  g_autoptr (GstBus) bus = gst_bus_new ();
  g_autoptr (GstMessage) message = NULL;
  const GstStructure *structure;
  guint64 frame = 0, skipped = 0;

  record_frames (folder, 4);
  record_flip (folder, 1, 300);
  h = record_replay_new (folder, "on-error=skip");
  for (guint i = 0; i < 4; i++) {
    g_autoptr (GstBuffer) buffer = NULL;

    if (i == 1)
      continue;
    buffer = gst_harness_pull (h);
    g_assert_cmpuint (GST_BUFFER_OFFSET (buffer), ==, 65401 + i);
    g_assert_cmpint (GST_BUFFER_IS_DISCONT (buffer), ==, i != 3);
  }
  check_gap (h, 1);
  gst_harness_teardown (h);

  h = gst_harness_new_parse ("aoireplay on-error=skip name=replay");
  gst_element_set_bus (h->element, bus);
  gst_child_proxy_set (GST_CHILD_PROXY (h->element), "replay::location", folder, NULL);
  gst_harness_play (h);
  message = record_wait_message (bus, "aoi-replay");
  structure = gst_message_get_structure (message);
  g_assert_cmpstr (gst_structure_get_string (structure, "file"), ==, "frame-00000001.pgm");
  g_assert_nonnull (strstr (gst_structure_get_string (structure, "reason"), "its checksum is"));
  g_assert_true (gst_structure_get (
      structure, "frame", G_TYPE_UINT64, &frame, "skipped", G_TYPE_UINT64, &skipped, NULL));
  g_assert_cmpuint (frame, ==, 1);
  g_assert_cmpuint (skipped, ==, 1);
  record_teardown (h, bus);
  record_folder_free (folder);
}

/* A loop over nothing would never end. */
static void
test_skip_all (void)
{
  gchar *folder = record_folder_new ();
  g_autofree gchar *text = NULL;
  guint n;

  record_frames (folder, 2);
  record_flip (folder, 0, 300);
  record_flip (folder, 1, 300);
  text = replay_all (folder, "on-error=skip", &n);
  g_assert_null (text);
  g_assert_cmpuint (n, ==, 0);
  text = replay_all (folder, "on-error=skip loop=true", &n);
  g_assert_nonnull (strstr (text, "no frame of"));
  record_folder_free (folder);
}

static void
check_torn_warning (const gchar *folder)
{
  GstHarness *h = gst_harness_new_parse ("aoireplay name=replay");
  g_autoptr (GstBus) bus = support_harness_watch (h);
  g_autofree gchar *text = NULL;

  gst_child_proxy_set (GST_CHILD_PROXY (h->element), "replay::location", folder, NULL);
  gst_harness_play (h);
  text = wait_for_error (bus, GST_MESSAGE_WARNING);
  g_assert_nonnull (strstr (text, "frames.ndjson: the last line has no end"));
  record_teardown (h, bus);
}

static void
test_torn (void)
{
  gchar *folder = record_folder_new ();
  g_autofree gchar *path = g_build_filename (folder, "frames.ndjson", NULL);
  g_autofree gchar *text = NULL;
  guint n;

  record_frames (folder, 3);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_file_set_contents (path, text, (gssize) strlen (text) - 5, NULL));
  g_assert_null (replay_all (folder, "", &n));
  g_assert_cmpuint (n, ==, 2);
  check_torn_warning (folder);
  record_folder_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/replay-damage/flipped", test_flipped);
  g_test_add_func ("/replay-damage/missing", test_missing);
  g_test_add_func ("/replay-damage/index", test_index);
  g_test_add_func ("/replay-damage/huge", test_huge);
  g_test_add_func ("/replay-damage/no-location", test_no_location);
  g_test_add_func ("/replay-damage/skip", test_skip);
  g_test_add_func ("/replay-damage/skip-all", test_skip_all);
  g_test_add_func ("/replay-damage/torn", test_torn);
  return support_run ();
}
