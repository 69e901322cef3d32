/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* `aoi challenge` as users call it. */
#include <json-glib/json-glib.h>

#include "compare-support.h"
#include "product-folder.h"
#include "run-tool.h"

#define GOLDENS "golden_rois/roi_7/"
#define CONFIG "rois_config_x.json"
#define GOOD_ROI \
  "{\"idx\":7,\"type\":2,\"coords\":[60,50,156,130],\"feature_method\":\"golden\",\"ai_threshold\":"

/* Few pictures, which is enough where all or nothing is caught. */
#define FEW "--trials=4"

static void
run (Run *self, const gchar *folder, const gchar *const *arguments)
{
  const gchar *tool = g_getenv ("AOI_TOOL");

  g_assert_nonnull (tool);
  run_tool (self, tool, "challenge", folder, arguments);
}

#define RUN(self, folder, ...) run (self, folder, (const gchar *const[]){ __VA_ARGS__, NULL })

static void
save (const gchar *folder, const gchar *name, const AoiRgbImage *image)
{
  g_autofree gchar *path = product_folder_place (folder, name);
  g_autoptr (GError) error = NULL;

  aoi_image_file_save (image, path, &error);
  g_assert_no_error (error);
}

/* What ROI 7, turned by @rotation, sees of a board. */
static void
save_board (const gchar *folder, const gchar *name, Defect defect, guint rotation)
{
  g_autoptr (AoiRoi) roi = make_roi (0.9, "golden");
  g_autoptr (AoiRgbImage) frame = draw (&(Board){ GOOD_BOARD, .defect = defect });
  g_autoptr (AoiRgbImage) view = NULL;

  roi->rotation = rotation;
  view = crop (frame, roi);
  save (folder, name, view);
}

/* A product of ROI 7 without goldens; @more: further JSON of the list. */
static gchar *
make_product (const gchar *threshold, const gchar *more)
{
  gchar *folder = product_folder_new ();
  g_autofree gchar *json = g_strconcat ("[" GOOD_ROI, threshold, "}", more, "]", NULL);

  product_folder_write (folder, CONFIG, json, -1);
  return folder;
}

static gchar *
make_good_product (void)
{
  gchar *folder = make_product ("0.9", "");

  save_board (folder, GOLDENS "best_golden.png", WHOLE, 0);
  return folder;
}

static void
assert_code (const Run *self, gint code, const gchar *text)
{
  if (self->code != code)
    g_error ("exit code %d: %s%s", self->code, self->output, self->errors);
  if (text != NULL && strstr (self->output, text) == NULL)
    g_error ("\"%s\" is not in: %s", text, self->output);
}

static JsonObject *
parse (JsonParser *parser, const Run *result)
{
  g_autoptr (GError) error = NULL;

  json_parser_load_from_data (parser, result->output, -1, &error);
  g_assert_no_error (error);
  return json_node_get_object (json_parser_get_root (parser));
}

static JsonObject *
get_kind (JsonObject *roi, const gchar *name)
{
  JsonArray *kinds = json_object_get_array_member (roi, "kinds");

  for (guint i = 0; i < json_array_get_length (kinds); i++) {
    JsonObject *kind = json_array_get_object_element (kinds, i);

    if (g_str_equal (json_object_get_string_member (kind, "kind"), name))
      return kind;
  }
  g_error ("there is no kind %s", name);
}

static void
test_good (void)
{
  g_autofree gchar *folder = make_good_product ();
  g_auto (Run) result = { 0 };

  RUN (&result, folder, "@");
  assert_code (&result, 0, "0 weak; 0 of 100 good parts called false");
  g_assert_nonnull (strstr (result.output, "part missing   20 of 20"));
  g_assert_null (strchr (result.output, '\x1b'));
  g_assert_cmpstr (result.errors, ==, "");
  product_folder_remove (folder);
}

static void
test_json (void)
{
  g_autofree gchar *folder = make_good_product ();
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_auto (Run) result = { 0 };
  JsonObject *report, *roi, *tilt, *size;

  RUN (&result, folder, "@", "--json", FEW);
  assert_code (&result, 0, NULL);
  report = parse (parser, &result);
  g_assert_true (json_object_get_boolean_member (report, "passed"));
  g_assert_cmpint (json_object_get_int_member (report, "trials"), ==, 4);
  roi = json_array_get_object_element (json_object_get_array_member (report, "rois"), 0);
  g_assert_cmpint (json_object_get_int_member (roi, "idx"), ==, 7);
  g_assert_cmpint (json_object_get_int_member (roi, "good"), ==, 20);
  g_assert_cmpint (json_object_get_int_member (roi, "called_false"), ==, 0);
  g_assert_cmpfloat (json_object_get_double_member (roi, "threshold_1_percent"), >, 0.9);
  g_assert_cmpfloat (json_object_get_double_member (get_kind (roi, "missing"), "escapes"), ==, 0.0);
  g_assert_true (json_object_get_null_member (get_kind (roi, "wrong"), "escapes"));
  tilt = get_kind (roi, "tilt");
  g_assert_cmpstr (json_object_get_string_member (tilt, "unit"), ==, "degrees");
  size = json_array_get_object_element (json_object_get_array_member (tilt, "sizes"), 5);
  g_assert_cmpfloat (json_object_get_double_member (size, "size"), ==, 12.0);
  g_assert_cmpint (json_object_get_int_member (size, "drawn"), ==, 2);
  g_assert_cmpint (json_object_get_int_member (size, "caught"), ==, 2);
  product_folder_remove (folder);
}

/* The pictures depend on the seed alone. */
static void
test_same (void)
{
  g_autofree gchar *folder = make_good_product ();
  g_auto (Run) one = { 0 };
  g_auto (Run) three = { 0 };
  g_auto (Run) other = { 0 };

  RUN (&one, folder, "@", "--json", FEW, "--jobs=1", "--seed=5");
  RUN (&three, folder, "@", "--json", FEW, "--jobs=3", "--seed=5");
  RUN (&other, folder, "@", "--json", FEW, "--jobs=3", "--seed=6");
  assert_code (&one, 0, NULL);
  g_assert_cmpstr (one.output, ==, three.output);
  g_assert_cmpstr (one.output, !=, other.output);
  product_folder_remove (folder);
}

/* A golden without the part, alone or beside a good one. */
static void
test_bare (void)
{
  g_autofree gchar *folder = make_product ("0.9", "");
  g_auto (Run) result = { 0 };

  save_board (folder, GOLDENS "bare.png", MISSING, 0);
  RUN (&result, folder, "@", FEW);
  assert_code (&result, 1, "golden bare.png shows bare board");
  assert_code (&result, 1, "a missing part passes (4 of 4)");
  save_board (folder, GOLDENS "best_golden.png", WHOLE, 0);
  RUN (&result, folder, "@", FEW);
  assert_code (&result, 1, "golden bare.png shows bare board");
  assert_code (&result, 1, "a missing part passes (2 of 4)");
  product_folder_remove (folder);
}

static void
test_nothing_passes (void)
{
  g_autofree gchar *folder = make_product ("0.9", "");
  g_autoptr (AoiRgbImage) flat = uniform (ROI_WIDTH, ROI_HEIGHT, 90);
  g_auto (Run) result = { 0 };

  RUN (&result, folder, "@", FEW);
  assert_code (&result, 1, "no good part passes: no golden image");
  save (folder, GOLDENS "flat.png", flat);
  RUN (&result, folder, "@", FEW);
  assert_code (&result, 1, "no good part passes: no golden tells the part from an empty view");
  assert_code (&result, 1, "golden flat.png shows bare board");
  RUN (&result, folder, "@", FEW, "--json");
  assert_code (&result, 1, "\"passed\":false");
  product_folder_remove (folder);
}

/* The report on ROI 7 at a threshold. */
static JsonObject *
challenge_at (JsonParser *parser, gdouble threshold, const gchar *method)
{
  gchar number[G_ASCII_DTOSTR_BUF_SIZE];
  g_autofree gchar *json = g_strdup_printf ("[{\"idx\":7,\"type\":2,\"coords\":[60,50,156,130],"
                                            "\"feature_method\":\"%s\",\"ai_threshold\":%s}]",
      method, g_ascii_dtostr (number, sizeof number, threshold));
  g_autofree gchar *folder = product_folder_new ();
  g_auto (Run) result = { 0 };
  JsonObject *report;

  product_folder_write (folder, CONFIG, json, -1);
  save_board (folder, GOLDENS "a.png", WHOLE, 0);
  RUN (&result, folder, "@", "--json");
  product_folder_remove (folder);
  report = parse (parser, &result);
  return json_array_get_object_element (json_object_get_array_member (report, "rois"), 0);
}

/* The threshold of 1 % calls no more than that, and a higher one does; on each scale. */
static void
test_threshold (void)
{
  static const gchar *const methods[] = { "golden", "mobilenet" };

  for (guint i = 0; i < G_N_ELEMENTS (methods); i++) {
    g_autoptr (JsonParser) parser = json_parser_new ();
    gdouble threshold = json_object_get_double_member (
        challenge_at (parser, 0.9, methods[i]), "threshold_1_percent");

    g_assert_cmpint (
        json_object_get_int_member (challenge_at (parser, threshold, methods[i]), "called_false"),
        <=, 1);
    if (threshold < 0.99)
      g_assert_cmpint (json_object_get_int_member (
                           challenge_at (parser, threshold + 0.01, methods[i]), "called_false"),
          >, 1);
  }
}

static void
test_false_calls (void)
{
  g_autofree gchar *folder = make_product ("1.0", "");
  g_auto (Run) result = { 0 };

  save_board (folder, GOLDENS "a.png", WHOLE, 0);
  RUN (&result, folder, "@", FEW);
  assert_code (&result, 1, "no good part passes: ");
  product_folder_remove (folder);
}

/* Turned ROIs, and one in the frame's corner, see the same defects. */
static void
test_turned (void)
{
  for (guint rotation = 0; rotation < 360; rotation += 90) {
    g_autofree gchar *folder = product_folder_new ();
    g_autofree gchar *json = g_strdup_printf (
        "[{\"idx\":7,\"type\":2,\"coords\":[0,0,96,80],\"rotation\":%u}]", rotation);
    g_auto (Run) result = { 0 };

    product_folder_write (folder, CONFIG, json, -1);
    save_board (folder, GOLDENS "a.png", WHOLE, rotation);
    RUN (&result, folder, "@", FEW);
    assert_code (&result, 0, "0 of 20 good parts called false");
    g_assert_nonnull (strstr (result.output, "part missing   4 of 4"));
    product_folder_remove (folder);
  }
}

static void
test_other_types (void)
{
  g_autofree gchar *folder = make_product ("0.9",
      ",{\"idx\":8,\"type\":4,\"coords\":[0,0,9,9],\"expected_color\":\"#ff0000\"}"
      ",{\"idx\":9,\"type\":2,\"coords\":[0,0,4,4]}"
      ",{\"idx\":10,\"type\":2,\"coords\":[0,0,4,4],\"enabled\":false}");
  g_autoptr (AoiRgbImage) tiny = uniform (4, 4, 30);
  g_auto (Run) result = { 0 };

  save_board (folder, GOLDENS "a.png", WHOLE, 0);
  save (folder, "golden_rois/roi_9/a.png", tiny);
  RUN (&result, folder, "@", FEW);
  assert_code (&result, 1, "ROI 8: color: not challenged");
  assert_code (&result, 1, "ROI 10: compare, disabled: not challenged");
  assert_code (&result, 1, "no good part passes: ROI of 4x4 pixels is too small");
  RUN (&result, folder, "@", FEW, "--roi=7");
  assert_code (&result, 0, "1 ROI challenged");
  product_folder_remove (folder);
}

/* What is said of a product, without its first line, which names the revision. */
static gchar *
challenge_type (const gchar *type)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autofree gchar *json = g_strdup_printf ("[{\"idx\":7,\"type\":\"%s\",\"coords\":[0,0,96,80],"
                                            "\"feature_method\":\"golden\",\"ai_threshold\":0.9}]",
      type);
  g_auto (Run) result = { 0 };

  product_folder_write (folder, CONFIG, json, -1);
  save_board (folder, GOLDENS "a.png", WHOLE, 0);
  RUN (&result, folder, "@", FEW);
  assert_code (&result, 0, "1 ROI challenged");
  product_folder_remove (folder);
  return g_strdup (strchr (result.output, '\n'));
}

/* An inspector of a module is challenged as the built-in one is: tests/twin. */
static void
test_own_type (void)
{
  g_autofree gchar *built_in = challenge_type ("compare");
  g_autofree gchar *own = challenge_type ("twin");

  g_assert_nonnull (built_in);
  g_assert_cmpstr (own, ==, built_in);
}

/* A part of another ROI is a wrong one if it looks different. */
static void
test_wrong (void)
{
  g_autofree gchar *folder = make_product ("0.9", ",{\"idx\":8,\"type\":2,\"coords\":[0,0,60,60]}");
  g_auto (Run) result = { 0 };

  save_board (folder, GOLDENS "a.png", WHOLE, 0);
  product_folder_draw (folder, "golden_rois/roi_8/a.png", 60, 60, 1);
  RUN (&result, folder, "@", FEW, "--roi=7");
  assert_code (&result, 0, "wrong part     4 of 4");
  product_folder_remove (folder);
}

/* A name that would be markup, or steer a terminal. */
static void
test_html (void)
{
  g_autofree gchar *folder = make_product ("0.9", "");
  g_autofree gchar *page = g_build_filename (folder, "page.html", NULL);
  g_autofree gchar *html = NULL;
  g_auto (Run) result = { 0 };

  save_board (folder, GOLDENS "<script>alert('\"&\x1b[31m')<script>.png", MISSING, 0);
  RUN (&result, folder, "@", FEW, "--html", "@/page.html");
  assert_code (&result, 1, "shows bare board");
  g_assert_null (strchr (result.output, '\x1b'));
  g_assert_true (g_file_get_contents (page, &html, NULL, NULL));
  g_assert_null (strstr (html, "<script"));
  g_assert_nonnull (strstr (html, "&lt;script&gt;alert("));
  g_assert_nonnull (strstr (html, "src=\"data:image/png;base64,"));
  g_assert_nonnull (strstr (html, "<b>part missing</b><br>passes"));
  g_assert_true (g_utf8_validate (html, -1, NULL));
  product_folder_remove (folder);
}

static void
test_refused (void)
{
  static const struct {
    const gchar *arguments[5];
    const gchar *message;
  } bad[] = {
    { { NULL }, "takes one PRODUCT" },
    { { "@", "@" }, "takes one PRODUCT" },
    { { "@/none" }, "/none: No such file" },
    { { "@", "--roi=9" }, "the product has no ROI 9" },
    { { "@", "--roi=8" }, "ROI 8 is color: only enabled ROIs that are compared with goldens" },
    { { "@", "--roi=-1" }, "--roi: -1 is not between 0 and" },
    { { "@", "--trials=0" }, "--trials: 0 is not between 1 and" },
    { { "@", "--jobs=-2" }, "--jobs: -2 is not between 0 and" },
    { { "@", "--seed=4294967296" }, "--seed: 4294967296 is not between 0 and" },
    { { "@", "--seed=x" }, "x" },
    { { "@", "--frobnicate" }, "--frobnicate" },
    { { "@", FEW, "--html", "@/none/page.html" }, "page.html" },
  };
  g_autofree gchar *folder = make_product (
      "0.9", ",{\"idx\":8,\"type\":4,\"coords\":[0,0,9,9],\"expected_color\":\"#ff0000\"}");
  g_auto (Run) result = { 0 };

  save_board (folder, GOLDENS "a.png", WHOLE, 0);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    run (&result, folder, bad[i].arguments);
    assert_bad (&result, bad[i].message);
  }
  product_folder_write (folder, CONFIG, "[{\"idx\":1,\"type\":2}]", -1);
  RUN (&result, folder, "@");
  assert_bad (&result, "rois[0].coords");
  product_folder_write (folder, CONFIG, "[]", -1);
  RUN (&result, folder, "@");
  assert_bad (&result, "there is nothing to challenge");
  product_folder_remove (folder);
}

static void
test_help (void)
{
  g_auto (Run) result = { 0 };

  RUN (&result, NULL, "--help");
  assert_code (&result, 0, "Exits 0 if no ROI is weak");
}

#define MARK(id, coords, more) \
  ",{\"idx\":" #id ",\"type\":5,\"coords\":[" coords "],\"shape\":\"circle\",\"size\":24" more "}"

/* Boards are found wherever they are drawn, and their parts pass there. */
static void
test_moved (void)
{
  g_autofree gchar *folder = make_product ("0.9",
      MARK (8, "280,60,310,90", "") MARK (9, "100,320,130,350", "")
          MARK (10, "300,300,330,330", ""));
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_auto (Run) text = { 0 }, json = { 0 };
  JsonObject *moved;

  save_board (folder, GOLDENS "best_golden.png", WHOLE, 0);
  RUN (&text, folder, "@", FEW);
  assert_code (&text, 0, "4 of 4 moved boards found, at most 0.");
  g_assert_nonnull (strstr (text.output, "4 of 4 good parts pass there"));
  RUN (&json, folder, "@", FEW, "--json");
  moved = json_object_get_object_member (parse (parser, &json), "moved");
  g_assert_cmpint (json_object_get_int_member (moved, "boards"), ==, 4);
  g_assert_cmpint (json_object_get_int_member (moved, "found"), ==, 4);
  g_assert_cmpint (json_object_get_int_member (moved, "held"), ==, 4);
  g_assert_cmpfloat (json_object_get_double_member (moved, "off"), <, 0.3);
  g_assert_cmpfloat (json_object_get_double_member (moved, "turned"), <, 0.05);
  product_folder_remove (folder);
}

/* Each fiducial is in the range of the other. */
static void
test_moved_lost (void)
{
  g_autofree gchar *folder = make_product ("0.9",
      MARK (8, "280,60,310,90", ",\"search\":128") MARK (9, "350,60,380,90", ",\"search\":128"));
  g_auto (Run) result = { 0 };

  save_board (folder, GOLDENS "best_golden.png", WHOLE, 0);
  RUN (&result, folder, "@", FEW);
  assert_code (&result, 1, "of 4 moved boards found");
  g_assert_null (strstr (result.output, "4 of 4 moved boards found"));
  product_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/challenge/good", test_good);
  g_test_add_func ("/challenge/json", test_json);
  g_test_add_func ("/challenge/same", test_same);
  g_test_add_func ("/challenge/bare", test_bare);
  g_test_add_func ("/challenge/nothing-passes", test_nothing_passes);
  g_test_add_func ("/challenge/threshold", test_threshold);
  g_test_add_func ("/challenge/false-calls", test_false_calls);
  g_test_add_func ("/challenge/turned", test_turned);
  g_test_add_func ("/challenge/other-types", test_other_types);
  g_test_add_func ("/challenge/own-type", test_own_type);
  g_test_add_func ("/challenge/moved", test_moved);
  g_test_add_func ("/challenge/moved/lost", test_moved_lost);
  g_test_add_func ("/challenge/wrong", test_wrong);
  g_test_add_func ("/challenge/html", test_html);
  g_test_add_func ("/challenge/refused", test_refused);
  g_test_add_func ("/challenge/help", test_help);
  return g_test_run ();
}
