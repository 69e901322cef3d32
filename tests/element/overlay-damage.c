/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoioverlay and frames that are not what their caps say: they go on, are counted, and are reported once. */
#include "overlay-support.h"

static GstHarness *
make_harness (const gchar *launch)
{
  const GstVideoInfo info = make_info (GST_VIDEO_FORMAT_RGB, PICTURE_WIDTH, PICTURE_HEIGHT);
  GstHarness *h = gst_harness_new_parse (launch);

  set_caps (h, &info);
  return h;
}

static GstBuffer *
make_short_frame (gsize size, guint8 value)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, size, NULL);

  gst_buffer_memset (buffer, 0, value, size);
  return buffer;
}

/* How many WARNINGs are on the bus, of which each has @text, and no ERROR. */
static guint
count_warnings (GstBus *bus, const gchar *text)
{
  GstMessage *message;
  guint n = 0;

  while ((message = gst_bus_pop (bus)) != NULL) {
    g_autoptr (GError) error = NULL;

    g_assert_cmpint (GST_MESSAGE_TYPE (message), !=, GST_MESSAGE_ERROR);
    if (GST_MESSAGE_TYPE (message) == GST_MESSAGE_WARNING) {
      gst_message_parse_warning (message, &error, NULL);
      g_assert_nonnull (strstr (error->message, text));
      n++;
    }
    gst_message_unref (message);
  }
  return n;
}

static guint64
get_damaged (GstHarness *h)
{
  g_autoptr (GstStructure) stats = NULL;
  guint64 damaged = 0;

  gst_harness_get (h, "aoioverlay", "stats", &stats, NULL);
  g_assert_true (gst_structure_get_uint64 (stats, "damaged", &damaged));
  return damaged;
}

/* A frame that is drawn on goes on byte by byte as it came, also one that others hold too. */
static void
test_in_place (gconstpointer data)
{
  const gboolean shared = GPOINTER_TO_INT (data);
  g_autoptr (GstHarness) h = make_harness ("aoioverlay");
  g_autoptr (GstBus) bus = support_harness_watch (h);

  for (gsize size = 999; size < 1002; size++) {
    g_autoptr (GstBuffer) frame = make_short_frame (size, 7);
    g_autoptr (GBytes) before = get_bytes (frame);
    g_autoptr (GBytes) after = NULL;
    g_autoptr (GstBuffer) out = NULL;

    if (shared)
      out = gst_harness_push_and_pull (h, gst_buffer_ref (frame));
    else
      out = gst_harness_push_and_pull (h, g_steal_pointer (&frame));
    g_assert_nonnull (out);
    after = get_bytes (out);
    g_assert_true (g_bytes_equal (before, after));
  }
  g_assert_cmpuint (count_warnings (bus, "frame is incomplete"), ==, 1);
  g_assert_cmpuint (get_damaged (h), ==, 3);
  gst_element_set_bus (h->element, NULL);
}

/* In place of one that is reduced comes a picture of the right size that shows the verdict. */
static void
test_reduced (void)
{
  const GstVideoInfo info = make_info (GST_VIDEO_FORMAT_RGB, PICTURE_WIDTH, PICTURE_HEIGHT);
  g_autoptr (GstHarness) h = gst_harness_new_parse ("aoioverlay max-width=640");
  g_autoptr (GstBus) bus = support_harness_watch (h);
  g_autoptr (AoiReport) report = make_report (AOI_STATUS_FAIL);
  static const guint8 black[3];

  gst_harness_set_sink_caps_str (h, "video/x-raw,format=RGB");
  set_caps (h, &info);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GstBuffer) out = push_frame (h, make_short_frame (1000, 200), report);

    g_assert_nonnull (out);
    g_assert_cmpuint (gst_buffer_get_size (out), ==, 3 * 640 * 480);
    g_assert_cmpuint (count_colour (out, black), >, 640 * 480 / 2);
    g_assert_cmpuint (count_colour (out, status_colours[AOI_STATUS_FAIL]), >, 100);
    g_assert_cmpuint (count_colour (out, status_colours[AOI_STATUS_PASS]), ==, 0);
  }
  g_assert_cmpuint (count_warnings (bus, "frame is incomplete"), ==, 1);
  g_assert_cmpuint (get_damaged (h), ==, 2);
  gst_element_set_bus (h->element, NULL);
}

/* Each cause is reported, and again after a restart. */
static void
test_causes (void)
{
  g_autoptr (GstHarness) h = make_harness ("aoioverlay");
  g_autoptr (GstBus) bus = support_harness_watch (h);
  const GstVideoInfo info = make_info (GST_VIDEO_FORMAT_RGB, PICTURE_WIDTH, PICTURE_HEIGHT);

  for (guint i = 0; i < 4; i++) {
    GstBuffer *frame = make_short_frame (1000, 7);

    if (i % 2 == 1)
      gst_buffer_add_video_meta (frame, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_FORMAT_RGB,
          PICTURE_WIDTH - 2, PICTURE_HEIGHT);
    gst_buffer_unref (gst_harness_push_and_pull (h, frame));
  }
  g_assert_cmpuint (count_warnings (bus, "frame is "), ==, 2);
  g_assert_cmpuint (get_damaged (h), ==, 4);

  gst_element_set_state (h->element, GST_STATE_NULL);
  gst_harness_play (h);
  set_caps (h, &info);
  g_assert_cmpuint (get_damaged (h), ==, 0);
  gst_buffer_unref (gst_harness_push_and_pull (h, make_short_frame (1000, 7)));
  g_assert_cmpuint (count_warnings (bus, "frame is incomplete"), ==, 1);
  gst_element_set_bus (h->element, NULL);
}

/* Good frames before and after a damaged one are drawn on. */
static void
test_goes_on (void)
{
  g_autoptr (GstHarness) h = make_harness ("aoioverlay");
  const GstVideoInfo info = make_info (GST_VIDEO_FORMAT_RGB, PICTURE_WIDTH, PICTURE_HEIGHT);
  g_autoptr (AoiReport) report = make_report (AOI_STATUS_PASS);

  for (guint i = 0; i < 3; i++) {
    g_autoptr (GstBuffer)
        out = push_frame (h, i == 1 ? make_short_frame (1000, 7) : make_gray_frame (&info), report);

    g_assert_nonnull (out);
    g_assert_cmpuint (count_colour (out, status_colours[AOI_STATUS_PASS]) > 1000, ==, i != 1);
  }
  g_assert_cmpuint (get_damaged (h), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_data_func ("/overlay/damage/in-place", GINT_TO_POINTER (FALSE), test_in_place);
  g_test_add_data_func ("/overlay/damage/shared", GINT_TO_POINTER (TRUE), test_in_place);
  g_test_add_func ("/overlay/damage/reduced", test_reduced);
  g_test_add_func ("/overlay/damage/causes", test_causes);
  g_test_add_func ("/overlay/damage/goes-on", test_goes_on);
  return support_run ();
}
