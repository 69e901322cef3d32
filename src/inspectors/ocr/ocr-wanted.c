/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/ocr/ocr-wanted.h"

/**
 * aoi_ocr_wanted_new:
 * @text: the expected text, not blank, valid UTF-8
 *
 * Returns: (transfer full): the same as characters
 */
AoiOcrWanted *
aoi_ocr_wanted_new (const gchar *text)
{
  AoiOcrWanted *wanted = g_new0 (AoiOcrWanted, 1);
  const glong n = g_utf8_strlen (text, -1);
  gboolean after_space = FALSE;

  wanted->text = g_new (gunichar, n);
  wanted->after_space = g_new (gboolean, n);
  for (const gchar *p = text; *p != '\0'; p = g_utf8_next_char (p)) {
    const gunichar c = g_utf8_get_char (p);

    if (!g_unichar_isspace (c)) {
      wanted->text[wanted->length] = c;
      wanted->after_space[wanted->length++] = after_space;
    }
    after_space = g_unichar_isspace (c);
  }
  return wanted;
}

/**
 * aoi_ocr_wanted_free:
 * @wanted: (transfer full): a text
 */
void
aoi_ocr_wanted_free (AoiOcrWanted *wanted)
{
  g_free (wanted->text);
  g_free (wanted->after_space);
  g_free (wanted);
}
