/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* PostgreSQL: statements without an answer wait and go to the server together, in the protocol's pipeline mode. */
#include "sql/aoi-sql-private.h"

#include <libpq-fe.h>
#include <stdlib.h>
#include <string.h>

/* Statements that wait at most; their answers fit into the sockets' buffers, so that neither side blocks the other. */
#define MAX_WAITING 200

/* Types of columns that are numbers: OIDs of pg_type, which never change. */
enum {
  OID_INT8 = 20,
  OID_INT2 = 21,
  OID_INT4 = 23,
  OID_FLOAT4 = 700,
  OID_FLOAT8 = 701,
  OID_NUMERIC = 1700, /* what sums of integers and their shares are */
};

/* A value of a parameter as text: room for any number. */
#define NUMBER_SIZE 40

typedef struct {
  AoiSql base;
  PGconn *db;
  gchar *shown;
  GHashTable *statements; /* text -> its name on the server */
  guint n_named; /* a name is used once: what became of it in a pipeline that failed is not known */
  guint n_waiting;
} Postgresql;

static AoiSqlError
get_code (const gchar *state)
{
  static const struct {
    const gchar *prefix;
    AoiSqlError code;
  } states[] = {
    { "23505", AOI_SQL_ERROR_CONFLICT }, /* unique violation */
    { "40", AOI_SQL_ERROR_CONFLICT }, /* deadlock, serialization */
    { "53100", AOI_SQL_ERROR_FULL }, /* disk full */
    { "53", AOI_SQL_ERROR_AWAY }, /* other resources, such as connections */
    { "55", AOI_SQL_ERROR_AWAY }, /* locked, in use */
    { "57", AOI_SQL_ERROR_AWAY }, /* shut down, cancelled */
    { "58", AOI_SQL_ERROR_AWAY }, /* its system's errors */
    { "08", AOI_SQL_ERROR_AWAY }, /* connection */
    { "25006", AOI_SQL_ERROR_AWAY }, /* a standby, read only */
    { "28", AOI_SQL_ERROR_AWAY }, /* a password, which can be mended */
    { "3D", AOI_SQL_ERROR_AWAY }, /* no such database yet */
    { "42501", AOI_SQL_ERROR_AWAY }, /* a right that is missing yet */
    { "XX", AOI_SQL_ERROR_DAMAGED },
  };

  for (guint i = 0; state != NULL && i < G_N_ELEMENTS (states); i++)
    if (g_str_has_prefix (state, states[i].prefix))
      return states[i].code;
  return state != NULL ? AOI_SQL_ERROR_REFUSED : AOI_SQL_ERROR_AWAY;
}

/* Returns: (nullable): what to do */
static const gchar *
advise (const gchar *state)
{
  if (state != NULL && g_str_has_prefix (state, "42501"))
    return ": give the user this right, or let another one make the tables";
  if (state != NULL && g_str_has_prefix (state, "42P07"))
    return ": another program's tables are in the way: give the boards a database of their own";
  return NULL;
}

/* Returns FALSE. @result: (nullable): what failed; without one the connection has */
static gboolean
fail (const Postgresql *self, const PGresult *result, GError **error)
{
  const gchar *state = result != NULL ? PQresultErrorField (result, PG_DIAG_SQLSTATE) : NULL;
  const gchar *text = result != NULL ? PQresultErrorField (result, PG_DIAG_MESSAGE_PRIMARY) : NULL;
  const gchar *advice;
  g_autofree gchar *said = NULL;

  if (error != NULL && *error != NULL)
    return FALSE;
  if (text == NULL)
    text = self->db != NULL ? PQerrorMessage (self->db) : "no memory";
  said = g_utf8_make_valid (text, -1);
  advice = advise (state);
  g_set_error (error, AOI_SQL_ERROR, get_code (state), "%s: %s%s", self->shown,
      g_strdelimit (g_strstrip (said), "\n\t", ' '), advice != NULL ? advice : "");
  return FALSE;
}

/* Returns FALSE. What the server says to who is not let in has no code, and may be in another language. */
static gboolean
fail_connect (const Postgresql *self, GError **error)
{
  static const gchar where[] = "~/.pgpass (mode 600) or the file that PGPASSFILE names";
  g_autofree gchar *said = g_utf8_make_valid (PQerrorMessage (self->db), -1);
  g_autofree gchar *advice = NULL;

  if (PQconnectionNeedsPassword (self->db))
    advice = g_strdup_printf ("write the password of the user into %s", where);
  else if (PQconnectionUsedPassword (self->db))
    advice = g_strdup_printf (
        "see the user, its password in %s, and that the database is there", where);
  else if (strstr (said, "certificate") != NULL)
    advice = g_strdup (
        "see that the server's certificate has not expired and is for the host that the address "
        "names, and that sslrootcert is the file of who signed it");
  else
    advice = g_strdup (
        "see that the server runs, that the address names its host and port, the user and the "
        "database, and that the database is there");
  g_set_error (error, AOI_SQL_ERROR, AOI_SQL_ERROR_AWAY, "%s: %s: %s", self->shown,
      g_strdelimit (g_strstrip (said), "\n\t", ' '), advice);
  return FALSE;
}

static void
postgresql_close (AoiSql *base)
{
  Postgresql *self = (Postgresql *) base;

  PQfinish (self->db);
  g_hash_table_unref (self->statements);
  g_free (self->shown);
  g_free (self);
}

/* Results of the pipeline up to its next synchronisation. @row: (nullable): for the last statement's rows */
static PGresult *
read_pipeline (Postgresql *self, gboolean *good, GError **error)
{
  PGresult *last = NULL;

  for (;;) {
    PGresult *result = PQgetResult (self->db);
    const ExecStatusType status = PQresultStatus (result);

    if (result == NULL) {
      if (PQstatus (self->db) != CONNECTION_OK) {
        *good = fail (self, NULL, error);
        return last;
      }
      continue;
    }
    if (status == PGRES_PIPELINE_SYNC) {
      PQclear (result);
      return last;
    }
    if (status == PGRES_FATAL_ERROR)
      *good = fail (self, result, error);
    if (status == PGRES_PIPELINE_ABORTED)
      *good = FALSE;
    PQclear (last);
    last = result;
  }
}

/* Runs what waits. Returns: (nullable): the last answer, if all went well */
static PGresult *
synchronise (Postgresql *self, GError **error)
{
  gboolean good = TRUE;
  PGresult *last;

  self->n_waiting = 0;
  if (!PQpipelineSync (self->db)) {
    fail (self, NULL, error);
    return NULL;
  }
  last = read_pipeline (self, &good, error);
  if (good)
    return last;
  g_hash_table_remove_all (self->statements);
  PQclear (last);
  return NULL;
}

static gboolean
postgresql_flush (AoiSql *base, GError **error)
{
  Postgresql *self = (Postgresql *) base;
  PGresult *last;

  if (self->n_waiting == 0)
    return TRUE;
  last = synchronise (self, error);
  PQclear (last);
  return last != NULL;
}

/* Pipelines take one statement a time. */
static gboolean
postgresql_script (AoiSql *base, const gchar *script, GError **error)
{
  Postgresql *self = (Postgresql *) base;
  gboolean good = FALSE;
  PGresult *result;

  if (!postgresql_flush (base, error))
    return FALSE;
  if (!PQexitPipelineMode (self->db))
    return fail (self, NULL, error);
  result = PQexec (self->db, script);
  good = PQresultStatus (result) == PGRES_COMMAND_OK || PQresultStatus (result) == PGRES_TUPLES_OK;
  if (!good)
    fail (self, PQresultErrorField (result, PG_DIAG_SQLSTATE) != NULL ? result : NULL, error);
  PQclear (result);
  return PQenterPipelineMode (self->db) && good;
}

static gboolean
check_no_password (const gchar *address, GError **error)
{
  gchar *problem = NULL;
  PQconninfoOption *options = PQconninfoParse (address, &problem);
  gboolean good = options != NULL;

  if (!good)
    g_set_error (error, AOI_SQL_ERROR, AOI_SQL_ERROR_ADDRESS, "no address of PostgreSQL: %s",
        problem != NULL ? g_strchomp (problem) : "no memory");
  for (PQconninfoOption *option = options; good && option->keyword != NULL; option++)
    if (g_str_has_suffix (option->keyword, "password") && option->val != NULL)
      good = aoi_sql_refuse_password (error);
  PQconninfoFree (options);
  PQfreemem (problem);
  return good;
}

static void
ignore_notice (void *data, const PGresult *result)
{
}

static PGconn *
connect_to (const gchar *address)
{
  /* What the address says itself comes last and counts. */
  const gchar *const keys[] = { "connect_timeout", "keepalives_idle", "tcp_user_timeout",
    "application_name", "dbname", "client_encoding", NULL };
  const gchar *const values[] = { "5", "10", "15000", "aoiinspect", address, "UTF8", NULL };

  return PQconnectdbParams (keys, values, 1);
}

static AoiSql *
postgresql_open (const gchar *address, AoiSqlMode mode, const gchar *mark, GError **error)
{
  Postgresql *self;

  if (!check_no_password (address, error))
    return NULL;
  self = g_new0 (Postgresql, 1);
  self->base.klass = &aoi_sql_postgresql;
  self->shown = aoi_sql_address_show (address);
  self->statements = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->db = connect_to (address);
  if (PQstatus (self->db) != CONNECTION_OK)
    fail_connect (self, error);
  else if (!PQenterPipelineMode (self->db))
    fail (self, NULL, error);
  else {
    PQsetNoticeReceiver (self->db, ignore_notice, NULL);
    if (mode != AOI_SQL_READ
        || postgresql_script (&self->base, "SET default_transaction_read_only = on", error))
      return &self->base;
  }
  postgresql_close (&self->base);
  return NULL;
}

static const gchar *
prepare (Postgresql *self, const gchar *statement, guint n_values)
{
  gchar *name = g_hash_table_lookup (self->statements, statement);

  if (name != NULL)
    return name;
  name = g_strdup_printf ("s%u", self->n_named++);
  g_hash_table_insert (self->statements, g_strdup (statement), name);
  return PQsendPrepare (self->db, name, statement, (gint) n_values, NULL) ? name : NULL;
}

static const gchar *
show_value (const AoiSqlValue *value, gchar *room)
{
  switch (value->kind) {
    case AOI_SQL_INTEGER:
      g_snprintf (room, NUMBER_SIZE, "%" G_GINT64_FORMAT, value->integer);
      return room;
    case AOI_SQL_REAL:
      return g_ascii_dtostr (room, NUMBER_SIZE, value->real);
    case AOI_SQL_TEXT:
      return value->text;
    case AOI_SQL_NULL:
      break;
  }
  return NULL;
}

static gboolean
send (Postgresql *self, const gchar *statement, const AoiSqlValue *values, guint n, GError **error)
{
  g_autofree const gchar **texts = g_new (const gchar *, MAX (n, 1));
  g_autofree gchar *rooms = g_malloc (MAX (n, 1) * NUMBER_SIZE);
  const gchar *name = prepare (self, statement, n);

  for (guint i = 0; i < n; i++)
    texts[i] = show_value (&values[i], rooms + i * NUMBER_SIZE);
  self->n_waiting++;
  return (name != NULL && PQsendQueryPrepared (self->db, name, (gint) n, texts, NULL, NULL, 0))
      || fail (self, NULL, error);
}

static gboolean
postgresql_add (
    AoiSql *base, const gchar *statement, const AoiSqlValue *values, guint n_values, GError **error)
{
  Postgresql *self = (Postgresql *) base;

  if (self->n_waiting >= MAX_WAITING && !postgresql_flush (base, error))
    return FALSE;
  return send (self, statement, values, n_values, error);
}

static AoiSqlValue
get_column (const PGresult *result, gint row, gint column)
{
  const gchar *text = PQgetvalue (result, row, column);

  if (PQgetisnull (result, row, column))
    return aoi_sql_text (NULL);
  switch (PQftype (result, column)) {
    case OID_INT2:
    case OID_INT4:
    case OID_INT8:
      return aoi_sql_integer (g_ascii_strtoll (text, NULL, 10));
    case OID_FLOAT4:
    case OID_FLOAT8:
    case OID_NUMERIC:
      return aoi_sql_real (g_ascii_strtod (text, NULL));
    default:
      return aoi_sql_text (text);
  }
}

static void
give_rows (const PGresult *result, AoiSqlRow row, gpointer data)
{
  const guint n = (guint) PQnfields (result);
  g_autofree AoiSqlValue *values = g_new (AoiSqlValue, MAX (n, 1));

  for (gint i = 0; i < PQntuples (result); i++) {
    for (guint k = 0; k < n; k++)
      values[k] = get_column (result, i, (gint) k);
    row (values, n, data);
  }
}

static gboolean
postgresql_query (AoiSql *base, const gchar *statement, const AoiSqlValue *values, guint n_values,
    AoiSqlRow row, gpointer data, GError **error)
{
  Postgresql *self = (Postgresql *) base;
  PGresult *result;

  if (!send (self, statement, values, n_values, error))
    return FALSE;
  result = synchronise (self, error);
  if (result == NULL)
    return FALSE;
  if (row != NULL)
    give_rows (result, row, data);
  PQclear (result);
  return TRUE;
}

static const gchar *const schemes[] = { "postgresql:", "postgres:", NULL };

const AoiSqlClass aoi_sql_postgresql = {
  .dialect = AOI_SQL_POSTGRESQL,
  .schemes = schemes,
  .begin = "BEGIN",
  .open = postgresql_open,
  .close = postgresql_close,
  .control = postgresql_script,
  .script = postgresql_script,
  .add = postgresql_add,
  .query = postgresql_query,
  .flush = postgresql_flush,
};
