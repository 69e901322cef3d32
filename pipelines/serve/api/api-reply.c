/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What handlers of the own API have in common. */
#include "api/api-private.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "http/http-file.h"

/**
 * api_fail_with:
 * @call: (transfer full): a call
 * @self: the API
 * @status: why
 * @error: why, in words
 *
 * Answers with an error of libaoi's, without the folders that it names; the log has all of it.
 */
void
api_fail_with (HttpCall *call, Api *self, guint status, const GError *error)
{
  g_autofree gchar *shown = station_hide_folders (self->station, error->message);

  if (status >= HTTP_FAILED)
    g_warning ("%s", error->message);
  http_call_fail (call, status, "%s", shown);
}

/**
 * api_get_product:
 * @call: a call whose path has a product first
 * @self: the API
 *
 * Returns: (transfer none) (nullable): its name; %NULL: the call is answered, since there is no such product
 */
const gchar *
api_get_product (HttpCall *call, Api *self)
{
  const gchar *name = http_call_get_segment (call, 0);

  if (!station_name_is_product (name))
    http_call_fail (
        call, HTTP_BAD_REQUEST, "product: \"%s\" is no name that a product may have", name);
  else if (!station_products_has (self->station->products, name))
    http_call_fail (call, HTTP_NOT_FOUND, "product: there is no \"%s\"", name);
  else
    return name;
  return NULL;
}

/**
 * api_answer_file:
 * @call: (transfer full if TRUE is returned): a call that changes nothing
 * @folder: an open folder
 * @path: of a regular file in it
 * @type: of what it holds
 *
 * Returns: whether the call is answered with it; if not, there is no such file
 */
gboolean
api_answer_file (HttpCall *call, const AoiFolder *folder, const gchar *path, const gchar *type)
{
  const gint fd = station_beneath_open (folder, path, O_RDONLY);
  struct stat info;

  if (fd < 0)
    return FALSE;
  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && info.st_size > 0) {
    http_call_answer_file (call, type, fd, (guint64) info.st_size);
    return TRUE;
  }
  close (fd);
  if (!S_ISREG (info.st_mode))
    return FALSE;
  http_call_answer_text (call, type, "");
  return TRUE;
}

/**
 * api_note_change:
 * @call: a call that has changed something
 * @key: what
 * @from: (nullable): what it was; %NULL: it was not there
 * @to: (nullable): what it is now
 *
 * Has the audit log say that.
 */
void
api_note_change (HttpCall *call, const gchar *key, const gchar *from, const gchar *to)
{
  JsonNode *node = json_node_new (JSON_NODE_OBJECT);
  JsonObject *object = json_object_new ();

  api_set_text (object, "from", from);
  api_set_text (object, "to", to);
  json_node_take_object (node, object);
  http_call_note (call, key, node);
}

/**
 * api_dup_person:
 * @call: a call
 *
 * Returns: (transfer full): who asks, for what is kept: a user, or where somebody without a name is
 */
gchar *
api_dup_person (HttpCall *call)
{
  const gchar *user = http_call_get_user (call);

  return g_strdup (user != NULL ? user : http_call_get_peer (call));
}

/**
 * api_get_text:
 * @object: what a client sent
 * @key: of a member
 *
 * Returns: (transfer none) (nullable): its text; %NULL: there is none, or it is no text
 */
const gchar *
api_get_text (JsonObject *object, const gchar *key)
{
  JsonNode *node = json_object_get_member (object, key);

  if (node == NULL || !JSON_NODE_HOLDS_VALUE (node)
      || json_node_get_value_type (node) != G_TYPE_STRING)
    return NULL;
  return json_node_get_string (node);
}

/**
 * api_get_part:
 * @call: a call whose body is a form
 * @name: of a part
 *
 * Returns: (transfer none) (nullable): what it holds; %NULL: there is none
 */
GBytes *
api_get_part (HttpCall *call, const gchar *name)
{
  const GPtrArray *parts = http_call_get_form (call);

  for (guint i = 0; i < parts->len; i++) {
    const HttpPart *part = g_ptr_array_index (parts, i);

    if (g_str_equal (part->name, name))
      return part->bytes;
  }
  return NULL;
}

/**
 * api_dup_field:
 * @call: a call whose body is a form
 * @name: of a part
 * @text: (out) (nullable): what it says; %NULL: there is none
 * @error: return location for an %AOI_ERROR_INVALID
 *
 * Returns: whether it is text, if there is one
 */
gboolean
api_dup_field (HttpCall *call, const gchar *name, gchar **text, GError **error)
{
  GBytes *part = api_get_part (call, name);
  gsize size = 0;
  const gchar *data = part != NULL ? g_bytes_get_data (part, &size) : NULL;

  *text = NULL;
  if (part == NULL)
    return TRUE;
  if (size == 0 || g_utf8_validate_len (data, size, NULL)) {
    *text = g_strndup (data != NULL ? data : "", size);
    return TRUE;
  }
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "%s: must be text in UTF-8", name);
  return FALSE;
}

/**
 * api_set_tag:
 * @call: a call
 * @revision: of what it is answered with
 *
 * Has the answer's `ETag` say it, in quotes.
 */
void
api_set_tag (HttpCall *call, const gchar *revision)
{
  g_autofree gchar *tag = g_strdup_printf ("\"%s\"", revision);

  http_call_set_header (call, "ETag", tag);
}

/**
 * api_has_tag:
 * @call: a call
 * @revision: of what is there now
 *
 * Returns: whether its `If-Match` names that
 */
gboolean
api_has_tag (HttpCall *call, const gchar *revision)
{
  const gchar *header = http_call_get_header (call, "If-Match");
  g_auto (GStrv) tags = g_strsplit (header != NULL ? header : "", ",", -1);
  g_autofree gchar *wanted = g_strdup_printf ("\"%s\"", revision);

  for (guint i = 0; tags[i] != NULL; i++)
    if (g_str_equal (g_strstrip (tags[i]), wanted))
      return TRUE;
  return FALSE;
}

/**
 * api_get_limit:
 * @call: (transfer full if FALSE is returned): a call with a parameter `limit`
 * @fallback: what counts without it
 * @max: the most that it may be
 * @limit: (out): how many are asked for
 *
 * Returns: whether it is a number; if not, the call is answered
 */
gboolean
api_get_limit (HttpCall *call, guint fallback, guint max, guint *limit)
{
  const gchar *text = http_call_get_query (call, "limit");
  guint64 number = fallback;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, 1, max, &number, NULL)) {
    http_call_fail (call, HTTP_BAD_REQUEST, "limit: \"%s\" is not between 1 and %u", text, max);
    return FALSE;
  }
  *limit = (guint) number;
  return TRUE;
}

/**
 * api_set_time:
 * @object: of an answer
 * @key: of a member
 * @time_us: wall clock, microseconds since 1970
 */
void
api_set_time (JsonObject *object, const gchar *key, gint64 time_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (time_us / G_USEC_PER_SEC);
  g_autofree gchar *seconds = g_date_time_format (time, "%Y-%m-%dT%H:%M:%S");
  g_autofree gchar *text = g_strdup_printf ("%s.%06dZ", seconds, (gint) (time_us % G_USEC_PER_SEC));

  json_object_set_string_member (object, key, text);
}

/**
 * api_set_text:
 * @object: of an answer
 * @key: of a member
 * @text: (nullable): what it says; %NULL: null
 */
void
api_set_text (JsonObject *object, const gchar *key, const gchar *text)
{
  if (text != NULL)
    json_object_set_string_member (object, key, text);
  else
    json_object_set_null_member (object, key);
}
