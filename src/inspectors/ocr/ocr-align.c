/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the expected text would stand, character by character: the way to cut the lines that makes it
 * likeliest (as words are found in speech, by dynamic programming). */
#include "inspectors/ocr/ocr-align.h"

#include <math.h>

#include "inspectors/ocr/ocr-faded.h"
#include "inspectors/ocr/ocr-rates.h"

/* A character that cannot be there is about as bad as this, a natural logarithm: one alone does not decide where
 * the others stand. What is worse counts by this share, so that the best place for it is still found. */
#define WORST (-12.0)
#define WORSE_SHARE 0.1

#define NOWHERE (-G_MAXDOUBLE)

static gdouble
soften (gdouble rate)
{
  return rate < WORST ? WORST + WORSE_SHARE * (rate - WORST) : rate;
}

static gdouble
rate_part (const AoiOcrPart *part, gunichar c)
{
  return soften (aoi_ocr_rates_get (&part->rates, c)) - part->cost;
}

/* Fills the row of @scores for one more character: the best that ends before each slice, and by how many. */
static void
add_character (AoiOcrParts *parts, gunichar c, guint n_slices, const gdouble *before,
    gdouble *scores, guint8 *numbers)
{
  for (guint end = 0; end <= n_slices; end++)
    scores[end] = NOWHERE;
  for (guint first = 0; first < n_slices; first++) {
    if (before[first] == NOWHERE)
      continue;
    for (guint n = 1; n <= AOI_OCR_MAX_SLICES; n++) {
      const AoiOcrPart *part = aoi_ocr_parts_get (parts, first, n);
      gdouble score;

      if (part == NULL)
        continue;
      score = before[first] + rate_part (part, c);
      if (score > scores[first + n]) {
        scores[first + n] = score;
        numbers[first + n] = (guint8) n;
      }
    }
  }
}

/* From the last character to the first. */
static GArray *
trace (const guint8 *numbers, guint n_characters, guint n_slices, guint end)
{
  GArray *steps = g_array_new (FALSE, FALSE, sizeof (AoiOcrStep));

  for (guint k = n_characters; k > 0; k--) {
    const guint n = numbers[k * (n_slices + 1) + end];
    const AoiOcrStep step = { end - n, n };

    g_array_prepend_val (steps, step);
    end = step.first;
  }
  return steps;
}

/**
 * aoi_ocr_align:
 * @parts: the parts of a view
 * @wanted: what is to be found
 *
 * Returns: (transfer full) (nullable) (element-type AoiOcrStep): a step a character; %NULL if there is too
 *   little on the lines for so many
 */
GArray *
aoi_ocr_align (AoiOcrParts *parts, const AoiOcrWanted *wanted)
{
  const guint n = parts->slices->len, width = n + 1;
  g_autofree gdouble *scores = g_new0 (gdouble, (gsize) (wanted->length + 1) * width);
  g_autofree guint8 *numbers = g_new0 (guint8, (gsize) (wanted->length + 1) * width);
  const gdouble *last = scores + (gsize) wanted->length * width;
  guint end = 0;

  for (guint k = 0; k < wanted->length; k++)
    add_character (parts, wanted->text[k], n, scores + (gsize) k * width,
        scores + (gsize) (k + 1) * width, numbers + (gsize) (k + 1) * width);
  for (guint i = 1; i <= n; i++)
    if (last[i] > last[end] || end == 0)
      end = i;
  if (n == 0 || last[end] == NOWHERE)
    return NULL;
  return trace (numbers, wanted->length, n, end);
}

static gdouble
rate_best (const AoiOcrPart *part)
{
  return soften (aoi_ocr_rates_get_best (&part->rates)) - part->cost;
}

/* The best that any text makes of slices @first up to before @end. */
static gdouble
rate_any_text (AoiOcrParts *parts, guint first, guint end)
{
  g_autofree gdouble *scores = g_new (gdouble, end - first + 1);

  scores[0] = 0.0;
  for (guint i = 1; i <= end - first; i++) {
    scores[i] = NOWHERE;
    for (guint n = 1; n <= MIN (i, AOI_OCR_MAX_SLICES); n++) {
      const AoiOcrPart *part = aoi_ocr_parts_get (parts, first + i - n, n);

      if (part != NULL && scores[i - n] != NOWHERE)
        scores[i] = fmax (scores[i], scores[i - n] + rate_best (part));
    }
  }
  return scores[end - first];
}

/**
 * aoi_ocr_align_doubt:
 * @parts: the parts of a view
 * @steps: (element-type AoiOcrStep): as aoi_ocr_align() gives them
 *
 * Returns: by how much some text is likelier if the same slices are put together in another way, in natural
 *   logarithms; 0 if that makes none likelier
 */
gdouble
aoi_ocr_align_doubt (AoiOcrParts *parts, const GArray *steps)
{
  const AoiOcrStep *first = &g_array_index (steps, AoiOcrStep, 0);
  const AoiOcrStep *last = &g_array_index (steps, AoiOcrStep, steps->len - 1);
  gdouble own = 0.0;

  for (guint i = 0; i < steps->len; i++)
    own += rate_best (aoi_ocr_parts_get (parts, first[i].first, first[i].n));
  return rate_any_text (parts, first->first, last->first + last->n) - own;
}

/* The best that @text makes of slices @first up to before @end; character @i takes other ones than @own. */
static gdouble
rate_text (AoiOcrParts *parts, const gunichar *text, guint n_characters, guint first, guint end,
    guint i, const AoiOcrStep *own)
{
  const guint width = end - first + 1;
  g_autofree gdouble *scores = g_new (gdouble, (gsize) (n_characters + 1) * width);

  for (guint at = 0; at < (n_characters + 1) * width; at++)
    scores[at] = at == 0 ? 0.0 : NOWHERE;
  for (guint k = 0; k < n_characters; k++) {
    const gdouble *before = scores + (gsize) k * width;
    gdouble *after = scores + (gsize) (k + 1) * width;

    for (guint to = 1; to < width; to++)
      for (guint n = 1; n <= MIN (to, AOI_OCR_MAX_SLICES); n++) {
        const guint from = first + to - n;
        const AoiOcrPart *part = aoi_ocr_parts_get (parts, from, n);

        if (part != NULL && before[to - n] != NOWHERE
            && !(k == i && from == own->first && n == own->n))
          after[to] = fmax (after[to], before[to - n] + rate_part (part, text[k]));
      }
  }
  return scores[(gsize) (n_characters + 1) * width - 1];
}

/**
 * aoi_ocr_align_compare:
 * @parts: the parts of a view
 * @wanted: what is to be found
 * @steps: (element-type AoiOcrStep): as aoi_ocr_align() gives them
 * @i: number of a character
 * @other: another character
 *
 * Cut as it suits what is expected, a character may have something of its neighbour, and look as expected: a 2 with the
 * serif of a T as a Z. Here the character and those beside it are cut as it suits the other one.
 *
 * Returns: by how much likelier @other is in that place if it takes other slices, in natural logarithms; -%G_MAXDOUBLE
 *   if there are none for it
 */
gdouble
aoi_ocr_align_compare (
    AoiOcrParts *parts, const AoiOcrWanted *wanted, const GArray *steps, guint i, gunichar other)
{
  const AoiOcrStep *all = &g_array_index (steps, AoiOcrStep, 0);
  const guint first = i > 0 ? i - 1 : 0, last = MIN (i + 1, steps->len - 1);
  gunichar text[3];
  gdouble own = 0.0, changed;

  for (guint k = first; k <= last; k++) {
    text[k - first] = k == i ? other : wanted->text[k];
    own += rate_part (aoi_ocr_parts_get (parts, all[k].first, all[k].n), wanted->text[k]);
  }
  changed = rate_text (parts, text, last - first + 1, all[first].first,
      all[last].first + all[last].n, i - first, &all[i]);
  return changed == NOWHERE ? -G_MAXDOUBLE : changed - own;
}

/* How likely a character is that is not @c. */
static gdouble
rate_other (const AoiOcrPart *part, gunichar c, const gchar *whitelist, gunichar *other)
{
  const gdouble by = aoi_ocr_rates_compare (&part->rates, c, whitelist, other);

  return soften (aoi_ocr_rates_get (&part->rates, c) + by) - part->cost;
}

/* How far the ink of slices @first up to before @end goes on. */
static void
find_ink (const AoiOcrParts *parts, guint *first, guint *end)
{
  while (aoi_ocr_faded_joins (parts, *first))
    --*first;
  while (aoi_ocr_faded_joins (parts, *end))
    ++*end;
}

/**
 * aoi_ocr_align_compare_longer:
 * @parts: the parts of a view
 * @steps: (element-type AoiOcrStep): as aoi_ocr_align() gives them
 * @i: number of the first character or the last one
 * @c: which one is expected there
 * @whitelist: (nullable): which others it may be; all without it
 * @other: (out): return location for the likeliest other one
 *
 * Where a text ends within ink, it may have taken a piece of another character only: the left side of an O for a C.
 *
 * Returns: by how much likelier it is that another character begins or ends farther outside, in natural logarithms;
 *   -%G_MAXDOUBLE if the ink ends where the text does
 */
gdouble
aoi_ocr_align_compare_longer (AoiOcrParts *parts, const GArray *steps, guint i, gunichar c,
    const gchar *whitelist, gunichar *other)
{
  const AoiOcrStep *own = &g_array_index (steps, AoiOcrStep, i);
  const guint first = own->first, end = own->first + own->n;
  const AoiOcrPart *own_part = aoi_ocr_parts_get (parts, first, own->n);
  guint ink_first = first, ink_end = end;
  gdouble best = -G_MAXDOUBLE;

  find_ink (parts, &ink_first, &ink_end);
  ink_first = i == 0 ? ink_first : first;
  ink_end = i + 1 == steps->len ? ink_end : end;
  for (guint from = ink_first; from <= first; from++)
    for (guint to = end; to <= ink_end && to - from <= AOI_OCR_MAX_SLICES; to++) {
      const AoiOcrPart *part = aoi_ocr_parts_get (parts, from, to - from);
      gunichar found;
      gdouble rate;

      if (part == NULL || to - from == own->n)
        continue;
      rate = rate_any_text (parts, ink_first, from) + rate_any_text (parts, to, ink_end)
          + rate_other (part, c, whitelist, &found);
      if (rate <= best)
        continue;
      best = rate;
      *other = found;
    }
  if (best == -G_MAXDOUBLE)
    return best;
  return best - rate_part (own_part, c) - rate_any_text (parts, ink_first, first)
      - rate_any_text (parts, end, ink_end);
}
