/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-revision.h"
#include "jail/aoi-jail.h"

G_BEGIN_DECLS

gboolean aoi_isolate (AoiRevision *revision, AoiJail **jail, GError **error);

G_END_DECLS
