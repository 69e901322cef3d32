/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-pool.h"
#include "aoi-cpus.h"

/* What GThreadPool is given are not jobs but lanes that want a worker: "tokens". Whoever runs a
 * token takes the lane's oldest job at that moment. So a lane's order is its own, a lane at its limit
 * holds no thread, and threads are shared fairly between lanes: with others waiting, a token goes back
 * to the end of GThreadPool's queue after each job.
 *
 * Invariant, under the lane's lock: tokens >= min (limit, jobs queued + jobs running). There are more
 * only for a moment after the limit changed: a token that finds nothing to do goes. */
struct _AoiLane {
  gatomicrefcount refs;
  GMutex lock;
  guint limit; /* lock */
  guint tokens; /* lock */
  guint n_queued; /* lock */
  AoiJob *head; /* lock */
  AoiJob *tail; /* lock */
};

static GMutex pool_lock;
static GThreadPool *pool; /* made once under pool_lock, then for the process' life */
static GPtrArray *lanes; /* pool_lock: all lanes, borrowed */

static void lane_work (gpointer data, gpointer user_data);

/* Holds pool_lock: the pool has a thread a CPU, or more where a lane explicitly asked for more,
 * because its inspectors wait rather than compute. */
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
  if (pool == NULL)
    pool = g_thread_pool_new (lane_work, NULL, (gint) size, FALSE, NULL);
  else if (g_thread_pool_get_max_threads (pool) != (gint) size)
    g_thread_pool_set_max_threads (pool, (gint) size, NULL);
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
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&pool_lock);

  return pool != NULL ? (guint) g_thread_pool_get_max_threads (pool) : aoi_cpus_get_available ();
}

/* The lane's oldest job, or %NULL when this token has nothing left to do and is gone. */
static AoiJob *
lane_pop (AoiLane *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  AoiJob *job = self->head;

  if (job == NULL || self->tokens > self->limit) {
    self->tokens--;
    return NULL;
  }
  self->head = job->next;
  if (self->head == NULL)
    self->tail = NULL;
  self->n_queued--;
  return job;
}

/* Pool thread. @data: the token's lane reference. */
static void
lane_work (gpointer data, gpointer user_data)
{
  g_autoptr (AoiLane) self = data;
  AoiJob *job;

  while ((job = lane_pop (self)) != NULL) {
    job->run (job);
    if (g_thread_pool_unprocessed (pool) > 0) {
      g_thread_pool_push (pool, g_steal_pointer (&self), NULL);
      return;
    }
  }
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
  if (lanes == NULL)
    lanes = g_ptr_array_new ();
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
add_tokens (AoiLane *self, guint n_jobs)
{
  guint wanted = self->tokens < self->limit ? MIN (n_jobs, self->limit - self->tokens) : 0;

  self->tokens += wanted;
  return wanted;
}

/* Without the lane's lock. */
static void
push_tokens (AoiLane *self, guint tokens)
{
  for (guint i = 0; i < tokens; i++)
    g_thread_pool_push (pool, aoi_lane_ref (self), NULL);
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
  guint tokens;

  g_mutex_lock (&self->lock);
  if (self->limit == MAX (limit, 1)) {
    g_mutex_unlock (&self->lock);
    return;
  }
  self->limit = MAX (limit, 1);
  tokens = add_tokens (self, self->n_queued);
  g_mutex_unlock (&self->lock);
  g_mutex_lock (&pool_lock);
  pool_resize ();
  g_mutex_unlock (&pool_lock);
  push_tokens (self, tokens);
}

/**
 * aoi_lane_push:
 * @self: a lane
 * @jobs: (array length=n_jobs): what to do, in the order in which to begin
 * @n_jobs: how many
 *
 * Queues jobs behind those that the lane has. Never blocks on work.
 */
void
aoi_lane_push (AoiLane *self, AoiJob *const *jobs, guint n_jobs)
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
  tokens = add_tokens (self, n_jobs);
  g_mutex_unlock (&self->lock);
  push_tokens (self, tokens);
}
