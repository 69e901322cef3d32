/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <json-glib/json-glib.h>

#include "aoi-error.h"
#include "aoi-golden-store.h"
#include "product-folder.h"

#define COMPARE \
  "[{\"idx\":3,\"type\":2,\"coords\":[10,10,22,18]},{\"idx\":4,\"type\":1,\"coords\":[0,0,9,9]}]"
#define GOLDENS "golden_rois/roi_3/"
#define LOG "golden_rois/golden_log.ndjson"
#define PENDING "golden_rois/.pending"

typedef struct {
  gchar *folder;
  AoiProduct *product;
  AoiGoldenStore *store;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  fixture->folder = product_folder_new ();
  fixture->product = product_folder_load_valid (fixture->folder, COMPARE);
  fixture->store = aoi_golden_store_open (fixture->folder, TRUE, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  g_clear_pointer (&fixture->store, aoi_golden_store_close);
  aoi_product_unref (fixture->product);
  product_folder_remove (fixture->folder);
  g_free (fixture->folder);
}

static GBytes *
draw (gint width, gint height, guint32 seed)
{
  g_autoptr (AoiRgbImage) image = aoi_rgb_image_new (width, height);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  g_autoptr (GError) error = NULL;
  GBytes *bytes;

  for (gint i = 0; i < 3 * width * height; i++)
    image->data[i] = (guint8) g_rand_int_range (rand, 0, 256);
  bytes = aoi_image_file_encode (image, &error);
  g_assert_no_error (error);
  return bytes;
}

static gchar *
add (Fixture *fixture, guint roi, GBytes *bytes, GError **error)
{
  const AoiGoldenSample sample = { bytes, "png", "crop.png" };

  return aoi_golden_store_add (
      fixture->store, aoi_product_get_roi (fixture->product, roi), &sample, "a note", error);
}

static gchar *
add_drawn (Fixture *fixture, guint32 seed)
{
  g_autoptr (GBytes) bytes = draw (12, 8, seed);
  g_autoptr (GError) error = NULL;
  gchar *name = add (fixture, 0, bytes, &error);

  g_assert_no_error (error);
  return name;
}

/* The names of the ROI's goldens in the order in which they are tried, joined by commas. */
static void
assert_names (Fixture *fixture, const gchar *expected)
{
  g_autoptr (AoiProduct) product = product_folder_load_valid (fixture->folder, NULL);
  const GPtrArray *goldens = aoi_product_get_roi (product, 0)->goldens;
  g_autoptr (GString) names = g_string_new (NULL);

  for (guint i = 0; i < goldens->len; i++) {
    const AoiGolden *golden = g_ptr_array_index (goldens, i);

    g_string_append_printf (names, "%s%s", i > 0 ? "," : "", golden->name);
  }
  g_assert_cmpstr (names->str, ==, expected);
}

static gchar **
read_log (Fixture *fixture)
{
  g_autofree gchar *path = g_build_filename (fixture->folder, LOG, NULL);
  g_autofree gchar *text = NULL;
  gchar **lines;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_true (g_str_has_suffix (text, "\n"));
  text[strlen (text) - 1] = '\0';
  lines = g_strsplit (text, "\n", -1);
  return lines;
}

static JsonObject *
parse_line (JsonParser *parser, const gchar *line)
{
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, line, -1, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (parser));
}

static void
assert_logged (Fixture *fixture, guint index, const gchar *action, const gchar *golden)
{
  g_auto (GStrv) lines = read_log (fixture);
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *line;

  g_assert_cmpuint (g_strv_length (lines), ==, index + 1);
  line = parse_line (parser, lines[index]);
  g_assert_cmpstr (json_object_get_string_member (line, "action"), ==, action);
  g_assert_cmpstr (json_object_get_string_member (line, "golden"), ==, golden);
  g_assert_cmpstr (json_object_get_string_member (line, "note"), ==, "a note");
  g_assert_cmpint (json_object_get_int_member (line, "roi"), ==, 3);
  g_assert_true (json_object_has_member (line, "time"));
}

static void
assert_file (Fixture *fixture, const gchar *name, GBytes *expected)
{
  g_autofree gchar *path = g_build_filename (fixture->folder, name, NULL);
  g_autofree gchar *data = NULL;
  gsize size;

  g_assert_true (g_file_get_contents (path, &data, &size, NULL));
  g_assert_cmpmem (data, size, g_bytes_get_data (expected, NULL), g_bytes_get_size (expected));
}

static void
test_add (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = draw (12, 8, 1);
  g_autoptr (GError) error = NULL;
  g_autofree gchar *first = add (fixture, 0, bytes, &error);
  g_autofree gchar *path = g_strconcat (GOLDENS, first, NULL);
  g_autofree gchar *second = NULL;
  g_autofree gchar *both = NULL;

  g_assert_no_error (error);
  g_assert_true (g_str_has_suffix (first, "_golden_sample.png"));
  assert_file (fixture, path, bytes);
  assert_names (fixture, first);
  assert_logged (fixture, 0, "add", first);
  second = add_drawn (fixture, 2);
  both = g_strdup_printf ("%s,%s", first, second);
  assert_names (fixture, both);
  assert_logged (fixture, 1, "add", second);
}

static void
check_refused (Fixture *fixture, guint roi, GBytes *bytes, gint code, const gchar *message)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *name = add (fixture, roi, bytes, &error);

  g_assert_null (name);
  g_assert_error (error, AOI_ERROR, code);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_add_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) good = draw (12, 8, 1);
  g_autoptr (GBytes) turned = draw (8, 12, 1);
  g_autoptr (GBytes) text = g_bytes_new_static ("GIF89a", 6);
  g_autoptr (GBytes) half = g_bytes_new_from_bytes (good, 0, g_bytes_get_size (good) - 20);
  g_autofree gchar *name = add_drawn (fixture, 1);
  g_autofree gchar *same = g_strdup_printf (
      "crop.png: golden %s of ROI 3 has the same pixels", name);

  check_refused (
      fixture, 0, turned, AOI_ERROR_IMAGE, "crop.png: has 8x12 pixels, turned ROI 3 has 12x8");
  check_refused (fixture, 0, text, AOI_ERROR_IMAGE,
      "crop.png: is not a PNG, JPEG, PNM, TIFF, BMP or WebP image");
  check_refused (fixture, 0, half, AOI_ERROR_IMAGE, "crop.png: the file ends too early");
  check_refused (fixture, 0, good, AOI_ERROR_INVALID, same);
  check_refused (fixture, 1, good, AOI_ERROR_INVALID,
      "ROI 4 is of type \"barcode\", which is not judged by goldens");
  assert_names (fixture, name);
  assert_logged (fixture, 0, "add", name);
}

static void
test_remove (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) bytes = draw (12, 8, 1);
  g_autoptr (GError) error = NULL;
  g_autofree gchar *name = add_drawn (fixture, 1);
  g_autofree gchar *kept = add_drawn (fixture, 2);
  g_autofree gchar *trash = NULL;
  g_autofree gchar *again = NULL;
  g_autofree gchar *text = NULL;

  trash = aoi_golden_store_remove (fixture->store, 3, name, "a note", &error);
  g_assert_no_error (error);
  assert_names (fixture, kept);
  assert_logged (fixture, 2, "remove", name);
  g_assert_true (g_str_has_prefix (trash, fixture->folder));
  assert_file (fixture, trash + strlen (fixture->folder) + 1, bytes);
  again = aoi_golden_store_remove (fixture->store, 3, name, NULL, &error);
  text = g_strdup_printf ("%s/golden_rois/roi_3: holds no golden \"%s\"", fixture->folder, name);
  g_assert_null (again);
  g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, text);
}

/* What keeps a product from loading must be removable, and nothing outside the ROI's folder may be. */
static void
test_remove_odd (Fixture *fixture, gconstpointer data)
{
  static const gchar *const outside[] = { "../roi_4/a.png", "", ".", "..", "notes.txt" };
  g_autofree gchar *trashed = NULL;

  product_folder_write (fixture->folder, GOLDENS "bad.jpg", "no image", -1);
  product_folder_write (fixture->folder, GOLDENS "notes.txt", "no image", -1);
  product_folder_draw (fixture->folder, "golden_rois/roi_4/a.png", 5, 5, 1);
  for (guint i = 0; i < G_N_ELEMENTS (outside); i++) {
    g_autoptr (GError) error = NULL;

    g_assert_null (aoi_golden_store_remove (fixture->store, 3, outside[i], NULL, &error));
    g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
  }
  trashed = aoi_golden_store_remove (fixture->store, 3, "bad.jpg", NULL, NULL);
  g_assert_nonnull (trashed);
  assert_names (fixture, "");
}

static void
assert_promoted (Fixture *fixture, const gchar *name, const gchar *now, const gchar *pattern)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *promoted = NULL;
  g_autoptr (AoiProduct) product = NULL;
  g_autoptr (GString) names = g_string_new (NULL);
  const GPtrArray *goldens;

  promoted = aoi_golden_store_promote (fixture->store, 3, name, "a note", &error);
  g_assert_no_error (error);
  g_assert_cmpstr (promoted, ==, now);
  product = product_folder_load_valid (fixture->folder, NULL);
  goldens = aoi_product_get_roi (product, 0)->goldens;
  for (guint i = 0; i < goldens->len; i++)
    g_string_append_printf (
        names, "%s ", ((const AoiGolden *) g_ptr_array_index (goldens, i))->name);
  if (!g_pattern_match_simple (pattern, names->str))
    g_error ("goldens are %s, not %s", names->str, pattern);
}

static void
test_promote (Fixture *fixture, gconstpointer data)
{
  g_autofree gchar *log = g_build_filename (fixture->folder, LOG, NULL);

  product_folder_draw (fixture->folder, GOLDENS "best_golden.jpg", 12, 8, 1);
  product_folder_draw (fixture->folder, GOLDENS "b.JPG", 12, 8, 2);
  product_folder_draw (fixture->folder, GOLDENS "c.png", 12, 8, 3);
  assert_promoted (fixture, "best_golden.jpg", "best_golden.jpg", "best_golden.jpg b.JPG c.png ");
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  assert_promoted (
      fixture, "b.JPG", "best_golden.jpg", "best_golden.jpg c.png original_*_old_best.jpg ");
  assert_logged (fixture, 0, "promote", "b.JPG");
  assert_promoted (fixture, "c.png", "best_golden.png",
      "best_golden.png original_*_old_best.jpg original_*_old_best.jpg ");
  assert_logged (fixture, 1, "promote", "c.png");
}

/* Old tools left several: only one may stay first. */
static void
test_promote_rivals (Fixture *fixture, gconstpointer data)
{
  product_folder_draw (fixture->folder, GOLDENS "best_golden.jpg", 12, 8, 1);
  product_folder_draw (fixture->folder, GOLDENS "best_golden.jpeg", 12, 8, 2);
  product_folder_draw (fixture->folder, GOLDENS "best_golden.png", 12, 8, 3);
  assert_promoted (fixture, "best_golden.png", "best_golden.png",
      "best_golden.png original_*_old_best.* original_*_old_best.* ");
}

static void
write_pending (Fixture *fixture, guint64 before, guint64 after, const gchar *from, const gchar *to)
{
  g_autoptr (GVariantBuilder) moves = g_variant_builder_new (G_VARIANT_TYPE ("a(ayay)"));
  g_autoptr (GVariant) value = NULL;

  g_variant_builder_add (moves, "(^ay^ay)", from, to);
  value = g_variant_ref_sink (
      g_variant_new ("(tt@a(ayay))", before, after, g_variant_builder_end (moves)));
  product_folder_write (
      fixture->folder, PENDING, g_variant_get_data (value), (gssize) g_variant_get_size (value));
}

static void
reopen (Fixture *fixture, GError **error)
{
  g_clear_pointer (&fixture->store, aoi_golden_store_close);
  fixture->store = aoi_golden_store_open (fixture->folder, TRUE, error);
}

static void
test_recover (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *pending = g_build_filename (fixture->folder, PENDING, NULL);
  g_auto (GStrv) lines = NULL;

  product_folder_draw (fixture->folder, GOLDENS "a.png", 12, 8, 1);
  product_folder_write (fixture->folder, LOG, "{}\n{\"half", -1);
  write_pending (fixture, 3, 20, "roi_3/a.png", "roi_3/b.png");
  reopen (fixture, &error);
  g_assert_no_error (error);
  assert_names (fixture, "a.png");
  lines = read_log (fixture);
  g_assert_cmpuint (g_strv_length (lines), ==, 1);
  g_assert_false (g_file_test (pending, G_FILE_TEST_EXISTS));

  write_pending (fixture, 30, 50, "roi_3/a.png", "roi_3/b.png");
  reopen (fixture, &error);
  g_assert_no_error (error);
  assert_names (fixture, "a.png");
  g_assert_false (g_file_test (pending, G_FILE_TEST_EXISTS));

  write_pending (fixture, 0, 3, "roi_3/a.png", "roi_3/b.png");
  reopen (fixture, &error);
  g_assert_no_error (error);
  assert_names (fixture, "b.png");
  g_assert_false (g_file_test (pending, G_FILE_TEST_EXISTS));
}

static void
check_pending_refused (Fixture *fixture)
{
  g_autoptr (GError) error = NULL;

  reopen (fixture, &error);
  g_assert_null (fixture->store);
  g_assert_error (error, AOI_ERROR, AOI_ERROR_IO);
  g_assert_nonnull (strstr (error->message, PENDING ": is damaged"));
}

static void
test_recover_damaged (Fixture *fixture, gconstpointer data)
{
  product_folder_draw (fixture->folder, GOLDENS "a.png", 12, 8, 1);
  product_folder_write (fixture->folder, PENDING, "junk", -1);
  check_pending_refused (fixture);
  product_folder_write (fixture->folder, PENDING, "", 0);
  check_pending_refused (fixture);
  write_pending (fixture, 0, 0, "../rois_config_x.json", "roi_3/b.png");
  check_pending_refused (fixture);
  write_pending (fixture, 0, 0, "roi_3/a.png", "/a.png");
  check_pending_refused (fixture);
  assert_names (fixture, "a.png");
}

/* Somebody may have edited the log with an editor that ends no last line. */
static void
test_log_without_end (Fixture *fixture, gconstpointer data)
{
  g_autofree gchar *name = NULL;

  product_folder_write (fixture->folder, LOG, "{}", -1);
  name = add_drawn (fixture, 1);
  assert_logged (fixture, 1, "add", name);
}

static void
test_cannot_write (Fixture *fixture, gconstpointer data)
{
  g_autofree gchar *blocked = g_build_filename (fixture->folder, LOG, NULL);
  g_autofree gchar *added = g_build_filename (fixture->folder, GOLDENS, NULL);
  g_autoptr (GBytes) bytes = draw (12, 8, 1);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (g_mkdir (blocked, 0700), ==, 0);
  g_assert_null (add (fixture, 0, bytes, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_IO);
  g_assert_nonnull (strstr (error->message, LOG));
  g_assert_false (g_file_test (added, G_FILE_TEST_EXISTS));
  assert_names (fixture, "");
}

static void
test_open_refused (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *nowhere = g_build_filename (folder, "nowhere", NULL);
  g_autofree gchar *goldens = g_build_filename (folder, "golden_rois", NULL);
  g_autoptr (GError) error = NULL;

  g_assert_null (aoi_golden_store_open (folder, TRUE, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_IO);
  g_clear_error (&error);
  g_assert_null (aoi_golden_store_open (nowhere, TRUE, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_IO);
  g_assert_nonnull (strstr (error->message, nowhere));
  g_assert_false (g_file_test (goldens, G_FILE_TEST_EXISTS));
  product_folder_remove (folder);
}

static void
test_read (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *goldens = g_build_filename (folder, "golden_rois", NULL);
  g_autoptr (AoiGoldenStore) store = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GError) error = NULL;

  product_folder_write (folder, "rois_config_x.json", COMPARE, -1);
  store = aoi_golden_store_open (folder, FALSE, &error);
  g_assert_no_error (error);
  none = aoi_golden_store_load (store, 3, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (none->len, ==, 0);
  g_assert_false (g_file_test (goldens, G_FILE_TEST_EXISTS));
  product_folder_remove (folder);
}

#define ADD(name, func) g_test_add ("/golden-store/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("add", test_add);
  ADD ("add-refused", test_add_refused);
  ADD ("remove", test_remove);
  ADD ("remove-odd", test_remove_odd);
  ADD ("promote", test_promote);
  ADD ("promote-rivals", test_promote_rivals);
  ADD ("recover", test_recover);
  ADD ("recover-damaged", test_recover_damaged);
  ADD ("log-without-end", test_log_without_end);
  ADD ("cannot-write", test_cannot_write);
  g_test_add_func ("/golden-store/open-refused", test_open_refused);
  g_test_add_func ("/golden-store/read", test_read);
  return g_test_run ();
}
