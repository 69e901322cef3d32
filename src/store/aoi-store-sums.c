/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sums by hour: gathered over the boards of a transaction and written once each, so that a batch costs little more than a
 * board.
 *
 * PostgreSQL adds what a transaction brings to the rows that it has, since other stations write them, too. SQLite takes twice
 * as long to add to a row as to write one: there the sums are kept as they stand in the file, as long as no other connection
 * has changed it, and written whole. */
#include "store/aoi-store-sums.h"

#include <math.h>
#include <string.h>

#include "store/aoi-store-time.h"

/* What a sum is of, and whether it waits to be written. @type is empty, and the numbers are 0, in sums of boards. */
typedef struct {
  const gchar *hour, *station, *product, *type;
  gint roi, device;
  gboolean changed;
} Key;

/* Of boards. */
typedef struct {
  Key key;
  gint64 boards, passed, failed, not_inspected;
  gdouble total_ms;
} BoardSum;

/* Of a ROI. */
typedef struct {
  Key key;
  gint64 boards, passed, failed, errors, timeouts, measured;
  gdouble score, margin, margin_squares, time_ms;
} RoiSum;

/* Sums of one table.
 * @by_key: set of sums
 * @changed: (element-type Key): those that are not written yet */
typedef struct {
  GHashTable *by_key;
  GPtrArray *changed;
} Sums;

/* @whole: whether sums are those of the database with what is new, or only what is new
 * @version: of the database, by which changes of other connections are noticed
 * @names: what the keys point to */
struct _AoiStoreSums {
  AoiSql *sql;
  gboolean whole;
  gint64 version;
  Sums boards, rois;
  GStringChunk *names;
};

/* So many sums of ROIs are kept, which is a day of a line with 20 products of 20 ROIs each. */
#define MAX_KEPT 10000

#define N_BOARD_COLUMNS 8
#define N_BOARD_KEYS 3
#define N_ROI_COLUMNS 16
#define N_ROI_KEYS 6

/* Changes with each transaction of another connection, and not with those of this one. */
static const gchar get_version[] = "PRAGMA data_version";

static const gchar find_board[] =
    "SELECT boards, passed, failed, not_inspected, total_ms FROM board_hour "
    "WHERE hour = $1 AND station = $2 AND product = $3";

static const gchar find_roi[] =
    "SELECT boards, passed, failed, errors, timeouts, measured, score, margin, margin_squares, "
    "time_ms FROM roi_hour WHERE hour = $1 AND station = $2 AND product = $3 AND roi = $4 AND "
    "device = $5 AND type = $6";

static AoiSqlInsert write_boards = {
  "REPLACE INTO board_hour (hour, station, product, boards, passed, failed, not_inspected, "
  "total_ms)",
  "", N_BOARD_COLUMNS
};

static AoiSqlInsert write_rois = {
  "REPLACE INTO roi_hour (hour, station, product, roi, device, type, boards, passed, failed, errors, "
  "timeouts, measured, score, margin, margin_squares, time_ms)",
  "", N_ROI_COLUMNS
};

static AoiSqlInsert add_boards = {
  "INSERT INTO board_hour (hour, station, product, boards, passed, failed, not_inspected, total_ms)",
  " ON CONFLICT (hour, station, product) DO UPDATE SET boards = board_hour.boards + excluded.boards, "
  "passed = board_hour.passed + excluded.passed, failed = board_hour.failed + excluded.failed, "
  "not_inspected = board_hour.not_inspected + excluded.not_inspected, "
  "total_ms = board_hour.total_ms + excluded.total_ms",
  N_BOARD_COLUMNS
};

static AoiSqlInsert add_rois = {
  "INSERT INTO roi_hour (hour, station, product, roi, device, type, boards, passed, failed, errors, "
  "timeouts, measured, score, margin, margin_squares, time_ms)",
  " ON CONFLICT (hour, station, product, roi, device, type) DO UPDATE SET "
  "boards = roi_hour.boards + excluded.boards, passed = roi_hour.passed + excluded.passed, "
  "failed = roi_hour.failed + excluded.failed, errors = roi_hour.errors + excluded.errors, "
  "timeouts = roi_hour.timeouts + excluded.timeouts, "
  "measured = roi_hour.measured + excluded.measured, score = roi_hour.score + excluded.score, "
  "margin = roi_hour.margin + excluded.margin, "
  "margin_squares = roi_hour.margin_squares + excluded.margin_squares, "
  "time_ms = roi_hour.time_ms + excluded.time_ms",
  N_ROI_COLUMNS
};

static guint
hash_key (gconstpointer data)
{
  const Key *key = data;

  return (guint) key->roi * 31 + (guint) key->device + g_str_hash (key->station)
      + g_str_hash (key->product);
}

static gint
compare_keys (gconstpointer a, gconstpointer b)
{
  const Key *first = a, *second = b;
  gint order = strcmp (first->hour, second->hour);

  if (order == 0)
    order = strcmp (first->station, second->station);
  if (order == 0)
    order = strcmp (first->product, second->product);
  if (order == 0)
    order = (first->roi > second->roi) - (first->roi < second->roi);
  if (order == 0)
    order = first->device - second->device;
  return order != 0 ? order : strcmp (first->type, second->type);
}

static gboolean
are_equal_keys (gconstpointer a, gconstpointer b)
{
  return compare_keys (a, b) == 0;
}

static Sums
sums_new (void)
{
  return (
      Sums){ g_hash_table_new_full (hash_key, are_equal_keys, g_free, NULL), g_ptr_array_new () };
}

static void
sums_clear (Sums *self)
{
  g_ptr_array_set_size (self->changed, 0);
  g_hash_table_remove_all (self->by_key);
}

static void
sums_free (Sums *self)
{
  g_ptr_array_unref (self->changed);
  g_hash_table_unref (self->by_key);
}

/**
 * aoi_store_sums_new:
 * @sql: (transfer none): the database they are of; lives as long as they
 *
 * Returns: (transfer full): sums of no board
 */
AoiStoreSums *
aoi_store_sums_new (AoiSql *sql)
{
  AoiStoreSums *self = g_new0 (AoiStoreSums, 1);

  self->sql = sql;
  self->whole = aoi_sql_get_dialect (sql) == AOI_SQL_SQLITE;
  self->boards = sums_new ();
  self->rois = sums_new ();
  self->names = g_string_chunk_new (256);
  return self;
}

/**
 * aoi_store_sums_free:
 * @self: (transfer full): sums
 */
void
aoi_store_sums_free (AoiStoreSums *self)
{
  sums_free (&self->boards);
  sums_free (&self->rois);
  g_string_chunk_free (self->names);
  g_free (self);
}

/**
 * aoi_store_sums_forget:
 * @self: sums
 *
 * Forgets all: after a transaction that was taken back they are not those of the database.
 */
void
aoi_store_sums_forget (AoiStoreSums *self)
{
  sums_clear (&self->boards);
  sums_clear (&self->rois);
  g_string_chunk_clear (self->names);
}

/**
 * aoi_store_sums_begin:
 * @self: sums
 * @error: return location for an %AOI_SQL_ERROR
 *
 * At the begin of a transaction that writes, in it: forgets what may not be that of the database any more.
 *
 * Returns: %FALSE if the database could not be asked
 */
gboolean
aoi_store_sums_begin (AoiStoreSums *self, GError **error)
{
  const gint64 before = self->version;

  if (self->whole
      && !aoi_sql_query_integer (self->sql, get_version, NULL, 0, &self->version, error))
    return FALSE;
  if (!self->whole || self->version != before || g_hash_table_size (self->rois.by_key) > MAX_KEPT)
    aoi_store_sums_forget (self);
  return TRUE;
}

static gdouble
or_zero (gdouble number)
{
  return isfinite (number) ? number : 0.0;
}

static void
add_roi (RoiSum *sum, const AoiStoreRoi *roi)
{
  const gdouble margin = roi->score - roi->threshold;

  sum->boards++;
  sum->passed += g_str_equal (roi->status, "pass");
  sum->failed += g_str_equal (roi->status, "fail");
  sum->errors += g_str_equal (roi->status, "error");
  sum->timeouts += g_str_equal (roi->status, "timeout");
  sum->time_ms += or_zero (roi->time_ms);
  if (!isfinite (margin))
    return;
  sum->measured++;
  sum->score += roi->score;
  sum->margin += margin;
  sum->margin_squares += margin * margin;
}

static void
add_board (BoardSum *sum, const AoiStoreBoard *board)
{
  sum->boards++;
  sum->passed += g_str_equal (board->verdict, "pass");
  sum->failed += g_str_equal (board->verdict, "fail");
  sum->not_inspected += g_str_equal (board->verdict, "not inspected");
  sum->total_ms += or_zero (board->total_ms);
}

static void
take_board (const AoiSqlValue *values, guint n_values, gpointer data)
{
  BoardSum *sum = data;

  sum->boards = values[0].integer;
  sum->passed = values[1].integer;
  sum->failed = values[2].integer;
  sum->not_inspected = values[3].integer;
  sum->total_ms = values[4].real;
}

static void
take_roi (const AoiSqlValue *values, guint n_values, gpointer data)
{
  RoiSum *sum = data;

  sum->boards = values[0].integer;
  sum->passed = values[1].integer;
  sum->failed = values[2].integer;
  sum->errors = values[3].integer;
  sum->timeouts = values[4].integer;
  sum->measured = values[5].integer;
  sum->score = values[6].real;
  sum->margin = values[7].real;
  sum->margin_squares = values[8].real;
  sum->time_ms = values[9].real;
}

static void
fill_board (AoiSqlValue *values, gconstpointer data)
{
  const BoardSum *sum = data;
  const AoiSqlValue filled[N_BOARD_COLUMNS] = { aoi_sql_text (sum->key.hour),
    aoi_sql_text (sum->key.station), aoi_sql_text (sum->key.product), aoi_sql_integer (sum->boards),
    aoi_sql_integer (sum->passed), aoi_sql_integer (sum->failed),
    aoi_sql_integer (sum->not_inspected), aoi_sql_real (sum->total_ms) };

  memcpy (values, filled, sizeof filled);
}

static void
fill_roi (AoiSqlValue *values, gconstpointer data)
{
  const RoiSum *sum = data;
  const AoiSqlValue filled[N_ROI_COLUMNS] = { aoi_sql_text (sum->key.hour),
    aoi_sql_text (sum->key.station), aoi_sql_text (sum->key.product),
    aoi_sql_integer (sum->key.roi), aoi_sql_integer (sum->key.device), aoi_sql_text (sum->key.type),
    aoi_sql_integer (sum->boards), aoi_sql_integer (sum->passed), aoi_sql_integer (sum->failed),
    aoi_sql_integer (sum->errors), aoi_sql_integer (sum->timeouts), aoi_sql_integer (sum->measured),
    aoi_sql_real (sum->score), aoi_sql_real (sum->margin), aoi_sql_real (sum->margin_squares),
    aoi_sql_real (sum->time_ms) };

  memcpy (values, filled, sizeof filled);
}

/* A table of sums, and how its rows are read and written. */
typedef struct {
  gsize size;
  const gchar *find;
  guint n_keys;
  AoiSqlRow take;
  void (*fill) (AoiSqlValue *values, gconstpointer sum);
  AoiSqlInsert *add, *write;
} Table;

static const Table board_table = { sizeof (BoardSum), find_board, N_BOARD_KEYS, take_board,
  fill_board, &add_boards, &write_boards };
static const Table roi_table = { sizeof (RoiSum), find_roi, N_ROI_KEYS, take_roi, fill_roi,
  &add_rois, &write_rois };

static gpointer
make_sum (AoiStoreSums *self, const Table *table, const Key *key, GError **error)
{
  g_autofree Key *sum = g_malloc0 (table->size);
  AoiSqlValue values[N_ROI_COLUMNS];

  *sum = *key;
  sum->hour = g_string_chunk_insert_const (self->names, key->hour);
  sum->station = g_string_chunk_insert_const (self->names, key->station);
  sum->product = g_string_chunk_insert_const (self->names, key->product);
  sum->type = g_string_chunk_insert_const (self->names, key->type);
  table->fill (values, sum);
  if (self->whole
      && !aoi_sql_query (self->sql, table->find, values, table->n_keys, table->take, sum, error))
    return NULL;
  return g_steal_pointer (&sum);
}

/* Returns: (transfer none) (nullable): the sum that has the key, which is noted as changed; %NULL if it could not be read */
static gpointer
get_sum (AoiStoreSums *self, Sums *sums, const Table *table, const Key *key, GError **error)
{
  Key *sum = g_hash_table_lookup (sums->by_key, key);

  if (sum == NULL) {
    sum = make_sum (self, table, key, error);
    if (sum == NULL)
      return NULL;
    g_hash_table_add (sums->by_key, sum);
  }
  if (!sum->changed) {
    sum->changed = TRUE;
    g_ptr_array_add (sums->changed, sum);
  }
  return sum;
}

static gboolean
add_rois_of (AoiStoreSums *self, const AoiStoreBoard *board, Key *key, GError **error)
{
  for (guint i = 0; i < board->rois->len; i++) {
    const AoiStoreRoi *roi = &g_array_index (board->rois, AoiStoreRoi, i);
    RoiSum *sum;

    if (g_str_equal (roi->status, "skipped"))
      continue;
    key->type = roi->type;
    key->roi = roi->roi;
    key->device = roi->device;
    sum = get_sum (self, &self->rois, &roi_table, key, error);
    if (sum == NULL)
      return FALSE;
    add_roi (sum, roi);
  }
  return TRUE;
}

/**
 * aoi_store_sums_add:
 * @self: sums
 * @board: a board that is new in the database
 * @error: return location for an %AOI_SQL_ERROR
 *
 * In a transaction, after aoi_store_sums_begin().
 *
 * Returns: %FALSE if the sums of its hour could not be read
 */
gboolean
aoi_store_sums_add (AoiStoreSums *self, const AoiStoreBoard *board, GError **error)
{
  g_autofree gchar *hour = aoi_store_time_show_hour (board->time_us);
  Key key = { .hour = hour, .station = board->station, .product = board->product, .type = "" };
  BoardSum *sum = get_sum (self, &self->boards, &board_table, &key, error);

  if (sum == NULL)
    return FALSE;
  add_board (sum, board);
  return add_rois_of (self, board, &key, error);
}

static gint
compare_changed (gconstpointer a, gconstpointer b)
{
  return compare_keys (*(const gconstpointer *) a, *(const gconstpointer *) b);
}

/* In the order of the keys, so that two stations never wait for each other's rows in a circle. */
static gboolean
write_changed (AoiStoreSums *self, Sums *sums, const Table *table, GError **error)
{
  AoiSqlInsert *insert = self->whole ? table->write : table->add;
  AoiSqlValue values[AOI_SQL_ROWS * N_ROI_COLUMNS];

  g_ptr_array_sort (sums->changed, compare_changed);
  for (guint i = 0, n; i < sums->changed->len; i += n) {
    n = MIN (sums->changed->len - i, AOI_SQL_ROWS);
    for (guint k = 0; k < n; k++) {
      Key *sum = g_ptr_array_index (sums->changed, i + k);

      table->fill (values + k * insert->n_columns, sum);
      sum->changed = FALSE;
    }
    if (!aoi_sql_add_rows (self->sql, insert, values, n, error))
      return FALSE;
  }
  g_ptr_array_set_size (sums->changed, 0);
  return TRUE;
}

/**
 * aoi_store_sums_write:
 * @self: sums
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Writes what boards have changed, in the transaction of the boards.
 *
 * Returns: %FALSE if that has failed already
 */
gboolean
aoi_store_sums_write (AoiStoreSums *self, GError **error)
{
  return write_changed (self, &self->boards, &board_table, error)
      && write_changed (self, &self->rois, &roi_table, error);
}
