/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which boards a call asks for. A parameter that is not known or says nothing sensible is refused: otherwise there would be
 * answers to other questions. */
#include "api/api-filter.h"

#include <string.h>

#include "base/aoi-uuid.h"
#include "sql/aoi-sql.h"

/* The longest text that is looked for, bytes. */
#define MAX_TEXT 4096

/**
 * api_check_parameters:
 * @call: (transfer full if FALSE is returned): a call
 * @known: (array zero-terminated=1): the parameters that it may have
 *
 * Returns: whether it has no other, and all are text; if not, the call is answered
 */
gboolean
api_check_parameters (HttpCall *call, const gchar *const *known)
{
  const gchar *unknown = http_call_find_other_query (call, known);
  g_autofree gchar *list = NULL;

  if (unknown != NULL) {
    list = g_strjoinv (", ", (gchar **) known);
    http_call_fail (call, HTTP_BAD_REQUEST, "%s: there is no such parameter; there are: %s",
        unknown, *list != '\0' ? list : "none");
    return FALSE;
  }
  for (guint i = 0; known[i] != NULL; i++) {
    const gchar *text = http_call_get_query (call, known[i]);

    if (text == NULL
        || (g_utf8_validate (text, -1, NULL) && *text != '\0' && strlen (text) <= MAX_TEXT))
      continue;
    http_call_fail (call, HTTP_BAD_REQUEST, "%s: \"%.100s\" must be text in UTF-8 of 1 to %d bytes",
        known[i], text, MAX_TEXT);
    return FALSE;
  }
  return TRUE;
}

/**
 * api_get_id:
 * @call: (transfer full if FALSE is returned): a call
 * @name: of what says an id
 * @text: what it says
 * @id: (out) (transfer full): in lower case
 *
 * Returns: whether it is the id of a board; if not, the call is answered
 */
gboolean
api_get_id (HttpCall *call, const gchar *name, const gchar *text, gchar **id)
{
  if (aoi_uuid_get_time (text, NULL)) {
    *id = g_ascii_strdown (text, -1);
    return TRUE;
  }
  http_call_fail (call, HTTP_BAD_REQUEST,
      "%s: \"%.100s\" is not the id of a board, such as 01a22438-ae86-77c6-b528-2dd26eeccbef", name,
      text);
  return FALSE;
}

/* A page ends before the one of before began. */
static gboolean
get_bounds (ApiFilter *self, HttpCall *call)
{
  const gchar *cursor = http_call_get_query (call, "cursor");
  g_autoptr (GError) error = NULL;

  self->query.since = g_strdup (http_call_get_query (call, "since"));
  self->query.until = g_strdup (http_call_get_query (call, "until"));
  if (!aoi_query_filter_prepare (&self->query, "", g_get_real_time (), &error)) {
    http_call_fail (call, HTTP_BAD_REQUEST, "%s", error->message);
    return FALSE;
  }
  if (cursor != NULL && !api_get_id (call, "cursor", cursor, &self->cursor))
    return FALSE;
  self->boards.from = self->query.from;
  self->boards.to = self->cursor != NULL && strcmp (self->cursor, self->query.to) < 0
      ? self->cursor
      : self->query.to;
  return TRUE;
}

/* @words: (array zero-terminated=1). @word: (out) (nullable): %NULL: the parameter is not there */
static gboolean
get_word (HttpCall *call, const gchar *name, const gchar *const *words, const gchar **word)
{
  g_autofree gchar *list = NULL;

  *word = http_call_get_query (call, name);
  if (*word == NULL || g_strv_contains (words, *word))
    return TRUE;
  list = g_strjoinv (", ", (gchar **) words);
  http_call_fail (call, HTTP_BAD_REQUEST, "%s: \"%.100s\" is none of: %s", name, *word, list);
  return FALSE;
}

static gboolean
get_roi (ApiFilter *self, HttpCall *call)
{
  const gchar *text = http_call_get_query (call, "roi");
  guint64 number = 0;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, G_MAXINT, &number, NULL)) {
    http_call_fail (call, HTTP_BAD_REQUEST,
        "roi: \"%.100s\" is not the number of an ROI, which is 1 or more", text);
    return FALSE;
  }
  self->boards.roi = (gint64) number;
  return TRUE;
}

static gboolean
get_words (ApiFilter *self, HttpCall *call)
{
  static const gchar *const verdicts[] = { "pass", "fail", "not-inspected", NULL };
  static const gchar *const booleans[] = { "true", "false", NULL };
  static const gchar *const reviews[] = { "open", "judged", NULL };
  static const gchar *const judgements[] = { "defect", "false-call", "unsure", NULL };
  const gchar *verdict, *failed, *judgement;

  if (!get_word (call, "verdict", verdicts, &verdict)
      || !get_word (call, "failed", booleans, &failed)
      || !get_word (call, "review", reviews, &self->boards.review)
      || !get_word (call, "judgement", judgements, &judgement))
    return FALSE;
  self->verdict = g_strdup (verdict);
  if (verdict != NULL)
    self->boards.verdict = g_strdelimit (self->verdict, "-", ' ');
  self->judgement = g_strdup (judgement);
  if (judgement != NULL)
    self->boards.judgement = g_strdelimit (self->judgement, "-", ' ');
  self->boards.failed = g_strcmp0 (failed, "true") == 0;
  return TRUE;
}

/**
 * api_filter_init:
 * @self: (out): uninitialised memory, to be cleared even if this fails
 * @call: (transfer full if FALSE is returned): a call, which outlives @self
 * @known: (array zero-terminated=1): the parameters that it may have
 *
 * Returns: whether its parameters say which boards; if not, the call is answered
 */
gboolean
api_filter_init (ApiFilter *self, HttpCall *call, const gchar *const *known)
{
  *self = (ApiFilter){ { NULL } };
  if (!api_check_parameters (call, known) || !get_bounds (self, call) || !get_words (self, call)
      || !get_roi (self, call)
      || !api_get_limit (call, API_FILTER_LIMIT, API_FILTER_MAX_LIMIT, &self->boards.limit))
    return FALSE;
  self->boards.product = http_call_get_query (call, "product");
  self->boards.station = http_call_get_query (call, "station");
  self->boards.code = http_call_get_query (call, "code");
  return TRUE;
}

/**
 * api_filter_clear:
 * @self: a filter
 */
void
api_filter_clear (ApiFilter *self)
{
  aoi_query_filter_clear (&self->query);
  g_free (self->cursor);
  g_free (self->verdict);
  g_free (self->judgement);
}

gboolean
api_check_store (HttpCall *call, Api *self)
{
  if (boards_has_store (self->boards))
    return TRUE;
  http_call_fail (
      call, HTTP_NOT_FOUND, "this station keeps no boards: start it with --store and a database");
  return FALSE;
}

/* The log has all of it, also where the database is. */
void
api_fail_store (HttpCall *call, const GError *error)
{
  g_warning ("%s", error->message);
  if (g_error_matches (error, AOI_SQL_ERROR, AOI_SQL_ERROR_REFUSED)) {
    http_call_fail (call, HTTP_FAILED, "the database refuses the question; see the station's log");
    return;
  }
  http_call_set_header (call, "Retry-After", "2");
  http_call_fail (call, HTTP_BUSY, "the database is away, or busy; see the station's log");
}
