/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What databases have in common. */
#include "sql/aoi-sql-private.h"

#include <math.h>
#include <string.h>

/**
 * aoi_sql_error_quark:
 *
 * Returns: the domain of errors of databases, %AOI_SQL_ERROR
 */
GQuark
aoi_sql_error_quark (void)
{
  return g_quark_from_static_string ("aoi-sql-error-quark");
}

/**
 * aoi_sql_close:
 * @self: (transfer full): a connection; what is not committed is lost
 */
void
aoi_sql_close (AoiSql *self)
{
  self->klass->close (self);
}

/**
 * aoi_sql_get_dialect:
 * @self: a connection
 *
 * Returns: whose SQL it speaks
 */
AoiSqlDialect
aoi_sql_get_dialect (const AoiSql *self)
{
  return self->klass->dialect;
}

/**
 * aoi_sql_get_file:
 * @self: a connection
 *
 * Returns: (transfer none) (nullable): the file that is the database, %NULL if a server has it
 */
const gchar *
aoi_sql_get_file (const AoiSql *self)
{
  return self->klass->get_file != NULL ? self->klass->get_file (self) : NULL;
}

/**
 * aoi_sql_address_show:
 * @address: of a database
 *
 * Returns: (transfer full): the same for messages: without what may be a password
 */
gchar *
aoi_sql_address_show (const gchar *address)
{
  const gchar *host = strstr (address, "://");
  const gchar *at;

  if (host == NULL)
    return g_filename_display_name (address);
  host += strlen ("://");
  /* The last one: a password may hold any sign. */
  at = strrchr (host, '@');
  if (at == NULL || memchr (host, ':', (gsize) (at - host)) == NULL)
    return g_strndup (address, strcspn (address, "?"));
  return g_strdup_printf ("%.*s%.*s" AOI_SQL_HIDDEN "%.*s", (gint) (host - address), address,
      (gint) strcspn (host, ":"), host, (gint) strcspn (at + 1, "?"), at + 1);
}

/**
 * aoi_sql_refuse_password:
 * @error: return location for an %AOI_SQL_ERROR_ADDRESS
 *
 * Returns: %FALSE
 */
gboolean
aoi_sql_refuse_password (GError **error)
{
  g_set_error_literal (error, AOI_SQL_ERROR, AOI_SQL_ERROR_ADDRESS,
      "a password stands in the address, where others can read it: write it into ~/.pgpass or the file "
      "that PGPASSFILE names");
  return FALSE;
}

/**
 * aoi_sql_begin:
 * @self: a connection
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Begins a transaction.
 *
 * Returns: whether it has begun
 */
gboolean
aoi_sql_begin (AoiSql *self, GError **error)
{
  return self->klass->control (self, self->klass->begin, error);
}

/**
 * aoi_sql_commit:
 * @self: a connection in a transaction
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Runs what waits, and makes all of it last.
 *
 * Returns: whether it lasts; if not, aoi_sql_rollback() is to be called
 */
gboolean
aoi_sql_commit (AoiSql *self, GError **error)
{
  return (self->klass->flush == NULL || self->klass->flush (self, error))
      && self->klass->control (self, "COMMIT", error);
}

/**
 * aoi_sql_rollback:
 * @self: a connection
 *
 * Takes a transaction back, if there is one.
 */
void
aoi_sql_rollback (AoiSql *self)
{
  if (self->klass->flush != NULL)
    self->klass->flush (self, NULL);
  self->klass->control (self, "ROLLBACK", NULL);
}

/**
 * aoi_sql_script:
 * @self: a connection
 * @script: statements without parameters
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: whether all have run
 */
gboolean
aoi_sql_script (AoiSql *self, const gchar *script, GError **error)
{
  return self->klass->script (self, script, error);
}

/**
 * aoi_sql_add:
 * @self: a connection in a transaction
 * @statement: one of few texts
 * @values: (array length=n_values): of its parameters
 * @n_values: how many
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Runs a statement that has no answer, at the latest before the next query or the commit; those fail if it does.
 *
 * Returns: %FALSE if it has failed already
 */
gboolean
aoi_sql_add (
    AoiSql *self, const gchar *statement, const AoiSqlValue *values, guint n_values, GError **error)
{
  return self->klass->add (self, statement, values, n_values, error);
}

/**
 * aoi_sql_query:
 * @self: a connection
 * @statement: one of few texts
 * @values: (array length=n_values) (nullable): of its parameters
 * @n_values: how many
 * @row: (nullable) (scope call): gets each row
 * @data: for @row
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: whether it has run; rows may have been got before it failed
 */
gboolean
aoi_sql_query (AoiSql *self, const gchar *statement, const AoiSqlValue *values, guint n_values,
    AoiSqlRow row, gpointer data, GError **error)
{
  return self->klass->query (self, statement, values, n_values, row, data, error);
}

static void
take_integer (const AoiSqlValue *values, guint n_values, gpointer data)
{
  if (values[0].kind == AOI_SQL_INTEGER)
    *(gint64 *) data = values[0].integer;
}

/**
 * aoi_sql_query_integer:
 * @self: a connection
 * @statement: one of few texts, whose answer is a number
 * @values: (array length=n_values) (nullable): of its parameters
 * @n_values: how many
 * @integer: (out): the first column of the last row; 0 if there is none or it is no number
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: whether it has run
 */
gboolean
aoi_sql_query_integer (AoiSql *self, const gchar *statement, const AoiSqlValue *values,
    guint n_values, gint64 *integer, GError **error)
{
  *integer = 0;
  return aoi_sql_query (self, statement, values, n_values, take_integer, integer, error);
}

static void
take_text (const AoiSqlValue *values, guint n_values, gpointer data)
{
  gchar **text = data;

  g_free (*text);
  *text = g_strdup (values[0].kind == AOI_SQL_TEXT ? values[0].text : NULL);
}

/**
 * aoi_sql_query_text:
 * @self: a connection
 * @statement: one of few texts, whose answer is a text
 * @values: (array length=n_values) (nullable): of its parameters
 * @n_values: how many
 * @text: (out) (transfer full) (nullable): the first column of the last row; %NULL if there is none or it is no text
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: whether it has run
 */
gboolean
aoi_sql_query_text (AoiSql *self, const gchar *statement, const AoiSqlValue *values, guint n_values,
    gchar **text, GError **error)
{
  *text = NULL;
  return aoi_sql_query (self, statement, values, n_values, take_text, text, error);
}

/**
 * aoi_sql_integer:
 * @integer: a number
 *
 * Returns: it as a value
 */
AoiSqlValue
aoi_sql_integer (gint64 integer)
{
  return (AoiSqlValue){ .kind = AOI_SQL_INTEGER, .integer = integer };
}

/**
 * aoi_sql_real:
 * @real: a number
 *
 * Returns: it as a value; none if it is not finite
 */
AoiSqlValue
aoi_sql_real (gdouble real)
{
  return (AoiSqlValue){ .kind = isfinite (real) ? AOI_SQL_REAL : AOI_SQL_NULL, .real = real };
}

/**
 * aoi_sql_text:
 * @text: (nullable): UTF-8, which lives as long as the value
 *
 * Returns: it as a value; none if it is %NULL
 */
AoiSqlValue
aoi_sql_text (const gchar *text)
{
  return (AoiSqlValue){ .kind = text != NULL ? AOI_SQL_TEXT : AOI_SQL_NULL, .text = text };
}
