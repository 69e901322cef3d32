/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What the verdicts on all pictures of an ROI say about it. */
#include <math.h>
#include <stdlib.h>

#include "challenge/challenge.h"

/* The share of a size's defects that must be called for the size to be caught. */
#define CAUGHT 0.95

/* The share of graded defects of usual sizes that must be caught. It is lower, so that a few faint ones of the
 * smallest size do not make an ROI weak. */
#define MIN_CAUGHT_GRADED 0.80

/* More good parts called false are more than an ordinary board may cost. */
#define MAX_FALSE_CALLS 0.05

const ChallengeLevel *
challenge_roi_get_levels (const ChallengeRoi *self, ChallengeKind kind, guint *n_levels)
{
  const ChallengeLevel *first = NULL;

  *n_levels = 0;
  for (guint i = 0; i < self->levels->len; i++) {
    const ChallengeLevel *level = &g_array_index (self->levels, ChallengeLevel, i);

    if (level->kind != kind)
      continue;
    if (first == NULL)
      first = level;
    (*n_levels)++;
  }
  return first;
}

static gboolean
is_caught (const ChallengeLevel *level)
{
  return level->called >= CAUGHT * level->drawn;
}

/* The smallest size that is caught together with all larger ones; NULL if there is none. */
const ChallengeLevel *
challenge_roi_get_smallest (const ChallengeRoi *self, ChallengeKind kind)
{
  const ChallengeLevel *smallest = NULL, *levels;
  guint n;

  levels = challenge_roi_get_levels (self, kind, &n);
  while (n-- > 0) {
    if (levels[n].drawn == 0)
      continue;
    if (!is_caught (&levels[n]))
      break;
    smallest = &levels[n];
  }
  return smallest;
}

/* Defects of sizes that must be caught. */
void
challenge_roi_count_usual (
    const ChallengeRoi *self, ChallengeKind kind, guint *drawn, guint *called)
{
  guint n;
  const ChallengeLevel *levels = challenge_roi_get_levels (self, kind, &n);

  *drawn = *called = 0;
  for (guint i = 0; i < n; i++) {
    if (!levels[i].is_usual)
      continue;
    *drawn += levels[i].drawn;
    *called += levels[i].called;
  }
}

/* Counts the verdicts that are there. */
void
challenge_roi_count (ChallengeRoi *self)
{
  guint drawn, called;

  for (guint i = 0; i < self->levels->len; i++) {
    ChallengeLevel *level = &g_array_index (self->levels, ChallengeLevel, i);

    level->drawn = level->called = 0;
    for (guint k = 0; k < level->n_cases; k++) {
      ChallengeOutcome outcome = self->cases[level->first + k].outcome;

      level->drawn += outcome == CHALLENGE_PASSED || outcome == CHALLENGE_CALLED;
      level->called += outcome == CHALLENGE_CALLED;
    }
  }
  challenge_roi_count_usual (self, CHALLENGE_GOOD, &drawn, &called);
  self->is_dead = called == drawn;
}

static gint
compare_doubles (gconstpointer a, gconstpointer b)
{
  gdouble first = *(const gdouble *) a, second = *(const gdouble *) b;

  return (first > second) - (first < second);
}

/* The similarity that all good parts but a share reach, on the file's scale. */
static gdouble
get_good_score (const ChallengeRoi *self, gdouble false_calls)
{
  guint n;
  const ChallengeLevel *good = challenge_roi_get_levels (self, CHALLENGE_GOOD, &n);
  g_autofree gdouble *scores = g_new (gdouble, good->n_cases);

  for (guint i = 0; i < good->n_cases; i++)
    scores[i] = self->cases[good->first + i].score;
  qsort (scores, good->n_cases, sizeof scores[0], compare_doubles);
  return scores[(guint) (false_calls * good->n_cases)];
}

/* The highest threshold, 0..1, at which at most a share of good parts is called false. NaN if there is none. */
gdouble
challenge_roi_get_threshold (const ChallengeRoi *self, gdouble false_calls)
{
  const AoiGoldenJudge *judge = self->prepared->inspector->golden_judge;
  gdouble score;

  if (self->is_dead)
    return NAN;
  score = get_good_score (self, false_calls);
  if (judge->get_threshold != NULL)
    return judge->get_threshold (self->prepared->roi, self->cases[0].threshold, score);
  return score >= 0.0 ? MIN (score, 1.0) : NAN;
}

static void
judge_goldens (ChallengeRoi *self)
{
  const GPtrArray *goldens = self->prepared->roi->goldens;

  for (guint i = 0; i < goldens->len; i++)
    if (self->is_bare[i])
      g_ptr_array_add (self->findings,
          g_strdup_printf ("golden %s shows bare board",
              ((const AoiGolden *) g_ptr_array_index (goldens, i))->name));
}

static void
judge_kind (ChallengeRoi *self, ChallengeKind kind)
{
  const ChallengeKindInfo *info = challenge_kind_get_info (kind);
  gdouble least = info->unit == CHALLENGE_UNIT_NONE ? CAUGHT : MIN_CAUGHT_GRADED;
  guint drawn, called;

  challenge_roi_count_usual (self, kind, &drawn, &called);
  if (called < least * drawn)
    g_ptr_array_add (
        self->findings, g_strdup_printf ("%s (%u of %u)", info->passes, drawn - called, drawn));
}

/* Finds what must be said of an ROI. */
void
challenge_roi_judge (ChallengeRoi *self)
{
  guint drawn, called;

  if (self->prepared->roi->goldens->len == 0) {
    g_ptr_array_add (self->findings, g_strdup ("no good part passes: no golden image"));
    return;
  }
  judge_goldens (self);
  challenge_roi_count_usual (self, CHALLENGE_GOOD, &drawn, &called);
  if (self->is_dead) {
    g_ptr_array_add (
        self->findings, g_strdup_printf ("no good part passes: %s", self->cases[0].reason));
    return;
  }
  if (called > MAX_FALSE_CALLS * drawn)
    g_ptr_array_add (
        self->findings, g_strdup_printf ("good parts are called false (%u of %u)", called, drawn));
  for (ChallengeKind kind = CHALLENGE_GOOD + 1; kind < CHALLENGE_LAST; kind++)
    judge_kind (self, kind);
}

/* Whether nothing is wrong with any ROI, nor with how the board is found. */
gboolean
challenge_is_good (const Challenge *self)
{
  for (guint i = 0; i < self->rois->len; i++)
    if (((const ChallengeRoi *) g_ptr_array_index (self->rois, i))->findings->len > 0)
      return FALSE;
  return challenge_moved_is_good (&self->moved);
}
