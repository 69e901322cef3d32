/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "store/aoi-store-time.h"

/* Times that no calendar of four digits has stand at its ends. */
static GDateTime *
get_date (gint64 time_us)
{
  const gint64 last = G_GINT64_CONSTANT (253402300799);

  return g_date_time_new_from_unix_utc (CLAMP (time_us / G_USEC_PER_SEC, 0, last));
}

/**
 * aoi_store_time_show:
 * @time_us: microseconds since 1970
 *
 * Returns: (transfer full): the time as databases have it, UTC, such as `2026-11-28T21:10:55.123456Z`
 */
gchar *
aoi_store_time_show (gint64 time_us)
{
  g_autoptr (GDateTime) date = get_date (time_us);
  g_autofree gchar *text = g_date_time_format (date, "%Y-%m-%dT%H:%M:%S");

  return g_strdup_printf ("%s.%06dZ", text, (gint) (MAX (time_us, 0) % G_USEC_PER_SEC));
}

/**
 * aoi_store_time_show_hour:
 * @time_us: microseconds since 1970
 *
 * Returns: (transfer full): the hour to which sums of that time belong, UTC, such as `2026-11-28T21`
 */
gchar *
aoi_store_time_show_hour (gint64 time_us)
{
  g_autoptr (GDateTime) date = get_date (time_us);

  return g_date_time_format (date, "%Y-%m-%dT%H");
}
