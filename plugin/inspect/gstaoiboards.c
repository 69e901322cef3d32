/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspect/gstaoiboards.h"

#include "base/aoi-clock.h"

/* Frees the board. */
static void
close_board (GstAoiBoards *self)
{
  aoi_board_tracker_end (&self->tracker, aoi_board_get_number (self->board));
  g_clear_pointer (&self->board, aoi_board_free);
  g_clear_pointer (&self->settings, gst_aoi_settings_unref);
}

static AoiReport *
make_report (const GstAoiBoards *self, const AoiReportInfo *frame)
{
  AoiReportInfo info = *frame;

  gst_aoi_settings_fill_info (self->settings, &info);
  info.timestamp_us = self->started_us;
  info.reason = NULL;
  info.total_ns = aoi_clock_now () - self->begun;
  return aoi_board_make_report (self->board, &info);
}

/**
 * gst_aoi_boards_end:
 * @self: boards
 *
 * Ends the board that is open as it is.
 *
 * Returns: (transfer full) (nullable): its report; %NULL: none is open
 */
AoiReport *
gst_aoi_boards_end (GstAoiBoards *self)
{
  AoiReport *report;

  if (self->board == NULL)
    return NULL;
  report = make_report (self, &self->info);
  close_board (self);
  return report;
}

static void
open_board (GstAoiBoards *self, const GstAoiItem *item)
{
  aoi_board_tracker_open (&self->tracker, item->capture.board);
  self->board = aoi_board_new (item->revision, item->capture.board, item->output.info.timestamp_us);
  self->settings = gst_aoi_settings_ref (item->settings);
  self->info = item->output.info;
  self->begun = self->last = item->arrived;
  self->started_us = item->output.info.timestamp_us;
}

/**
 * gst_aoi_boards_enter:
 * @self: boards
 * @item: a frame of a capture group, before its report is made, or an event in its place
 *
 * Makes its board the open one. If that has ended before, the frame is refused.
 *
 * Returns: (transfer full) (nullable): the report of the board that was open until now
 */
AoiReport *
gst_aoi_boards_enter (GstAoiBoards *self, GstAoiItem *item)
{
  const GstAoiCapture *capture = &item->capture;
  AoiReportInfo *info = &item->output.info;
  AoiReport *ended = NULL;

  info->board = capture->board;
  info->group = capture->group;
  info->groups = capture->groups;
  info->partial = TRUE;
  switch (aoi_board_tracker_get_state (&self->tracker, capture->board)) {
    case AOI_BOARD_OPEN:
      break;
    case AOI_BOARD_ENDED:
      item->output.too_late = TRUE;
      info->reason = "frame comes after its board has ended";
      break;
    case AOI_BOARD_NEW:
      ended = gst_aoi_boards_end (self);
      if (item->revision != NULL)
        open_board (self, item);
      break;
  }
  if (self->board != NULL && !item->output.too_late)
    info->id = aoi_board_get_id (self->board);
  return ended;
}

/**
 * gst_aoi_boards_add:
 * @self: boards
 * @item: a frame that has entered
 * @report: of that frame
 *
 * Adds the frame to its board.
 *
 * Returns: (transfer full): what the frame carries: the board's report if no further one will come, else
 *   its own
 */
AoiReport *
gst_aoi_boards_add (GstAoiBoards *self, GstAoiItem *item, AoiReport *report)
{
  AoiReport *whole;

  if (self->board == NULL || item->output.too_late || !item->in_plan)
    return aoi_report_ref (report);
  self->info = item->output.info;
  self->last = aoi_clock_now ();
  if (item->refusal != NULL)
    aoi_board_add_fault (self->board, item->group, item->refusal);
  else
    aoi_board_add (self->board, item->group, report);
  if (!aoi_board_is_over (self->board))
    return aoi_report_ref (report);
  whole = make_report (self, aoi_report_get_info (report));
  close_board (self);
  return whole;
}

/**
 * gst_aoi_boards_give_up:
 * @self: boards
 * @item: an event that stands for a frame which will not come, and has entered
 *
 * Notes why its group is missing.
 *
 * Returns: (transfer full) (nullable): the report of its board if nothing more will come of it
 */
AoiReport *
gst_aoi_boards_give_up (GstAoiBoards *self, GstAoiItem *item)
{
  if (self->board == NULL || item->output.too_late || !item->in_plan)
    return NULL;
  self->last = aoi_clock_now ();
  aoi_board_give_up (self->board, item->group, item->refusal);
  return aoi_board_is_over (self->board) ? gst_aoi_boards_end (self) : NULL;
}

/**
 * gst_aoi_boards_begin_run:
 * @self: boards
 *
 * From now on numbers of boards begin anew: a source was restarted, or plays another recording.
 *
 * Returns: (transfer full) (nullable): the report of the board that was open until now
 */
AoiReport *
gst_aoi_boards_begin_run (GstAoiBoards *self)
{
  AoiReport *ended = gst_aoi_boards_end (self);

  aoi_board_tracker_begin_run (&self->tracker);
  return ended;
}

/**
 * gst_aoi_boards_get_end:
 * @self: boards
 * @timeout: how long a board waits for its next frame, ns; 0: for ever
 *
 * Returns: monotonic time in ns at which the open board ends if no frame comes; 0: never
 */
gint64
gst_aoi_boards_get_end (const GstAoiBoards *self, guint64 timeout)
{
  if (self->board == NULL || timeout == 0)
    return 0;
  return self->last + (gint64) MIN (timeout, G_MAXINT64 / 4);
}

/**
 * gst_aoi_boards_reset:
 * @self: boards of an element that is not streaming or flushed
 *
 * Forgets all boards.
 */
void
gst_aoi_boards_reset (GstAoiBoards *self)
{
  g_clear_pointer (&self->board, aoi_board_free);
  g_clear_pointer (&self->settings, gst_aoi_settings_unref);
  aoi_board_tracker_begin_run (&self->tracker);
}
