/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "common/gstaoiwhole.h"

static AoiBoardState
get_state (const GstAoiWhole *self, const AoiReport *report)
{
  const AoiReportInfo *info = aoi_report_get_info (report);

  return info->groups > 0 ? aoi_board_tracker_get_state (&self->boards, info->board)
                          : AOI_BOARD_NEW;
}

/**
 * gst_aoi_whole_end:
 * @self: boards
 *
 * No report of the open board will come.
 *
 * Returns: (transfer full) (nullable): the newest of its frames' reports, which is the board's: it does not pass
 */
AoiReport *
gst_aoi_whole_end (GstAoiWhole *self)
{
  AoiReport *pending = g_steal_pointer (&self->pending);

  if (pending != NULL)
    aoi_board_tracker_end (&self->boards, aoi_report_get_info (pending)->board);
  return pending;
}

/**
 * gst_aoi_whole_begin_run:
 * @self: boards
 *
 * From now on numbers of boards begin anew.
 *
 * Returns: (transfer full) (nullable): what gst_aoi_whole_end() does
 */
AoiReport *
gst_aoi_whole_begin_run (GstAoiWhole *self)
{
  AoiReport *pending = gst_aoi_whole_end (self);

  aoi_board_tracker_begin_run (&self->boards);
  return pending;
}

/**
 * gst_aoi_whole_forget:
 * @self: boards of a stream that was flushed or stopped
 */
void
gst_aoi_whole_forget (GstAoiWhole *self)
{
  g_clear_pointer (&self->pending, aoi_report_unref);
  aoi_board_tracker_begin_run (&self->boards);
}

/**
 * gst_aoi_whole_enter:
 * @self: boards
 * @report: what comes next
 *
 * To be called before gst_aoi_whole_take().
 *
 * Returns: (transfer full) (nullable): the report of the board that ends since another one begins, which is whole
 */
AoiReport *
gst_aoi_whole_enter (GstAoiWhole *self, const AoiReport *report)
{
  const AoiBoardState state = get_state (self, report);

  if (state == AOI_BOARD_OPEN || (state == AOI_BOARD_ENDED && !aoi_report_get_complete (report)))
    return NULL;
  return gst_aoi_whole_end (self);
}

/**
 * gst_aoi_whole_take:
 * @self: boards
 * @report: what comes next
 *
 * Returns: whether it is of a whole board; if not it is held until the board's own report comes, or dropped if that has come
 */
gboolean
gst_aoi_whole_take (GstAoiWhole *self, AoiReport *report)
{
  const AoiReportInfo *info = aoi_report_get_info (report);
  const gboolean is_whole = aoi_report_get_complete (report);

  if (!is_whole && get_state (self, report) == AOI_BOARD_ENDED)
    return FALSE;
  g_clear_pointer (&self->pending, aoi_report_unref);
  if (is_whole) {
    if (info->groups > 0)
      aoi_board_tracker_end (&self->boards, info->board);
    return TRUE;
  }
  if (!self->boards.is_open)
    aoi_board_tracker_open (&self->boards, info->board);
  self->pending = aoi_report_ref (report);
  return FALSE;
}

/**
 * gst_aoi_whole_drop:
 * @self: boards
 *
 * The report that is held was used already: it is not the board's when nothing more comes of it.
 */
void
gst_aoi_whole_drop (GstAoiWhole *self)
{
  g_clear_pointer (&self->pending, aoi_report_unref);
  aoi_board_tracker_drop (&self->boards);
}
