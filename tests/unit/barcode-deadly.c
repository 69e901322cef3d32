/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a library that reads barcodes ends the process at is never given to it. */
#include "fixtures.h"

/* Looks like a QR code's corner, but for a side of its inner square that has a single point: ZXing 1.4 as Debian
 * builds it ends the process where it fits a square to it. */
static const gchar *const bent_finder[] = {
  "          ",
  "  ####### ",
  " ##     # ",
  " # #    # ",
  " #  ##  # ",
  " # ###  # ",
  " # ###  # ",
  " #      # ",
  " ## ##### ",
  "          ",
};

static void
test_bent_finder (void)
{
  for (gint effort = AOI_ROI_MIN_BARCODE_EFFORT; effort <= AOI_ROI_MAX_BARCODE_EFFORT; effort++) {
    g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (10, 10, 0xffffff);
    g_autoptr (FixtureFrame) frame = NULL;
    g_autoptr (AoiRoi) roi = NULL;
    AoiRoiResult result;

    for (gint y = 0; y < (gint) G_N_ELEMENTS (bent_finder); y++)
      for (gint x = 0; bent_finder[y][x] != '\0'; x++)
        if (bent_finder[y][x] == '#')
          fixture_fill_rect (canvas, &(AoiRect){ x, y, 1, 1 }, 0x000000);
    frame = fixture_frame_new (canvas, AOI_FORMAT_GRAY8);
    roi = fixture_roi_new (AOI_TYPE_BARCODE, &frame->image.valid, 0);
    roi->barcode_effort = effort;
    fixture_inspect (roi, &frame->image, &result);
    g_assert_cmpint (result.status, ==, AOI_STATUS_FAIL);
    g_assert_cmpstr (result.reason, ==, "no barcode read");
    aoi_roi_result_clear (&result);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/barcode-deadly/bent-finder", test_bent_finder);
  return g_test_run ();
}
