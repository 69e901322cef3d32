/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Boards that wait to be judged, who is at which, and what people say of them. */
#include "api/api-filter.h"
#include "boards/boards-review.h"

#include <string.h>

#define MAX_JUDGEMENTS 1000
#define MAX_NOTE 4096

/* In place of a number: all ROIs of the board that did not pass, or if all did, all. */
#define ALL_ROIS G_MININT

static void
list (HttpCall *call, gpointer data)
{
  static const gchar *const known[] = { "product", "station", "limit", "cursor", NULL };
  Api *self = data;
  g_auto (ApiFilter) filter = { { NULL } };
  g_autoptr (GError) error = NULL;
  JsonObject *answer;

  if (!api_check_store (call, self) || !api_filter_init (&filter, call, known))
    return;
  /* The oldest come first: a page begins behind the one of before. */
  if (filter.cursor != NULL)
    filter.boards.from = filter.cursor;
  answer = boards_list_review (self->boards, &filter.boards, &error);
  if (answer != NULL)
    http_call_answer_object (call, answer);
  else
    api_fail_store (call, error);
}

/* A member that must be text if it is there. @text: (out) (nullable) */
static gboolean
get_text (HttpCall *call, const gchar *name, const gchar **text)
{
  JsonObject *body = http_call_get_object (call);

  *text = api_get_text (body, name);
  if (*text != NULL || !json_object_has_member (body, name)
      || json_object_get_null_member (body, name))
    return TRUE;
  http_call_fail (call, HTTP_BAD_REQUEST, "%s: must be a text", name);
  return FALSE;
}

static void
take_next (HttpCall *call, gpointer data)
{
  Api *self = data;
  g_autofree gchar *person = api_dup_person (call);
  g_autofree gchar *id = NULL;
  g_autoptr (GError) error = NULL;
  AoiStoreWish wish = { .person = person };
  JsonObject *answer;

  if (!api_check_store (call, self) || !get_text (call, "product", &wish.product)
      || !get_text (call, "station", &wish.station) || !get_text (call, "after", &wish.after)
      || (wish.after != NULL && !api_get_id (call, "after", wish.after, &id)))
    return;
  wish.after = id;
  answer = boards_take_next (self->boards, &wish, &error);
  if (answer != NULL)
    http_call_answer_object (call, answer);
  else
    api_fail_store (call, error);
}

/* @lease: of somebody else */
static void
answer_held (HttpCall *call, const AoiStoreLease *lease)
{
  JsonObject *answer = json_object_new ();
  g_autofree gchar *text = g_strdup_printf (
      "board: %s is at %s, and nobody else may judge it meanwhile", lease->person, lease->board);

  json_object_set_string_member (answer, "error", text);
  json_object_set_string_member (answer, "person", lease->person);
  api_set_time (answer, "expires", lease->expires_us);
  http_call_refuse (call, HTTP_CONFLICT, answer);
}

static void
hold (HttpCall *call, gpointer data)
{
  Api *self = data;
  g_autofree gchar *person = api_dup_person (call);
  g_autofree gchar *id = NULL;
  g_auto (AoiStoreLease) lease = { NULL };
  g_autoptr (GError) error = NULL;
  JsonObject *answer;

  if (!api_check_store (call, self)
      || !api_get_id (call, "board", http_call_get_segment (call, 0), &id))
    return;
  if (!boards_hold (self->boards, id, person, &lease, &error)) {
    api_fail_store (call, error);
    return;
  }
  if (lease.board == NULL) {
    http_call_fail (call, HTTP_NOT_FOUND, "board: there is no %s", id);
    return;
  }
  if (!g_str_equal (lease.person, person)) {
    answer_held (call, &lease);
    return;
  }
  answer = json_object_new ();
  json_object_set_string_member (answer, "person", lease.person);
  api_set_time (answer, "expires", lease.expires_us);
  http_call_answer_object (call, answer);
}

static void
release (HttpCall *call, gpointer data)
{
  Api *self = data;
  g_autofree gchar *person = api_dup_person (call);
  g_autofree gchar *id = NULL;
  g_auto (AoiStoreLease) lease = { NULL };
  g_autoptr (GError) error = NULL;

  if (!api_check_store (call, self)
      || !api_get_id (call, "board", http_call_get_segment (call, 0), &id))
    return;
  if (!boards_release (self->boards, id, person, &lease, &error))
    api_fail_store (call, error);
  else if (lease.board != NULL)
    answer_held (call, &lease);
  else
    http_call_answer_object (call, json_object_new ());
}

/* Returns: (transfer full) (nullable): all that is known of a board; %NULL: the call is answered */
static JsonObject *
find_board (HttpCall *call, Api *self, const gchar *id)
{
  g_autoptr (GError) error = NULL;
  JsonObject *board;

  if (!boards_show (self->boards, id, &board, &error))
    api_fail_store (call, error);
  else if (board == NULL)
    http_call_fail (call, HTTP_NOT_FOUND, "board: there is no %s", id);
  else
    return board;
  return NULL;
}

static void
show_judgements (HttpCall *call, gpointer data)
{
  Api *self = data;
  g_autofree gchar *id = NULL;
  g_autoptr (JsonObject) board = NULL;
  JsonObject *answer;

  if (!api_check_store (call, self)
      || !api_get_id (call, "board", http_call_get_segment (call, 0), &id))
    return;
  board = find_board (call, self, id);
  if (board == NULL)
    return;
  answer = json_object_new ();
  json_object_set_member (answer, "judgements", json_object_dup_member (board, "judgements"));
  http_call_answer_object (call, answer);
}

/* What is wrong with one of several judgements. */
static gboolean
refuse (HttpCall *call, guint index, const gchar *key, const gchar *wanted)
{
  http_call_fail (call, HTTP_BAD_REQUEST, "judgements[%u].%s: must be %s", index, key, wanted);
  return FALSE;
}

/* A number, or the word `all`. */
static gboolean
read_roi (JsonNode *node, gint *roi)
{
  gint64 number;

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node))
    return FALSE;
  if (json_node_get_value_type (node) == G_TYPE_STRING) {
    *roi = ALL_ROIS;
    return g_str_equal (json_node_get_string (node), "all");
  }
  number = json_node_get_int (node);
  *roi = (gint) number;
  return json_node_get_value_type (node) == G_TYPE_INT64 && number == *roi && number != ALL_ROIS;
}

static gboolean
read_judgement (HttpCall *call, guint index, JsonNode *node, AoiStoreJudgement *judgement)
{
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const gchar *word = object != NULL ? api_get_text (object, "judgement") : NULL;

  if (object == NULL) {
    http_call_fail (call, HTTP_BAD_REQUEST, "judgements[%u]: must be an object", index);
    return FALSE;
  }
  if (!read_roi (json_object_get_member (object, "roi"), &judgement->roi))
    return refuse (call, index, "roi", "the number of an ROI of the board, or all");
  if (word == NULL || !boards_judgement_parse (word, &judgement->judgement))
    return refuse (call, index, "judgement", "defect, false-call or unsure");
  judgement->note = api_get_text (object, "note");
  if (judgement->note == NULL && json_object_has_member (object, "note")
      && !json_object_get_null_member (object, "note"))
    return refuse (call, index, "note", "a text");
  return judgement->note == NULL || strlen (judgement->note) <= MAX_NOTE
      || refuse (call, index, "note", "at most 4096 bytes");
}

/* Returns: (transfer full) (nullable): what the body says; %NULL: the call is answered */
static GArray *
read_judgements (HttpCall *call, const gchar *id, const gchar *person)
{
  JsonNode *node = json_object_get_member (http_call_get_object (call), "judgements");
  JsonArray *array = node != NULL && JSON_NODE_HOLDS_ARRAY (node) ? json_node_get_array (node)
                                                                  : NULL;
  const guint n = array != NULL ? json_array_get_length (array) : 0;
  g_autoptr (GArray) judgements = g_array_new (FALSE, TRUE, sizeof (AoiStoreJudgement));

  if (n < 1 || n > MAX_JUDGEMENTS) {
    http_call_fail (
        call, HTTP_BAD_REQUEST, "judgements: must be an array of 1 to %d objects", MAX_JUDGEMENTS);
    return NULL;
  }
  for (guint i = 0; i < n; i++) {
    AoiStoreJudgement judgement = { .board = id, .person = person };

    if (!read_judgement (call, i, json_array_get_element (array, i), &judgement))
      return NULL;
    if (judgement.roi == ALL_ROIS && n > 1) {
      refuse (call, i, "roi", "a number, since more is said: all stands alone");
      return NULL;
    }
    g_array_append_val (judgements, judgement);
  }
  return g_steal_pointer (&judgements);
}

static gboolean
has_roi (JsonObject *board, gint number)
{
  JsonArray *rois = json_object_get_array_member (board, "rois");

  for (guint i = 0; i < json_array_get_length (rois); i++)
    if (json_object_get_int_member (json_array_get_object_element (rois, i), "roi") == number)
      return TRUE;
  return FALSE;
}

/* What was skipped says nothing that could be wrong. */
static gboolean
is_beyond_doubt (JsonArray *rois, guint index)
{
  const gchar *status = json_object_get_string_member (
      json_array_get_object_element (rois, index), "status");

  return g_str_equal (status, "pass") || g_str_equal (status, "skipped");
}

/* The board as a whole is judged: the same is said of all its ROIs that did not pass, or if all did, of all. */
static void
say_of_all (JsonObject *board, GArray *judgements)
{
  AoiStoreJudgement judgement = g_array_index (judgements, AoiStoreJudgement, 0);
  JsonArray *rois = json_object_get_array_member (board, "rois");
  const guint n = json_array_get_length (rois);
  gboolean all_passed = TRUE;

  g_array_set_size (judgements, 0);
  for (guint i = 0; i < n; i++)
    all_passed &= is_beyond_doubt (rois, i);
  for (guint i = 0; i < n; i++) {
    if (!all_passed && is_beyond_doubt (rois, i))
      continue;
    judgement.roi = (gint) json_object_get_int_member (
        json_array_get_object_element (rois, i), "roi");
    g_array_append_val (judgements, judgement);
  }
}

/* Whether a board is there with the ROIs that are judged; if not, the call is answered. */
static gboolean
check_rois (HttpCall *call, Api *self, const gchar *id, GArray *judgements)
{
  g_autoptr (JsonObject) board = find_board (call, self, id);

  if (board == NULL)
    return FALSE;
  if (g_array_index (judgements, AoiStoreJudgement, 0).roi == ALL_ROIS)
    say_of_all (board, judgements);
  if (judgements->len == 0) {
    http_call_fail (call, HTTP_BAD_REQUEST, "judgements[0].roi: board %s has no ROI", id);
    return FALSE;
  }
  for (guint i = 0; i < judgements->len; i++) {
    const gint roi = g_array_index (judgements, AoiStoreJudgement, i).roi;

    if (has_roi (board, roi))
      continue;
    http_call_fail (
        call, HTTP_BAD_REQUEST, "judgements[%u].roi: board %s has no ROI %d", i, id, roi);
    return FALSE;
  }
  return TRUE;
}

/* Has the audit log say which ROIs were judged. */
static void
note_rois (HttpCall *call, const GArray *judgements)
{
  JsonNode *node = json_node_new (JSON_NODE_ARRAY);
  JsonArray *rois = json_array_new ();

  for (guint i = 0; i < judgements->len; i++)
    json_array_add_int_element (rois, g_array_index (judgements, AoiStoreJudgement, i).roi);
  json_node_take_array (node, rois);
  http_call_note (call, "rois", node);
}

static void
judge (HttpCall *call, gpointer data)
{
  Api *self = data;
  g_autofree gchar *person = api_dup_person (call);
  g_autofree gchar *id = NULL;
  g_autoptr (GArray) judgements = NULL;
  g_auto (AoiStoreLease) holder = { NULL };
  g_autoptr (GError) error = NULL;
  JsonObject *answer;

  if (!api_check_store (call, self)
      || !api_get_id (call, "board", http_call_get_segment (call, 0), &id))
    return;
  judgements = read_judgements (call, id, person);
  if (judgements == NULL || !check_rois (call, self, id, judgements))
    return;
  if (!boards_judge (self->boards, (const AoiStoreJudgement *) (gpointer) judgements->data,
          judgements->len, &holder, &error)) {
    if (holder.board != NULL)
      answer_held (call, &holder);
    else
      api_fail_store (call, error);
    return;
  }
  note_rois (call, judgements);
  answer = json_object_new ();
  json_object_set_int_member (answer, "judged", judgements->len);
  http_call_answer_object (call, answer);
}

static const ApiEndpoint endpoints[] = {
  { { "GET", "/v1/review", list, HTTP_SEE, HTTP_DATA, HTTP_BODY_NONE, API_SMALL }, "listReview",
      "Boards that did not pass and wait to be judged, the oldest first, with who is at them", NULL,
      "Review",
      { { "product", "query", "string", "Of this product" },
          { "station", "query", "string", "Of this station" },
          { "limit", "query", "integer", "At most so many" },
          { "cursor", "query", "string", "The next of the page before" } } },
  { { "POST", "/v1/review/next", take_next, HTTP_REVIEW, HTTP_DATA, HTTP_BODY_OBJECT, API_SMALL },
      "takeNext", "Takes the oldest board that nobody else is at, and leaves all others", "Wish",
      "Taken" },
  { { "PUT", "/v1/boards/{board}/lease", hold, HTTP_REVIEW, HTTP_DATA, HTTP_BODY_NONE, API_SMALL },
      "holdBoard", "Takes a board, or goes on having it; 409 if somebody else is at it", NULL,
      "Lease" },
  { { "DELETE", "/v1/boards/{board}/lease", release, HTTP_REVIEW, HTTP_DATA, HTTP_BODY_NONE,
        API_SMALL },
      "leaveBoard", "Leaves a board", NULL, "Nothing" },
  { { "GET", "/v1/boards/{board}/judgements", show_judgements, HTTP_SEE, HTTP_DATA, HTTP_BODY_NONE,
        API_SMALL },
      "listJudgements", "All that was said of a board, in its order", NULL, "Judgements" },
  { { "POST", "/v1/boards/{board}/judgements", judge, HTTP_JUDGE, HTTP_DATA, HTTP_BODY_OBJECT,
        API_SMALL },
      "judgeBoard", "Says of ROIs whether their verdicts were right; 409 if somebody else is at it",
      "Judging", "Judged" },
};

const ApiFamily api_review_family = { "review", endpoints, G_N_ELEMENTS (endpoints) };
