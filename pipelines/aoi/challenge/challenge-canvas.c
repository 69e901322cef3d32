/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What defects are drawn on: a golden amid surroundings, which it does not have itself but the search
 * reads. They are the golden's own, reflected, so that what reaches the golden's edge goes on. */
#include "challenge/challenge-canvas.h"

#include <math.h>
#include <string.h>

/* The place inside 0..n-1 that a place outside mirrors; the outermost pixel is not repeated. */
static gint
reflect (gint i, gint n)
{
  gint period = 2 * (n - 1);

  if (n < 2)
    return 0;
  i = ((i % period) + period) % period;
  return i < n ? i : period - i;
}

static AoiRgbImage *
surround (const AoiRgbImage *image, gint margin)
{
  AoiRgbImage *canvas = aoi_rgb_image_new (image->width + 2 * margin, image->height + 2 * margin);
  g_autofree gint *columns = g_new (gint, canvas->width);
  guint8 *dest = canvas->data;

  for (gint x = 0; x < canvas->width; x++)
    columns[x] = 3 * reflect (x - margin, image->width);
  for (gint y = 0; y < canvas->height; y++) {
    const guint8 *row = image->data
        + 3 * (gsize) image->width * (gsize) reflect (y - margin, image->height);

    for (gint x = 0; x < canvas->width; x++, dest += 3)
      memcpy (dest, row + columns[x], 3);
  }
  return canvas;
}

/* Draws nothing: the golden as it is. @margin: pixels of surroundings. */
void
challenge_drawing_init (ChallengeDrawing *self, const AoiRgbImage *golden, gint margin, GRand *rand)
{
  self->width = golden->width;
  self->height = golden->height;
  self->side = MIN (golden->width, golden->height);
  self->margin = margin;
  self->canvas = surround (golden, margin);
  self->layer = NULL;
  self->mask = NULL;
  self->rand = rand;
}

static void
drop_layer (ChallengeDrawing *self)
{
  g_clear_pointer (&self->layer, aoi_rgb_image_free);
  g_clear_pointer (&self->mask, g_free);
}

void
challenge_drawing_clear (ChallengeDrawing *self)
{
  drop_layer (self);
  g_clear_pointer (&self->canvas, aoi_rgb_image_free);
}

/* A layer that shows the same as the canvas, none of it seen. */
void
challenge_drawing_begin_layer (ChallengeDrawing *self)
{
  gsize n = (gsize) self->canvas->width * (gsize) self->canvas->height;

  drop_layer (self);
  self->layer = aoi_rgb_image_new (self->canvas->width, self->canvas->height);
  memcpy (self->layer->data, self->canvas->data, 3 * n);
  self->mask = g_new0 (gfloat, n);
}

/* Draws the layer onto the canvas. */
void
challenge_drawing_end_layer (ChallengeDrawing *self)
{
  gsize n = (gsize) self->canvas->width * (gsize) self->canvas->height;

  for (gsize i = 0; i < n; i++) {
    guint8 *under = self->canvas->data + 3 * i;
    const guint8 *over = self->layer->data + 3 * i;

    if (self->mask[i] <= 0.0f)
      continue;
    for (gint c = 0; c < 3; c++)
      under[c] = (guint8) (under[c] + self->mask[i] * (over[c] - under[c]) + 0.5f);
  }
  drop_layer (self);
}

/* Where lightness is the same, the channel that differs most counts. */
static gfloat
get_change (const guint8 *a, const guint8 *b)
{
  gint most = 0;

  for (gint c = 0; c < 3; c++)
    most = MAX (most, ABS (a[c] - b[c]));
  return MAX (fabsf (challenge_luma (a) - challenge_luma (b)), 0.5f * most);
}

/* How much the layer changes where it is seen: the mean in grey levels over that part of the view. */
gdouble
challenge_drawing_get_visibility (const ChallengeDrawing *self)
{
  gdouble sum = 0.0, area = 0.0;

  for (gint y = 0; y < self->height; y++) {
    gsize begin = challenge_drawing_get_offset (self, 0, y);

    for (gsize i = begin; i < begin + (gsize) self->width; i++) {
      if (self->mask[i] <= 0.0f)
        continue;
      area += self->mask[i];
      sum += self->mask[i] * get_change (self->canvas->data + 3 * i, self->layer->data + 3 * i);
    }
  }
  return area > 0.0 ? sum / area : 0.0;
}

/* Whether some of the layer is seen in one of the areas, rectangles of the view. */
gboolean
challenge_drawing_touches (const ChallengeDrawing *self, const GArray *areas)
{
  const AoiRect view = { 0, 0, self->width, self->height };

  for (guint i = 0; i < areas->len; i++) {
    AoiRect area;

    if (!aoi_rect_intersect (&g_array_index (areas, AoiRect, i), &view, &area))
      continue;
    for (gint y = area.y; y < area.y + area.height; y++)
      for (gint x = area.x; x < area.x + area.width; x++)
        if (self->mask[challenge_drawing_get_offset (self, x, y)] > 0.0f)
          return TRUE;
  }
  return FALSE;
}

/* The view without its surroundings. */
AoiRgbImage *
challenge_drawing_get_view (const ChallengeDrawing *self)
{
  AoiRgbImage *view = aoi_rgb_image_new (self->width, self->height);

  for (gint y = 0; y < self->height; y++)
    memcpy (view->data + 3 * (gsize) self->width * (gsize) y,
        self->canvas->data + 3 * challenge_drawing_get_offset (self, 0, y),
        3 * (gsize) self->width);
  return view;
}

/* Shows the layer within a box whose edge fades over @softness pixels. */
void
challenge_drawing_mask_box (
    ChallengeDrawing *self, gdouble x, gdouble y, gdouble width, gdouble height, gdouble softness)
{
  for (gint v = -self->margin; v < self->height + self->margin; v++) {
    gdouble dy = MIN (v + 0.5 - y, y + height - v - 0.5);
    gfloat *mask = self->mask + challenge_drawing_get_offset (self, -self->margin, v);

    if (dy <= -softness)
      continue;
    for (gint u = -self->margin; u < self->width + self->margin; u++, mask++) {
      gdouble inside = MIN (dy, MIN (u + 0.5 - x, x + width - u - 0.5));
      gfloat seen = (gfloat) CLAMP (inside / softness + 0.5, 0.0, 1.0);

      *mask = MAX (*mask, seen);
    }
  }
}

/* A pixel of the layer, 0..255 a channel; what lies outside is clipped. */
void
challenge_drawing_put (ChallengeDrawing *self, gint x, gint y, const gfloat rgb[3])
{
  guint8 *pixel = self->layer->data + 3 * challenge_drawing_get_offset (self, x, y);

  for (gint c = 0; c < 3; c++)
    pixel[c] = (guint8) (CLAMP (rgb[c], 0.0f, 255.0f) + 0.5f);
}

/* Normally distributed to within what a picture shows, of variance 1: three uniform numbers' sum. */
gdouble
challenge_noise (GRand *rand)
{
  return 2.0 * (g_rand_double (rand) + g_rand_double (rand) + g_rand_double (rand) - 1.5);
}
