/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* From reports and frames to records in the queue. All of it runs in the streaming thread, with the preroll
 * lock where it may wait. */
#include "archive/gstaoiarchive-private.h"

/* What a record has besides pixels: about its report. */
#define RECORD_BYTES ((gsize) 4096)

/**
 * gst_aoi_archive_board_init:
 * @self: the element
 *
 * No board has come.
 */
void
gst_aoi_archive_board_init (GstAoiArchive *self)
{
  aoi_board_tracker_begin_run (&self->boards);
  self->board = (GstAoiArchiveBoard){ 0 };
  self->board.crops = g_ptr_array_new_with_free_func ((GDestroyNotify) aoi_archive_crop_free);
  self->n_good = 0;
}

/**
 * gst_aoi_archive_board_clear:
 * @self: the element, after gst_aoi_archive_board_end()
 */
void
gst_aoi_archive_board_clear (GstAoiArchive *self)
{
  g_clear_pointer (&self->board.crops, g_ptr_array_unref);
}

/* Nothing is reserved any more. */
static void
forget (GstAoiArchive *self)
{
  g_ptr_array_set_size (self->board.crops, 0);
  self->board.reserved = 0;
  self->board.lost = FALSE;
  aoi_board_tracker_drop (&self->boards);
}

/**
 * gst_aoi_archive_board_end:
 * @self: the element
 *
 * No report of the board that is open will come: it is lost.
 */
void
gst_aoi_archive_board_end (GstAoiArchive *self)
{
  if (self->boards.is_open && !self->board.lost)
    aoi_spool_lose (self->parent.spool, AOI_SPOOL_UNSUITABLE,
        "frames of a board came, but not its report", self->board.reserved);
  forget (self);
}

/**
 * gst_aoi_archive_begin_run:
 * @self: the element
 *
 * Numbers of boards begin anew.
 */
void
gst_aoi_archive_begin_run (GstAoiArchive *self)
{
  gst_aoi_archive_board_end (self);
  aoi_board_tracker_begin_run (&self->boards);
}

/* Asks for room for the board that is open, or a new one; waits where that is asked for, also through
 * PAUSED. Without room the board is lost and counted. */
static GstFlowReturn
get_room (GstAoiArchive *self, gsize size, gboolean *has_room)
{
  const GstFlowReturn ret = gst_aoi_spool_sink_reserve (
      &self->parent, self->board.reserved, size, has_room);

  if (*has_room)
    self->board.reserved += size;
  else if (ret == GST_FLOW_OK)
    self->board.reserved = 0;
  return ret;
}

/* There is room in the queue for the board's pictures, but no memory. */
static void
lose_for_memory (GstAoiArchive *self)
{
  aoi_spool_lose (self->parent.spool, AOI_SPOOL_UNSUITABLE,
      "not enough memory for the pictures of a board", self->board.reserved);
  g_ptr_array_set_size (self->board.crops, 0);
  self->board.reserved = 0;
}

/* Returns FALSE if its report came before. */
static gboolean
open_board (GstAoiArchive *self, guint64 number)
{
  const AoiBoardState state = aoi_board_tracker_get_state (&self->boards, number);

  if (state == AOI_BOARD_NEW) {
    gst_aoi_archive_board_end (self);
    aoi_board_tracker_open (&self->boards, number);
  }
  return state != AOI_BOARD_ENDED;
}

/**
 * gst_aoi_archive_board_hold:
 * @self: the element
 * @shot: a frame whose board is not complete, with the report on it
 *
 * Keeps the crops of what did not pass, until the board's report comes. What comes after that is none of
 * the board's.
 *
 * Returns: %GST_FLOW_OK, or why waiting for room ended
 */
GstFlowReturn
gst_aoi_archive_board_hold (GstAoiArchive *self, const GstAoiArchiveShot *shot)
{
  const AoiReportInfo *info = aoi_report_get_info (shot->report);
  GstFlowReturn ret;
  gboolean has_room;
  gsize size;

  if (!open_board (self, info->board))
    return GST_FLOW_OK;
  size = gst_aoi_archive_shot_measure (shot, self->board.crops);
  if (self->board.lost || size == 0)
    return GST_FLOW_OK;
  ret = get_room (self, size + (self->board.reserved > 0 ? 0 : RECORD_BYTES), &has_room);
  if (has_room && !gst_aoi_archive_shot_copy (shot, self->board.crops)) {
    lose_for_memory (self);
    self->board.lost = TRUE;
  } else if (!has_room && ret == GST_FLOW_OK) {
    g_ptr_array_set_size (self->board.crops, 0);
    self->board.lost = TRUE;
  }
  return ret;
}

static gboolean
is_kept (GstAoiArchive *self, const AoiReport *report)
{
  guint64 every;

  if (!aoi_report_get_passed (report))
    return TRUE;
  GST_OBJECT_LOCK (self);
  every = self->keep.good_every;
  GST_OBJECT_UNLOCK (self);
  return every > 0 && self->n_good++ % every == 0;
}

static GPtrArray *
steal_crops (GstAoiArchive *self)
{
  GPtrArray *crops = self->board.crops;

  self->board.crops = g_ptr_array_new_with_free_func ((GDestroyNotify) aoi_archive_crop_free);
  return crops;
}

/* Room for it is reserved. */
static void
push (GstAoiArchive *self, const GstAoiArchiveShot *shot, guint overview_width)
{
  const gboolean has_overview = gst_aoi_archive_shot_measure_overview (shot, overview_width) > 0;
  AoiRgbImage *overview = gst_aoi_archive_shot_get_overview (shot, overview_width);

  if ((has_overview && overview == NULL) || !gst_aoi_archive_shot_copy (shot, self->board.crops)) {
    g_clear_pointer (&overview, aoi_rgb_image_free);
    lose_for_memory (self);
    return;
  }
  aoi_archiver_push (self->parent.spool,
      aoi_archive_record_new (shot->report, steal_crops (self), overview), self->board.reserved);
}

/**
 * gst_aoi_archive_board_take:
 * @self: the element
 * @shot: the report of a board, with its last frame if there is one
 *
 * Archives the board, or skips it.
 *
 * Returns: %GST_FLOW_OK, or why waiting for room ended
 */
GstFlowReturn
gst_aoi_archive_board_take (GstAoiArchive *self, const GstAoiArchiveShot *shot)
{
  const AoiReportInfo *info = aoi_report_get_info (shot->report);
  GstFlowReturn ret = GST_FLOW_OK;
  guint overview_width;
  gboolean has_room;
  gsize size;

  if (info->groups == 0
      || aoi_board_tracker_get_state (&self->boards, info->board) != AOI_BOARD_OPEN)
    gst_aoi_archive_board_end (self);
  if (info->groups > 0)
    aoi_board_tracker_end (&self->boards, info->board);
  GST_OBJECT_LOCK (self);
  overview_width = self->overview_width;
  GST_OBJECT_UNLOCK (self);
  if (!self->board.lost && !is_kept (self, shot->report)) {
    aoi_spool_skip (self->parent.spool, self->board.reserved);
  } else if (!self->board.lost) {
    size = gst_aoi_archive_shot_measure (shot, self->board.crops)
        + gst_aoi_archive_shot_measure_overview (shot, overview_width)
        + (self->board.reserved > 0 ? 0 : RECORD_BYTES);
    ret = get_room (self, size, &has_room);
    if (ret != GST_FLOW_OK)
      return ret;
    if (has_room)
      push (self, shot, overview_width);
  }
  forget (self);
  return ret;
}
