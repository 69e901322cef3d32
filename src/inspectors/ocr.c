/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/inspectors.h"

#include <string.h>

#include "aoi-error.h"
#include "inspectors/ocr-read.h"
#include "inspectors/ocr-text.h"

#define LANGUAGE "eng"

typedef struct {
  gchar *expected; /* as the product says it, trimmed; NULL: any text is good */
  gchar *folded; /* the same, to compare; NULL as above */
  gsize size; /* bytes of the gray view */
} OcrState;

typedef struct {
  AoiOcrPage page;
  AoiOcrReader *reader;
} OcrScratch;

static gpointer
ocr_prepare (const AoiInspector *self, const AoiRoi *roi, GError **error)
{
  const AoiView view = { .rect = roi->rect, .rotation = roi->rotation };
  g_autofree gchar *expected = NULL;
  OcrState *state = g_new0 (OcrState, 1);
  gint width, height;

  aoi_view_get_size (&view, &width, &height);
  state->size = (gsize) MAX (width, 0) * (gsize) MAX (height, 0);
  if (roi->expected_text != NULL)
    expected = aoi_ocr_text_trim (roi->expected_text);
  if (expected != NULL && *expected != '\0') {
    state->folded = aoi_ocr_text_fold (expected);
    state->expected = g_steal_pointer (&expected);
  }
  return state;
}

static void
ocr_release (gpointer data)
{
  OcrState *state = data;

  g_free (state->expected);
  g_free (state->folded);
  g_free (state);
}

static void
ocr_scratch_free (gpointer data)
{
  OcrScratch *scratch = data;

  if (scratch->reader != NULL)
    aoi_ocr_reader_free (scratch->reader);
  aoi_ocr_page_clear (&scratch->page);
  g_free (scratch);
}

static gpointer
ocr_scratch_new (const gconstpointer *states, guint n_states, GError **error)
{
  OcrScratch *scratch = g_new0 (OcrScratch, 1);
  gsize size = 0;

  for (guint i = 0; i < n_states; i++)
    size = MAX (size, ((const OcrState *) states[i])->size);
  if (!aoi_ocr_page_init (&scratch->page, size))
    g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED,
        "no memory for an OCR ROI of %" G_GSIZE_FORMAT " pixels", size);
  else
    scratch->reader = aoi_ocr_reader_new (LANGUAGE, error);
  if (scratch->reader != NULL)
    return scratch;
  ocr_scratch_free (scratch);
  return NULL;
}

static GVariant *
new_values (const OcrState *state, const AoiOcrReading *reading)
{
  g_autoptr (GVariantDict) values = g_variant_dict_new (NULL);

  g_variant_dict_insert (values, AOI_VALUE_TEXT, "s", reading->text);
  g_variant_dict_insert (values, AOI_VALUE_CONFIDENCE, "d", reading->confidence);
  if (state->expected != NULL)
    g_variant_dict_insert (values, AOI_VALUE_EXPECTED_TEXT, "s", state->expected);
  return g_variant_dict_end (values);
}

static gboolean
is_expected (const OcrState *state, const gchar *text)
{
  g_autofree gchar *folded = NULL;

  if (state->folded == NULL)
    return *text != '\0';
  folded = aoi_ocr_text_fold (text);
  return strstr (folded, state->folded) != NULL;
}

static void
report (const OcrState *state, const AoiOcrReading *reading, AoiRoiResult *result)
{
  aoi_roi_result_take_values (result, new_values (state, reading));
  if (is_expected (state, reading->text))
    aoi_roi_result_pass (result, 1.0, 1.0);
  else if (*reading->text == '\0')
    aoi_roi_result_fail (result, 0.0, 1.0, "no text detected");
  else
    aoi_roi_result_fail (
        result, 0.0, 1.0, "expected '%s', detected '%s'", state->expected, reading->text);
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
ocr_inspect (gconstpointer state, gpointer data, const AoiView *view, GCancellable *cancellable,
    AoiRoiResult *result)
{
  OcrScratch *scratch = data;
  g_autoptr (GError) error = NULL;
  AoiOcrReading reading = { NULL, 0.0, NULL };

  if (!fits (scratch, view))
    aoi_roi_result_error (
        result, "view of %dx%d pixels is not the ROI's", view->rect.width, view->rect.height);
  else if (g_cancellable_is_cancelled (cancellable))
    aoi_roi_result_error (result, "cancelled");
  else if (aoi_ocr_read (
               &scratch->page, scratch->reader, view, NULL, cancellable, &reading, &error))
    report (state, &reading, result);
  else
    aoi_roi_result_error (result, "%s", error->message);
  aoi_ocr_reading_clear (&reading);
}

/**
 * aoi_inspector_ocr:
 *
 * Passes when the text that Tesseract reads contains the expected one, whatever its case and white
 * space; without an expected text, when any is read. An expected text of white space only is none.
 *
 * Score and threshold are 1 for text that is good. Values: `text`, `confidence`, and
 * `expected-text` where there is one.
 */
const AoiInspector aoi_inspector_ocr = {
  .type = AOI_TYPE_OCR,
  .prepare = ocr_prepare,
  .release = ocr_release,
  .scratch_new = ocr_scratch_new,
  .scratch_free = ocr_scratch_free,
  .inspect = ocr_inspect,
};
