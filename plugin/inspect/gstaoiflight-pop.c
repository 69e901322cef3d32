/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The queue of frames in flight, as the thread that pushes them downstream sees it. */
#include "base/aoi-clock.h"
#include "engine/aoi-task.h"
#include "inspect/gstaoiflight-private.h"

/* Holds the lock. */
static gboolean
head_is_ready (GstAoiFlight *self)
{
  GstAoiItem *item = g_queue_peek_head (&self->items);

  return item != NULL && (item->task == NULL || aoi_task_is_done (item->task));
}

/* Holds the lock. When the oldest frame has waited long enough for one behind that shows its board's fiducials; 0: never */
static gint64
get_patience_end (GstAoiFlight *self, const GstAoiItem *item)
{
  gint64 last = item->admitted;

  if (item->patience == 0 || item->placements == NULL || item->task == NULL
      || !aoi_task_is_waiting (item->task))
    return 0;
  for (GList *l = self->items.head; l != NULL; l = l->next)
    last = MAX (last, ((const GstAoiItem *) l->data)->admitted);
  return last + (gint64) MIN (item->patience, G_MAXINT64 / 4);
}

/* Holds the lock. */
static gint64
get_end (GstAoiFlight *self, const GstAoiItem *item)
{
  const gint64 patience = get_patience_end (self, item);

  if (item->expires == 0 || patience == 0)
    return MAX (item->expires, patience);
  return MIN (item->expires, patience);
}

/* Holds the lock. */
static gboolean
is_impatient (GstAoiFlight *self)
{
  const GstAoiItem *item = g_queue_peek_head (&self->items);
  const gint64 end = item != NULL ? get_patience_end (self, item) : 0;

  return end != 0 && aoi_clock_now () >= end;
}

/* Holds the lock. Waits for something to happen, or until @until where nothing is in flight. Returns the
 * oldest item's task if its deadline is over before. */
static AoiTask *
wait_ready (GstAoiFlight *self, gint64 until)
{
  GstAoiItem *item = g_queue_peek_head (&self->items);
  const gint64 end = item != NULL ? get_end (self, item) : until;

  if (end == 0) {
    g_cond_wait (&self->ready, &self->lock);
    return NULL;
  }
  if (aoi_clock_wait_until (&self->ready, &self->lock, end))
    return NULL;
  item = g_queue_peek_head (&self->items);
  if (item == NULL || item->expires == 0 || item->expires > aoi_clock_now ())
    return NULL;
  return aoi_task_ref (item->task);
}

/* Holds the lock, but not while a frame is prepared: only this thread takes items out while it runs. Returns
 * whether there was one to prepare. */
static gboolean
prepare_next (GstAoiFlight *self)
{
  for (GList *l = self->items.head; l != NULL; l = l->next) {
    GstAoiItem *item = l->data;

    if (item->output.prepared || item->task == NULL || !aoi_task_is_done (item->task))
      continue;
    item->output.prepared = TRUE;
    g_mutex_unlock (&self->lock);
    self->prepare (item, self->prepare_data);
    g_mutex_lock (&self->lock);
    return TRUE;
  }
  return FALSE;
}

/* Holds the lock. */
static gboolean
is_over (GstAoiFlight *self, gint64 until)
{
  return until != 0 && self->items.length == 0 && aoi_clock_now () >= until;
}

/* Holds the lock. */
static GstAoiItem *
pop_head (GstAoiFlight *self)
{
  GstAoiItem *item = g_queue_pop_head (&self->items);

  self->outputting = TRUE;
  if (item->buffer != NULL) {
    self->n_frames--;
    g_cond_broadcast (&self->space);
  }
  return item;
}

/**
 * gst_aoi_flight_pop:
 * @self: a queue
 * @until: monotonic time in ns until which to wait if nothing is in flight; 0: for ever
 * @timed_out: (out): it is past @until, and nothing is in flight
 *
 * Blocks until the oldest item is ready, or its deadline is over, which then expires it. The caller
 * pushes it and then calls gst_aoi_flight_popped(); also after a time-out, when the caller pushes
 * something of its own.
 *
 * Returns: (transfer full) (nullable): the item, or %NULL after a time-out or when the queue is stopped
 */
GstAoiItem *
gst_aoi_flight_pop (GstAoiFlight *self, gint64 until, gboolean *timed_out)
{
  GstAoiItem *item = NULL;

  g_mutex_lock (&self->lock);
  while (self->result == GST_FLOW_OK && !head_is_ready (self) && !is_over (self, until)) {
    g_autoptr (AoiTask) late = prepare_next (self) ? NULL : wait_ready (self, until);
    const gboolean impatient = is_impatient (self);

    if (late == NULL && !impatient)
      continue;
    g_mutex_unlock (&self->lock);
    if (late != NULL)
      aoi_task_expire (late);
    else
      gst_aoi_flight_refuse_waiting (self, "no frame that shows its fiducials came in time");
    g_mutex_lock (&self->lock);
  }
  *timed_out = self->result == GST_FLOW_OK && !head_is_ready (self);
  if (*timed_out)
    self->outputting = TRUE;
  else if (self->result == GST_FLOW_OK)
    item = pop_head (self);
  g_mutex_unlock (&self->lock);
  return item;
}

/* Holds the lock. Returns the time at which the next deadline is over, or @otherwise if none is before. */
static gint64
get_next_expiry (GstAoiFlight *self, gint64 otherwise)
{
  for (GList *l = self->items.head; l != NULL; l = l->next) {
    const GstAoiItem *item = l->data;

    if (item->expires != 0)
      return MIN (item->expires, otherwise);
  }
  return otherwise;
}

/**
 * gst_aoi_flight_wait_for:
 * @self: a queue
 * @happened: returns whether to go on
 * @data: what @happened is given
 * @until: monotonic time in ns until which to wait
 *
 * The thread that pops, before gst_aoi_flight_popped(): waits for something that gst_aoi_flight_wake() signals,
 * but not beyond the deadline of a frame behind. Frames that are done meanwhile are prepared.
 *
 * Returns: %FALSE if the queue is stopped
 */
gboolean
gst_aoi_flight_wait_for (
    GstAoiFlight *self, GstAoiFlightCheck happened, gconstpointer data, gint64 until)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->result == GST_FLOW_OK && !happened (data)) {
    if (prepare_next (self))
      continue;
    if (!aoi_clock_wait_until (&self->ready, &self->lock, get_next_expiry (self, until)))
      break;
  }
  return self->result == GST_FLOW_OK;
}

/* Holds the lock. Moves what is of no use after @result to @rest, after EOS only as far as the next
 * segment. */
static void
give_up (GstAoiFlight *self, GstFlowReturn result, GQueue *rest)
{
  GList *next;

  for (GList *l = self->items.head; l != NULL; l = next) {
    GstAoiItem *item = l->data;

    next = l->next;
    if (result == GST_FLOW_EOS && item->event != NULL
        && GST_EVENT_TYPE (item->event) == GST_EVENT_SEGMENT)
      return;
    if (gst_aoi_item_outlives (item, result))
      continue;
    g_queue_unlink (&self->items, l);
    g_queue_push_tail_link (rest, l);
    self->n_frames -= item->buffer != NULL;
  }
  if (result == GST_FLOW_EOS)
    self->ended = TRUE;
  else
    self->result = result;
}

/**
 * gst_aoi_flight_popped:
 * @self: a queue
 * @result: what pushing the item gave: after %GST_FLOW_EOS frames are refused until a segment comes,
 *   and events still go; any error stops the queue with it
 * @rest: (out): the items that will not be pushed for that, oldest first
 *
 * Returns: how many of @rest are frames
 */
guint
gst_aoi_flight_popped (GstAoiFlight *self, GstFlowReturn result, GQueue *rest)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint n_frames;

  g_queue_init (rest);
  self->outputting = FALSE;
  g_cond_broadcast (&self->space);
  if (result == GST_FLOW_OK || self->result != GST_FLOW_OK)
    return 0;
  n_frames = self->n_frames;
  give_up (self, result, rest);
  return n_frames - self->n_frames;
}
