/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "base/aoi-histogram.h"
#include "common/results.h"

G_BEGIN_DECLS

/**
 * ReportScore:
 * @score: what was measured
 * @threshold: what it had to reach
 * @board: (nullable): what people call the board; %NULL: there is none
 * @place: (nullable): file and line
 *
 * One score of a ROI, and where it is from.
 */
typedef struct {
  gdouble score, threshold;
  gchar *board, *place;
} ReportScore;

/**
 * ReportReason:
 * @text: the reason, with `#` for numbers
 * @n: how often
 */
typedef struct {
  gchar *text;
  guint n;
} ReportReason;

/**
 * ReportRoi:
 * @product: its product
 * @id: its number
 * @type: its type
 * @n_status: boards by status
 * @passing: (element-type gdouble): scores that passed; in order once report_read() is done
 * @failing: (element-type gdouble): scores that were judged and did not pass; likewise
 * @threshold: the last one; NaN: none
 * @min_threshold: the lowest
 * @max_threshold: the highest
 * @closest: the passing score with the smallest distance to its threshold
 * @best_failing: the failing score with the smallest distance
 * @times: of the inspector
 * @reasons: (element-type ReportReason): by text while reading
 * @n_other_reasons: how often others, of which there were too many
 *
 * What became of a ROI in all results.
 */
typedef struct {
  gchar *product;
  gint id;
  gchar *type;
  guint n_status[AOI_N_STATUSES];
  GArray *passing, *failing;
  gdouble threshold, min_threshold, max_threshold;
  ReportScore closest, best_failing;
  AoiHistogram times;
  GHashTable *reasons;
  guint n_other_reasons;
} ReportRoi;

/**
 * Report:
 * @n_boards: results of whole boards
 * @n_passed: of them
 * @n_incomplete: results of frames whose board is not complete with them, which count nowhere else
 * @n_broken: lines that are not results
 * @n_files: files
 * @revisions: (element-type ResultRevision): all that were met
 * @times: of boards
 * @rois: (element-type ReportRoi): by product and number once report_read() is done
 *
 * What results say of the ROIs.
 */
typedef struct {
  guint n_boards, n_passed, n_incomplete, n_broken, n_files;
  GPtrArray *revisions;
  AoiHistogram times;
  GPtrArray *rois;
  GHashTable *roi_index;
} Report;

/**
 * ReportBins:
 * @low: where the first bin begins
 * @width: of each
 * @n: how many
 * @n_below: how many of them are below the threshold, which is where two bins meet
 * @passing: scores that passed by bin
 * @failing: scores that did not
 * @lower: passing and failing scores below all bins
 *
 * How the scores of a ROI lie about its threshold.
 */
typedef struct {
  gdouble low, width;
  guint n, n_below;
  guint *passing, *failing;
  guint lower[2];
} ReportBins;

void report_init (Report *self);
void report_clear (Report *self);
gboolean report_read (Report *self, const gchar *path, GError **error);
void report_finish (Report *self);

ReportRoi *report_roi_new (const gchar *product, gint id, const gchar *type);
void report_roi_free (ReportRoi *self);
void
report_roi_add (ReportRoi *self, const ResultRoi *roi, const Result *result, const gchar *file);
void report_roi_finish (ReportRoi *self);
guint report_roi_get_count (const ReportRoi *self);
gdouble report_roi_get_pass_rate (const ReportRoi *self);
gdouble report_roi_get_median (const ReportRoi *self);
gboolean report_roi_is_measured (const ReportRoi *self);
gboolean report_roi_has_details (const ReportRoi *self);
gdouble report_roi_get_closeness (const ReportRoi *self);
GPtrArray *report_roi_list_reasons (const ReportRoi *self);
GPtrArray *report_list_closest (const Report *self);
gboolean report_has_many_products (const Report *self);

gboolean report_bins_init (ReportBins *self, const ReportRoi *roi, guint a_side);
void report_bins_clear (ReportBins *self);
guint report_bins_get_max (const ReportBins *self);
gdouble report_bins_get_edge (const ReportBins *self, guint index);

void report_print (const Report *self);
void report_print_json (const Report *self);
gboolean report_write_html (const Report *self, const gchar *path, GError **error);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Report, report_clear)
G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ReportBins, report_bins_clear)

G_END_DECLS
