/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

/* ROIs as clients send them, and as files hold them. */

#define REST_MAX_DEVICES 4 /* what the old API can save; it inspects products of any */

JsonObject *rest_roi_copy_object (JsonObject *object);
JsonObject *rest_roi_normalise (JsonNode *node, GError **error);
gint64 rest_roi_get_id (JsonNode *node);
JsonArray *rest_roi_find_array (JsonNode *file);
gchar *rest_roi_write_file (JsonNode *file);

G_END_DECLS
