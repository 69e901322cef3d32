/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/gray-local.h"

#include "ops/kernel.h"

/* The darkest and the lightest level of blocks of pixels. */
typedef struct {
  gint columns, rows, block;
  guint8 *low, *high; /* of each block */
  guint8 *wide_low, *wide_high; /* of each block and its neighbours */
} Blocks;

/**
 * aoi_gray_local_get_size:
 * @width: in pixels
 * @height: in pixels
 * @block: side of a block in pixels
 *
 * Returns: how many bytes of memory aoi_gray_local_stretch() needs
 */
gsize
aoi_gray_local_get_size (gint width, gint height, gint block)
{
  return 4 * (gsize) ((width + block - 1) / block) * (gsize) ((height + block - 1) / block);
}

static void
find_extremes (const guint8 *src, gint width, gint height, const Blocks *blocks)
{
  for (gint y = 0; y < height; y++) {
    const gint row = y / blocks->block * blocks->columns;

    for (gint column = 0; column < blocks->columns; column++) {
      const gint end = MIN ((column + 1) * blocks->block, width);
      gint low = y % blocks->block == 0 ? 255 : blocks->low[row + column];
      gint high = y % blocks->block == 0 ? 0 : blocks->high[row + column];

      for (gint x = column * blocks->block; x < end; x++) {
        low = MIN (low, src[x]);
        high = MAX (high, src[x]);
      }
      blocks->low[row + column] = (guint8) low;
      blocks->high[row + column] = (guint8) high;
    }
    src += width;
  }
}

static void
widen_extremes (const Blocks *blocks)
{
  for (gint y = 0; y < blocks->rows; y++) {
    for (gint x = 0; x < blocks->columns; x++) {
      gint low = 255, high = 0;

      for (gint j = MAX (y - 1, 0); j <= MIN (y + 1, blocks->rows - 1); j++) {
        for (gint i = MAX (x - 1, 0); i <= MIN (x + 1, blocks->columns - 1); i++) {
          low = MIN (low, blocks->low[j * blocks->columns + i]);
          high = MAX (high, blocks->high[j * blocks->columns + i]);
        }
      }
      blocks->wide_low[y * blocks->columns + x] = (guint8) low;
      blocks->wide_high[y * blocks->columns + x] = (guint8) high;
    }
  }
}

/* Between the four nearest blocks' centres; the weights have a sum of 4 x block x block. */
static gint
interpolate (const Blocks *blocks, const guint8 *levels, gint column, gint row, gint wx, gint wy)
{
  const gint side = 2 * blocks->block;
  const gint right = MIN (column + 1, blocks->columns - 1), left = MAX (column, 0);
  const guint8 *upper = levels + MAX (row, 0) * blocks->columns;
  const guint8 *lower = levels + MIN (row + 1, blocks->rows - 1) * blocks->columns;

  return ((side - wx) * upper[left] + wx * upper[right]) * (side - wy)
      + ((side - wx) * lower[left] + wx * lower[right]) * wy;
}

static void
stretch_row (const guint8 *src, gint y, gint width, gint least, const Blocks *blocks, guint8 *dest)
{
  const gint side = 2 * blocks->block, total = side * side;
  const gint from_y = 2 * y + 1 - blocks->block + side, row = from_y / side - 1;

  for (gint x = 0; x < width; x++) {
    const gint from_x = 2 * x + 1 - blocks->block + side, column = from_x / side - 1;
    const gint wx = from_x % side, wy = from_y % side;
    const gint low = interpolate (blocks, blocks->wide_low, column, row, wx, wy) / total;
    const gint high = interpolate (blocks, blocks->wide_high, column, row, wx, wy) / total;
    const gint range = MAX (high - low, least);
    const gint level = 255 - (high - src[x]) * 255 / range;

    dest[x] = (guint8) CLAMP (level, 0, 255);
  }
}

/**
 * aoi_gray_local_stretch:
 * @src: a byte a pixel, @width bytes a row
 * @width: in pixels
 * @height: in pixels
 * @block: side in pixels, 1 to 255, of the blocks whose darkest and lightest levels are taken
 * @least: range of levels, 1 or more, that is stretched no further: where all is light, nothing becomes
 *   dark
 * @memory: aoi_gray_local_get_size() bytes to work in
 * @dest: (out caller-allocates): as many bytes as @src, not @src itself
 *
 * Takes uneven light and contrast out of a picture: the lightest level around each pixel becomes 255,
 * the darkest 0. What is around it are the blocks within one and a half of their sides.
 */
void
aoi_gray_local_stretch (const guint8 *src, gint width, gint height, gint block, gint least,
    guint8 *memory, guint8 *dest)
{
  const gint columns = (width + block - 1) / block, rows = (height + block - 1) / block;
  const gsize n = (gsize) columns * rows;
  const Blocks blocks = { columns, rows, block, memory, memory + n, memory + 2 * n,
    memory + 3 * n };

  find_extremes (src, width, height, &blocks);
  widen_extremes (&blocks);
  for (gint y = 0; y < height; y++)
    stretch_row (src + (gsize) y * width, y, width, least, &blocks, dest + (gsize) y * width);
}

static gint
get_range (const guint8 *corner, gint stride, gint width, gint height)
{
  gint low = 255, high = 0;

  for (gint y = 0; y < height; y++, corner += stride) {
    for (gint x = 0; x < width; x++) {
      low = MIN (low, corner[x]);
      high = MAX (high, corner[x]);
    }
  }
  return high - low;
}

/**
 * aoi_gray_local_range:
 * @src: a byte a pixel, @width bytes a row
 * @width: in pixels
 * @height: in pixels
 * @block: side of a block in pixels, at least 1
 *
 * Returns: by how much the levels of one block differ at most: how much there is to be seen, however
 *   uneven the light
 */
gint
aoi_gray_local_range (const guint8 *src, gint width, gint height, gint block)
{
  gint range = 0;

  for (gint y = 0; y < height; y += block)
    for (gint x = 0; x < width; x += block)
      range = MAX (range,
          get_range (
              src + (gsize) y * width + x, width, MIN (block, width - x), MIN (block, height - y)));
  return range;
}
