/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

G_BEGIN_DECLS

gboolean aoi_json_root_is_object (JsonParser *parser);

G_END_DECLS
