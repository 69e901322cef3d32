/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A product is loaded again and again while its goldens change places: each load sees all of them. */
#include "aoi-error.h"
#include "aoi-golden-store.h"
#include "product-folder.h"

#define ROIS "[{\"idx\":1,\"type\":2,\"coords\":[0,0,40,30]}]"
#define SIDE_X 40
#define SIDE_Y 30
#define N_GOLDENS 6
#define N_CHANGES 400

typedef struct {
  gchar *folder;
  gint done; /* atomic */
} Shop;

static void
write_golden (const gchar *folder, guint number)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (number);
  g_autoptr (AoiRgbImage) image = aoi_rgb_image_new (SIDE_X, SIDE_Y);
  g_autofree gchar *name = g_strdup_printf ("golden_rois/roi_1/%u.png", number);
  g_autofree gchar *path = product_folder_place (folder, name);
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 3 * SIDE_X * SIDE_Y; i++)
    image->data[i] = (guint8) g_rand_int_range (rand, 0, 256);
  g_assert_true (aoi_image_file_save (image, path, &error));
}

/* Makes the last in the order of names the first, again and again. */
static gpointer
promote (gpointer data)
{
  Shop *shop = data;

  for (guint i = 0; i < N_CHANGES; i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (AoiGoldenStore) store = aoi_golden_store_open (shop->folder, TRUE, &error);
    g_autoptr (GPtrArray) goldens = NULL;
    g_autofree gchar *name = NULL;

    g_assert_no_error (error);
    goldens = aoi_golden_store_load (store, 1, &error);
    g_assert_no_error (error);
    g_assert_cmpuint (goldens->len, ==, N_GOLDENS);
    name = aoi_golden_store_promote (store, 1,
        ((const AoiGolden *) g_ptr_array_index (goldens, goldens->len - 1))->name, NULL, &error);
    g_assert_no_error (error);
  }
  g_atomic_int_set (&shop->done, TRUE);
  return NULL;
}

static void
test_promote (void)
{
  Shop shop = { product_folder_new () };
  GThread *thread;
  guint n_loads;

  product_folder_write (shop.folder, "rois_config_board.json", ROIS, -1);
  for (guint i = 0; i < N_GOLDENS; i++)
    write_golden (shop.folder, i);
  thread = g_thread_new ("promote", promote, &shop);
  for (n_loads = 0; !g_atomic_int_get (&shop.done); n_loads++) {
    g_autoptr (AoiProduct) product = product_folder_load_valid (shop.folder, NULL);

    g_assert_cmpuint (aoi_product_get_roi (product, 0)->goldens->len, ==, N_GOLDENS);
  }
  g_thread_join (thread);
  g_test_message ("%u changes, %u loads", N_CHANGES, n_loads);
  g_assert_cmpuint (n_loads, >, 0);
  product_folder_remove (shop.folder);
  g_free (shop.folder);
}

/* Somebody who has the goldens open for writing, but changes nothing, keeps nobody from loading, and nobody makes a
 * lock file by loading. */
static void
test_open_store (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *lock = g_build_filename (folder, "golden_rois", ".lock", NULL);
  g_autoptr (AoiProduct) before = NULL, after = NULL;
  g_autoptr (AoiGoldenStore) store = NULL;

  product_folder_write (folder, "rois_config_board.json", ROIS, -1);
  write_golden (folder, 0);
  before = product_folder_load_valid (folder, NULL);
  g_assert_false (g_file_test (lock, G_FILE_TEST_EXISTS));
  store = aoi_golden_store_open (folder, TRUE, NULL);
  g_assert_nonnull (store);
  after = product_folder_load_valid (folder, NULL);
  g_assert_cmpstr (aoi_product_get_hash (before), ==, aoi_product_get_hash (after));
  g_clear_pointer (&store, aoi_golden_store_close);
  product_folder_remove (folder);
}

/* What was found wrong in a load that began anew is not reported twice. */
static void
test_rewind (void)
{
  g_autoptr (AoiProblems) problems = aoi_problems_new ();
  g_autoptr (GError) error = NULL;

  aoi_problems_add (problems, "file", NULL, "stays");
  for (guint i = 0; i < 2 * AOI_PROBLEMS_MAX; i++)
    aoi_problems_add (problems, "file", NULL, "goes");
  aoi_problems_rewind (problems, 1);
  g_assert_cmpuint (aoi_problems_get_count (problems), ==, 1);
  g_assert_false (aoi_problems_check (problems, &error));
  g_assert_cmpstr (error->message, ==, "file: stays");
}

int
main (int argc, char **argv)
{
  /* Changes follow one another faster where no disk is waited for. */
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/golden-reload/promote", test_promote);
  g_test_add_func ("/golden-reload/open-store", test_open_store);
  g_test_add_func ("/golden-reload/rewind", test_rewind);
  return g_test_run ();
}
