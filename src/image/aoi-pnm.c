/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files of netpbm: P1 to P6. */
#include "image/aoi-pnm.h"

#include "aoi-error.h"
#include "aoi-image-file.h"

#define MAX_VALUE 65535

/* What is left of a file. */
typedef struct {
  const guint8 *at;
  const guint8 *end;
} Text;

static gboolean
is_space (guint8 c)
{
  return c == ' ' || (c >= '\t' && c <= '\r');
}

/* White space and comments, which go on to the end of their line. */
static void
skip_space (Text *text)
{
  while (text->at < text->end && (is_space (*text->at) || *text->at == '#')) {
    if (*text->at == '#')
      while (text->at < text->end && *text->at != '\n')
        text->at++;
    else
      text->at++;
  }
}

static gboolean
read_number (Text *text, gint min, gint max, gint *value)
{
  const guint8 *begin;
  gint64 number = 0;

  skip_space (text);
  begin = text->at;
  while (text->at < text->end && g_ascii_isdigit (*text->at) && number <= max)
    number = number * 10 + (*text->at++ - '0');
  *value = (gint) MIN (number, max);
  return text->at > begin && number >= min && number <= max;
}

/* Bits have no greatest value. */
static gboolean
is_bitmap (const AoiPnmHeader *header)
{
  return header->kind == 1 || header->kind == 4;
}

static gboolean
is_plain (const AoiPnmHeader *header)
{
  return header->kind <= 3;
}

/**
 * aoi_pnm_read_header:
 * @data: (array length=length): the beginning of a file, not trusted, with its magic number
 * @length: bytes of @data
 * @header: (out): what it says
 *
 * Reads a header as netpbm defines it, comments included.
 *
 * Returns: what is wrong with it
 */
AoiPnmFault
aoi_pnm_read_header (const guint8 *data, gsize length, AoiPnmHeader *header)
{
  Text text = { data, data + length };

  header->kind = data[1] - '0';
  header->channels = header->kind % 3 == 0 ? 3 : 1;
  header->maximum = 1;
  text.at += 2;
  if (text.at == text.end || (!is_space (*text.at) && *text.at != '#'))
    return AOI_PNM_NO_SPACE;
  if (!read_number (&text, 1, G_MAXINT, &header->width)
      || !read_number (&text, 1, G_MAXINT, &header->height))
    return AOI_PNM_NO_SIZE;
  if (!is_bitmap (header) && !read_number (&text, 1, MAX_VALUE, &header->maximum))
    return AOI_PNM_NO_MAXIMUM;
  /* Exactly one character: the next byte is a pixel, even if it is white space. */
  if (text.at == text.end || !is_space (*text.at))
    return AOI_PNM_NO_END;
  header->length = (gsize) (text.at + 1 - data);
  return AOI_PNM_GOOD;
}

static guint64
get_row_bytes (const AoiPnmHeader *header)
{
  if (is_bitmap (header))
    return ((guint64) header->width + 7) / 8;
  return (guint64) header->width * (guint) header->channels * (header->maximum > 255 ? 2 : 1);
}

static guint64
get_pixel_bytes (const AoiPnmHeader *header)
{
  const guint64 row_bytes = get_row_bytes (header);

  return row_bytes > G_MAXUINT64 / 4 / (guint64) header->height
      ? G_MAXUINT64 / 4
      : row_bytes * (guint64) header->height;
}

/* Where the pixels begin. Editors and programs of Windows end lines with CR LF, the last of the header too,
 * where netpbm has one character only: both are skipped if all pixels still follow. */
static gsize
get_start (const guint8 *data, gsize length, const AoiPnmHeader *header)
{
  const gsize start = header->length;

  if (data[start - 1] == '\r' && start < length && data[start] == '\n'
      && length - start - 1 >= get_pixel_bytes (header))
    return start + 1;
  return start;
}

/**
 * aoi_pnm_get_length:
 * @data: (array length=length): a file, or how it begins
 * @length: bytes of @data
 * @header: its header
 *
 * Returns: how many bytes the picture takes, which may be more than @length; 0 of a plain one, which goes on
 *   to the end of its file
 */
guint64
aoi_pnm_get_length (const guint8 *data, gsize length, const AoiPnmHeader *header)
{
  return is_plain (header) ? 0 : get_start (data, length, header) + get_pixel_bytes (header);
}

/* To the range of a byte: of whole bits their upper eight, as of GRAY16. */
static guint8
scale (guint value, guint maximum)
{
  value = MIN (value, maximum);
  if (maximum >= 255)
    return (guint8) (value * 256 / (maximum + 1));
  return (guint8) ((value * 255 + maximum / 2) / maximum);
}

static void
fill_table (const AoiPnmHeader *header, guint8 *table)
{
  for (guint i = 0; i <= 255; i++)
    table[i] = scale (i, (guint) header->maximum);
}

static void
unpack_bits (const AoiPnmHeader *header, const guint8 *source, guint8 *dest)
{
  const gsize row_bytes = get_row_bytes (header);

  for (gint y = 0; y < header->height; y++, source += row_bytes)
    for (gint x = 0; x < header->width; x++)
      *dest++ = source[x / 8] >> (7 - x % 8) & 1 ? 0 : 255;
}

static void
unpack_wide (const AoiPnmHeader *header, gsize n, const guint8 *source, guint8 *dest)
{
  for (gsize i = 0; i < n; i++)
    dest[i] = scale ((guint) source[2 * i] << 8 | source[2 * i + 1], (guint) header->maximum);
}

static void
unpack_narrow (const AoiPnmHeader *header, gsize n, const guint8 *source, guint8 *dest)
{
  guint8 table[256];

  fill_table (header, table);
  for (gsize i = 0; i < n; i++)
    dest[i] = table[source[i]];
}

/* Digits of bits need no space between them. */
static gboolean
read_plain (const AoiPnmHeader *header, gsize n, Text text, guint8 *dest)
{
  for (gsize i = 0; i < n; i++) {
    gint value;

    if (is_bitmap (header)) {
      skip_space (&text);
      if (text.at == text.end || (*text.at != '0' && *text.at != '1'))
        return FALSE;
      dest[i] = *text.at++ == '1' ? 0 : 255;
    } else if (read_number (&text, 0, MAX_VALUE, &value)) {
      dest[i] = scale ((guint) value, (guint) header->maximum);
    } else {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
check (const AoiPnmHeader *header, AoiPnmFault fault, GError **error)
{
  static const gchar *const faults[] = {
    [AOI_PNM_NO_SPACE] = "there is no space behind its magic number",
    [AOI_PNM_NO_SIZE] = "it has no width and height",
    [AOI_PNM_NO_MAXIMUM] = "its greatest value is not from 1 to 65535",
    [AOI_PNM_NO_END] = "its header does not end",
  };

  if (fault != AOI_PNM_GOOD) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "cannot be decoded: %s", faults[fault]);
    return FALSE;
  }
  return aoi_picture_check_size (header->width, header->height, error);
}

/* Pixels of a byte each need no copy. */
static GBytes *
unpack (const AoiPnmHeader *header, GBytes *bytes, gsize start)
{
  gsize length, n = (gsize) header->width * (gsize) header->height * (gsize) header->channels;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  g_autofree guint8 *pixels = NULL;

  if (!is_plain (header) && header->maximum == 255)
    return g_bytes_new_from_bytes (bytes, start, n);
  pixels = g_malloc (n);
  if (is_plain (header)) {
    if (!read_plain (header, n, (Text){ data + start, data + length }, pixels))
      return NULL;
  } else if (is_bitmap (header)) {
    unpack_bits (header, data + start, pixels);
  } else if (header->maximum > 255) {
    unpack_wide (header, n, data + start, pixels);
  } else {
    unpack_narrow (header, n, data + start, pixels);
  }
  return g_bytes_new_take (g_steal_pointer (&pixels), n);
}

/**
 * aoi_pnm_decode:
 * @bytes: a file that begins as one of netpbm
 * @error: return location for an %AOI_ERROR_IMAGE that does not name the file
 *
 * Values are taken to the range of a byte. Thread-safe.
 *
 * Returns: (transfer full): the picture, in gray unless it is a pixmap
 */
AoiPicture *
aoi_pnm_decode (GBytes *bytes, GError **error)
{
  gsize length, start;
  const guint8 *data = g_bytes_get_data (bytes, &length);
  g_autoptr (GBytes) pixels = NULL;
  AoiPnmHeader header;
  const AoiPnmFault fault = aoi_pnm_read_header (data, length, &header);

  if (!check (&header, fault, error))
    return NULL;
  start = is_plain (&header) ? header.length : get_start (data, length, &header);
  if (is_plain (&header) || length - start >= get_pixel_bytes (&header))
    pixels = unpack (&header, bytes, start);
  if (pixels == NULL) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "cannot be decoded: the file ends too early%s",
        is_plain (&header) ? ", or holds other than numbers" : "");
    return NULL;
  }
  return aoi_picture_new (header.channels == 1 ? AOI_FORMAT_GRAY8 : AOI_FORMAT_RGB, header.width,
      header.height, pixels);
}
