/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "aoi-report-json.h"

G_BEGIN_DECLS

JsonObject *aoi_report_new_object (const AoiReport *report, AoiJsonFlags flags);

G_END_DECLS
