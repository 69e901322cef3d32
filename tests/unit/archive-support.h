/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "archive/aoi-archive-index.h"
#include "product-folder.h"

/* Archives with records that nobody inspected. */

#define ARCHIVE_DAY "2026-11-27"
#define ARCHIVE_LINES ARCHIVE_DAY "/index.js"
#define ARCHIVE_RECORD ARCHIVE_DAY "/board/080102.123-7-fail"

#define ARCHIVE_RESULT \
  "{\"roi_results\":[" ARCHIVE_FAILED "," ARCHIVE_PASSED "],\"device_summaries\":{\"1\":{" \
  "\"total_rois\":2,\"passed_rois\":1,\"failed_rois\":1,\"device_passed\":false," \
  "\"barcode\":\"SN1\",\"results\":[]}},\"overall_result\":{\"passed\":false}," \
  "\"session_id\":\"s\",\"product_name\":\"board\",\"aoi\":{\"frame\":7,\"width\":640," \
  "\"height\":480,\"complete\":true,\"reason\":\"1 of 2 ROIs did not pass\"}}"
#define ARCHIVE_FAILED \
  "{\"roi_id\":3,\"device_id\":1,\"roi_type_name\":\"compare\",\"passed\":false," \
  "\"coordinates\":[1,2,31,42],\"aoi\":{\"status\":\"fail\",\"reason\":\"differs\"," \
  "\"score\":0.25,\"threshold\":0.9,\"values\":{\"golden\":\"best.jpg\",\"corners\":[[1,2]]}}}"
#define ARCHIVE_PASSED \
  "{\"roi_id\":4,\"device_id\":1,\"roi_type_name\":\"ocr\",\"passed\":true," \
  "\"coordinates\":[1,2,31,42],\"aoi\":{\"status\":\"pass\",\"reason\":null,\"score\":1.0," \
  "\"threshold\":0.5,\"values\":{}}}"
#define ARCHIVE_DESCRIPTION \
  "{\"format\":1,\"product_file\":\"/p/rois_config_board.json\",\"product\":\"board\"," \
  "\"revision\":\"abc\",\"passed\":false,\"time\":\"2026-11-27T08:01:02.123+01:00\"," \
  "\"rois\":[{\"id\":3,\"crop\":\"roi_3.png\",\"golden\":\"golden_3.png\"," \
  "\"golden_name\":\"best.jpg\"}],\"overview\":null}"

static inline void
archive_write_record_as (
    const gchar *folder, const gchar *record, const gchar *description, const gchar *result)
{
  g_autofree gchar *of_record = g_build_filename (record, "record.json", NULL);
  g_autofree gchar *of_result = g_build_filename (record, "result.json", NULL);

  product_folder_write (folder, of_record, description, -1);
  product_folder_write (folder, of_result, result, -1);
}

static inline void
archive_write_record (const gchar *folder, const gchar *record)
{
  archive_write_record_as (folder, record, ARCHIVE_DESCRIPTION, ARCHIVE_RESULT);
}

static inline void
archive_remove_record (const gchar *folder, const gchar *record)
{
  g_autofree gchar *path = g_build_filename (folder, record, NULL);

  product_folder_remove (path);
}

static inline AoiArchiveIndex *
archive_open (const gchar *folder)
{
  g_autoptr (GError) error = NULL;
  AoiArchiveIndex *index = aoi_archive_index_open (folder, &error);

  g_assert_no_error (error);
  return index;
}

static inline void
archive_add (AoiArchiveIndex *index, const gchar *record)
{
  g_autoptr (GError) error = NULL;

  aoi_archive_index_add (index, record, &error);
  g_assert_no_error (error);
}

static inline void
archive_remove (AoiArchiveIndex *index, const gchar *record)
{
  g_autoptr (GError) error = NULL;

  aoi_archive_index_remove (index, record, &error);
  g_assert_no_error (error);
}

static inline gchar *
archive_read (const gchar *folder, const gchar *name)
{
  g_autofree gchar *path = g_build_filename (folder, name, NULL);
  g_autofree gchar *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  return g_steal_pointer (&text);
}

static inline guint
archive_count (const gchar *text, const gchar *part)
{
  guint n = 0;

  for (const gchar *p = strstr (text, part); p != NULL; p = strstr (p + strlen (part), part))
    n++;
  return n;
}

/* The records that the page would show: those of lines that no later line takes back. */
static inline void
archive_assert_records (const gchar *folder, const gchar *const *records)
{
  g_autofree gchar *text = archive_read (folder, ARCHIVE_LINES);
  g_auto (GStrv) lines = g_strsplit (text != NULL ? text : "", "\n", -1);
  g_autoptr (GHashTable) shown = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  guint n = g_strv_length ((GStrv) records);

  for (guint i = 0; lines[i] != NULL; i++) {
    gboolean removed = g_str_has_prefix (lines[i], "gone(");
    g_auto (GStrv) parts = g_strsplit (lines[i], "\"", -1);

    if (removed)
      g_hash_table_remove (shown, parts[1]);
    else if (lines[i][0] != '\0')
      g_hash_table_add (shown, g_strdup (parts[3]));
  }
  g_assert_cmpuint (g_hash_table_size (shown), ==, n);
  for (guint i = 0; i < n; i++)
    g_assert_true (g_hash_table_contains (shown, records[i]));
}

#define ARCHIVE_ASSERT_RECORDS(folder, ...) \
  archive_assert_records (folder, (const gchar *const[]){ __VA_ARGS__, NULL })
