/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "overlay/gstaoioverlaycanvas.h"

#include <string.h>

/* What is drawn at once: a label mostly fits, and a CPU's cache holds it. Even, since chroma is shared
 * by two by two pixels. */
#define TILE_WIDTH 1024
#define TILE_HEIGHT 128

/**
 * gst_aoi_overlay_canvas_new:
 *
 * Returns: (transfer full): a canvas without a picture
 */
GstAoiOverlayCanvas *
gst_aoi_overlay_canvas_new (void)
{
  GstAoiOverlayCanvas *self = g_new0 (GstAoiOverlayCanvas, 1);

  self->tile = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, TILE_WIDTH, TILE_HEIGHT);
  return self;
}

/**
 * gst_aoi_overlay_canvas_free:
 * @self: (transfer full): a canvas
 */
void
gst_aoi_overlay_canvas_free (GstAoiOverlayCanvas *self)
{
  cairo_surface_destroy (self->tile);
  g_free (self);
}

/**
 * gst_aoi_overlay_canvas_set_frame:
 * @self: a canvas
 * @frame: a picture of a format that can be drawn on, mapped for reading and writing as long as
 *   anything is drawn
 *
 * Gives the canvas a picture.
 */
void
gst_aoi_overlay_canvas_set_frame (GstAoiOverlayCanvas *self, const GstVideoFrame *frame)
{
  self->width = GST_VIDEO_FRAME_WIDTH (frame);
  self->height = GST_VIDEO_FRAME_HEIGHT (frame);
  gst_aoi_overlay_target_init (&self->target, frame);
}

static void
clear_tile (GstAoiOverlayCanvas *self, gint width, gint height)
{
  guint8 *data = cairo_image_surface_get_data (self->tile);
  const gint stride = cairo_image_surface_get_stride (self->tile);

  cairo_surface_flush (self->tile);
  for (gint y = 0; y < height; y++)
    memset (data + (gsize) y * (gsize) stride, 0, 4 * (gsize) width);
  cairo_surface_mark_dirty (self->tile);
}

static void
draw_tile (GstAoiOverlayCanvas *self, const AoiRect *part, GstAoiOverlayDraw draw, gpointer data)
{
  cairo_t *cr;

  gst_aoi_overlay_prefetch (&self->target, part);
  clear_tile (self, part->width, part->height);
  cr = cairo_create (self->tile);
  cairo_rectangle (cr, 0, 0, part->width, part->height);
  cairo_clip (cr);
  cairo_translate (cr, -part->x, -part->y);
  draw (cr, data);
  cairo_destroy (cr);
  cairo_surface_flush (self->tile);
  gst_aoi_overlay_blend (&self->target, part, cairo_image_surface_get_data (self->tile),
      (gsize) cairo_image_surface_get_stride (self->tile));
}

/* Clipped to the picture, with even corners, except at its edge. */
static gboolean
clip_part (const GstAoiOverlayCanvas *self, const AoiRect *part, AoiRect *clipped)
{
  const AoiRect all = { 0, 0, self->width, self->height };
  AoiRect even = *part;

  even.width += even.x & 1;
  even.height += even.y & 1;
  even.x -= even.x & 1;
  even.y -= even.y & 1;
  even.width += even.width & 1;
  even.height += even.height & 1;
  return aoi_rect_intersect (&even, &all, clipped);
}

/**
 * gst_aoi_overlay_canvas_draw:
 * @self: a canvas with a picture
 * @part: what @draw touches, in pixels; what is outside of the picture is left out
 * @draw: (scope call): draws
 * @data: for @draw
 *
 * Draws on a part of the picture.
 */
void
gst_aoi_overlay_canvas_draw (
    GstAoiOverlayCanvas *self, const AoiRect *part, GstAoiOverlayDraw draw, gpointer data)
{
  AoiRect inside;

  if (!clip_part (self, part, &inside))
    return;
  for (gint y = 0; y < inside.height; y += TILE_HEIGHT) {
    for (gint x = 0; x < inside.width; x += TILE_WIDTH) {
      const AoiRect tile = { inside.x + x, inside.y + y, MIN (inside.width - x, TILE_WIDTH),
        MIN (inside.height - y, TILE_HEIGHT) };

      draw_tile (self, &tile, draw, data);
    }
  }
}
