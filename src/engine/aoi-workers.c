/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The threads of the process-wide pool. GLib shares those of GThreadPool between pools and starts them in a
 * thread of its own; a forked child has neither, and what is pushed there waits for ever. So a child has
 * threads of this file, which begin with the first token. */
#include "engine/aoi-workers.h"

static AoiWorkersRun run; /* set before the first token */
static gint size; /* atomic: how many threads there may be */
static GThreadPool *pool; /* of a process that was not forked; made once, for the process' life */
static GAsyncQueue *child_tokens; /* of a forked one; NULL: the process is none */
static gint n_child_threads; /* atomic */

static void
run_pooled (gpointer token, gpointer data)
{
  run (token);
}

static gpointer
run_child (gpointer tokens)
{
  for (;;)
    run (g_async_queue_pop (tokens));
  return NULL;
}

/**
 * aoi_workers_set_size:
 * @n: how many threads there may be
 * @work: what they do with tokens, the same in each call
 *
 * Not to be called by two threads at once.
 */
void
aoi_workers_set_size (guint n, AoiWorkersRun work)
{
  run = work;
  g_atomic_int_set (&size, (gint) n);
  if (child_tokens != NULL)
    return;
  if (pool == NULL)
    pool = g_thread_pool_new (run_pooled, NULL, (gint) n, FALSE, NULL);
  else if (g_thread_pool_get_max_threads (pool) != (gint) n)
    g_thread_pool_set_max_threads (pool, (gint) n, NULL);
}

/**
 * aoi_workers_get_size:
 *
 * Thread-safe.
 *
 * Returns: how many threads there may be; 0 before the first aoi_workers_set_size()
 */
guint
aoi_workers_get_size (void)
{
  return (guint) g_atomic_int_get (&size);
}

/* One thread a token until there are as many as may be: more than are needed at first, but a child that
 * inspects needs them all soon. */
static void
push_in_child (gpointer token)
{
  g_async_queue_push (child_tokens, token);
  if (g_atomic_int_add (&n_child_threads, 1) < g_atomic_int_get (&size))
    g_thread_unref (g_thread_new ("aoi-worker", run_child, child_tokens));
  else
    g_atomic_int_add (&n_child_threads, -1);
}

/**
 * aoi_workers_push:
 * @token: (not nullable): what a thread is to run; they begin in this order
 *
 * Thread-safe, after aoi_workers_set_size().
 */
void
aoi_workers_push (gpointer token)
{
  if (child_tokens != NULL)
    push_in_child (token);
  else
    g_thread_pool_push (pool, token, NULL);
}

/**
 * aoi_workers_are_wanted:
 *
 * Thread-safe, after aoi_workers_set_size().
 *
 * Returns: whether tokens wait for a thread
 */
gboolean
aoi_workers_are_wanted (void)
{
  if (child_tokens != NULL)
    return g_async_queue_length (child_tokens) > 0;
  return g_thread_pool_unprocessed (pool) > 0;
}

/**
 * aoi_workers_begin_child:
 *
 * To be called in a child, by the thread that has forked it: tokens that the parent has are forgotten.
 */
void
aoi_workers_begin_child (void)
{
  child_tokens = g_async_queue_new ();
  g_atomic_int_set (&n_child_threads, 0);
}
