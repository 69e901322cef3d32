/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Fonts differ by more than their characters: the O of one is the zero of another. A label that has both
 * shows what they look like in its print. */
#include "inspectors/ocr/ocr-print.h"

#include <math.h>

/* Characters that look alike in some font. */
static const gchar pairs[][3] = { "0O", "0D", "0Q", "OD", "OQ", "1I", "5S", "8B", "2Z", "6G",
  "UV" };

/* Natural logarithms: how far all of one must be from all of the other, and how much is learnt at most. */
#define MIN_APART 2.0
#define MAX_LEARNT 4.0

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
  gdouble least_a, least_b, greatest_a, greatest_b, middle, apart;

  if (!find_range (wanted, rates, pair, pair[0], &least_a, &greatest_a)
      || !find_range (wanted, rates, pair, pair[1], &least_b, &greatest_b)
      || least_a - greatest_b < MIN_APART)
    return;
  middle = CLAMP ((least_a + greatest_b) / 2.0, -MAX_LEARNT, MAX_LEARNT);
  apart = fmin ((least_a - greatest_b) / 2.0, MAX_LEARNT);
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
