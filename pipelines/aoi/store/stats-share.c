/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "store/stats.h"

#include <math.h>

/* Per cent; NaN of nothing. */
gdouble
stats_get_share (gint64 part, gint64 whole)
{
  return whole > 0 ? 100.0 * (gdouble) part / (gdouble) whole : NAN;
}
