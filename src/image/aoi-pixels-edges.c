/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Demosaicing along edges: J. E. Adams and J. F. Hamilton, "Adaptive color plan interpolation in single sensor color
 * electronic camera", 1997. Where bilinear means mix both sides of an edge, an edge has fringes of false colours, which
 * depend on the columns and rows of the mosaic that it falls on, and so change with the board's place. Here green is
 * interpolated along the direction in which less changes, and the other colours by how they differ from it. */
#include <string.h>

#include "image/aoi-pixels-private.h"

/* Pixels of the mosaic that a pixel needs on each side: green of its neighbours, of which each needs two. */
#define GREEN_REACH 2
#define REACH (GREEN_REACH + 1)

/* Pixels that are done at once. */
#define RUN AOI_PIXELS_TILE

/* A row of the mosaic that a run needs. */
typedef guint8 MosaicRow[RUN + 2 * REACH];

/* What is made of a row, from the pixel before the run to the one behind it. */
typedef gint16 LevelRow[RUN + 2];

/* Keeps colours in their phase. */
static gint
mirror (gint at, gint n)
{
  const gint inside = ABS (at);

  return CLAMP (inside < n ? inside : 2 * (n - 1) - inside, 0, n - 1);
}

/* @x: of the first of @n pixels, which may be beside the row's @width */
static void
copy_row (const guint8 *row, gint width, gint x, gint n, guint8 *restrict dest)
{
  const gint first = MAX (x, 0), end = MIN (x + n, width);

  memcpy (dest + (first - x), row + first, (gsize) (end - first));
  for (gint at = x; at < first; at++)
    dest[at - x] = row[mirror (at, width)];
  for (gint at = end; at < x + n; at++)
    dest[at - x] = row[mirror (at, width)];
}

/* Green at the middle of five by five pixels, of which @at is one of another colour. */
AOI_KERNEL_INLINE gint16
interpolate_green (const guint8 *const rows[5], gint at)
{
  const gint16 twice = (gint16) (2 * rows[2][at]);
  const gint16 across = (gint16) (twice - rows[2][at - 2] - rows[2][at + 2]);
  const gint16 down = (gint16) (twice - rows[0][at] - rows[4][at]);
  const gint16 left = rows[2][at - 1], right = rows[2][at + 1];
  const gint16 above = rows[1][at], below = rows[3][at];
  const gint16 changes_across = (gint16) (ABS (left - right) + ABS (across));
  const gint16 changes_down = (gint16) (ABS (above - below) + ABS (down));
  const gint16 along_row = (gint16) (2 * (left + right) + across);
  const gint16 along_column = (gint16) (2 * (above + below) + down);
  gint16 green = (gint16) ((along_row + along_column) >> 1);

  green = changes_across < changes_down ? along_row : green;
  green = changes_down < changes_across ? along_column : green;
  return (gint16) ((green + 2) >> 2);
}

/* @own_phase: parity of the pixels that are not green */
AOI_KERNEL static void
find_green (const guint8 *const rows[5], gint own_phase, gint n, gint16 *restrict green,
    gint16 *restrict difference)
{
  for (gint i = 0; i < n; i++) {
    const gint16 sample = rows[2][i + GREEN_REACH];
    const gint16 between = interpolate_green (rows, i + GREEN_REACH);

    green[i] = (i & 1) == own_phase ? between : sample;
    difference[i] = (gint16) (sample - green[i]);
  }
}

AOI_KERNEL_INLINE guint8
to_level (gint16 value)
{
  return (guint8) CLAMP (value, 0, 255);
}

/* The run's own colour is that of the pixels in its row that are not green. @difference: from green, of the row and those
 * around it; 0 where the mosaic is green */
AOI_KERNEL static void
find_colours (const gint16 *restrict green, const gint16 *const difference[3], gint own_phase,
    gint n, guint8 *restrict own, guint8 *restrict greens, guint8 *restrict other)
{
  const gint16 *above = difference[0], *row = difference[1], *below = difference[2];

  for (gint i = 0; i < n; i++) {
    const gboolean is_own = (i & 1) == own_phase;
    const gint16 beside = (gint16) ((row[i - 1] + row[i + 1] + 1) >> 1);
    const gint16 upright = (gint16) ((above[i] + below[i] + 1) >> 1);
    const gint16 corners = (gint16) ((above[i - 1] + above[i + 1] + below[i - 1] + below[i + 1] + 2)
        >> 2);

    own[i] = to_level ((gint16) (green[i] + (is_own ? row[i] : beside)));
    greens[i] = to_level (green[i]);
    other[i] = to_level ((gint16) (green[i] + (is_own ? corners : upright)));
  }
}

static void
read_part (const AoiImage *image, gint x, gint y, gint n, guint8 *const planes[3])
{
  const AoiFormat format = image->format;
  const gboolean first_is_blue = format == AOI_FORMAT_BAYER_BGGR || format == AOI_FORMAT_BAYER_GBRG;
  const gint first_is_green = format == AOI_FORMAT_BAYER_GBRG || format == AOI_FORMAT_BAYER_GRBG;
  const gboolean own_is_blue = first_is_blue ^ (y & 1);
  const gint own_phase = first_is_green ^ (y & 1) ^ (x & 1);
  MosaicRow mosaic[2 * REACH + 1];
  LevelRow green[3], difference[3];
  const gint16 *const differences[3] = { difference[0] + 1, difference[1] + 1, difference[2] + 1 };

  for (gint k = 0; k < 2 * REACH + 1; k++)
    copy_row (
        image->data[0] + (gssize) mirror (y - REACH + k, image->valid.height) * image->stride[0],
        image->valid.width, x - REACH, n + 2 * REACH, mosaic[k]);
  for (gint k = 0; k < 3; k++) {
    const guint8 *const rows[5] = { mosaic[k], mosaic[k + 1], mosaic[k + 2], mosaic[k + 3],
      mosaic[k + 4] };

    /* They begin a pixel before the run, as the rows above and below begin with another colour. */
    find_green (rows, own_phase ^ (k != 1) ^ 1, n + 2, green[k], difference[k]);
  }
  find_colours (green[1] + 1, differences, own_phase, n, planes[own_is_blue ? 2 : 0], planes[1],
      planes[own_is_blue ? 0 : 2]);
}

/* Row function of the Bayer formats, for views that are read along an alignment. */
void
aoi_pixels_bayer_rgb_edges (const AoiImage *image, gint x, gint y, gint n, guint8 *planes[3])
{
  for (gint at = 0; at < n; at += RUN) {
    guint8 *const dest[3] = { planes[0] + at, planes[1] + at, planes[2] + at };

    read_part (image, x + at, y, MIN (n - at, RUN), dest);
  }
}
