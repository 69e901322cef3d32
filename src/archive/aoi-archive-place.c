/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where a record lies in its archive: "2026-11-27/PRODUCT/142501.123+0100-NUMBER-fail", by local time with its
 * offset from UTC. Archives of version 0.1 have names without an offset. */
#include "archive/aoi-archive-place.h"

#include <stdio.h>
#include <string.h>

/* Bytes of a product's folder at most, far below what file systems take. */
#define MAX_PRODUCT 64

static GDateTime *
new_local (gint64 time)
{
  g_autoptr (GDateTime) seconds = g_date_time_new_from_unix_local (time / G_USEC_PER_SEC);

  if (seconds == NULL)
    seconds = g_date_time_new_from_unix_local (0);
  return g_date_time_add (seconds, time % G_USEC_PER_SEC);
}

/* Letters, digits and - _ . stay; no name begins with a dot, none is empty, and none is that of the day's index
 * beside it. What a product is called otherwise stands in record.json. */
static gchar *
make_safe (const gchar *name)
{
  g_autofree gchar *valid = g_utf8_make_valid (name != NULL ? name : "", -1);
  GString *safe = g_string_new (NULL);

  for (const gchar *p = valid; *p != '\0'; p = g_utf8_next_char (p)) {
    const gunichar c = g_utf8_get_char (p);
    const gboolean plain = c == '-' || c == '_' || (c == '.' && safe->len > 0);

    if (safe->len + g_unichar_to_utf8 (c, NULL) > MAX_PRODUCT)
      break;
    g_string_append_unichar (safe, plain || g_unichar_isalnum (c) ? c : '_');
  }
  if (safe->len == 0 || g_str_equal (safe->str, AOI_ARCHIVE_DAY_INDEX))
    g_string_append_c (safe, '_');
  return g_string_free (safe, FALSE);
}

/**
 * aoi_archive_place_new:
 * @time: of the board's arrival, microseconds since 1970
 * @product: (nullable): its name, any text
 * @number: of the board or frame
 * @passed: whether it has passed
 * @copy: 0, or how many places of these were taken already
 *
 * Returns: (transfer full): a path of three parts that stays inside the archive for any @product
 */
gchar *
aoi_archive_place_new (
    gint64 time, const gchar *product, guint64 number, gboolean passed, guint copy)
{
  g_autoptr (GDateTime) local = new_local (time);
  g_autofree gchar *day = g_date_time_format (local, "%Y-%m-%d");
  g_autofree gchar *clock = g_date_time_format (local, "%H%M%S");
  g_autofree gchar *offset = g_date_time_format (local, "%z");
  g_autofree gchar *folder = make_safe (product);
  g_autofree gchar *again = copy > 0 ? g_strdup_printf (".%u", copy) : g_strdup ("");

  return g_strdup_printf ("%s/%s/%s.%03d%s-%" G_GUINT64_FORMAT "%s-%s", day, folder, clock,
      g_date_time_get_microsecond (local) / 1000, offset, number, again, passed ? "pass" : "fail");
}

static gboolean
has_form (const gchar *text, const gchar *form)
{
  for (; *form != '\0'; text++, form++)
    if (*form == '0' ? !g_ascii_isdigit (*text) : *text != *form)
      return FALSE;
  return TRUE;
}

/* Numbers have no leading zero, so that none can be taken for an offset and what follows it. */
static gboolean
has_offset (const gchar *name)
{
  return has_form (name, "/000000.000+0000-0") || has_form (name, "/000000.000-0000-0");
}

/* "+0100" in microseconds. */
static gint64
parse_offset (const gchar *text)
{
  const gint digits = (gint) g_ascii_strtoll (text, NULL, 10);

  return (digits / 100 * 60 + digits % 100) * G_TIME_SPAN_MINUTE;
}

/* As if the clock was that of UTC, or of here. */
static gboolean
parse_clock (const gchar *place, const gchar *name, gboolean utc, gint64 *time)
{
  gint year, month, day, hour, minute, second, milliseconds;
  g_autoptr (GDateTime) date = NULL;

  if (sscanf (place, "%4d-%2d-%2d", &year, &month, &day) != 3
      || sscanf (name + 1, "%2d%2d%2d.%3d", &hour, &minute, &second, &milliseconds) != 4)
    return FALSE;
  date = utc ? g_date_time_new_utc (year, month, day, hour, minute, second)
             : g_date_time_new_local (year, month, day, hour, minute, second);
  if (date == NULL)
    return FALSE;
  *time = g_date_time_to_unix (date) * G_USEC_PER_SEC + milliseconds * G_TIME_SPAN_MILLISECOND;
  return TRUE;
}

/**
 * aoi_archive_place_parse:
 * @place: a path of three parts in an archive
 * @time: (out): microseconds since 1970 that it says, to the millisecond
 * @exact: (out): whether that is sure; a name without an offset is read as local time, which an hour in
 *   autumn has twice
 * @passed: (out): whether it says that the board passed
 *
 * Returns: %FALSE if it is no record's
 */
gboolean
aoi_archive_place_parse (const gchar *place, gint64 *time, gboolean *exact, gboolean *passed)
{
  const gchar *name = strrchr (place, '/');

  if (!has_form (place, "0000-00-00/") || name == NULL)
    return FALSE;
  *exact = has_offset (name);
  if (!*exact && !has_form (name, "/000000.000-0"))
    return FALSE;
  *passed = g_str_has_suffix (name, "-pass");
  if ((!*passed && !g_str_has_suffix (name, "-fail")) || !parse_clock (place, name, *exact, time))
    return FALSE;
  if (*exact)
    *time -= parse_offset (name + strlen ("/000000.000"));
  return TRUE;
}

/**
 * aoi_archive_place_format_time:
 * @time: microseconds since 1970
 *
 * Returns: (transfer full): it as ISO 8601, local with its offset, to the millisecond
 */
gchar *
aoi_archive_place_format_time (gint64 time)
{
  g_autoptr (GDateTime) local = new_local (time);
  g_autofree gchar *clock = g_date_time_format (local, "%Y-%m-%dT%H:%M:%S");
  g_autofree gchar *offset = g_date_time_format (local, "%:z");

  return g_strdup_printf ("%s.%03d%s", clock, g_date_time_get_microsecond (local) / 1000, offset);
}
