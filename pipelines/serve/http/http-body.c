/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What clients send: JSON, strictly, and forms. */
#include "http/http-aside.h"
#include "http/http-private.h"

#include <string.h>

#include "aoi-error.h"
#include "json/aoi-json-guard.h"
#include "json/aoi-json-root.h"

/* How deep a request's JSON may nest. */
#define MAX_NESTING 64
/* The most parts of a form. */
#define MAX_PARTS 64

/**
 * http_body_is_plain:
 * @message: a request
 *
 * Returns: whether its body is sent as it is: a little of what is compressed may become more than there is memory
 */
gboolean
http_body_is_plain (SoupServerMessage *message)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const gchar *encoding = soup_message_headers_get_list (headers, "Content-Encoding");

  return encoding == NULL || g_ascii_strcasecmp (encoding, "identity") == 0;
}

/**
 * http_body_is_of_type:
 * @message: a request
 * @body: what is expected
 *
 * Returns: whether it says that its body is that
 */
gboolean
http_body_is_of_type (SoupServerMessage *message, HttpBody body)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (message);
  const gchar *type = soup_message_headers_get_content_type (headers, NULL);

  switch (body) {
    case HTTP_BODY_OBJECT:
    case HTTP_BODY_PICTURES:
      return type != NULL && g_ascii_strcasecmp (type, "application/json") == 0;
    case HTTP_BODY_FORM:
      return type != NULL && g_ascii_strcasecmp (type, "multipart/form-data") == 0;
    default:
      return TRUE;
  }
}

/* A text would end there for those who read it. @text: JSON, in which backslashes stand in texts only */
static gboolean
holds_nul (const gchar *text, gsize length)
{
  for (gsize i = 0; i + 1 < length; i++) {
    if (text[i] != '\\')
      continue;
    if (length - i >= 6 && memcmp (text + i, "\\u0000", 6) == 0)
      return TRUE;
    i++;
  }
  return FALSE;
}

static gboolean
parse_object (HttpCall *self, const gchar *text, gsize length, GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) local = NULL;

  if (!aoi_json_guard (text, length, MAX_NESTING, &local)
      || !json_parser_load_from_data (parser, text, (gssize) length, &local)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_SYNTAX, "body is not JSON: %s", local->message);
    return FALSE;
  }
  if (holds_nul (text, length)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "body holds \\u0000, which no text may");
    return FALSE;
  }
  if (!aoi_json_root_is_object (parser)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, "body must be a JSON object");
    return FALSE;
  }
  self->root = json_parser_steal_root (parser);
  return TRUE;
}

static gboolean
parse_pictures (HttpCall *self, const gchar *text, gsize length, GError **error)
{
  g_autoptr (GString) rest = NULL;

  self->asides = http_asides_new ();
  if (self->asides == NULL) {
    g_set_error_literal (error, AOI_ERROR, AOI_ERROR_IO, "there are no random bytes");
    return FALSE;
  }
  rest = http_asides_take (self->asides, text, length);
  return parse_object (self, rest->str, rest->len, error);
}

static void
part_free (gpointer data)
{
  HttpPart *part = data;

  g_free (part->name);
  g_free (part->file);
  g_bytes_unref (part->bytes);
  g_free (part);
}

/* A part needs a name, and no type: the old desktop client's files have none. */
static void
add_part (GPtrArray *parts, SoupMultipart *multipart, gint index)
{
  g_autoptr (GHashTable) parameters = NULL;
  g_autofree gchar *disposition = NULL;
  SoupMessageHeaders *headers;
  const gchar *name;
  GBytes *bytes;
  HttpPart *part;

  if (!soup_multipart_get_part (multipart, index, &headers, &bytes)
      || !soup_message_headers_get_content_disposition (headers, &disposition, &parameters))
    return;
  name = g_hash_table_lookup (parameters, "name");
  if (name == NULL)
    return;
  part = g_new0 (HttpPart, 1);
  part->name = g_strdup (name);
  part->file = g_strdup (g_hash_table_lookup (parameters, "filename"));
  part->bytes = g_bytes_ref (bytes);
  g_ptr_array_add (parts, part);
}

static gboolean
parse_form (HttpCall *self, GError **error)
{
  SoupMessageHeaders *headers = soup_server_message_get_request_headers (self->message);
  g_autoptr (SoupMultipart) multipart = soup_multipart_new_from_message (headers, self->body);
  const gint n = multipart != NULL ? soup_multipart_get_length (multipart) : 0;

  if (n == 0 || n > MAX_PARTS) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_SYNTAX,
        n > 0 ? "form has %d parts, at most %d are taken" : "body is no form that can be read", n,
        MAX_PARTS);
    return FALSE;
  }
  self->form = g_ptr_array_new_with_free_func (part_free);
  for (gint i = 0; i < n; i++)
    add_part (self->form, multipart, i);
  return TRUE;
}

/**
 * http_body_parse:
 * @self: a call whose body is there
 * @error: why it is not what its route takes
 *
 * Any thread that has the call.
 *
 * Returns: whether the body is what the route takes
 */
gboolean
http_body_parse (HttpCall *self, GError **error)
{
  gsize length;
  const gchar *data = g_bytes_get_data (self->body, &length), *text = length > 0 ? data : "";

  switch (self->route->body) {
    case HTTP_BODY_OBJECT:
      return parse_object (self, text, length, error);
    case HTTP_BODY_PICTURES:
      return parse_pictures (self, text, length, error);
    case HTTP_BODY_FORM:
      return parse_form (self, error);
    default:
      return TRUE;
  }
}
