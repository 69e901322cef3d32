/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Shown bad boards are too few to have every defect that a looser ROI may let pass. So the defects of `aoi challenge`
 * are drawn into what good boards show that pass by the change alone. */
#include "tune/tune.h"

#include "challenge/challenge-likeness.h"
#include "challenge/challenge.h"
#include "engine/aoi-scratch.h"
#include "product/aoi-roi-types.h"

/* Pictures of each kind and size, about 200 in all, and how many of them may pass: the faintest that count as defects
 * do so by any golden. */
#define TRIALS 12
#define MAX_MISSED 1

/* A ROI with its change, made ready for a challenge.
 * @drawn: with the goldens that are drawn on, and the areas that were ignored before
 * @changed: by which they are judged */
typedef struct {
  AoiRoi *drawn, *changed;
  AoiRevisionRoi prepared;
  Challenge challenge;
} Proof;

static void
proof_clear (Proof *self)
{
  challenge_clear (&self->challenge);
  g_clear_pointer (&self->prepared.scratches, aoi_scratch_stack_free);
  if (self->prepared.state != NULL)
    self->prepared.inspector->release (self->prepared.state);
  aoi_roi_free (self->drawn);
  aoi_roi_free (self->changed);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Proof, proof_clear)

/* The ROI as it is, but of goldens only those that the change adds, if it adds any: others were there before. */
static AoiRoi *
choose_goldens (const TuneRoi *roi, const AoiRoi *changed)
{
  AoiRoi *drawn = aoi_roi_copy (roi->prepared->roi);
  GPtrArray *goldens;

  if (roi->change.goldens->len == 0)
    return drawn;
  goldens = g_ptr_array_new ();
  for (guint i = drawn->goldens->len; i < changed->goldens->len; i++)
    g_ptr_array_add (goldens, g_ptr_array_index (changed->goldens, i));
  g_ptr_array_unref (drawn->goldens);
  drawn->goldens = goldens;
  return drawn;
}

static gboolean
proof_init (Proof *self, const Tune *tune, TuneRoi *roi)
{
  const AoiInspector *inspector = roi->prepared->inspector;

  self->changed = tune_make_roi (roi, &roi->change);
  self->drawn = choose_goldens (roi, self->changed);
  self->prepared = *roi->prepared;
  self->prepared.roi = self->drawn;
  self->prepared.scratches = aoi_scratch_stack_new (inspector);
  self->prepared.state = inspector->prepare (inspector, self->changed, NULL);
  self->challenge = (Challenge){
    .revision = aoi_revision_ref (tune->revision), .seed = tune->seed, .trials = TRIALS
  };
  if (self->prepared.state == NULL)
    return FALSE;
  aoi_scratch_stack_add_state (self->prepared.scratches, self->prepared.state);
  challenge_begin (&self->challenge);
  return TRUE;
}

static gboolean
is_looser (const TuneRoi *roi)
{
  const TuneChange *change = &roi->change;

  return change->goldens->len > 0 || change->ignore->len > 0 || change->term != NULL
      || change->threshold < roi->prepared->roi->threshold;
}

/* Whether a drawn defect must be caught. Where nothing may lie nothing can be missing; and how far a part may lie off is
 * what `search` and limits say, whatever the goldens show. */
static gboolean
counts (const TuneRoi *roi, const ChallengeLevel *level)
{
  if (level->kind == CHALLENGE_GOOD || !level->is_usual)
    return FALSE;
  if (level->kind == CHALLENGE_MISSING)
    return !roi->prepared->roi->compare.empty;
  return level->kind != CHALLENGE_DISPLACED || roi->change.term != NULL;
}

/* Draws and inspects defects that must be caught. */
static void
run_cases (TuneRoi *roi, ChallengeRoi *challenge)
{
  for (guint i = 0; i < challenge->n_cases; i++) {
    ChallengeCase *one = &challenge->cases[i];
    const ChallengeLevel *level = &g_array_index (challenge->levels, ChallengeLevel, one->level);

    if (!counts (roi, level))
      continue;
    challenge_case_run (one);
    roi->drawn += one->outcome != CHALLENGE_UNDRAWN;
    roi->missed += one->outcome == CHALLENGE_PASSED;
  }
}

/* What looks like a golden that is not drawn on is no wrong part either. */
static void
add_thumbs (const TuneRoi *roi, ChallengeRoi *challenge)
{
  const GPtrArray *goldens = roi->prepared->roi->goldens;

  for (guint i = 0; roi->change.goldens->len > 0 && i < goldens->len; i++) {
    const AoiGolden *golden = g_ptr_array_index (goldens, i);

    g_ptr_array_add (challenge->thumbs, challenge_thumb_new (golden->image));
  }
}

/* Whether what is advised of a ROI still catches what is drawn. Any thread; only this one works on the ROI. */
gboolean
tune_prove (const Tune *self, TuneRoi *roi)
{
  g_auto (Proof) proof = { 0 };
  ChallengeRoi *challenge;

  if (!is_looser (roi))
    return TRUE;
  if (!proof_init (&proof, self, roi))
    return FALSE;
  challenge = challenge_add_roi (&proof.challenge, &proof.prepared);
  add_thumbs (roi, challenge);
  run_cases (roi, challenge);
  return roi->drawn > 0 && roi->missed <= MAX_MISSED;
}
