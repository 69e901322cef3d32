/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "store/aoi-store-link.h"

#include <glib/gstdio.h>
#include <string.h>

#define SQLITE_SCHEME "sqlite:"

/* From try to try the pause doubles between these, us. */
#define MIN_PAUSE (G_USEC_PER_SEC / 4)
#define MAX_PAUSE (15 * G_USEC_PER_SEC)

/* @store: %NULL: it is away, or was not needed yet
 * @pause: until the try after the next one
 * @retry_at: monotonic time of the next try, us
 * @why: (nullable): why it is away */
struct _AoiStoreLink {
  gchar *address;
  AoiStoreNotice notice;
  gpointer data;
  AoiStore *store;
  gint64 pause, retry_at;
  GError *why;
};

/**
 * aoi_store_link_new:
 * @address: see aoi_sql_open()
 * @notice: is told of damage
 * @data: for @notice
 *
 * Returns: (transfer full): a way to the database, which is not opened yet
 */
AoiStoreLink *
aoi_store_link_new (const gchar *address, AoiStoreNotice notice, gpointer data)
{
  AoiStoreLink *self = g_new0 (AoiStoreLink, 1);

  self->address = g_strdup (address);
  self->notice = notice;
  self->data = data;
  self->pause = MIN_PAUSE;
  return self;
}

/**
 * aoi_store_link_free:
 * @self: (transfer full): a way to a database
 */
void
aoi_store_link_free (AoiStoreLink *self)
{
  g_clear_pointer (&self->store, aoi_store_close);
  g_clear_error (&self->why);
  g_free (self->address);
  g_free (self);
}

/* The log of changes beside the file belongs to it. Returns: (nullable): its new name. */
static gchar *
set_aside (const gchar *file)
{
  static const gchar *const suffixes[] = { "-wal", "-shm", "" };
  g_autoptr (GDateTime) now = g_date_time_new_now_utc ();
  g_autofree gchar *time = g_date_time_format (now, "%Y%m%dT%H%M%SZ");
  g_autofree gchar *aside = g_strdup_printf ("%s.damaged-%s", file, time);

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++) {
    g_autofree gchar *from = g_strconcat (file, suffixes[i], NULL);
    g_autofree gchar *to = g_strconcat (aside, suffixes[i], NULL);

    if (g_rename (from, to) != 0 && suffixes[i][0] == '\0')
      return NULL;
  }
  return g_steal_pointer (&aside);
}

/* Begins a new database in the place of a damaged file. Returns whether it has. */
static gboolean
begin_anew (AoiStoreLink *self, const GError *damage)
{
  const gchar *file = g_str_has_prefix (self->address, SQLITE_SCHEME)
      ? self->address + strlen (SQLITE_SCHEME)
      : self->address;
  g_autofree gchar *aside = NULL, *sentence = NULL;

  if (!g_error_matches (damage, AOI_SQL_ERROR, AOI_SQL_ERROR_DAMAGED)
      || strstr (self->address, "://") != NULL)
    return FALSE;
  g_clear_pointer (&self->store, aoi_store_close);
  aside = set_aside (file);
  if (aside == NULL)
    return FALSE;
  self->store = aoi_store_open (self->address, AOI_SQL_WRITE, NULL);
  sentence = g_strdup_printf (
      "%s was damaged: it is kept as %s, and a new database was begun", file, aside);
  self->notice (sentence, self->data);
  return self->store != NULL;
}

/**
 * aoi_store_link_open:
 * @self: a way to a database
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Opens the database now, unless it is open.
 *
 * Returns: whether it is
 */
gboolean
aoi_store_link_open (AoiStoreLink *self, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (self->store != NULL)
    return TRUE;
  self->store = aoi_store_open (self->address, AOI_SQL_WRITE, &local);
  if (self->store != NULL || begin_anew (self, local))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * aoi_store_link_get_store:
 * @self: a way to a database
 *
 * Returns: (transfer none) (nullable): the database, if it is open
 */
AoiStore *
aoi_store_link_get_store (AoiStoreLink *self)
{
  return self->store;
}

/**
 * aoi_store_link_get_pause:
 * @self: a way to a database
 *
 * Returns: us until it makes sense to try again; 0: now
 */
gint64
aoi_store_link_get_pause (const AoiStoreLink *self)
{
  return self->why != NULL ? MAX (self->retry_at - g_get_monotonic_time (), 0) : 0;
}

static void
leave (AoiStoreLink *self, const GError *why)
{
  g_clear_pointer (&self->store, aoi_store_close);
  g_clear_error (&self->why);
  self->why = g_error_copy (why);
  self->retry_at = g_get_monotonic_time () + self->pause;
  self->pause = MIN (2 * self->pause, MAX_PAUSE);
}

static void
arrive (AoiStoreLink *self)
{
  g_clear_error (&self->why);
  self->pause = MIN_PAUSE;
}

static gboolean
add (AoiStoreLink *self, AoiStoreBoard *const *boards, guint n, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (!aoi_store_link_open (self, error))
    return FALSE;
  if (aoi_store_add (self->store, boards, n, &local)
      || (begin_anew (self, local) && aoi_store_add (self->store, boards, n, NULL)))
    return TRUE;
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
set_outcomes (AoiStoreOutcome *outcomes, guint n, AoiStoreOutcome outcome)
{
  for (guint i = 0; i < n; i++)
    outcomes[i] = outcome;
}

/* One by one, what was refused together. Returns FALSE with an error if the database is away. */
static gboolean
add_each (AoiStoreLink *self, AoiStoreBoard *const *boards, guint n, AoiStoreOutcome *outcomes,
    GError **refusal, GError **error)
{
  for (guint i = 0; i < n; i++) {
    g_autoptr (GError) local = NULL;

    if (add (self, boards + i, 1, &local)) {
      outcomes[i] = AOI_STORE_STORED;
    } else if (g_error_matches (local, AOI_SQL_ERROR, AOI_SQL_ERROR_REFUSED)) {
      outcomes[i] = AOI_STORE_REFUSED;
      g_clear_error (refusal);
      *refusal = g_steal_pointer (&local);
    } else {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
try_all (AoiStoreLink *self, AoiStoreBoard *const *boards, guint n, AoiStoreOutcome *outcomes,
    GError **refusal, GError **error)
{
  g_autoptr (GError) local = NULL;

  if (add (self, boards, n, &local)) {
    set_outcomes (outcomes, n, AOI_STORE_STORED);
    return TRUE;
  }
  if (g_error_matches (local, AOI_SQL_ERROR, AOI_SQL_ERROR_REFUSED))
    return add_each (self, boards, n, outcomes, refusal, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

/**
 * aoi_store_link_add:
 * @self: a way to a database
 * @boards: (array length=n_boards): boards
 * @n_boards: how many, at least one
 * @outcomes: (out caller-allocates) (array length=n_boards): what became of each
 * @error: return location for an %AOI_SQL_ERROR: why the last one of them is not stored
 *
 * Stores boards, if the database is there, or it is time to look for it.
 *
 * Returns: whether all are stored
 */
gboolean
aoi_store_link_add (AoiStoreLink *self, AoiStoreBoard *const *boards, guint n_boards,
    AoiStoreOutcome *outcomes, GError **error)
{
  g_autoptr (GError) away = NULL, refusal = NULL;

  set_outcomes (outcomes, n_boards, AOI_STORE_LATER);
  if (aoi_store_link_get_pause (self) > 0) {
    g_propagate_error (error, g_error_copy (self->why));
    return FALSE;
  }
  if (try_all (self, boards, n_boards, outcomes, &refusal, &away)) {
    arrive (self);
    if (refusal == NULL)
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&refusal));
    return FALSE;
  }
  leave (self, away);
  g_propagate_error (error, g_steal_pointer (&away));
  return FALSE;
}
