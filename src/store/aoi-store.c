/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Writes boards, each exactly once, by its id. */
#include "store/aoi-store.h"

#include <string.h>

#include "store/aoi-store-partitions.h"
#include "store/aoi-store-schema.h"
#include "store/aoi-store-sums.h"
#include "store/aoi-store-time.h"

/* Ids that are looked up at once; the statement below has as many parameters. */
#define N_LOOKED_UP 8

/* A transaction that meets rows of another one is run again so often. */
#define MAX_TRIES 5

/* Of what is written of a ROI. */
#define N_ROI_COLUMNS 10

/* @revisions: hashes that are in the database, with their texts
 * @partitions: (nullable): of PostgreSQL */
struct _AoiStore {
  AoiSql *sql;
  AoiStoreSums *sums;
  GHashTable *revisions;
  AoiStorePartitions *partitions;
};

/* SQLite makes a table for IN, which takes longer than to look for one. */
static const gchar find_board[] = "SELECT id FROM board WHERE id = $1";

static const gchar find_boards[] =
    "SELECT id FROM board WHERE id IN ($1, $2, $3, $4, $5, $6, $7, $8)";

static const gchar add_revision[] =
    "INSERT INTO product_revision (hash, name, file, first_seen) VALUES ($1, $2, $3, $4) "
    "ON CONFLICT (hash) DO UPDATE SET file = excluded.file "
    "WHERE product_revision.file IS NULL AND excluded.file IS NOT NULL";

static const gchar add_board[] =
    "INSERT INTO board (id, station, product, revision, number, session, time, verdict, reason, "
    "total_ms, inspect_ms, code) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";

static const gchar add_device[] = "INSERT INTO device (board, device, rois, passed, barcode, code) "
                                  "VALUES ($1, $2, $3, $4, $5, $6)";

static AoiSqlInsert add_rois = {
  "INSERT INTO roi (board, roi, device, type, status, score, threshold, reason, measured, time_ms)",
  "", N_ROI_COLUMNS
};

static const gchar add_placement[] =
    "INSERT INTO placement (board, device, dx, dy, angle, scale, residual, reason) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";

static const gchar add_review[] = "INSERT INTO review (board) VALUES ($1)";

/**
 * aoi_store_open:
 * @address: see aoi_sql_open()
 * @mode: for reading it must be there; for writing it is made, or taken to this release's schema
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: (transfer full): the database
 */
AoiStore *
aoi_store_open (const gchar *address, AoiSqlMode mode, GError **error)
{
  g_autoptr (AoiSql) sql = aoi_sql_open (address, mode, AOI_STORE_SCHEMA_TABLE, error);
  AoiStore *self;

  if (sql == NULL)
    return NULL;
  if (mode == AOI_SQL_READ ? !aoi_store_schema_check (sql, error)
                           : !aoi_store_schema_update (sql, error)) {
    g_autofree gchar *shown = aoi_sql_address_show (address);

    /* A server's errors name it already. */
    if (error != NULL && !g_str_has_prefix ((*error)->message, shown))
      g_prefix_error (error, "%s: ", shown);
    return NULL;
  }
  self = g_new0 (AoiStore, 1);
  if (aoi_sql_get_dialect (sql) == AOI_SQL_POSTGRESQL)
    self->partitions = aoi_store_partitions_new ();
  self->sums = aoi_store_sums_new (sql);
  self->sql = g_steal_pointer (&sql);
  self->revisions = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

/**
 * aoi_store_close:
 * @self: (transfer full): a database
 */
void
aoi_store_close (AoiStore *self)
{
  aoi_store_sums_free (self->sums);
  aoi_sql_close (self->sql);
  g_hash_table_unref (self->revisions);
  g_clear_pointer (&self->partitions, aoi_store_partitions_free);
  g_free (self);
}

/**
 * aoi_store_get_sql:
 * @self: a database
 *
 * Returns: (transfer none): its connection
 */
AoiSql *
aoi_store_get_sql (AoiStore *self)
{
  return self->sql;
}

static void
note_known (const AoiSqlValue *values, guint n_values, gpointer data)
{
  g_hash_table_add (data, g_strdup (values[0].text));
}

/* Which of the boards the database has already. */
static gboolean
find_known (
    AoiStore *self, AoiStoreBoard *const *boards, guint n, GHashTable *known, GError **error)
{
  const AoiSqlValue first = aoi_sql_text (boards[0]->id);

  if (n == 1)
    return aoi_sql_query (self->sql, find_board, &first, 1, note_known, known, error);
  for (guint i = 0; i < n; i += N_LOOKED_UP) {
    AoiSqlValue values[N_LOOKED_UP];

    for (guint k = 0; k < N_LOOKED_UP; k++)
      values[k] = aoi_sql_text (boards[MIN (i + k, n - 1)]->id);
    if (!aoi_sql_query (self->sql, find_boards, values, N_LOOKED_UP, note_known, known, error))
      return FALSE;
  }
  return TRUE;
}

/* Once a connection, as long as the text is known. */
static gboolean
write_revision (AoiStore *self, const AoiStoreBoard *board, GError **error)
{
  g_autofree gchar *time = aoi_store_time_show (board->time_us);
  const AoiSqlValue values[] = { aoi_sql_text (board->revision), aoi_sql_text (board->product),
    aoi_sql_text (board->product_text), aoi_sql_text (time) };

  if (board->revision == NULL || g_hash_table_contains (self->revisions, board->revision))
    return TRUE;
  return aoi_sql_add (self->sql, add_revision, values, G_N_ELEMENTS (values), error);
}

static gboolean
write_devices (AoiStore *self, const AoiStoreBoard *board, GError **error)
{
  for (guint i = 0; i < board->devices->len; i++) {
    const AoiStoreDevice *device = &g_array_index (board->devices, AoiStoreDevice, i);
    const AoiSqlValue values[] = { aoi_sql_text (board->id), aoi_sql_integer (device->device),
      aoi_sql_integer (device->total), aoi_sql_integer (device->passed),
      aoi_sql_text (device->barcode), aoi_sql_text (device->code) };

    if (!aoi_sql_add (self->sql, add_device, values, G_N_ELEMENTS (values), error))
      return FALSE;
  }
  return TRUE;
}

static void
fill_roi (AoiSqlValue *values, const AoiStoreBoard *board, const AoiStoreRoi *roi)
{
  const AoiSqlValue filled[N_ROI_COLUMNS] = { aoi_sql_text (board->id), aoi_sql_integer (roi->roi),
    aoi_sql_integer (roi->device), aoi_sql_text (roi->type), aoi_sql_text (roi->status),
    aoi_sql_real (roi->score), aoi_sql_real (roi->threshold), aoi_sql_text (roi->reason),
    aoi_sql_text (roi->values), aoi_sql_real (roi->time_ms) };

  memcpy (values, filled, sizeof filled);
}

static gboolean
write_rois (AoiStore *self, const AoiStoreBoard *board, GError **error)
{
  AoiSqlValue values[AOI_SQL_ROWS][N_ROI_COLUMNS];

  for (guint i = 0, n; i < board->rois->len; i += n) {
    n = MIN (board->rois->len - i, AOI_SQL_ROWS);
    for (guint k = 0; k < n; k++)
      fill_roi (values[k], board, &g_array_index (board->rois, AoiStoreRoi, i + k));
    if (!aoi_sql_add_rows (self->sql, &add_rois, values[0], n, error))
      return FALSE;
  }
  return TRUE;
}

static gboolean
write_placements (AoiStore *self, const AoiStoreBoard *board, GError **error)
{
  for (guint i = 0; i < board->placements->len; i++) {
    const AoiStorePlacement *at = &g_array_index (board->placements, AoiStorePlacement, i);
    const AoiSqlValue values[] = { aoi_sql_text (board->id), aoi_sql_integer (at->device),
      aoi_sql_real (at->dx), aoi_sql_real (at->dy), aoi_sql_real (at->angle),
      aoi_sql_real (at->scale), aoi_sql_real (at->residual), aoi_sql_text (at->reason) };

    if (!aoi_sql_add (self->sql, add_placement, values, G_N_ELEMENTS (values), error))
      return FALSE;
  }
  return TRUE;
}

/* What nobody could judge does not wait to be judged. */
static gboolean
write_review (AoiStore *self, const AoiStoreBoard *board, GError **error)
{
  const AoiSqlValue id = aoi_sql_text (board->id);

  return g_str_equal (board->verdict, "pass") || board->rois->len == 0
      || aoi_sql_add (self->sql, add_review, &id, 1, error);
}

static gboolean
write_board (AoiStore *self, const AoiStoreBoard *board, GError **error)
{
  g_autofree gchar *time = aoi_store_time_show (board->time_us);
  const AoiSqlValue values[] = { aoi_sql_text (board->id), aoi_sql_text (board->station),
    aoi_sql_text (board->product), aoi_sql_text (board->revision),
    aoi_sql_integer ((gint64) MIN (board->number, G_MAXINT64)), aoi_sql_text (board->session),
    aoi_sql_text (time), aoi_sql_text (board->verdict), aoi_sql_text (board->reason),
    aoi_sql_real (board->total_ms), aoi_sql_real (board->inspect_ms), aoi_sql_text (board->code) };

  return write_revision (self, board, error)
      && aoi_sql_add (self->sql, add_board, values, G_N_ELEMENTS (values), error)
      && write_devices (self, board, error) && write_rois (self, board, error)
      && write_placements (self, board, error) && write_review (self, board, error);
}

/* In a transaction. @known: ids that are not to be written; those that are written are added. */
static gboolean
write_new (AoiStore *self, AoiStoreBoard *const *boards, guint n, GHashTable *known, GError **error)
{
  if (!aoi_store_sums_begin (self->sums, error))
    return FALSE;
  for (guint i = 0; i < n; i++) {
    if (!g_hash_table_add (known, g_strdup (boards[i]->id)))
      continue;
    if (!write_board (self, boards[i], error) || !aoi_store_sums_add (self->sums, boards[i], error))
      return FALSE;
  }
  return aoi_store_sums_write (self->sums, error);
}

static gboolean
write_transaction (AoiStore *self, AoiStoreBoard *const *boards, guint n, GError **error)
{
  g_autoptr (GHashTable) known = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  if (!aoi_sql_begin (self->sql, error))
    return FALSE;
  if (find_known (self, boards, n, known, error) && write_new (self, boards, n, known, error)
      && aoi_sql_commit (self->sql, error))
    return TRUE;
  aoi_sql_rollback (self->sql);
  aoi_store_sums_forget (self->sums);
  return FALSE;
}

static void
note_revisions (AoiStore *self, AoiStoreBoard *const *boards, guint n)
{
  for (guint i = 0; i < n; i++)
    if (boards[i]->revision != NULL && boards[i]->product_text != NULL)
      g_hash_table_add (self->revisions, g_strdup (boards[i]->revision));
}

/**
 * aoi_store_add:
 * @self: a database that is open for writing
 * @boards: (array length=n_boards): boards
 * @n_boards: how many, at least one
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Writes boards with their sums in one transaction. Those that are there already, by their ids, stay as they are.
 *
 * Returns: whether all of them last; if not, none was written
 */
gboolean
aoi_store_add (AoiStore *self, AoiStoreBoard *const *boards, guint n_boards, GError **error)
{
  if (self->partitions != NULL
      && !aoi_store_partitions_ensure (self->partitions, self->sql, boards, n_boards, error))
    return FALSE;
  for (guint i = 1;; i++) {
    g_autoptr (GError) local = NULL;

    if (write_transaction (self, boards, n_boards, &local)) {
      note_revisions (self, boards, n_boards);
      return TRUE;
    }
    if (i < MAX_TRIES && g_error_matches (local, AOI_SQL_ERROR, AOI_SQL_ERROR_CONFLICT))
      continue;
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
}
