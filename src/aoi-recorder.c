/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-recorder.h"

/* A frame in the queue, or NULLs. */
typedef struct {
  AoiRecordingFrame *frame;
  GBytes *bytes;
} Item;

/* Has two references: the user's and the thread's, which may be at a disk that never answers. */
struct _AoiRecorder {
  gatomicrefcount refs;
  GThread *thread;
  AoiRecordingWriter *writer; /* the thread's */
  guint64 carried; /* the thread's: lost since the last frame that was written */
  AoiRecorderLimits limits; /* immutable */

  GMutex lock; /* for all below; nothing is called with it */
  GCond changed;
  GQueue items; /* Item * */
  gboolean writing; /* the thread is at a frame that is in no queue */
  gboolean flushing, quit;
  guint64 reserved; /* bytes of all that is queued */
  guint64 lost_before; /* frames lost since the last one was pushed */
  gboolean told[AOI_RECORDER_N_LOSSES];
  AoiRecorderCounts counts;
  AoiRecorderTell tell;
  gpointer data;
  guint telling; /* calls of @tell that have not returned */
};

static void
item_free (Item *item)
{
  aoi_recording_frame_free (item->frame);
  g_bytes_unref (item->bytes);
  g_free (item);
}

/**
 * aoi_recorder_unref:
 * @self: (transfer full): a recorder that is finished
 */
void
aoi_recorder_unref (AoiRecorder *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  aoi_recording_writer_close (self->writer);
  g_mutex_clear (&self->lock);
  g_cond_clear (&self->changed);
  g_free (self);
}

/* With the lock, which is given back during the call. */
static void
tell_unlocked (AoiRecorder *self, const gchar *reason)
{
  AoiRecorderTell tell = self->tell;

  if (tell == NULL)
    return;
  self->telling++;
  g_mutex_unlock (&self->lock);
  tell (reason, self->data);
  g_mutex_lock (&self->lock);
  self->telling--;
  g_cond_broadcast (&self->changed);
}

/* With the lock: a frame leaves the queue. */
static void
give_back (AoiRecorder *self, gsize size)
{
  self->counts.queued--;
  self->reserved -= size;
  g_cond_broadcast (&self->changed);
}

/* With the lock. */
static void
count_lost (AoiRecorder *self, AoiRecorderLoss loss, const gchar *reason)
{
  self->counts.lost++;
  if (self->told[loss])
    return;
  self->told[loss] = TRUE;
  tell_unlocked (self, reason);
}

/* With the lock, after a frame was written. Who finds the queue full again and again is told when it
 * has once been empty. */
static void
forget_losses (AoiRecorder *self)
{
  gboolean any = FALSE;

  if (self->items.length > 0)
    return;
  for (guint i = 0; i < AOI_RECORDER_N_LOSSES; i++) {
    any = any || self->told[i];
    self->told[i] = FALSE;
  }
  if (any)
    tell_unlocked (self, NULL);
}

/* In the thread. */
static void
write_item (AoiRecorder *self, Item *item)
{
  g_autoptr (GError) error = NULL;
  gsize size = g_bytes_get_size (item->bytes);
  gboolean written;

  item->frame->lost += self->carried;
  written = aoi_recording_writer_write (self->writer, item->frame, item->bytes, &error);
  self->carried = written ? 0 : item->frame->lost + 1;
  item_free (item);

  g_mutex_lock (&self->lock);
  give_back (self, size);
  if (written) {
    self->counts.recorded++;
    self->counts.bytes += size;
    forget_losses (self);
  } else {
    count_lost (self, AOI_RECORDER_WRITE_FAILED, error->message);
  }
  /* Who waits for the end is to find all told. */
  self->writing = FALSE;
  g_cond_broadcast (&self->changed);
  g_mutex_unlock (&self->lock);
}

static gpointer
run (gpointer data)
{
  AoiRecorder *self = data;
  Item *item;

  g_mutex_lock (&self->lock);
  while (!self->quit) {
    item = g_queue_pop_head (&self->items);
    if (item == NULL) {
      g_cond_wait (&self->changed, &self->lock);
      continue;
    }
    self->writing = TRUE;
    g_mutex_unlock (&self->lock);
    write_item (self, item);
    g_mutex_lock (&self->lock);
  }
  g_mutex_unlock (&self->lock);
  aoi_recorder_unref (self);
  return NULL;
}

/**
 * aoi_recorder_new:
 * @writer: (transfer full): where frames go
 * @limits: of the queue
 * @tell: is told of losses
 * @data: for @tell
 *
 * Returns: (transfer full): a recorder that runs; aoi_recorder_finish() ends it
 */
AoiRecorder *
aoi_recorder_new (AoiRecordingWriter *writer, const AoiRecorderLimits *limits, AoiRecorderTell tell,
    gpointer data)
{
  AoiRecorder *self = g_new0 (AoiRecorder, 1);

  g_atomic_ref_count_init (&self->refs);
  g_atomic_ref_count_inc (&self->refs);
  g_mutex_init (&self->lock);
  g_cond_init (&self->changed);
  g_queue_init (&self->items);
  self->writer = writer;
  self->limits = *limits;
  self->tell = tell;
  self->data = data;
  self->thread = g_thread_new ("aoirecord", run, self);
  return self;
}

static void
drop_items (AoiRecorder *self)
{
  Item *item;

  while ((item = g_queue_pop_head (&self->items)) != NULL) {
    give_back (self, g_bytes_get_size (item->bytes));
    count_lost (self, AOI_RECORDER_STOPPED, "recording was stopped before all frames were written");
    item_free (item);
  }
}

/**
 * aoi_recorder_finish:
 * @self: a recorder for which nothing is reserved any more but by aoi_recorder_push()
 * @timeout: us to wait for the queue to be written
 *
 * Writes what is queued; what is not on its way to the disk when the time is over is lost. A frame at
 * which the disk hangs then is left to the thread, which ends with it. Takes no longer than @timeout
 * and one call of the function that is told.
 */
void
aoi_recorder_finish (AoiRecorder *self, gint64 timeout)
{
  gint64 end = g_get_monotonic_time () + timeout;
  gboolean writing;

  g_mutex_lock (&self->lock);
  while ((self->items.length > 0 || self->writing)
      && g_cond_wait_until (&self->changed, &self->lock, end))
    ;
  drop_items (self);
  self->tell = NULL;
  self->quit = TRUE;
  g_cond_broadcast (&self->changed);
  while (self->telling > 0)
    g_cond_wait (&self->changed, &self->lock);
  writing = self->writing;
  g_mutex_unlock (&self->lock);
  if (writing)
    g_thread_unref (self->thread);
  else
    g_thread_join (self->thread);
}

static gboolean
has_room (const AoiRecorder *self, gsize size)
{
  return self->counts.queued == 0
      || (self->counts.queued < self->limits.frames && self->reserved + size <= self->limits.bytes);
}

/**
 * aoi_recorder_has_room:
 * @self: a recorder
 * @size: bytes of a frame's file
 *
 * Returns: whether aoi_recorder_reserve() would find room for it
 */
gboolean
aoi_recorder_has_room (AoiRecorder *self, gsize size)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return has_room (self, size);
}

/**
 * aoi_recorder_reserve:
 * @self: a recorder
 * @size: bytes of a frame's file
 * @wait: whether to wait until there is room
 *
 * Asks for room in the queue, which aoi_recorder_push(), aoi_recorder_skip() or aoi_recorder_lose() use
 * up.
 *
 * Returns: whether there is
 */
AoiRecorderRoom
aoi_recorder_reserve (AoiRecorder *self, gsize size, gboolean wait)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (wait && !self->flushing && !has_room (self, size))
    g_cond_wait (&self->changed, &self->lock);
  if (has_room (self, size)) {
    self->counts.queued++;
    self->reserved += size;
    return AOI_RECORDER_ROOM;
  }
  if (wait)
    return AOI_RECORDER_WOKEN;
  self->lost_before++;
  count_lost (self, AOI_RECORDER_QUEUE_FULL,
      "the queue is full: frames come faster than the disk takes them");
  return AOI_RECORDER_NO_ROOM;
}

/**
 * aoi_recorder_push:
 * @self: a recorder
 * @frame: (transfer full): all that is known of the frame but its file
 * @bytes: (transfer full): its file, of the size that was reserved
 */
void
aoi_recorder_push (AoiRecorder *self, AoiRecordingFrame *frame, GBytes *bytes)
{
  Item *item = g_new (Item, 1);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  *item = (Item){ frame, bytes };
  frame->lost = self->lost_before;
  self->lost_before = 0;
  g_queue_push_tail (&self->items, item);
  g_cond_broadcast (&self->changed);
}

/**
 * aoi_recorder_skip:
 * @self: a recorder
 * @reserved: bytes that were reserved for the frame, or 0 if nothing was
 *
 * Counts a frame that need not be recorded.
 */
void
aoi_recorder_skip (AoiRecorder *self, gsize reserved)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->counts.skipped++;
  if (reserved > 0)
    give_back (self, reserved);
}

/**
 * aoi_recorder_lose:
 * @self: a recorder
 * @loss: why
 * @reason: the same for people
 * @reserved: bytes that were reserved for the frame, or 0 if nothing was
 *
 * Counts a frame that cannot be recorded.
 */
void
aoi_recorder_lose (AoiRecorder *self, AoiRecorderLoss loss, const gchar *reason, gsize reserved)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (reserved > 0)
    give_back (self, reserved);
  self->lost_before++;
  count_lost (self, loss, reason);
}

/**
 * aoi_recorder_drain:
 * @self: a recorder
 *
 * Waits until all that was pushed is written.
 *
 * Returns: %FALSE if aoi_recorder_set_flushing() ended the waiting
 */
gboolean
aoi_recorder_drain (AoiRecorder *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  while (!self->flushing && (self->items.length > 0 || self->writing))
    g_cond_wait (&self->changed, &self->lock);
  return self->items.length == 0 && !self->writing;
}

/**
 * aoi_recorder_set_flushing:
 * @self: a recorder
 * @flushing: whether nobody is to wait
 */
void
aoi_recorder_set_flushing (AoiRecorder *self, gboolean flushing)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->flushing = flushing;
  g_cond_broadcast (&self->changed);
}

/**
 * aoi_recorder_get_counts:
 * @self: a recorder
 * @counts: (out): what became of the frames, at one time
 */
void
aoi_recorder_get_counts (AoiRecorder *self, AoiRecorderCounts *counts)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  *counts = self->counts;
}
