/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a barcode ROI asks of a code's text: the right text passes, every other one fails with both texts. */
#include "barcode-support.h"

/* A code, what the ROI asks for, and what comes of it; @reason is %NULL for a pass. */
typedef struct {
  const gchar *symbology, *text, *keys;
  AoiStatus status;
  const gchar *reason;
} Case;

#define EXPECT(match, text) ", \"text_match\": \"" match "\", \"expected_text\": \"" text "\""
#define PASS AOI_STATUS_PASS, NULL

static const Case cases[] = {
  { "Code128", "LOT-4712", ", \"expected_text\": \"LOT-4711\"", PASS },
  { "Code128", "LOT-4711", EXPECT ("equals", "LOT-4711"), PASS },
  { "Code128", "LOT-4712", EXPECT ("equals", "LOT-4711"), AOI_STATUS_FAIL,
      "expected 'LOT-4711', read 'LOT-4712'" },
  { "Code128", "lot-4711", EXPECT ("equals", "LOT-4711"), AOI_STATUS_FAIL,
      "expected 'LOT-4711', read 'lot-4711'" },
  { "Code128", "LOT-4711", EXPECT ("contains", "4711"), PASS },
  { "Code128", "LOT-4712", EXPECT ("contains", "4711"), AOI_STATUS_FAIL,
      "expected '4711' in it, read 'LOT-4712'" },
  { "Code128", "LOT 4711", EXPECT ("word", "4711"), PASS },
  { "Code128", "LOT 47110", EXPECT ("word", "4711"), AOI_STATUS_FAIL,
      "expected the word '4711', read 'LOT 47110'" },
  { "Code128", "LOT-4711", EXPECT ("regex", "^LOT-[0-9]{4}$"), PASS },
  { "Code128", "LOT-47110", EXPECT ("regex", "^LOT-[0-9]{4}$"), AOI_STATUS_FAIL,
      "expected a match of '^LOT-[0-9]{4}$', read 'LOT-47110'" },
  { "Code128", "AAAAAAAAAAAAAAAAAAAAAAAAAAAAB", EXPECT ("regex", "^(A+)+$"), AOI_STATUS_ERROR,
      NULL },
  { "Code128", "LOT-4711", ", \"length\": 8", PASS },
  { "Code128", "LOT-4711", ", \"length\": [6, 8]", PASS },
  { "Code128", "LOT-47110", ", \"length\": [6, 8]", AOI_STATUS_FAIL,
      "expected 6 to 8 characters, read 9: 'LOT-47110'" },
  { "DataMatrix", "LOT-47110", ", \"length\": 8", AOI_STATUS_FAIL,
      "expected 8 characters, read 9: 'LOT-47110'" },
  { "Code128",
      FNC1 "0104012345678901"
           "10LOT",
      ", \"gs1\": true", PASS },
  { "Code128", FNC1 "10LOT" FNC1 "0104012345678901", ", \"gs1\": [\"01\", \"10\"]", PASS },
  { "Code128", FNC1 "0104012345678900", ", \"gs1\": true", AOI_STATUS_FAIL,
      "not as GS1 asks for: (01) the check digit of '04012345678900' is 0, must be 1; read "
      "'0104012345678900'" },
  { "Code128", FNC1 "10LOT" FNC1 "0104012345678901", ", \"gs1\": [\"17\"]", AOI_STATUS_FAIL,
      "not as GS1 asks for: (17) is missing; read '10LOT<GS>0104012345678901'" },
  { "Code128", "0104012345678901", ", \"gs1\": true", AOI_STATUS_FAIL,
      "expected a code of GS1, read '0104012345678901' of Code128 without FNC1 at the begin" },
  { "Code128", "0104012345678901", ", \"gs1\": false", PASS },
};

static AoiReport *
inspect (const gchar *json, const FixtureFrame *frame)
{
  g_autoptr (AoiRevision) revision = load_good_product (json);
  g_autoptr (AoiEngine) engine = aoi_engine_new (1);

  return aoi_engine_inspect (engine, revision, &frame->image);
}

static gchar *
dup_first (const AoiRoiResult *result, const gchar *key)
{
  g_autoptr (GVariant) texts = aoi_roi_result_get_value (result, key, G_VARIANT_TYPE_STRING_ARRAY);
  gchar *first = NULL;

  if (texts != NULL && g_variant_n_children (texts) > 0)
    g_variant_get_child (texts, 0, "s", &first);
  return first;
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autofree gchar *json = g_strdup_printf ("[{\"idx\": 1, " WHOLE "%s}]", c->keys);
  g_autoptr (FixtureFrame) frame = draw_board (c->symbology, c->text, NULL);
  g_autoptr (AoiReport) report = inspect (json, frame);
  const AoiRoiResult *roi = aoi_report_get_roi (report, 0);
  g_autofree gchar *read = dup_first (roi, AOI_VALUE_BARCODES);
  g_autofree gchar *matched = dup_first (roi, AOI_VALUE_MATCHED);

  g_assert_nonnull (read);
  if (c->status != AOI_STATUS_ERROR)
    g_assert_cmpstr (roi->reason, ==, c->reason);
  g_assert_cmpint (roi->status, ==, c->status);
  if (c == &cases[0] || c == &cases[G_N_ELEMENTS (cases) - 1])
    g_assert_null (matched);
  else
    g_assert_cmpstr (matched, ==, c->status == AOI_STATUS_PASS ? read : NULL);
}

/* Of several codes one has to be all that is asked for, and not each something of it. */
static void
test_several (void)
{
  static const gchar json[] =
      "[{\"idx\": 1, \"type\": \"barcode\", \"coords\": [0, 0, 1000, 200]%s}]";
  static const struct {
    const gchar *keys, *reason;
  } asked[] = {
    { EXPECT ("equals", "SERIAL-7"), NULL },
    { EXPECT ("contains", "4711") ", \"length\": 8", NULL },
    { EXPECT ("contains", "SERIAL") ", \"length\": 9",
        "expected 9 characters, read 8: 'SERIAL-7', as the best of what was read" },
    { EXPECT ("equals", "X"), "expected 'X', read 'LOT-4711', as the best of what was read" },
  };
  g_autoptr (FixtureFrame) frame = draw_board ("QRCode", "LOT-4711", "SERIAL-7");

  for (guint i = 0; i < G_N_ELEMENTS (asked); i++) {
    g_autofree gchar *product = g_strdup_printf (json, asked[i].keys);
    g_autoptr (AoiReport) report = inspect (product, frame);
    const AoiRoiResult *roi = aoi_report_get_roi (report, 0);

    g_assert_cmpstr (roi->reason, ==, asked[i].reason);
    g_assert_cmpint (roi->status, ==, asked[i].reason == NULL ? AOI_STATUS_PASS : AOI_STATUS_FAIL);
  }
}

/* Without one of the keys a result is what it was: nothing of what was checked. */
static void
test_no_keys (void)
{
  g_autoptr (FixtureFrame) frame = draw_board ("QRCode", "LOT-4711", NULL);
  g_autoptr (AoiReport) report = inspect ("[{\"idx\": 1, " WHOLE "}]", frame);
  g_autoptr (GVariant)
      matched = aoi_roi_result_get_value (aoi_report_get_roi (report, 0), AOI_VALUE_MATCHED, NULL);

  g_assert_true (aoi_report_get_passed (report));
  g_assert_null (matched);
}

typedef struct {
  const gchar *keys, *says;
} Refused;

static const Refused refused[] = {
  { "\"text_match\": \"equal\", \"expected_text\": \"A\"", "rois[0].text_match: must be" },
  { "\"text_match\": \"equals\"", "rois[0].text_match: has no expected_text to compare with" },
  { "\"text_match\": \"regex\", \"expected_text\": \"(\"",
      "rois[0].expected_text: '(' is no regular expression" },
  { "\"length\": 0",
      "rois[0].length: must be a number of characters from 1 to 10000, or [fewest, most]" },
  { "\"length\": [8, 6]", "rois[0].length: must be [fewest, most]" },
  { "\"length\": [0, 6]", "rois[0].length: must be [fewest, most]" },
  { "\"length\": \"8\"", "rois[0].length: must be a number of characters" },
  { "\"unique\": true", "rois[0].unique: must be \"device\", \"run\", or an object" },
  { "\"unique\": \"board\"", "rois[0].unique: must be \"device\" or \"run\", is \"board\"" },
  { "\"unique\": {}", "rois[0].unique.within: is missing" },
  { "\"unique\": {\"within\": \"run\", \"boards\": 10001}",
      "rois[0].unique.boards: must be an integer from 1 to 10000, is 10001" },
  { "\"unique\": {\"within\": \"run\", \"seconds\": 0}",
      "rois[0].unique.seconds: must be an integer from 1 to 86400, is 0" },
  { "\"unique\": {\"within\": \"device\", \"boards\": 5}",
      "rois[0].unique: has boards or seconds" },
  { "\"gs1\": \"01\"", "rois[0].gs1: must be true, false, or an array" },
  { "\"gs1\": []", "rois[0].gs1: must be true, false, or an array" },
  { "\"gs1\": [\"01\", \"05\"]", "rois[0].gs1[1]: must be a known application identifier" },
  { "\"gs1\": [1]", "rois[0].gs1[0]: must be a known application identifier" },
};

static void
test_refused (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (refused); i++) {
    g_autofree gchar *json = g_strdup_printf ("[{\"idx\": 1, " WHOLE ", %s}]", refused[i].keys);
    g_autoptr (GError) error = NULL;

    g_assert_null (load_product (json, &error));
    if (strstr (error->message, refused[i].says) == NULL)
      g_error ("\"%s\" does not say \"%s\"", error->message, refused[i].says);
  }
}

static gchar *
describe (const gchar *keys)
{
  g_autofree gchar *json = g_strdup_printf ("[{\"idx\": 1, " WHOLE "%s}]", keys);
  g_autoptr (AoiRevision) revision = load_good_product (json);
  const AoiRoi *roi = aoi_product_get_roi (aoi_revision_get_product (revision), 0);

  return aoi_roi_type_lookup (AOI_TYPE_BARCODE)->describe (roi);
}

static void
test_describe (void)
{
  static const struct {
    const gchar *keys, *words;
  } described[] = {
    { "", "" },
    { ", \"expected_text\": \"A\"", "" },
    { ", \"is_device_barcode\": true, \"length\": 8", "names the device, 8 characters" },
    { EXPECT ("equals", "A") ", \"length\": [1, 2]", "is 'A', 1 to 2 characters" },
    { ", \"gs1\": [\"01\", \"10\"], \"unique\": \"device\"", "GS1 with 01 10, once on the board" },
    { ", \"unique\": \"run\"", "once on the board, not within the last 1000 boards" },
    { ", \"unique\": {\"within\": \"run\", \"seconds\": 60}",
        "once on the board, not within the last 60 s" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (described); i++) {
    g_autofree gchar *words = describe (described[i].keys);

    g_assert_cmpstr (words, ==, described[i].words);
  }
}

/* In ROIs of other types the keys are unknown, as a mistyped key within `unique` is. */
static void
test_unknown (void)
{
  static const gchar *const products[] = {
    "[{\"idx\": 1, \"type\": \"compare\", \"coords\": [0, 0, 9, 9], \"length\": 8}]",
    "[{\"idx\": 1, " WHOLE ", \"unique\": {\"within\": \"run\", \"board\": 5}}]",
  };

  for (guint i = 0; i < G_N_ELEMENTS (products); i++) {
    g_autoptr (AoiRevision) revision = load_good_product (products[i]);
    g_autoptr (GError) error = NULL;

    g_assert_false (aoi_product_check_keys (aoi_revision_get_product (revision), &error));
    g_assert_nonnull (strstr (error->message, i == 0 ? "rois[0].length" : "rois[0].unique.board"));
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *path = g_strdup_printf ("/barcode-content/case/%u", i);

    g_test_add_data_func (path, &cases[i], test_case);
  }
  g_test_add_func ("/barcode-content/several", test_several);
  g_test_add_func ("/barcode-content/no-keys", test_no_keys);
  g_test_add_func ("/barcode-content/refused", test_refused);
  g_test_add_func ("/barcode-content/describe", test_describe);
  g_test_add_func ("/barcode-content/unknown", test_unknown);
  return g_test_run ();
}
