/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <pango/pangocairo.h>

#include "aoi-rect.h"
#include "aoi-result.h"

G_BEGIN_DECLS

/**
 * GstAoiOverlayStyle:
 * @em: size of the text in pixels
 * @line: width of thin lines in pixels
 *
 * How large things are drawn.
 */
typedef struct {
  gint em, line;
} GstAoiOverlayStyle;

void gst_aoi_overlay_style_init (GstAoiOverlayStyle *self, gint width, gint height);
PangoLayout *gst_aoi_overlay_style_new_text (
    PangoContext *context, const gchar *text, gdouble size, gboolean bold, gint max_width);
gint gst_aoi_overlay_style_get_frame (const GstAoiOverlayStyle *self, AoiStatus status);
void gst_aoi_overlay_style_set_colour (cairo_t *cr, AoiStatus status);
void gst_aoi_overlay_style_draw_box (
    const GstAoiOverlayStyle *self, cairo_t *cr, const AoiRect *box, AoiStatus status);
void gst_aoi_overlay_style_draw_target (
    const GstAoiOverlayStyle *self, cairo_t *cr, const AoiRect *box, AoiStatus status);
AoiRect gst_aoi_overlay_style_get_leader (
    const GstAoiOverlayStyle *self, const AoiRect *from, const AoiRect *to);
void gst_aoi_overlay_style_draw_leader (const GstAoiOverlayStyle *self, cairo_t *cr,
    const AoiRect *from, const AoiRect *to, AoiStatus status);
void gst_aoi_overlay_style_draw_plate (cairo_t *cr, const AoiRect *plate);
void gst_aoi_overlay_style_draw_text (
    cairo_t *cr, PangoLayout *text, const AoiRect *place, gint x, gint y);
void gst_aoi_overlay_style_draw_symbol (cairo_t *cr, const AoiRect *place, AoiStatus status);

G_END_DECLS
