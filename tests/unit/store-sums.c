/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sums by hour are those of the boards, whoever writes them. */
#include "store-sums.h"

#include "store-support.h"

#define HOUR (3600 * (gint64) G_USEC_PER_SEC)

/* Rows of sums that are not those of the ROIs, of boards of one station, one product and one hour. */
#define WRONG \
  "SELECT count(*) FROM roi_hour h WHERE h.boards <> (SELECT count(*) FROM roi r WHERE " \
  "r.roi = h.roi) OR h.failed <> (SELECT count(*) FROM roi r WHERE r.roi = h.roi AND " \
  "r.status = 'fail') OR abs (h.score - (SELECT sum (r.score) FROM roi r WHERE r.roi = h.roi)) > " \
  "1e-9"

/* Returns: (transfer full): a board of an hour */
static AoiStoreBoard *
make_board (guint64 number, guint hour, const gchar *code)
{
  const AoiReportInfo info = { .station = "line 2",
    .product = "board",
    .frame = number,
    .timestamp_us = STORE_TIME + (gint64) number * 1000 + hour * HOUR };
  g_autoptr (AoiReport) report = store_report (&info, code, number % 3 == 0 ? 0.1 : 0.95);

  return aoi_store_board_new (report);
}

/* Adds @n boards of an hour in one transaction. */
static gboolean
add_boards (AoiStore *store, guint64 number, guint n, guint hour, const gchar *code)
{
  g_autoptr (GPtrArray)
      boards = g_ptr_array_new_with_free_func ((GDestroyNotify) aoi_store_board_free);

  for (guint i = 0; i < n; i++)
    g_ptr_array_add (boards, make_board (number + i, hour, i + 1 == n ? code : "C"));
  return aoi_store_add (store, (AoiStoreBoard *const *) boards->pdata, n, NULL);
}

/* Names that read alike one behind the other, in one transaction. */
static void
test_names (void)
{
  static const gchar *const names[][2] = { { "a\nb", "c" }, { "a", "b\nc" } };
  g_autofree gchar *address = store_begin ();
  g_autoptr (AoiStore) store = store_open (address);
  AoiStoreBoard *boards[G_N_ELEMENTS (names)];
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    AoiReportInfo info = { .timestamp_us = STORE_TIME, .frame = i };
    g_autoptr (AoiReport) report = NULL;

    info.station = names[i][0];
    info.product = names[i][1];
    report = store_report (&info, "code", 0.1);
    boards[i] = aoi_store_board_new (report);
  }
  aoi_store_add (store, boards, G_N_ELEMENTS (names), &error);
  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    aoi_store_board_free (boards[i]);
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM board_hour WHERE boards = 1"), ==, 2);
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM roi_hour WHERE boards = 1"), ==, 8);
}

/* Two connections write in turn, once and several times, single boards and batches. */
static void
test_writers (void)
{
  g_autofree gchar *address = store_begin ();
  g_autoptr (AoiStore) first = store_open (address);
  g_autoptr (AoiStore) second = store_open (address);
  guint64 number = 0;

  for (guint i = 0; i < 24; i++) {
    const guint n = i % 5 == 0 ? 3 : 1;

    g_assert_true (add_boards (i % 4 < 2 ? first : second, number, n, 0, "C"));
    number += n;
  }
  g_assert_cmpint (store_count (first, "SELECT boards FROM board_hour"), ==, (gint64) number);
  g_assert_cmpint (store_count (first, "SELECT count(*) FROM roi_hour"), ==, 4);
  g_assert_cmpint (store_count (first, WRONG), ==, 0);
}

/* A transaction that was taken back, small or larger than what SQLite keeps in memory, leaves nothing: neither in the sums of the
 * next one, nor in the way of another connection. */
static void
test_refused (void)
{
  static const guint sizes[] = { 3, 1500 };
  g_autofree gchar *address = store_begin ();
  g_autoptr (AoiStore) store = store_open (address);
  g_autoptr (AoiStore) other = store_open (address);
  AoiSql *sql = aoi_store_get_sql (store);
  const gchar *rule = aoi_sql_get_dialect (sql) == AOI_SQL_SQLITE
      ? "CREATE TRIGGER rule BEFORE INSERT ON board WHEN new.code = 'bad' "
        "BEGIN SELECT RAISE (ABORT, 'bad'); END"
      : "ALTER TABLE board ADD CHECK (code <> 'bad')";

  g_assert_true (add_boards (store, 0, 2, 0, "C"));
  g_assert_true (aoi_sql_script (sql, rule, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    g_assert_false (add_boards (store, 10, sizes[i], 0, "bad"));
    g_assert_cmpint (store_count (store, "SELECT boards FROM board_hour"), ==, 2 + 2 * i);
    g_assert_true (add_boards (i == 0 ? store : other, 2 + 2 * i, 1, 0, "C"));
    g_assert_true (add_boards (i == 0 ? other : store, 3 + 2 * i, 1, 0, "C"));
  }
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM board"), ==, 6);
  g_assert_cmpint (store_count (store, "SELECT boards FROM board_hour"), ==, 6);
  g_assert_cmpint (store_count (other, WRONG), ==, 0);
}

/* A station that is begun again goes on with the hour that it finds; boards of several hours have a row each. */
static void
test_hours (void)
{
  g_autofree gchar *address = store_begin ();

  for (guint i = 0; i < 6; i++) {
    g_autoptr (AoiStore) store = store_open (address);

    g_assert_true (add_boards (store, i, 1, i % 2, "C"));
    g_assert_true (add_boards (store, 10 + i, 1, (i + 1) % 2, "C"));
  }
  {
    g_autoptr (AoiStore) store = store_open (address);

    g_assert_cmpint (
        store_count (store, "SELECT count(*) FROM board_hour WHERE boards = 6"), ==, 2);
    g_assert_cmpint (store_count (store, "SELECT count(*) FROM roi_hour WHERE boards = 6"), ==, 8);
  }
}

void
store_sums_end (void)
{
  store_end ();
}

void
store_sums_add_tests (void)
{
  g_test_add_func ("/store/sums/names", test_names);
  g_test_add_func ("/store/sums/writers", test_writers);
  g_test_add_func ("/store/sums/refused", test_refused);
  g_test_add_func ("/store/sums/hours", test_hours);
}
