/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The kernel wakes a thread on a CPU that sleeps if there is one. That takes tens of microseconds, in virtual machines
 * above all; two that take turns are better off on one CPU, where the next just goes on when the other one sleeps.
 *
 * Both are held there for most requests. For one of some the kernel chooses again, since it knows who else wants the
 * CPU; so it does when all CPUs are at work, and none has to be woken, and when somebody else wants the CPU. */
#include "jail/aoi-same-cpu.h"

#include <time.h>

#include "base/aoi-clock.h"

/* Requests that both stay on one CPU. */
#define STAY 31

/* An answer that comes so much later than the helper has worked for it, ns: others had the CPU meanwhile. To wake
 * CPUs takes less. */
#define LATE (500 * 1000)

static gint at_work; /* atomic: requests in work, of all helpers of this process */
static gint holders[CPU_SETSIZE]; /* atomic: whether two take turns on the CPU */

static gboolean
set (pid_t pid, gint cpu)
{
  cpu_set_t one;

  CPU_ZERO (&one);
  CPU_SET ((gsize) cpu, &one);
  return sched_setaffinity (pid, sizeof one, &one) == 0;
}

/* Returns -1 if it is not known. */
static gint64
get_spent (pid_t helper)
{
  struct timespec spent;
  clockid_t clock;

  if (clock_getcpuclockid (helper, &clock) != 0 || clock_gettime (clock, &spent) != 0)
    return -1;
  return (gint64) spent.tv_sec * 1000000000 + spent.tv_nsec;
}

static gboolean
was_late (const AoiSameCpu *self, pid_t helper)
{
  const gint64 spent = get_spent (helper);

  return spent < 0 || self->spent < 0
      || aoi_clock_now () - self->begun - (spent - self->spent) > LATE;
}

static void
release_helper (AoiSameCpu *self, pid_t helper)
{
  if (self->helper_held)
    sched_setaffinity (helper, sizeof self->helper_anywhere, &self->helper_anywhere);
  self->helper_held = FALSE;
}

static gboolean
hold_helper (AoiSameCpu *self, pid_t helper)
{
  if (!self->helper_held)
    self->helper_held = sched_getaffinity (
                            helper, sizeof self->helper_anywhere, &self->helper_anywhere)
            == 0
        && CPU_ISSET ((gsize) self->cpu, &self->helper_anywhere) && set (helper, self->cpu);
  return self->helper_held;
}

/* What the thread may do otherwise is asked each time: it is the application's, which may change it. */
static gboolean
is_worth_it (AoiSameCpu *self, gint n_at_work)
{
  return self->left > 0 && sched_getaffinity (0, sizeof self->anywhere, &self->anywhere) == 0
      && n_at_work < CPU_COUNT (&self->anywhere) && CPU_ISSET ((gsize) self->cpu, &self->anywhere);
}

static void
release (AoiSameCpu *self)
{
  if (!self->held)
    return;
  sched_setaffinity (0, sizeof self->anywhere, &self->anywhere);
  g_atomic_int_set (&holders[self->cpu], 0);
  self->held = FALSE;
}

/**
 * aoi_same_cpu_begin:
 * @self: of the helper
 * @helper: its process id
 *
 * To be called before the helper is asked.
 */
void
aoi_same_cpu_begin (AoiSameCpu *self, pid_t helper)
{
  const gint n_at_work = g_atomic_int_add (&at_work, 1) + 1;

  self->begun = aoi_clock_now ();
  self->spent = get_spent (helper);
  if (is_worth_it (self, n_at_work)
      && g_atomic_int_compare_and_exchange (&holders[self->cpu], 0, 1)) {
    self->held = TRUE;
    if (hold_helper (self, helper) && set (0, self->cpu)) {
      self->left--;
      return;
    }
    release (self);
  }
  release_helper (self, helper);
}

/**
 * aoi_same_cpu_give_up:
 * @self: of a helper that was asked
 * @helper: its process id
 *
 * To be called when an answer takes so long that to wake a CPU is nothing beside: the CPU may be somebody else's.
 */
void
aoi_same_cpu_give_up (AoiSameCpu *self, pid_t helper)
{
  release (self);
  release_helper (self, helper);
}

/**
 * aoi_same_cpu_end:
 * @self: of a helper that has answered, or has ended
 * @helper: its process id, which was not waited for
 * @cpu: where it says that it ran; anything if it is an enemy
 */
void
aoi_same_cpu_end (AoiSameCpu *self, pid_t helper, guint32 cpu)
{
  const gboolean held = self->held;

  g_atomic_int_add (&at_work, -1);
  release (self);
  if (cpu >= CPU_SETSIZE || was_late (self, helper)) {
    self->left = 0;
    return;
  }
  if (held)
    return;
  self->cpu = (gint) cpu;
  self->left = STAY;
}
