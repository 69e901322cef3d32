/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The tables: made step by step, each step a file of SQL that leads to the version in its name. */
#include "store/aoi-store-schema.h"

#include "aoi-store-resources.h"

/* Any number that no other program on the server locks by. */
#define LOCK_POSTGRESQL "SELECT pg_advisory_xact_lock (7310305713)"

static gboolean
get_version (AoiSql *sql, gint64 *version, GError **error)
{
  return aoi_sql_query_integer (
      sql, "SELECT max (version) FROM " AOI_STORE_SCHEMA_TABLE, NULL, 0, version, error);
}

static gboolean
refuse_newer (AoiSql *sql, gint64 version, GError **error)
{
  g_set_error (error, AOI_SQL_ERROR, AOI_SQL_ERROR_NEWER,
      "the database has schema %" G_GINT64_FORMAT " of a newer release, this one knows %d: update "
      "aoiinspect, or use another database",
      version, AOI_STORE_SCHEMA_VERSION);
  return FALSE;
}

static gboolean
run_step (AoiSql *sql, gint64 version, GError **error)
{
  const gboolean is_sqlite = aoi_sql_get_dialect (sql) == AOI_SQL_SQLITE;
  g_autofree gchar *path = g_strdup_printf (
      "/aoi/store/%s-%" G_GINT64_FORMAT ".sql", is_sqlite ? "sqlite" : "postgresql", version);
  g_autofree gchar *note = g_strdup_printf ("DELETE FROM " AOI_STORE_SCHEMA_TABLE
                                            "; INSERT INTO " AOI_STORE_SCHEMA_TABLE
                                            " VALUES (%" G_GINT64_FORMAT ");",
      version);
  g_autoptr (GBytes) script = g_resource_lookup_data (
      aoi_store_get_resource (), path, G_RESOURCE_LOOKUP_FLAGS_NONE, error);

  /* Resources end with a zero byte. */
  return script != NULL && aoi_sql_script (sql, g_bytes_get_data (script, NULL), error)
      && aoi_sql_script (sql, note, error);
}

/* In a transaction. */
static gboolean
run_steps (AoiSql *sql, GError **error)
{
  gint64 version;

  if (aoi_sql_get_dialect (sql) == AOI_SQL_POSTGRESQL
      && !aoi_sql_query (sql, LOCK_POSTGRESQL, NULL, 0, NULL, NULL, error))
    return FALSE;
  if (!aoi_sql_script (sql,
          "CREATE TABLE IF NOT EXISTS " AOI_STORE_SCHEMA_TABLE " (version INTEGER NOT NULL)", error)
      || !get_version (sql, &version, error))
    return FALSE;
  if (version > AOI_STORE_SCHEMA_VERSION)
    return refuse_newer (sql, version, error);
  while (version < AOI_STORE_SCHEMA_VERSION)
    if (!run_step (sql, ++version, error))
      return FALSE;
  return TRUE;
}

/* PostgreSQL wants the right to make tables also of who makes none, such as somebody who judges. */
static gboolean
is_current (AoiSql *sql)
{
  gint64 version;

  return aoi_sql_get_dialect (sql) == AOI_SQL_POSTGRESQL && get_version (sql, &version, NULL)
      && version == AOI_STORE_SCHEMA_VERSION;
}

/**
 * aoi_store_schema_update:
 * @sql: a connection for writing
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Makes the tables, or takes those of an earlier release to this one's, in one transaction.
 *
 * Returns: whether they are there
 */
gboolean
aoi_store_schema_update (AoiSql *sql, GError **error)
{
  if (is_current (sql))
    return TRUE;
  if (!aoi_sql_begin (sql, error))
    return FALSE;
  if (run_steps (sql, error) && aoi_sql_commit (sql, error))
    return TRUE;
  aoi_sql_rollback (sql);
  return FALSE;
}

/* What is said to who cannot read the tables. Readers of SQLite write, too: which part of the log they are at. */
static const gchar *
advise (gint code)
{
  switch (code) {
    case AOI_SQL_ERROR_DAMAGED:
      return "it is damaged: who stores boards into it keeps it aside, and begins a new one";
    case AOI_SQL_ERROR_CANNOT_OPEN:
      return "see that this user may also write to the file and its folder";
    default:
      return "is this a database of boards?";
  }
}

/**
 * aoi_store_schema_check:
 * @sql: a connection
 * @error: return location for an %AOI_SQL_ERROR
 *
 * Returns: whether the tables are there, of this release's version
 */
gboolean
aoi_store_schema_check (AoiSql *sql, GError **error)
{
  g_autoptr (GError) said = NULL;
  gint64 version;

  if (!get_version (sql, &version, &said)) {
    g_set_error (error, said->domain, said->code, "%s: %s", said->message, advise (said->code));
    return FALSE;
  }
  if (version > AOI_STORE_SCHEMA_VERSION)
    return refuse_newer (sql, version, error);
  if (version == AOI_STORE_SCHEMA_VERSION)
    return TRUE;
  g_set_error (error, AOI_SQL_ERROR, AOI_SQL_ERROR_REFUSED,
      "the database has schema %" G_GINT64_FORMAT
      " of an earlier release: aoistore, or `aoi run --store`, "
      "takes it to %d",
      version, AOI_STORE_SCHEMA_VERSION);
  return FALSE;
}
