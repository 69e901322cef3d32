/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <math.h>

#include "inspectors/barcode/barcode-search.h"

/* A UPC-E and the quiet zone behind it, in modules. */
#define UPC_E_MODULES 51
#define QUIET_MODULES 7

/* A dip behind a code of this share of the code's contrast is a bar. */
#define BAR_SHARE 0.25

/* How bars may slant against the picture's columns, in steps: pixels along a pixel across. */
#define SLANT_STEPS 20
#define SLANT_STEP 0.03

/* How far slanting bars are followed to each side, as share of the length of the code. */
#define SLANT_REACH 3

/* Of a longer code the first part shows its contrast as well. */
#define MAX_COLUMNS 512

/* Pixels along a code: means over its height. */
typedef struct {
  gdouble means[MAX_COLUMNS];
  gint n;
} Profile;

/* The picture as the code lies in it: pixels are counted along the code from its first module, and across it from its
 * first line, and end where the picture ends. */
typedef struct {
  const guint8 *origin;
  gssize along, across; /* bytes to the next pixel */
  gint first_along, last_along, first_across, last_across;
} Grid;

/* Lines of a grid, and how its bars slant. */
typedef struct {
  gint first, last;
  gdouble slant;
} Lines;

static gdouble
get_mean (const Grid *grid, const Lines *lines, gint column)
{
  const gint first = MAX (lines->first, grid->first_across);
  const gint last = MIN (lines->last, grid->last_across);
  gint sum = 0, n = 0;

  for (gint line = first; line <= last; line++) {
    const gint x = column + (gint) floor (lines->slant * line + 0.5);

    if (x < grid->first_along || x > grid->last_along)
      continue;
    sum += grid->origin[x * grid->along + line * grid->across];
    n++;
  }
  return n > 0 ? (gdouble) sum / n : 255.0;
}

static void
take_profile (const Grid *grid, const Lines *lines, gint from, gint n, Profile *profile)
{
  profile->n = MIN (n, MAX_COLUMNS);
  for (gint i = 0; i < profile->n; i++)
    profile->means[i] = get_mean (grid, lines, from + i);
}

static gdouble
get_contrast (const Profile *profile)
{
  gdouble least = 255.0, most = 0.0;

  for (gint i = 0; i < profile->n; i++) {
    least = fmin (least, profile->means[i]);
    most = fmax (most, profile->means[i]);
  }
  return fmax (most - least, 0.0);
}

/* The steeper the edges, the more. */
static gdouble
get_sharpness (const Profile *profile)
{
  gdouble sum = 0.0;

  for (gint i = 1; i < profile->n; i++)
    sum += (profile->means[i] - profile->means[i - 1])
        * (profile->means[i] - profile->means[i - 1]);
  return sum;
}

/* How much darker than what is lightest on both sides of it a place is at most. */
static gdouble
get_dip (const Profile *profile)
{
  gdouble dip = 0.0;

  for (gint i = 0; i < profile->n; i++) {
    gdouble before = 0.0, after = 0.0;

    for (gint k = 0; k <= i; k++)
      before = fmax (before, profile->means[k]);
    for (gint k = i; k < profile->n; k++)
      after = fmax (after, profile->means[k]);
    dip = fmax (dip, fmin (before, after) - profile->means[i]);
  }
  return dip;
}

static gboolean
has_bar_behind (const Grid *grid, const Lines *lines, gint length)
{
  const gint quiet = length * QUIET_MODULES / UPC_E_MODULES;
  Profile code, behind;

  take_profile (grid, lines, 0, length, &code);
  take_profile (grid, lines, length, quiet, &behind);
  return get_dip (&behind) >= BAR_SHARE * get_contrast (&code);
}

/* The slant along which the bars have the steepest edges. */
static gdouble
find_slant (const Grid *grid, const Lines *around, gint length)
{
  gdouble best = 0.0, most = 0.0;

  for (gint i = -SLANT_STEPS; i <= SLANT_STEPS; i++) {
    const Lines lines = { around->first, around->last, SLANT_STEP * i };
    Profile profile;
    gdouble sharpness;

    take_profile (grid, &lines, 0, length, &profile);
    sharpness = get_sharpness (&profile);
    if (sharpness > most) {
      most = sharpness;
      best = lines.slant;
    }
  }
  return best;
}

static void
set_range (gint at, gint size, gboolean backward, gint *first, gint *last)
{
  *first = backward ? at - size + 1 : -at;
  *last = backward ? at : size - 1 - at;
}

/* From the code's first module in print, as its corners go. */
static Grid
lay_grid (const AoiBarcodeSearch *search, const gint corners[4], const AoiRect *bars)
{
  const gboolean standing = bars->height > bars->width;
  const gboolean backward = standing ? corners[3] < corners[1] : corners[2] < corners[0];
  const gint x = bars->x + (backward && !standing ? bars->width - 1 : 0);
  const gint y = bars->y + (backward && standing ? bars->height - 1 : 0);
  const gint step = standing ? search->width : 1;
  Grid grid = {
    .origin = search->pixels + (gsize) y * search->width + x,
    .along = backward ? -step : step,
    .across = standing ? 1 : search->width,
  };

  set_range (standing ? y : x, standing ? search->height : search->width, backward,
      &grid.first_along, &grid.last_along);
  set_range (standing ? x : y, standing ? search->width : search->height, FALSE, &grid.first_across,
      &grid.last_across);
  return grid;
}

/**
 * aoi_barcode_search_is_quiet:
 * @search: a picture
 * @corners: x, y of the top left and the top right corner of a UPC-E as it is printed, whole pixels
 * @bars: the pixels of its bars, over their full height
 *
 * The left half of each EAN-13 that does not begin with 0 has the bars of a UPC-E; one in ten has its check digit,
 * too. Glare over a part of the right half, and lines that leave slanting bars above or below that half, show a UPC-E
 * with a quiet zone. So the bars must end in all lines together.
 *
 * Returns: whether there is no bar in the quiet zone behind the code
 */
gboolean
aoi_barcode_search_is_quiet (
    const AoiBarcodeSearch *search, const gint corners[4], const AoiRect *bars)
{
  const Grid grid = lay_grid (search, corners, bars);
  const gint length = MAX (bars->width, bars->height);
  const gint height = MIN (bars->width, bars->height);
  Lines lines = { 0, height - 1, 0.0 };

  if (has_bar_behind (&grid, &lines, length))
    return FALSE;
  lines.first = -length / SLANT_REACH;
  lines.last = height - 1 + length / SLANT_REACH;
  lines.slant = find_slant (&grid, &lines, length);
  return lines.slant == 0.0 || !has_bar_behind (&grid, &lines, length);
}
