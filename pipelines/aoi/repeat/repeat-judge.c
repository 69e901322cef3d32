/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which ROIs are not repeatable. This is the repeatability of a gauge study with one operator and one part:
 * the spread of a ROI's scores against their distance to its threshold. */
#include "repeat/repeat.h"

#include <math.h>
#include <string.h>

/* What engineers divide a distance in sigmas by, to get the capability of one side. */
#define SIGMAS_A_SIDE 3.0

/* Texts that are told at most. */
#define TOLD_READINGS 3

static void
spread_add (RepeatSpread *self, gdouble value)
{
  self->mean = self->n == 0 ? value : self->mean + (value - self->mean) / (self->n + 1);
  self->min = self->n == 0 ? value : MIN (self->min, value);
  self->max = self->n == 0 ? value : MAX (self->max, value);
  self->n++;
}

/* @values: (element-type gdouble) */
static RepeatSpread
measure (const GArray *values)
{
  RepeatSpread spread = { 0, NAN, NAN, NAN, NAN };
  gdouble squares = 0.0;

  for (guint i = 0; i < values->len; i++)
    spread_add (&spread, g_array_index (values, gdouble, i));
  for (guint i = 0; i < values->len; i++) {
    const gdouble distance = g_array_index (values, gdouble, i) - spread.mean;

    squares += distance * distance;
  }
  /* The mean of equal values is rounded. */
  if (spread.n > 1)
    spread.sigma = spread.min < spread.max ? sqrt (squares / (spread.n - 1)) : 0.0;
  return spread;
}

static RepeatSpread
measure_scores (const RepeatRoi *roi)
{
  g_autoptr (GArray) scores = g_array_new (FALSE, FALSE, sizeof (gdouble));

  for (guint i = 0; i < roi->samples->len; i++) {
    const RepeatSample *sample = &g_array_index (roi->samples, RepeatSample, i);

    if (isfinite (sample->score))
      g_array_append_val (scores, sample->score);
  }
  return measure (scores);
}

/* Scores of 0 and 1 alone only say whether something was read, or is right. */
static gboolean
is_measured (const RepeatRoi *roi)
{
  if (!isfinite (roi->threshold))
    return FALSE;
  for (guint i = 0; i < roi->samples->len; i++) {
    const gdouble score = g_array_index (roi->samples, RepeatSample, i).score;

    if (isfinite (score) && score != 0.0 && score != 1.0)
      return TRUE;
  }
  return FALSE;
}

static gint
compare_readings (gconstpointer a, gconstpointer b)
{
  const RepeatReading *first = *(const RepeatReading *const *) a;
  const RepeatReading *second = *(const RepeatReading *const *) b;

  if (first->n != second->n)
    return first->n < second->n ? 1 : -1;
  return strcmp (first->text, second->text);
}

/* One board bears one text: a text that most boards show is it, and any other one is a wrong reading. Where no
 * text has the majority, the boards are different ones. */
static gboolean
reads_wrongly (const RepeatRoi *roi)
{
  const RepeatReading *first = roi->readings->len > 1 ? g_ptr_array_index (roi->readings, 0) : NULL;

  return first != NULL && !roi->is_expected && 2 * first->n > roi->samples->len;
}

static RepeatFinding
find (const RepeatRoi *roi, gdouble limit)
{
  const guint n_judged = roi->n_status[AOI_STATUS_PASS] + roi->n_status[AOI_STATUS_FAIL];

  if (roi->n_status[AOI_STATUS_PASS] > 0 && roi->n_status[AOI_STATUS_PASS] < roi->samples->len)
    return REPEAT_FLIPS;
  if (n_judged < roi->samples->len)
    return REPEAT_NOT_INSPECTED;
  if (reads_wrongly (roi))
    return REPEAT_READS;
  if (roi->is_measured && fabs (roi->sigmas) < limit)
    return REPEAT_NEAR;
  return REPEAT_STABLE;
}

static void
judge_roi (RepeatRoi *roi, gdouble limit)
{
  roi->score = measure_scores (roi);
  roi->confidence = measure (roi->confidences);
  roi->is_measured = is_measured (roi) && roi->score.n > 1;
  roi->sigmas = roi->flips = NAN;
  if (roi->is_measured) {
    const gdouble distance = roi->score.mean - roi->threshold;

    roi->sigmas = roi->score.sigma > 0.0 ? distance / roi->score.sigma
        : distance >= 0.0                ? INFINITY
                                         : -INFINITY;
    roi->flips = 500.0 * erfc (fabs (roi->sigmas) / G_SQRT2);
  }
  g_ptr_array_sort (roi->readings, compare_readings);
  roi->finding = find (roi, limit);
}

/* ROIs without a distance come last among those of the same finding. */
static gdouble
get_distance (const RepeatRoi *roi)
{
  return isnan (roi->sigmas) ? G_MAXDOUBLE : MIN (fabs (roi->sigmas), G_MAXDOUBLE / 2);
}

static gint
compare_rois (gconstpointer a, gconstpointer b)
{
  const RepeatRoi *first = *(const RepeatRoi *const *) a;
  const RepeatRoi *second = *(const RepeatRoi *const *) b;

  if (first->finding != second->finding)
    return first->finding < second->finding ? -1 : 1;
  if (get_distance (first) != get_distance (second))
    return get_distance (first) < get_distance (second) ? -1 : 1;
  return first->id < second->id ? -1 : first->id > second->id;
}

/* Judges all ROIs, once all boards were added. */
void
repeat_judge (Repeat *self)
{
  for (guint i = 0; i < self->rois->len; i++)
    judge_roi (g_ptr_array_index (self->rois, i), self->limit);
  g_ptr_array_sort (self->rois, compare_rois);
}

guint
repeat_count_unstable (const Repeat *self)
{
  guint n = 0;

  for (guint i = 0; i < self->rois->len; i++)
    n += ((const RepeatRoi *) g_ptr_array_index (self->rois, i))->finding != REPEAT_STABLE;
  return n;
}

/* Whether any score differs from board to board: copies of one picture prove nothing. */
gboolean
repeat_has_spread (const Repeat *self)
{
  gboolean any = FALSE;

  for (guint i = 0; i < self->rois->len; i++) {
    const RepeatRoi *roi = g_ptr_array_index (self->rois, i);

    any |= roi->is_measured;
    if (roi->score.min < roi->score.max)
      return TRUE;
  }
  return !any;
}

/* As Cpk of one side: 1 where three sigmas lie between the mean and the threshold; negative where it mostly
 * fails; NaN: not measured. */
gdouble
repeat_roi_get_capability (const RepeatRoi *self)
{
  return self->sigmas / SIGMAS_A_SIDE;
}

/* By how much of itself a standard deviation of @n boards may be wrong, one sigma of it. */
gdouble
repeat_get_doubt (guint n)
{
  return n > 1 ? 1.0 / sqrt (2.0 * (n - 1)) : INFINITY;
}

static void
describe_readings (const RepeatRoi *self, GString *text)
{
  for (guint i = 0; i < MIN (self->readings->len, TOLD_READINGS); i++) {
    const RepeatReading *reading = g_ptr_array_index (self->readings, i);

    g_string_append_printf (text, "%s'%s' on %u", i > 0 ? ", " : "", reading->text, reading->n);
  }
  if (self->readings->len > TOLD_READINGS)
    g_string_append_printf (text, " and %u%s further texts", self->readings->len - TOLD_READINGS,
        self->n_other_readings > 0 ? " or more" : "");
}

/* Returns: (transfer full): what is found of it in words, empty if there is nothing to say */
gchar *
repeat_roi_describe (const RepeatRoi *self, gdouble limit)
{
  const guint n = self->samples->len, n_passed = self->n_status[AOI_STATUS_PASS];
  GString *text = g_string_new (NULL);

  switch (self->finding) {
    case REPEAT_FLIPS:
      g_string_append_printf (text, "flips: passes on %u of %u; %s", n_passed, n, self->reason);
      break;
    case REPEAT_NOT_INSPECTED:
      g_string_append_printf (text, "not inspected on %u of %u: %s",
          self->n_status[AOI_STATUS_ERROR] + self->n_status[AOI_STATUS_TIMEOUT], n, self->reason);
      break;
    case REPEAT_READS:
      g_string_append (text, "reads ");
      describe_readings (self, text);
      break;
    case REPEAT_NEAR:
      g_string_append_printf (text, "would flip: %.1f sigmas from its threshold, %g needed",
          fabs (self->sigmas), limit);
      break;
    case REPEAT_STABLE:
      if (n_passed == 0)
        g_string_append_printf (text, "fails on every board: %s", self->reason);
      else if (self->readings->len > 1 && !self->is_expected)
        g_string_append_printf (
            text, "reads %u texts on %u boards: are they one board?", self->readings->len, n);
      break;
  }
  return g_string_free (text, FALSE);
}
