/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "common/gstaoidamage.h"
#include "common/gstaoiframe.h"
#include "overlay/gstaoioverlay.h"
#include "overlay/gstaoioverlaycanvas.h"
#include "overlay/gstaoioverlaycaps.h"

G_BEGIN_DECLS

struct _GstAoiOverlay {
  GstBaseTransform parent;

  gint max_width; /* object lock */
  gboolean golden; /* object lock */
  gboolean even_sides; /* object lock */
  GstAoiDamage damage; /* object lock */

  /* Streaming thread, or no stream. */
  GstAoiFrameFormat input;
  GstVideoInfo output;
  AoiFormat output_format;
  GstAoiOverlayCanvas *canvas;
  PangoFontMap *fonts;
  PangoContext *context;
};

void gst_aoi_overlay_install_properties (GObjectClass *object_class);
GstAoiOverlaySize gst_aoi_overlay_get_size (GstAoiOverlay *self);
gboolean gst_aoi_overlay_get_golden (GstAoiOverlay *self);

G_END_DECLS
