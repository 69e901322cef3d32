/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A time as whole hours, whose sums the database has, and what is left of it at both ends. */
#include "query/aoi-stats-private.h"

#include "base/aoi-uuid.h"
#include "store/aoi-store-time.h"

/* Sorts behind all hours. */
#define NO_LAST_HOUR "~"

/* All hours from @first to before @last, in hours since 1970. */
static void
set_hours (AoiStatsSpan *self, const AoiQueryFilter *filter, gint64 first, gint64 last)
{
  const gboolean is_open = filter->to_us == G_MAXINT64;

  self->hour_from = aoi_store_time_show_hour (first * AOI_STATS_HOUR_US);
  self->hour_to = is_open ? g_strdup (NO_LAST_HOUR)
                          : aoi_store_time_show_hour (last * AOI_STATS_HOUR_US);
  self->head_end = aoi_uuid_new_least (first * AOI_STATS_HOUR_US);
  self->tail_begin = is_open ? g_strdup (filter->to)
                             : aoi_uuid_new_least (last * AOI_STATS_HOUR_US);
}

void
aoi_stats_span_init (AoiStatsSpan *self, const AoiQueryFilter *filter)
{
  const gint64 first = filter->from_us / AOI_STATS_HOUR_US
      + (filter->from_us % AOI_STATS_HOUR_US > 0);
  const gint64 last = filter->to_us / AOI_STATS_HOUR_US;

  if (first < last) {
    set_hours (self, filter, first, last);
    return;
  }
  self->hour_from = g_strdup (NO_LAST_HOUR);
  self->hour_to = g_strdup (NO_LAST_HOUR);
  self->head_end = g_strdup (filter->to);
  self->tail_begin = g_strdup (filter->to);
}

void
aoi_stats_span_clear (AoiStatsSpan *self)
{
  g_free (self->head_end);
  g_free (self->tail_begin);
  g_free (self->hour_from);
  g_free (self->hour_to);
}
