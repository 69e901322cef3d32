/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <sys/stat.h>

#include "aoi-archive.h"
#include "aoi-folder-tree.h"
#include "aoi-json-file.h"
#include "aoi-pixels.h"
#include "archive-support.h"
#include "fixtures.h"

/* 2026-11-27 12:00 UTC. */
#define NOON ((gint64) 1795780800 * G_USEC_PER_SEC)

/* Under a sanitizer each allocation costs a hundred times as much. */
#ifdef __SANITIZE_ADDRESS__
#define N_MANY 100
#else
#define N_MANY 1000
#endif

#define ROIS \
  "[{\"idx\":1,\"type\":\"compare\",\"coords\":[10,6,50,30],\"rotation\":90}," \
  "{\"idx\":2,\"type\":\"compare\",\"coords\":[60,6,90,30]}," \
  "{\"idx\":3,\"type\":\"color\",\"coords\":[0,40,20,50],\"expected_color\":[1,2,3]}]"

/* What the listener was told. */
typedef struct {
  guint archived, late, unlisted;
  gboolean refuses;
  gchar *last; /* path of the last record */
  guint64 bytes; /* of it */
} Told;

static gboolean
on_archived (const AoiArchiveReceipt *receipt, gpointer data)
{
  Told *told = data;
  g_autofree gchar *result = g_build_filename (receipt->path, "result.json", NULL);

  g_assert_true (g_file_test (result, G_FILE_TEST_IS_REGULAR));
  g_free (told->last);
  told->last = g_strdup (receipt->path);
  told->bytes = receipt->bytes;
  if (told->refuses)
    return FALSE;
  told->archived++;
  told->late += receipt->late;
  return TRUE;
}

static void
on_unlisted (const gchar *reason, gpointer data)
{
  ((Told *) data)->unlisted++;
  g_assert_nonnull (reason);
}

typedef struct {
  gchar *folder; /* holds the others */
  gchar *location;
  AoiArchive *archive;
  Told told;
  AoiArchiveListener listener;
  AoiArchiveLimits limits;
} Fixture;

static void
open_archive (Fixture *self)
{
  g_autoptr (GError) error = NULL;

  self->archive = aoi_archive_open (self->location, &self->limits, &error);
  g_assert_no_error (error);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  self->folder = product_folder_new ();
  self->location = g_build_filename (self->folder, "archive", NULL);
  self->listener = (AoiArchiveListener){ on_archived, on_unlisted, &self->told };
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&self->archive, aoi_archive_close);
  product_folder_remove (self->folder);
  g_free (self->folder);
  g_free (self->location);
  g_free (self->told.last);
}

static AoiReport *
make_report (AoiProduct *product, const gchar *name, guint64 number, gboolean passed)
{
  AoiReportInfo info = { .frame = number, .width = 100, .height = 60 };
  AoiRoiResult results[3] = {
    { .id = 1, .type = "compare", .rect = { 10, 6, 40, 24 } },
    { .id = 2, .type = "compare", .rect = { 60, 6, 30, 24 } },
    { .id = 3, .type = "color", .rect = { 0, 40, 20, 10 } },
  };
  GVariantDict values = G_VARIANT_DICT_INIT (NULL);

  if (product != NULL)
    aoi_report_info_set_source (&info, product);
  if (name != NULL)
    info.product = name;
  info.timestamp_us = NOON + (gint64) number * G_USEC_PER_SEC;
  g_variant_dict_insert (&values, AOI_VALUE_GOLDEN, "s", "other.png");
  for (guint i = 0; i < 3; i++)
    if (passed || i == 1)
      aoi_roi_result_pass (&results[i], 1.0, 0.5);
    else
      aoi_roi_result_fail (&results[i], 0.25, 0.5, "differs <b>&\"'");
  aoi_roi_result_take_values (&results[0], g_variant_dict_end (&values));
  return aoi_report_new (&info, results, 3);
}

/* Without pixels. */
static AoiArchiveRecord *
make_plain (const gchar *name, guint64 number, gboolean passed)
{
  g_autoptr (AoiReport) report = make_report (NULL, name, number, passed);

  return aoi_archive_record_new (report, g_ptr_array_new (), NULL);
}

static gboolean
add (Fixture *self, const gchar *name, guint64 number, gboolean passed, GError **error)
{
  g_autoptr (AoiArchiveRecord) record = make_plain (name, number, passed);

  return aoi_archive_add (self->archive, record, &self->listener, error);
}

static void
add_good (Fixture *self, guint64 number, gboolean passed)
{
  g_autoptr (GError) error = NULL;

  add (self, "board", number, passed, &error);
  g_assert_no_error (error);
}

static AoiArchiveUsage
get_usage (Fixture *self)
{
  AoiArchiveUsage usage;

  aoi_archive_get_usage (self->archive, &usage);
  return usage;
}

static gboolean
has (const Fixture *self, const gchar *name)
{
  g_autofree gchar *path = g_build_filename (self->location, name, NULL);

  return g_file_test (path, G_FILE_TEST_EXISTS);
}

static AoiRgbImage *
load (const Told *told, const gchar *name)
{
  g_autofree gchar *path = g_build_filename (told->last, name, NULL);
  g_autoptr (GError) error = NULL;
  AoiRgbImage *image = aoi_image_file_load (path, &error);

  g_assert_no_error (error);
  return image;
}

static AoiProduct *
make_product (Fixture *self)
{
  g_autofree gchar *path = g_build_filename (self->folder, "product", NULL);

  product_folder_draw (path, "golden_rois/roi_1/best_golden.png", 24, 40, 1);
  product_folder_draw (path, "golden_rois/roi_1/other.png", 24, 40, 2);
  return product_folder_load_valid (path, ROIS);
}

static JsonObject *
get_roi (JsonNode *root, guint index)
{
  return json_array_get_object_element (
      json_object_get_array_member (json_node_get_object (root), "rois"), index);
}

static void
check_description (const Told *told, const gchar *folder)
{
  g_autofree gchar *path = g_build_filename (told->last, "record.json", NULL);
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autoptr (JsonNode) root = aoi_json_file_load (path, "", checksum, NULL);
  JsonObject *object = json_node_get_object (root);

  g_assert_cmpint (json_object_get_int_member (object, "format"), ==, 1);
  g_assert_cmpint (json_object_get_int_member (object, "number"), ==, 7);
  g_assert_false (json_object_get_boolean_member (object, "passed"));
  g_assert_cmpstr (json_object_get_string_member (object, "product"), ==, "x");
  g_assert_true (g_str_has_prefix (json_object_get_string_member (object, "product_file"), folder));
  g_assert_cmpstr (json_object_get_string_member (object, "overview"), ==, "overview.jpg");
  g_assert_cmpuint (json_array_get_length (json_object_get_array_member (object, "rois")), ==, 2);
  g_assert_cmpint (json_object_get_int_member (get_roi (root, 0), "id"), ==, 1);
  g_assert_cmpstr (json_object_get_string_member (get_roi (root, 0), "crop"), ==, "roi_1.png");
  g_assert_cmpstr (json_object_get_string_member (get_roi (root, 0), "golden"), ==, "golden_1.png");
  g_assert_cmpstr (
      json_object_get_string_member (get_roi (root, 0), "golden_name"), ==, "other.png");
  g_assert_true (json_object_get_null_member (get_roi (root, 1), "crop"));
  g_assert_true (json_object_get_null_member (get_roi (root, 1), "golden"));
}

/* The crop is turned as the inspector saw it; the golden is the one that decided. */
static void
test_record (Fixture *self, gconstpointer data)
{
  g_autoptr (AoiProduct) product = make_product (self);
  g_autoptr (AoiReport) report = make_report (product, NULL, 7, FALSE);
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (100, 60, 0x808080);
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autoptr (FixtureFrame) frame = NULL;
  g_autoptr (AoiArchiveRecord) record = NULL;
  g_autoptr (AoiRgbImage) crop = NULL, golden = NULL, overview = NULL, expected = NULL;
  AoiView view = { .rect = { 10, 6, 40, 24 }, .rotation = 90 };
  GPtrArray *crops = g_ptr_array_new_with_free_func ((GDestroyNotify) aoi_archive_crop_free);

  fixture_add_noise (canvas, rand, 40.0);
  frame = fixture_frame_new (canvas, AOI_FORMAT_BAYER_GBRG);
  g_ptr_array_add (crops, aoi_archive_crop_new (&frame->image, aoi_report_get_roi (report, 0), 90));
  record = aoi_archive_record_new (report, crops, aoi_rgb_image_new (32, 20));
  open_archive (self);
  g_assert_true (aoi_archive_add (self->archive, record, &self->listener, NULL));
  view.image = &frame->image;
  expected = aoi_rgb_image_new (24, 40);
  aoi_pixels_read_rgb (&view, expected->data, 3 * 24);
  crop = load (&self->told, "roi_1.png");
  g_assert_true (aoi_rgb_image_equal (crop, expected));
  golden = load (&self->told, "golden_1.png");
  g_assert_true (aoi_rgb_image_equal (golden,
      ((AoiGolden *) g_ptr_array_index (aoi_product_find_roi (product, 1)->goldens, 1))->image));
  overview = load (&self->told, "overview.jpg");
  g_assert_cmpint (overview->width, ==, 32);
  check_description (&self->told, self->folder);
}

/* Neither pixels outside of the frame, nor a file for them. */
static void
test_outside (void)
{
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (20, 20, 0);
  g_autoptr (FixtureFrame) frame = fixture_frame_new (canvas, AOI_FORMAT_RGB);
  const AoiRoiResult roi = { .id = 1, .type = "color", .rect = { 10, 10, 11, 10 } };

  g_assert_null (aoi_archive_crop_new (&frame->image, &roi, 0));
  g_assert_cmpuint (aoi_archive_crop_measure (&frame->image, &roi), ==, 0);
}

static guint
count_names (Fixture *self, const gchar *name)
{
  g_autofree gchar *path = g_build_filename (self->location, name, NULL);
  g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
  guint n = 0;

  while (dir != NULL && g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* Each name makes one folder below the day, which no name leaves. */
static void
test_hostile (Fixture *self, gconstpointer data)
{
  g_autofree gchar *longest = g_strnfill (4096, 'x');
  const gchar *const names[] = { "../../x", ".", "..", "", "/etc/passwd", "a/b", "a\nb", "\xff\xfe",
    ".hidden", "<script>alert(1)</script>", "\"'`$(x)", "-rf", "ä ö", longest };

  open_archive (self);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree gchar *day = NULL, *product = NULL;

    g_assert_true (add (self, names[i], i, FALSE, NULL));
    g_assert_true (g_str_has_prefix (self->told.last, self->location));
    product = g_path_get_dirname (self->told.last);
    day = g_path_get_dirname (product);
    g_assert_true (g_str_has_suffix (day, ARCHIVE_DAY));
    g_assert_cmpuint (strlen (product) - strlen (day) - 1, <=, 64);
    g_assert_cmpint (product[strlen (day) + 1], !=, '.');
  }
  g_assert_cmpuint (self->told.archived, ==, G_N_ELEMENTS (names));
  g_assert_cmpuint (self->told.unlisted, ==, 0);
  /* Nothing is beside the archive. */
  g_assert_cmpuint (count_names (self, ".."), ==, 1);
}

static void
test_same_place (Fixture *self, gconstpointer data)
{
  open_archive (self);
  for (guint i = 0; i < 3; i++)
    add_good (self, 7, FALSE);
  g_assert_true (has (self, ARCHIVE_DAY "/board/120007.000-7-fail"));
  g_assert_true (has (self, ARCHIVE_DAY "/board/120007.000-7.1-fail"));
  g_assert_true (has (self, ARCHIVE_DAY "/board/120007.000-7.2-fail"));
}

/* Who could not be told is told at the next start, once. */
static void
test_late (Fixture *self, gconstpointer data)
{
  self->told.refuses = TRUE;
  open_archive (self);
  add_good (self, 1, FALSE);
  g_clear_pointer (&self->archive, aoi_archive_close);
  self->told.refuses = FALSE;
  for (guint i = 0; i < 2; i++) {
    open_archive (self);
    g_assert_true (aoi_archive_look (self->archive, &self->listener, NULL));
    g_assert_cmpuint (self->told.late, ==, 1);
    g_assert_cmpuint (self->told.archived, ==, 1);
    g_assert_cmpuint (get_usage (self).records, ==, 1);
    g_clear_pointer (&self->archive, aoi_archive_close);
  }
}

/* What a kill leaves goes; what is no record stays, and is not counted. */
static void
test_leftovers (Fixture *self, gconstpointer data)
{
  product_folder_write (self->location, ".tmp-record/roi_1.png", "half", -1);
  product_folder_write (self->location, ".tmp-gone/a/b", "half", -1);
  product_folder_write (self->location, ARCHIVE_DAY "/board/notes/a.txt", "mine", -1);
  product_folder_write (self->location, "keep-me/a.txt", "mine", -1);
  g_assert_cmpint (mkdir (self->location, 0700), ==, -1);
  open_archive (self);
  g_assert_true (aoi_archive_look (self->archive, &self->listener, NULL));
  g_assert_false (has (self, ".tmp-record"));
  g_assert_false (has (self, ".tmp-gone"));
  g_assert_true (has (self, ARCHIVE_DAY "/board/notes/a.txt"));
  g_assert_true (has (self, "keep-me/a.txt"));
  g_assert_cmpuint (get_usage (self).records, ==, 0);
}

static void
test_locked (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  open_archive (self);
  g_assert_null (aoi_archive_open (self->location, &self->limits, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "somebody else archives here"));
}

/* A folder that is gone is not made anew, and taken again when it is back; what it held is not counted. */
static void
test_removed (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  open_archive (self);
  add_good (self, 1, FALSE);
  product_folder_remove (self->location);
  g_assert_false (add (self, "board", 2, FALSE, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_IO);
  g_assert_nonnull (strstr (error->message, self->location));
  g_assert_cmpint (g_mkdir (self->location, 0700), ==, 0);
  add_good (self, 3, FALSE);
  g_assert_cmpuint (get_usage (self).records, ==, 1);
  /* Only what it holds is removed. */
  product_folder_remove (self->location);
  g_assert_cmpint (g_mkdir (self->location, 0700), ==, 0);
  add_good (self, 4, FALSE);
  g_assert_cmpuint (get_usage (self).records, ==, 1);
  g_assert_cmpuint (self->told.archived, ==, 3);
  g_assert_true (has (self, "index.html"));
}

/* Records are archived without the page too, which is told once. */
static void
test_unlisted (Fixture *self, gconstpointer data)
{
  product_folder_write (self->location, "index.html/in-the-way", "", 0);
  open_archive (self);
  add_good (self, 1, FALSE);
  add_good (self, 2, FALSE);
  g_assert_cmpuint (self->told.archived, ==, 2);
  g_assert_cmpuint (self->told.unlisted, ==, 1);
}

/* What a folder takes, by a way of the test's own. */
static guint64
measure (const gchar *path)
{
  struct stat info;
  guint64 bytes;

  g_assert_cmpint (lstat (path, &info), ==, 0);
  bytes = (guint64) info.st_blocks * 512;
  if (S_ISDIR (info.st_mode)) {
    g_autoptr (GDir) dir = g_dir_open (path, 0, NULL);
    const gchar *name;

    while ((name = g_dir_read_name (dir)) != NULL) {
      g_autofree gchar *child = g_build_filename (path, name, NULL);

      bytes += measure (child);
    }
  }
  return bytes;
}

/* Never above; below by no more than a record, as it is estimated before it is written, and what the index
 * gives back when it leaves out lines of records that are gone. */
static void
check_within (Fixture *self, guint64 max)
{
  g_autofree gchar *index = g_build_filename (self->location, ARCHIVE_DAY, "index.js", NULL);
  const guint64 bytes = measure (self->location);

  g_assert_cmpuint (bytes, ==, get_usage (self).bytes);
  g_assert_cmpuint (bytes, <=, max);
  g_assert_cmpuint (bytes + measure (index) + self->told.bytes + 8 * 4096, >=, max);
}

static gchar *
name_failed (guint number)
{
  return g_strdup_printf (
      ARCHIVE_DAY "/board/12%02u%02u.000-%u-fail", number / 60, number % 60, number);
}

/* Of a thousand records, every second of a board that passed, a third fits: failures all stay but the
 * oldest, and no board that passed. After a start it is the same. */
static void
test_max_bytes (Fixture *self, gconstpointer data)
{
  g_autofree gchar *last = name_failed (N_MANY - 1);
  guint64 max;

  open_archive (self);
  add_good (self, 0, FALSE);
  max = self->limits.max_bytes = self->told.bytes * N_MANY / 3;
  g_clear_pointer (&self->archive, aoi_archive_close);
  open_archive (self);
  for (guint i = 1; i < N_MANY; i++)
    add_good (self, i, i % 2 == 0);
  check_within (self, max);
  g_assert_cmpuint (get_usage (self).removed + get_usage (self).records, ==, N_MANY);
  g_assert_false (has (self, ARCHIVE_DAY "/board/120001.000-1-fail"));
  g_assert_true (has (self, last));
  g_clear_pointer (&self->archive, aoi_archive_close);
  self->limits.max_bytes = max / 2;
  open_archive (self);
  g_assert_true (aoi_archive_look (self->archive, &self->listener, NULL));
  check_within (self, max / 2);
  g_assert_true (has (self, last));
}

/* Boards that passed go first, however new they are. */
static void
test_good_first (Fixture *self, gconstpointer data)
{
  open_archive (self);
  for (guint i = 0; i < 10; i++)
    add_good (self, i, i >= 5);
  self->limits.max_bytes = get_usage (self).bytes - 4 * self->told.bytes;
  g_clear_pointer (&self->archive, aoi_archive_close);
  open_archive (self);
  g_assert_true (aoi_archive_look (self->archive, &self->listener, NULL));
  g_assert_true (has (self, ARCHIVE_DAY "/board/120000.000-0-fail"));
  g_assert_false (has (self, ARCHIVE_DAY "/board/120005.000-5-pass"));
  g_assert_true (has (self, ARCHIVE_DAY "/board/120009.000-9-pass"));
}

/* What was not announced is no room for others. */
static void
test_unsent_stay (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->told.refuses = TRUE;
  self->limits.max_bytes = 400 * 1024;
  open_archive (self);
  for (guint i = 0; error == NULL; i++)
    add (self, "board", i, FALSE, &error);
  g_assert_error (error, AOI_ERROR, AOI_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "max-bytes=409600"));
  g_assert_true (has (self, ARCHIVE_DAY "/board/120000.000-0-fail"));
  g_assert_cmpuint (get_usage (self).removed, ==, 0);
  /* Told, they may go. */
  g_clear_pointer (&self->archive, aoi_archive_close);
  self->told.refuses = FALSE;
  open_archive (self);
  add_good (self, 1000, FALSE);
  g_assert_false (has (self, ARCHIVE_DAY "/board/120000.000-0-fail"));
}

static void
test_max_age (Fixture *self, gconstpointer data)
{
  const gint64 age = g_get_real_time () - (NOON + 5 * G_USEC_PER_SEC + G_USEC_PER_SEC / 2);

  open_archive (self);
  for (guint i = 0; i < 10; i++)
    add_good (self, i, i % 2 == 0);
  g_clear_pointer (&self->archive, aoi_archive_close);
  if (age <= 0) {
    g_test_skip ("SKIP: the clock is before the records of the test");
    return;
  }
  self->limits.max_age = age;
  open_archive (self);
  g_assert_true (aoi_archive_look (self->archive, &self->listener, NULL));
  g_assert_cmpuint (get_usage (self).records, <=, 4);
  g_assert_cmpuint (get_usage (self).removed, >=, 6);
  g_assert_false (has (self, ARCHIVE_DAY "/board/120005.000-5-fail"));
}

/* A disk that can never have so much free. */
static void
test_min_free (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  self->limits.min_free = G_MAXUINT64 / 2;
  open_archive (self);
  g_assert_false (add (self, "board", 1, FALSE, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "min-free"));
}

#define ADD(name, function) \
  g_test_add ("/archive/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  /* Days are local. */
  g_setenv ("TZ", "UTC", TRUE);
  /* Thousands of small files need no disk. */
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  ADD ("record", test_record);
  g_test_add_func ("/archive/outside", test_outside);
  ADD ("hostile", test_hostile);
  ADD ("same-place", test_same_place);
  ADD ("late", test_late);
  ADD ("leftovers", test_leftovers);
  ADD ("locked", test_locked);
  ADD ("removed", test_removed);
  ADD ("unlisted", test_unlisted);
  ADD ("max-bytes", test_max_bytes);
  ADD ("good-first", test_good_first);
  ADD ("unsent-stay", test_unsent_stay);
  ADD ("max-age", test_max_age);
  ADD ("min-free", test_min_free);
  return g_test_run ();
}
