/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Boards that wait to be judged, the oldest first; who is at which; and what people say of them. */
#include "boards/boards-review.h"

#include <string.h>

#include "boards/boards-private.h"
#include "boards/boards-questions-private.h"
#include "station/station-news.h"
#include "store/aoi-store-time.h"

/* As clients say it and as the database does. */
static const struct {
  const gchar *word, *judgement;
} words[BOARDS_N_JUDGEMENTS] = { { "defect", "defect" }, { "false-call", "false call" },
  { "unsure", "unsure" } };

static const gchar count_open[] = "SELECT count(*) FROM review";

static const gchar count_open_of[] =
    "SELECT count(*) FROM review r CROSS JOIN board b WHERE b.id = r.board "
    "AND (CAST ($1 AS text) IS NULL OR b.product = $1) AND (CAST ($2 AS text) IS NULL OR b.station = $2)";

/* Few wait, of many boards: SQLite does not change the order of a CROSS JOIN. */
static const gchar find_open[] = BOARDS_COLUMNS
    "FROM review r CROSS JOIN boards b WHERE b.id = r.board AND r.board > $1 "
    "AND (CAST ($2 AS text) IS NULL OR b.product = $2) "
    "AND (CAST ($3 AS text) IS NULL OR b.station = $3) ORDER BY r.board LIMIT $4";

/**
 * boards_get_judgement:
 * @index: less than %BOARDS_N_JUDGEMENTS
 *
 * Returns: a judgement as clients say it, in the order of #BoardsFacts
 */
const gchar *
boards_get_judgement (guint index)
{
  return words[index].word;
}

/**
 * boards_judgement_parse:
 * @word: what a client says
 * @judgement: (out) (transfer none): as the database has it
 *
 * Returns: whether it is one of the words that there are
 */
gboolean
boards_judgement_parse (const gchar *word, const gchar **judgement)
{
  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    if (g_str_equal (words[i].word, word)) {
      *judgement = words[i].judgement;
      return TRUE;
    }
  return FALSE;
}

/* Returns: (transfer full): a lease as clients see it */
JsonObject *
boards_lease_new_object (const gchar *person, gint64 expires_us)
{
  g_autofree gchar *expires = aoi_store_time_show (expires_us);
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "person", person);
  json_object_set_string_member (object, "expires", expires);
  return object;
}

/* What is asked for, and the answer. */
typedef struct {
  Boards *boards;
  const BoardsFilter *filter;
  AoiStoreWish *wish;
  const gchar *id, *person;
  AoiStoreLease *lease;
  const AoiStoreJudgement *judgements;
  guint n_judgements;
  JsonObject *answer;
} Review;

/* Sets `open`: how many wait. */
static gboolean
add_count (
    AoiStore *store, const gchar *product, const gchar *station, JsonObject *answer, GError **error)
{
  const AoiSqlValue values[] = { aoi_sql_text (product), aoi_sql_text (station) };
  const gboolean any = product == NULL && station == NULL;
  gint64 n;

  if (!aoi_sql_query_integer (aoi_store_get_sql (store), any ? count_open : count_open_of, values,
          any ? 0 : G_N_ELEMENTS (values), &n, error))
    return FALSE;
  json_object_set_int_member (answer, "open", n);
  return TRUE;
}

static void
add_lease (JsonObject *board, const GArray *leases)
{
  const gchar *id = json_object_get_string_member (board, "id");

  json_object_set_null_member (board, "lease");
  for (guint i = 0; i < leases->len; i++) {
    const AoiStoreLease *lease = &g_array_index (leases, AoiStoreLease, i);

    if (g_str_equal (lease->board, id))
      json_object_set_object_member (
          board, "lease", boards_lease_new_object (lease->person, lease->expires_us));
  }
}

static gboolean
add_open (AoiStore *store, const BoardsFilter *filter, JsonArray *boards, GError **error)
{
  const AoiSqlValue values[] = { aoi_sql_text (filter->from), aoi_sql_text (filter->product),
    aoi_sql_text (filter->station), aoi_sql_integer ((gint64) filter->limit + 1) };
  g_autoptr (GArray) leases = aoi_store_list_leases (store, error);
  BoardsRows rows = { boards_column_names, boards };

  if (leases == NULL
      || !aoi_sql_query (aoi_store_get_sql (store), find_open, values, G_N_ELEMENTS (values),
          boards_board_add, &rows, error))
    return FALSE;
  for (guint i = 0; i < json_array_get_length (boards); i++)
    add_lease (json_array_get_object_element (boards, i), leases);
  return TRUE;
}

static gboolean
ask_list (AoiStore *store, gpointer data, GError **error)
{
  Review *self = data;
  const BoardsFilter *filter = self->filter;
  JsonArray *boards = json_array_new ();

  g_clear_pointer (&self->answer, json_object_unref);
  self->answer = json_object_new ();
  json_object_set_array_member (self->answer, "boards", boards);
  if (!add_count (store, filter->product, filter->station, self->answer, error)
      || !add_open (store, filter, boards, error))
    return FALSE;
  json_object_set_member (self->answer, "next", boards_cut (boards, filter->limit));
  return TRUE;
}

/* Returns: (transfer full) (nullable): the answer, if it was got */
static JsonObject *
finish (Review *self, gboolean good)
{
  if (!good)
    g_clear_pointer (&self->answer, json_object_unref);
  return self->answer;
}

/**
 * boards_list_review:
 * @self: boards of a station with a store
 * @filter: of which product and station, and behind which board
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: (transfer full): `open`, how many wait; `boards`, each with who is at it; and `next`, the id behind which
 *   the next page begins, or null
 */
JsonObject *
boards_list_review (Boards *self, const BoardsFilter *filter, GError **error)
{
  Review review = { .filter = filter };

  return finish (&review, boards_read (self, ask_list, &review, error));
}

static gint64
get_length (const Boards *self)
{
  return (gint64) self->station->settings.lease_s * G_USEC_PER_SEC;
}

static gboolean
ask_next (AoiStore *store, gpointer data, GError **error)
{
  Review *self = data;
  g_auto (AoiStoreLease) lease = { NULL };
  JsonObject *board = NULL;

  self->answer = json_object_new ();
  if (!aoi_store_take_next (store, self->wish, &lease, error)
      || !add_count (store, self->wish->product, self->wish->station, self->answer, error)
      || (lease.board != NULL && !boards_find_one (store, lease.board, &board, error)))
    return FALSE;
  if (board != NULL)
    json_object_set_object_member (self->answer, "board", board);
  else
    json_object_set_null_member (self->answer, "board");
  return TRUE;
}

/**
 * boards_take_next:
 * @self: boards of a station with a store
 * @wish: who wants which; how long he gets it is filled in
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: (transfer full): `open`, how many wait, and `board`, which is his now, or null
 */
JsonObject *
boards_take_next (Boards *self, AoiStoreWish *wish, GError **error)
{
  Review review = { .wish = wish };

  wish->length_us = get_length (self);
  return finish (&review, boards_write (self, ask_next, &review, error));
}

static gboolean
ask_hold (AoiStore *store, gpointer data, GError **error)
{
  Review *self = data;

  return aoi_store_hold (
      store, self->id, self->person, get_length (self->boards), self->lease, error);
}

/**
 * boards_hold:
 * @self: boards of a station with a store
 * @id: of a board
 * @person: who is at it, or wants to be
 * @lease: (out): as aoi_store_hold() has it
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: whether that could be found out
 */
gboolean
boards_hold (
    Boards *self, const gchar *id, const gchar *person, AoiStoreLease *lease, GError **error)
{
  Review review = { .boards = self, .id = id, .person = person, .lease = lease };

  return boards_write (self, ask_hold, &review, error);
}

static gboolean
ask_release (AoiStore *store, gpointer data, GError **error)
{
  Review *self = data;

  return aoi_store_release (store, self->id, self->person, self->lease, error);
}

/**
 * boards_release:
 * @self: boards of a station with a store
 * @id: of a board
 * @person: who leaves it
 * @lease: (out): as aoi_store_release() has it
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: whether that could be done
 */
gboolean
boards_release (
    Boards *self, const gchar *id, const gchar *person, AoiStoreLease *lease, GError **error)
{
  Review review = { .boards = self, .id = id, .person = person, .lease = lease };

  return boards_write (self, ask_release, &review, error);
}

static guint
find_word (const gchar *judgement)
{
  guint i = 0;

  while (!g_str_equal (words[i].judgement, judgement))
    i++;
  return i;
}

static void
count (Boards *self, const AoiStoreJudgement *judgements, guint n)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < n; i++)
    self->judgements[find_word (judgements[i].judgement)]++;
}

/* Has those know who look at the board, too. */
static void
tell (Boards *self, const AoiStoreJudgement *judgements, guint n)
{
  JsonObject *object = json_object_new ();
  JsonArray *rois = json_array_new ();

  for (guint i = 0; i < n; i++) {
    JsonObject *roi = json_object_new ();

    json_object_set_int_member (roi, "roi", judgements[i].roi);
    json_object_set_string_member (
        roi, "judgement", words[find_word (judgements[i].judgement)].word);
    json_array_add_object_element (rois, roi);
  }
  json_object_set_string_member (object, "board", judgements->board);
  json_object_set_string_member (object, "person", judgements->person);
  json_object_set_array_member (object, "judgements", rois);
  station_tell (self->station, "judgement", object);
}

static gboolean
ask_judge (AoiStore *store, gpointer data, GError **error)
{
  Review *self = data;

  return aoi_store_judge_rois (
      store, self->judgements, self->n_judgements, g_get_real_time (), self->lease, error);
}

/**
 * boards_judge:
 * @self: boards of a station with a store
 * @judgements: (array length=n_judgements): what somebody says of ROIs of one board
 * @n_judgements: how many, at least one
 * @holder: (out): as aoi_store_judge_rois() has it
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: whether all of them last
 */
gboolean
boards_judge (Boards *self, const AoiStoreJudgement *judgements, guint n_judgements,
    AoiStoreLease *holder, GError **error)
{
  Review review = { .judgements = judgements, .n_judgements = n_judgements, .lease = holder };

  *holder = (AoiStoreLease){ NULL };
  if (!boards_write (self, ask_judge, &review, error))
    return FALSE;
  count (self, judgements, n_judgements);
  tell (self, judgements, n_judgements);
  return TRUE;
}
