/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspect/gstaoistats.h"

#include "base/aoi-clock.h"
#include "engine/aoi-pool.h"
#include "jail/aoi-jail.h"

static const gchar *const stage_names[] = { "queue", "pixels", "inspector", "report", "total" };

/**
 * gst_aoi_stats_init:
 * @self: (out): uninitialised memory
 */
void
gst_aoi_stats_init (GstAoiStats *self)
{
  g_mutex_init (&self->lock);
  gst_aoi_stats_reset (self);
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
 * Begins to count anew. Thread-safe.
 */
void
gst_aoi_stats_reset (GstAoiStats *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  self->counters = (GstAoiCounters){ .since = aoi_clock_now () };
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

  self->counters.in++;
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

  self->counters.discarded += frames;
}

/* A ROI that was not inspected has no times. */
static void
add_roi (GstAoiCounters *self, const AoiRoiResult *roi)
{
  self->rois[roi->status]++;
  if (roi->time_ns == 0)
    return;
  self->busy_ns += (guint64) roi->time_ns;
  aoi_histogram_add (&self->stages[GST_AOI_STAGE_QUEUE], roi->queue_ns);
  aoi_histogram_add (&self->stages[GST_AOI_STAGE_PIXELS], roi->pixels_ns);
  aoi_histogram_add (&self->stages[GST_AOI_STAGE_INSPECTOR], roi->time_ns - roi->pixels_ns);
}

/**
 * gst_aoi_stats_add_board:
 * @self: counters
 * @passed: whether the board is proven good
 */
void
gst_aoi_stats_add_board (GstAoiStats *self, gboolean passed)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (passed)
    self->counters.passed++;
  else
    self->counters.failed++;
}

/**
 * gst_aoi_stats_add_frame:
 * @self: counters
 * @report: of a frame that was inspected
 * @report_ns: what making it took
 * @total_ns: from the frame's arrival to its push
 * @allowed: the latency that the element reported; 0: none. More is an overrun
 */
void
gst_aoi_stats_add_frame (GstAoiStats *self, const AoiReport *report, gint64 report_ns,
    gint64 total_ns, GstClockTime allowed)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GstAoiCounters *counters = &self->counters;

  counters->inspected++;
  counters->overruns += allowed > 0 && total_ns > (gint64) allowed;
  counters->workers = aoi_report_get_info (report)->workers;
  for (guint i = 0; i < aoi_report_get_n_results (report); i++)
    add_roi (counters, aoi_report_get_result (report, i));
  aoi_histogram_add (&counters->stages[GST_AOI_STAGE_REPORT], report_ns);
  aoi_histogram_add (&counters->stages[GST_AOI_STAGE_TOTAL], total_ns);
}

static GstStructure *
stage_to_structure (const AoiHistogram *stage, const gchar *name)
{
  return gst_structure_new (name, "mean", G_TYPE_UINT64, aoi_histogram_get_mean (stage), "p50",
      G_TYPE_UINT64, aoi_histogram_get_quantile (stage, 0.5), "p99", G_TYPE_UINT64,
      aoi_histogram_get_quantile (stage, 0.99), "max", G_TYPE_UINT64, stage->max, NULL);
}

/* The share of the workers' time that went into ROIs. */
static gdouble
get_busy_share (const GstAoiCounters *self)
{
  const gdouble time = (gdouble) (aoi_clock_now () - self->since) * self->workers;

  return time > 0 ? (gdouble) self->busy_ns / time : 0;
}

static GstStructure *
counters_to_structure (const GstAoiCounters *self)
{
  const AoiHistogram *total = &self->stages[GST_AOI_STAGE_TOTAL];

  return gst_structure_new ("aoi-stats", "frames-in", G_TYPE_UINT64, self->in, "inspected",
      G_TYPE_UINT64, self->inspected, "passed", G_TYPE_UINT64, self->passed, "failed",
      G_TYPE_UINT64, self->failed, "errors", G_TYPE_UINT64,
      self->rois[AOI_STATUS_ERROR] + self->rois[AOI_STATUS_TIMEOUT], "discarded", G_TYPE_UINT64,
      self->discarded, "in-flight", G_TYPE_UINT64, self->in - self->inspected - self->discarded,
      "mean-latency", G_TYPE_UINT64, aoi_histogram_get_mean (total), "max-latency", G_TYPE_UINT64,
      total->max, "overruns", G_TYPE_UINT64, self->overruns, "rois-passed", G_TYPE_UINT64,
      self->rois[AOI_STATUS_PASS], "rois-failed", G_TYPE_UINT64, self->rois[AOI_STATUS_FAIL],
      "rois-error", G_TYPE_UINT64, self->rois[AOI_STATUS_ERROR], "rois-timeout", G_TYPE_UINT64,
      self->rois[AOI_STATUS_TIMEOUT], "rois-skipped", G_TYPE_UINT64, self->rois[AOI_STATUS_SKIPPED],
      "workers", G_TYPE_UINT, self->workers, "busy", G_TYPE_DOUBLE, get_busy_share (self), NULL);
}

/**
 * gst_aoi_stats_to_structure:
 * @self: counters
 * @late_results: how many ROIs reported after the deadline
 *
 * Thread-safe.
 *
 * Returns: (transfer full): a structure `aoi-stats` with the fields that #GstAoiInspect:stats lists
 */
GstStructure *
gst_aoi_stats_to_structure (GstAoiStats *self, guint64 late_results)
{
  GstStructure *structure;
  GstAoiCounters counters;

  g_mutex_lock (&self->lock);
  counters = self->counters;
  g_mutex_unlock (&self->lock);
  structure = counters_to_structure (&counters);
  gst_structure_set (structure, "late-results", G_TYPE_UINT64, late_results, "held-workers",
      G_TYPE_UINT, aoi_pool_get_held (), "helpers-replaced", G_TYPE_UINT64,
      aoi_jail_get_replaced (), NULL);
  for (guint i = 0; i < GST_AOI_N_STAGES; i++) {
    GValue value = G_VALUE_INIT;

    g_value_init (&value, GST_TYPE_STRUCTURE);
    g_value_take_boxed (&value, stage_to_structure (&counters.stages[i], stage_names[i]));
    gst_structure_take_value (structure, stage_names[i], &value);
  }
  return structure;
}
