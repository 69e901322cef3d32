/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads an ROI of a frame file just as an inspection of that frame would. */
#include "golden/golden.h"

#include "aoi-error.h"
#include "aoi-pixels.h"
#include "aoi-revision.h"
#include "common/frame-format.h"
#include "image/aoi-picture-file.h"
#include "storage/aoi-file.h"

/* As `aoi run` takes them. */
#define MAX_PICTURE_BYTES (1024 * 1024 * 1024)

static gboolean
read_raw (
    GoldenFrame *self, const gchar *path, AoiFormat format, gint width, gint height, GError **error)
{
  g_autofree gchar *shown = g_filename_display_name (path);
  gsize row_bytes;
  gint rows;

  if ((gint64) width * height > AOI_IMAGE_FILE_MAX_PIXELS) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "--size: %dx%d is more than %d pixels in all",
        width, height, AOI_IMAGE_FILE_MAX_PIXELS);
    return FALSE;
  }
  aoi_image_init (&self->image, format, width, height);
  aoi_format_get_plane_size (format, 0, width, height, &row_bytes, &rows);
  self->bytes = aoi_file_read (path, row_bytes * rows, AOI_ERROR_IMAGE, error);
  if (self->bytes == NULL)
    return FALSE;
  if (g_bytes_get_size (self->bytes) != row_bytes * rows) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE,
        "%s: has %" G_GSIZE_FORMAT " bytes, a frame of %s %dx%d has %" G_GSIZE_FORMAT, shown,
        g_bytes_get_size (self->bytes), aoi_format_to_string (format), width, height,
        row_bytes * rows);
    return FALSE;
  }
  self->image.data[0] = g_bytes_get_data (self->bytes, NULL);
  self->image.stride[0] = (gint) row_bytes;
  return TRUE;
}

/* Only the first of several pictures would be taken, and which one is meant is not known. */
static AoiPicture *
decode (GBytes *bytes, GError **error)
{
  if (aoi_picture_file_is_single (bytes))
    return aoi_picture_decode (bytes, error);
  g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "holds several pictures");
  return NULL;
}

static gboolean
read_picture (GoldenFrame *self, const gchar *path, AoiFormat format, GError **error)
{
  g_autofree gchar *shown = g_filename_display_name (path);
  g_autoptr (GBytes) bytes = NULL;
  const gboolean is_mosaic = format == AOI_FORMAT_GRAY8 || aoi_format_is_bayer (format);

  if (format != AOI_FORMAT_UNKNOWN && !is_mosaic) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
        "--format: an image file can hold GRAY8 or a Bayer order, not %s; raw files need --size",
        aoi_format_to_string (format));
    return FALSE;
  }
  bytes = aoi_file_read (path, MAX_PICTURE_BYTES, AOI_ERROR_IMAGE, error);
  if (bytes == NULL)
    return FALSE;
  self->picture = decode (bytes, error);
  if (self->picture == NULL
      || (is_mosaic && !aoi_picture_take_mosaic (self->picture, format, error))) {
    g_prefix_error (error, "%s: ", shown);
    return FALSE;
  }
  aoi_picture_describe (self->picture, &self->image);
  return TRUE;
}

/* @format: (nullable): without it, the file is an image in gray or RGB; @width and @height are 0 for
 * image files and those of the frame for raw ones. */
gboolean
golden_frame_init (GoldenFrame *self, const gchar *path, const gchar *format, gint width,
    gint height, GError **error)
{
  AoiFormat parsed = AOI_FORMAT_UNKNOWN;

  *self = (GoldenFrame){ 0 };
  if (format != NULL && !frame_format_parse (format, &parsed, error))
    return FALSE;
  if (width == 0 && height == 0)
    return read_picture (self, path, parsed, error);
  if (format != NULL)
    return read_raw (self, path, parsed, width, height, error);
  g_set_error (
      error, AOI_ERROR, AOI_ERROR_INVALID, "--size is for raw files, which need --format too");
  return FALSE;
}

void
golden_frame_clear (GoldenFrame *self)
{
  g_clear_pointer (&self->picture, aoi_picture_free);
  g_clear_pointer (&self->bytes, g_bytes_unref);
}

/* Of a device with fiducials, wherever the board lies in the frame. A fiducial itself lies where the product says. */
AoiRgbImage *
golden_frame_read (const GoldenFrame *self, AoiProduct *product, const AoiRoi *roi, GError **error)
{
  AoiImage image = self->image;
  const AoiView view = { &image, roi->rect, roi->rotation };
  AoiRgbImage *crop;
  gint width, height;

  if (!g_str_equal (roi->type, AOI_TYPE_FIDUCIAL)
      && !aoi_product_align (product, roi->device, &self->image, &image, error))
    return NULL;
  if (!aoi_image_covers (&image, &roi->rect)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE,
        "ROI %d at %d,%d,%d,%d is not inside the frame of %dx%d pixels", roi->id, roi->rect.x,
        roi->rect.y, roi->rect.x + roi->rect.width, roi->rect.y + roi->rect.height,
        self->image.width, self->image.height);
    return NULL;
  }
  aoi_view_get_size (&view, &width, &height);
  crop = aoi_rgb_image_new (width, height);
  aoi_pixels_read_rgb_fine (&view, crop->data, 3 * (gsize) width);
  return crop;
}
