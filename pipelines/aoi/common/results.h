/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-result.h"

G_BEGIN_DECLS

/**
 * ResultRoi:
 * @id: number of the ROI
 * @type: name of the inspector
 * @status: the verdict
 * @score: what was measured; NaN: nothing
 * @threshold: what it had to reach; NaN: none
 * @reason: (nullable): why it does not pass
 * @reading: (nullable): what was read: codes, text or colour
 * @time_ms: the inspector's time; NaN: not written
 *
 * One ROI of a line.
 */
typedef struct {
  gint id;
  gchar *type;
  AoiStatus status;
  gdouble score, threshold;
  gchar *reason;
  gchar *reading;
  gdouble time_ms;
} ResultRoi;

/**
 * ResultDevice:
 * @number: of the device
 * @passed: its verdict
 * @barcode: its code
 */
typedef struct {
  gint number;
  gboolean passed;
  gchar *barcode;
} ResultDevice;

/**
 * Result:
 * @line: number of the line in its file, from 1
 * @product: its name, may be empty
 * @revision: (nullable): hash of the product
 * @frame: number of the frame
 * @board: number of the board, if @groups
 * @groups: frames of the board; 0: the frame is the board
 * @group: which of them, if not @complete
 * @passed: the verdict
 * @complete: no frame of the board is still to come
 * @reason: (nullable): why the board does not pass
 * @total_ms: from the frame's arrival to the report; NaN: not written
 * @devices: (nullable) (element-type ResultDevice): in the order of the line; %NULL: not written
 * @rois: (nullable) (element-type ResultRoi): in the order of the line; %NULL: not written
 *
 * One line of results, not trusted.
 */
typedef struct {
  guint line;
  gchar *product;
  gchar *revision;
  guint64 frame, board;
  guint groups, group;
  gboolean passed, complete;
  gchar *reason;
  gdouble total_ms;
  GArray *devices;
  GArray *rois;
} Result;

/**
 * ResultRevision:
 * @product: name of a product, may be empty
 * @hash: (nullable): of its revision
 *
 * What results were made by.
 */
typedef struct {
  gchar *product, *hash;
} ResultRevision;

/**
 * Results:
 *
 * A file of results, read line by line. Belongs to one thread.
 */
typedef struct _Results Results;

Results *results_open (const gchar *path, GError **error);
void results_close (Results *self);
const gchar *results_get_name (const Results *self);
gboolean results_next (Results *self, Result **result, GError **error);

Result *
result_parse (const gchar *text, gsize length, guint line, const gchar *place, GError **error);
void result_free (Result *self);
gchar *result_name (const Result *self);

GPtrArray *result_revisions_new (void);
gboolean result_revisions_contain (GPtrArray *revisions, const ResultRevision *revision);
void result_revisions_add (GPtrArray *revisions, const Result *result);
gchar *result_revision_show (const ResultRevision *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (Results, results_close)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (Result, result_free)

G_END_DECLS
