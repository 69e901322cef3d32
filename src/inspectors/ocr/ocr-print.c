/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fonts differ by more than their characters: the O of one is the zero of another. A label that has both
 * shows what they look like in its print. */
#include "inspectors/ocr/ocr-print.h"

#include <math.h>
#include <string.h>

/* Characters that look alike in some font. */
static const gchar pairs[][3] = { "0O", "0D", "0Q", "OD", "OQ", "1I", "5S", "8B", "2Z", "6G",
  "UV" };

/* Natural logarithms: how far all of one must be from all of the other, and how much is learnt at most: of round
 * characters, which differ least and in each font in another way, and of others. */
#define MIN_APART 2.0
#define MAX_LEARNT_ROUND 4.0
#define MAX_LEARNT 2.0

/* How much the net counts beside the fonts. Found, as the fonts' shares, by a logistic regression on lines in fonts that
 * the table has and in such that it lacks. */
#define NET_SHARE 0.66

static gdouble
compare (const AoiOcrRates *rates, gchar a, gchar b)
{
  return aoi_ocr_rates_get (rates, (gunichar) a) - aoi_ocr_rates_get (rates, (gunichar) b);
}

/* The least and the greatest of how much likelier @a is than @b where @c is expected; FALSE if it is not. */
static gboolean
find_range (const AoiOcrWanted *wanted, const AoiOcrRates *rates, const gchar *pair, gchar c,
    gdouble *least, gdouble *greatest)
{
  *least = G_MAXDOUBLE;
  *greatest = -G_MAXDOUBLE;
  for (guint i = 0; i < wanted->length; i++) {
    if (g_unichar_toupper (wanted->text[i]) != (gunichar) c)
      continue;
    *least = fmin (*least, compare (&rates[i], pair[0], pair[1]));
    *greatest = fmax (*greatest, compare (&rates[i], pair[0], pair[1]));
  }
  return *least <= *greatest;
}

/* If all of the one are apart from all of the other, their boundary is in the middle between them: a single
 * one that is not what is expected would be among the others. That they are apart says again what each is. Only
 * the other one of both is shifted: against all else, nothing is learnt. */
static void
learn (const AoiOcrWanted *wanted, AoiOcrRates *rates, const gchar *pair)
{
  const gdouble most = strchr ("0OQD", pair[1]) != NULL ? MAX_LEARNT_ROUND : MAX_LEARNT;
  gdouble least_a, least_b, greatest_a, greatest_b, middle, apart;

  if (!find_range (wanted, rates, pair, pair[0], &least_a, &greatest_a)
      || !find_range (wanted, rates, pair, pair[1], &least_b, &greatest_b)
      || least_a - greatest_b < MIN_APART)
    return;
  middle = CLAMP ((least_a + greatest_b) / 2.0, -most, most);
  apart = fmin ((least_a - greatest_b) / 2.0, most);
  for (guint i = 0; i < wanted->length; i++) {
    const gunichar c = g_unichar_toupper (wanted->text[i]);

    if (c == (gunichar) pair[0])
      aoi_ocr_rates_shift (&rates[i], (gunichar) pair[1], middle - apart);
    if (c == (gunichar) pair[1])
      aoi_ocr_rates_shift (&rates[i], (gunichar) pair[0], -middle - apart);
  }
}

/**
 * aoi_ocr_print_learn:
 * @wanted: the expected text
 * @rates: (array): what the net says of the shape of each of its characters
 *
 * Shifts the boundaries between characters that look alike to where they are in this print.
 */
void
aoi_ocr_print_learn (const AoiOcrWanted *wanted, AoiOcrRates *rates)
{
  for (guint i = 0; i < G_N_ELEMENTS (pairs); i++)
    learn (wanted, rates, pairs[i]);
}

static void
compare_pair (const AoiOcrFontLine *line, guint i, gunichar c, gunichar other, AoiOcrRates *rates)
{
  const gdouble by = aoi_ocr_rates_get (rates, other) - aoi_ocr_rates_get (rates, c);
  gdouble by_fonts;

  if (aoi_ocr_font_line_compare (line, i, other, &by_fonts))
    aoi_ocr_rates_shift (rates, other, NET_SHARE * by + by_fonts - by);
}

/**
 * aoi_ocr_print_compare_fonts:
 * @looks: (array length=n): what the characters of a line look like
 * @gaps: (array length=n): how far apart they are, as for aoi_ocr_font_line_new()
 * @text: (array length=n): the characters that are expected there, small letters where the print has some
 * @n: how many
 * @rates: (array length=n): what the net says of their shapes
 *
 * Makes the rates of characters that look like the expected ones also those of the fonts in which the rest of
 * the line looks as it does.
 */
void
aoi_ocr_print_compare_fonts (const AoiOcrLook *looks, const AoiOcrGap *gaps, const gunichar *text,
    guint n, AoiOcrRates *rates)
{
  g_autoptr (AoiOcrFontLine) line = aoi_ocr_font_line_new (looks, gaps, text, n);

  for (guint i = 0; i < n; i++)
    for (guint k = 0; k < G_N_ELEMENTS (pairs); k++) {
      if ((gunichar) pairs[k][0] == text[i])
        compare_pair (line, i, text[i], (gunichar) pairs[k][1], &rates[i]);
      if ((gunichar) pairs[k][1] == text[i])
        compare_pair (line, i, text[i], (gunichar) pairs[k][0], &rates[i]);
    }
}
