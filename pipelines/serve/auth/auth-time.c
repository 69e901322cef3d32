/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "auth/auth-time.h"

#include <string.h>

#include "aoi-error.h"
#include "base/aoi-quote.h"

#define DATE_LENGTH 10 /* of 2026-12-31 */

/**
 * auth_time_to_text:
 * @seconds: since 1970
 *
 * Returns: (transfer full): such as `2026-12-31T22:59:59Z`
 */
gchar *
auth_time_to_text (gint64 seconds)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (seconds);

  return time != NULL ? g_date_time_format (time, "%Y-%m-%dT%H:%M:%SZ") : g_strdup ("never");
}

/* A day that is meant as an end lasts until the next one begins. */
static GDateTime *
parse_day (const gchar *text, GTimeZone *zone)
{
  g_autofree gchar *whole = g_strconcat (text, "T00:00:00", NULL);
  g_autoptr (GDateTime) begin = g_date_time_new_from_iso8601 (whole, zone);

  return begin != NULL ? g_date_time_add_days (begin, 1) : NULL;
}

/**
 * auth_time_parse:
 * @text: UTF-8, such as `2026-12-31`, whose end in the local zone is meant, or `2026-12-31T12:00:00Z`
 * @seconds: (out): since 1970
 * @error: return location for an %AOI_ERROR_INVALID
 *
 * Returns: whether it is a time
 */
gboolean
auth_time_parse (const gchar *text, gint64 *seconds, GError **error)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autoptr (GDateTime) time = strlen (text) == DATE_LENGTH
      ? parse_day (text, zone)
      : g_date_time_new_from_iso8601 (text, zone);
  g_autofree gchar *quoted = NULL;

  if (time != NULL) {
    *seconds = g_date_time_to_unix (time);
    return TRUE;
  }
  quoted = aoi_quote (text);
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "%s is no time; write 2026-12-31 or 2026-12-31T12:00:00Z", quoted);
  return FALSE;
}
