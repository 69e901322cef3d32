/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is between two characters is not upright where one reaches over the other: the arm of a T over the foot of an L,
 * those of a Y beside an I. A seam goes down where the least ink is, from row to row by one column at most (as in seam
 * carving, by dynamic programming). */
#include "inspectors/ocr/ocr-seam.h"

#include <leptonica/allheaders.h>
#include <math.h>
#include <string.h>

/* In heights of capitals: a seam is no farther from where the line was cut than this. */
#define REACH 0.13

/* Gray levels that a seam goes through rather than a column to the side, so that it is upright where nothing speaks
 * against it. */
#define ASIDE 8

/* From here on a pixel of a line's picture is ink. */
#define INK_LEVEL 64

static gint
get_ink (const AoiOcrStrip *strip, gint x, gint y)
{
  const l_uint32 *row = pixGetData (strip->picture) + (gsize) y * pixGetWpl (strip->picture);

  if (x < 0 || x >= strip->line->box.width)
    return 0;
  return 255 - GET_DATA_BYTE (row, x);
}

static gint
get_reach (const AoiOcrStrip *strip)
{
  return MAX (1, (gint) (REACH * aoi_ocr_strip_get_height (strip)));
}

/* The one of up to three cells above that costs least. */
static gint
find_above (const gint *above, gint n, gint i)
{
  gint best = i;

  if (i > 0 && above[i - 1] + ASIDE < above[best])
    best = i - 1;
  if (i + 1 < n && above[i + 1] + ASIDE < above[best] + (best != i ? ASIDE : 0))
    best = i + 1;
  return best;
}

/* What the best seam down to each cell costs; cells are columns around @column. */
static gint *
measure_costs (const AoiOcrStrip *strip, gint column, gint reach)
{
  const gint n = 2 * reach + 1, rows = strip->line->box.height;
  gint *costs = g_new (gint, (gsize) n * rows);

  for (gint y = 0; y < rows; y++) {
    gint *row = costs + (gsize) y * n;

    for (gint i = 0; i < n; i++) {
      row[i] = get_ink (strip, column - reach + i, y);
      if (y > 0) {
        const gint k = find_above (row - n, n, i);

        row[i] += row[k - n] + (k != i ? ASIDE : 0);
      } else {
        row[i] += abs (i - reach);
      }
    }
  }
  return costs;
}

/* For each row the column of the seam near to @column, which belongs to what is to the right. */
static gint *
find_seam (const AoiOcrStrip *strip, gint column)
{
  const gint reach = get_reach (strip), n = 2 * reach + 1, rows = strip->line->box.height;
  g_autofree gint *costs = measure_costs (strip, column, reach);
  gint *seam = g_new (gint, (gsize) MAX (rows, 0));
  gint i = reach;

  for (gint k = 0; k < n; k++) {
    const gint *last = costs + (gsize) (rows - 1) * n;

    if (last[k] + abs (k - reach) < last[i] + abs (i - reach))
      i = k;
  }
  for (gint y = rows - 1; y >= 0; y--) {
    seam[y] = column - reach + i;
    if (y > 0)
      i = find_above (costs + (gsize) (y - 1) * n, n, i);
  }
  return seam;
}

/* Blanks what is on the other side of a seam, as far as it may reach. */
static void
blank (AoiOcrStrip *self, const gint *seam, gint column, gboolean left)
{
  const gint reach = get_reach (self), width = self->line->box.width;

  for (gint y = 0; y < self->line->box.height; y++) {
    l_uint32 *row = pixGetData (self->picture) + (gsize) y * pixGetWpl (self->picture);
    const gint first = left ? column - reach : seam[y];
    const gint end = left ? seam[y] : column + reach + 1;

    for (gint x = MAX (first, 0); x < MIN (end, width); x++)
      SET_DATA_BYTE (row, x, 255);
  }
}

/* Around @column. What fades out on the other side stays ink. */
static void
find_inked (AoiOcrStrip *self, gint column)
{
  const gint reach = get_reach (self), width = self->line->box.width;

  for (gint x = MAX (column - reach, 0); x < MIN (column + reach + 1, width); x++) {
    self->inked[x] = FALSE;
    for (gint y = 0; y < self->line->box.height && !self->inked[x]; y++)
      self->inked[x] = get_ink (self, x, y) >= INK_LEVEL;
  }
}

static void
cut (AoiOcrStrip *self, const AoiOcrStrip *strip, gint column, gboolean left)
{
  g_autofree gint *seam = find_seam (strip, column);

  blank (self, seam, column, left);
  find_inked (self, column);
}

/* To the columns with ink that are left; the same if none would be. */
static void
widen (const AoiOcrStrip *self, AoiOcrStretch *stretch)
{
  const gint reach = get_reach (self);
  gint from = stretch->from - (stretch->touches_left ? reach : 0);
  gint to = stretch->to + (stretch->touches_right ? reach : 0);

  if (aoi_ocr_strip_trim (self, &from, &to)) {
    stretch->from = from;
    stretch->to = to;
  }
}

/**
 * aoi_ocr_strip_init_between:
 * @self: (out caller-allocates): a strip; to be cleared by aoi_ocr_strip_clear_between()
 * @strip: another one, of which @self borrows the line
 * @stretch: (inout): columns of @strip, which become those that the same character has in @self
 *
 * Makes @self the same as @strip, but without what belongs to the neighbours of a character that touch it.
 */
void
aoi_ocr_strip_init_between (AoiOcrStrip *self, const AoiOcrStrip *strip, AoiOcrStretch *stretch)
{
  *self = *strip;
  self->picture = pixCopy (NULL, strip->picture);
  self->inked = g_new (guint8, strip->line->box.width);
  memcpy (self->inked, strip->inked, (gsize) strip->line->box.width);
  if (stretch->touches_left)
    cut (self, strip, stretch->from, TRUE);
  if (stretch->touches_right)
    cut (self, strip, stretch->to, FALSE);
  widen (self, stretch);
}

/**
 * aoi_ocr_strip_clear_between:
 * @self: a strip of aoi_ocr_strip_init_between()
 */
void
aoi_ocr_strip_clear_between (AoiOcrStrip *self)
{
  pixDestroy (&self->picture);
  aoi_ocr_strip_clear (self);
}
