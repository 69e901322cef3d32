/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Goldens as files of pictures. */
#include "aoi-image-file.h"
#include "rest/rest-golden.h"

/**
 * rest_golden_make_jpeg:
 * @bytes: a golden's file
 * @error: return location for an %AOI_ERROR_IMAGE or an %AOI_ERROR_FAILED
 *
 * Returns: (transfer full): it as old clients expect it
 */
GBytes *
rest_golden_make_jpeg (GBytes *bytes, GError **error)
{
  g_autoptr (AoiRgbImage) image = NULL;

  if (g_strcmp0 (station_golden_get_type (bytes), "jpg") == 0)
    return g_bytes_ref (bytes);
  image = aoi_image_file_decode (bytes, "golden", error);
  return image != NULL ? aoi_image_file_encode_jpeg (image, error) : NULL;
}
