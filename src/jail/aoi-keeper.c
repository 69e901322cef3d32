/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Starts helpers. The kernel ends a helper when the thread that started it ends, so that no helper outlives its
 * process, however this ends: one thread, which stays, starts all of them. */
#include "jail/aoi-keeper.h"

#include <errno.h>
#include <fcntl.h>
#include <pthread.h>
#include <signal.h>
#include <spawn.h>

#include "aoi-error.h"

typedef struct {
  const gchar *program;
  const gint *fds;
  pid_t pid;
  gint failed; /* errno */
  gboolean done; /* lock */
} Order;

static GMutex lock;
static GCond cond; /* lock: an order came, or one is done */
static GQueue orders = G_QUEUE_INIT; /* lock: Order, of callers that wait */
static GThread *thread; /* lock */
static guint generation; /* grows in each forked child, which has one thread */

static void
before_fork (void)
{
  g_mutex_lock (&lock);
}

static void
after_fork_in_parent (void)
{
  g_mutex_unlock (&lock);
}

/* Neither the thread nor those that wait for it are there. */
static void
after_fork_in_child (void)
{
  g_mutex_init (&lock);
  g_cond_init (&cond);
  g_queue_init (&orders);
  thread = NULL;
  generation++;
}

static void
set_signals (posix_spawnattr_t *attributes)
{
  sigset_t all, none;

  sigfillset (&all);
  sigemptyset (&none);
  posix_spawnattr_setsigdefault (attributes, &all);
  posix_spawnattr_setsigmask (attributes, &none);
}

static gint
add_descriptors (posix_spawn_file_actions_t *actions, const gint *fds)
{
  gint failed = posix_spawn_file_actions_addopen (actions, 0, "/dev/null", O_RDWR, 0);

  failed = failed != 0 ? failed : posix_spawn_file_actions_adddup2 (actions, 0, 1);
#ifndef AOI_SANITIZED
  failed = failed != 0 ? failed : posix_spawn_file_actions_adddup2 (actions, 0, 2);
#endif
  for (gint i = AOI_WIRE_MEMORY_FD; failed == 0 && i < AOI_WIRE_N_FDS; i++)
    failed = posix_spawn_file_actions_adddup2 (actions, fds[i], i);
  return failed != 0 ? failed : posix_spawn_file_actions_addclosefrom_np (actions, AOI_WIRE_N_FDS);
}

/* A session of its own: what a terminal sends to the process is not for its helpers. */
static gint
spawn (const gchar *program, const gint *fds, pid_t *pid)
{
  gchar *const arguments[] = { (gchar *) program, NULL }, *const environment[] = { NULL };
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  gint failed;

  posix_spawn_file_actions_init (&actions);
  posix_spawnattr_init (&attributes);
  set_signals (&attributes);
  posix_spawnattr_setflags (
      &attributes, POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSID);
  failed = add_descriptors (&actions, fds);
  if (failed == 0)
    failed = posix_spawn (pid, program, &actions, &attributes, arguments, environment);
  posix_spawnattr_destroy (&attributes);
  posix_spawn_file_actions_destroy (&actions);
  return failed;
}

static gpointer
keep (gpointer data)
{
  g_mutex_lock (&lock);
  for (;;) {
    Order *order;

    while ((order = g_queue_pop_head (&orders)) == NULL)
      g_cond_wait (&cond, &lock);
    g_mutex_unlock (&lock);
    order->failed = spawn (order->program, order->fds, &order->pid);
    g_mutex_lock (&lock);
    order->done = TRUE;
    g_cond_broadcast (&cond);
  }
  return NULL;
}

static void
watch_forks (void)
{
  static gsize done = 0;

  if (g_once_init_enter (&done)) {
    pthread_atfork (before_fork, after_fork_in_parent, after_fork_in_child);
    g_once_init_leave (&done, 1);
  }
}

/**
 * aoi_keeper_start:
 * @program: the helper's file
 * @fds: what it gets from %AOI_WIRE_MEMORY_FD on; each above %AOI_WIRE_N_FDS
 * @error: return location for an %AOI_ERROR_FAILED
 *
 * Starts a helper with no other descriptors and no environment. Thread-safe.
 *
 * Returns: its process id, to be waited for; or -1
 */
pid_t
aoi_keeper_start (const gchar *program, const gint fds[AOI_WIRE_N_FDS], GError **error)
{
  Order order = { .program = program, .fds = fds, .pid = -1 };

  watch_forks ();
  g_mutex_lock (&lock);
  if (thread == NULL)
    thread = g_thread_new ("aoi-keeper", keep, NULL);
  g_queue_push_tail (&orders, &order);
  g_cond_broadcast (&cond);
  while (!order.done)
    g_cond_wait (&cond, &lock);
  g_mutex_unlock (&lock);
  if (order.failed == 0)
    return order.pid;
  g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED, "the helper %s cannot be started: %s", program,
      g_strerror (order.failed));
  return -1;
}

/**
 * aoi_keeper_get_generation:
 *
 * Returns: another number in each forked child: helpers that were started before are its parent's
 */
guint
aoi_keeper_get_generation (void)
{
  return generation;
}
