/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Defects of a whole part: it is not there, another one, turned, or beside its place. */
#include "challenge/challenge-draw.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <math.h>
#include <string.h>

#include "aoi-rect.h"
#include "challenge/challenge-ground.h"
#include "challenge/challenge-likeness.h"

/* The share of each side of the view that lies around the part. */
#define AROUND_MISSING 0.06
#define AROUND_DISPLACED 0.12

/* Above this likeness two pictures show the same part the same way round. */
#define SAME_WAY 0.9
#define SAME_WAY_REACH 0.1

/* Below this one they show different parts. */
#define OTHER_PART 0.55
#define OTHER_PART_REACH 0.15

/* How much longer or shorter a wrong part may be before it is brought to the ROI's size. */
#define MAX_ASPECT 2.5

/* A view whose sides differ less can show its part after a quarter turn. */
#define MAX_QUARTER_ASPECT 1.25

static void
show_whole_view (ChallengeDrawing *drawing)
{
  challenge_drawing_mask_box (drawing, 0.0, 0.0, drawing->width, drawing->height, 1.0);
}

/* The ground at a place of the view, with a texture. */
static void
paint_ground (ChallengeDrawing *drawing, const ChallengeGround *ground, gint x, gint y)
{
  gdouble noise = ground->noise * challenge_noise (drawing->rand);
  gfloat rgb[3];

  challenge_ground_get (ground, x, y, rgb);
  for (gint c = 0; c < 3; c++)
    rgb[c] += (gfloat) noise;
  challenge_drawing_put (drawing, x, y, rgb);
}

static void
paint_all_ground (ChallengeDrawing *drawing)
{
  g_autoptr (AoiRgbImage) view = challenge_drawing_get_view (drawing);
  ChallengeGround ground;

  challenge_ground_init (&ground, view);
  for (gint y = 0; y < drawing->height; y++)
    for (gint x = 0; x < drawing->width; x++)
      paint_ground (drawing, &ground, x, y);
}

/* A golden of bare board has no part to take away: a missing part shows the same. */
gboolean
challenge_draw_missing (ChallengeDrawing *drawing, const ChallengeSubject *subject, gdouble size)
{
  gdouble left = AROUND_MISSING * drawing->width, top = AROUND_MISSING * drawing->height;

  if (subject->is_bare)
    return TRUE;
  paint_all_ground (drawing);
  challenge_drawing_mask_box (
      drawing, left, top, drawing->width - 2.0 * left, drawing->height - 2.0 * top, 3.0);
  return TRUE;
}

static void
put_view (ChallengeDrawing *drawing, const AoiRgbImage *view)
{
  for (gint y = 0; y < drawing->height; y++)
    memcpy (drawing->layer->data + 3 * challenge_drawing_get_offset (drawing, 0, y),
        view->data + 3 * (gsize) view->width * (gsize) y, 3 * (gsize) drawing->width);
}

static gboolean
shows_other_part (const ChallengeSubject *subject, const AoiRgbImage *view)
{
  g_autoptr (ChallengeThumb) thumb = challenge_thumb_new (view);

  for (guint i = 0; i < subject->thumbs->len; i++)
    if (challenge_thumb_get_likeness (
            g_ptr_array_index (subject->thumbs, i), thumb, OTHER_PART_REACH)
        >= OTHER_PART)
      return FALSE;
  return TRUE;
}

static AoiRgbImage *
resize (const AoiRgbImage *image, gint width, gint height)
{
  g_autoptr (GdkPixbuf) whole = gdk_pixbuf_new_from_data (image->data, GDK_COLORSPACE_RGB, FALSE, 8,
      image->width, image->height, 3 * image->width, NULL, NULL);
  g_autoptr (GdkPixbuf)
      scaled = gdk_pixbuf_scale_simple (whole, width, height, GDK_INTERP_BILINEAR);
  AoiRgbImage *result = aoi_rgb_image_new (width, height);

  for (gint y = 0; scaled != NULL && y < height; y++)
    memcpy (result->data + 3 * (gsize) width * (gsize) y,
        gdk_pixbuf_read_pixels (scaled) + (gsize) gdk_pixbuf_get_rowstride (scaled) * (gsize) y,
        3 * (gsize) width);
  return result;
}

static gboolean
has_like_shape (const ChallengeDrawing *drawing, const AoiRgbImage *other)
{
  gdouble ratio = (gdouble) other->width * drawing->height
      / ((gdouble) other->height * drawing->width);

  return ratio < MAX_ASPECT && ratio > 1.0 / MAX_ASPECT;
}

gboolean
challenge_draw_wrong (ChallengeDrawing *drawing, const ChallengeSubject *subject, gdouble size)
{
  guint n = subject->others->len;
  guint first = n > 0 ? (guint) g_rand_int_range (drawing->rand, 0, (gint) n) : 0;

  for (guint i = 0; i < n; i++) {
    const AoiRgbImage *other = g_ptr_array_index (subject->others, (first + i) % n);
    g_autoptr (AoiRgbImage) view = NULL;

    if (!has_like_shape (drawing, other))
      continue;
    view = resize (other, drawing->width, drawing->height);
    if (!shows_other_part (subject, view))
      continue;
    put_view (drawing, view);
    show_whole_view (drawing);
    return TRUE;
  }
  return FALSE;
}

/* The view turned clockwise by a number of quarters about its centre; of odd ones stretched to fit. */
static AoiRgbImage *
turn_view (const AoiRgbImage *view, guint quarters)
{
  AoiRgbImage *turned = aoi_rgb_image_new (view->width, view->height);

  for (gint y = 0; y < view->height; y++)
    for (gint x = 0; x < view->width; x++) {
      gdouble u = (x + 0.5) / view->width, v = (y + 0.5) / view->height;
      gdouble from_x = quarters == 1 ? v : quarters == 2 ? 1.0 - u : 1.0 - v;
      gdouble from_y = quarters == 1 ? 1.0 - u : quarters == 2 ? 1.0 - v : u;
      guint8 *pixel = turned->data + 3 * ((gsize) y * (gsize) view->width + (gsize) x);
      gfloat rgb[3];

      challenge_sample (view, from_x * view->width - 0.5, from_y * view->height - 0.5, rgb);
      for (gint c = 0; c < 3; c++)
        pixel[c] = (guint8) (rgb[c] + 0.5f);
    }
  return turned;
}

static gboolean
draw_turned (ChallengeDrawing *drawing, guint quarters)
{
  g_autoptr (AoiRgbImage) view = challenge_drawing_get_view (drawing);
  g_autoptr (AoiRgbImage) turned = turn_view (view, quarters);
  g_autoptr (ChallengeThumb) before = challenge_thumb_new (view);
  g_autoptr (ChallengeThumb) after = challenge_thumb_new (turned);

  if (challenge_thumb_get_likeness (before, after, SAME_WAY_REACH) > SAME_WAY)
    return FALSE;
  put_view (drawing, turned);
  show_whole_view (drawing);
  return TRUE;
}

gboolean
challenge_draw_turned_180 (ChallengeDrawing *drawing, const ChallengeSubject *subject, gdouble size)
{
  return draw_turned (drawing, 2);
}

gboolean
challenge_draw_turned_90 (ChallengeDrawing *drawing, const ChallengeSubject *subject, gdouble size)
{
  gboolean clockwise = g_rand_boolean (drawing->rand);

  if (MAX (drawing->width, drawing->height) >= MAX_QUARTER_ASPECT * drawing->side)
    return FALSE;
  return draw_turned (drawing, clockwise ? 1 : 3);
}

/* All that the view shows, since an ROI often lies within its part. */
gboolean
challenge_draw_tilted (ChallengeDrawing *drawing, const ChallengeSubject *subject, gdouble size)
{
  gdouble angle = (g_rand_boolean (drawing->rand) ? 1.0 : -1.0) * size * G_PI / 180.0;
  gdouble cosine = cos (angle), sine = sin (angle);
  gdouble cx = 0.5 * (drawing->width - 1), cy = 0.5 * (drawing->height - 1);

  for (gint y = 0; y < drawing->height; y++)
    for (gint x = 0; x < drawing->width; x++) {
      gdouble u = cx + cosine * (x - cx) + sine * (y - cy);
      gdouble v = cy - sine * (x - cx) + cosine * (y - cy);
      gfloat rgb[3];

      challenge_sample (drawing->canvas, u + drawing->margin, v + drawing->margin, rgb);
      challenge_drawing_put (drawing, x, y, rgb);
    }
  show_whole_view (drawing);
  return TRUE;
}

/* Puts what the canvas shows in a box, moved, over the layer. */
static void
put_moved (ChallengeDrawing *drawing, const AoiRect *box, gint dx, gint dy)
{
  const AoiRect whole = { -drawing->margin, -drawing->margin, drawing->canvas->width,
    drawing->canvas->height };
  const AoiRect to = { box->x + dx, box->y + dy, box->width, box->height };
  AoiRect seen;

  if (!aoi_rect_intersect (&to, &whole, &seen))
    return;
  for (gint y = seen.y; y < seen.y + seen.height; y++)
    memcpy (drawing->layer->data + 3 * challenge_drawing_get_offset (drawing, seen.x, y),
        drawing->canvas->data + 3 * challenge_drawing_get_offset (drawing, seen.x - dx, y - dy),
        3 * (gsize) seen.width);
  challenge_drawing_mask_box (drawing, to.x, to.y, to.width, to.height, 1.5);
}

/* The part moves against its surroundings and leaves ground behind. */
gboolean
challenge_draw_displaced (ChallengeDrawing *drawing, const ChallengeSubject *subject, gdouble size)
{
  gdouble direction = g_rand_double_range (drawing->rand, 0.0, 2.0 * G_PI);
  gint left = MAX (2, (gint) (AROUND_DISPLACED * drawing->width));
  gint top = MAX (2, (gint) (AROUND_DISPLACED * drawing->height));
  const AoiRect part = { left, top, drawing->width - 2 * left, drawing->height - 2 * top };

  if (part.width < 1 || part.height < 1)
    return FALSE;
  paint_all_ground (drawing);
  challenge_drawing_mask_box (drawing, part.x, part.y, part.width, part.height, 3.0);
  put_moved (
      drawing, &part, (gint) lrint (size * cos (direction)), (gint) lrint (size * sin (direction)));
  return TRUE;
}
