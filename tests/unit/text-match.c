/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "product/aoi-text-match.h"

#include <string.h>

#include "aoi-error.h"

static const struct {
  AoiTextMatch match;
  gboolean with_case;
  const gchar *expected, *text;
  gboolean matches;
} cases[] = {
  { AOI_TEXT_MATCH_UNSET, FALSE, " rev b\t104 ", "x REV  B\n104x", TRUE },
  { AOI_TEXT_MATCH_CONTAINS, FALSE, "v b 1", "REV B 104", TRUE },
  { AOI_TEXT_MATCH_CONTAINS, TRUE, "v b 1", "REV B 104", FALSE },
  { AOI_TEXT_MATCH_CONTAINS, TRUE, "V  B 1", "REV B 104", TRUE },
  { AOI_TEXT_MATCH_CONTAINS, FALSE, "REVB", "REV B 104", FALSE },
  { AOI_TEXT_MATCH_CONTAINS, FALSE, "B0X", "BOX", FALSE },
  { AOI_TEXT_MATCH_CONTAINS, FALSE, "x", "", FALSE },
  { AOI_TEXT_MATCH_EQUALS, FALSE, "rev b", " REV  B ", TRUE },
  { AOI_TEXT_MATCH_EQUALS, TRUE, "rev b", "REV B", FALSE },
  { AOI_TEXT_MATCH_EQUALS, FALSE, "rev b", "REV B1", FALSE },
  { AOI_TEXT_MATCH_EQUALS, FALSE, "rev b", "REV", FALSE },
  { AOI_TEXT_MATCH_WORD, FALSE, "pn1", "PN1", TRUE },
  { AOI_TEXT_MATCH_WORD, FALSE, "pn1", "PN12 PN1\nX", TRUE },
  { AOI_TEXT_MATCH_WORD, FALSE, "pn1 x", "A PN1\nX", TRUE },
  { AOI_TEXT_MATCH_WORD, FALSE, "pn1", "PN12 XPN1 PN1-A", FALSE },
  { AOI_TEXT_MATCH_WORD, FALSE, "1 1", "11 1 1", TRUE },
  { AOI_TEXT_MATCH_WORD, FALSE, "\303\244", "\303\244b \303\204", TRUE },
  { AOI_TEXT_MATCH_REGEX, FALSE, "^pn\\d{3} b$", " PN123\n B ", TRUE },
  { AOI_TEXT_MATCH_REGEX, TRUE, "^pn\\d{3}$", "PN123", FALSE },
  { AOI_TEXT_MATCH_REGEX, FALSE, "^PN\\d{3}$", "PN12", FALSE },
  { AOI_TEXT_MATCH_REGEX, FALSE, "\\d", "PN12", TRUE },
  { AOI_TEXT_MATCH_REGEX, FALSE, "^.\303\244$", "\303\204\303\244", TRUE },
  { AOI_TEXT_MATCH_REGEX, FALSE, ".*", " \n", FALSE },
  { AOI_TEXT_MATCH_REGEX, FALSE, "(*LIMIT_MATCH=1000000000)^a$", "A", TRUE },
  { AOI_TEXT_MATCH_REGEX, FALSE, ".", "\377", TRUE },
  { AOI_TEXT_MATCH_SIMILAR, FALSE, "B0X", "xBOX", TRUE },
  { AOI_TEXT_MATCH_SIMILAR, FALSE, "B0X", "BOY", FALSE },
};

static void
test_cases (void)
{
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autoptr (GError) error = NULL;
    g_autoptr (AoiTextMatcher) matcher = aoi_text_matcher_new (
        cases[i].match, cases[i].expected, cases[i].with_case, &error);
    gboolean matches;

    g_assert_no_error (error);
    matches = aoi_text_matcher_test (matcher, cases[i].text, NULL, &error);
    g_assert_no_error (error);
    if (matches != cases[i].matches)
      g_error ("case %u: '%s' in '%s'", i, cases[i].expected, cases[i].text);
  }
}

/* What was allowed for is told only if it was. */
static void
test_likeness (void)
{
  g_autoptr (AoiTextMatcher)
      matcher = aoi_text_matcher_new (AOI_TEXT_MATCH_SIMILAR, " B0X ", FALSE, NULL);
  g_auto (AoiTextLikeness) likeness = { NULL, NULL };

  g_assert_cmpstr (aoi_text_matcher_get_expected (matcher), ==, "B0X");
  g_assert_true (aoi_text_matcher_test (matcher, "ab0x", &likeness, NULL));
  g_assert_null (likeness.swaps);
  g_assert_true (aoi_text_matcher_test (matcher, "aBOX", &likeness, NULL));
  g_assert_cmpstr (likeness.part, ==, "BOX");
  g_assert_cmpstr (likeness.swaps[0], ==, "O for 0");
  g_assert_null (likeness.swaps[1]);
}

/* Time that grows without end is an error, not a text that is another one; a pattern cannot ask for it. */
static void
test_limit (void)
{
  static const gchar *const patterns[] = { "^(a+)+$", "(*LIMIT_MATCH=1000000000)^(a+)+$" };
  static const gchar text[] = "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaab";

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++) {
    g_autoptr (AoiTextMatcher)
        matcher = aoi_text_matcher_new (AOI_TEXT_MATCH_REGEX, patterns[i], FALSE, NULL);
    g_autoptr (GError) error = NULL;

    g_assert_false (aoi_text_matcher_test (matcher, text, NULL, &error));
    g_assert_error (error, AOI_ERROR, AOI_ERROR_FAILED);
    g_assert_true (g_str_has_prefix (error->message, "the expression '"));
    g_assert_nonnull (strstr (error->message, text));
  }
}

static void
test_regex (void)
{
  static const struct {
    const gchar *pattern;
    gboolean passes_all;
  } patterns[] = { { "a*", TRUE }, { "a+", FALSE }, { "|b", TRUE }, { "^$", TRUE },
    { "a", FALSE } };
  g_autoptr (GError) error = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (patterns); i++) {
    g_autoptr (AoiTextMatcher)
        matcher = aoi_text_matcher_new (AOI_TEXT_MATCH_REGEX, patterns[i].pattern, FALSE, NULL);

    g_assert_cmpint (aoi_text_matcher_passes_all (matcher), ==, patterns[i].passes_all);
  }
  g_assert_null (aoi_text_matcher_new (AOI_TEXT_MATCH_REGEX, "a[", FALSE, &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
  g_assert_true (g_str_has_prefix (error->message, "'a[' is no regular expression: "));
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/text-match/cases", test_cases);
  g_test_add_func ("/text-match/likeness", test_likeness);
  g_test_add_func ("/text-match/limit", test_limit);
  g_test_add_func ("/text-match/regex", test_regex);
  return g_test_run ();
}
