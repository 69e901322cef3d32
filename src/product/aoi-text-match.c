/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "product/aoi-text-match.h"

#include <string.h>

#include "aoi-error.h"
#include "product/aoi-text.h"

/* Stands in front of each expression: some take longer than the universe exists. A pattern can lower this,
 * not raise it. */
#define LIMIT "(*LIMIT_MATCH=100000)"

struct _AoiTextMatcher {
  AoiTextMatch match;
  gboolean with_case;
  gchar *expected; /* as the product says it, trimmed */
  gchar *wanted; /* the same, to compare */
  GRegex *regex; /* NULL where it is none */
};

/* What is compared: white space in one manner, and case in one unless it counts. */
static gchar *
normalize (const AoiTextMatcher *self, const gchar *text)
{
  return self->with_case ? aoi_text_space (text) : aoi_text_fold (text);
}

/* Compiled twice, so that an error speaks of the product's pattern alone. */
static GRegex *
new_regex (const gchar *pattern, gboolean with_case, GError **error)
{
  const GRegexCompileFlags flags = with_case ? 0 : G_REGEX_CASELESS;
  g_autofree gchar *limited = g_strconcat (LIMIT, pattern, NULL);
  g_autoptr (GError) why = NULL;
  g_autoptr (GRegex) plain = g_regex_new (pattern, flags, 0, &why);
  GRegex *regex = plain != NULL ? g_regex_new (limited, flags, 0, &why) : NULL;

  if (regex == NULL)
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "'%s' is no regular expression: %s", pattern,
        why->message);
  return regex;
}

/**
 * aoi_text_matcher_new:
 * @match: how to compare; %AOI_TEXT_MATCH_UNSET is %AOI_TEXT_MATCH_CONTAINS
 * @expected: what to compare with, not blank
 * @with_case: whether small letters and capitals differ
 * @error: return location for an %AOI_ERROR_INVALID: a regular expression that is none
 *
 * Any thread.
 *
 * Returns: (transfer full) (nullable): a matcher
 */
AoiTextMatcher *
aoi_text_matcher_new (AoiTextMatch match, const gchar *expected, gboolean with_case, GError **error)
{
  g_autoptr (AoiTextMatcher) self = g_new0 (AoiTextMatcher, 1);

  self->match = match;
  self->with_case = with_case;
  self->expected = aoi_text_trim (expected);
  self->wanted = normalize (self, expected);
  if (match == AOI_TEXT_MATCH_REGEX
      && (self->regex = new_regex (self->expected, with_case, error)) == NULL)
    return NULL;
  return g_steal_pointer (&self);
}

/**
 * aoi_text_matcher_free:
 * @self: (transfer full): a matcher
 */
void
aoi_text_matcher_free (AoiTextMatcher *self)
{
  g_free (self->expected);
  g_free (self->wanted);
  g_clear_pointer (&self->regex, g_regex_unref);
  g_free (self);
}

/**
 * aoi_text_matcher_get_expected:
 * @self: a matcher
 *
 * Returns: the expected text or expression, trimmed
 */
const gchar *
aoi_text_matcher_get_expected (const AoiTextMatcher *self)
{
  return self->expected;
}

/**
 * aoi_text_matcher_passes_all:
 * @self: a matcher
 *
 * Returns: whether any text is as expected, since the regular expression matches the empty text, which
 *   stands everywhere
 */
gboolean
aoi_text_matcher_passes_all (const AoiTextMatcher *self)
{
  return self->regex != NULL && g_regex_match (self->regex, "", 0, NULL);
}

/* Both have single spaces only. */
static gboolean
has_word (const gchar *text, const gchar *wanted)
{
  const gsize length = strlen (wanted);

  for (const gchar *at = strstr (text, wanted); at != NULL; at = strstr (at + 1, wanted))
    if ((at == text || at[-1] == ' ') && (at[length] == '\0' || at[length] == ' '))
      return TRUE;
  return FALSE;
}

static gboolean
match_regex (const AoiTextMatcher *self, const gchar *text, GError **error)
{
  g_autofree gchar *spaced = aoi_text_space (text);
  g_autoptr (GError) why = NULL;
  const gboolean matches = *spaced != '\0'
      && g_regex_match_full (self->regex, spaced, -1, 0, 0, NULL, &why);

  if (why == NULL)
    return matches;
  g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED,
      "the expression '%s' takes too long on '%s': make it simpler (%s)", self->expected, spaced,
      why->message);
  return FALSE;
}

static gboolean
match_text (const AoiTextMatcher *self, const gchar *text)
{
  g_autofree gchar *compared = normalize (self, text);

  switch (self->match) {
    case AOI_TEXT_MATCH_EQUALS:
      return g_str_equal (compared, self->wanted);
    case AOI_TEXT_MATCH_WORD:
      return has_word (compared, self->wanted);
    default:
      return strstr (compared, self->wanted) != NULL;
  }
}

/**
 * aoi_text_matcher_test:
 * @self: a matcher
 * @text: what was read; bytes that are not UTF-8 count as U+FFFD
 * @likeness: (out caller-allocates) (optional): what was allowed for if @text matches by look-alikes
 *   only, else empty; to be cleared with aoi_text_likeness_clear() in any case
 * @error: return location for an %AOI_ERROR_FAILED: the regular expression reached its limit
 *
 * White space at the ends does not count, nor how much lies between words or of which kind. A blank text
 * is never the expected one. Any thread.
 *
 * Returns: whether @text is what is expected; %FALSE with @error set if that cannot be told
 */
gboolean
aoi_text_matcher_test (
    const AoiTextMatcher *self, const gchar *text, AoiTextLikeness *likeness, GError **error)
{
  g_auto (AoiTextLikeness) found = { NULL, NULL };
  gboolean matches;

  if (likeness != NULL)
    *likeness = (AoiTextLikeness){ NULL, NULL };
  if (self->regex != NULL)
    return match_regex (self, text, error);
  if (match_text (self, text))
    return TRUE;
  if (self->match != AOI_TEXT_MATCH_SIMILAR)
    return FALSE;
  matches = aoi_text_find_alike (text, self->expected, &found);
  if (likeness != NULL) {
    *likeness = found;
    found = (AoiTextLikeness){ NULL, NULL };
  }
  return matches;
}
