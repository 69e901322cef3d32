/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "aoi-report.h"

G_BEGIN_DECLS

/**
 * GST_AOI_META_NAME:
 *
 * The name of the #GstCustomMeta that carries an inspection, and of its structure.
 */
#define GST_AOI_META_NAME "aoi-inspection"

gboolean gst_buffer_add_aoi_report (GstBuffer *buffer, AoiReport *report);
AoiReport *gst_buffer_get_aoi_report (GstBuffer *buffer);

G_END_DECLS
