/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <sys/stat.h>

#include "aoi-error.h"
#include "product-folder.h"

/* An ROI with all that is required, and further keys. */
#define ROI(id, more) "{\"idx\":" #id ",\"type\":2,\"coords\":[0,0,9,9]" more "}"
#define COMPARE(more) "[" ROI (1, ",\"rotation\":90," more) "]"
#define OCR(more) "[{\"idx\":1,\"type\":3,\"coords\":[0,0,9,9]" more "}]"
#define COLOR(more) "[{\"idx\":1,\"type\":4,\"coords\":[0,0,9,9]," more "}]"
#define RANGE(more) COLOR ("\"color_ranges\":[{\"name\":\"a\"," more "}]")

/* What is wrong, and all that is said about it behind the file's name. */
typedef struct {
  const gchar *json;
  const gchar *message;
} Invalid;

static const Invalid values[] = {
  { "[5]", "rois[0]: must be an object or an array, is 5" },
  { "[null]", "rois[0]: must be an object or an array, is null" },
  { "[[1,2]]", "rois[0]: must have 3 to 12 fields, has 2" },
  { "[[1,2,[0,0,1,1],1,1,0.5,null,0,1,null,null,null,0]]",
      "rois[0]: must have 3 to 12 fields, has 13" },
  { "[{\"type\":2,\"coords\":[0,0,9,9]}]", "rois[0].idx: is missing" },
  { "[{\"idx\":1,\"coords\":[0,0,9,9]}]", "rois[0].type: is missing" },
  { "{\"rois\":[" ROI (1, "") ",{\"idx\":2,\"type\":2}]}", "rois[1].coords: is missing" },
  { "[{\"idx\":0,\"type\":2,\"coords\":[0,0,9,9]}]",
      "rois[0].idx: must be an integer from 1 to 2147483647, is 0" },
  { "[{\"index\":-1,\"type\":2,\"coords\":[0,0,9,9]}]",
      "rois[0].index: must be an integer from 1 to 2147483647, is -1" },
  { "[{\"id\":\"1\",\"type\":2,\"coords\":[0,0,9,9]}]",
      "rois[0].id: must be an integer from 1 to 2147483647, is \"1\"" },
  { "[{\"idx\":2147483648,\"type\":2,\"coords\":[0,0,9,9]}]",
      "rois[0].idx: must be an integer from 1 to 2147483647, is 2147483648" },
  { "[{\"idx\":1,\"type\":7,\"coords\":[0,0,9,9]}]",
      "rois[0].type: must be 1 (barcode), 2 (compare), 3 (ocr), 4 (color), 5 (fiducial), 6 (bad_mark) or a name of at most 64 "
      "bytes, is 7" },
  { "[{\"idx\":1,\"roi_type_name\":\"\",\"coords\":[0,0,9,9]}]",
      "rois[0].roi_type_name: must be 1 (barcode), 2 (compare), 3 (ocr), 4 (color), 5 (fiducial), 6 (bad_mark) or a name of at "
      "most 64 bytes, is \"\"" },
  { "[{\"idx\":1,\"type\":1.5,\"coords\":[0,0,9,9]}]",
      "rois[0].type: must be 1 (barcode), 2 (compare), 3 (ocr), 4 (color), 5 (fiducial), 6 (bad_mark) or a name of at most 64 "
      "bytes, is 1.5" },
  { "[{\"idx\":1,\"type\":[2],\"coords\":[0,0,9,9]}]",
      "rois[0].type: must be 1 (barcode), 2 (compare), 3 (ocr), 4 (color), 5 (fiducial), 6 (bad_mark) or a name of at most 64 "
      "bytes, is [2]" },
  { "[[1,2,[120,0,100,9]]]", "rois[0].coords: x2 (100) must be greater than x1 (120)" },
  { "[[1,2,[0,9,9,9]]]", "rois[0].coords: y2 (9) must be greater than y1 (9)" },
  { "[[1,2,[9,9,0,0]]]",
      "rois[0].coords: x2 (0) must be greater than x1 (9)\n"
      "FILE: rois[0].coords: y2 (0) must be greater than y1 (9)" },
  { "[[1,2,[0,0,9]]]", "rois[0].coords: must be an array of 4 integers, is [0,0,9]" },
  { "[[1,2,\"0,0,9,9\"]]", "rois[0].coords: must be an array of 4 integers, is \"0,0,9,9\"" },
  { "[[1,2,{\"x1\":0}]]", "rois[0].coords: must be an array of 4 integers, is {\"x1\":0}" },
  { "[[1,2,[0,0,9.5,9]]]", "rois[0].coords[2]: must be an integer from 0 to 65535, is 9.5" },
  { "[[1,2,[-5,0,9,9]]]", "rois[0].coords[0]: must be an integer from 0 to 65535, is -5" },
  { "[{\"idx\":1,\"type\":2,\"coordinates\":[0,0,9,65536]}]",
      "rois[0].coordinates[3]: must be an integer from 0 to 65535, is 65536" },
  { "[[1,2,[0,\"0\",9,null]]]",
      "rois[0].coords[1]: must be an integer from 0 to 65535, is \"0\"\n"
      "FILE: rois[0].coords[3]: must be an integer from 0 to 65535, is null" },
  { "[" ROI (1, ",\"focus\":-1") "]",
      "rois[0].focus: must be an integer from 0 to 2147483647, is -1" },
  { "[" ROI (1, ",\"focus\":3.5") "]",
      "rois[0].focus: must be an integer from 0 to 2147483647, is 3.5" },
  { "[" ROI (1, ",\"exposure\":\"700\"") "]",
      "rois[0].exposure: must be an integer from 0 to 2147483647, is \"700\"" },
  { "[" ROI (1, ",\"exposure_time\":1e300") "]",
      "rois[0].exposure_time: must be an integer from 0 to 2147483647, is 1e+300" },
  { "[" ROI (1, ",\"ai_threshold\":1.1") "]",
      "rois[0].ai_threshold: must be a number from 0 to 1, is 1.1" },
  { "[" ROI (1, ",\"threshold\":-0.5") "]",
      "rois[0].threshold: must be a number from 0 to 1, is -0.5" },
  { "[" ROI (1, ",\"ai_threshold\":true") "]",
      "rois[0].ai_threshold: must be a number from 0 to 1, is true" },
  { "[[1,1,[0,0,9,9],305,90]]", "rois[0].ai_threshold: must be a number from 0 to 1, is 90" },
  { "[" ROI (1, ",\"feature_method\":\"resnet\"") "]",
      "rois[0].feature_method: must be \"mobilenet\", \"sift\", \"orb\", \"opencv\" or \"golden\", is "
      "\"resnet\"" },
  { "[" ROI (1, ",\"feature_method\":3") "]", "rois[0].feature_method: must be a string, is 3" },
  { "[" ROI (1, ",\"rotation\":45") "]", "rois[0].rotation: must be 0, 90, 180 or 270, is 45" },
  { "[" ROI (1, ",\"rotation\":360") "]", "rois[0].rotation: must be 0, 90, 180 or 270, is 360" },
  { "[" ROI (1, ",\"rotation\":\"90\"") "]",
      "rois[0].rotation: must be 0, 90, 180 or 270, is \"90\"" },
  { "[" ROI (1, ",\"device_location\":0") "]",
      "rois[0].device_location: must be an integer from 1 to 64, is 0" },
  { "[" ROI (1, ",\"device_id\":65") "]",
      "rois[0].device_id: must be an integer from 1 to 64, is 65" },
  { "[" ROI (1, ",\"expected_text\":12") "]", "rois[0].expected_text: must be a string, is 12" },
  { "[" ROI (1, ",\"whitelist\":\"\"") "]",
      "rois[0].whitelist: must be a string of the characters that may be read, at least one that is "
      "not a space, is \"\"" },
  { "[" ROI (1, ",\"whitelist\":\" \"") "]",
      "rois[0].whitelist: must be a string of the characters that may be read, at least one that is "
      "not a space, is \" \"" },
  { "[" ROI (1, ",\"whitelist\":9") "]",
      "rois[0].whitelist: must be a string of the characters that may be read, at least one that is "
      "not a space, is 9" },
  { "[" ROI (1, ",\"language\":\"\"") "]",
      "rois[0].language: must be a name of a language as Tesseract has it, or several with + "
      "between, is \"\"" },
  { "[" ROI (1, ",\"language\":\"eng+\"") "]",
      "rois[0].language: must be a name of a language as Tesseract has it, or several with + "
      "between, is \"eng+\"" },
  { "[" ROI (1, ",\"language\":\"../eng\"") "]",
      "rois[0].language: must be a name of a language as Tesseract has it, or several with + "
      "between, is \"../eng\"" },
  { "[" ROI (1, ",\"ocr_match\":\"fuzzy\"") "]",
      "rois[0].ocr_match: must be \"contains\", \"equals\", \"word\", \"regex\" or \"similar\", is \"fuzzy\"" },
  { "[" ROI (1, ",\"ocr_match\":true") "]",
      "rois[0].ocr_match: must be \"contains\", \"equals\", \"word\", \"regex\" or \"similar\", is true" },
  { OCR (",\"text_match\":\"like\""),
      "rois[0].text_match: must be \"contains\", \"equals\", \"word\", \"regex\" or \"similar\", is \"like\"" },
  { OCR (",\"text_match\":\"regex\""),
      "rois[0].text_match: is \"regex\", but there is no expected_text with the expression" },
  { OCR (",\"text_match\":\"equals\""),
      "rois[0].text_match: has no expected_text to compare with; add it, or remove text_match" },
  { OCR (",\"text_match\":\"word\",\"expected_text\":\" \""),
      "rois[0].text_match: has no expected_text to compare with; add it, or remove text_match" },
  { OCR (",\"confidence\":70"), "rois[0].confidence: must be a number from 0 to 1, is 70" },
  { "[" ROI (1, ",\"is_device_barcode\":1") "]",
      "rois[0].is_device_barcode: must be true, false or null, is 1" },
  { "[" ROI (1, ",\"enabled\":\"false\"") "]",
      "rois[0].enabled: must be true, false or null, is \"false\"" },
  { "[" ROI (1, ",\"priority\":0.5") "]",
      "rois[0].priority: must be an integer from -2147483648 to 2147483647, is 0.5" },
  { "[{\"idx\":1,\"type\":2,\"coords\":[0,0,30,20],\"rotation\":90,\"ignore\":[[0,0,20,30],[0,0,21,9]]}]",
      "rois[0].ignore[1]: x2 (21) must be at most 20, the turned ROI's width" },
  { "[{\"idx\":1,\"type\":2,\"coords\":[0,0,30,20],\"rotation\":270,\"ignore\":[[0,0,20,31]]}]",
      "rois[0].ignore[0]: y2 (31) must be at most 30, the turned ROI's height" },
  { COMPARE ("\"ignore\":[1,2,3,4]"),
      "rois[0].ignore[0]: must be an array of 4 integers, is 1\n"
      "FILE: rois[0].ignore[1]: must be an array of 4 integers, is 2\n"
      "FILE: rois[0].ignore[2]: must be an array of 4 integers, is 3\n"
      "FILE: rois[0].ignore[3]: must be an array of 4 integers, is 4" },
  { COMPARE ("\"ignore\":{}"), "rois[0].ignore: must be an array, is {}" },
  { COMPARE ("\"ignore\":[[0,0,5]]"),
      "rois[0].ignore[0]: must be an array of 4 integers, is [0,0,5]" },
  { COMPARE ("\"ignore\":[[-1,0,5,5]]"),
      "rois[0].ignore[0][0]: must be an integer from 0 to 65535, is -1" },
  { COMPARE ("\"ignore\":[[0,0,5.5,5]]"),
      "rois[0].ignore[0][2]: must be an integer from 0 to 65535, is 5.5" },
  { COMPARE ("\"ignore\":[[5,6,5,2]]"),
      "rois[0].ignore[0]: x2 (5) must be greater than x1 (5)\n"
      "FILE: rois[0].ignore[0]: y2 (2) must be greater than y1 (6)" },
  { COMPARE ("\"search\":0.51"), "rois[0].search: must be a number from 0 to 0.5, is 0.51" },
  { COMPARE ("\"search\":-0.1"), "rois[0].search: must be a number from 0 to 0.5, is -0.1" },
  { COMPARE ("\"search\":\"far\""), "rois[0].search: must be a number from 0 to 0.5, is \"far\"" },
  { COMPARE ("\"limits\":1.5"), "rois[0].limits: must be an object, is 1.5" },
  { COMPARE ("\"limits\":{\"structure\":4.5}"),
      "rois[0].limits.structure: must be a number from 0.25 to 4, is 4.5" },
  { COMPARE ("\"limits\":{\"shift\":0}"),
      "rois[0].limits.shift: must be a number from 0.25 to 4, is 0" },
  { COMPARE ("\"limits\":{\"chroma\":true}"),
      "rois[0].limits.chroma: must be a number from 0.25 to 4, is true" },
  { COMPARE ("\"limits\":{\"chroma\":1,\"colour\":2}"),
      "rois[0].limits.colour: is unknown; known are structure, brightness, chroma and shift" },
  { COLOR ("\"expected_color\":\"red\""),
      "rois[0].expected_color: must be [r,g,b] or \"#rrggbb\", is \"red\"" },
  { COLOR ("\"expected_color\":\"#12345g\""),
      "rois[0].expected_color: must be [r,g,b] or \"#rrggbb\", is \"#12345g\"" },
  { COLOR ("\"expected_color\":{\"r\":1}"),
      "rois[0].expected_color: must be [r,g,b] or \"#rrggbb\", is {\"r\":1}" },
  { COLOR ("\"expected_color\":[1,2]"),
      "rois[0].expected_color: must be an array of 3 integers, is [1,2]" },
  { COLOR ("\"expected_color\":[1,2,256]"),
      "rois[0].expected_color[2]: must be an integer from 0 to 255, is 256" },
  { COLOR ("\"color_tolerance\":256"),
      "rois[0].color_tolerance: must be a number from 0 to 255, is 256" },
  { COLOR ("\"min_pixel_percentage\":100.5"),
      "rois[0].min_pixel_percentage: must be a number from 0 to 100, is 100.5" },
  { COLOR ("\"color_match\":\"exact\""),
      "rois[0].color_match: must be \"named\" or \"tolerance\", is \"exact\"" },
  { COLOR ("\"color_ranges\":{}"), "rois[0].color_ranges: must be an array, is {}" },
  { COLOR ("\"color_ranges\":[1]"), "rois[0].color_ranges[0]: must be an object, is 1" },
  { COLOR ("\"color_ranges\":[{\"lower\":[0,0,0],\"upper\":[1,1,1]}]"),
      "rois[0].color_ranges[0].name: is missing" },
  { RANGE ("\"lower\":[0,0,0]"), "rois[0].color_ranges[0].upper: is missing" },
  { RANGE ("\"lower\":[0,0,\"x\"],\"upper\":[1,1,1]"),
      "rois[0].color_ranges[0].lower[2]: must be an integer from 0 to 255, is \"x\"" },
  { RANGE ("\"lower\":[0,200,0],\"upper\":[1,100,1]"),
      "rois[0].color_ranges[0]: lower[1] (200) must not be greater than upper[1] (100)" },
  { RANGE ("\"lower\":[0,0,0],\"upper\":[1,1,1],\"threshold\":101"),
      "rois[0].color_ranges[0].threshold: must be a number from 0 to 100, is 101" },
  { "[[1,4,[0,0,9,9],1,1,0.5,null,0,1,null,null,[1]]]",
      "rois[0].color_config: must be an object, is [1]" },
  { "[[1,4,[0,0,9,9],1,1,0.5,null,0,1,null,null,{\"color_tolerance\":-1}]]",
      "rois[0].color_config.color_tolerance: must be a number from 0 to 255, is -1" },
  { "[" ROI (4, "") "," ROI (5, "") "," ROI (4, ",\"enabled\":false") "]",
      "rois[2]: idx 4 is that of rois[0] already" },
  { "[{\"idx\":1,\"type\":1,\"coords\":[0,0,9,9],\"is_device_barcode\":true},"
    "{\"idx\":2,\"type\":1,\"coords\":[0,0,9,9],\"is_device_barcode\":true}]",
      "rois[1]: is_device_barcode of device 1 is set in rois[0] already" },
  { "[{\"idx\":1,\"type\":1,\"coords\":[0,0,9,9],\"is_device_barcode\":true},"
    "{\"idx\":1,\"type\":1,\"coords\":[0,0,9,9],\"device_id\":70,\"is_device_barcode\":true}]",
      "rois[1].device_id: must be an integer from 1 to 64, is 70\n"
      "FILE: rois[1]: idx 1 is that of rois[0] already" },
  { "{\"description\":7,\"rois\":[]}", "description: must be a string, is 7" },
};

/* What stops the load before any ROI is read. */
static const Invalid structures[] = {
  { "", "line 1, column 1: expected a value, but the file ends" },
  { "[\n  1,\n", "line 3, column 1: expected a value, but the file ends" },
  { "[1 2]", "line 1, column 4: expected ',' or ']' in an array, found '2'" },
  { "[\n {\"a\":1,}]", "line 2, column 9: expected a string in double quotes, found '}'" },
  { "{\"a\" 1}", "line 1, column 6: expected ':' after the key, found '1'" },
  { "{\"\xc3\xa9\xc3\xa9\":1;}", "line 1, column 8: expected ',' or '}' in an object, found ';'" },
  { "[] x", "line 1, column 4: expected the end of the file, found 'x'" },
  { "var a = []", "line 1, column 1: expected a value, found 'v'" },
  { "[] // end", "line 1, column 4: expected the end of the file, found '/'" },
  { "[NaN]", "line 1, column 2: expected a value, found 'N'" },
  { "[tru]", "line 1, column 2: expected a value, found 't'" },
  { "[01]", "line 1, column 3: expected ',' or ']' in an array, found '1'" },
  { "[1.]", "line 1, column 4: expected a digit, found ']'" },
  { "[-]", "line 1, column 3: expected a digit, found ']'" },
  { "[1e]", "line 1, column 4: expected a digit, found ']'" },
  { "[1e999]", "line 1, column 2: the number 1e999 is too large" },
  { "[1234567890123456789]", "line 1, column 2: the number 1234567890123456789 is too large" },
  { "[\"a\nb\"]",
      "line 1, column 4: expected the end of a string, found the control character 0x0a" },
  { "[\"a", "line 1, column 4: expected the end of a string, but the file ends" },
  { "[\"\\x\"]", "line 1, column 4: expected one of \"\\/bfnrtu after a backslash, found 'x'" },
  { "[\"\\u12g4\"]", "line 1, column 7: expected four hexadecimal digits after \\u, found 'g'" },
  { "[\"\\u0000\"]", "line 1, column 3: the character \\u0000 is not allowed" },
  { "[\"\\ud800\"]", "line 1, column 3: half a surrogate pair" },
  { "[\"\\ud800\\u0041\"]", "line 1, column 3: half a surrogate pair" },
  { "[\"\\udc00\"]", "line 1, column 3: half a surrogate pair" },
  { "[\n\"\xff\"]", "line 2, column 2: the byte 0xff is not UTF-8 text" },
  { "5", "must be an array or an object, is 5" },
  { "\"rois\"", "must be an array or an object, is \"rois\"" },
  { "null", "must be an array or an object, is null" },
  { "{}", "rois: is missing" },
  { "{\"rois\":null}", "rois: is missing" },
  { "{\"rois\":{}}", "rois: must be an array, is {}" },
};

static void
check_message (const gchar *json, const gchar *expected, AoiError code)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *file = g_build_filename (folder, "rois_config_x.json", NULL);
  g_autoptr (GString) message = g_string_new ("FILE: ");
  g_autoptr (AoiProduct) product = NULL;
  g_autoptr (GError) error = NULL;

  product = product_folder_load (folder, json, &error);
  product_folder_remove (folder);
  g_string_append (message, expected);
  g_string_replace (message, "FILE", file, 0);
  g_assert_null (product);
  g_assert_cmpstr (error->message, ==, message->str);
  g_assert_error (error, AOI_ERROR, (gint) code);
}

static void
test_values (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    check_message (values[i].json, values[i].message, AOI_ERROR_INVALID);
}

/* GLib's words for what is wrong with an expression are in the user's language. */
static void
test_regex (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiProduct) product = NULL;
  g_autoptr (GError) error = NULL;

  product = product_folder_load (
      folder, OCR (",\"text_match\":\"regex\",\"expected_text\":\"P(\""), &error);
  product_folder_remove (folder);
  g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
  g_assert_nonnull (
      strstr (error->message, "rois[0].expected_text: 'P(' is no regular expression: "));
  g_assert_null (strstr (error->message, "LIMIT"));
}

static void
test_structures (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (structures); i++)
    check_message (structures[i].json, structures[i].message,
        strstr (structures[i].message, "line ") != NULL ? AOI_ERROR_SYNTAX : AOI_ERROR_INVALID);
}

static void
test_long_value (void)
{
  g_autofree gchar *text = g_strnfill (1000, 'a');
  g_autofree gchar *json = g_strdup_printf (
      "[{\"idx\":\"\xc3\xa4%s\",\"type\":1,\"coords\":[0,0,1,1]}]", text);
  g_autofree gchar *message = g_strdup_printf (
      "rois[0].idx: must be an integer from 1 to 2147483647, is \"\xc3\xa4%.77s...", text);

  check_message (json, message, AOI_ERROR_INVALID);
}

static gchar *
repeat (const gchar *text, guint times)
{
  GString *string = g_string_new (NULL);

  for (guint i = 0; i < times; i++)
    g_string_append (string, text);
  return g_string_free (string, FALSE);
}

static void
test_limits (void)
{
  g_autofree gchar *deep = repeat ("[", 100000);
  g_autofree gchar *zeros = repeat ("0,", 200000);
  g_autofree gchar *many = repeat ("0,", 1000);
  g_autofree gchar *values_json = g_strdup_printf ("[%s0]", zeros);
  g_autofree gchar *rois_json = g_strdup_printf ("[%s0]", many);
  g_autofree gchar *large = g_strnfill (AOI_PRODUCT_MAX_FILE_BYTES + 1, ' ');
  g_autofree gchar *areas = repeat ("[0,0,9,9],", 100);
  g_autofree gchar *areas_json = g_strdup_printf (
      "[{\"idx\":1,\"type\":2,\"coords\":[0,0,9,9],\"ignore\":[%s[0,0,1,1]]}]", areas);

  check_message (deep, "line 1, column 33: nested deeper than 32 levels", AOI_ERROR_SYNTAX);
  check_message (values_json, "line 1, column 400000: more than 200000 values", AOI_ERROR_SYNTAX);
  check_message (
      areas_json, "rois[0].ignore: has 101 areas, at most 100 allowed", AOI_ERROR_INVALID);
  check_message (rois_json, "rois: has 1001 ROIs, at most 1000 allowed", AOI_ERROR_INVALID);
  check_message (large, "has 16777217 bytes, must have at most 16777216", AOI_ERROR_SYNTAX);
}

static void
test_embedded_nul (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiProduct) product = NULL;
  g_autoptr (GError) error = NULL;

  product_folder_write (folder, "rois_config_x.json", "[]\0[]", 5);
  product = product_folder_load (folder, NULL, &error);
  g_assert_error (error, AOI_ERROR, AOI_ERROR_SYNTAX);
  g_assert_true (g_str_has_suffix (
      error->message, "rois_config_x.json: line 1, column 3: the byte 0x00 is not UTF-8 text"));
  product_folder_remove (folder);
}

/* Ten problems are reported, the rest counted; good ROIs are in the product, bad ones are not. */
static void
test_together (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiProblems) problems = aoi_problems_new ();
  g_autoptr (AoiProduct) product = NULL;
  g_autoptr (GString) json = g_string_new ("[");
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < 12; i++)
    g_string_append_printf (json, "[%u,2,[0,0,0,9]],", i + 1);
  g_string_append (json, "[20,1,[0,0,9,9]]]");
  product_folder_write (folder, "rois_config_x.json", json->str, -1);
  product = aoi_product_load (folder, problems, &error);
  g_assert_no_error (error);
  g_assert_cmpuint (aoi_problems_get_count (problems), ==, 12);
  g_assert_cmpuint (aoi_product_get_n_rois (product), ==, 1);
  g_assert_cmpint (aoi_product_get_roi (product, 0)->id, ==, 20);
  g_assert_false (aoi_problems_check (problems, &error));
  g_assert_nonnull (strstr (error->message, "rois[9].coords"));
  g_assert_null (strstr (error->message, "rois[10].coords"));
  g_assert_true (g_str_has_suffix (error->message, "\n(and 2 more)"));
  product_folder_remove (folder);
}

/* The mark means something on enabled barcode ROIs only, and each device has its own. */
static void
test_device_barcodes (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiProduct) product = product_folder_load_valid (folder,
      "[{\"idx\":1,\"type\":1,\"coords\":[0,0,9,9],\"is_device_barcode\":true},"
      "{\"idx\":2,\"type\":1,\"coords\":[0,0,9,9],\"is_device_barcode\":true,\"enabled\":false},"
      "{\"idx\":3,\"type\":1,\"coords\":[0,0,9,9],\"is_device_barcode\":true,\"device_id\":2},"
      "{\"idx\":4,\"type\":2,\"coords\":[0,0,9,9],\"is_device_barcode\":true}]");

  g_assert_cmpuint (aoi_product_get_n_rois (product), ==, 4);
  product_folder_remove (folder);
}

static void
test_colors_file (void)
{
  static const Invalid files[] = {
    { "[", "line 1, column 2: expected a value, but the file ends" },
    { "[]", "must be an object, is []" },
    { "{\"color_ranges\":7}", "color_ranges: must be an array, is 7" },
    { "{\"color_ranges\":[{\"name\":5,\"lower\":[0,0,0],\"upper\":[0,0,0]}]}",
        "color_ranges[0].name: must be a string, is 5" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree gchar *folder = product_folder_new ();
    g_autofree gchar *message = g_strdup_printf (
        "%s/colors_config_x.json: %s", folder, files[i].message);
    g_autoptr (AoiProduct) product = NULL;
    g_autoptr (GError) error = NULL;

    product_folder_write (folder, "colors_config_x.json", files[i].json, -1);
    product = product_folder_load (folder, "[[1,4,[0,0,1,1]]]", &error);
    g_assert_null (product);
    g_assert_cmpstr (error->message, ==, message);
    product_folder_remove (folder);
  }
}

static void
check_path (const gchar *path, const gchar *ending)
{
  g_autoptr (AoiProblems) problems = aoi_problems_new ();
  g_autoptr (GError) error = NULL;

  g_assert_null (aoi_product_load (path, problems, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_IO);
  g_assert_true (g_str_has_prefix (error->message, path));
  g_assert_cmpstr (error->message + strlen (path), ==, ending);
}

static void
test_paths (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *absent = g_build_filename (folder, "absent.json", NULL);
  g_autofree gchar *fifo = g_build_filename (folder, "fifo", NULL);

  check_path (absent, ": No such file or directory");
  check_path (folder, ": holds no rois_config_PRODUCT.json");
  check_path ("/dev/zero", ": is not a regular file");
  g_assert_cmpint (mkfifo (fifo, 0600), ==, 0);
  check_path (fifo, ": is not a regular file");
  product_folder_write (folder, "rois_config_b.json", "[]", -1);
  product_folder_write (folder, "rois_config_a.json", "[]", -1);
  check_path (folder,
      ": holds 2 ROI files, such as rois_config_a.json and rois_config_b.json: name "
      "the one to load");
  product_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/product-invalid/values", test_values);
  g_test_add_func ("/product/invalid/regex", test_regex);
  g_test_add_func ("/product-invalid/structures", test_structures);
  g_test_add_func ("/product-invalid/long-value", test_long_value);
  g_test_add_func ("/product-invalid/limits", test_limits);
  g_test_add_func ("/product-invalid/embedded-nul", test_embedded_nul);
  g_test_add_func ("/product-invalid/together", test_together);
  g_test_add_func ("/product-invalid/device-barcodes", test_device_barcodes);
  g_test_add_func ("/product-invalid/colors-file", test_colors_file);
  g_test_add_func ("/product-invalid/paths", test_paths);
  return g_test_run ();
}
