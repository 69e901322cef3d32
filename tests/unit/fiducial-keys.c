/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a product may say of fiducials. */
#include "aoi-error.h"
#include "aoi-revision.h"
#include "inspectors/fiducial/fiducial.h"
#include "product-folder.h"
#include "product/aoi-roi-types.h"

#define ROI(id, coords, more) "{\"idx\":" #id ",\"type\":5,\"coords\":[" coords "]" more "}"
#define ONE(more) "[" ROI (1, "100,200,160,250", more) "]"
#define RING ",\"shape\":\"ring\""

static const AoiFiducialSpec *
get_spec (AoiProduct *product)
{
  const AoiRoi *roi = aoi_product_get_roi (product, 0);

  g_assert_cmpstr (roi->type, ==, AOI_TYPE_FIDUCIAL);
  g_assert_true (roi->spec_type == &aoi_roi_type_fiducial);
  return roi->spec;
}

static void
assert_spec (const AoiFiducialSpec *spec, const AoiFiducialSpec *wanted)
{
  g_assert_cmpint (spec->shape, ==, wanted->shape);
  g_assert_cmpint (spec->size, ==, wanted->size);
  g_assert_cmpint (spec->bright, ==, wanted->bright);
  g_assert_cmpint (spec->search, ==, wanted->search);
  g_assert_cmpfloat (spec->min_score, ==, wanted->min_score);
  g_assert_cmpfloat (spec->max_residual, ==, wanted->max_residual);
}

static void
test_read (void)
{
  static const struct {
    const gchar *json;
    AoiFiducialSpec spec;
  } cases[] = {
    { ONE (RING), { AOI_SHAPE_RING, 50, TRUE, 40, 0.7, 3.0 } },
    { ONE (""), { AOI_SHAPE_NONE, 50, TRUE, 40, 0.7, 3.0 } },
    { ONE (
          ",\"shape\":\"circle\",\"size\":32,\"polarity\":\"dark\",\"search\":128,\"max_residual\":0.5,"
          "\"ai_threshold\":0.85,\"device_location\":0"),
        { AOI_SHAPE_CIRCLE, 32, FALSE, 128, 0.85, 0.5 } },
    { ONE (",\"shape\":\"cross\",\"polarity\":\"bright\",\"search\":1,\"threshold\":0.3"),
        { AOI_SHAPE_CROSS, 50, TRUE, 1, 0.3, 3.0 } },
    { ONE (",\"shape\":\"square\",\"size\":null,\"search\":null"),
        { AOI_SHAPE_SQUARE, 50, TRUE, 40, 0.7, 3.0 } },
    { "[" ROI (1, "0,0,300,250", RING) "]", { AOI_SHAPE_RING, 200, TRUE, 40, 0.7, 3.0 } },
    { "[{\"idx\":1,\"roi_type_name\":\"fiducial\",\"coords\":[0,0,9,9]" RING "}]",
        { AOI_SHAPE_RING, 9, TRUE, 40, 0.7, 3.0 } },
    { "[[1,5,[100,200,160,250]]]", { AOI_SHAPE_NONE, 50, TRUE, 40, 0.7, 3.0 } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (AoiProduct) product = product_from_json (cases[i].json);
    g_autoptr (GError) error = NULL;
    g_autoptr (AoiRoi) copy = aoi_roi_copy (aoi_product_get_roi (product, 0));

    assert_spec (get_spec (product), &cases[i].spec);
    assert_spec (copy->spec, &cases[i].spec);
    g_assert_true (copy->spec != get_spec (product));
    g_assert_true (aoi_product_check_keys (product, &error));
    g_assert_no_error (error);
  }
}

#define FRAME "\"device_location\":0"
#define DEVICE "\"device_location\":2"

/* What is said behind the file's name. */
static const struct {
  const gchar *json;
  const gchar *says;
} invalid[] = {
  { ONE (",\"shape\":\"star\""),
      "rois[0].shape: must be \"circle\", \"ring\", \"cross\" or \"square\", is \"star\"" },
  { ONE (",\"shape\":3"),
      "rois[0].shape: must be \"circle\", \"ring\", \"cross\" or \"square\", is 3" },
  { ONE (RING ",\"size\":5"), "rois[0].size: must be an integer from 6 to 200, is 5" },
  { ONE (RING ",\"size\":51"), "rois[0].size: must be at most 50, the ROI's smaller side, is 51" },
  { ONE (RING ",\"polarity\":\"white\""),
      "rois[0].polarity: must be \"bright\" or \"dark\", is \"white\"" },
  { ONE (RING ",\"search\":0"), "rois[0].search: must be an integer from 1 to 128, is 0" },
  { ONE (RING ",\"search\":0.2"), "rois[0].search: must be an integer from 1 to 128, is 0.2" },
  { ONE (RING ",\"max_residual\":0"),
      "rois[0].max_residual: must be a number from 0.1 to 20, is 0" },
  { ONE (RING ",\"ai_threshold\":0.2"),
      "rois[0].ai_threshold: of a fiducial must be a number from 0.3 to 1, is 0.2" },
  { ONE (RING ",\"rotation\":90"), "rois[0].rotation: of a fiducial must be 0, is 90" },
  { ONE (RING ",\"device_location\":65"),
      "rois[0].device_location: must be an integer from 0 to 64, is 65" },
  { "[" ROI (1, "0,0,5,30", RING) "]",
      "rois[0].coords: the ROI of a fiducial must be at least 6x6, is 5x30" },
  { "[" ROI (1, "0,0,257,30", "") "]",
      "rois[0].coords: the ROI of a fiducial without \"shape\" must be 8x8 to 256x256, is 257x30" },
  { "[{\"idx\":1,\"type\":2,\"coords\":[0,0,9,9]," FRAME "}]",
      "rois[0].device_location: must be an integer from 1 to 64, is 0" },
  { "[" ROI (1, "0,0,50,50", RING) "," ROI (2, "90,0,130,50", RING) "]",
      "rois[1]: is 85 px away from rois[0], but fiducials of a device must be at least 100 px apart to show an "
      "angle" },
  { "[" ROI (1, "0,0,50,50", RING) "," ROI (2, "900,0,950,50", RING ",\"exposure\":99") "]",
      "rois[1]: has focus 305 and exposure 99, but rois[0], which is a fiducial of the same device, has 305 and "
      "3000; fiducials of a device must be seen in one frame" },
  { "[" ROI (1, "0,0,50,50", RING "," DEVICE) "," ROI (2, "900,0,950,50", RING "," FRAME) "]",
      "rois[0]: is a fiducial of device 2, but rois[1] is one of the whole frame (device_location 0); a product "
      "has either" },
  { "[" ROI (1, "0,0,9,9", RING) "," ROI (2, "90,0,99,9", RING) "," ROI (
        3, "0,90,9,99", RING) "," ROI (4, "90,90,99,99", RING) "," ROI (5, "200,0,209,9", RING) "]",
      "rois[4]: is one fiducial too many: a device, or the whole frame, has at most 4" },
};

static void
test_invalid (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (invalid); i++) {
    g_autofree gchar *folder = product_folder_new ();
    g_autofree gchar *file = g_build_filename (folder, "rois_config_x.json", NULL);
    g_autofree gchar *message = g_strdup_printf ("%s: %s", file, invalid[i].says);
    g_autoptr (GError) error = NULL;
    g_autoptr (AoiProduct) product = product_folder_load (folder, invalid[i].json, &error);

    product_folder_remove (folder);
    g_assert_null (product);
    g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
    g_assert_cmpstr (error->message, ==, message);
  }
}

/* Only enabled fiducials count, and each device for itself. */
static void
test_devices (void)
{
  g_autoptr (AoiProduct) product = product_from_json (
      "[" ROI (1, "0,0,50,50", RING) "," ROI (2, "60,0,110,50", RING "," DEVICE) "," ROI (
          3, "20,20,70,70", RING ",\"enabled\":false") "," ROI (4, "500,0,550,50", RING) "]");

  g_assert_cmpuint (aoi_product_get_n_rois (product), ==, 4);
}

static void
assert_moves (const gchar *json, const gchar *wanted)
{
  g_autoptr (AoiProduct) product = product_from_json (json);
  g_autoptr (GString) moves = g_string_new (NULL);

  for (guint i = 0; i < aoi_product_get_n_rois (product); i++)
    g_string_append_c (moves, aoi_product_get_roi (product, i)->moves ? 'y' : 'n');
  g_assert_cmpstr (moves->str, ==, wanted);
}

/* What is read where fiducials find it: the device of theirs, or all of the frame. */
static void
test_moves (void)
{
#define PARTS \
  "{\"idx\":7,\"type\":2,\"coords\":[0,0,50,50]},{\"idx\":8,\"type\":2,\"coords\":[0,0,50,50]," DEVICE \
  "}"
  assert_moves ("[" PARTS "]", "nn");
  assert_moves ("[" PARTS "," ROI (1, "0,0,50,50", RING) "]", "ynn");
  assert_moves ("[" ROI (1, "0,0,50,50", RING "," DEVICE) "," PARTS "]", "nny");
  assert_moves ("[" PARTS "," ROI (1, "0,0,50,50", RING ",\"device_location\":0") "]", "yyn");
  assert_moves ("[" PARTS "," ROI (1, "0,0,50,50", RING ",\"enabled\":false") "]", "nnn");
}

static void
assert_warns (const gchar *json, const gchar *pattern)
{
  g_autoptr (AoiProduct) product = product_from_json (json);
  g_autoptr (GError) error = NULL;

  g_assert_false (aoi_product_check_keys (product, &error));
  g_assert_true (g_pattern_match_simple (pattern, error->message));
}

static void
test_warns (void)
{
  assert_warns (ONE (",\"size\":20"), "*rois?0?.size: means nothing without \"shape\"*");
  assert_warns (
      ONE (",\"polarity\":\"dark\""), "*rois?0?.polarity: means nothing without \"shape\"*");
  assert_warns (ONE (RING ",\"sise\":20"), "*rois?0?.sise: is an unknown key*\"size\"*");
}

static void
test_describe (void)
{
  g_autoptr (AoiProduct) ring = product_from_json (ONE (RING ",\"size\":32,\"polarity\":\"dark\""));
  g_autoptr (AoiProduct) nothing = product_from_json (ONE (""));
  const AoiRoi *roi = aoi_product_get_roi (ring, 0);
  g_autofree gchar *of_ring = aoi_roi_type_fiducial.describe (roi);
  g_autofree gchar *of_nothing = aoi_roi_type_fiducial.describe (aoi_product_get_roi (nothing, 0));
  g_autoptr (GVariant) check = g_variant_ref_sink (aoi_roi_type_fiducial.dup_check (roi));
  g_autoptr (GVariant) wanted = g_variant_ref_sink (g_variant_new_parsed (
      "{'shape': <'ring'>, 'size': <32>, 'polarity': <'dark'>, 'search': <40>, 'min_score': <0.7>, "
      "'max_residual': <3.0>}"));

  g_assert_cmpstr (of_ring, ==, "dark ring of 32 px, searched 40 px around");
  g_assert_cmpstr (
      of_nothing, ==, "NO SHAPE AND NO GOLDEN: cannot be found, searched 40 px around");
  g_assert_cmpvariant (check, wanted);
}

static void
test_golden (void)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiProduct) product = NULL;
  g_autofree gchar *text = NULL;

  product_folder_draw (folder, "golden_rois/roi_1/best_golden.jpg", 60, 50, 1);
  product = product_folder_load_valid (folder, ONE (""));
  product_folder_remove (folder);
  text = aoi_roi_type_fiducial.describe (aoi_product_get_roi (product, 0));
  g_assert_cmpuint (aoi_roi_get_n_goldens (aoi_product_get_roi (product, 0)), ==, 1);
  g_assert_cmpstr (text, ==, "1 golden, searched 40 px around");
}

/* A fiducial is no ROI of a revision: nothing is judged by it alone. */
static void
test_revision (void)
{
  g_autoptr (AoiProduct) product = product_from_json (ONE (RING));
  g_autoptr (AoiProblems) problems = aoi_problems_new ();
  g_autoptr (AoiRevision) revision = aoi_revision_new (product, problems);
  g_autoptr (GError) error = NULL;

  g_assert_true (aoi_problems_check (problems, &error));
  g_assert_no_error (error);
  g_assert_cmpuint (aoi_revision_get_n_rois (revision), ==, 0);
  g_assert_cmpuint (aoi_revision_get_n_marks (revision), ==, 1);
  g_assert_cmpuint (aoi_revision_get_n_places (revision), ==, 1);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/fiducial-keys/read", test_read);
  g_test_add_func ("/fiducial-keys/invalid", test_invalid);
  g_test_add_func ("/fiducial-keys/devices", test_devices);
  g_test_add_func ("/fiducial-keys/moves", test_moves);
  g_test_add_func ("/fiducial-keys/warns", test_warns);
  g_test_add_func ("/fiducial-keys/describe", test_describe);
  g_test_add_func ("/fiducial-keys/golden", test_golden);
  g_test_add_func ("/fiducial-keys/revision", test_revision);

  return g_test_run ();
}
