/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A circuit breaker: a server that hangs delays some boards, not each one for ever. (M. Nygard, Release It!,
 * 2007, chapter 5.2) */
#include "inspect/link/gstaoilinkbreaker.h"

/**
 * gst_aoi_link_breaker_admit:
 * @self: a breaker
 * @now: monotonic, ns
 *
 * Returns: what to do with a code that came now
 */
GstAoiLinkPermit
gst_aoi_link_breaker_admit (GstAoiLinkBreaker *self, gint64 now)
{
  if (self->failures < GST_AOI_LINK_BREAKER_FAILURES)
    return GST_AOI_LINK_ASK;
  if (now < self->probe_at)
    return GST_AOI_LINK_SKIP;
  self->probe_at = now + GST_AOI_LINK_BREAKER_PAUSE;
  return GST_AOI_LINK_PROBE;
}

/**
 * gst_aoi_link_breaker_answered:
 * @self: a breaker
 *
 * The server answered, even if with an error.
 */
void
gst_aoi_link_breaker_answered (GstAoiLinkBreaker *self)
{
  self->failures = 0;
}

/**
 * gst_aoi_link_breaker_failed:
 * @self: a breaker
 * @now: monotonic, ns
 *
 * A request had no answer.
 */
void
gst_aoi_link_breaker_failed (GstAoiLinkBreaker *self, gint64 now)
{
  if (self->failures < GST_AOI_LINK_BREAKER_FAILURES)
    self->failures++;
  self->probe_at = now + GST_AOI_LINK_BREAKER_PAUSE;
}
