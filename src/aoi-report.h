/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib-object.h>

#include "aoi-placement.h"
#include "aoi-product.h"
#include "aoi-result.h"

G_BEGIN_DECLS

#define AOI_TYPE_REPORT (aoi_report_get_type ())

/**
 * AoiReport:
 *
 * The verdicts of one inspection. Immutable and atomically reference counted; any thread may read it. It
 * keeps the product's ROIs and goldens alive, but no frame and no worker, so that a verdict can be
 * shown or archived with what it was made by, also after another revision was taken.
 */
typedef struct _AoiReport AoiReport;

/**
 * AoiReportInfo:
 * @product: (nullable): the product's name
 * @revision: (nullable): its hash
 * @id: (nullable): names the board in the world: a UUID of version 7; without it aoi_report_new() makes one
 * @station: (nullable): name of the station that inspects
 * @session_id: (nullable): the caller's name for this run
 * @frame: number of the frame, from 0
 * @width: of the frame in pixels
 * @height: of the frame in pixels
 * @reason: (nullable): why the board as a whole cannot pass, even if all its ROIs do
 * @workers: how many could work at once
 * @timestamp_us: wall clock at the frame's arrival, microseconds since 1970
 * @wait_ns: from the frame's arrival to the first ROI's start
 * @inspect_ns: from the first ROI's start to the last one's end
 * @total_ns: from the frame's arrival to the report
 * @device_barcode: (nullable): manual code for all devices
 * @device_barcodes: (nullable): manual codes by device: index 1..%AOI_ROI_MAX_DEVICES
 * @groups: how many frames the board has, one for each capture group; 0: the frame is the board
 * @board: number of the board, if @groups
 * @group: which of its groups the frame is of, if @partial
 * @partial: frames of the board are still to come: the report says of one group only, and does not pass
 * @source: (nullable): the product as it was loaded; the report holds a reference
 * @placements: (nullable) (array length=n_placements): where devices that have fiducials lie. Since: 0.2
 * @n_placements: how many they are. Since: 0.2
 *
 * What a report says besides its ROIs. Strings and placements are copied.
 */
typedef struct {
  const gchar *product;
  const gchar *revision;
  const gchar *id;
  const gchar *station;
  const gchar *session_id;
  guint64 frame;
  gint width, height;
  const gchar *reason;
  guint workers;
  gint64 timestamp_us;
  gint64 wait_ns;
  gint64 inspect_ns;
  gint64 total_ns;
  const gchar *device_barcode;
  const gchar *device_barcodes[AOI_ROI_MAX_DEVICES + 1];
  guint groups;
  guint64 board;
  guint group;
  gboolean partial;
  AoiProduct *source;
  const AoiPlacement *placements;
  guint n_placements;
} AoiReportInfo;

/**
 * AoiDeviceSummary:
 * @device: its number
 * @total: ROIs of the device
 * @passed: ROIs that passed
 * @marked: it is marked bad, which fails the board. Since: 0.2
 * @barcode: what names the device: @code, or what it is linked to; "N/A" without a code
 * @code: (nullable): the chosen code as it was read or given by hand, %NULL where there is none
 * @link_error: (nullable): why @code is not linked, if aoi_report_get_asked()
 *
 * What a report says of one device of the board.
 */
typedef struct {
  gint device;
  guint total;
  guint passed;
  gboolean marked;
  gchar *barcode;
  gchar *code;
  gchar *link_error;
} AoiDeviceSummary;

/**
 * AoiLinkAnswer:
 * @linked: (nullable): what the code of a device is linked to
 * @reason: (nullable): if there is no @linked, why the code is kept
 *
 * What a linking server said of a device's code.
 */
typedef struct {
  const gchar *linked;
  const gchar *reason;
} AoiLinkAnswer;

GType aoi_report_get_type (void);
void aoi_report_info_set_source (AoiReportInfo *info, AoiProduct *product);
void aoi_report_info_copy (AoiReportInfo *dest, const AoiReportInfo *src);
void aoi_report_info_clear (AoiReportInfo *info);
AoiReport *aoi_report_new (const AoiReportInfo *info, AoiRoiResult *results, guint n_results);
AoiReport *aoi_report_new_linked (
    const AoiReport *report, const AoiLinkAnswer *answers, guint n_answers, gint64 waited_ns);
AoiReport *aoi_report_ref (AoiReport *self);
void aoi_report_unref (AoiReport *self);

gboolean aoi_report_get_passed (const AoiReport *self);
gboolean aoi_report_get_complete (const AoiReport *self);
const gchar *aoi_report_get_reason (const AoiReport *self);
const AoiReportInfo *aoi_report_get_info (const AoiReport *self);
AoiProduct *aoi_report_get_product (const AoiReport *self);
guint aoi_report_get_n_rois (const AoiReport *self);
guint aoi_report_get_n_passed (const AoiReport *self);
const AoiRoiResult *aoi_report_get_roi (const AoiReport *self, guint index);
guint aoi_report_get_n_skipped (const AoiReport *self);
const AoiRoiResult *aoi_report_get_skipped (const AoiReport *self, guint index);
guint aoi_report_get_n_results (const AoiReport *self);
const AoiRoiResult *aoi_report_get_result (const AoiReport *self, guint index);
gchar *aoi_report_describe_skipped (const AoiReport *self);
guint aoi_report_get_n_devices (const AoiReport *self);
const AoiDeviceSummary *aoi_report_get_device (const AoiReport *self, guint index);
gboolean aoi_report_get_asked (const AoiReport *self);
gchar *aoi_report_to_string (const AoiReport *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiReport, aoi_report_unref)

G_END_DECLS
