/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What aoioverlay writes on pictures. */
#include <string.h>

#include "overlay/gstaoioverlaytext.h"

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AoiRoiResult, aoi_roi_result_clear)

#define ELLIPSIS "\xe2\x80\xa6"
#define ISOLATED(text) "\xe2\x81\xa8" text "\xe2\x81\xa9"

static void
check_clean (const gchar *text, guint max_chars, const gchar *expected)
{
  g_autofree gchar *clean = gst_aoi_overlay_text_clean (text, max_chars);

  g_assert_cmpstr (clean, ==, expected);
  g_assert_true (g_utf8_validate (clean, -1, NULL));
}

static void
test_clean (void)
{
  check_clean (NULL, 9, "");
  check_clean ("", 9, "");
  check_clean ("plain <b>&amp;</b> %s \\", 40, "plain <b>&amp;</b> %s \\");
  check_clean ("gr\xc3\xbc\xc3\x9f"
               "e \xe6\xbc\xa2 \xd7\xa9",
      40,
      "gr\xc3\xbc\xc3\x9f"
      "e \xe6\xbc\xa2 \xd7\xa9");
  check_clean ("a\nb\r\t\x1b[0m\x7f", 40, "a\\x0Ab\\x0D\\x09\\x1B[0m\\x7F");
  check_clean ("\xc2\x85\xe2\x80\xa8\xe2\x80\xa9", 40, "\\u{85}\\u{2028}\\u{2029}");
  check_clean ("\xe2\x80\xae"
               "abc\xe2\x81\xa9",
      40, "\\u{202E}abc\\u{2069}");
  check_clean ("e\xcc\x81", 40, "e\\u{301}");
  check_clean ("\xff"
               "a\xc3(\xe2\x82",
      40, "\\xFFa\\xC3(\\xE2\\x82");
  check_clean ("\xed\xa0\x80", 40, "\\xED\\xA0\\x80");
}

static void
test_clean_long (void)
{
  g_autofree gchar *long_text = g_strnfill (5000, 'x');

  check_clean ("abcdef", 6, "abcdef");
  check_clean ("abcdefg", 6, "abcdef" ELLIPSIS);
  check_clean ("\n\n\n", 2, "\\x0A\\x0A" ELLIPSIS);
  check_clean (long_text, 4, "xxxx" ELLIPSIS);
}

static void
check_label (const AoiRoiResult *result, const gchar *expected)
{
  g_autofree gchar *label = gst_aoi_overlay_text_label (result);

  g_assert_cmpstr (label, ==, expected);
}

static void
test_compare (void)
{
  g_auto (AoiRoiResult) roi = { .id = 12, .type = AOI_TYPE_COMPARE };

  aoi_roi_result_pass (&roi, 0.95123, 0.9);
  check_label (&roi, "12 " ISOLATED ("compare") " 0.951 \xe2\x89\xa5 0.9");
  aoi_roi_result_fail (&roi, 0.147, 0.9, "colour differs\nhere");
  check_label (
      &roi, "12 " ISOLATED ("compare") " 0.147 < 0.9\n" ISOLATED ("colour differs\\x0Ahere"));
  aoi_roi_result_fail (&roi, 0.89996, 0.9, "close");
  check_label (&roi, "12 " ISOLATED ("compare") " 0.89996 < 0.9\n" ISOLATED ("close"));
  aoi_roi_result_error (&roi, "broken");
  check_label (&roi, "12 " ISOLATED ("compare") "\n" ISOLATED ("broken"));
  aoi_roi_result_timeout (&roi, "late");
  check_label (&roi, "12 " ISOLATED ("compare") "\n" ISOLATED ("late"));
}

static void
test_read (void)
{
  g_auto (AoiRoiResult) roi = { .id = 3, .type = AOI_TYPE_BARCODE };

  aoi_roi_result_fail (&roi, 0.0, 1.0, "no barcode read");
  check_label (&roi, "3 " ISOLATED ("barcode") "\n" ISOLATED ("no barcode read"));
  aoi_roi_result_pass (&roi, 1.0, 1.0);
  aoi_roi_result_take_values (
      &roi, g_variant_new_parsed ("{'barcodes': <['A-1', 'B']>, 'text': <'B0X'>}"));
  check_label (&roi, "3 " ISOLATED ("barcode") " " ISOLATED ("A-1") " +1");
  roi.type = AOI_TYPE_OCR;
  check_label (&roi, "3 " ISOLATED ("ocr") " " ISOLATED ("B0X"));
}

static void
test_color (void)
{
  g_auto (AoiRoiResult) roi = { .id = 4, .type = AOI_TYPE_COLOR };

  aoi_roi_result_fail (&roi, 3.5, 5.0, "too little");
  aoi_roi_result_take_values (&roi, g_variant_new_parsed ("{'color': <'red'>}"));
  check_label (
      &roi, "4 " ISOLATED ("color") " " ISOLATED ("red") " 3.5 < 5 %\n" ISOLATED ("too little"));
}

static void
check_verdict (const AoiReport *report, const gchar *expected, AoiStatus expected_status)
{
  AoiStatus status;

  g_assert_cmpstr (gst_aoi_overlay_text_verdict (report, &status), ==, expected);
  g_assert_cmpint (status, ==, expected_status);
}

static AoiReport *
make_report (gboolean partial, gboolean pass, const gchar *reason)
{
  const AoiReportInfo info = { .product = "p\x1b",
    .frame = 5,
    .groups = partial ? 2 : 0,
    .board = 8,
    .partial = partial,
    .reason = reason };
  AoiRoiResult roi = { .id = 1, .device = 2, .type = AOI_TYPE_COMPARE };

  if (pass)
    aoi_roi_result_pass (&roi, 1.0, 0.9);
  return aoi_report_new (&info, &roi, 1);
}

/* One word means that the board is good, and it takes a whole report that passes. */
static void
test_verdict (void)
{
  g_autoptr (AoiReport) good = make_report (FALSE, TRUE, NULL);
  g_autoptr (AoiReport) bad = make_report (FALSE, FALSE, NULL);
  g_autoptr (AoiReport) refused = make_report (FALSE, TRUE, "unsuitable frame");
  g_autoptr (AoiReport) partial = make_report (TRUE, TRUE, NULL);
  g_autoptr (AoiReport) empty = aoi_report_new (&(AoiReportInfo){ 0 }, NULL, 0);

  check_verdict (good, "PASS", AOI_STATUS_PASS);
  check_verdict (bad, "FAIL", AOI_STATUS_FAIL);
  check_verdict (refused, "FAIL", AOI_STATUS_FAIL);
  check_verdict (empty, "FAIL", AOI_STATUS_FAIL);
  check_verdict (partial, "NOT COMPLETE", AOI_STATUS_TIMEOUT);
  check_verdict (NULL, "NOT INSPECTED", AOI_STATUS_ERROR);
}

static void
test_board (void)
{
  g_autoptr (AoiReport) report = make_report (FALSE, TRUE, "un\tsuitable");
  g_autoptr (AoiReport) partial = make_report (TRUE, TRUE, NULL);
  g_autofree gchar *text = gst_aoi_overlay_text_board (report);
  g_autoptr (AoiReport) good = make_report (FALSE, TRUE, NULL);
  g_autofree gchar *of_good = gst_aoi_overlay_text_board (good);
  g_autofree gchar *of_partial = gst_aoi_overlay_text_board (partial);
  g_autofree gchar *none = gst_aoi_overlay_text_board (NULL);

  g_assert_cmpstr (text, ==,
      ISOLATED ("p\\x1B") "  1/1 ROIs  frame 5\n" ISOLATED (
          "un\\x09suitable") "\ndevice 2: FAIL 1/1  " ISOLATED ("N/A"));
  g_assert_nonnull (strstr (of_good, "\ndevice 2: pass 1/1  "));
  g_assert_nonnull (strstr (of_partial, "\ndevice 2: FAIL 1/1  "));
  g_assert_nonnull (strstr (of_partial,
      "  board 8\n"
      "\xe2\x81\xa8"
      "group 1 of 2"));
  g_assert_cmpstr (none, ==, "the frame carries no inspection");
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/overlay-text/clean", test_clean);
  g_test_add_func ("/overlay-text/clean-long", test_clean_long);
  g_test_add_func ("/overlay-text/compare", test_compare);
  g_test_add_func ("/overlay-text/read", test_read);
  g_test_add_func ("/overlay-text/color", test_color);
  g_test_add_func ("/overlay-text/verdict", test_verdict);
  g_test_add_func ("/overlay-text/board", test_board);
  return g_test_run ();
}
