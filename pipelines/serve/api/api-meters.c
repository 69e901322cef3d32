/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "api/api-meters.h"

struct _ApiMeters {
  GMutex lock;
  ApiCounts counts; /* lock */
};

/**
 * api_meters_new:
 *
 * Returns: (transfer full): meters that stand at 0
 */
ApiMeters *
api_meters_new (void)
{
  ApiMeters *self = g_new0 (ApiMeters, 1);

  g_mutex_init (&self->lock);
  return self;
}

/**
 * api_meters_free:
 * @self: (transfer full): meters
 */
void
api_meters_free (ApiMeters *self)
{
  g_mutex_clear (&self->lock);
  g_free (self);
}

static void
add_time (ApiTimes *self, gint64 ns)
{
  static const gdouble bounds[API_N_TIMES] = API_TIME_BOUNDS;
  guint i = 0;

  while (i < API_N_TIMES && (gdouble) ns / 1e9 > bounds[i])
    i++;
  self->counts[i]++;
  self->sum_ns += ns;
}

static void
add_verdict (ApiCounts *self, const AoiReport *report)
{
  if (aoi_report_get_passed (report))
    self->passed++;
  else if (aoi_report_get_complete (report))
    self->failed++;
  else
    self->incomplete++;
}

/**
 * api_meters_add:
 * @self: meters
 * @report: of a board
 */
void
api_meters_add (ApiMeters *self, const AoiReport *report)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  add_verdict (&self->counts, report);
  add_time (&self->counts.boards_took, aoi_report_get_info (report)->total_ns);
  for (guint i = 0; i < aoi_report_get_n_results (report); i++) {
    const AoiRoiResult *roi = aoi_report_get_result (report, i);

    self->counts.rois[roi->status]++;
    add_time (&self->counts.rois_took, roi->time_ns);
  }
}

/**
 * api_meters_get:
 * @self: meters
 * @counts: (out): how they stand
 */
void
api_meters_get (ApiMeters *self, ApiCounts *counts)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  *counts = self->counts;
}
