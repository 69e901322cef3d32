/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Pictures in requests: tens of megabytes of base64 in one text of the JSON. Parsers look at each of its bytes several
 * times and copy it, which takes longer than to decode the picture. So they get a mark in its place. */
#include "http/http-aside.h"

#include <string.h>
#include <sys/random.h>

#define KEY "\"image\""

/* Begins a mark; no base64 has it. What follows is random for each request: otherwise a client could send marks. */
#define MARK "?"
#define N_RANDOM 16

/* Shorter texts cost nothing. */
#define MIN_LENGTH 4096

/* No NUL ends its text. */
typedef struct {
  const gchar *text;
  gsize length;
} Aside;

struct _HttpAsides {
  gchar mark[sizeof MARK + 2 * N_RANDOM]; /* of this request; the index follows */
  GArray *list; /* Aside */
};

/**
 * http_asides_new:
 *
 * Returns: (transfer full) (nullable): no texts yet; %NULL: the kernel has no random bytes
 */
HttpAsides *
http_asides_new (void)
{
  guint8 random[N_RANDOM];
  HttpAsides *self;

  if (getrandom (random, sizeof random, 0) != (gssize) sizeof random)
    return NULL;
  self = g_new0 (HttpAsides, 1);
  self->list = g_array_new (FALSE, FALSE, sizeof (Aside));
  strcpy (self->mark, MARK);
  for (guint i = 0; i < N_RANDOM; i++)
    g_snprintf (self->mark + strlen (MARK) + 2 * i, 3, "%02x", random[i]);
  return self;
}

/**
 * http_asides_free:
 * @self: (transfer full): texts
 */
void
http_asides_free (HttpAsides *self)
{
  g_array_unref (self->list);
  g_free (self);
}

static const gchar *
skip_space (const gchar *at, const gchar *end)
{
  while (at < end && (*at == ' ' || *at == '\t' || *at == '\n' || *at == '\r'))
    at++;
  return at;
}

/* Behind the quotation mark that begins the value of @key, or NULL. */
static const gchar *
find_value (const gchar *key, const gchar *end)
{
  const gchar *at = skip_space (key + strlen (KEY), end);

  if (at == end || *at != ':')
    return NULL;
  at = skip_space (at + 1, end);
  return at < end && *at == '"' ? at + 1 : NULL;
}

/* Whether a JSON text with these bytes says just these: ASCII without control characters and escapes. */
static gboolean
is_plain (const gchar *text, gsize length)
{
  const guint64 high = G_GUINT64_CONSTANT (0x8080808080808080);
  const guint64 spaces = G_GUINT64_CONSTANT (0x2020202020202020);
  gsize i = 0;

  for (; i + 8 <= length; i += 8) {
    guint64 word;

    memcpy (&word, text + i, sizeof word);
    /* Of bytes below a space the first one borrows. */
    if (((word | (word - spaces)) & high) != 0)
      return FALSE;
  }
  for (; i < length; i++)
    if (text[i] < ' ')
      return FALSE;
  return memchr (text, '\\', length) == NULL;
}

/**
 * http_asides_take:
 * @self: gets what is taken out
 * @text: (array length=length): JSON, good or bad
 * @length: bytes of @text
 *
 * Takes long values of members `image` out. What begins with a quotation mark behind a colon behind this key can be
 * nothing but a text, unless @text is not JSON anyway, and then it does not become JSON either.
 *
 * Returns: (transfer full): @text with marks in their places
 */
GString *
http_asides_take (HttpAsides *self, const gchar *text, gsize length)
{
  const gchar *at = text, *const end = text + length, *from = text;
  GString *rest = g_string_new (NULL);
  const gchar *key;

  while ((key = memmem (at, (gsize) (end - at), KEY, strlen (KEY))) != NULL) {
    const gchar *value = find_value (key, end);
    const gchar *close = value != NULL ? memchr (value, '"', (gsize) (end - value)) : NULL;
    const Aside aside = { value, close != NULL ? (gsize) (close - value) : 0 };

    at = close != NULL ? close : key + strlen (KEY);
    if (aside.length < MIN_LENGTH || !is_plain (value, aside.length))
      continue;
    g_string_append_len (rest, from, value - from);
    g_string_append_printf (rest, "%s%u", self->mark, self->list->len);
    g_array_append_val (self->list, aside);
    from = close;
  }
  g_string_append_len (rest, from, end - from);
  return rest;
}

/**
 * http_asides_find:
 * @self: (nullable): what was taken out
 * @text: that stands in JSON
 * @length: (out): bytes of what is returned
 *
 * Returns: what the client sent in its place; @text unless that is a mark
 */
const gchar *
http_asides_find (const HttpAsides *self, const gchar *text, gsize *length)
{
  guint64 index;

  if (self != NULL && self->list->len > 0 && g_str_has_prefix (text, self->mark)
      && g_ascii_string_to_unsigned (
          text + strlen (self->mark), 10, 0, self->list->len - 1, &index, NULL)) {
    const Aside *aside = &g_array_index (self->list, Aside, index);

    *length = aside->length;
    return aside->text;
  }
  *length = strlen (text);
  return text;
}
