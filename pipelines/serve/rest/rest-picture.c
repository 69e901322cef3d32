/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the picture of an inspection is: a file of the session's own, or in the request itself. */
#include "rest/rest-picture.h"

#include <string.h>

#include "aoi-image-file.h"
#include "rest/rest-base64.h"
#include "rest/rest-private.h"

static gboolean
refuse (GError **error, const gchar *format, const gchar *name)
{
  g_autofree gchar *shown = g_utf8_make_valid (name, -1);

  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID, format, shown);
  return FALSE;
}

/* @folder: in the session's */
static GBytes *
read_file (Station *station, const RestSession *session, const gchar *folder, const gchar *name,
    guint *status, GError **error)
{
  g_autofree gchar *path = g_strdup_printf ("%s/%s/%s", session->id, folder, name);
  g_autoptr (GError) local = NULL;
  GBytes *bytes;

  bytes = station_beneath_read (&station->sessions, path, AOI_IMAGE_FILE_MAX_BYTES, &local);
  if (bytes != NULL)
    return bytes;
  *status = g_error_matches (local, AOI_ERROR, AOI_ERROR_IO) ? HTTP_NOT_FOUND : HTTP_BAD_REQUEST;
  g_info ("%s", local->message);
  refuse (error,
      *status == HTTP_NOT_FOUND ? "There is no picture %s in the session's folder"
                                : "Picture %s is too large",
      name);
  return NULL;
}

/* Splits what lies below the mount: `sessions/<this session>/{captures,input}/<name>`, and nothing else. */
static gboolean
parse_path (Station *station, const RestSession *session, const gchar *path, const gchar **folder,
    const gchar **name)
{
  static const gchar *const folders[] = { "captures", "input" };
  const gchar *const roots[] = { station->settings.mount, station->settings.shared };

  for (guint r = 0; r < G_N_ELEMENTS (roots); r++) {
    for (guint f = 0; f < G_N_ELEMENTS (folders); f++) {
      g_autofree gchar *head = g_strdup_printf (
          "%s/sessions/%s/%s/", roots[r], session->id, folders[f]);

      if (!g_str_has_prefix (path, head))
        continue;
      *folder = folders[f];
      *name = path + strlen (head);
      return station_name_is_file (*name);
    }
  }
  return FALSE;
}

static GBytes *
read_base64 (const HttpCall *call, JsonNode *node, guint *status, GError **error)
{
  const gchar *text = JSON_NODE_HOLDS_VALUE (node)
          && json_node_get_value_type (node) == G_TYPE_STRING
      ? json_node_get_string (node)
      : NULL;
  GBytes *bytes = NULL;
  gsize length;

  *status = HTTP_BAD_REQUEST;
  if (text != NULL) {
    text = http_call_get_text (call, text, &length);
    bytes = rest_base64_decode (text, length);
  }
  if (bytes == NULL)
    refuse (error, "%s must be a picture in base64", "image");
  return bytes;
}

static JsonNode *
get_member (JsonObject *object, const gchar *key)
{
  JsonNode *node = json_object_get_member (object, key);

  return node != NULL && !JSON_NODE_HOLDS_NULL (node) ? node : NULL;
}

/**
 * rest_picture_find:
 * @station: a station
 * @session: whose picture it is
 * @call: that asks
 * @request: what names it: its object, or one in that
 * @places: how it may
 * @status: (out): why there is none, for HTTP
 * @error: why there is none, in words
 *
 * Returns: (transfer full): what the picture's file holds
 */
GBytes *
rest_picture_find (Station *station, const RestSession *session, const HttpCall *call,
    JsonObject *request, RestPlaces places, guint *status, GError **error)
{
  const gchar *folder = "input", *name = NULL;

  *status = HTTP_BAD_REQUEST;
  if (places == REST_PICTURE_PATH && get_member (request, "image_path") != NULL) {
    const gchar *path = rest_get_text (request, "image_path");

    if (path != NULL && parse_path (station, session, path, &folder, &name))
      return read_file (station, session, folder, name, status, error);
    refuse (error, "%s must lead to a file in captures or input of this session", "image_path");
    return NULL;
  }
  if (get_member (request, "image_filename") != NULL) {
    name = rest_get_text (request, "image_filename");
    if (station_name_is_file (name))
      return read_file (station, session, folder, name, status, error);
    refuse (error, "%s must be the name of a file in input of this session", "image_filename");
    return NULL;
  }
  if (get_member (request, "image") != NULL)
    return read_base64 (call, get_member (request, "image"), status, error);
  refuse (error, "%s is missing", "image_filename or image");
  return NULL;
}
