/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <glib/gstdio.h>
#include <string.h>

#include "aoi-error.h"
#include "ocr-support.h"
#include "product/aoi-text.h"

/* Of the test's main thread, for pictures up to 1000 x 1000: Tesseract takes long to start. */
static gpointer
get_scratch (const AoiInspector *inspector)
{
  static gpointer scratch;
  g_autoptr (AoiRoi) largest = NULL;
  g_autoptr (GError) error = NULL;
  gpointer state;

  if (scratch != NULL)
    return scratch;
  largest = fixture_roi_new (AOI_TYPE_OCR, &(AoiRect){ 0, 0, 1000, 1000 }, 0);
  state = inspector->prepare (inspector, largest, &error);
  g_assert_no_error (error);
  scratch = inspector->scratch_new ((const gconstpointer[]){ state }, 1, &error);
  g_assert_no_error (error);
  inspector->release (state);
  return scratch;
}

static void
inspect_part (const FixtureFrame *frame, const AoiRect *rect, guint rotation, const gchar *expected,
    AoiRoiResult *result)
{
  const AoiInspector *inspector = aoi_inspector_lookup (AOI_TYPE_OCR, NULL);
  const AoiView view = { &frame->image, *rect, rotation };
  g_autoptr (AoiRoi) roi = fixture_roi_new (AOI_TYPE_OCR, rect, rotation);
  gpointer state;

  roi->expected_text = g_strdup (expected);
  state = inspector->prepare (inspector, roi, NULL);
  *result = (AoiRoiResult){ 0 };
  inspector->inspect (state, get_scratch (inspector), &view, NULL, result);
  aoi_roi_result_seal (result);
  inspector->release (state);
}

static void
inspect_all (const FixtureFrame *frame, guint rotation, const gchar *expected, AoiRoiResult *result)
{
  inspect_part (frame, &frame->image.valid, rotation, expected, result);
}

static void
test_label (gconstpointer data)
{
  static const gint sizes[] = { 12, 20, 36, 60 };
  const gchar *text = data;

  for (guint i = 0; i < G_N_ELEMENTS (sizes); i++) {
    for (guint turn = 0; turn < 4; turn++) {
      const gboolean light = (i + turn) % 2 == 1;
      g_autoptr (FixtureFrame) frame = shoot_label (text, sizes[i], turn * 90, light);
      AoiRoiResult result;

      inspect_all (frame, turn * 90, text, &result);
      g_assert_cmpstr (aoi_roi_result_get_string (&result, AOI_VALUE_TEXT), ==, text);
      g_assert_cmpint (result.status, ==, AOI_STATUS_PASS);
      aoi_roi_result_clear (&result);
    }
  }
}

static void
test_expected (void)
{
  static const struct {
    const gchar *expected;
    const gchar *reason; /* NULL: passes */
  } cases[] = {
    { "REV B 104", NULL },
    { "  rev b\t\n104 ", NULL },
    { "v b 1", NULL },
    { "REV A", "expected 'REV A', detected 'REV B 104'" },
    { "REV B 1045", "expected 'REV B 1045', detected 'REV B 104'" },
    { "REVB", "expected 'REVB', detected 'REV B 104'" },
    { " x ", "expected 'x', detected 'REV B 104'" },
  };
  g_autoptr (FixtureFrame) frame = shoot_label ("REV B 104", 30, 0, FALSE);

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *trimmed = aoi_text_trim (cases[i].expected);
    AoiRoiResult result;

    inspect_all (frame, 0, cases[i].expected, &result);
    g_assert_cmpstr (aoi_roi_result_get_string (&result, AOI_VALUE_TEXT), ==, "REV B 104");
    g_assert_cmpstr (aoi_roi_result_get_string (&result, AOI_VALUE_EXPECTED_TEXT), ==, trimmed);
    g_assert_cmpstr (result.reason, ==, cases[i].reason);
    g_assert_cmpint (
        result.status, ==, cases[i].reason == NULL ? AOI_STATUS_PASS : AOI_STATUS_FAIL);
    g_assert_cmpfloat (result.score, ==, cases[i].reason == NULL ? 1.0 : 0.0);
    g_assert_cmpfloat (result.threshold, ==, 1.0);
    aoi_roi_result_clear (&result);
  }
}

static void
test_any_text (void)
{
  g_autoptr (FixtureFrame) frame = shoot_label ("PN12345", 30, 0, TRUE);
  static const gchar *const none[] = { NULL, "", " \t\n" };

  for (guint i = 0; i < G_N_ELEMENTS (none); i++) {
    AoiRoiResult result;
    gdouble confidence;

    inspect_all (frame, 0, none[i], &result);
    g_assert_cmpint (result.status, ==, AOI_STATUS_PASS);
    g_assert_cmpstr (aoi_roi_result_get_string (&result, AOI_VALUE_TEXT), ==, "PN12345");
    g_assert_null (aoi_roi_result_get_string (&result, AOI_VALUE_EXPECTED_TEXT));
    confidence = aoi_roi_result_get_double (&result, AOI_VALUE_CONFIDENCE, -1.0);
    g_assert_cmpfloat (confidence, >, 0.5);
    g_assert_cmpfloat (confidence, <=, 1.0);
    aoi_roi_result_clear (&result);
  }
}

static void
test_several_lines (void)
{
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (300, 160, 0xf0f0f0);
  g_autoptr (FixtureFrame) frame = NULL;
  AoiRoiResult result;

  fixture_draw_text (canvas, FONT, 30, 30, 30, "MADE IN", 0x202020);
  fixture_draw_text (canvas, FONT, 30, 30, 90, "EUROPE", 0x202020);
  frame = fixture_frame_new (canvas, AOI_FORMAT_GRAY8);
  inspect_all (frame, 0, "made in europe", &result);
  g_assert_cmpstr (aoi_roi_result_get_string (&result, AOI_VALUE_TEXT), ==, "MADE IN\nEUROPE");
  g_assert_cmpint (result.status, ==, AOI_STATUS_PASS);
  aoi_roi_result_clear (&result);
}

/* No contrast, also with a camera's noise in it, has no text, with any expected text. */
static void
test_blank (void)
{
  for (guint i = 0; i < 8; i++) {
    g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (120, 60, i % 2 ? 0xffffff : 0x305040);
    g_autoptr (GRand) rand = g_rand_new_with_seed (i);
    g_autoptr (FixtureFrame) frame = NULL;
    AoiRoiResult result;

    fixture_add_noise (canvas, rand, i / 2);
    frame = fixture_frame_new (canvas, AOI_FORMAT_BAYER_BGGR);
    inspect_all (frame, 90, i % 4 < 2 ? "PN12345" : NULL, &result);
    g_assert_cmpint (result.status, ==, AOI_STATUS_FAIL);
    g_assert_cmpstr (result.reason, ==, "no text detected");
    g_assert_cmpstr (aoi_roi_result_get_string (&result, AOI_VALUE_TEXT), ==, "");
    aoi_roi_result_clear (&result);
  }
}

static void
test_tiny_roi (void)
{
  g_autoptr (FixtureFrame) frame = shoot_label ("PN12345", 30, 0, FALSE);
  static const gint sizes[] = { 1, 2, 3, 7, 40 };

  for (guint i = 0; i < 2 * G_N_ELEMENTS (sizes) * G_N_ELEMENTS (sizes); i++) {
    const AoiRect rect = { 21, 16, sizes[i / 2 % G_N_ELEMENTS (sizes)],
      sizes[i / 2 / G_N_ELEMENTS (sizes)] };
    AoiRoiResult result;

    inspect_part (frame, &rect, i % 2 * 270, "PN12345", &result);
    g_assert_cmpint (result.status, ==, AOI_STATUS_FAIL);
    aoi_roi_result_clear (&result);
  }
}

typedef struct {
  const AoiInspector *inspector;
  gpointer state;
  FixtureFrame *frames[4];
  GVariant *values[4]; /* of each frame, with a scratch of its own */
} Shared;

static void
shared_init (Shared *shared)
{
  static const gchar *const labels[] = { "PN12345", "v0.1.8", "REV B", "MADE IN EU" };
  g_autoptr (AoiRoi) roi = fixture_roi_new (AOI_TYPE_OCR, &(AoiRect){ 0, 0, 400, 100 }, 0);

  shared->inspector = aoi_inspector_lookup (AOI_TYPE_OCR, NULL);
  shared->state = shared->inspector->prepare (shared->inspector, roi, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (labels); i++) {
    AoiRoiResult result;

    shared->frames[i] = shoot_label (labels[i], 14 + 6 * (gint) i, 0, i % 2 == 1);
    roi->rect = shared->frames[i]->image.valid;
    fixture_inspect (roi, &shared->frames[i]->image, &result);
    shared->values[i] = g_variant_ref (result.values);
    aoi_roi_result_clear (&result);
  }
}

static void
shared_clear (Shared *shared)
{
  for (guint i = 0; i < G_N_ELEMENTS (shared->frames); i++) {
    fixture_frame_free (shared->frames[i]);
    g_variant_unref (shared->values[i]);
  }
  shared->inspector->release (shared->state);
}

/* Boards in two orders with one scratch: each reads as it does alone. */
static gpointer
inspect_in_orders (gpointer data)
{
  const Shared *shared = data;
  gpointer scratch = shared->inspector->scratch_new (
      (const gconstpointer[]){ shared->state }, 1, NULL);

  for (guint i = 0; i < 8; i++) {
    const guint board = i < 4 ? i : (3 * i) % 4;
    const AoiImage *image = &shared->frames[board]->image;
    const AoiView view = { image, image->valid, 0 };
    AoiRoiResult result = { 0 };

    shared->inspector->inspect (shared->state, scratch, &view, NULL, &result);
    g_assert_cmpvariant (result.values, shared->values[board]);
    aoi_roi_result_clear (&result);
  }
  shared->inspector->scratch_free (scratch);
  return NULL;
}

static void
test_order (void)
{
  Shared shared;

  shared_init (&shared);
  inspect_in_orders (&shared);
  shared_clear (&shared);
}

static void
test_concurrent (void)
{
  GThread *threads[3];
  Shared shared;

  shared_init (&shared);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    threads[i] = g_thread_new ("inspect", inspect_in_orders, &shared);
  for (guint i = 0; i < G_N_ELEMENTS (threads); i++)
    g_thread_join (threads[i]);
  shared_clear (&shared);
}

static guint
count_threads (void)
{
  g_autoptr (GDir) dir = g_dir_open ("/proc/self/task", 0, NULL);
  guint n = 0;

  g_assert_nonnull (dir);
  while (g_dir_read_name (dir) != NULL)
    n++;
  return n;
}

/* The workers own the CPUs: Tesseract starts no thread of its own. */
static void
test_no_threads (void)
{
  if (g_test_subprocess ()) {
    g_autoptr (FixtureFrame) frame = shoot_label ("PN12345", 30, 0, FALSE);
    const guint before = count_threads ();
    AoiRoiResult result;

    inspect_all (frame, 0, "PN12345", &result);
    g_assert_cmpint (result.status, ==, AOI_STATUS_PASS);
    g_assert_cmpuint (count_threads (), ==, before);
    aoi_roi_result_clear (&result);
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
}

/* Neither language data that is missing nor a picture that makes Tesseract talk shows on stderr. */
static void
test_silent (void)
{
  if (g_test_subprocess ()) {
    g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (200, 90, 0x808080);
    g_autoptr (GRand) rand = g_rand_new_with_seed (1);
    g_autoptr (FixtureFrame) frame = NULL;
    AoiRoiResult result;

    fixture_add_noise (canvas, rand, 40.0);
    frame = fixture_frame_new (canvas, AOI_FORMAT_GRAY8);
    inspect_all (frame, 0, "PN12345", &result);
    g_assert_cmpint (result.status, ==, AOI_STATUS_FAIL);
    aoi_roi_result_clear (&result);
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("");
}

static void
test_no_language (void)
{
  if (g_test_subprocess ()) {
    const AoiInspector *inspector = aoi_inspector_lookup (AOI_TYPE_OCR, NULL);
    g_autoptr (AoiRoi) roi = fixture_roi_new (AOI_TYPE_OCR, &(AoiRect){ 0, 0, 9, 9 }, 0);
    g_autoptr (GError) error = NULL;
    g_autofree gchar *folder = g_dir_make_tmp (NULL, &error);

    /* One that is there: Tesseract 5.5 takes its own folder instead of one that is not. */
    g_assert_no_error (error);
    g_setenv ("TESSDATA_PREFIX", folder, TRUE);
    g_assert_null (inspector->prepare (inspector, roi, &error));
    g_assert_cmpint (g_rmdir (folder), ==, 0);
    g_assert_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED);
    g_assert_nonnull (strstr (error->message, "no data of the language \"eng\" (installed: none)"));
    g_assert_nonnull (strstr (error->message, "tesseract-ocr-eng"));
    return;
  }
  g_test_trap_subprocess (NULL, 0, 0);
  g_test_trap_assert_passed ();
  g_test_trap_assert_stderr ("");
}

/* Each word's box holds its ink and little else, in frame coordinates, whichever way it stands. */
static void
test_words (void)
{
  for (guint turn = 0; turn < 4; turn++) {
    g_autoptr (FixtureFrame) frame = shoot_label ("LINE 24", 36, turn * 90, turn % 2 == 1);
    g_autoptr (GVariant) words = NULL, confidences = NULL, boxes = NULL;
    AoiRoiResult result;
    const gint *b;
    gsize n;

    inspect_all (frame, turn * 90, NULL, &result);
    words = aoi_roi_result_get_value (&result, AOI_VALUE_WORDS, G_VARIANT_TYPE_STRING_ARRAY);
    g_assert_cmpuint (g_variant_n_children (words), ==, 2);
    confidences = aoi_roi_result_get_value (
        &result, AOI_VALUE_WORD_CONFIDENCES, G_VARIANT_TYPE ("ad"));
    g_assert_cmpuint (g_variant_n_children (confidences), ==, 2);
    boxes = aoi_roi_result_get_value (&result, AOI_VALUE_WORD_BOXES, G_VARIANT_TYPE ("ai"));
    b = g_variant_get_fixed_array (boxes, &n, sizeof (gint));
    g_assert_cmpuint (n, ==, 8);
    for (guint k = 0; k < 2; k++) {
      const AoiRect box = { b[4 * k], b[4 * k + 1], b[4 * k + 2], b[4 * k + 3] };
      const gint across = turn % 2 == 1 ? box.width : box.height;

      g_assert_true (aoi_rect_contains (&frame->image.valid, &box));
      g_assert_cmpint (ABS (across - 27), <=, 4);
    }
    if (turn % 2 == 0)
      g_assert_cmpint (turn == 0 ? b[0] + b[2] : b[4] + b[6], <, turn == 0 ? b[4] : b[0]);
    else
      g_assert_cmpint (turn == 1 ? b[1] + b[3] : b[5] + b[7], <, turn == 1 ? b[5] : b[1]);
    aoi_roi_result_clear (&result);
  }
}

/* The light falls off to a third; a dark board shows around a white label. */
static void
test_surroundings (void)
{
  g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (300, 110, 0x202820);
  g_autoptr (FixtureFrame) frame = NULL;
  AoiRoiResult result;

  fixture_fill_rect (canvas, &(AoiRect){ 25, 12, 275, 80 }, 0xe8e8e0);
  fixture_draw_text (canvas, FONT, 36, 60, 32, "PN12345", 0x303030);
  for (gint i = 0; i < canvas->width * canvas->height * 3; i++)
    canvas->data[i] = (guint8) (canvas->data[i] * (450 - i / 3 % canvas->width) / 450);
  frame = fixture_frame_new (canvas, AOI_FORMAT_BAYER_RGGB);
  inspect_all (frame, 0, "PN12345", &result);
  g_assert_cmpstr (aoi_roi_result_get_string (&result, AOI_VALUE_TEXT), ==, "PN12345");
  g_assert_cmpint (result.status, ==, AOI_STATUS_PASS);
  aoi_roi_result_clear (&result);
}

/* The board begins beside the last character, and is so much darker that the mean around it is no ground. */
static void
test_near_surroundings (void)
{
  for (gint light = 0; light < 2; light++) {
    g_autoptr (FixtureCanvas) canvas = fixture_canvas_new (215, 100, light ? 0xe8e8e8 : 0x101010);
    g_autoptr (FixtureFrame) frame = NULL;
    AoiRoiResult result;

    fixture_fill_rect (canvas, &(AoiRect){ 0, 18, 199, 76 }, light ? 0x080808 : 0xf4f4f4);
    fixture_draw_text (canvas, FONT, 22, 26, 43, "SMKVID63BUH", light ? 0xd8d8d8 : 0x484848);
    frame = fixture_frame_new (canvas, AOI_FORMAT_RGB);
    inspect_all (frame, 0, "SMKVID63BUH", &result);
    g_assert_cmpstr (aoi_roi_result_get_string (&result, AOI_VALUE_TEXT), ==, "SMKVID63BUH");
    g_assert_cmpint (result.status, ==, AOI_STATUS_PASS);
    aoi_roi_result_clear (&result);
  }
}

static void
test_cancelled (void)
{
  const AoiInspector *inspector = aoi_inspector_lookup (AOI_TYPE_OCR, NULL);
  g_autoptr (FixtureFrame) frame = shoot_label ("PN12345", 30, 0, FALSE);
  g_autoptr (AoiRoi) roi = fixture_roi_new (AOI_TYPE_OCR, &frame->image.valid, 0);
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

  g_cancellable_reset (cancellable);
  inspector->inspect (state, scratch, &view, cancellable, &result);
  g_assert_cmpstr (aoi_roi_result_get_string (&result, AOI_VALUE_TEXT), ==, "PN12345");
  aoi_roi_result_clear (&result);
  inspector->scratch_free (scratch);
  inspector->release (state);
}

static void
test_fold (void)
{
  static const gchar *const cases[][3] = {
    { "", "", "" },
    { " \t\r\n\302\240", "", "" },
    { "  PN  12\n345 ", "PN  12\n345", "pn 12 345" },
    { "\303\204\341\272\236", "\303\204\341\272\236", "\303\244ss" },
    { "\342\200\203x\342\200\203", "x", "x" },
    { "A\377B", "A\357\277\275B", "a\357\277\275b" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *trimmed = aoi_text_trim (cases[i][0]);
    g_autofree gchar *folded = aoi_text_fold (cases[i][0]);

    g_assert_cmpstr (trimmed, ==, cases[i][1]);
    g_assert_cmpstr (folded, ==, cases[i][2]);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/ocr/label/number", "PN12345", test_label);
  g_test_add_data_func ("/ocr/label/version", "v0.1.8", test_label);
  g_test_add_func ("/ocr/expected", test_expected);
  g_test_add_func ("/ocr/any-text", test_any_text);
  g_test_add_func ("/ocr/several-lines", test_several_lines);
  g_test_add_func ("/ocr/blank", test_blank);
  g_test_add_func ("/ocr/tiny-roi", test_tiny_roi);
  g_test_add_func ("/ocr/order", test_order);
  g_test_add_func ("/ocr/concurrent", test_concurrent);
  g_test_add_func ("/ocr/no-threads", test_no_threads);
  g_test_add_func ("/ocr/silent", test_silent);
  g_test_add_func ("/ocr/no-language", test_no_language);
  g_test_add_func ("/ocr/words", test_words);
  g_test_add_func ("/ocr/surroundings", test_surroundings);
  g_test_add_func ("/ocr/near-surroundings", test_near_surroundings);
  g_test_add_func ("/ocr/cancelled", test_cancelled);
  g_test_add_func ("/ocr/fold", test_fold);
  return g_test_run ();
}
