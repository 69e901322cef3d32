/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sums by hour: gathered over the boards of a transaction and written once each, so that a batch costs little more than a
 * board. */
#include "store/aoi-store-sums.h"

#include <math.h>
#include <string.h>

#include "store/aoi-store-time.h"

/* Of boards. */
typedef struct {
  gchar *hour, *station, *product;
  gint64 boards, passed, failed, not_inspected;
  gdouble total_ms;
} BoardSum;

/* Of a ROI. */
typedef struct {
  gchar *hour, *station, *product, *type;
  gint roi, device;
  gint64 boards, passed, failed, errors, timeouts, measured;
  gdouble score, margin, margin_squares, time_ms;
} RoiSum;

/* Both by the text of their key. */
struct _AoiStoreSums {
  GHashTable *boards, *rois;
};

#define N_BOARD_COLUMNS 8
#define N_ROI_COLUMNS 16

static const AoiSqlInsert add_boards = {
  "INSERT INTO board_hour (hour, station, product, boards, passed, failed, not_inspected, total_ms)",
  " ON CONFLICT (hour, station, product) DO UPDATE SET boards = board_hour.boards + excluded.boards, "
  "passed = board_hour.passed + excluded.passed, failed = board_hour.failed + excluded.failed, "
  "not_inspected = board_hour.not_inspected + excluded.not_inspected, "
  "total_ms = board_hour.total_ms + excluded.total_ms",
  N_BOARD_COLUMNS
};

static const AoiSqlInsert add_rois = {
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

static void
free_board (gpointer data)
{
  BoardSum *sum = data;

  g_free (sum->hour);
  g_free (sum->station);
  g_free (sum->product);
  g_free (sum);
}

static void
free_roi (gpointer data)
{
  RoiSum *sum = data;

  g_free (sum->hour);
  g_free (sum->station);
  g_free (sum->product);
  g_free (sum->type);
  g_free (sum);
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

  self->boards = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_board);
  self->rois = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, free_roi);
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
  g_free (self);
}

static gdouble
or_zero (gdouble number)
{
  return isfinite (number) ? number : 0.0;
}

/* Whatever stands in the names: two pairs of them have two keys. */
static gchar *
make_key (const AoiStoreBoard *board, const gchar *hour)
{
  return g_strdup_printf ("%s\n%" G_GSIZE_FORMAT "\n%s\n%s", hour, strlen (board->station),
      board->station, board->product);
}

static BoardSum *
get_board (AoiStoreSums *self, const AoiStoreBoard *board, const gchar *hour)
{
  g_autofree gchar *key = make_key (board, hour);
  BoardSum *sum = g_hash_table_lookup (self->boards, key);

  if (sum != NULL)
    return sum;
  sum = g_new0 (BoardSum, 1);
  sum->hour = g_strdup (hour);
  sum->station = g_strdup (board->station);
  sum->product = g_strdup (board->product);
  g_hash_table_insert (self->boards, g_steal_pointer (&key), sum);
  return sum;
}

static RoiSum *
get_roi (AoiStoreSums *self, const AoiStoreBoard *board, const AoiStoreRoi *roi, const gchar *hour)
{
  g_autofree gchar *names = make_key (board, hour);
  g_autofree gchar *key = g_strdup_printf (
      "%s\n%d\n%d\n%s", names, roi->roi, roi->device, roi->type);
  RoiSum *sum = g_hash_table_lookup (self->rois, key);

  if (sum != NULL)
    return sum;
  sum = g_new0 (RoiSum, 1);
  sum->hour = g_strdup (hour);
  sum->station = g_strdup (board->station);
  sum->product = g_strdup (board->product);
  sum->type = g_strdup (roi->type);
  sum->roi = roi->roi;
  sum->device = roi->device;
  g_hash_table_insert (self->rois, g_steal_pointer (&key), sum);
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

/**
 * aoi_store_sums_add:
 * @self: sums
 * @board: a board that is new in the database
 */
void
aoi_store_sums_add (AoiStoreSums *self, const AoiStoreBoard *board)
{
  g_autofree gchar *hour = aoi_store_time_show_hour (board->time_us);
  BoardSum *sum = get_board (self, board, hour);

  sum->boards++;
  sum->passed += g_str_equal (board->verdict, "pass");
  sum->failed += g_str_equal (board->verdict, "fail");
  sum->not_inspected += g_str_equal (board->verdict, "not inspected");
  sum->total_ms += or_zero (board->total_ms);
  for (guint i = 0; i < board->rois->len; i++) {
    const AoiStoreRoi *roi = &g_array_index (board->rois, AoiStoreRoi, i);

    if (!g_str_equal (roi->status, "skipped"))
      add_roi (get_roi (self, board, roi, hour), roi);
  }
}

static void
fill_board (AoiSqlValue *values, gconstpointer data)
{
  const BoardSum *sum = data;
  const AoiSqlValue filled[N_BOARD_COLUMNS] = { aoi_sql_text (sum->hour),
    aoi_sql_text (sum->station), aoi_sql_text (sum->product), aoi_sql_integer (sum->boards),
    aoi_sql_integer (sum->passed), aoi_sql_integer (sum->failed),
    aoi_sql_integer (sum->not_inspected), aoi_sql_real (sum->total_ms) };

  memcpy (values, filled, sizeof filled);
}

static void
fill_roi (AoiSqlValue *values, gconstpointer data)
{
  const RoiSum *sum = data;
  const AoiSqlValue filled[N_ROI_COLUMNS] = { aoi_sql_text (sum->hour), aoi_sql_text (sum->station),
    aoi_sql_text (sum->product), aoi_sql_integer (sum->roi), aoi_sql_integer (sum->device),
    aoi_sql_text (sum->type), aoi_sql_integer (sum->boards), aoi_sql_integer (sum->passed),
    aoi_sql_integer (sum->failed), aoi_sql_integer (sum->errors), aoi_sql_integer (sum->timeouts),
    aoi_sql_integer (sum->measured), aoi_sql_real (sum->score), aoi_sql_real (sum->margin),
    aoi_sql_real (sum->margin_squares), aoi_sql_real (sum->time_ms) };

  memcpy (values, filled, sizeof filled);
}

/* In the order of the keys, so that two stations never wait for each other's rows in a circle. */
static gboolean
write_sums (AoiSql *sql, GHashTable *sums, const AoiSqlInsert *insert,
    void (*fill) (AoiSqlValue *, gconstpointer), GError **error)
{
  g_autoptr (GList) keys = g_list_sort (g_hash_table_get_keys (sums), (GCompareFunc) g_strcmp0);
  AoiSqlValue values[AOI_SQL_ROWS * N_ROI_COLUMNS];
  GList *key = keys;

  while (key != NULL) {
    guint n = 0;

    for (; key != NULL && n < AOI_SQL_ROWS; key = key->next, n++)
      fill (values + n * insert->n_columns, g_hash_table_lookup (sums, key->data));
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
