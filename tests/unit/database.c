/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Judgements by libaoistore, as applications use it. */
#include <aoi-database.h>

#include "store-support.h"
#include "store/aoi-store-lease.h"

#define MINUTE (60 * (gint64) G_USEC_PER_SEC)
#define NO_BOARD "01a22438-ae86-77c6-b528-2dd26eeccbef"
#define N_JUDGES 4
#define N_JUDGED 8

/* A database with one board of four ROIs. */
typedef struct {
  gchar *address;
  AoiStore *store;
  gchar *board;
  AoiDatabase *database;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  const AoiReportInfo info = {
    .station = "line 2", .product = "parts", .revision = "abc123", .timestamp_us = STORE_TIME
  };
  g_autoptr (AoiReport) report = store_report (&info, "C", 0.1);
  g_autoptr (GError) error = NULL;

  self->address = store_begin ();
  self->store = store_open (self->address);
  store_add (self->store, report);
  self->board = g_strdup (aoi_report_get_info (report)->id);
  self->database = aoi_database_open (self->address, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  aoi_database_unref (self->database);
  aoi_store_close (self->store);
  g_free (self->board);
  g_free (self->address);
}

static void
judge (Fixture *self, gint roi, AoiJudgementKind kind, const gchar *person, const gchar *note)
{
  g_autoptr (GError) error = NULL;
  const gboolean good = aoi_database_judge (
      self->database, self->board, roi, kind, person, note, &error);

  g_assert_no_error (error);
  g_assert_true (good);
}

static GPtrArray *
list (Fixture *self)
{
  g_autoptr (GError) error = NULL;
  GPtrArray *judgements = aoi_database_list_judgements (self->database, self->board, &error);

  g_assert_no_error (error);
  g_assert_nonnull (judgements);
  return judgements;
}

static void
assert_judgement (const AoiJudgement *self, gint roi, AoiJudgementKind kind, const gchar *person,
    const gchar *note)
{
  g_assert_cmpint (self->roi, ==, roi);
  g_assert_cmpint (self->kind, ==, kind);
  g_assert_cmpstr (self->person, ==, person);
  g_assert_cmpstr (self->note, ==, note);
  g_assert_cmpstr (self->revision, ==, "abc123");
}

static void
test_judge (Fixture *self, gconstpointer data)
{
  const gint64 begin = g_get_real_time ();
  g_autofree gchar *long_note = g_strnfill (4096, '"');
  g_autoptr (GPtrArray) none = list (self), judgements = NULL;

  g_assert_cmpuint (none->len, ==, 0);
  judge (self, 2, AOI_JUDGEMENT_UNSURE, "Ann", NULL);
  judge (self, 1, AOI_JUDGEMENT_DEFECT, "Bob; DROP TABLE judgement", long_note);
  judge (self, 2, AOI_JUDGEMENT_FALSE_CALL, "Zo\303\253", "it's glare \360\237\230\200");
  judgements = list (self);
  g_assert_cmpuint (judgements->len, ==, 3);
  assert_judgement (judgements->pdata[0], 2, AOI_JUDGEMENT_UNSURE, "Ann", NULL);
  assert_judgement (
      judgements->pdata[1], 1, AOI_JUDGEMENT_DEFECT, "Bob; DROP TABLE judgement", long_note);
  assert_judgement (judgements->pdata[2], 2, AOI_JUDGEMENT_FALSE_CALL, "Zo\303\253",
      "it's glare \360\237\230\200");
  for (guint i = 0; i < judgements->len; i++) {
    const AoiJudgement *judgement = judgements->pdata[i];

    g_assert_cmpint (judgement->time_us, >=, begin);
    g_assert_cmpint (judgement->time_us, <=, g_get_real_time ());
  }
  g_assert_cmpint (store_count (self->store,
                       "SELECT count(*) FROM roi_judgement WHERE judgement = 'false call'"),
      ==, 1);
}

/* What was listed outlives the database, and so do copies the list. */
static void
test_copy (Fixture *self, gconstpointer data)
{
  g_autoptr (AoiJudgement) copy = NULL;
  GPtrArray *judgements;

  judge (self, 3, AOI_JUDGEMENT_DEFECT, "Ann", "scratched");
  judgements = list (self);
  copy = g_boxed_copy (AOI_TYPE_JUDGEMENT, judgements->pdata[0]);
  g_ptr_array_unref (judgements);
  assert_judgement (copy, 3, AOI_JUDGEMENT_DEFECT, "Ann", "scratched");
}

static void
test_kinds (void)
{
  static const gchar *const words[] = { "defect", "false call", "unsure" };
  AoiJudgementKind kind;

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    g_assert_true (aoi_judgement_kind_from_string (words[i], &kind));
    g_assert_cmpuint (kind, ==, i);
    g_assert_cmpstr (aoi_judgement_kind_to_string (kind), ==, words[i]);
  }
  g_assert_false (aoi_judgement_kind_from_string ("false-call", &kind));
  g_assert_false (aoi_judgement_kind_from_string (NULL, &kind));
}

static void
assert_refused (Fixture *self, const gchar *board, gint roi, const gchar *person, const gchar *note,
    gint code, const gchar *words)
{
  g_autoptr (GError) error = NULL;

  g_assert_false (
      aoi_database_judge (self->database, board, roi, AOI_JUDGEMENT_DEFECT, person, note, &error));
  g_assert_error (error, AOI_DATABASE_ERROR, code);
  g_assert_nonnull (strstr (error->message, words));
}

static void
test_refused (Fixture *self, gconstpointer data)
{
  const gint refused = AOI_DATABASE_ERROR_REFUSED;
  g_autoptr (GPtrArray) judgements = NULL;
  g_autoptr (GError) error = NULL;

  assert_refused (self, NO_BOARD, 1, "Ann", NULL, refused, "board " NO_BOARD " has no ROI 1");
  assert_refused (self, self->board, 77, "Ann", NULL, refused, "has no ROI 77");
  assert_refused (self, self->board, -1, "Ann", NULL, refused, "has no ROI -1");
  assert_refused (self, "' OR 1=1", 1, "Ann", NULL, refused, "is not the id of a board");
  assert_refused (self, self->board, 1, "", NULL, refused, "name is missing");
  assert_refused (self, self->board, 1, "\377", NULL, refused, "name is not UTF-8");
  assert_refused (self, self->board, 1, "Ann", "\303", refused, "note is not UTF-8");
  g_assert_null (aoi_database_list_judgements (self->database, "4711", &error));
  g_assert_error (error, AOI_DATABASE_ERROR, AOI_DATABASE_ERROR_REFUSED);
  /* It goes on. */
  judge (self, 1, AOI_JUDGEMENT_DEFECT, "Ann", NULL);
  judgements = list (self);
  g_assert_cmpuint (judgements->len, ==, 1);
}

static void
test_held (Fixture *self, gconstpointer data)
{
  g_auto (AoiStoreLease) lease = { NULL }, none = { NULL };

  g_assert_true (aoi_store_hold (self->store, self->board, "Ann", MINUTE, &lease, NULL));
  assert_refused (self, self->board, 1, "Bob", NULL, AOI_DATABASE_ERROR_HELD, "Ann judges board");
  judge (self, 1, AOI_JUDGEMENT_DEFECT, "Ann", NULL);
  g_assert_true (aoi_store_release (self->store, self->board, "Ann", &none, NULL));
  judge (self, 1, AOI_JUDGEMENT_DEFECT, "Bob", NULL);
}

static void
assert_unusable (const gchar *address)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (aoi_database_open (address, &error));
  g_assert_error (error, AOI_DATABASE_ERROR, AOI_DATABASE_ERROR_UNUSABLE);
  g_assert_null (strstr (error->message, "secret"));
}

static void
test_unusable (Fixture *self, gconstpointer data)
{
  g_autofree gchar *folder = g_dir_make_tmp ("aoi-database-XXXXXX", NULL);
  g_autofree gchar *path = g_build_filename (folder, "boards.db", NULL);

  assert_unusable (path);
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  assert_unusable ("postgresql://ann:secret@127.0.0.1/boards");
  assert_unusable ("oracle://127.0.0.1/boards");
  g_assert_true (g_file_set_contents (path, "this is no database, but a note", -1, NULL));
  assert_unusable (path);
  g_unlink (path);
  g_rmdir (folder);
  g_assert_true (
      aoi_sql_script (aoi_store_get_sql (self->store), "UPDATE aoi_schema SET version = 99", NULL));
  assert_unusable (self->address);
}

static void
send_away (Fixture *self)
{
  AoiSql *sql = aoi_store_get_sql (self->store);

  if (aoi_sql_get_dialect (sql) == AOI_SQL_SQLITE)
    g_assert_true (aoi_sql_begin (sql, NULL));
  else
    g_assert_true (aoi_sql_script (sql,
        "SELECT pg_terminate_backend (pid) FROM pg_stat_activity "
        "WHERE datname = current_database () AND pid <> pg_backend_pid ()",
        NULL));
}

/* It is locked, or ends all connections: the next call finds it again. */
static void
test_away (Fixture *self, gconstpointer data)
{
  AoiSql *sql = aoi_store_get_sql (self->store);
  g_autoptr (GPtrArray) judgements = NULL;

  send_away (self);
  assert_refused (self, self->board, 1, "Ann", NULL, AOI_DATABASE_ERROR_AWAY, "");
  if (aoi_sql_get_dialect (sql) == AOI_SQL_SQLITE)
    aoi_sql_rollback (sql);
  judge (self, 1, AOI_JUDGEMENT_DEFECT, "Ann", NULL);
  judgements = list (self);
  g_assert_cmpuint (judgements->len, ==, 1);
}

/* With a reference of its own. */
static gpointer
judge_often (gpointer data)
{
  Fixture *self = data;
  g_autoptr (AoiDatabase) database = aoi_database_ref (self->database);

  for (guint i = 0; i < N_JUDGED; i++)
    g_assert_true (aoi_database_judge (
        database, self->board, 1 + (gint) i % 4, AOI_JUDGEMENT_UNSURE, "Ann", NULL, NULL));
  return NULL;
}

static void
test_threads (Fixture *self, gconstpointer data)
{
  GThread *threads[N_JUDGES];
  g_autoptr (GPtrArray) judgements = NULL;

  for (guint i = 0; i < N_JUDGES; i++)
    threads[i] = g_thread_new ("judge", judge_often, self);
  for (guint i = 0; i < N_JUDGES; i++)
    g_thread_join (threads[i]);
  judgements = list (self);
  g_assert_cmpuint (judgements->len, ==, N_JUDGES * N_JUDGED);
}

int
main (int argc, char *argv[])
{
  gint result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/database/kinds", test_kinds);
  g_test_add ("/database/judge", Fixture, NULL, set_up, test_judge, tear_down);
  g_test_add ("/database/copy", Fixture, NULL, set_up, test_copy, tear_down);
  g_test_add ("/database/refused", Fixture, NULL, set_up, test_refused, tear_down);
  g_test_add ("/database/held", Fixture, NULL, set_up, test_held, tear_down);
  g_test_add ("/database/unusable", Fixture, NULL, set_up, test_unusable, tear_down);
  g_test_add ("/database/away", Fixture, NULL, set_up, test_away, tear_down);
  g_test_add ("/database/threads", Fixture, NULL, set_up, test_threads, tear_down);
  result = g_test_run ();
  store_end ();
  return result;
}
