/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Goldens and frames are decoded by this one decoder, so that a golden fits the picture that it was taken from. */
#include "image/aoi-picture.h"

#include "aoi-error.h"
#include "image/aoi-picture-pixbuf.h"
#include "image/aoi-pnm.h"

#ifdef HAVE_JPEG
#include "image/aoi-jpeg-parts.h"

static AoiPicture *
decode_jpeg (GBytes *bytes, GError **error)
{
  AoiImage frame, image;
  guint8 *memory;
  const AoiJpegOutcome outcome = aoi_jpeg_parts_decode (
      bytes, NULL, 1, &frame, &image, &memory, error);
  g_autoptr (GBytes) pixels = g_bytes_new_take (
      memory, memory != NULL ? (gsize) image.stride[0] * (gsize) image.height : 0);
  g_autoptr (AoiPicture) picture = NULL;

  if (outcome == AOI_JPEG_DONE)
    return aoi_picture_new (frame.format, frame.width, frame.height, pixels);
  if (outcome == AOI_JPEG_DAMAGED)
    return NULL;
  picture = aoi_picture_decode_pixbuf (bytes, AOI_PICTURE_JPEG, error);
  return picture != NULL && aoi_jpeg_check (bytes, error) ? g_steal_pointer (&picture) : NULL;
}
#else
static AoiPicture *
decode_jpeg (GBytes *bytes, GError **error)
{
  return aoi_picture_decode_pixbuf (bytes, AOI_PICTURE_JPEG, error);
}
#endif

static AoiPictureDecoder other; /* atomic; NULL: this one */

/**
 * aoi_picture_set_decoder:
 * @decoder: what decodes from now on
 *
 * Has pictures decoded elsewhere: this room knows no processes. Any thread.
 */
void
aoi_picture_set_decoder (AoiPictureDecoder decoder)
{
  g_atomic_pointer_set (&other, decoder);
}

static AoiPicture *
decode_here (GBytes *bytes, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  const AoiPictureType type = aoi_picture_find_type (data, length);

  if (type == AOI_PICTURE_PNM)
    return aoi_pnm_decode (bytes, error);
  if (type == AOI_PICTURE_JPEG)
    return decode_jpeg (bytes, error);
  if (type != AOI_PICTURE_NONE)
    return aoi_picture_decode_pixbuf (bytes, type, error);
  g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "is not a %s image", aoi_picture_list_types ());
  return NULL;
}

/**
 * aoi_picture_decode:
 * @bytes: what an image file holds; of several pictures the first is taken
 * @error: return location for an %AOI_ERROR_IMAGE that does not name the file
 *
 * Decodes a picture, turned as its EXIF orientation says. One of more than %AOI_IMAGE_FILE_MAX_PIXELS is
 * refused before memory for it is allocated, and so is a file that was truncated, or a JPEG file whose data are damaged
 * (where libjpeg-turbo was built in). Values of 16 bits lose their lower byte. Thread-safe.
 *
 * Returns: (transfer full): the picture
 */
AoiPicture *
aoi_picture_decode (GBytes *bytes, GError **error)
{
  const AoiPictureDecoder decoder = g_atomic_pointer_get (&other);

  return decoder != NULL ? decoder (bytes, error) : decode_here (bytes, error);
}
