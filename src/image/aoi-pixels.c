/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-pixels.h"

#include <math.h>

#include "image/aoi-pixels-private.h"
#include "image/aoi-shared-view.h"

/* A board's corner that is turned about the far end of the largest frame. Keeps places in the range of integers. */
#define MAX_MOVE (4.0 * AOI_IMAGE_MAX_SIZE)

static gboolean
can_align (const AoiImage *image)
{
  const AoiAlignment *alignment = &image->alignment;
  const gdouble scale = hypot (alignment->c, alignment->s);

  return !image->aligned
      || (scale <= AOI_ALIGNMENT_MAX_SCALE && scale >= 1.0 / AOI_ALIGNMENT_MAX_SCALE
          && fabs (alignment->x0) <= MAX_MOVE && fabs (alignment->y0) <= MAX_MOVE);
}

static gboolean
can_read (const AoiView *view)
{
  const AoiImage *image = view->image;

  for (guint i = 0; i < aoi_format_get_n_planes (image->format); i++) {
    if (image->data[i] == NULL)
      return FALSE;
  }
  return can_align (image) && image->format > AOI_FORMAT_UNKNOWN && image->format < AOI_FORMAT_LAST
      && image->matrix <= AOI_YUV_BT2020 && !aoi_rect_is_empty (&image->valid)
      && !aoi_rect_is_empty (&view->rect) && view->rotation < 360 && view->rotation % 90 == 0;
}

/**
 * aoi_pixels_read_gray:
 * @view: what to read, at least one pixel of an image that has some
 * @dest: (out caller-allocates): gets a byte a pixel, rows by @stride; the size is that of
 *   aoi_view_get_size()
 * @stride: bytes from row to row of @dest
 *
 * Reads the turned view in gray, 0..255: the luma of YUV stretched to full range, the high byte of
 * 16-bit gray, and for colours (77 R + 150 G + 29 B + 128) / 256, which is BT.601 luma. Bayer frames
 * are demosaiced first, bilinearly.
 *
 * Views of an image that is aligned lie between its pixels and are interpolated bilinearly: to the nearest level
 * where neighbours are alike, and within 1.8 levels where some are black and others white.
 *
 * Reads no memory but that of the view's pixels, and their neighbours for Bayer and between pixels; where the view
 * leaves the image's valid part, the nearest pixel is repeated. Allocates nothing. Any thread.
 */
void
aoi_pixels_read_gray (const AoiView *view, guint8 *dest, gsize stride)
{
  g_return_if_fail (can_read (view));
  if (!aoi_shared_view_read_gray (view, dest, stride))
    aoi_pixels_read (view, 1, AOI_READING_PLAIN, dest, stride);
}

/**
 * aoi_pixels_read_rgb:
 * @view: what to read, at least one pixel of an image that has some
 * @dest: (out caller-allocates): gets three bytes a pixel, red first, rows by @stride; the size is
 *   that of aoi_view_get_size()
 * @stride: bytes from row to row of @dest
 *
 * Reads the turned view in RGB. YUV is converted by the image's matrix and range, rounded and clamped,
 * with the chroma sample of the nearest pixel (none is interpolated). Bayer frames are demosaiced
 * bilinearly. Otherwise as aoi_pixels_read_gray().
 */
void
aoi_pixels_read_rgb (const AoiView *view, guint8 *dest, gsize stride)
{
  g_return_if_fail (can_read (view));
  aoi_pixels_read (view, 3, AOI_READING_PLAIN, dest, stride);
}

/**
 * aoi_pixels_read_rgb_fine:
 * @view: what to read, at least one pixel of an image that has some
 * @dest: (out caller-allocates): as for aoi_pixels_read_rgb()
 * @stride: bytes from row to row of @dest
 *
 * Reads the turned view in RGB, for what compares details. If the image is aligned and a Bayer frame, it is demosaiced
 * along edges, which takes longer: bilinear means give edges false colours that change with the place where a board lies.
 * Otherwise this is aoi_pixels_read_rgb().
 *
 * Since: 0.2
 */
void
aoi_pixels_read_rgb_fine (const AoiView *view, guint8 *dest, gsize stride)
{
  g_return_if_fail (can_read (view));
  aoi_pixels_read (view, 3, AOI_READING_FINE, dest, stride);
}

static gboolean
can_read_half (const AoiView *view)
{
  const AoiRect cells = aoi_pixels_get_valid_cells (view->image);

  return can_read (view) && !aoi_rect_is_empty (&cells);
}

/**
 * aoi_pixels_read_gray_half:
 * @view: what to read; its rectangle counts cells of 2x2 pixels of the frame, the first of which has the
 *   frame's corner. At least one such cell of the image must be valid
 * @dest: (out caller-allocates): gets a byte a cell, rows by @stride; the size is that of
 *   aoi_view_get_size()
 * @stride: bytes from row to row of @dest
 *
 * Reads the turned view at half size, for what would be shrunk after anyway: the mean of a cell's
 * pixels. A cell of a Bayer frame has all colours, which gives (77 R + 75 G + 75 G + 29 B + 128) / 256
 * without demosaicing. Otherwise as aoi_pixels_read_gray().
 */
void
aoi_pixels_read_gray_half (const AoiView *view, guint8 *dest, gsize stride)
{
  g_return_if_fail (can_read_half (view));
  aoi_pixels_read (view, 1, AOI_READING_HALF, dest, stride);
}

/**
 * aoi_pixels_read_rgb_half:
 * @view: what to read; its rectangle counts cells, as for aoi_pixels_read_gray_half()
 * @dest: (out caller-allocates): gets three bytes a cell, red first, rows by @stride
 * @stride: bytes from row to row of @dest
 *
 * Reads the turned view at half size in RGB: the mean of a cell's pixels; of Bayer frames the cell's
 * samples, green the mean of two.
 */
void
aoi_pixels_read_rgb_half (const AoiView *view, guint8 *dest, gsize stride)
{
  g_return_if_fail (can_read_half (view));
  aoi_pixels_read (view, 3, AOI_READING_HALF, dest, stride);
}
