/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-report.h"

G_BEGIN_DECLS

/**
 * AoiStoreDevice:
 * @device: its number
 * @total: its ROIs
 * @passed: those that passed
 * @barcode: (nullable): what names it
 * @code: (nullable): the code as it was read or given by hand
 *
 * A row of the table `device`. Strings belong to the board.
 */
typedef struct {
  gint device;
  gint64 total, passed;
  const gchar *barcode, *code;
} AoiStoreDevice;

/**
 * AoiStoreRoi:
 * @roi: its number
 * @device: whose it is
 * @type: name of its inspector
 * @status: `pass`, `fail`, `error`, `timeout` or `skipped`
 * @score: what was measured; NaN: nothing
 * @threshold: what @score had to reach; NaN: nothing
 * @reason: (nullable): why it does not pass, or what a pass allowed for
 * @values: what its inspector measured: a JSON object
 * @time_ms: its inspector's time
 *
 * A row of the table `roi`. Strings belong to the board.
 */
typedef struct {
  gint roi, device;
  const gchar *type, *status;
  gdouble score, threshold;
  const gchar *reason, *values;
  gdouble time_ms;
} AoiStoreRoi;

/**
 * AoiStorePlacement:
 * @device: which has fiducials; 0: the whole frame
 * @dx: pixels to the right of its place; NaN, as the next four: it was not found
 * @dy: pixels below its place
 * @angle: degrees clockwise
 * @scale: how many times larger than at rest it was seen
 * @residual: pixels by which a fiducial fits worst
 * @reason: (nullable): why it was not found
 *
 * A row of the table `placement`. Strings belong to the board.
 */
typedef struct {
  gint device;
  gdouble dx, dy, angle, scale, residual;
  const gchar *reason;
} AoiStorePlacement;

/**
 * AoiStoreBoard:
 * @id: a UUID of version 7
 * @station: where it was inspected; may be empty
 * @product: name of the product; may be empty
 * @revision: (nullable): hash of the product
 * @product_text: (nullable): text of the product's ROI file
 * @number: of the board, or of the frame that is the board
 * @session: the run; may be empty
 * @time_us: wall clock at its arrival, microseconds since 1970
 * @verdict: `pass`, `fail` or `not inspected`
 * @reason: (nullable): why it does not pass
 * @total_ms: from its arrival to the report
 * @inspect_ms: from the first ROI's start to the last one's end
 * @code: (nullable): what names its first device that has a code
 * @devices: (element-type AoiStoreDevice): its devices
 * @rois: (element-type AoiStoreRoi): its ROIs
 * @placements: (element-type AoiStorePlacement): where its devices lay
 * @has_marked: a device is marked bad, and fails the board; it has no row
 * @strings: owns what is borrowed above
 * @report: (nullable): likewise
 *
 * A board as databases have it.
 */
typedef struct {
  const gchar *id, *station, *product, *revision, *product_text;
  guint64 number;
  const gchar *session;
  gint64 time_us;
  const gchar *verdict, *reason;
  gdouble total_ms, inspect_ms;
  const gchar *code;
  GArray *devices, *rois, *placements;
  gboolean has_marked;
  GStringChunk *strings;
  AoiReport *report;
} AoiStoreBoard;

AoiStoreBoard *aoi_store_board_new (AoiReport *report);
AoiStoreBoard *aoi_store_board_new_from_json (const gchar *json, GError **error);
void aoi_store_board_free (AoiStoreBoard *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiStoreBoard, aoi_store_board_free)

G_END_DECLS
