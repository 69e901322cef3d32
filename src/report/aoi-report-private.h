/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-report.h"

G_BEGIN_DECLS

struct _AoiReport {
  gatomicrefcount refs;
  AoiReportInfo info; /* its strings are owned and valid UTF-8 */
  gboolean passed;
  gchar *reason; /* NULL when passed */
  AoiRoiResult *rois; /* by ascending id */
  guint n_rois;
  guint n_passed;
  gboolean asked; /* a linking server was asked for the codes */
  GArray *devices; /* AoiDeviceSummary, by ascending number */
};

gboolean aoi_report_is_code (const gchar *text);
void aoi_report_summarise_devices (AoiReport *self);

G_END_DECLS
