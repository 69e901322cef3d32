/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-pixels.h"
#include "archive-writer.h"
#include "json/aoi-json-file.h"

#define ROIS \
  "[{\"idx\":1,\"type\":\"compare\",\"coords\":[10,6,50,30],\"rotation\":90}," \
  "{\"idx\":2,\"type\":\"compare\",\"coords\":[60,6,90,30]}," \
  "{\"idx\":3,\"type\":\"color\",\"coords\":[0,40,20,50],\"expected_color\":[1,2,3]}]"

static AoiRgbImage *
load (const Reported *reported, const gchar *name)
{
  g_autofree gchar *path = g_build_filename (reported->last, name, NULL);
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
check_description (const Reported *reported, const gchar *folder)
{
  g_autofree gchar *path = g_build_filename (reported->last, "record.json", NULL);
  g_autoptr (JsonNode) root = aoi_json_file_read (path, 1 << 20, 32, NULL, NULL);
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
  crop = load (&self->reported, "roi_1.png");
  g_assert_true (aoi_rgb_image_equal (crop, expected));
  golden = load (&self->reported, "golden_1.png");
  g_assert_true (aoi_rgb_image_equal (golden,
      ((AoiGolden *) g_ptr_array_index (aoi_product_find_roi (product, 1)->goldens, 1))->image));
  overview = load (&self->reported, "overview.jpg");
  g_assert_cmpint (overview->width, ==, 32);
  check_description (&self->reported, self->folder);
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
    ".hidden", "<script>alert(1)</script>", "\"'`$(x)", "-rf", "ä ö", "index.js", longest };

  open_archive (self);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree gchar *day = NULL, *product = NULL;

    g_assert_true (add (self, names[i], i, FALSE, NULL));
    g_assert_true (g_str_has_prefix (self->reported.last, self->location));
    product = g_path_get_dirname (self->reported.last);
    day = g_path_get_dirname (product);
    g_assert_true (g_str_has_suffix (day, ARCHIVE_DAY));
    g_assert_cmpuint (strlen (product) - strlen (day) - 1, <=, 64);
    g_assert_cmpint (product[strlen (day) + 1], !=, '.');
  }
  g_assert_cmpuint (self->reported.archived, ==, G_N_ELEMENTS (names));
  g_assert_cmpuint (self->reported.unlisted, ==, 0);
  /* Nothing is beside the archive. */
  g_assert_cmpuint (count_names (self, ".."), ==, 1);
}

static void
test_same_place (Fixture *self, gconstpointer data)
{
  open_archive (self);
  for (guint i = 0; i < 3; i++)
    add_good (self, 7, FALSE);
  g_assert_true (has (self, ARCHIVE_DAY "/board/120007.000+0000-7-fail"));
  g_assert_true (has (self, ARCHIVE_DAY "/board/120007.000+0000-7.1-fail"));
  g_assert_true (has (self, ARCHIVE_DAY "/board/120007.000+0000-7.2-fail"));
}

/* A record that the listener refuses is reported at the next start, once. */
static void
test_late (Fixture *self, gconstpointer data)
{
  self->reported.refuses = TRUE;
  open_archive (self);
  add_good (self, 1, FALSE);
  g_clear_pointer (&self->archive, aoi_archive_close);
  self->reported.refuses = FALSE;
  for (guint i = 0; i < 2; i++) {
    open_archive (self);
    g_assert_true (aoi_archive_load (self->archive, &self->listener, NULL));
    g_assert_cmpuint (self->reported.late, ==, 1);
    g_assert_cmpuint (self->reported.archived, ==, 1);
    g_assert_cmpuint (get_usage (self).records, ==, 1);
    g_clear_pointer (&self->archive, aoi_archive_close);
  }
}

/* What a kill leaves goes; what is no record stays, and is not counted. */
static void
test_leftovers (Fixture *self, gconstpointer data)
{
  product_folder_write (self->location, ".tmp-record/roi_1.png", "half", -1);
  product_folder_write (self->location, ".tmp-removed/a/b", "half", -1);
  product_folder_write (self->location, ARCHIVE_DAY "/board/notes/a.txt", "mine", -1);
  product_folder_write (self->location, "keep-me/a.txt", "mine", -1);
  g_assert_cmpint (mkdir (self->location, 0700), ==, -1);
  open_archive (self);
  g_assert_true (aoi_archive_load (self->archive, &self->listener, NULL));
  g_assert_false (has (self, ".tmp-record"));
  g_assert_false (has (self, ".tmp-removed"));
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

/* A folder that is missing is not made anew, and used again when it is back; what it held is not counted. */
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
  g_assert_cmpuint (self->reported.archived, ==, 3);
  g_assert_true (has (self, "index.html"));
}

/* Records are archived without the page too, which is reported once. */
static void
test_unlisted (Fixture *self, gconstpointer data)
{
  product_folder_write (self->location, "index.html/in-the-way", "", 0);
  open_archive (self);
  add_good (self, 1, FALSE);
  add_good (self, 2, FALSE);
  g_assert_cmpuint (self->reported.archived, ==, 2);
  g_assert_cmpuint (self->reported.unlisted, ==, 1);
}

int
main (int argc, char **argv)
{
  start_test (&argc, &argv);
  ADD ("record", test_record);
  g_test_add_func ("/archive/outside", test_outside);
  ADD ("hostile", test_hostile);
  ADD ("same-place", test_same_place);
  ADD ("late", test_late);
  ADD ("leftovers", test_leftovers);
  ADD ("locked", test_locked);
  ADD ("removed", test_removed);
  ADD ("unlisted", test_unlisted);
  return g_test_run ();
}
