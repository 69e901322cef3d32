/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waiting for helpers, and for their end. */
#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include "base/aoi-clock.h"
#include "jail/aoi-helper-private.h"

/* Most answers come sooner than this: until then nobody looks whether they are still wanted, and both stay on one CPU,
 * ns. */
#define QUICK (10 * 1000 * 1000)

/* How often an end is looked for where the kernel cannot tell it, ns. */
#define SLICE (20 * 1000 * 1000)

/**
 * aoi_helper_signal:
 * @fd: an eventfd
 */
void
aoi_helper_signal (gint fd)
{
  const guint64 one = 1;

  while (write (fd, &one, sizeof one) < 0 && errno == EINTR)
    ;
}

/* The helper may tell of an answer that was seen before. What it says while it starts, it only tells. */
static gboolean
take_reply (AoiHelper *self)
{
  guint64 n;
  const gboolean told = read (self->fds[AOI_WIRE_REPLY_FD], &n, sizeof n) == sizeof n;

  return self->ready ? (guint32) g_atomic_int_get (&self->memory->answered) != self->before : told;
}

/**
 * aoi_helper_has_ended:
 * @self: a helper whose process was not waited for
 *
 * Returns: whether the process has ended
 */
gboolean
aoi_helper_has_ended (AoiHelper *self)
{
  siginfo_t info = { .si_pid = 0 };

  return waitid (P_PID, (id_t) self->pid, &info, WEXITED | WNOHANG | WNOWAIT) != 0
      || info.si_pid != 0;
}

static struct timespec
get_timeout (gint64 until)
{
  const gint64 ns = MAX (until - aoi_clock_now (), 0);

  return (struct timespec){ ns / 1000000000, ns % 1000000000 };
}

/* @cancelled: a descriptor, or -1. An answer counts even if the helper ended after it. */
static AoiWait
poll_once (AoiHelper *self, gint64 until, gint cancelled)
{
  struct pollfd fds[] = { { self->fds[AOI_WIRE_REPLY_FD], POLLIN, 0 }, { self->pidfd, POLLIN, 0 },
    { cancelled, POLLIN, 0 } };
  const struct timespec timeout = get_timeout (until);

  ppoll (fds, G_N_ELEMENTS (fds), &timeout, NULL);
  if (take_reply (self))
    return AOI_WAIT_REPLY;
  if (self->pidfd >= 0 ? fds[1].revents != 0 : aoi_helper_has_ended (self))
    return AOI_WAIT_END;
  return cancelled >= 0 && fds[2].revents != 0 ? AOI_WAIT_CANCELLED : AOI_WAIT_LATE;
}

static AoiWait
wait_until (AoiHelper *self, gint64 until, gint cancelled)
{
  for (;;) {
    const gint64 now = aoi_clock_now ();
    const gint64 slice = self->pidfd >= 0 ? until : MIN (until, now + SLICE);
    const AoiWait found = poll_once (self, slice, cancelled);

    if (found != AOI_WAIT_LATE || aoi_clock_now () >= until)
      return found;
  }
}

/**
 * aoi_helper_wait:
 * @self: a helper that was asked, or is starting
 * @until: monotonic, ns
 * @cancellable: (nullable): ends the waiting
 *
 * Returns: what happened first
 */
AoiWait
aoi_helper_wait (AoiHelper *self, gint64 until, GCancellable *cancellable)
{
  const AoiWait found = wait_until (self, MIN (until, aoi_clock_now () + QUICK), -1);
  GPollFD cancelled;
  AoiWait later;

  if (found != AOI_WAIT_LATE || aoi_clock_now () >= until)
    return found;
  aoi_same_cpu_give_up (&self->same_cpu, self->pid);
  if (!g_cancellable_make_pollfd (cancellable, &cancelled))
    return wait_until (self, until, -1);
  later = wait_until (self, until, cancelled.fd);
  g_cancellable_release_fd (cancellable);
  return later;
}

/**
 * aoi_helper_kill:
 * @self: a helper
 *
 * Ends its process, which is still to be waited for, and nobody who has its number by now.
 */
void
aoi_helper_kill (AoiHelper *self)
{
  if (self->pid > 0 && self->pidfd >= 0)
    syscall (SYS_pidfd_send_signal, self->pidfd, SIGKILL, NULL, 0);
  else if (self->pid > 0)
    kill (self->pid, SIGKILL);
}

static gchar *
describe_end (const siginfo_t *info)
{
  if (info->si_code == CLD_EXITED)
    return g_strdup_printf ("ended with status %d", info->si_status);
  if (info->si_status == SIGSYS)
    return g_strdup_printf ("asked the system for what its jail forbids (signal %d)", SIGSYS);
  if (info->si_status == SIGXCPU)
    return g_strdup_printf ("exceeded its time on the CPU (signal %d)", SIGXCPU);
  return g_strdup_printf ("ended by signal %d", info->si_status);
}

/**
 * aoi_helper_reap:
 * @self: a helper whose process has ended, or is about to
 * @reason: (out) (optional): how it ended
 *
 * Returns: %AOI_HELPER_KILLED or %AOI_HELPER_ENDED
 */
AoiHelperOutcome
aoi_helper_reap (AoiHelper *self, gchar **reason)
{
  siginfo_t info = { .si_code = CLD_EXITED };
  gint failed = -1;

  if (self->pid > 0)
    while ((failed = waitid (P_PID, (id_t) self->pid, &info, WEXITED)) != 0 && errno == EINTR)
      ;
  self->pid = -1;
  if (reason != NULL)
    *reason = failed == 0 ? describe_end (&info) : g_strdup ("ended");
  return failed == 0 && info.si_code != CLD_EXITED && info.si_status == SIGKILL ? AOI_HELPER_KILLED
                                                                                : AOI_HELPER_ENDED;
}
