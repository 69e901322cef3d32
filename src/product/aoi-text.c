/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "product/aoi-text.h"

/**
 * aoi_text_trim:
 * @text: bytes; what is not UTF-8 becomes U+FFFD
 *
 * Returns: (transfer full): @text in valid UTF-8 without white space at its ends, also that of
 *   Unicode
 */
gchar *
aoi_text_trim (const gchar *text)
{
  g_autofree gchar *valid = g_utf8_make_valid (text, -1);
  const gchar *first = valid, *end;

  while (*first != '\0' && g_unichar_isspace (g_utf8_get_char (first)))
    first = g_utf8_next_char (first);
  end = first;
  for (const gchar *p = first; *p != '\0'; p = g_utf8_next_char (p))
    if (!g_unichar_isspace (g_utf8_get_char (p)))
      end = g_utf8_next_char (p);
  return g_strndup (first, (gsize) (end - first));
}

/**
 * aoi_text_space:
 * @text: bytes; what is not UTF-8 becomes U+FFFD
 *
 * Returns: (transfer full): @text in valid UTF-8 with one space wherever it has white space, and none
 *   at its ends
 */
gchar *
aoi_text_space (const gchar *text)
{
  g_autofree gchar *trimmed = aoi_text_trim (text);
  GString *spaced = g_string_new (NULL);
  gboolean after_space = FALSE;

  for (const gchar *p = trimmed; *p != '\0'; p = g_utf8_next_char (p)) {
    const gunichar c = g_utf8_get_char (p);
    const gboolean is_space = g_unichar_isspace (c);

    if (!is_space)
      g_string_append_unichar (spaced, c);
    else if (!after_space)
      g_string_append_c (spaced, ' ');
    after_space = is_space;
  }
  return g_string_free (spaced, FALSE);
}

/**
 * aoi_text_fold:
 * @text: bytes; what is not UTF-8 becomes U+FFFD
 *
 * Makes texts comparable that differ in case, in white space at their ends, and in how much white
 * space or which lies between words.
 *
 * Returns: (transfer full): valid UTF-8
 */
gchar *
aoi_text_fold (const gchar *text)
{
  g_autofree gchar *spaced = aoi_text_space (text);

  return g_utf8_casefold (spaced, -1);
}
