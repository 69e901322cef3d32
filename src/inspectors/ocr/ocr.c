/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/ocr/ocr.h"

#include "aoi-error.h"
#include "inspectors/ocr/ocr-fonts.h"
#include "inspectors/ocr/ocr-language.h"
#include "inspectors/ocr/ocr-read.h"
#include "product/aoi-text-match.h"
#include "product/aoi-text.h"

/* The least confidence where any text is good and the ROI says none: grain stays below it. */
#define MIN_ANY_TEXT 0.6

typedef struct {
  AoiTextMatcher *matcher; /* NULL: any text is good */
  AoiOcrWanted *wanted; /* what must stand there; NULL also for an expression */
  gchar *whitelist; /* or NULL */
  const gchar *language; /* interned */
  gdouble confidence; /* that the text must have, 0..1 */
  gsize size; /* bytes of the gray view */
} OcrState;

typedef struct {
  AoiOcrPage page;
  GHashTable *readers; /* language, by its pointer -> AoiOcrReader, owned */
} OcrScratch;

/* As the product's other errors, by path and value. */
static gboolean
check_language (const AoiRoi *roi, GError **error)
{
  if (aoi_ocr_language_check (roi->ocr.language, error))
    return TRUE;
  g_prefix_error (error, "%s.language: ", roi->path != NULL ? roi->path : "roi");
  return FALSE;
}

/* FALSE if it is wrong; @matcher is NULL where any text is good. */
static gboolean
prepare_matcher (const AoiRoi *roi, AoiTextMatcher **matcher, GError **error)
{
  g_autofree gchar *expected = aoi_text_trim (roi->expected_text != NULL ? roi->expected_text : "");

  *matcher = NULL;
  if (*expected == '\0')
    return TRUE;
  *matcher = aoi_text_matcher_new (roi->text_match, expected, FALSE, error);
  if (*matcher == NULL)
    g_prefix_error (error, "%s.expected_text: ", roi->path != NULL ? roi->path : "roi");
  return *matcher != NULL;
}

static gdouble
choose_confidence (const AoiRoi *roi, gboolean any_text)
{
  return any_text && roi->ocr.confidence <= 0.0 ? MIN_ANY_TEXT : roi->ocr.confidence;
}

static gpointer
ocr_prepare (const AoiInspector *self, const AoiRoi *roi, GError **error)
{
  const AoiView view = { .rect = roi->rect, .rotation = roi->rotation };
  AoiTextMatcher *matcher;
  OcrState *state;
  gint width, height;

  if (!check_language (roi, error) || !prepare_matcher (roi, &matcher, error))
    return NULL;
  aoi_ocr_net_init ();
  aoi_ocr_fonts_init ();
  state = g_new0 (OcrState, 1);
  aoi_view_get_size (&view, &width, &height);
  state->matcher = matcher;
  if (matcher != NULL && roi->text_match != AOI_TEXT_MATCH_REGEX)
    state->wanted = aoi_ocr_wanted_new (aoi_text_matcher_get_expected (matcher));
  state->size = (gsize) MAX (width, 0) * (gsize) MAX (height, 0);
  state->whitelist = g_strdup (roi->ocr.whitelist);
  state->language = g_intern_string (roi->ocr.language);
  state->confidence = choose_confidence (roi, matcher == NULL);
  return state;
}

static void
ocr_release (gpointer data)
{
  OcrState *state = data;

  g_clear_pointer (&state->matcher, aoi_text_matcher_free);
  g_clear_pointer (&state->wanted, aoi_ocr_wanted_free);
  g_free (state->whitelist);
  g_free (state);
}

static void
ocr_scratch_free (gpointer data)
{
  OcrScratch *scratch = data;

  g_hash_table_unref (scratch->readers);
  aoi_ocr_page_clear (&scratch->page);
  g_free (scratch);
}

static gboolean
add_reader (OcrScratch *scratch, const gchar *language, GError **error)
{
  AoiOcrReader *reader;

  if (g_hash_table_contains (scratch->readers, language))
    return TRUE;
  reader = aoi_ocr_reader_new (language, error);
  if (reader != NULL)
    g_hash_table_insert (scratch->readers, (gpointer) language, reader);
  return reader != NULL;
}

static gboolean
fill_scratch (OcrScratch *scratch, const gconstpointer *states, guint n_states, GError **error)
{
  gsize size = 0;

  for (guint i = 0; i < n_states; i++)
    size = MAX (size, ((const OcrState *) states[i])->size);
  if (!aoi_ocr_page_init (&scratch->page, size)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED,
        "no memory for an OCR ROI of %" G_GSIZE_FORMAT " pixels", size);
    return FALSE;
  }
  for (guint i = 0; i < n_states; i++)
    if (!add_reader (scratch, ((const OcrState *) states[i])->language, error))
      return FALSE;
  return TRUE;
}

static gpointer
ocr_scratch_new (const gconstpointer *states, guint n_states, GError **error)
{
  OcrScratch *scratch = g_new0 (OcrScratch, 1);

  scratch->readers = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) aoi_ocr_reader_free);
  if (fill_scratch (scratch, states, n_states, error))
    return scratch;
  ocr_scratch_free (scratch);
  return NULL;
}

/* The words, how sure each is, and where. */
static void
add_words (GVariantDict *values, const GArray *words)
{
  g_auto (GVariantBuilder) texts = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_STRING_ARRAY);
  g_auto (GVariantBuilder) confidences = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ad"));
  g_auto (GVariantBuilder) boxes = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE ("ai"));

  for (guint i = 0; i < words->len; i++) {
    const AoiOcrWord *word = &g_array_index (words, AoiOcrWord, i);
    const AoiRect *box = &word->box;
    const gint numbers[] = { box->x, box->y, box->width, box->height };

    g_variant_builder_add (&texts, "s", word->text);
    g_variant_builder_add (&confidences, "d", word->confidence);
    for (guint k = 0; k < G_N_ELEMENTS (numbers); k++)
      g_variant_builder_add (&boxes, "i", numbers[k]);
  }
  g_variant_dict_insert_value (values, AOI_VALUE_WORDS, g_variant_builder_end (&texts));
  g_variant_dict_insert_value (
      values, AOI_VALUE_WORD_CONFIDENCES, g_variant_builder_end (&confidences));
  g_variant_dict_insert_value (values, AOI_VALUE_WORD_BOXES, g_variant_builder_end (&boxes));
}

static void
add_values (
    const OcrState *state, const AoiOcrReading *reading, gchar **look_alikes, AoiRoiResult *result)
{
  g_autoptr (GVariantDict) values = g_variant_dict_new (NULL);

  g_variant_dict_insert (values, AOI_VALUE_TEXT, "s", reading->text);
  g_variant_dict_insert (values, AOI_VALUE_CONFIDENCE, "d", reading->confidence);
  add_words (values, reading->words);
  if (state->matcher != NULL)
    g_variant_dict_insert (
        values, AOI_VALUE_EXPECTED_TEXT, "s", aoi_text_matcher_get_expected (state->matcher));
  if (look_alikes != NULL)
    g_variant_dict_insert (values, AOI_VALUE_LOOK_ALIKES, "^as", look_alikes);
  aoi_roi_result_take_values (result, g_variant_dict_end (values));
}

static void
report_unsure (const OcrState *state, const AoiOcrReading *reading, AoiRoiResult *result)
{
  if (state->matcher == NULL)
    aoi_roi_result_fail (result, 0.0, 1.0, "no text detected: '%s' was read with confidence %.2f",
        reading->text, reading->confidence);
  else
    aoi_roi_result_fail (result, 0.0, 1.0, "confidence %.2f of '%s' is below %.2f",
        reading->confidence, reading->text, state->confidence);
}

static void
report_match (const OcrState *state, const AoiTextLikeness *likeness, AoiRoiResult *result)
{
  g_autofree gchar *list = likeness->swaps != NULL ? g_strjoinv (", ", likeness->swaps) : NULL;

  if (list == NULL)
    aoi_roi_result_pass (result, 1.0, 1.0);
  else
    aoi_roi_result_pass_allowing (result, 1.0, 1.0, "text \"%s\" taken as \"%s\": %s",
        likeness->part, aoi_text_matcher_get_expected (state->matcher), list);
}

static void
report_mismatch (const OcrState *state, const AoiOcrReading *reading, AoiRoiResult *result)
{
  const gchar *expected = aoi_text_matcher_get_expected (state->matcher);

  if (reading->doubt == NULL)
    aoi_roi_result_fail (result, 0.0, 1.0, "expected '%s', detected '%s'", expected, reading->text);
  else
    aoi_roi_result_fail (result, 0.0, 1.0,
        "expected '%s', detected '%s', and the print does not tell %s", expected, reading->text,
        reading->doubt);
}

static void
report (const OcrState *state, const AoiOcrReading *reading, AoiRoiResult *result)
{
  g_auto (AoiTextLikeness) likeness = { NULL, NULL };
  g_autoptr (GError) error = NULL;
  const gboolean matches = state->matcher == NULL
      || aoi_text_matcher_test (state->matcher, reading->text, &likeness, &error);

  if (error != NULL)
    aoi_roi_result_error (result, "%s", error->message);
  else if (*reading->text == '\0')
    aoi_roi_result_fail (result, 0.0, 1.0, "no text detected");
  else if (!matches)
    report_mismatch (state, reading, result);
  else if (reading->confidence < state->confidence)
    report_unsure (state, reading, result);
  else
    report_match (state, &likeness, result);
  add_values (state, reading, result->status == AOI_STATUS_PASS ? likeness.swaps : NULL, result);
}

static gboolean
fits (const OcrScratch *scratch, const AoiView *view)
{
  gint width, height;

  aoi_view_get_size (view, &width, &height);
  return !aoi_rect_is_empty (&view->rect)
      && (gsize) width * (gsize) height <= scratch->page.capacity;
}

static void
read_and_report (const OcrState *state, OcrScratch *scratch, const AoiView *view,
    GCancellable *cancellable, AoiRoiResult *result)
{
  AoiOcrReader *reader = g_hash_table_lookup (scratch->readers, state->language);
  g_autoptr (GError) error = NULL;
  AoiOcrReading reading = { .text = NULL };

  if (aoi_ocr_read (&scratch->page, reader, view, state->wanted, state->whitelist, cancellable,
          &reading, &error))
    report (state, &reading, result);
  else
    aoi_roi_result_error (result, "%s", error->message);
  aoi_ocr_reading_clear (&reading);
}

static void
ocr_inspect (gconstpointer data, gpointer scratch, const AoiView *view, GCancellable *cancellable,
    AoiRoiResult *result)
{
  const OcrState *state = data;

  if (!fits (scratch, view))
    aoi_roi_result_error (
        result, "view of %dx%d pixels is not the ROI's", view->rect.width, view->rect.height);
  else if (g_cancellable_is_cancelled (cancellable))
    aoi_roi_result_error (result, "cancelled");
  else
    read_and_report (state, scratch, view, cancellable, result);
}

/**
 * aoi_inspector_ocr:
 *
 * Passes when the text that is read matches the expected one as `text_match` says, whatever its case and
 * white space; without an expected text, when any is read with a confidence that grain does not reach. An
 * expected text of white space only is none. With `similar`, characters that look alike may stand for each
 * other; the reason of the pass tells which did. A `confidence` is the least that the text must have. If the
 * shapes of the characters leave no doubt that the expected text stands there, that is the text that is read.
 *
 * Score and threshold are 1 for text that is good. Values: `text`, `confidence`, `words` with
 * `word-confidences` and `word-boxes`, `expected-text` where there is one, and `look-alikes` where
 * some were allowed for.
 */
const AoiInspector aoi_inspector_ocr = {
  .type = AOI_TYPE_OCR,
  .prepare = ocr_prepare,
  .release = ocr_release,
  .scratch_new = ocr_scratch_new,
  .scratch_free = ocr_scratch_free,
  .inspect = ocr_inspect,
  .shares_gray = TRUE,
  .roi_type = &aoi_roi_type_ocr,
  .calls_foreign_code = TRUE,
};
