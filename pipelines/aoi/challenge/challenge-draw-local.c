/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Defects of a piece of a part: something is not there, lies on it, or has another colour. */
#include "challenge/challenge-draw.h"

#include <math.h>
#include <string.h>

#include "aoi-rect.h"

/* Lightness of what lies on a part: soot and flux, or solder; never like what is below. */
#define DARK_MIN 15.0
#define DARK_MAX 60.0
#define LIGHT_MIN 180.0
#define LIGHT_MAX 240.0
#define GRAIN 4.0

/* Of a strand of solder, in pixels. */
#define STRAND_MIN 2.0
#define STRAND_MAX 4.0

/* A patch shows what lies at least this share of its side away. */
#define MIN_STEP 0.6

/* From these on, 0..1, a pixel has a colour; a part of which less is coloured has none. */
#define MIN_SATURATION 0.27
#define MIN_VALUE 0.24
#define MIN_COLOURED 0.08

/* How far from the view's border a defect stays, in pixels, so that an ordinary shift does not carry it
 * out. */
gint
challenge_get_inset (gint side)
{
  return (gint) ceil (MIN (8.0, 0.08 * side)) + 1;
}

/* Where the middle of something of this length may be along a side of the view. */
static gboolean
choose_place (ChallengeDrawing *drawing, gint length, gdouble size, gdouble *middle)
{
  gdouble from = challenge_get_inset (drawing->side) + 0.5 * size;

  if (from >= length - from)
    return FALSE;
  *middle = g_rand_double_range (drawing->rand, from, length - from);
  return TRUE;
}

/* A square shows what lies beside it, as if what stood there had been removed. */
gboolean
challenge_draw_patch (ChallengeDrawing *drawing, const ChallengeSubject *subject, gdouble size)
{
  static const gint ways[4][2] = { { 1, 0 }, { -1, 0 }, { 0, 1 }, { 0, -1 } };
  const gint *way = ways[g_rand_int_range (drawing->rand, 0, 4)];
  gint side = (gint) lrint (size);
  gdouble x, y;
  gint left, top, from_x, from_y;

  if (!choose_place (drawing, drawing->width, side, &x)
      || !choose_place (drawing, drawing->height, side, &y))
    return FALSE;
  left = (gint) (x - 0.5 * side);
  top = (gint) (y - 0.5 * side);
  from_x = CLAMP (left + side * way[0], 0, drawing->width - side);
  from_y = CLAMP (top + side * way[1], 0, drawing->height - side);
  if (ABS (from_x - left) + ABS (from_y - top) < MIN_STEP * side)
    return FALSE;
  for (gint v = 0; v < side; v++)
    memcpy (drawing->layer->data + 3 * challenge_drawing_get_offset (drawing, left, top + v),
        drawing->canvas->data + 3 * challenge_drawing_get_offset (drawing, from_x, from_y + v),
        3 * (gsize) side);
  challenge_drawing_mask_box (drawing, left, top, side, side, 2.0);
  return TRUE;
}

/* What lies on a part: drawn within a box, which keeps the work small. */
typedef struct {
  ChallengeDrawing *drawing;
  AoiRect box;
} Spot;

/* The view's pixels within @reach of a place, and one around them for the soft edge. */
static void
spot_init (Spot *self, ChallengeDrawing *drawing, gdouble x, gdouble y, gdouble reach)
{
  const AoiRect view = { 0, 0, drawing->width, drawing->height };
  gint half = (gint) ceil (reach) + 1;
  const AoiRect around = { (gint) x - half, (gint) y - half, 2 * half + 1, 2 * half + 1 };

  self->drawing = drawing;
  if (!aoi_rect_intersect (&around, &view, &self->box))
    self->box = (AoiRect){ 0, 0, 0, 0 };
}

/* How much the mask covers, and the mean lightness there. */
static gdouble
spot_measure (const Spot *self, gdouble *luma)
{
  const ChallengeDrawing *drawing = self->drawing;
  gdouble area = 0.0, sum = 0.0;

  for (gint y = self->box.y; y < self->box.y + self->box.height; y++)
    for (gint x = self->box.x; x < self->box.x + self->box.width; x++) {
      gsize i = challenge_drawing_get_offset (drawing, x, y);

      area += drawing->mask[i];
      sum += drawing->mask[i] * challenge_luma (drawing->canvas->data + 3 * i);
    }
  *luma = area > 0.0 ? sum / area : 0.0;
  return area;
}

/* Something nearly grey with a grain: light on dark, dark on light, either on what is between. */
static gboolean
spot_fill (const Spot *self)
{
  ChallengeDrawing *drawing = self->drawing;
  gdouble luma, level, tint = g_rand_double_range (drawing->rand, -6.0, 6.0);
  gboolean light;

  if (spot_measure (self, &luma) < 1.0)
    return FALSE;
  light = luma < 80.0 || (luma < 128.0 && g_rand_boolean (drawing->rand));
  level = light ? g_rand_double_range (drawing->rand, LIGHT_MIN, LIGHT_MAX)
                : g_rand_double_range (drawing->rand, DARK_MIN, DARK_MAX);
  for (gint y = self->box.y; y < self->box.y + self->box.height; y++)
    for (gint x = self->box.x; x < self->box.x + self->box.width; x++) {
      gdouble value = level + GRAIN * challenge_noise (drawing->rand);
      const gfloat rgb[] = { (gfloat) (value + tint), (gfloat) value, (gfloat) (value - tint) };

      challenge_drawing_put (drawing, x, y, rgb);
    }
  return TRUE;
}

/* @distance: of the pixel from the shape's edge, negative inside. */
static void
spot_add (const Spot *self, gint x, gint y, gdouble distance)
{
  gfloat *mask = self->drawing->mask + challenge_drawing_get_offset (self->drawing, x, y);

  *mask = (gfloat) CLAMP (0.5 - distance / 1.5, 0.0, 1.0);
}

/* A drop: an ellipse of this length, up to a third less wide. */
gboolean
challenge_draw_blob (ChallengeDrawing *drawing, const ChallengeSubject *subject, gdouble size)
{
  gdouble angle = g_rand_double_range (drawing->rand, 0.0, G_PI);
  gdouble cosine = cos (angle), sine = sin (angle);
  gdouble a = 0.5 * size, b = a * g_rand_double_range (drawing->rand, 0.7, 1.0);
  gdouble cx, cy;
  Spot spot;

  if (!choose_place (drawing, drawing->width, size, &cx)
      || !choose_place (drawing, drawing->height, size, &cy))
    return FALSE;
  spot_init (&spot, drawing, cx, cy, a);
  for (gint y = spot.box.y; y < spot.box.y + spot.box.height; y++)
    for (gint x = spot.box.x; x < spot.box.x + spot.box.width; x++) {
      gdouble dx = x + 0.5 - cx, dy = y + 0.5 - cy;

      spot_add (&spot, x, y,
          (hypot ((cosine * dx + sine * dy) / a, (cosine * dy - sine * dx) / b) - 1.0) * b);
    }
  return spot_fill (&spot);
}

/* From a line through the origin in a direction, which ends @half on either side. */
static gdouble
distance_to_line (gdouble x, gdouble y, gdouble dx, gdouble dy, gdouble half)
{
  gdouble along = CLAMP (x * dx + y * dy, -half, half);

  return hypot (x - along * dx, y - along * dy);
}

/* A straight strand of this length; it may end in the view's border. */
gboolean
challenge_draw_bridge (ChallengeDrawing *drawing, const ChallengeSubject *subject, gdouble size)
{
  gdouble angle = g_rand_double_range (drawing->rand, 0.0, G_PI);
  gdouble cosine = cos (angle), sine = sin (angle);
  gdouble width = g_rand_double_range (drawing->rand, STRAND_MIN, STRAND_MAX);
  gdouble cx = g_rand_double_range (drawing->rand, 0.3, 0.7) * drawing->width;
  gdouble cy = g_rand_double_range (drawing->rand, 0.3, 0.7) * drawing->height;
  gdouble half = 0.5 * MAX (0.0, size - width);
  Spot spot;

  spot_init (&spot, drawing, cx, cy, half + width);
  for (gint y = spot.box.y; y < spot.box.y + spot.box.height; y++)
    for (gint x = spot.box.x; x < spot.box.x + spot.box.width; x++)
      spot_add (&spot, x, y,
          distance_to_line (x + 0.5 - cx, y + 0.5 - cy, cosine, sine, half) - 0.5 * width);
  return spot_fill (&spot);
}

/* Hue in sixths of a turn from red; saturation and value 0..1 (Smith 1978). */
static void
get_hsv (const guint8 *rgb, gdouble hsv[3])
{
  gint high = MAX (rgb[0], MAX (rgb[1], rgb[2])), low = MIN (rgb[0], MIN (rgb[1], rgb[2]));
  gdouble range = high - low;

  hsv[1] = high > 0 ? range / high : 0.0;
  hsv[2] = high / 255.0;
  if (high == low)
    hsv[0] = 0.0;
  else if (high == rgb[0])
    hsv[0] = (rgb[1] - rgb[2]) / range;
  else if (high == rgb[1])
    hsv[0] = 2.0 + (rgb[2] - rgb[0]) / range;
  else
    hsv[0] = 4.0 + (rgb[0] - rgb[1]) / range;
}

static void
get_rgb (const gdouble hsv[3], gfloat rgb[3])
{
  static const gint offsets[3] = { 5, 3, 1 };

  for (gint c = 0; c < 3; c++) {
    gdouble k = fmod (offsets[c] + hsv[0] + 12.0, 6.0);
    gdouble ramp = CLAMP (MIN (k, 4.0 - k), 0.0, 1.0);

    rgb[c] = (gfloat) (255.0 * hsv[2] * (1.0 - hsv[1] * ramp));
  }
}

/* The least or the greatest of each pixel of a map and its neighbours; a map's border counts as 0. */
static void
spread (const guint8 *from, guint8 *to, gint width, gint height, gboolean least)
{
  memset (to, 0, (gsize) width * (gsize) height);
  for (gint y = 1; y < height - 1; y++)
    for (gint x = 1; x < width - 1; x++) {
      const guint8 *middle = from + (gsize) y * (gsize) width + x;
      guint n = 0;

      for (gint dy = -width; dy <= width; dy += width)
        n += (guint) middle[dy - 1] + middle[dy] + middle[dy + 1];
      to[(gsize) y * (gsize) width + (gsize) x] = least ? n == 9 : n > 0;
    }
}

/* Sets the mask from a map, faded at its edges, without what is thinner than three pixels: fringes of
 * a lens are no colour of a part. Returns how much of the view is left. */
static gdouble
mask_map (ChallengeDrawing *drawing, guint8 *map)
{
  gint width = drawing->canvas->width, height = drawing->canvas->height;
  g_autofree guint8 *eroded = g_malloc ((gsize) width * (gsize) height);
  gint n = 0;

  spread (map, eroded, width, height, TRUE);
  spread (eroded, map, width, height, FALSE);
  for (gint y = 0; y < drawing->height; y++)
    for (gint x = 0; x < drawing->width; x++)
      n += map[challenge_drawing_get_offset (drawing, x, y)];
  for (gint y = 1; y < height - 1; y++)
    for (gint x = 1; x < width - 1; x++) {
      gsize i = (gsize) y * (gsize) width + (gsize) x;
      guint sum = 0;

      for (gint dy = -1; dy <= 1; dy++)
        for (gint dx = -1; dx <= 1; dx++)
          sum += map[i + (gsize) (dy * width + dx)];
      drawing->mask[i] = (gfloat) sum / 9.0f;
    }
  return (gdouble) n / (drawing->width * drawing->height);
}

/* All that has a colour gets another hue: a part of another make, or one that was burnt. */
gboolean
challenge_draw_colour (ChallengeDrawing *drawing, const ChallengeSubject *subject, gdouble size)
{
  gsize n = (gsize) drawing->canvas->width * (gsize) drawing->canvas->height;
  gdouble shift = (g_rand_boolean (drawing->rand) ? 1.0 : -1.0) * size / 60.0;
  g_autofree guint8 *map = g_malloc0 (n);

  for (gsize i = 0; i < n; i++) {
    gdouble hsv[3];
    gfloat rgb[3];

    get_hsv (drawing->canvas->data + 3 * i, hsv);
    map[i] = hsv[1] >= MIN_SATURATION && hsv[2] >= MIN_VALUE;
    hsv[0] += shift;
    get_rgb (hsv, rgb);
    for (gint c = 0; c < 3; c++)
      drawing->layer->data[3 * i + (gsize) c] = (guint8) (rgb[c] + 0.5f);
  }
  return mask_map (drawing, map) >= MIN_COLOURED;
}
