/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Which change of a ROI helps on boards that it was not learnt from. Each recipe is learnt once a fold from the other
 * folds' boards and tried on those of the fold. */
#include "tune/tune.h"

#include <string.h>
#include <unistd.h>

#define MAX_STEPS 2

/* What is learnt one after the other; of equally good ones the first is taken. */
static const struct {
  TuneLearn steps[MAX_STEPS];
} recipes[] = {
  { { tune_learn_stricter } },
  { { tune_learn_goldens } },
  { { tune_learn_limit } },
  { { tune_learn_ignore } },
  { { tune_learn_looser } },
  { { tune_learn_goldens, tune_learn_limit } },
  { { tune_learn_goldens, tune_learn_ignore } },
  { { tune_learn_goldens, tune_learn_looser } },
};

static void
learn (TuneRoi *roi, guint recipe, guint fold, TuneChange *change, TuneOutcome *outcomes)
{
  for (guint i = 0; i < MAX_STEPS && recipes[recipe].steps[i] != NULL; i++)
    recipes[recipe].steps[i](roi, fold, change, outcomes);
}

static void
copy_before (const TuneRoi *roi, TuneOutcome *outcomes)
{
  for (guint i = 0; i < roi->samples->len; i++)
    outcomes[i] = g_array_index (roi->samples, TuneSample, i).before;
}

/* What a recipe makes of boards that it did not learn from. */
static void
cross (TuneRoi *roi, guint recipe, guint n_folds, TuneOutcome *scratch, TuneOutcome *outcomes)
{
  copy_before (roi, outcomes);
  for (guint fold = 0; fold < n_folds; fold++) {
    g_auto (TuneChange) change = { 0 };

    tune_change_init (&change);
    copy_before (roi, scratch);
    learn (roi, recipe, fold, &change, scratch);
    if (!tune_change_is_empty (&change))
      tune_try (roi, &change, fold, TRUE, outcomes);
  }
}

/* Fewer false calls without a bad board that passes or nearly does; or fewer escapes without a further false call. */
static gboolean
is_better (const TuneCounts *counts, const TuneCounts *before)
{
  if (counts->new_escapes > 0 || counts->narrow > 0)
    return FALSE;
  return counts->false_calls <= before->false_calls && counts->escapes <= before->escapes
      && counts->false_calls + counts->escapes < before->false_calls + before->escapes;
}

static guint
get_wrong (const TuneCounts *counts)
{
  return counts->false_calls + counts->escapes;
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
try_recipe (TuneRoi *roi, guint recipe, guint n_folds, TuneOutcome *scratch, TuneOutcome *outcomes)
{
  g_auto (TuneChange) change = { 0 };
  TuneCounts counts, all;

  cross (roi, recipe, n_folds, scratch, outcomes);
  counts = tune_count (roi, TUNE_NO_FOLD, FALSE, outcomes);
  if (!is_better (&counts, &roi->before) || get_wrong (&counts) >= get_wrong (&roi->after))
    return;
  tune_change_init (&change);
  copy_before (roi, scratch);
  learn (roi, recipe, TUNE_NO_FOLD, &change, scratch);
  if (tune_change_is_empty (&change) || !tune_try (roi, &change, TUNE_NO_FOLD, FALSE, scratch))
    return;
  all = tune_count (roi, TUNE_NO_FOLD, FALSE, scratch);
  if (is_better (&all, &roi->before))
    take (roi, &change, &counts, outcomes);
}

static gboolean
is_compared (const TuneRoi *roi)
{
  return g_str_equal (roi->prepared->roi->type, AOI_TYPE_COMPARE)
      && roi->prepared->roi->goldens->len > 0;
}

static void
advise (TuneRoi *roi)
{
  if (tune_change_is_empty (&roi->change))
    roi->advice = roi->before.good < TUNE_MIN_GOOD ? TUNE_TOO_LITTLE : TUNE_NOTHING;
  else if (roi->before.good < TUNE_MIN_GOOD)
    roi->advice = TUNE_HINT;
  else if (roi->before.bad < TUNE_MIN_BAD && tune_change_loosens (&roi->change, roi->prepared->roi))
    roi->advice = TUNE_HINT;
  else
    roi->advice = TUNE_PROPOSAL;
}

/* Any thread; only this one works on the ROI. */
static void
run_roi (gpointer data, gpointer user_data)
{
  TuneRoi *roi = data;
  const Tune *self = user_data;
  g_autofree TuneOutcome *scratch = g_new0 (TuneOutcome, MAX (roi->samples->len, 1));
  g_autofree TuneOutcome *outcomes = g_new0 (TuneOutcome, MAX (roi->samples->len, 1));

  copy_before (roi, outcomes);
  roi->before = roi->after = tune_count (roi, TUNE_NO_FOLD, FALSE, outcomes);
  if (is_compared (roi) && get_wrong (&roi->before) > 0)
    for (guint i = 0; i < G_N_ELEMENTS (recipes); i++)
      try_recipe (roi, i, self->n_folds, scratch, outcomes);
  advise (roi);
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
