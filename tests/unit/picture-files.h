/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gdk-pixbuf/gdk-pixbuf.h>
#include <gio/gio.h>
#include <string.h>

#include "aoi-image-file.h"

/* Image files as other programs write them, drawn from a seed. */

/* Smooth, so that JPEG keeps it; no two corners are alike. */
static inline AoiRgbImage *
picture_draw (guint seed, gint width, gint height)
{
  AoiRgbImage *image = aoi_rgb_image_new (width, height);
  g_autoptr (GRand) rand = g_rand_new_with_seed (seed);
  gint corners[4][3];

  for (guint i = 0; i < 12; i++)
    corners[i / 3][i % 3] = g_rand_int_range (rand, 60 * (gint) (i / 3), 60 * (gint) (i / 3) + 70);
  for (gint y = 0; y < height; y++)
    for (gint x = 0; x < width; x++)
      for (gint c = 0; c < 3; c++)
        image->data[3 * (y * width + x) + c] = (guint8) ((corners[0][c] * (width - x) * (height - y)
                                                             + corners[1][c] * x * (height - y)
                                                             + corners[2][c] * (width - x) * y
                                                             + corners[3][c] * x * y)
            / (width * height));
  return image;
}

static inline GBytes *
picture_save (const AoiRgbImage *image, const gchar *format)
{
  g_autoptr (GdkPixbuf) pixbuf = gdk_pixbuf_new_from_data (image->data, GDK_COLORSPACE_RGB, FALSE,
      8, image->width, image->height, 3 * image->width, NULL, NULL);
  gchar *data = NULL;
  gsize length;

  if (!gdk_pixbuf_save_to_buffer (pixbuf, &data, &length, format, NULL, NULL))
    return NULL;
  return g_bytes_new_take (data, length);
}

static inline GBytes *
picture_pnm (const gchar *header, gconstpointer pixels, gsize length)
{
  GByteArray *file = g_byte_array_new ();

  g_byte_array_append (file, (const guint8 *) header, (guint) strlen (header));
  g_byte_array_append (file, pixels, (guint) length);
  return g_byte_array_free_to_bytes (file);
}

static inline guint32
picture_crc (const guint8 *data, gsize length)
{
  guint32 crc = 0xffffffff;

  for (gsize i = 0; i < length; i++) {
    crc ^= data[i];
    for (guint bit = 0; bit < 8; bit++)
      crc = crc >> 1 ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return ~crc;
}

static inline void
picture_append_be32 (GByteArray *file, guint32 value)
{
  const guint32 swapped = GUINT32_TO_BE (value);

  g_byte_array_append (file, (const guint8 *) &swapped, 4);
}

static inline void
picture_append_chunk (GByteArray *file, const gchar *name, gconstpointer data, gsize length)
{
  const guint start = file->len + 4;

  picture_append_be32 (file, (guint32) length);
  g_byte_array_append (file, (const guint8 *) name, 4);
  if (length > 0)
    g_byte_array_append (file, data, (guint) length);
  picture_append_be32 (file, picture_crc (file->data + start, length + 4));
}

static inline GBytes *
picture_deflate (const guint8 *data, gsize length)
{
  g_autoptr (GConverter)
      converter = G_CONVERTER (g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 6));
  g_autoptr (GOutputStream) memory = g_memory_output_stream_new_resizable ();
  g_autoptr (GOutputStream) stream = g_converter_output_stream_new (memory, converter);

  g_assert_true (g_output_stream_write_all (stream, data, length, NULL, NULL, NULL));
  g_assert_true (g_output_stream_close (stream, NULL, NULL));
  return g_memory_output_stream_steal_as_bytes (G_MEMORY_OUTPUT_STREAM (memory));
}

/* @samples: of 16 bits, big-endian. @exif: (nullable): for a chunk eXIf. */
static inline GBytes *
picture_png16 (gint width, gint height, gint channels, const guint8 *samples, GBytes *exif)
{
  const gsize row = 2 * (gsize) channels * (gsize) width;
  g_autofree guint8 *rows = g_malloc0 ((row + 1) * (gsize) height);
  g_autoptr (GBytes) packed = NULL;
  GByteArray *file = g_byte_array_new ();
  guint8 header[13] = { 0, 0, 0, (guint8) width, 0, 0, 0, (guint8) height, 16,
    channels == 1 ? 0 : 2 };

  for (gint y = 0; y < height; y++)
    memcpy (rows + y * (row + 1) + 1, samples + y * row, row);
  packed = picture_deflate (rows, (row + 1) * (gsize) height);
  g_byte_array_append (file, (const guint8 *) "\x89PNG\r\n\x1a\n", 8);
  picture_append_chunk (file, "IHDR", header, sizeof header);
  if (exif != NULL)
    picture_append_chunk (file, "eXIf", g_bytes_get_data (exif, NULL), g_bytes_get_size (exif));
  picture_append_chunk (file, "IDAT", g_bytes_get_data (packed, NULL), g_bytes_get_size (packed));
  picture_append_chunk (file, "IEND", NULL, 0);
  return g_byte_array_free_to_bytes (file);
}

/* EXIF data of nothing but an orientation. */
static inline GBytes *
picture_exif (gint orientation)
{
  guint8 exif[] = "MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x06\0\0\0\0\0";

  exif[19] = (guint8) orientation;
  return g_bytes_new (exif, sizeof exif);
}

/* Puts a marker APP1 behind the beginning of a JPEG file. */
static inline GBytes *
picture_turn_jpeg (GBytes *jpeg, gint orientation)
{
  g_autoptr (GBytes) exif = picture_exif (orientation);
  const guint8 *data = g_bytes_get_data (jpeg, NULL);
  const guint8 head[] = { 0xff, 0xe1, 0, (guint8) (8 + g_bytes_get_size (exif)), 'E', 'x', 'i', 'f',
    0, 0 };
  GByteArray *file = g_byte_array_new ();

  g_byte_array_append (file, data, 2);
  g_byte_array_append (file, head, sizeof head);
  g_byte_array_append (file, g_bytes_get_data (exif, NULL), (guint) g_bytes_get_size (exif));
  g_byte_array_append (file, data + 2, (guint) g_bytes_get_size (jpeg) - 2);
  return g_byte_array_free_to_bytes (file);
}

static inline GBytes *
picture_join (GBytes *first, GBytes *second)
{
  GByteArray *file = g_byte_array_new ();

  g_byte_array_append (file, g_bytes_get_data (first, NULL), (guint) g_bytes_get_size (first));
  g_byte_array_append (file, g_bytes_get_data (second, NULL), (guint) g_bytes_get_size (second));
  return g_byte_array_free_to_bytes (file);
}
