/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sums by hour: gathered over the boards of a transaction and written once each, so that a batch costs little more than a
 * board. */
#include "store/aoi-store-sums.h"

#include <math.h>
#include <string.h>

#include "store/aoi-store-time.h"

/* What a sum is of. @type is empty, and the numbers are 0, in sums of boards. The names are those of a board. */
typedef struct {
  const gchar *hour, *station, *product, *type;
  gint roi, device;
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

/* Both are sets of sums by their keys. */
struct _AoiStoreSums {
  GHashTable *boards, *rois;
  GStringChunk *hours;
};

#define N_BOARD_COLUMNS 8
#define N_ROI_COLUMNS 16

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

/**
 * aoi_store_sums_new:
 *
 * Returns: (transfer full): sums of no board
 */
AoiStoreSums *
aoi_store_sums_new (void)
{
  AoiStoreSums *self = g_new (AoiStoreSums, 1);

  self->boards = g_hash_table_new_full (hash_key, are_equal_keys, g_free, NULL);
  self->rois = g_hash_table_new_full (hash_key, are_equal_keys, g_free, NULL);
  self->hours = g_string_chunk_new (64);
  return self;
}

/**
 * aoi_store_sums_free:
 * @self: (transfer full): sums
 */
void
aoi_store_sums_free (AoiStoreSums *self)
{
  g_hash_table_unref (self->boards);
  g_hash_table_unref (self->rois);
  g_string_chunk_free (self->hours);
  g_free (self);
}

static gdouble
or_zero (gdouble number)
{
  return isfinite (number) ? number : 0.0;
}

/* Returns: (transfer none): the sum of @size bytes that has the key, of nothing if it is new */
static gpointer
get_sum (GHashTable *sums, const Key *key, gsize size)
{
  Key *sum = g_hash_table_lookup (sums, key);

  if (sum != NULL)
    return sum;
  sum = g_malloc0 (size);
  *sum = *key;
  g_hash_table_add (sums, sum);
  return sum;
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

/**
 * aoi_store_sums_add:
 * @self: sums
 * @board: a board that is new in the database, and lives as long as @self
 */
void
aoi_store_sums_add (AoiStoreSums *self, const AoiStoreBoard *board)
{
  g_autofree gchar *hour = aoi_store_time_show_hour (board->time_us);
  Key key = { .hour = g_string_chunk_insert_const (self->hours, hour),
    .station = board->station,
    .product = board->product,
    .type = "" };

  add_board (get_sum (self->boards, &key, sizeof (BoardSum)), board);
  for (guint i = 0; i < board->rois->len; i++) {
    const AoiStoreRoi *roi = &g_array_index (board->rois, AoiStoreRoi, i);

    key.type = roi->type;
    key.roi = roi->roi;
    key.device = roi->device;
    if (!g_str_equal (roi->status, "skipped"))
      add_roi (get_sum (self->rois, &key, sizeof (RoiSum)), roi);
  }
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

/* In the order of the keys, so that two stations never wait for each other's rows in a circle. */
static gboolean
write_sums (AoiSql *sql, GHashTable *sums, AoiSqlInsert *insert,
    void (*fill) (AoiSqlValue *, gconstpointer), GError **error)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (sums), compare_keys);
  AoiSqlValue values[AOI_SQL_ROWS * N_ROI_COLUMNS];
  GList *key = keys;

  while (key != NULL) {
    guint n = 0;

    for (; key != NULL && n < AOI_SQL_ROWS; key = key->next, n++)
      fill (values + n * insert->n_columns, key->data);
    if (!aoi_sql_add_rows (sql, insert, values, n, error))
      return FALSE;
  }
  return TRUE;
}

/**
 * aoi_store_sums_write:
 * @self: sums
 * @sql: a connection in a transaction
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Adds them to those of the database.
 *
 * Returns: %FALSE if that has failed already
 */
gboolean
aoi_store_sums_write (const AoiStoreSums *self, AoiSql *sql, GError **error)
{
  return write_sums (sql, self->boards, &add_boards, fill_board, error)
      && write_sums (sql, self->rois, &add_rois, fill_roi, error);
}
