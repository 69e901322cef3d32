/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Boards of several frames. All of it runs on the thread that pushes, where frames come out in order.
 *
 * A board begins with its first frame and ends when all of its groups were inspected or given up by the
 * source: a frame that is the last one carries its report. A board that ends otherwise (the next one
 * begins, no frame comes for long, the stream or its run ends) does not pass, and its report travels as an
 * event. What comes of it later in the run is refused. */
#include "inspect/gstaoiinspect-private.h"

#include "base/aoi-clock.h"
#include "lib/gstaoimessage.h"

#define GST_CAT_DEFAULT gst_aoi_inspect_debug

/* Frees the board. */
static void
end (GstAoiInspect *self)
{
  aoi_board_tracker_end (&self->boards, aoi_board_get_number (self->board));
  g_clear_pointer (&self->board, aoi_board_free);
  g_clear_pointer (&self->board_settings, gst_aoi_settings_unref);
}

static AoiReport *
make_report (GstAoiInspect *self, const AoiReportInfo *frame)
{
  AoiReportInfo info = *frame;

  gst_aoi_settings_fill_info (self->board_settings, &info);
  info.timestamp_us = self->board_started_us;
  info.reason = NULL;
  info.total_ns = aoi_clock_now () - self->board_begun;
  return aoi_board_make_report (self->board, &info);
}

/**
 * gst_aoi_inspect_end_board:
 * @self: the element
 *
 * Ends the board that is begun, if any, as it is: its report travels as an event, unless the element is flushed
 * or stopped.
 */
void
gst_aoi_inspect_end_board (GstAoiInspect *self)
{
  g_autoptr (AoiReport) report = NULL;

  if (self->board == NULL)
    return;
  report = gst_aoi_inspect_link (
      self, make_report (self, &self->board_info), NULL, aoi_clock_now ());
  end (self);
  if (report == NULL)
    return;
  GST_INFO_OBJECT (self, "board %" G_GUINT64_FORMAT " ends without all of its frames",
      aoi_report_get_info (report)->board);
  gst_aoi_stats_add_board (&self->stats, aoi_report_get_passed (report));
  gst_aoi_inspect_post_report (self, NULL, report);
  gst_pad_push_event (self->srcpad, gst_aoi_report_event_new (report));
}

static void
begin (GstAoiInspect *self, const GstAoiItem *item)
{
  aoi_board_tracker_open (&self->boards, item->capture.board);
  self->board = aoi_board_new (item->revision, item->capture.board);
  self->board_settings = gst_aoi_settings_ref (item->settings);
  self->board_info = item->info;
  self->board_begun = self->board_last = item->arrived;
  self->board_started_us = item->info.timestamp_us;
}

/**
 * gst_aoi_inspect_open_board:
 * @self: the element
 * @item: a frame of a capture group, before its report is made
 *
 * Makes its board the one that frames are added to. If that has ended before, the frame is refused.
 */
void
gst_aoi_inspect_open_board (GstAoiInspect *self, GstAoiItem *item)
{
  const guint64 number = item->capture.board;

  item->info.board = number;
  item->info.group = item->capture.group;
  item->info.groups = item->capture.groups;
  item->info.partial = TRUE;
  switch (aoi_board_tracker_get_state (&self->boards, number)) {
    case AOI_BOARD_OPEN:
      break;
    case AOI_BOARD_ENDED:
      item->too_late = TRUE;
      item->info.reason = "frame comes after its board has ended";
      break;
    case AOI_BOARD_NEW:
      gst_aoi_inspect_end_board (self);
      if (item->revision != NULL)
        begin (self, item);
      break;
  }
}

/**
 * gst_aoi_inspect_begin_run:
 * @self: the element
 *
 * Ends the board that is open, if any. From now on numbers of boards begin anew: a source was restarted,
 * or plays another recording.
 */
void
gst_aoi_inspect_begin_run (GstAoiInspect *self)
{
  gst_aoi_inspect_end_board (self);
  aoi_board_tracker_begin_run (&self->boards);
}

/**
 * gst_aoi_inspect_add_to_board:
 * @self: the element
 * @item: a frame of a capture group
 * @report: of that frame
 *
 * Adds the frame to its board.
 *
 * Returns: (transfer full): what the frame carries: the board's report if no further one will come, else
 *   its own
 */
AoiReport *
gst_aoi_inspect_add_to_board (GstAoiInspect *self, GstAoiItem *item, AoiReport *report)
{
  AoiReport *whole;

  if (self->board == NULL || item->too_late || !item->in_plan)
    return aoi_report_ref (report);
  self->board_info = item->info;
  self->board_last = aoi_clock_now ();
  if (item->refusal != NULL)
    aoi_board_add_fault (self->board, item->group, item->refusal);
  else
    aoi_board_add (self->board, item->group, report);
  if (!aoi_board_is_over (self->board))
    return aoi_report_ref (report);
  whole = make_report (self, aoi_report_get_info (report));
  end (self);
  return whole;
}

/**
 * gst_aoi_inspect_give_up_group:
 * @self: the element
 * @item: an event that stands for a frame which will not come
 *
 * Notes why its group is missing. A board of which nothing more will come ends with it.
 */
void
gst_aoi_inspect_give_up_group (GstAoiInspect *self, GstAoiItem *item)
{
  gst_aoi_inspect_open_board (self, item);
  if (self->board == NULL || item->too_late || !item->in_plan)
    return;
  self->board_last = aoi_clock_now ();
  aoi_board_give_up (self->board, item->group, item->refusal);
  if (aoi_board_is_over (self->board))
    gst_aoi_inspect_end_board (self);
}

/**
 * gst_aoi_inspect_get_board_end:
 * @self: the element
 *
 * Returns: monotonic time in ns at which the board that is begun ends if no frame comes; 0: never
 */
gint64
gst_aoi_inspect_get_board_end (GstAoiInspect *self)
{
  guint64 timeout;

  if (self->board == NULL)
    return 0;
  GST_OBJECT_LOCK (self);
  timeout = self->group_timeout;
  GST_OBJECT_UNLOCK (self);
  return timeout > 0 ? self->board_last + (gint64) MIN (timeout, G_MAXINT64 / 4) : 0;
}

/**
 * gst_aoi_inspect_board_reset:
 * @self: the element, not streaming or flushed
 *
 * Forgets all boards.
 */
void
gst_aoi_inspect_board_reset (GstAoiInspect *self)
{
  g_clear_pointer (&self->board, aoi_board_free);
  g_clear_pointer (&self->board_settings, gst_aoi_settings_unref);
  aoi_board_tracker_begin_run (&self->boards);
}
