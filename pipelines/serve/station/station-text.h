/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* ROI files as JSON, also those that do not load. */

JsonArray *station_text_find_rois (JsonNode *root);
gint64 station_text_get_roi_id (JsonNode *roi);
gchar *station_text_keep_rois (const gchar *text, const GArray *ids, GError **error);

G_END_DECLS
