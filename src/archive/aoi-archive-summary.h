/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

JsonNode *aoi_archive_summary_new (const gchar *record, JsonObject *description, JsonObject *result,
    const gchar *problem, JsonNode **details);

G_END_DECLS
