/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/inspectors.h"

#include <string.h>
#include <tesseract/capi.h>
#ifdef _OPENMP
#include <omp.h>
#endif

#include "aoi-error.h"
#include "aoi-pixels.h"
#include "inspectors/ocr-prepare.h"
#include "inspectors/ocr-text.h"

#define LANGUAGE "eng"

/* Pixels an inch: without it, Tesseract guesses one for each picture. */
#define RESOLUTION 300

typedef struct {
  gchar *expected; /* as the product says it, trimmed; NULL: any text is good */
  gchar *folded; /* the same, to compare; NULL as above */
  gsize size; /* bytes of the gray view */
} OcrState;

typedef struct {
  guint8 *gray;
  gsize size;
  TessBaseAPI *tesseract;
  ETEXT_DESC *monitor;
} OcrScratch;

/* What was read. */
typedef struct {
  gchar *text; /* trimmed, valid UTF-8, owned */
  gdouble confidence; /* 0..1 */
} Reading;

static gpointer
ocr_prepare (const AoiInspector *self, const AoiRoi *roi, GError **error)
{
  const AoiView view = { .rect = roi->rect, .rotation = roi->rotation };
  g_autofree gchar *expected = NULL;
  OcrState *state = g_new0 (OcrState, 1);
  gint width, height;

  aoi_view_get_size (&view, &width, &height);
  state->size = aoi_ocr_row_bytes (width) * (gsize) MAX (height, 0);
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

/* Part numbers and versions are no words: dictionaries only draw them to what they know. Polarity
 * is settled before, by all of the ROI. What is learned would make a verdict depend on boards
 * before. */
static gboolean
start_tesseract (TessBaseAPI *tesseract)
{
  const gchar *names[] = { "load_system_dawg", "load_freq_dawg", "classify_enable_learning",
    "tessedit_do_invert" };
  const gchar *values[] = { "0", "0", "0", "0" };

  return TessBaseAPIInit4 (tesseract, NULL, LANGUAGE, OEM_LSTM_ONLY, NULL, 0, (gchar **) names,
             (gchar **) values, G_N_ELEMENTS (names), FALSE)
      == 0;
}

/* Where Tesseract says what it thinks is a variable of the process, and so are others that a start
 * writes: one handle starts at a time. */
static TessBaseAPI *
new_tesseract (GError **error)
{
  static GMutex lock;
  static gboolean silenced;
  TessBaseAPI *tesseract = TessBaseAPICreate ();
  gboolean started;

  g_mutex_lock (&lock);
  if (!silenced)
    silenced = TessBaseAPISetVariable (tesseract, "debug_file", "/dev/null");
  started = start_tesseract (tesseract);
  g_mutex_unlock (&lock);
  if (started)
    return tesseract;
  TessBaseAPIDelete (tesseract);
  g_set_error_literal (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED,
      "Tesseract finds no data of the language \"" LANGUAGE "\": install it (Debian package "
      "tesseract-ocr-" LANGUAGE ") or let TESSDATA_PREFIX name its folder");
  return NULL;
}

static bool
is_cancelled (void *cancellable, int n_words)
{
  return g_cancellable_is_cancelled (cancellable);
}

static void
ocr_scratch_free (gpointer data)
{
  OcrScratch *scratch = data;

  if (scratch->monitor != NULL)
    TessMonitorDelete (scratch->monitor);
  if (scratch->tesseract != NULL)
    TessBaseAPIDelete (scratch->tesseract);
  g_free (scratch->gray);
  g_free (scratch);
}

static gpointer
ocr_scratch_new (const gconstpointer *states, guint n_states, GError **error)
{
  OcrScratch *scratch = g_new0 (OcrScratch, 1);

  for (guint i = 0; i < n_states; i++)
    scratch->size = MAX (scratch->size, ((const OcrState *) states[i])->size);
  scratch->gray = g_try_malloc0 (scratch->size);
  if (scratch->gray == NULL && scratch->size > 0)
    g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED,
        "no memory for an OCR ROI of %" G_GSIZE_FORMAT " pixels", scratch->size);
  else
    scratch->tesseract = new_tesseract (error);
  if (scratch->tesseract == NULL) {
    ocr_scratch_free (scratch);
    return NULL;
  }
  scratch->monitor = TessMonitorCreate ();
  TessMonitorSetCancelFunc (scratch->monitor, is_cancelled);
  return scratch;
}

/* Tesseract divides each of its network's layers among four OpenMP threads, asking for that number
 * whatever omp_set_num_threads() says, and is slower for it on lines this short; besides, the CPUs
 * belong to the workers. With no level of parallelism allowed, its regions run in the thread that
 * enters them. The setting is the calling thread's own, and given back for others that use
 * OpenMP. */
static gint
recognize_in_this_thread (TessBaseAPI *tesseract, ETEXT_DESC *monitor)
{
#ifdef _OPENMP
  const gint levels = omp_get_max_active_levels ();
  gint failed;

  omp_set_max_active_levels (0);
  failed = TessBaseAPIRecognize (tesseract, monitor);
  omp_set_max_active_levels (levels);
  return failed;
#else
  return TessBaseAPIRecognize (tesseract, monitor);
#endif
}

static gboolean
check_cancelled (GCancellable *cancellable, GError **error)
{
  if (!g_cancellable_is_cancelled (cancellable))
    return FALSE;
  g_set_error_literal (error, AOI_ERROR, AOI_ERROR_CANCELLED, "cancelled");
  return TRUE;
}

static void
take_reading (TessBaseAPI *tesseract, Reading *reading)
{
  const gchar *text = TessBaseAPIGetUTF8Text (tesseract);

  reading->text = aoi_ocr_text_trim (text != NULL ? text : "");
  reading->confidence = CLAMP (TessBaseAPIMeanTextConf (tesseract), 0, 100) / 100.0;
  TessDeleteText (text);
}

static gboolean
read_picture (OcrScratch *scratch, AoiOcrPicture *picture, GCancellable *cancellable,
    Reading *reading, GError **error)
{
  TessBaseAPI *tesseract = scratch->tesseract;
  gboolean done;

  TessBaseAPISetPageSegMode (tesseract, PSM_SINGLE_BLOCK);
  TessBaseAPISetImage2 (tesseract, picture);
  TessBaseAPISetSourceResolution (tesseract, RESOLUTION);
  TessMonitorSetCancelThis (scratch->monitor, cancellable);
  done = recognize_in_this_thread (tesseract, scratch->monitor) == 0;
  if (check_cancelled (cancellable, error))
    done = FALSE;
  else if (done)
    take_reading (tesseract, reading);
  else
    g_set_error_literal (error, AOI_ERROR, AOI_ERROR_FAILED, "Tesseract failed");
  TessBaseAPIClear (tesseract);
  TessBaseAPIClearAdaptiveClassifier (tesseract);
  return done;
}

static gboolean
read_view (OcrScratch *scratch, const AoiView *view, GCancellable *cancellable, Reading *reading,
    GError **error)
{
  g_autoptr (AoiOcrPicture) picture = NULL;
  gint width, height;

  if (check_cancelled (cancellable, error))
    return FALSE;
  aoi_view_get_size (view, &width, &height);
  aoi_pixels_read_gray (view, scratch->gray, aoi_ocr_row_bytes (width));
  picture = aoi_ocr_picture_new (scratch->gray, width, height);
  if (check_cancelled (cancellable, error))
    return FALSE;
  if (picture != NULL)
    return read_picture (scratch, picture, cancellable, reading, error);
  reading->text = g_strdup ("");
  return TRUE;
}

static GVariant *
new_values (const OcrState *state, const Reading *reading)
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
report (const OcrState *state, const Reading *reading, AoiRoiResult *result)
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
      && aoi_ocr_row_bytes (width) * (gsize) height <= scratch->size;
}

static void
ocr_inspect (gconstpointer state, gpointer scratch, const AoiView *view, GCancellable *cancellable,
    AoiRoiResult *result)
{
  g_autoptr (GError) error = NULL;
  Reading reading = { NULL, 0.0 };

  if (!fits (scratch, view))
    aoi_roi_result_error (
        result, "view of %dx%d pixels is not the ROI's", view->rect.width, view->rect.height);
  else if (read_view (scratch, view, cancellable, &reading, &error))
    report (state, &reading, result);
  else
    aoi_roi_result_error (result, "%s", error->message);
  g_free (reading.text);
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
