/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <unistd.h>
#include <utime.h>

#include "aoi-error.h"
#include "product-folder.h"

#define COMPARE "[{\"idx\":3,\"type\":2,\"coords\":[10,10,22,18]}]"
#define GOLDENS "golden_rois/roi_3/"

static void
assert_golden (const AoiRoi *roi, guint index, const gchar *name)
{
  const AoiGolden *golden = g_ptr_array_index (roi->goldens, index);

  g_assert_cmpstr (golden->name, ==, name);
  g_assert_cmpint (golden->image->width, ==, 12);
  g_assert_cmpint (golden->image->height, ==, 8);
}

static void
test_order (void)
{
  static const gchar *const order[] = { "best_golden.jpg", "best_golden.jpeg", "best_golden.PNG",
    "1.jpg", "10.png", "9.JPEG", "B.png", "a.jpg", "best_golden2.jpg" };
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiProduct) product = NULL;
  const AoiRoi *roi;

  for (guint i = G_N_ELEMENTS (order); i > 0; i--) {
    g_autofree gchar *name = g_strconcat (GOLDENS, order[i - 1], NULL);

    product_folder_draw (folder, name, 12, 8, i);
  }
  product_folder_write (folder, GOLDENS "notes.txt", "no image", -1);
  product_folder_write (folder, GOLDENS "jpg", "no image", -1);
  product_folder_draw (folder, GOLDENS "folder.jpg/other.jpg", 5, 5, 1);
  product_folder_draw (folder, "golden_rois/roi_4/other.jpg", 5, 5, 1);
  product = product_folder_load_valid (folder, COMPARE);
  roi = aoi_product_get_roi (product, 0);
  g_assert_cmpuint (roi->goldens->len, ==, G_N_ELEMENTS (order));
  for (guint i = 0; i < G_N_ELEMENTS (order); i++)
    assert_golden (roi, i, order[i]);
  product_folder_remove (folder);
}

static void
test_pixels (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (AoiProduct) product = NULL;
  const AoiGolden *golden;

  product_folder_draw (folder, GOLDENS "a.png", 12, 8, 7);
  product = product_folder_load_valid (folder, COMPARE);
  golden = g_ptr_array_index (aoi_product_get_roi (product, 0)->goldens, 0);
  for (gint i = 0; i < 3 * 12 * 8; i++)
    g_assert_cmpuint (golden->image->data[i], ==, (guint) g_rand_int_range (rand, 0, 256));
  product_folder_remove (folder);
}

/* Goldens are read where they are used: enabled ROIs of compare and of an application's own types. */
static void
test_who_has_goldens (void)
{
  static const struct {
    const gchar *type;
    const gchar *enabled;
    guint n_goldens;
  } cases[] = {
    { "2", "true", 1 },
    { "\"acme\"", "true", 1 },
    { "2", "false", 0 },
    { "\"acme\"", "false", 0 },
    { "1", "true", 0 },
    { "3", "true", 0 },
    { "4", "true", 0 },
  };
  g_autofree gchar *folder = product_folder_new ();

  product_folder_draw (folder, GOLDENS "a.png", 12, 8, 7);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *json = g_strdup_printf (
        "[{\"idx\":3,\"type\":%s,\"coords\":[10,10,22,18],\"enabled\":%s}]", cases[i].type,
        cases[i].enabled);
    g_autoptr (AoiProduct) product = product_folder_load_valid (folder, json);

    g_assert_cmpuint (aoi_product_get_roi (product, 0)->goldens->len, ==, cases[i].n_goldens);
  }
  product_folder_remove (folder);
}

static void
check_message (const gchar *folder, const gchar *json, const gchar *ending)
{
  g_autoptr (AoiProduct) product = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree gchar *message = g_strdup_printf ("%s/rois_config_x.json: rois[0]: %s%s/" GOLDENS "%s",
      folder, strstr (ending, "pixels, the") != NULL ? "" : "golden ", folder, ending);

  product = product_folder_load (folder, json, &error);
  g_assert_null (product);
  g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, message);
}

static void
test_size (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiProduct) product = NULL;

  product_folder_draw (folder, GOLDENS "b.png", 8, 12, 1);
  check_message (folder, COMPARE, "b.png has 8x12 pixels, the turned ROI 12x8");
  product = product_folder_load_valid (
      folder, "[{\"idx\":3,\"type\":2,\"coords\":[10,10,22,18],\"rotation\":90}]");
  g_assert_cmpuint (aoi_product_get_roi (product, 0)->goldens->len, ==, 1);
  product_folder_remove (folder);
}

static void
test_undecodable (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *dangling = g_build_filename (folder, GOLDENS "z.jpg", NULL);

  product_folder_draw (folder, GOLDENS "a.png", 12, 8, 1);
  g_assert_cmpint (symlink ("nowhere", dangling), ==, 0);
  check_message (folder, COMPARE, "z.jpg: No such file or directory");
  product_folder_write (folder, GOLDENS "b.jpg", "GIF89a", -1);
  check_message (folder, COMPARE, "b.jpg: is not a PNG, JPEG, PNM, TIFF, BMP or WebP image");
  product_folder_write (folder, GOLDENS "best_golden.jpg", "", 0);
  check_message (
      folder, COMPARE, "best_golden.jpg: is not a PNG, JPEG, PNM, TIFF, BMP or WebP image");
  product_folder_remove (folder);
}

static gchar *
hash_of (const gchar *folder)
{
  g_autoptr (AoiProduct) product = product_folder_load_valid (folder, NULL);

  return g_strdup (aoi_product_get_hash (product));
}

static void
write_product (const gchar *folder)
{
  product_folder_write (folder, "rois_config_x.json", COMPARE, -1);
  product_folder_write (folder, "colors_config_x.json", "{}", -1);
  product_folder_draw (folder, GOLDENS "a.png", 12, 8, 1);
  product_folder_draw (folder, GOLDENS "b.png", 12, 8, 2);
}

static void
test_hash_is_the_same (void)
{
  const struct utimbuf long_ago = { .actime = 1, .modtime = 1 };
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *other = product_folder_new ();
  g_autofree gchar *golden = g_build_filename (folder, GOLDENS "a.png", NULL);
  g_autofree gchar *first = NULL;
  g_autofree gchar *dated = NULL;
  g_autofree gchar *moved = NULL;

  write_product (folder);
  first = hash_of (folder);
  g_assert_cmpint (g_utime (golden, (struct utimbuf *) &long_ago), ==, 0);
  product_folder_write (folder, GOLDENS "notes.txt", "no image", -1);
  dated = hash_of (folder);
  g_assert_cmpstr (dated, ==, first);
  product_folder_draw (other, GOLDENS "b.png", 12, 8, 2);
  write_product (other);
  moved = hash_of (other);
  g_assert_cmpstr (moved, ==, first);
  product_folder_remove (folder);
  product_folder_remove (other);
}

static void
assert_new_hash (const gchar *folder, GHashTable *hashes)
{
  g_assert_true (g_hash_table_add (hashes, hash_of (folder)));
}

static void
rename_in (const gchar *folder, const gchar *from, const gchar *to)
{
  g_autofree gchar *from_path = g_build_filename (folder, from, NULL);
  g_autofree gchar *to_path = g_build_filename (folder, to, NULL);

  g_assert_cmpint (g_rename (from_path, to_path), ==, 0);
}

static void
test_hash_changes (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (GHashTable) hashes = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);

  write_product (folder);
  assert_new_hash (folder, hashes);
  product_folder_draw (folder, GOLDENS "a.png", 12, 8, 3);
  assert_new_hash (folder, hashes);
  rename_in (folder, GOLDENS "a.png", GOLDENS "c.png");
  assert_new_hash (folder, hashes);
  rename_in (folder, GOLDENS "c.png", GOLDENS "best_golden.png");
  assert_new_hash (folder, hashes);
  product_folder_write (folder, "colors_config_x.json", "{ }", -1);
  assert_new_hash (folder, hashes);
  rename_in (folder, "colors_config_x.json", "unused.json");
  assert_new_hash (folder, hashes);
  product_folder_write (folder, "rois_config_x.json", " " COMPARE, -1);
  assert_new_hash (folder, hashes);
  product_folder_remove (folder);
}

/* The same samples, one of which belongs to another ROI. */
static void
test_hash_knows_the_roi (void)
{
  static const gchar json[] = "[[3,2,[0,0,12,8]],[4,2,[0,0,12,8]]]";
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *first = NULL;
  g_autofree gchar *second = NULL;

  product_folder_write (folder, "rois_config_x.json", json, -1);
  product_folder_draw (folder, GOLDENS "a.png", 12, 8, 1);
  product_folder_draw (folder, "golden_rois/roi_4/c.png", 12, 8, 1);
  product_folder_draw (folder, GOLDENS "b.png", 12, 8, 1);
  first = hash_of (folder);
  rename_in (folder, GOLDENS "b.png", "golden_rois/roi_4/b.png");
  second = hash_of (folder);
  g_assert_cmpstr (first, !=, second);
  product_folder_remove (folder);
}

/* The documented input of the hash, written out once. */
static void
test_hash_input (void)
{
  static const gchar json[] = "[]";
  const guint64 sizes[] = { GUINT64_TO_LE ((guint64) strlen ("rois_config")),
    GUINT64_TO_LE ((guint64) 2) };
  g_autoptr (GChecksum) checksum = g_checksum_new (G_CHECKSUM_SHA256);
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *hash = NULL;

  g_checksum_update (checksum, (const guchar *) &sizes[0], 8);
  g_checksum_update (checksum, (const guchar *) "rois_config", -1);
  g_checksum_update (checksum, (const guchar *) &sizes[1], 8);
  g_checksum_update (checksum, (const guchar *) json, -1);
  product_folder_write (folder, "rois_config_x.json", json, -1);
  hash = hash_of (folder);
  g_assert_cmpstr (hash, ==, g_checksum_get_string (checksum));
  product_folder_remove (folder);
}

static void
test_too_many (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *message = g_strdup_printf (
      "%s/rois_config_x.json: rois[0]: golden %s/golden_rois/roi_3: holds more than 1000 images",
      folder, folder);
  g_autoptr (AoiProduct) product = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i <= AOI_GOLDENS_MAX; i++) {
    g_autofree gchar *name = g_strdup_printf (GOLDENS "%u.jpg", i);

    product_folder_write (folder, name, "", 0);
  }
  product = product_folder_load (folder, COMPARE, &error);
  g_assert_null (product);
  g_assert_cmpstr (error->message, ==, message);
  product_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/golden/order", test_order);
  g_test_add_func ("/golden/pixels", test_pixels);
  g_test_add_func ("/golden/who-has-goldens", test_who_has_goldens);
  g_test_add_func ("/golden/size", test_size);
  g_test_add_func ("/golden/undecodable", test_undecodable);
  g_test_add_func ("/golden/hash-is-the-same", test_hash_is_the_same);
  g_test_add_func ("/golden/hash-changes", test_hash_changes);
  g_test_add_func ("/golden/hash-knows-the-roi", test_hash_knows_the_roi);
  g_test_add_func ("/golden/hash-input", test_hash_input);
  g_test_add_func ("/golden/too-many", test_too_many);
  return g_test_run ();
}
