/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspect/gstaoiinspect-private.h"

/**
 * gst_aoi_inspect_get_latency:
 * @self: the element
 *
 * Returns: what it adds to a live pipeline's latency, ns
 */
GstClockTime
gst_aoi_inspect_get_latency (GstAoiInspect *self)
{
  GstClockTime latency;

  GST_OBJECT_LOCK (self);
  if (self->settings.deadline > 0)
    latency = self->settings.deadline;
  else if (GST_CLOCK_TIME_IS_VALID (self->settings.latency))
    latency = self->settings.latency;
  else
    latency = self->settings.frame_duration * self->settings.max_inflight;
  GST_OBJECT_UNLOCK (self);
  return latency;
}
