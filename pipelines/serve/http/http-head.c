/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether all who read a request's head understand it in the same way. libsoup is generous where whoever stands between
 * it and a client may be generous in another way: then one takes for a body what the other takes for a request
 * (RFC 9112, chapters 2.2, 5, 6.3 and 11.2). */
#include "http/http-head.h"

#include <string.h>

#define LINE_END "\r\n"
#define TOKEN "!#$%&'*+-.^_`|~0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"

/* How often lengths are told. */
typedef struct {
  guint lengths, encodings;
} Framing;

static gboolean
is_name (const gchar *line, gsize length, const gchar *name)
{
  return length == strlen (name) && g_ascii_strncasecmp (line, name, length) == 0;
}

static gboolean
is_digits (const gchar *text)
{
  return *text != '\0' && strspn (text, "0123456789") == strlen (text);
}

/* Returns what is wrong with a header. */
static const gchar *
check_header (const gchar *line, Framing *framing)
{
  const gsize length = strspn (line, TOKEN);
  g_autofree gchar *value = NULL;

  if (length == 0 || line[length] != ':')
    return "a header is a name, a colon, and a value on one line";
  value = g_strstrip (g_strdup (line + length + 1));
  if (strchr (value, '\r') != NULL || strchr (value, '\n') != NULL)
    return "lines end with CR and LF";
  if (is_name (line, length, "Content-Length")) {
    framing->lengths++;
    return is_digits (value) ? NULL : "Content-Length must be a number";
  }
  if (is_name (line, length, "Transfer-Encoding")) {
    framing->encodings++;
    return g_ascii_strcasecmp (value, "chunked") == 0 ? NULL : "Transfer-Encoding must be chunked";
  }
  return NULL;
}

static const gchar *
check_lines (gchar **lines)
{
  Framing framing = { 0 };
  const gchar *wrong = strpbrk (lines[0], LINE_END) != NULL ? "lines end with CR and LF" : NULL;

  for (guint i = 1; wrong == NULL && lines[i] != NULL; i++)
    wrong = check_header (lines[i], &framing);
  if (wrong == NULL && framing.lengths + framing.encodings > 1)
    wrong = "a body has one length";
  return wrong;
}

/**
 * http_head_check:
 * @text: (array length=length): what has come of a request
 * @length: how much that is
 *
 * Returns: (nullable): what of its head can be understood in two ways; %NULL: nothing
 */
const gchar *
http_head_check (const gchar *text, gsize length)
{
  const gchar *end = g_strstr_len (text, (gssize) length, LINE_END LINE_END);
  const gsize size = end != NULL ? (gsize) (end - text) : 0;
  g_autofree gchar *head = NULL;
  g_auto (GStrv) lines = NULL;

  if (end == NULL)
    return "a head has at most 32 KiB, and ends with an empty line";
  if (memchr (text, '\0', size) != NULL)
    return "a head holds no NUL";
  head = g_strndup (text, size);
  lines = g_strsplit (head, LINE_END, -1);
  return check_lines (lines);
}
