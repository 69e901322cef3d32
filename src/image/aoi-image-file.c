/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-image-file.h"

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <string.h>

#include "aoi-error.h"
#include "aoi-pixels.h"
#include "image/aoi-picture.h"
#include "storage/aoi-file.h"

/* What OpenCV writes by default, so that goldens saved here equal those in the field. */
#define JPEG_QUALITY "95"
#define PREVIEW_QUALITY "85"

/**
 * aoi_rgb_image_new:
 * @width: in pixels, at least 1
 * @height: in pixels, at least 1
 *
 * Returns: (transfer full): a black picture
 */
AoiRgbImage *
aoi_rgb_image_new (gint width, gint height)
{
  AoiRgbImage *self;

  g_return_val_if_fail (width > 0 && height > 0, NULL);

  self = aoi_rgb_image_try_new (width, height);
  if (self == NULL)
    g_error ("not enough memory for a picture of %dx%d pixels", width, height);
  return self;
}

/**
 * aoi_rgb_image_try_new:
 * @width: in pixels, at least 1
 * @height: in pixels, at least 1
 *
 * Returns: (transfer full) (nullable): a black picture, %NULL if there is not enough memory
 *
 * Since: 0.2
 */
AoiRgbImage *
aoi_rgb_image_try_new (gint width, gint height)
{
  AoiRgbImage *self;
  guint8 *data;

  g_return_val_if_fail (width > 0 && height > 0, NULL);

  data = g_try_malloc0_n ((gsize) height, 3 * (gsize) width);
  if (data == NULL)
    return NULL;
  self = g_new (AoiRgbImage, 1);
  *self = (AoiRgbImage){ width, height, data };
  return self;
}

/**
 * aoi_rgb_image_free:
 * @self: (transfer full): a picture
 *
 * Frees all of it.
 */
void
aoi_rgb_image_free (AoiRgbImage *self)
{
  g_free (self->data);
  g_free (self);
}

/**
 * aoi_rgb_image_equal:
 * @self: a picture
 * @other: a picture
 *
 * Returns: whether both have the same size and pixels
 */
gboolean
aoi_rgb_image_equal (const AoiRgbImage *self, const AoiRgbImage *other)
{
  return self->width == other->width && self->height == other->height
      && memcmp (self->data, other->data, 3 * (gsize) self->width * self->height) == 0;
}

/**
 * aoi_rgb_image_get_bytes:
 * @self: a picture
 *
 * Copies the pixels, for what cannot read @self: rows of 3 * width bytes, red first, without padding.
 *
 * Returns: (transfer full): the pixels
 */
GBytes *
aoi_rgb_image_get_bytes (const AoiRgbImage *self)
{
  return g_bytes_new (self->data, 3 * (gsize) self->width * self->height);
}

static AoiRgbImage *
image_from_picture (const AoiPicture *picture)
{
  AoiRgbImage *image = aoi_rgb_image_new (picture->width, picture->height);
  AoiImage frame;

  aoi_picture_describe (picture, &frame);
  aoi_pixels_read_rgb (
      &(AoiView){ .image = &frame, .rect = frame.valid }, image->data, 3 * (gsize) image->width);
  return image;
}

/**
 * aoi_image_file_decode:
 * @bytes: what an image file holds: PNG, JPEG, PNM, TIFF, BMP or WebP, by its content
 * @name: the file's name, for errors
 * @error: return location for an %AOI_ERROR_IMAGE that names @name, or an %AOI_ERROR_UNSUPPORTED that also
 *   names the package that is missing
 *
 * Decodes a picture, turned as its EXIF orientation says. An image of more than
 * %AOI_IMAGE_FILE_MAX_PIXELS is refused before memory for it is allocated, and so is a file that was
 * truncated. Thread-safe.
 *
 * Returns: (transfer full): the picture
 */
AoiRgbImage *
aoi_image_file_decode (GBytes *bytes, const gchar *name, GError **error)
{
  g_autoptr (AoiPicture) picture = aoi_picture_decode (bytes, error);

  if (picture == NULL) {
    g_prefix_error (error, "%s: ", name);
    return NULL;
  }
  return image_from_picture (picture);
}

/**
 * aoi_image_file_load:
 * @path: an image file of at most %AOI_IMAGE_FILE_MAX_BYTES
 * @error: return location for an %AOI_ERROR_IO or %AOI_ERROR_IMAGE that names the file
 *
 * Reads a file as aoi_image_file_decode() does. Thread-safe.
 *
 * Returns: (transfer full): the picture
 */
AoiRgbImage *
aoi_image_file_load (const gchar *path, GError **error)
{
  g_autofree gchar *name = g_filename_display_name (path);
  g_autoptr (GBytes) bytes = NULL;

  bytes = aoi_file_read (path, AOI_IMAGE_FILE_MAX_BYTES, AOI_ERROR_IMAGE, error);
  return bytes != NULL ? aoi_image_file_decode (bytes, name, error) : NULL;
}

static const gchar *
format_by_extension (const gchar *path)
{
  const gchar *dot = strrchr (path, '.');

  if (dot == NULL)
    return NULL;
  if (g_ascii_strcasecmp (dot, ".png") == 0)
    return "png";
  if (g_ascii_strcasecmp (dot, ".jpg") == 0 || g_ascii_strcasecmp (dot, ".jpeg") == 0)
    return "jpeg";
  return NULL;
}

/* Borrows the picture's pixels. */
static GdkPixbuf *
pixbuf_from_image (const AoiRgbImage *image)
{
  return gdk_pixbuf_new_from_data (image->data, GDK_COLORSPACE_RGB, FALSE, 8, image->width,
      image->height, 3 * image->width, NULL, NULL);
}

static GBytes *
encode (const AoiRgbImage *image, const gchar *format, const gchar *key, const gchar *value,
    GError **error)
{
  g_autoptr (GdkPixbuf) pixbuf = pixbuf_from_image (image);
  g_autoptr (GError) local = NULL;
  gchar *keys[] = { (gchar *) key, NULL }, *values[] = { (gchar *) value, NULL };
  gchar *data;
  gsize size;

  if (gdk_pixbuf_save_to_bufferv (pixbuf, &data, &size, format, keys, values, &local))
    return g_bytes_new_take (data, size);
  g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED, "an image file of type %s cannot be made: %s",
      format, local->message);
  return NULL;
}

/**
 * aoi_image_file_encode: (skip)
 * @image: a picture
 * @error: return location for an %AOI_ERROR_FAILED
 *
 * Thread-safe.
 *
 * Returns: (transfer full): what a PNG file of it holds
 */
GBytes *
aoi_image_file_encode (const AoiRgbImage *image, GError **error)
{
  return encode (image, "png", NULL, NULL, error);
}

/**
 * aoi_image_file_encode_preview: (skip)
 * @image: a picture
 * @error: return location for an %AOI_ERROR_FAILED
 *
 * For pictures that only people see. Thread-safe.
 *
 * Returns: (transfer full): what a JPEG file of it holds
 */
GBytes *
aoi_image_file_encode_preview (const AoiRgbImage *image, GError **error)
{
  return encode (image, "jpeg", "quality", PREVIEW_QUALITY, error);
}

/**
 * aoi_image_file_encode_jpeg: (skip)
 * @image: a picture
 * @error: return location for an %AOI_ERROR_FAILED
 *
 * For pictures that are inspected or taught by. Thread-safe.
 *
 * Returns: (transfer full): what a JPEG file of it holds, of the quality that aoi_image_file_save() has
 *
 * Since: 0.2
 */
GBytes *
aoi_image_file_encode_jpeg (const AoiRgbImage *image, GError **error)
{
  return encode (image, "jpeg", "quality", JPEG_QUALITY, error);
}

static gboolean
save_pixbuf (GdkPixbuf *pixbuf, const gchar *path, const gchar *format, GError **error)
{
  if (strcmp (format, "jpeg") == 0)
    return gdk_pixbuf_save (pixbuf, path, format, error, "quality", JPEG_QUALITY, NULL);
  return gdk_pixbuf_save (pixbuf, path, format, error, NULL);
}

/**
 * aoi_image_file_save:
 * @image: a picture
 * @path: where to write it; its extension says how: `.png`, `.jpg` or `.jpeg`
 * @error: return location for an %AOI_ERROR_IO or %AOI_ERROR_UNSUPPORTED that names the file
 *
 * Writes a picture; a file that is there is replaced. Thread-safe.
 *
 * Returns: whether it was written
 */
gboolean
aoi_image_file_save (const AoiRgbImage *image, const gchar *path, GError **error)
{
  g_autofree gchar *name = g_filename_display_name (path);
  const gchar *format = format_by_extension (path);
  g_autoptr (GdkPixbuf) pixbuf = NULL;
  g_autoptr (GError) local = NULL;

  if (format == NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_UNSUPPORTED,
        "%s: images are written as .png, .jpg or .jpeg", name);
    return FALSE;
  }
  pixbuf = pixbuf_from_image (image);
  if (!save_pixbuf (pixbuf, path, format, &local)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s: cannot be written: %s", name, local->message);
    return FALSE;
  }
  return TRUE;
}
