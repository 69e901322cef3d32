/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the net and the fonts say of each expected character, once it is known where in the lines it would stand. */
#include "inspectors/ocr/ocr-steps.h"

#include <math.h>

#include "inspectors/ocr/ocr-print.h"
#include "inspectors/ocr/ocr-rates.h"

/* With fewer characters, all pieces of a line say what its print is like. */
#define MIN_CONTEXT 4

static const AoiOcrStep *
get_step (const GArray *steps, guint i)
{
  return &g_array_index (steps, AoiOcrStep, i);
}

static const AoiOcrPart *
get_part (AoiOcrParts *parts, const GArray *steps, guint i)
{
  return aoi_ocr_parts_get (parts, get_step (steps, i)->first, get_step (steps, i)->n);
}

static void
add_sight (AoiOcrSight *sum, const AoiOcrSight *sight, gfloat share)
{
  for (guint i = 0; i < AOI_OCR_NET_SEEN; i++)
    sum->values[i] += share * sight->values[i];
}

static void
add_rates (AoiOcrRates *sum, const AoiOcrRates *rates, gfloat share)
{
  for (guint i = 0; i < AOI_OCR_NET_CLASSES; i++)
    sum->logs[i] += share * rates->logs[i];
}

/* What the print of a line is like, now that it is known how it is cut. */
static void
find_context (AoiOcrParts *parts, const GArray *steps, guint line, AoiOcrSight *context)
{
  guint n = 0;

  *context = (AoiOcrSight){ { 0.0f } };
  for (guint i = 0; i < steps->len; i++) {
    const AoiOcrPart *part = get_part (parts, steps, i);

    if (part->line == line) {
      add_sight (context, &part->sight, 1.0f);
      n++;
    }
  }
  for (guint k = 0; k < AOI_OCR_NET_SEEN; k++)
    context->values[k] /= (gfloat) MAX (n, 1);
  if (n < MIN_CONTEXT)
    *context = g_array_index (parts->contexts, AoiOcrSight, line);
}

/* How far the middle of a part is from that of the one before, in heights of capitals. */
static gfloat
measure_gap (AoiOcrParts *parts, const GArray *steps, guint i)
{
  const AoiOcrPart *before = get_part (parts, steps, i - 1), *part = get_part (parts, steps, i);
  const AoiOcrStrip *strip = &g_array_index (parts->strips, AoiOcrStrip, part->line);

  return (gfloat) ((part->from + part->to - before->from - before->to) / 2.0
      / aoi_ocr_strip_get_height (strip));
}

/* Lets the fonts speak of characters @first up to before @end, which are a line. */
static void
compare_fonts (AoiOcrParts *parts, const GArray *steps, const AoiOcrWanted *wanted,
    const AoiOcrSight *sights, guint first, guint end, AoiOcrRates *rates)
{
  g_autofree AoiOcrLook *looks = g_new (AoiOcrLook, end - first);
  g_autofree AoiOcrGap *gaps = g_new (AoiOcrGap, end - first);
  g_autofree gunichar *text = g_new (gunichar, end - first);

  for (guint i = first; i < end; i++) {
    const AoiOcrPart *part = get_part (parts, steps, i);
    const AoiOcrStrip *strip = &g_array_index (parts->strips, AoiOcrStrip, part->line);

    gaps[i - first] = (AoiOcrGap){ i == first ? NAN : measure_gap (parts, steps, i),
      wanted->after_space[i] };
    text[i - first] = aoi_ocr_rates_get_case (&rates[i], wanted->text[i]);
    aoi_ocr_look_take (
        &sights[i], (part->to - part->from) / aoi_ocr_strip_get_height (strip), &looks[i - first]);
  }
  aoi_ocr_print_compare_fonts (looks, gaps, text, end - first, &rates[first]);
}

static void
compare_lines (AoiOcrParts *parts, const GArray *steps, const AoiOcrWanted *wanted,
    const AoiOcrSight *sights, AoiOcrRates *rates)
{
  guint first = 0;

  for (guint i = 1; i <= steps->len; i++)
    if (i == steps->len
        || get_part (parts, steps, i)->line != get_part (parts, steps, first)->line) {
      compare_fonts (parts, steps, wanted, sights, first, i, rates);
      first = i;
    }
}

/* A part as it was cut, and in several placements without its neighbours: what is in doubt because of where it was cut
 * is less so then. @sight becomes the mean of what is seen, @rates that of what is said. */
static void
look_again (AoiOcrParts *parts, const AoiOcrStep *step, const AoiOcrSight *context,
    AoiOcrSight *sight, AoiOcrRates *rates)
{
  const gfloat share = 1.0f / (1.0f + AOI_OCR_PLACEMENTS);
  AoiOcrSight sights[1 + AOI_OCR_PLACEMENTS];

  sights[0] = aoi_ocr_parts_get (parts, step->first, step->n)->sight;
  aoi_ocr_parts_see_again (parts, step->first, step->n, &sights[1]);
  *sight = (AoiOcrSight){ { 0.0f } };
  *rates = (AoiOcrRates){ { 0.0f } };
  for (guint i = 0; i < G_N_ELEMENTS (sights); i++) {
    AoiOcrRates said;

    aoi_ocr_net_rate (&sights[i], context, &said);
    add_sight (sight, &sights[i], share);
    add_rates (rates, &said, share);
  }
}

static void
look (AoiOcrParts *parts, const AoiOcrStep *step, const AoiOcrSight *context, AoiOcrSight *sight,
    AoiOcrRates *rates)
{
  *sight = aoi_ocr_parts_get (parts, step->first, step->n)->sight;
  aoi_ocr_net_rate (sight, context, rates);
}

/**
 * aoi_ocr_steps_rate:
 * @steps: (element-type AoiOcrStep): as aoi_ocr_align() gives them
 * @parts: of the view
 * @wanted: the expected text, a character a step
 * @again: looks at each character in several ways, which takes some times as long
 *
 * Returns: (transfer full) (array): of each character, how likely it and others are
 */
AoiOcrRates *
aoi_ocr_steps_rate (
    const GArray *steps, AoiOcrParts *parts, const AoiOcrWanted *wanted, gboolean again)
{
  AoiOcrRates *rates = g_new (AoiOcrRates, steps->len);
  g_autofree AoiOcrSight *sights = g_new (AoiOcrSight, steps->len);
  AoiOcrSight context;

  for (guint i = 0; i < steps->len; i++) {
    const guint line = get_part (parts, steps, i)->line;

    if (i == 0 || line != get_part (parts, steps, i - 1)->line)
      find_context (parts, steps, line, &context);
    (again ? look_again : look) (parts, get_step (steps, i), &context, &sights[i], &rates[i]);
  }
  compare_lines (parts, steps, wanted, sights, rates);
  aoi_ocr_print_learn (wanted, rates);
  return rates;
}

/**
 * aoi_ocr_steps_teach:
 * @steps: (element-type AoiOcrStep): as aoi_ocr_align() gives them
 * @parts: of the view
 *
 * Tells @parts what the print of the lines is like. Where characters run into each other, the pieces of ink say
 * little of that; the characters do, as far as they are known.
 */
void
aoi_ocr_steps_teach (const GArray *steps, AoiOcrParts *parts)
{
  for (guint i = 0; i < steps->len; i++) {
    const guint line = get_part (parts, steps, i)->line;
    AoiOcrSight context;

    if (i > 0 && line == get_part (parts, steps, i - 1)->line)
      continue;
    find_context (parts, steps, line, &context);
    aoi_ocr_parts_set_context (parts, line, &context);
  }
}
