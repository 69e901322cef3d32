/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "overlay/gstaoioverlayplace.h"

#include <math.h>

/* Labels take the cheapest of places around their box, one after the other. The cost is what they would
 * hide, in pixels, and how far away they would be. The same boxes and sizes give the same places. */

#define DIRECTIONS 24

/* Distances from the box that are tried, in units. */
static const gdouble rings[] = { 0.25, 1.0, 2.0, 3.5, 5.5, 8.0, 11.0, 15.0, 20.0 };

/* What hiding a pixel of another label costs: more than all of a box, so that labels cover each other
 * only where there is no free place within reach. */
#define TAKEN_WEIGHT 50.0

/* What a pixel of distance costs, in units of the label's height. */
#define DISTANCE_WEIGHT 2.0

/* Between the places that are tried for what may be anywhere, in units. */
#define GRID_STEP 1.5

/* What distance costs there: little, since hiding anything is worse. */
#define FREE_DISTANCE_WEIGHT 0.5

/**
 * gst_aoi_overlay_places_init:
 * @self: (out caller-allocates): places
 * @width: of the picture in pixels
 * @height: of the picture in pixels
 * @unit: the height of a line of text in pixels
 *
 * Begins with an empty picture.
 */
void
gst_aoi_overlay_places_init (GstAoiOverlayPlaces *self, gint width, gint height, gint unit)
{
  *self = (GstAoiOverlayPlaces){ width, height, unit, g_array_new (FALSE, FALSE, sizeof (AoiRect)),
    g_array_new (FALSE, FALSE, sizeof (gdouble)), g_array_new (FALSE, FALSE, sizeof (AoiRect)) };
}

/**
 * gst_aoi_overlay_places_clear:
 * @self: places
 *
 * Frees what they own.
 */
void
gst_aoi_overlay_places_clear (GstAoiOverlayPlaces *self)
{
  g_clear_pointer (&self->boxes, g_array_unref);
  g_clear_pointer (&self->weights, g_array_unref);
  g_clear_pointer (&self->taken, g_array_unref);
}

/**
 * gst_aoi_overlay_places_add_box:
 * @self: places
 * @box: what should stay in sight
 * @weight: how much: 1 or more; what hides a pixel of it costs so much
 */
void
gst_aoi_overlay_places_add_box (GstAoiOverlayPlaces *self, const AoiRect *box, gdouble weight)
{
  g_array_append_val (self->boxes, *box);
  g_array_append_val (self->weights, weight);
}

static gdouble
get_overlap (const AoiRect *a, const AoiRect *b)
{
  AoiRect both;

  return aoi_rect_intersect (a, b, &both) ? (gdouble) both.width * both.height : 0.0;
}

static gdouble
get_cost (const GstAoiOverlayPlaces *self, const AoiRect *place)
{
  gdouble cost = 0.0;

  for (guint i = 0; i < self->taken->len; i++)
    cost += TAKEN_WEIGHT * get_overlap (place, &g_array_index (self->taken, AoiRect, i));
  for (guint i = 0; i < self->boxes->len; i++)
    cost += g_array_index (self->weights, gdouble, i)
        * get_overlap (place, &g_array_index (self->boxes, AoiRect, i));
  return cost;
}

static AoiRect
keep_inside (const GstAoiOverlayPlaces *self, AoiRect place)
{
  place.x = MAX (MIN (place.x, self->width - place.width), 0);
  place.y = MAX (MIN (place.y, self->height - place.height), 0);
  return place;
}

/* The place in a direction so far away that a gap of @distance is left between it and the box. */
static AoiRect
get_candidate (const GstAoiOverlayPlaces *self, const AoiRect *box, gint width, gint height,
    gint direction, gdouble distance)
{
  /* Straight above and below first, where a label is read with its box. */
  const gdouble angle = -G_PI / 2.0 + direction * 2.0 * G_PI / DIRECTIONS;
  const gdouble reach_x = (box->width + width) / 2.0 + distance;
  const gdouble reach_y = (box->height + height) / 2.0 + distance;
  const gdouble dx = cos (angle), dy = sin (angle);
  const gdouble most = MAX (fabs (dx), fabs (dy));
  const AoiRect place = { (gint) lrint (
                              box->x + box->width / 2.0 + reach_x * dx / most - width / 2.0),
    (gint) lrint (box->y + box->height / 2.0 + reach_y * dy / most - height / 2.0), width, height };

  return keep_inside (self, place);
}

static gdouble
get_distance (const AoiRect *a, const AoiRect *b)
{
  const gint x = MAX (MAX (a->x - b->x - b->width, b->x - a->x - a->width), 0);
  const gint y = MAX (MAX (a->y - b->y - b->height, b->y - a->y - a->height), 0);

  return hypot (x, y);
}

/**
 * gst_aoi_overlay_places_take:
 * @self: places
 * @box: what the label belongs to
 * @width: of the label in pixels
 * @height: of the label in pixels
 *
 * Takes the best place near @box, inside of the picture as far as the label is not larger.
 *
 * Returns: the place
 */
AoiRect
gst_aoi_overlay_places_take (GstAoiOverlayPlaces *self, const AoiRect *box, gint width, gint height)
{
  const gdouble per_pixel = DISTANCE_WEIGHT * self->unit;
  AoiRect best = { 0, 0, width, height };
  gdouble least = INFINITY;

  for (guint i = 0; i < G_N_ELEMENTS (rings) && rings[i] * self->unit * per_pixel < least; i++) {
    for (gint direction = 0; direction < DIRECTIONS; direction++) {
      const AoiRect place = get_candidate (
          self, box, width, height, direction, rings[i] * self->unit);
      const gdouble cost = get_cost (self, &place) + per_pixel * get_distance (&place, box);

      if (cost < least) {
        least = cost;
        best = place;
      }
    }
  }
  g_array_append_val (self->taken, best);
  return best;
}

/**
 * gst_aoi_overlay_places_take_corner:
 * @self: places
 * @width: of the label in pixels
 * @height: of the label in pixels
 *
 * Takes the corner of the picture where the label hides least; of equal ones the upper left one.
 *
 * Returns: the place
 */
AoiRect
gst_aoi_overlay_places_take_corner (GstAoiOverlayPlaces *self, gint width, gint height)
{
  AoiRect best = { 0 };
  gdouble least = INFINITY;

  for (gint i = 0; i < 4; i++) {
    const AoiRect corner = keep_inside (
        self, (AoiRect){ (i & 1) * self->width, (i >> 1) * self->height, width, height });
    const gdouble cost = get_cost (self, &corner);

    if (cost < least) {
      least = cost;
      best = corner;
    }
  }
  g_array_append_val (self->taken, best);
  return best;
}

/* Whether a place hides so little that it may be taken. */
static gboolean
is_free (const GstAoiOverlayPlaces *self, const AoiRect *place)
{
  return get_cost (self, place) <= (gdouble) place->width * place->height;
}

/**
 * gst_aoi_overlay_places_take_free:
 * @self: places
 * @box: what the label belongs to
 * @width: of the label in pixels
 * @height: of the label in pixels
 * @place: (out): the place
 *
 * Takes the place anywhere in the picture where the label hides least, of equal ones that which is nearest
 * to @box.
 *
 * Returns: %FALSE if there is no place where it does not hide too much; nothing is taken then
 */
gboolean
gst_aoi_overlay_places_take_free (
    GstAoiOverlayPlaces *self, const AoiRect *box, gint width, gint height, AoiRect *place)
{
  const gint step = MAX (1, (gint) (GRID_STEP * self->unit));
  gdouble least = INFINITY;

  if (width > self->width || height > self->height)
    return FALSE;
  for (gint y = 0; y < self->height - height + step; y += step) {
    for (gint x = 0; x < self->width - width + step; x += step) {
      const AoiRect candidate = keep_inside (self, (AoiRect){ x, y, width, height });
      const gdouble cost = get_cost (self, &candidate)
          + FREE_DISTANCE_WEIGHT * self->unit * get_distance (&candidate, box);

      if (cost < least) {
        least = cost;
        *place = candidate;
      }
    }
  }
  if (!is_free (self, place))
    return FALSE;
  g_array_append_val (self->taken, *place);
  return TRUE;
}
