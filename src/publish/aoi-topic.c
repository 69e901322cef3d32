/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Topics with fields that messages fill: a field is a part of a level, whatever the names are. */
#include "publish/aoi-topic.h"

#include <string.h>

#include "publish/aoi-publisher.h"

/* What a level must not hold, or what would be taken for an escape. */
#define ESCAPED "#+/%$"
#define EMPTY "-"

/* Of these brokers and their libraries refuse all: control characters, and what is no character for good. */
static gboolean
is_forbidden (gunichar c)
{
  return g_unichar_iscntrl (c) || (c >= 0xfdd0 && c <= 0xfdef) || (c & 0xfffe) == 0xfffe;
}

typedef const gchar *(*GetField) (const AoiOutboxMessage *message);

static const gchar *
get_station (const AoiOutboxMessage *message)
{
  return message->station;
}

static const gchar *
get_product (const AoiOutboxMessage *message)
{
  return message->product;
}

static const gchar *
get_code (const AoiOutboxMessage *message)
{
  return message->code;
}

static const gchar *
get_id (const AoiOutboxMessage *message)
{
  return message->id;
}

static const gchar *
get_verdict (const AoiOutboxMessage *message)
{
  return message->passing ? "pass" : "fail";
}

static const struct {
  const gchar *name;
  GetField get;
} fields[] = {
  { "{station}", get_station },
  { "{product}", get_product },
  { "{code}", get_code },
  { "{id}", get_id },
  { "{verdict}", get_verdict },
};

/* Returns its index, or -1. */
static gint
find_field (const gchar *text)
{
  for (guint i = 0; i < G_N_ELEMENTS (fields); i++)
    if (g_str_has_prefix (text, fields[i].name))
      return (gint) i;
  return -1;
}

/**
 * aoi_topic_check:
 * @template: a topic with fields
 * @error: return location for an %AOI_PUBLISH_ERROR_SETTINGS
 *
 * Returns: whether it can be filled
 */
gboolean
aoi_topic_check (const gchar *template, GError **error)
{
  const gchar *problem = NULL;

  if (*template == '\0' || strlen (template) > 1024)
    problem = "is empty or longer than 1024 bytes";
  else if (!g_utf8_validate (template, -1, NULL))
    problem = "is no UTF-8";
  else if (strpbrk (template, "#+") != NULL)
    problem = "holds # or +, which are for those who subscribe";
  for (const gchar *c = template; problem == NULL && *c != '\0'; c = g_utf8_next_char (c))
    if (*c == '}' || (*c == '{' && find_field (c) < 0))
      problem = "holds a field other than {station}, {product}, {code}, {id} and {verdict}";
    else if (*c == '{')
      c = strchr (c, '}');
    else if (is_forbidden (g_utf8_get_char (c)))
      problem = "holds a control character";
  if (problem == NULL)
    return TRUE;
  g_set_error (
      error, AOI_PUBLISH_ERROR, AOI_PUBLISH_ERROR_SETTINGS, "topic \"%s\" %s", template, problem);
  return FALSE;
}

static void
append_bytes (GString *topic, const gchar *bytes, gsize n)
{
  for (gsize i = 0; i < n; i++)
    g_string_append_printf (topic, "%%%02X", (guint) (guchar) bytes[i]);
}

static void
append_escaped (GString *topic, const gchar *value)
{
  g_autofree gchar *valid = g_utf8_make_valid (value != NULL && *value != '\0' ? value : EMPTY, -1);

  for (const gchar *c = valid, *next; *c != '\0'; c = next) {
    next = g_utf8_next_char (c);
    if (strchr (ESCAPED, *c) != NULL || is_forbidden (g_utf8_get_char (c)))
      append_bytes (topic, c, (gsize) (next - c));
    else
      g_string_append_len (topic, c, next - c);
  }
}

/**
 * aoi_topic_expand:
 * @template: a topic that aoi_topic_check() lets through
 * @message: what fills its fields
 *
 * Of what is filled in, the bytes of `#`, `+`, `/`, `%`, `$`, control characters and what is no character of Unicode are written as
 * `%` and two digits of base 16, and what is empty or missing as `-`.
 *
 * Returns: (transfer full): the topic
 */
gchar *
aoi_topic_expand (const gchar *template, const AoiOutboxMessage *message)
{
  GString *topic = g_string_new (NULL);

  for (const gchar *c = template; *c != '\0'; c++) {
    const gint field = *c == '{' ? find_field (c) : -1;

    if (field < 0) {
      g_string_append_c (topic, *c);
      continue;
    }
    append_escaped (topic, fields[field].get (message));
    c = strchr (c, '}');
  }
  return g_string_free (topic, FALSE);
}

static gboolean
names_board (const gchar *level)
{
  return strstr (level, "{product}") != NULL || strstr (level, "{code}") != NULL
      || strstr (level, "{id}") != NULL || strstr (level, "{verdict}") != NULL;
}

/**
 * aoi_topic_get_state:
 * @template: a topic that aoi_topic_check() lets through
 * @station: name of the station
 *
 * Returns: (transfer full): where the station says that it is there: the levels before the first one that differs from board
 *   to board, or all but the last, and `state`
 */
gchar *
aoi_topic_get_state (const gchar *template, const gchar *station)
{
  const AoiOutboxMessage message = { .station = station };
  g_auto (GStrv) levels = g_strsplit (template, "/", -1);
  g_autoptr (GString) kept = g_string_new (NULL);

  for (guint i = 0; levels[i] != NULL && levels[i + 1] != NULL && !names_board (levels[i]); i++)
    g_string_append_printf (kept, "%s/", levels[i]);
  g_string_append (kept, "state");
  return aoi_topic_expand (kept->str, &message);
}
