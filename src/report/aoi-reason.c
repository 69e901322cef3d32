/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "report/aoi-reason.h"

/* The quote of which a character is the end or the beginning; an apostrophe within a word is neither. */
static gchar
follow_quote (gchar quote, const gchar *text, const gchar *p)
{
  if (*p != '\'' && *p != '"')
    return quote;
  if (quote == '\0')
    return p == text || p[-1] == ' ' ? *p : '\0';
  return *p == quote && !g_ascii_isalnum (p[1]) ? '\0' : quote;
}

/**
 * aoi_reason_without_numbers:
 * @text: a reason
 *
 * Reasons that differ in places and values only are one. What is quoted was read, or asked for, and stays.
 *
 * Returns: (transfer full): the reason with `#` for each number
 */
gchar *
aoi_reason_without_numbers (const gchar *text)
{
  GString *kind = g_string_new (NULL);
  gchar quote = '\0';

  for (const gchar *p = text; *p != '\0'; p++) {
    quote = follow_quote (quote, text, p);
    if (quote != '\0' || !g_ascii_isdigit (*p)) {
      g_string_append_c (kind, *p);
      continue;
    }
    g_string_append_c (kind, '#');
    while (g_ascii_isdigit (p[1]) || (p[1] == '.' && g_ascii_isdigit (p[2])))
      p++;
  }
  return g_string_free (kind, FALSE);
}
