/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Goldens that are taught as the best, withdrawn, or given to other ROIs. */
#include "aoi-error.h"
#include "aoi-golden-store.h"
#include "product-folder.h"

#define ROIS \
  "[{\"idx\":1,\"type\":2,\"coords\":[0,0,12,8]},{\"idx\":2,\"type\":2,\"coords\":[12,0,24,8]}," \
  "{\"idx\":3,\"type\":1,\"coords\":[0,0,9,9]}]"
#define FOLDER "golden_rois/roi_1/"

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
  fixture->product = product_folder_load_valid (fixture->folder, ROIS);
  fixture->store = aoi_golden_store_open (fixture->folder, TRUE, &error);
  g_assert_no_error (error);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  aoi_golden_store_close (fixture->store);
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

/* Whether the file is what draw() makes of @seed. */
static gboolean
is_drawn (Fixture *fixture, const gchar *name, guint32 seed)
{
  g_autofree gchar *path = g_build_filename (fixture->folder, name, NULL);
  g_autoptr (GBytes) expected = draw (12, 8, seed);
  g_autofree gchar *data = NULL;
  gsize size;

  return g_file_get_contents (path, &data, &size, NULL) && size == g_bytes_get_size (expected)
      && memcmp (data, g_bytes_get_data (expected, NULL), size) == 0;
}

static guint
count (Fixture *fixture, gint id)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) goldens = aoi_golden_store_load (fixture->store, id, &error);

  g_assert_no_error (error);
  return goldens->len;
}

static gchar *
teach (Fixture *fixture, gint id, guint32 seed, gchar **demoted)
{
  g_autoptr (GBytes) bytes = draw (12, 8, seed);
  const AoiGoldenSample sample = { bytes, "png", "crop" };
  g_autoptr (GError) error = NULL;
  gchar *name = aoi_golden_store_teach (fixture->store, id,
      aoi_product_find_roi (fixture->product, id), &sample, "a note", demoted, &error);

  g_assert_no_error (error);
  return name;
}

static void
test_teach (Fixture *fixture, gconstpointer data)
{
  g_autofree gchar *first = NULL, *second = NULL, *third = NULL, *again = NULL;
  g_autofree gchar *none = NULL, *demoted = NULL, *other = NULL, *last = NULL;
  g_autofree gchar *old = NULL;

  first = teach (fixture, 1, 1, &none);
  g_assert_cmpstr (first, ==, "best_golden.png");
  g_assert_null (none);
  second = teach (fixture, 1, 2, &demoted);
  g_assert_true (g_pattern_match_simple ("original_*_old_best.png", demoted));
  third = teach (fixture, 1, 3, &other);
  g_assert_cmpstr (other, !=, demoted);
  g_assert_cmpuint (count (fixture, 1), ==, 3);
  old = g_strconcat (FOLDER, demoted, NULL);
  g_assert_true (is_drawn (fixture, old, 1));
  again = teach (fixture, 1, 1, &last);
  g_assert_cmpstr (again, ==, "best_golden.png");
  g_assert_nonnull (last);
  g_assert_cmpuint (count (fixture, 1), ==, 3);
  g_assert_true (is_drawn (fixture, FOLDER "best_golden.png", 1));
}

static void
assert_refused (Fixture *fixture, gint id, GBytes *bytes, AoiError code)
{
  const AoiGoldenSample sample = { bytes, "png", "crop" };
  g_autoptr (GError) error = NULL;
  g_autofree gchar *demoted = NULL;

  g_assert_null (aoi_golden_store_teach (fixture->store, id,
      aoi_product_find_roi (fixture->product, id), &sample, NULL, &demoted, &error));
  g_assert_error (error, AOI_ERROR, (gint) code);
}

static void
test_teach_refused (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GBytes) junk = g_bytes_new_static ("junk", 4);
  g_autoptr (GBytes) small = draw (11, 8, 1);
  g_autoptr (GBytes) good = draw (9, 9, 1);

  assert_refused (fixture, 1, junk, AOI_ERROR_IMAGE);
  assert_refused (fixture, 1, small, AOI_ERROR_IMAGE);
  assert_refused (fixture, 3, good, AOI_ERROR_INVALID);
  g_assert_cmpuint (count (fixture, 1), ==, 0);
}

static void
test_withdraw (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  for (guint32 seed = 1; seed <= 2; seed++) {
    g_autofree gchar *demoted = NULL;

    g_free (teach (fixture, 1, seed, &demoted));
  }
  for (guint left = 2; left-- > 0;) {
    g_autofree gchar *trash = aoi_golden_store_withdraw (
        fixture->store, 1, "best_golden.png", NULL, &error);

    g_assert_no_error (error);
    g_assert_true (g_file_test (trash, G_FILE_TEST_EXISTS));
    g_assert_cmpuint (count (fixture, 1), ==, left);
    g_assert_true (left == 0 || is_drawn (fixture, FOLDER "best_golden.png", 1));
  }
  g_assert_null (aoi_golden_store_withdraw (fixture->store, 1, "best_golden.png", NULL, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
}

static void
test_renumber (Fixture *fixture, gconstpointer data)
{
  const AoiGoldenRenumber swap[] = { { 1, 2 }, { 2, 1 }, { 9, 8 } };
  const AoiGoldenRenumber onto[] = { { 1, 2 } };
  g_autofree gchar *none = NULL, *nothing = NULL;
  g_autofree gchar *trash = g_build_filename (fixture->folder, "golden_rois/.trash/roi_2", NULL);
  g_autofree gchar *staged = g_build_filename (fixture->folder, "golden_rois/.staged", NULL);
  g_autoptr (GError) error = NULL;
  guint n;

  g_free (teach (fixture, 1, 1, &none));
  g_free (teach (fixture, 2, 2, &nothing));
  g_assert_true (
      aoi_golden_store_renumber (fixture->store, swap, G_N_ELEMENTS (swap), NULL, &n, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 2);
  g_assert_true (is_drawn (fixture, FOLDER "best_golden.png", 2));
  g_assert_true (is_drawn (fixture, "golden_rois/roi_2/best_golden.png", 1));
  g_assert_false (g_file_test (trash, G_FILE_TEST_EXISTS));
  g_assert_true (aoi_golden_store_renumber (fixture->store, onto, 1, NULL, &n, &error));
  g_assert_no_error (error);
  g_assert_true (is_drawn (fixture, "golden_rois/roi_2/best_golden.png", 2));
  g_assert_cmpuint (count (fixture, 1), ==, 0);
  g_assert_true (g_file_test (trash, G_FILE_TEST_IS_DIR));
  g_assert_false (g_file_test (staged, G_FILE_TEST_EXISTS));
}

/* A renumbering that was stopped after each of its moves is ended by the next writer. */
static void
test_renumber_stopped (Fixture *fixture, gconstpointer data)
{
  static const gchar *const moves[][2] = {
    { "golden_rois/roi_1", "golden_rois/.trash/roi_1/5" },
    { "golden_rois/roi_2", "golden_rois/.trash/roi_2/5" },
    { "golden_rois/.staged/roi_1", "golden_rois/roi_2" },
    { "golden_rois/.staged/roi_2", "golden_rois/roi_1" },
  };
  const gsize inside = strlen ("golden_rois/");
  const guint done = GPOINTER_TO_UINT (data);
  g_autoptr (GVariantBuilder) list = g_variant_builder_new (G_VARIANT_TYPE ("a(ayay)"));
  g_autoptr (GVariant) pending = NULL;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&fixture->store, aoi_golden_store_close);
  for (guint32 id = 1; id <= 2; id++) {
    g_autoptr (GBytes) bytes = draw (12, 8, id);

    for (guint copy = 0; copy < 2; copy++) {
      g_autofree gchar *name = g_strdup_printf (
          "golden_rois/%sroi_%u/best_golden.png", copy == 1 ? ".staged/" : "", id);

      product_folder_write (
          fixture->folder, name, g_bytes_get_data (bytes, NULL), (gssize) g_bytes_get_size (bytes));
    }
  }
  for (guint i = 0; i < G_N_ELEMENTS (moves); i++) {
    g_autofree gchar *from = g_build_filename (fixture->folder, moves[i][0], NULL);
    g_autofree gchar *to = product_folder_place (fixture->folder, moves[i][1]);

    g_variant_builder_add (list, "(^ay^ay)", moves[i][0] + inside, moves[i][1] + inside);
    if (i < done)
      g_assert_cmpint (g_rename (from, to), ==, 0);
  }
  pending = g_variant_ref_sink (
      g_variant_new ("(tt@a(ayay))", (guint64) 0, (guint64) 3, g_variant_builder_end (list)));
  product_folder_write (fixture->folder, "golden_rois/golden_log.ndjson", "{}\n", -1);
  product_folder_write (fixture->folder, "golden_rois/.pending", g_variant_get_data (pending),
      (gssize) g_variant_get_size (pending));
  fixture->store = aoi_golden_store_open (fixture->folder, TRUE, &error);
  g_assert_no_error (error);
  g_assert_true (is_drawn (fixture, FOLDER "best_golden.png", 2));
  g_assert_true (is_drawn (fixture, "golden_rois/roi_2/best_golden.png", 1));
}

/* What draw() makes of @seed, under a name. */
static void
expect (GArray *list, const gchar *name, guint32 seed, GPtrArray *texts)
{
  g_autoptr (GBytes) bytes = draw (12, 8, seed);
  gchar *hash = g_compute_checksum_for_bytes (G_CHECKSUM_SHA256, bytes);
  const AoiGoldenPast past = { name, hash };

  g_ptr_array_add (texts, hash);
  g_array_append_val (list, past);
}

static gboolean
restore (Fixture *fixture, gint id, const GArray *list, GError **error)
{
  return aoi_golden_store_restore (
      fixture->store, id, (const AoiGoldenPast *) list->data, list->len, "back", error);
}

/* Both goldens change their names, one leaves and another comes from the trash: all in one change. */
static void
test_restore (Fixture *fixture, gconstpointer data)
{
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (AoiGoldenPast));
  g_autoptr (GArray) none = g_array_new (FALSE, FALSE, sizeof (AoiGoldenPast));
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autofree gchar *first = NULL, *second = NULL, *third = NULL, *trash = NULL;
  g_autoptr (GError) error = NULL;

  g_free (teach (fixture, 1, 1, &first));
  g_free (teach (fixture, 1, 2, &second));
  g_free (teach (fixture, 1, 3, &third));
  trash = aoi_golden_store_remove (fixture->store, 1, second, NULL, &error);
  g_assert_no_error (error);
  expect (list, "best_golden.png", 2, texts);
  expect (list, second, 1, texts);
  g_assert_true (restore (fixture, 1, list, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count (fixture, 1), ==, 2);
  g_assert_true (is_drawn (fixture, FOLDER "best_golden.png", 2));
  g_assert_true (restore (fixture, 1, list, &error));
  g_assert_true (restore (fixture, 1, none, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count (fixture, 1), ==, 0);
  expect (list, "third.png", 3, texts);
  g_assert_true (restore (fixture, 1, list, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (count (fixture, 1), ==, 3);
  g_assert_true (is_drawn (fixture, FOLDER "third.png", 3));
}

static void
test_restore_refused (Fixture *fixture, gconstpointer data)
{
  static const gchar *const names[] = { "../best_golden.png", "notes.txt", "a/b.png" };
  g_autoptr (GPtrArray) texts = g_ptr_array_new_with_free_func (g_free);
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (AoiGoldenPast));
  g_autofree gchar *demoted = NULL;
  g_autofree gchar *staged = g_build_filename (fixture->folder, "golden_rois/.staged", NULL);
  g_autoptr (GError) error = NULL;

  g_free (teach (fixture, 1, 1, &demoted));
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_array_set_size (list, 0);
    expect (list, names[i], 1, texts);
    g_assert_false (restore (fixture, 1, list, &error));
    g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
    g_clear_error (&error);
  }
  g_array_set_size (list, 0);
  expect (list, "other.png", 1, texts);
  expect (list, "never.png", 9, texts);
  g_assert_false (restore (fixture, 1, list, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
  g_assert_nonnull (strstr (error->message, "never.png"));
  g_assert_true (is_drawn (fixture, FOLDER "best_golden.png", 1));
  g_assert_false (g_file_test (staged, G_FILE_TEST_EXISTS));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/golden-changes/teach", Fixture, NULL, set_up, test_teach, tear_down);
  g_test_add (
      "/golden-changes/teach-refused", Fixture, NULL, set_up, test_teach_refused, tear_down);
  g_test_add ("/golden-changes/withdraw", Fixture, NULL, set_up, test_withdraw, tear_down);
  g_test_add ("/golden-changes/renumber", Fixture, NULL, set_up, test_renumber, tear_down);
  g_test_add ("/golden-changes/restore", Fixture, NULL, set_up, test_restore, tear_down);
  g_test_add (
      "/golden-changes/restore-refused", Fixture, NULL, set_up, test_restore_refused, tear_down);
  for (guint done = 0; done <= 4; done++) {
    g_autofree gchar *name = g_strdup_printf ("/golden-changes/renumber-stopped/%u", done);

    g_test_add (name, Fixture, GUINT_TO_POINTER (done), set_up, test_renumber_stopped, tear_down);
  }
  return g_test_run ();
}
