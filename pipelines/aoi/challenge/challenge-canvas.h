/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-image-file.h"
#include "aoi-rect.h"

G_BEGIN_DECLS

/**
 * ChallengeDrawing:
 * @width: of the ROI's view
 * @height: of the ROI's view
 * @side: the smaller of both
 * @margin: how far @canvas reaches beyond the view, on each side
 * @canvas: owned: a golden amid surroundings
 * @layer: (nullable): owned: of the size of @canvas: what a defect shows
 * @mask: (nullable): owned: how much of @layer is seen, 0..1, a value a pixel of @canvas
 * @rand: borrowed: the only source of chance
 *
 * A picture that is being drawn. Coordinates are those of the ROI's view; those of @canvas are larger
 * by @margin.
 */
typedef struct {
  gint width, height, side, margin;
  AoiRgbImage *canvas;
  AoiRgbImage *layer;
  gfloat *mask;
  GRand *rand;
} ChallengeDrawing;

void challenge_drawing_init (
    ChallengeDrawing *self, const AoiRgbImage *golden, gint margin, GRand *rand);
void challenge_drawing_clear (ChallengeDrawing *self);
void challenge_drawing_begin_layer (ChallengeDrawing *self);
void challenge_drawing_end_layer (ChallengeDrawing *self);
gboolean challenge_drawing_touches (const ChallengeDrawing *self, const GArray *areas);
gdouble challenge_drawing_get_visibility (const ChallengeDrawing *self);
AoiRgbImage *challenge_drawing_get_view (const ChallengeDrawing *self);

void challenge_drawing_mask_box (
    ChallengeDrawing *self, gdouble x, gdouble y, gdouble width, gdouble height, gdouble softness);
void challenge_drawing_put (ChallengeDrawing *self, gint x, gint y, const gfloat rgb[3]);
gdouble challenge_noise (GRand *rand);

static inline gfloat
challenge_luma (const guint8 *rgb)
{
  return 0.299f * rgb[0] + 0.587f * rgb[1] + 0.114f * rgb[2];
}

/* Bilinear, of pixel centres at whole numbers; the nearest pixel outside. */
static inline void
challenge_sample (const AoiRgbImage *image, gdouble x, gdouble y, gfloat rgb[3])
{
  gdouble cx = CLAMP (x, 0.0, image->width - 1.0), cy = CLAMP (y, 0.0, image->height - 1.0);
  gint left = MIN ((gint) cx, MAX (0, image->width - 2));
  gint top = MIN ((gint) cy, MAX (0, image->height - 2));
  gfloat fx = (gfloat) (cx - left), fy = (gfloat) (cy - top);
  gsize right = image->width > 1 ? 3 : 0;
  gsize below = image->height > 1 ? 3 * (gsize) image->width : 0;
  const guint8 *pixel = image->data + 3 * ((gsize) top * (gsize) image->width + (gsize) left);

  for (gint c = 0; c < 3; c++) {
    gfloat upper = pixel[c] + fx * (pixel[c + right] - pixel[c]);
    gfloat lower = pixel[c + below] + fx * (pixel[c + below + right] - pixel[c + below]);

    rgb[c] = upper + fy * (lower - upper);
  }
}

static inline gsize
challenge_drawing_get_offset (const ChallengeDrawing *self, gint x, gint y)
{
  return (gsize) (y + self->margin) * self->canvas->width + (gsize) (x + self->margin);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (ChallengeDrawing, challenge_drawing_clear)

G_END_DECLS
