/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "boards/boards-database.h"

#include "boards/boards-private.h"

/* After a database was not there, for so long nobody waits for it again, us; and while somebody does, nobody else. */
#define PAUSE_US G_USEC_PER_SEC
#define PROBE_US (10 * G_USEC_PER_SEC)

static void
drop_readers (Boards *self)
{
  g_autoptr (GPtrArray) readers = NULL;

  g_mutex_lock (&self->lock);
  readers = g_steal_pointer (&self->readers);
  self->readers = g_ptr_array_new_with_free_func ((GDestroyNotify) aoi_store_close);
  g_mutex_unlock (&self->lock);
}

/* Another file is in the database's place: who asks next opens that one. */
void
boards_forget_database (Boards *self)
{
  g_mutex_lock (&self->lock);
  self->generation++;
  g_mutex_unlock (&self->lock);
  drop_readers (self);
}

static guint
get_generation (Boards *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->generation;
}

/* Returns FALSE with an error while it makes no sense to try. */
static gboolean
check_pause (Boards *self, AoiSqlMode mode, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  BoardsPause *pause = &self->pauses[mode];

  if (pause->why == NULL)
    return TRUE;
  if (g_get_monotonic_time () >= pause->retry_at) {
    pause->retry_at = g_get_monotonic_time () + PROBE_US;
    return TRUE;
  }
  g_propagate_error (error, g_error_copy (pause->why));
  return FALSE;
}

/* @why: (transfer full) (nullable): why it could not be opened */
static void
set_pause (Boards *self, AoiSqlMode mode, GError *why)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  BoardsPause *pause = &self->pauses[mode];

  g_clear_error (&pause->why);
  pause->why = why;
  pause->retry_at = g_get_monotonic_time () + PAUSE_US;
}

static AoiStore *
open_store (Boards *self, AoiSqlMode mode, GError **error)
{
  g_autoptr (GError) local = NULL;
  AoiStore *store;

  if (!check_pause (self, mode, error))
    return NULL;
  store = aoi_store_open (self->station->settings.store, mode, &local);
  set_pause (self, mode, store == NULL ? g_error_copy (local) : NULL);
  if (store == NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return store;
}

/* Returns: (transfer full) (nullable): a connection that was used before */
static AoiStore *
take_reader (Boards *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return self->readers->len > 0
      ? g_ptr_array_steal_index_fast (self->readers, self->readers->len - 1)
      : NULL;
}

/* @store: (transfer full) */
static void
give_back (Boards *self, AoiStore *store, guint generation)
{
  g_mutex_lock (&self->lock);
  if (generation == self->generation) {
    g_ptr_array_add (self->readers, store);
    store = NULL;
  }
  g_mutex_unlock (&self->lock);
  if (store != NULL)
    aoi_store_close (store);
}

/* @store: (transfer full) */
static gboolean
read_by (
    Boards *self, AoiStore *store, BoardsAsk ask, gpointer data, guint generation, GError **error)
{
  if (ask (store, data, error)) {
    give_back (self, store, generation);
    return TRUE;
  }
  aoi_store_close (store);
  return FALSE;
}

/**
 * boards_read:
 * @self: boards of a station with a store
 * @ask: asks, without writing
 * @data: for @ask
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Connections are kept, as many as were needed at once. One that has ended meanwhile is replaced.
 *
 * Returns: whether @ask has its answer
 */
gboolean
boards_read (Boards *self, BoardsAsk ask, gpointer data, GError **error)
{
  const guint generation = get_generation (self);
  AoiStore *store = take_reader (self);

  if (store != NULL) {
    if (read_by (self, store, ask, data, generation, NULL))
      return TRUE;
    drop_readers (self);
  }
  store = open_store (self, AOI_SQL_READ, error);
  return store != NULL && read_by (self, store, ask, data, generation, error);
}

/* Holds the writing lock. Returns: (transfer none) (nullable): a connection that was alive a moment ago */
static AoiStore *
get_writer (Boards *self, GError **error)
{
  const guint generation = get_generation (self);
  gint64 one;

  if (self->writer != NULL
      && (self->writer_generation != generation
          || !aoi_sql_query_integer (
              aoi_store_get_sql (self->writer), "SELECT 1", NULL, 0, &one, NULL)))
    g_clear_pointer (&self->writer, aoi_store_close);
  if (self->writer == NULL)
    self->writer = open_store (self, AOI_SQL_WRITE, error);
  self->writer_generation = generation;
  return self->writer;
}

/**
 * boards_write:
 * @self: boards of a station with a store
 * @ask: asks, and may write; called once
 * @data: for @ask
 * @error: return location for an %AOI_SQL_ERROR
 *
 * One after the other.
 *
 * Returns: whether @ask has its answer
 */
gboolean
boards_write (Boards *self, BoardsAsk ask, gpointer data, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->writing);
  AoiStore *store = get_writer (self, error);
  g_autoptr (GError) local = NULL;

  if (store == NULL)
    return FALSE;
  if (ask (store, data, &local))
    return TRUE;
  /* What was refused says nothing against the connection. */
  if (!g_error_matches (local, AOI_SQL_ERROR, AOI_SQL_ERROR_REFUSED))
    g_clear_pointer (&self->writer, aoi_store_close);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}
