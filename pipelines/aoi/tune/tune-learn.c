/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Learns changes of a ROI from boards. What makes a bad board pass, or nearly so, is never learnt. */
#include "tune/tune.h"

#include <math.h>
#include <string.h>

/* Goldens that are added to a ROI at most, and failing boards that are tried as the next one. */
#define MAX_GOLDENS 3
#define MAX_TRIED 6

/* Areas that are added to a ROI at most, the part of it that they may cover, the boards on which the worst place must
 * be there, and by how much an area is larger than these places, in pixels. */
#define MAX_AREAS 3
#define MAX_IGNORED 0.25
#define MIN_GATHERED 2
#define AREA_BORDER 2

/* How much better a bad board may look since an area is ignored: the place of the part is found a little otherwise. */
#define MAX_FLATTERED 0.02

/* Steps of what is turned like a knob. */
static const gdouble limit_steps[] = { 1.1, 1.2, 1.35, 1.5, 1.75, 2.0, 2.5 };
static const gdouble looser_steps[] = { 0.01, 0.02, 0.03, 0.05, 0.08, 0.12, 0.16, 0.2 };
static const gdouble stricter_steps[] = { 0.01, 0.02, 0.03, 0.04, 0.05, 0.06, 0.08 };

/* Turns a knob of a change. Returns FALSE beyond its end. */
typedef gboolean (*Turn) (const TuneRoi *roi, TuneChange *change, gdouble step);

static gboolean
is_safe (const TuneCounts *counts)
{
  return counts->new_escapes == 0 && counts->narrow == 0;
}

/* By all boards but those of @fold. Returns FALSE if it cannot be tried. */
gboolean
tune_try_others (
    TuneRoi *roi, const TuneChange *change, guint fold, TuneOutcome *outcomes, TuneCounts *counts)
{
  if (tune_change_is_empty (change))
    tune_copy_before (roi, outcomes);
  else if (!tune_try (roi, change, fold, FALSE, outcomes))
    return FALSE;
  *counts = tune_count (roi, fold, FALSE, outcomes);
  return TRUE;
}

/* The first step that leaves the fewest false calls and is safe. */
static void
turn_looser (TuneRoi *roi, guint fold, TuneChange *change, TuneOutcome *outcomes, Turn turn,
    const gdouble *steps, guint n_steps)
{
  g_auto (TuneChange) trial = { 0 }, best = { 0 };
  TuneCounts counts;
  guint least;

  tune_change_init (&trial);
  tune_change_init (&best);
  tune_change_copy (&best, change);
  if (!tune_try_others (roi, change, fold, outcomes, &counts))
    return;
  least = counts.false_calls;
  for (guint i = 0; i < n_steps && least > 0; i++) {
    tune_change_copy (&trial, change);
    if (!turn (roi, &trial, steps[i]) || !tune_try_others (roi, &trial, fold, outcomes, &counts)
        || !is_safe (&counts))
      break;
    if (counts.false_calls < least)
      tune_change_copy (&best, &trial);
    least = MIN (least, counts.false_calls);
  }
  tune_change_copy (change, &best);
}

static gboolean
turn_down (const TuneRoi *roi, TuneChange *change, gdouble step)
{
  change->threshold = roi->prepared->roi->threshold - step;
  return change->threshold > 0.0;
}

/* Lowers the threshold. */
void
tune_learn_looser (TuneRoi *roi, guint fold, TuneChange *change, TuneOutcome *outcomes)
{
  turn_looser (roi, fold, change, outcomes, turn_down, looser_steps, G_N_ELEMENTS (looser_steps));
}

/* Raises the threshold as little as leaves the fewest escapes, if no good board fails by it. */
void
tune_learn_stricter (TuneRoi *roi, guint fold, TuneChange *change, TuneOutcome *outcomes)
{
  g_auto (TuneChange) trial = { 0 };
  TuneCounts counts;
  guint least, false_calls;

  tune_change_init (&trial);
  if (!tune_try_others (roi, change, fold, outcomes, &counts))
    return;
  least = counts.escapes;
  false_calls = counts.false_calls;
  tune_change_copy (&trial, change);
  for (guint i = 0; i < G_N_ELEMENTS (stricter_steps) && least > 0; i++) {
    trial.threshold = roi->prepared->roi->threshold + stricter_steps[i];
    if (trial.threshold >= 1.0 || !tune_try_others (roi, &trial, fold, outcomes, &counts)
        || counts.false_calls > false_calls)
      break;
    if (counts.escapes < least)
      tune_change_copy (change, &trial);
    least = MIN (least, counts.escapes);
  }
}

static gboolean
fails (const TuneRoi *roi, guint index, guint fold, const TuneOutcome *outcomes)
{
  const TuneSample *sample = &g_array_index (roi->samples, TuneSample, index);

  return sample->label == TUNE_GOOD && tune_is_in (sample, fold, FALSE)
      && outcomes[index].status == AOI_STATUS_FAIL;
}

/* What good boards mostly fail by; (nullable). */
static const gchar *
find_term (const TuneRoi *roi, guint fold, const TuneOutcome *outcomes)
{
  const gchar *most = NULL;
  guint n_most = 0;

  for (guint i = 0; i < roi->samples->len; i++) {
    guint n = 0;

    if (!fails (roi, i, fold, outcomes))
      continue;
    for (guint k = 0; k < roi->samples->len; k++)
      n += fails (roi, k, fold, outcomes) && outcomes[k].term == outcomes[i].term;
    if (n > n_most)
      most = outcomes[i].term;
    n_most = MAX (n_most, n);
  }
  return most;
}

static gboolean
turn_limit (const TuneRoi *roi, TuneChange *change, gdouble step)
{
  AoiCompareSpec spec = roi->prepared->roi->compare;
  const gdouble *limit = tune_spec_get_limit (&spec, change->term);

  change->factor = *limit * step;
  return change->factor <= AOI_COMPARE_MAX_FACTOR;
}

/* Raises the limit of the term that good boards fail by. */
void
tune_learn_limit (TuneRoi *roi, guint fold, TuneChange *change, TuneOutcome *outcomes)
{
  g_auto (TuneChange) before = { 0 };
  AoiCompareSpec spec = roi->prepared->roi->compare;
  TuneCounts counts;

  tune_change_init (&before);
  tune_change_copy (&before, change);
  if (!tune_try_others (roi, change, fold, outcomes, &counts))
    return;
  change->term = find_term (roi, fold, outcomes);
  if (tune_spec_get_limit (&spec, change->term) != NULL) {
    change->factor = *tune_spec_get_limit (&spec, change->term);
    turn_looser (roi, fold, change, outcomes, turn_limit, limit_steps, G_N_ELEMENTS (limit_steps));
  }
  spec = roi->prepared->roi->compare;
  if (tune_spec_get_limit (&spec, change->term) == NULL
      || change->factor == *tune_spec_get_limit (&spec, change->term))
    tune_change_copy (change, &before);
}

/* Up to MAX_TRIED failing boards, spread over all of them. */
static GArray *
choose_candidates (const TuneRoi *roi, guint fold, const TuneOutcome *outcomes)
{
  g_autoptr (GArray) all = g_array_new (FALSE, FALSE, sizeof (guint));
  GArray *chosen = g_array_new (FALSE, FALSE, sizeof (guint));

  for (guint i = 0; i < roi->samples->len; i++)
    if (fails (roi, i, fold, outcomes))
      g_array_append_val (all, i);
  for (guint i = 0; i < MIN (all->len, MAX_TRIED); i++) {
    const guint at = i * all->len / MIN (all->len, MAX_TRIED);

    g_array_append_val (chosen, g_array_index (all, guint, at));
  }
  return chosen;
}

/* Adds the golden that spares most false calls on other boards. Returns whether there is one. */
static gboolean
add_golden (TuneRoi *roi, guint fold, TuneChange *change, TuneOutcome *outcomes)
{
  g_autoptr (GArray) candidates = NULL;
  guint before, best = 0, best_spared = 0;
  TuneCounts counts;

  if (!tune_try_others (roi, change, fold, outcomes, &counts))
    return FALSE;
  before = counts.false_calls;
  candidates = choose_candidates (roi, fold, outcomes);
  for (guint i = 0; i < candidates->len; i++) {
    g_array_append_vals (change->goldens, &g_array_index (candidates, guint, i), 1);
    /* The board that gives the golden passes anyway. */
    if (tune_try_others (roi, change, fold, outcomes, &counts) && is_safe (&counts)
        && before > counts.false_calls + 1 && before - counts.false_calls > best_spared) {
      best = g_array_index (candidates, guint, i);
      best_spared = before - counts.false_calls;
    }
    g_array_set_size (change->goldens, change->goldens->len - 1);
  }
  if (best_spared > 0)
    g_array_append_val (change->goldens, best);
  return best_spared > 0;
}

/* Adds goldens of good boards that fail. */
void
tune_learn_goldens (TuneRoi *roi, guint fold, TuneChange *change, TuneOutcome *outcomes)
{
  for (guint i = 0; i < MAX_GOLDENS; i++)
    if (!add_golden (roi, fold, change, outcomes))
      return;
}

static gboolean
has_place (const TuneOutcome *outcome)
{
  return outcome->term != NULL && !g_str_equal (outcome->term, "shift")
      && !aoi_rect_is_empty (&outcome->window);
}

/* Grows @area by the worst places that overlap it. Returns on how many boards these are. */
static guint
grow (const TuneRoi *roi, guint fold, const TuneOutcome *outcomes, AoiRect *area)
{
  AoiRect common;
  guint n = 0;

  for (guint i = 0; i < roi->samples->len; i++) {
    if (!fails (roi, i, fold, outcomes) || !has_place (&outcomes[i])
        || !aoi_rect_intersect (area, &outcomes[i].window, &common))
      continue;
    *area = aoi_rect_unite (area, &outcomes[i].window);
    n++;
  }
  return n;
}

/* What the worst places cover that hang together with that of board @index. Returns on how many boards they are. */
static guint
gather (const TuneRoi *roi, guint index, guint fold, const TuneOutcome *outcomes, AoiRect *area)
{
  guint n = 0, before;

  *area = outcomes[index].window;
  do {
    before = n;
    n = grow (roi, fold, outcomes, area);
  } while (n > before);
  return n;
}

/* Whether the worst place of a bad board is there, or was before: it would not be seen any more. */
static gboolean
hides_bad (const TuneRoi *roi, guint fold, const TuneOutcome *outcomes, const AoiRect *area)
{
  AoiRect common;

  for (guint i = 0; i < roi->samples->len; i++) {
    const TuneSample *sample = &g_array_index (roi->samples, TuneSample, i);

    if (sample->label != TUNE_BAD || !tune_is_in (sample, fold, FALSE))
      continue;
    if (aoi_rect_intersect (area, &outcomes[i].window, &common)
        || aoi_rect_intersect (area, &sample->before.window, &common))
      return TRUE;
  }
  return FALSE;
}

static gboolean
is_small_enough (const TuneRoi *roi, const TuneChange *change, const AoiRect *area)
{
  const AoiRect *whole = &roi->prepared->roi->rect;
  gdouble covered = (gdouble) area->width * area->height;

  for (guint i = 0; i < change->ignore->len; i++) {
    const AoiRect *other = &g_array_index (change->ignore, AoiRect, i);

    covered += (gdouble) other->width * other->height;
  }
  return covered <= MAX_IGNORED * whole->width * whole->height;
}

/* Adds the area in which good boards differ most often. Returns whether there is one. */
static gboolean
add_area (TuneRoi *roi, guint fold, TuneChange *change, const TuneOutcome *outcomes)
{
  AoiRect whole = { 0 }, best = { 0 };
  guint n_best = MIN_GATHERED - 1;

  aoi_roi_get_turned_size (roi->prepared->roi, &whole.width, &whole.height);
  for (guint i = 0; i < roi->samples->len; i++) {
    AoiRect area;
    guint n;

    if (!fails (roi, i, fold, outcomes) || !has_place (&outcomes[i]))
      continue;
    n = gather (roi, i, fold, outcomes, &area);
    area = aoi_rect_inflate (&area, AREA_BORDER);
    if (n <= n_best || !aoi_rect_intersect (&area, &whole, &area)
        || hides_bad (roi, fold, outcomes, &area) || !is_small_enough (roi, change, &area))
      continue;
    best = area;
    n_best = n;
  }
  if (!aoi_rect_is_empty (&best))
    g_array_append_val (change->ignore, best);
  return !aoi_rect_is_empty (&best);
}

/* Whether a bad board looks better than @before: then it differs in what is ignored since, though elsewhere more. */
static gboolean
flatters_bad (
    const TuneRoi *roi, guint fold, const TuneOutcome *before, const TuneOutcome *outcomes)
{
  for (guint i = 0; i < roi->samples->len; i++) {
    const TuneSample *sample = &g_array_index (roi->samples, TuneSample, i);

    if (sample->label == TUNE_BAD && tune_is_in (sample, fold, FALSE)
        && outcomes[i].score > before[i].score + MAX_FLATTERED)
      return TRUE;
  }
  return FALSE;
}

/* Ignores where good boards differ and no bad board does. The worst place of a board may hide others, so that the first
 * area need not spare a false call. */
void
tune_learn_ignore (TuneRoi *roi, guint fold, TuneChange *change, TuneOutcome *outcomes)
{
  guint n_best = change->ignore->len, least;
  g_autofree TuneOutcome *before = NULL;
  TuneCounts counts;

  if (!tune_try_others (roi, change, fold, outcomes, &counts))
    return;
  before = g_memdup2 (outcomes, roi->samples->len * sizeof *outcomes);
  least = counts.false_calls;
  for (guint i = 0; i < MAX_AREAS && counts.false_calls > 0; i++) {
    if (!add_area (roi, fold, change, outcomes)
        || !tune_try_others (roi, change, fold, outcomes, &counts) || !is_safe (&counts)
        || flatters_bad (roi, fold, before, outcomes))
      break;
    if (counts.false_calls < least)
      n_best = change->ignore->len;
    least = MIN (least, counts.false_calls);
  }
  g_array_set_size (change->ignore, n_best);
}
