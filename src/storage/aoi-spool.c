/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "storage/aoi-spool.h"

/* Has two references: the user's and the thread's, which may be at a disk that never answers. */
struct _AoiSpool {
  gatomicrefcount refs;
  GThread *thread;
  const AoiSpoolClass *klass;
  gpointer writer; /* the thread's */
  AoiSpoolLimits limits; /* immutable */

  GMutex lock; /* for all below; of others nothing but free_item is called with it */
  GCond changed;
  GQueue items; /* AoiSpoolItem * */
  gboolean writing; /* the thread is at items that are in no queue */
  gint64 writing_us; /* when the oldest of these was pushed; 0: there is none */
  gboolean flushing, quit;
  guint64 reserved; /* bytes of all that is queued */
  guint64 lost_before; /* items lost since the last one was pushed */
  guint reported; /* a bit for each AoiSpoolLoss */
  AoiSpoolCounts counts;
  AoiSpoolListener listener; /* of NULLs once finished */
  guint reporting; /* calls of @listener that have not returned */
};

/**
 * aoi_spool_unref:
 * @self: (transfer full): a spool that is finished
 */
void
aoi_spool_unref (AoiSpool *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  self->klass->close (self->writer);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

/* With the lock, which is given back during the call. */
static void
report_unlocked (AoiSpool *self, const gchar *reason)
{
  AoiSpoolListener listener = self->listener;

  if (listener.report == NULL)
    return;
  self->reporting++;
  g_mutex_unlock (&self->lock);
  listener.report (reason, listener.data);
  g_mutex_lock (&self->lock);
  self->reporting--;
  g_cond_broadcast (&self->changed);
}

/**
 * aoi_spool_notify:
 * @self: a spool
 * @what: what the listener is to get
 *
 * For the writer, in the spool's thread.
 *
 * Returns: whether the listener got it; it does not once the spool is finished
 */
gboolean
aoi_spool_notify (AoiSpool *self, gconstpointer what)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  AoiSpoolListener listener = self->listener;

  if (listener.notify == NULL)
    return FALSE;
  self->reporting++;
  g_mutex_unlock (&self->lock);
  listener.notify (what, listener.data);
  g_mutex_lock (&self->lock);
  self->reporting--;
  g_cond_broadcast (&self->changed);
  return TRUE;
}

/* With the lock: an item leaves the queue. */
static void
give_back (AoiSpool *self, gsize size)
{
  self->counts.queued--;
  self->reserved -= size;
  g_cond_broadcast (&self->changed);
}

/* With the lock. */
static void
count_lost (AoiSpool *self, AoiSpoolLoss loss, const gchar *reason)
{
  self->counts.lost++;
  if ((self->reported & 1u << loss) != 0)
    return;
  self->reported |= 1u << loss;
  report_unlocked (self, reason);
}

/* With the lock: an item that is not in the queue. Returns %AOI_SPOOL_NO_ROOM. */
static AoiSpoolRoom
lose_outside (AoiSpool *self, AoiSpoolLoss loss, const gchar *reason)
{
  self->lost_before++;
  count_lost (self, loss, reason);
  return AOI_SPOOL_NO_ROOM;
}

/* With the lock, after an item was written. A caller that finds the queue full again and again is warned when it
 * has once been empty. */
static void
forget_losses (AoiSpool *self)
{
  if (self->items.length > 0 || self->reported == 0)
    return;
  self->reported = 0;
  report_unlocked (self, NULL);
}

/* With the lock: the items were written, or not for @error's reason. */
static void
settle (AoiSpool *self, const gsize *sizes, guint n, const GError *error)
{
  for (guint i = 0; i < n; i++) {
    give_back (self, sizes[i]);
    if (error != NULL) {
      count_lost (self, AOI_SPOOL_WRITE_FAILED, error->message);
      continue;
    }
    self->counts.written++;
    self->counts.bytes += sizes[i];
  }
  if (error == NULL)
    forget_losses (self);
}

/* In the thread. @batch: (transfer full) (element-type AoiSpoolItem) */
static void
write_batch (AoiSpool *self, GPtrArray *batch)
{
  g_autoptr (GError) error = NULL;
  g_autofree gsize *sizes = g_new (gsize, batch->len);

  for (guint i = 0; i < batch->len; i++)
    sizes[i] = ((AoiSpoolItem *) g_ptr_array_index (batch, i))->size;
  self->klass->write (self->writer, self, (AoiSpoolItem *const *) batch->pdata, batch->len, &error);
  for (guint i = 0; i < batch->len; i++)
    self->klass->free_item (g_ptr_array_index (batch, i));
  g_mutex_lock (&self->lock);
  settle (self, sizes, batch->len, error);
  /* The thread that waits for the end has to find all reported. */
  self->writing = FALSE;
  self->writing_us = 0;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

/* With the lock: what is written at once. */
static void
take_batch (AoiSpool *self, GPtrArray *batch)
{
  g_ptr_array_set_size (batch, 0);
  self->writing_us = ((const AoiSpoolItem *) g_queue_peek_head (&self->items))->pushed_us;
  do
    g_ptr_array_add (batch, g_queue_pop_head (&self->items));
  while (self->items.length > 0 && batch->len < self->klass->batch);
  self->writing = TRUE;
}

/* With the lock, which is given back during the call: nothing waits. */
static void
idle (AoiSpool *self)
{
  gint64 pause = -1;

  if (self->klass->idle != NULL) {
    g_mutex_unlock (&self->lock);
    pause = self->klass->idle (self->writer, self);
    g_mutex_lock (&self->lock);
  }
  if (self->items.length > 0 || self->quit)
    return;
  if (pause < 0)
    g_cond_wait (&self->changed, &self->lock);
  else
    g_cond_wait_until (&self->changed, &self->lock, g_get_monotonic_time () + pause);
}

static gpointer
run (gpointer data)
{
  AoiSpool *self = data;
  g_autoptr (GPtrArray) batch = g_ptr_array_new ();

  if (self->klass->begin != NULL)
    self->klass->begin (self->writer, self);
  g_mutex_lock (&self->lock);
  self->writing = FALSE;
  g_cond_broadcast (&self->changed);
  while (!self->quit) {
    if (self->items.length == 0) {
      idle (self);
      continue;
    }
    take_batch (self, batch);
    g_mutex_unlock (&self->lock);
    write_batch (self, batch);
    g_mutex_lock (&self->lock);
  }
  g_mutex_unlock (&self->lock);
  aoi_spool_unref (self);
  return NULL;
}

/**
 * aoi_spool_new:
 * @klass: how items are written; a constant
 * @writer: (transfer full): what @klass is called with
 * @limits: of the queue
 * @listener: the functions that are notified
 *
 * Returns: (transfer full): a spool that runs; aoi_spool_finish() ends it
 */
AoiSpool *
aoi_spool_new (const AoiSpoolClass *klass, gpointer writer, const AoiSpoolLimits *limits,
    const AoiSpoolListener *listener)
{
  AoiSpool *self = g_new0 (AoiSpool, 1);

  g_atomic_ref_count_init (&self->refs);
  g_atomic_ref_count_inc (&self->refs);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_queue_init (&self->items);
  self->klass = klass;
  self->writer = writer;
  self->limits = *limits;
  self->listener = *listener;
  self->writing = TRUE;
  self->thread = g_thread_new (klass->name, run, self);
  return self;
}

static void
drop_items (AoiSpool *self)
{
  AoiSpoolItem *item;

  while ((item = g_queue_pop_head (&self->items)) != NULL) {
    give_back (self, item->size);
    count_lost (self, AOI_SPOOL_STOPPED, self->klass->stopped);
    self->klass->free_item (item);
  }
}

/**
 * aoi_spool_finish:
 * @self: a spool for which no room is reserved any more, except that of pushed items
 * @timeout: us to wait for the queue to be written
 *
 * Writes what is queued; what is not on its way to the disk when the time is over is lost. An item at
 * which the disk hangs then is left to the thread, which ends with it. Takes no longer than @timeout
 * and one call of the listener.
 */
void
aoi_spool_finish (AoiSpool *self, gint64 timeout)
{
  gint64 end = g_get_monotonic_time () + timeout;
  gboolean writing;

  g_mutex_lock (&self->lock);
  while ((self->items.length > 0 || self->writing)
      && g_cond_wait_until (&self->changed, &self->lock, end))
    ;
  drop_items (self);
  self->listener = (AoiSpoolListener){ 0 };
  self->quit = TRUE;
  g_cond_broadcast (&self->changed);
  while (self->reporting > 0)
    g_cond_wait (&self->changed, &self->lock);
  writing = self->writing;
  g_mutex_unlock (&self->lock);
  if (writing)
    g_thread_unref (self->thread);
  else
    g_thread_join (self->thread);
}

/* With the lock. */
static gboolean
has_room (const AoiSpool *self, gsize size)
{
  return self->counts.queued == 0
      || (self->counts.queued < self->limits.items && self->reserved + size <= self->limits.bytes);
}

/* With the lock: for more of an item that has its place. */
static gboolean
can_grow (const AoiSpool *self, gsize size)
{
  return self->counts.queued <= 1 || self->reserved + size <= self->limits.bytes;
}

/**
 * aoi_spool_has_room:
 * @self: a spool
 * @size: bytes of an item
 *
 * Returns: whether aoi_spool_reserve() would find room for it
 */
gboolean
aoi_spool_has_room (AoiSpool *self, gsize size)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return has_room (self, size);
}

/**
 * aoi_spool_reserve:
 * @self: a spool
 * @size: bytes of an item, at least 1
 * @wait: whether to wait until there is room
 *
 * Asks for room in the queue, which aoi_spool_push(), aoi_spool_skip() or aoi_spool_lose() use up.
 *
 * Returns: whether there is
 */
AoiSpoolRoom
aoi_spool_reserve (AoiSpool *self, gsize size, gboolean wait)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (wait && !self->flushing && !has_room (self, size))
    g_cond_wait (&self->changed, &self->lock);
  if (has_room (self, size)) {
    self->counts.queued++;
    self->reserved += size;
    return AOI_SPOOL_ROOM;
  }
  if (wait)
    return AOI_SPOOL_WOKEN;
  return lose_outside (self, AOI_SPOOL_QUEUE_FULL, self->klass->full);
}

/**
 * aoi_spool_grow:
 * @self: a spool
 * @reserved: bytes that are reserved for an item
 * @more: bytes that it needs besides
 * @wait: whether to wait until there is room
 *
 * Asks for more room for an item that is not pushed yet. Without room the item is lost, and what is
 * reserved for it given back.
 *
 * Returns: whether there is
 */
AoiSpoolRoom
aoi_spool_grow (AoiSpool *self, gsize reserved, gsize more, gboolean wait)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (wait && !self->flushing && !can_grow (self, more))
    g_cond_wait (&self->changed, &self->lock);
  if (can_grow (self, more)) {
    self->reserved += more;
    return AOI_SPOOL_ROOM;
  }
  if (wait)
    return AOI_SPOOL_WOKEN;
  give_back (self, reserved);
  return lose_outside (self, AOI_SPOOL_QUEUE_FULL, self->klass->full);
}

/**
 * aoi_spool_push:
 * @self: a spool
 * @item: (transfer full): an item, of the size that was reserved
 */
void
aoi_spool_push (AoiSpool *self, AoiSpoolItem *item)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  item->lost = self->lost_before;
  item->pushed_us = g_get_monotonic_time ();
  self->lost_before = 0;
  g_queue_push_tail (&self->items, item);
  g_cond_broadcast (&self->changed);
}

/**
 * aoi_spool_skip:
 * @self: a spool
 * @reserved: bytes that were reserved for the item, or 0 if nothing was
 *
 * Counts an item that need not be written.
 */
void
aoi_spool_skip (AoiSpool *self, gsize reserved)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->counts.skipped++;
  if (reserved > 0)
    give_back (self, reserved);
}

/**
 * aoi_spool_lose:
 * @self: a spool
 * @loss: why
 * @reason: the same for people
 * @reserved: bytes that were reserved for the item, or 0 if nothing was
 *
 * Counts an item that cannot be written.
 */
void
aoi_spool_lose (AoiSpool *self, AoiSpoolLoss loss, const gchar *reason, gsize reserved)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (reserved > 0)
    give_back (self, reserved);
  lose_outside (self, loss, reason);
}

/**
 * aoi_spool_pause:
 * @self: a spool
 * @us: how long
 *
 * For the writer, in the spool's thread: waits before it tries again what did not work.
 *
 * Returns: whether to try again; %FALSE once nobody waits for the spool any more
 */
gboolean
aoi_spool_pause (AoiSpool *self, gint64 us)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const gint64 end = g_get_monotonic_time () + us;

  while (!self->quit && g_cond_wait_until (&self->changed, &self->lock, end))
    ;
  return !self->quit;
}

/**
 * aoi_spool_drain:
 * @self: a spool
 *
 * Waits until all that was pushed is written.
 *
 * Returns: %FALSE if aoi_spool_set_flushing() ended the waiting
 */
gboolean
aoi_spool_drain (AoiSpool *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (!self->flushing && (self->items.length > 0 || self->writing))
    g_cond_wait (&self->changed, &self->lock);
  return self->items.length == 0 && !self->writing;
}

/**
 * aoi_spool_set_flushing:
 * @self: a spool
 * @flushing: whether no thread is to wait
 */
void
aoi_spool_set_flushing (AoiSpool *self, gboolean flushing)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->flushing = flushing;
  g_cond_broadcast (&self->changed);
}

/**
 * aoi_spool_get_counts:
 * @self: a spool
 * @counts: (out): what became of the items, at one time
 */
void
aoi_spool_get_counts (AoiSpool *self, AoiSpoolCounts *counts)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  const AoiSpoolItem *first = g_queue_peek_head (&self->items);

  *counts = self->counts;
  counts->oldest_us = self->writing_us > 0 ? self->writing_us
      : first != NULL                      ? first->pushed_us
                                           : 0;
}
