/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files that are made to harm whoever decodes them. */
#include "picture-hostile.h"

#include <gio/gio.h>
#include <string.h>

#define BOMB (64 * 1024 * 1024)
#define PIECE (64 * 1024)

typedef GBytes *(*Make) (GRand *rand, GBytes *png, GBytes *jpeg);

static guint32
get_crc (const guint8 *data, gsize size)
{
  guint32 crc = 0xffffffff;

  for (gsize i = 0; i < size; i++) {
    crc ^= data[i];
    for (guint bit = 0; bit < 8; bit++)
      crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xedb88320 : 0);
  }
  return ~crc;
}

static void
add_number (GByteArray *file, guint32 number)
{
  const guint32 big = GUINT32_TO_BE (number);

  g_byte_array_append (file, (const guint8 *) &big, sizeof big);
}

static void
add_noise (GRand *rand, GByteArray *file, guint n)
{
  for (guint i = 0; i < n; i++) {
    const guint8 byte = (guint8) g_rand_int (rand);

    g_byte_array_append (file, &byte, 1);
  }
}

static void
add_chunk (GByteArray *file, const gchar *type, GByteArray *content)
{
  const guint begin = file->len + 4;

  add_number (file, content->len);
  g_byte_array_append (file, (const guint8 *) type, 4);
  g_byte_array_append (file, content->data, content->len);
  add_number (file, get_crc (file->data + begin, file->len - begin));
}

/* So many zeros, compressed: a thousandth. */
static void
add_zeros (GByteArray *file, gsize n)
{
  g_autoptr (GZlibCompressor) zlib = g_zlib_compressor_new (G_ZLIB_COMPRESSOR_FORMAT_ZLIB, 9);
  static const guint8 zeros[PIECE];
  guint8 out[PIECE];
  GConverterResult result;

  do {
    const gsize piece = MIN (n, sizeof zeros);
    gsize read, written;

    result = g_converter_convert (G_CONVERTER (zlib), zeros, piece, out, sizeof out,
        n <= piece ? G_CONVERTER_INPUT_AT_END : G_CONVERTER_NO_FLAGS, &read, &written, NULL);
    n -= read;
    g_byte_array_append (file, out, (guint) written);
  } while (result == G_CONVERTER_CONVERTED);
}

/* A PNG of this size, with a chunk before the pixels that may be NULL. */
static GBytes *
make_png (guint32 width, guint32 height, const gchar *type, GByteArray *chunk, gsize pixel_bytes)
{
  static const guint8 magic[] = { 0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n' };
  static const guint8 rgb[] = { 8, 2, 0, 0, 0 };
  g_autoptr (GByteArray) head = g_byte_array_new (), pixels = g_byte_array_new (),
                         none = g_byte_array_new ();
  GByteArray *file = g_byte_array_new ();

  add_number (head, width);
  add_number (head, height);
  g_byte_array_append (head, rgb, sizeof rgb);
  add_zeros (pixels, pixel_bytes);
  g_byte_array_append (file, magic, sizeof magic);
  add_chunk (file, "IHDR", head);
  if (chunk != NULL)
    add_chunk (file, type, chunk);
  add_chunk (file, "IDAT", pixels);
  add_chunk (file, "IEND", none);
  return g_byte_array_free_to_bytes (file);
}

static guint32
get_huge (GRand *rand)
{
  return g_rand_int (rand) >> g_rand_int_range (rand, 0, 18);
}

/* Its head says that it is huge; nothing of that is there. */
static GBytes *
make_huge_png (GRand *rand, GBytes *png, GBytes *jpeg)
{
  return make_png (get_huge (rand), get_huge (rand), NULL, NULL, 1000);
}

static GBytes *
make_huge_jpeg (GRand *rand, GBytes *png, GBytes *jpeg)
{
  gsize size;
  const guint8 *data = g_bytes_get_data (jpeg, &size);
  g_autofree guint8 *copy = g_memdup2 (data, size);

  for (gsize i = 0; i + 9 < size; i++)
    if (copy[i] == 0xff && copy[i + 1] == 0xc0)
      for (guint k = 5; k < 9; k++)
        copy[i + k] = (guint8) g_rand_int (rand);
  return g_bytes_new (copy, size);
}

static GBytes *
make_huge_pnm (GRand *rand, GBytes *png, GBytes *jpeg)
{
  g_autofree gchar *text = g_strdup_printf ("P%d %u %u %d\n", g_rand_int_range (rand, 1, 7),
      get_huge (rand), get_huge (rand), g_rand_boolean (rand) ? 255 : 65535);

  return g_bytes_new (text, strlen (text));
}

static GBytes *
make_huge_bmp (GRand *rand, GBytes *png, GBytes *jpeg)
{
  guint8 head[54] = { 'B', 'M', [10] = 54, [14] = 40, [26] = 1, [28] = 24 };
  const guint32 width = GUINT32_TO_LE (get_huge (rand)), height = GUINT32_TO_LE (get_huge (rand));

  memcpy (head + 18, &width, sizeof width);
  memcpy (head + 22, &height, sizeof height);
  head[28] = (guint8) (1 << g_rand_int_range (rand, 0, 6));
  return g_bytes_new (head, sizeof head);
}

/* Its directory is anywhere, of any entries. */
static GBytes *
make_tiff (GRand *rand, GBytes *png, GBytes *jpeg)
{
  GByteArray *file = g_byte_array_new ();
  guint8 head[10] = { 'I', 'I', 42, 0, (guint8) g_rand_int_range (rand, 0, 64), 0, 0, 0,
    (guint8) g_rand_int (rand), 0 };

  g_byte_array_append (file, head, sizeof head);
  add_noise (rand, file, 600);
  return g_byte_array_free_to_bytes (file);
}

static GBytes *
make_webp (GRand *rand, GBytes *png, GBytes *jpeg)
{
  static const gchar *const kinds[] = { "VP8 ", "VP8L", "VP8X" };
  GByteArray *file = g_byte_array_new ();

  g_byte_array_append (file, (const guint8 *) "RIFF\x80\0\0\0WEBP", 12);
  g_byte_array_append (
      file, (const guint8 *) kinds[g_rand_int_range (rand, 0, G_N_ELEMENTS (kinds))], 4);
  add_noise (rand, file, 120);
  return g_byte_array_free_to_bytes (file);
}

/* Far more pixels, or text, than there can be. */
static GBytes *
make_bomb (GRand *rand, GBytes *png, GBytes *jpeg)
{
  g_autoptr (GByteArray) text = g_byte_array_new ();

  if (g_rand_boolean (rand))
    return make_png (1, 1, NULL, NULL, BOMB);
  g_byte_array_append (text, (const guint8 *) "Comment\0\0", 9);
  add_zeros (text, BOMB);
  return make_png (3, 3, "zTXt", text, 30);
}

/* What says how colours are meant is rubbish, or a bomb. */
static GBytes *
make_profile_png (GRand *rand, GBytes *png, GBytes *jpeg)
{
  g_autoptr (GByteArray) profile = g_byte_array_new ();

  g_byte_array_append (profile, (const guint8 *) "icc\0\0", 5);
  if (g_rand_int_range (rand, 0, 8) == 0)
    add_zeros (profile, BOMB);
  else
    add_noise (rand, profile, (guint) g_rand_int_range (rand, 0, 4000));
  return make_png (3, 3, "iCCP", profile, 30);
}

static GBytes *
make_profile_jpeg (GRand *rand, GBytes *png, GBytes *jpeg)
{
  GByteArray *file = g_byte_array_new ();
  const guint noise = (guint) g_rand_int_range (rand, 0, 4000), length = noise + 16;
  const guint8 marker[] = { 0xff, 0xe2, (guint8) (length >> 8), (guint8) length };
  gsize size;
  const guint8 *data = g_bytes_get_data (jpeg, &size);

  g_byte_array_append (file, data, 2);
  g_byte_array_append (file, marker, sizeof marker);
  g_byte_array_append (file, (const guint8 *) "ICC_PROFILE", 12);
  add_noise (rand, file, noise + 2);
  g_byte_array_append (file, data + 2, (guint) size - 2);
  return g_byte_array_free_to_bytes (file);
}

/* Ends early, or with some bytes changed. */
static GBytes *
make_broken (GRand *rand, GBytes *png, GBytes *jpeg)
{
  GBytes *good = g_rand_boolean (rand) ? png : jpeg;
  gsize size;
  const guint8 *data = g_bytes_get_data (good, &size);
  g_autofree guint8 *copy = g_memdup2 (data, size);
  const gint n = g_rand_int_range (rand, 0, 20);

  for (gint i = 0; i < n; i++)
    copy[g_rand_int_range (rand, 0, (gint32) size)] = (guint8) g_rand_int (rand);
  return g_bytes_new (copy, n > 10 ? size : (gsize) g_rand_int_range (rand, 0, (gint32) size));
}

GBytes *
picture_hostile_new (GRand *rand, GBytes *png, GBytes *jpeg)
{
  static const Make makes[] = { make_huge_png, make_huge_jpeg, make_huge_pnm, make_huge_bmp,
    make_tiff, make_webp, make_bomb, make_profile_png, make_profile_jpeg, make_broken };

  return makes[g_rand_int_range (rand, 0, G_N_ELEMENTS (makes))](rand, png, jpeg);
}
