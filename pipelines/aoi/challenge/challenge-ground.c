/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The board's ground where a part is missing. A golden shows it, if anywhere, at its border: medians of
 * pieces of the border are carried inwards by their distance (Shepard 1968). */
#include "challenge/challenge-ground.h"

#include <math.h>
#include <stdlib.h>

#include "aoi-rect.h"
#include "challenge/challenge-canvas.h"

#define PIECES 8 /* of the border, a side */
#define BORDER_PART 16 /* the border is this part of the smaller side */

/* A piece that differs more than this from the whole border, in grey levels a channel, is no shade of
 * the ground but a lead, a pad or a part that reaches there. */
#define MAX_SHADE 40

/* A texture within these, in grey levels, as camera and solder mask make it. */
#define MIN_NOISE 2.0
#define MAX_NOISE 8.0

/* What differs more than this from the ground, in grey levels of a channel, is something else. A board has
 * some of that everywhere, traces and print; where it is less than a share, there is no part. Among the real
 * parts by which these were chosen, the least distinct one differs in a fourth of its pixels. */
#define FOREIGN 20.0
#define MIN_FOREIGN_SHARE 0.20

/* The share of each side that the border takes: a part lies within. */
#define INSET 0.06

typedef struct {
  gdouble x, y; /* its middle, in shares of the view's sides */
  gint median[3];
  gdouble deviation;
} Piece;

/* Counts of values, to find medians. */
typedef struct {
  guint counts[3][256];
  guint n;
} Histogram;

static void
histogram_add (Histogram *self, const AoiRgbImage *image, const AoiRect *rect)
{
  for (gint y = rect->y; y < rect->y + rect->height; y++) {
    const guint8 *pixel = image->data + 3 * ((gsize) y * (gsize) image->width + (gsize) rect->x);

    for (gint x = 0; x < rect->width; x++, pixel += 3)
      for (gint c = 0; c < 3; c++)
        self->counts[c][pixel[c]]++;
  }
  self->n += (guint) (rect->width * rect->height);
}

static gint
histogram_get_median (const Histogram *self, gint channel)
{
  guint below = 0;
  gint value = 0;

  while (value < 255 && 2 * (below += self->counts[channel][value]) < self->n)
    value++;
  return value;
}

/* Half of the pixels lie nearer to the median than 0.67 standard deviations. */
static gdouble
histogram_get_deviation (const Histogram *self, gint channel)
{
  gint median = histogram_get_median (self, channel), distance = 0;
  guint inside = self->counts[channel][median];

  while (2 * inside < self->n && distance < 255) {
    distance++;
    if (median - distance >= 0)
      inside += self->counts[channel][median - distance];
    if (median + distance <= 255)
      inside += self->counts[channel][median + distance];
  }
  return distance / 0.67;
}

/* The part of a side's border that is the piece of this number: 0 top, 1 bottom, 2 left, 3 right. */
static AoiRect
get_piece (const AoiRgbImage *image, gint side, gint number)
{
  gint thick = MAX (1, MIN (image->width, image->height) / BORDER_PART);
  gint length = side < 2 ? image->width : image->height;
  gint begin = number * length / PIECES;
  gint end = MAX (begin + 1, (number + 1) * length / PIECES);

  if (side < 2)
    return (AoiRect){ begin, side == 0 ? 0 : image->height - thick, end - begin, thick };
  return (AoiRect){ side == 2 ? 0 : image->width - thick, begin, thick, end - begin };
}

static void
measure_pieces (const AoiRgbImage *image, Piece *pieces, Histogram *all)
{
  for (gint i = 0; i < 4 * PIECES; i++) {
    AoiRect rect = get_piece (image, i / PIECES, i % PIECES);
    g_autofree Histogram *one = g_new0 (Histogram, 1);

    histogram_add (one, image, &rect);
    histogram_add (all, image, &rect);
    pieces[i].x = (rect.x + 0.5 * rect.width) / image->width;
    pieces[i].y = (rect.y + 0.5 * rect.height) / image->height;
    for (gint c = 0; c < 3; c++)
      pieces[i].median[c] = histogram_get_median (one, c);
    pieces[i].deviation = histogram_get_deviation (one, 1);
  }
}

static gint
compare_doubles (gconstpointer a, gconstpointer b)
{
  gdouble first = *(const gdouble *) a, second = *(const gdouble *) b;

  return (first > second) - (first < second);
}

/* The noise in the quietest quarter of the pieces; the others contain edges. */
static gdouble
get_noise (const Piece *pieces)
{
  gdouble deviations[4 * PIECES];

  for (gint i = 0; i < 4 * PIECES; i++)
    deviations[i] = pieces[i].deviation;
  qsort (deviations, 4 * PIECES, sizeof deviations[0], compare_doubles);
  return CLAMP (deviations[PIECES], MIN_NOISE, MAX_NOISE);
}

static void
interpolate (const Piece *pieces, const Histogram *all, gdouble x, gdouble y, gfloat rgb[3])
{
  gdouble sum[3] = { 0.0, 0.0, 0.0 }, weights = 0.0;

  for (gint i = 0; i < 4 * PIECES; i++) {
    gdouble dx = pieces[i].x - x, dy = pieces[i].y - y;
    gdouble weight = 1.0 / (dx * dx + dy * dy + 0.01);

    weights += weight;
    for (gint c = 0; c < 3; c++) {
      gint median = histogram_get_median (all, c);

      sum[c] += weight * CLAMP (pieces[i].median[c], median - MAX_SHADE, median + MAX_SHADE);
    }
  }
  for (gint c = 0; c < 3; c++)
    rgb[c] = (gfloat) (sum[c] / weights);
}

/* As the border of this golden lets expect. */
void
challenge_ground_init (ChallengeGround *self, const AoiRgbImage *golden)
{
  g_autofree Histogram *all = g_new0 (Histogram, 1);
  Piece pieces[4 * PIECES];

  measure_pieces (golden, pieces, all);
  self->width = golden->width;
  self->height = golden->height;
  self->noise = get_noise (pieces);
  for (gint row = 0; row <= CHALLENGE_GROUND_CELLS; row++)
    for (gint column = 0; column <= CHALLENGE_GROUND_CELLS; column++)
      interpolate (pieces, all, (gdouble) column / CHALLENGE_GROUND_CELLS,
          (gdouble) row / CHALLENGE_GROUND_CELLS, self->nodes[row][column]);
}

/* The ground's colour without its texture; that of the nearest place for those outside of the view. */
void
challenge_ground_get (const ChallengeGround *self, gdouble x, gdouble y, gfloat rgb[3])
{
  gdouble u = CLAMP (x / self->width, 0.0, 1.0) * CHALLENGE_GROUND_CELLS;
  gdouble v = CLAMP (y / self->height, 0.0, 1.0) * CHALLENGE_GROUND_CELLS;
  gint column = MIN ((gint) u, CHALLENGE_GROUND_CELLS - 1);
  gint row = MIN ((gint) v, CHALLENGE_GROUND_CELLS - 1);
  gfloat fu = (gfloat) (u - column), fv = (gfloat) (v - row);

  for (gint c = 0; c < 3; c++) {
    gfloat upper = self->nodes[row][column][c]
        + fu * (self->nodes[row][column + 1][c] - self->nodes[row][column][c]);
    gfloat lower = self->nodes[row + 1][column][c]
        + fu * (self->nodes[row + 1][column + 1][c] - self->nodes[row + 1][column][c]);

    rgb[c] = upper + fv * (lower - upper);
  }
}

/* Whether a golden shows nothing but ground: bare board, on which no part can be missing. */
gboolean
challenge_ground_is_all (const AoiRgbImage *golden)
{
  ChallengeGround ground;
  gint left = (gint) (INSET * golden->width), top = (gint) (INSET * golden->height);
  gint n = 0, n_foreign = 0;

  challenge_ground_init (&ground, golden);
  for (gint y = top; y < golden->height - top; y++)
    for (gint x = left; x < golden->width - left; x++, n++) {
      const guint8 *pixel = golden->data + 3 * ((gsize) y * (gsize) golden->width + (gsize) x);
      gboolean is_foreign = FALSE;
      gfloat rgb[3];

      challenge_ground_get (&ground, x, y, rgb);
      for (gint c = 0; c < 3; c++)
        is_foreign |= fabs (pixel[c] - rgb[c]) > FOREIGN;
      n_foreign += is_foreign;
    }
  return n_foreign <= MIN_FOREIGN_SHARE * n;
}
