/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>

#include "aoi-error.h"
#include "product-folder.h"

#define N_BOARDS 9

static guint
count_text (const gchar *text, const gchar *part)
{
  guint count = 0;

  for (const gchar *p = strstr (text, part); p != NULL; p = strstr (p + 1, part))
    count++;
  return count;
}

static guint
count_images (const gchar *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const gchar *name;
  guint count = 0;

  while (dir != NULL && (name = g_dir_read_name (dir)) != NULL)
    count += g_str_has_suffix (name, ".jpg");
  return count;
}

static void
check_board (const gchar *folder, const gchar *name)
{
  g_autofree gchar *basename = g_strdup_printf ("rois_config_%s.json", name);
  g_autofree gchar *file = g_build_filename (folder, basename, NULL);
  g_autoptr (AoiProduct) product = product_folder_load_valid (folder, NULL);
  g_autofree gchar *text = NULL;

  g_assert_true (g_file_get_contents (file, &text, NULL, NULL));
  g_assert_cmpstr (aoi_product_get_name (product), ==, name);
  g_assert_cmpstr (aoi_product_get_file (product), ==, file);
  g_assert_cmpuint (strlen (aoi_product_get_hash (product)), ==, 64);
  g_assert_cmpuint (aoi_product_get_n_rois (product), ==, count_text (text, "\"coords\""));
  for (guint i = 0; i < aoi_product_get_n_rois (product); i++) {
    const AoiRoi *roi = aoi_product_get_roi (product, i);
    g_autofree gchar *goldens = g_strdup_printf ("%s/golden_rois/roi_%d", folder, roi->id);
    gboolean compares = g_str_equal (roi->type, AOI_TYPE_COMPARE);

    g_assert_cmpuint (roi->goldens->len, ==, compares ? count_images (goldens) : 0);
  }
}

static void
test_boards (void)
{
  const gchar *boards = g_getenv ("AOI_BOARDS");
  g_autoptr (GDir) dir = boards != NULL ? g_dir_open (boards, 0, NULL) : NULL;
  const gchar *name;
  guint count = 0;

  if (dir == NULL) {
    g_test_skip ("AOI_BOARDS names no folder with the real products");
    return;
  }
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree gchar *folder = g_build_filename (boards, name, NULL);

    if (!g_file_test (folder, G_FILE_TEST_IS_DIR))
      continue;
    check_board (folder, name);
    count++;
  }
  g_assert_cmpuint (count, ==, N_BOARDS);
}

static void
test_defaults (void)
{
  g_autoptr (AoiProduct) product = product_from_json (
      "[{\"idx\":7,\"type\":2,\"coords\":[10,20,110,90]},"
      " {\"idx\":8,\"type\":1,\"coords\":[0,0,1,1],\"ai_threshold\":null},"
      " {\"idx\":9,\"type\":4,\"coords\":[0,0,65535,65535]}]");
  const AoiRoi *roi = aoi_product_get_roi (product, 0);

  g_assert_cmpint (roi->id, ==, 7);
  g_assert_cmpstr (roi->type, ==, AOI_TYPE_COMPARE);
  g_assert_true (roi->type == g_intern_string (AOI_TYPE_COMPARE));
  g_assert_cmpint (roi->rect.x, ==, 10);
  g_assert_cmpint (roi->rect.y, ==, 20);
  g_assert_cmpint (roi->rect.width, ==, 100);
  g_assert_cmpint (roi->rect.height, ==, 70);
  g_assert_cmpint (roi->focus, ==, 305);
  g_assert_cmpint (roi->exposure, ==, 3000);
  g_assert_cmpfloat (roi->threshold, ==, 0.9);
  g_assert_cmpstr (roi->feature_method, ==, "mobilenet");
  g_assert_cmpuint (roi->rotation, ==, 0);
  g_assert_cmpint (roi->device, ==, 1);
  g_assert_null (roi->expected_text);
  g_assert_false (roi->is_device_barcode);
  g_assert_true (roi->enabled);
  g_assert_cmpint (roi->priority, ==, 0);
  g_assert_cmpuint (roi->goldens->len, ==, 0);
  g_assert_cmpuint (g_variant_n_children (roi->extra), ==, 0);
  g_assert_cmpstr (roi->path, ==, "rois[0]");
  g_assert_true (g_str_has_suffix (roi->file, "/rois_config_x.json"));
  roi = aoi_product_get_roi (product, 1);
  g_assert_cmpstr (roi->type, ==, AOI_TYPE_BARCODE);
  g_assert_true (isnan (roi->threshold));
  g_assert_null (roi->feature_method);
  roi = aoi_product_get_roi (product, 2);
  g_assert_false (roi->color.has_expected);
  g_assert_cmpfloat (roi->color.tolerance, ==, 10.0);
  g_assert_cmpfloat (roi->color.min_percentage, ==, 5.0);
  g_assert_false (roi->color.match_tolerance);
  g_assert_cmpuint (roi->color.ranges->len, ==, 0);
}

static void
test_values (void)
{
  g_autoptr (AoiProduct) product = product_from_json (
      "[{\"idx\":3.0,\"type\":3.0,\"coords\":[1,2.0,3e0,4],\"focus\":0,\"exposure\":2147483647,"
      "\"ai_threshold\":1,\"feature_method\":\"sift\",\"rotation\":270,\"device_location\":4,"
      "\"expected_text\":\" v0.1 \",\"is_device_barcode\":true,\"enabled\":false,\"priority\":-5,"
      "\"notes\":[1],\"roi_type_name\":false}]");
  const AoiRoi *roi = aoi_product_get_roi (product, 0);
  gint width, height;

  g_assert_cmpint (roi->id, ==, 3);
  g_assert_cmpstr (roi->type, ==, AOI_TYPE_OCR);
  g_assert_cmpint (roi->rect.width, ==, 2);
  g_assert_cmpint (roi->focus, ==, 0);
  g_assert_cmpint (roi->exposure, ==, G_MAXINT);
  g_assert_cmpfloat (roi->threshold, ==, 1.0);
  g_assert_cmpstr (roi->feature_method, ==, "sift");
  g_assert_cmpuint (roi->rotation, ==, 270);
  g_assert_cmpint (roi->device, ==, 4);
  g_assert_cmpstr (roi->expected_text, ==, " v0.1 ");
  g_assert_true (roi->is_device_barcode);
  g_assert_false (roi->enabled);
  g_assert_cmpint (roi->priority, ==, -5);
  g_assert_cmpuint (g_variant_n_children (roi->extra), ==, 0);
  aoi_roi_get_turned_size (roi, &width, &height);
  g_assert_cmpint (width, ==, 2);
  g_assert_cmpint (height, ==, 2);
}

/* A text of blanks would be contained in any text, also in an empty one. */
static void
test_blank_expected_text (void)
{
  g_autoptr (AoiProduct) product = product_from_json (
      "[{\"idx\":1,\"type\":3,\"coords\":[0,0,9,9],\"expected_text\":\"\"},"
      "{\"idx\":2,\"type\":3,\"coords\":[0,0,9,9],\"expected_text\":\" \\t\\u00a0\"}]");

  g_assert_null (aoi_product_get_roi (product, 0)->expected_text);
  g_assert_null (aoi_product_get_roi (product, 1)->expected_text);
}

static void
test_turned_size (void)
{
  g_autoptr (AoiRoi) roi = aoi_roi_new ();
  gint width, height;

  roi->rect = (AoiRect){ 5, 6, 30, 20 };
  for (roi->rotation = 0; roi->rotation < 360; roi->rotation += 90) {
    aoi_roi_get_turned_size (roi, &width, &height);
    g_assert_cmpint (width, ==, roi->rotation % 180 == 0 ? 30 : 20);
    g_assert_cmpint (height, ==, roi->rotation % 180 == 0 ? 20 : 30);
  }
}

static void
test_aliases (void)
{
  g_autoptr (AoiProduct) product = product_from_json (
      "[{\"index\":1,\"roi_type_name\":\"ocr\",\"coordinates\":[1,2,3,4],\"exposure_time\":9,"
      "\"threshold\":0.25,\"device_id\":2},"
      "{\"id\":2,\"type\":1,\"coords\":[1,2,3,4]},"
      "{\"id\":8,\"index\":7,\"idx\":3,\"roi_type_name\":2,\"type\":\"color\",\"threshold\":0.5,"
      "\"ai_threshold\":0.75,\"device_id\":3,\"device_location\":4,\"exposure_time\":1,"
      "\"exposure\":2,\"coordinates\":[5,5,6,6],\"coords\":[7,7,9,9]},"
      "{\"id\":4,\"idx\":null,\"type\":null,\"roi_type_name\":1,\"coords\":null,"
      "\"coordinates\":[1,1,2,2],\"device_location\":null,\"device_id\":2}]");
  const AoiRoi *roi = aoi_product_get_roi (product, 0);

  g_assert_cmpint (roi->id, ==, 1);
  g_assert_cmpstr (roi->type, ==, AOI_TYPE_OCR);
  g_assert_cmpint (roi->rect.x, ==, 1);
  g_assert_cmpint (roi->exposure, ==, 9);
  g_assert_cmpfloat (roi->threshold, ==, 0.25);
  g_assert_cmpint (roi->device, ==, 2);
  g_assert_cmpint (aoi_product_get_roi (product, 1)->id, ==, 2);
  roi = aoi_product_get_roi (product, 2);
  g_assert_cmpint (roi->id, ==, 3);
  g_assert_cmpstr (roi->type, ==, AOI_TYPE_COLOR);
  g_assert_cmpint (roi->rect.x, ==, 7);
  g_assert_cmpint (roi->exposure, ==, 2);
  g_assert_cmpfloat (roi->threshold, ==, 0.75);
  g_assert_cmpint (roi->device, ==, 4);
  roi = aoi_product_get_roi (product, 3);
  g_assert_cmpint (roi->id, ==, 4);
  g_assert_cmpstr (roi->type, ==, AOI_TYPE_BARCODE);
  g_assert_cmpint (roi->rect.width, ==, 1);
  g_assert_cmpint (roi->device, ==, 2);
}

static void
test_types (void)
{
  static const gchar *const types[][2] = {
    { "1", AOI_TYPE_BARCODE },
    { "2", AOI_TYPE_COMPARE },
    { "3", AOI_TYPE_OCR },
    { "4", AOI_TYPE_COLOR },
    { "5", AOI_TYPE_FIDUCIAL },
    { "\"barcode\"", AOI_TYPE_BARCODE },
    { "\"compare\"", AOI_TYPE_COMPARE },
    { "\"ocr\"", AOI_TYPE_OCR },
    { "\"color\"", AOI_TYPE_COLOR },
    { "\"fiducial\"", AOI_TYPE_FIDUCIAL },
    { "\"acme-solder\"", "acme-solder" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (types); i++) {
    g_autofree gchar *json = g_strdup_printf (
        "[{\"idx\":1,\"type\":%s,\"coords\":[0,0,9,9]}]", types[i][0]);
    g_autoptr (AoiProduct) product = product_from_json (json);

    g_assert_true (aoi_product_get_roi (product, 0)->type == g_intern_string (types[i][1]));
  }
}

#define FIELDS_4 "9,2,[1,2,3,4],250"
#define FIELDS_6 FIELDS_4 ",800,0.5"

typedef struct {
  const gchar *fields;
  gint focus, exposure;
  gdouble threshold;
  const gchar *method;
  guint rotation;
  gint device;
  const gchar *text;
  gboolean names_device;
} ArrayForm;

static const ArrayForm array_forms[] = {
  { "9,2,[1,2,3,4]", 305, 3000, 0.9, "mobilenet", 0, 1, NULL, FALSE },
  { FIELDS_4, 250, 3000, 0.9, "mobilenet", 0, 1, NULL, FALSE },
  { FIELDS_4 ",0.5", 250, 3000, 0.5, "mobilenet", 0, 1, NULL, FALSE },
  { FIELDS_6, 250, 800, 0.5, "mobilenet", 0, 1, NULL, FALSE },
  { FIELDS_6 ",\"orb\"", 250, 800, 0.5, "orb", 0, 1, NULL, FALSE },
  { FIELDS_6 ",null,90", 250, 800, 0.5, "mobilenet", 90, 1, NULL, FALSE },
  { FIELDS_6 ",\"orb\",90,3", 250, 800, 0.5, "orb", 90, 3, NULL, FALSE },
  { FIELDS_6 ",\"orb\",90,3,\"A\"", 250, 800, 0.5, "orb", 90, 3, "A", FALSE },
  { FIELDS_6 ",\"orb\",90,3,null,true", 250, 800, 0.5, "orb", 90, 3, NULL, TRUE },
  { FIELDS_6 ",\"orb\",90,3,\"A\",null,{\"expected_color\":[1,2,3]}", 250, 800, 0.5, "orb", 90, 3,
      "A", FALSE },
};

static void
test_array_forms (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (array_forms); i++) {
    const ArrayForm *form = &array_forms[i];
    g_autofree gchar *json = g_strdup_printf (
        i % 2 == 0 ? "[[%s]]" : "{\"description\":\"D\",\"rois\":[[%s]]}", form->fields);
    g_autoptr (AoiProduct) product = product_from_json (json);
    const AoiRoi *roi = aoi_product_get_roi (product, 0);

    g_test_message ("%s", json);
    g_assert_cmpint (roi->id, ==, 9);
    g_assert_cmpstr (roi->type, ==, AOI_TYPE_COMPARE);
    g_assert_cmpint (roi->rect.x + roi->rect.width, ==, 3);
    g_assert_cmpint (roi->focus, ==, form->focus);
    g_assert_cmpint (roi->exposure, ==, form->exposure);
    g_assert_cmpfloat (roi->threshold, ==, form->threshold);
    g_assert_cmpstr (roi->feature_method, ==, form->method);
    g_assert_cmpuint (roi->rotation, ==, form->rotation);
    g_assert_cmpint (roi->device, ==, form->device);
    g_assert_cmpstr (roi->expected_text, ==, form->text);
    g_assert_cmpint (roi->is_device_barcode, ==, form->names_device);
    g_assert_cmpint (roi->color.has_expected, ==, i == G_N_ELEMENTS (array_forms) - 1);
    g_assert_cmpstr (aoi_product_get_description (product), ==, i % 2 == 0 ? NULL : "D");
  }
}

static void
test_shapes (void)
{
  static const gchar *const empty[] = { "[]", " { \"rois\" : [ ] } ", "\xef\xbb\xbf[]\r\n",
    "{\"rois\":[1],\"rois\":[]}" };

  for (guint i = 0; i < G_N_ELEMENTS (empty); i++) {
    g_autoptr (AoiProduct) product = product_from_json (empty[i]);

    g_assert_cmpuint (aoi_product_get_n_rois (product), ==, 0);
    g_assert_cmpstr (aoi_product_get_name (product), ==, "x");
  }
}

static void
test_paths (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *file = g_build_filename (folder, "my product", "rois.json", NULL);
  g_autofree gchar *config = g_build_filename (folder, "rois_config_a b.json", NULL);
  g_autoptr (AoiProblems) problems = aoi_problems_new ();
  g_autoptr (AoiProduct) product = NULL;
  g_autoptr (AoiProduct) other = NULL;
  g_autoptr (AoiProduct) third = NULL;

  product_folder_write (folder, "my product/rois.json", "[]", -1);
  product_folder_write (folder, "rois_config_a b.json", "[]", -1);
  product_folder_write (folder, "rois_config_a b.json~", "[", -1);
  product = aoi_product_load (file, problems, NULL);
  g_assert_cmpstr (aoi_product_get_name (product), ==, "my product");
  g_assert_cmpstr (aoi_product_get_file (product), ==, file);
  other = aoi_product_load (folder, problems, NULL);
  third = aoi_product_load (config, problems, NULL);
  g_assert_cmpstr (aoi_product_get_name (other), ==, "a b");
  g_assert_cmpstr (aoi_product_get_file (other), ==, config);
  g_assert_cmpstr (aoi_product_get_file (third), ==, config);
  product_folder_remove (folder);
}

static void
check_range (const AoiRoi *roi, guint n_ranges, const gchar *name, guint8 red, gdouble threshold)
{
  const AoiColorRange *range;

  g_assert_cmpuint (roi->color.ranges->len, ==, n_ranges);
  range = g_ptr_array_index (roi->color.ranges, 0);
  g_assert_cmpstr (range->name, ==, name);
  g_assert_cmpuint (range->lower[0], ==, red);
  g_assert_cmpuint (range->upper[2], ==, 255);
  g_assert_cmpfloat (range->threshold, ==, threshold);
}

static void
test_colors (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiProduct) product = NULL;
  const AoiRoi *roi;

  product_folder_write (folder, "colors_config_x.json",
      "{\"color_ranges\":[{\"name\":\"red\",\"lower\":[200,0,0],\"upper\":[255,90,255]},"
      "{\"name\":\"red\",\"lower\":[1,1,1],\"upper\":[1,1,1],\"threshold\":2.5}]}",
      -1);
  product = product_folder_load_valid (folder,
      "[{\"idx\":1,\"type\":1,\"coords\":[0,0,9,9]},"
      "{\"idx\":2,\"type\":1,\"coords\":[0,0,9,9],\"color_ranges\":[{\"name\":\"own\","
      "\"lower\":[7,0,0],\"upper\":[7,255,255],\"threshold\":80}]},"
      "{\"idx\":3,\"type\":1,\"coords\":[0,0,9,9],\"expected_color\":\"#FF8001\","
      "\"color_tolerance\":20.5,\"min_pixel_percentage\":100,\"color_match\":\"tolerance\"},"
      "{\"idx\":4,\"type\":1,\"coords\":[0,0,9,9],\"color_ranges\":[],\"color_match\":\"named\","
      "\"color_config\":{\"expected_color\":[9,8,7]},\"expected_color\":[1,2,3]}]");
  check_range (aoi_product_get_roi (product, 0), 2, "red", 200, 50.0);
  check_range (aoi_product_get_roi (product, 1), 1, "own", 7, 80.0);
  roi = aoi_product_get_roi (product, 2);
  g_assert_cmpuint (roi->color.ranges->len, ==, 0);
  g_assert_true (roi->color.has_expected);
  g_assert_cmpmem (roi->color.expected, 3, "\xff\x80\x01", 3);
  g_assert_cmpfloat (roi->color.tolerance, ==, 20.5);
  g_assert_cmpfloat (roi->color.min_percentage, ==, 100.0);
  g_assert_true (roi->color.match_tolerance);
  roi = aoi_product_get_roi (product, 3);
  g_assert_cmpmem (roi->color.expected, 3, "\1\2\3", 3);
  g_assert_false (roi->color.match_tolerance);
  product_folder_remove (folder);
}

/* An ROI's golden is turned, and so are its areas; other types may have these keys for themselves. */
static void
test_compare_keys (void)
{
  g_autoptr (AoiProduct) product = product_from_json (
      "[{\"idx\":1,\"type\":2,\"coords\":[0,0,50,30],\"rotation\":90,"
      "\"ignore\":[[0,0,30,50],[1,2,3,44]],\"search\":0,\"limits\":{\"structure\":1.5,\"shift\":null}},"
      "{\"idx\":2,\"type\":2,\"coords\":[0,0,50,30],\"ignore\":null,\"search\":null,\"limits\":null},"
      "{\"idx\":3,\"type\":\"own\",\"coords\":[0,0,50,30],\"ignore\":\"x\",\"search\":9,\"limits\":[]}]");
  const AoiRoi *rois[] = { aoi_product_get_roi (product, 0), aoi_product_get_roi (product, 1),
    aoi_product_get_roi (product, 2) };
  const AoiCompareSpec *spec = &rois[0]->compare;
  const AoiRect *area;

  g_assert_cmpuint (spec->ignore->len, ==, 2);
  area = &g_array_index (spec->ignore, AoiRect, 1);
  g_assert_cmpint (area->x, ==, 1);
  g_assert_cmpint (area->y, ==, 2);
  g_assert_cmpint (area->width, ==, 2);
  g_assert_cmpint (area->height, ==, 42);
  g_assert_cmpfloat (spec->search, ==, 0.0);
  g_assert_cmpfloat (spec->structure, ==, 1.5);
  g_assert_cmpfloat (spec->chroma, ==, 1.0);
  g_assert_cmpfloat (spec->shift, ==, 1.0);
  g_assert_cmpuint (g_variant_n_children (rois[0]->extra), ==, 0);
  for (guint i = 1; i < G_N_ELEMENTS (rois); i++) {
    spec = &rois[i]->compare;
    g_assert_cmpuint (spec->ignore->len, ==, 0);
    g_assert_cmpfloat (spec->search, ==, 0.22);
    g_assert_cmpfloat (spec->structure, ==, 1.0);
    g_assert_cmpuint (g_variant_n_children (rois[i]->extra), ==, i == 1 ? 0 : 3);
  }
}

static gint64
time_lookups (const AoiProduct *product, gint id)
{
  const gint64 begin = g_get_monotonic_time ();

  for (guint i = 0; i < 200000; i++)
    g_assert_cmpint (aoi_product_find_roi (product, id)->id, ==, id);
  return g_get_monotonic_time () - begin;
}

/* Elements find ROIs for each verdict: the last of many takes no longer than the first, apart from the noise of a
 * busy machine. One by one it would take a thousand times as long. */
static void
test_find_roi (void)
{
  g_autoptr (GString) json = g_string_new ("[");
  g_autoptr (AoiProduct) product = NULL;

  for (gint id = 1; id <= AOI_PRODUCT_MAX_ROIS; id++)
    g_string_append_printf (
        json, "%s{\"idx\":%d,\"type\":1,\"coords\":[0,0,9,9]}", id > 1 ? "," : "", 3 * id);
  g_string_append_c (json, ']');
  product = product_from_json (json->str);
  for (gint id = 0; id <= 3 * AOI_PRODUCT_MAX_ROIS + 1; id++) {
    const AoiRoi *roi = aoi_product_find_roi (product, id);

    g_assert_true ((roi != NULL) == (id > 0 && id % 3 == 0));
    g_assert_true (roi == NULL || roi->id == id);
  }
  g_assert_cmpint (
      time_lookups (product, 3 * AOI_PRODUCT_MAX_ROIS), <, 50 * time_lookups (product, 3));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/product/boards", test_boards);
  g_test_add_func ("/product/defaults", test_defaults);
  g_test_add_func ("/product/values", test_values);
  g_test_add_func ("/product/blank-expected-text", test_blank_expected_text);
  g_test_add_func ("/product/turned-size", test_turned_size);
  g_test_add_func ("/product/aliases", test_aliases);
  g_test_add_func ("/product/types", test_types);
  g_test_add_func ("/product/array-forms", test_array_forms);
  g_test_add_func ("/product/shapes", test_shapes);
  g_test_add_func ("/product/paths", test_paths);
  g_test_add_func ("/product/colors", test_colors);
  g_test_add_func ("/product/compare-keys", test_compare_keys);
  g_test_add_func ("/product/find-roi", test_find_roi);
  return g_test_run ();
}
