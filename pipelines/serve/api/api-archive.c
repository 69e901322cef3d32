/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Boards that were kept: what failed, with its pictures. */
#include "api/api-private.h"

#include <string.h>

#include "archive/aoi-archive-line.h"
#include "archive/aoi-archive-list.h"
#include "archive/aoi-archive-record.h"
#include "base/aoi-uuid.h"
#include "json/aoi-json-root.h"
#include "storage/aoi-folder-tree.h"

#define SHOWN 50
#define MAX_SHOWN 500
/* Records that are opened for one answer: a list of one ROI opens those without it, too. */
#define MAX_OPENED 5000
/* Of a description or a result, which are parsed. */
#define MAX_BYTES ((gsize) 16 << 20)

/* Whether the station keeps boards; if not, the call is answered. */
static gboolean
has_archive (HttpCall *call, Api *self)
{
  if (self->station->archive != NULL)
    return TRUE;
  http_call_fail (call, HTTP_NOT_FOUND, "archive: this station keeps no boards: see --archive");
  return FALSE;
}

/* Returns: (transfer full) (nullable): what a file of a record says, if that is an object */
static JsonNode *
read_object (const AoiFolder *archive, const gchar *place, const gchar *file, GError **error)
{
  g_autofree gchar *path = g_build_filename (place, file, NULL);
  g_autoptr (GBytes) bytes = station_beneath_read (archive, path, MAX_BYTES, error);
  g_autoptr (JsonParser) parser = json_parser_new ();

  if (bytes == NULL)
    return NULL;
  if (json_parser_load_from_data (
          parser, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes), NULL)
      && aoi_json_root_is_object (parser))
    return json_parser_steal_root (parser);
  g_set_error (error, AOI_ERROR, AOI_ERROR_SYNTAX, "%s: is damaged", path);
  return NULL;
}

static const gchar *
get_board (JsonObject *result)
{
  JsonNode *aoi = json_object_get_member (result, "aoi");

  return aoi != NULL && JSON_NODE_HOLDS_OBJECT (aoi)
      ? api_get_text (json_node_get_object (aoi), "id")
      : NULL;
}

/* @result: (nullable) */
static JsonObject *
describe (const gchar *place, JsonObject *description, JsonObject *result)
{
  static const gchar *const copied[] = { "time", "product", "revision", "number", "passed", "rois",
    "overview" };
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "record", place);
  api_set_text (object, "board", result != NULL ? get_board (result) : NULL);
  for (guint i = 0; i < G_N_ELEMENTS (copied); i++)
    json_object_set_member (object, copied[i],
        json_object_has_member (description, copied[i])
            ? json_object_dup_member (description, copied[i])
            : json_node_new (JSON_NODE_NULL));
  return object;
}

static gboolean
has_roi (JsonObject *description, gint64 roi)
{
  JsonNode *node = json_object_get_member (description, "rois");
  JsonArray *rois = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node)
                                                                 : NULL;

  for (guint i = 0; rois != NULL && i < json_array_get_length (rois); i++) {
    JsonNode *one = json_array_get_element (rois, i);

    if (JSON_NODE_HOLDS_OBJECT (one)
        && json_object_get_int_member_with_default (json_node_get_object (one), "id", 0) == roi)
      return TRUE;
  }
  return FALSE;
}

/* What a list asks for beside what names of folders say. */
typedef struct {
  AoiArchiveQuery query;
  gint64 roi; /* 0: any */
  const gchar *board; /* NULL: any */
  guint limit;
} Wanted;

/* Returns: (transfer full) (nullable): what the list says of a record; NULL: it is not asked for, or gone meanwhile */
static JsonObject *
open_record (const AoiFolder *archive, const gchar *place, const Wanted *wanted)
{
  g_autoptr (JsonNode) description = read_object (archive, place, AOI_ARCHIVE_DESCRIPTION, NULL);
  g_autoptr (JsonNode) result = NULL;
  JsonObject *object = NULL;

  if (description == NULL
      || (wanted->roi != 0 && !has_roi (json_node_get_object (description), wanted->roi)))
    return NULL;
  result = read_object (archive, place, AOI_ARCHIVE_RESULT, NULL);
  if (result != NULL)
    object = json_node_get_object (result);
  if (wanted->board != NULL
      && (object == NULL || g_strcmp0 (get_board (object), wanted->board) != 0))
    return NULL;
  return describe (place, json_node_get_object (description), object);
}

static gboolean
read_roi (HttpCall *call, Wanted *wanted)
{
  const gchar *text = http_call_get_query (call, "roi");
  guint64 number = 0;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT, &number, NULL)) {
    http_call_fail (call, HTTP_BAD_REQUEST,
        "roi: \"%s\" is not the number of an ROI, which is 1 or more", text);
    return FALSE;
  }
  wanted->roi = (gint64) number;
  return TRUE;
}

static gboolean
read_verdicts (HttpCall *call, Wanted *wanted)
{
  const gchar *text = http_call_get_query (call, "passed");

  if (text == NULL)
    return TRUE;
  wanted->query.verdicts = g_str_equal (text, "true") ? AOI_ARCHIVE_PASSED : AOI_ARCHIVE_FAILED;
  if (wanted->query.verdicts == AOI_ARCHIVE_PASSED || g_str_equal (text, "false"))
    return TRUE;
  http_call_fail (call, HTTP_BAD_REQUEST, "passed: \"%s\" is neither true nor false", text);
  return FALSE;
}

/* Returns whether the list can be made; if not, the call is answered. */
static gboolean
read_wanted (HttpCall *call, Wanted *wanted)
{
  AoiArchiveQuery *query = &wanted->query;

  query->day = http_call_get_query (call, "day");
  query->product = http_call_get_query (call, "product");
  query->before = http_call_get_query (call, "before");
  wanted->board = http_call_get_query (call, "board");
  if (!api_get_limit (call, SHOWN, MAX_SHOWN, &wanted->limit) || !read_roi (call, wanted)
      || !read_verdicts (call, wanted))
    return FALSE;
  if (query->day != NULL && !aoi_archive_name_is_day (query->day))
    http_call_fail (call, HTTP_BAD_REQUEST, "day: \"%s\" is no day such as 2026-11-27", query->day);
  else if (query->before != NULL && !aoi_archive_is_place (query->before))
    http_call_fail (call, HTTP_BAD_REQUEST, "before: \"%s\" is no record", query->before);
  else if (wanted->board != NULL && !aoi_uuid_get_time (wanted->board, &query->around_us))
    http_call_fail (call, HTTP_BAD_REQUEST, "board: \"%s\" is no id of a board", wanted->board);
  else
    return TRUE;
  return FALSE;
}

static void
answer_list (HttpCall *call, const AoiFolder *archive, const Wanted *wanted, GPtrArray *places)
{
  JsonObject *answer = json_object_new ();
  JsonArray *records = json_array_new ();
  guint i;

  for (i = 0; i < places->len && i < MAX_OPENED && json_array_get_length (records) < wanted->limit;
       i++) {
    JsonObject *object = open_record (archive, g_ptr_array_index (places, i), wanted);

    if (object != NULL)
      json_array_add_object_element (records, object);
  }
  json_object_set_array_member (answer, "records", records);
  api_set_text (
      answer, "next", i < places->len && i > 0 ? g_ptr_array_index (places, i - 1) : NULL);
  http_call_answer_object (call, answer);
}

static void
list (HttpCall *call, gpointer data)
{
  Api *self = data;
  Wanted wanted = { .roi = 0 };
  const AoiFolder *archive;
  g_autoptr (GPtrArray) places = NULL;
  g_autoptr (GError) error = NULL;
  guint most;

  if (!has_archive (call, self) || !read_wanted (call, &wanted))
    return;
  archive = station_archive_get_folder (self->station->archive);
  most = wanted.roi != 0 || wanted.board != NULL ? MAX_OPENED + 1 : wanted.limit + 1;
  places = aoi_archive_list (archive, &wanted.query, most, &error);
  if (places != NULL)
    answer_list (call, archive, &wanted, places);
  else
    api_fail_with (call, self, HTTP_FAILED, error);
}

/* Returns: (transfer full) (nullable): the place that the path names; NULL: the call is answered */
static gchar *
get_place (HttpCall *call, Api *self)
{
  g_autofree gchar *place = g_strdup_printf ("%s/%s/%s", http_call_get_segment (call, 0),
      http_call_get_segment (call, 1), http_call_get_segment (call, 2));

  if (!has_archive (call, self))
    return NULL;
  if (aoi_archive_is_place (place))
    return g_steal_pointer (&place);
  http_call_fail (call, HTTP_NOT_FOUND, "archive: there is no record \"%s\"", place);
  return NULL;
}

static JsonArray *
list_files (const AoiFolder *archive, const gchar *place)
{
  g_autoptr (GPtrArray) names = aoi_folder_list (archive, place, NULL);
  JsonArray *files = json_array_new ();

  for (guint i = 0; names != NULL && i < names->len; i++)
    if (station_name_is_file (g_ptr_array_index (names, i)))
      json_array_add_string_element (files, g_ptr_array_index (names, i));
  return files;
}

static void
show (HttpCall *call, gpointer data)
{
  Api *self = data;
  g_autofree gchar *place = get_place (call, self);
  g_autoptr (JsonNode) description = NULL, result = NULL;
  const AoiFolder *archive;
  JsonObject *answer;

  if (place == NULL)
    return;
  archive = station_archive_get_folder (self->station->archive);
  description = read_object (archive, place, AOI_ARCHIVE_DESCRIPTION, NULL);
  result = read_object (archive, place, AOI_ARCHIVE_RESULT, NULL);
  if (description == NULL || result == NULL) {
    http_call_fail (call, HTTP_NOT_FOUND, "archive: there is no record \"%s\"", place);
    return;
  }
  answer = describe (place, json_node_get_object (description), json_node_get_object (result));
  json_object_set_array_member (answer, "files", list_files (archive, place));
  json_object_set_member (answer, "result", g_steal_pointer (&result));
  http_call_answer_object (call, answer);
}

static const struct {
  const gchar *suffix, *type;
} types[] = {
  { ".png", "image/png" },
  { ".jpg", "image/jpeg" },
  { ".json", "application/json" },
};

/* Returns: (nullable): what a file of a record holds by its name; NULL: it is not for clients */
static const gchar *
find_type (const gchar *name)
{
  for (guint i = 0; station_name_is_file (name) && i < G_N_ELEMENTS (types); i++)
    if (g_str_has_suffix (name, types[i].suffix))
      return types[i].type;
  return NULL;
}

static void
show_file (HttpCall *call, gpointer data)
{
  Api *self = data;
  const gchar *name = http_call_get_segment (call, 3);
  const gchar *type = find_type (name);
  g_autofree gchar *place = get_place (call, self);
  g_autofree gchar *path = NULL;

  if (place == NULL)
    return;
  path = g_build_filename (place, name, NULL);
  if (type == NULL
      || !api_answer_file (call, station_archive_get_folder (self->station->archive), path, type))
    http_call_fail (call, HTTP_NOT_FOUND, "archive: there is no file \"%s\"", path);
}

static const ApiEndpoint endpoints[] = {
  { { "GET", "/v1/archive", list, HTTP_SEE, HTTP_WORK, HTTP_BODY_NONE, API_SMALL }, "listRecords",
      "Boards that were kept, the newest first", NULL, "Records",
      { { "day", "query", "string", "Of this day only, such as 2026-11-27" },
          { "product", "query", "string", "Of this product only" },
          { "passed", "query", "boolean", "Those only that passed, or did not" },
          { "roi", "query", "integer", "Those only in which this ROI did not pass" },
          { "board", "query", "string", "The one of this id only" },
          { "before", "query", "string", "Behind this record: next of the list before" },
          { "limit", "query", "integer", "At most so many: 50" } } },
  { { "GET", "/v1/archive/{day}/{product}/{record}", show, HTTP_SEE, HTTP_WORK, HTTP_BODY_NONE,
        API_SMALL },
      "getRecord", "A board that was kept, with its result", NULL, "Record" },
  { { "GET", "/v1/archive/{day}/{product}/{record}/{file}", show_file, HTTP_SEE, HTTP_WORK,
        HTTP_BODY_NONE, API_SMALL },
      "getRecordFile", "A file of a record, such as roi_2.png", NULL, "image/*" },
};

const ApiFamily api_archive_family = { "archive", endpoints, G_N_ELEMENTS (endpoints) };
