/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the characters of a line stand tells much of its font, however blurred they are: whether all have one width
 * above all. */
#include "inspectors/ocr/ocr-advances.h"

#include <math.h>

/* Heights of capitals: how much a distance usually differs from what the font says, and how much wider than that a line
 * is usually set; and how many times as much counts at most. */
#define USUAL 0.03f
#define USUAL_SPACING 0.05f
#define MOST 3.0f

/* Distances beyond so many say nothing of a line's spacing that those before did not. */
#define MAX_DISTANCES 64

/* FALSE if the two are not beside each other, or the font lacks one. */
static gboolean
measure (const AoiOcrAdvance *font, gfloat space, const gint *classes, const AoiOcrGap *gaps,
    guint i, gfloat *spacing)
{
  if (isnan (gaps[i].distance) || classes[i - 1] < 0 || classes[i] < 0)
    return FALSE;
  *spacing = gaps[i].distance - font[classes[i - 1]].after - font[classes[i]].before
      - (gaps[i].has_space ? space : 0.0f);
  return TRUE;
}

static void
insert_sorted (gfloat *values, guint n, gfloat value)
{
  guint i = n;

  for (; i > 0 && values[i - 1] > value; i--)
    values[i] = values[i - 1];
  values[i] = value;
}

/* By how much the line's characters are farther apart than the font has them, the median of all. */
static gfloat
find_spacing (
    const AoiOcrAdvance *font, gfloat space, const gint *classes, const AoiOcrGap *gaps, guint n)
{
  gfloat sorted[MAX_DISTANCES];
  guint found = 0;

  for (guint i = 1; i < n && found < MAX_DISTANCES; i++) {
    gfloat spacing;

    if (measure (font, space, classes, gaps, i, &spacing))
      insert_sorted (sorted, found++, spacing);
  }
  return found > 0 ? (sorted[(found - 1) / 2] + sorted[found / 2]) / 2.0f : 0.0f;
}

static gfloat
square (gfloat by)
{
  const gfloat counted = fminf (fabsf (by), MOST);

  return counted * counted;
}

/**
 * aoi_ocr_advances_compare:
 * @font: of each class
 * @space: the advance of its space
 * @classes: (array length=n): of the characters of a line, below 0 for one that the font lacks
 * @gaps: (array length=n): before each
 * @n: how many
 *
 * A line that is set wider or narrower than the font has it differs little by that.
 *
 * Returns: the sum of the squares of how much the distances differ from those of the font, 1 being the usual one
 */
gfloat
aoi_ocr_advances_compare (
    const AoiOcrAdvance *font, gfloat space, const gint *classes, const AoiOcrGap *gaps, guint n)
{
  const gfloat spacing = find_spacing (font, space, classes, gaps, n);
  gfloat sum = square (spacing / USUAL_SPACING);

  for (guint i = 1; i < n; i++) {
    gfloat own;

    if (measure (font, space, classes, gaps, i, &own))
      sum += square ((own - spacing) / USUAL);
  }
  return sum;
}
