/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "aoi-golden-audit.h"

G_BEGIN_DECLS

gboolean spread_is_wide (const AoiGoldenSpread *self);
GPtrArray *spread_describe (const AoiGoldenSpread *self);
void spread_add_json (const AoiGoldenSpread *self, JsonBuilder *json);

G_END_DECLS
