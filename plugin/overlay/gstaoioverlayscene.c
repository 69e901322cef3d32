/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "overlay/gstaoioverlayscene.h"

#include <math.h>

#include "overlay/gstaoioverlayplace.h"
#include "overlay/gstaoioverlayseen.h"
#include "overlay/gstaoioverlaytext.h"

/* All that is drawn on a picture, and where. What failed is placed first and drawn last. */

/* The verdict's size, in sizes of the other texts, and the margin around all. */
#define VERDICT_SIZE 2.0
#define VERDICT_PART 0.6 /* of the picture's width at most */
#define MIN_VERDICT_SIZE 6.0 /* in pixels */
#define PADDING 0.35

/* How wide a label and the banner may be: in sizes of the text, in parts of the picture. */
#define LABEL_EMS 26
#define LABEL_PART 0.6
#define BANNER_EMS 56

/* What hiding a pixel of a ROI costs, if it passed or not. */
#define PASSED_WEIGHT 10.0
#define FAILED_WEIGHT 20.0

/* Pixels up to which a box is drawn at once, since that costs less than its four sides do. */
#define SMALL_BOX 96

typedef struct {
  const GstAoiOverlayScene *scene;
  AoiStatus status;
  gboolean is_fiducial;
  AoiRect box; /* what was inspected, in the picture */
  AoiRect outer; /* with its line */
  AoiRect plate;
  PangoLayout *text;
} Label;

typedef struct {
  const GstAoiOverlayScene *scene;
  const GstAoiOverlayInset *inset; /* borrowed */
  const Label *label;
  AoiRect place;
} PlacedInset;

struct _GstAoiOverlayScene {
  AoiReport *report; /* or NULL */
  PangoContext *context; /* borrowed: for making texts */
  gint width, height;
  GstAoiOverlayStyle style;
  GArray *labels; /* Label, what failed first */
  GArray *insets; /* PlacedInset */
  AoiStatus status;
  PangoLayout *verdict, *board;
  AoiRect verdict_place, board_place;
};

static void
label_clear (gpointer data)
{
  g_clear_object (&((Label *) data)->text);
}

static gint
get_padding (const GstAoiOverlayScene *self)
{
  return MAX (2, (gint) lrint (PADDING * self->style.em));
}

/* Frames may have been scaled since they were inspected. */
static AoiRect
scale_rect (const GstAoiOverlayScene *self, const AoiRect *rect)
{
  const AoiReportInfo *info = aoi_report_get_info (self->report);
  const gdouble x = (gdouble) self->width / MAX (info->width, 1);
  const gdouble y = (gdouble) self->height / MAX (info->height, 1);
  const gint left = (gint) floor (rect->x * x), top = (gint) floor (rect->y * y);

  return (AoiRect){ left, top, MAX (1, (gint) ceil ((rect->x + rect->width) * x) - left),
    MAX (1, (gint) ceil ((rect->y + rect->height) * y) - top) };
}

/* Returns: (transfer none): until another is added */
static Label *
add_text (GstAoiOverlayScene *self, const AoiRect *rect, AoiStatus status, const gchar *text)
{
  const gint most = MIN (LABEL_EMS * self->style.em, (gint) (LABEL_PART * (gdouble) self->width));
  Label label = { .scene = self, .status = status, .box = scale_rect (self, rect) };

  label.outer = aoi_rect_inflate (
      &label.box, gst_aoi_overlay_style_get_frame (&self->style, status));
  label.text = gst_aoi_overlay_style_new_text (self->context, text, self->style.em, FALSE, most);
  g_array_append_val (self->labels, label);
  return &g_array_index (self->labels, Label, self->labels->len - 1);
}

static void
add_label (GstAoiOverlayScene *self, const AoiRoiResult *roi)
{
  const AoiRect seen = aoi_roi_result_get_seen (roi);
  g_autofree gchar *text = gst_aoi_overlay_text_label (roi);

  add_text (self, &seen, roi->status, text);
}

static void
add_fiducials_of (GstAoiOverlayScene *self, const AoiPlacement *placement)
{
  for (guint i = 0; i < placement->n_marks; i++) {
    const AoiMark *mark = &placement->marks[i];
    const AoiRect seen = gst_aoi_overlay_seen_get_fiducial (self->report, mark);
    g_autofree gchar *text = gst_aoi_overlay_text_fiducial (mark);

    add_text (self, &seen, gst_aoi_overlay_seen_get_fiducial_status (placement, mark), text)
        ->is_fiducial = TRUE;
  }
}

/* Those of devices that were not found before the others. */
static void
add_fiducials (GstAoiOverlayScene *self, gboolean found)
{
  const AoiReportInfo *info = aoi_report_get_info (self->report);

  for (guint i = 0; i < info->n_placements; i++)
    if (info->placements[i].found == found)
      add_fiducials_of (self, &info->placements[i]);
}

/* A device that is marked bad is one thing, whatever its ROIs are: what hangs on the mark is all of them. */
static void
add_marked (GstAoiOverlayScene *self)
{
  g_autoptr (GPtrArray) marks = gst_aoi_overlay_seen_find_marks (self->report);

  for (guint i = 0; i < marks->len; i++) {
    const AoiRoiResult *mark = g_ptr_array_index (marks, i);
    const AoiRect rect = gst_aoi_overlay_seen_get_device (self->report, mark);
    g_autofree gchar *text = gst_aoi_overlay_text_mark (mark);

    add_text (self, &rect, AOI_STATUS_SKIPPED, text);
  }
}

/* In the report's order. */
static void
add_rois (GstAoiOverlayScene *self, gboolean passed)
{
  for (guint i = 0; i < aoi_report_get_n_rois (self->report); i++) {
    const AoiRoiResult *roi = aoi_report_get_roi (self->report, i);

    if (roi->status != AOI_STATUS_SKIPPED && aoi_roi_result_passed (roi) == passed)
      add_label (self, roi);
  }
}

static void
add_labels (GstAoiOverlayScene *self)
{
  if (self->report == NULL)
    return;
  add_marked (self);
  add_fiducials (self, FALSE);
  add_rois (self, FALSE);
  add_rois (self, TRUE);
  add_fiducials (self, TRUE);
}

/* Rather small than clipped: the one text that must be read. */
static PangoLayout *
new_verdict (GstAoiOverlayScene *self)
{
  const gint most = (gint) (VERDICT_PART * self->width);
  const gchar *text = gst_aoi_overlay_text_verdict (self->report, &self->status);
  gdouble size = VERDICT_SIZE * self->style.em;

  for (;;) {
    g_autoptr (PangoLayout) verdict = gst_aoi_overlay_style_new_text (
        self->context, text, size, TRUE, G_MAXINT / PANGO_SCALE);
    gint width;

    pango_layout_get_pixel_size (verdict, &width, NULL);
    if (width <= most || size <= MIN_VERDICT_SIZE)
      return g_steal_pointer (&verdict);
    size = MAX (MIN_VERDICT_SIZE, MIN (size - 1.0, size * most / width));
  }
}

static void
make_banner (GstAoiOverlayScene *self)
{
  const gint em = self->style.em;
  g_autofree gchar *board = gst_aoi_overlay_text_board (self->report);
  gint width, height;

  self->verdict = new_verdict (self);
  pango_layout_get_pixel_size (self->verdict, &width, &height);
  width = self->width - width - height - 4 * get_padding (self);
  self->board = gst_aoi_overlay_style_new_text (
      self->context, board, em, FALSE, CLAMP (width, 1, BANNER_EMS * em));
}

/* Verdict and board side by side, in the corner where they hide least. */
static void
place_banner (GstAoiOverlayScene *self, GstAoiOverlayPlaces *places)
{
  const gint padding = get_padding (self);
  gint verdict_width, verdict_height, board_width, board_height, height;
  AoiRect all;

  pango_layout_get_pixel_size (self->verdict, &verdict_width, &verdict_height);
  pango_layout_get_pixel_size (self->board, &board_width, &board_height);
  verdict_width += verdict_height + 2 * padding;
  board_width += 2 * padding;
  height = MIN (MAX (verdict_height, board_height) + 2 * padding, self->height);
  all = gst_aoi_overlay_places_take_corner (
      places, MIN (verdict_width + board_width, self->width), height);
  self->verdict_place = (AoiRect){ all.x, all.y, verdict_width, height };
  self->board_place = (AoiRect){ all.x + verdict_width, all.y, board_width, height };
}

/* The symbol is a square as high as a line of text, left of the text. */
static void
place_label (GstAoiOverlayScene *self, GstAoiOverlayPlaces *places, Label *label)
{
  const gint padding = get_padding (self);
  gint width, height;

  pango_layout_get_pixel_size (label->text, &width, &height);
  width = MIN (width + 2 * padding + self->style.em + padding, self->width);
  height = MIN (height + padding, self->height);
  label->plate = gst_aoi_overlay_places_take (places, &label->outer, width, height);
}

static const Label *
find_label (const GstAoiOverlayScene *self, guint roi)
{
  const AoiRect seen = aoi_roi_result_get_seen (aoi_report_get_roi (self->report, roi));
  const AoiRect box = scale_rect (self, &seen);

  for (guint i = 0; i < self->labels->len; i++) {
    const Label *label = &g_array_index (self->labels, Label, i);

    if (aoi_rect_equal (&label->box, &box) && label->status != AOI_STATUS_PASS
        && !label->is_fiducial)
      return label;
  }
  return NULL;
}

static void
place_inset (GstAoiOverlayScene *self, GstAoiOverlayPlaces *places, GstAoiOverlayInset *inset)
{
  PlacedInset placed = { self, inset, find_label (self, inset->roi), { 0 } };

  if (placed.label == NULL)
    return;
  gst_aoi_overlay_inset_layout (inset, &self->style, self->context);
  if (gst_aoi_overlay_places_take_free (
          places, &placed.label->outer, inset->width, inset->height, &placed.place))
    g_array_append_val (self->insets, placed);
}

static void
place_all (GstAoiOverlayScene *self, GPtrArray *insets)
{
  g_auto (GstAoiOverlayPlaces) places = { 0 };

  gst_aoi_overlay_places_init (&places, self->width, self->height, self->style.em);
  for (guint i = 0; i < self->labels->len; i++) {
    const Label *label = &g_array_index (self->labels, Label, i);

    gst_aoi_overlay_places_add_box (
        &places, &label->outer, label->status == AOI_STATUS_PASS ? PASSED_WEIGHT : FAILED_WEIGHT);
  }
  place_banner (self, &places);
  for (guint i = 0; i < self->labels->len; i++)
    place_label (self, &places, &g_array_index (self->labels, Label, i));
  for (guint i = 0; insets != NULL && i < insets->len; i++)
    place_inset (self, &places, g_ptr_array_index (insets, i));
}

/**
 * gst_aoi_overlay_scene_new:
 * @context: of the font; must outlive the scene
 * @report: (nullable): of the board; %NULL: nothing was inspected
 * @width: of the picture in pixels
 * @height: of the picture in pixels
 * @insets: (nullable) (element-type GstAoiOverlayInset): of ROIs of @report; must outlive the scene
 *
 * Finds a place for all that is to be drawn.
 *
 * Returns: (transfer full): the scene
 */
GstAoiOverlayScene *
gst_aoi_overlay_scene_new (
    PangoContext *context, AoiReport *report, gint width, gint height, GPtrArray *insets)
{
  GstAoiOverlayScene *self = g_new0 (GstAoiOverlayScene, 1);

  self->report = report != NULL ? aoi_report_ref (report) : NULL;
  self->context = context;
  self->width = width;
  self->height = height;
  self->labels = g_array_new (FALSE, FALSE, sizeof (Label));
  g_array_set_clear_func (self->labels, label_clear);
  self->insets = g_array_new (FALSE, FALSE, sizeof (PlacedInset));
  gst_aoi_overlay_style_init (&self->style, width, height);
  make_banner (self);
  add_labels (self);
  place_all (self, insets);
  return self;
}

/**
 * gst_aoi_overlay_scene_free:
 * @self: (transfer full): a scene
 */
void
gst_aoi_overlay_scene_free (GstAoiOverlayScene *self)
{
  g_clear_pointer (&self->report, aoi_report_unref);
  g_array_unref (self->insets);
  g_array_unref (self->labels);
  g_object_unref (self->verdict);
  g_object_unref (self->board);
  g_free (self);
}

static void
draw_box (cairo_t *cr, gpointer data)
{
  const Label *label = data;

  gst_aoi_overlay_style_draw_box (&label->scene->style, cr, &label->box, label->status);
}

/* Draws only the lines of a large box: its inside may be most of the picture. */
static void
draw_box_sides (const Label *label, GstAoiOverlayCanvas *canvas)
{
  const AoiRect *box = &label->box, *outer = &label->outer;
  const gint side = box->x - outer->x;
  const AoiRect sides[] = {
    { outer->x, outer->y, outer->width, side },
    { outer->x, box->y + box->height, outer->width, side },
    { outer->x, box->y, side, box->height },
    { box->x + box->width, box->y, side, box->height },
  };

  if (MAX (outer->width, outer->height) <= SMALL_BOX) {
    gst_aoi_overlay_canvas_draw (canvas, outer, draw_box, (gpointer) label);
    return;
  }
  for (guint i = 0; i < G_N_ELEMENTS (sides); i++)
    gst_aoi_overlay_canvas_draw (canvas, &sides[i], draw_box, (gpointer) label);
}

static void
draw_target (cairo_t *cr, gpointer data)
{
  const Label *label = data;

  gst_aoi_overlay_style_draw_target (&label->scene->style, cr, &label->box, label->status);
}

static void
draw_boxes (const GstAoiOverlayScene *self, GstAoiOverlayCanvas *canvas)
{
  for (guint i = self->labels->len; i-- > 0;) {
    const Label *label = &g_array_index (self->labels, Label, i);

    draw_box_sides (label, canvas);
    if (label->is_fiducial)
      gst_aoi_overlay_canvas_draw (canvas, &label->box, draw_target, (gpointer) label);
  }
}

static void
draw_label (cairo_t *cr, gpointer data)
{
  const Label *label = data;
  const gint padding = get_padding (label->scene), em = label->scene->style.em;
  const AoiRect symbol = { label->plate.x, label->plate.y, em + padding, label->plate.height };

  gst_aoi_overlay_style_draw_plate (cr, &label->plate);
  gst_aoi_overlay_style_draw_symbol (cr, &symbol, label->status);
  cairo_set_source_rgb (cr, 1.0, 1.0, 1.0);
  gst_aoi_overlay_style_draw_text (
      cr, label->text, &label->plate, symbol.width + padding, padding / 2);
}

static void
draw_label_leader (cairo_t *cr, gpointer data)
{
  const Label *label = data;

  gst_aoi_overlay_style_draw_leader (
      &label->scene->style, cr, &label->plate, &label->outer, label->status);
}

static void
draw_inset_leader (cairo_t *cr, gpointer data)
{
  const PlacedInset *placed = data;

  gst_aoi_overlay_style_draw_leader (
      &placed->scene->style, cr, &placed->place, &placed->label->outer, placed->label->status);
}

static void
draw_inset (cairo_t *cr, gpointer data)
{
  const PlacedInset *placed = data;

  gst_aoi_overlay_inset_draw (placed->inset, &placed->scene->style, cr, &placed->place);
}

static void
draw_leaders (const GstAoiOverlayScene *self, GstAoiOverlayCanvas *canvas)
{
  for (guint i = self->labels->len; i-- > 0;) {
    Label *label = &g_array_index (self->labels, Label, i);
    const AoiRect part = gst_aoi_overlay_style_get_leader (
        &self->style, &label->plate, &label->outer);

    gst_aoi_overlay_canvas_draw (canvas, &part, draw_label_leader, label);
  }
  for (guint i = 0; i < self->insets->len; i++) {
    PlacedInset *placed = &g_array_index (self->insets, PlacedInset, i);
    const AoiRect part = gst_aoi_overlay_style_get_leader (
        &self->style, &placed->place, &placed->label->outer);

    gst_aoi_overlay_canvas_draw (canvas, &part, draw_inset_leader, placed);
  }
}

static void
draw_verdict (cairo_t *cr, gpointer data)
{
  const GstAoiOverlayScene *self = data;
  const AoiRect *place = &self->verdict_place;
  const gint padding = get_padding (self);
  gint height;

  pango_layout_get_pixel_size (self->verdict, NULL, &height);
  gst_aoi_overlay_style_set_colour (cr, self->status);
  cairo_rectangle (cr, place->x, place->y, place->width, place->height);
  cairo_fill (cr);
  gst_aoi_overlay_style_draw_symbol (
      cr, &(AoiRect){ place->x, place->y, height, place->height }, self->status);
  cairo_set_source_rgb (cr, 0.0, 0.0, 0.0);
  gst_aoi_overlay_style_draw_text (
      cr, self->verdict, place, height + padding, (place->height - height) / 2);
}

static void
draw_board (cairo_t *cr, gpointer data)
{
  const GstAoiOverlayScene *self = data;
  const gint padding = get_padding (self);

  gst_aoi_overlay_style_draw_plate (cr, &self->board_place);
  cairo_set_source_rgb (cr, 1.0, 1.0, 1.0);
  gst_aoi_overlay_style_draw_text (cr, self->board, &self->board_place, padding, padding);
}

/**
 * gst_aoi_overlay_scene_draw:
 * @self: a scene
 * @canvas: a picture of the scene's size
 *
 * Draws the scene.
 */
void
gst_aoi_overlay_scene_draw (GstAoiOverlayScene *self, GstAoiOverlayCanvas *canvas)
{
  draw_boxes (self, canvas);
  draw_leaders (self, canvas);
  for (guint i = 0; i < self->insets->len; i++) {
    PlacedInset *placed = &g_array_index (self->insets, PlacedInset, i);

    gst_aoi_overlay_canvas_draw (canvas, &placed->place, draw_inset, placed);
  }
  for (guint i = self->labels->len; i-- > 0;) {
    Label *label = &g_array_index (self->labels, Label, i);

    gst_aoi_overlay_canvas_draw (canvas, &label->plate, draw_label, label);
  }
  gst_aoi_overlay_canvas_draw (canvas, &self->verdict_place, draw_verdict, self);
  gst_aoi_overlay_canvas_draw (canvas, &self->board_place, draw_board, self);
}
