/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <json-glib/json-glib.h>
#include <string.h>
#include <sys/stat.h>

#include "aoi-error.h"
#include "archive-support.h"

/* The line's first JSON, or its @second. */
static JsonObject *
parse_line (const gchar *line, gboolean second, JsonNode **root)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) parts = g_strsplit (line, "'", -1);
  g_auto (GStrv) pairs = NULL;
  g_autofree gchar *json = NULL;

  g_assert_cmpuint (g_strv_length (parts), ==, 5);
  g_assert_cmpstr (parts[0], ==, "aoi(");
  g_assert_cmpstr (parts[2], ==, ",");
  g_assert_cmpstr (parts[4], ==, ");\n");
  pairs = g_strsplit (parts[second ? 3 : 1], "\\\\", -1);
  json = g_strjoinv ("\\", pairs);
  *root = json_from_string (json, &error);
  g_assert_no_error (error);
  return json_node_get_object (*root);
}

static void
test_line (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiArchiveIndex) index = archive_open (folder);
  g_autofree gchar *line = NULL, *days = NULL;
  g_autoptr (JsonNode) root = NULL, more = NULL;
  JsonObject *board, *details, *roi;

  archive_write_record (folder, ARCHIVE_RECORD);
  archive_add (index, ARCHIVE_RECORD);
  line = archive_read (folder, ARCHIVE_LINES);
  days = archive_read (folder, "days.js");
  g_assert_cmpstr (days, ==, "day(\"" ARCHIVE_DAY "\");\n");
  board = parse_line (line, FALSE, &root);
  details = parse_line (line, TRUE, &more);
  g_assert_cmpstr (json_object_get_string_member (board, "record"), ==, ARCHIVE_RECORD);
  g_assert_cmpstr (
      json_object_get_string_member (details, "product_file"), ==, "/p/rois_config_board.json");
  g_assert_false (json_object_get_boolean_member (board, "passed"));
  g_assert_cmpstr (json_object_get_string_member (details, "passed_rois"), ==, "4 1 1 0.5 ocr\n");
  roi = json_array_get_object_element (json_object_get_array_member (board, "failed"), 0);
  g_assert_cmpint (json_object_get_int_member (roi, "id"), ==, 3);
  roi = json_array_get_object_element (json_object_get_array_member (details, "rois"), 0);
  g_assert_cmpint (json_object_get_int_member (roi, "id"), ==, 3);
  g_assert_cmpstr (json_object_get_string_member (roi, "status"), ==, "fail");
  g_assert_cmpstr (json_object_get_string_member (roi, "crop"), ==, "roi_3.png");
  g_assert_cmpfloat (json_object_get_double_member (roi, "score"), ==, 0.25);
  product_folder_remove (folder);
}

/* Of all that a record can say, nothing makes a board passed but both files. */
static void
test_passed (void)
{
  static const struct {
    const gchar *description, *result;
    gboolean passed;
  } cases[] = {
    { "{\"passed\":true}", "{\"overall_result\":{\"passed\":true}}", TRUE },
    { "{\"passed\":true}", "{\"overall_result\":{\"passed\":false}}", FALSE },
    { "{\"passed\":false}", "{\"overall_result\":{\"passed\":true}}", FALSE },
    { "{}", "{\"overall_result\":{\"passed\":true}}", FALSE },
    { "{\"passed\":1}", "{\"overall_result\":{\"passed\":true}}", FALSE },
    { "{\"passed\":\"true\"}", "{\"overall_result\":{\"passed\":true}}", FALSE },
    { "{\"passed\":true}", "{\"overall_result\":true}", FALSE },
    { "{\"passed\":true}", "[]", FALSE },
    { "{\"passed\":true}", "{\"overall_result\":{\"passed\":true}", FALSE },
    { "{\"passed\":true}", "", FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *folder = product_folder_new ();
    g_autoptr (AoiArchiveIndex) index = archive_open (folder);
    g_autofree gchar *line = NULL;
    g_autoptr (JsonNode) root = NULL;

    archive_write_record_as (folder, ARCHIVE_RECORD, cases[i].description, cases[i].result);
    archive_add (index, ARCHIVE_RECORD);
    line = archive_read (folder, ARCHIVE_LINES);
    g_assert_cmpint (json_object_get_boolean_member (parse_line (line, FALSE, &root), "passed"), ==,
        cases[i].passed);
    product_folder_remove (folder);
  }
}

/* A ROI whose status contradicts its verdict is among those that did not pass. */
static void
test_contradiction (void)
{
  const gchar *result =
      "{\"roi_results\":[{\"roi_id\":9,\"passed\":true,\"aoi\":{\"status\":\"timeout\"}}]}";
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiArchiveIndex) index = archive_open (folder);
  g_autofree gchar *line = NULL;
  g_autoptr (JsonNode) root = NULL, more = NULL;
  JsonObject *board, *details;

  archive_write_record_as (folder, ARCHIVE_RECORD, ARCHIVE_DESCRIPTION, result);
  archive_add (index, ARCHIVE_RECORD);
  line = archive_read (folder, ARCHIVE_LINES);
  board = parse_line (line, FALSE, &root);
  details = parse_line (line, TRUE, &more);
  g_assert_cmpstr (json_object_get_string_member (details, "passed_rois"), ==, "");
  g_assert_cmpint (
      json_object_get_int_member (
          json_array_get_object_element (json_object_get_array_member (board, "failed"), 0), "id"),
      ==, 9);
  product_folder_remove (folder);
}

/* What a code may hold ends neither string, line nor script, and names no file outside of the record. */
static void
test_hostile (void)
{
  const gchar
      *result = "{\"device_summaries\":{\"__proto__\":{\"barcode\":"
                "\"</script><img src=x onerror=pwn()>\\u2028\\u2029\\u0085\\u001d'\\\\\\\"\"}}}";
  const gchar *description =
      "{\"product\":\"../../x\\n\",\"rois\":[{\"id\":1,\"crop\":\"../../x.png\"},"
      "{\"id\":2,\"crop\":\".hidden.png\"},{\"id\":3,\"crop\":\"a\\u003cb.png\"},7]}";
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiArchiveIndex) index = archive_open (folder);
  g_autofree gchar *line = NULL;

  archive_write_record_as (folder, ARCHIVE_RECORD, description, result);
  archive_add (index, ARCHIVE_RECORD);
  line = archive_read (folder, ARCHIVE_LINES);
  g_assert_cmpuint (archive_count (line, "\n"), ==, 1);
  g_assert_null (strchr (line, '<'));
  g_assert_cmpuint (archive_count (line, "'"), ==, 4);
  g_assert_nonnull (strstr (line,
      "\"\\\\u003c/script>\\\\u003cimg src=x onerror=pwn()>\\\\u2028\\\\u2029"
      "\\\\u0085\\\\u001d\\\\u0027\\\\\\\\\\\\\"\""));
  g_assert_null (strstr (line, "\xe2\x80\xa8"));
  g_assert_null (strstr (line, "\xe2\x80\xa9"));
  g_assert_null (strstr (line, "x.png"));
  g_assert_null (strstr (line, "hidden"));
  g_assert_nonnull (strstr (line, "\"a\\\\u003cb.png\""));
  g_assert_cmpuint (archive_count (line, "__proto__"), ==, 0);
  product_folder_remove (folder);
}

/* Names are read back from the lines, else each start would write them anew. */
static void
test_odd_names (void)
{
  const gchar *names[] = { "a'b", "a\"b", "a\\b", "\\", "\\'\"", "a\nb", "<a>", "\xc3\xa4",
    "');alert(1);('", "a b%20#" };
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiArchiveIndex) index = archive_open (folder);
  g_autofree gchar *before = NULL, *after = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree gchar *record = g_strdup_printf (ARCHIVE_DAY "/%s/%s", names[i], names[i]);

    archive_write_record (folder, record);
    archive_add (index, record);
  }
  before = archive_read (folder, ARCHIVE_LINES);
  g_assert_cmpuint (archive_count (before, "\n"), ==, G_N_ELEMENTS (names));
  g_clear_pointer (&index, aoi_archive_index_close);
  index = archive_open (folder);
  after = archive_read (folder, ARCHIVE_LINES);
  g_assert_true (g_str_equal (after, before));
  product_folder_remove (folder);
}

static void
test_refused (void)
{
  const gchar *names[] = { "", "x", "2026-11-27", "2026-11-27/p", "2026-11-27/p/", "2026-11-27//r",
    "2026-11-27/../r", "2026-11-27/p/..", "../p/r", "2026-11-2x/p/r", "2026-11-27/p/r/s",
    "2026-11-27/p/.r", "/2026-11-27/p/r", "2026-11-27/p\xff/r" };
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiArchiveIndex) index = archive_open (folder);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (GError) of_remove = NULL;

    g_assert_false (aoi_archive_index_add (index, names[i], &error));
    g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
    g_assert_false (aoi_archive_index_remove (index, names[i], &of_remove));
    g_assert_error (of_remove, AOI_ERROR, AOI_ERROR_INVALID);
  }
  product_folder_remove (folder);
}

static void
test_removed (void)
{
  const gchar *other = ARCHIVE_DAY "/board/r2";
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiArchiveIndex) index = archive_open (folder);
  g_autofree gchar *days = NULL;
  g_autofree gchar *day = g_build_filename (folder, ARCHIVE_DAY, NULL);

  archive_write_record (folder, ARCHIVE_RECORD);
  archive_write_record (folder, other);
  archive_add (index, ARCHIVE_RECORD);
  archive_add (index, other);
  archive_remove_record (folder, ARCHIVE_RECORD);
  archive_remove (index, ARCHIVE_RECORD);
  ARCHIVE_ASSERT_RECORDS (folder, other);
  archive_remove_record (folder, ARCHIVE_DAY "/board");
  archive_remove (index, other);
  days = archive_read (folder, "days.js");
  g_assert_cmpstr (days, ==, "");
  g_assert_false (g_file_test (day, G_FILE_TEST_EXISTS));
  archive_remove (index, other);

  archive_write_record (folder, other);
  archive_add (index, other);
  ARCHIVE_ASSERT_RECORDS (folder, other);
  product_folder_remove (folder);
}

/* Lines of removed records do not pile up. */
static void
test_compacted (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiArchiveIndex) index = archive_open (folder);

  archive_write_record (folder, ARCHIVE_RECORD);
  archive_add (index, ARCHIVE_RECORD);
  for (guint i = 0; i < 150; i++) {
    g_autofree gchar *record = g_strdup_printf (ARCHIVE_DAY "/board/%u", i);
    g_autofree gchar *text = NULL;

    archive_write_record (folder, record);
    archive_add (index, record);
    archive_remove_record (folder, record);
    archive_remove (index, record);
    text = archive_read (folder, ARCHIVE_LINES);
    g_assert_cmpuint (archive_count (text, "\n"), <=, 130);
  }
  ARCHIVE_ASSERT_RECORDS (folder, ARCHIVE_RECORD);
  product_folder_remove (folder);
}

static gint64
get_inode (const gchar *folder, const gchar *name)
{
  g_autofree gchar *path = g_build_filename (folder, name, NULL);
  struct stat info;

  g_assert_cmpint (stat (path, &info), ==, 0);
  return (gint64) info.st_ino;
}

/* What is right is not written again. */
static void
test_opened_again (void)
{
  const gchar *names[] = { "index.html", "days.js", ARCHIVE_LINES };
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiArchiveIndex) index = archive_open (folder);
  gint64 inodes[G_N_ELEMENTS (names)];

  archive_write_record (folder, ARCHIVE_RECORD);
  archive_add (index, ARCHIVE_RECORD);
  g_clear_pointer (&index, aoi_archive_index_close);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    inodes[i] = get_inode (folder, names[i]);
  index = archive_open (folder);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    g_assert_cmpint (get_inode (folder, names[i]), ==, inodes[i]);
  product_folder_remove (folder);
}

static void
test_locked (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiArchiveIndex) index = archive_open (folder);
  g_autoptr (AoiArchiveIndex) other = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_null (aoi_archive_index_open (folder, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "somebody else archives here"));
  g_clear_pointer (&index, aoi_archive_index_close);
  other = archive_open (folder);
  product_folder_remove (folder);
}

static void
test_no_folder (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *file = g_build_filename (folder, "file", NULL);
  g_autofree gchar *deep = g_build_filename (folder, "absent", "archive", NULL);
  const gchar *paths[] = { file, deep };

  product_folder_write (folder, "file", "", -1);
  for (guint i = 0; i < G_N_ELEMENTS (paths); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (aoi_archive_index_open (paths[i], &error));
    g_assert_error (error, AOI_ERROR, AOI_ERROR_IO);
    g_assert_nonnull (strstr (error->message, paths[i]));
  }
  product_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/archive-index/line", test_line);
  g_test_add_func ("/archive-index/passed", test_passed);
  g_test_add_func ("/archive-index/contradiction", test_contradiction);
  g_test_add_func ("/archive-index/hostile", test_hostile);
  g_test_add_func ("/archive-index/odd-names", test_odd_names);
  g_test_add_func ("/archive-index/refused", test_refused);
  g_test_add_func ("/archive-index/removed", test_removed);
  g_test_add_func ("/archive-index/compacted", test_compacted);
  g_test_add_func ("/archive-index/opened-again", test_opened_again);
  g_test_add_func ("/archive-index/locked", test_locked);
  g_test_add_func ("/archive-index/no-folder", test_no_folder);
  return g_test_run ();
}
