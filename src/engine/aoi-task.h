/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-engine.h"
#include "engine/aoi-pool.h"

G_BEGIN_DECLS

/* Which ROIs a frame is inspected for, as #AoiFrame.group and aoi_revision_count_rois() take it. */
#define AOI_GROUP_ALL 0
#define AOI_GROUP_NONE G_MAXUINT
#define AOI_GROUP(index) ((index) + 1)

AoiTask *aoi_task_new (
    AoiRevision *revision, const AoiFrame *frame, guint workers, AoiTaskDone done, gpointer data);
void aoi_task_start (AoiTask *self, AoiLane *lane);
gboolean aoi_task_is_waiting (AoiTask *self);
void aoi_task_init_result (AoiRoiResult *result, const AoiRevisionRoi *roi);

G_END_DECLS
