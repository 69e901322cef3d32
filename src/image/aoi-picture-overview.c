/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/aoi-picture-overview.h"

#include "aoi-error.h"
#include "aoi-overview.h"
#include "image/aoi-picture-pixbuf.h"

/**
 * aoi_picture_decode_overview:
 * @bytes: what an image file holds
 * @max_width: of the small picture, in pixels
 * @error: return location for an %AOI_ERROR_IMAGE that does not name the file
 *
 * For the eye: of a JPEG file no more is decoded than such a picture takes. Thread-safe.
 *
 * Returns: (transfer full): a small picture of all of it
 */
AoiRgbImage *
aoi_picture_decode_overview (GBytes *bytes, gint max_width, GError **error)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  const gboolean is_jpeg = aoi_picture_find_type (data, length) == AOI_PICTURE_JPEG;
  g_autoptr (AoiPicture) picture = is_jpeg ? aoi_picture_decode_small (bytes, max_width, error)
                                           : aoi_picture_decode (bytes, error);
  AoiRgbImage *overview;
  AoiImage image;

  if (picture == NULL)
    return NULL;
  aoi_picture_describe (picture, &image);
  overview = aoi_overview_new (&image, max_width);
  if (overview == NULL)
    g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED, "there is no memory for it");
  return overview;
}
