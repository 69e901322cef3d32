/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "gstaoistats.h"

/**
 * gst_aoi_stats_init:
 * @self: (out): uninitialised memory
 */
void
gst_aoi_stats_init (GstAoiStats *self)
{
  *self = (GstAoiStats){ .in = 0 };
  g_mutex_init (&self->lock);
}

/**
 * gst_aoi_stats_clear:
 * @self: counters that nobody uses any more
 */
void
gst_aoi_stats_clear (GstAoiStats *self)
{
  g_mutex_clear (&self->lock);
}

/**
 * gst_aoi_stats_reset:
 * @self: counters
 *
 * Begins to count anew.
 */
void
gst_aoi_stats_reset (GstAoiStats *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->in = self->inspected = self->passed = self->failed = self->errors = self->discarded = 0;
  self->latency_sum_us = self->latency_max_us = 0;
  self->workers = 0;
}

/**
 * gst_aoi_stats_add_in:
 * @self: counters
 *
 * Counts a frame that arrived.
 */
void
gst_aoi_stats_add_in (GstAoiStats *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->in++;
}

/**
 * gst_aoi_stats_add_discarded:
 * @self: counters
 * @frames: frames that left without a report
 */
void
gst_aoi_stats_add_discarded (GstAoiStats *self, guint frames)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->discarded += frames;
}

static guint
count_errors (const AoiReport *report)
{
  guint errors = 0;

  for (guint i = 0; i < aoi_report_get_n_rois (report); i++) {
    AoiStatus status = aoi_report_get_roi (report, i)->status;

    errors += status == AOI_STATUS_ERROR || status == AOI_STATUS_TIMEOUT;
  }
  return errors;
}

/**
 * gst_aoi_stats_add_report:
 * @self: counters
 * @report: of a frame that was inspected
 * @latency_us: from its arrival to its report, microseconds
 */
void
gst_aoi_stats_add_report (GstAoiStats *self, const AoiReport *report, gint64 latency_us)
{
  guint errors = count_errors (report);
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->inspected++;
  if (aoi_report_get_passed (report))
    self->passed++;
  else
    self->failed++;
  self->errors += errors;
  self->latency_sum_us += latency_us;
  self->latency_max_us = MAX (self->latency_max_us, latency_us);
  self->workers = aoi_report_get_info (report)->workers;
}

/**
 * gst_aoi_stats_to_structure:
 * @self: counters
 * @name: of the structure
 *
 * Returns: (transfer full): the fields `frames-in`, `inspected`, `passed`, `failed`, `errors` (ROIs
 *   that could not be inspected), `discarded`, `in-flight` (uint64), `mean-latency`, `max-latency`
 *   (uint64, ns) and `workers` (uint)
 */
GstStructure *
gst_aoi_stats_to_structure (GstAoiStats *self, const gchar *name)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  guint64 mean_us = self->inspected > 0 ? (guint64) self->latency_sum_us / self->inspected : 0;

  return gst_structure_new (name, "frames-in", G_TYPE_UINT64, self->in, "inspected", G_TYPE_UINT64,
      self->inspected, "passed", G_TYPE_UINT64, self->passed, "failed", G_TYPE_UINT64, self->failed,
      "errors", G_TYPE_UINT64, self->errors, "discarded", G_TYPE_UINT64, self->discarded,
      "in-flight", G_TYPE_UINT64, self->in - self->inspected - self->discarded, "mean-latency",
      G_TYPE_UINT64, mean_us * 1000, "max-latency", G_TYPE_UINT64,
      (guint64) self->latency_max_us * 1000, "workers", G_TYPE_UINT, self->workers, NULL);
}
