/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a linking server's answer says. */
#include "inspect/link/gstaoilinkanswer.h"

#include <string.h>

static gboolean
is_space_at (const gchar *text)
{
  return g_unichar_isspace (g_utf8_get_char (text));
}

/* Strips white space from both ends of what is between @start and @end. */
static void
trim (const gchar **start, const gchar **end)
{
  while (*start < *end && is_space_at (*start))
    *start = g_utf8_next_char (*start);
  while (*start < *end && is_space_at (g_utf8_prev_char (*end)))
    *end = g_utf8_prev_char (*end);
}

/* What begins with a quote and does not end with one was truncated on its way. */
static gboolean
unquote (const gchar **start, const gchar **end)
{
  if (*start < *end && **start == '"' && (*end - *start == 1 || (*end)[-1] != '"'))
    return FALSE;
  while (*start < *end && **start == '"')
    (*start)++;
  while (*start < *end && (*end)[-1] == '"')
    (*end)--;
  trim (start, end);
  return TRUE;
}

static gboolean
has_control (const gchar *start, const gchar *end)
{
  for (; start < end; start = g_utf8_next_char (start))
    if (g_unichar_iscntrl (g_utf8_get_char (start)))
      return TRUE;
  return FALSE;
}

/**
 * gst_aoi_link_answer_parse:
 * @body: (array length=length): what came after a status of 200
 * @length: how many bytes
 * @problem: (out): why it is no code, a constant
 *
 * As the server that this project succeeds read it: trimmed, without its quotes, nothing unescaped, and
 * neither empty nor `null`. What could break a record is refused: control characters, text that is not UTF-8,
 * more than %GST_AOI_LINK_MAX_ANSWER bytes.
 *
 * Returns: (transfer full) (nullable): the code, or %NULL with @problem
 */
gchar *
gst_aoi_link_answer_parse (const gchar *body, gsize length, const gchar **problem)
{
  const gchar *start = body, *end = body + length;

  *problem = NULL;
  if (length > GST_AOI_LINK_MAX_ANSWER)
    *problem = "answer is too long";
  else if (!g_utf8_validate (body, (gssize) length, NULL))
    *problem = "answer is not UTF-8";
  if (*problem != NULL)
    return NULL;
  trim (&start, &end);
  if (!unquote (&start, &end))
    *problem = "answer is cut off";
  else if (has_control (start, end))
    *problem = "answer holds control characters";
  else if (start == end)
    *problem = "answer is empty";
  else if (end - start == 4 && strncmp (start, "null", 4) == 0)
    *problem = "answer is null";
  return *problem == NULL ? g_strndup (start, (gsize) (end - start)) : NULL;
}
