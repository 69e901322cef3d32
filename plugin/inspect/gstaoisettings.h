/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "aoi-report.h"

G_BEGIN_DECLS

/**
 * GstAoiSettings:
 * @station: (nullable): name of the station
 * @session_id: (nullable): name of the run
 * @device_barcode: (nullable): manual code for all devices
 * @device_barcodes: (nullable): manual codes by device
 *
 * What the application says of a run. Immutable and atomically reference counted: a frame keeps what
 * was set when it was admitted.
 */
typedef struct {
  gchar *station;
  gchar *session_id;
  gchar *device_barcode;
  gchar *device_barcodes[AOI_ROI_MAX_DEVICES + 1];
} GstAoiSettings;

GstAoiSettings *gst_aoi_settings_new (const gchar *station, const gchar *session_id,
    const gchar *device_barcode, const gchar *device_barcodes);
GstAoiSettings *gst_aoi_settings_ref (GstAoiSettings *self);
void gst_aoi_settings_unref (GstAoiSettings *self);
void gst_aoi_settings_fill_info (const GstAoiSettings *self, AoiReportInfo *info);
gboolean gst_aoi_settings_check_barcodes (const gchar *text, gchar **problem);

G_END_DECLS
