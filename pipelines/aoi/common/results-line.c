/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One line of results. It may be truncated, or come from another program: what is not as aoijson writes it is
 * refused, and a verdict that contradicts itself never counts as a pass. */
#include "common/results.h"

#include <math.h>
#include <string.h>

#include "aoi-error.h"
#include "aoi-result-type.h"
#include "json/aoi-json-line.h"
#include "json/aoi-json-reader.h"
#include "json/aoi-json-writer.h"

#define MAX_NESTING 32

/* An object within a line, and what is read of it. */
typedef struct {
  AoiJsonReader reader;
  gchar *path; /* owned */
} Part;

static void
part_clear (Part *self)
{
  aoi_json_reader_clear (&self->reader);
  g_clear_pointer (&self->path, g_free);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Part, part_clear)

static void
clear_roi (gpointer data)
{
  ResultRoi *roi = data;

  g_free (roi->type);
  g_free (roi->reason);
  g_free (roi->reading);
}

static void
clear_device (gpointer data)
{
  g_free (((ResultDevice *) data)->barcode);
}

void
result_free (Result *self)
{
  g_free (self->product);
  g_free (self->revision);
  g_free (self->reason);
  g_clear_pointer (&self->devices, g_array_unref);
  g_clear_pointer (&self->rois, g_array_unref);
  g_free (self);
}

static Result *
result_new (guint line)
{
  Result *self = g_new0 (Result, 1);

  self->line = line;
  self->product = g_strdup ("");
  self->total_ms = NAN;
  return self;
}

static void
refuse (const AoiJsonReader *reader, const gchar *key, const gchar *problem)
{
  g_autofree gchar *path = g_strconcat (reader->path, *reader->path != '\0' ? "." : "", key, NULL);

  aoi_problems_add (reader->source->problems, reader->source->file, path, "%s", problem);
}

static void
require_boolean (AoiJsonReader *reader, const gchar *key, gboolean *value)
{
  if (aoi_json_reader_require (reader, AOI_KEYS (key)))
    aoi_json_reader_get_boolean (reader, AOI_KEYS (key), value);
}

static void
require_int (AoiJsonReader *reader, const gchar *key, gint min, gint *value)
{
  if (aoi_json_reader_require (reader, AOI_KEYS (key)))
    aoi_json_reader_get_int (reader, AOI_KEYS (key), min, G_MAXINT, value);
}

/* Null stands for infinite values and NaN. */
static void
get_double (AoiJsonReader *reader, const gchar *key, gdouble *value)
{
  aoi_json_reader_get_double (reader, AOI_KEYS (key), -G_MAXDOUBLE, G_MAXDOUBLE, value);
}

/* Numbers of boards and frames need more than a gint. */
static void
require_long (AoiJsonReader *reader, const gchar *key, guint64 *value)
{
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS (key), NULL);

  if (!aoi_json_reader_require (reader, AOI_KEYS (key)))
    return;
  if (JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_INT64
      && json_node_get_int (node) >= 0)
    *value = (guint64) json_node_get_int (node);
  else
    refuse (reader, key, "must be an integer from 0");
}

/* Begins to read the object of that key; returns whether it is there. One that is not there is a problem if
 * @required. */
static gboolean
open_part (AoiJsonReader *reader, const gchar *key, gboolean required, Part *part)
{
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS (key), &part->path);

  if (node == NULL) {
    if (required)
      aoi_json_reader_require (reader, AOI_KEYS (key));
    return FALSE;
  }
  if (!aoi_json_node_require_object (reader->source, node, part->path))
    return FALSE;
  aoi_json_reader_init (&part->reader, reader->source, json_node_get_object (node), part->path);
  return TRUE;
}

static void
read_status (AoiJsonReader *aoi, gboolean passed, ResultRoi *roi)
{
  g_autofree gchar *text = NULL;

  aoi_json_reader_get_string (aoi, AOI_KEYS ("status"), &text);
  if (text == NULL)
    return;
  if (!aoi_status_from_string (text, &roi->status))
    refuse (aoi, "status", "must be pass, fail, error, timeout or skipped");
  else if ((roi->status == AOI_STATUS_PASS) != passed)
    refuse (aoi, "status", "contradicts \"passed\" of the ROI");
}

/* The reading as its inspector measured it, where it names that. */
static void
read_value (AoiJsonReader *aoi, ResultRoi *roi)
{
  const AoiResultType *type = aoi_result_type_lookup (roi->type);
  g_auto (Part) values = { 0 };

  if (type != NULL && type->reading_value != NULL && open_part (aoi, "values", FALSE, &values))
    aoi_json_reader_get_string (&values.reader, AOI_KEYS (type->reading_value), &roi->reading);
}

/* The object `aoi` says more than the keys of old clients; lines may be without it. */
static void
read_roi_extension (AoiJsonReader *reader, gboolean passed, ResultRoi *roi)
{
  g_auto (Part) aoi = { 0 };

  if (!open_part (reader, "aoi", FALSE, &aoi))
    return;
  read_status (&aoi.reader, passed, roi);
  get_double (&aoi.reader, "score", &roi->score);
  get_double (&aoi.reader, "threshold", &roi->threshold);
  aoi_json_reader_get_string (&aoi.reader, AOI_KEYS ("reason"), &roi->reason);
  get_double (&aoi.reader, "time_ms", &roi->time_ms);
  read_value (&aoi.reader, roi);
}

/* As text, so that readings of all types can be compared and shown: codes are a JSON array. */
static void
read_reading (AoiJsonReader *reader, ResultRoi *roi)
{
  const AoiResultType *type = aoi_result_type_lookup (roi->type);
  JsonNode *node;

  if (type == NULL || type->reading_member == NULL)
    return;
  node = aoi_json_reader_find (reader, AOI_KEYS (type->reading_member), NULL);
  if (node != NULL)
    roi->reading = JSON_NODE_HOLDS_ARRAY (node) ? aoi_json_write (node)
                                                : g_strdup (aoi_json_node_get_string (node));
}

/* @counts: whether it is one of those that count */
static void
read_roi (AoiJsonReader *reader, Result *result, GArray *rois, gboolean counts)
{
  const ResultRoi *last = rois->len > 0 ? &g_array_index (rois, ResultRoi, rois->len - 1) : NULL;
  ResultRoi roi = { .score = NAN, .threshold = NAN, .time_ms = NAN };
  gboolean passed = FALSE;

  require_int (reader, "roi_id", G_MININT, &roi.id);
  if (last != NULL && roi.id <= last->id)
    refuse (reader, "roi_id", "must be greater than that of the ROI before");
  if (aoi_json_reader_require (reader, AOI_KEYS ("roi_type_name")))
    aoi_json_reader_get_string (reader, AOI_KEYS ("roi_type_name"), &roi.type);
  require_boolean (reader, "passed", &passed);
  aoi_json_reader_get_string (reader, AOI_KEYS ("error"), &roi.reason);
  roi.status = passed ? AOI_STATUS_PASS : roi.reason != NULL ? AOI_STATUS_ERROR : AOI_STATUS_FAIL;
  get_double (reader, "threshold", &roi.threshold);
  aoi_json_reader_get_double (reader, AOI_KEYS ("ai_similarity", "match_percentage_raw"),
      -G_MAXDOUBLE, G_MAXDOUBLE, &roi.score);
  read_reading (reader, &roi);
  read_roi_extension (reader, passed, &roi);
  if (counts && !passed && result->passed)
    refuse (reader, "passed", "is false, but the board passed");
  if (!counts && roi.status != AOI_STATUS_SKIPPED)
    refuse (reader, "aoi", "must have the status skipped, since the ROI does not count");
  g_array_append_val (rois, roi);
}

/* Returns: (transfer full) (nullable): the ROIs of a list that stands under @key */
static GArray *
read_list (AoiJsonReader *reader, const gchar *key, Result *result, gboolean counts)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS (key), &path);
  JsonArray *array;
  GArray *rois;

  if (node == NULL || !aoi_json_node_require_array (reader->source, node, path))
    return NULL;
  array = json_node_get_array (node);
  rois = g_array_sized_new (FALSE, TRUE, sizeof (ResultRoi), json_array_get_length (array));
  g_array_set_clear_func (rois, clear_roi);
  for (guint i = 0; i < json_array_get_length (array); i++) {
    JsonNode *element = json_array_get_element (array, i);
    g_auto (Part) roi = { .path = g_strdup_printf ("%s[%u]", path, i) };

    if (!aoi_json_node_require_object (reader->source, element, roi.path))
      continue;
    aoi_json_reader_init (&roi.reader, reader->source, json_node_get_object (element), roi.path);
    read_roi (&roi.reader, result, rois, counts);
  }
  return rois;
}

static gint
compare_rois (gconstpointer a, gconstpointer b)
{
  const ResultRoi *first = a, *second = b;

  return first->id < second->id ? -1 : first->id > second->id;
}

/* Those of devices that are marked bad are among the others, with their status. */
static void
add_skipped (AoiJsonReader *reader, Result *result)
{
  g_auto (Part) aoi = { 0 };
  g_autoptr (GArray) skipped = NULL;

  if (result->rois == NULL || !open_part (reader, "aoi", FALSE, &aoi))
    return;
  skipped = read_list (&aoi.reader, "skipped", result, FALSE);
  if (skipped == NULL || skipped->len == 0)
    return;
  g_array_append_vals (result->rois, skipped->data, skipped->len);
  g_array_set_clear_func (skipped, NULL);
  g_array_sort (result->rois, compare_rois);
}

static void
read_device (AoiJsonReader *devices, const gchar *key, Result *result)
{
  ResultDevice device = { 0 };
  g_auto (Part) part = { 0 };
  gint64 number;

  if (!open_part (devices, key, TRUE, &part))
    return;
  if (!g_ascii_string_to_signed (key, 10, G_MININT, G_MAXINT, &number, NULL)) {
    refuse (devices, key, "is not the number of a device");
    return;
  }
  device.number = (gint) number;
  require_boolean (&part.reader, "device_passed", &device.passed);
  aoi_json_reader_get_string (&part.reader, AOI_KEYS ("barcode"), &device.barcode);
  g_array_append_val (result->devices, device);
}

static void
read_devices (AoiJsonReader *reader, Result *result)
{
  g_auto (Part) devices = { 0 };
  JsonObjectIter iter;
  const gchar *key;
  JsonNode *node;

  if (!open_part (reader, "device_summaries", FALSE, &devices))
    return;
  result->devices = g_array_new (FALSE, TRUE, sizeof (ResultDevice));
  g_array_set_clear_func (result->devices, clear_device);
  json_object_iter_init_ordered (&iter, devices.reader.object);
  while (json_object_iter_next_ordered (&iter, &key, &node))
    read_device (&devices.reader, key, result);
}

static void
read_overall (AoiJsonReader *reader, Result *result, gint *total)
{
  g_auto (Part) overall = { 0 };
  gint failed = 0;

  if (!open_part (reader, "overall_result", TRUE, &overall))
    return;
  require_boolean (&overall.reader, "passed", &result->passed);
  require_int (&overall.reader, "total_rois", 0, total);
  require_int (&overall.reader, "failed_rois", 0, &failed);
  if (result->passed && (failed > 0 || *total == 0))
    refuse (&overall.reader, "passed", "is true, but not all of at least one ROI passed");
}

static void
read_group (AoiJsonReader *aoi, Result *result)
{
  gint groups = 0, group = 0;

  aoi_json_reader_get_int (aoi, AOI_KEYS ("groups"), 1, G_MAXINT, &groups);
  result->groups = (guint) groups;
  if (groups == 0)
    return;
  require_long (aoi, "board", &result->board);
  if (!result->complete)
    require_int (aoi, "group", 0, &group);
  result->group = (guint) group;
}

static void
read_extension (AoiJsonReader *reader, Result *result)
{
  g_auto (Part) aoi = { 0 };

  if (!open_part (reader, "aoi", TRUE, &aoi))
    return;
  require_long (&aoi.reader, "frame", &result->frame);
  require_boolean (&aoi.reader, "complete", &result->complete);
  read_group (&aoi.reader, result);
  aoi_json_reader_get_string (&aoi.reader, AOI_KEYS ("revision"), &result->revision);
  aoi_json_reader_get_string (&aoi.reader, AOI_KEYS ("reason"), &result->reason);
  get_double (&aoi.reader, "total_ms", &result->total_ms);
  if (result->passed && !result->complete)
    refuse (&aoi.reader, "complete", "is false, but the board passed");
}

/**
 * result_parse:
 * @text: (array length=length): a line without its newline
 * @length: bytes of @text
 * @line: its number
 * @place: what to call it in errors
 * @error: return location for an #AoiError that names place, key and value
 *
 * Returns: (transfer full): what the line says
 */
Result *
result_parse (const gchar *text, gsize length, guint line, const gchar *place, GError **error)
{
  g_autoptr (JsonNode) root = aoi_json_line_parse (text, length, MAX_NESTING, place, error);
  g_autoptr (AoiProblems) problems = aoi_problems_new ();
  g_autoptr (Result) self = result_new (line);
  const AoiJsonSource source = { .file = place, .problems = problems };
  g_auto (AoiJsonReader) reader = { 0 };
  gint total = 0;

  if (root == NULL)
    return NULL;
  aoi_json_reader_init (&reader, &source, json_node_get_object (root), "");
  read_overall (&reader, self, &total);
  if (aoi_json_reader_require (&reader, AOI_KEYS ("product_name")))
    aoi_json_reader_get_string (&reader, AOI_KEYS ("product_name"), &self->product);
  read_extension (&reader, self);
  read_devices (&reader, self);
  self->rois = read_list (&reader, "roi_results", self, TRUE);
  if (self->rois != NULL && aoi_problems_get_count (problems) == 0
      && self->rois->len != (guint) total)
    refuse (&reader, "roi_results", "are not as many as \"total_rois\" says");
  add_skipped (&reader, self);
  return aoi_problems_check (problems, error) ? g_steal_pointer (&self) : NULL;
}

/**
 * result_name:
 * @self: a result
 *
 * Returns: (transfer full): what people call it: `frame 12`, `board 3`, `board 3 group 1`
 */
gchar *
result_name (const Result *self)
{
  if (self->groups == 0)
    return g_strdup_printf ("frame %" G_GUINT64_FORMAT, self->frame);
  if (self->complete)
    return g_strdup_printf ("board %" G_GUINT64_FORMAT, self->board);
  return g_strdup_printf ("board %" G_GUINT64_FORMAT " group %u", self->board, self->group);
}
