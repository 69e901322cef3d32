/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Follows the chunks of a PNG file (ISO/IEC 15948, 5.3). */
#include "image/aoi-png-file.h"

#include <string.h>

#define SIGNATURE_BYTES 8
#define CHUNK_OVERHEAD 12 /* length, type, CRC */
#define COLOUR_TYPE 25 /* in the file: that of IHDR */

/* Whether the whole chunk at @at is there; @size: of what it holds. */
static gboolean
get_chunk (const guint8 *data, gsize length, gsize at, gsize *size)
{
  guint32 number;

  if (at > length || length - at < CHUNK_OVERHEAD)
    return FALSE;
  memcpy (&number, data + at, sizeof number);
  *size = GUINT32_FROM_BE (number);
  return *size <= length - at - CHUNK_OVERHEAD;
}

static gboolean
is_chunk (const guint8 *data, gsize at, const gchar *name)
{
  return memcmp (data + at + 4, name, 4) == 0;
}

/**
 * aoi_png_find_end:
 * @data: (array length=length): a file that begins as PNG, or as much of it as is there
 * @length: bytes of @data
 * @from: (inout): where to begin, 0 at first
 *
 * gdk-pixbuf takes an interlaced file that ends early.
 *
 * Returns: where the IEND chunk ends; 0: not in @data
 */
gsize
aoi_png_find_end (const guint8 *data, gsize length, gsize *from)
{
  gsize size;

  *from = MAX (*from, SIGNATURE_BYTES);
  while (get_chunk (data, length, *from, &size)) {
    const gsize at = *from;

    *from += size + CHUNK_OVERHEAD;
    if (is_chunk (data, at, "IEND"))
      return *from;
  }
  return 0;
}

/**
 * aoi_png_is_gray:
 * @data: (array length=length): a PNG file
 * @length: bytes of @data
 *
 * Returns: whether its pixels are gray, with alpha or without
 */
gboolean
aoi_png_is_gray (const guint8 *data, gsize length)
{
  return length > COLOUR_TYPE && (data[COLOUR_TYPE] == 0 || data[COLOUR_TYPE] == 4);
}

/**
 * aoi_png_find_chunk:
 * @data: (array length=length): a PNG file
 * @length: bytes of @data
 * @name: four letters
 * @size: (out): of what the chunk holds
 *
 * Returns: (transfer none) (nullable): what the first chunk of that name holds
 */
const guint8 *
aoi_png_find_chunk (const guint8 *data, gsize length, const gchar *name, gsize *size)
{
  for (gsize at = SIGNATURE_BYTES; get_chunk (data, length, at, size); at += *size + CHUNK_OVERHEAD)
    if (is_chunk (data, at, name))
      return data + at + 8;
  return NULL;
}
