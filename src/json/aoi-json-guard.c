/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "json/aoi-json-guard.h"

#include <math.h>
#include <string.h>

#include "aoi-error.h"

/* Integers of more digits may not fit json-glib's gint64, which would hold another number then. */
#define MAX_DIGITS 18

/* The grammar of RFC 8259, one function a rule. Each begins at the rule's first character and leaves
 * @at behind its last one, or sets @error. */
typedef struct {
  const gchar *text;
  const gchar *at;
  const gchar *end;
  guint nesting;
  guint max_nesting;
  guint n_values;
  GError **error;
} Guard;

static gboolean check_value (Guard *self);

static gboolean
refuse (Guard *self, const gchar *place, const gchar *format, ...) G_GNUC_PRINTF (3, 4);

/* @place is where all before it is known to be UTF-8. */
static gboolean
refuse (Guard *self, const gchar *place, const gchar *format, ...)
{
  g_autofree gchar *text = NULL;
  const gchar *line = self->text;
  guint n_lines = 1;
  va_list args;

  for (const gchar *p = self->text; p < place; p++) {
    if (*p == '\n') {
      line = p + 1;
      n_lines++;
    }
  }
  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_set_error (self->error, AOI_ERROR, AOI_ERROR_SYNTAX, "line %u, column %ld: %s", n_lines,
      g_utf8_strlen (line, place - line) + 1, text);
  return FALSE;
}

static gboolean
refuse_here (Guard *self, const gchar *expected)
{
  gchar utf8[7] = { 0 };

  if (self->at == self->end)
    return refuse (self, self->at, "expected %s, but the file ends", expected);
  g_unichar_to_utf8 (g_utf8_get_char (self->at), utf8);
  if ((guchar) utf8[0] < 0x20)
    return refuse (
        self, self->at, "expected %s, found the control character 0x%02x", expected, utf8[0]);
  return refuse (self, self->at, "expected %s, found '%s'", expected, utf8);
}

static void
skip_space (Guard *self)
{
  while (self->at < self->end && strchr (" \t\r\n", *self->at) != NULL)
    self->at++;
}

static gboolean
next_is (const Guard *self, gchar c)
{
  return self->at < self->end && *self->at == c;
}

static gboolean
accept (Guard *self, gchar c)
{
  if (!next_is (self, c))
    return FALSE;
  self->at++;
  return TRUE;
}

static gboolean
read_utf16 (Guard *self, guint *unit)
{
  *unit = 0;
  for (guint i = 0; i < 4; i++, self->at++) {
    if (self->at == self->end || !g_ascii_isxdigit (*self->at))
      return refuse_here (self, "four hexadecimal digits after \\u");
    *unit = *unit * 16 + (guint) g_ascii_xdigit_value (*self->at);
  }
  return TRUE;
}

/* json-glib truncates a string at an escaped NUL and asserts on half a surrogate pair. */
static gboolean
check_unicode_escape (Guard *self)
{
  const gchar *place = self->at - 2;
  guint high, low;

  if (!read_utf16 (self, &high))
    return FALSE;
  if (high == 0)
    return refuse (self, place, "the character \\u0000 is not allowed");
  if (high < 0xd800 || high > 0xdfff)
    return TRUE;
  if (high > 0xdbff || !accept (self, '\\') || !accept (self, 'u'))
    return refuse (self, place, "half a surrogate pair");
  if (!read_utf16 (self, &low))
    return FALSE;
  if (low < 0xdc00 || low > 0xdfff)
    return refuse (self, place, "half a surrogate pair");
  return TRUE;
}

static gboolean
check_escape (Guard *self)
{
  if (accept (self, 'u'))
    return check_unicode_escape (self);
  if (self->at == self->end || strchr ("\"\\/bfnrt", *self->at) == NULL)
    return refuse_here (self, "one of \"\\/bfnrtu after a backslash");
  self->at++;
  return TRUE;
}

static gboolean
check_string (Guard *self)
{
  if (!accept (self, '"'))
    return refuse_here (self, "a string in double quotes");
  while (!accept (self, '"')) {
    if (self->at == self->end || (guchar) *self->at < 0x20)
      return refuse_here (self, "the end of a string");
    if (accept (self, '\\')) {
      if (!check_escape (self))
        return FALSE;
    } else {
      self->at++;
    }
  }
  return TRUE;
}

static guint
skip_digits (Guard *self)
{
  const gchar *begin = self->at;

  while (self->at < self->end && g_ascii_isdigit (*self->at))
    self->at++;
  return (guint) (self->at - begin);
}

static gboolean
check_range (Guard *self, const gchar *begin, guint n_digits, gboolean is_integer)
{
  g_autofree gchar *number = g_strndup (begin, (gsize) (self->at - begin));

  if (is_integer ? n_digits > MAX_DIGITS : !isfinite (g_ascii_strtod (number, NULL)))
    return refuse (
        self, begin, "the number %.40s%s is too large", number, strlen (number) > 40 ? "..." : "");
  return TRUE;
}

static gboolean
check_number (Guard *self)
{
  const gchar *begin = self->at;
  gboolean is_integer = TRUE;
  guint n_digits = 1;

  accept (self, '-');
  if (!accept (self, '0') && (n_digits = skip_digits (self)) == 0)
    return refuse_here (self, "a digit");
  if (accept (self, '.')) {
    is_integer = FALSE;
    if (skip_digits (self) == 0)
      return refuse_here (self, "a digit");
  }
  if (accept (self, 'e') || accept (self, 'E')) {
    is_integer = FALSE;
    if (!accept (self, '+'))
      accept (self, '-');
    if (skip_digits (self) == 0)
      return refuse_here (self, "a digit");
  }
  return check_range (self, begin, n_digits, is_integer);
}

static gboolean
check_word (Guard *self)
{
  static const gchar *const words[] = { "true", "false", "null" };

  for (guint i = 0; i < G_N_ELEMENTS (words); i++) {
    gsize length = strlen (words[i]);

    if ((gsize) (self->end - self->at) >= length && memcmp (self->at, words[i], length) == 0) {
      self->at += length;
      return TRUE;
    }
  }
  return refuse_here (self, "a value");
}

static gboolean
check_member (Guard *self)
{
  if (!check_string (self))
    return FALSE;
  skip_space (self);
  if (!accept (self, ':'))
    return refuse_here (self, "':' after the key");
  return check_value (self);
}

static gboolean
check_object (Guard *self)
{
  self->at++;
  skip_space (self);
  if (accept (self, '}'))
    return TRUE;
  for (;;) {
    skip_space (self);
    if (!check_member (self))
      return FALSE;
    skip_space (self);
    if (accept (self, '}'))
      return TRUE;
    if (!accept (self, ','))
      return refuse_here (self, "',' or '}' in an object");
  }
}

static gboolean
check_array (Guard *self)
{
  self->at++;
  skip_space (self);
  if (accept (self, ']'))
    return TRUE;
  for (;;) {
    if (!check_value (self))
      return FALSE;
    skip_space (self);
    if (accept (self, ']'))
      return TRUE;
    if (!accept (self, ','))
      return refuse_here (self, "',' or ']' in an array");
  }
}

/* The nesting limit bounds the recursion of this and of json-glib. */
static gboolean
check_container (Guard *self)
{
  gboolean valid;

  if (++self->nesting > self->max_nesting)
    return refuse (self, self->at, "nested deeper than %u levels", self->max_nesting);
  valid = *self->at == '{' ? check_object (self) : check_array (self);
  self->nesting--;
  return valid;
}

static gboolean
check_value (Guard *self)
{
  skip_space (self);
  if (++self->n_values > AOI_JSON_MAX_VALUES)
    return refuse (self, self->at, "more than %d values", AOI_JSON_MAX_VALUES);
  if (next_is (self, '{') || next_is (self, '['))
    return check_container (self);
  if (next_is (self, '"'))
    return check_string (self);
  if (self->at < self->end && (*self->at == '-' || g_ascii_isdigit (*self->at)))
    return check_number (self);
  return check_word (self);
}

static gboolean
check_utf8 (Guard *self)
{
  const gchar *place;

  if (g_utf8_validate_len (self->text, (gsize) (self->end - self->text), &place))
    return TRUE;
  return refuse (self, place, "the byte 0x%02x is not UTF-8 text", (guchar) *place);
}

/**
 * aoi_json_guard:
 * @text: (array length=length): what claims to be JSON
 * @length: bytes of @text
 * @max_nesting: how many objects and arrays may be open at once
 * @error: return location for an %AOI_ERROR_SYNTAX that names line and column, both from 1, the
 *   latter in characters
 *
 * Checks that @text is JSON as RFC 8259 defines it, and that json-glib can be given it: json-glib
 * recurses without limit, aborts on bad surrogates, wraps long integers and accepts more than JSON.
 * Allocates nothing unless it refuses; takes time linear in @length.
 *
 * Returns: whether @text may be parsed
 */
gboolean
aoi_json_guard (const gchar *text, gsize length, guint max_nesting, GError **error)
{
  Guard self = {
    .text = text,
    .at = text,
    .end = text + length,
    .max_nesting = max_nesting,
    .error = error,
  };

  if (!check_utf8 (&self) || !check_value (&self))
    return FALSE;
  skip_space (&self);
  return self.at == self.end || refuse_here (&self, "the end of the file");
}
