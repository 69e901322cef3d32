/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>
#include <time.h>

G_BEGIN_DECLS

/**
 * aoi_clock_now:
 *
 * g_get_monotonic_time() counts whole microseconds, which is too coarse for ROIs that take less.
 *
 * Returns: nanoseconds on the clock of g_get_monotonic_time()
 */
static inline gint64
aoi_clock_now (void)
{
  struct timespec time;

  clock_gettime (CLOCK_MONOTONIC, &time);
  return (gint64) time.tv_sec * 1000000000 + time.tv_nsec;
}

G_END_DECLS
