/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "aoi-error.h"
#include "ocr-support.h"
#include "product/aoi-text-alike.h"

/* The product is refused, by path and value, also for one of several; "osd" reads nothing. */
static void
test_other_language (void)
{
  static const gchar *const names[] = { "xyz", "eng+xyz", "osd" };
  const AoiInspector *inspector = aoi_inspector_lookup (AOI_TYPE_OCR, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autoptr (AoiRoi) roi = fixture_roi_new (AOI_TYPE_OCR, &(AoiRect){ 0, 0, 9, 9 }, 0);
    g_autoptr (GError) error = NULL;

    g_free (roi->path);
    roi->path = g_strdup ("rois[3]");
    g_free (roi->ocr.language);
    roi->ocr.language = g_strdup (names[i]);
    g_assert_null (inspector->prepare (inspector, roi, &error));
    g_assert_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED);
    g_assert_true (g_str_has_prefix (error->message, "rois[3].language: "));
    g_assert_nonnull (strstr (error->message, i < 2 ? "\"xyz\"" : "\"osd\""));
    g_assert_nonnull (strstr (error->message, "eng"));
  }
}

/* ROIs of one product may have different languages: one piece of working memory serves both. */
static void
test_languages (void)
{
  static const gchar *const names[] = { "eng", "eng+eng" };
  const AoiInspector *inspector = aoi_inspector_lookup (AOI_TYPE_OCR, NULL);
  g_autoptr (FixtureFrame) frame = shoot_label ("PN12345", 30, 0, FALSE);
  const AoiView view = { &frame->image, frame->image.valid, 0 };
  gpointer states[2], scratch;

  for (guint i = 0; i < 2; i++) {
    g_autoptr (AoiRoi) roi = fixture_roi_new (AOI_TYPE_OCR, &frame->image.valid, 0);

    g_free (roi->ocr.language);
    roi->ocr.language = g_strdup (names[i]);
    states[i] = inspector->prepare (inspector, roi, NULL);
    g_assert_nonnull (states[i]);
  }
  scratch = inspector->scratch_new ((const gconstpointer *) states, 2, NULL);
  for (guint i = 0; i < 2; i++) {
    AoiRoiResult result = { 0 };

    inspector->inspect (states[i], scratch, &view, NULL, &result);
    g_assert_cmpstr (aoi_roi_result_get_string (&result, AOI_VALUE_TEXT), ==, "PN12345");
    aoi_roi_result_clear (&result);
    inspector->release (states[i]);
  }
  inspector->scratch_free (scratch);
}

static void
test_whitelist (void)
{
  g_autoptr (FixtureFrame) frame = shoot_label ("PN12345", 30, 0, FALSE);
  g_autoptr (AoiRoi) roi = fixture_roi_new (AOI_TYPE_OCR, &frame->image.valid, 0);
  AoiRoiResult result;
  const gchar *text;

  roi->ocr.whitelist = g_strdup ("0123456789");
  fixture_inspect (roi, &frame->image, &result);
  text = aoi_roi_result_get_string (&result, AOI_VALUE_TEXT);
  g_assert_cmpuint (strspn (text, "0123456789 "), ==, strlen (text));
  g_assert_nonnull (strstr (text, "12345"));
  aoi_roi_result_clear (&result);
}

/* A list of what was allowed for is there only if something was. */
static void
test_similar_verdict (void)
{
  static const struct {
    const gchar *expected;
    const gchar *reason;
    AoiStatus exact, similar;
  } cases[] = {
    { "rev b 104", NULL, AOI_STATUS_PASS, AOI_STATUS_PASS },
    { "REV 8 1O4", "text \"REV B 104\" taken as \"REV 8 1O4\": B for 8, 0 for O", AOI_STATUS_FAIL,
        AOI_STATUS_PASS },
    { "REV C 104", "expected 'REV C 104', detected 'REV B 104'", AOI_STATUS_FAIL, AOI_STATUS_FAIL },
  };
  g_autoptr (FixtureFrame) frame = shoot_label ("REV B 104", 30, 0, FALSE);

  for (guint i = 0; i < 2 * G_N_ELEMENTS (cases); i++) {
    const gboolean similar = i % 2 == 1;
    const AoiStatus status = similar ? cases[i / 2].similar : cases[i / 2].exact;
    g_autoptr (AoiRoi) roi = fixture_roi_new (AOI_TYPE_OCR, &frame->image.valid, 0);
    g_autoptr (GVariant) look_alikes = NULL;
    AoiRoiResult result;

    roi->expected_text = g_strdup (cases[i / 2].expected);
    roi->text_match = similar ? AOI_TEXT_MATCH_SIMILAR : AOI_TEXT_MATCH_UNSET;
    fixture_inspect (roi, &frame->image, &result);
    g_assert_cmpint (result.status, ==, status);
    look_alikes = aoi_roi_result_get_value (
        &result, AOI_VALUE_LOOK_ALIKES, G_VARIANT_TYPE_STRING_ARRAY);
    g_assert_cmpint (look_alikes != NULL, ==, i == 3);
    if (similar)
      g_assert_cmpstr (result.reason, ==, cases[i / 2].reason);
    aoi_roi_result_clear (&result);
  }
}

static void
test_similar_text (void)
{
  static const struct {
    const gchar *text, *expected, *part, *swaps; /* part is NULL where there is none */
  } cases[] = {
    { "B0X", "BOX", "B0X", "0 for O" },
    { "aS5l2 x", "A5SIZ", "aS5l2", "S for 5, 5 for S, l for I, 2 for Z" },
    { "8OO BOO", "BO0", "BOO", "O for 0" },
    { "8O0 BO0", "bo0", "BO0", "" },
    { "A  B\n1", "a b i", "A B 1", "1 for i" },
    { "BOX", "BOY", NULL, NULL },
    { "D0", "Q0", NULL, NULL },
    { "B0", "B0X", NULL, NULL },
    { "", "x", NULL, NULL },
    { "\303\2040", "\303\244O", "\303\2040", "0 for O" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_auto (AoiTextLikeness) similarity = { NULL, NULL };
    const gboolean is_similar = aoi_text_find_alike (cases[i].text, cases[i].expected, &similarity);

    g_assert_cmpstr (similarity.part, ==, cases[i].part);
    g_assert_cmpint (is_similar, ==, cases[i].part != NULL);
    if (is_similar) {
      g_autofree gchar *swaps = g_strjoinv (", ", similarity.swaps);

      g_assert_cmpstr (swaps, ==, cases[i].swaps);
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/ocr/language/other", test_other_language);
  g_test_add_func ("/ocr/language/several", test_languages);
  g_test_add_func ("/ocr/whitelist", test_whitelist);
  g_test_add_func ("/ocr/similar/verdict", test_similar_verdict);
  g_test_add_func ("/ocr/similar/text", test_similar_text);
  return g_test_run ();
}
