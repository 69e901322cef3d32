/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-overview.h"

#include <string.h>

#include "image/aoi-pixels-private.h"
#include "ops/reduce.h"

/* Small pictures of large frames, by area averaging. A mosaic is averaged by cells of 2x2, each of
 * which has all colours: nothing is demosaiced, and each pixel is read once. */

/* A picture that is being made. Source rows are added to the sums until a target row is whole in
 * height; so many of these are gathered, turned to columns, reduced in width and turned back. */
typedef struct {
  const AoiImage *image;
  AoiRowFunc read; /* NULL: the source's pixels are cells of a mosaic */
  gint source_width, source_height; /* in pixels, or for mosaics in cells */
  gint width, height;
  gint taps;
  gint *first; /* of the source columns of a target pixel */
  guint16 *weights; /* `taps` a target pixel */
  guint8 *row[3]; /* a source row; not of mosaics */
  guint16 *sums[3]; /* of source columns; for mosaics of the frame's, in two rows */
  guint8 *rows[3]; /* AOI_REDUCE_ROWS of them */
  gsize stride; /* of `rows` */
  AoiReduceColumn *columns; /* as wide as the source */
  AoiReduceColumn *reduced; /* as wide as the picture */
} Overview;

G_STATIC_ASSERT (AOI_REDUCE_ROWS == AOI_PIXELS_BLOCK);

static void
init_columns (Overview *self)
{
  const gint size = self->source_width, n = self->width;

  self->taps = (size + n - 1) / n + 1;
  self->first = g_new (gint, n);
  self->weights = g_new0 (guint16, (gsize) n * (gsize) self->taps);
  for (gint i = 0, x = 0; i < n; i++) {
    const gint64 begin = (gint64) i * AOI_REDUCE_ONE, end = begin + AOI_REDUCE_ONE;
    guint16 *weights = self->weights + (gsize) i * (gsize) self->taps;

    while (aoi_reduce_edge (x + 1, size, n) <= begin)
      x++;
    self->first[i] = x;
    for (gint k = 0; k < self->taps && x + k < size; k++) {
      const gint64 left = MAX (aoi_reduce_edge (x + k, size, n), begin);
      const gint64 right = MIN (aoi_reduce_edge (x + k + 1, size, n), end);

      weights[k] = (guint16) MAX (right - left, 0);
    }
  }
}

static void
init_source (Overview *self, const AoiImage *image, gint width, gint height)
{
  const AoiRect cells = aoi_pixels_get_valid_cells (image);

  self->image = image;
  self->width = width;
  self->height = height;
  self->source_width = image->valid.width;
  self->source_height = image->valid.height;
  self->read = aoi_pixels_get_row_func (image->format, TRUE);
  if (aoi_format_is_bayer (image->format) && width <= cells.width && height <= cells.height) {
    self->source_width = cells.width;
    self->source_height = cells.height;
    self->read = NULL;
  }
}

/* As many as whole blocks have, since these are turned at once. */
static gsize
round_up (gint pixels)
{
  return ((gsize) pixels + AOI_PIXELS_BLOCK - 1) / AOI_PIXELS_BLOCK * AOI_PIXELS_BLOCK;
}

static void
overview_init (Overview *self, const AoiImage *image, gint width, gint height)
{
  init_source (self, image, width, height);
  init_columns (self);
  self->stride = round_up (self->source_width);
  for (guint i = 0; i < 3; i++) {
    self->row[i] = g_malloc ((gsize) self->source_width);
    self->sums[i] = g_new0 (guint16, 2 * (gsize) self->source_width);
    self->rows[i] = g_malloc0_n (AOI_REDUCE_ROWS, self->stride);
  }
  self->columns = g_new0 (AoiReduceColumn, round_up (self->source_width + self->taps));
  self->reduced = g_new0 (AoiReduceColumn, round_up (width));
}

static void
overview_clear (Overview *self)
{
  g_free (self->first);
  g_free (self->weights);
  for (guint i = 0; i < 3; i++) {
    g_free (self->row[i]);
    g_free (self->sums[i]);
    g_free (self->rows[i]);
  }
  g_free (self->columns);
  g_free (self->reduced);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Overview, overview_clear)

/* The two rows of pixels of a row of cells are added as they are; colours are separated later. */
static void
add_cells (Overview *self, gint y, guint weight)
{
  const AoiImage *image = self->image;
  const guint8 *pixels = image->data[0] + (image->valid.x & 1);

  for (gint i = 0; i < 2; i++)
    aoi_reduce_add (pixels + (gssize) (2 * y + i + (image->valid.y & 1)) * image->stride[0], weight,
        2 * self->source_width, self->sums[i]);
}

/* Adds source row @y, which was read into the working memory unless it is of cells. */
static void
add_row (Overview *self, gint y, gint64 weight)
{
  if (weight == 0)
    return;
  if (self->read == NULL) {
    add_cells (self, y, (guint) weight);
    return;
  }
  for (guint i = 0; i < 3; i++)
    aoi_reduce_add (self->row[i], (guint) weight, self->source_width, self->sums[i]);
}

static void
take_row (Overview *self, gint at)
{
  const AoiFormat format = self->image->format;
  const gboolean red_above = format == AOI_FORMAT_BAYER_GRBG || format == AOI_FORMAT_BAYER_RGGB;
  const gboolean green_first = format == AOI_FORMAT_BAYER_GBRG || format == AOI_FORMAT_BAYER_GRBG;
  guint8 *dest[3];

  for (guint i = 0; i < 3; i++)
    dest[i] = self->rows[i] + (gsize) at * self->stride;
  if (self->read == NULL)
    aoi_reduce_take_cells (self->sums, green_first, self->source_width, dest[red_above ? 0 : 2],
        dest[1], dest[red_above ? 2 : 0]);
  for (guint i = 0; i < 3 && self->read != NULL; i++)
    aoi_reduce_take (self->sums[i], self->source_width, dest[i]);
}

static void
turn (const guint8 *src, gsize stride, gint n, AoiReduceColumn *dest)
{
  for (gint x = 0; x < n; x += AOI_PIXELS_BLOCK)
    aoi_pixels_transpose (src + x, stride, AOI_PIXELS_BLOCK, AOI_PIXELS_BLOCK, dest + x);
}

/* Rows of the picture's width take the place of those of the source's, which is larger. */
static void
reduce_width (Overview *self, guint plane)
{
  guint8 *rows = self->rows[plane];

  turn (rows, self->stride, self->source_width, self->columns);
  aoi_reduce_columns (
      self->columns, self->first, self->weights, self->taps, self->width, self->reduced);
  for (gint x = 0; x < self->width; x += AOI_PIXELS_BLOCK) {
    AoiBlock block;

    aoi_pixels_transpose (
        self->reduced[x], AOI_REDUCE_ROWS, AOI_PIXELS_BLOCK, AOI_PIXELS_BLOCK, block);
    for (gint y = 0; y < AOI_REDUCE_ROWS; y++)
      memcpy (rows + (gsize) y * self->stride + x, block[y], AOI_PIXELS_BLOCK);
  }
}

static void
write_rows (Overview *self, gint n, AoiFormat format, guint8 *dest, gsize stride)
{
  for (guint i = 0; i < 3; i++)
    reduce_width (self, i);
  for (gint y = 0; y < n; y++) {
    const gsize at = (gsize) y * self->stride;
    guint8 *const planes[3] = { self->rows[0] + at, self->rows[1] + at, self->rows[2] + at };

    aoi_pixels_write_packed (planes, format, self->width, dest + (gsize) y * stride);
  }
}

/**
 * aoi_overview_get_size:
 * @frame_width: of the frame in pixels, at least 1
 * @frame_height: of the frame in pixels, at least 1
 * @max_width: how wide the picture may be in pixels; 0 or less: any width
 * @width: (out): return location for the picture's width in pixels
 * @height: (out): return location for the picture's height in pixels
 *
 * Computes how large the overview of a frame is: of the frame's proportions, never larger than it and at
 * least one pixel. Any thread.
 */
void
aoi_overview_get_size (
    gint frame_width, gint frame_height, gint max_width, gint *width, gint *height)
{
  g_return_if_fail (frame_width > 0 && frame_height > 0);

  *width = frame_width;
  *height = frame_height;
  if (max_width <= 0 || max_width >= frame_width)
    return;
  *width = max_width;
  *height = (gint) (((gint64) frame_height * max_width + frame_width / 2) / frame_width);
  *height = MAX (*height, 1);
}

static gboolean
is_packed_rgb (AoiFormat format)
{
  return format >= AOI_FORMAT_RGB && format <= AOI_FORMAT_XBGR;
}

/**
 * aoi_overview_write:
 * @image: a frame; its valid part, of at least one pixel, is what the picture shows
 * @format: how to write the picture: a packed RGB format; padding bytes become 255
 * @width: of the picture in pixels, 1 to the valid part's
 * @height: of the picture in pixels, 1 to the valid part's
 * @dest: (out caller-allocates): gets the picture, rows by @stride
 * @stride: bytes from row to row of @dest
 *
 * Reduces a frame to a picture for people: each pixel is the mean of the part of the frame under it,
 * with weights in 1/256 along each axis. Bayer frames are averaged by cells of 2x2 pixels, whose
 * samples are taken for the whole cell, and are demosaiced only for pictures larger than half. Each
 * pixel of the frame is read once. Working memory is some 150 bytes a column of the frame. Any thread.
 */
void
aoi_overview_write (
    const AoiImage *image, AoiFormat format, gint width, gint height, guint8 *dest, gsize stride)
{
  g_auto (Overview) self = { 0 };
  gint done = 0, gathered = 0;

  g_return_if_fail (is_packed_rgb (format));
  g_return_if_fail (width > 0 && width <= image->valid.width);
  g_return_if_fail (height > 0 && height <= image->valid.height);

  overview_init (&self, image, width, height);
  for (gint y = 0; y < self.source_height; y++) {
    const gint64 end = (gint64) (done + gathered + 1) * AOI_REDUCE_ONE;
    const gint64 top = aoi_reduce_edge (y, self.source_height, height);
    const gint64 bottom = aoi_reduce_edge (y + 1, self.source_height, height);

    if (self.read != NULL)
      self.read (image, 0, y, self.source_width, self.row);
    add_row (&self, y, MIN (bottom, end) - top);
    if (bottom < end)
      continue;
    take_row (&self, gathered++);
    add_row (&self, y, bottom - end);
    if (gathered == AOI_REDUCE_ROWS || done + gathered == height) {
      write_rows (&self, gathered, format, dest + (gsize) done * stride, stride);
      done += gathered;
      gathered = 0;
    }
  }
}

/**
 * aoi_overview_new: (skip)
 * @image: a whole frame
 * @max_width: how wide the picture may be in pixels; 0 or less: as the frame
 *
 * Reduces a frame to a picture as aoi_overview_write() does, of the size that aoi_overview_get_size()
 * says. Any thread.
 *
 * Returns: (transfer full) (nullable): the picture, %NULL if there is not enough memory
 */
AoiRgbImage *
aoi_overview_new (const AoiImage *image, gint max_width)
{
  AoiRgbImage *picture;
  gint width, height;

  aoi_overview_get_size (image->valid.width, image->valid.height, max_width, &width, &height);
  picture = aoi_rgb_image_try_new (width, height);
  if (picture == NULL)
    return NULL;
  aoi_overview_write (image, AOI_FORMAT_RGB, width, height, picture->data, 3 * (gsize) width);
  return picture;
}
