/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-report.h"
#include "inspect/link/gstaoilinker.h"

G_BEGIN_DECLS

/**
 * GstAoiLinkingNews:
 * @asked: the report has codes that were asked for
 * @reason: (nullable) (transfer full): why one of them has no answer; %NULL: all have
 *
 * What linking a report came to.
 */
typedef struct {
  gboolean asked;
  gchar *reason;
} GstAoiLinkingNews;

GPtrArray *gst_aoi_link_report_ask (const AoiReport *report, GstAoiLinker *linker);
gboolean gst_aoi_link_report_is_known (const GPtrArray *links);
AoiReport *gst_aoi_link_report_new (
    const AoiReport *report, const GPtrArray *links, gint64 made, GstAoiLinkingNews *news);

G_END_DECLS
