/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-roi-type.h"

G_BEGIN_DECLS

const gchar *aoi_text_match_get_verb (AoiTextMatch match);
void aoi_text_keys_read (AoiKeys *keys, AoiRoi *roi);
void aoi_text_keys_check (AoiKeys *keys, const AoiRoi *roi, gboolean with_case);

G_END_DECLS
