/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "product/aoi-text-keys.h"

#include "product/aoi-keys.h"
#include "product/aoi-text-match.h"

#define NAMES "\"contains\", \"equals\", \"word\", \"regex\" or \"similar\""

static const struct {
  const gchar *name;
  AoiTextMatch match;
} names[] = {
  { "contains", AOI_TEXT_MATCH_CONTAINS },
  { "exact", AOI_TEXT_MATCH_CONTAINS },
  { "equals", AOI_TEXT_MATCH_EQUALS },
  { "word", AOI_TEXT_MATCH_WORD },
  { "regex", AOI_TEXT_MATCH_REGEX },
  { "similar", AOI_TEXT_MATCH_SIMILAR },
};

/**
 * aoi_text_match_get_verb:
 * @match: how a text is compared
 *
 * Returns: (transfer none): what the text does to the expected one, for people
 */
const gchar *
aoi_text_match_get_verb (AoiTextMatch match)
{
  switch (match) {
    case AOI_TEXT_MATCH_EQUALS:
      return "is";
    case AOI_TEXT_MATCH_WORD:
      return "has the word";
    case AOI_TEXT_MATCH_REGEX:
      return "matches";
    case AOI_TEXT_MATCH_SIMILAR:
      return "is similar to";
    default:
      return "contains";
  }
}

/* A text of nothing but space would be contained in anything, an empty reading too. The old server
 * took it as absent. */
static gboolean
is_blank (const gchar *text)
{
  while (g_unichar_isspace (g_utf8_get_char (text)))
    text = g_utf8_next_char (text);
  return *text == '\0';
}

static AoiTextMatch
find_match (const gchar *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    if (g_strcmp0 (name, names[i].name) == 0)
      return names[i].match;
  return AOI_TEXT_MATCH_UNSET;
}

static AoiTextMatch
read_match (AoiJsonReader *reader, const gchar *const *keys)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (reader, keys, &path);
  const AoiTextMatch match = node != NULL ? find_match (aoi_json_node_get_string (node))
                                          : AOI_TEXT_MATCH_UNSET;

  if (node != NULL && match == AOI_TEXT_MATCH_UNSET)
    aoi_json_node_refuse (reader->source, node, path, NAMES);
  return match;
}

/**
 * aoi_text_keys_read:
 * @keys: keys of an ROI
 * @roi: the ROI, whose type is known
 *
 * Reads `expected_text`, which is absent if it is blank, and in ROIs with text or codes `text_match`. Its
 * other name, `ocr_match`, is known everywhere and counts where text is read.
 */
void
aoi_text_keys_read (AoiKeys *keys, AoiRoi *roi)
{
  g_autofree gchar *text = NULL;
  const gboolean is_ocr = g_strcmp0 (roi->type, AOI_TYPE_OCR) == 0;
  AoiTextMatch by_old_name;

  aoi_keys_get_string (keys, "expected_text", &text);
  if (text != NULL && !is_blank (text)) {
    g_free (roi->expected_text);
    roi->expected_text = g_steal_pointer (&text);
  }
  by_old_name = read_match (keys->reader, AOI_KEYS ("ocr_match"));
  if (is_ocr || g_strcmp0 (roi->type, AOI_TYPE_BARCODE) == 0)
    roi->text_match = read_match (keys->reader, AOI_KEYS ("text_match"));
  if (is_ocr && roi->text_match == AOI_TEXT_MATCH_UNSET)
    roi->text_match = by_old_name;
}

/* Old files have `ocr_match` without a text, by which any text passes. */
static gboolean
has_match (AoiKeys *keys)
{
  g_autofree gchar *path = NULL;

  return aoi_json_reader_find (keys->reader, AOI_KEYS ("text_match"), &path) != NULL;
}

/**
 * aoi_text_keys_check:
 * @keys: keys of an ROI
 * @roi: the ROI, of a type to which the text matters
 * @with_case: as for aoi_text_matcher_new()
 *
 * Refuses an `expected_text` that is to be a regular expression and is none, and a `text_match` without one. Warns
 * of one that any text passes.
 */
void
aoi_text_keys_check (AoiKeys *keys, const AoiRoi *roi, gboolean with_case)
{
  g_autoptr (AoiTextMatcher) matcher = NULL;
  g_autoptr (GError) error = NULL;

  if (roi->text_match == AOI_TEXT_MATCH_REGEX && roi->expected_text == NULL)
    aoi_keys_refuse (
        keys, "text_match", "is \"regex\", but there is no expected_text with the expression");
  else if (roi->text_match != AOI_TEXT_MATCH_UNSET && roi->expected_text == NULL
      && has_match (keys))
    aoi_keys_refuse (
        keys, "text_match", "has no expected_text to compare with; add it, or remove text_match");
  if (roi->text_match != AOI_TEXT_MATCH_REGEX || roi->expected_text == NULL)
    return;
  matcher = aoi_text_matcher_new (roi->text_match, roi->expected_text, with_case, &error);
  if (matcher == NULL)
    aoi_keys_refuse (keys, "expected_text", "%s", error->message);
  else if (aoi_text_matcher_passes_all (matcher))
    aoi_keys_warn (keys, "expected_text",
        "'%s' matches the empty text, so that any text passes; say what must be there, for example "
        "with + in place of *",
        roi->expected_text);
}
