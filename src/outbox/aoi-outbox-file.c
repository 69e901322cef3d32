/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The file of an outbox: opened when it is used first and again when it was replaced; kept aside when it is damaged. */
#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "aoi-outbox-resources.h"
#include "outbox/aoi-outbox-private.h"

#define SCHEMA_VERSION 1
/* What no other program's tables have among them. */
#define MARK "message_kept_aside"

#define SCHEMA "/aoi/outbox/outbox-1.sql"

/* Files up to this size are looked through before they are used, bytes. */
#define CHECKED_BYTES (16 * 1024 * 1024)

/* How often a file may be replaced or damaged under one job. */
#define MAX_TRIES 3

/**
 * aoi_outbox_file_close:
 * @self: an outbox
 *
 * Closes the file; what is used next opens it again.
 */
void
aoi_outbox_file_close (AoiOutbox *self)
{
  g_hash_table_remove_all (self->targets);
  g_clear_pointer (&self->sql, aoi_sql_close);
}

static gchar *
show (const AoiOutbox *self)
{
  return g_filename_display_name (self->path);
}

static void
tell (AoiOutbox *self, const gchar *sentence)
{
  if (self->listener.tell != NULL)
    self->listener.tell (sentence, self->listener.data);
}

/* Whether the path still leads to the file that is open. */
static gboolean
is_current (const AoiOutbox *self)
{
  struct stat now;

  return stat (self->path, &now) == 0 && now.st_dev == self->file.st_dev
      && now.st_ino == self->file.st_ino;
}

static void
take_check (const AoiSqlValue *values, guint n_values, gpointer data)
{
  gchar **found = data;

  if (*found == NULL)
    *found = g_strdup (values[0].text);
}

static gboolean
check_file (AoiOutbox *self, GError **error)
{
  g_autofree gchar *found = NULL;

  if (self->role != AOI_OUTBOX_ADDS || self->file.st_size > CHECKED_BYTES)
    return TRUE;
  if (!aoi_sql_query (self->sql, "PRAGMA quick_check(1)", NULL, 0, take_check, &found, error))
    return FALSE;
  if (g_strcmp0 (found, "ok") == 0)
    return TRUE;
  g_set_error (error, AOI_SQL_ERROR, AOI_SQL_ERROR_DAMAGED, "%s", found != NULL ? found : "empty");
  return FALSE;
}

static gboolean
make_tables (AoiOutbox *self, GError **error)
{
  g_autoptr (GBytes) script = g_resource_lookup_data (
      aoi_outbox_get_resource (), SCHEMA, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  if (script == NULL || !aoi_sql_begin (self->sql, error))
    return FALSE;
  /* Resources end with a zero byte. */
  if (aoi_sql_script (self->sql, g_bytes_get_data (script, NULL), error)
      && aoi_sql_commit (self->sql, error))
    return TRUE;
  aoi_sql_rollback (self->sql);
  return FALSE;
}

static gboolean
check_schema (AoiOutbox *self, GError **error)
{
  gint64 version;

  if (!aoi_sql_query_integer (self->sql, "PRAGMA user_version", NULL, 0, &version, error))
    return FALSE;
  if (version == 0)
    return make_tables (self, error);
  if (version <= SCHEMA_VERSION)
    return TRUE;
  g_set_error (error, AOI_SQL_ERROR, AOI_SQL_ERROR_NEWER,
      "%s: the outbox has schema %" G_GINT64_FORMAT
      " of a newer release, this one knows %d: update "
      "aoiinspect, or use another file",
      self->path, version, SCHEMA_VERSION);
  return FALSE;
}

/* With the lock of the file. */
static gboolean
open_locked (AoiOutbox *self, GError **error)
{
  g_autofree gchar *address = g_strconcat ("sqlite:", self->path, NULL);

  self->sql = aoi_sql_open (
      address, self->role == AOI_OUTBOX_ADDS ? AOI_SQL_WRITE : AOI_SQL_WRITE_RELAXED, MARK, error);
  if (self->sql == NULL)
    return FALSE;
  if (stat (self->path, &self->file) != 0) {
    g_set_error (
        error, AOI_SQL_ERROR, AOI_SQL_ERROR_AWAY, "%s: %s", self->path, g_strerror (errno));
    return FALSE;
  }
  return check_file (self, error) && check_schema (self, error);
}

/* A name that no file has. */
static gchar *
get_kept_name (const AoiOutbox *self)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree gchar *time = g_date_time_format (now, "%Y%m%dT%H%M%SZ");
  gchar *name = g_strdup_printf ("%s.damaged-%s", self->path, time);

  for (guint i = 2; g_file_test (name, G_FILE_TEST_EXISTS); i++) {
    g_free (name);
    name = g_strdup_printf ("%s.damaged-%s-%u", self->path, time, i);
  }
  return name;
}

/* With the lock of the file: what belongs to it goes with it, since the new one must not meet its log. Returns what to
 * tell, or NULL on error. */
static gchar *
keep_aside (AoiOutbox *self, const gchar *problem, GError **error)
{
  static const gchar *const companions[] = { "-wal", "-shm" };
  g_autofree gchar *kept = get_kept_name (self);
  g_autofree gchar *shown = show (self);
  g_autofree gchar *shown_kept = g_filename_display_name (kept);

  if (rename (self->path, kept) != 0) {
    g_set_error (error, AOI_SQL_ERROR, AOI_SQL_ERROR_DAMAGED,
        "%s is damaged (%s), and cannot be kept aside: %s", shown, problem, g_strerror (errno));
    return NULL;
  }
  for (guint i = 0; i < G_N_ELEMENTS (companions); i++) {
    g_autofree gchar *from = g_strconcat (self->path, companions[i], NULL);
    g_autofree gchar *to = g_strconcat (kept, companions[i], NULL);

    rename (from, to);
  }
  /* Only now: SQLite leaves the log of a file that was renamed alone. */
  aoi_outbox_file_close (self);
  return g_strdup_printf ("%s is damaged (%s): it is kept as %s, and a new outbox is begun; what "
                          "waited in it is not delivered",
      shown, problem, shown_kept);
}

/* Opens it, and if it is damaged a new one. */
static gboolean
open_file (AoiOutbox *self, GError **error)
{
  g_autoptr (GError) local = NULL;
  g_autofree gchar *sentence = NULL;
  gboolean good;

  aoi_outbox_lock_take (&self->lock, AOI_OUTBOX_LOCK_FILE, TRUE);
  good = open_locked (self, &local);
  if (g_error_matches (local, AOI_SQL_ERROR, AOI_SQL_ERROR_DAMAGED)) {
    sentence = keep_aside (self, local->message, error);
    g_clear_error (&local);
    good = sentence != NULL && open_locked (self, &local);
  }
  if (!good)
    aoi_outbox_file_close (self);
  aoi_outbox_lock_give (&self->lock, AOI_OUTBOX_LOCK_FILE);
  if (sentence != NULL)
    tell (self, sentence);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return good;
}

/* Another one may have kept the file aside already, or somebody has removed it. */
static gboolean
ensure_open (AoiOutbox *self, GError **error)
{
  if (self->sql != NULL && !is_current (self)) {
    g_autofree gchar *shown = show (self);
    g_autofree gchar *sentence = g_strdup_printf (
        "%s was removed while it was in use: a new outbox is begun; what waited in it is not delivered",
        shown);

    aoi_outbox_file_close (self);
    if (!g_file_test (self->path, G_FILE_TEST_EXISTS))
      tell (self, sentence);
  }
  return self->sql != NULL || open_file (self, error);
}

static gboolean
handle_damage (AoiOutbox *self, const gchar *problem, GError **error)
{
  g_autofree gchar *sentence = NULL;
  gboolean is_ours;

  aoi_outbox_lock_take (&self->lock, AOI_OUTBOX_LOCK_FILE, TRUE);
  is_ours = is_current (self);
  if (is_ours)
    sentence = keep_aside (self, problem, error);
  aoi_outbox_file_close (self);
  aoi_outbox_lock_give (&self->lock, AOI_OUTBOX_LOCK_FILE);
  if (sentence != NULL)
    tell (self, sentence);
  return !is_ours || sentence != NULL;
}

/**
 * aoi_outbox_file_run:
 * @self: an outbox
 * @job: what to do with the open file
 * @data: for @job
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Does a job with the file that is at the path when it ends: a file that was replaced or is damaged gives way to a new
 * one, and the job is done again.
 *
 * Returns: whether it is done
 */
gboolean
aoi_outbox_file_run (AoiOutbox *self, AoiOutboxJob job, gpointer data, GError **error)
{
  for (guint i = 1;; i++) {
    g_autoptr (GError) local = NULL;

    if (ensure_open (self, &local) && job (self, data, &local)) {
      if (is_current (self))
        return TRUE;
      if (i < MAX_TRIES)
        continue;
      g_set_error (
          &local, AOI_SQL_ERROR, AOI_SQL_ERROR_AWAY, "%s is replaced again and again", self->path);
    }
    if (i == MAX_TRIES || self->sql == NULL
        || !g_error_matches (local, AOI_SQL_ERROR, AOI_SQL_ERROR_DAMAGED)) {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
    if (!handle_damage (self, local->message, error))
      return FALSE;
  }
}

typedef struct {
  AoiOutboxJob job;
  gpointer data;
} Transaction;

static gboolean
transact (AoiOutbox *self, const Transaction *transaction, GError **error)
{
  if (!aoi_sql_begin (self->sql, error))
    return FALSE;
  if (transaction->job (self, transaction->data, error) && aoi_sql_commit (self->sql, error))
    return TRUE;
  aoi_sql_rollback (self->sql);
  /* Targets that the transaction made are not there. */
  g_hash_table_remove_all (self->targets);
  return FALSE;
}

static gboolean
run_transaction (AoiOutbox *self, gpointer data, GError **error)
{
  gboolean good;

  aoi_outbox_lock_take_turn (&self->lock);
  good = transact (self, data, error);
  aoi_outbox_lock_give (&self->lock, AOI_OUTBOX_LOCK_WRITE);
  return good;
}

/**
 * aoi_outbox_file_run_transaction:
 * @self: an outbox
 * @job: what to do in a transaction
 * @data: for @job
 * @error: return location for an %AOI_SQL_ERROR
 *
 * As aoi_outbox_file_run().
 *
 * Returns: whether it is done and committed
 */
gboolean
aoi_outbox_file_run_transaction (AoiOutbox *self, AoiOutboxJob job, gpointer data, GError **error)
{
  Transaction transaction = { job, data };

  return aoi_outbox_file_run (self, run_transaction, &transaction, error);
}
