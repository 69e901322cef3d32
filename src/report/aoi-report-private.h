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
  AoiRoiResult *
      skipped; /* by ascending id: of devices that are marked bad, if the product leaves them out */
  guint n_skipped;
  gboolean asked; /* a linking server was asked for the codes */
  GArray *devices; /* AoiDeviceSummary, by ascending number */
};

gboolean aoi_report_is_code (const gchar *text);
void aoi_report_summarise_devices (AoiReport *self);
void aoi_report_unskip (AoiRoiResult *result);
void aoi_report_skip_marked (AoiReport *self);
gboolean aoi_report_has_judged (const AoiReport *self);
gchar *aoi_report_describe_marked (const AoiReport *self);

G_END_DECLS
