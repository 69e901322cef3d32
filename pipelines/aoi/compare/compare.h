/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "common/results.h"

G_BEGIN_DECLS

/* The two runs. */
enum {
  COMPARE_A,
  COMPARE_B,
  COMPARE_RUNS
};

/**
 * CompareChange:
 * @board: what people call it, such as `frame 12`
 * @device: number of the device, where it is one that changed
 * @from: (nullable): what A says
 * @to: (nullable): what B says
 * @why: (nullable): why it does not pass, in B or else in A
 *
 * Something that differs between the two runs' results of a board.
 */
typedef struct {
  gchar *board;
  gint device;
  gchar *from, *to;
  gchar *why;
} CompareChange;

/**
 * CompareScore:
 * @n: boards on which it changed
 * @board: (nullable): that on which it changed most
 * @from: what A says there
 * @to: what B says there
 *
 * How a number changed.
 */
typedef struct {
  guint n;
  gchar *board;
  gdouble from, to;
} CompareScore;

/**
 * CompareRoi:
 * @product: its product, as A calls it
 * @id: its number
 * @type: its type in A
 * @other_type: (nullable): its type in B, if that is another
 * @n_compared: boards on which both runs have it
 * @verdicts: (element-type CompareChange): boards on which the status is another
 * @readings: (element-type CompareChange): boards on which something else is read
 * @score: beyond the tolerance
 * @threshold: of any size
 * @only: boards on which one of the runs alone has it
 *
 * What changed of a ROI.
 */
typedef struct {
  gchar *product;
  gint id;
  gchar *type, *other_type;
  guint n_compared;
  GPtrArray *verdicts, *readings;
  CompareScore score, threshold;
  guint only[COMPARE_RUNS];
} CompareRoi;

/**
 * CompareRun:
 * @file: where it is read from
 * @pending: (element-type utf8 GQueue): results that the other run has not come to, by board
 * @first_product: (nullable): of its first board
 * @revisions: (element-type ResultRevision): all that were met
 * @n_boards: results that were read
 * @n_passed: of them
 * @only: (element-type CompareChange): boards that it alone has
 * @ended: nothing more is to be read
 */
typedef struct {
  Results *file;
  GHashTable *pending;
  gchar *first_product;
  GPtrArray *revisions;
  guint n_boards, n_passed;
  GPtrArray *only;
  gboolean ended;
} CompareRun;

/**
 * Compare:
 * @tolerance: by how much a score may differ
 * @runs: A and B
 * @n_compared: boards that both have
 * @n_rois: ROIs of these, on all boards together
 * @boards: (element-type CompareChange): boards with another verdict
 * @barcodes: (element-type CompareChange): devices with another code
 * @rois: (element-type CompareRoi): all that were met, by product and number once compare_run() is done
 *
 * What changed from a run to another.
 */
typedef struct {
  gdouble tolerance;
  CompareRun runs[COMPARE_RUNS];
  guint n_compared, n_rois;
  GPtrArray *boards, *barcodes, *rois;
  GHashTable *roi_index;
} Compare;

void compare_init (Compare *self, gdouble tolerance);
void compare_clear (Compare *self);
gboolean compare_run (Compare *self, gchar *const *paths, GError **error);
gboolean compare_pair (Compare *self, const Result *a, const Result *b, GError **error);
CompareChange *
compare_change_new (const Result *board, const gchar *from, const gchar *to, const gchar *why);
CompareRoi *compare_get_roi (Compare *self, const gchar *product, gint id, const gchar *type);
const gchar *compare_show_verdict (gboolean passed);
gboolean compare_roi_changed (const CompareRoi *roi);
gboolean compare_is_same (const Compare *self);
gboolean compare_same_revisions (const Compare *self);

void compare_print (const Compare *self, gboolean all);
void compare_print_json (const Compare *self);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Compare, compare_clear)

G_END_DECLS
