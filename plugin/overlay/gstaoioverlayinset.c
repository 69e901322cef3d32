/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "overlay/gstaoioverlayinset.h"

#include <math.h>
#include <string.h>

#include "aoi-overview.h"
#include "overlay/gstaoioverlaytext.h"

/* What a picture's longer side is, and the captions, in sizes of the text. */
#define SIDE_EMS 10
#define CAPTION_SIZE 0.85

/* Of a golden's name. */
#define GOLDEN_CHARS 32

/* ROIs that are wider than high by so much have their pictures one below the other. */
#define STACKED_RATIO 1.5

/* How bright the ROI is under the difference. */
#define DIMMED 0.4

/* The difference at and beyond the limit, and just above none: bright on dark is seen by anybody. */
static const gint limit_colour[3] = { 255, 240, 110 };
static const gint some_colour[3] = { 255, 80, 0 };

/* A picture as cairo has it: native words of 32 bits. */
static AoiFormat
get_cairo_format (void)
{
  return G_BYTE_ORDER == G_LITTLE_ENDIAN ? AOI_FORMAT_BGRX : AOI_FORMAT_XRGB;
}

static cairo_surface_t *
new_picture (const AoiRgbImage *source, gint most)
{
  const gint longer = MAX (source->width, source->height);
  const gdouble scale = MIN (1.0, (gdouble) most / longer);
  const gint width = MAX (1, (gint) lrint (source->width * scale));
  const gint height = MAX (1, (gint) lrint (source->height * scale));
  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  AoiImage image;

  aoi_image_init (&image, AOI_FORMAT_RGB, source->width, source->height);
  image.data[0] = source->data;
  image.stride[0] = 3 * source->width;
  aoi_overview_write (&image, get_cairo_format (), width, height,
      cairo_image_surface_get_data (picture), (gsize) cairo_image_surface_get_stride (picture));
  cairo_surface_mark_dirty (picture);
  return picture;
}

/* From @some_colour, faint, to @limit_colour, which hides the ROI. */
static guint32
mix (guint32 pixel, guint8 difference)
{
  const gdouble luma = DIMMED
      * (0.299 * (pixel >> 16 & 0xff) + 0.587 * (pixel >> 8 & 0xff) + 0.114 * (pixel & 0xff));
  const gdouble part = difference / 255.0;
  guint32 mixed = 0xff;

  for (gint i = 0; i < 3; i++) {
    const gdouble colour = difference == 255 ? limit_colour[i] : some_colour[i];

    mixed = mixed << 8 | (guint32) lrint (luma * (1.0 - part) + colour * part);
  }
  return mixed;
}

static cairo_surface_t *
new_difference (cairo_surface_t *view, const AoiEvidence *evidence)
{
  const gint width = cairo_image_surface_get_width (view);
  const gint height = cairo_image_surface_get_height (view);
  const gsize stride = (gsize) cairo_image_surface_get_stride (view);
  cairo_surface_t *picture = cairo_image_surface_create (CAIRO_FORMAT_RGB24, width, height);
  const guint8 *from = cairo_image_surface_get_data (view);
  guint8 *to = cairo_image_surface_get_data (picture);

  for (gint y = 0; y < height; y++, from += stride, to += stride) {
    const guint8 *map = evidence->map
        + (gsize) (y * evidence->map_height / height) * (gsize) evidence->map_width;

    for (gint x = 0; x < width; x++) {
      guint32 pixel;

      memcpy (&pixel, from + 4 * x, sizeof pixel);
      pixel = mix (pixel, map[x * evidence->map_width / width]);
      memcpy (to + 4 * x, &pixel, sizeof pixel);
    }
  }
  cairo_surface_mark_dirty (picture);
  return picture;
}

/**
 * gst_aoi_overlay_inset_get_side:
 * @style: sizes
 *
 * Returns: of a picture's longer side, in pixels
 */
gint
gst_aoi_overlay_inset_get_side (const GstAoiOverlayStyle *style)
{
  return SIDE_EMS * style->em;
}

/**
 * gst_aoi_overlay_inset_new:
 * @roi: index of the ROI in the report
 * @id: its number
 * @evidence: what its comparison saw
 * @most: the pictures' longer side at most, in pixels
 *
 * Makes the pictures of an inset.
 *
 * Returns: (transfer full): the inset
 */
GstAoiOverlayInset *
gst_aoi_overlay_inset_new (guint roi, gint id, const AoiEvidence *evidence, gint most)
{
  GstAoiOverlayInset *self = g_new0 (GstAoiOverlayInset, 1);
  g_autofree gchar *golden = gst_aoi_overlay_text_clean (evidence->golden_name, GOLDEN_CHARS);
  const gboolean across = evidence->rotation % 180 != 0;

  self->roi = roi;
  self->name = g_strdup_printf ("%d: %s", id, golden);
  self->rotation = evidence->rotation;
  self->roi_width = across ? evidence->view->height : evidence->view->width;
  self->roi_height = across ? evidence->view->width : evidence->view->height;
  self->pictures[0] = new_picture (evidence->view, most);
  self->pictures[1] = new_picture (evidence->golden, most);
  self->pictures[2] = new_difference (self->pictures[0], evidence);
  return self;
}

/**
 * gst_aoi_overlay_inset_free:
 * @self: (transfer full): an inset
 */
void
gst_aoi_overlay_inset_free (GstAoiOverlayInset *self)
{
  for (guint i = 0; i < GST_AOI_OVERLAY_INSET_PICTURES; i++) {
    cairo_surface_destroy (self->pictures[i]);
    g_clear_object (&self->captions[i]);
  }
  g_clear_object (&self->title);
  g_free (self->name);
  g_free (self);
}

static void
set_captions (GstAoiOverlayInset *self, const GstAoiOverlayStyle *style, PangoContext *context)
{
  static const gchar *const texts[GST_AOI_OVERLAY_INSET_PICTURES] = { "board", "golden",
    "difference" };

  for (guint i = 0; i < GST_AOI_OVERLAY_INSET_PICTURES; i++) {
    g_clear_object (&self->captions[i]);
    self->captions[i] = gst_aoi_overlay_style_new_text (
        context, texts[i], CAPTION_SIZE * style->em, FALSE, G_MAXINT / PANGO_SCALE);
  }
}

/* After the pictures, which it must not make wider. */
static void
set_title (GstAoiOverlayInset *self, const GstAoiOverlayStyle *style, PangoContext *context)
{
  gint height;

  g_clear_object (&self->title);
  self->title = gst_aoi_overlay_style_new_text (
      context, self->name, style->em, FALSE, self->width - style->em);
  pango_layout_get_pixel_size (self->title, NULL, &height);
  for (guint i = 0; i < GST_AOI_OVERLAY_INSET_PICTURES; i++)
    self->places[i].y += height;
  self->height += height;
}

/**
 * gst_aoi_overlay_inset_layout:
 * @self: an inset
 * @style: sizes
 * @context: of the font
 *
 * Chooses the inset's size: wide ROIs one below the other, others side by side, each under its caption.
 */
void
gst_aoi_overlay_inset_layout (
    GstAoiOverlayInset *self, const GstAoiOverlayStyle *style, PangoContext *context)
{
  const gint side = gst_aoi_overlay_inset_get_side (style), gap = style->em / 2;
  const gdouble scale = (gdouble) side / MAX (self->roi_width, self->roi_height);
  const gint width = MAX (1, (gint) lrint (self->roi_width * scale));
  const gint height = MAX (1, (gint) lrint (self->roi_height * scale));
  const gboolean stacked = width > STACKED_RATIO * height;
  gint x = gap, y = gap;

  set_captions (self, style, context);
  self->width = self->height = 0;
  for (guint i = 0; i < GST_AOI_OVERLAY_INSET_PICTURES; i++) {
    gint text_width, text_height, right, bottom;

    pango_layout_get_pixel_size (self->captions[i], &text_width, &text_height);
    self->places[i] = (AoiRect){ x, y + text_height, width, height };
    right = x + MAX (width, text_width) + gap;
    bottom = y + text_height + height + gap;
    self->width = MAX (self->width, right);
    self->height = MAX (self->height, bottom);
    if (stacked)
      y = bottom;
    else
      x = right;
  }
  set_title (self, style, context);
}

/* Turns a picture back and stretches it over its place. */
static void
draw_picture (cairo_t *cr, cairo_surface_t *picture, guint rotation, const AoiRect *place)
{
  const gdouble width = cairo_image_surface_get_width (picture);
  const gdouble height = cairo_image_surface_get_height (picture);
  const gboolean across = rotation % 180 != 0;

  cairo_save (cr);
  cairo_rectangle (cr, place->x, place->y, place->width, place->height);
  cairo_clip (cr);
  cairo_translate (cr, place->x + place->width / 2.0, place->y + place->height / 2.0);
  cairo_scale (
      cr, place->width / (across ? height : width), place->height / (across ? width : height));
  cairo_rotate (cr, rotation * G_PI / 180.0);
  cairo_set_source_surface (cr, picture, -width / 2.0, -height / 2.0);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_PAD);
  cairo_paint (cr);
  cairo_restore (cr);
}

/**
 * gst_aoi_overlay_inset_draw:
 * @self: an inset that is laid out
 * @style: sizes
 * @cr: draws it
 * @place: where, of the inset's size
 */
void
gst_aoi_overlay_inset_draw (const GstAoiOverlayInset *self, const GstAoiOverlayStyle *style,
    cairo_t *cr, const AoiRect *place)
{
  const gint gap = style->em / 2;

  gst_aoi_overlay_style_draw_plate (cr, place);
  cairo_set_source_rgb (cr, 1.0, 1.0, 1.0);
  cairo_move_to (cr, place->x + gap, place->y + gap / 2);
  pango_cairo_show_layout (cr, self->title);
  for (guint i = 0; i < GST_AOI_OVERLAY_INSET_PICTURES; i++) {
    AoiRect picture = self->places[i];
    gint text_height;

    picture.x += place->x;
    picture.y += place->y;
    draw_picture (cr, self->pictures[i], self->rotation, &picture);
    pango_layout_get_pixel_size (self->captions[i], NULL, &text_height);
    cairo_set_source_rgb (cr, 1.0, 1.0, 1.0);
    cairo_move_to (cr, picture.x, picture.y - text_height);
    pango_cairo_show_layout (cr, self->captions[i]);
  }
}
