/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which change of a ROI helps on boards that it was not learnt from. Each recipe is learnt once a fold from the other
 * folds' boards and tried on those of the fold. */
#include "tune/tune.h"

#include <string.h>
#include <unistd.h>

/* Goldens that are learnt first, or not, and what is learnt then; of equally good recipes the first is taken. */
static const struct {
  gboolean has_goldens;
  TuneLearn step;
  guint min_bad; /* boards, below which it is but a hint */
} recipes[] = {
  { FALSE, tune_learn_stricter, 0 },
  { TRUE, NULL, TUNE_MIN_BAD },
  { FALSE, tune_learn_limit, TUNE_MIN_BAD_KNOB },
  { FALSE, tune_learn_ignore, TUNE_MIN_BAD },
  { FALSE, tune_learn_looser, TUNE_MIN_BAD_KNOB },
  { TRUE, tune_learn_limit, TUNE_MIN_BAD_KNOB },
  { TRUE, tune_learn_ignore, TUNE_MIN_BAD },
  { TRUE, tune_learn_looser, TUNE_MIN_BAD_KNOB },
};

/* The work on a ROI.
 * @scratch: outcomes while something is learnt
 * @outcomes: of boards that a recipe did not learn from
 * @goldens: (element-type TuneChange): what was learnt without each fold, and last from all boards; several recipes
 *   begin with it */
typedef struct {
  const Tune *tune;
  TuneRoi *roi;
  guint n_folds;
  TuneOutcome *scratch, *outcomes;
  GPtrArray *goldens;
} Cross;

static void
free_change (gpointer data)
{
  tune_change_clear (data);
  g_free (data);
}

static void
cross_init (Cross *self, const Tune *tune, TuneRoi *roi)
{
  const guint n = MAX (roi->samples->len, 1);

  *self = (Cross){ tune, roi, tune->n_folds, g_new0 (TuneOutcome, n), g_new0 (TuneOutcome, n),
    g_ptr_array_new_with_free_func (free_change) };
}

static void
cross_clear (Cross *self)
{
  g_free (self->scratch);
  g_free (self->outcomes);
  g_ptr_array_unref (self->goldens);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Cross, cross_clear)

/* @index: of a fold, or how many there are: none is left out */
static guint
get_fold (const Cross *self, guint index)
{
  return index < self->n_folds ? index : TUNE_NO_FOLD;
}

static const TuneChange *
get_goldens (Cross *self, guint index)
{
  while (self->goldens->len <= index) {
    TuneChange *change = g_new0 (TuneChange, 1);

    tune_change_init (change);
    tune_copy_before (self->roi, self->scratch);
    tune_learn_goldens (self->roi, get_fold (self, self->goldens->len), change, self->scratch);
    g_ptr_array_add (self->goldens, change);
  }
  return g_ptr_array_index (self->goldens, index);
}

/* @change: initialised. It stays empty where nothing can be learnt. */
static void
learn (Cross *self, guint recipe, guint index, TuneChange *change)
{
  if (recipes[recipe].has_goldens) {
    tune_change_copy (change, get_goldens (self, index));
    if (tune_change_is_empty (change))
      return;
  }
  tune_copy_before (self->roi, self->scratch);
  if (recipes[recipe].step != NULL)
    recipes[recipe].step (self->roi, get_fold (self, index), change, self->scratch);
  tune_learn_margin (self->roi, get_fold (self, index), change, self->scratch);
}

/* What a recipe makes of boards that it did not learn from. */
static TuneCounts
cross (Cross *self, guint recipe)
{
  tune_copy_before (self->roi, self->outcomes);
  for (guint fold = 0; fold < self->n_folds; fold++) {
    g_auto (TuneChange) change = { 0 };

    tune_change_init (&change);
    learn (self, recipe, fold, &change);
    if (!tune_change_is_empty (&change))
      tune_try (self->roi, &change, fold, TRUE, self->outcomes);
  }
  return tune_count (self->roi, TUNE_NO_FOLD, FALSE, self->outcomes);
}

/* Fewer false calls without a bad board that passes or nearly does; or fewer escapes without a further false call. */
static gboolean
is_better (const TuneCounts *counts, const TuneCounts *before)
{
  if (counts->new_escapes > 0 || counts->narrow > 0)
    return FALSE;
  return counts->false_calls <= before->false_calls && counts->escapes <= before->escapes
      && tune_counts_get_wrong (counts) < tune_counts_get_wrong (before);
}

/* Keeps what a recipe makes of boards that it did not learn from, and what it learns from all. */
static void
take (TuneRoi *roi, const TuneChange *change, const TuneCounts *counts, const TuneOutcome *outcomes)
{
  tune_change_copy (&roi->change, change);
  roi->after = *counts;
  for (guint i = 0; i < roi->samples->len; i++)
    g_array_index (roi->samples, TuneSample, i).after = outcomes[i];
}

static void
try_recipe (Cross *self, guint recipe)
{
  TuneRoi *roi = self->roi;
  const TuneCounts counts = cross (self, recipe);
  g_auto (TuneChange) change = { 0 };
  TuneCounts all;

  if (!is_better (&counts, &roi->before)
      || tune_counts_get_wrong (&counts) >= tune_counts_get_wrong (&roi->after))
    return;
  tune_change_init (&change);
  learn (self, recipe, self->n_folds, &change);
  if (tune_change_is_empty (&change)
      || !tune_try (roi, &change, TUNE_NO_FOLD, FALSE, self->scratch))
    return;
  all = tune_count (roi, TUNE_NO_FOLD, FALSE, self->scratch);
  if (is_better (&all, &roi->before))
    take (roi, &change, &counts, self->outcomes);
}

/* Tries recipes for which there are bad boards enough (@proven), or the others. */
static void
try_recipes (Cross *self, gboolean proven)
{
  for (guint i = 0; i < G_N_ELEMENTS (recipes); i++)
    if ((self->roi->before.bad >= recipes[i].min_bad) == proven)
      try_recipe (self, i);
}

/* What helps and is proven comes before what would help more. */
static void
advise (Cross *self)
{
  TuneRoi *roi = self->roi;
  const gboolean has_good = roi->before.good >= TUNE_MIN_GOOD;

  try_recipes (self, TRUE);
  if (!tune_change_is_empty (&roi->change)) {
    roi->advice = has_good && tune_prove (self->tune, roi) ? TUNE_PROPOSAL : TUNE_HINT;
    return;
  }
  try_recipes (self, FALSE);
  if (!tune_change_is_empty (&roi->change))
    roi->advice = TUNE_HINT;
  else
    roi->advice = has_good ? TUNE_NOTHING : TUNE_TOO_LITTLE;
}

/* Any thread; only this one works on the ROI. */
static void
run_roi (gpointer data, gpointer user_data)
{
  TuneRoi *roi = data;
  const Tune *self = user_data;
  g_auto (Cross) work = { 0 };

  cross_init (&work, self, roi);
  roi->guard = tune_find_guard (roi);
  tune_copy_before (roi, work.outcomes);
  roi->before = roi->after = tune_count (roi, TUNE_NO_FOLD, FALSE, work.outcomes);
  roi->advice = roi->before.good < TUNE_MIN_GOOD ? TUNE_TOO_LITTLE : TUNE_NOTHING;
  if (tune_is_compared (roi) && roi->prepared->roi->goldens->len > 0
      && tune_counts_get_wrong (&roi->before) > 0)
    advise (&work);
}

/* Learns what helps each ROI, once boards were labelled. */
void
tune_run (Tune *self)
{
  GThreadPool *pool = g_thread_pool_new (run_roi, self, (gint) MAX (1, self->jobs), FALSE, NULL);

  for (guint i = 0; i < self->rois->len; i++)
    g_thread_pool_push (pool, g_ptr_array_index (self->rois, i), NULL);
  g_thread_pool_free (pool, FALSE, TRUE);
}

/* Boards of a label that pass (@passing) or do not, by the product as it is or @after all proposals, learnt without
 * them. */
guint
tune_count_boards (const Tune *self, TuneLabel label, gboolean after, gboolean passing)
{
  guint n = 0;

  for (guint i = 0; i < self->boards->len; i++) {
    gboolean passes = TRUE;

    if (((const TuneBoard *) g_ptr_array_index (self->boards, i))->label != label)
      continue;
    for (guint k = 0; k < self->rois->len; k++) {
      const TuneRoi *roi = g_ptr_array_index (self->rois, k);
      const TuneSample *sample = &g_array_index (roi->samples, TuneSample, i);
      const gboolean is_changed = after && roi->advice == TUNE_PROPOSAL;

      passes &= (is_changed ? &sample->after : &sample->before)->status == AOI_STATUS_PASS;
    }
    n += passes == passing;
  }
  return n;
}
