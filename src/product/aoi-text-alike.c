/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "product/aoi-text-alike.h"

#include <string.h>

#include "product/aoi-text.h"

/* Characters that look alike in some font, in either case. A character is in one group only. */
static const gchar *const groups[] = { "0oO", "1iIlL|", "5sS", "8bB", "2zZ", "6gG" };

/* Of the character's group, or -1. */
static gint
find_group (gunichar c)
{
  for (guint i = 0; c != 0 && c < 128 && i < G_N_ELEMENTS (groups); i++)
    if (strchr (groups[i], (gint) c) != NULL)
      return (gint) i;
  return -1;
}

static gboolean
are_same (gunichar a, gunichar b)
{
  return a == b || g_unichar_tolower (a) == g_unichar_tolower (b);
}

/**
 * aoi_text_are_alike:
 * @a: a character
 * @b: another one
 *
 * Returns: whether they look alike in some font
 */
gboolean
aoi_text_are_alike (gunichar a, gunichar b)
{
  return find_group (a) >= 0 && find_group (a) == find_group (b);
}

/* -1 if it does not match, else how many characters are look-alikes only. */
static gint
count_swaps (const gunichar *text, const gunichar *expected, glong n)
{
  gint swaps = 0;

  for (glong i = 0; i < n; i++) {
    if (are_same (text[i], expected[i]))
      continue;
    if (!aoi_text_are_alike (text[i], expected[i]))
      return -1;
    swaps++;
  }
  return swaps;
}

static void
describe (const gunichar *text, const gunichar *expected, glong n, AoiTextLikeness *likeness)
{
  GPtrArray *swaps = g_ptr_array_new_with_free_func (g_free);

  for (glong i = 0; i < n; i++) {
    gchar read[8] = "", wanted[8] = "";
    g_autofree gchar *swap = NULL;

    if (are_same (text[i], expected[i]))
      continue;
    g_unichar_to_utf8 (text[i], read);
    g_unichar_to_utf8 (expected[i], wanted);
    swap = g_strdup_printf ("%s for %s", read, wanted);
    if (!g_ptr_array_find_with_equal_func (swaps, swap, g_str_equal, NULL))
      g_ptr_array_add (swaps, g_steal_pointer (&swap));
  }
  g_ptr_array_add (swaps, NULL);
  likeness->part = g_ucs4_to_utf8 (text, n, NULL, NULL, NULL);
  likeness->swaps = (gchar **) g_ptr_array_free (swaps, FALSE);
}

/**
 * aoi_text_find_alike:
 * @text: what was read, valid UTF-8
 * @expected: what it must contain, not empty, valid UTF-8
 * @likeness: (out caller-allocates): the place with the fewest look-alikes, the first of them; to be
 *   cleared if there is one
 *
 * Thread-safe.
 *
 * Returns: whether @text contains @expected. Case, white space, and differences between characters that
 *   look alike do not matter
 */
gboolean
aoi_text_find_alike (const gchar *text, const gchar *expected, AoiTextLikeness *likeness)
{
  g_autofree gchar *spaced = aoi_text_space (text);
  g_autofree gchar *wanted = aoi_text_space (expected);
  glong length, n, best = -1;
  g_autofree gunichar *read = g_utf8_to_ucs4_fast (spaced, -1, &length);
  g_autofree gunichar *sought = g_utf8_to_ucs4_fast (wanted, -1, &n);
  gint least = G_MAXINT;

  for (glong i = 0; i + n <= length; i++) {
    const gint swaps = count_swaps (read + i, sought, n);

    if (swaps >= 0 && swaps < least) {
      least = swaps;
      best = i;
    }
  }
  if (best < 0)
    return FALSE;
  describe (read + best, sought, n, likeness);
  return TRUE;
}

/**
 * aoi_text_likeness_clear:
 * @likeness: what aoi_text_find_alike() has found
 */
void
aoi_text_likeness_clear (AoiTextLikeness *likeness)
{
  g_clear_pointer (&likeness->part, g_free);
  g_clear_pointer (&likeness->swaps, g_strfreev);
}
