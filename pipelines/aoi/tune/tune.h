/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image.h"
#include "aoi-report.h"
#include "aoi-revision.h"

G_BEGIN_DECLS

/* Boards of a ROI below which nothing is said of it, and bad ones below which nothing that loosens it is more than
 * a hint: goldens and areas, and what loosens all of it at once: limits and a lower threshold. */
#define TUNE_MIN_GOOD 5
#define TUNE_MIN_BAD 3
#define TUNE_MIN_BAD_KNOB 20

/* Stands for no fold. */
#define TUNE_NO_FOLD G_MAXUINT

/**
 * TuneLabel:
 * @TUNE_UNKNOWN: nobody knows
 * @TUNE_GOOD: it must pass
 * @TUNE_BAD: it must not pass
 *
 * What is known of a ROI on a board.
 */
typedef enum {
  TUNE_UNKNOWN,
  TUNE_GOOD,
  TUNE_BAD,
} TuneLabel;

/**
 * TuneBoard:
 * @path: of its picture
 * @name: what people call it
 * @is_raw: its picture is nothing but pixels
 * @label: of the board as a whole
 * @truth: (nullable): labels by number of ROI, where somebody said so
 * @fold: which part of the boards it belongs to
 *
 * A picture of a board of which somebody said whether it is good.
 */
typedef struct {
  gchar *path, *name;
  gboolean is_raw;
  TuneLabel label;
  GHashTable *truth;
  guint fold;
} TuneBoard;

/**
 * TuneOutcome:
 * @status: the verdict
 * @score: what was measured
 * @threshold: what it had to reach
 * @term: (nullable): what differs most; interned
 * @window: where that is, in pixels of the golden; empty if nowhere
 *
 * What an inspection says of a ROI on a board.
 */
typedef struct {
  AoiStatus status;
  gdouble score, threshold;
  const gchar *term;
  AoiRect window;
} TuneOutcome;

/**
 * TuneSample:
 * @board: the board
 * @label: what is known of the ROI there
 * @image: (nullable): the ROI and what is around it, of a ROI that is compared
 * @memory: pixels of @image
 * @golden: (nullable): the ROI as a golden, once it was asked for
 * @before: by the product as it is
 * @after: by the change that was chosen, as learnt without this board
 *
 * A ROI on a board.
 */
typedef struct {
  const TuneBoard *board;
  TuneLabel label;
  AoiImage image;
  guint8 *memory;
  AoiGolden *golden;
  TuneOutcome before, after;
} TuneSample;

/**
 * TuneChange:
 * @threshold: in place of the ROI's; NaN: it stays
 * @goldens: (element-type guint): samples that become goldens
 * @ignore: (element-type AoiRect): areas to ignore, in pixels of the golden
 * @term: (nullable): whose limit changes; interned
 * @factor: of @term
 *
 * How a ROI could be changed.
 */
typedef struct {
  gdouble threshold;
  GArray *goldens, *ignore;
  const gchar *term;
  gdouble factor;
} TuneChange;

/**
 * TuneCounts:
 * @good: samples that must pass
 * @bad: samples that must not pass
 * @false_calls: good ones that do not
 * @escapes: bad ones that do
 * @new_escapes: of these, those that did not before
 * @narrow: bad ones that come closer to passing than the ROI's guard allows
 */
typedef struct {
  guint good, bad, false_calls, escapes, new_escapes, narrow;
} TuneCounts;

/**
 * TuneAdvice:
 * @TUNE_NOTHING: nothing that helps was found, or nothing is wrong
 * @TUNE_TOO_LITTLE: there are too few boards to say anything
 * @TUNE_HINT: may help, but no bad boards prove that it lets none pass
 * @TUNE_PROPOSAL: helps on boards that it was not learnt from, and lets no bad one pass
 *
 * What is said of a ROI.
 */
typedef enum {
  TUNE_NOTHING,
  TUNE_TOO_LITTLE,
  TUNE_HINT,
  TUNE_PROPOSAL,
} TuneAdvice;

/**
 * TuneRoi:
 * @prepared: the ROI of the product
 * @samples: (element-type TuneSample): one a board
 * @guard: how far below the threshold bad boards must stay, as a part of it
 * @before: by the product as it is
 * @after: by @change, learnt from other boards each time
 * @advice: what is said of it
 * @change: what @advice is about, learnt from all boards
 * @drawn: defects that were drawn to prove it; 0: none, since it loosens nothing or is not proposed
 * @missed: those of them that pass by it
 */
typedef struct {
  const AoiRevisionRoi *prepared;
  GArray *samples;
  gdouble guard;
  TuneCounts before, after;
  TuneAdvice advice;
  TuneChange change;
  guint drawn, missed;
} TuneRoi;

/**
 * Tune:
 * @path: of the product, as the user wrote it
 * @format: (nullable): of pictures that need one
 * @width: of raw pictures, or 0
 * @height: likewise
 * @seed: of folds
 * @n_folds: how many
 * @jobs: ROIs at once
 * @revision: the product
 * @boards: (element-type TuneBoard): good ones first
 * @rois: (element-type TuneRoi): in the order of the product
 *
 * What labelled boards say of a product.
 */
typedef struct {
  const gchar *path;
  const gchar *format;
  gint width, height;
  guint32 seed;
  guint n_folds, jobs;
  AoiRevision *revision;
  GPtrArray *boards, *rois;
} Tune;

void tune_init (Tune *self);
void tune_clear (Tune *self);

gboolean tune_list (Tune *self, gchar *const *folders, TuneLabel label, GError **error);
gboolean tune_truth_read (Tune *self, const gchar *path, GError **error);
gboolean tune_read (Tune *self, GError **error);
gboolean tune_is_compared (const TuneRoi *roi);
void tune_label (Tune *self);
void tune_run (Tune *self);

void tune_change_init (TuneChange *self);
void tune_change_clear (TuneChange *self);
void tune_change_copy (TuneChange *dest, const TuneChange *src);
gboolean tune_change_is_empty (const TuneChange *self);
gchar *tune_change_describe (const TuneChange *self, const TuneRoi *roi);
gdouble *tune_spec_get_limit (AoiCompareSpec *spec, const gchar *term);

void tune_outcome_init (TuneOutcome *self, const AoiRoi *roi, const AoiRoiResult *result);
AoiRoi *tune_make_roi (TuneRoi *roi, const TuneChange *change);
gboolean tune_prove (const Tune *self, TuneRoi *roi);
gboolean tune_try (
    TuneRoi *roi, const TuneChange *change, guint fold, gboolean is_inside, TuneOutcome *outcomes);
gdouble tune_find_guard (const TuneRoi *roi);
TuneCounts
tune_count (const TuneRoi *roi, guint fold, gboolean is_inside, const TuneOutcome *outcomes);
void tune_copy_before (const TuneRoi *roi, TuneOutcome *outcomes);
guint tune_counts_get_wrong (const TuneCounts *self);
gboolean tune_is_in (const TuneSample *sample, guint fold, gboolean is_inside);

/**
 * TuneLearn:
 * @roi: what is learnt about
 * @fold: whose boards are left out, or %TUNE_NO_FOLD
 * @change: (inout): what was learnt before, to which more is added
 * @outcomes: room for an outcome each sample
 *
 * Learns something from boards.
 */
typedef void (*TuneLearn) (TuneRoi *roi, guint fold, TuneChange *change, TuneOutcome *outcomes);

gboolean tune_try_others (
    TuneRoi *roi, const TuneChange *change, guint fold, TuneOutcome *outcomes, TuneCounts *counts);
void tune_learn_margin (TuneRoi *roi, guint fold, TuneChange *change, TuneOutcome *outcomes);
void tune_learn_stricter (TuneRoi *roi, guint fold, TuneChange *change, TuneOutcome *outcomes);
void tune_learn_goldens (TuneRoi *roi, guint fold, TuneChange *change, TuneOutcome *outcomes);
void tune_learn_limit (TuneRoi *roi, guint fold, TuneChange *change, TuneOutcome *outcomes);
void tune_learn_ignore (TuneRoi *roi, guint fold, TuneChange *change, TuneOutcome *outcomes);
void tune_learn_looser (TuneRoi *roi, guint fold, TuneChange *change, TuneOutcome *outcomes);

guint tune_count_boards (const Tune *self, TuneLabel label, gboolean after, gboolean passing);
void tune_print (const Tune *self);
gboolean tune_write_json (const Tune *self, const gchar *path, GError **error);

gchar *tune_edit (const gchar *text, const AoiRoi *roi, const TuneChange *change, GError **error);
gboolean tune_apply (const Tune *self, gchar **backup, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Tune, tune_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (TuneChange, tune_change_clear)

G_END_DECLS
