/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Follows the markers of a JPEG file (ITU-T T.81, annex B). */
#include "image/aoi-jpeg-file.h"

#include <string.h>

#define SOF0 0xc0
#define DHT 0xc4
#define JPG 0xc8
#define DAC 0xcc
#define SOF15 0xcf
#define RST0 0xd0
#define RST7 0xd7
#define EOI 0xd9
#define SOS 0xda
#define APP2 0xe2

/* Where the number of components stands in a SOF segment. */
#define SOF_COMPONENTS 7

#define INDEX_NAME "MPF"

/* Markers without a segment: TEM, RST0 to RST7 and SOI. */
static gboolean
is_lone_marker (guint8 marker)
{
  return marker == 0x01 || (marker >= 0xd0 && marker <= 0xd8);
}

static gboolean
is_restart (guint8 marker)
{
  return marker >= RST0 && marker <= RST7;
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

/* Bytes of the segment at @at, with those that contain its length; 0: it is not all there. */
static gsize
get_segment (const guint8 *data, gsize length, gsize at)
{
  gsize size;

  if (length < 2 || at > length - 2)
    return 0;
  size = (gsize) data[at] << 8 | data[at + 1];
  return size >= 2 && size <= length - at ? size : 0;
}

/**
 * aoi_jpeg_find_end:
 * @data: (array length=length): a file that begins as JPEG, or as much of it as is there
 * @length: bytes of @data
 * @scan: (inout): where to begin, zero at first
 *
 * gdk-pixbuf takes a file that ends early, and the decoder fills the rest with gray.
 *
 * Returns: where the picture ends, which has image data and an end-of-image marker; 0: not in @data
 */
gsize
aoi_jpeg_find_end (const guint8 *data, gsize length, AoiJpegScan *scan)
{
  gsize at = scan->at;
  guint8 marker;

  while (find_marker (data, length, &at, &marker)) {
    gsize size = 0;

    if (marker == EOI)
      return scan->has_data ? at : 0;
    if (!is_lone_marker (marker)) {
      size = get_segment (data, length, at);
      if (size == 0)
        return 0;
    }
    scan->has_data = scan->has_data || marker == SOS;
    at += size;
    scan->at = at;
  }
  /* The last byte may be the first half of a marker. */
  if (length > 0)
    scan->at = MAX (scan->at, length - 1);
  return 0;
}

/* The segment behind a marker that @wants, before image data begins. Returns its bytes, or 0. */
static gsize
find_segment (const guint8 *data, gsize length, gboolean (*wants) (guint8), gsize *at)
{
  guint8 marker;

  *at = 0;
  while (find_marker (data, length, at, &marker) && marker != SOS && marker != EOI) {
    gsize size = 0;

    if (is_lone_marker (marker))
      continue;
    size = get_segment (data, length, *at);
    if (size == 0 || wants (marker))
      return size;
    *at += size;
  }
  return 0;
}

static gboolean
is_frame (guint8 marker)
{
  return marker >= SOF0 && marker <= SOF15 && marker != DHT && marker != JPG && marker != DAC;
}

/**
 * aoi_jpeg_is_gray:
 * @data: (array length=length): a JPEG file
 * @length: bytes of @data
 *
 * Returns: whether it has one component
 */
gboolean
aoi_jpeg_is_gray (const guint8 *data, gsize length)
{
  gsize at;

  return find_segment (data, length, is_frame, &at) > SOF_COMPONENTS
      && data[at + SOF_COMPONENTS] == 1;
}

static gboolean
is_app2 (guint8 marker)
{
  return marker == APP2;
}

/**
 * aoi_jpeg_has_index:
 * @data: (array length=length): a JPEG file
 * @length: bytes of @data
 *
 * Telephones put previews and gain maps behind the picture, and an index of them before it (CIPA DC-007).
 *
 * Returns: whether what follows the picture belongs to it
 */
gboolean
aoi_jpeg_has_index (const guint8 *data, gsize length)
{
  gsize from = 0, at, size;

  while ((size = find_segment (data + from, length - from, is_app2, &at)) > 0) {
    if (size > 2 + sizeof INDEX_NAME
        && memcmp (data + from + at + 2, INDEX_NAME, sizeof INDEX_NAME) == 0)
      return TRUE;
    from += at + size;
  }
  return FALSE;
}

/**
 * aoi_jpeg_has_plain_scan:
 * @data: (array length=length): a JPEG file
 * @length: bytes of @data
 *
 * Returns: whether its image data are one piece, to whose end no other marker follows than that of the picture's end
 */
gboolean
aoi_jpeg_has_plain_scan (const guint8 *data, gsize length)
{
  gsize at = 0;
  gboolean in_scan = FALSE;
  guint8 marker;

  while (find_marker (data, length, &at, &marker)) {
    gsize size;

    if (in_scan ? is_restart (marker) : is_lone_marker (marker))
      continue;
    if (in_scan || marker == EOI)
      return in_scan && marker == EOI;
    size = get_segment (data, length, at);
    if (size == 0)
      return FALSE;
    at += size;
    in_scan = marker == SOS;
  }
  return FALSE;
}
