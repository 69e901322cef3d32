/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What image files contain beside their pixels: where they end, and what decoders leave out. */
#include "image/aoi-picture-file.h"

#include <string.h>

#include "image/aoi-png-file.h"
#include "image/aoi-pnm.h"
#include "image/aoi-tiff-file.h"

#define RIFF_HEAD 12
#define BMP_OLD_HEADER 12
#define BMP_RLE8 1
#define BMP_RLE4 2
#define EXIF_NAME "Exif\0"

static guint32
get_le32 (const guint8 *data)
{
  guint32 value;

  memcpy (&value, data, sizeof value);
  return GUINT32_FROM_LE (value);
}

static guint32
get_le16 (const guint8 *data)
{
  return (guint32) data[0] | (guint32) data[1] << 8;
}

/* What a BMP file needs for its pixels: rows are stored from below, so that a decoder does not miss the last
 * ones. @length: at least %AOI_PICTURE_HEAD. Returns 0 if its header is not all there. */
static guint64
get_bmp_length (const guint8 *data, gsize length)
{
  const guint32 start = get_le32 (data + 10);
  const gboolean is_old = get_le32 (data + 14) == BMP_OLD_HEADER;
  guint64 width, height, depth;

  if (length < (is_old ? 26 : 38))
    return 0;
  if (!is_old && (get_le32 (data + 30) == BMP_RLE8 || get_le32 (data + 30) == BMP_RLE4))
    return (guint64) start + get_le32 (data + 34);
  width = is_old ? get_le16 (data + 18) : get_le32 (data + 18);
  height = is_old ? get_le16 (data + 20) : (guint64) ABS ((gint64) (gint32) get_le32 (data + 22));
  depth = get_le16 (data + (is_old ? 24 : 28));
  return start + (width * depth + 31) / 32 * 4 * height;
}

/* Chunks have an even place. */
static gsize
get_riff_length (const guint8 *data)
{
  const gsize size = get_le32 (data + 4);

  return 8 + size + (size & 1);
}

/* The next chunk of a WebP file from @at on that is called @name. @at becomes the place behind it. */
static const guint8 *
find_riff_chunk (const guint8 *data, gsize length, const gchar *name, gsize *at, gsize *size)
{
  while (*at <= length && length - *at >= 8) {
    const guint8 *chunk = data + *at;

    *size = get_le32 (chunk + 4);
    if (*size > length - *at - 8)
      return NULL;
    *at += 8 + *size + (*size & 1);
    if (memcmp (chunk, name, 4) == 0)
      return chunk + 8;
  }
  return NULL;
}

/* What is written in digits goes on to the next magic number. */
static gsize
find_plain_end (const guint8 *data, gsize length, gsize at)
{
  gboolean in_comment = FALSE;

  for (; at < length; at++) {
    if (data[at] == 'P' && !in_comment)
      return at;
    in_comment = data[at] == '#' || (in_comment && data[at] != '\n');
  }
  return 0;
}

static gsize
find_pnm_end (const guint8 *data, gsize length)
{
  AoiPnmHeader header;
  guint64 size;

  if (aoi_pnm_read_header (data, length, &header) != AOI_PNM_GOOD)
    return 0;
  size = aoi_pnm_get_length (data, length, &header);
  if (size == 0)
    return find_plain_end (data, length, header.length);
  return size <= length ? (gsize) size : 0;
}

static gsize
fit (gsize size, gsize length)
{
  return size <= length ? size : 0;
}

/**
 * aoi_picture_file_find_end:
 * @data: (array length=length): a file from its beginning, or as much of it as is there
 * @length: bytes of @data, at least %AOI_PICTURE_HEAD
 * @type: what it is
 * @scan: (inout): how far it was searched, so that nothing is searched twice when more of it comes
 *
 * Returns: where the first picture ends; 0: that is not to be seen, so it may take all of @data or more
 */
gsize
aoi_picture_file_find_end (
    const guint8 *data, gsize length, AoiPictureType type, AoiPictureScan *scan)
{
  switch (type) {
    case AOI_PICTURE_PNG:
      return aoi_png_find_end (data, length, &scan->png_at);
    case AOI_PICTURE_JPEG:
      return aoi_jpeg_find_end (data, length, &scan->jpeg);
    case AOI_PICTURE_PNM:
      return find_pnm_end (data, length);
    case AOI_PICTURE_BMP:
      return fit (get_le32 (data + 2), length);
    case AOI_PICTURE_WEBP:
      return fit (get_riff_length (data), length);
    case AOI_PICTURE_TIFF:
    case AOI_PICTURE_NONE:
      break;
  }
  return 0;
}

/**
 * aoi_picture_file_skip_padding:
 * @data: (array length=length): what follows a picture
 * @length: bytes of @data
 *
 * Returns: how many bytes mean nothing: zeros and line ends
 */
gsize
aoi_picture_file_skip_padding (const guint8 *data, gsize length)
{
  gsize n = 0;

  while (n < length && (data[n] == 0 || g_ascii_isspace (data[n])))
    n++;
  return n;
}

/**
 * aoi_picture_file_is_complete:
 * @bytes: a file
 * @type: what it is
 *
 * Returns: %FALSE if it was truncated, as far as this can be known and its decoder does not report it
 */
gboolean
aoi_picture_file_is_complete (GBytes *bytes, AoiPictureType type)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  AoiPictureScan scan = { 0 };

  if (type == AOI_PICTURE_PNG || type == AOI_PICTURE_JPEG)
    return aoi_picture_file_find_end (data, length, type, &scan) > 0;
  if (type == AOI_PICTURE_BMP) {
    const guint64 needed = get_bmp_length (data, length);

    return needed > 0 && needed <= length;
  }
  return type != AOI_PICTURE_WEBP || (gsize) get_le32 (data + 4) + 8 <= length;
}

/**
 * aoi_picture_file_is_gray:
 * @bytes: a file
 * @type: what it is
 *
 * Returns: whether it holds no colours by its header
 */
gboolean
aoi_picture_file_is_gray (GBytes *bytes, AoiPictureType type)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);

  if (type == AOI_PICTURE_PNG)
    return aoi_png_is_gray (data, length);
  if (type == AOI_PICTURE_JPEG)
    return aoi_jpeg_is_gray (data, length);
  return type == AOI_PICTURE_TIFF && aoi_tiff_is_gray (data, length);
}

static gint
get_exif_orientation (const guint8 *data, gsize length)
{
  if (data == NULL)
    return 0;
  /* As it stands in JPEG files; some programs leave that in others. */
  if (length > sizeof EXIF_NAME && memcmp (data, EXIF_NAME, sizeof EXIF_NAME) == 0)
    return aoi_tiff_get_orientation (data + sizeof EXIF_NAME, length - sizeof EXIF_NAME);
  return aoi_tiff_get_orientation (data, length);
}

/**
 * aoi_picture_file_get_orientation:
 * @bytes: a file
 * @type: what it is
 *
 * Returns: how a viewer turns it, 1 to 8 as EXIF defines it, where gdk-pixbuf does not report it; 0: not at all
 */
gint
aoi_picture_file_get_orientation (GBytes *bytes, AoiPictureType type)
{
  gsize length, size = 0, at = RIFF_HEAD;
  const guint8 *data = g_bytes_get_data (bytes, &length), *exif = NULL;

  if (type == AOI_PICTURE_PNG)
    exif = aoi_png_find_chunk (data, length, "eXIf", &size);
  else if (type == AOI_PICTURE_WEBP)
    exif = find_riff_chunk (data, length, "EXIF", &at, &size);
  return get_exif_orientation (exif, size);
}

/* Behind the end of the first picture. */
static gboolean
is_followed (const guint8 *data, gsize length, AoiPictureType type)
{
  AoiPictureScan scan = { 0 };
  gsize end = aoi_picture_file_find_end (data, length, type, &scan);

  if (end == 0)
    return FALSE;
  end += aoi_picture_file_skip_padding (data + end, length - end);
  return aoi_picture_find_type (data + end, length - end) != AOI_PICTURE_NONE
      && !(type == AOI_PICTURE_JPEG && aoi_jpeg_has_index (data, length));
}

static gboolean
is_animated_png (const guint8 *data, gsize length)
{
  gsize size;
  const guint8 *control = aoi_png_find_chunk (data, length, "acTL", &size);

  return control != NULL && size >= 4 && memcmp (control, "\0\0\0\1", 4) > 0;
}

static gboolean
is_animated_webp (const guint8 *data, gsize length)
{
  gsize at = RIFF_HEAD, size;

  return find_riff_chunk (data, length, "ANMF", &at, &size) != NULL
      && find_riff_chunk (data, length, "ANMF", &at, &size) != NULL;
}

/**
 * aoi_picture_file_is_single:
 * @bytes: an image file
 *
 * Returns: %FALSE if it holds more pictures than the one that is decoded: pages, an animation, or files that
 *   were joined
 */
gboolean
aoi_picture_file_is_single (GBytes *bytes)
{
  gsize length;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  const AoiPictureType type = aoi_picture_find_type (data, length);

  if (type == AOI_PICTURE_TIFF)
    return aoi_tiff_count_pages (data, length) <= 1;
  if ((type == AOI_PICTURE_PNG && is_animated_png (data, length))
      || (type == AOI_PICTURE_WEBP && is_animated_webp (data, length)))
    return FALSE;
  return !is_followed (data, length, type);
}
