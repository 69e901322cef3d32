/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <cairo.h>
#include <gst/video/video.h>

#include "aoi-rect.h"
#include "overlay/gstaoioverlayblend.h"

G_BEGIN_DECLS

/**
 * GstAoiOverlayCanvas:
 * @width: of the picture in pixels
 * @height: of the picture in pixels
 *
 * A picture of any format that can be drawn on. Cairo draws on a small tile, which is then blended into
 * the picture's own format, so that no part is touched, converted or copied where nothing is drawn. One
 * thread at a time.
 */
typedef struct {
  gint width, height;
  GstAoiOverlayTarget target;
  cairo_surface_t *tile;
} GstAoiOverlayCanvas;

/**
 * GstAoiOverlayDraw:
 * @cr: draws in the coordinates of the picture; may be called for several parts of what it draws
 * @data: of the caller
 *
 * Draws something.
 */
typedef void (*GstAoiOverlayDraw) (cairo_t *cr, gpointer data);

GstAoiOverlayCanvas *gst_aoi_overlay_canvas_new (void);
void gst_aoi_overlay_canvas_free (GstAoiOverlayCanvas *self);
void gst_aoi_overlay_canvas_set_frame (GstAoiOverlayCanvas *self, const GstVideoFrame *frame);
void gst_aoi_overlay_canvas_draw (
    GstAoiOverlayCanvas *self, const AoiRect *part, GstAoiOverlayDraw draw, gpointer data);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstAoiOverlayCanvas, gst_aoi_overlay_canvas_free)

G_END_DECLS
