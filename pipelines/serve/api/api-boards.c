/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The boards that were inspected, as the database has them. */
#include "api/api-filter.h"

/* A board with all that is known of it is much longer than its row. */
#define TRACED 20
#define MAX_TRACED 100

static void
list (HttpCall *call, gpointer data)
{
  static const gchar *const known[] = { "since", "until", "product", "station", "code", "verdict",
    "failed", "review", "roi", "judgement", "limit", "cursor", NULL };
  Api *self = data;
  g_auto (ApiFilter) filter = { { NULL } };
  g_autoptr (GError) error = NULL;
  JsonObject *answer;

  if (!api_check_store (call, self) || !api_filter_init (&filter, call, known))
    return;
  answer = boards_list (self->boards, &filter.boards, &error);
  if (answer != NULL)
    http_call_answer_object (call, answer);
  else
    api_fail_store (call, error);
}

static void
trace (HttpCall *call, gpointer data)
{
  static const gchar *const known[] = { "limit", "cursor", NULL };
  Api *self = data;
  g_auto (ApiFilter) filter = { { NULL } };
  g_autoptr (GError) error = NULL;
  JsonObject *answer;

  if (!api_check_store (call, self) || !api_filter_init (&filter, call, known)
      || !api_get_limit (call, TRACED, MAX_TRACED, &filter.boards.limit))
    return;
  filter.boards.code = http_call_get_segment (call, 0);
  answer = boards_trace (self->boards, &filter.boards, &error);
  if (answer == NULL) {
    api_fail_store (call, error);
    return;
  }
  json_object_set_string_member (answer, "code", filter.boards.code);
  http_call_answer_object (call, answer);
}

/* Returns: (transfer full) (nullable): the id in the path; %NULL: the call is answered */
static gchar *
dup_id (HttpCall *call, Api *self)
{
  gchar *id;

  return api_check_store (call, self)
          && api_get_id (call, "board", http_call_get_segment (call, 0), &id)
      ? id
      : NULL;
}

static void
show (HttpCall *call, gpointer data)
{
  Api *self = data;
  g_autofree gchar *id = dup_id (call, self);
  g_autoptr (GError) error = NULL;
  JsonObject *board;

  if (id == NULL)
    return;
  if (!boards_show (self->boards, id, &board, &error))
    api_fail_store (call, error);
  else if (board == NULL)
    http_call_fail (call, HTTP_NOT_FOUND, "board: there is no %s", id);
  else
    http_call_answer_object (call, board);
}

static void
show_product (HttpCall *call, gpointer data)
{
  Api *self = data;
  g_autofree gchar *id = dup_id (call, self);
  g_autofree gchar *text = NULL;
  g_autoptr (GError) error = NULL;
  gboolean found;

  if (id == NULL)
    return;
  if (!boards_find_product (self->boards, id, &found, &text, &error))
    api_fail_store (call, error);
  else if (!found)
    http_call_fail (call, HTTP_NOT_FOUND, "board: there is no %s", id);
  else if (text == NULL)
    http_call_fail (
        call, HTTP_NOT_FOUND, "board: of what %s was inspected by there is no text", id);
  else
    http_call_answer_text (call, "application/json", text);
}

#define PAGE \
  { "limit", "query", "integer", "At most so many" }, \
  { \
    "cursor", "query", "string", "The next of the page before" \
  }

static const ApiEndpoint endpoints[] = {
  { { "GET", "/v1/boards", list, HTTP_SEE, HTTP_DATA, HTTP_BODY_NONE, API_SMALL }, "listBoards",
      "Boards that were inspected, the newest first", NULL, "Boards",
      { { "since", "query", "string", "From then on: 8h, 7d, 2026-11-28, 2026-11-28T14:00:00Z" },
          { "until", "query", "string", "Before then" },
          { "product", "query", "string", "Of this product" },
          { "station", "query", "string", "Of this station" },
          { "code", "query", "string", "With a device of this code" },
          { "verdict", "query", "string", "pass, fail or not-inspected" },
          { "failed", "query", "boolean", "Only those that did not pass" },
          { "review", "query", "string", "open: they wait to be judged; judged" },
          { "roi", "query", "integer", "Those in which this ROI did not pass" },
          { "judgement", "query", "string",
              "defect, false-call or unsure: what was judged last of an ROI; with roi, of that one" },
          PAGE } },
  { { "GET", "/v1/boards/{board}", show, HTTP_SEE, HTTP_DATA, HTTP_BODY_NONE, API_SMALL },
      "getBoard", "All that is known of a board", NULL, "Board" },
  { { "GET", "/v1/boards/{board}/product", show_product, HTTP_SEE, HTTP_DATA, HTTP_BODY_NONE,
        API_SMALL },
      "getBoardProduct", "The text of the ROI file by which it was inspected", NULL,
      "application/json" },
  { { "GET", "/v1/codes/{code}", trace, HTTP_SEE, HTTP_DATA, HTTP_BODY_NONE, API_SMALL },
      "traceCode", "All boards with a device of this code, the newest first", NULL, "Trace",
      { PAGE } },
};

const ApiFamily api_boards_family = { "boards", endpoints, G_N_ELEMENTS (endpoints) };
