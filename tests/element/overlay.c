/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What aoioverlay shows for each kind of board, and that nothing that it shows can break it or look like
 * a pass; its behaviour in a stream. */
#include "aoi-image-file.h"
#include "lib/gstaoicapture.h"
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
make_frame (void)
{
  const GstVideoInfo info = make_info (GST_VIDEO_FORMAT_RGB, PICTURE_WIDTH, PICTURE_HEIGHT);

  return make_gray_frame (&info);
}

static void
check_colours (GstBuffer *out, AoiStatus shown)
{
  for (guint i = AOI_STATUS_ERROR; i <= AOI_STATUS_PASS; i++) {
    if (i == shown)
      g_assert_cmpuint (count_colour (out, status_colours[i]), >, 1000);
    else if (i == AOI_STATUS_PASS)
      g_assert_cmpuint (count_colour (out, status_colours[i]), ==, 0);
  }
}

/* Box and banner have the status's colour; what does not pass has nothing of a pass. */
static void
test_status (gconstpointer data)
{
  const AoiStatus status = GPOINTER_TO_INT (data);
  g_autoptr (GstHarness) h = make_harness ("aoioverlay");
  g_autoptr (AoiReport) report = make_report (status);
  g_autoptr (GstBuffer) out = push_frame (h, make_frame (), report);

  check_colours (out, status);
  if (status != AOI_STATUS_PASS)
    g_assert_cmpuint (count_colour (out, status_colours[AOI_STATUS_FAIL]), >, 1000);
}

static void
test_not_inspected (void)
{
  g_autoptr (GstHarness) h = make_harness ("aoioverlay");
  g_autoptr (GstBuffer) out = push_frame (h, make_frame (), NULL);

  check_colours (out, AOI_STATUS_ERROR);
  g_assert_null (gst_buffer_get_aoi_report (out));
}

/* Of a board whose other frames are still to come, the ROIs passed and the board did not. */
static void
test_partial (void)
{
  const AoiReportInfo info = { .product = "board",
    .width = PICTURE_WIDTH,
    .height = PICTURE_HEIGHT,
    .groups = 2,
    .partial = TRUE };
  g_autoptr (AoiReport) empty = aoi_report_new (&info, NULL, 0);
  AoiRoiResult roi = make_roi (AOI_STATUS_PASS);
  g_autoptr (AoiReport) report = aoi_report_new (&info, &roi, 1);
  g_autoptr (GstHarness) h = make_harness ("aoioverlay");
  g_autoptr (GstBuffer) out = push_frame (h, make_frame (), empty);
  g_autoptr (GstBuffer) second = push_frame (h, make_frame (), report);
  g_autoptr (GBytes) bytes = get_bytes (second);

  check_colours (out, AOI_STATUS_TIMEOUT);
  g_assert_true (
      is_colour (get_pixel (bytes, PICTURE_WIDTH, 1, 1), status_colours[AOI_STATUS_TIMEOUT]));
}

/* A reason against the whole board, though all of its ROIs passed. */
static void
test_board_reason (void)
{
  const AoiReportInfo info = { .product = "board",
    .width = PICTURE_WIDTH,
    .height = PICTURE_HEIGHT,
    .reason = "unsuitable frame" };
  AoiRoiResult roi = make_roi (AOI_STATUS_PASS);
  g_autoptr (AoiReport) report = aoi_report_new (&info, &roi, 1);
  g_autoptr (GstHarness) h = make_harness ("aoioverlay");
  g_autoptr (GstBuffer) out = push_frame (h, make_frame (), report);
  g_autoptr (GBytes) bytes = get_bytes (out);

  g_assert_true (
      is_colour (get_pixel (bytes, PICTURE_WIDTH, 1, 1), status_colours[AOI_STATUS_FAIL]));
}

static void
test_metadata_stays (gconstpointer data)
{
  g_autoptr (GstHarness) h = make_harness (data);
  g_autoptr (AoiReport) report = make_report (AOI_STATUS_FAIL);
  g_autoptr (AoiReport) kept = NULL;
  g_autoptr (GstBuffer) frame = make_frame ();
  g_autoptr (GstBuffer) out = NULL;
  const GstAoiCapture capture = { .board = 4, .groups = 1, .focus = 305 };
  GstAoiCapture read;

  GST_BUFFER_PTS (frame) = 7 * GST_SECOND;
  g_assert_true (gst_buffer_add_aoi_capture (frame, &capture));
  out = push_frame (h, g_steal_pointer (&frame), report);
  kept = gst_buffer_get_aoi_report (out);
  g_assert_true (kept == report);
  g_assert_cmpint (aoi_report_get_roi (kept, 0)->rect.x, ==, BOX_X);
  g_assert_true (gst_buffer_get_aoi_capture (out, &read));
  g_assert_cmpuint (read.board, ==, 4);
  g_assert_cmpuint (GST_BUFFER_PTS (out), ==, 7 * GST_SECOND);
}

/* A frame that another branch holds, as a buffer of its own or by its memory, stays as it was. */
static void
test_shared (void)
{
  g_autoptr (GstHarness) h = make_harness ("aoioverlay");
  g_autoptr (AoiReport) report = make_report (AOI_STATUS_FAIL);
  g_autoptr (GstBuffer) frame = make_frame ();
  g_autoptr (GBytes) before = get_bytes (frame);
  g_autoptr (GstBuffer) held = NULL;

  g_assert_true (gst_buffer_add_aoi_report (frame, report));
  held = gst_buffer_ref (frame);
  for (guint i = 0; i < 2; i++) {
    g_autoptr (GstBuffer) out = gst_harness_push_and_pull (
        h, i == 0 ? gst_buffer_ref (frame) : gst_buffer_copy (frame));
    g_autoptr (GBytes) after = get_bytes (held), drawn = get_bytes (out);

    g_assert_true (g_bytes_equal (before, after));
    g_assert_false (g_bytes_equal (before, drawn));
  }
}

/* The box lies in proportion on a frame that was scaled, and on one that is reduced here. */
static void
test_scaled (gconstpointer data)
{
  const gboolean reduced = data != NULL;
  const GstVideoInfo half = make_info (GST_VIDEO_FORMAT_RGB, PICTURE_WIDTH / 2, PICTURE_HEIGHT / 2);
  g_autoptr (GstHarness) h = make_harness (reduced
          ? "aoioverlay max-width=640 ! capsfilter caps=\"video/x-raw,format=RGB\""
          : "aoioverlay");
  g_autoptr (AoiReport) report = make_report (AOI_STATUS_PASS);
  g_autoptr (GstBuffer) out = NULL;
  g_autoptr (GBytes) bytes = NULL;
  const gint x = (BOX_X + BOX_WIDTH / 2) / 2, y = BOX_Y / 2;

  if (!reduced)
    set_caps (h, &half);
  out = push_frame (h, reduced ? make_frame () : make_gray_frame (&half), report);
  bytes = get_bytes (out);
  g_assert_cmpuint (g_bytes_get_size (bytes), ==, PICTURE_WIDTH / 2 * PICTURE_HEIGHT / 2 * 3);
  g_assert_true (
      is_colour (get_pixel (bytes, PICTURE_WIDTH / 2, x, y - 2), status_colours[AOI_STATUS_PASS]));
  g_assert_cmpint (ABS (get_pixel (bytes, PICTURE_WIDTH / 2, x, y + 4)[0] - 61), <=, 2);
}

static const gchar *const hostile[] = { "<b>bold</b> & <span size=\"900000\">x</span>",
  "</span><i>\" ' \\ %s %n %d", "line\nline\r\nline\ttab\v\f\b\a\x1b[31m", "\x7f\xc2\x80\xc2\x9f",
  "\xe2\x80\xae"
  "desrever\xe2\x80\xac\xe2\x81\xa6\xe2\x81\xa7\xe2\x80\x8f",
  "\xff\xfe\xc3(\xe2\x82", "\xf0\x9f\x92\xa9\xe6\xbc\xa2\xe5\xad\x97",
  "\xd7\xa9\xd7\x9c\xd7\x95\xd7\x9d 0.1 < 0.9",
  "a\xcc\x81\xcc\x82\xcc\x83\xcc\x84\xcc\x85\xcc\x86\xcc\x87\xcc\x88\xcc\x89",
  "\xef\xbf\xbf\xee\x80\x80", "", "../../../etc/passwd" };

static AoiReport *
make_hostile_report (const gchar *text)
{
  const AoiReportInfo info = { .product = text,
    .reason = text,
    .device_barcode = text,
    .width = PICTURE_WIDTH,
    .height = PICTURE_HEIGHT };
  const gchar *const types[] = { "barcode", "ocr", "color", "compare" };
  AoiRoiResult rois[G_N_ELEMENTS (types) + 1];
  g_autofree gchar *valid = g_utf8_make_valid (text, -1);

  for (guint i = 0; i < G_N_ELEMENTS (rois); i++) {
    GVariantDict values;

    rois[i] = make_roi (AOI_STATUS_PASS);
    aoi_roi_result_fail (&rois[i], 0.5, 0.9, "%s", text);
    rois[i].id = (gint) i + 1;
    rois[i].type = i < G_N_ELEMENTS (types) ? types[i] : g_intern_string (valid);
    rois[i].rect.y += 10 * (gint) i;
    g_variant_dict_init (&values, NULL);
    g_variant_dict_insert (&values, "barcodes", "^as", (const gchar *[]){ valid, valid, NULL });
    g_variant_dict_insert (&values, "text", "s", valid);
    g_variant_dict_insert (&values, "color", "s", valid);
    g_variant_dict_insert (&values, "golden", "s", valid);
    aoi_roi_result_take_values (&rois[i], g_variant_dict_end (&values));
  }
  return aoi_report_new (&info, rois, G_N_ELEMENTS (rois));
}

/* Drawn without a warning, which would end the test, and within the labels' bounds. */
static void
check_hostile (GstHarness *h, const gchar *text)
{
  g_autoptr (AoiReport) report = make_hostile_report (text);
  g_autoptr (GstBuffer) out = push_frame (h, make_frame (), report);
  g_autoptr (GBytes) bytes = get_bytes (out);

  g_assert_nonnull (out);
  check_colours (out, AOI_STATUS_FAIL);
  for (gint x = 0; x < PICTURE_WIDTH; x++)
    g_assert_cmpint (ABS (get_pixel (bytes, PICTURE_WIDTH, x, PICTURE_HEIGHT - 5)[1] - 61), <=, 2);
}

static void
test_hostile (void)
{
  g_autoptr (GstHarness) h = make_harness ("aoioverlay golden=true");
  g_autofree gchar *large = g_strnfill (4096, 'W');

  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    check_hostile (h, hostile[i]);
  check_hostile (h, large);
}

/* Places in the frame are places in its picture. */
static void
test_roi_metas (void)
{
  for (guint reduced = 0; reduced < 2; reduced++) {
    const guint parts = reduced ? 4 : 1;
    g_autofree gchar *launch = g_strdup_printf (
        "aoioverlay max-width=%u", reduced ? PICTURE_WIDTH / parts : 0);
    g_autoptr (GstHarness) h = make_harness (launch);
    GstBuffer *frame = make_frame ();
    g_autoptr (GstBuffer) out = NULL;
    GstVideoRegionOfInterestMeta *meta = gst_buffer_add_video_region_of_interest_meta (
        frame, "aoi", 400, 80, 120, 60);

    meta->id = 7;
    gst_video_region_of_interest_meta_add_param (
        meta, gst_structure_new ("aoi-roi", "id", G_TYPE_INT, 7, NULL));
    out = push_frame (h, frame, NULL);
    meta = gst_buffer_get_video_region_of_interest_meta_id (out, 7);
    g_assert_nonnull (meta);
    g_assert_cmpuint (meta->x, ==, 400 / parts);
    g_assert_cmpuint (meta->y, ==, 80 / parts);
    g_assert_cmpuint (meta->w, ==, 120 / parts);
    g_assert_cmpuint (meta->h, ==, 60 / parts);
    g_assert_nonnull (gst_video_region_of_interest_meta_get_param (meta, "aoi-roi"));
  }
}

/* Size, format and max-width change while frames flow. */
static void
test_changes (void)
{
  g_autoptr (GstHarness) h = make_harness ("aoioverlay");
  g_autoptr (GstElement) overlay = gst_harness_find_element (h, "aoioverlay");
  const GstVideoInfo other = make_info (GST_VIDEO_FORMAT_I420, 320, 240);
  const struct {
    gint max_width, width, height;
  } steps[] = { { 0, 320, 240 }, { 80, 80, 60 }, { 319, 318, 238 }, { 320, 320, 240 },
    { 1, 1, 1 } };

  gst_buffer_unref (push_frame (h, make_frame (), NULL));
  set_caps (h, &other);
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++) {
    g_autoptr (GstBuffer) out = NULL;
    g_autoptr (GstCaps) caps = NULL;
    GstVideoInfo info;

    g_object_set (overlay, "max-width", steps[i].max_width, NULL);
    out = push_frame (h, make_gray_frame (&other), NULL);
    g_assert_nonnull (out);
    caps = gst_pad_get_current_caps (h->sinkpad);
    g_assert_true (gst_video_info_from_caps (&info, caps));
    g_assert_cmpint (GST_VIDEO_INFO_WIDTH (&info), ==, steps[i].width);
    g_assert_cmpint (GST_VIDEO_INFO_HEIGHT (&info), ==, steps[i].height);
    g_assert_cmpuint (gst_buffer_get_size (out), ==, GST_VIDEO_INFO_SIZE (&info));
  }
}

static void
test_flush_and_restart (void)
{
  g_autoptr (GstHarness) h = make_harness ("aoioverlay max-width=320");
  const GstVideoInfo info = make_info (GST_VIDEO_FORMAT_RGB, PICTURE_WIDTH, PICTURE_HEIGHT);

  for (guint i = 0; i < 3; i++) {
    GstSegment segment;

    gst_buffer_unref (push_frame (h, make_frame (), NULL));
    g_assert_true (gst_harness_push_event (h, gst_event_new_flush_start ()));
    g_assert_true (gst_harness_push_event (h, gst_event_new_flush_stop (TRUE)));
    gst_segment_init (&segment, GST_FORMAT_TIME);
    g_assert_true (gst_harness_push_event (h, gst_event_new_segment (&segment)));
    gst_buffer_unref (push_frame (h, make_frame (), NULL));
    g_assert_cmpint (
        gst_element_set_state (h->element, GST_STATE_NULL), ==, GST_STATE_CHANGE_SUCCESS);
    gst_harness_play (h);
    set_caps (h, &info);
  }
}

/* Upstream may lay rows out as it likes. */
static void
test_allocation (gconstpointer data)
{
  g_autoptr (GstHarness) h = make_harness (data);
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (h->srcpad);
  g_autoptr (GstQuery) query = gst_query_new_allocation (caps, FALSE);

  g_assert_true (gst_pad_peer_query (h->srcpad, query));
  g_assert_true (gst_query_find_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL));
}

/* A board that no frame completes has nothing to be drawn on; its event goes on. */
static void
test_event (void)
{
  g_autoptr (GstHarness) h = make_harness ("aoioverlay");
  g_autoptr (AoiReport) report = make_report (AOI_STATUS_FAIL);
  GstEvent *event;

  g_assert_true (gst_harness_push_event (h, gst_aoi_report_event_new (report)));
  while ((event = gst_harness_try_pull_event (h)) != NULL) {
    const gboolean found = gst_event_has_name (event, GST_AOI_REPORT_EVENT_NAME);

    gst_event_unref (event);
    if (found)
      return;
  }
  g_assert_not_reached ();
}

/* Blocks of random gray in the ROI, with a bright square in the middle that a golden lacks. */
static void
draw_part (guint8 *pixels, gint width, AoiRect rect, gboolean defect)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (9);

  for (gint y = 0; y < rect.height; y += 10) {
    for (gint x = 0; x < rect.width; x += 10) {
      guint8 level = (guint8) g_rand_int_range (rand, 30, 200);

      if (defect && ABS (x - rect.width / 2) < 25 && ABS (y - rect.height / 2) < 25)
        level = 250;
      for (gint i = 0; i < 100; i++)
        memset (pixels + 3 * ((rect.y + y + i / 10) * width + rect.x + x + i % 10), level, 3);
    }
  }
}

static gchar *
make_product (void)
{
  g_autofree gchar *json = g_strdup_printf ("[{\"idx\":1,\"type\":2,\"coords\":[%d,%d,%d,%d]}]",
      BOX_X, BOX_Y, BOX_X + BOX_WIDTH, BOX_Y + BOX_HEIGHT);
  gchar *folder = support_product_new (json);
  g_autofree gchar *goldens = g_build_filename (folder, "golden_rois", "roi_1", NULL);
  g_autofree gchar *file = g_build_filename (goldens, "golden.png", NULL);
  g_autoptr (AoiRgbImage) golden = aoi_rgb_image_new (BOX_WIDTH, BOX_HEIGHT);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir_with_parents (goldens, 0700), ==, 0);
  draw_part (golden->data, BOX_WIDTH, (AoiRect){ 0, 0, BOX_WIDTH, BOX_HEIGHT }, FALSE);
  g_assert_true (aoi_image_file_save (golden, file, &error));
  return folder;
}

static GstBuffer *
inspect_part (const gchar *folder, gboolean defect, const gchar *overlay)
{
  g_autofree gchar *launch = g_strdup_printf ("aoiinspect product=%s ! %s", folder, overlay);
  g_autoptr (GstHarness) h = make_harness (launch);
  GstBuffer *frame = make_frame ();
  GstMapInfo map;

  g_assert_true (gst_buffer_map (frame, &map, GST_MAP_READWRITE));
  draw_part (map.data, PICTURE_WIDTH, (AoiRect){ BOX_X, BOX_Y, BOX_WIDTH, BOX_HEIGHT }, defect);
  gst_buffer_unmap (frame, &map);
  return push_frame (h, frame, NULL);
}

/* Of the difference at and beyond the limit. */
static const guint8 limit_colour[3] = { 255, 240, 110 };

/* Beside a ROI that failed there is the difference, and nowhere else. */
static void
test_golden (void)
{
  gchar *folder = make_product ();
  g_autoptr (GstBuffer) plain = inspect_part (folder, TRUE, "aoioverlay");
  g_autoptr (GstBuffer) shown = inspect_part (folder, TRUE, "aoioverlay golden=true");
  g_autoptr (GstBuffer) good = inspect_part (folder, FALSE, "aoioverlay golden=true");

  check_colours (good, AOI_STATUS_PASS);
  check_colours (shown, AOI_STATUS_FAIL);
  g_assert_cmpuint (count_colour (plain, limit_colour), ==, 0);
  g_assert_cmpuint (count_colour (good, limit_colour), ==, 0);
  g_assert_cmpuint (count_colour (shown, limit_colour), >, 100);
  support_product_free (folder);
}

/* What was inspected at another size has no difference to show. */
static void
test_golden_scaled (void)
{
  gchar *folder = make_product ();
  g_autoptr (GstBuffer) out = inspect_part (folder, TRUE,
      "videoscale ! capsfilter caps=\"video/x-raw,width=640\" ! aoioverlay golden=true");

  g_assert_nonnull (out);
  check_colours (out, AOI_STATUS_FAIL);
  support_product_free (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  for (gint i = AOI_STATUS_ERROR; i <= AOI_STATUS_PASS; i++) {
    g_autofree gchar *path = g_strdup_printf ("/overlay/status/%s", aoi_status_to_string (i));

    g_test_add_data_func (path, GINT_TO_POINTER (i), test_status);
  }
  g_test_add_func ("/overlay/not-inspected", test_not_inspected);
  g_test_add_func ("/overlay/partial", test_partial);
  g_test_add_func ("/overlay/board-reason", test_board_reason);
  g_test_add_data_func ("/overlay/metadata/in-place", "aoioverlay", test_metadata_stays);
  g_test_add_data_func (
      "/overlay/metadata/reduced", "aoioverlay max-width=200", test_metadata_stays);
  g_test_add_func ("/overlay/shared", test_shared);
  g_test_add_data_func ("/overlay/scaled/before", NULL, test_scaled);
  g_test_add_data_func ("/overlay/scaled/here", "here", test_scaled);
  g_test_add_func ("/overlay/hostile", test_hostile);
  g_test_add_func ("/overlay/changes", test_changes);
  g_test_add_func ("/overlay/flush-and-restart", test_flush_and_restart);
  g_test_add_data_func ("/overlay/allocation/in-place", "aoioverlay", test_allocation);
  g_test_add_data_func ("/overlay/allocation/reduced", "aoioverlay max-width=200", test_allocation);
  g_test_add_func ("/overlay/event", test_event);
  g_test_add_func ("/overlay/golden", test_golden);
  g_test_add_func ("/overlay/roi-metas", test_roi_metas);
  g_test_add_func ("/overlay/golden-scaled", test_golden_scaled);
  return support_run ();
}
