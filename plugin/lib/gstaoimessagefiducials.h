/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "aoi-report.h"

G_BEGIN_DECLS

G_GNUC_INTERNAL void
gst_aoi_report_fill_fiducials (const AoiReport *report, GstStructure *structure);

G_END_DECLS
