/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which kinds of databases there are. */
#include "sql/aoi-sql-private.h"

#include <string.h>

/* A kind of database is a file and a line. */
static const AoiSqlClass *const classes[] = {
  &aoi_sql_sqlite,
#ifdef HAVE_POSTGRESQL
  &aoi_sql_postgresql,
#endif
};

/* Before anybody reads the address and complains of a part of it. The second form is `host=HOST password=SECRET`, or behind a
 * question mark. */
static gboolean
holds_password (const gchar *address)
{
  g_autofree gchar *shown = aoi_sql_address_show (address);
  g_autofree gchar *lower = g_ascii_strdown (address, -1);

  return strstr (shown, AOI_SQL_HIDDEN) != NULL || strstr (lower, "password=") != NULL;
}

static gboolean
has_scheme (const AoiSqlClass *klass, const gchar *address)
{
  for (guint i = 0; klass->schemes[i] != NULL; i++)
    if (g_ascii_strncasecmp (address, klass->schemes[i], strlen (klass->schemes[i])) == 0)
      return TRUE;
  return FALSE;
}

/* A path may contain a colon; what begins like `postgresql://` is meant as an address. */
static gboolean
refuse_unknown (const gchar *address, GError **error)
{
  g_autofree gchar *shown = NULL;

  if (strstr (address, "://") == NULL)
    return FALSE;
  shown = aoi_sql_address_show (address);
  g_set_error (error, AOI_SQL_ERROR, AOI_SQL_ERROR_ADDRESS,
      "%s: this build knows no such database: give a path, sqlite:PATH%s", shown,
#ifdef HAVE_POSTGRESQL
      " or postgresql://HOST/NAME");
#else
      "; it was built without PostgreSQL (libpq)");
#endif
  return TRUE;
}

/**
 * aoi_sql_open:
 * @address: path of a SQLite database, `sqlite:PATH`, or `postgresql://USER@HOST/NAME`
 * @mode: what for
 * @mark: (nullable): what no other program's tables have among them: a SQLite file with tables, but not this, is not written
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Connects. Passwords are taken from files alone, such as ~/.pgpass.
 *
 * Returns: (transfer full): the connection
 */
AoiSql *
aoi_sql_open (const gchar *address, AoiSqlMode mode, const gchar *mark, GError **error)
{
  if (holds_password (address)) {
    aoi_sql_refuse_password (error);
    return NULL;
  }
  for (guint i = 0; i < G_N_ELEMENTS (classes); i++)
    if (has_scheme (classes[i], address))
      return classes[i]->open (address, mode, mark, error);
  if (refuse_unknown (address, error))
    return NULL;
  return aoi_sql_sqlite.open (address, mode, mark, error);
}
