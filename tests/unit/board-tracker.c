/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine/aoi-board-tracker.h"

static void
test_states (void)
{
  AoiBoardTracker tracker = { 0 };

  g_assert_cmpint (aoi_board_tracker_get_state (&tracker, 0), ==, AOI_BOARD_NEW);
  aoi_board_tracker_open (&tracker, 0);
  g_assert_cmpint (aoi_board_tracker_get_state (&tracker, 0), ==, AOI_BOARD_OPEN);
  g_assert_cmpint (aoi_board_tracker_get_state (&tracker, 1), ==, AOI_BOARD_NEW);
  aoi_board_tracker_end (&tracker, 0);
  g_assert_cmpint (aoi_board_tracker_get_state (&tracker, 0), ==, AOI_BOARD_ENDED);
  aoi_board_tracker_open (&tracker, G_MAXUINT64);
  g_assert_cmpint (aoi_board_tracker_get_state (&tracker, G_MAXUINT64), ==, AOI_BOARD_OPEN);
  g_assert_cmpint (aoi_board_tracker_get_state (&tracker, 0), ==, AOI_BOARD_ENDED);
}

/* A board may end of which nothing came before: its report travels alone. */
static void
test_ends_without_frames (void)
{
  AoiBoardTracker tracker = { 0 };

  aoi_board_tracker_open (&tracker, 3);
  aoi_board_tracker_end (&tracker, 7);
  g_assert_cmpint (aoi_board_tracker_get_state (&tracker, 7), ==, AOI_BOARD_ENDED);
  g_assert_cmpint (aoi_board_tracker_get_state (&tracker, 3), ==, AOI_BOARD_OPEN);
}

static void
test_drop (void)
{
  AoiBoardTracker tracker = { 0 };

  aoi_board_tracker_drop (&tracker);
  aoi_board_tracker_open (&tracker, 5);
  aoi_board_tracker_drop (&tracker);
  g_assert_cmpint (aoi_board_tracker_get_state (&tracker, 5), ==, AOI_BOARD_NEW);
  aoi_board_tracker_open (&tracker, 6);
  g_assert_cmpint (aoi_board_tracker_get_state (&tracker, 6), ==, AOI_BOARD_OPEN);
}

/* The last ones are remembered, each once however often it ends. */
static void
test_memory (void)
{
  AoiBoardTracker tracker = { 0 };
  const guint64 n = 1000;

  for (guint64 board = 0; board < n; board++) {
    aoi_board_tracker_open (&tracker, board);
    aoi_board_tracker_end (&tracker, board);
    for (guint again = 0; again < AOI_BOARD_TRACKER_MEMORY; again++)
      aoi_board_tracker_end (&tracker, board);
  }
  for (guint64 board = 0; board < n; board++)
    g_assert_cmpint (aoi_board_tracker_get_state (&tracker, board), ==,
        board + AOI_BOARD_TRACKER_MEMORY < n ? AOI_BOARD_NEW : AOI_BOARD_ENDED);
}

static void
test_runs (void)
{
  AoiBoardTracker tracker = { 0 };

  aoi_board_tracker_open (&tracker, 1);
  aoi_board_tracker_end (&tracker, 1);
  aoi_board_tracker_open (&tracker, 2);
  aoi_board_tracker_begin_run (&tracker);
  for (guint64 board = 0; board < 3; board++)
    g_assert_cmpint (aoi_board_tracker_get_state (&tracker, board), ==, AOI_BOARD_NEW);
  aoi_board_tracker_open (&tracker, 1);
  g_assert_cmpint (aoi_board_tracker_get_state (&tracker, 1), ==, AOI_BOARD_OPEN);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/board-tracker/states", test_states);
  g_test_add_func ("/board-tracker/ends-without-frames", test_ends_without_frames);
  g_test_add_func ("/board-tracker/drop", test_drop);
  g_test_add_func ("/board-tracker/memory", test_memory);
  g_test_add_func ("/board-tracker/runs", test_runs);
  return g_test_run ();
}
