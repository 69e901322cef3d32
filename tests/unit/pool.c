/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/aoi-cpus.h"
#include "engine/aoi-pool.h"
#include "support/test-wait.h"

#define MAX_JOBS 200

typedef struct {
  GMutex lock;
  GCond changed;
  guint running;
  guint max_running;
  guint done;
  guint order[MAX_JOBS];
  GThread *threads[MAX_JOBS]; /* who did it, by place in the order */
  gboolean hold; /* jobs wait until it is FALSE */
} Log;

typedef struct {
  AoiJob job;
  Log *log;
  guint number;
} Job;

/* With the lock held, for something that comes soon or never. */
static void
wait_for_change (Log *log)
{
  g_assert_true (
      g_cond_wait_until (&log->changed, &log->lock, g_get_monotonic_time () + TEST_PATIENCE));
}

static void
run (AoiJob *job)
{
  Job *self = (Job *) job;
  Log *log = self->log;

  g_mutex_lock (&log->lock);
  log->running++;
  log->max_running = MAX (log->max_running, log->running);
  g_cond_broadcast (&log->changed);
  while (log->hold)
    wait_for_change (log);
  log->threads[log->done] = g_thread_self ();
  log->order[log->done++] = self->number;
  log->running--;
  g_cond_broadcast (&log->changed);
  g_mutex_unlock (&log->lock);
}

static void
push_for (AoiLane *lane, Log *log, Job *jobs, guint n, guint n_workers)
{
  AoiJob *order[MAX_JOBS];

  for (guint i = 0; i < n; i++) {
    jobs[i] = (Job){ { run, NULL }, log, i };
    order[i] = &jobs[i].job;
  }
  aoi_lane_push (lane, order, n, n_workers);
}

static void
push (AoiLane *lane, Log *log, Job *jobs, guint n)
{
  push_for (lane, log, jobs, n, n);
}

static void
wait_running (Log *log, guint running)
{
  g_mutex_lock (&log->lock);
  while (log->running < running)
    wait_for_change (log);
  g_mutex_unlock (&log->lock);
}

/* No further job begins in a time in which a worker that was woken by mistake would have begun one. */
static void
assert_running (Log *log, guint running)
{
  const gint64 end = g_get_monotonic_time () + 5 * G_TIME_SPAN_MILLISECOND;
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&log->lock);

  do
    g_assert_cmpuint (log->running, ==, running);
  while (g_cond_wait_until (&log->changed, &log->lock, end));
}

static void
release_and_wait (Log *log, guint done)
{
  g_mutex_lock (&log->lock);
  log->hold = FALSE;
  g_cond_broadcast (&log->changed);
  while (log->done < done)
    wait_for_change (log);
  g_mutex_unlock (&log->lock);
}

static void
test_order (void)
{
  Log log = { .hold = TRUE };
  Job jobs[MAX_JOBS];
  g_autoptr (AoiLane) lane = aoi_lane_new (1);

  push (lane, &log, jobs, MAX_JOBS);
  release_and_wait (&log, MAX_JOBS);
  g_assert_cmpuint (log.max_running, ==, 1);
  for (guint i = 0; i < MAX_JOBS; i++)
    g_assert_cmpuint (log.order[i], ==, i);
}

static void
test_limit_is_reached_and_kept (void)
{
  Log log = { .hold = TRUE };
  Job jobs[MAX_JOBS];
  guint limit = aoi_cpus_get_available () + 6;
  g_autoptr (AoiLane) lane = aoi_lane_new (limit);

  g_assert_cmpuint (aoi_pool_get_size (), >=, limit);
  push (lane, &log, jobs, MAX_JOBS);
  wait_running (&log, limit);
  release_and_wait (&log, MAX_JOBS);
  g_assert_cmpuint (log.max_running, ==, limit);
}

static gboolean
has_size (gpointer size)
{
  return aoi_pool_get_size () == GPOINTER_TO_UINT (size);
}

/* A worker releases its lane a moment after the last job, and signals nothing. */
static void
wait_size (guint size)
{
  test_poll (has_size, GUINT_TO_POINTER (size));
}

static void
test_pool_shrinks (void)
{
  guint cpus = aoi_cpus_get_available ();
  AoiLane *lane;

  wait_size (cpus);
  lane = aoi_lane_new (cpus + 9);

  g_assert_cmpuint (aoi_pool_get_size (), ==, cpus + 9);
  aoi_lane_set_limit (lane, 1);
  g_assert_cmpuint (aoi_pool_get_size (), ==, cpus);
  aoi_lane_set_limit (lane, cpus + 3);
  g_assert_cmpuint (aoi_pool_get_size (), ==, cpus + 3);
  aoi_lane_unref (lane);
  g_assert_cmpuint (aoi_pool_get_size (), ==, cpus);
}

static void
test_lower_limit_holds (void)
{
  Log log = { .hold = TRUE };
  Job first[4], second[40];
  g_autoptr (AoiLane) lane = aoi_lane_new (4);

  push (lane, &log, first, 4);
  wait_running (&log, 4);
  aoi_lane_set_limit (lane, 1);
  release_and_wait (&log, 4);
  log.max_running = 0;
  push (lane, &log, second, 40);
  release_and_wait (&log, 44);
  g_assert_cmpuint (log.max_running, ==, 1);
}

static void
test_higher_limit_holds (void)
{
  Log log = { .hold = TRUE };
  Job jobs[8];
  g_autoptr (AoiLane) lane = aoi_lane_new (1);

  push (lane, &log, jobs, 8);
  wait_running (&log, 1);
  aoi_lane_set_limit (lane, 4);
  wait_running (&log, 4);
  release_and_wait (&log, 8);
  g_assert_cmpuint (log.max_running, ==, 4);
}

/* A lane whose jobs hang does not keep another from its share, as long as the pool has threads. */
static void
test_lanes_share (void)
{
  Log stuck = { .hold = TRUE };
  Log free_log = { .hold = FALSE };
  Job stuck_jobs[20], jobs[20];
  g_autoptr (AoiLane) a = aoi_lane_new (1);
  g_autoptr (AoiLane) b = aoi_lane_new (MAX (aoi_cpus_get_available (), 2));

  push (a, &stuck, stuck_jobs, 20);
  wait_running (&stuck, 1);
  push (b, &free_log, jobs, 20);
  release_and_wait (&free_log, 20);
  g_assert_cmpuint (stuck.done, ==, 0);
  release_and_wait (&stuck, 20);
}

static void
test_dropped_lane_finishes (void)
{
  Log log = { .hold = TRUE };
  Job jobs[50];
  AoiLane *lane = aoi_lane_new (2);

  push (lane, &log, jobs, 50);
  aoi_lane_unref (lane);
  release_and_wait (&log, 50);
  g_assert_cmpuint (log.done, ==, 50);
}

/* A thread that helps is the lane's one worker, in order. */
static void
test_help_alone (void)
{
  Log log = { .hold = FALSE };
  Job jobs[20];
  g_autoptr (AoiLane) lane = aoi_lane_new (1);

  push_for (lane, &log, jobs, 20, 0);
  g_assert_false (aoi_lane_is_idle (lane));
  aoi_lane_help (lane);
  g_assert_cmpuint (log.done, ==, 20);
  for (guint i = 0; i < 20; i++) {
    g_assert_cmpuint (log.order[i], ==, i);
    g_assert_true (log.threads[i] == g_thread_self ());
  }
  g_assert_true (aoi_lane_is_idle (lane));
}

static gpointer
help (gpointer lane)
{
  aoi_lane_help (lane);
  return NULL;
}

/* A thread that helps counts as a worker: the limit holds for it and the pool's threads together. */
static void
test_help_counts (void)
{
  Log log = { .hold = TRUE };
  Job jobs[40];
  g_autoptr (AoiLane) lane = aoi_lane_new (3);
  GThread *thread;

  push_for (lane, &log, jobs, 40, 2);
  thread = g_thread_new ("help", help, lane);
  wait_running (&log, 3);
  assert_running (&log, 3);
  aoi_lane_help (lane);
  release_and_wait (&log, 40);
  g_thread_join (thread);
  g_assert_cmpuint (log.max_running, ==, 3);
}

/* With all slots taken a thread does not help, and the pool does the work when one is free. */
static void
test_help_without_slot (void)
{
  const guint cpus = aoi_cpus_get_available ();
  Log busy = { .hold = TRUE }, log = { .hold = FALSE };
  Job busy_jobs[MAX_JOBS], jobs[5];
  g_autoptr (AoiLane) full = aoi_lane_new (cpus), lane = aoi_lane_new (1);

  wait_size (cpus);
  push (full, &busy, busy_jobs, cpus);
  wait_running (&busy, cpus);
  push_for (lane, &log, jobs, 5, 0);
  aoi_lane_help (lane);
  g_assert_cmpuint (log.done, ==, 0);
  release_and_wait (&busy, cpus);
  release_and_wait (&log, 5);
  for (guint i = 0; i < 5; i++)
    g_assert_true (log.threads[i] != g_thread_self ());
}

/* Helpers and pool threads together are never more than the slots, however many help. */
static void
test_slots_are_shared (void)
{
  const guint cpus = aoi_cpus_get_available ();
  static Log log = { .hold = FALSE };
  static Job jobs[8][20];
  AoiLane *lanes[8];
  GThread *threads[8];

  for (guint i = 0; i < 8; i++)
    lanes[i] = aoi_lane_new (cpus);
  wait_size (cpus);
  for (guint i = 0; i < 8; i++) {
    push_for (lanes[i], &log, jobs[i], 20, 1);
    threads[i] = g_thread_new ("help", help, lanes[i]);
  }
  release_and_wait (&log, 160);
  for (guint i = 0; i < 8; i++) {
    g_thread_join (threads[i]);
    aoi_lane_unref (lanes[i]);
  }
  g_assert_cmpuint (log.max_running, <=, cpus);
}

/* Work that was taken for little gets more threads when it turns out to be more. */
static void
test_wake (void)
{
  Log log = { .hold = TRUE };
  Job jobs[8];
  g_autoptr (AoiLane) lane = aoi_lane_new (4);

  push_for (lane, &log, jobs, 8, 1);
  wait_running (&log, 1);
  assert_running (&log, 1);
  aoi_lane_wake (lane);
  wait_running (&log, 4);
  release_and_wait (&log, 8);
  g_assert_cmpuint (log.max_running, ==, 4);
}

/* Another worker takes the place of one that hangs, as often as the bound allows. */
static void
test_held_is_replaced (void)
{
  const guint cpus = aoi_cpus_get_available ();
  Log stuck = { .hold = TRUE }, log = { .hold = FALSE };
  Job stuck_jobs[1], jobs[10];
  g_autoptr (AoiLane) lane = aoi_lane_new (1);

  wait_size (cpus);
  push (lane, &stuck, stuck_jobs, 1);
  wait_running (&stuck, 1);
  push (lane, &log, jobs, 10);
  assert_running (&log, 0);
  g_assert_cmpuint (log.done, ==, 0);
  g_assert_true (aoi_lane_hold (lane));
  g_assert_cmpuint (aoi_pool_get_size (), ==, cpus + 1);
  release_and_wait (&log, 10);
  g_assert_cmpuint (log.max_running, ==, 1);
  for (guint i = 1; i < AOI_POOL_MAX_HELD; i++)
    g_assert_true (aoi_lane_hold (lane));
  g_assert_false (aoi_lane_hold (lane));
  g_assert_cmpuint (aoi_pool_get_held (), ==, AOI_POOL_MAX_HELD);
  for (guint i = 0; i < AOI_POOL_MAX_HELD; i++)
    aoi_lane_unhold (lane);
  release_and_wait (&stuck, 1);
  g_assert_cmpuint (aoi_pool_get_size (), ==, cpus);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/pool/order", test_order);
  g_test_add_func ("/pool/limit-is-reached-and-kept", test_limit_is_reached_and_kept);
  g_test_add_func ("/pool/shrinks", test_pool_shrinks);
  g_test_add_func ("/pool/lower-limit-holds", test_lower_limit_holds);
  g_test_add_func ("/pool/higher-limit-holds", test_higher_limit_holds);
  g_test_add_func ("/pool/lanes-share", test_lanes_share);
  g_test_add_func ("/pool/dropped-lane-finishes", test_dropped_lane_finishes);
  g_test_add_func ("/pool/help-alone", test_help_alone);
  g_test_add_func ("/pool/help-counts", test_help_counts);
  g_test_add_func ("/pool/help-without-slot", test_help_without_slot);
  g_test_add_func ("/pool/slots-are-shared", test_slots_are_shared);
  g_test_add_func ("/pool/wake", test_wake);
  g_test_add_func ("/pool/held-is-replaced", test_held_is_replaced);
  return g_test_run ();
}
