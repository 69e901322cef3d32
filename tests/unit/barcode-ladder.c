/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>

#include "aoi-error.h"
#include "aoi-revision.h"
#include "fixtures.h"
#include "inspectors/barcode/barcode-list.h"
#include "product-folder.h"

#define MODULE 4
#define QUIET (10 * MODULE)

static FixtureCanvas *
draw_code (const gchar *symbology, const gchar *text)
{
  g_autoptr (GError) error = NULL;
  FixtureCanvas *canvas = fixture_barcode_new (symbology, text, MODULE, 60, &error);

  g_assert_no_error (error);
  return canvas;
}

/* The level of a turned picture at a point; white around it. */
static gint
see_point (const FixtureCanvas *picture, gdouble radians, gdouble dx, gdouble dy)
{
  const gdouble c = cos (radians), s = sin (radians);
  const gint x = (gint) floor (c * dx + s * dy + picture->width / 2.0);
  const gint y = (gint) floor (c * dy - s * dx + picture->height / 2.0);

  if (x < 0 || y < 0 || x >= picture->width || y >= picture->height)
    return 255;
  return picture->data[3 * (y * picture->width + x)];
}

/* Turned clockwise about its middle, on white; a pixel is the mean of 16 points. */
static FixtureCanvas *
turn (const FixtureCanvas *picture, gdouble degrees)
{
  const gint side = (gint) ceil (hypot (picture->width, picture->height));
  FixtureCanvas *canvas = fixture_canvas_new (side, side, 0xffffff);

  for (gint i = 0; i < side * side; i++) {
    gint sum = 0;

    for (gint k = 0; k < 16; k++)
      sum += see_point (picture, degrees * G_PI / 180.0,
          i % side + (k % 4 + 0.5) / 4.0 - side / 2.0, i / side + (k / 4 + 0.5) / 4.0 - side / 2.0);
    memset (canvas->data + 3 * i, sum / 16, 3);
  }
  return canvas;
}

static void
inspect (
    const FixtureCanvas *canvas, gint effort, const gchar *const *symbologies, AoiRoiResult *result)
{
  g_autoptr (FixtureFrame) frame = fixture_frame_new (canvas, AOI_FORMAT_GRAY8);
  g_autoptr (AoiRoi) roi = fixture_roi_new (AOI_TYPE_BARCODE, &frame->image.valid, 0);

  roi->barcode_effort = effort;
  roi->symbologies = g_strdupv ((gchar **) symbologies);
  fixture_inspect (roi, &frame->image, result);
}

/* Texts with a space between. */
static gchar *
get_texts (const AoiRoiResult *result)
{
  g_autoptr (GVariant)
      value = aoi_roi_result_get_value (result, AOI_VALUE_BARCODES, G_VARIANT_TYPE_STRING_ARRAY);
  g_autofree const gchar **texts = g_variant_get_strv (value, NULL);

  return g_strjoinv (" ", (gchar **) texts);
}

static void
assert_texts (const FixtureCanvas *canvas, gint effort, const gchar *const *symbologies,
    const gchar *expected)
{
  g_autofree gchar *texts = NULL;
  AoiRoiResult result;

  inspect (canvas, effort, symbologies, &result);
  texts = get_texts (&result);
  g_assert_cmpstr (texts, ==, expected);
  g_assert_cmpint (result.status, ==, *expected != '\0' ? AOI_STATUS_PASS : AOI_STATUS_FAIL);
  aoi_roi_result_clear (&result);
}

/* Corners stay those of the code in the frame, from its own top left, however it was turned to be
 * read. */
static void
test_turned_corners (gconstpointer data)
{
  const gchar *symbology = data;
  g_autoptr (FixtureCanvas) upright = draw_code (symbology, "SN-20001234");
  const gdouble half[2] = { upright->width / 2.0 - QUIET, upright->height / 2.0 - QUIET };

  for (gint degrees = 40; degrees < 360; degrees += 92) {
    const gdouble c = cos (degrees * G_PI / 180.0), s = sin (degrees * G_PI / 180.0);
    g_autoptr (FixtureCanvas) canvas = turn (upright, degrees);
    g_autoptr (GVariant) value = NULL;
    g_autofree gchar *texts = NULL;
    const gdouble *corners;
    AoiRoiResult result;
    gsize n;

    inspect (canvas, 3, NULL, &result);
    texts = get_texts (&result);
    g_assert_cmpstr (texts, ==, "SN-20001234");
    value = aoi_roi_result_get_value (&result, AOI_VALUE_CORNERS, G_VARIANT_TYPE ("ad"));
    corners = g_variant_get_fixed_array (value, &n, sizeof *corners);
    g_assert_cmpuint (n, ==, 8);
    for (guint i = 0; i < 4; i++) {
      const gdouble x = i == 0 || i == 3 ? -half[0] : half[0], y = i < 2 ? -half[1] : half[1];

      g_assert_cmpfloat_with_epsilon (
          corners[2 * i], canvas->width / 2.0 + c * x - s * y, 2.5 * MODULE);
      g_assert_cmpfloat_with_epsilon (
          corners[2 * i + 1], canvas->height / 2.0 + s * x + c * y, 2.5 * MODULE);
    }
    aoi_roi_result_clear (&result);
  }
}

static void
test_effort (void)
{
  g_autoptr (FixtureCanvas) upright = draw_code ("Code128", "LOT-4711");
  g_autoptr (FixtureCanvas) inverted = fixture_canvas_copy (upright);
  g_autoptr (FixtureCanvas) turned = turn (upright, 40);

  fixture_scale_levels (inverted, 220, 30);
  assert_texts (upright, 1, NULL, "LOT-4711");
  assert_texts (inverted, 1, NULL, "");
  assert_texts (inverted, 2, NULL, "LOT-4711");
  assert_texts (turned, 2, NULL, "");
  assert_texts (turned, 3, NULL, "LOT-4711");
}

/* One that is easy, and one that takes a further rung. */
static void
test_several (void)
{
  g_autoptr (FixtureCanvas) easy = draw_code ("QRCode", "EASY");
  g_autoptr (FixtureCanvas) hard = draw_code ("Code128", "HARD");
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (640, 300, 0xffffff);

  fixture_scale_levels (hard, 255, 0);
  fixture_paste (canvas, easy, 10, 30);
  fixture_paste (canvas, hard, 220, 60);
  assert_texts (canvas, 3, NULL, "EASY");
  assert_texts (canvas, 4, NULL, "EASY HARD");
  assert_texts (canvas, 5, NULL, "EASY HARD");
}

static void
test_symbologies (void)
{
  static const gchar *const linear[] = { "Code39", "Code128", NULL },
                            *const other[] = { "EAN-13", "Aztec", NULL };
  static const gchar *const matrix[] = { "QRCode", NULL };
  g_autoptr (FixtureCanvas) first = draw_code ("QRCode", "FIRST");
  g_autoptr (FixtureCanvas) second = draw_code ("Code128", "SECOND");
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (680, 300, 0xffffff);

  fixture_paste (canvas, first, 10, 30);
  fixture_paste (canvas, second, 220, 60);
  for (gint effort = 1; effort <= 5; effort += 2) {
    assert_texts (canvas, effort, NULL, "FIRST SECOND");
    assert_texts (canvas, effort, linear, "SECOND");
    assert_texts (canvas, effort, matrix, "FIRST");
    assert_texts (canvas, effort, other, "");
  }
}

static gchar *
new_product (const gchar *json)
{
  gchar *folder = product_folder_new ();

  product_folder_write (folder, "rois_config_x.json", json, -1);
  return folder;
}

/* As products say it: names that there are not, and what is no list of names. */
static void
test_product (void)
{
  static const struct {
    const gchar *more, *problem;
  } cases[] = {
    { "\"symbologies\":[\"DataMatrix\",\"EAN-13\"],\"barcode_effort\":5", NULL },
    { "\"symbologies\":[\"DataMatrix\",\"QR\"]", "rois[0].symbologies[1]: must be one of Aztec, " },
    { "\"symbologies\":[]", "rois[0].symbologies: must be an array of one or more names, is []" },
    { "\"symbologies\":\"Aztec\"",
        "rois[0].symbologies: must be an array of one or more names, is \"Aztec\"" },
    { "\"symbologies\":[1]", "rois[0].symbologies: must be an array of one or more names, is [1]" },
    { "\"barcode_effort\":0", "rois[0].barcode_effort: must be an integer from 1 to 5, is 0" },
    { "\"barcode_effort\":6", "rois[0].barcode_effort: must be an integer from 1 to 5, is 6" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *json = g_strdup_printf (
        "[{\"idx\":1,\"type\":1,\"coords\":[0,0,99,99],%s}]", cases[i].more);
    g_autofree gchar *folder = new_product (json);
    g_autoptr (GError) error = NULL;
    g_autoptr (AoiRevision) revision = aoi_revision_load (folder, &error);

    if (cases[i].problem == NULL) {
      g_assert_no_error (error);
    } else {
      g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
      g_assert_nonnull (strstr (error->message, cases[i].problem));
    }
    product_folder_remove (folder);
  }
}

/* The application's effort holds for ROIs that have none, and revisions differ by it. */
static void
test_defaults (void)
{
  const AoiProductDefaults as_usual = { AOI_ROI_DEFAULT_BARCODE_EFFORT }, high = { 5 };
  g_autofree gchar *folder = new_product (
      "[[1,1,[0,0,9,9]],{\"idx\":2,\"type\":1,\"coords\":[0,0,9,9],\"barcode_effort\":1}]");
  g_autoptr (AoiRevision) plain = aoi_revision_load (folder, NULL);
  g_autoptr (AoiRevision) usual = aoi_revision_load_with (folder, &as_usual, NULL);
  g_autoptr (AoiRevision) harder = aoi_revision_load_with (folder, &high, NULL);

  g_assert_cmpint (aoi_revision_get_roi (usual, 0)->roi->barcode_effort, ==, 3);
  g_assert_cmpint (aoi_revision_get_roi (harder, 0)->roi->barcode_effort, ==, 5);
  g_assert_cmpint (aoi_revision_get_roi (harder, 1)->roi->barcode_effort, ==, 1);
  g_assert_cmpstr (aoi_product_get_hash (aoi_revision_get_product (plain)), ==,
      aoi_product_get_hash (aoi_revision_get_product (usual)));
  g_assert_cmpstr (aoi_product_get_hash (aoi_revision_get_product (plain)), !=,
      aoi_product_get_hash (aoi_revision_get_product (harder)));
  product_folder_remove (folder);
}

/* Light that falls to a tenth across a linear code, as much noise as half of its contrast, and an Aztec
 * code in a corner. */
static void
test_hard (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  g_autoptr (FixtureCanvas) shaded = draw_code ("Code128", "SHADE-1");
  g_autoptr (FixtureCanvas) noisy = draw_code ("DataMatrix", "NOISY-1");
  g_autoptr (FixtureCanvas) aztec = draw_code ("Aztec", "CORNER-1");
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (400, 300, 0xffffff);

  for (gint y = 0; y < shaded->height; y++)
    for (gint x = 0; x < 3 * shaded->width; x++)
      shaded->data[3 * y * shaded->width + x] = (guint8) (shaded->data[3 * y * shaded->width + x]
          * (0.1 + 0.9 * x / (3 * shaded->width)));
  assert_texts (shaded, 5, NULL, "SHADE-1");
  fixture_scale_levels (noisy, 80, 180);
  fixture_add_noise (noisy, rand, 40.0);
  assert_texts (noisy, 5, NULL, "NOISY-1");
  fixture_paste (canvas, aztec, 2, 3);
  assert_texts (canvas, 3, NULL, "CORNER-1");
}

/* What looks like codes but is none, at the highest effort. */
static void
test_noise (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (5);

  for (guint i = 0; i < 6; i++) {
    g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (240, 160, 0x909090);

    for (guint k = 0; k < 60 * i; k++) {
      const AoiRect rect = { g_rand_int_range (rand, 0, 236), g_rand_int_range (rand, 0, 130),
        g_rand_int_range (rand, 2, 9), g_rand_int_range (rand, 2, 60) };

      fixture_fill_rect (canvas, &rect, g_rand_boolean (rand) ? 0x101010 : 0xf0f0f0);
    }
    fixture_add_noise (canvas, rand, 10.0);
    assert_texts (canvas, 5, NULL, "");
  }
}

/* The same picture in a scratch that has seen others. */
static void
test_repeated (void)
{
  g_autoptr (FixtureCanvas) upright = draw_code ("PDF417", "AGAIN");
  g_autoptr (FixtureCanvas) canvas = turn (upright, 33);
  g_autoptr (FixtureFrame) frame = fixture_frame_new (canvas, AOI_FORMAT_GRAY8);
  const AoiInspector *inspector = aoi_inspector_lookup (AOI_TYPE_BARCODE, NULL);
  g_autoptr (AoiRoi) roi = fixture_roi_new (AOI_TYPE_BARCODE, &frame->image.valid, 0);
  AoiView view = { &frame->image, roi->rect, 0 };
  g_autoptr (GVariant) first = NULL;
  gpointer state, scratch;

  roi->barcode_effort = 5;
  state = inspector->prepare (inspector, roi, NULL);
  scratch = inspector->scratch_new ((const gconstpointer[]){ state }, 1, NULL);
  for (guint i = 0; i < 6; i++) {
    AoiRoiResult result = { 0 };

    view.rotation = i % 2 * 90;
    inspector->inspect (state, scratch, &view, NULL, &result);
    g_assert_cmpint (result.status, ==, AOI_STATUS_PASS);
    if (i == 0)
      first = g_variant_ref (result.values);
    else if (i % 2 == 0)
      g_assert_cmpvariant (result.values, first);
    aoi_roi_result_clear (&result);
  }
  inspector->scratch_free (scratch);
  inspector->release (state);
}

static void
test_list_covers (void)
{
  const AoiBarcode turned = { NULL, "QRCode", { 50, 0, 100, 50, 50, 100, 0, 50 } };
  const AoiBarcode middle = { NULL, "Code39", { 40, 45, 60, 45, 60, 55, 40, 55 } };
  const AoiBarcode corner = { NULL, "Code39", { 0, 0, 20, 0, 20, 10, 0, 10 } };
  g_autoptr (GArray) list = g_array_new (FALSE, FALSE, sizeof (AoiBarcode));

  g_assert_false (aoi_barcode_list_covers (list, &middle));
  g_array_append_val (list, turned);
  g_assert_true (aoi_barcode_list_covers (list, &middle));
  g_assert_false (aoi_barcode_list_covers (list, &corner));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/barcode-ladder/corners/Code128", "Code128", test_turned_corners);
  g_test_add_data_func ("/barcode-ladder/corners/DataMatrix", "DataMatrix", test_turned_corners);
  g_test_add_data_func ("/barcode-ladder/corners/Aztec", "Aztec", test_turned_corners);
  g_test_add_func ("/barcode-ladder/effort", test_effort);
  g_test_add_func ("/barcode-ladder/several", test_several);
  g_test_add_func ("/barcode-ladder/symbologies", test_symbologies);
  g_test_add_func ("/barcode-ladder/product", test_product);
  g_test_add_func ("/barcode-ladder/defaults", test_defaults);
  g_test_add_func ("/barcode-ladder/hard", test_hard);
  g_test_add_func ("/barcode-ladder/noise", test_noise);
  g_test_add_func ("/barcode-ladder/repeated", test_repeated);
  g_test_add_func ("/barcode-ladder/list/covers", test_list_covers);
  return g_test_run ();
}
