/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a product says in vain: keys that nobody knows, and ROIs that no board can pass. */
#include "aoi-error.h"
#include "aoi-inspector.h"
#include "json/aoi-json-unknown.h"
#include "product-folder.h"

#define ROI(id, type, more) "{\"idx\":" #id ",\"type\":" type ",\"coords\":[0,0,90,90]" more "}"
#define OCR(more) "[" ROI (1, "3", more) "]"
#define UNKNOWN "is an unknown key and is ignored"

/* What is said behind the file's name; NULL: nothing. */
static const struct {
  const gchar *json;
  const gchar *says;
} cases[] = {
  { "[" ROI (1, "4", ",\"expected_color\":[1,2,3],\"min_pixel_percent\":90") "]",
      "rois[0].min_pixel_percent: " UNKNOWN "; is \"min_pixel_percentage\" meant?" },
  { OCR (",\"expected_txt\":\"A\""),
      "rois[0].expected_txt: " UNKNOWN "; is \"expected_text\" meant?" },
  { OCR (",\"expected_txet\":null"),
      "rois[0].expected_txet: " UNKNOWN "; is \"expected_text\" meant?" },
  { OCR (",\"colour_of_the_board\":1"), "rois[0].colour_of_the_board: " UNKNOWN },
  { OCR (",\"ms\":1"), "rois[0].ms: " UNKNOWN },
  { "[" ROI (1, "1", ",\"efort\":1") "," ROI (2, "2", ",\"serach\":0.1") "," ROI (
        3, "1", ",\"efort\":2") "]",
      "rois[0].efort: " UNKNOWN " (and in 1 other place)\n"
      "FILE: rois[1].serach: " UNKNOWN "; is \"search\" meant?" },
  { "[" ROI (1, "2", ",\"search\":0.1,\"limits\":{\"shift\":1},\"ignore\":[]") "]", NULL },
  { "[" ROI (1, "1", ",\"search\":0.1") "]", "rois[0].search: " UNKNOWN },
  { "[[1,4,[0,0,9,9],305,3000,0.9,null,0,1,null,null,{\"expected_colour\":[1,2,3]}]]",
      "rois[0].color_config.expected_colour: " UNKNOWN "; is \"expected_color\" meant?" },
  { "[" ROI (1, "4",
        ",\"color_ranges\":[{\"name\":\"a\",\"lower\":[0,0,0],\"upper\":[9,9,9],\"treshold\":9}]") "]",
      "rois[0].color_ranges[0].treshold: " UNKNOWN "; is \"threshold\" meant?" },
  { "{\"descripton\":\"x\",\"rois\":[" ROI (1, "1", "") "]}",
      "descripton: " UNKNOWN "; is \"description\" meant?" },
  { "{\"description\":\"x\",\"notes\":\"y\",\"rois\":[" ROI (1, "1",
        ",\"notes\":\"z\",\"roi_type_name\":\"barcode\",\"device_id\":1,\"device_location\":1,"
        "\"expected_text\":null,\"feature_method\":\"mobilenet\",\"enabled\":null") "]}",
      NULL },
  { OCR (",\"expected_text\":\"PN 68\",\"whitelist\":\"pnPN06\""),
      "rois[0].whitelist: lacks '8' of expected_text 'PN 68', so that the ROI can never pass; add it, or set "
      "text_match to \"similar\"" },
  { OCR (",\"expected_text\":\"\xc3\x84"
         "b\",\"whitelist\":\"AB\""),
      "rois[0].whitelist: lacks '\xc3\x84' of expected_text '\xc3\x84"
      "b', so that the ROI can never pass; "
      "add it, or set text_match to \"similar\"" },
  { OCR (",\"expected_text\":\"PN 68\",\"whitelist\":\"pN068\""), NULL },
  { OCR (",\"expected_text\":\"\xc3\x84"
         "b\",\"whitelist\":\"\xc3\xa4"
         "B\""),
      NULL },
  { OCR (",\"expected_text\":\"PN68\",\"whitelist\":\"0\",\"ocr_match\":\"similar\""), NULL },
  { OCR (",\"expected_text\":\"PN68\",\"whitelist\":\"0\",\"enabled\":false"), NULL },
  { OCR (",\"whitelist\":\"0\""), NULL },
  { OCR (",\"expected_text\":\"P*\",\"text_match\":\"regex\""),
      "rois[0].expected_text: 'P*' matches the empty text, so that any text passes; say what must be there, "
      "for example with + in place of *" },
  { OCR (
        ",\"expected_text\":\"P+\",\"text_match\":\"regex\",\"whitelist\":\"0\",\"confidence\":0.5"),
      NULL },
  { OCR (",\"expected_text\":\"P*\",\"text_match\":\"equals\""), NULL },
  { OCR (",\"ocr_match\":\"similar\""), NULL },
  { "[" ROI (1, "1", ",\"gs1\":true,\"symbologies\":[\"EAN-13\",\"ITF\"]") "]",
      "rois[0].gs1: none of the symbologies has codes of GS1, so that the ROI can never pass; add Aztec, Code128, "
      "DataBar, DataBarExpanded, DataMatrix or QRCode to them" },
  { "[" ROI (1, "1", ",\"gs1\":[\"01\"],\"symbologies\":[\"EAN-13\",\"QRCode\"]") "]", NULL },
  { "[" ROI (1, "2", ",\"text_match\":\"equals\"") "]", "rois[0].text_match: " UNKNOWN },
  { "[" ROI (1, "2", ",\"ocr_match\":\"exact\"") "]", NULL },
};

static void
check_case (const gchar *json, const gchar *says)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *file = g_build_filename (folder, "rois_config_x.json", NULL);
  g_autoptr (GString) message = g_string_new ("FILE: ");
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiProduct) product = product_folder_load (folder, json, &error);

  product_folder_remove (folder);
  g_assert_no_error (error);
  g_assert_cmpint (aoi_product_check_keys (product, &error), ==, says == NULL);
  if (says == NULL) {
    g_assert_no_error (error);
    return;
  }
  g_string_append (message, says);
  g_string_replace (message, "FILE", file, 0);
  g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
  g_assert_cmpstr (error->message, ==, message->str);
}

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_case (cases[i].json, cases[i].says);
}

/* Keys of the file of colours are reported with that file's name. */
static void
test_colors (void)
{
  static const gchar *const colors =
      "{\"colour_ranges\":[],\"color_ranges\":[{\"name\":\"a\",\"lower\":[0,0,0],\"uper\":[1,1,1],"
      "\"upper\":[9,9,9]}]}";
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiProduct) product = NULL;
  g_autoptr (GError) error = NULL;

  product_folder_write (folder, "colors_config_x.json", colors, -1);
  product = product_folder_load (folder, "[" ROI (1, "4", "") "]", &error);
  product_folder_remove (folder);
  g_assert_no_error (error);
  g_assert_false (aoi_product_check_keys (product, &error));
  g_assert_nonnull (strstr (error->message,
      "/colors_config_x.json: color_ranges[0].uper: " UNKNOWN "; is \"upper\" meant?\n"));
  g_assert_true (g_str_has_suffix (error->message,
      "/colors_config_x.json: colour_ranges: " UNKNOWN "; is \"color_ranges\" meant?"));
}

static void
keys_inspect (gconstpointer state, gpointer scratch, const AoiView *view, GCancellable *cancellable,
    AoiRoiResult *result)
{
  aoi_roi_result_pass (result, 1, 1);
}

/* An inspector that says which keys it has, and one of the time when none could: its keys are its own. */
static void
test_registered (void)
{
  static const gchar *const keys[] = { "min_level", NULL };
  static const AoiRoiType type = { .name = "declares", .keys = keys };
  static const AoiInspector declares = {
    .type = "declares", .inspect = keys_inspect, .roi_type = &type
  };
  static const AoiInspector old = { .type = "old", .inspect = keys_inspect };
  g_autoptr (GError) error = NULL;

  g_assert_true (aoi_inspector_register (&declares, &error));
  g_assert_true (aoi_inspector_register (&old, &error));
  g_assert_no_error (error);
  check_case ("[" ROI (1, "\"declares\"", ",\"min_level\":5") "]", NULL);
  check_case ("[" ROI (1, "\"declares\"", ",\"min_levle\":5") "]",
      "rois[0].min_levle: " UNKNOWN "; is \"min_level\" meant?");
  check_case ("[" ROI (1, "\"old\"", ",\"min_level\":5,\"expected_txt\":1") "]", NULL);
}

/* Declared keys stay where prepare() finds them. */
static void
test_extra (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiProduct) product = product_folder_load (
      folder, "[" ROI (1, "\"declares\"", ",\"min_level\":5,\"other\":1") "]", &error);
  gdouble level = 0;

  product_folder_remove (folder);
  g_assert_no_error (error);
  g_assert_true (aoi_roi_get_extra_double (
      aoi_product_get_roi (product, 0), "min_level", 0, 9, 1, &level, &error));
  g_assert_cmpfloat (level, ==, 5);
  g_assert_cmpuint (g_variant_n_children (aoi_product_get_roi (product, 0)->extra), ==, 2);
}

/* Any error of a few letters is found, and another word is none. */
static void
test_slips (void)
{
  static const gchar *const words[] = { "expected_text", "min_pixel_percentage", "threshold" };
  g_autoptr (GHashTable) known = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GRand) rand = g_rand_new_with_seed (18);

  for (guint i = 0; i < G_N_ELEMENTS (words); i++)
    g_hash_table_add (known, (gpointer) words[i]);
  for (guint round = 0; round < 3000; round++) {
    const gchar *word = words[round % G_N_ELEMENTS (words)];
    g_autoptr (GString) slip = g_string_new (word);
    const gint at = g_rand_int_range (rand, 0, (gint) slip->len - 1);
    const gchar letter = slip->str[at];

    switch (g_rand_int_range (rand, 0, 4)) {
      case 0:
        g_string_erase (slip, at, 1);
        break;
      case 1:
        g_string_insert_c (slip, at, (gchar) g_rand_int_range (rand, 'a', 'z'));
        break;
      case 2:
        slip->str[at] = slip->str[at + 1];
        slip->str[at + 1] = letter;
        break;
      default:
        slip->str[at] = (gchar) g_rand_int_range (rand, 'A', 'Z');
        break;
    }
    g_assert_cmpstr (aoi_json_unknown_find_near (slip->str, known), ==, word);
  }
  g_assert_null (aoi_json_unknown_find_near ("exposition", known));
  g_assert_null (aoi_json_unknown_find_near ("", known));
}

/* Ten are reported, the rest counted, and a file full of them takes no time. */
static void
test_many (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (GString) json = g_string_new ("[{\"idx\":1,\"type\":1,\"coords\":[0,0,9,9]");
  g_autoptr (AoiProduct) product = NULL;
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 20000; i++)
    g_string_append_printf (json, ",\"unheard_of_%u\":0", i);
  g_string_append (json, "}]");
  product = product_folder_load (folder, json->str, &error);
  product_folder_remove (folder);
  g_assert_no_error (error);
  g_assert_false (aoi_product_check_keys (product, &error));
  g_assert_nonnull (strstr (error->message, "rois[0].unheard_of_9: "));
  g_assert_null (strstr (error->message, "rois[0].unheard_of_10: "));
  g_assert_true (g_str_has_suffix (error->message, "\n(and 19990 more)"));
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/product-keys/cases", test_cases);
  g_test_add_func ("/product-keys/colors", test_colors);
  g_test_add_func ("/product-keys/registered", test_registered);
  g_test_add_func ("/product-keys/extra", test_extra);
  g_test_add_func ("/product-keys/slips", test_slips);
  g_test_add_func ("/product-keys/many", test_many);
  return g_test_run ();
}
