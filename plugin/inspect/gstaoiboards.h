/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "engine/aoi-board-tracker.h"
#include "engine/aoi-board.h"
#include "inspect/gstaoiitem.h"

G_BEGIN_DECLS

/**
 * GstAoiBoards:
 * @tracker: at which board the stream is
 * @board: (nullable): the open one
 * @settings: what its report says of the run, as of its first frame
 * @info: of its last frame
 * @begun: monotonic time at which its first frame arrived, ns
 * @started_us: wall clock, then
 * @last: monotonic time at which its last frame left, ns
 *
 * Boards of several frames, where frames leave in order: the pushing thread's. Functions that end a board
 * return its report, and the caller sends it.
 *
 * A board begins with its first frame and ends when all of its groups were inspected or given up by the
 * source: a frame that is the last one carries its report. A board that ends otherwise (the next one
 * begins, no frame comes for long, the stream or its run ends) does not pass, and its report travels as an
 * event. What comes of it later in the run is refused.
 */
typedef struct {
  AoiBoardTracker tracker;
  AoiBoard *board;
  GstAoiSettings *settings;
  AoiReportInfo info;
  gint64 begun;
  gint64 started_us;
  gint64 last;
} GstAoiBoards;

AoiReport *gst_aoi_boards_enter (GstAoiBoards *self, GstAoiItem *item);
AoiReport *gst_aoi_boards_add (GstAoiBoards *self, GstAoiItem *item, AoiReport *report);
AoiReport *gst_aoi_boards_give_up (GstAoiBoards *self, GstAoiItem *item);
AoiReport *gst_aoi_boards_end (GstAoiBoards *self);
AoiReport *gst_aoi_boards_begin_run (GstAoiBoards *self);
gint64 gst_aoi_boards_get_end (const GstAoiBoards *self, guint64 timeout);
void gst_aoi_boards_reset (GstAoiBoards *self);

G_END_DECLS
