/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "aoi-pixels.h"
#include "image/aoi-pixels-aligned.h"

/* The row functions of each format, for gray and for RGB. */
static const AoiRowFunc row_funcs[AOI_FORMAT_LAST][2] = {
  [AOI_FORMAT_GRAY8] = { aoi_pixels_gray_gray, aoi_pixels_gray_rgb },
  [AOI_FORMAT_GRAY16_LE] = { aoi_pixels_gray_gray, aoi_pixels_gray_rgb },
  [AOI_FORMAT_GRAY16_BE] = { aoi_pixels_gray_gray, aoi_pixels_gray_rgb },
  [AOI_FORMAT_RGB] = { aoi_pixels_packed_gray, aoi_pixels_packed_rgb },
  [AOI_FORMAT_BGR] = { aoi_pixels_packed_gray, aoi_pixels_packed_rgb },
  [AOI_FORMAT_RGBX] = { aoi_pixels_packed_gray, aoi_pixels_packed_rgb },
  [AOI_FORMAT_BGRX] = { aoi_pixels_packed_gray, aoi_pixels_packed_rgb },
  [AOI_FORMAT_XRGB] = { aoi_pixels_packed_gray, aoi_pixels_packed_rgb },
  [AOI_FORMAT_XBGR] = { aoi_pixels_packed_gray, aoi_pixels_packed_rgb },
  [AOI_FORMAT_I420] = { aoi_pixels_yuv_gray, aoi_pixels_yuv_rgb },
  [AOI_FORMAT_YV12] = { aoi_pixels_yuv_gray, aoi_pixels_yuv_rgb },
  [AOI_FORMAT_NV12] = { aoi_pixels_yuv_gray, aoi_pixels_yuv_rgb },
  [AOI_FORMAT_NV21] = { aoi_pixels_yuv_gray, aoi_pixels_yuv_rgb },
  [AOI_FORMAT_Y42B] = { aoi_pixels_yuv_gray, aoi_pixels_yuv_rgb },
  [AOI_FORMAT_Y444] = { aoi_pixels_yuv_gray, aoi_pixels_yuv_rgb },
  [AOI_FORMAT_YUY2] = { aoi_pixels_yuv_gray, aoi_pixels_yuv_rgb },
  [AOI_FORMAT_UYVY] = { aoi_pixels_yuv_gray, aoi_pixels_yuv_rgb },
  [AOI_FORMAT_BAYER_BGGR] = { aoi_pixels_bayer_gray, aoi_pixels_bayer_rgb },
  [AOI_FORMAT_BAYER_GBRG] = { aoi_pixels_bayer_gray, aoi_pixels_bayer_rgb },
  [AOI_FORMAT_BAYER_GRBG] = { aoi_pixels_bayer_gray, aoi_pixels_bayer_rgb },
  [AOI_FORMAT_BAYER_RGGB] = { aoi_pixels_bayer_gray, aoi_pixels_bayer_rgb },
};

/* What reads rows of @format, a known one, in gray or RGB. */
AoiRowFunc
aoi_pixels_get_row_func (AoiFormat format, gboolean rgb)
{
  return row_funcs[format][rgb ? 1 : 0];
}

/* One reading of a view: what to read and where to write. @aligned: (nullable): what interpolates the runs of a view along an
 * alignment, from those of a reading that is straight. */
typedef struct {
  const AoiImage *image;
  AoiRect rect; /* to read, counted from the corner of the image's valid part */
  gint valid_width, valid_height;
  AoiRowFunc row;
  gboolean half; /* all of these count cells of 2x2 pixels */
  guint n_planes; /* bytes a pixel in `dest`: 1 or 3 */
  guint8 *dest;
  gsize stride;
  AoiAlignedReader *aligned;
} Reader;

/* Of a tile of the view as planes, on the stack: one of many that are turned, or one alone. */
typedef guint8 TileRow[AOI_PIXELS_TILE + AOI_BILINEAR_SLACK];
typedef guint8 WideRow[AOI_BILINEAR_TILE + AOI_BILINEAR_SLACK];

static void
read_inside (const Reader *self, gint x, gint y, gint n, guint8 *planes[3])
{
  if (self->half && !aoi_format_is_bayer (self->image->format))
    aoi_pixels_half_row (self->image, self->row, self->n_planes, x, y, n, planes);
  else
    self->row (self->image, x, y, n, planes);
}

/* Reads a run of the view's row, with the nearest valid pixels where it leaves the valid part. */
static void
read_straight_run (const Reader *self, gint x, gint y, gint n, guint8 *const dest[3])
{
  gint from = self->rect.x + x;
  gint first = CLAMP (from, 0, self->valid_width - 1);
  gint last = CLAMP (from + n - 1, 0, self->valid_width - 1);
  gint before = CLAMP (first - from, 0, n - 1), inside = last - first + 1;
  gint row = CLAMP (self->rect.y + y, 0, self->valid_height - 1);
  guint8 *planes[3] = { NULL };

  for (guint i = 0; i < self->n_planes; i++)
    planes[i] = dest[i] + before;
  read_inside (self, first, row, inside, planes);
  if (inside == n)
    return;
  for (guint i = 0; i < self->n_planes; i++) {
    memset (dest[i], planes[i][0], before);
    memset (planes[i] + inside, planes[i][inside - 1], n - before - inside);
  }
}

static void
read_run (const Reader *self, gint x, gint y, gint n, guint8 *const dest[3])
{
  if (self->aligned != NULL)
    aoi_aligned_reader_read (self->aligned, x, y, n, dest);
  else
    read_straight_run (self, x, y, n, dest);
}

static guint8 *
get_dest (const Reader *self, gint x, gint y)
{
  return self->dest + y * self->stride + (gsize) x * self->n_planes;
}

static void
read_gray_upright (const Reader *self)
{
  for (gint y = 0; y < self->rect.height; y++) {
    guint8 *planes[3] = { self->dest + y * self->stride };

    read_run (self, 0, y, self->rect.width, planes);
  }
}

/* Rows stay rows: by 0 or 180 degrees. */
static void
read_tile_along (const Reader *self, guint rotation, gint x, gint n)
{
  gint width = self->rect.width, height = self->rect.height;
  WideRow tile[3], reversed[3];
  guint8 *planes[3] = { tile[0], tile[1], tile[2] };
  guint8 *turned[3] = { reversed[0], reversed[1], reversed[2] };

  for (gint y = 0; y < height; y++) {
    read_run (self, x, y, n, planes);
    if (rotation == 0) {
      aoi_pixels_write_run (planes, self->n_planes, n, get_dest (self, x, y));
      continue;
    }
    for (guint i = 0; i < self->n_planes; i++)
      aoi_pixels_reverse (planes[i], n, turned[i]);
    aoi_pixels_write_run (
        turned, self->n_planes, n, get_dest (self, width - x - n, height - 1 - y));
  }
}

/* Columns of a tile, which begin at column x of the view, become rows from `left` on: upward for 90
 * degrees, downward for 270. */
static void
write_columns (const Reader *self, guint rotation, const TileRow (*tile)[AOI_PIXELS_BLOCK], gint x,
    gint n, gint left, gint n_rows)
{
  gssize step = rotation == 90 ? -(gssize) self->stride : (gssize) self->stride;
  guint8 *dest = get_dest (self, left, rotation == 90 ? self->rect.width - 1 - x : x);
  AoiBlock blocks[3];

  for (gint at = 0; at < n; at += AOI_PIXELS_BLOCK) {
    gint columns = MIN (n - at, AOI_PIXELS_BLOCK);

    for (guint i = 0; i < self->n_planes; i++)
      aoi_pixels_transpose (&tile[i][0][at], sizeof (TileRow), columns, n_rows, blocks[i]);
    aoi_pixels_write_blocks (blocks, self->n_planes, columns, n_rows, dest + at * step, step);
  }
}

/* Rows become columns: by 90 or 270 degrees. For 270 the lowest row is the first column. */
static void
read_tile_across (const Reader *self, guint rotation, gint x, gint n)
{
  gint height = self->rect.height;
  TileRow tile[3][AOI_PIXELS_BLOCK];

  for (gint left = 0; left < height; left += AOI_PIXELS_BLOCK) {
    gint n_rows = MIN (height - left, AOI_PIXELS_BLOCK);

    for (gint k = 0; k < n_rows; k++) {
      guint8 *planes[3] = { tile[0][k], tile[1][k], tile[2][k] };

      read_run (self, x, rotation == 90 ? left + k : height - 1 - left - k, n, planes);
    }
    write_columns (self, rotation, tile, x, n, left, n_rows);
  }
}

/* Reads tile by tile, all of about the same width: row functions are slow on narrow runs. */
static void
read_tiles (const Reader *self, guint rotation)
{
  const gint width = self->rect.width;
  const gint widest = self->aligned != NULL ? self->aligned->tile : AOI_PIXELS_TILE;
  gint n_tiles = (width + widest - 1) / widest;
  gint blocks = (width + n_tiles * AOI_PIXELS_BLOCK - 1) / (n_tiles * AOI_PIXELS_BLOCK);
  gint tile = blocks * AOI_PIXELS_BLOCK;

  for (gint x = 0; x < width; x += tile) {
    if (rotation % 180 == 0)
      read_tile_along (self, rotation, x, MIN (width - x, tile));
    else
      read_tile_across (self, rotation, x, MIN (width - x, tile));
  }
}

static void
read_all (const Reader *self, guint rotation)
{
  if (self->n_planes == 1 && rotation == 0 && self->aligned == NULL)
    read_gray_upright (self);
  else
    read_tiles (self, rotation);
}

static void
reader_init (Reader *self, const AoiView *view, guint n_planes, guint8 *dest, gsize stride)
{
  const AoiImage *image = view->image;

  *self = (Reader){
    .image = image,
    .rect = view->rect,
    .valid_width = image->valid.width,
    .valid_height = image->valid.height,
    .row = row_funcs[image->format][n_planes == 3],
    .n_planes = n_planes,
    .dest = dest,
    .stride = stride,
  };
  self->rect.x -= image->valid.x;
  self->rect.y -= image->valid.y;
}

/* The whole cells of 2x2 pixels in the image's valid part, counted from the frame's corner. */
AoiRect
aoi_pixels_get_valid_cells (const AoiImage *image)
{
  const AoiRect *valid = &image->valid;
  const gint x = (valid->x + 1) / 2, y = (valid->y + 1) / 2;

  return (AoiRect){ x, y, (valid->x + valid->width) / 2 - x, (valid->y + valid->height) / 2 - y };
}

static void
reader_init_half (Reader *self, const AoiView *view, guint n_planes, guint8 *dest, gsize stride)
{
  const AoiImage *image = view->image;
  const AoiRect cells = aoi_pixels_get_valid_cells (image);
  const gboolean rgb = n_planes == 3;

  reader_init (self, view, n_planes, dest, stride);
  self->rect = view->rect;
  self->rect.x -= cells.x;
  self->rect.y -= cells.y;
  self->valid_width = cells.width;
  self->valid_height = cells.height;
  self->half = TRUE;
  if (aoi_format_is_bayer (image->format))
    self->row = rgb ? aoi_pixels_half_bayer_rgb : aoi_pixels_half_bayer_gray;
}

static void
read_frame_run (gconstpointer source, gint x, gint y, gint n, guint8 *const planes[3])
{
  read_straight_run (source, x, y, n, planes);
}

/* The straight reading counts from the frame's corner; the other one only says where runs go. */
static void
read_aligned (const Reader *reader, const AoiView *view)
{
  AoiAlignedReader aligned;
  Reader straight = *reader, along = *reader;

  straight.rect.x -= view->rect.x;
  straight.rect.y -= view->rect.y;
  aligned.read = read_frame_run;
  aligned.source = &straight;
  aoi_aligned_reader_init (&aligned, view, reader->n_planes, reader->half,
      view->rotation % 180 == 0 ? AOI_BILINEAR_TILE : AOI_PIXELS_TILE);
  along.aligned = &aligned;
  read_all (&along, view->rotation);
}

/* What aoi_pixels_read() does, without counting time. */
void
aoi_pixels_read_view (
    const AoiView *view, guint n_planes, AoiReading reading, guint8 *dest, gsize stride)
{
  Reader reader;

  if (reading == AOI_READING_HALF)
    reader_init_half (&reader, view, n_planes, dest, stride);
  else
    reader_init (&reader, view, n_planes, dest, stride);
  if (reading == AOI_READING_FINE && view->image->aligned
      && aoi_format_is_bayer (view->image->format))
    reader.row = aoi_pixels_bayer_rgb_edges;
  if (view->image->aligned)
    read_aligned (&reader, view);
  else
    read_all (&reader, view->rotation);
}
