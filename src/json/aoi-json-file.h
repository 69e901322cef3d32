/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode *aoi_json_text_parse (const gchar *text, gsize length, guint max_nesting, GError **error);
JsonNode *aoi_json_file_read (
    const gchar *path, gsize max_bytes, guint max_nesting, GBytes **kept, GError **error);
JsonNode *aoi_json_file_load (const gchar *path, gsize max_bytes, guint max_nesting,
    const gchar *role, GChecksum *checksum, gchar **text, GError **error);

G_END_DECLS
