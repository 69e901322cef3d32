/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/aoi-time.h"

/**
 * aoi_time_parse:
 * @text: a time as ISO 8601 writes it, such as `2026-11-28T21:10:55.123456Z`
 * @zone: (nullable): of a @text that names none; %NULL: it must name one
 * @time_us: (out): microseconds since 1970; left alone if @text is no time
 *
 * Any thread.
 *
 * Returns: whether @text is a time
 */
gboolean
aoi_time_parse (const gchar *text, GTimeZone *zone, gint64 *time_us)
{
  g_autoptr (GDateTime) date = g_date_time_new_from_iso8601 (text, zone);

  if (date == NULL)
    return FALSE;
  *time_us = g_date_time_to_unix (date) * G_USEC_PER_SEC + g_date_time_get_microsecond (date);
  return TRUE;
}
