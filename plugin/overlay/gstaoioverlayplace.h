/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-rect.h"

G_BEGIN_DECLS

/**
 * GstAoiOverlayPlaces:
 * @width: of the picture in pixels
 * @height: of the picture in pixels
 * @unit: the height of a line of text in pixels: by which labels move away
 * @boxes: (element-type AoiRect): what should stay in sight
 * @weights: (element-type gdouble): how much each of @boxes should
 * @taken: (element-type AoiRect): where labels are already
 *
 * Finds places for labels. Not thread-safe.
 */
typedef struct {
  gint width, height, unit;
  GArray *boxes, *weights, *taken;
} GstAoiOverlayPlaces;

void gst_aoi_overlay_places_init (GstAoiOverlayPlaces *self, gint width, gint height, gint unit);
void gst_aoi_overlay_places_clear (GstAoiOverlayPlaces *self);
void gst_aoi_overlay_places_add_box (GstAoiOverlayPlaces *self, const AoiRect *box, gdouble weight);
AoiRect gst_aoi_overlay_places_take_corner (GstAoiOverlayPlaces *self, gint width, gint height);
gboolean gst_aoi_overlay_places_take_free (
    GstAoiOverlayPlaces *self, const AoiRect *box, gint width, gint height, AoiRect *place);
AoiRect gst_aoi_overlay_places_take (
    GstAoiOverlayPlaces *self, const AoiRect *box, gint width, gint height);

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (GstAoiOverlayPlaces, gst_aoi_overlay_places_clear)

G_END_DECLS
