/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ops/warp.h"

G_BEGIN_DECLS

gboolean aoi_align_refine (const AoiPlane *golden, const AoiPlane *live, const AoiPlane *judged,
    gint *offsets, gfloat *rows, AoiPose *pose, gdouble *correlation);

G_END_DECLS
