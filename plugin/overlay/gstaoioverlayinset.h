/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-evidence.h"
#include "overlay/gstaoioverlaystyle.h"

G_BEGIN_DECLS

/**
 * GST_AOI_OVERLAY_INSET_PICTURES:
 *
 * The ROI in the frame, the golden, and the difference.
 */
#define GST_AOI_OVERLAY_INSET_PICTURES 3

/**
 * GstAoiOverlayInset:
 * @roi: index of the ROI in the report
 * @rotation: by which the pictures are turned back clockwise, in degrees
 * @name: of the ROI and the golden
 * @roi_width: of the ROI, in frame pixels
 * @roi_height: of the ROI, in frame pixels
 * @pictures: the ROI in the frame, the golden, the difference over the ROI; at most as large as shown
 * @title: number of the ROI and name of the golden; from the layout on
 * @captions: what the pictures are; from the layout on
 * @places: where they are in the inset; from the layout on
 * @width: in pixels; from the layout on
 * @height: in pixels; from the layout on
 *
 * What a comparison saw, large enough to be recognised.
 */
typedef struct {
  guint roi;
  guint rotation;
  gchar *name;
  gint roi_width, roi_height;
  cairo_surface_t *pictures[GST_AOI_OVERLAY_INSET_PICTURES];
  PangoLayout *title, *captions[GST_AOI_OVERLAY_INSET_PICTURES];
  AoiRect places[GST_AOI_OVERLAY_INSET_PICTURES];
  gint width, height;
} GstAoiOverlayInset;

GstAoiOverlayInset *
gst_aoi_overlay_inset_new (guint roi, gint id, const AoiEvidence *evidence, gint most);
void gst_aoi_overlay_inset_free (GstAoiOverlayInset *self);
void gst_aoi_overlay_inset_layout (
    GstAoiOverlayInset *self, const GstAoiOverlayStyle *style, PangoContext *context);
void gst_aoi_overlay_inset_draw (const GstAoiOverlayInset *self, const GstAoiOverlayStyle *style,
    cairo_t *cr, const AoiRect *place);
gint gst_aoi_overlay_inset_get_side (const GstAoiOverlayStyle *style);

G_END_DECLS
