/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Bins of scores. The threshold is where two bins meet, and they are as fine as the passing scores need:
 * what fails by far is counted below all of them. */
#include "report/report.h"

#include <math.h>
#include <string.h>

/* Where next to nothing passed, and just so: how much of all scores the bins of one side show at least. */
#define MIN_SPAN 0.03

/* A width of 1, 2 or 5 times a power of ten, at least @least. */
static gdouble
get_round_width (gdouble least)
{
  const gdouble power = pow (10.0, floor (log10 (least)));
  static const gdouble steps[] = { 1.0, 2.0, 5.0 };

  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (steps[i] * power >= least * (1.0 - 1e-9))
      return steps[i] * power;
  return 10.0 * power;
}

static gdouble
get_first (const GArray *scores, gdouble otherwise)
{
  return scores->len > 0 ? g_array_index (scores, gdouble, 0) : otherwise;
}

static gdouble
get_last (const GArray *scores, gdouble otherwise)
{
  return scores->len > 0 ? g_array_index (scores, gdouble, scores->len - 1) : otherwise;
}

static void
fill (ReportBins *self, const GArray *scores, guint *bins, guint *lower)
{
  for (guint i = 0; i < scores->len; i++) {
    /* What lies on an edge, apart from rounding, belongs to the bin above. */
    gdouble place = floor ((g_array_index (scores, gdouble, i) - self->low) / self->width + 1e-6);

    if (place < 0.0)
      (*lower)++;
    else
      bins[(guint) MIN (place, self->n - 1)]++;
  }
}

/* What fails by so much that it is below all bins leaves empty ones. */
static void
drop_empty (ReportBins *self)
{
  guint n = 0;

  while (n < self->n_below && self->passing[n] + self->failing[n] == 0)
    n++;
  self->low += n * self->width;
  self->n_below -= n;
  self->n -= n;
  memmove (self->passing, self->passing + n, self->n * sizeof *self->passing);
  memmove (self->failing, self->failing + n, self->n * sizeof *self->failing);
}

/* @a_side: how many bins there may be on either side of the threshold. Returns FALSE if the scores do not
 * lie about a threshold. */
gboolean
report_bins_init (ReportBins *self, const ReportRoi *roi, guint a_side)
{
  const gdouble threshold = roi->threshold;
  gdouble low, high, span;

  *self = (ReportBins){ 0 };
  if (!report_roi_is_measured (roi))
    return FALSE;
  high = MAX (get_last (roi->passing, threshold), get_last (roi->failing, threshold));
  low = MIN (get_first (roi->passing, threshold), get_first (roi->failing, threshold));
  span = high > threshold ? MAX (high - threshold, MIN_SPAN * (high - low)) : threshold - low;
  if (!(span > 1e-9) || !isfinite (span))
    return FALSE;
  self->width = get_round_width (span / a_side);
  self->n_below = (guint) MIN (a_side, ceil ((threshold - low) / self->width - 1e-6));
  self->n = self->n_below + (guint) ceil ((high - threshold) / self->width + 1e-6);
  self->low = threshold - self->n_below * self->width;
  self->passing = g_new0 (guint, self->n);
  self->failing = g_new0 (guint, self->n);
  fill (self, roi->passing, self->passing, &self->lower[0]);
  fill (self, roi->failing, self->failing, &self->lower[1]);
  drop_empty (self);
  return TRUE;
}

void
report_bins_clear (ReportBins *self)
{
  g_clear_pointer (&self->passing, g_free);
  g_clear_pointer (&self->failing, g_free);
}

/* The most scores in one bin. */
guint
report_bins_get_max (const ReportBins *self)
{
  guint max = self->lower[0] + self->lower[1];

  for (guint i = 0; i < self->n; i++)
    max = MAX (max, self->passing[i] + self->failing[i]);
  return max;
}

/* Where a bin begins; rounded, since multiples of a width are not. */
gdouble
report_bins_get_edge (const ReportBins *self, guint index)
{
  const gdouble edge = self->low + index * self->width;
  const gdouble unit = self->width / 1000.0;

  return round (edge / unit) * unit;
}
