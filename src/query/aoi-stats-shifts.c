/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* When shifts begin, in the local zone: days have 23 or 25 hours where clocks are changed. */
#include "query/aoi-stats-private.h"

#include <stdlib.h>
#include <string.h>

#include "aoi-error.h"
#include "base/aoi-uuid.h"

/* `06:00`. Returns the minute of the day, or -1. */
static gint
parse_minute (const gchar *text)
{
  gchar *end = NULL;
  const gulong hour = strtoul (text, &end, 10);
  const gboolean has_minute = g_ascii_isdigit (text[0]) && end <= text + 2 && end[0] == ':'
      && g_ascii_isdigit (end[1]) && g_ascii_isdigit (end[2]) && end[3] == '\0';
  const gint minute = has_minute ? atoi (end + 1) : 60;

  return hour < 24 && minute < 60 ? (gint) hour * 60 + minute : -1;
}

/**
 * aoi_stats_shifts_parse:
 * @self: (out caller-allocates): shifts
 * @prefix: how errors name them, such as `--`
 * @text: times of a day, with commas between them
 * @error: return location for an %AOI_ERROR_INVALID
 *
 * Returns: %FALSE if it is none
 */
gboolean
aoi_stats_shifts_parse (
    AoiStatsShifts *self, const gchar *prefix, const gchar *text, GError **error)
{
  g_auto (GStrv) words = g_strsplit (text, ",", AOI_STATS_MAX_SHIFTS + 1);

  self->n = 0;
  for (guint i = 0; words[i] != NULL; i++) {
    const gint minute = parse_minute (g_strstrip (words[i]));

    if (i == AOI_STATS_MAX_SHIFTS || minute < 0 || (i > 0 && minute <= self->minutes[i - 1])) {
      g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
          "%sshifts: \"%s\" must be at most %d times of a day that rise, such as 06:00,14:00,22:00",
          prefix, text, AOI_STATS_MAX_SHIFTS);
      return FALSE;
    }
    self->minutes[self->n++] = minute;
  }
  if (self->n == 0)
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "%sshifts: no time is given, say 06:00,14:00,22:00", prefix);
  return self->n > 0;
}

/* @shift: of @day, or the one before its first (-1) or behind its last (n). Returns: (transfer full) */
static GDateTime *
get_begin (const AoiStatsShifts *self, GDateTime *day, gint shift)
{
  const gint days = shift < 0 ? -1 : shift == (gint) self->n ? 1 : 0;
  const gint minute = self->minutes[(shift + (gint) self->n) % (gint) self->n];
  g_autoptr (GDateTime) moved = g_date_time_add_days (day, days);

  return g_date_time_new_local (g_date_time_get_year (moved), g_date_time_get_month (moved),
      g_date_time_get_day_of_month (moved), minute / 60, minute % 60, 0);
}

/* Returns: (transfer full): when the shift began in which @time_us lies */
static GDateTime *
find_begin (const AoiStatsShifts *self, gint64 time_us, gint64 *end_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_local (time_us / G_USEC_PER_SEC);
  const gint minute = g_date_time_get_hour (time) * 60 + g_date_time_get_minute (time);
  g_autoptr (GDateTime) end = NULL;
  gint shift = (gint) self->n - 1;

  while (shift >= 0 && self->minutes[shift] > minute)
    shift--;
  end = get_begin (self, time, shift + 1);
  *end_us = g_date_time_to_unix (end) * G_USEC_PER_SEC;
  return get_begin (self, time, shift);
}

typedef struct {
  AoiQueryTable *table;
  const AoiStatsShifts *shifts;
  GDateTime *begin; /* of the shift that is counted; NULL: none yet */
  gint64 end_us;
  gint64 boards, passed, failed;
} Shifts;

static gpointer
begin_shifts (AoiQueryTable *table, const AoiStatsShifts *shifts)
{
  Shifts *self = g_new0 (Shifts, 1);

  self->table = table;
  self->shifts = shifts;
  return self;
}

static void
end_shift (gpointer data)
{
  Shifts *self = data;
  g_autoptr (GDateTime) begin = g_steal_pointer (&self->begin);
  g_autofree gchar *shown = NULL;

  if (begin == NULL)
    return;
  shown = g_date_time_format (begin, "%Y-%m-%d %H:%M");
  aoi_query_table_add ((AoiSqlValue[]){ aoi_sql_text (shown), aoi_sql_integer (self->boards),
                           aoi_sql_integer (self->passed), aoi_sql_integer (self->failed),
                           aoi_sql_integer (self->boards - self->passed - self->failed),
                           aoi_sql_real (aoi_stats_get_share (self->passed, self->boards)) },
      6, self->table);
  self->boards = self->passed = self->failed = 0;
}

/* @values: id and verdict; boards come in the order of their times */
static void
add_to_shift (const AoiSqlValue *values, guint n_values, gpointer data)
{
  Shifts *self = data;
  const gchar *verdict = aoi_query_value_get_text (&values[1]);
  gint64 time_us;

  if (!aoi_uuid_get_time (aoi_query_value_get_text (&values[0]), &time_us))
    return;
  if (self->begin == NULL || time_us >= self->end_us) {
    end_shift (self);
    self->begin = find_begin (self->shifts, time_us, &self->end_us);
  }
  self->boards++;
  self->passed += g_str_equal (verdict, "pass");
  self->failed += g_str_equal (verdict, "fail");
}

const AoiStatsFold aoi_stats_fold_shift = { begin_shifts, add_to_shift, end_shift, g_free };
