/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The goldens of an ROI as they are, and were. */
#include "api/api-goldens.h"

#include "aoi-golden.h"
#include "station/station-history.h"

#define MAX_PAST 1000
#define SHOWN_PAST 50

/* Whose goldens the path names; if it names none, the call is answered. */
gboolean
api_goldens_get_target (HttpCall *call, Api *self, ApiGoldensTarget *target)
{
  const gchar *text = http_call_get_segment (call, 1);
  guint64 number;

  target->product = api_get_product (call, self);
  if (target->product == NULL)
    return FALSE;
  if (g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT, &number, NULL)) {
    target->id = station_goldens_share (self->station->products, target->product, (gint) number);
    return TRUE;
  }
  http_call_fail (
      call, HTTP_BAD_REQUEST, "roi: %s is not the number of an ROI, which is 1 or more", text);
  return FALSE;
}

/* Answers with an error of the store: the client's mistake, unless files cannot be read or written. */
void
api_goldens_fail (HttpCall *call, Api *self, const GError *error)
{
  const gboolean mistake = g_error_matches (error, AOI_ERROR, AOI_ERROR_IMAGE)
      || g_error_matches (error, AOI_ERROR, AOI_ERROR_INVALID);

  api_fail_with (call, self, mistake ? HTTP_BAD_REQUEST : HTTP_FAILED, error);
}

static JsonObject *
describe_golden (const StationGolden *golden)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "name", golden->name);
  json_object_set_boolean_member (object, "best", golden->is_best);
  json_object_set_int_member (object, "bytes", golden->size);
  api_set_time (object, "time", golden->time_us);
  json_object_set_string_member (object, "sha256", golden->hash);
  return object;
}

/* Returns: (transfer full): a set, in the order in which goldens are tried */
JsonObject *
api_goldens_describe (const ApiGoldensTarget *target, const StationGoldenSet *set)
{
  JsonObject *answer = json_object_new ();
  JsonArray *goldens = json_array_new ();

  for (guint i = 0; i < set->goldens->len; i++)
    json_array_add_object_element (goldens, describe_golden (g_ptr_array_index (set->goldens, i)));
  json_object_set_string_member (answer, "product", target->product);
  json_object_set_int_member (answer, "roi", target->id);
  json_object_set_string_member (answer, "revision", set->revision);
  json_object_set_int_member (answer, "most", AOI_GOLDENS_MAX);
  json_object_set_array_member (answer, "goldens", goldens);
  return answer;
}

static void
list (HttpCall *call, gpointer data)
{
  Api *self = data;
  g_autoptr (StationGoldenSet) set = NULL;
  g_autoptr (GError) error = NULL;
  ApiGoldensTarget target;

  if (!api_goldens_get_target (call, self, &target))
    return;
  set = station_golden_set_read (self->station->products, target.product, target.id, &error);
  if (set == NULL) {
    api_goldens_fail (call, self, error);
    return;
  }
  api_set_tag (call, set->revision);
  http_call_answer_object (call, api_goldens_describe (&target, set));
}

static void
show_picture (HttpCall *call, gpointer data)
{
  Api *self = data;
  const gchar *name = http_call_get_segment (call, 2);
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree gchar *hash = NULL;
  ApiGoldensTarget target;
  const gchar *type;

  if (!api_goldens_get_target (call, self, &target))
    return;
  if (station_name_is_file (name))
    bytes = station_goldens_read (self->station->products, target.product, target.id, name, &error);
  type = bytes != NULL ? station_golden_get_type (bytes) : NULL;
  if (type == NULL) {
    http_call_fail (call, HTTP_NOT_FOUND, "golden: ROI %d has no \"%s\"", target.id, name);
    return;
  }
  hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  api_set_tag (call, hash);
  http_call_answer (call, HTTP_OK, g_str_equal (type, "png") ? "image/png" : "image/jpeg",
      g_steal_pointer (&bytes));
}

/* What the history says of a set. */
static JsonObject *
describe_past (const StationPast *past)
{
  JsonObject *object = json_object_new ();
  JsonNode *goldens = json_from_string (past->text, NULL);

  json_object_set_string_member (object, "revision", past->revision);
  api_set_time (object, "time", past->time_us);
  api_set_text (object, "person", past->person);
  api_set_text (object, "note", past->note);
  json_object_set_member (
      object, "goldens", goldens != NULL ? goldens : json_node_new (JSON_NODE_NULL));
  return object;
}

static gboolean
is_kept (const GPtrArray *pasts, const StationGoldenSet *set)
{
  return pasts->len > 0
      && g_str_equal (
          ((const StationPast *) g_ptr_array_index (pasts, 0))->revision, set->revision);
}

/* What is there now stands first, whoever made it so. */
static JsonObject *
describe_present (const StationGoldenSet *set)
{
  const StationPast past = {
    .revision = set->revision,
    .time_us = station_golden_set_get_time (set),
    .text = set->text,
  };

  return describe_past (&past);
}

static void
show_history (HttpCall *call, gpointer data)
{
  Api *self = data;
  StationProducts *products = self->station->products;
  g_autoptr (StationGoldenSet) set = NULL;
  g_autoptr (GPtrArray) pasts = NULL;
  g_autoptr (GError) error = NULL;
  ApiGoldensTarget target;
  JsonObject *answer;
  JsonArray *revisions;
  guint limit;

  if (!api_goldens_get_target (call, self, &target)
      || !api_get_limit (call, SHOWN_PAST, MAX_PAST, &limit))
    return;
  set = station_golden_set_read (products, target.product, target.id, &error);
  if (set != NULL)
    pasts = station_history_list (products, target.product, target.id, limit, &error);
  if (pasts == NULL) {
    api_goldens_fail (call, self, error);
    return;
  }
  answer = json_object_new ();
  revisions = json_array_new ();
  if (!is_kept (pasts, set))
    json_array_add_object_element (revisions, describe_present (set));
  for (guint i = 0; i < pasts->len && json_array_get_length (revisions) < limit; i++)
    json_array_add_object_element (revisions, describe_past (g_ptr_array_index (pasts, i)));
  json_object_set_array_member (answer, "revisions", revisions);
  http_call_answer_object (call, answer);
}

#define MATCH \
  { \
    "If-Match", "header", "string", "The ETag of the goldens that are changed" \
  }
#define NOTE \
  { \
    "note", "query", "string", "Why, for the history" \
  }

static const ApiEndpoint endpoints[] = {
  { { "GET", API_GOLDENS, list, HTTP_SEE, HTTP_WORK, HTTP_BODY_NONE, API_SMALL }, "listGoldens",
      "The goldens of an ROI in the order in which they are tried; ETag has their revision", NULL,
      "Goldens" },
  { { "POST", API_GOLDENS, api_golden_add, HTTP_CHANGE, HTTP_HEAVY, HTTP_BODY_FORM,
        API_GOLDEN_BYTES },
      "addGolden", "Teaches a golden: a crop of the ROI, or what the ROI shows of a frame",
      "NewGolden", "GoldensChanged", { MATCH } },
  { { "GET", API_GOLDENS "/history", show_history, HTTP_SEE, HTTP_WORK, HTTP_BODY_NONE, API_SMALL },
      "getGoldensHistory", "Which goldens the ROI had, the newest first", NULL, "GoldensHistory",
      { { "limit", "query", "integer", "At most so many: 50" } } },
  { { "POST", API_GOLDENS "/restore", api_goldens_restore, HTTP_CHANGE, HTTP_WORK, HTTP_BODY_OBJECT,
        API_SMALL },
      "restoreGoldens", "Makes the goldens what they were: takes teaching back", "Restore",
      "GoldensChanged", { MATCH } },
  { { "GET", API_GOLDENS "/{golden}", show_picture, HTTP_SEE, HTTP_WORK, HTTP_BODY_NONE,
        API_SMALL },
      "getGolden", "The file of a golden", NULL, "image/*" },
  { { "DELETE", API_GOLDENS "/{golden}", api_golden_remove, HTTP_CHANGE, HTTP_WORK, HTTP_BODY_NONE,
        API_SMALL },
      "removeGolden", "Takes a golden away; if it was the best, the next one is that", NULL,
      "GoldensChanged", { MATCH, NOTE } },
  { { "POST", API_GOLDENS "/{golden}/promote", api_golden_promote, HTTP_CHANGE, HTTP_WORK,
        HTTP_BODY_NONE, API_SMALL },
      "promoteGolden", "Makes a golden the one that is tried first", NULL, "GoldensChanged",
      { MATCH, NOTE } },
};

const ApiFamily api_goldens_family = { "goldens", endpoints, G_N_ELEMENTS (endpoints) };
