/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "inspectors/barcode/barcode-search.h"

/* A UPC-E and the quiet zone behind it, in modules. */
#define UPC_E_MODULES 51
#define QUIET_MODULES 7

/* A dip behind a code of this share of the code's contrast is a bar. */
#define BAR_SHARE 0.25

/* Of a longer code the first part shows its contrast as well. */
#define MAX_COLUMNS 512

/* Pixels along a code: sums over its height. */
typedef struct {
  guint64 sums[MAX_COLUMNS];
  gint n;
} Profile;

/* Where a profile begins, and the bytes to the next pixel along the code and across it. */
typedef struct {
  const guint8 *first;
  gssize along, across;
  gint height;
} Walk;

static void
take_profile (const Walk *walk, gint from, gint n, Profile *profile)
{
  profile->n = MIN (n, MAX_COLUMNS);
  for (gint i = 0; i < profile->n; i++) {
    const guint8 *pixel = walk->first + (from + i) * walk->along;

    profile->sums[i] = 0;
    for (gint k = 0; k < walk->height; k++)
      profile->sums[i] += pixel[k * walk->across];
  }
}

static guint64
get_contrast (const Profile *profile)
{
  guint64 least = G_MAXUINT64, most = 0;

  for (gint i = 0; i < profile->n; i++) {
    least = MIN (least, profile->sums[i]);
    most = MAX (most, profile->sums[i]);
  }
  return most - MIN (least, most);
}

/* How much darker than what is lightest on both sides of it a place is at most. */
static guint64
get_dip (const Profile *profile)
{
  guint64 dip = 0;

  for (gint i = 0; i < profile->n; i++) {
    guint64 before = 0, after = 0, side;

    for (gint k = 0; k <= i; k++)
      before = MAX (before, profile->sums[k]);
    for (gint k = i; k < profile->n; k++)
      after = MAX (after, profile->sums[k]);
    side = MIN (before, after);
    dip = MAX (dip, side - profile->sums[i]);
  }
  return dip;
}

/* From the code's first module in print, as its corners go. */
static Walk
start_walk (const AoiBarcodeSearch *search, const gint corners[4], const AoiRect *bars)
{
  const gboolean standing = bars->height > bars->width;
  const gboolean backward = standing ? corners[3] < corners[1] : corners[2] < corners[0];
  const gint step = standing ? search->width : 1;
  const gint last = standing ? bars->height - 1 : bars->width - 1;
  const guint8 *corner = search->pixels + (gsize) bars->y * search->width + bars->x;

  return (Walk){
    .first = backward ? corner + (gssize) last * step : corner,
    .along = backward ? -step : step,
    .across = standing ? 1 : search->width,
    .height = standing ? bars->width : bars->height,
  };
}

/* Pixels of the picture behind the code. */
static gint
get_room (const AoiBarcodeSearch *search, const gint corners[4], const AoiRect *bars)
{
  if (bars->height > bars->width)
    return corners[3] < corners[1] ? bars->y : search->height - bars->y - bars->height;
  return corners[2] < corners[0] ? bars->x : search->width - bars->x - bars->width;
}

/**
 * aoi_barcode_search_is_quiet:
 * @search: a picture
 * @corners: x, y of the top left and the top right corner of a UPC-E as it is printed, whole pixels
 * @bars: the pixels of its bars, over their full height
 *
 * The left half of each EAN-13 that does not begin with 0 has the bars of a UPC-E; one in ten has its check digit,
 * too. Glare or noise over a part of the right half then leave a UPC-E with a quiet zone in some lines. So the bars
 * must end in all lines together.
 *
 * Returns: whether there is no bar in the quiet zone behind the code
 */
gboolean
aoi_barcode_search_is_quiet (
    const AoiBarcodeSearch *search, const gint corners[4], const AoiRect *bars)
{
  const Walk walk = start_walk (search, corners, bars);
  const gint length = MAX (bars->width, bars->height);
  const gint room = get_room (search, corners, bars);
  Profile code, behind;

  take_profile (&walk, 0, length, &code);
  take_profile (&walk, length, MIN (room, length * QUIET_MODULES / UPC_E_MODULES), &behind);
  return (gdouble) get_dip (&behind) < BAR_SHARE * (gdouble) get_contrast (&code);
}
