/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "query/aoi-stats.h"

#include <math.h>

/**
 * aoi_stats_get_share:
 * @part: how many of them
 * @whole: how many there are
 *
 * Returns: per cent; NaN of nothing
 */
gdouble
aoi_stats_get_share (gint64 part, gint64 whole)
{
  return whole > 0 ? 100.0 * (gdouble) part / (gdouble) whole : NAN;
}
