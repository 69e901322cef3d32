/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

/* What the tests of databases share. The same tests run over a SQLite file of their own, and over the database whose address is
 * in AOI_TEST_DATABASE, which they empty first. */

#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "aoi-report-json.h"
#include "store/aoi-store.h"

#define STORE_TIME G_GINT64_CONSTANT (1795900000123456) /* 2026-11-28T21:06:40.123456Z */

static gchar *store_folder;

/* Returns: (transfer full): the address of a database without tables */
static inline gchar *
store_begin (void)
{
  const gchar *address = g_getenv ("AOI_TEST_DATABASE");
  static guint n = 0;

  if (address != NULL) {
    g_autoptr (AoiSql) sql = aoi_sql_open (address, AOI_SQL_WRITE, NULL, NULL);

    g_assert_nonnull (sql);
    g_assert_true (aoi_sql_script (sql, "DROP SCHEMA public CASCADE; CREATE SCHEMA public", NULL));
    return g_strdup (address);
  }
  if (store_folder == NULL)
    store_folder = g_dir_make_tmp ("aoi-store-XXXXXX", NULL);
  return g_strdup_printf ("%s/%u.db", store_folder, n++);
}

/* Removes what the tests have made. */
static inline void
store_end (void)
{
  g_autoptr (GDir) dir = store_folder != NULL ? g_dir_open (store_folder, 0, NULL) : NULL;
  const gchar *name;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL) {
    g_autofree gchar *path = g_build_filename (store_folder, name, NULL);

    g_unlink (path);
  }
  if (store_folder != NULL)
    g_rmdir (store_folder);
  g_clear_pointer (&store_folder, g_free);
}

static inline AoiStore *
store_open (const gchar *address)
{
  g_autoptr (GError) error = NULL;
  AoiStore *store = aoi_store_open (address, AOI_SQL_WRITE, &error);

  g_assert_no_error (error);
  return store;
}

static inline gint64
store_count (AoiStore *store, const gchar *statement)
{
  g_autoptr (GError) error = NULL;
  gint64 count;

  aoi_sql_query_integer (aoi_store_get_sql (store), statement, NULL, 0, &count, &error);
  g_assert_no_error (error);
  return count;
}

/* A report of four ROIs of two devices; ROI 2 has a score that a test chooses and fails below 0.9. */
static inline AoiReport *
store_report (const AoiReportInfo *info, const gchar *code, gdouble score)
{
  AoiRoiResult rois[4] = { 0 };
  const gchar *const codes[] = { code, NULL };

  for (guint i = 0; i < G_N_ELEMENTS (rois); i++) {
    rois[i].id = (gint) i + 1;
    rois[i].device = i < 2 ? 1 : 2;
    rois[i].type = i == 0 ? "barcode" : i == 3 ? "color" : "compare";
    rois[i].rect = (AoiRect){ 10, 20, 30, 40 };
    rois[i].time_ns = 1500000;
  }
  aoi_roi_result_take_values (&rois[0],
      g_variant_new_parsed ("{%s: <%^as>}", AOI_VALUE_BARCODES, code != NULL ? codes : codes + 1));
  aoi_roi_result_pass (&rois[0], 1.0, 1.0);
  if (score >= 0.9)
    aoi_roi_result_pass (&rois[1], score, 0.9);
  else
    aoi_roi_result_fail (&rois[1], score, 0.9, "structure differs");
  aoi_roi_result_pass (&rois[2], 0.95, 0.9);
  aoi_roi_result_pass (&rois[3], 88.5, 60.0);
  return aoi_report_new (info, rois, G_N_ELEMENTS (rois));
}

static inline void
store_add (AoiStore *store, AoiReport *report)
{
  g_autoptr (AoiStoreBoard) board = aoi_store_board_new (report);
  g_autoptr (GError) error = NULL;

  aoi_store_add (store, &board, 1, &error);
  g_assert_no_error (error);
}
