/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "image/aoi-pixels-private.h"

/* Bilinear demosaicing: a missing colour is the mean of the 2 or 4 nearest samples of it, rounded once.
 * GStreamer's bayer2rgb takes means of means, each rounded up, and so may be brighter by one.
 *
 * A row of a mosaic alternates its own colour (red or blue) with green; the other colour is in the
 * rows above and below. Kernels speak of own, green and other, which makes the four orders and both
 * kinds of rows one. They work on pairs, an own sample and the green one right of it, loaded as one
 * 16-bit number: its low byte is the left pixel. */

/* Pairs that are done at once, in a loop of constant length that needs no remainder. */
#define PAIRS 16

typedef struct {
  const guint8 *up, *row, *down; /* at column 0; the rows around, mirrored at the edges */
  gint width;
  gint own_phase; /* parity of the columns that have the row's own colour */
  gboolean own_is_blue;
} MosaicRow;

static MosaicRow
get_mosaic_row (const AoiImage *image, gint y)
{
  gssize stride = image->stride[0];
  gint last = image->valid.height - 1;
  gint above = y > 0 ? y - 1 : MIN (1, last);
  gint below = y < last ? y + 1 : MAX (last - 1, 0);
  AoiFormat format = image->format;
  gint first_is_blue = format == AOI_FORMAT_BAYER_BGGR || format == AOI_FORMAT_BAYER_GBRG;
  gint first_is_green = format == AOI_FORMAT_BAYER_GBRG || format == AOI_FORMAT_BAYER_GRBG;

  return (MosaicRow){
    .up = image->data[0] + above * stride,
    .row = image->data[0] + y * stride,
    .down = image->data[0] + below * stride,
    .width = image->valid.width,
    .own_phase = first_is_green ^ (y & 1),
    .own_is_blue = first_is_blue ^ (y & 1),
  };
}

typedef struct {
  guint16 own, green, other;
} Pixel;

static inline guint16
mean2 (guint16 a, guint16 b)
{
  return (guint16) (a + b + 1) >> 1;
}

static inline guint16
mean4 (guint16 a, guint16 b, guint16 c, guint16 d)
{
  return (guint16) (a + b + c + d + 2) >> 2;
}

/* One pixel anywhere. At the left and right edges the columns are mirrored, which keeps colours in
 * their phase; a single column is its own neighbour. */
static Pixel
get_pixel (const MosaicRow *m, gint x)
{
  gint last = m->width - 1;
  gint l = x > 0 ? x - 1 : MIN (1, last), r = x < last ? x + 1 : MAX (last - 1, 0);

  if ((x & 1) != m->own_phase)
    return (Pixel){ mean2 (m->row[l], m->row[r]), m->row[x], mean2 (m->up[x], m->down[x]) };
  return (Pixel){ m->row[x], mean4 (m->row[l], m->row[r], m->up[x], m->down[x]),
    mean4 (m->up[l], m->up[r], m->down[l], m->down[r]) };
}

/* The pair at `row`, from it and the pixel on each side of it. */
AOI_KERNEL_INLINE void
get_pair (const guint8 *up, const guint8 *row, const guint8 *down, Pixel *left, Pixel *right)
{
  guint16 up0 = aoi_load_pair (up - 1), row0 = aoi_load_pair (row - 1),
          down0 = aoi_load_pair (down - 1);
  guint16 up1 = aoi_load_pair (up + 1), row1 = aoi_load_pair (row + 1),
          down1 = aoi_load_pair (down + 1);
  guint16 sum0 = (up0 & 0xff) + (down0 & 0xff);
  guint16 sum1 = (up0 >> 8) + (down0 >> 8);
  guint16 sum2 = (up1 & 0xff) + (down1 & 0xff);

  left->own = row0 >> 8;
  left->green = (guint16) (sum1 + (row0 & 0xff) + (row1 & 0xff) + 2) >> 2;
  left->other = (guint16) (sum0 + sum2 + 2) >> 2;
  right->own = mean2 (row0 >> 8, row1 >> 8);
  right->green = row1 & 0xff;
  right->other = (guint16) (sum2 + 1) >> 1;
}

static inline guint16
to_gray (Pixel p, Pixel weights)
{
  return (guint16) (weights.own * p.own + weights.green * p.green + weights.other * p.other + 128)
      >> 8;
}

/* `n` pairs: in blocks, the last of which overlaps the one before it. */
AOI_KERNEL static void
gray_pairs (const guint8 *restrict up, const guint8 *restrict row, const guint8 *restrict down,
    gint n, Pixel weights, guint8 *restrict dest)
{
  for (gint block = 0; block < n; block += PAIRS) {
    gint at = 2 * MIN (block, n - PAIRS);

    for (gint i = at; i < at + 2 * PAIRS; i += 2) {
      Pixel left, right;

      get_pair (up + i, row + i, down + i, &left, &right);
      aoi_store_pair (dest + i, to_gray (left, weights) | to_gray (right, weights) << 8);
    }
  }
}

AOI_KERNEL static void
colour_pairs (const guint8 *restrict up, const guint8 *restrict row, const guint8 *restrict down,
    gint n, guint8 *restrict own, guint8 *restrict green, guint8 *restrict other)
{
  for (gint block = 0; block < n; block += PAIRS) {
    gint at = 2 * MIN (block, n - PAIRS);

    for (gint i = at; i < at + 2 * PAIRS; i += 2) {
      Pixel left, right;

      get_pair (up + i, row + i, down + i, &left, &right);
      aoi_store_pair (own + i, left.own | right.own << 8);
      aoi_store_pair (green + i, left.green | right.green << 8);
      aoi_store_pair (other + i, left.other | right.other << 8);
    }
  }
}

/* Finds which of the pixels x .. x + n - 1 can be done as pairs, with both neighbours in the row: the
 * index of the first one and, returned, how many pairs; 0 where there are too few for a block. */
static gint
find_pairs (const MosaicRow *m, gint x, gint n, gint *first)
{
  gint skip = (x & 1) != m->own_phase ? 1 : (x == 0 ? 2 : 0);
  gint pairs = MIN (n - skip, m->width - 1 - x - skip) / 2;

  if (pairs < PAIRS)
    skip = pairs = 0;
  *first = skip;
  return pairs;
}

static void
gray_pixels (const MosaicRow *m, gint x, gint from, gint to, Pixel weights, guint8 *dest)
{
  for (gint i = from; i < to; i++)
    dest[i] = to_gray (get_pixel (m, x + i), weights);
}

/* Row function of the Bayer formats. */
void
aoi_pixels_bayer_gray (const AoiImage *image, gint x, gint y, gint n, guint8 *planes[3])
{
  MosaicRow m = get_mosaic_row (image, y);
  Pixel weights = { m.own_is_blue ? AOI_LUMA_BLUE : AOI_LUMA_RED, AOI_LUMA_GREEN,
    m.own_is_blue ? AOI_LUMA_RED : AOI_LUMA_BLUE };
  gint first, pairs = find_pairs (&m, x, n, &first), at = x + first;

  gray_pixels (&m, x, 0, first, weights, planes[0]);
  if (pairs > 0)
    gray_pairs (m.up + at, m.row + at, m.down + at, pairs, weights, planes[0] + first);
  gray_pixels (&m, x, first + 2 * pairs, n, weights, planes[0]);
}

static void
colour_pixels (
    const MosaicRow *m, gint x, gint from, gint to, guint8 *own, guint8 *green, guint8 *other)
{
  for (gint i = from; i < to; i++) {
    Pixel pixel = get_pixel (m, x + i);

    own[i] = pixel.own;
    green[i] = pixel.green;
    other[i] = pixel.other;
  }
}

/* Row function of the Bayer formats. */
void
aoi_pixels_bayer_rgb (const AoiImage *image, gint x, gint y, gint n, guint8 *planes[3])
{
  MosaicRow m = get_mosaic_row (image, y);
  guint8 *own = planes[m.own_is_blue ? 2 : 0], *green = planes[1];
  guint8 *other = planes[m.own_is_blue ? 0 : 2];
  gint first, pairs = find_pairs (&m, x, n, &first), at = x + first;

  colour_pixels (&m, x, 0, first, own, green, other);
  if (pairs > 0)
    colour_pairs (
        m.up + at, m.row + at, m.down + at, pairs, own + first, green + first, other + first);
  colour_pixels (&m, x, first + 2 * pairs, n, own, green, other);
}
