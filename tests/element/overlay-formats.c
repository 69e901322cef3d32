/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* aoioverlay in every format and layout of frames: what changes, what stays, what comes out. */
#include "overlay-support.h"

/* Every component of a pixel is the same in both frames. */
static gboolean
is_same (const GstVideoFrame *a, const GstVideoFrame *b, gint x, gint y)
{
  for (guint i = 0; i < GST_VIDEO_FRAME_N_COMPONENTS (a); i++) {
    const GstVideoFormatInfo *format = a->info.finfo;
    const gint u = x >> GST_VIDEO_FORMAT_INFO_W_SUB (format, i);
    const gint v = y >> GST_VIDEO_FORMAT_INFO_H_SUB (format, i);
    const gsize at_a = (gsize) (v * GST_VIDEO_FRAME_COMP_STRIDE (a, i)
        + u * GST_VIDEO_FRAME_COMP_PSTRIDE (a, i));
    const gsize at_b = (gsize) (v * GST_VIDEO_FRAME_COMP_STRIDE (b, i)
        + u * GST_VIDEO_FRAME_COMP_PSTRIDE (b, i));

    if (((const guint8 *) GST_VIDEO_FRAME_COMP_DATA (a, i))[at_a]
        != ((const guint8 *) GST_VIDEO_FRAME_COMP_DATA (b, i))[at_b])
      return FALSE;
  }
  return TRUE;
}

static guint
count_changed (const GstVideoFrame *a, const GstVideoFrame *b, AoiRect part)
{
  guint n = 0;

  for (gint y = part.y; y < part.y + part.height; y++)
    for (gint x = part.x; x < part.x + part.width; x++)
      n += !is_same (a, b, x, y);
  return n;
}

/* Around the ROI all has changed; inside of it, and far from box, label and banner, nothing. */
static void
check_frames (const GstVideoFrame *before, const GstVideoFrame *after)
{
  const AoiRect above = { BOX_X, BOX_Y - 2, BOX_WIDTH, 2 };
  const AoiRect left = { BOX_X - 2, BOX_Y, 2, BOX_HEIGHT };
  const AoiRect inside = { BOX_X, BOX_Y, BOX_WIDTH, BOX_HEIGHT };
  const AoiRect lower = { 0, BOX_Y + BOX_HEIGHT + 100, PICTURE_WIDTH,
    PICTURE_HEIGHT - BOX_Y - BOX_HEIGHT - 100 };
  const AoiRect banner = { 0, 0, 100, 20 };

  g_assert_cmpuint (count_changed (before, after, above), ==, 2 * BOX_WIDTH);
  g_assert_cmpuint (count_changed (before, after, left), ==, 2 * BOX_HEIGHT);
  g_assert_cmpuint (count_changed (before, after, inside), ==, 0);
  g_assert_cmpuint (count_changed (before, after, lower), ==, 0);
  g_assert_cmpuint (count_changed (before, after, banner), ==, 100 * 20);
}

static guint8
get_luma (const GstVideoFrame *frame, gint x, gint y)
{
  const GstVideoInfo *info = &frame->info;
  const guint8 *p[3];

  for (guint i = 0; i < MIN (GST_VIDEO_INFO_N_COMPONENTS (info), 3u); i++)
    p[i] = (const guint8 *) GST_VIDEO_FRAME_COMP_DATA (frame, i)
        + y * GST_VIDEO_FRAME_COMP_STRIDE (frame, i) + x * GST_VIDEO_FRAME_COMP_PSTRIDE (frame, i);
  if (GST_VIDEO_INFO_IS_RGB (info))
    return (guint8) ((299 * *p[0] + 587 * *p[1] + 114 * *p[2]) / 1000);
  return *p[0];
}

/* The line has the brightness of the status's colour: of a pass 166 of 255, in studio range 159. */
static void
check_line (const GstVideoFrame *after)
{
  const GstVideoInfo *info = &after->info;
  const gboolean studio = GST_VIDEO_INFO_IS_YUV (info)
      && info->colorimetry.range == GST_VIDEO_COLOR_RANGE_16_235;
  const gint expected = studio ? 16 + 166 * 219 / 255 : 166;

  for (gint x = BOX_X + 10; x < BOX_X + BOX_WIDTH - 10; x++)
    g_assert_cmpint (ABS (get_luma (after, x, BOX_Y + BOX_HEIGHT + 1) - expected), <=, 3);
}

/* HD-size YUV is BT.709, whose lumas are a little other; asking for BT.601 makes the reference simple. */
static GstVideoInfo
make_picture_info (GstVideoFormat format)
{
  GstVideoInfo info = make_info (format, PICTURE_WIDTH, PICTURE_HEIGHT);

  if (GST_VIDEO_INFO_IS_YUV (&info))
    gst_video_colorimetry_from_string (&info.colorimetry, GST_VIDEO_COLORIMETRY_BT601);
  return info;
}

static void
test_in_place (gconstpointer data)
{
  const GstVideoInfo info = make_picture_info (gst_video_format_from_string (data));
  g_autoptr (GstHarness) h = gst_harness_new_parse ("aoioverlay");
  g_autoptr (AoiReport) report = make_report (AOI_STATUS_PASS);
  g_autoptr (GstBuffer) frame = make_gray_frame (&info);
  g_autoptr (GBytes) bytes = get_bytes (frame);
  g_autoptr (GBytes) still = NULL;
  g_autoptr (GstBuffer) out = NULL;
  GstVideoFrame before, after;

  set_caps (h, &info);
  out = push_frame (h, gst_buffer_copy (frame), report);
  g_assert_nonnull (out);
  still = get_bytes (frame);
  g_assert_true (g_bytes_equal (bytes, still));
  g_assert_true (gst_video_frame_map (&before, &info, frame, GST_MAP_READ));
  g_assert_true (gst_video_frame_map (&after, &info, out, GST_MAP_READ));
  check_frames (&before, &after);
  check_line (&after);
  gst_video_frame_unmap (&before);
  gst_video_frame_unmap (&after);
}

/* A frame whose rows are further apart than its caps say. */
static GstBuffer *
make_padded_frame (const GstVideoInfo *info, gsize padding)
{
  gsize offset[GST_VIDEO_MAX_PLANES] = { 0 }, at = 0;
  gint stride[GST_VIDEO_MAX_PLANES] = { 0 };
  GstBuffer *buffer;

  for (guint i = 0; i < GST_VIDEO_INFO_N_PLANES (info); i++) {
    offset[i] = at;
    stride[i] = GST_VIDEO_INFO_PLANE_STRIDE (info, i) + (gint) padding;
    at += (gsize) stride[i] * (gsize) GST_VIDEO_INFO_COMP_HEIGHT (info, i);
  }
  buffer = gst_buffer_new_allocate (NULL, at, NULL);
  gst_buffer_memset (buffer, 0, 60, at);
  gst_buffer_add_video_meta_full (buffer, GST_VIDEO_FRAME_FLAG_NONE, GST_VIDEO_INFO_FORMAT (info),
      GST_VIDEO_INFO_WIDTH (info), GST_VIDEO_INFO_HEIGHT (info), GST_VIDEO_INFO_N_PLANES (info),
      offset, stride);
  return buffer;
}

static void
check_padding (GstBuffer *out, const GstVideoInfo *info)
{
  GstVideoFrame frame;

  g_assert_true (gst_video_frame_map (&frame, info, out, GST_MAP_READ));
  for (guint i = 0; i < GST_VIDEO_INFO_N_PLANES (info); i++) {
    const gint row = GST_VIDEO_INFO_PLANE_STRIDE (info, i);
    const gint stride = GST_VIDEO_FRAME_PLANE_STRIDE (&frame, i);
    const guint8 *data = GST_VIDEO_FRAME_PLANE_DATA (&frame, i);

    g_assert_cmpint (stride, >, row);
    for (gint y = 0; y < GST_VIDEO_INFO_COMP_HEIGHT (info, i); y++)
      for (gint x = row; x < stride; x++)
        g_assert_cmpint (data[y * stride + x], ==, 60);
  }
  gst_video_frame_unmap (&frame);
}

static void
test_strides (gconstpointer data)
{
  const GstVideoInfo info = make_picture_info (gst_video_format_from_string (data));
  g_autoptr (GstHarness) h = gst_harness_new_parse ("aoioverlay");
  g_autoptr (AoiReport) report = make_report (AOI_STATUS_FAIL);
  g_autoptr (GstBuffer) frame = make_padded_frame (&info, 36);
  g_autoptr (GstBuffer) out = NULL;
  GstVideoFrame before, after;

  set_caps (h, &info);
  out = push_frame (h, gst_buffer_copy (frame), report);
  g_assert_nonnull (out);
  check_padding (out, &info);
  g_assert_true (gst_video_frame_map (&before, &info, frame, GST_MAP_READ));
  g_assert_true (gst_video_frame_map (&after, &info, out, GST_MAP_READ));
  check_frames (&before, &after);
  gst_video_frame_unmap (&before);
  gst_video_frame_unmap (&after);
}

/* Anything else becomes RGB of the same size. */
static void
test_converted (gconstpointer data)
{
  const GstVideoInfo info = make_info (gst_video_format_from_string (data), 320, 240);
  g_autoptr (GstHarness) h = gst_harness_new_parse ("aoioverlay");
  g_autoptr (GstBuffer) out = NULL;
  g_autoptr (GstCaps) caps = NULL;
  GstVideoInfo result;

  set_caps (h, &info);
  out = push_frame (h, make_gray_frame (&info), NULL);
  g_assert_nonnull (out);
  caps = gst_pad_get_current_caps (h->sinkpad);
  g_assert_true (gst_video_info_from_caps (&result, caps));
  g_assert_true (GST_VIDEO_INFO_IS_RGB (&result));
  g_assert_cmpint (GST_VIDEO_INFO_WIDTH (&result), ==, 320);
  g_assert_cmpint (GST_VIDEO_INFO_HEIGHT (&result), ==, 240);
  g_assert_cmpint (GST_VIDEO_INFO_FPS_N (&result), ==, 10);
  g_assert_cmpuint (gst_buffer_get_size (out), ==, GST_VIDEO_INFO_SIZE (&result));
}

#define MOSAIC_WIDTH 640
#define MOSAIC_HEIGHT 480
#define SMALL_WIDTH 160

/* The mean of a colour's samples in the 4x4 pixels under a pixel of the small picture. */
static gint
get_mean (const guint8 *mosaic, const gchar *order, gchar colour, gint x, gint y)
{
  gint sum = 0, n = 0;

  for (gint v = 4 * y; v < 4 * y + 4; v++) {
    for (gint u = 4 * x; u < 4 * x + 4; u++) {
      if (order[2 * (v % 2) + u % 2] == colour) {
        sum += mosaic[v * MOSAIC_WIDTH + u];
        n++;
      }
    }
  }
  return (sum + n / 2) / n;
}

/* Below the banner, the small picture is what a slow average of the samples gives. */
static void
check_small (GstBuffer *mosaic, const gchar *order, GstBuffer *out, GstVideoFormat format)
{
  const GstVideoInfo info = make_info (format, SMALL_WIDTH, MOSAIC_HEIGHT / 4);
  GstVideoFrame frame;
  GstMapInfo map;

  g_assert_true (gst_buffer_map (mosaic, &map, GST_MAP_READ));
  g_assert_true (gst_video_frame_map (&frame, &info, out, GST_MAP_READ));
  for (gint y = MOSAIC_HEIGHT / 8; y < MOSAIC_HEIGHT / 4; y++) {
    for (gint x = 0; x < SMALL_WIDTH; x++) {
      for (guint i = 0; i < 3; i++) {
        const guint8 *value = (const guint8 *) GST_VIDEO_FRAME_COMP_DATA (&frame, i)
            + y * GST_VIDEO_FRAME_COMP_STRIDE (&frame, i)
            + x * GST_VIDEO_FRAME_COMP_PSTRIDE (&frame, i);

        g_assert_cmpint (ABS (*value - get_mean (map.data, order, "rgb"[i], x, y)), <=, 1);
      }
    }
  }
  gst_video_frame_unmap (&frame);
  gst_buffer_unmap (mosaic, &map);
}

static GstBuffer *
make_mosaic (guint32 seed)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  const gsize size = MOSAIC_WIDTH * MOSAIC_HEIGHT;
  guint8 *data = g_malloc (size);

  for (gsize i = 0; i < size; i++)
    data[i] = (guint8) g_rand_int_range (rand, 0, 256);
  return gst_buffer_new_wrapped (data, size);
}

/* Each order into another format. */
static const struct {
  const gchar *order, *format;
} mosaics[] = { { "bggr", "RGB" }, { "gbrg", "BGR" }, { "grbg", "RGBx" }, { "rggb", "BGRx" } };

static void
test_bayer (gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  g_autofree gchar *caps = g_strdup_printf (
      "video/x-bayer,format=%s,width=%d,height=%d,framerate=10/1", mosaics[i].order, MOSAIC_WIDTH,
      MOSAIC_HEIGHT);
  g_autofree gchar *wanted = g_strdup_printf ("video/x-raw,format=%s", mosaics[i].format);
  g_autoptr (GstHarness) h = gst_harness_new_parse ("aoioverlay max-width=160");
  g_autoptr (GstBuffer) mosaic = make_mosaic (i);
  g_autoptr (GBytes) before = get_bytes (mosaic);
  g_autoptr (GBytes) after = NULL;
  g_autoptr (GstBuffer) out = NULL;

  gst_harness_set_sink_caps_str (h, wanted);
  gst_harness_set_src_caps_str (h, caps);
  out = push_frame (h, gst_buffer_ref (mosaic), NULL);
  g_assert_nonnull (out);
  check_small (mosaic, mosaics[i].order, out, gst_video_format_from_string (mosaics[i].format));
  after = get_bytes (mosaic);
  g_assert_true (g_bytes_equal (before, after));
}

/* Pictures of any size, with ROIs that reach beyond them: nothing is written outside, as the sanitizers
 * see. */
static void
test_sizes (gconstpointer data)
{
  const GstVideoFormat format = gst_video_format_from_string (data);
  const guint sizes[][2] = { { 1, 1 }, { 2, 3 }, { 17, 301 }, { 301, 33 } };

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    const GstVideoInfo info = make_info (format, sizes[i][0], sizes[i][1]);
    const AoiReportInfo about = {
      .product = "board", .width = (gint) sizes[i][0], .height = (gint) sizes[i][1]
    };
    g_autoptr (GstHarness) h = gst_harness_new_parse ("aoioverlay");
    g_autoptr (AoiReport) report = NULL;
    g_autoptr (GstBuffer) out = NULL;
    AoiRoiResult rois[] = { make_roi (AOI_STATUS_FAIL), make_roi (AOI_STATUS_PASS),
      make_roi (AOI_STATUS_TIMEOUT) };

    rois[0].rect = (AoiRect){ 0, 0, (gint) sizes[i][0], (gint) sizes[i][1] };
    rois[1].rect = (AoiRect){ (gint) sizes[i][0] - 1, 0, 40, 40 };
    rois[2].rect = (AoiRect){ -30, -40, 100000, 41 };
    report = aoi_report_new (&about, rois, G_N_ELEMENTS (rois));
    set_caps (h, &info);
    out = push_frame (h, make_gray_frame (&info), report);
    g_assert_nonnull (out);
  }
}

/* Pictures that are reduced have even sides, unless that is turned off or there is but one pixel; frames that
 * are narrow enough keep theirs. */
static const struct {
  const gchar *launch;
  guint width, height;
  gint reduced_width, reduced_height;
} reductions[] = {
  { "aoioverlay max-width=1280", 7716, 5360, 1280, 888 },
  { "aoioverlay max-width=1279", 7716, 5360, 1278, 888 },
  { "aoioverlay max-width=1280 even-sides=false", 7716, 5360, 1280, 889 },
  { "aoioverlay max-width=1279 even-sides=false", 7716, 5360, 1279, 888 },
  { "aoioverlay max-width=100", 301, 33, 100, 10 },
  { "aoioverlay max-width=100", 301, 2, 100, 2 },
  { "aoioverlay max-width=101", 301, 1, 101, 1 },
  { "aoioverlay max-width=1", 301, 33, 1, 1 },
  { "aoioverlay max-width=301", 301, 33, 301, 33 },
  { "aoioverlay", 301, 33, 301, 33 },
};

static void
test_even_sides (gconstpointer data)
{
  const guint i = GPOINTER_TO_UINT (data);
  const GstVideoInfo info = make_info (
      GST_VIDEO_FORMAT_RGB, reductions[i].width, reductions[i].height);
  g_autoptr (GstHarness) h = gst_harness_new_parse (reductions[i].launch);
  g_autoptr (GstBuffer) out = NULL;
  g_autoptr (GstCaps) caps = NULL;
  GstVideoInfo result;

  set_caps (h, &info);
  out = push_frame (h, make_gray_frame (&info), NULL);
  g_assert_nonnull (out);
  caps = gst_pad_get_current_caps (h->sinkpad);
  g_assert_true (gst_video_info_from_caps (&result, caps));
  g_assert_cmpint (GST_VIDEO_INFO_WIDTH (&result), ==, reductions[i].reduced_width);
  g_assert_cmpint (GST_VIDEO_INFO_HEIGHT (&result), ==, reductions[i].reduced_height);
  g_assert_cmpuint (gst_buffer_get_size (out), ==, GST_VIDEO_INFO_SIZE (&result));
}

static const gchar *
find_element (const gchar *const *names)
{
  for (; *names != NULL; names++) {
    g_autoptr (GstElementFactory) factory = gst_element_factory_find (*names);

    if (factory != NULL)
      return *names;
  }
  return NULL;
}

static void
get_size (GstElement *pipeline, const gchar *name, const gchar *pad, GstVideoInfo *info)
{
  g_autoptr (GstElement) element = gst_bin_get_by_name (GST_BIN (pipeline), name);
  g_autoptr (GstPad) found = gst_element_get_static_pad (element, pad);
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (found);

  g_assert_true (gst_video_info_from_caps (info, caps));
}

static void
run_to_end (GstElement *pipeline)
{
  g_autoptr (GstBus) bus = gst_element_get_bus (pipeline);
  g_autoptr (GstMessage) message = NULL;

  gst_element_set_state (pipeline, GST_STATE_PLAYING);
  message = gst_bus_timed_pop_filtered (
      bus, TEST_PATIENCE * GST_USECOND, GST_MESSAGE_EOS | GST_MESSAGE_ERROR);
  g_assert_nonnull (message);
  g_assert_cmpint (GST_MESSAGE_TYPE (message), ==, GST_MESSAGE_EOS);
}

/* An encoder of H.264 refuses odd sides, or cuts them off. */
static void
test_h264 (void)
{
  static const gchar *const encoders[] = { "x264enc", "openh264enc", NULL };
  static const gchar *const decoders[] = { "avdec_h264", "openh264dec", NULL };
  const gchar *encoder = find_element (encoders), *decoder = find_element (decoders);
  g_autofree gchar *launch = NULL;
  g_autoptr (GstElement) pipeline = NULL;
  GstVideoInfo reduced, decoded;

  if (encoder == NULL || decoder == NULL) {
    g_test_skip (
        "H.264 cannot be encoded here: install gstreamer1.0-plugins-bad, which has openh264enc");
    return;
  }
  launch = g_strdup_printf (
      "videotestsrc num-buffers=5 ! video/x-raw,format=I420,width=771,height=535 "
      "! aoioverlay name=overlay max-width=333 ! videoconvert ! %s ! %s ! fakesink name=sink",
      encoder, decoder);
  pipeline = gst_parse_launch (launch, NULL);
  run_to_end (pipeline);
  get_size (pipeline, "overlay", "src", &reduced);
  get_size (pipeline, "sink", "sink", &decoded);
  g_assert_cmpint (GST_VIDEO_INFO_WIDTH (&reduced), ==, 332);
  g_assert_cmpint (GST_VIDEO_INFO_WIDTH (&decoded), ==, GST_VIDEO_INFO_WIDTH (&reduced));
  g_assert_cmpint (GST_VIDEO_INFO_HEIGHT (&decoded), ==, GST_VIDEO_INFO_HEIGHT (&reduced));
  gst_element_set_state (pipeline, GST_STATE_NULL);
}

static void
add_tests (const gchar *path, const gchar *const *formats, GTestDataFunc test)
{
  for (; *formats != NULL; formats++) {
    g_autofree gchar *name = g_strdup_printf ("/overlay/%s/%s", path, *formats);

    g_test_add_data_func (name, *formats, test);
  }
}

int
main (int argc, char **argv)
{
  static const gchar *const in_place[] = { "RGB", "BGR", "RGBx", "BGRx", "xRGB", "xBGR", "RGBA",
    "BGRA", "ARGB", "ABGR", "I420", "YV12", "NV12", "NV21", "GRAY8", NULL };
  static const gchar *const some[] = { "RGB", "BGRx", "I420", "NV12", "GRAY8", NULL };
  static const gchar *const other[] = { "GRAY16_LE", "Y42B", "Y444", "YUY2", "UYVY", NULL };
  static const gchar *const planes[] = { "RGB", "I420", "GRAY8", NULL };

  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  add_tests ("in-place", in_place, test_in_place);
  add_tests ("strides", some, test_strides);
  add_tests ("sizes", planes, test_sizes);
  add_tests ("converted", other, test_converted);
  for (guint i = 0; i < G_N_ELEMENTS (mosaics); i++) {
    g_autofree gchar *path = g_strdup_printf ("/overlay/bayer/%s", mosaics[i].order);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_bayer);
  }
  g_test_add_func ("/overlay/h264", test_h264);
  for (guint i = 0; i < G_N_ELEMENTS (reductions); i++) {
    g_autofree gchar *path = g_strdup_printf ("/overlay/even-sides/%u", i);

    g_test_add_data_func (path, GUINT_TO_POINTER (i), test_even_sides);
  }
  return support_run ();
}
