/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "aoi-image.h"
#include "aoi-report.h"

G_BEGIN_DECLS

JsonArray *api_evidence_new (const AoiReport *report, const AoiImage *image);

G_END_DECLS
