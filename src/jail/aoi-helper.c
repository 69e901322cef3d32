/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "jail/aoi-helper.h"

#include <errno.h>
#include <fcntl.h>
#include <sys/eventfd.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#include "aoi-error.h"
#include "base/aoi-clock.h"
#include "jail/aoi-futex.h"
#include "jail/aoi-helper-private.h"
#include "jail/aoi-keeper.h"
#include "jail/aoi-memory.h"
#include "jail/aoi-program.h"

/* A helper that does not react to a cancelled request for so long is ended, ns. */
#define GRACE (200 * G_GINT64_CONSTANT (1000000))

/* Seconds on a CPU that a helper may spend until it is granted more, which is done so often (ns): it ends by itself
 * even if nobody is there to end it. */
#define CPU_SECONDS 30
#define CPU_RENEWAL (5 * G_GINT64_CONSTANT (1000000000))

/* The first numbers are the helper's own when it gets these. */
static gint
raise_fd (gint fd)
{
  const gint high = fd >= 0 ? fcntl (fd, F_DUPFD_CLOEXEC, AOI_WIRE_N_FDS) : -1;

  if (fd >= 0)
    close (fd);
  return high;
}

static gboolean
open_fds (AoiHelper *self, GBytes *plan, GError **error)
{
  gint *fds = self->fds;

  fds[AOI_WIRE_MEMORY_FD] = raise_fd (aoi_memory_new (self->size, error));
  if (fds[AOI_WIRE_MEMORY_FD] < 0)
    return FALSE;
  fds[AOI_WIRE_PLAN_FD] = raise_fd (aoi_memory_new_of (plan, error));
  if (fds[AOI_WIRE_PLAN_FD] < 0)
    return FALSE;
  fds[AOI_WIRE_REPLY_FD] = raise_fd (eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK));
  if (fds[AOI_WIRE_REPLY_FD] >= 0)
    return TRUE;
  g_set_error (
      error, AOI_ERROR, AOI_ERROR_FAILED, "no descriptors for a helper: %s", g_strerror (errno));
  return FALSE;
}

static void
close_fd (gint *fd)
{
  if (*fd >= 0)
    close (*fd);
  *fd = -1;
}

/* What only the helper uses once it runs. */
static void
close_shared (AoiHelper *self)
{
  close_fd (&self->fds[AOI_WIRE_MEMORY_FD]);
  close_fd (&self->fds[AOI_WIRE_PLAN_FD]);
}

/**
 * aoi_helper_start:
 * @plan: what it is for, of aoi_wire_plan_write()
 * @pixel_bytes: the largest part of a frame that it is given
 * @error: return location for an %AOI_ERROR_FAILED
 *
 * Starts a process, which is still to be waited for by aoi_helper_await(). Any thread.
 *
 * Returns: (transfer full): the helper
 */
AoiHelper *
aoi_helper_start (GBytes *plan, gsize pixel_bytes, GError **error)
{
  g_autoptr (AoiHelper) self = g_new0 (AoiHelper, 1);

  self->pid = self->pidfd = -1;
  for (guint i = 0; i < AOI_WIRE_N_FDS; i++)
    self->fds[i] = -1;
  self->generation = aoi_keeper_get_generation ();
  self->size = AOI_WIRE_PIXELS_AT + pixel_bytes;
  if (!open_fds (self, plan, error))
    return NULL;
  self->memory = aoi_memory_map (self->fds[AOI_WIRE_MEMORY_FD], self->size, error);
  if (self->memory == NULL)
    return NULL;
  self->memory->magic = AOI_WIRE_MAGIC;
  self->memory->parent = (gint32) getpid ();
  self->pid = aoi_keeper_start (aoi_program_find (), self->fds, error);
  if (self->pid < 0)
    return NULL;
  self->pidfd = (gint) syscall (SYS_pidfd_open, self->pid, 0);
  close_shared (self);
  return g_steal_pointer (&self);
}

/**
 * aoi_helper_free:
 * @self: (transfer full): a helper
 *
 * Ends its process, if it is this one's.
 */
void
aoi_helper_free (AoiHelper *self)
{
  if (self->pid > 0 && self->generation == aoi_keeper_get_generation ()) {
    aoi_helper_kill (self);
    aoi_helper_reap (self, NULL);
  }
  for (guint i = AOI_WIRE_MEMORY_FD; i < AOI_WIRE_N_FDS; i++)
    close_fd (&self->fds[i]);
  close_fd (&self->pidfd);
  if (self->memory != NULL)
    munmap (self->memory, self->size);
  g_free (self);
}

/* What the helper has said about why it cannot work; it ends then. */
static void
set_start_error (AoiHelper *self, GError **error)
{
  const guint32 size = g_atomic_int_get (&self->memory->reply_size);
  g_autofree gchar *said = aoi_wire_refusal_read (aoi_helper_get_reply (self), size);
  g_autofree gchar *end = NULL;
  const gboolean ended = aoi_helper_has_ended (self);

  aoi_helper_kill (self);
  self->was_killed = aoi_helper_reap (self, &end) == AOI_HELPER_KILLED && ended && *said == '\0';
  if (*said != '\0')
    g_set_error_literal (error, AOI_ERROR, AOI_ERROR_FAILED, said);
  else
    g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED, "the helper %s did not start: it %s",
        aoi_program_find (), end);
}

static const gchar *
describe_lacks (guint32 lacks)
{
  if (lacks & AOI_WIRE_LACKS_SECCOMP)
    return "calls of the system are not limited (seccomp)";
  if (lacks & AOI_WIRE_LACKS_LANDLOCK)
    return "files are kept from it by seccomp alone (no Landlock)";
  return "memory and processes are not limited";
}

static void
say_lacks (guint32 lacks)
{
  static gint said = 0;

  if (lacks != 0 && g_atomic_int_compare_and_exchange (&said, 0, 1))
    g_info ("the jail of helpers is not whole on this system: %s", describe_lacks (lacks));
}

/**
 * aoi_helper_await:
 * @self: a helper that was started
 * @until: monotonic, ns
 * @error: return location for an %AOI_ERROR_FAILED: why it cannot work
 *
 * Waits until it is ready, the first time. Any thread.
 *
 * Returns: %FALSE if it is of no use
 */
gboolean
aoi_helper_await (AoiHelper *self, gint64 until, GError **error)
{
  AoiWait found;

  if (self->ready)
    return TRUE;
  found = aoi_helper_wait (self, until, NULL);
  self->ready = found == AOI_WAIT_REPLY && g_atomic_int_get (&self->memory->ready) == 1;
  if (self->ready)
    say_lacks (g_atomic_int_get (&self->memory->lacks));
  else if (found == AOI_WAIT_LATE)
    g_set_error (
        error, AOI_ERROR, AOI_ERROR_FAILED, "the helper %s is not ready yet", aoi_program_find ());
  else
    set_start_error (self, error);
  return self->ready;
}

/**
 * aoi_helper_was_killed:
 * @self: a helper for which aoi_helper_await() has failed
 *
 * Returns: whether somebody else killed it: another one may start
 */
gboolean
aoi_helper_was_killed (const AoiHelper *self)
{
  return self->was_killed;
}

/**
 * aoi_helper_is_usable:
 * @self: a helper
 *
 * Returns: whether its process runs, and is this one's
 */
gboolean
aoi_helper_is_usable (AoiHelper *self)
{
  return self->pid > 0 && self->generation == aoi_keeper_get_generation ()
      && !aoi_helper_has_ended (self);
}

/**
 * aoi_helper_get_head:
 * @self: a helper
 *
 * Returns: (transfer none): where a request is written before aoi_helper_ask()
 */
AoiWireHead *
aoi_helper_get_head (AoiHelper *self)
{
  return self->memory;
}

/**
 * aoi_helper_get_reply:
 * @self: a helper
 *
 * Returns: (transfer none): where it answers
 */
guint8 *
aoi_helper_get_reply (AoiHelper *self)
{
  return (guint8 *) self->memory + AOI_WIRE_HEAD_BYTES;
}

/**
 * aoi_helper_get_pixels:
 * @self: a helper
 *
 * Returns: (transfer none): where a request's pixels are written
 */
guint8 *
aoi_helper_get_pixels (AoiHelper *self)
{
  return (guint8 *) self->memory + AOI_WIRE_PIXELS_AT;
}

/* The limit is for all of a process's life: it moves on while the helper is asked. */
static void
renew_cpu (AoiHelper *self, gint64 now)
{
  struct rlimit limit = { .rlim_max = RLIM_INFINITY };
  struct timespec spent;
  clockid_t clock;

  if (self->renewed != 0 && now - self->renewed < CPU_RENEWAL)
    return;
  self->renewed = now;
  if (clock_getcpuclockid (self->pid, &clock) != 0 || clock_gettime (clock, &spent) != 0)
    return;
  limit.rlim_cur = (rlim_t) spent.tv_sec + CPU_SECONDS;
  prlimit (self->pid, RLIMIT_CPU, &limit, NULL);
}

static AoiHelperOutcome
end (AoiHelper *self, gchar **reason, const gchar *why)
{
  aoi_helper_kill (self);
  aoi_helper_reap (self, NULL);
  *reason = g_strdup (why);
  return AOI_HELPER_LATE;
}

/**
 * aoi_helper_has_begun:
 * @self: a helper that was asked
 *
 * Returns: whether it says that it has looked at the last request
 */
gboolean
aoi_helper_has_begun (AoiHelper *self)
{
  return (guint32) g_atomic_int_get (&self->memory->begun) == self->serial;
}

/**
 * aoi_helper_has_answered:
 * @self: a helper that was asked
 *
 * Returns: whether what it answered is the last request
 */
gboolean
aoi_helper_has_answered (AoiHelper *self)
{
  return (guint32) g_atomic_int_get (&self->memory->answered) == self->serial;
}

/* The helper learns of it, and has a little time to come back. */
static AoiHelperOutcome
cancel (AoiHelper *self, gchar **reason)
{
  g_atomic_int_set (&self->memory->cancelled, self->serial);
  aoi_futex_wake (&self->memory->cancelled);
  switch (aoi_helper_wait (self, aoi_clock_now () + GRACE, NULL)) {
    case AOI_WAIT_REPLY:
      return aoi_helper_has_answered (self) ? AOI_HELPER_CANCELLED
                                            : end (self, reason, "answered what nobody asked for");
    case AOI_WAIT_END:
      return aoi_helper_reap (self, reason);
    default:
      return end (self, reason, "did not stop when nobody waited for it any more");
  }
}

static void
send (AoiHelper *self)
{
  AoiWireHead *head = self->memory;

  self->before = (guint32) g_atomic_int_get (&head->answered);
  g_atomic_int_set (&head->serial, ++self->serial);
  aoi_futex_wake (&head->serial);
}

/**
 * aoi_helper_ask:
 * @self: a helper that is ready; its head has the request
 * @until: monotonic, ns: it is ended then
 * @cancellable: (nullable): the answer is not wanted any more
 * @reason: (out) (nullable): how the helper ended, if it did
 *
 * Returns: what became of it. The answer is in the helper's memory and its head
 */
AoiHelperOutcome
aoi_helper_ask (AoiHelper *self, gint64 until, GCancellable *cancellable, gchar **reason)
{
  AoiWait found;

  *reason = NULL;
  renew_cpu (self, aoi_clock_now ());
  aoi_same_cpu_begin (&self->same_cpu, self->pid);
  send (self);
  found = aoi_helper_wait (self, until, cancellable);
  aoi_same_cpu_end (&self->same_cpu, self->pid, (guint32) g_atomic_int_get (&self->memory->cpu));
  switch (found) {
    case AOI_WAIT_REPLY:
      return AOI_HELPER_ANSWERED;
    case AOI_WAIT_CANCELLED:
      return cancel (self, reason);
    case AOI_WAIT_END:
      return aoi_helper_reap (self, reason);
    case AOI_WAIT_LATE:
      break;
  }
  return end (self, reason, "did not answer in time");
}
