/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AOI_BOARD_TRACKER_MEMORY:
 *
 * How many boards that have ended are remembered, to distinguish a late frame from a new board.
 */
#define AOI_BOARD_TRACKER_MEMORY 16

/**
 * AoiBoardState:
 * @AOI_BOARD_NEW: nothing has come of the board yet
 * @AOI_BOARD_OPEN: the board has begun, and more is expected of it
 * @AOI_BOARD_ENDED: the board has ended; what comes of it now is late
 *
 * What a stream knows of a board. Since: 0.2
 */
typedef enum {
  AOI_BOARD_NEW,
  AOI_BOARD_OPEN,
  AOI_BOARD_ENDED,
} AoiBoardState;

/**
 * AoiBoardTracker:
 * @is_open: a board has begun and not ended
 * @open: number of that board
 * @n_ended: how many boards of this run have ended
 * @ended: numbers of the last ones, a ring
 *
 * At which board of several frames a stream is, by the boards' numbers alone. Zero-initialised it is at
 * the begin of a run. At most one board is open: when a frame of another one comes, the open one gets no
 * further frame. Numbers are unique within a run only. One thread's. Since: 0.2
 */
typedef struct {
  gboolean is_open;
  guint64 open;
  guint n_ended;
  guint64 ended[AOI_BOARD_TRACKER_MEMORY];
} AoiBoardTracker;

void aoi_board_tracker_begin_run (AoiBoardTracker *self);
AoiBoardState aoi_board_tracker_get_state (const AoiBoardTracker *self, guint64 board);
void aoi_board_tracker_open (AoiBoardTracker *self, guint64 board);
void aoi_board_tracker_end (AoiBoardTracker *self, guint64 board);
void aoi_board_tracker_drop (AoiBoardTracker *self);

G_END_DECLS
