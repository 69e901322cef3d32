/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-inspector.h"

G_BEGIN_DECLS

/* What an ROI asks for besides its colour or its goldens. */
typedef struct {
  gboolean by_color; /* else by goldens */
  gdouble found; /* percent, or similarity: from here on there is a mark */
  gdouble clear; /* up to here there is none */
} MarkSpec;

/* What keeps a view from showing whether there is a mark. */
typedef enum {
  MARK_LIGHT_GOOD,
  MARK_LIGHT_DARK,
  MARK_LIGHT_BRIGHT,
  MARK_LIGHT_CANCELLED,
} MarkLight;

extern const AoiInspector aoi_inspector_mark;
extern const AoiRoiType aoi_roi_type_mark;

MarkLight
mark_light_see (const AoiView *view, guint8 *strip, gsize strip_size, GCancellable *cancellable);

G_END_DECLS
