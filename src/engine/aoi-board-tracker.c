/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine/aoi-board-tracker.h"

/**
 * aoi_board_tracker_begin_run:
 * @self: a tracker
 *
 * Numbers of boards begin anew: no board is open, and none has ended. The caller ends a board that is
 * open before. Since: 0.2
 */
void
aoi_board_tracker_begin_run (AoiBoardTracker *self)
{
  self->is_open = FALSE;
  self->n_ended = 0;
}

static gboolean
has_ended (const AoiBoardTracker *self, guint64 board)
{
  for (guint i = 0; i < MIN (self->n_ended, AOI_BOARD_TRACKER_MEMORY); i++)
    if (self->ended[i] == board)
      return TRUE;
  return FALSE;
}

/**
 * aoi_board_tracker_get_state:
 * @self: a tracker
 * @board: a number
 *
 * Returns: what is known of this board of the run. Since: 0.2
 */
AoiBoardState
aoi_board_tracker_get_state (const AoiBoardTracker *self, guint64 board)
{
  if (self->is_open && self->open == board)
    return AOI_BOARD_OPEN;
  return has_ended (self, board) ? AOI_BOARD_ENDED : AOI_BOARD_NEW;
}

/**
 * aoi_board_tracker_open:
 * @self: a tracker without an open board
 * @board: number of a board of which the first frame has come
 *
 * More is expected of this board. Since: 0.2
 */
void
aoi_board_tracker_open (AoiBoardTracker *self, guint64 board)
{
  g_return_if_fail (!self->is_open);

  self->is_open = TRUE;
  self->open = board;
}

/**
 * aoi_board_tracker_end:
 * @self: a tracker
 * @board: number of a board, open or not
 *
 * Nothing more is expected of this board; what comes all the same is late. Since: 0.2
 */
void
aoi_board_tracker_end (AoiBoardTracker *self, guint64 board)
{
  if (self->is_open && self->open == board)
    self->is_open = FALSE;
  if (!has_ended (self, board))
    self->ended[self->n_ended++ % AOI_BOARD_TRACKER_MEMORY] = board;
}

/**
 * aoi_board_tracker_drop:
 * @self: a tracker
 *
 * The open board, if any, is not open any more, but may be met again. Since: 0.2
 */
void
aoi_board_tracker_drop (AoiBoardTracker *self)
{
  self->is_open = FALSE;
}
