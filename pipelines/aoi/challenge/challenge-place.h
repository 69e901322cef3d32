/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-revision.h"

G_BEGIN_DECLS

gint challenge_fiducial_get_search (const AoiRoi *roi);
AoiRgbImage *challenge_fiducial_draw (const AoiRoi *roi);
void challenge_place_choose (
    AoiAlignment *alignment, AoiRevision *revision, const AoiRevisionPlace *place, GRand *rand);

G_END_DECLS
