/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include <string.h>

#include "image/aoi-pixels-private.h"

/* Rows of gray and of packed RGB formats. Where red, green and blue lie in a pixel is a constant in
 * each inlined kernel, or the loops would not be vectorised. */

static inline const guint8 *
get_pixel (const AoiImage *image, gint x, gint y, gint bytes)
{
  return image->data[0] + (gssize) y * image->stride[0] + (gssize) x * bytes;
}

/* 16-bit gray is reduced to its high byte, which is at `high`. */
static void
gray16_row (const guint8 *restrict src, gint high, gint n, guint8 *restrict dest)
{
  for (gint i = 0; i < n; i++)
    dest[i] = src[2 * i + high];
}

/* Row function of the gray formats. */
void
aoi_pixels_gray_gray (const AoiImage *image, gint x, gint y, gint n, guint8 *planes[3])
{
  if (image->format == AOI_FORMAT_GRAY8)
    memcpy (planes[0], get_pixel (image, x, y, 1), n);
  else
    gray16_row (
        get_pixel (image, x, y, 2), image->format == AOI_FORMAT_GRAY16_LE ? 1 : 0, n, planes[0]);
}

/* Row function of the gray formats. */
void
aoi_pixels_gray_rgb (const AoiImage *image, gint x, gint y, gint n, guint8 *planes[3])
{
  aoi_pixels_gray_gray (image, x, y, n, planes);
  memcpy (planes[1], planes[0], n);
  memcpy (planes[2], planes[0], n);
}

AOI_KERNEL_INLINE void
packed_gray (
    const guint8 *restrict src, gint bytes, gint red, gint blue, gint n, guint8 *restrict dest)
{
  gint green = (red + blue) / 2;

  for (gint i = 0; i < n; i++) {
    const guint8 *p = src + i * bytes;

    dest[i] = (guint16) (AOI_LUMA_RED * p[red] + AOI_LUMA_GREEN * p[green] + AOI_LUMA_BLUE * p[blue]
                  + 128)
        >> 8;
  }
}

AOI_KERNEL_INLINE void
packed_rgb (const guint8 *restrict src, gint bytes, gint red, gint blue, gint n, guint8 *restrict r,
    guint8 *restrict g, guint8 *restrict b)
{
  gint green = (red + blue) / 2;

  for (gint i = 0; i < n; i++) {
    const guint8 *p = src + i * bytes;

    r[i] = p[red];
    g[i] = p[green];
    b[i] = p[blue];
  }
}

AOI_KERNEL static void
read_gray (const AoiImage *image, gint x, gint y, gint n, guint8 *dest)
{
  switch (image->format) {
    case AOI_FORMAT_RGB:
      packed_gray (get_pixel (image, x, y, 3), 3, 0, 2, n, dest);
      break;
    case AOI_FORMAT_BGR:
      packed_gray (get_pixel (image, x, y, 3), 3, 2, 0, n, dest);
      break;
    case AOI_FORMAT_RGBX:
      packed_gray (get_pixel (image, x, y, 4), 4, 0, 2, n, dest);
      break;
    case AOI_FORMAT_BGRX:
      packed_gray (get_pixel (image, x, y, 4), 4, 2, 0, n, dest);
      break;
    case AOI_FORMAT_XRGB:
      packed_gray (get_pixel (image, x, y, 4), 4, 1, 3, n, dest);
      break;
    default:
      packed_gray (get_pixel (image, x, y, 4), 4, 3, 1, n, dest);
      break;
  }
}

AOI_KERNEL static void
read_rgb (const AoiImage *image, gint x, gint y, gint n, guint8 *r, guint8 *g, guint8 *b)
{
  switch (image->format) {
    case AOI_FORMAT_RGB:
      packed_rgb (get_pixel (image, x, y, 3), 3, 0, 2, n, r, g, b);
      break;
    case AOI_FORMAT_BGR:
      packed_rgb (get_pixel (image, x, y, 3), 3, 2, 0, n, r, g, b);
      break;
    case AOI_FORMAT_RGBX:
      packed_rgb (get_pixel (image, x, y, 4), 4, 0, 2, n, r, g, b);
      break;
    case AOI_FORMAT_BGRX:
      packed_rgb (get_pixel (image, x, y, 4), 4, 2, 0, n, r, g, b);
      break;
    case AOI_FORMAT_XRGB:
      packed_rgb (get_pixel (image, x, y, 4), 4, 1, 3, n, r, g, b);
      break;
    default:
      packed_rgb (get_pixel (image, x, y, 4), 4, 3, 1, n, r, g, b);
      break;
  }
}

/* Row function of the packed RGB formats. */
void
aoi_pixels_packed_gray (const AoiImage *image, gint x, gint y, gint n, guint8 *planes[3])
{
  read_gray (image, x, y, n, planes[0]);
}

/* Row function of the packed RGB formats. */
void
aoi_pixels_packed_rgb (const AoiImage *image, gint x, gint y, gint n, guint8 *planes[3])
{
  read_rgb (image, x, y, n, planes[0], planes[1], planes[2]);
}
