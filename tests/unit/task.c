/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One frame on a lane of its own: which ROIs it has, its end, its deadline, and its report. */
#include "engine/aoi-task.h"

#include "engine-probe.h"
#include "product-folder.h"

#define ROI(idx, act, focus) \
  "{\"idx\":" #idx ",\"type\":\"probe\",\"coords\":[0,0,8,8],\"act\":\"" act \
  "\",\"focus\":" #focus "}"

static guint8 pixels[32 * 32];
static TestCount n_released, n_done;

static void
release (gpointer owner)
{
  test_count_add (&n_released, 1);
}

static void
on_done (AoiTask *task, gpointer data)
{
  g_assert_cmpuint (test_count_get (&n_released), ==, 1);
  test_count_add (&n_done, 1);
}

static AoiRevision *
revision_new (const gchar *json)
{
  g_autoptr (AoiProduct) product = product_from_json (json);
  g_autoptr (AoiProblems) problems = aoi_problems_new ();
  AoiRevision *revision = aoi_revision_new (product, problems);

  g_assert_nonnull (revision);
  return revision;
}

static AoiTask *
task_new (AoiRevision *revision, guint group, gint64 deadline_ns)
{
  AoiFrame frame = { .release = release, .group = group, .deadline_ns = deadline_ns };

  aoi_image_init (&frame.image, AOI_FORMAT_GRAY8, 32, 32);
  frame.image.data[0] = pixels;
  frame.image.stride[0] = 32;
  test_count_reset (&n_released);
  test_count_reset (&n_done);
  return aoi_task_new (revision, &frame, 3, on_done, NULL);
}

static AoiReport *
take_report (AoiTask *task)
{
  AoiReportInfo info = { .frame = 8 };

  return aoi_task_make_report (task, &info);
}

static void
test_groups (void)
{
  g_autoptr (AoiRevision) revision = revision_new (
      "[" ROI (1, "good", 300) "," ROI (2, "good", 310) "," ROI (3, "good", 300) "]");
  const struct {
    guint group, n;
    gint first;
  } cases[] = { { AOI_GROUP_ALL, 3, 1 }, { AOI_GROUP (0), 2, 1 }, { AOI_GROUP (1), 1, 2 } };
  g_autoptr (AoiLane) lane = aoi_lane_new (2);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (AoiTask) task = task_new (revision, cases[i].group, 0);
    g_autoptr (AoiReport) report = NULL;

    g_assert_false (aoi_task_is_done (task));
    aoi_task_start (task, lane);
    test_count_wait (&n_done, 1);
    report = take_report (task);
    g_assert_cmpuint (aoi_report_get_n_rois (report), ==, cases[i].n);
    g_assert_cmpint (aoi_report_get_roi (report, 0)->id, ==, cases[i].first);
    g_assert_cmpint (aoi_report_get_info (report)->workers, ==, 3);
    g_assert_cmpuint (aoi_report_get_info (report)->frame, ==, 8);
    for (guint k = 0; k < cases[i].n; k++)
      g_assert_true (aoi_roi_result_passed (aoi_report_get_roi (report, k)));
  }
}

/* Without a ROI it is done before it is started; no board passes by that. */
static void
test_nothing (void)
{
  g_autoptr (AoiRevision) revision = revision_new ("[" ROI (1, "good", 300) "]");
  g_autoptr (AoiTask) task = task_new (revision, AOI_GROUP_NONE, 0);
  g_autoptr (AoiLane) lane = aoi_lane_new (1);
  g_autoptr (AoiReport) report = NULL;

  aoi_task_start (task, lane);
  g_assert_true (aoi_task_is_done (task));
  g_assert_cmpuint (test_count_get (&n_released), ==, 1);
  g_assert_cmpuint (test_count_get (&n_done), ==, 1);
  report = take_report (task);
  g_assert_cmpuint (aoi_report_get_n_rois (report), ==, 0);
  g_assert_false (aoi_report_get_passed (report));
}

/* Who reports nothing, or a pass that is none, has not passed. */
static void
test_verdicts (void)
{
  static const AoiStatus expected[] = { AOI_STATUS_PASS, AOI_STATUS_ERROR, AOI_STATUS_ERROR,
    AOI_STATUS_ERROR, AOI_STATUS_ERROR };
  g_autoptr (AoiRevision) revision = revision_new ("[" ROI (1, "good", 300) "," ROI (2, "nothing",
      300) "," ROI (3, "nan", 300) "," ROI (4, "low", 300) "," ROI (5, "rubbish", 300) "]");
  g_autoptr (AoiTask) task = task_new (revision, AOI_GROUP_ALL, 0);
  g_autoptr (AoiLane) lane = aoi_lane_new (2);
  g_autoptr (AoiReport) report = NULL;

  aoi_task_start (task, lane);
  test_count_wait (&n_done, 1);
  report = take_report (task);
  for (guint i = 0; i < G_N_ELEMENTS (expected); i++) {
    g_assert_cmpint (aoi_report_get_roi (report, i)->status, ==, expected[i]);
    g_assert_true (i == 0 || aoi_report_get_roi (report, i)->reason != NULL);
  }
  g_assert_false (aoi_report_get_passed (report));
}

/* Past its deadline it is done without the ROI that hangs. What that reports then is counted and changes nothing;
 * the frame is released, and @done called, when no worker is left. */
static void
test_expired (void)
{
  g_autoptr (AoiRevision)
      revision = revision_new ("[" ROI (1, "hang", 300) "," ROI (2, "good", 300) "]");
  g_autoptr (AoiTask) task = task_new (revision, AOI_GROUP_ALL, 1000 * 1000);
  g_autoptr (AoiLane) lane = aoi_lane_new (1);
  g_autoptr (AoiReport) report = NULL;

  test_door_shut (&engine_probe_door);
  aoi_task_start (task, lane);
  test_door_wait_inside (&engine_probe_door, 1);
  aoi_task_expire (task);
  g_assert_true (aoi_task_is_done (task));
  g_assert_cmpuint (test_count_get (&n_done), ==, 0);
  report = take_report (task);
  g_assert_cmpint (aoi_report_get_roi (report, 0)->status, ==, AOI_STATUS_TIMEOUT);
  g_assert_false (aoi_report_get_passed (report));
  test_door_open (&engine_probe_door);
  test_count_wait (&n_done, 1);
  g_assert_cmpuint (aoi_task_get_late (task), >=, 1);
  g_assert_cmpint (aoi_report_get_roi (report, 0)->status, ==, AOI_STATUS_TIMEOUT);
}

/* ROIs that have not begun say so; the task may be dropped at any time. */
static void
test_cancelled (void)
{
  g_autoptr (AoiRevision)
      revision = revision_new ("[" ROI (1, "wait", 300) "," ROI (2, "good", 300) "]");
  AoiTask *task = task_new (revision, AOI_GROUP_ALL, 0);
  g_autoptr (AoiLane) lane = aoi_lane_new (1);

  test_door_shut (&engine_probe_door);
  aoi_task_start (task, lane);
  test_door_wait_inside (&engine_probe_door, 1);
  aoi_task_cancel (task);
  aoi_task_unref (task);
  test_count_wait (&n_done, 1);
  g_assert_cmpuint (test_count_get (&n_released), ==, 1);
  test_door_open (&engine_probe_door);
}

int
main (int argc, char **argv)
{
  g_autoptr (GError) error = NULL;

  g_test_init (&argc, &argv, NULL);
  aoi_inspector_register (&engine_probe, &error);
  g_assert_no_error (error);
  g_test_add_func ("/task/groups", test_groups);
  g_test_add_func ("/task/nothing", test_nothing);
  g_test_add_func ("/task/verdicts", test_verdicts);
  g_test_add_func ("/task/expired", test_expired);
  g_test_add_func ("/task/cancelled", test_cancelled);
  return g_test_run ();
}
