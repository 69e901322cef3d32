/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Texts that an ROI must read once only: on a board, and over the boards that an engine inspects. */
#include "barcode-support.h"

#define DEVICE ", \"unique\": \"device\""
#define RUN ", \"unique\": \"run\""

typedef struct {
  AoiRevision *revision;
  AoiEngine *engine;
} Line;

static void
line_clear (Line *line)
{
  aoi_revision_unref (line->revision);
  aoi_engine_unref (line->engine);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Line, line_clear)

static Line
line_new (const gchar *left, const gchar *right)
{
  g_autofree gchar *json = g_strdup_printf (
      "[{\"idx\": 1, " LEFT "%s}, {\"idx\": 2, " RIGHT ", \"device_location\": 2%s}]", left, right);

  return (Line){ load_good_product (json), aoi_engine_new (2) };
}

static AoiReport *
inspect (const Line *line, const gchar *left, const gchar *right)
{
  g_autoptr (FixtureFrame) frame = draw_board ("DataMatrix", left, right);

  return aoi_engine_inspect (line->engine, line->revision, &frame->image);
}

/* @reason is what it begins with, %NULL for a pass. */
static void
check_roi (const AoiReport *report, guint index, const gchar *reason)
{
  const AoiRoiResult *roi = aoi_report_get_roi (report, index);
  g_autoptr (GVariant)
      texts = aoi_roi_result_get_value (roi, AOI_VALUE_BARCODES, G_VARIANT_TYPE_STRING_ARRAY);

  g_assert_cmpuint (g_variant_n_children (texts), >=, 1);
  if (reason == NULL) {
    g_assert_cmpstr (roi->reason, ==, NULL);
    g_assert_cmpint (roi->status, ==, AOI_STATUS_PASS);
    return;
  }
  g_assert_cmpint (roi->status, ==, AOI_STATUS_FAIL);
  g_assert_false (aoi_report_get_passed (report));
  g_assert_cmpfloat (roi->score, <, roi->threshold);
  if (!g_str_has_prefix (roi->reason, reason))
    g_error ("\"%s\" does not begin with \"%s\"", roi->reason, reason);
}

/* Both fail, each names the other. */
static void
test_device (void)
{
  g_auto (Line) line = line_new (DEVICE, DEVICE);
  g_autoptr (AoiReport) good = inspect (&line, "SN-1", "SN-2");
  g_autoptr (AoiReport) bad = inspect (&line, "SN-1", "SN-1");
  g_autoptr (AoiReport) next = inspect (&line, "SN-1", "SN-2");

  g_assert_true (aoi_report_get_passed (good));
  check_roi (bad, 0, "not unique: 'SN-1' is on the board twice, ROI 2 of device 2 reads it too");
  check_roi (bad, 1, "not unique: 'SN-1' is on the board twice, ROI 1 of device 1 reads it too");
  g_assert_cmpstr (aoi_report_get_device (bad, 0)->code, ==, "SN-1");
  g_assert_true (aoi_report_get_passed (next));
}

/* Only the ROI that asks for it fails, whatever the other one asks for. */
static void
test_one_asks (void)
{
  g_auto (Line) line = line_new (DEVICE, "");
  g_autoptr (AoiReport) bad = inspect (&line, "SN-1", "SN-1");

  check_roi (bad, 0, "not unique: ");
  check_roi (bad, 1, NULL);
}

/* A text that was read counts, also where another key fails on it. */
static void
test_other_fails (void)
{
  g_auto (Line) line = line_new (DEVICE, ", \"length\": 99");
  g_autoptr (AoiReport) bad = inspect (&line, "SN-1", "SN-1");

  check_roi (bad, 0, "not unique: ");
  check_roi (bad, 1, "expected 99 characters");
}

/* Nobody asks: equal texts pass, as they did. */
static void
test_nobody_asks (void)
{
  g_auto (Line) line = line_new ("", "");

  for (guint i = 0; i < 2; i++) {
    g_autoptr (AoiReport) report = inspect (&line, "SN-1", "SN-1");

    g_assert_true (aoi_report_get_passed (report));
  }
}

/* Two labels in one ROI. */
static void
test_one_roi (void)
{
  g_autoptr (AoiRevision) revision = load_good_product ("[{\"idx\": 1, " WHOLE DEVICE "}]");
  g_autoptr (AoiEngine) engine = aoi_engine_new (1);
  g_autoptr (FixtureFrame) two = draw_board ("QRCode", "SN-1", "SN-2");
  g_autoptr (FixtureFrame) same = draw_board ("QRCode", "SN-1", "SN-1");
  g_autoptr (AoiReport) good = aoi_engine_inspect (engine, revision, &two->image);
  g_autoptr (AoiReport) bad = aoi_engine_inspect (engine, revision, &same->image);

  g_assert_true (aoi_report_get_passed (good));
  check_roi (bad, 0, "not unique: 'SN-1' is twice in this ROI");
}

static void
test_run (void)
{
  g_auto (Line) line = line_new (RUN, RUN);
  g_autoptr (AoiReport) first = inspect (&line, "SN-1", "SN-2");
  g_autoptr (AoiReport) second = inspect (&line, "SN-3", "SN-4");
  g_autoptr (AoiReport) again = inspect (&line, "SN-5", "SN-1");
  g_autoptr (AoiReport) twice = inspect (&line, "SN-6", "SN-6");

  g_assert_true (aoi_report_get_passed (first));
  g_assert_true (aoi_report_get_passed (second));
  check_roi (again, 0, NULL);
  check_roi (again, 1, "not unique: 'SN-1' was read on frame 0 at 20");
  g_assert_true (
      g_str_has_suffix (aoi_report_get_roi (again, 1)->reason, ", 2 boards before, by ROI 1"));
  check_roi (twice, 0, "not unique: 'SN-6' is on the board twice");
  check_roi (twice, 1, "not unique: 'SN-6' is on the board twice");
}

/* Nothing of a run before counts. */
static void
test_begin_run (void)
{
  g_auto (Line) line = line_new (RUN, RUN);
  g_autoptr (AoiReport) first = inspect (&line, "SN-1", "SN-2"), second = NULL, third = NULL;

  aoi_engine_begin_run (line.engine);
  second = inspect (&line, "SN-1", "SN-2");
  third = inspect (&line, "SN-1", "SN-3");
  g_assert_true (aoi_report_get_passed (first));
  g_assert_true (aoi_report_get_passed (second));
  check_roi (third, 0, "not unique: 'SN-1' was read on frame 0");
  check_roi (third, 1, NULL);
}

static void
test_window (void)
{
  g_auto (Line) line = line_new (", \"unique\": {\"within\": \"run\", \"boards\": 2}", "");

  for (guint gap = 0; gap < 4; gap++) {
    g_autoptr (AoiReport) first = NULL, again = NULL;

    aoi_engine_begin_run (line.engine);
    first = inspect (&line, "SN-1", NULL);
    for (guint i = 0; i < gap; i++) {
      g_autofree gchar *other = g_strdup_printf ("OTHER-%u", i);

      aoi_report_unref (inspect (&line, other, NULL));
    }
    again = inspect (&line, "SN-1", NULL);
    check_roi (first, 0, NULL);
    check_roi (again, 0, gap < 2 ? "not unique: " : NULL);
  }
}

/* Reading the products again, as when a golden is added, forgets nothing. */
static void
test_reload (void)
{
  g_auto (Line) line = line_new (RUN, ""), changed = line_new (RUN, DEVICE);
  const Line both = { changed.revision, line.engine };
  g_autoptr (AoiReport) first = inspect (&line, "SN-1", "SN-2");
  g_autoptr (AoiReport) again = inspect (&both, "SN-1", "SN-2");

  g_assert_true (aoi_report_get_passed (first));
  check_roi (again, 0, "not unique: 'SN-1' was read on frame 0");
  check_roi (again, 1, NULL);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/barcode-unique/device", test_device);
  g_test_add_func ("/barcode-unique/one-asks", test_one_asks);
  g_test_add_func ("/barcode-unique/other-fails", test_other_fails);
  g_test_add_func ("/barcode-unique/nobody-asks", test_nobody_asks);
  g_test_add_func ("/barcode-unique/one-roi", test_one_roi);
  g_test_add_func ("/barcode-unique/run", test_run);
  g_test_add_func ("/barcode-unique/begin-run", test_begin_run);
  g_test_add_func ("/barcode-unique/window", test_window);
  g_test_add_func ("/barcode-unique/reload", test_reload);
  return g_test_run ();
}
