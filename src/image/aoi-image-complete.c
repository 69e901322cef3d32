/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/aoi-image-complete.h"

#include <string.h>

#define PNG_SIGNATURE_BYTES 8
#define PNG_CHUNK_OVERHEAD 12 /* length, type, CRC */

#define JPEG_EOI 0xd9
#define JPEG_SOS 0xda

/**
 * aoi_png_is_complete:
 * @data: (array length=length): a file that begins as PNG
 * @length: bytes of @data
 *
 * Follows the chunks (ISO/IEC 15948, 5.3). gdk-pixbuf takes an interlaced file that ends early.
 *
 * Returns: whether the file reaches its IEND chunk
 */
gboolean
aoi_png_is_complete (const guint8 *data, gsize length)
{
  gsize at = PNG_SIGNATURE_BYTES;

  while (at <= length && length - at >= PNG_CHUNK_OVERHEAD) {
    guint32 size;

    if (memcmp (data + at + 4, "IEND", 4) == 0)
      return TRUE;
    memcpy (&size, data + at, sizeof size);
    size = GUINT32_FROM_BE (size);
    if (size > length - at - PNG_CHUNK_OVERHEAD)
      return FALSE;
    at += (gsize) size + PNG_CHUNK_OVERHEAD;
  }
  return FALSE;
}

/* Markers without a segment: TEM, RST0 to RST7 and SOI. */
static gboolean
is_lone_marker (guint8 marker)
{
  return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

/* @at becomes the place behind the next marker. Between markers lie entropy-coded data, in which 0xff
 * is followed by 0, and fill bytes. */
static gboolean
find_marker (const guint8 *data, gsize length, gsize *at, guint8 *marker)
{
  while (*at < length) {
    const guint8 *ff = memchr (data + *at, 0xff, length - *at);

    if (ff == NULL || (gsize) (ff - data) + 1 >= length)
      return FALSE;
    *at = (gsize) (ff - data) + 1;
    *marker = data[*at];
    if (*marker != 0x00 && *marker != 0xff) {
      (*at)++;
      return TRUE;
    }
  }
  return FALSE;
}

/**
 * aoi_jpeg_is_complete:
 * @data: (array length=length): a file that begins as JPEG
 * @length: bytes of @data
 *
 * Follows the markers (ITU-T T.81, annex B). gdk-pixbuf takes a file that ends early, and the decoder
 * fills the rest with gray.
 *
 * Returns: whether the file has image data and reaches its end-of-image marker
 */
gboolean
aoi_jpeg_is_complete (const guint8 *data, gsize length)
{
  gboolean has_scan = FALSE;
  gsize at = 0;
  guint8 marker;

  while (find_marker (data, length, &at, &marker)) {
    if (marker == JPEG_EOI)
      return has_scan;
    if (is_lone_marker (marker))
      continue;
    has_scan = has_scan || marker == JPEG_SOS;
    if (length - at < 2)
      return FALSE;
    at += (gsize) data[at] << 8 | data[at + 1];
  }
  return FALSE;
}
