/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Boards of several frames, of which one shows the fiducials; and frames that end before their board is found. */
#include "engine/aoi-placements.h"

#include "engine/aoi-task.h"
#include "ops/similarity.h"
#include "placement-support.h"
#include "support/test-wait.h"

#define OTHER ",\"focus\":400"
#define PRODUCT \
  "[" BOARD_SIGHT (1, "150,120,230,170", "") "," BOARD_SIGHT ( \
      2, "400,300,440,420", OTHER) "," BOARD_MARKS ("") "]"
#define ONLY_OTHER "[" BOARD_SIGHT (2, "400,300,440,420", OTHER) "," BOARD_MARKS ("") "]"

/* The group of the fiducials comes first, whatever the order in the product. */
#define SHOWING AOI_GROUP (0)
#define HIDING AOI_GROUP (1)

/* A board and the frames of it. */
typedef struct {
  AoiRevision *revision;
  AoiLane *lane;
  AoiSimilarity place;
  guint8 *gray;
  AoiPlacements *placements;
  TestCount n_released, n_done;
} Fixture;

static void
release (gpointer owner)
{
  test_count_add (&((Fixture *) owner)->n_released, 1);
}

static void
on_done (AoiTask *task, gpointer data)
{
  test_count_add (&((Fixture *) data)->n_done, 1);
}

static void
set_up (Fixture *self, gconstpointer json)
{
  self->revision = board_revision_new (json);
  self->lane = aoi_lane_new (1);
  self->place = board_get_place (9.0, -13.0, 1.2, 1.0);
  self->gray = board_draw (&self->place);
  self->placements = aoi_placements_new (self->revision);
  test_count_reset (&self->n_released);
  test_count_reset (&self->n_done);
}

static void
tear_down (Fixture *self, gconstpointer json)
{
  aoi_placements_unref (self->placements);
  aoi_lane_unref (self->lane);
  aoi_revision_unref (self->revision);
  g_free (self->gray);
}

static AoiTask *
start (Fixture *self, guint group, gboolean of_board, gint64 deadline_ns)
{
  const AoiFrame frame = { .image = board_wrap (AOI_FORMAT_GRAY8, self->gray),
    .release = release,
    .owner = self,
    .group = group,
    .deadline_ns = deadline_ns,
    .placements = of_board ? self->placements : NULL };
  AoiTask *task = aoi_task_new (self->revision, &frame, 1, on_done, self);

  aoi_task_start (task, self->lane);
  return task;
}

/* Drops the task. */
static AoiReport *
finish (Fixture *self, AoiTask *task, guint n_done)
{
  AoiReportInfo info = { 0 };
  AoiReport *report;

  test_count_wait (&self->n_done, n_done);
  report = aoi_task_make_report (task, &info);
  aoi_task_unref (task);
  return report;
}

static void
assert_passed (AoiReport *report)
{
  g_assert_cmpuint (aoi_report_get_n_rois (report), ==, 1);
  g_assert_cmpint (aoi_report_get_roi (report, 0)->status, ==, AOI_STATUS_PASS);
  g_assert_true (aoi_report_get_info (report)->placements[0].found);
}

static void
assert_lost (AoiReport *report, const gchar *pattern)
{
  g_assert_false (aoi_report_get_passed (report));
  g_assert_cmpuint (aoi_report_get_n_rois (report), ==, 1);
  board_assert_lost (aoi_report_get_roi (report, 0), pattern);
}

/* In both orders of the frames. */
static void
test_both (Fixture *self, gconstpointer json)
{
  AoiTask *first = start (self, HIDING, TRUE, 0), *second, *third;
  g_autoptr (AoiReport) hiding = NULL, showing = NULL, again = NULL;

  g_assert_false (aoi_task_is_done (first));
  g_assert_true (aoi_task_is_waiting (first));
  second = start (self, SHOWING, TRUE, 0);
  test_count_wait (&self->n_done, 2);
  g_assert_false (aoi_task_is_waiting (first));
  hiding = finish (self, first, 2);
  showing = finish (self, second, 2);
  assert_passed (hiding);
  assert_passed (showing);
  third = start (self, HIDING, TRUE, 0);
  again = finish (self, third, 3);
  assert_passed (again);
  aoi_placements_close (self->placements, "over");
}

static void
test_covered (Fixture *self, gconstpointer json)
{
  AoiTask *first = start (self, HIDING, TRUE, 0), *second;
  g_autoptr (AoiReport) hiding = NULL, showing = NULL;

  board_cover (self->gray, &self->place, 0);
  second = start (self, SHOWING, TRUE, 0);
  hiding = finish (self, first, 2);
  showing = finish (self, second, 2);
  assert_lost (hiding, "the board was not found (fiducial 101: score *");
  assert_lost (showing, "the board was not found (fiducial 101: score *");
}

/* A frame alone shows nothing of where the board lies. */
static void
test_alone (Fixture *self, gconstpointer json)
{
  g_autoptr (AoiReport) report = finish (self, start (self, HIDING, FALSE, 0), 1);

  assert_lost (report, "the board was not found (its fiducials are in a frame of focus=305, *");
  g_assert_cmpuint (test_count_get (&self->n_released), ==, 1);
}

static void
test_closed (Fixture *self, gconstpointer json)
{
  AoiTask *before = start (self, HIDING, TRUE, 0), *after;
  g_autoptr (AoiReport) first = NULL, second = NULL;

  aoi_placements_close (self->placements, "the stream ended");
  after = start (self, HIDING, TRUE, 0);
  first = finish (self, before, 2);
  second = finish (self, after, 2);
  assert_lost (first, "the board was not found (the stream ended)");
  assert_lost (second, "the board was not found (the stream ended)");
}

static void
test_given_up (Fixture *self, gconstpointer json)
{
  AoiTask *task = start (self, HIDING, TRUE, 0);
  g_autoptr (AoiReport) report = NULL;

  aoi_placements_give_up (self->placements, 0, "the camera did not answer");
  report = finish (self, task, 1);
  assert_lost (report, "the board was not found (the camera did not answer)");
}

/* Those that cannot wait longer are lost; those that come later are not. */
static void
test_refused (Fixture *self, gconstpointer json)
{
  AoiTask *early = start (self, HIDING, TRUE, 0), *showing, *late;
  g_autoptr (AoiReport) lost = NULL, found = NULL, shown = NULL;

  aoi_placements_refuse_waiting (self->placements, "no room");
  showing = start (self, SHOWING, TRUE, 0);
  late = start (self, HIDING, TRUE, 0);
  lost = finish (self, early, 3);
  shown = finish (self, showing, 3);
  found = finish (self, late, 3);
  assert_lost (lost, "the board was not found (no room)");
  assert_passed (shown);
  assert_passed (found);
}

/* Its deadline does not wait for another frame; its memory does until that is known. */
static void
test_expired (Fixture *self, gconstpointer json)
{
  g_autoptr (AoiTask) task = start (self, HIDING, TRUE, 1000 * 1000);
  g_autoptr (AoiReport) report = NULL;
  AoiReportInfo info = { 0 };

  aoi_task_expire (task);
  g_assert_true (aoi_task_is_done (task));
  report = aoi_task_make_report (task, &info);
  g_assert_cmpint (aoi_report_get_roi (report, 0)->status, ==, AOI_STATUS_TIMEOUT);
  g_assert_cmpint (aoi_report_get_roi (report, 0)->place, ==, AOI_PLACE_UNKNOWN);
  g_assert_false (aoi_report_get_info (report)->placements[0].found);
  aoi_placements_close (self->placements, "over");
  test_count_wait (&self->n_done, 1);
  g_assert_cmpuint (test_count_get (&self->n_released), ==, 1);
}

/* In one frame with its own fiducials, that nobody has begun to look for. */
static void
test_cancelled (Fixture *self, gconstpointer json)
{
  const AoiFrame frame = { .image = board_wrap (AOI_FORMAT_GRAY8, self->gray),
    .release = release,
    .owner = self,
    .group = SHOWING };
  AoiTask *task = aoi_task_new (self->revision, &frame, 1, on_done, self);
  g_autoptr (AoiReport) report = NULL;

  aoi_task_cancel (task);
  aoi_task_start (task, self->lane);
  report = finish (self, task, 1);
  assert_lost (report, "the board was not found (cancelled)");
}

/* A group that has nothing but fiducials. */
static void
test_only_marks (Fixture *self, gconstpointer json)
{
  AoiTask *hiding = start (self, HIDING, TRUE, 0), *showing = start (self, SHOWING, TRUE, 0);
  g_autoptr (AoiReport) report = finish (self, hiding, 2), shown = finish (self, showing, 2);

  g_assert_cmpuint (aoi_report_get_n_rois (shown), ==, 0);
  g_assert_false (aoi_report_get_passed (shown));
  assert_passed (report);
}

#define ADD(name, json, func) \
  g_test_add ("/placements/" name, Fixture, json, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  board_init ();

  ADD ("both", PRODUCT, test_both);
  ADD ("covered", PRODUCT, test_covered);
  ADD ("alone", PRODUCT, test_alone);
  ADD ("closed", PRODUCT, test_closed);
  ADD ("given-up", PRODUCT, test_given_up);
  ADD ("refused", PRODUCT, test_refused);
  ADD ("expired", PRODUCT, test_expired);
  ADD ("cancelled", PRODUCT, test_cancelled);
  ADD ("only-marks", ONLY_OTHER, test_only_marks);

  return g_test_run ();
}
