/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "engine/aoi-pool.h"

#include <pthread.h>

#include "base/aoi-cpus.h"
#include "engine/aoi-slots.h"
#include "engine/aoi-workers.h"

/* Threads do not get jobs but lanes that want a worker: "tokens". The thread that runs a
 * token takes the lane's oldest job at that moment. So a lane's order is its own, a lane at its limit
 * holds no thread, and threads are shared fairly between lanes: with others waiting, a token goes back
 * to the end of the threads' queue after each job.
 *
 * A lane with jobs has at least one token, and never more than its limit and its held workers, except
 * for a moment after the limit was lowered. The caller that pushes jobs says how many workers they are worth:
 * each further token wakes a thread. A thread that helps runs a token too. */
struct _AoiLane {
  gatomicrefcount refs;
  GMutex lock;
  guint limit; /* lock */
  guint held; /* lock: tokens that hang in a job and count for nothing */
  guint tokens; /* lock */
  guint n_queued; /* lock */
  AoiJob *head; /* lock */
  AoiJob *tail; /* lock */
};

static GMutex pool_lock;
static GPtrArray *lanes; /* pool_lock: all lanes, borrowed */
static guint n_held; /* pool_lock: of all lanes */
static AoiSlots slots;

static void lane_work (gpointer data);

/* Without locks. */
static void
push_token (AoiLane *lane)
{
  aoi_workers_push (lane);
}

/* Holds pool_lock: the pool has a thread a CPU, or more where a lane explicitly asked for more,
 * because its inspectors wait rather than compute; and one more for each that hangs. */
static void
pool_resize (void)
{
  guint size = aoi_cpus_get_available ();

  for (guint i = 0; i < lanes->len; i++) {
    AoiLane *lane = g_ptr_array_index (lanes, i);

    g_mutex_lock (&lane->lock);
    size = MAX (size, lane->limit);
    g_mutex_unlock (&lane->lock);
  }
  size += n_held;
  aoi_slots_set_size (&slots, size);
  aoi_workers_set_size (size, lane_work);
}

/* Without locks: lanes that found no slot try again. */
static void
wake_parked (void)
{
  AoiLane *lane;

  while ((lane = aoi_slots_unpark (&slots)) != NULL)
    push_token (lane);
}

/**
 * aoi_pool_get_size:
 *
 * Thread-safe.
 *
 * Returns: how many threads the pool may have now
 */
guint
aoi_pool_get_size (void)
{
  const guint size = aoi_workers_get_size ();

  return size > 0 ? size : aoi_cpus_get_available ();
}

/**
 * aoi_pool_get_held:
 *
 * Thread-safe.
 *
 * Returns: how many workers hang and are replaced by others, at most %AOI_POOL_MAX_HELD
 */
guint
aoi_pool_get_held (void)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&pool_lock);

  return n_held;
}

/* The lane's oldest job, or %NULL when this token has nothing left to do and was released. */
static AoiJob *
lane_pop (AoiLane *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  AoiJob *job = self->head;

  if (job == NULL || self->tokens > self->limit + self->held) {
    self->tokens--;
    return NULL;
  }
  self->head = job->next;
  if (self->head == NULL)
    self->tail = NULL;
  self->n_queued--;
  return job;
}

/* Any thread with a slot, which it gives back. @self: the token's reference. */
static void
lane_drain (AoiLane *self)
{
  AoiLane *parked;
  AoiJob *job;

  while ((job = lane_pop (self)) != NULL) {
    job->run (job);
    if (aoi_workers_are_wanted ())
      break;
  }
  parked = aoi_slots_give (&slots);
  if (parked != NULL)
    push_token (parked);
  if (job != NULL)
    push_token (self);
  else
    aoi_lane_unref (self);
}

/* Pool thread. @data: the token's lane reference. */
static void
lane_work (gpointer data)
{
  if (aoi_slots_take_or_park (&slots, data))
    lane_drain (data);
}

static void
before_fork (void)
{
  g_mutex_lock (&pool_lock);
}

static void
after_fork_in_parent (void)
{
  g_mutex_unlock (&pool_lock);
}

/* The child has none of the pool's threads, and no thread that could hold a lane's lock. Jobs of frames that the
 * parent inspects are the parent's alone. */
static void
after_fork_in_child (void)
{
  for (guint i = 0; i < lanes->len; i++) {
    AoiLane *lane = g_ptr_array_index (lanes, i);

    g_mutex_init (&lane->lock);
    lane->head = lane->tail = NULL;
    lane->n_queued = lane->tokens = lane->held = 0;
  }
  n_held = 0;
  aoi_slots_begin_child (&slots);
  aoi_workers_begin_child ();
  g_mutex_unlock (&pool_lock);
}

/* Holds pool_lock. */
static void
ensure_lanes (void)
{
  if (lanes != NULL)
    return;
  lanes = g_ptr_array_new ();
  pthread_atfork (before_fork, after_fork_in_parent, after_fork_in_child);
}

/**
 * aoi_lane_new:
 * @limit: how many of its jobs may run at once, at least 1; more than the CPUs raises the pool
 *
 * Returns: (transfer full): a lane of the process-wide pool
 */
AoiLane *
aoi_lane_new (guint limit)
{
  AoiLane *self = g_new0 (AoiLane, 1);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&pool_lock);

  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->limit = MAX (limit, 1);
  ensure_lanes ();
  g_ptr_array_add (lanes, self);
  pool_resize ();
  return self;
}

/**
 * aoi_lane_ref:
 * @self: a lane
 *
 * Returns: (transfer full): @self
 */
AoiLane *
aoi_lane_ref (AoiLane *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * aoi_lane_unref:
 * @self: (transfer full): a lane
 *
 * Drops a reference. Jobs that are queued keep their lane and are still run.
 */
void
aoi_lane_unref (AoiLane *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_mutex_lock (&pool_lock);
  g_ptr_array_remove_fast (lanes, self);
  pool_resize ();
  g_mutex_unlock (&pool_lock);
  g_mutex_clear (&self->lock);
  g_free (self);
}

/* Holds the lane's lock. Returns how many tokens are to be pushed once it is released. */
static guint
add_tokens (AoiLane *self, guint wanted)
{
  const guint most = self->limit + self->held;
  const guint added = self->tokens < most ? MIN (wanted, most - self->tokens) : 0;

  self->tokens += added;
  return added;
}

/* Without the lane's lock. */
static void
push_tokens (AoiLane *self, guint tokens)
{
  for (guint i = 0; i < tokens; i++)
    push_token (aoi_lane_ref (self));
}

/* Without locks, after the lane's share has grown by @tokens of its jobs, or shrunk. */
static void
resize (AoiLane *self, guint tokens)
{
  g_mutex_lock (&pool_lock);
  pool_resize ();
  g_mutex_unlock (&pool_lock);
  wake_parked ();
  push_tokens (self, tokens);
}

/* Holds the lane's lock. Returns whether the pool has to be resized: it has a thread a CPU anyway. */
static gboolean
change_limit (AoiLane *self, guint limit, guint *tokens)
{
  const gboolean resizes = MAX (limit, self->limit) > aoi_cpus_get_available ();

  *tokens = 0;
  if (self->limit == limit)
    return FALSE;
  self->limit = limit;
  *tokens = add_tokens (self, self->n_queued);
  return resizes;
}

/**
 * aoi_lane_set_limit:
 * @self: a lane
 * @limit: how many of its jobs may run at once, at least 1
 *
 * Jobs that run are not interrupted; a lower limit holds as soon as they are done, a higher one at
 * once.
 */
void
aoi_lane_set_limit (AoiLane *self, guint limit)
{
  gboolean resizes;
  guint tokens;

  g_mutex_lock (&self->lock);
  resizes = change_limit (self, MAX (limit, 1), &tokens);
  g_mutex_unlock (&self->lock);
  if (resizes)
    resize (self, tokens);
  else
    push_tokens (self, tokens);
}

/**
 * aoi_lane_offer_limit:
 * @self: a lane
 * @limit: how many of the jobs that are pushed next may run at once, at least 1
 * @most: how many of any may, at least 1
 *
 * As aoi_lane_set_limit(), but jobs that the lane has keep their higher limit up to @most. Since: 0.2
 */
void
aoi_lane_offer_limit (AoiLane *self, guint limit, guint most)
{
  gboolean resizes;
  guint tokens;

  g_mutex_lock (&self->lock);
  if (self->tokens > 0)
    limit = MAX (limit, self->limit);
  resizes = change_limit (self, CLAMP (limit, 1, MAX (most, 1)), &tokens);
  g_mutex_unlock (&self->lock);
  if (resizes)
    resize (self, tokens);
  else
    push_tokens (self, tokens);
}

/**
 * aoi_lane_push:
 * @self: a lane
 * @jobs: (array length=n_jobs): what to do, in the order in which to begin
 * @n_jobs: how many
 * @n_workers: how many threads to wake for them, as far as the limit allows; 0 if the caller goes on
 *   to aoi_lane_help(), which must then follow
 *
 * Queues jobs behind those that the lane has. Never blocks on work.
 */
void
aoi_lane_push (AoiLane *self, AoiJob *const *jobs, guint n_jobs, guint n_workers)
{
  guint tokens;

  g_mutex_lock (&self->lock);
  for (guint i = 0; i < n_jobs; i++) {
    jobs[i]->next = NULL;
    if (self->tail != NULL)
      self->tail->next = jobs[i];
    else
      self->head = jobs[i];
    self->tail = jobs[i];
  }
  self->n_queued += n_jobs;
  tokens = add_tokens (self, MIN (n_workers, n_jobs));
  g_mutex_unlock (&self->lock);
  push_tokens (self, tokens);
}

/**
 * aoi_lane_push_first:
 * @self: a lane
 * @jobs: (array length=n_jobs): what to do, in the order in which to begin
 * @n_jobs: how many, at least 1
 * @n_workers: how many further threads to wake for them, as far as the limit allows; 0 only on a worker of the lane,
 *   in a job: it goes on with them
 *
 * Queues jobs that had to wait for another before all that the lane has: their frame is older than those that wait.
 */
void
aoi_lane_push_first (AoiLane *self, AoiJob *const *jobs, guint n_jobs, guint n_workers)
{
  guint tokens;

  g_mutex_lock (&self->lock);
  if (self->tail == NULL)
    self->tail = jobs[n_jobs - 1];
  for (guint i = n_jobs; i-- > 0;) {
    jobs[i]->next = self->head;
    self->head = jobs[i];
  }
  self->n_queued += n_jobs;
  tokens = add_tokens (self, MIN (n_workers, n_jobs));
  g_mutex_unlock (&self->lock);
  push_tokens (self, tokens);
}

/**
 * aoi_lane_help:
 * @self: a lane
 *
 * Works on the lane's jobs in the calling thread, as one of its workers, until none is left to begin
 * or others wait for the pool. Where there is no slot for a further worker, the pool gets the work.
 */
void
aoi_lane_help (AoiLane *self)
{
  guint tokens;

  g_mutex_lock (&self->lock);
  tokens = self->n_queued > 0 ? add_tokens (self, 1) : 0;
  g_mutex_unlock (&self->lock);
  if (tokens == 0)
    return;
  if (aoi_slots_try (&slots))
    lane_drain (aoi_lane_ref (self));
  else
    push_tokens (self, 1);
}

/**
 * aoi_lane_wake:
 * @self: a lane
 *
 * Wakes as many threads as the limit allows for jobs that nobody has begun, since they turn out to be
 * worth it.
 */
void
aoi_lane_wake (AoiLane *self)
{
  guint tokens;

  g_mutex_lock (&self->lock);
  tokens = add_tokens (self, self->n_queued);
  g_mutex_unlock (&self->lock);
  push_tokens (self, tokens);
}

/**
 * aoi_lane_is_idle:
 * @self: a lane
 *
 * Returns: whether none of its jobs is queued or running
 */
gboolean
aoi_lane_is_idle (AoiLane *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->n_queued == 0 && self->tokens == 0;
}

/**
 * aoi_lane_hold:
 * @self: a lane
 *
 * Reports that one of its jobs hangs: another worker takes its place.
 *
 * Returns: whether there is another; then aoi_lane_unhold() must follow when the job goes on
 */
gboolean
aoi_lane_hold (AoiLane *self)
{
  guint tokens;

  g_mutex_lock (&pool_lock);
  if (n_held >= AOI_POOL_MAX_HELD) {
    g_mutex_unlock (&pool_lock);
    return FALSE;
  }
  n_held++;
  g_mutex_unlock (&pool_lock);
  g_mutex_lock (&self->lock);
  self->held++;
  tokens = add_tokens (self, self->n_queued);
  g_mutex_unlock (&self->lock);
  resize (self, tokens);
  return TRUE;
}

/**
 * aoi_lane_unhold:
 * @self: a lane
 *
 * Takes back one aoi_lane_hold().
 */
void
aoi_lane_unhold (AoiLane *self)
{
  g_mutex_lock (&pool_lock);
  n_held--;
  g_mutex_unlock (&pool_lock);
  g_mutex_lock (&self->lock);
  self->held--;
  g_mutex_unlock (&self->lock);
  resize (self, 0);
}
