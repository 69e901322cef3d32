/* SPDX-License-Identifier: LGPL-2.1-or-later */

#include "fixtures.h"

#define MODULE 5

/* What is around the modules in fixture_barcode_new()'s picture. */
#define QUIET (10 * MODULE)

typedef struct {
  const gchar *symbology, *text;
} Code;

static const Code codes[] = {
  { "Aztec", "SN-20001234" },
  { "Codabar", "1234567" },
  { "Code39", "SN-20001234" },
  { "Code93", "SN-20001234" },
  { "Code128", "SN-20001234" },
  { "DataMatrix", "SN-20001234" },
  { "EAN-8", "12345670" },
  { "EAN-13", "4006381333931" },
  { "ITF", "12345678901231" },
  { "PDF417", "SN-20001234" },
  { "QRCode", "SN-20001234 \303\251" },
  { "UPC-A", "012345678905" },
  { "UPC-E", "01234565" },
};

static FixtureCanvas *
draw_code (const Code *code)
{
  g_autoptr (GError) error = NULL;
  FixtureCanvas *canvas = fixture_barcode_new (code->symbology, code->text, MODULE, 60, &error);

  g_assert_no_error (error);
  return canvas;
}

/* As a camera sees print: gray, a little soft and noisy, in a mosaic. */
static FixtureFrame *
shoot (FixtureCanvas *canvas)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  fixture_scale_levels (canvas, 50, 200);
  fixture_blur (canvas, 1);
  fixture_add_noise (canvas, rand, 3.0);
  return fixture_frame_new (canvas, AOI_FORMAT_BAYER_RGGB);
}

static void
inspect_part (const FixtureFrame *frame, const AoiRect *rect, guint rotation, AoiRoiResult *result)
{
  g_autoptr (AoiRoi) roi = fixture_roi_new (AOI_TYPE_BARCODE, rect, rotation);

  fixture_inspect (roi, &frame->image, result);
}

static void
inspect_all (const FixtureFrame *frame, AoiRoiResult *result)
{
  inspect_part (frame, &frame->image.valid, 0, result);
}

static void
assert_strings (const AoiRoiResult *result, const gchar *key, const gchar *const *expected)
{
  g_autoptr (GVariant) value = aoi_roi_result_get_value (result, key, G_VARIANT_TYPE_STRING_ARRAY);
  g_autofree const gchar **strings = NULL;

  g_assert_nonnull (value);
  strings = g_variant_get_strv (value, NULL);
  g_assert_cmpint (g_strv_length ((gchar **) strings), ==, g_strv_length ((gchar **) expected));
  for (guint i = 0; expected[i] != NULL; i++)
    g_assert_cmpstr (strings[i], ==, expected[i]);
}

static GVariant *
get_corners (const AoiRoiResult *result, gsize n_codes, const gdouble **corners)
{
  GVariant *value = aoi_roi_result_get_value (result, AOI_VALUE_CORNERS, G_VARIANT_TYPE ("ad"));
  gsize n;

  g_assert_nonnull (value);
  *corners = g_variant_get_fixed_array (value, &n, sizeof **corners);
  g_assert_cmpuint (n, ==, 8 * n_codes);
  return value;
}

/* A failure says that there is nothing, in all of its values. */
static void
assert_fails (const AoiRoiResult *result, const gchar *reason)
{
  static const gchar *const none[] = { NULL };
  g_autoptr (GVariant) value = NULL;
  const gdouble *corners;

  g_assert_cmpint (result->status, ==, AOI_STATUS_FAIL);
  g_assert_cmpstr (result->reason, ==, reason);
  g_assert_cmpfloat (result->score, <, result->threshold);
  assert_strings (result, AOI_VALUE_BARCODES, none);
  assert_strings (result, AOI_VALUE_SYMBOLOGIES, none);
  value = get_corners (result, 0, &corners);
}

static void
assert_nothing_read (const AoiRoiResult *result)
{
  assert_fails (result, "no barcode read");
}

static void
assert_read (const AoiRoiResult *result, const Code *code)
{
  const gchar *const texts[] = { code->text, NULL }, *const names[] = { code->symbology, NULL };

  g_assert_cmpint (result->status, ==, AOI_STATUS_PASS);
  g_assert_cmpfloat (result->score, ==, 1.0);
  g_assert_cmpfloat (result->threshold, ==, 1.0);
  assert_strings (result, AOI_VALUE_BARCODES, texts);
  assert_strings (result, AOI_VALUE_SYMBOLOGIES, names);
}

static void
test_symbologies (gconstpointer data)
{
  const Code *code = data;

  for (guint rotation = 0; rotation < 360; rotation += 90) {
    g_autoptr (FixtureCanvas) upright = draw_code (code);
    g_autoptr (FixtureCanvas) turned = fixture_canvas_turn (upright, rotation);
    g_autoptr (FixtureFrame) frame = shoot (turned);
    AoiRoiResult result;

    inspect_all (frame, &result);
    assert_read (&result, code);
    aoi_roi_result_clear (&result);
    inspect_part (frame, &frame->image.valid, (360 - rotation) % 360, &result);
    assert_read (&result, code);
    aoi_roi_result_clear (&result);
  }
}

static void
test_inverted (gconstpointer data)
{
  const Code *code = data;
  g_autoptr (FixtureCanvas) canvas = draw_code (code);
  g_autoptr (FixtureFrame) frame = NULL;
  AoiRoiResult result;

  fixture_scale_levels (canvas, 255, 0);
  frame = shoot (canvas);
  inspect_all (frame, &result);
  assert_read (&result, code);
  aoi_roi_result_clear (&result);
}

/* Wherever in the ROI, and however it lies there. */
static void
test_off_middle (void)
{
  const Code code = { "DataMatrix", "SN-20001234" };
  g_autoptr (FixtureCanvas) upright = draw_code (&code);

  for (guint i = 0; i < 16; i++) {
    g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (480, 360, 0xffffff);
    g_autoptr (FixtureCanvas) turned = fixture_canvas_turn (upright, i / 4 * 90);
    g_autoptr (FixtureFrame) frame = NULL;
    AoiRoiResult result;

    fixture_paste (canvas, turned, i % 2 == 0 ? 3 : 290, i / 2 % 2 == 0 ? 5 : 170);
    frame = shoot (canvas);
    inspect_all (frame, &result);
    assert_read (&result, &code);
    aoi_roi_result_clear (&result);
  }
}

/* Thinner than any code and any band, in both directions, with something in it. */
static void
test_thin_roi (void)
{
  const Code code = { "Code128", "SN-20001234" };
  g_autoptr (FixtureCanvas) canvas = draw_code (&code);
  g_autoptr (FixtureFrame) frame = shoot (canvas);

  for (gint thickness = 1; thickness <= 16; thickness *= 2) {
    const AoiRect places[] = {
      { 0, QUIET - thickness, canvas->width, thickness },
      { QUIET - thickness, 0, thickness, canvas->height },
      { QUIET, QUIET, thickness, thickness },
    };

    for (guint i = 0; i < 2 * G_N_ELEMENTS (places); i++) {
      AoiRoiResult result;

      inspect_part (frame, &places[i / 2], i % 2 * 90, &result);
      assert_nothing_read (&result);
      aoi_roi_result_clear (&result);
    }
  }
}

static void
test_reading_order (void)
{
  static const Code rows[2][2] = {
    { { "Code128", "FIRST" }, { "QRCode", "SECOND" } },
    { { "PDF417", "THIRD" }, { "Code39", "FOURTH" } },
  };
  static const gchar *const texts[] = { "FIRST", "SECOND", "THIRD", "FOURTH", NULL };
  static const gchar *const names[] = { "Code128", "QRCode", "PDF417", "Code39", NULL };
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (1240, 560, 0xffffff);
  g_autoptr (FixtureFrame) frame = NULL;
  AoiRoiResult result;

  for (guint y = 0; y < 2; y++) {
    for (guint x = 0; x < 2; x++) {
      g_autoptr (FixtureCanvas) code = draw_code (&rows[y][x]);

      fixture_paste (canvas, code, (gint) x * 580, (gint) (y * 270 + (x == 0) * 20));
    }
  }
  frame = shoot (canvas);
  inspect_all (frame, &result);
  g_assert_cmpint (result.status, ==, AOI_STATUS_PASS);
  assert_strings (&result, AOI_VALUE_BARCODES, texts);
  assert_strings (&result, AOI_VALUE_SYMBOLOGIES, names);
  aoi_roi_result_clear (&result);
}

/* Two labels that say the same, one above the other and in a frame so large that ZXing would reduce
 * it: ZXing 1.4 as Debian builds it ends the process where it compares linear codes. */
static void
test_same_twice (void)
{
  static const Code code = { "Code128", "LOT-4711" };
  static const gchar *const texts[] = { "LOT-4711", "LOT-4711", NULL };
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (1100, 1100, 0xffffff);
  g_autoptr (FixtureCanvas) label = draw_code (&code);
  g_autoptr (FixtureCanvas) standing = fixture_canvas_turn (label, 90);

  for (guint turned = 0; turned < 2; turned++) {
    g_autoptr (FixtureFrame) frame = NULL;
    AoiRoiResult result;

    fixture_fill_rect (canvas, &(AoiRect){ 0, 0, 1100, 1100 }, 0xffffff);
    fixture_paste (canvas, turned ? standing : label, 40, 40);
    fixture_paste (canvas, turned ? standing : label, turned ? 800 : 60, turned ? 60 : 800);
    frame = shoot (canvas);
    inspect_all (frame, &result);
    g_assert_cmpint (result.status, ==, AOI_STATUS_PASS);
    assert_strings (&result, AOI_VALUE_BARCODES, texts);
    aoi_roi_result_clear (&result);
  }
}

/* The corners are those of the code in the frame, first the one that is top left in print, however
 * the ROI turns it. */
static void
test_corners (gconstpointer data)
{
  const Code *code = data;
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (660, 400, 0xffffff);
  g_autoptr (FixtureCanvas) picture = draw_code (code);
  const AoiRect roi = { 11, 6, 640, 380 };
  const gint left = 30 + QUIET, top = 70 + QUIET;
  const gint right = 30 + picture->width - QUIET, bottom = 70 + picture->height - QUIET;
  const gdouble expected[8] = { left, top, right, top, right, bottom, left, bottom };
  g_autoptr (FixtureFrame) frame = NULL;

  fixture_paste (canvas, picture, 30, 70);
  frame = shoot (canvas);
  for (guint rotation = 0; rotation < 360; rotation += 90) {
    g_autoptr (GVariant) value = NULL;
    const gdouble *corners;
    AoiRoiResult result;

    inspect_part (frame, &roi, rotation, &result);
    assert_read (&result, code);
    value = get_corners (&result, 1, &corners);
    for (guint i = 0; i < 8; i++)
      g_assert_cmpfloat_with_epsilon (corners[i], expected[i], MODULE);
    aoi_roi_result_clear (&result);
  }
}

static void
test_blank (void)
{
  for (guint32 level = 0; level <= 0xffffff; level += 0x555555) {
    g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (300, 200, level);
    g_autoptr (FixtureFrame) frame = fixture_frame_new (canvas, AOI_FORMAT_GRAY8);
    AoiRoiResult result;

    inspect_all (frame, &result);
    assert_nothing_read (&result);
    aoi_roi_result_clear (&result);
  }
}

/* A code of spaces alone is read as no text, and stands among no values. */
static void
test_no_text (void)
{
  static const Code code = { "QRCode", "   " };
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (400, 400, 0xffffff);
  g_autoptr (FixtureCanvas) picture = draw_code (&code);
  g_autoptr (FixtureFrame) frame = NULL;
  AoiRoiResult result;

  fixture_paste (canvas, picture, 40, 40);
  frame = shoot (canvas);
  inspect_all (frame, &result);
  assert_fails (&result, "no barcode read: the code that is there has no text");
  aoi_roi_result_clear (&result);
}

static void
test_noise (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (11);

  for (guint i = 0; i < 24; i++) {
    g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (320, 240, 0x808080);
    g_autoptr (FixtureFrame) frame = NULL;
    AoiRoiResult result;

    for (guint k = 0; k < 6 * i; k++) {
      const AoiRect rect = { g_rand_int_range (rand, -20, 320), g_rand_int_range (rand, -20, 240),
        g_rand_int_range (rand, 2, 60), g_rand_int_range (rand, 2, 60) };

      fixture_fill_rect (canvas, &rect, g_rand_int (rand) & 0xffffff);
    }
    fixture_blur (canvas, (gint) i % 3);
    fixture_add_noise (canvas, rand, 4.0 + i);
    frame = fixture_frame_new (canvas, AOI_FORMAT_BAYER_GBRG);
    inspect_all (frame, &result);
    assert_nothing_read (&result);
    aoi_roi_result_clear (&result);
  }
}

typedef struct {
  const AoiInspector *inspector;
  gpointer state;
  AoiView view;
  GVariant *values; /* of a first inspection */
} Shared;

static gpointer
inspect_again (gpointer data)
{
  const Shared *shared = data;
  const gconstpointer states[] = { shared->state };
  gpointer scratch = shared->inspector->scratch_new (states, 1, NULL);

  for (guint i = 0; i < 8; i++) {
    AoiRoiResult result = { 0 };

    shared->inspector->inspect (shared->state, scratch, &shared->view, NULL, &result);
    g_assert_cmpint (result.status, ==, AOI_STATUS_PASS);
    g_assert_cmpvariant (result.values, shared->values);
    aoi_roi_result_clear (&result);
  }
  shared->inspector->scratch_free (scratch);
  return NULL;
}

static void
test_concurrent (void)
{
  const Code code = { "DataMatrix", "SN-20001234" };
  g_autoptr (FixtureCanvas) canvas = draw_code (&code);
  g_autoptr (FixtureFrame) frame = shoot (canvas);
  g_autoptr (AoiRoi) roi = fixture_roi_new (AOI_TYPE_BARCODE, &frame->image.valid, 90);
  Shared shared = { .inspector = aoi_inspector_lookup (AOI_TYPE_BARCODE, NULL) };
  GThread *threads[4];
  AoiRoiResult result;

  fixture_inspect (roi, &frame->image, &result);
  shared.values = result.values;
  shared.view = (AoiView){ &frame->image, roi->rect, roi->rotation };
  shared.state = shared.inspector->prepare (shared.inspector, roi, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("inspect", inspect_again, &shared);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  shared.inspector->release (shared.state);
  aoi_roi_result_clear (&result);
}

/* A scratch serves every ROI that it was made for, and refuses a larger one. */
static void
test_scratch_size (void)
{
  const AoiInspector *inspector = aoi_inspector_lookup (AOI_TYPE_BARCODE, NULL);
  const AoiRect small = { 0, 0, 40, 30 }, large = { 0, 0, 90, 120 }, larger = { 0, 0, 91, 120 };
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (100, 120, 0xffffff);
  g_autoptr (FixtureFrame) frame = fixture_frame_new (canvas, AOI_FORMAT_GRAY8);
  g_autoptr (AoiRoi) first = fixture_roi_new (AOI_TYPE_BARCODE, &large, 90);
  g_autoptr (AoiRoi) second = fixture_roi_new (AOI_TYPE_BARCODE, &small, 0);
  const gpointer states[] = { inspector->prepare (inspector, first, NULL),
    inspector->prepare (inspector, second, NULL) };
  gpointer scratch = inspector->scratch_new ((const gconstpointer *) states, 2, NULL);
  AoiView view = { &frame->image, large, 90 };
  AoiRoiResult result = { 0 };

  inspector->inspect (states[0], scratch, &view, NULL, &result);
  assert_nothing_read (&result);
  view = (AoiView){ &frame->image, small, 0 };
  inspector->inspect (states[1], scratch, &view, NULL, &result);
  assert_nothing_read (&result);
  view.rect = larger;
  inspector->inspect (states[0], scratch, &view, NULL, &result);
  g_assert_cmpint (result.status, ==, AOI_STATUS_ERROR);
  g_assert_cmpstr (result.reason, ==, "view of 91x120 pixels is not the ROI's");
  aoi_roi_result_clear (&result);
  inspector->scratch_free (scratch);
  inspector->release (states[0]);
  inspector->release (states[1]);
}

static void
test_cancelled (void)
{
  const AoiInspector *inspector = aoi_inspector_lookup (AOI_TYPE_BARCODE, NULL);
  g_autoptr (FixtureCanvas) canvas = draw_code (&codes[0]);
  g_autoptr (FixtureFrame) frame = fixture_frame_new (canvas, AOI_FORMAT_GRAY8);
  g_autoptr (AoiRoi) roi = fixture_roi_new (AOI_TYPE_BARCODE, &frame->image.valid, 0);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  const AoiView view = { &frame->image, roi->rect, 0 };
  gpointer state = inspector->prepare (inspector, roi, NULL);
  gpointer scratch = inspector->scratch_new ((const gconstpointer[]){ state }, 1, NULL);
  AoiRoiResult result = { 0 };

  g_cancellable_cancel (cancellable);
  inspector->inspect (state, scratch, &view, cancellable, &result);
  g_assert_cmpint (result.status, ==, AOI_STATUS_ERROR);
  g_assert_cmpstr (result.reason, ==, "cancelled");
  aoi_roi_result_clear (&result);
  inspector->scratch_free (scratch);
  inspector->release (state);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (codes); i++) {
    g_autofree gchar *upright = g_strconcat ("/barcode/symbology/", codes[i].symbology, NULL);
    g_autofree gchar *inverted = g_strconcat ("/barcode/inverted/", codes[i].symbology, NULL);

    g_test_add_data_func (upright, &codes[i], test_symbologies);
    g_test_add_data_func (inverted, &codes[i], test_inverted);
  }
  g_test_add_func ("/barcode/off-middle", test_off_middle);
  g_test_add_func ("/barcode/thin-roi", test_thin_roi);
  g_test_add_func ("/barcode/reading-order", test_reading_order);
  g_test_add_func ("/barcode/same-twice", test_same_twice);
  g_test_add_data_func ("/barcode/corners/matrix", &codes[5], test_corners);
  g_test_add_data_func ("/barcode/corners/linear", &codes[7], test_corners);
  g_test_add_func ("/barcode/blank", test_blank);
  g_test_add_func ("/barcode/no-text", test_no_text);
  g_test_add_func ("/barcode/noise", test_noise);
  g_test_add_func ("/barcode/concurrent", test_concurrent);
  g_test_add_func ("/barcode/scratch-size", test_scratch_size);
  g_test_add_func ("/barcode/cancelled", test_cancelled);
  return g_test_run ();
}
