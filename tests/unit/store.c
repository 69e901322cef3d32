/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Boards in a database: each once, with all of its rows and sums, or not at all. */
#include "store-panel.h"
#include "store-review.h"
#include "store-sums.h"
#include "store-support.h"
#include "store/aoi-store-judge.h"
#include "store/aoi-storer.h"

static void
add_cell (GString *text, const AoiSqlValue *value)
{
  switch (value->kind) {
    case AOI_SQL_NULL:
      g_string_append (text, "NULL");
      break;
    case AOI_SQL_INTEGER:
      g_string_append_printf (text, "%" G_GINT64_FORMAT, value->integer);
      break;
    case AOI_SQL_REAL:
      g_string_append_printf (text, "%.9g", value->real);
      break;
    case AOI_SQL_TEXT:
      g_string_append (text, value->text);
      break;
  }
}

static void
add_row (const AoiSqlValue *values, guint n_values, gpointer data)
{
  for (guint i = 0; i < n_values; i++) {
    g_string_append_c (data, i > 0 ? '|' : '\n');
    add_cell (data, &values[i]);
  }
}

/* All that the tables of boards hold, as text. */
static gchar *
dump (AoiStore *store)
{
  static const gchar *const statements[] = {
    "SELECT * FROM board ORDER BY id",
    "SELECT * FROM device ORDER BY board, device",
    "SELECT * FROM roi ORDER BY board, roi",
    "SELECT * FROM board_hour ORDER BY hour, station, product",
    "SELECT * FROM roi_hour ORDER BY hour, station, product, roi",
    "SELECT hash, name FROM product_revision ORDER BY hash",
  };
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < G_N_ELEMENTS (statements); i++) {
    g_autoptr (GError) error = NULL;

    aoi_sql_query (aoi_store_get_sql (store), statements[i], NULL, 0, add_row, text, &error);
    g_assert_no_error (error);
  }
  return g_string_free (text, FALSE);
}

static AoiReportInfo
get_info (guint64 frame)
{
  return (AoiReportInfo){ .station = "line 2",
    .product = "board",
    .session_id = "night",
    .frame = frame,
    .timestamp_us = STORE_TIME + (gint64) frame * 1000,
    .inspect_ns = 2500000,
    .total_ns = 4000000,
    .revision = "abc" };
}

static void
test_rows (void)
{
  g_autofree gchar *address = store_begin ();
  g_autoptr (AoiStore) store = store_open (address);
  const AoiReportInfo info = get_info (7);
  g_autoptr (AoiReport) report = store_report (&info, "C-1", 0.5);
  g_autofree gchar *text = NULL;

  store_add (store, report);
  text = dump (store);
  g_assert_nonnull (strstr (text, "|line 2|board|abc|7|night|2026-11-28"));
  g_assert_nonnull (
      strstr (text, "|fail|1 of 4 ROIs not passed: 2 (structure differs)|4|2.5|C-1\n"));
  g_assert_nonnull (strstr (text, "|1|2|1|C-1|C-1\n"));
  g_assert_nonnull (strstr (text, "|2|2|2|NULL|NULL\n"));
  g_assert_nonnull (strstr (text, "|2|1|compare|fail|0.5|0.9|structure differs|{}|1.5\n"));
  g_assert_nonnull (strstr (text, "|1|1|barcode|pass|1|1|NULL|{\"barcodes\":[\"C-1\"]}|1.5\n"));
  g_assert_nonnull (strstr (text, "\n2026-11-28T21|line 2|board|1|0|1|0|4\n"));
  g_assert_nonnull (
      strstr (text, "\n2026-11-28T21|line 2|board|2|1|compare|1|0|1|0|0|1|0.5|-0.4|0.16|1.5\n"));
}

/* What is written once more changes nothing, in a batch of its own, beside others, and twice in one. */
static void
test_once (void)
{
  g_autofree gchar *address = store_begin ();
  g_autoptr (AoiStore) store = store_open (address);
  g_autoptr (AoiStore) other = store_open (address);
  AoiStoreBoard *boards[21];
  g_autofree gchar *before = NULL, *after = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 20; i++) {
    const AoiReportInfo info = get_info (i);
    g_autoptr (AoiReport) report = store_report (&info, "C", i % 2 == 0 ? 0.95 : 0.4);

    boards[i] = aoi_store_board_new (report);
  }
  boards[20] = boards[3];
  g_assert_true (aoi_store_add (store, boards + 5, 5, &error));
  g_assert_true (aoi_store_add (other, boards, 21, &error));
  before = dump (store);
  g_assert_true (aoi_store_add (store, boards, 20, &error));
  after = dump (other);
  g_assert_no_error (error);
  g_assert_cmpstr (before, ==, after);
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM board"), ==, 20);
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM roi"), ==, 80);
  g_assert_cmpint (store_count (store, "SELECT boards FROM board_hour"), ==, 20);
  g_assert_cmpint (store_count (store, "SELECT failed FROM roi_hour WHERE roi = 2"), ==, 10);
  for (guint i = 0; i < 20; i++)
    aoi_store_board_free (boards[i]);
}

/* A line of aoijson gives the rows of the report from which it was written. */
static void
test_json (void)
{
  g_autofree gchar *first = store_begin ();
  g_autofree gchar *from_report = NULL, *from_json = NULL, *json = NULL;
  const AoiReportInfo info = get_info (0);
  g_autoptr (AoiReport) report = store_report (&info, "C-2", 0.3);
  g_autoptr (AoiStoreBoard) board = NULL;
  g_autoptr (GError) error = NULL;
  AoiStore *store = store_open (first);

  store_add (store, report);
  from_report = dump (store);
  aoi_store_close (store);
  g_free (first);
  first = store_begin ();
  store = store_open (first);
  json = aoi_report_to_json (report, AOI_JSON_TIMING);
  board = aoi_store_board_new_from_json (json, &error);
  g_assert_no_error (error);
  g_assert_true (aoi_store_add (store, &board, 1, &error));
  from_json = dump (store);
  aoi_store_close (store);
  g_assert_cmpstr (from_report, ==, from_json);
}

static void
test_json_refused (void)
{
  static const gchar *const bad[] = { "", "[]", "{}", "{\"aoi\":{\"complete\":true}}",
    "{\"a\":", "{\"overall_result\":{\"passed\":true},\"aoi\":{\"complete\":false,\"id\":\"x\"}}",
    "{\"overall_result\":{\"passed\":true},\"aoi\":{\"complete\":true,\"id\":\"x\"}}",
    "{\"overall_result\":{\"passed\":true},\"aoi\":{\"complete\":true,\"id\":17}}" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (aoi_store_board_new_from_json (bad[i], &error));
    g_assert_nonnull (error);
  }
}

static void
test_verdicts (void)
{
  g_autofree gchar *address = store_begin ();
  g_autoptr (AoiStore) store = store_open (address);
  AoiReportInfo infos[3];

  for (guint i = 0; i < G_N_ELEMENTS (infos); i++) {
    g_autoptr (AoiReport) report = NULL;

    infos[i] = get_info (i);
    if (i == 2) {
      infos[i].reason = "no product is set";
      report = aoi_report_new (&infos[i], NULL, 0);
    } else {
      report = store_report (&infos[i], NULL, i == 0 ? 0.95 : 0.1);
    }
    store_add (store, report);
  }
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM board WHERE verdict = 'pass'"), ==, 1);
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM board WHERE verdict = 'fail'"), ==, 1);
  g_assert_cmpint (
      store_count (store, "SELECT count(*) FROM board WHERE verdict = 'not inspected'"), ==, 1);
  g_assert_cmpint (store_count (store, "SELECT not_inspected FROM board_hour"), ==, 1);
}

/* A ROI that was not inspected has no score, from which statistics would be made. */
static void
test_not_measured (void)
{
  g_autofree gchar *address = store_begin ();
  g_autoptr (AoiStore) store = store_open (address);
  const AoiReportInfo info = get_info (0);
  AoiRoiResult rois[3] = { 0 };
  g_autoptr (AoiReport) report = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (rois); i++) {
    rois[i].id = (gint) i + 1;
    rois[i].type = "compare";
  }
  aoi_roi_result_pass (&rois[0], 0.95, 0.9);
  aoi_roi_result_error (&rois[1], "unsuitable frame: it is black");
  aoi_roi_result_timeout (&rois[2], "not ready in time");
  report = aoi_report_new (&info, rois, G_N_ELEMENTS (rois));
  store_add (store, report);
  g_assert_cmpint (
      store_count (store, "SELECT count(*) FROM roi WHERE score IS NULL AND threshold IS NULL"), ==,
      2);
  g_assert_cmpint (
      store_count (store, "SELECT CAST (sum (measured) AS integer) FROM roi_hour"), ==, 1);
  g_assert_cmpint (
      store_count (store, "SELECT CAST (sum (boards) AS integer) FROM roi_hour"), ==, 3);
}

/* Texts of people and of codes come back as they are. */
static void
test_hostile (void)
{
  g_autofree gchar *address = store_begin ();
  g_autofree gchar *longest = g_strnfill (4096, '\'');
  const gchar *const texts[] = { "'; DROP TABLE board; --", "\" \\ $1 ?1 %s %n :a @b",
    "all \x01\x02\x1f\x7f \xc2\x85 \xe2\x80\xa8", "\xf0\x9f\x98\x80 </script>", "\xff\xc0\xaf",
    longest };
  g_autoptr (AoiStore) store = store_open (address);

  for (guint i = 0; i < G_N_ELEMENTS (texts); i++) {
    AoiReportInfo info = get_info (i);
    g_autoptr (AoiReport) report = NULL;
    g_autofree gchar *valid = g_utf8_make_valid (texts[i], -1);
    AoiSqlValue value = aoi_sql_text (valid);
    g_autoptr (GError) error = NULL;
    gint64 count;

    info.product = info.station = info.session_id = info.reason = texts[i];
    report = store_report (&info, valid, 0.1);
    store_add (store, report);
    aoi_sql_query_integer (aoi_store_get_sql (store),
        "SELECT count(*) FROM board WHERE product = $1 AND station = $1 AND session = $1 AND reason = $1 "
        "AND code = $1",
        &value, 1, &count, &error);
    g_assert_no_error (error);
    g_assert_cmpint (count, ==, 1);
  }
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM board"), ==, G_N_ELEMENTS (texts));
}

/* Reading asks for a database that is there, and writing for one that is no newer. */
static void
test_schema (void)
{
  g_autofree gchar *address = store_begin ();
  g_autoptr (GError) error = NULL;
  AoiStore *store = aoi_store_open (address, AOI_SQL_READ, &error);

  g_assert_null (store);
  g_assert_nonnull (error);
  g_clear_error (&error);
  store = store_open (address);
  g_assert_true (
      aoi_sql_script (aoi_store_get_sql (store), "UPDATE aoi_schema SET version = 99", &error));
  aoi_store_close (store);
  for (guint i = 0; i < 2; i++) {
    g_assert_null (aoi_store_open (address, i == 0 ? AOI_SQL_READ : AOI_SQL_WRITE, &error));
    g_assert_error (error, AOI_SQL_ERROR, AOI_SQL_ERROR_NEWER);
    g_assert_nonnull (strstr (error->message, "schema 99"));
    g_clear_error (&error);
  }
}

static void
test_addresses (void)
{
  static const gchar *const bad[] = { "mysql://host/name", "postgresql://me:secret@host/name",
    "postgresql://me:%secret@host/name", "postgresql://me:a/secret@host/name",
    "POSTGRESQL://me:secret@host/name", "postgresql://host/name?password=%secret",
    "postgresql://host/name?sslpassword=secret", "host=host password=secret", "postgresql://[", "",
    "sqlite:", ":memory:", "sqlite::memory:", "sqlite://boards.db", "/dev/null" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (aoi_sql_open (bad[i], AOI_SQL_WRITE, NULL, &error));
    g_assert_error (error, AOI_SQL_ERROR, AOI_SQL_ERROR_ADDRESS);
    g_assert_null (strstr (error->message, "secret"));
  }
}

/* Both ways of writing a whole path mean the same file. */
static void
test_whole_path (void)
{
  g_autofree gchar *path = store_begin (), *address = g_strconcat ("sqlite://", path, NULL);
  g_autofree gchar *beside = g_strconcat (path, ".outbox", NULL);
  g_autofree gchar *outbox = NULL;

  if (!g_path_is_absolute (path)) {
    g_test_skip ("over a server");
    return;
  }
  outbox = aoi_storer_dup_outbox (address, "elsewhere");
  aoi_store_close (store_open (address));
  g_assert_true (g_file_test (path, G_FILE_TEST_IS_REGULAR));
  g_assert_true (g_str_has_suffix (outbox, beside));
}

static void
test_shown (void)
{
  static const gchar *const pairs[][2] = {
    { "postgresql://me:secret@host:5432/name?sslmode=require",
        "postgresql://me:***@host:5432/name" },
    { "postgresql://me@host/name", "postgresql://me@host/name" },
    { "postgresql://me:se@cret@host/name", "postgresql://me:***@host/name" },
    { "postgresql://me:se/cr?et@host/name", "postgresql://me:***@host/name" },
    { "boards.db", "boards.db" },
    { "sqlite:boards.db", "sqlite:boards.db" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++) {
    g_autofree gchar *shown = aoi_sql_address_show (pairs[i][0]);

    g_assert_cmpstr (shown, ==, pairs[i][1]);
  }
}

/* Months that lie apart, and ids of a clock that was never set. */
static void
test_months (void)
{
  static const gint64 times[] = { 1, STORE_TIME, STORE_TIME + G_GINT64_CONSTANT (86400000000) * 40,
    G_GINT64_CONSTANT (253402300799) * G_USEC_PER_SEC };
  g_autofree gchar *address = store_begin ();
  g_autoptr (AoiStore) store = store_open (address);

  for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
    const AoiReportInfo info = { .timestamp_us = times[i] };
    g_autoptr (AoiReport) report = store_report (&info, NULL, 0.95);

    store_add (store, report);
  }
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM board"), ==, G_N_ELEMENTS (times));
}

/* The latest judgement counts, and none is changed. */
static void
test_judgements_stay (void)
{
  g_autofree gchar *address = store_begin ();
  g_autoptr (AoiStore) store = store_open (address);
  AoiSql *sql = aoi_store_get_sql (store);
  AoiReportInfo info = get_info (0);
  g_autoptr (AoiReport) report = NULL;
  static const gchar *const forbidden[] = { "UPDATE judgement SET judgement = 'defect'",
    "DELETE FROM judgement", "DELETE FROM board" };

  info.id = "019acc68-1111-7222-8333-444455556666";
  report = store_report (&info, NULL, 0.1);
  store_add (store, report);
  g_assert_true (aoi_sql_script (sql,
      "INSERT INTO judgement VALUES ('019acc68-2222-7222-8333-444455556666', "
      "'019acc68-1111-7222-8333-444455556666', 2, 'defect', 'Ann', '2026-11-28T22:00:00Z', NULL, NULL);"
      "INSERT INTO judgement VALUES ('019acc68-3333-7222-8333-444455556666', "
      "'019acc68-1111-7222-8333-444455556666', 2, 'false call', 'Bob', '2026-11-28T23:00:00Z', NULL, NULL)",
      NULL));
  g_assert_cmpint (
      store_count (store, "SELECT count(*) FROM roi_judgement WHERE judgement = 'false call'"), ==,
      1);
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM roi_judgement"), ==, 1);
  for (guint i = 0; i < G_N_ELEMENTS (forbidden); i++)
    g_assert_false (aoi_sql_script (sql, forbidden[i], NULL));
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM judgement"), ==, 2);
}

/* What was said last counts, also if the clock was set back since. */
static void
test_judgements_replace (void)
{
  static const gchar *const words[] = { "unsure", "defect", "false call" };
  static const gint64 times[] = { STORE_TIME, STORE_TIME - G_GINT64_CONSTANT (3600000000),
    STORE_TIME };
  g_autofree gchar *address = store_begin ();
  g_autoptr (AoiStore) store = store_open (address);
  const AoiReportInfo info = get_info (0);
  g_autoptr (AoiReport) report = store_report (&info, NULL, 0.1);

  store_add (store, report);
  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    const AoiStoreJudgement judgement = { aoi_report_get_info (report)->id, 2, words[i], "Ann",
      "it's \"glare\"; DROP TABLE judgement" };
    g_autofree gchar *question = g_strdup_printf (
        "SELECT count(*) FROM roi_judgement WHERE judgement = '%s'", words[i]);
    g_autoptr (GError) error = NULL;

    g_assert_true (aoi_store_judge (store, &judgement, times[i], &error));
    g_assert_no_error (error);
    g_assert_cmpint (store_count (store, question), ==, 1);
    g_assert_cmpint (store_count (store, "SELECT count(*) FROM judgement"), ==, i + 1);
  }
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM roi_judgement"), ==, 1);
}

int
main (int argc, char *argv[])
{
  gint result;

  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/store/rows", test_rows);
  g_test_add_func ("/store/once", test_once);
  g_test_add_func ("/store/json", test_json);
  g_test_add_func ("/store/json/refused", test_json_refused);
  g_test_add_func ("/store/verdicts", test_verdicts);
  g_test_add_func ("/store/hostile", test_hostile);
  g_test_add_func ("/store/schema", test_schema);
  g_test_add_func ("/store/addresses", test_addresses);
  g_test_add_func ("/store/whole-path", test_whole_path);
  g_test_add_func ("/store/addresses/shown", test_shown);
  g_test_add_func ("/store/months", test_months);
  g_test_add_func ("/store/judgements-replace", test_judgements_replace);
  g_test_add_func ("/store/judgements-stay", test_judgements_stay);
  g_test_add_func ("/store/not-measured", test_not_measured);
  store_panel_add_tests ();
  store_review_add_tests ();
  store_sums_add_tests ();
  result = g_test_run ();
  store_end ();
  store_panel_end ();
  store_review_end ();
  store_sums_end ();
  return result;
}
