/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is drawn: which kinds of defects in which sizes, how often, into which ROIs. */
#include "aoi-error.h"
#include "challenge/challenge-ground.h"
#include "challenge/challenge-likeness.h"
#include "challenge/challenge-nuisance.h"
#include "challenge/challenge.h"

/* Good parts a size's trial: a false call in a hundred must be seen. */
#define GOOD_FACTOR 5

/* For kinds of one size every golden gets its turn, up to this many. */
#define MAX_TRIALS 200

/* Smaller than this, in pixels, nothing is drawn, and smaller than that nothing must be caught. */
#define MIN_PIXELS 2.0
#define MIN_USUAL_PIXELS 3.0

static const ChallengeKindInfo kinds[CHALLENGE_LAST] = {
  [CHALLENGE_GOOD] = { "good", "good part", NULL, CHALLENGE_UNIT_NONE, 1, { 1.0 }, 1.0, NULL },
  [CHALLENGE_MISSING] = { "missing", "part missing", "a missing part passes", CHALLENGE_UNIT_NONE,
      1, { 1.0 }, 1.0, challenge_draw_missing },
  [CHALLENGE_WRONG] = { "wrong", "wrong part", "a wrong part passes", CHALLENGE_UNIT_NONE, 1,
      { 1.0 }, 1.0, challenge_draw_wrong },
  [CHALLENGE_TURNED_180] = { "turned-180", "turned by 180", "a part turned by 180 degrees passes",
      CHALLENGE_UNIT_NONE, 1, { 1.0 }, 1.0, challenge_draw_turned_180 },
  [CHALLENGE_TURNED_90] = { "turned-90", "turned by 90", "a part turned by 90 degrees passes",
      CHALLENGE_UNIT_NONE, 1, { 1.0 }, 1.0, challenge_draw_turned_90 },
  [CHALLENGE_TILTED] = { "tilt", "tilted", "a tilted part passes", CHALLENGE_UNIT_DEGREES, 6,
      { 2.0, 3.0, 4.0, 6.0, 9.0, 12.0 }, 6.0, challenge_draw_tilted },
  [CHALLENGE_DISPLACED] = { "displaced", "displaced", "a displaced part passes",
      CHALLENGE_UNIT_SHARE, 5, { 0.05, 0.10, 0.15, 0.25, 0.35 }, 0.15, challenge_draw_displaced },
  [CHALLENGE_PATCH] = { "patch", "patch missing", "a missing piece passes", CHALLENGE_UNIT_SHARE, 5,
      { 0.10, 0.15, 0.25, 0.35, 0.45 }, 0.25, challenge_draw_patch, TRUE },
  [CHALLENGE_BLOB] = { "blob", "blob", "a blob passes", CHALLENGE_UNIT_SHARE, 6,
      { 0.04, 0.06, 0.08, 0.12, 0.16, 0.20 }, 0.08, challenge_draw_blob, TRUE },
  [CHALLENGE_BRIDGE] = { "bridge", "bridge", "a bridge passes", CHALLENGE_UNIT_SHARE, 5,
      { 0.10, 0.15, 0.25, 0.40, 0.60 }, 0.25, challenge_draw_bridge, TRUE },
  [CHALLENGE_COLOUR] = { "colour", "colour", "a discoloured part passes", CHALLENGE_UNIT_DEGREES, 5,
      { 20.0, 40.0, 60.0, 90.0, 140.0 }, 40.0, challenge_draw_colour },
};

const ChallengeKindInfo *
challenge_kind_get_info (ChallengeKind kind)
{
  return &kinds[kind];
}

/* Whether ROIs as this one are challenged: those whose inspector compares with goldens. */
gboolean
challenge_takes (const AoiRoi *roi)
{
  const AoiInspector *inspector = roi->enabled ? aoi_inspector_lookup (roi->type, NULL) : NULL;

  return inspector != NULL && inspector->golden_judge != NULL;
}

static guint
get_n_goldens (const ChallengeRoi *self)
{
  return self->prepared->roi->goldens->len;
}

static void
add_level (ChallengeRoi *self, ChallengeKind kind, guint number)
{
  const ChallengeKindInfo *info = &kinds[kind];
  guint trials = self->challenge->trials * (kind == CHALLENGE_GOOD ? GOOD_FACTOR : 1);
  ChallengeLevel level = { .kind = kind, .size = info->sizes[number], .first = self->n_cases };

  if (info->unit == CHALLENGE_UNIT_SHARE) {
    level.share = level.size;
    level.size *= self->side;
    if (level.size < MIN_PIXELS)
      return;
  }
  level.is_usual = info->sizes[number] >= info->usual
      && (info->unit != CHALLENGE_UNIT_SHARE || level.size >= MIN_USUAL_PIXELS);
  if (info->unit == CHALLENGE_UNIT_NONE)
    trials = MAX (trials, MIN (get_n_goldens (self), MAX_TRIALS));
  level.n_cases = trials;
  self->n_cases += trials;
  g_array_append_val (self->levels, level);
}

static void
add_cases (ChallengeRoi *self)
{
  for (ChallengeKind kind = CHALLENGE_GOOD; kind < CHALLENGE_LAST; kind++)
    for (guint i = 0; i < kinds[kind].n_sizes; i++)
      add_level (self, kind, i);
  self->cases = g_new0 (ChallengeCase, self->n_cases);
  for (guint i = 0; i < self->levels->len; i++) {
    const ChallengeLevel *level = &g_array_index (self->levels, ChallengeLevel, i);

    for (guint k = 0; k < level->n_cases; k++) {
      ChallengeCase *one = &self->cases[level->first + k];

      one->roi = self;
      one->level = i;
      one->trial = k;
    }
  }
}

static void
measure_goldens (ChallengeRoi *self)
{
  const GPtrArray *goldens = self->prepared->roi->goldens;

  self->is_bare = g_new0 (gboolean, goldens->len);
  for (guint i = 0; i < goldens->len; i++) {
    const AoiGolden *golden = g_ptr_array_index (goldens, i);

    self->is_bare[i] = challenge_ground_is_all (golden->image);
    g_ptr_array_add (self->thumbs, challenge_thumb_new (golden->image));
  }
}

/* The first golden of each other ROI. */
static void
find_others (ChallengeRoi *self, const AoiProduct *product)
{
  for (guint i = 0; i < aoi_product_get_n_rois (product); i++) {
    const AoiRoi *other = aoi_product_get_roi (product, i);

    if (other->id != self->prepared->roi->id && other->goldens->len > 0)
      g_ptr_array_add (self->others, ((AoiGolden *) g_ptr_array_index (other->goldens, 0))->image);
  }
}

static void
roi_free (gpointer data)
{
  ChallengeRoi *self = data;

  for (guint i = 0; i < self->n_cases; i++)
    g_free (self->cases[i].reason);
  g_free (self->cases);
  g_array_unref (self->levels);
  g_ptr_array_unref (self->findings);
  g_ptr_array_unref (self->others);
  g_ptr_array_unref (self->thumbs);
  g_free (self->is_bare);
  g_free (self);
}

/* Makes room for ROIs. */
void
challenge_begin (Challenge *self)
{
  self->rois = g_ptr_array_new_with_free_func (roi_free);
  self->grain = challenge_grain_new (self->seed);
}

/* Plans all pictures of an ROI. @prepared: borrowed. Returns: (transfer none) */
ChallengeRoi *
challenge_add_roi (Challenge *self, AoiRevisionRoi *prepared)
{
  ChallengeRoi *roi = g_new0 (ChallengeRoi, 1);

  roi->challenge = self;
  roi->prepared = prepared;
  roi->others = g_ptr_array_new ();
  roi->thumbs = g_ptr_array_new_with_free_func ((GDestroyNotify) challenge_thumb_free);
  roi->levels = g_array_new (FALSE, FALSE, sizeof (ChallengeLevel));
  roi->findings = g_ptr_array_new_with_free_func (g_free);
  aoi_roi_get_turned_size (prepared->roi, &roi->width, &roi->height);
  roi->side = MIN (roi->width, roi->height);
  g_ptr_array_add (self->rois, roi);
  if (prepared->roi->goldens->len == 0)
    return roi;
  measure_goldens (roi);
  find_others (roi, aoi_revision_get_product (self->revision));
  add_cases (roi);
  return roi;
}

static gboolean
refuse_roi (const Challenge *self, GError **error)
{
  const AoiProduct *product = aoi_revision_get_product (self->revision);

  for (guint i = 0; i < aoi_product_get_n_rois (product); i++) {
    const AoiRoi *roi = aoi_product_get_roi (product, i);

    if (roi->id == self->id) {
      g_set_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED,
          "ROI %d is %s: only enabled ROIs that are compared with goldens are challenged", self->id,
          roi->enabled ? roi->type : "disabled");
      return FALSE;
    }
  }
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "the product has no ROI %d", self->id);
  return FALSE;
}

/* Plans all pictures of the ROI that is asked for, or of every one that can be challenged. */
gboolean
challenge_plan (Challenge *self, GError **error)
{
  challenge_begin (self);
  for (guint i = 0; i < aoi_revision_get_n_rois (self->revision); i++) {
    AoiRevisionRoi *prepared = aoi_revision_get_roi (self->revision, i);

    if (challenge_takes (prepared->roi) && (self->id == 0 || prepared->roi->id == self->id))
      challenge_add_roi (self, prepared);
  }
  if (self->rois->len > 0)
    return TRUE;
  if (self->id != 0)
    return refuse_roi (self, error);
  g_set_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED,
      "the product has no enabled ROI that is compared with goldens: there is nothing to challenge");
  return FALSE;
}

void
challenge_clear (Challenge *self)
{
  g_clear_pointer (&self->rois, g_ptr_array_unref);
  g_clear_pointer (&self->revision, aoi_revision_unref);
  g_clear_pointer (&self->grain, g_free);
}
