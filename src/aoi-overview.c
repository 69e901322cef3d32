/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-overview.h"

#include <string.h>

#include "aoi-pixels-private.h"
#include "ops/reduce.h"

/* Small pictures of large frames, by area averaging. Of a mosaic the cells of 2x2 are averaged, each of
 * which has all colours: nothing is demosaiced, and each pixel is read once. */

/* A picture that is being made. Source rows are added to the sums until a target row is whole. */
typedef struct {
  const AoiImage *image;
  AoiRowFunc read;
  gint source_width, source_height; /* in pixels, or for mosaics in cells */
  gint width, height;
  gint taps;
  gint *first; /* of the source columns of a target pixel */
  guint16 *weights; /* `taps` a target pixel */
  guint8 *row[3]; /* a source row */
  guint16 *sums[3]; /* of source columns, and zeros for the taps beyond the last */
  guint8 *out[3]; /* a target row */
} Overview;

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
    self->read = aoi_pixels_half_bayer_rgb;
  }
}

static void
overview_init (Overview *self, const AoiImage *image, gint width, gint height)
{
  init_source (self, image, width, height);
  init_columns (self);
  for (guint i = 0; i < 3; i++) {
    self->row[i] = g_malloc ((gsize) self->source_width);
    self->sums[i] = g_new0 (guint16, (gsize) (self->source_width + self->taps));
    self->out[i] = g_malloc ((gsize) width);
  }
}

static void
overview_clear (Overview *self)
{
  g_free (self->first);
  g_free (self->weights);
  for (guint i = 0; i < 3; i++) {
    g_free (self->row[i]);
    g_free (self->sums[i]);
    g_free (self->out[i]);
  }
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Overview, overview_clear)

static void
add_row (Overview *self, gint64 weight)
{
  for (guint i = 0; weight > 0 && i < 3; i++)
    aoi_reduce_add (self->row[i], (guint) weight, self->source_width, self->sums[i]);
}

static void
finish_row (Overview *self, AoiFormat format, guint8 *dest)
{
  const guint16 *const sums[3] = { self->sums[0], self->sums[1], self->sums[2] };
  guint8 *const planes[3] = { self->out[0], self->out[1], self->out[2] };

  aoi_reduce_columns (sums, self->first, self->weights, self->taps, self->width, planes);
  aoi_pixels_write_packed (planes, format, self->width, dest);
  for (guint i = 0; i < 3; i++)
    memset (self->sums[i], 0, sizeof (guint16) * (gsize) self->source_width);
}

/**
 * aoi_overview_get_size:
 * @frame_width: of the frame in pixels, at least 1
 * @frame_height: of the frame in pixels, at least 1
 * @max_width: how wide the picture may be in pixels; 0 or less: any width
 * @width: (out): return location for the picture's width in pixels
 * @height: (out): return location for the picture's height in pixels
 *
 * Tells how large the overview of a frame is: of the frame's proportions, never larger than it and at
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
 * Reduces a frame to a picture to look at: each pixel is the mean of the part of the frame under it,
 * with weights in 1/256 along each axis. Bayer frames are averaged by cells of 2x2 pixels, whose
 * samples are taken for the whole cell, and are demosaiced only for pictures larger than half. Each
 * pixel of the frame is read once. Working memory is some 12 bytes a column of the frame. Any thread.
 */
void
aoi_overview_write (
    const AoiImage *image, AoiFormat format, gint width, gint height, guint8 *dest, gsize stride)
{
  g_auto (Overview) self = { 0 };
  gint64 end = AOI_REDUCE_ONE;

  g_return_if_fail (is_packed_rgb (format));
  g_return_if_fail (width > 0 && width <= image->valid.width);
  g_return_if_fail (height > 0 && height <= image->valid.height);

  overview_init (&self, image, width, height);
  for (gint y = 0; y < self.source_height; y++) {
    const gint64 top = aoi_reduce_edge (y, self.source_height, height);
    const gint64 bottom = aoi_reduce_edge (y + 1, self.source_height, height);

    self.read (image, 0, y, self.source_width, self.row);
    add_row (&self, MIN (bottom, end) - top);
    if (bottom < end)
      continue;
    finish_row (&self, format, dest);
    dest += stride;
    add_row (&self, bottom - end);
    end += AOI_REDUCE_ONE;
  }
}

/**
 * aoi_overview_new: (skip)
 * @image: a whole frame
 * @max_width: how wide the picture may be in pixels; 0 or less: as the frame
 *
 * Reduces a frame to a picture as aoi_overview_write() does, of the size that aoi_overview_get_size()
 * tells. Any thread.
 *
 * Returns: (transfer full): the picture
 */
AoiRgbImage *
aoi_overview_new (const AoiImage *image, gint max_width)
{
  AoiRgbImage *picture;
  gint width, height;

  aoi_overview_get_size (image->valid.width, image->valid.height, max_width, &width, &height);
  picture = aoi_rgb_image_new (width, height);
  aoi_overview_write (image, AOI_FORMAT_RGB, width, height, picture->data, 3 * (gsize) width);
  return picture;
}
