/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "base/aoi-quote.h"

/* More of a text is not shown, so that reasons stay of bounded length. */
#define MAX_CHARS 60

#define GROUP_SEPARATOR 0x1d

static void
append_char (GString *quoted, gunichar c)
{
  if (c == GROUP_SEPARATOR)
    g_string_append (quoted, "<GS>");
  else if (g_unichar_iscntrl (c))
    g_string_append_printf (quoted, "<%02X>", c);
  else
    g_string_append_unichar (quoted, c);
}

/**
 * aoi_quote:
 * @text: valid UTF-8
 *
 * Makes a text fit for a reason: on one line, and of bounded length. Any thread.
 *
 * Returns: (transfer full): the text in quotes; control characters are named, such as `<GS>`, and a long
 *   text ends in dots
 */
gchar *
aoi_quote (const gchar *text)
{
  GString *quoted = g_string_new ("'");
  guint n = 0;

  for (; *text != '\0' && n < MAX_CHARS; text = g_utf8_next_char (text), n++)
    append_char (quoted, g_utf8_get_char (text));
  g_string_append (quoted, *text != '\0' ? "...'" : "'");
  return g_string_free (quoted, FALSE);
}
