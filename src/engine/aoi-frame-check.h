/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-revision.h"

G_BEGIN_DECLS

gchar *aoi_frame_find_fault (const AoiImage *image, const AoiRevision *revision);

G_END_DECLS
