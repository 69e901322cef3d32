/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* How long it takes to read views is counted. */
#include "aoi-pixels.h"
#include "base/aoi-clock.h"
#include "image/aoi-pixels-private.h"

/* What this thread has spent on reading since it was last asked, nanoseconds. */
static _Thread_local gint64 spent_ns;

/* What aoi_pixels_read_gray() and its kin do once they know that the view can be read: from the frame,
 * all threads that share it. */
void
aoi_pixels_read (
    const AoiView *view, guint n_planes, AoiReading reading, guint8 *dest, gsize stride)
{
  const gint64 begun = aoi_clock_now ();

  aoi_pixels_read_view (view, n_planes, reading, dest, stride);
  spent_ns += aoi_clock_now () - begun;
}

/**
 * aoi_pixels_take_time:
 *
 * For callers that measure an inspection: one runs in one thread.
 *
 * Returns: nanoseconds that the calling thread has spent on reading pixels since its last call
 */
gint64
aoi_pixels_take_time (void)
{
  const gint64 spent = spent_ns;

  spent_ns = 0;
  return spent;
}

/**
 * aoi_pixels_add_time:
 * @ns: nanoseconds
 *
 * Adds what others have spent on reading pixels for the calling thread.
 */
void
aoi_pixels_add_time (gint64 ns)
{
  spent_ns += ns;
}
