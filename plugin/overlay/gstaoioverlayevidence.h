/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/gst.h>

#include "aoi-image.h"
#include "aoi-report.h"

G_BEGIN_DECLS

GPtrArray *gst_aoi_overlay_evidence_find (
    AoiReport *report, GstBuffer *buffer, const AoiImage *image, gint most);

G_END_DECLS
