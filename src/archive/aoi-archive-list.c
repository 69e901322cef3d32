/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Records by their folders' names, which have time and verdict: a list of many opens none of them. */
#include "archive/aoi-archive-list.h"

#include <string.h>

#include "archive/aoi-archive-line.h"
#include "archive/aoi-archive-place.h"
#include "storage/aoi-folder-tree.h"

/* A record in a day. */
typedef struct {
  gchar *place;
  gint64 time_us;
} Record;

static void
record_free (gpointer data)
{
  Record *record = data;

  g_free (record->place);
  g_free (record);
}

/* The newest first; of one time, by name. */
static gint
compare_records (gconstpointer a, gconstpointer b)
{
  const Record *first = *(Record *const *) a, *second = *(Record *const *) b;

  if (first->time_us != second->time_us)
    return first->time_us > second->time_us ? -1 : 1;
  return -strcmp (first->place, second->place);
}

static gint
compare_newest (gconstpointer a, gconstpointer b)
{
  return -strcmp (*(const gchar *const *) a, *(const gchar *const *) b);
}

/**
 * aoi_archive_is_place:
 * @place: (nullable): what a client says
 *
 * Returns: whether it is the place of a record in an archive, and leads nowhere else
 */
gboolean
aoi_archive_is_place (const gchar *place)
{
  gint64 time_us;
  gboolean exact, passed;

  return place != NULL && aoi_archive_name_is_record (place)
      && aoi_archive_place_parse (place, &time_us, &exact, &passed);
}

/* As the archive names the folder of a product. */
static gchar *
make_folder_name (const gchar *product)
{
  g_autofree gchar *place = aoi_archive_place_new (0, product, 0, FALSE, 0);
  g_auto (GStrv) parts = g_strsplit (place, "/", 3);

  return g_strdup (parts[1]);
}

static gboolean
is_asked_for (const AoiArchiveQuery *query, gint64 time_us, gboolean passed)
{
  if (query->verdicts != AOI_ARCHIVE_ANY && passed != (query->verdicts == AOI_ARCHIVE_PASSED))
    return FALSE;
  return query->around_us == 0 || query->around_us / 1000 == time_us / 1000;
}

static void
add_records (
    const AoiFolder *archive, const AoiArchiveQuery *query, const gchar *folder, GPtrArray *records)
{
  g_autoptr (GPtrArray) names = aoi_folder_list (archive, folder, NULL);

  for (guint i = 0; names != NULL && i < names->len; i++) {
    g_autofree gchar *place = g_build_filename (folder, g_ptr_array_index (names, i), NULL);
    gint64 time_us;
    gboolean exact, passed;
    Record *record;

    if (!aoi_archive_is_place (place) || !aoi_archive_place_parse (place, &time_us, &exact, &passed)
        || !is_asked_for (query, time_us, passed))
      continue;
    record = g_new (Record, 1);
    *record = (Record){ g_steal_pointer (&place), time_us };
    g_ptr_array_add (records, record);
  }
}

/* Returns: (transfer full) (element-type Record): those of a day that are asked for, sorted */
static GPtrArray *
list_day (const AoiFolder *archive, const AoiArchiveQuery *query, const gchar *day)
{
  g_autoptr (GPtrArray) products = aoi_folder_list (archive, day, NULL);
  g_autofree gchar *wanted = query->product != NULL ? make_folder_name (query->product) : NULL;
  GPtrArray *records = g_ptr_array_new_with_free_func (record_free);

  for (guint i = 0; products != NULL && i < products->len; i++) {
    const gchar *product = g_ptr_array_index (products, i);
    g_autofree gchar *folder = g_build_filename (day, product, NULL);

    if ((wanted == NULL || g_str_equal (wanted, product)) && aoi_folder_is_folder (archive, folder))
      add_records (archive, query, folder, records);
  }
  g_ptr_array_sort (records, compare_records);
  return records;
}

/* Whether a record is older than the one behind which the list goes on. */
static gboolean
is_behind (const AoiArchiveQuery *query, const Record *record)
{
  Record last = { (gchar *) query->before, 0 };
  const Record *pair[] = { record, &last };
  gboolean exact, passed;

  return query->before == NULL
      || (aoi_archive_place_parse (query->before, &last.time_us, &exact, &passed)
          && compare_records (&pair[0], &pair[1]) > 0);
}

/* Whether a time may be of a day, wherever the clock that named it stood. */
static gboolean
is_near (const gchar *day, gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autoptr (GDateTime) before = time != NULL ? g_date_time_add_days (time, -1) : NULL;
  g_autoptr (GDateTime) after = time != NULL ? g_date_time_add_days (time, 1) : NULL;
  g_autofree gchar *first = before != NULL ? g_date_time_format (before, "%Y-%m-%d") : NULL;
  g_autofree gchar *last = after != NULL ? g_date_time_format (after, "%Y-%m-%d") : NULL;

  return first != NULL && last != NULL && strcmp (day, first) >= 0 && strcmp (day, last) <= 0;
}

/* Whether a day may have records that are asked for. */
static gboolean
is_wanted (const AoiArchiveQuery *query, const gchar *day)
{
  return (query->day == NULL || g_str_equal (query->day, day))
      && (query->around_us == 0 || is_near (day, query->around_us))
      && (query->before == NULL || strncmp (day, query->before, strlen (day)) <= 0);
}

/* Returns: (transfer full): days of the archive that may have some, the newest first */
static GPtrArray *
list_days (const AoiFolder *archive, const AoiArchiveQuery *query, GError **error)
{
  g_autoptr (GPtrArray) names = aoi_folder_list (archive, ".", error);
  GPtrArray *days;

  if (names == NULL)
    return NULL;
  days = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < names->len; i++) {
    const gchar *name = g_ptr_array_index (names, i);

    if (aoi_archive_name_is_day (name) && is_wanted (query, name))
      g_ptr_array_add (days, g_strdup (name));
  }
  g_ptr_array_sort (days, compare_newest);
  return days;
}

/**
 * aoi_archive_list:
 * @archive: an open folder of an archive, which others may write meanwhile
 * @query: which
 * @max: at most so many
 * @error: return location for an %AOI_ERROR_IO
 *
 * Returns: (transfer full) (element-type utf8): places of records, the newest first
 */
GPtrArray *
aoi_archive_list (const AoiFolder *archive, const AoiArchiveQuery *query, guint max, GError **error)
{
  g_autoptr (GPtrArray) days = list_days (archive, query, error);
  GPtrArray *places;

  if (days == NULL)
    return NULL;
  places = g_ptr_array_new_with_free_func (g_free);
  for (guint d = 0; d < days->len && places->len < max; d++) {
    g_autoptr (GPtrArray) records = list_day (archive, query, g_ptr_array_index (days, d));

    for (guint i = 0; i < records->len && places->len < max; i++) {
      Record *record = g_ptr_array_index (records, i);

      if (is_behind (query, record))
        g_ptr_array_add (places, g_steal_pointer (&record->place));
    }
  }
  return places;
}
