/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/ocr/ocr-language.h"

#include "aoi-error.h"

/* Data that Tesseract has for finding out which way text stands: it reads nothing. */
#define ORIENTATION "osd"

/* No language: a start with it fails at once, but reports where the others would be. */
#define NO_LANGUAGE "aoi_none"

/* Part numbers and versions are no words: dictionaries only draw them to what they know. Pictures
 * are black on white. What is learned would make a verdict depend on boards before. */
static gboolean
start (TessBaseAPI *tesseract, const gchar *language)
{
  const gchar *names[] = { "load_system_dawg", "load_freq_dawg", "classify_enable_learning",
    "tessedit_do_invert" };
  const gchar *values[] = { "0", "0", "0", "0" };

  return TessBaseAPIInit4 (tesseract, NULL, language, OEM_LSTM_ONLY, NULL, 0, (gchar **) names,
             (gchar **) values, G_N_ELEMENTS (names), FALSE)
      == 0;
}

/* Where Tesseract says what it thinks is a variable of the process, and so are others that a start
 * writes: one handle starts at a time. */
static gboolean
start_alone (TessBaseAPI *tesseract, const gchar *language)
{
  static GMutex lock;
  static gboolean silenced;
  gboolean started;

  g_mutex_lock (&lock);
  if (!silenced)
    silenced = TessBaseAPISetVariable (tesseract, "debug_file", "/dev/null");
  started = start (tesseract, language);
  g_mutex_unlock (&lock);
  return started;
}

/* Those of which there are data. */
static gchar **
list_languages (void)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  TessBaseAPI *tesseract = TessBaseAPICreate ();
  gchar **found;

  start_alone (tesseract, NO_LANGUAGE);
  found = TessBaseAPIGetAvailableLanguagesAsVector (tesseract);
  for (guint i = 0; found != NULL && found[i] != NULL; i++)
    if (!g_str_equal (found[i], ORIENTATION))
      g_strv_builder_add (builder, found[i]);
  TessDeleteTextArray (found);
  TessBaseAPIDelete (tesseract);
  return g_strv_builder_end (builder);
}

/**
 * aoi_ocr_language_check:
 * @language: Tesseract's names of languages, with `+` between
 * @error: return location for an error that lists which are installed
 *
 * Slow: reads a folder. Any thread.
 *
 * Returns: whether there are data of all of them
 */
gboolean
aoi_ocr_language_check (const gchar *language, GError **error)
{
  g_auto (GStrv) installed = list_languages ();
  g_auto (GStrv) names = g_strsplit (language, "+", -1);

  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree gchar *list = NULL;

    if (g_strv_contains ((const gchar *const *) installed, names[i]))
      continue;
    list = g_strjoinv (", ", installed);
    g_set_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED,
        "Tesseract finds no data of the language \"%s\" (installed: %s): install it (Debian package "
        "tesseract-ocr-%s) or let TESSDATA_PREFIX name its folder",
        names[i], *list != '\0' ? list : "none", names[i]);
    return FALSE;
  }
  return TRUE;
}

/**
 * aoi_ocr_language_load:
 * @tesseract: a handle that has none yet
 * @language: Tesseract's names of languages, with `+` between
 * @error: return location for an error
 *
 * Makes a handle ready to read. Slow: reads the languages' data. Any thread.
 *
 * Returns: %FALSE if it cannot
 */
gboolean
aoi_ocr_language_load (TessBaseAPI *tesseract, const gchar *language, GError **error)
{
  if (start_alone (tesseract, language))
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED, "Tesseract cannot load the language \"%s\"",
      language);
  return FALSE;
}
