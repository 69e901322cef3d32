/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The record of a board in an archive: `DAY/PRODUCT/TIME-NUMBER-VERDICT`, by local days. */
#include "store/trace-archive.h"

#include <string.h>

#include "base/aoi-uuid.h"
#include "json/aoi-json-file.h"

#define RESULT "result.json"

/* What a result may take, and how deep. */
#define MAX_BYTES (64 * 1024 * 1024)
#define MAX_NESTING 32

static gboolean
is_of_board (const gchar *record, const gchar *id)
{
  g_autofree gchar *path = g_build_filename (record, RESULT, NULL);
  g_autoptr (JsonNode) root = aoi_json_file_read (path, MAX_BYTES, MAX_NESTING, NULL, NULL);
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root)
                                                                     : NULL;
  JsonNode *aoi = object != NULL ? json_object_get_member (object, "aoi") : NULL;
  JsonNode *found = aoi != NULL && JSON_NODE_HOLDS_OBJECT (aoi)
      ? json_object_get_member (json_node_get_object (aoi), "id")
      : NULL;

  return found != NULL && JSON_NODE_HOLDS_VALUE (found)
      && g_strcmp0 (json_node_get_string (found), id) == 0;
}

/* Returns: (transfer full) (nullable): the record in a folder of a day and product */
static gchar *
find_in (const gchar *folder, const gchar *number, const gchar *id)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const gchar *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree gchar *record = g_build_filename (folder, name, NULL);

    if (strstr (name, number) != NULL && is_of_board (record, id))
      return g_steal_pointer (&record);
  }
  return NULL;
}

/* Returns: (transfer full) (nullable): the record among those of a day */
static gchar *
find_on (const gchar *archive, const gchar *day, const gchar *number, const gchar *id)
{
  g_autofree gchar *folder = g_build_filename (archive, day, NULL);
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  gchar *record = NULL;
  const gchar *name;

  while (dir != NULL && record == NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree gchar *product = g_build_filename (folder, name, NULL);

    record = find_in (product, number, id);
  }
  return record;
}

/* @id: of the board. Returns: (transfer full) (nullable): the path of its record */
gchar *
trace_find_record (const gchar *archive, const gchar *id, gint64 number)
{
  g_autofree gchar *part = g_strdup_printf ("-%" G_GINT64_FORMAT "-", number);
  g_autoptr (GDateTime) time = NULL;
  gchar *record = NULL;
  gint64 time_us;

  if (!aoi_uuid_get_time (id, &time_us))
    return NULL;
  time = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  /* Wherever the station stands, its local day is this one or one beside it. */
  for (gint i = -1; i <= 1 && record == NULL; i++) {
    g_autoptr (GDateTime) beside = g_date_time_add_days (time, i);
    g_autofree gchar *day = g_date_time_format (beside, "%Y-%m-%d");

    record = find_on (archive, day, part, id);
  }
  return record;
}
