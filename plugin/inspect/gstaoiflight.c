/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The queue of frames in flight, as the streaming thread and workers see it. */
#include "engine/aoi-placements.h"
#include "engine/aoi-task.h"
#include "inspect/gstaoiflight-private.h"

/**
 * gst_aoi_flight_new:
 * @prepare: called for each frame whose inspection is done, while an older one is waited for
 * @data: what @prepare is given
 *
 * Returns: (transfer full): a stopped, empty queue
 */
GstAoiFlight *
gst_aoi_flight_new (GstAoiFlightPrepare prepare, gpointer data)
{
  GstAoiFlight *self = g_new0 (GstAoiFlight, 1);

  g_atomic_ref_count_init (&self->refs);
  self->prepare = prepare;
  self->prepare_data = data;
  g_mutex_init (&self->lock);
  g_cond_init (&self->ready);
  g_cond_init (&self->space);
  g_queue_init (&self->items);
  self->limit = 1;
  self->result = GST_FLOW_FLUSHING;
  return self;
}

/**
 * gst_aoi_flight_ref:
 * @self: a queue
 *
 * Returns: (transfer full): @self
 */
GstAoiFlight *
gst_aoi_flight_ref (GstAoiFlight *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * gst_aoi_flight_unref:
 * @self: (transfer full): a queue
 */
void
gst_aoi_flight_unref (GstAoiFlight *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_queue_clear_full (&self->items, (GDestroyNotify) gst_aoi_item_free);
  g_cond_clear (&self->space);
  g_cond_clear (&self->ready);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/**
 * gst_aoi_flight_start:
 * @self: a stopped queue
 * @limit: frames at once, at least 1
 */
void
gst_aoi_flight_start (GstAoiFlight *self, guint limit)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->limit = limit;
  self->result = GST_FLOW_OK;
  self->ended = FALSE;
  self->n_late = 0;
}

/**
 * gst_aoi_flight_stop:
 * @self: a queue
 *
 * Cancels what is in flight and makes every waiting and later call return at once.
 */
void
gst_aoi_flight_stop (GstAoiFlight *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->result = GST_FLOW_FLUSHING;
  for (GList *l = self->items.head; l != NULL; l = l->next) {
    GstAoiItem *item = l->data;

    if (item->task != NULL)
      aoi_task_cancel (item->task);
  }
  g_cond_broadcast (&self->ready);
  g_cond_broadcast (&self->space);
}

/**
 * gst_aoi_flight_resume:
 * @self: a queue
 * @cause: what may have stopped it
 * @pad: the pad that pushes
 * @loop: (nullable): what its task runs, with @pad
 *
 * Lets a queue go on that @cause, and nothing else, has stopped, and starts the task again, unless
 * @pad was deactivated meanwhile. One lock for all of it, and for gst_aoi_flight_stop() and
 * gst_aoi_flight_pause(): else the task might pause, or its pad be left, after it was started.
 */
void
gst_aoi_flight_resume (GstAoiFlight *self, GstFlowReturn cause, GstPad *pad, GstTaskFunction loop)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->result != cause || !gst_pad_is_active (pad))
    return;
  self->result = GST_FLOW_OK;
  self->ended = FALSE;
  if (loop != NULL)
    gst_pad_start_task (pad, loop, pad, NULL);
}

/**
 * gst_aoi_flight_pause:
 * @self: a queue
 * @pad: the pad whose task pops; called by that task
 *
 * Pauses the task, unless the queue goes on meanwhile.
 */
void
gst_aoi_flight_pause (GstAoiFlight *self, GstPad *pad)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->result != GST_FLOW_OK)
    gst_pad_pause_task (pad);
}

/**
 * gst_aoi_flight_steal:
 * @self: a queue
 * @items: (out): a queue that gets all items, oldest first; free each by gst_aoi_item_free()
 *
 * Takes everything out. Workers that are busy with a frame finish on references of their own.
 *
 * Returns: how many of the items are frames
 */
guint
gst_aoi_flight_steal (GstAoiFlight *self, GQueue *items)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint n_frames = self->n_frames;

  *items = self->items;
  g_queue_init (&self->items);
  self->n_frames = 0;
  g_cond_broadcast (&self->space);
  return n_frames;
}

/* Holds the lock: what a frame that comes now meets. */
static GstFlowReturn
frame_result (GstAoiFlight *self)
{
  return self->result == GST_FLOW_OK && self->ended ? GST_FLOW_EOS : self->result;
}

/* Holds the lock. Returns: (transfer full) (nullable): of the oldest frame, if it waits for one that shows its board's
 * fiducials, and that has not come. */
static AoiPlacements *
find_awaited (GstAoiFlight *self)
{
  GstAoiItem *item = g_queue_peek_head (&self->items);

  if (item == NULL || item->placements == NULL || item->task == NULL
      || aoi_task_is_done (item->task) || !aoi_task_is_waiting (item->task))
    return NULL;
  return aoi_placements_ref (item->placements);
}

/**
 * gst_aoi_flight_refuse_waiting:
 * @self: a queue
 * @reason: why
 *
 * If the oldest frame waits for one that shows its board's fiducials, and that has not come, it goes on without it.
 *
 * Returns: whether it did
 */
gboolean
gst_aoi_flight_refuse_waiting (GstAoiFlight *self, const gchar *reason)
{
  g_autoptr (AoiPlacements) awaited = NULL;

  g_mutex_lock (&self->lock);
  awaited = find_awaited (self);
  g_mutex_unlock (&self->lock);
  if (awaited != NULL)
    aoi_placements_refuse_waiting (awaited, reason);
  return awaited != NULL;
}

/* Whether the next frame has to wait for the oldest one, which may wait for the next. */
static gboolean
is_full (GstAoiFlight *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return frame_result (self) == GST_FLOW_OK && self->n_frames >= self->limit;
}

/**
 * gst_aoi_flight_wait_space:
 * @self: a queue
 *
 * Streaming thread. Blocks while as many frames as may be are in flight. Meanwhile none of them waits for a frame
 * that has not come.
 *
 * Returns: %GST_FLOW_OK, or what the streaming thread has to return
 */
GstFlowReturn
gst_aoi_flight_wait_space (GstAoiFlight *self)
{
  g_autoptr (GMutexLocker) locker = NULL;

  if (is_full (self))
    gst_aoi_flight_refuse_waiting (self, GST_AOI_FLIGHT_NO_ROOM);
  locker = g_mutex_locker_new (&self->lock);
  while (frame_result (self) == GST_FLOW_OK && self->n_frames >= self->limit)
    g_cond_wait (&self->space, &self->lock);
  return frame_result (self);
}

/* Holds the lock. Sticky events wait in a queue that downstream stopped: they hold for what comes
 * when it goes on. */
static GstFlowReturn
event_result (GstAoiFlight *self, GstEvent *event)
{
  const gboolean waits = GST_EVENT_IS_STICKY (event) && GST_EVENT_TYPE (event) != GST_EVENT_EOS;

  return waits && self->result != GST_FLOW_FLUSHING ? GST_FLOW_OK : self->result;
}

/**
 * gst_aoi_flight_push:
 * @self: a queue
 * @item: (transfer full): what comes next; not taken unless %GST_FLOW_OK is returned
 *
 * Streaming thread.
 *
 * Returns: %GST_FLOW_OK, or what the streaming thread has to return
 */
GstFlowReturn
gst_aoi_flight_push (GstAoiFlight *self, GstAoiItem *item)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GstFlowReturn result = item->event != NULL ? event_result (self, item->event)
                                             : frame_result (self);

  if (result != GST_FLOW_OK)
    return result;
  g_queue_push_tail (&self->items, item);
  if (item->buffer != NULL)
    self->n_frames++;
  else if (GST_EVENT_TYPE (item->event) == GST_EVENT_SEGMENT)
    self->ended = FALSE;
  g_cond_broadcast (&self->ready);
  return GST_FLOW_OK;
}

/**
 * gst_aoi_flight_wait_empty:
 * @self: a queue
 *
 * Streaming thread. Blocks until all that was pushed has left the element.
 *
 * Returns: %FALSE if the queue is stopped
 */
gboolean
gst_aoi_flight_wait_empty (GstAoiFlight *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (self->result == GST_FLOW_OK && (self->outputting || self->items.length > 0)) {
    g_autoptr (AoiPlacements) awaited = find_awaited (self);

    if (awaited == NULL) {
      g_cond_wait (&self->space, &self->lock);
      continue;
    }
    g_mutex_unlock (&self->lock);
    aoi_placements_refuse_waiting (awaited, GST_AOI_FLIGHT_NO_ROOM);
    g_mutex_lock (&self->lock);
  }
  return self->result == GST_FLOW_OK;
}

/**
 * gst_aoi_flight_wake:
 * @self: a queue
 *
 * Any thread: what gst_aoi_flight_wait_for() waits for may have happened.
 */
void
gst_aoi_flight_wake (GstAoiFlight *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  g_cond_broadcast (&self->ready);
}

/**
 * gst_aoi_flight_task_done:
 * @task: a task that is done
 * @flight: (transfer full): the reference that its submission took
 *
 * Any thread: wakes the thread that waits for the oldest item.
 */
void
gst_aoi_flight_task_done (AoiTask *task, gpointer flight)
{
  GstAoiFlight *self = flight;

  g_mutex_lock (&self->lock);
  self->n_late += aoi_task_get_late (task);
  g_cond_broadcast (&self->ready);
  g_mutex_unlock (&self->lock);
  gst_aoi_flight_unref (self);
}

/**
 * gst_aoi_flight_get_late:
 * @self: a queue
 *
 * Thread-safe.
 *
 * Returns: how many ROIs have reported after their deadline, of frames that no worker is busy with now
 */
guint64
gst_aoi_flight_get_late (GstAoiFlight *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_late;
}
