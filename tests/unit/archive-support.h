/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-archive-index.h"
#include "product-folder.h"

/* Archives with records that nobody inspected. */

#define ARCHIVE_DAY "2026-11-27"
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
