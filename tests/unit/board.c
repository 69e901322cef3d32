/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Boards of several frames: a board passes only if each of its groups was inspected and passed. */
#include "engine/aoi-board.h"
#include "product-folder.h"

/* Groups 0 and 1; ROIs 1 and 3 are of the first. */
static AoiRevision *
load_revision (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (GString) json = g_string_new ("[");
  g_autoptr (GError) error = NULL;
  AoiRevision *revision;

  for (guint i = 1; i <= 3; i++)
    g_string_append_printf (json,
        "%s{\"idx\":%u,\"type\":\"color\",\"coords\":[0,0,8,8],\"expected_color\":[255,255,255],"
        "\"color_tolerance\":9,\"focus\":%u,\"exposure\":3000}",
        i > 1 ? "," : "", i, i == 2 ? 310 : 305);
  g_string_append_c (json, ']');
  product_folder_write (folder, "rois_config_x.json", json->str, -1);
  revision = aoi_revision_load (folder, &error);
  g_assert_no_error (error);
  product_folder_remove (folder);
  g_assert_cmpuint (aoi_revision_get_n_groups (revision), ==, 2);
  return revision;
}

/* A frame of group 0 or 1, all of whose ROIs pass or fail. */
static void
add (AoiBoard *board, guint group, gboolean passed)
{
  const gint ids[2][2] = { { 1, 3 }, { 2, 0 } };
  const guint n = group == 0 ? 2 : 1;
  const AoiReportInfo info = { .product = "x" };
  AoiRoiResult results[2];
  g_autoptr (AoiReport) report = NULL;

  for (guint i = 0; i < n; i++) {
    results[i] = (AoiRoiResult){ .id = ids[group][i], .device = 1, .type = "color" };
    if (passed)
      aoi_roi_result_pass (&results[i], 1, 0.5);
    else
      aoi_roi_result_fail (&results[i], 0.1, 0.5, "another colour");
  }
  report = aoi_report_new (&info, results, n);
  aoi_board_add (board, group, report);
}

static AoiReport *
make_report (const AoiBoard *board)
{
  AoiReportInfo info = { .partial = TRUE };

  return aoi_board_make_report (board, &info);
}

static const AoiRoiResult *
find_roi (const AoiReport *report, gint id)
{
  for (guint i = 0; i < aoi_report_get_n_rois (report); i++)
    if (aoi_report_get_roi (report, i)->id == id)
      return aoi_report_get_roi (report, i);
  g_assert_not_reached ();
}

static void
test_whole (void)
{
  g_autoptr (AoiRevision) revision = load_revision ();
  g_autoptr (AoiBoard) board = aoi_board_new (revision, 7, 1);
  g_autoptr (AoiReport) report = NULL;

  g_assert_cmpuint (aoi_board_get_number (board), ==, 7);
  add (board, 1, TRUE);
  g_assert_false (aoi_board_is_over (board));
  add (board, 0, TRUE);
  g_assert_true (aoi_board_is_over (board));
  report = make_report (board);
  g_assert_true (aoi_report_get_passed (report));
  g_assert_true (aoi_report_get_complete (report));
  g_assert_cmpuint (aoi_report_get_n_rois (report), ==, 3);
  g_assert_cmpuint (aoi_report_get_info (report)->board, ==, 7);
  g_assert_cmpuint (aoi_report_get_info (report)->groups, ==, 2);
}

static void
test_nothing_came (void)
{
  g_autoptr (AoiRevision) revision = load_revision ();
  g_autoptr (AoiBoard) board = aoi_board_new (revision, 0, 1);
  g_autoptr (AoiReport) report = make_report (board);

  g_assert_false (aoi_report_get_passed (report));
  for (gint id = 1; id <= 3; id++)
    g_assert_cmpint (find_roi (report, id)->status, ==, AOI_STATUS_ERROR);
}

/* The last reason is kept, and forgotten when a good frame comes. */
static void
test_missing (void)
{
  g_autoptr (AoiRevision) revision = load_revision ();
  g_autoptr (AoiBoard) board = aoi_board_new (revision, 0, 1);
  g_autoptr (AoiReport) faulty = NULL, mended = NULL;

  add (board, 0, TRUE);
  aoi_board_add_fault (board, 1, "frame is too dark");
  aoi_board_add_fault (board, 1, "frame is incomplete");
  g_assert_false (aoi_board_is_over (board));
  faulty = make_report (board);
  g_assert_false (aoi_report_get_passed (faulty));
  g_assert_cmpint (find_roi (faulty, 1)->status, ==, AOI_STATUS_PASS);
  g_assert_cmpstr (find_roi (faulty, 2)->reason, ==,
      "no frame for group focus=310, exposure=3000: frame is incomplete");
  add (board, 1, TRUE);
  mended = make_report (board);
  g_assert_true (aoi_report_get_passed (mended));
}

static void
test_given_up (void)
{
  g_autoptr (AoiRevision) revision = load_revision ();
  g_autoptr (AoiBoard) board = aoi_board_new (revision, 0, 1);
  g_autoptr (AoiReport) report = NULL;

  aoi_board_give_up (board, 1, "the camera was lost");
  g_assert_false (aoi_board_is_over (board));
  add (board, 0, TRUE);
  g_assert_true (aoi_board_is_over (board));
  report = make_report (board);
  g_assert_false (aoi_report_get_passed (report));
  g_assert_cmpstr (find_roi (report, 2)->reason, ==,
      "no frame for group focus=310, exposure=3000: the camera was lost");
}

/* A group that comes twice does not get better by it. */
static void
test_twice (void)
{
  g_autoptr (AoiRevision) revision = load_revision ();

  for (guint first = 0; first < 2; first++) {
    g_autoptr (AoiBoard) board = aoi_board_new (revision, 0, 1);
    g_autoptr (AoiReport) report = NULL;

    add (board, 1, TRUE);
    add (board, 0, first == 0);
    add (board, 0, first != 0);
    report = make_report (board);
    g_assert_false (aoi_report_get_passed (report));
    g_assert_cmpint (find_roi (report, 1)->status, ==, AOI_STATUS_FAIL);
    g_assert_cmpint (find_roi (report, 2)->status, ==, AOI_STATUS_PASS);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/board/whole", test_whole);
  g_test_add_func ("/board/nothing-came", test_nothing_came);
  g_test_add_func ("/board/missing", test_missing);
  g_test_add_func ("/board/given-up", test_given_up);
  g_test_add_func ("/board/twice", test_twice);
  return g_test_run ();
}
