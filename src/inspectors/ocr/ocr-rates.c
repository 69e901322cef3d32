/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/ocr/ocr-rates.h"

#include <math.h>
#include <string.h>

/* In the order of the net's outputs; the last output is for all else. */
static const gchar characters[] =
    "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz-./:+#()_";

#define N_CHARACTERS (AOI_OCR_NET_CLASSES - 1)

G_STATIC_ASSERT (sizeof characters == AOI_OCR_NET_CLASSES);

/* Stands for all else. */
#define NO_CHARACTER 0xfffd

/* Where 1 or I may stand, a small l is as much less likely: many fonts draw it as one of them. So is a small i, which is a
 * blurred 1. */
#define SMALL_L 2.0
#define SMALL_I 2.0

/* The logarithm of the sum of what two logarithms stand for. */
static gdouble
add_logs (gdouble a, gdouble b)
{
  return fmax (a, b) + log1p (exp (-fabs (a - b)));
}

/* Both cases together, for the capital; small letters have none. */
static gdouble
get_folded (const AoiOcrRates *rates, guint i)
{
  const gchar c = characters[i];

  if (g_ascii_isupper (c))
    return add_logs (rates->logs[i], rates->logs[i + 26] - (c == 'I' ? SMALL_I : 0.0));
  return rates->logs[i];
}

static guint
find_class (gunichar c)
{
  const gchar *at = c != 0 && c < 128 ? strchr (characters, g_ascii_toupper ((gchar) c)) : NULL;

  return at != NULL ? (guint) (at - characters) : N_CHARACTERS;
}

/**
 * aoi_ocr_rates_know:
 * @c: a character
 *
 * Returns: whether the net knows it
 */
gboolean
aoi_ocr_rates_know (gunichar c)
{
  return find_class (c) < N_CHARACTERS;
}

/**
 * aoi_ocr_rates_get:
 * @rates: of a shape
 * @c: a character, whatever its case; one that the net does not know is all else
 *
 * Returns: the natural logarithm of how likely it is
 */
gdouble
aoi_ocr_rates_get (const AoiOcrRates *rates, gunichar c)
{
  return get_folded (rates, find_class (c));
}

/**
 * aoi_ocr_rates_shift:
 * @rates: of a shape
 * @c: a character that the net knows, whatever its case
 * @by: by how much to make it likelier than before, in natural logarithms
 */
void
aoi_ocr_rates_shift (AoiOcrRates *rates, gunichar c, gdouble by)
{
  const guint i = find_class (c);

  rates->logs[i] += (gfloat) by;
  if (i + 26 < N_CHARACTERS && g_ascii_isupper (characters[i]))
    rates->logs[i + 26] += (gfloat) by;
}

/**
 * aoi_ocr_rates_get_case:
 * @rates: of a shape
 * @c: a character
 *
 * Returns: @c in the case that is likelier
 */
gunichar
aoi_ocr_rates_get_case (const AoiOcrRates *rates, gunichar c)
{
  const guint i = find_class (c);

  if (i == N_CHARACTERS || !g_ascii_isupper (characters[i]))
    return c;
  return (gunichar) characters[rates->logs[i + 26] > rates->logs[i] ? i + 26 : i];
}

/**
 * aoi_ocr_rates_may_stand:
 * @c: a character of ASCII
 * @whitelist: (nullable): what may be read; all without it
 *
 * Returns: whether it may be read, in either case
 */
gboolean
aoi_ocr_rates_may_stand (gunichar c, const gchar *whitelist)
{
  return whitelist == NULL || strchr (whitelist, (gint) c) != NULL
      || strchr (whitelist, g_ascii_tolower ((gchar) c)) != NULL;
}

/* Whether it is another one than @except, and may stand there. */
static gboolean
may_stand (guint i, guint except, const gchar *whitelist)
{
  return i != except && !g_ascii_islower (characters[i])
      && aoi_ocr_rates_may_stand ((gunichar) characters[i], whitelist);
}

/* How likely character @i is where @own is expected. */
static gdouble
rate_other (const AoiOcrRates *rates, guint i, guint own)
{
  const gboolean is_stroke = own < N_CHARACTERS
      && (characters[own] == '1' || characters[own] == 'I');

  if (is_stroke && characters[i] == 'L')
    return add_logs (rates->logs[i], rates->logs[i + 26] - SMALL_L);
  return get_folded (rates, i);
}

/* Of the characters but @except; %N_CHARACTERS where none of them may stand. */
static guint
find_best (const AoiOcrRates *rates, guint except, const gchar *whitelist, gdouble *best)
{
  guint found = N_CHARACTERS;

  *best = -G_MAXDOUBLE;
  for (guint i = 0; i < N_CHARACTERS; i++) {
    const gdouble rate = rate_other (rates, i, except);

    if (rate > *best && may_stand (i, except, whitelist)) {
      *best = rate;
      found = i;
    }
  }
  return found;
}

/**
 * aoi_ocr_rates_get_best:
 * @rates: of a shape
 *
 * Returns: the natural logarithm of how likely the likeliest character is, in either case
 */
gdouble
aoi_ocr_rates_get_best (const AoiOcrRates *rates)
{
  gdouble best;

  find_best (rates, N_CHARACTERS, NULL, &best);
  return best;
}

/**
 * aoi_ocr_rates_compare:
 * @rates: of a shape
 * @c: a character, whatever its case
 * @whitelist: (nullable): which others it may be; all without it
 * @other: (out): return location for the likeliest other one
 *
 * Returns: by how much @other is likelier than @c, in natural logarithms; below 0 if @c is likelier
 */
gdouble
aoi_ocr_rates_compare (
    const AoiOcrRates *rates, gunichar c, const gchar *whitelist, gunichar *other)
{
  const guint own = find_class (c);
  gdouble best;
  const guint found = find_best (rates, own, whitelist, &best);

  *other = found < N_CHARACTERS ? (gunichar) characters[found] : NO_CHARACTER;
  return best - get_folded (rates, own);
}

/**
 * aoi_ocr_rates_are_below:
 * @rates: of a shape
 * @c: a character that the net knows, whatever its case
 * @whitelist: (nullable): which others it may be; all without it
 * @limit: (scope call): says how likely each other one may be
 * @data: for @limit
 *
 * Returns: whether each other character is less likely than that
 */
gboolean
aoi_ocr_rates_are_below (const AoiOcrRates *rates, gunichar c, const gchar *whitelist,
    AoiOcrLimit limit, gconstpointer data)
{
  const guint own = find_class (c);
  const gdouble rate = get_folded (rates, own);

  for (guint i = 0; i < N_CHARACTERS; i++)
    if (may_stand (i, own, whitelist)
        && rate_other (rates, i, own) - rate
            >= limit ((gunichar) characters[own], (gunichar) characters[i], data))
      return FALSE;
  return TRUE;
}

/**
 * aoi_ocr_rates_compare_else:
 * @rates: of a shape
 * @c: a character, whatever its case
 *
 * Returns: by how much likelier than @c it is that the shape is no character, in natural logarithms
 */
gdouble
aoi_ocr_rates_compare_else (const AoiOcrRates *rates, gunichar c)
{
  return rates->logs[N_CHARACTERS] - aoi_ocr_rates_get (rates, c);
}
