/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/ocr/ocr-reader.h"

#ifdef _OPENMP
#include <omp.h>
#endif

#include "aoi-error.h"
#include "inspectors/ocr/ocr-language.h"
#include "product/aoi-text.h"

/* Pixels an inch: without it, Tesseract guesses one for each picture. */
#define RESOLUTION 300

struct _AoiOcrReader {
  TessBaseAPI *tesseract;
  ETEXT_DESC *monitor;
};

static void
clear_word (gpointer data)
{
  AoiOcrWord *word = data;

  g_free (word->text);
}

/**
 * aoi_ocr_words_new:
 *
 * Returns: (transfer full) (element-type AoiOcrWord): an empty array that owns its words
 */
GArray *
aoi_ocr_words_new (void)
{
  GArray *words = g_array_new (FALSE, FALSE, sizeof (AoiOcrWord));

  g_array_set_clear_func (words, clear_word);
  return words;
}

static bool
is_cancelled (void *cancellable, int n_words)
{
  return g_cancellable_is_cancelled (cancellable);
}

/**
 * aoi_ocr_reader_new:
 * @language: Tesseract's name of a language or more, such as `eng+deu`
 * @error: return location for an error
 *
 * Slow: reads the language's data. Any thread.
 *
 * Returns: (transfer full) (nullable): a reader
 */
AoiOcrReader *
aoi_ocr_reader_new (const gchar *language, GError **error)
{
  TessBaseAPI *tesseract = TessBaseAPICreate ();
  AoiOcrReader *self;

  if (!aoi_ocr_language_load (tesseract, language, error)) {
    TessBaseAPIDelete (tesseract);
    return NULL;
  }
  self = g_new0 (AoiOcrReader, 1);
  self->tesseract = tesseract;
  self->monitor = TessMonitorCreate ();
  TessMonitorSetCancelFunc (self->monitor, is_cancelled);
  return self;
}

/**
 * aoi_ocr_reader_free:
 * @self: (transfer full): a reader
 */
void
aoi_ocr_reader_free (AoiOcrReader *self)
{
  TessMonitorDelete (self->monitor);
  TessBaseAPIDelete (self->tesseract);
  g_free (self);
}

/* Tesseract divides each of its network's layers among four OpenMP threads, asking for that number
 * even if omp_set_num_threads() says otherwise. That makes it slower on lines this short, and the CPUs
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

static void
add_word (TessResultIterator *results, GArray *words)
{
  const TessPageIterator *place = TessResultIteratorGetPageIteratorConst (results);
  gchar *text = TessResultIteratorGetUTF8Text (results, RIL_WORD);
  AoiOcrWord word = { .text = aoi_text_trim (text != NULL ? text : "") };
  gint right = 0, bottom = 0;

  TessDeleteText (text);
  word.confidence = CLAMP (TessResultIteratorConfidence (results, RIL_WORD), 0.0f, 100.0f) / 100.0;
  TessPageIteratorBoundingBox (place, RIL_WORD, &word.box.x, &word.box.y, &right, &bottom);
  word.box.width = right - word.box.x;
  word.box.height = bottom - word.box.y;
  if (*word.text != '\0')
    g_array_append_val (words, word);
  else
    clear_word (&word);
}

static GArray *
take_words (TessBaseAPI *tesseract)
{
  GArray *words = aoi_ocr_words_new ();
  TessResultIterator *results = TessBaseAPIGetIterator (tesseract);

  if (results == NULL)
    return words;
  do
    add_word (results, words);
  while (TessResultIteratorNext (results, RIL_WORD));
  TessResultIteratorDelete (results);
  return words;
}

/**
 * aoi_ocr_reader_read:
 * @self: a reader
 * @picture: one line of text, black on white
 * @raw: the picture is the line as it is: Tesseract does not search it for lines
 * @whitelist: (nullable): the characters that may be read; all without it
 * @cancellable: (nullable): stops it
 * @error: return location for an error
 *
 * Returns: (transfer full) (nullable) (element-type AoiOcrWord): the words from left to right
 */
GArray *
aoi_ocr_reader_read (AoiOcrReader *self, AoiOcrPicture *picture, gboolean raw,
    const gchar *whitelist, GCancellable *cancellable, GError **error)
{
  TessBaseAPI *tesseract = self->tesseract;
  GArray *words = NULL;
  gboolean failed;

  TessBaseAPISetVariable (tesseract, "tessedit_char_whitelist", whitelist != NULL ? whitelist : "");
  /* The mode for a single line reads no better, and leaks where all characters hang together. */
  TessBaseAPISetPageSegMode (tesseract, raw ? PSM_RAW_LINE : PSM_SINGLE_BLOCK);
  TessBaseAPISetImage2 (tesseract, picture);
  TessBaseAPISetSourceResolution (tesseract, RESOLUTION);
  TessMonitorSetCancelThis (self->monitor, cancellable);
  failed = recognize_in_this_thread (tesseract, self->monitor) != 0;
  if (g_cancellable_is_cancelled (cancellable))
    g_set_error_literal (error, AOI_ERROR, AOI_ERROR_CANCELLED, "cancelled");
  else if (failed)
    g_set_error_literal (error, AOI_ERROR, AOI_ERROR_FAILED, "Tesseract failed");
  else
    words = take_words (tesseract);
  TessBaseAPIClear (tesseract);
  TessBaseAPIClearAdaptiveClassifier (tesseract);
  return words;
}
