/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/aoi-pixels-private.h"

/* Rows at half size: a pixel for each cell of 2x2. A cell of a mosaic has all colours, so nothing is
 * demosaiced: red and blue are its samples, green the mean of both. In other formats a pixel is the mean of
 * the cell's four pixels. Cells are counted from the first whole one of the image's valid part, which begins
 * on an even column and row of the frame. */

/* How many cells a kernel does at once, in a loop of constant length that needs no remainder. */
#define CELLS 16

/* What the samples of a cell weigh: upper left, upper right, lower left, lower right. */
typedef struct {
  guint16 weight[4];
} CellWeights;

static CellWeights
get_weights (AoiFormat format)
{
  const guint16 red = AOI_LUMA_RED, green = AOI_LUMA_GREEN / 2, blue = AOI_LUMA_BLUE;

  switch (format) {
    case AOI_FORMAT_BAYER_BGGR:
      return (CellWeights){ { blue, green, green, red } };
    case AOI_FORMAT_BAYER_GBRG:
      return (CellWeights){ { green, blue, red, green } };
    case AOI_FORMAT_BAYER_GRBG:
      return (CellWeights){ { green, red, blue, green } };
    default:
      return (CellWeights){ { red, green, green, blue } };
  }
}

AOI_KERNEL_INLINE guint8
gray_cell (const guint8 *up, const guint8 *down, CellWeights w)
{
  const guint16 above = aoi_load_pair (up), below = aoi_load_pair (down);

  return (guint16) (w.weight[0] * (above & 0xff) + w.weight[1] * (above >> 8)
             + w.weight[2] * (below & 0xff) + w.weight[3] * (below >> 8) + 128)
      >> 8;
}

/* At least CELLS of them: in blocks, the last of which overlaps the one before it. */
AOI_KERNEL static void
gray_cells (const guint8 *restrict up, const guint8 *restrict down, gint n, CellWeights weights,
    guint8 *restrict dest)
{
  for (gint block = 0; block < n; block += CELLS) {
    gint at = MIN (block, n - CELLS);

    for (gint i = at; i < at + CELLS; i++)
      dest[i] = gray_cell (up + 2 * i, down + 2 * i, weights);
  }
}

static inline const guint8 *
get_row (const AoiImage *image, gint x, gint y)
{
  const gint column = 2 * x + (image->valid.x & 1), row = 2 * y + (image->valid.y & 1);

  return image->data[0] + (gssize) row * image->stride[0] + column;
}

/* Half-size row function of the Bayer formats. */
void
aoi_pixels_half_bayer_gray (const AoiImage *image, gint x, gint y, gint n, guint8 *planes[3])
{
  const CellWeights weights = get_weights (image->format);
  const guint8 *up = get_row (image, x, y), *down = up + image->stride[0];

  if (n >= CELLS) {
    gray_cells (up, down, n, weights, planes[0]);
    return;
  }
  for (gint i = 0; i < n; i++)
    planes[0][i] = gray_cell (up + 2 * i, down + 2 * i, weights);
}

/* Samples 0 and 1 of a cell are the upper ones. Red, or blue, lies at `first`, the other across. */
AOI_KERNEL_INLINE void
split_cell (const guint8 *up, const guint8 *down, gboolean diagonal, guint8 *upper, guint8 *green,
    guint8 *lower)
{
  const guint16 above = aoi_load_pair (up), below = aoi_load_pair (down);
  const guint16 left = above & 0xff, right = above >> 8, bottom_left = below & 0xff,
                bottom_right = below >> 8;

  *upper = diagonal ? right : left;
  *lower = diagonal ? bottom_left : bottom_right;
  *green = (diagonal ? left + bottom_right + 1 : right + bottom_left + 1) >> 1;
}

AOI_KERNEL_INLINE void
split_block (const guint8 *restrict up, const guint8 *restrict down, gint n, gboolean diagonal,
    guint8 *restrict upper, guint8 *restrict green, guint8 *restrict lower)
{
  for (gint i = 0; i < n; i++)
    split_cell (up + 2 * i, down + 2 * i, diagonal, &upper[i], &green[i], &lower[i]);
}

/* Green on the diagonal from the upper left, as in GBRG and GRBG. */
AOI_KERNEL static void
split_cells_across (const guint8 *restrict up, const guint8 *restrict down, gint n,
    guint8 *restrict upper, guint8 *restrict green, guint8 *restrict lower)
{
  split_block (up, down, n, TRUE, upper, green, lower);
}

/* Green on the other diagonal, as in RGGB and BGGR. */
AOI_KERNEL static void
split_cells_along (const guint8 *restrict up, const guint8 *restrict down, gint n,
    guint8 *restrict upper, guint8 *restrict green, guint8 *restrict lower)
{
  split_block (up, down, n, FALSE, upper, green, lower);
}

/* Half-size row function of the Bayer formats. */
void
aoi_pixels_half_bayer_rgb (const AoiImage *image, gint x, gint y, gint n, guint8 *planes[3])
{
  const AoiFormat format = image->format;
  const guint8 *up = get_row (image, x, y), *down = up + image->stride[0];
  const gboolean red_above = format == AOI_FORMAT_BAYER_GRBG || format == AOI_FORMAT_BAYER_RGGB;
  guint8 *upper = planes[red_above ? 0 : 2], *lower = planes[red_above ? 2 : 0];

  if (format == AOI_FORMAT_BAYER_GBRG || format == AOI_FORMAT_BAYER_GRBG)
    split_cells_across (up, down, n, upper, planes[1], lower);
  else
    split_cells_along (up, down, n, upper, planes[1], lower);
}

AOI_KERNEL static void
mean_cells (const guint8 *restrict up, const guint8 *restrict down, gint n, guint8 *restrict dest)
{
  for (gint i = 0; i < n; i++)
    dest[i] = (guint16) (up[2 * i] + up[2 * i + 1] + down[2 * i] + down[2 * i + 1] + 2) >> 2;
}

/* Half-size row by the full-size one of any format. */
void
aoi_pixels_half_row (const AoiImage *image, AoiRowFunc full, guint n_planes, gint x, gint y, gint n,
    guint8 *planes[3])
{
  const gint column = 2 * x + (image->valid.x & 1), row = 2 * y + (image->valid.y & 1);
  guint8 pixels[2][3][2 * AOI_PIXELS_TILE];

  for (gint at = 0; at < n; at += AOI_PIXELS_TILE) {
    const gint cells = MIN (n - at, AOI_PIXELS_TILE);

    for (gint i = 0; i < 2; i++) {
      guint8 *dest[3] = { pixels[i][0], pixels[i][1], pixels[i][2] };

      full (image, column + 2 * at, row + i, 2 * cells, dest);
    }
    for (guint k = 0; k < n_planes; k++)
      mean_cells (pixels[0][k], pixels[1][k], cells, planes[k] + at);
  }
}
