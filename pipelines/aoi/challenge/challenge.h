/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "challenge/challenge-draw.h"
#include "challenge/challenge-moved.h"
#include "engine/aoi-pool.h"

G_BEGIN_DECLS

typedef enum {
  CHALLENGE_GOOD, /* no defect */
  CHALLENGE_MISSING,
  CHALLENGE_WRONG,
  CHALLENGE_TURNED_180,
  CHALLENGE_TURNED_90,
  CHALLENGE_TILTED,
  CHALLENGE_DISPLACED,
  CHALLENGE_PATCH,
  CHALLENGE_BLOB,
  CHALLENGE_BRIDGE,
  CHALLENGE_COLOUR,
  CHALLENGE_LAST
} ChallengeKind;

typedef enum {
  CHALLENGE_UNIT_NONE, /* is there or not */
  CHALLENGE_UNIT_SHARE, /* of the ROI's smaller side */
  CHALLENGE_UNIT_DEGREES,
} ChallengeUnit;

#define CHALLENGE_MAX_SIZES 6

/**
 * ChallengeKindInfo:
 * @name: in JSON
 * @title: for people
 * @passes: what is said where it passes
 * @unit: of the sizes
 * @n_sizes: how many
 * @sizes: from small to large
 * @usual: from this size on a defect must be caught
 * @draw: (nullable): draws it
 * @is_local: it has a place of chance
 */
typedef struct {
  const gchar *name, *title, *passes;
  ChallengeUnit unit;
  guint n_sizes;
  gdouble sizes[CHALLENGE_MAX_SIZES];
  gdouble usual;
  ChallengeDraw draw;
  gboolean is_local;
} ChallengeKindInfo;

typedef struct _ChallengeRoi ChallengeRoi;

typedef enum {
  CHALLENGE_UNUSED, /* nobody needed it */
  CHALLENGE_UNDRAWN, /* this golden has no place for a visible one */
  CHALLENGE_PASSED,
  CHALLENGE_CALLED,
} ChallengeOutcome;

/**
 * ChallengeCase:
 * @job: the pool's
 * @roi: whose
 * @level: index of the size
 * @trial: number at that size; with seed, ROI and level it determines the whole picture
 * @outcome: what the inspector said
 * @score: the similarity
 * @threshold: what it had to reach
 * @reason: (nullable): owned: why it does not pass
 *
 * One picture that is inspected. The worker's while it runs, then read only.
 */
typedef struct {
  AoiJob job; /* first: the pool's view of this structure */
  const ChallengeRoi *roi;
  guint level, trial;
  ChallengeOutcome outcome;
  gdouble score, threshold;
  gchar *reason;
} ChallengeCase;

/**
 * ChallengeLevel:
 * @kind: what is drawn
 * @size: pixels, degrees, or 1
 * @share: of the smaller side; 0 if the unit is another
 * @is_usual: a defect of this size must be caught
 * @first: index of the first case
 * @n_cases: how many
 * @drawn: those that could be drawn
 * @called: those that did not pass
 *
 * Cases of the same kind and size.
 */
typedef struct {
  ChallengeKind kind;
  gdouble size, share;
  gboolean is_usual;
  guint first, n_cases;
  guint drawn, called;
} ChallengeLevel;

/**
 * ChallengeRoi:
 * @challenge: its owner
 * @prepared: of the revision
 * @others: (element-type AoiRgbImage): borrowed goldens of the other ROIs
 * @thumbs: (element-type ChallengeThumb): of the goldens
 * @is_bare: whether it shows bare board, a golden each
 * @width: of the view
 * @height: of the view
 * @side: the smaller one
 * @levels: (element-type ChallengeLevel): by kind, then size
 * @n_cases: how many
 * @cases: by level
 * @is_dead: no good part passes, so that what does not pass shows nothing
 * @findings: (element-type utf8): what is wrong with it
 *
 * An ROI under test, whose inspector compares with goldens.
 */
struct _ChallengeRoi {
  const Challenge *challenge;
  AoiRevisionRoi *prepared;
  GPtrArray *others, *thumbs;
  gboolean *is_bare;
  gint width, height, side;
  GArray *levels;
  guint n_cases;
  ChallengeCase *cases;
  gboolean is_dead;
  GPtrArray *findings;
};

/**
 * Challenge:
 * @revision: what is challenged
 * @id: the ROI that is; 0: all
 * @rois: (element-type ChallengeRoi): those that are
 * @seed: of all chance
 * @trials: pictures a size
 * @jobs: how many are inspected at once
 * @grain: what noise is made of
 * @moved: how boards are inspected that lie elsewhere
 */
struct _Challenge {
  AoiRevision *revision;
  gint id;
  GPtrArray *rois;
  guint32 seed;
  guint trials, jobs;
  gfloat *grain;
  ChallengeMoved moved;
};

const ChallengeKindInfo *challenge_kind_get_info (ChallengeKind kind);

gboolean challenge_takes (const AoiRoi *roi);
void challenge_begin (Challenge *self);
ChallengeRoi *challenge_add_roi (Challenge *self, AoiRevisionRoi *prepared);
gboolean challenge_plan (Challenge *self, GError **error);
void challenge_clear (Challenge *self);

gboolean challenge_case_draw (const ChallengeCase *self, ChallengeDrawing *drawing, GError **error);
void challenge_case_run (ChallengeCase *self);
AoiRgbImage *challenge_picture_unturn (const AoiRgbImage *picture, guint rotation);
gboolean challenge_run (Challenge *self, GError **error);
gboolean challenge_is_good (const Challenge *self);
void challenge_inspect (
    const AoiRevisionRoi *prepared, const ChallengeDrawing *drawing, AoiRoiResult *result);

void challenge_roi_count (ChallengeRoi *self);
void challenge_roi_judge (ChallengeRoi *self);
const ChallengeLevel *
challenge_roi_get_levels (const ChallengeRoi *self, ChallengeKind kind, guint *n_levels);
const ChallengeLevel *challenge_roi_get_smallest (const ChallengeRoi *self, ChallengeKind kind);
void challenge_roi_count_usual (
    const ChallengeRoi *self, ChallengeKind kind, guint *drawn, guint *called);
gdouble challenge_roi_get_threshold (const ChallengeRoi *self, gdouble false_calls);

void challenge_print (const Challenge *self);
void challenge_print_json (const Challenge *self);
gboolean challenge_write_html (const Challenge *self, const gchar *path, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Challenge, challenge_clear)

G_END_DECLS
