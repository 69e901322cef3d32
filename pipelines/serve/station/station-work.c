/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is to be computed besides inspections: pictures are decoded and encoded. All requests together have as many
 * threads for it as there are CPUs, which they share with the inspections. */
#include "station/station-work.h"

/* The items of one call. */
typedef struct {
  StationWork work;
  GMutex lock;
  GCond cond;
  guint n_left; /* lock */
} Batch;

typedef struct {
  AoiJob job; /* first: the pool's view of this structure */
  Batch *batch;
  gpointer item;
} Piece;

/* Any thread. */
static void
run_piece (AoiJob *job)
{
  const Piece *self = (const Piece *) job;
  Batch *batch = self->batch;

  batch->work (self->item);
  g_mutex_lock (&batch->lock);
  if (--batch->n_left == 0)
    g_cond_signal (&batch->cond);
  g_mutex_unlock (&batch->lock);
}

static void
wait_done (Batch *batch)
{
  g_mutex_lock (&batch->lock);
  while (batch->n_left > 0)
    g_cond_wait (&batch->cond, &batch->lock);
  g_mutex_unlock (&batch->lock);
}

/**
 * station_work:
 * @self: a station
 * @work: what is to be done with each item
 * @items: (array length=n_items): one behind the other
 * @item_size: bytes of an item
 * @n_items: how many
 *
 * Works on items at the same time, as one of those who do. Returns when all are done. Not to be called from work.
 */
void
station_work (Station *self, StationWork work, gpointer items, gsize item_size, guint n_items)
{
  g_autofree Piece *pieces = g_new0 (Piece, MAX (n_items, 1));
  g_autofree AoiJob **jobs = g_new (AoiJob *, MAX (n_items, 1));
  Batch batch = { .work = work, .n_left = n_items };

  if (n_items == 0)
    return;
  g_mutex_init (&batch.lock);
  g_cond_init (&batch.cond);
  for (guint i = 0; i < n_items; i++) {
    pieces[i] = (Piece){ { run_piece, NULL }, &batch, (guint8 *) items + i * item_size };
    jobs[i] = &pieces[i].job;
  }
  aoi_lane_push (self->lane, jobs, n_items, n_items - 1);
  aoi_lane_help (self->lane);
  wait_done (&batch);
  g_cond_clear (&batch.cond);
  g_mutex_clear (&batch.lock);
}
