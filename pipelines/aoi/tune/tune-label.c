/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is known of each ROI on each board, and which boards are left out together. */
#include "tune/tune.h"

#include <math.h>

/* The spread of scores is at least this part of the threshold: few boards may have none by chance. */
#define LEAST_SPREAD 0.02

/* How far the scores of good boards lie from each other and from what is looked at. */
typedef struct {
  gdouble mean, spread;
} Usual;

static Usual
get_usual (const TuneRoi *roi)
{
  gdouble sum = 0.0, squares = 0.0;
  guint n = 0;
  Usual usual;

  for (guint i = 0; i < roi->samples->len; i++) {
    const TuneSample *sample = &g_array_index (roi->samples, TuneSample, i);

    if (sample->label != TUNE_GOOD || !isfinite (sample->before.score))
      continue;
    sum += sample->before.score;
    squares += sample->before.score * sample->before.score;
    n++;
  }
  usual.mean = n > 0 ? sum / n : NAN;
  usual.spread = n > 1 ? sqrt (MAX (0.0, squares / n - usual.mean * usual.mean)) : 0.0;
  return usual;
}

/* How much worse a ROI that fails is than on good boards, in spreads of these; 0: not at all. */
static gdouble
get_suspicion (const TuneRoi *roi, guint index)
{
  const TuneOutcome *before = &g_array_index (roi->samples, TuneSample, index).before;
  const Usual usual = get_usual (roi);

  if (before->status != AOI_STATUS_FAIL || !isfinite (usual.mean) || !isfinite (before->threshold))
    return 0.0;
  return MAX (0.0, usual.mean - before->score)
      / MAX (usual.spread, LEAST_SPREAD * MAX (before->threshold, LEAST_SPREAD));
}

/* Nobody said which ROI of a bad board is bad: it is taken to be the one that fails and is furthest from its scores
 * on good boards. Of the others nothing is known. */
static void
accuse (Tune *self, guint index)
{
  TuneRoi *accused = NULL;
  gdouble most = 0.0;

  for (guint i = 0; i < self->rois->len; i++) {
    const gdouble suspicion = get_suspicion (g_ptr_array_index (self->rois, i), index);

    if (suspicion <= most)
      continue;
    most = suspicion;
    accused = g_ptr_array_index (self->rois, i);
  }
  if (accused != NULL)
    g_array_index (accused->samples, TuneSample, index).label = TUNE_BAD;
}

/* What a truth file says of a ROI, or else the good board that it is on. */
static TuneLabel
get_label (const TuneBoard *board, gint id)
{
  if (board->truth != NULL)
    return (TuneLabel) GPOINTER_TO_INT (g_hash_table_lookup (board->truth, GINT_TO_POINTER (id)));
  return board->label == TUNE_GOOD ? TUNE_GOOD : TUNE_UNKNOWN;
}

static void
label_samples (const Tune *self)
{
  for (guint i = 0; i < self->rois->len; i++) {
    TuneRoi *roi = g_ptr_array_index (self->rois, i);

    for (guint k = 0; k < roi->samples->len; k++) {
      TuneSample *sample = &g_array_index (roi->samples, TuneSample, k);

      sample->label = get_label (sample->board, roi->prepared->roi->id);
    }
  }
}

/* A board of which a file says that all of its ROIs are good is good. */
static void
label_board (TuneBoard *board)
{
  GHashTableIter iter;
  gpointer label;

  if (board->truth == NULL)
    return;
  board->label = TUNE_GOOD;
  g_hash_table_iter_init (&iter, board->truth);
  while (g_hash_table_iter_next (&iter, NULL, &label))
    if (GPOINTER_TO_INT (label) == TUNE_BAD)
      board->label = TUNE_BAD;
}

/* Deals boards of a label to folds, in an order by the seed. Returns where it ended. */
static guint
deal (Tune *self, TuneLabel label, GRand *rand, guint next)
{
  g_autoptr (GPtrArray) boards = g_ptr_array_new ();

  for (guint i = 0; i < self->boards->len; i++)
    if (((const TuneBoard *) g_ptr_array_index (self->boards, i))->label == label)
      g_ptr_array_add (boards, g_ptr_array_index (self->boards, i));
  while (boards->len > 0) {
    const guint index = (guint) g_rand_int_range (rand, 0, (gint32) boards->len);

    ((TuneBoard *) g_ptr_array_index (boards, index))->fold = next++ % self->n_folds;
    g_ptr_array_remove_index (boards, index);
  }
  return next;
}

/* Labels what is known, once all boards were read. */
void
tune_label (Tune *self)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (self->seed);

  for (guint i = 0; i < self->boards->len; i++)
    label_board (g_ptr_array_index (self->boards, i));
  self->n_folds = MAX (1, MIN (self->n_folds, self->boards->len));
  deal (self, TUNE_BAD, rand, deal (self, TUNE_GOOD, rand, 0));
  label_samples (self);
  for (guint i = 0; i < self->boards->len; i++) {
    const TuneBoard *board = g_ptr_array_index (self->boards, i);

    if (board->label == TUNE_BAD && board->truth == NULL)
      accuse (self, i);
  }
}
