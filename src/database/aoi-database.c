/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What applications may do with a database of boards. */
#include "database/aoi-database.h"

#include "base/aoi-time.h"
#include "store/aoi-store-judge.h"

/* @store: (nullable): lock; %NULL: to be opened by the next call */
struct _AoiDatabase {
  gatomicrefcount refs;
  gchar *address;
  GMutex lock;
  AoiStore *store;
};

G_DEFINE_BOXED_TYPE (AoiDatabase, aoi_database, aoi_database_ref, aoi_database_unref)

/**
 * aoi_database_error_quark:
 *
 * Returns: the domain of errors of databases, %AOI_DATABASE_ERROR
 *
 * Since: 0.2
 */
GQuark
aoi_database_error_quark (void)
{
  return g_quark_from_static_string ("aoi-database-error-quark");
}

static AoiDatabaseError
get_code (const GError *error, AoiDatabaseError refused)
{
  switch ((AoiSqlError) error->code) {
    case AOI_SQL_ERROR_AWAY:
    case AOI_SQL_ERROR_FULL:
    case AOI_SQL_ERROR_CONFLICT:
      return AOI_DATABASE_ERROR_AWAY;
    case AOI_SQL_ERROR_REFUSED:
      return refused;
    default:
      return AOI_DATABASE_ERROR_UNUSABLE;
  }
}

/* @refused: what it means that the database refuses what was done. Takes @cause. Returns FALSE. */
static gboolean
fail (GError *cause, AoiDatabaseError refused, GError **error)
{
  g_set_error_literal (error, AOI_DATABASE_ERROR, get_code (cause, refused), cause->message);
  g_error_free (cause);
  return FALSE;
}

/* With the lock. */
static gboolean
ensure_open (AoiDatabase *self, GError **error)
{
  GError *cause = NULL;

  if (self->store == NULL)
    self->store = aoi_store_open_to_judge (self->address, &cause);
  return self->store != NULL || fail (cause, AOI_DATABASE_ERROR_UNUSABLE, error);
}

/* With the lock. A connection that was lost does not come back: the next call makes another one. Takes @cause. Returns FALSE. */
static gboolean
fail_call (AoiDatabase *self, GError *cause, const AoiStoreLease *holder, GError **error)
{
  if (get_code (cause, AOI_DATABASE_ERROR_REFUSED) != AOI_DATABASE_ERROR_REFUSED)
    g_clear_pointer (&self->store, aoi_store_close);
  return fail (
      cause, holder->board != NULL ? AOI_DATABASE_ERROR_HELD : AOI_DATABASE_ERROR_REFUSED, error);
}

/**
 * aoi_database_open: (constructor)
 * @address: path of a SQLite database, `sqlite:PATH`, or `postgresql://USER@HOST/NAME`
 * @error: return location for an %AOI_DATABASE_ERROR
 *
 * Opens a database that `aoistore` or `aoi run --store` has made; none is made here. Passwords are taken from files alone:
 * `~/.pgpass`, or the one that PGPASSFILE names.
 *
 * Returns: (transfer full): the database
 *
 * Since: 0.2
 */
AoiDatabase *
aoi_database_open (const gchar *address, GError **error)
{
  AoiDatabase *self;

  g_return_val_if_fail (address != NULL, NULL);
  self = g_new0 (AoiDatabase, 1);
  g_atomic_ref_count_init (&self->refs);
  g_mutex_init (&self->lock);
  self->address = g_strdup (address);
  if (!ensure_open (self, error))
    g_clear_pointer (&self, aoi_database_unref);
  return self;
}

/**
 * aoi_database_ref:
 * @self: a database
 *
 * Returns: (transfer full): the same, with a further reference
 *
 * Since: 0.2
 */
AoiDatabase *
aoi_database_ref (AoiDatabase *self)
{
  g_atomic_ref_count_inc (&self->refs);
  return self;
}

/**
 * aoi_database_unref:
 * @self: (transfer full): a database
 *
 * Gives a reference up. With the last one the connection is closed.
 *
 * Since: 0.2
 */
void
aoi_database_unref (AoiDatabase *self)
{
  if (!g_atomic_ref_count_dec (&self->refs))
    return;
  g_clear_pointer (&self->store, aoi_store_close);
  g_mutex_clear (&self->lock);
  g_free (self->address);
  g_free (self);
}

static gboolean
check_text (const gchar *what, const gchar *text, GError **error)
{
  if (text == NULL || g_utf8_validate (text, -1, NULL))
    return TRUE;
  g_set_error (error, AOI_DATABASE_ERROR, AOI_DATABASE_ERROR_REFUSED, "the %s is not UTF-8", what);
  return FALSE;
}

static gboolean
check_judgement (const AoiStoreJudgement *judgement, GError **error)
{
  if (judgement->person[0] != '\0')
    return check_text ("person's name", judgement->person, error)
        && check_text ("note", judgement->note, error);
  g_set_error_literal (error, AOI_DATABASE_ERROR, AOI_DATABASE_ERROR_REFUSED,
      "the person's name is missing: a judgement is somebody's");
  return FALSE;
}

/**
 * aoi_database_judge:
 * @self: a database
 * @board: id of a board: `aoi.id` of its JSON, `id` of the message `aoi-stored`
 * @roi: number of one of its ROIs
 * @kind: what is said of that ROI
 * @person: who says so; not empty
 * @note: (nullable): what else there is to say
 * @error: return location for an %AOI_DATABASE_ERROR
 *
 * Adds a judgement, of now. It counts until there is a later one of the same ROI; none is ever changed or deleted, and a board
 * that was judged is never removed. While somebody else holds the board at a station, it is refused.
 *
 * Returns: whether it is in the database, durably
 *
 * Since: 0.2
 */
gboolean
aoi_database_judge (AoiDatabase *self, const gchar *board, gint roi, AoiJudgementKind kind,
    const gchar *person, const gchar *note, GError **error)
{
  const AoiStoreJudgement judgement = { board, roi, aoi_judgement_kind_to_string (kind), person,
    note };
  g_auto (AoiStoreLease) holder = { NULL };
  g_autoptr (GMutexLocker) locker = NULL;
  GError *cause = NULL;

  g_return_val_if_fail (board != NULL && person != NULL && judgement.judgement != NULL, FALSE);
  if (!check_judgement (&judgement, error))
    return FALSE;
  locker = g_mutex_locker_new (&self->lock);
  return ensure_open (self, error)
      && (aoi_store_judge_rois (self->store, &judgement, 1, g_get_real_time (), &holder, &cause)
          || fail_call (self, cause, &holder, error));
}

/* Rows of aoi_store_query_judgements(). Texts of kinds are those of the table's constraint. */
static void
add_row (const AoiSqlValue *values, guint n_values, gpointer data)
{
  AoiJudgement *judgement = g_new0 (AoiJudgement, 1);

  judgement->roi = (gint) values[0].integer;
  aoi_time_parse (values[1].text, NULL, &judgement->time_us);
  aoi_judgement_kind_from_string (values[2].text, &judgement->kind);
  judgement->person = g_strdup (values[3].text);
  judgement->revision = g_strdup (values[4].kind == AOI_SQL_TEXT ? values[4].text : NULL);
  judgement->note = g_strdup (values[5].kind == AOI_SQL_TEXT ? values[5].text : NULL);
  g_ptr_array_add (data, judgement);
}

/**
 * aoi_database_list_judgements:
 * @self: a database
 * @board: id of a board
 * @error: return location for an %AOI_DATABASE_ERROR
 *
 * Returns: (transfer container) (element-type AoiJudgement): all that people ever said of the board, in the order in which
 *   they did: of each ROI the last one counts. The array frees its judgements
 *
 * Since: 0.2
 */
GPtrArray *
aoi_database_list_judgements (AoiDatabase *self, const gchar *board, GError **error)
{
  g_autoptr (GPtrArray) list = g_ptr_array_new_with_free_func ((GDestroyNotify) aoi_judgement_free);
  const AoiStoreLease nobody = { NULL };
  g_autoptr (GMutexLocker) locker = NULL;
  GError *cause = NULL;

  g_return_val_if_fail (board != NULL, NULL);
  locker = g_mutex_locker_new (&self->lock);
  if (!ensure_open (self, error))
    return NULL;
  if (aoi_store_query_judgements (self->store, board, add_row, list, &cause))
    return g_steal_pointer (&list);
  fail_call (self, cause, &nobody, error);
  return NULL;
}
