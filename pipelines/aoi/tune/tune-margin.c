/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What loosens a ROI lets defects come nearer to passing that no shown board has. So its threshold goes up as far as
 * good boards leave room. */
#include "tune/tune.h"

#include <math.h>

/* The part of the room between the threshold and the worst good board that is taken, and at most this part of all
 * that is above the threshold: few good boards do not show how others vary. */
#define TAKEN 0.5
#define MAX_TAKEN 0.2

/* Less is not worth a change. */
#define MIN_RAISE 1e-3

/* The lowest score of good boards that pass; NaN: none does. */
static gdouble
find_worst_good (const TuneRoi *roi, guint fold, const TuneOutcome *outcomes)
{
  gdouble worst = NAN;

  for (guint i = 0; i < roi->samples->len; i++) {
    const TuneSample *sample = &g_array_index (roi->samples, TuneSample, i);

    if (sample->label == TUNE_GOOD && tune_is_in (sample, fold, FALSE)
        && outcomes[i].status == AOI_STATUS_PASS)
      worst = fmin (worst, outcomes[i].score);
  }
  return worst;
}

/* Raises the threshold of a change that sets none. */
void
tune_learn_margin (TuneRoi *roi, guint fold, TuneChange *change, TuneOutcome *outcomes)
{
  const AoiRoi *old = roi->prepared->roi;
  const AoiGoldenJudge *judge = roi->prepared->inspector->golden_judge;
  gdouble worst, score, threshold;
  TuneCounts counts;

  if (tune_change_is_empty (change) || !isnan (change->threshold) || judge->get_threshold == NULL
      || !tune_try_others (roi, change, fold, outcomes, &counts))
    return;
  worst = find_worst_good (roi, fold, outcomes);
  if (isnan (worst))
    return;
  score = old->threshold
      + fmin (TAKEN * (worst - old->threshold), MAX_TAKEN * (1.0 - old->threshold));
  threshold = judge->get_threshold (old, old->threshold, score);
  if (threshold >= old->threshold + MIN_RAISE)
    change->threshold = threshold;
}
