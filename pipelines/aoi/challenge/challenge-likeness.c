/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether two pictures show the same part, judged apart from the inspector that is challenged: a part of
 * the same kind from another ROI is no wrong part, and a symmetric one is not turned by a half turn. */
#include "challenge/challenge-likeness.h"

#include <math.h>

#include "challenge/challenge-canvas.h"

/* Cells along the larger side: enough for a part's shape. */
#define MAX_CELLS 40

ChallengeThumb *
challenge_thumb_new (const AoiRgbImage *image)
{
  ChallengeThumb *self = g_new (ChallengeThumb, 1);
  gdouble scale = MIN (1.0, (gdouble) MAX_CELLS / MAX (image->width, image->height));
  g_autofree guint *counts = NULL;

  self->width = MAX (1, (gint) (image->width * scale));
  self->height = MAX (1, (gint) (image->height * scale));
  self->levels = g_new0 (gfloat, (gsize) self->width * self->height);
  counts = g_new0 (guint, (gsize) self->width * self->height);
  for (gint y = 0; y < image->height; y++)
    for (gint x = 0; x < image->width; x++) {
      gint cell = (gint) ((gint64) y * self->height / image->height) * self->width
          + (gint) ((gint64) x * self->width / image->width);

      self->levels[cell] += challenge_luma (
          image->data + 3 * ((gsize) y * (gsize) image->width + (gsize) x));
      counts[cell]++;
    }
  for (gint i = 0; i < self->width * self->height; i++)
    self->levels[i] /= (gfloat) MAX (1, counts[i]);
  return self;
}

void
challenge_thumb_free (ChallengeThumb *self)
{
  g_free (self->levels);
  g_free (self);
}

/* Normalised cross-correlation of the overlap at a shift. */
static gdouble
correlate (const ChallengeThumb *a, const ChallengeThumb *b, gint dx, gint dy)
{
  gdouble sa = 0.0, sb = 0.0, saa = 0.0, sbb = 0.0, sab = 0.0;
  gint n = 0;

  for (gint y = MAX (0, dy); y < a->height + MIN (0, dy); y++)
    for (gint x = MAX (0, dx); x < a->width + MIN (0, dx); x++, n++) {
      gdouble u = a->levels[y * a->width + x], v = b->levels[(y - dy) * b->width + x - dx];

      sa += u;
      sb += v;
      saa += u * u;
      sbb += v * v;
      sab += u * v;
    }
  if (n == 0)
    return 0.0;
  return (sab - sa * sb / n) / sqrt (MAX (saa - sa * sa / n, 1.0) * MAX (sbb - sb * sb / n, 1.0));
}

/* The best correlation, -1..1, of two thumbs of the same size at shifts up to @reach of each side; 0
 * for those of other sizes. */
gdouble
challenge_thumb_get_likeness (
    const ChallengeThumb *self, const ChallengeThumb *other, gdouble reach)
{
  gint reach_x = MAX (1, (gint) (reach * self->width));
  gint reach_y = MAX (1, (gint) (reach * self->height));
  gdouble best = -1.0;

  if (self->width != other->width || self->height != other->height)
    return 0.0;
  for (gint dy = -reach_y; dy <= reach_y; dy++)
    for (gint dx = -reach_x; dx <= reach_x; dx++)
      best = MAX (best, correlate (self, other, dx, dy));
  return best;
}
