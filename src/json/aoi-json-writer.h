/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gchar *aoi_json_write (JsonNode *root);

G_END_DECLS
