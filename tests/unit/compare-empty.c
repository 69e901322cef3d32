/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Areas where nothing may lie: what is doubtful is told, and a missing part never passes by them. */
#include "compare-support.h"
#include "product-folder.h"

#define MARGIN 40
#define ROI(id, device, more) \
  "{\"idx\":" #id ",\"type\":2,\"coords\":[0,0,48,48],\"device_location\":" #device more "}"
#define EMPTY ",\"empty\":true"

/* A sanitizer takes ten times as long, and sees the same code with one ROI of some. */
#ifdef __SANITIZE_ADDRESS__
#define ROI_STEP 4
#else
#define ROI_STEP 1
#endif

/* What a product of ROIs is warned of; goldens of ROI n have the nth level. */
static const struct {
  const gchar *json;
  gint levels[3];
  const gchar *says; /* behind the file's name; NULL: nothing */
} cases[] = {
  { "[" ROI (1, 1, EMPTY) "," ROI (2, 1, "") "]", { 120, 120 }, NULL },
  { "[" ROI (1, 1, EMPTY) "," ROI (2, 1, "") "]", { 12, 120 },
      "rois[0].empty: golden best_golden.png is so dark (mean 12 of 255) that the ROI passes on a frame "
      "without light" },
  { "[" ROI (1, 1, EMPTY) "," ROI (2, 1, "") "]", { 253, 120 },
      "rois[0].empty: golden best_golden.png is so bright (mean 253 of 255) that bright things on it cannot "
      "be seen" },
  { "[" ROI (1, 1, EMPTY) "," ROI (2, 2, "") "]", { 120, 120 },
      "rois[0].empty: nothing may lie in any ROI of device 1, so it passes with no board in view; add an ROI "
      "that shows the board" },
  { "[" ROI (1, 1, EMPTY) "," ROI (2, 1, ",\"enabled\":false") "]", { 120, 120 },
      "rois[0].empty: nothing may lie in any ROI of device 1, so it passes with no board in view; add an ROI "
      "that shows the board" },
  { "[" ROI (1, 1, "") "," ROI (2, 1, ",\"enabled\":false" EMPTY) "]", { 120, 12 }, NULL },
  { "[" ROI (1, 1, "") "," ROI (2, 2, EMPTY) "," ROI (3, 2, EMPTY) "]", { 120, 120, 120 },
      "rois[1].empty: nothing may lie in any ROI of device 2, so it passes with no board in view; add an ROI "
      "that shows the board" },
};

static void
check_warning (const gchar *json, const gint *levels, const gchar *says)
{
  g_autofree gchar *folder = product_folder_new ();
  g_autoptr (AoiProduct) product = NULL;
  g_autoptr (GError) error = NULL;
  g_autofree gchar *expected = NULL;

  for (gint i = 0; i < 3; i++) {
    g_autofree gchar *name = g_strdup_printf ("golden_rois/roi_%d/best_golden.png", i + 1);
    g_autofree gchar *path = product_folder_place (folder, name);
    g_autoptr (AoiRgbImage) golden = uniform (48, 48, (guint8) levels[i]);

    g_assert_true (aoi_image_file_save (golden, path, NULL));
  }
  product = product_folder_load_valid (folder, json);
  g_assert_cmpint (aoi_product_check_keys (product, &error), ==, says == NULL);
  if (says != NULL) {
    expected = g_strdup_printf ("%s/rois_config_x.json: %s", folder, says);
    g_assert_cmpstr (error->message, ==, expected);
  }
  product_folder_remove (folder);
}

static void
test_warnings (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    check_warning (cases[i].json, cases[i].levels, cases[i].says);
}

/* A sample in the middle of a frame that goes on as its border does. */
static AoiRgbImage *
put_in_frame (const AoiRgbImage *sample)
{
  AoiRgbImage *frame = aoi_rgb_image_new (sample->width + 2 * MARGIN, sample->height + 2 * MARGIN);

  for (gint y = 0; y < frame->height; y++)
    for (gint x = 0; x < frame->width; x++) {
      const gint row = CLAMP (y - MARGIN, 0, sample->height - 1);
      const gint column = CLAMP (x - MARGIN, 0, sample->width - 1);

      memcpy (&frame->data[3 * (y * frame->width + x)],
          &sample->data[3 * (row * sample->width + column)], 3);
    }
  return frame;
}

/* The board without the part: between opposite sides of the sample's border, as bright as they are. */
static AoiRgbImage *
remove_part (const AoiRgbImage *sample)
{
  AoiRgbImage *bare = aoi_rgb_image_new (sample->width, sample->height);
  const gint right = sample->width - 1, bottom = sample->height - 1;

  for (gint y = 0; y <= bottom; y++)
    for (gint x = 0; x <= right; x++)
      for (gint c = 0; c < 3; c++) {
        const gdouble u = x / (gdouble) right, v = y / (gdouble) bottom;
        const guint8 *data = sample->data + c;
        const gdouble across = (1 - u) * data[3 * y * sample->width]
            + u * data[3 * (y * sample->width + right)];
        const gdouble down = (1 - v) * data[3 * x] + v * data[3 * (bottom * sample->width + x)];

        bare->data[3 * (y * sample->width + x) + c] = (guint8) (0.5 * (across + down) + 0.5);
      }
  return bare;
}

/* Whether a view passes by one sample. */
static gboolean
passes (const AoiRoi *of_product, const AoiRgbImage *sample, const AoiRgbImage *view,
    gdouble threshold, gboolean empty)
{
  g_autoptr (AoiRoi) roi = make_roi (threshold, "golden");
  g_autoptr (AoiRgbImage) frame = put_in_frame (view);
  g_auto (Prepared) prepared = { 0 };
  g_auto (AoiRoiResult) result = { 0 };
  AoiRgbImage *copy = aoi_rgb_image_new (sample->width, sample->height);

  memcpy (copy->data, sample->data, 3 * (gsize) sample->width * (gsize) sample->height);
  roi->rect = (AoiRect){ MARGIN, MARGIN, sample->width, sample->height };
  roi->compare.empty = empty;
  g_array_append_vals (
      roi->compare.ignore, of_product->compare.ignore->data, of_product->compare.ignore->len);
  add_image (roi, "best_golden.png", copy);
  prepared = prepare (roi);
  result = inspect_frame (&prepared, roi, frame);
  return aoi_roi_result_passed (&result);
}

/* Returns whether the sample shows nothing, and so could serve where nothing may lie. */
static gboolean
check_sample (const AoiRoi *roi, const AoiGolden *golden)
{
  /* A sanitizer takes ten times as long, and sees the same code. */
#ifdef __SANITIZE_ADDRESS__
  static const gdouble thresholds[] = { 0.9 };
#else
  static const gdouble thresholds[] = { 0.5, 0.9 };
#endif
  g_autoptr (AoiRgbImage) bare = remove_part (golden->image);
  gboolean shows_nothing = FALSE;

  for (guint i = 0; i < G_N_ELEMENTS (thresholds); i++) {
    const gboolean empty = passes (roi, golden->image, golden->image, thresholds[i], TRUE);
    const gboolean part = passes (roi, golden->image, golden->image, thresholds[i], FALSE);

    if (empty && part)
      g_error ("%s: golden %s of %s serves both at threshold %g", roi->file, golden->name,
          roi->path, thresholds[i]);
    if (!empty && passes (roi, golden->image, bare, thresholds[i], TRUE))
      g_error ("%s: without its part %s passes by golden %s at threshold %g", roi->file, roi->path,
          golden->name, thresholds[i]);
    shows_nothing |= empty;
  }
  return shows_nothing;
}

static void
check_product (const gchar *folder, guint *n_rois, guint *n_empty)
{
  g_autoptr (AoiProblems) problems = aoi_problems_new ();
  g_autoptr (AoiProduct) product = aoi_product_load (folder, problems, NULL);

  for (guint i = 0; product != NULL && i < aoi_product_get_n_rois (product); i++) {
    const AoiRoi *roi = aoi_product_get_roi (product, i);

    if (g_strcmp0 (roi->type, AOI_TYPE_COMPARE) != 0 || roi->goldens->len == 0)
      continue;
    if (++*n_rois % ROI_STEP != 0)
      continue;
    *n_empty += check_sample (roi, g_ptr_array_index (roi->goldens, 0));
  }
}

/* All shown ROIs: no golden of a part serves an empty area, and none of an empty area a part. */
static void
test_boards (void)
{
  const gchar *boards = g_getenv ("AOI_BOARDS");
  g_autoptr (GDir) dir = boards != NULL ? g_dir_open (boards, 0, NULL) : NULL;
  guint n_rois = 0, n_empty = 0;
  const gchar *name;

  if (dir == NULL) {
    g_printerr ("SKIP compare-empty boards: no folder %s (set AOI_BOARDS)\n",
        boards != NULL ? boards : "of products");
    g_test_skip ("no products (set AOI_BOARDS)");
    return;
  }
  while ((name = g_dir_read_name (dir)) != NULL) {
    g_autofree gchar *folder = g_build_filename (boards, name, NULL);

    if (g_file_test (folder, G_FILE_TEST_IS_DIR))
      check_product (folder, &n_rois, &n_empty);
  }
  g_test_message ("%u ROIs, of %u the golden shows nothing", n_rois, n_empty);
  g_assert_cmpuint (n_rois, >, 100);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/compare-empty/warnings", test_warnings);
  g_test_add_func ("/compare-empty/boards", test_boards);
  return g_test_run ();
}
