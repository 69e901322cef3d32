/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "overlay/gstaoioverlaystyle.h"

#include <math.h>

/* How things are drawn. A status shows in the line of its box (solid, double, dashed, dotted, far dashes), in its
 * symbol (tick, cross, exclamation mark, clock, bar) and in its colour, which no one has to distinguish from another. */

/* A picture of 1280x889 pixels is written on with 13 pixels. */
#define PICTURE_PER_EM 82.0
#define MIN_EM 10

/* Colours that people with any colour vision distinguish by brightness and by blue; after M. Okabe and
 * K. Ito, "Color Universal Design", 2008, brightened for dark boards. */
static const gdouble colours[][3] = {
  [AOI_STATUS_ERROR] = { 0.94, 0.89, 0.26 },
  [AOI_STATUS_FAIL] = { 1.00, 0.42, 0.16 },
  [AOI_STATUS_TIMEOUT] = { 0.87, 0.58, 0.76 },
  [AOI_STATUS_PASS] = { 0.25, 0.85, 0.68 },
  [AOI_STATUS_SKIPPED] = { 0.72, 0.76, 0.82 },
};

#define DARK 0.06, 0.07, 0.09

/**
 * gst_aoi_overlay_style_init:
 * @self: (out caller-allocates): a style
 * @width: of the picture in pixels
 * @height: of the picture in pixels
 *
 * Chooses sizes for a picture.
 */
void
gst_aoi_overlay_style_init (GstAoiOverlayStyle *self, gint width, gint height)
{
  self->em = MAX (MIN_EM, (gint) lrint (sqrt ((gdouble) width * height) / PICTURE_PER_EM));
  self->line = MAX (1, (gint) lrint (self->em / 7.0));
}

/**
 * gst_aoi_overlay_style_new_text:
 * @context: of the font
 * @text: to be shown as it is; valid UTF-8
 * @size: of the text in pixels
 * @bold: whether it is bold
 * @max_width: in pixels; lines that are wider end with an ellipsis
 *
 * Returns: (transfer full): the text, laid out
 */
PangoLayout *
gst_aoi_overlay_style_new_text (
    PangoContext *context, const gchar *text, gdouble size, gboolean bold, gint max_width)
{
  PangoLayout *layout = pango_layout_new (context);
  PangoFontDescription *font = pango_font_description_from_string ("Sans");

  pango_font_description_set_absolute_size (font, size * PANGO_SCALE);
  pango_font_description_set_weight (font, bold ? PANGO_WEIGHT_BOLD : PANGO_WEIGHT_NORMAL);
  pango_layout_set_font_description (layout, font);
  pango_font_description_free (font);
  pango_layout_set_auto_dir (layout, FALSE);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, -1);
  pango_layout_set_text (layout, text, -1);
  {
    gint width;

    pango_layout_get_pixel_size (layout, &width, NULL);
    if (width > max_width)
      pango_layout_set_width (layout, max_width * PANGO_SCALE);
  }
  return layout;
}

/**
 * gst_aoi_overlay_style_get_frame:
 * @self: a style
 * @status: of a ROI
 *
 * Returns: how far its box reaches beyond the ROI, in pixels
 */
gint
gst_aoi_overlay_style_get_frame (const GstAoiOverlayStyle *self, AoiStatus status)
{
  return (status == AOI_STATUS_FAIL ? 3 * self->line : self->line) + 2;
}

/**
 * gst_aoi_overlay_style_set_colour:
 * @cr: a context
 * @status: of a ROI
 *
 * Makes the status's colour the source.
 */
void
gst_aoi_overlay_style_set_colour (cairo_t *cr, AoiStatus status)
{
  cairo_set_source_rgb (cr, colours[status][0], colours[status][1], colours[status][2]);
}

/* Strokes a rectangle whose inner edge is @distance outside of @box. */
static void
stroke_around (cairo_t *cr, const AoiRect *box, gdouble distance, gdouble line)
{
  const gdouble middle = distance + line / 2.0;

  cairo_set_line_width (cr, line);
  cairo_rectangle (
      cr, box->x - middle, box->y - middle, box->width + 2.0 * middle, box->height + 2.0 * middle);
  cairo_stroke (cr);
}

/**
 * gst_aoi_overlay_style_draw_box:
 * @self: a style
 * @cr: draws it
 * @box: the ROI in the picture, which stays as it is
 * @status: of the ROI
 *
 * Draws around a ROI: a solid line if it passed, a double one if it failed, a dashed one for an error, a
 * dotted one if it was late and one of far dashes if it was skipped; on dark ground, to be seen on any picture.
 */
void
gst_aoi_overlay_style_draw_box (
    const GstAoiOverlayStyle *self, cairo_t *cr, const AoiRect *box, AoiStatus status)
{
  const gdouble line = self->line;
  const gint frame = gst_aoi_overlay_style_get_frame (self, status);

  cairo_save (cr);
  cairo_set_source_rgba (cr, DARK, 0.75);
  stroke_around (cr, box, 0.0, frame);
  gst_aoi_overlay_style_set_colour (cr, status);
  if (status == AOI_STATUS_ERROR)
    cairo_set_dash (cr, (gdouble[]){ 4.0 * line, 2.0 * line }, 2, 0.0);
  else if (status == AOI_STATUS_TIMEOUT)
    cairo_set_dash (cr, (gdouble[]){ line, 1.5 * line }, 2, 0.0);
  else if (status == AOI_STATUS_SKIPPED)
    cairo_set_dash (cr, (gdouble[]){ 3.0 * line, 6.0 * line }, 2, 0.0);
  stroke_around (cr, box, 1.0, line);
  if (status == AOI_STATUS_FAIL)
    stroke_around (cr, box, 1.0 + 2.0 * line, line);
  cairo_restore (cr);
}

/* A circle and four lines that leave the centre free, for the very point to be seen. */
static void
trace_target (cairo_t *cr, const AoiRect *box)
{
  const gdouble x = box->x + box->width / 2.0, y = box->y + box->height / 2.0;
  const gdouble radius = 0.3 * MIN (box->width, box->height);

  cairo_new_sub_path (cr);
  cairo_arc (cr, x, y, radius, 0.0, 2.0 * G_PI);
  for (gint i = 0; i < 4; i++) {
    const gdouble dx = i % 2 == 0 ? i - 1.0 : 0.0, dy = i % 2 == 0 ? 0.0 : i - 2.0;

    cairo_move_to (cr, x + 0.4 * radius * dx, y + 0.4 * radius * dy);
    cairo_line_to (cr, x + 1.5 * radius * dx, y + 1.5 * radius * dy);
  }
}

/**
 * gst_aoi_overlay_style_draw_target:
 * @self: a style
 * @cr: draws it
 * @box: what was found, in whose centre the target is
 * @status: whether it was found
 *
 * Draws a target over a fiducial; over one that was not found, of dashes.
 */
void
gst_aoi_overlay_style_draw_target (
    const GstAoiOverlayStyle *self, cairo_t *cr, const AoiRect *box, AoiStatus status)
{
  const gdouble line = self->line;

  cairo_save (cr);
  for (gint i = 0; i < 2; i++) {
    trace_target (cr, box);
    if (i == 0)
      cairo_set_source_rgba (cr, DARK, 0.75);
    else
      gst_aoi_overlay_style_set_colour (cr, status);
    if (status != AOI_STATUS_PASS)
      cairo_set_dash (cr, (gdouble[]){ 3.0 * line, 2.0 * line }, 2, 0.0);
    cairo_set_line_width (cr, i == 0 ? line + 2.0 : MAX (1.0, 0.6 * line));
    cairo_stroke (cr);
  }
  cairo_restore (cr);
}

/* The ends of the shortest line between a label and a box, from the middle where they face each other. */
static void
find_ends (gint from, gint from_size, gint to, gint to_size, gdouble *begin, gdouble *end)
{
  const gint first = MAX (from, to), last = MIN (from + from_size, to + to_size);

  if (first <= last) {
    *begin = *end = (first + last) / 2.0;
    return;
  }
  *begin = from < to ? from + from_size : from;
  *end = from < to ? to : to + to_size;
}

/* Where a line from a label to what it is about begins and ends. */
typedef struct {
  gdouble x1, y1, x2, y2;
} Leader;

static Leader
get_leader (const AoiRect *from, const AoiRect *to)
{
  Leader leader;

  find_ends (from->x, from->width, to->x, to->width, &leader.x1, &leader.x2);
  find_ends (from->y, from->height, to->y, to->height, &leader.y1, &leader.y2);
  return leader;
}

/**
 * gst_aoi_overlay_style_get_leader:
 * @self: a style
 * @from: where the label is
 * @to: the box with its line
 *
 * Returns: what the line from a label to its box touches
 */
AoiRect
gst_aoi_overlay_style_get_leader (
    const GstAoiOverlayStyle *self, const AoiRect *from, const AoiRect *to)
{
  const Leader leader = get_leader (from, to);
  const gint left = (gint) floor (MIN (leader.x1, leader.x2));
  const gint top = (gint) floor (MIN (leader.y1, leader.y2));
  const AoiRect line = { left, top, (gint) ceil (MAX (leader.x1, leader.x2)) - left,
    (gint) ceil (MAX (leader.y1, leader.y2)) - top };

  return aoi_rect_inflate (&line, self->line + 2);
}

/**
 * gst_aoi_overlay_style_draw_leader:
 * @self: a style
 * @cr: draws it
 * @from: where the label is
 * @to: the box with its line
 * @status: of the ROI
 *
 * Draws a line from a label to what it is about.
 */
void
gst_aoi_overlay_style_draw_leader (const GstAoiOverlayStyle *self, cairo_t *cr, const AoiRect *from,
    const AoiRect *to, AoiStatus status)
{
  const Leader leader = get_leader (from, to);

  for (gint i = 0; i < 2; i++) {
    cairo_move_to (cr, leader.x1, leader.y1);
    cairo_line_to (cr, leader.x2, leader.y2);
    if (i == 0)
      cairo_set_source_rgba (cr, DARK, 0.75);
    else
      gst_aoi_overlay_style_set_colour (cr, status);
    cairo_set_line_width (cr, i == 0 ? self->line + 2.0 : MAX (1.0, self->line * 0.6));
    cairo_stroke (cr);
  }
}

/**
 * gst_aoi_overlay_style_draw_plate:
 * @cr: draws it
 * @plate: where
 *
 * Draws the dark ground of a text.
 */
void
gst_aoi_overlay_style_draw_plate (cairo_t *cr, const AoiRect *plate)
{
  cairo_set_source_rgba (cr, DARK, 0.82);
  cairo_rectangle (cr, plate->x, plate->y, plate->width, plate->height);
  cairo_fill (cr);
}

/**
 * gst_aoi_overlay_style_draw_text:
 * @cr: draws it, in its colour
 * @text: a text
 * @place: beyond which nothing is drawn
 * @x: where the text begins in @place
 * @y: its top in @place
 *
 * Draws a text.
 */
void
gst_aoi_overlay_style_draw_text (
    cairo_t *cr, PangoLayout *text, const AoiRect *place, gint x, gint y)
{
  cairo_save (cr);
  cairo_rectangle (cr, place->x, place->y, place->width, place->height);
  cairo_clip (cr);
  cairo_move_to (cr, place->x + x, place->y + y);
  pango_cairo_show_layout (cr, text);
  cairo_restore (cr);
}

static void
draw_tick (cairo_t *cr)
{
  cairo_move_to (cr, 0.20, 0.55);
  cairo_line_to (cr, 0.42, 0.76);
  cairo_line_to (cr, 0.80, 0.26);
}

static void
draw_cross (cairo_t *cr)
{
  cairo_move_to (cr, 0.24, 0.24);
  cairo_line_to (cr, 0.76, 0.76);
  cairo_move_to (cr, 0.76, 0.24);
  cairo_line_to (cr, 0.24, 0.76);
}

static void
draw_exclamation (cairo_t *cr)
{
  cairo_move_to (cr, 0.5, 0.18);
  cairo_line_to (cr, 0.5, 0.58);
  cairo_move_to (cr, 0.5, 0.78);
  cairo_line_to (cr, 0.5, 0.80);
}

static void
draw_clock (cairo_t *cr)
{
  cairo_arc (cr, 0.5, 0.5, 0.33, 0.0, 2.0 * G_PI);
  cairo_move_to (cr, 0.5, 0.28);
  cairo_line_to (cr, 0.5, 0.5);
  cairo_line_to (cr, 0.65, 0.58);
}

static void
draw_bar (cairo_t *cr)
{
  cairo_move_to (cr, 0.22, 0.5);
  cairo_line_to (cr, 0.78, 0.5);
}

/**
 * gst_aoi_overlay_style_draw_symbol:
 * @cr: draws it
 * @place: where; a square of its height is in the middle of it
 * @status: of a ROI
 *
 * Draws a status's symbol, dark on its colour.
 */
void
gst_aoi_overlay_style_draw_symbol (cairo_t *cr, const AoiRect *place, AoiStatus status)
{
  static void (*const draw[]) (cairo_t * cr) = {
    [AOI_STATUS_ERROR] = draw_exclamation,
    [AOI_STATUS_FAIL] = draw_cross,
    [AOI_STATUS_TIMEOUT] = draw_clock,
    [AOI_STATUS_PASS] = draw_tick,
    [AOI_STATUS_SKIPPED] = draw_bar,
  };
  const gint side = MIN (place->width, place->height);

  cairo_save (cr);
  gst_aoi_overlay_style_set_colour (cr, status);
  cairo_rectangle (cr, place->x, place->y, place->width, place->height);
  cairo_fill (cr);
  cairo_translate (
      cr, place->x + (place->width - side) / 2.0, place->y + (place->height - side) / 2.0);
  cairo_scale (cr, side, side);
  cairo_set_source_rgb (cr, DARK);
  cairo_set_line_width (cr, 0.15);
  cairo_set_line_cap (cr, CAIRO_LINE_CAP_ROUND);
  cairo_set_line_join (cr, CAIRO_LINE_JOIN_ROUND);
  draw[status](cr);
  cairo_stroke (cr);
  cairo_restore (cr);
}
