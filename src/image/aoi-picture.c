/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/aoi-picture.h"

#include <string.h>

#include "aoi-error.h"
#include "aoi-image-file.h"

/**
 * aoi_picture_new:
 * @format: %AOI_FORMAT_GRAY8 or %AOI_FORMAT_RGB
 * @width: in pixels
 * @height: in pixels
 * @pixels: row by row without padding
 *
 * Returns: (transfer full): a picture of these pixels
 */
AoiPicture *
aoi_picture_new (AoiFormat format, gint width, gint height, GBytes *pixels)
{
  AoiPicture *self = g_new0 (AoiPicture, 1);

  self->format = format;
  self->width = width;
  self->height = height;
  self->pixels = g_bytes_ref (pixels);
  return self;
}

/**
 * aoi_picture_free:
 * @self: (transfer full): a picture
 */
void
aoi_picture_free (AoiPicture *self)
{
  g_bytes_unref (self->pixels);
  g_free (self);
}

/**
 * aoi_picture_get_stride:
 * @self: a picture
 *
 * Returns: bytes from row to row
 */
gint
aoi_picture_get_stride (const AoiPicture *self)
{
  return self->format == AOI_FORMAT_RGB ? 3 * self->width : self->width;
}

/* The two letters are the beginning of many a text: fields that are the same in each file must be so. */
/* Good or bad: a comment may follow the magic number at once. */
static gboolean
is_pnm (const guint8 *head, gsize length)
{
  return length >= 3 && head[0] == 'P' && head[1] >= '1' && head[1] <= '6'
      && memchr (" \t\n\v\f\r#", head[2], 7) != NULL;
}

static gboolean
is_bmp (const guint8 *head, gsize length)
{
  static const guint8 header_sizes[] = { 12, 40, 52, 56, 64, 108, 124 };

  return length >= 18 && memcmp (head, "BM", 2) == 0 && memcmp (head + 6, "\0\0\0\0", 4) == 0
      && memchr (header_sizes, head[14], sizeof header_sizes) != NULL && head[15] == 0;
}

/**
 * aoi_picture_find_type:
 * @head: (array length=length): how a file begins
 * @length: bytes of @head, %AOI_PICTURE_HEAD if the file has as many
 *
 * Returns: what it is by its content
 */
AoiPictureType
aoi_picture_find_type (const guint8 *head, gsize length)
{
  if (length >= 8 && memcmp (head, "\x89PNG\r\n\x1a\n", 8) == 0)
    return AOI_PICTURE_PNG;
  if (length >= 3 && memcmp (head, "\xff\xd8\xff", 3) == 0)
    return AOI_PICTURE_JPEG;
  if (is_pnm (head, length))
    return AOI_PICTURE_PNM;
  if (length >= 4 && (memcmp (head, "II*\0", 4) == 0 || memcmp (head, "MM\0*", 4) == 0))
    return AOI_PICTURE_TIFF;
  if (length >= 12 && memcmp (head, "RIFF", 4) == 0 && memcmp (head + 8, "WEBP", 4) == 0)
    return AOI_PICTURE_WEBP;
  return is_bmp (head, length) ? AOI_PICTURE_BMP : AOI_PICTURE_NONE;
}

/**
 * aoi_picture_list_types:
 *
 * Returns: what is known, for messages
 */
const gchar *
aoi_picture_list_types (void)
{
  return "PNG, JPEG, PNM, TIFF, BMP or WebP";
}

/**
 * aoi_picture_check_size:
 * @width: in pixels
 * @height: in pixels
 * @error: return location for an %AOI_ERROR_IMAGE
 *
 * Returns: whether a picture may have that size
 */
gboolean
aoi_picture_check_size (gint width, gint height, GError **error)
{
  if ((gint64) width * height <= AOI_IMAGE_FILE_MAX_PIXELS)
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "has %dx%d pixels, must have at most %d in all",
      width, height, AOI_IMAGE_FILE_MAX_PIXELS);
  return FALSE;
}

/**
 * aoi_picture_describe:
 * @self: a picture
 * @image: (out): it as a frame, which borrows its pixels
 */
void
aoi_picture_describe (const AoiPicture *self, AoiImage *image)
{
  aoi_image_init (image, self->format, self->width, self->height);
  image->data[0] = g_bytes_get_data (self->pixels, NULL);
  image->stride[0] = aoi_picture_get_stride (self);
}

/* A gray mosaic that was saved in three channels. */
static gboolean
drop_channels (AoiPicture *self, AoiFormat format, GError **error)
{
  const guint8 *pixel = g_bytes_get_data (self->pixels, NULL);
  const gsize n = (gsize) self->width * (gsize) self->height;
  g_autofree guint8 *gray = g_malloc (n);

  for (gsize i = 0; i < n; i++, pixel += 3) {
    if (pixel[0] != pixel[1] || pixel[1] != pixel[2]) {
      g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE,
          "is in colour at %d,%d, so it is not a frame of format %s",
          (gint) (i % (gsize) self->width), (gint) (i / (gsize) self->width),
          aoi_format_to_string (format));
      return FALSE;
    }
    gray[i] = pixel[0];
  }
  g_bytes_unref (self->pixels);
  self->pixels = g_bytes_new_take (g_steal_pointer (&gray), n);
  return TRUE;
}

/**
 * aoi_picture_take_mosaic:
 * @self: a picture whose pixels are those of a sensor
 * @format: a Bayer order, or %AOI_FORMAT_GRAY8
 * @error: return location for an %AOI_ERROR_IMAGE that does not name the file
 *
 * Mosaics are stored as gray pictures, whose pixels are laid out alike.
 *
 * Returns: whether it is gray, and so has become @format
 */
gboolean
aoi_picture_take_mosaic (AoiPicture *self, AoiFormat format, GError **error)
{
  if (self->format == AOI_FORMAT_RGB && !drop_channels (self, format, error))
    return FALSE;
  self->format = format;
  return TRUE;
}
