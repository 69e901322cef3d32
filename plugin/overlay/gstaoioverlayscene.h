/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-report.h"
#include "overlay/gstaoioverlaycanvas.h"
#include "overlay/gstaoioverlayinset.h"

G_BEGIN_DECLS

typedef struct _GstAoiOverlayScene GstAoiOverlayScene;

GstAoiOverlayScene *gst_aoi_overlay_scene_new (
    PangoContext *context, AoiReport *report, gint width, gint height, GPtrArray *insets);
void gst_aoi_overlay_scene_free (GstAoiOverlayScene *self);
void gst_aoi_overlay_scene_draw (GstAoiOverlayScene *self, GstAoiOverlayCanvas *canvas);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstAoiOverlayScene, gst_aoi_overlay_scene_free)

G_END_DECLS
