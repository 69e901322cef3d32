/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Names that are unique in the world and sort by the time at which they were made: UUIDs of version 7, RFC 9562. */
#include "base/aoi-uuid.h"

#include <string.h>
#include <sys/random.h>

/* Places of the parts in the sixteen bytes: 48 bits of milliseconds, 12 bits of their fraction, 62 random bits; between them
 * the version and the variant. */
#define N_BYTES 16
#define N_TIME_BYTES 6
#define VERSION_BYTE 6
#define VARIANT_BYTE 8
#define VERSION 0x70
#define VARIANT 0x80

/* The kernel's generator, whose numbers a forked process does not repeat. So few bytes come whole. */
static void
fill_random (guint8 *bytes, gsize n)
{
  while (getrandom (bytes, n, 0) != (gssize) n)
    ;
}

static gchar *
write_text (const guint8 *bytes)
{
  static const gchar digits[] = "0123456789abcdef";
  gchar *text = g_malloc (AOI_UUID_LENGTH + 1), *at = text;

  for (guint i = 0; i < N_BYTES; i++) {
    if (i == 4 || i == 6 || i == 8 || i == 10)
      *at++ = '-';
    *at++ = digits[bytes[i] >> 4];
    *at++ = digits[bytes[i] & 15];
  }
  *at = '\0';
  return text;
}

/**
 * aoi_uuid_new:
 * @time_us: wall clock, microseconds since 1970
 *
 * Makes a UUID of version 7. Those of different times sort as the times do, to a quarter of a microsecond. Thread-safe.
 *
 * Returns: (transfer full): its text, in lower case
 *
 * Since: 0.2
 */
gchar *
aoi_uuid_new (gint64 time_us)
{
  const guint64 time = (guint64) MAX (time_us, 0);
  const guint64 milliseconds = time / 1000;
  const guint fraction = (guint) (time % 1000 * 4096 / 1000);
  guint8 bytes[N_BYTES];

  fill_random (bytes + VARIANT_BYTE, N_BYTES - VARIANT_BYTE);
  for (guint i = 0; i < N_TIME_BYTES; i++)
    bytes[i] = (guint8) (milliseconds >> (8 * (N_TIME_BYTES - 1 - i)));
  bytes[VERSION_BYTE] = (guint8) (VERSION | fraction >> 8);
  bytes[VERSION_BYTE + 1] = (guint8) fraction;
  bytes[VARIANT_BYTE] = (guint8) (VARIANT | (bytes[VARIANT_BYTE] & 0x3f));
  return write_text (bytes);
}

/**
 * aoi_uuid_new_least:
 * @time_us: wall clock, microseconds since 1970
 *
 * Thread-safe.
 *
 * Returns: (transfer full): what sorts before all UUIDs of version 7 of that millisecond and later ones, and behind all others; it
 *   is none itself
 *
 * Since: 0.2
 */
gchar *
aoi_uuid_new_least (gint64 time_us)
{
  const guint64 milliseconds = (guint64) MAX (time_us, 0) / 1000;

  return g_strdup_printf ("%08x-%04x-0000-0000-000000000000", (guint) (milliseconds >> 16),
      (guint) (milliseconds & 0xffff));
}

static gboolean
read_text (const gchar *text, guint8 *bytes)
{
  if (strlen (text) != AOI_UUID_LENGTH)
    return FALSE;
  for (guint i = 0; i < N_BYTES; i++) {
    if ((i == 4 || i == 6 || i == 8 || i == 10) && *text++ != '-')
      return FALSE;
    if (!g_ascii_isxdigit (text[0]) || !g_ascii_isxdigit (text[1]))
      return FALSE;
    bytes[i] = (guint8) (g_ascii_xdigit_value (text[0]) << 4 | g_ascii_xdigit_value (text[1]));
    text += 2;
  }
  return TRUE;
}

/**
 * aoi_uuid_get_time:
 * @uuid: a text
 * @time_us: (out) (optional): when it was made, microseconds since 1970, in whole milliseconds
 *
 * Returns: whether it is a UUID of version 7
 *
 * Since: 0.2
 */
gboolean
aoi_uuid_get_time (const gchar *uuid, gint64 *time_us)
{
  guint8 bytes[N_BYTES];
  guint64 milliseconds = 0;

  if (!read_text (uuid, bytes) || (bytes[VERSION_BYTE] & 0xf0) != VERSION
      || (bytes[VARIANT_BYTE] & 0xc0) != VARIANT)
    return FALSE;
  for (guint i = 0; i < N_TIME_BYTES; i++)
    milliseconds = milliseconds << 8 | bytes[i];
  if (time_us != NULL)
    *time_us = (gint64) milliseconds * 1000;
  return TRUE;
}
