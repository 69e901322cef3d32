/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Defects of a piece of a part: something is not there, lies on it, or has another colour. */
#include "challenge-draw.h"

#include <math.h>
#include <string.h>

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

/* A square shows what lies beside it, as if what stood there were gone. */
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

/* How much the mask covers, and the mean lightness there. */
static gdouble
measure_mask (const ChallengeDrawing *drawing, gdouble *luma)
{
  gsize n = (gsize) drawing->canvas->width * (gsize) drawing->canvas->height;
  gdouble area = 0.0, sum = 0.0;

  for (gsize i = 0; i < n; i++)
    if (drawing->mask[i] > 0.0f) {
      area += drawing->mask[i];
      sum += drawing->mask[i] * challenge_luma (drawing->canvas->data + 3 * i);
    }
  *luma = area > 0.0 ? sum / area : 0.0;
  return area;
}

/* Something nearly grey with a grain fills the mask: light on dark, dark on light, either between. */
static gboolean
fill_mask (ChallengeDrawing *drawing)
{
  gdouble luma, level, tint = g_rand_double_range (drawing->rand, -6.0, 6.0);
  gboolean light;

  if (measure_mask (drawing, &luma) < 1.0)
    return FALSE;
  light = luma < 80.0 || (luma < 128.0 && g_rand_boolean (drawing->rand));
  level = light ? g_rand_double_range (drawing->rand, LIGHT_MIN, LIGHT_MAX)
                : g_rand_double_range (drawing->rand, DARK_MIN, DARK_MAX);
  for (gint y = 0; y < drawing->height; y++)
    for (gint x = 0; x < drawing->width; x++) {
      gdouble value;
      gfloat rgb[3];

      if (drawing->mask[challenge_drawing_get_offset (drawing, x, y)] <= 0.0f)
        continue;
      value = level + GRAIN * challenge_noise (drawing->rand);
      rgb[0] = (gfloat) (value + tint);
      rgb[1] = (gfloat) value;
      rgb[2] = (gfloat) (value - tint);
      challenge_drawing_put (drawing, x, y, rgb);
    }
  return TRUE;
}

static void
add_to_mask (ChallengeDrawing *drawing, gint x, gint y, gdouble distance)
{
  gfloat *mask = drawing->mask + challenge_drawing_get_offset (drawing, x, y);
  gfloat seen = (gfloat) CLAMP (0.5 - distance / 1.5, 0.0, 1.0);

  *mask = MAX (*mask, seen);
}

/* A drop: an ellipse of this length, up to a third less wide. */
gboolean
challenge_draw_blob (ChallengeDrawing *drawing, const ChallengeSubject *subject, gdouble size)
{
  gdouble angle = g_rand_double_range (drawing->rand, 0.0, G_PI);
  gdouble a = 0.5 * size, b = a * g_rand_double_range (drawing->rand, 0.7, 1.0);
  gdouble cx, cy;

  if (!choose_place (drawing, drawing->width, size, &cx)
      || !choose_place (drawing, drawing->height, size, &cy))
    return FALSE;
  for (gint y = 0; y < drawing->height; y++)
    for (gint x = 0; x < drawing->width; x++) {
      gdouble dx = x + 0.5 - cx, dy = y + 0.5 - cy;
      gdouble u = (cos (angle) * dx + sin (angle) * dy) / a;
      gdouble v = (cos (angle) * dy - sin (angle) * dx) / b;

      add_to_mask (drawing, x, y, (hypot (u, v) - 1.0) * b);
    }
  return fill_mask (drawing);
}

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
  gdouble width = g_rand_double_range (drawing->rand, STRAND_MIN, STRAND_MAX);
  gdouble cx = g_rand_double_range (drawing->rand, 0.3, 0.7) * drawing->width;
  gdouble cy = g_rand_double_range (drawing->rand, 0.3, 0.7) * drawing->height;
  gdouble half = 0.5 * MAX (0.0, size - width);

  for (gint y = 0; y < drawing->height; y++)
    for (gint x = 0; x < drawing->width; x++)
      add_to_mask (drawing, x, y,
          distance_to_line (x + 0.5 - cx, y + 0.5 - cy, cos (angle), sin (angle), half)
              - 0.5 * width);
  return fill_mask (drawing);
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

/* Fades the mask at its edges over the neighbours, and drops single pixels. */
static void
soften_mask (ChallengeDrawing *drawing)
{
  gsize n = (gsize) drawing->canvas->width * (gsize) drawing->canvas->height;
  g_autofree gfloat *hard = g_memdup2 (drawing->mask, n * sizeof (gfloat));
  gint width = drawing->canvas->width;

  for (gint y = 1; y < drawing->canvas->height - 1; y++)
    for (gint x = 1; x < width - 1; x++) {
      const gfloat *row = hard + (gsize) y * (gsize) width + x;
      gfloat sum = 0.0f;

      for (gint dy = -1; dy <= 1; dy++)
        sum += row[dy * width - 1] + row[dy * width] + row[dy * width + 1];
      drawing->mask[(gsize) y * (gsize) width + (gsize) x] = sum < 2.5f ? 0.0f : sum / 9.0f;
    }
}

/* All that has a colour gets another hue: a part of another make, or one that was burnt. */
gboolean
challenge_draw_colour (ChallengeDrawing *drawing, const ChallengeSubject *subject, gdouble size)
{
  gdouble shift = (g_rand_boolean (drawing->rand) ? 1.0 : -1.0) * size / 60.0;
  gdouble coloured = 0.0;

  for (gint y = -drawing->margin; y < drawing->height + drawing->margin; y++)
    for (gint x = -drawing->margin; x < drawing->width + drawing->margin; x++) {
      gsize i = challenge_drawing_get_offset (drawing, x, y);
      gdouble hsv[3];
      gfloat rgb[3];

      get_hsv (drawing->canvas->data + 3 * i, hsv);
      if (hsv[1] < MIN_SATURATION || hsv[2] < MIN_VALUE)
        continue;
      hsv[0] += shift;
      get_rgb (hsv, rgb);
      challenge_drawing_put (drawing, x, y, rgb);
      drawing->mask[i] = 1.0f;
      coloured += x >= 0 && y >= 0 && x < drawing->width && y < drawing->height;
    }
  soften_mask (drawing);
  return coloured >= MIN_COLOURED * drawing->width * drawing->height;
}
