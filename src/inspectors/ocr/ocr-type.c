/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a product says of ROIs with text, and how their results are shown. */
#include "inspectors/ocr/ocr.h"

#include <string.h>

#include "aoi-result-type.h"
#include "product/aoi-keys.h"
#include "product/aoi-roi-types.h"
#include "product/aoi-text-keys.h"

#define DEFAULT_LANGUAGE "eng"

/* For a whitelist, and for the names of languages: far more than any needs. */
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
ocr_fields_init (AoiRoi *roi)
{
  roi->ocr.language = g_strdup (DEFAULT_LANGUAGE);
}

static void
ocr_fields_read (AoiKeys *keys, AoiRoi *roi)
{
  aoi_text_keys_read (keys, roi);
  read_checked (keys->reader, "whitelist", is_whitelist,
      "a string of the characters that may be read, at least one that is not a space",
      &roi->ocr.whitelist);
  read_checked (keys->reader, "language", is_language,
      "a name of a language as Tesseract has it, or several with + between", &roi->ocr.language);
}

static void
ocr_fields_copy (AoiRoi *copy)
{
  copy->expected_text = g_strdup (copy->expected_text);
  copy->ocr.whitelist = g_strdup (copy->ocr.whitelist);
  copy->ocr.language = g_strdup (copy->ocr.language);
}

static void
ocr_fields_clear (AoiRoi *roi)
{
  g_free (roi->expected_text);
  g_free (roi->ocr.whitelist);
  g_free (roi->ocr.language);
}

/* Whether @allowed has what the character @at becomes when the case does not count. */
static gboolean
is_allowed (const gchar *at, const gchar *allowed)
{
  g_autofree gchar *folded = g_utf8_casefold (at, g_utf8_next_char (at) - at);

  for (const gchar *p = folded; *p != '\0'; p = g_utf8_next_char (p))
    if (g_utf8_strchr (allowed, -1, g_utf8_get_char (p)) == NULL)
      return FALSE;
  return TRUE;
}

/* The first character of @text that cannot be read, or its end. */
static const gchar *
find_lacking (const gchar *text, const gchar *whitelist)
{
  g_autofree gchar *allowed = g_utf8_casefold (whitelist, -1);

  while (
      *text != '\0' && (g_unichar_isspace (g_utf8_get_char (text)) || is_allowed (text, allowed)))
    text = g_utf8_next_char (text);
  return text;
}

/* What cannot be read cannot be found. The case does not count, here as in the comparison. */
static void
check_whitelist (AoiKeys *keys, const AoiRoi *roi)
{
  const gchar *lacking;

  if (roi->expected_text == NULL || roi->ocr.whitelist == NULL
      || roi->text_match == AOI_TEXT_MATCH_SIMILAR || roi->text_match == AOI_TEXT_MATCH_REGEX)
    return;
  lacking = find_lacking (roi->expected_text, roi->ocr.whitelist);
  if (*lacking != '\0')
    aoi_keys_warn (keys, "whitelist",
        "lacks '%.*s' of expected_text '%s', so that the ROI can never pass; add it, or set text_match to "
        "\"similar\"",
        (gint) (g_utf8_next_char (lacking) - lacking), lacking, roi->expected_text);
}

static void
ocr_read (AoiKeys *keys, AoiRoi *roi)
{
  aoi_keys_get_double (keys, "confidence", 0.0, 1.0, &roi->ocr.confidence);
  if (!roi->enabled)
    return;
  aoi_text_keys_check (keys, roi, FALSE);
  check_whitelist (keys, roi);
}

static gchar *
ocr_describe (const AoiRoi *roi)
{
  if (roi->expected_text == NULL)
    return g_strdup ("expects any text");
  if (roi->text_match == AOI_TEXT_MATCH_UNSET || roi->text_match == AOI_TEXT_MATCH_CONTAINS)
    return g_strdup_printf ("expects '%s'", roi->expected_text);
  return g_strdup_printf ("%s '%s'", aoi_text_match_get_verb (roi->text_match), roi->expected_text);
}

static GVariant *
ocr_dup_members (const AoiRoiResult *result)
{
  const gboolean passed = aoi_roi_result_passed (result);
  const gchar *expected = aoi_roi_result_get_string (result, AOI_VALUE_EXPECTED_TEXT);
  const gchar *read = aoi_roi_result_get_string (result, AOI_VALUE_TEXT);
  const gchar *text = read != NULL ? read : "";
  g_auto (GVariantBuilder) members = G_VARIANT_BUILDER_INIT (G_VARIANT_TYPE_VARDICT);
  g_autofree gchar *shown = NULL;

  if (expected == NULL)
    shown = g_strconcat (
        text, passed ? " [PASS: Text detected]" : " [FAIL: No text detected]", NULL);
  else if (passed)
    shown = g_strdup_printf ("%s [PASS: Contains '%s']", text, expected);
  else
    shown = g_strdup_printf ("%s [FAIL: Expected '%s', detected '%s']", text, expected, text);
  g_variant_builder_add (&members, "{sv}", "ocr_text", g_variant_new_string (shown));
  return g_variant_builder_end (&members);
}

static gchar *
ocr_dup_reading (const AoiRoiResult *result)
{
  const gchar *text = aoi_roi_result_get_string (result, AOI_VALUE_TEXT);

  return g_strdup (text != NULL ? text : "");
}

static const AoiResultType ocr_result = {
  .dup_members = ocr_dup_members,
  .reading_member = "ocr_text",
  .reading_value = AOI_VALUE_TEXT,
  .dup_reading = ocr_dup_reading,
};

static const AoiRoiFields ocr_fields = {
  .init = ocr_fields_init,
  .read = ocr_fields_read,
  .copy = ocr_fields_copy,
  .clear = ocr_fields_clear,
};

const AoiRoiType aoi_roi_type_ocr = {
  .name = AOI_TYPE_OCR,
  .read = ocr_read,
  .describe = ocr_describe,
  .without_goldens = TRUE,
  .result = &ocr_result,
  .fields = &ocr_fields,
};
