/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Boards that are moved, and panels with devices that are marked bad, in a database and its statistics. */
#include "store-panel.h"

#include "product-folder.h"
#include "query/aoi-stats.h"
#include "store-support.h"
#include "store/aoi-store-judge.h"

/* Two devices, with a part and a mark each. */
#define PRODUCT \
  "{\"skip_marked\":true,\"rois\":[" \
  "{\"idx\":1,\"type\":\"compare\",\"coords\":[0,0,9,9],\"device_id\":1}," \
  "{\"idx\":2,\"type\":\"compare\",\"coords\":[0,0,9,9],\"device_id\":2}," \
  "{\"idx\":11,\"type\":\"bad_mark\",\"coords\":[0,0,9,9],\"device_id\":1,\"expected_color\":[255,0,0]}," \
  "{\"idx\":12,\"type\":\"bad_mark\",\"coords\":[0,0,9,9],\"device_id\":2,\"expected_color\":[255,0,0]}]}"

#define HOUR_US (3600 * (gint64) G_USEC_PER_SEC)

/* Of a frame at whose place the devices lie, the first one @dx pixels to the right. NaN: it was not found. */
static AoiReport *
make_report (AoiProduct *product, guint64 frame, gdouble dx, gboolean marked, gboolean good)
{
  const gboolean found = isfinite (dx);
  const AoiPlacement placement = { .device = 1,
    .found = found,
    .alignment = { 1.0, 0.0, dx, -2.0 },
    .residual = 0.25,
    .reason = found ? NULL : (gchar *) "fiducial 21: score 0.40, needs 0.70",
    .n_marks = 1,
    .marks = { { 21, 10.0, 10.0, 10.0 + dx, 8.0, 0.9, 0.2, 3.0 } } };
  AoiReportInfo info = { .station = "line 2",
    .product = "x",
    .frame = frame,
    .timestamp_us = STORE_TIME + (gint64) frame * HOUR_US,
    .placements = &placement,
    .n_placements = 1 };
  AoiRoiResult rois[4];

  for (guint i = 0; i < G_N_ELEMENTS (rois); i++) {
    const AoiRoi *roi = aoi_product_get_roi (product, i);

    rois[i] = (AoiRoiResult){
      .id = roi->id, .device = roi->device, .type = roi->type, .rect = roi->rect
    };
    aoi_roi_result_pass (&rois[i], 1.0, 0.9);
    if (i > 1)
      aoi_roi_result_take_values (&rois[i], g_variant_new_parsed ("{'marked': <false>}"));
  }
  if (!good)
    aoi_roi_result_fail (&rois[0], 0.5, 0.9, "structure differs");
  if (marked) {
    aoi_roi_result_fail (&rois[3], 70.0, 97.5, "marked bad");
    aoi_roi_result_take_values (&rois[3], g_variant_new_parsed ("{'marked': <true>}"));
  }
  aoi_report_info_set_source (&info, product);
  return aoi_report_new (&info, rois, G_N_ELEMENTS (rois));
}

/* One board an hour: good; with a device that is marked; not found. */
static AoiStore *
make_boards (gchar **address)
{
  g_autoptr (AoiProduct) product = product_from_json (PRODUCT);
  g_autoptr (AoiReport) plain = make_report (product, 0, 3.0, FALSE, TRUE);
  g_autoptr (AoiReport) marked = make_report (product, 1, 5.0, TRUE, TRUE);
  g_autoptr (AoiReport) lost = make_report (product, 2, NAN, TRUE, FALSE);
  AoiStore *store;

  *address = store_begin ();
  store = store_open (*address);
  g_assert_cmpuint (aoi_report_get_n_skipped (marked), ==, 2);
  store_add (store, plain);
  store_add (store, marked);
  store_add (store, lost);
  return store;
}

/* What is skipped is kept, and counts nowhere. */
static void
test_skipped (void)
{
  g_autofree gchar *address = NULL;
  g_autoptr (AoiStore) store = make_boards (&address);

  g_assert_cmpint (store_count (store, "SELECT count(*) FROM roi WHERE status = 'skipped'"), ==, 4);
  g_assert_cmpint (
      store_count (store, "SELECT count(*) FROM roi WHERE status = 'skipped' AND score IS NULL"),
      ==, 4);
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM board WHERE verdict = 'pass'"), ==, 2);
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM device WHERE device = 2"), ==, 1);
  g_assert_cmpint (
      store_count (store, "SELECT CAST (sum (boards) AS integer) FROM roi_hour WHERE roi = 1"), ==,
      3);
  g_assert_cmpint (
      store_count (store, "SELECT CAST (sum (boards) AS integer) FROM roi_hour WHERE roi = 2"), ==,
      1);
}

static void
ask (AoiStore *store, const gchar *by, const gchar *since, AoiQueryTable *table)
{
  AoiQueryFilter filter = { .since = g_strdup (since) };
  g_autoptr (GError) error = NULL;
  AoiStatsShifts shifts;

  g_assert_true (aoi_query_filter_prepare (&filter, "", STORE_TIME + 9 * HOUR_US, &error));
  g_assert_true (aoi_stats_shifts_parse (&shifts, "", "06:00", &error));
  aoi_stats_ask (store, aoi_stats_find_by (by), &filter, &shifts, table, &error);
  g_assert_no_error (error);
  aoi_query_filter_clear (&filter);
}

static void
assert_rows (AoiStore *store, const gchar *by, const gchar *since, const gchar *expected)
{
  g_auto (AoiQueryTable) table = { 0 };
  g_autoptr (GString) text = g_string_new (NULL);

  ask (store, by, since, &table);
  for (guint row = 0; row < table.rows->len; row++)
    for (guint i = 0; i < table.n_columns; i++) {
      g_autofree gchar *cell = aoi_query_table_show (&table, row, i);

      g_string_append_printf (text, "%s%s", cell, i + 1 < table.n_columns ? "|" : "\n");
    }
  g_assert_cmpstr (text->str, ==, expected);
}

/* Whether an ROI is counted by the sums of its hour or board by board, at the edge of what is asked for. */
static void
test_statistics (void)
{
  static const gchar *const times[] = { NULL, "2026-11-28T21:00:00Z", "2026-11-28T21:06:30Z" };
  g_autofree gchar *address = NULL;
  g_autoptr (AoiStore) store = make_boards (&address);

  for (guint i = 0; i < G_N_ELEMENTS (times); i++) {
    g_auto (AoiQueryTable) rois = { 0 };

    ask (store, "roi", times[i], &rois);
    g_assert_cmpuint (rois.rows->len, ==, 4);
    for (guint row = 0; row < rois.rows->len; row++) {
      const gint64 roi = aoi_query_value_get_integer (aoi_query_table_get (&rois, row, 1));

      g_assert_cmpint (aoi_query_value_get_integer (aoi_query_table_get (&rois, row, 3)), ==,
          roi == 2 || roi == 12 ? 1 : 3);
    }
    assert_rows (store, "reason", times[i], "x|1|1|structure differs\n");
  }
}

static void
test_places (void)
{
  g_autofree gchar *address = NULL;
  g_autoptr (AoiStore) store = make_boards (&address);

  assert_rows (store, "place", NULL,
      "x|1|2026-11-28T21|1|1|3|-2|0|1|0.25|0.25\n"
      "x|1|2026-11-28T22|1|1|5|-2|0|1|0.25|0.25\n"
      "x|1|2026-11-28T23|1|0||||||\n");
  g_assert_cmpint (store_count (store,
                       "SELECT count(*) FROM placement WHERE reason LIKE "
                       "'fiducial 21%' AND dx IS NULL AND residual IS NULL"),
      ==, 1);
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM placement"), ==, 3);
}

static gchar *
get_text (AoiStore *store, const gchar *statement)
{
  g_autofree gchar *text = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (aoi_sql_query_text (aoi_store_get_sql (store), statement, NULL, 0, &text, &error));
  return g_steal_pointer (&text);
}

/* What waits in an outbox as a line of results gives the same rows. */
static void
test_line (void)
{
  g_autoptr (AoiProduct) product = product_from_json (PRODUCT);

  for (guint i = 0; i < 2; i++) {
    static const gchar statement[] =
        "SELECT coalesce (CAST (dx AS text), 'none') || ' ' || coalesce (CAST (residual AS text), 'none') || ' ' || "
        "coalesce (reason, 'none') FROM placement";
    g_autoptr (AoiReport) report = make_report (product, 0, i == 0 ? 3.5 : NAN, TRUE, TRUE);
    g_autofree gchar *json = aoi_report_to_json (report, AOI_JSON_TIMING);
    g_autofree gchar *address = store_begin (), *expected = NULL, *text = NULL;
    g_autoptr (AoiStoreBoard) board = NULL;
    g_autoptr (GError) error = NULL;
    AoiStore *store = store_open (address);

    store_add (store, report);
    expected = get_text (store, statement);
    aoi_store_close (store);
    g_free (address);
    address = store_begin ();
    store = store_open (address);
    board = aoi_store_board_new_from_json (json, &error);
    g_assert_no_error (error);
    g_assert_true (aoi_store_add (store, &board, 1, &error));
    text = get_text (store, statement);
    g_assert_cmpstr (text, ==, expected);
    g_assert_cmpint (
        store_count (store, "SELECT count(*) FROM roi WHERE status = 'skipped'"), ==, 2);
    aoi_store_close (store);
  }
}

/* A board is judged when the ROIs are that say something. */
static void
test_judged (void)
{
  g_autofree gchar *address = NULL;
  g_autoptr (AoiStore) store = make_boards (&address);
  g_autofree gchar *board = get_text (store, "SELECT board FROM review");
  const AoiStoreJudgement judgement = { board, 1, "defect", "Ann", NULL };
  g_autoptr (GError) error = NULL;

  g_assert_true (aoi_store_judge (store, &judgement, STORE_TIME, &error));
  g_assert_no_error (error);
  g_assert_cmpint (store_count (store, "SELECT count(*) FROM review"), ==, 0);
}

void
store_panel_end (void)
{
  store_end ();
}

void
store_panel_add_tests (void)
{
  g_test_add_func ("/store/skipped", test_skipped);
  g_test_add_func ("/store/skipped/statistics", test_statistics);
  g_test_add_func ("/store/skipped/judged", test_judged);
  g_test_add_func ("/store/places", test_places);
  g_test_add_func ("/store/places/line", test_line);
}
