/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "image/aoi-pgm.h"

#include <stdio.h>

#define MAX_VALUE 255

/* What is left of a header. */
typedef struct {
  const guint8 *at;
  const guint8 *end;
} Text;

static gboolean
refuse (GError **error, const gchar *why)
{
  g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "no PGM or PPM of 8 bits: %s", why);
  return FALSE;
}

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
read_number (Text *text, gint max, gint *value)
{
  const guint8 *begin;
  gint64 number = 0;

  skip_space (text);
  begin = text->at;
  while (text->at < text->end && g_ascii_isdigit (*text->at) && number <= max)
    number = number * 10 + (*text->at++ - '0');
  *value = (gint) MIN (number, max);
  return text->at > begin && number >= 1 && number <= max;
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
 * @data: (array length=size): how a file begins that nobody vouches for
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
  Text text = { data, data + size };
  gint max_value;

  if (size < 2 || data[0] != 'P' || (data[1] != '5' && data[1] != '6'))
    return refuse (error, "it does not begin with P5 or P6");
  header->channels = data[1] == '5' ? 1 : 3;
  text.at += 2;
  if (text.at == text.end || (!is_space (*text.at) && *text.at != '#'))
    return refuse (error, "there is no space behind P5 or P6");
  if (!read_number (&text, G_MAXINT, &header->width)
      || !read_number (&text, G_MAXINT, &header->height))
    return refuse (error, "it has no width and height");
  if (!read_number (&text, MAX_VALUE, &max_value) || max_value != MAX_VALUE)
    return refuse (error, "its greatest value is not 255");
  /* One character, whatever the first pixel looks like. */
  if (text.at == text.end || !is_space (*text.at))
    return refuse (error, "its header does not end");
  header->length = (gsize) (text.at + 1 - data);
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
