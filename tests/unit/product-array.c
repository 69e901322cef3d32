/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* One board repeated over a panel: where its ROIs lie, what is shared, and what is refused. */
#include "aoi-error.h"
#include "aoi-golden-store.h"
#include "aoi-revision.h"
#include "product-folder.h"

#define HEAD "{\"array\":{\"columns\":4,\"rows\":3,\"pitch\":[200,100],\"board\":[10,20,110,70]"
#define ROI(idx, coords) "{\"idx\":" #idx ",\"type\":\"ocr\",\"coords\":" coords "}"

static void
assert_rect (const AoiRoi *roi, gint x1, gint y1, gint x2, gint y2)
{
  const AoiRect wanted = { x1, y1, x2 - x1, y2 - y1 };

  g_test_message ("ROI %d at %d,%d %dx%d", roi->id, roi->rect.x, roi->rect.y, roi->rect.width,
      roi->rect.height);
  g_assert_true (aoi_rect_equal (&roi->rect, &wanted));
}

static void
test_places (void)
{
  g_autoptr (AoiProduct) product = product_from_json (
      HEAD "},\"rois\":[" ROI (7, "[10,20,30,25]") "," ROI (999, "[90,60,110,70]") "]}");
  const AoiProductArray *array = aoi_product_get_array (product);

  g_assert_nonnull (array);
  g_assert_cmpint (array->columns * array->rows, ==, 12);
  g_assert_cmpuint (aoi_product_get_n_rois (product), ==, 24);
  for (gint place = 1; place <= 12; place++) {
    const gint x = (place - 1) % 4 * 200, y = (place - 1) / 4 * 100;
    const AoiRoi *first = aoi_product_find_roi (product, place * 1000 + 7);
    const AoiRoi *second = aoi_product_find_roi (product, place * 1000 + 999);

    assert_rect (first, 10 + x, 20 + y, 30 + x, 25 + y);
    assert_rect (second, 90 + x, 60 + y, 110 + x, 70 + y);
    g_assert_cmpint (first->device, ==, place);
    g_assert_cmpint (first->place, ==, place);
    g_assert_cmpint (aoi_roi_get_golden_id (first), ==, 7);
    if (place > 1)
      g_assert_true (g_str_has_prefix (first->path, "rois[0] at place "));
    else
      g_assert_cmpstr (first->path, ==, "rois[0]");
  }
  g_assert_cmpint (aoi_product_find_roi (product, 7)->id, ==, 1007);
  g_assert_null (aoi_product_find_roi (product, 13007));
  g_assert_null (aoi_product_find_roi (product, 8));
}

/* What lies at the board's upper left lies at the upper right after a quarter clockwise, and so on. */
static void
test_turns (void)
{
  g_autoptr (AoiProduct) product = product_from_json (HEAD
      ",\"turn\":[0,90,180,270]},\"rois\":[{\"idx\":1,\"type\":\"ocr\",\"coords\":[15,22,35,32],"
      "\"rotation\":270}]}");

  assert_rect (aoi_product_find_roi (product, 1001), 15, 22, 35, 32);
  assert_rect (aoi_product_find_roi (product, 2001), 248, 25, 258, 45);
  assert_rect (aoi_product_find_roi (product, 3001), 485, 58, 505, 68);
  assert_rect (aoi_product_find_roi (product, 4001), 612, 95, 622, 115);
  assert_rect (aoi_product_find_roi (product, 9001), 15, 222, 35, 232);
  for (gint place = 1; place <= 12; place++) {
    const AoiRoi *roi = aoi_product_find_roi (product, place * 1000 + 1);
    gint width, height;

    g_assert_cmpuint (roi->rotation, ==, (270 + 90 * (guint) (place - 1)) % 360);
    aoi_roi_get_turned_size (roi, &width, &height);
    g_assert_cmpint (width, ==, 10);
    g_assert_cmpint (height, ==, 20);
  }
}

/* Loaded once, kept once, and changed by the number of any place. */
static void
test_goldens (void)
{
  g_autofree gchar *folder = product_folder_new ();
  const gchar *json = HEAD
      ",\"turn\":[0,90]},\"rois\":[{\"idx\":5,\"type\":\"compare\",\"coords\":[20,30,60,50]}]}";
  g_autoptr (AoiProduct) product = NULL, after = NULL;
  g_autoptr (AoiGoldenStore) store = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree gchar *promoted = NULL, *gone = NULL;
  const AoiRoi *first, *last;

  product_folder_draw (folder, "golden_rois/roi_5/a.png", 40, 20, 1);
  product_folder_draw (folder, "golden_rois/roi_5/b.png", 40, 20, 2);
  product = product_folder_load_valid (folder, json);
  first = aoi_product_find_roi (product, 1005);
  last = aoi_product_find_roi (product, 12005);
  g_assert_cmpuint (first->goldens->len, ==, 2);
  g_assert_true (first->goldens == last->goldens);

  store = aoi_golden_store_open (folder, TRUE, &error);
  g_assert_no_error (error);
  promoted = aoi_golden_store_promote (store, 12005, "b.png", NULL, &error);
  g_assert_no_error (error);
  gone = aoi_golden_store_remove (store, 5, "a.png", NULL, &error);
  g_assert_no_error (error);
  g_clear_pointer (&store, aoi_golden_store_close);
  after = product_folder_load_valid (folder, NULL);
  g_assert_cmpuint (aoi_product_find_roi (after, 7005)->goldens->len, ==, 1);
  g_assert_cmpstr (
      aoi_roi_get_golden (aoi_product_find_roi (after, 7005), 0)->name, ==, "best_golden.png");
  g_assert_cmpstr (aoi_product_get_hash (product), !=, aoi_product_get_hash (after));
  product_folder_remove (folder);
}

/* Numbers of other products are taken as they are. */
static void
test_no_array (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiProduct) product = NULL;
  g_autoptr (AoiGoldenStore) store = NULL;
  g_autofree gchar *gone = NULL;

  product_folder_draw (folder, "golden_rois/roi_5005/a.png", 20, 20, 1);
  product = product_folder_load_valid (
      folder, "{\"rois\":[{\"idx\":5005,\"type\":2,\"coords\":[0,0,20,20]}]}");
  g_assert_null (aoi_product_get_array (product));
  g_assert_null (aoi_product_find_roi (product, 5));
  g_assert_cmpuint (aoi_product_find_roi (product, 5005)->goldens->len, ==, 1);
  store = aoi_golden_store_open (folder, TRUE, NULL);
  gone = aoi_golden_store_remove (store, 5005, "a.png", NULL, NULL);
  g_assert_nonnull (gone);
  g_clear_pointer (&store, aoi_golden_store_close);
  product_folder_remove (folder);
}

static const struct {
  const gchar *json, *error;
} invalid[] = {
  { "{\"array\":3,\"rois\":[]}", "array: must be an object, is 3" },
  { "{\"array\":{\"rows\":1,\"pitch\":[1,1],\"board\":[0,0,9,9]},\"rois\":[]}",
      "array.columns: is missing" },
  { "{\"array\":{\"columns\":2,\"rows\":1,\"board\":[0,0,9,9]},\"rois\":[]}",
      "array.pitch: is missing" },
  { "{\"array\":{\"columns\":2,\"rows\":1,\"pitch\":[9,9]},\"rois\":[]}",
      "array.board: is missing" },
  { "{\"array\":{\"columns\":9,\"rows\":8,\"pitch\":[9,9],\"board\":[0,0,9,9]},\"rois\":[]}",
      "array: 9 columns of 8 rows are 72 places, at most 64 allowed" },
  { "{\"array\":{\"columns\":2,\"rows\":0,\"pitch\":[9,9],\"board\":[0,0,9,9]},\"rois\":[]}",
      "array.rows: must be an integer from 1 to 64, is 0" },
  { "{\"array\":{\"columns\":2,\"rows\":3,\"pitch\":[0,0],\"board\":[0,0,9,9]},\"rois\":[]}",
      "array.pitch: must be more than 0 from one of 2 columns to the next\n"
      "FILE: array.pitch: must be more than 0 from one of 3 rows to the next" },
  { "{\"array\":{\"columns\":2,\"rows\":1,\"pitch\":[9,9],\"board\":[9,0,9,9]},\"rois\":[]}",
      "array.board: x2 (9) must be greater than x1 (9)" },
  { HEAD ",\"turn\":[0,45]},\"rois\":[]}", "array.turn[1]: must be 0, 90, 180 or 270, is 45" },
  { HEAD ",\"turn\":[0,90,0,90,0]},\"rois\":[]}",
      "array.turn: has 5 numbers for 12 places: must have one for each, or so few that they repeat "
      "without rest" },
  { HEAD ",\"turn\":[]},\"rois\":[]}",
      "array.turn: has 0 numbers for 12 places: must have one for each, or so few that they repeat "
      "without rest" },
  { HEAD ",\"per_board\":1},\"rois\":[]}", "array.per_board: must be true, false or null, is 1" },
  { HEAD "},\"rois\":[" ROI (1000, "[10,20,30,40]") "]}",
      "rois[0].idx: must be less than 1000 in an array, is 1000" },
  { HEAD "},\"rois\":[" ROI (1, "[10,20,30,40]") "," ROI (2, "[9,20,30,40]") "]}",
      "rois[1].coords: [9,20,30,40] reach outside of the board at the first place, array.board "
      "[10,20,110,70]" },
  { HEAD "},\"rois\":[{\"idx\":1,\"type\":3,\"coords\":[10,20,30,40],\"device_id\":2}]}",
      "rois[0].device_location: must be 1 or absent in an array, where each place is a device, is 2" },
  { "{\"array\":{\"columns\":3,\"rows\":1,\"pitch\":[40000,1],\"board\":[0,0,99,99]},\"rois\":[" ROI (
        1, "[0,0,9,9]") "]}",
      "rois[0].coords: would be [80000,0,80009,9] at place 3, at most 65535 allowed" },
  { "{\"skip_marked\":1,\"rois\":[]}", "skip_marked: must be true, false or null, is 1" },
};

static void
test_invalid (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (invalid); i++) {
    g_autofree gchar *folder = product_folder_new ();
    g_autofree gchar *file = g_build_filename (folder, "rois_config_x.json", NULL);
    g_auto (GStrv) parts = g_strsplit (invalid[i].error, "FILE", -1);
    g_autofree gchar *lines = g_strjoinv (file, parts);
    g_autofree gchar *wanted = g_strdup_printf ("%s: %s", file, lines);
    g_autoptr (GError) error = NULL;

    g_assert_null (product_folder_load (folder, invalid[i].json, &error));
    g_assert_cmpstr (error->message, ==, wanted);
    product_folder_remove (folder);
  }
}

static void
test_too_many (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (GString) json = g_string_new (
      "{\"array\":{\"columns\":8,\"rows\":8,\"pitch\":[200,100],\"board\":[10,20,110,70]},\"rois\":[");
  g_autoptr (GError) error = NULL;

  for (gint idx = 1; idx <= 101; idx++)
    g_string_append_printf (
        json, "%s{\"idx\":%d,\"type\":3,\"coords\":[10,20,30,40]}", idx > 1 ? "," : "", idx);
  g_string_append (json, "]}");
  g_assert_null (product_folder_load (folder, json->str, &error));
  g_assert_nonnull (
      strstr (error->message, "array: 64 places of 101 ROIs are 6464 ROIs, at most 6400 allowed"));
  product_folder_remove (folder);
}

/* Doubtful, but not refused. */
static void
test_overlap (void)
{
  g_autoptr (AoiProduct) product = product_from_json (
      "{\"array\":{\"columns\":2,\"rows\":2,\"pitch\":[99,200],\"board\":[0,0,100,50]},\"rois\":[" ROI (
          1, "[0,0,9,9]") "]}");
  g_autoptr (GError) error = NULL;

  g_assert_false (aoi_product_check_keys (product, &error));
  g_assert_nonnull (strstr (
      error->message, "array: the boards of places 1 and 2 overlap: is the pitch too small?"));
}

/* What is wrong with the description is said once. */
static void
test_said_once (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiRevision) revision = NULL;
  g_autoptr (GError) error = NULL;

  product_folder_write (folder, "rois_config_x.json",
      HEAD "},\"rois\":[{\"idx\":1,\"type\":\"sniff\",\"coords\":[10,20,30,40]}]}", -1);
  revision = aoi_revision_load (folder, &error);
  g_assert_null (revision);
  g_assert_nonnull (strstr (error->message, "rois[0].type: no inspector of type \"sniff\""));
  g_assert_null (strchr (error->message, '\n'));
  product_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/product-array/places", test_places);
  g_test_add_func ("/product-array/turns", test_turns);
  g_test_add_func ("/product-array/goldens", test_goldens);
  g_test_add_func ("/product-array/no-array", test_no_array);
  g_test_add_func ("/product-array/invalid", test_invalid);
  g_test_add_func ("/product-array/too-many", test_too_many);
  g_test_add_func ("/product-array/overlap", test_overlap);
  g_test_add_func ("/product-array/said-once", test_said_once);
  return g_test_run ();
}
