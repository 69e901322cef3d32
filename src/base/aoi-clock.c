/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/aoi-clock.h"

#include <time.h>

/* How often a wait looks at a clock that stands, µs. */
#define PERIOD 1000

static _Atomic gint64 stopped_at; /* 0: the clock runs */

/**
 * aoi_clock_now:
 *
 * g_get_monotonic_time() counts whole microseconds, which is too coarse for ROIs that take less. Thread-safe.
 *
 * Returns: nanoseconds on the clock of g_get_monotonic_time()
 */
gint64
aoi_clock_now (void)
{
  const gint64 stopped = stopped_at;
  struct timespec time;

  if (stopped != 0)
    return stopped;
  clock_gettime (CLOCK_MONOTONIC, &time);
  return (gint64) time.tv_sec * 1000000000 + time.tv_nsec;
}

/**
 * aoi_clock_wait_until:
 * @cond: what to wait for
 * @lock: a lock that is held
 * @end: time of this clock
 *
 * As g_cond_wait_until(). Thread-safe.
 *
 * Returns: %FALSE if it is past @end; %TRUE says no more than that it may have been signalled
 */
gboolean
aoi_clock_wait_until (GCond *cond, GMutex *lock, gint64 end)
{
  if (stopped_at == 0)
    return g_cond_wait_until (cond, lock, end / 1000);
  return g_cond_wait_until (cond, lock, g_get_monotonic_time () + PERIOD) || aoi_clock_now () < end;
}

/**
 * aoi_clock_stop:
 *
 * For tests of deadlines, before there are threads that use the clock: from now on it stands, and only
 * aoi_clock_advance() moves it.
 */
void
aoi_clock_stop (void)
{
  stopped_at = aoi_clock_now ();
}

/**
 * aoi_clock_advance:
 * @ns: by how much
 *
 * Moves a clock that stands. Thread-safe.
 */
void
aoi_clock_advance (gint64 ns)
{
  stopped_at += ns;
}
