/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "product/aoi-ocr-parse.h"

#include <string.h>

/* Of a whitelist, and of the names of languages: far more than any needs. */
#define MAX_BYTES 1024

static gboolean
is_whitelist (const gchar *text)
{
  gboolean has_character = FALSE;

  if (text == NULL || strlen (text) > MAX_BYTES)
    return FALSE;
  for (const gchar *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    if (g_unichar_iscntrl (g_utf8_get_char (p)))
      return FALSE;
    has_character = has_character || !g_unichar_isspace (g_utf8_get_char (p));
  }
  return has_character;
}

/* Names as Tesseract has them: they become names of files. */
static gboolean
is_language (const gchar *text)
{
  gboolean begins = TRUE;

  if (text == NULL || strlen (text) > MAX_BYTES)
    return FALSE;
  for (const gchar *p = text; *p != '\0'; p++) {
    if (*p == '+' ? begins : !g_ascii_isalnum (*p) && *p != '_')
      return FALSE;
    begins = *p == '+';
  }
  return !begins;
}

static void
read_checked (AoiJsonReader *reader, const gchar *key, gboolean (*check) (const gchar *text),
    const gchar *expected, gchar **value)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS (key), &path);
  const gchar *text = node != NULL ? aoi_json_node_get_string (node) : NULL;

  if (check (text)) {
    g_free (*value);
    *value = g_strdup (text);
  } else if (node != NULL) {
    aoi_json_node_refuse (reader->source, node, path, expected);
  }
}

static void
read_match (AoiJsonReader *reader, AoiOcrSpec *ocr)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS ("ocr_match"), &path);
  const gchar *match = node != NULL ? aoi_json_node_get_string (node) : NULL;

  if (g_strcmp0 (match, "exact") == 0 || g_strcmp0 (match, "similar") == 0)
    ocr->match_similar = match[0] == 's';
  else if (node != NULL)
    aoi_json_node_refuse (reader->source, node, path, "\"exact\" or \"similar\"");
}

/**
 * aoi_ocr_spec_read:
 * @reader: an object that may have the keys of OCR
 * @ocr: (inout): changed by the keys that are there
 */
void
aoi_ocr_spec_read (AoiJsonReader *reader, AoiOcrSpec *ocr)
{
  read_checked (reader, "whitelist", is_whitelist,
      "a string of the characters that may be read, at least one that is no space",
      &ocr->whitelist);
  read_checked (reader, "language", is_language,
      "a name of a language as Tesseract has it, or several with + between", &ocr->language);
  read_match (reader, ocr);
}

/**
 * aoi_ocr_spec_clear:
 * @ocr: what an OCR ROI asks for
 */
void
aoi_ocr_spec_clear (AoiOcrSpec *ocr)
{
  g_free (ocr->whitelist);
  g_free (ocr->language);
}
