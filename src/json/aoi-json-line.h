/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode *aoi_json_line_parse (
    const gchar *text, gsize length, guint max_nesting, const gchar *place, GError **error);

G_END_DECLS
