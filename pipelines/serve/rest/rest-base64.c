/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pictures of tens of megabytes come as base64. GLib's decoder skips what is no base64, so that a damaged text would
 * be another picture, and takes longer than the picture's decoder may. */
#include "rest/rest-base64.h"

#include <string.h>

#define HEAD "data:"

/* What a character is, besides the 64 that stand for 6 bits. */
enum {
  SPACE = 64,
  PAD,
  WRONG
};

static guint8 values[256];

static void
fill_values (void)
{
  static const gchar digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  static gsize done = 0;

  if (!g_once_init_enter (&done))
    return;
  memset (values, WRONG, sizeof values);
  for (guint i = 0; i < 64; i++)
    values[(guchar) digits[i]] = (guint8) i;
  for (const gchar *space = " \t\r\n\v\f"; *space != '\0'; space++)
    values[(guchar) *space] = SPACE;
  values['='] = PAD;
  g_once_init_leave (&done, 1);
}

/* Behind the head of a data URL, if there is one. */
static const gchar *
skip_head (const gchar *text, gsize length)
{
  const gboolean has_head = length >= strlen (HEAD) && memcmp (text, HEAD, strlen (HEAD)) == 0;
  const gchar *comma = has_head ? memchr (text, ',', length) : NULL;

  return comma != NULL ? comma + 1 : text;
}

/* Four characters at a time while nothing else comes. Returns how far it came. */
static const guchar *
decode_quads (const guchar *in, guint8 **out)
{
  for (;; in += 4, *out += 3) {
    const guint8 a = values[in[0]], b = a < 64 ? values[in[1]] : WRONG;
    const guint8 c = b < 64 ? values[in[2]] : WRONG, d = c < 64 ? values[in[3]] : WRONG;

    if (d >= 64)
      return in;
    (*out)[0] = (guint8) (a << 2 | b >> 4);
    (*out)[1] = (guint8) (b << 4 | c >> 2);
    (*out)[2] = (guint8) (c << 6 | d);
  }
}

/* One group of four with spaces or padding in it. Returns behind it, or NULL. @more: (out): whether more may come */
static const guchar *
decode_slowly (const guchar *in, const guchar *end, guint8 **out, gboolean *more)
{
  guint bits = 0, n = 0, pads = 0;

  *more = FALSE;
  while (n + pads < 4) {
    const guint8 value = values[*in];

    if (value == WRONG)
      return in == end && n + pads == 0 ? in : NULL;
    in++;
    if (value == PAD)
      pads++;
    else if (value < 64 && pads > 0)
      return NULL;
    else if (value < 64)
      bits = bits << 6 | value, n++;
  }
  if (n < 2)
    return NULL;
  bits <<= 6 * pads;
  for (guint i = 0; i + 1 < n; i++)
    *(*out)++ = (guint8) (bits >> (16 - 8 * i));
  *more = pads == 0;
  return in;
}

/**
 * rest_base64_decode:
 * @text: base64, with or without the head of a data URL; white space is skipped
 * @length: bytes of @text, behind which there must be one that is no base64, such as NUL
 *
 * Returns: (transfer full) (nullable): what it says, at least a byte; %NULL if it is not base64
 */
GBytes *
rest_base64_decode (const gchar *text, gsize length)
{
  const guchar *in = (const guchar *) skip_head (text, length);
  const guchar *end = (const guchar *) text + length;
  guint8 *data = g_malloc ((gsize) (end - in) / 4 * 3 + 3), *out = data;
  gboolean more = TRUE;

  fill_values ();
  while (in != NULL && more) {
    in = decode_quads (in, &out);
    in = decode_slowly (in, end, &out, &more);
  }
  while (in != NULL && values[*in] == SPACE)
    in++;
  if (in == NULL || in != end || out == data) {
    g_free (data);
    return NULL;
  }
  return g_bytes_new_take (data, (gsize) (out - data));
}
