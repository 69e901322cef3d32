/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/aoi-pgm.h"

#include <stdio.h>

#include "image/aoi-pnm.h"

#define MAX_VALUE 255

static gboolean
refuse (GError **error, const gchar *why)
{
  g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "no PGM or PPM of 8 bits: %s", why);
  return FALSE;
}

/**
 * aoi_pgm_write_header:
 * @dest: where to write, with room for %AOI_PGM_MAX_HEADER bytes
 * @channels: 1 or 3
 * @width: in pixels
 * @height: in pixels
 *
 * Writes what stands before the pixels.
 *
 * Returns: bytes written
 */
gsize
aoi_pgm_write_header (gchar *dest, gint channels, gint width, gint height)
{
  g_return_val_if_fail (channels == 1 || channels == 3, 0);
  g_return_val_if_fail (width > 0 && height > 0, 0);

  return (gsize) snprintf (dest, AOI_PGM_MAX_HEADER, "P%d\n%d %d\n%d\n", channels == 1 ? 5 : 6,
      width, height, MAX_VALUE);
}

/**
 * aoi_pgm_read_header:
 * @data: (array length=size): the beginning of a file, not trusted
 * @size: bytes of @data; the header must end in there
 * @header: (out): what it says
 * @error: return location for an %AOI_ERROR_IMAGE
 *
 * Reads the header of a PGM or PPM as netpbm defines it, comments included.
 *
 * Returns: whether it is one, with values from 0 to 255
 */
gboolean
aoi_pgm_read_header (const guint8 *data, gsize size, AoiPgmHeader *header, GError **error)
{
  static const gchar *const faults[] = {
    [AOI_PNM_NO_SPACE] = "there is no space behind P5 or P6",
    [AOI_PNM_NO_SIZE] = "it has no width and height",
    [AOI_PNM_NO_MAXIMUM] = "its greatest value is not 255",
    [AOI_PNM_NO_END] = "its header does not end",
  };
  AoiPnmFault fault;
  AoiPnmHeader pnm;

  if (size < 2 || data[0] != 'P' || (data[1] != '5' && data[1] != '6'))
    return refuse (error, "it does not begin with P5 or P6");
  fault = aoi_pnm_read_header (data, size, &pnm);
  if (fault == AOI_PNM_GOOD && pnm.maximum != MAX_VALUE)
    fault = AOI_PNM_NO_MAXIMUM;
  if (fault != AOI_PNM_GOOD)
    return refuse (error, faults[fault]);
  *header = (AoiPgmHeader){ pnm.channels, pnm.width, pnm.height, pnm.length };
  return TRUE;
}

/**
 * aoi_pgm_get_pixel_bytes:
 * @header: a header
 *
 * Returns: bytes of the pixels that follow it
 */
gsize
aoi_pgm_get_pixel_bytes (const AoiPgmHeader *header)
{
  /* At most 3 * 2^62: fits. */
  return (gsize) header->channels * (gsize) header->width * (gsize) header->height;
}
