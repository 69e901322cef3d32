/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Waking a process that sleeps takes tens of microseconds where its CPU sleeps, too, above all in virtual machines. */
#include "jail/aoi-spin.h"

#include <sched.h>

/* For how long it is tried, us. */
#define LONGEST 50

/* It is tried for one of so many waits at least: work changes. */
#define MAX_SKIP 63

static gboolean
try (const guint32 *at, guint32 before)
{
  const gint64 until = g_get_monotonic_time () + LONGEST;

  while ((guint32) g_atomic_int_get (at) == before) {
    if (g_get_monotonic_time () >= until)
      return FALSE;
    sched_yield ();
  }
  return TRUE;
}

/**
 * aoi_spin:
 * @self: what became of earlier waits
 * @at: a number that another process sets
 * @before: its value up to now
 *
 * Waits for a moment without sleep. Whoever else wants the CPU gets it; and the more often it was in vain, because the
 * other process has more to do or no CPU, the more seldom it is tried.
 *
 * Returns: whether the number has changed
 */
gboolean
aoi_spin (AoiSpin *self, const guint32 *at, guint32 before)
{
  if (self->skip > 0) {
    self->skip--;
    return FALSE;
  }
  self->last_skip = try (at, before) ? 0 : MIN (2 * self->last_skip + 1, MAX_SKIP);
  self->skip = self->last_skip;
  return self->last_skip == 0;
}
