/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-report.h"

G_BEGIN_DECLS

/**
 * RepeatSample:
 * @board: number of the board, from 0
 * @status: the verdict
 * @score: what was measured; NaN where the ROI was not inspected
 *
 * A ROI on one board.
 */
typedef struct {
  guint board;
  AoiStatus status;
  gdouble score;
} RepeatSample;

/**
 * RepeatReading:
 * @text: what was read
 * @n: on how many boards
 */
typedef struct {
  gchar *text;
  guint n;
} RepeatReading;

/**
 * RepeatSpread:
 * @n: how many numbers
 * @mean: of them; NaN: there is none
 * @sigma: their standard deviation; NaN: there are fewer than two
 * @min: the least
 * @max: the greatest
 */
typedef struct {
  guint n;
  gdouble mean, sigma, min, max;
} RepeatSpread;

/**
 * RepeatFinding:
 * @REPEAT_FLIPS: it passes on some boards only
 * @REPEAT_NOT_INSPECTED: on a board it was not judged at all
 * @REPEAT_READS: it mostly reads one text, and sometimes another
 * @REPEAT_NEAR: it would flip: its threshold lies within its spread
 * @REPEAT_STABLE: none of these
 *
 * What is found of a ROI, the worst first.
 */
typedef enum {
  REPEAT_FLIPS,
  REPEAT_NOT_INSPECTED,
  REPEAT_READS,
  REPEAT_NEAR,
  REPEAT_STABLE,
} RepeatFinding;

/**
 * RepeatRoi:
 * @id: its number
 * @type: name of its inspector, interned
 * @samples: (element-type RepeatSample): in the order of boards
 * @readings: (element-type RepeatReading): by text; the most frequent first once judged
 * @n_other_readings: boards with further texts, of which there were too many
 * @confidences: (element-type gdouble): of readings
 * @is_expected: the verdict says whether the right text was read
 * @threshold: what scores had to reach; NaN: none
 * @reason: (nullable): why it did not pass on the first board on which it did not
 * @n_status: boards by status
 * @is_measured: its scores lie at distances from the threshold, which what is read or not read does not
 * @score: of @samples
 * @confidence: of @confidences
 * @sigmas: from the mean score to the threshold, negative below it; infinite without any spread; NaN: not measured
 * @flips: boards in 1000 on which a normal distribution gives the other verdict; NaN: not measured
 * @finding: what is to be said of it
 *
 * What became of a ROI on all boards.
 */
typedef struct {
  gint id;
  const gchar *type;
  GArray *samples;
  GPtrArray *readings;
  guint n_other_readings;
  GArray *confidences;
  gboolean is_expected;
  gdouble threshold;
  gchar *reason;
  guint n_status[AOI_N_STATUSES];
  gboolean is_measured;
  RepeatSpread score, confidence;
  gdouble sigmas, flips;
  RepeatFinding finding;
} RepeatRoi;

/**
 * Repeat:
 * @limit: sigmas that must lie between the mean score and the threshold
 * @boards: (element-type utf8): what people call them
 * @n_passed: of the boards
 * @product: (nullable): its name
 * @revision: (nullable): its hash
 * @is_mixed: boards were judged by more than one revision
 * @rois: (element-type RepeatRoi): the worst first once repeat_judge() is done
 *
 * Verdicts on one board that was inspected many times.
 */
typedef struct {
  gdouble limit;
  GPtrArray *boards;
  guint n_passed;
  gchar *product, *revision;
  gboolean is_mixed;
  GPtrArray *rois;
} Repeat;

void repeat_init (Repeat *self, gdouble limit);
void repeat_clear (Repeat *self);
void repeat_add (Repeat *self, const gchar *label, const AoiReport *report);

void repeat_judge (Repeat *self);
guint repeat_count_unstable (const Repeat *self);
gboolean repeat_has_spread (const Repeat *self);
gdouble repeat_roi_get_capability (const RepeatRoi *self);
gchar *repeat_roi_describe (const RepeatRoi *self, gdouble limit);
gdouble repeat_get_doubt (guint n);

void repeat_print (const Repeat *self);
gboolean repeat_write_json (const Repeat *self, const gchar *path, GError **error);
gboolean repeat_write_html (const Repeat *self, const gchar *path, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Repeat, repeat_clear)

G_END_DECLS
