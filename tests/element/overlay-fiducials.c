/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What aoioverlay shows of boards that lie elsewhere than at rest. */
#include "overlay-support.h"

/* A board that lies 40 pixels to the right and 30 below of its place, its ROI and two fiducials of it. */
static AoiReport *
make_placed_report (gboolean found)
{
  const AoiPlacement placement = { .device = 1,
    .found = found,
    .alignment = { 1.0, 0.0, 40.0, 30.0 },
    .reason = found ? NULL : (gchar *) "fiducial 12: score 0.00, needs 0.70",
    .n_marks = 2,
    .marks = { { 11, 300.0, 700.0, 340.0, 730.0, 0.98, 0.3, 3.0 },
        { 12, 1000.0, 700.0, 1040.0, 730.0, found ? 0.97 : 0.0, 0.3, 3.0 } } };
  const AoiReportInfo info = { .product = "board",
    .width = PICTURE_WIDTH,
    .height = PICTURE_HEIGHT,
    .placements = &placement,
    .n_placements = 1 };
  AoiRoiResult roi = make_roi (found ? AOI_STATUS_PASS : AOI_STATUS_ERROR);

  roi.place = found ? AOI_PLACE_FOUND : AOI_PLACE_UNKNOWN;
  roi.alignment = placement.alignment;
  return aoi_report_new (&info, &roi, 1);
}

/* Returns: (transfer full): a picture on which it was drawn */
static GstBuffer *
draw (AoiReport *report)
{
  const GstVideoInfo info = make_info (GST_VIDEO_FORMAT_RGB, PICTURE_WIDTH, PICTURE_HEIGHT);
  g_autoptr (GstHarness) h = gst_harness_new ("aoioverlay");

  set_caps (h, &info);
  return push_frame (h, make_gray_frame (&info), report);
}

/* How many pixels of a colour there are in a square of 80 pixels around a place. */
static guint
count_around (GstBuffer *buffer, gint x, gint y, AoiStatus status)
{
  g_autoptr (GBytes) bytes = get_bytes (buffer);
  guint n = 0;

  for (gint row = y - 40; row < y + 40; row++)
    for (gint column = x - 40; column < x + 40; column++)
      n += is_colour (get_pixel (bytes, PICTURE_WIDTH, column, row), status_colours[status]);
  return n;
}

/* ROIs and fiducials are drawn where the board was found. */
static void
test_found (void)
{
  g_autoptr (AoiReport) report = make_placed_report (TRUE);
  g_autoptr (GstBuffer) out = draw (report);
  g_autoptr (GBytes) bytes = get_bytes (out);
  const gint middle = BOX_X + BOX_WIDTH / 2, above = BOX_Y - 2;

  g_assert_true (is_colour (
      get_pixel (bytes, PICTURE_WIDTH, middle + 40, above + 30), status_colours[AOI_STATUS_PASS]));
  g_assert_false (
      is_colour (get_pixel (bytes, PICTURE_WIDTH, middle, above), status_colours[AOI_STATUS_PASS]));
  g_assert_cmpuint (count_around (out, 340, 730, AOI_STATUS_PASS), >, 50);
  g_assert_cmpuint (count_around (out, 1040, 730, AOI_STATUS_PASS), >, 50);
}

/* Nothing of a board that was not found looks like a pass, though a fiducial was found. */
static void
test_lost (void)
{
  g_autoptr (AoiReport) report = make_placed_report (FALSE);
  g_autoptr (GstBuffer) out = draw (report);

  g_assert_cmpuint (count_colour (out, status_colours[AOI_STATUS_PASS]), ==, 0);
  g_assert_cmpuint (count_around (out, 340, 730, AOI_STATUS_ERROR), >, 50);
  g_assert_cmpuint (count_around (out, 1000, 700, AOI_STATUS_ERROR), >, 50);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  gst_init (&argc, &argv);
  g_test_add_func ("/overlay-fiducials/found", test_found);
  g_test_add_func ("/overlay-fiducials/lost", test_lost);
  return support_run ();
}
