/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which boards are asked for. Ids sort by time, so that a time is the least id of its moment. */
#include "query/aoi-query-filter.h"

#include <string.h>

#include "aoi-error.h"
#include "base/aoi-time.h"
#include "base/aoi-uuid.h"

/* `8h`, `30min`, `7d`: how long before @now. Returns -1 if it is none. */
static gint64
parse_span (const gchar *text, gint64 now_us)
{
  static const struct {
    const gchar *unit;
    gint64 seconds;
  } units[] = { { "s", 1 }, { "min", 60 }, { "h", 3600 }, { "d", 86400 }, { "w", 604800 } };
  gchar *end = NULL;
  const gdouble number = g_ascii_strtod (text, &end);

  for (guint i = 0; end > text && number >= 0 && number < 1e6 && i < G_N_ELEMENTS (units); i++)
    if (g_str_equal (end, units[i].unit))
      return MAX (now_us - (gint64) (number * (gdouble) units[i].seconds * 1e6), 0);
  return -1;
}

/* A day or a moment, in the local zone unless it says another. Returns -1 if it is none. */
static gint64
parse_moment (const gchar *text)
{
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  g_autofree gchar *whole = strchr (text, 'T') == NULL && strchr (text, ' ') == NULL
      ? g_strconcat (text, "T00:00:00", NULL)
      : g_strdup (text);
  g_autofree gchar *seconds = g_strconcat (whole, ":00", NULL);
  gint64 time_us;

  if (!aoi_time_parse (whole, zone, &time_us) && !aoi_time_parse (seconds, zone, &time_us))
    return -1;
  return MAX (time_us, -1);
}

/* Returns -1 with an error. */
static gint64
parse_time (
    const gchar *prefix, const gchar *name, const gchar *text, gint64 now_us, GError **error)
{
  gint64 time_us = parse_span (text, now_us);

  if (time_us < 0)
    time_us = parse_moment (text);
  if (time_us < 0)
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "%s%s: \"%s\" is no time: say 30min, 8h, 7d, 2026-11-28 or 2026-11-28T14:00", prefix, name,
        text);
  return time_us;
}

static gboolean
check_order (const AoiQueryFilter *self, const gchar *prefix, GError **error)
{
  if (self->from_us <= self->to_us)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%suntil: \"%s\" is before %ssince, \"%s\"",
      prefix, self->until, prefix, self->since);
  return FALSE;
}

/**
 * aoi_query_filter_prepare:
 * @self: a filter of which the user's part is filled
 * @prefix: how errors name its members, such as `--`
 * @now_us: wall clock, microseconds since 1970
 * @error: return location for an %AOI_ERROR_INVALID
 *
 * Reads the times.
 *
 * Returns: %FALSE if one is none, or the last is before the first
 */
gboolean
aoi_query_filter_prepare (AoiQueryFilter *self, const gchar *prefix, gint64 now_us, GError **error)
{
  self->from_us = self->since != NULL ? parse_time (prefix, "since", self->since, now_us, error)
                                      : 0;
  if (self->from_us < 0)
    return FALSE;
  self->to_us = self->until != NULL ? parse_time (prefix, "until", self->until, now_us, error)
                                    : G_MAXINT64;
  if (self->to_us < 0 || !check_order (self, prefix, error))
    return FALSE;
  self->from = aoi_uuid_new_least (self->from_us);
  self->to = self->until != NULL ? aoi_uuid_new_least (self->to_us)
                                 : g_strdup ("ffffffff-ffff-ffff-ffff-ffffffffffff");
  return TRUE;
}

/**
 * aoi_query_filter_clear:
 * @self: a filter, or one filled with zeroes
 */
void
aoi_query_filter_clear (AoiQueryFilter *self)
{
  g_free (self->since);
  g_free (self->until);
  g_free (self->product);
  g_free (self->station);
  g_free (self->code);
  g_free (self->from);
  g_free (self->to);
}
