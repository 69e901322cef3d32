/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Cameras that can be found, what that of the source is set to, and frames that somebody asks it for. */
#include <string.h>

#include "api/api-frames.h"
#include "source/source-cameras.h"
#include "source/source-capture.h"

/* What the source's camera, or another source, is called beside its own name. */
#define OPEN "open"
/* How many features are asked for at once, and how long names and values are. */
#define MAX_FEATURES 32
#define MAX_TEXT 128

static gboolean
is_open (Api *self, const gchar *id)
{
  const gchar *open = self->source != NULL ? source_get_camera (self->source) : NULL;

  return open != NULL && g_strcmp0 (open, id) == 0;
}

static JsonObject *
new_camera (Api *self, const SourceCamera *camera)
{
  JsonObject *object = json_object_new ();

  api_set_text (object, "id", camera->id);
  api_set_text (object, "name", camera->name);
  api_set_text (object, "address", camera->address);
  api_set_text (object, "serial", camera->serial);
  api_set_text (object, "protocol", camera->protocol);
  json_object_set_boolean_member (object, "open",
      is_open (self, camera->id) || is_open (self, camera->address)
          || is_open (self, camera->serial));
  return object;
}

static void
list (HttpCall *call, gpointer data)
{
  Api *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) cameras = source_cameras_list (&error);
  JsonObject *answer;
  JsonArray *objects;

  if (cameras == NULL) {
    api_fail_with (call, self, HTTP_BUSY, error);
    return;
  }
  answer = json_object_new ();
  objects = json_array_new ();
  for (guint i = 0; i < cameras->len; i++)
    json_array_add_object_element (objects, new_camera (self, g_ptr_array_index (cameras, i)));
  json_object_set_array_member (answer, "cameras", objects);
  http_call_answer_object (call, answer);
}

/* Returns whether the path's camera is that of the source; if not, the call is answered. */
static gboolean
check_camera (HttpCall *call, Api *self)
{
  const gchar *name = http_call_get_segment (call, 0);

  if (self->source != NULL && (g_str_equal (name, OPEN) || is_open (self, name)))
    return TRUE;
  http_call_fail (call, HTTP_NOT_FOUND,
      "camera: \"%s\" is not open: only that of the source can be used, which is called \"" OPEN
      "\", too",
      name);
  return FALSE;
}

static gboolean
is_feature (const gchar *name)
{
  const gsize length = strlen (name);

  return length > 0 && length <= MAX_TEXT
      && strspn (name, G_CSET_A_2_Z G_CSET_a_2_z G_CSET_DIGITS "_-") == length;
}

static gboolean
are_features (gchar **names)
{
  const guint n = g_strv_length (names);

  for (guint i = 0; i < n; i++)
    if (!is_feature (names[i]))
      return FALSE;
  return n > 0 && n <= MAX_FEATURES;
}

/* Numbers, texts and what is true or false. */
static void
set_value (JsonObject *object, const gchar *key, const GValue *value)
{
  JsonNode *node;

  if (value == NULL)
    return;
  node = json_node_new (JSON_NODE_VALUE);
  json_node_set_value (node, value);
  json_object_set_member (object, key, node);
}

static JsonObject *
new_setting (const GstStructure *answer)
{
  static const gchar *const keys[] = { "name", "value", "min", "max", "step", "error" };
  const GValue *values = gst_structure_get_value (answer, "values");
  JsonObject *object = json_object_new ();
  JsonArray *choice;

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    set_value (object, keys[i], gst_structure_get_value (answer, keys[i]));
  if (values == NULL)
    return object;
  choice = json_array_new ();
  for (guint i = 0; i < gst_value_array_get_size (values); i++)
    json_array_add_string_element (
        choice, g_value_get_string (gst_value_array_get_value (values, i)));
  json_object_set_array_member (object, "values", choice);
  return object;
}

/* Returns whether the source's camera can be asked; if not, the call is answered. */
static gboolean
begin_talk (HttpCall *call, Api *self, SourceTalk *talk)
{
  if (source_talk_begin (talk, self->source))
    return TRUE;
  http_call_fail (call, HTTP_BUSY, "camera: others ask it, and it has not answered them yet");
  return FALSE;
}

static JsonArray *
read_settings (SourceTalk *talk, gchar **names)
{
  JsonArray *settings = json_array_new ();

  for (; *names != NULL; names++) {
    g_autoptr (GstStructure) found = source_talk_ask (talk, *names, NULL);

    json_array_add_object_element (settings, new_setting (found));
  }
  return settings;
}

static void
show_settings (HttpCall *call, gpointer data)
{
  Api *self = data;
  const gchar *wanted = http_call_get_query (call, "features");
  g_auto (GStrv) names = g_strsplit (
      wanted != NULL ? wanted : "exposure,gain,frame-rate", ",", MAX_FEATURES + 1);
  JsonObject *answer;
  SourceTalk talk;

  if (!check_camera (call, self))
    return;
  if (!are_features (names)) {
    http_call_fail (call, HTTP_BAD_REQUEST,
        "features: must be names of features, at most %u, with commas between", MAX_FEATURES);
    return;
  }
  if (!begin_talk (call, self, &talk))
    return;
  answer = json_object_new ();
  json_object_set_array_member (answer, "settings", read_settings (&talk, names));
  source_talk_end (&talk);
  http_call_answer_object (call, answer);
}

/* Returns: (transfer full) (nullable): a value as a camera takes it; %NULL: it takes none such */
static gchar *
dup_value (JsonNode *node)
{
  g_auto (GValue) value = G_VALUE_INIT;
  gchar number[G_ASCII_DTOSTR_BUF_SIZE];

  if (!JSON_NODE_HOLDS_VALUE (node))
    return NULL;
  json_node_get_value (node, &value);
  if (G_VALUE_HOLDS_DOUBLE (&value))
    return g_strdup (g_ascii_dtostr (number, sizeof number, g_value_get_double (&value)));
  if (G_VALUE_HOLDS_INT64 (&value))
    return g_strdup_printf ("%" G_GINT64_FORMAT, g_value_get_int64 (&value));
  if (G_VALUE_HOLDS_BOOLEAN (&value))
    return g_strdup (g_value_get_boolean (&value) ? "true" : "false");
  if (strlen (g_value_get_string (&value)) > MAX_TEXT
      || strpbrk (g_value_get_string (&value), " \t\n\"'\\") != NULL)
    return NULL;
  return g_value_dup_string (&value);
}

/* Returns whether all can be tried; if not, the call is answered. */
static gboolean
check_settings (HttpCall *call, JsonObject *settings)
{
  JsonObjectIter iter;
  const gchar *name;
  JsonNode *node;

  if (json_object_get_size (settings) > MAX_FEATURES) {
    http_call_fail (call, HTTP_BAD_REQUEST, "settings: at most %u at once", MAX_FEATURES);
    return FALSE;
  }
  json_object_iter_init_ordered (&iter, settings);
  while (json_object_iter_next_ordered (&iter, &name, &node)) {
    g_autofree gchar *value = dup_value (node);

    if (is_feature (name) && value != NULL)
      continue;
    http_call_fail (call, HTTP_BAD_REQUEST,
        "settings: \"%s\" must be the name of a feature, with a number, true, false or a word",
        name);
    return FALSE;
  }
  return TRUE;
}

/* One after the other, up to the first that is refused. */
static void
set_all (HttpCall *call, SourceTalk *talk, JsonObject *settings)
{
  JsonObject *answer = json_object_new ();
  JsonArray *set = json_array_new ();
  JsonNode *noted = json_node_new (JSON_NODE_OBJECT);
  JsonObject *before = json_object_new ();
  g_autofree gchar *error = NULL;
  JsonObjectIter iter;
  const gchar *name;
  JsonNode *node;

  json_object_iter_init_ordered (&iter, settings);
  while (error == NULL && json_object_iter_next_ordered (&iter, &name, &node)) {
    g_autofree gchar *value = dup_value (node);
    g_autoptr (GstStructure) was = source_talk_ask (talk, name, NULL);
    g_autoptr (GstStructure) found = source_talk_ask (talk, name, value);

    set_value (before, name, gst_structure_get_value (was, "value"));
    error = g_strdup (gst_structure_get_string (found, "error"));
    if (error == NULL)
      json_array_add_object_element (set, new_setting (found));
  }
  json_node_take_object (noted, before);
  http_call_note (call, "before", noted);
  json_object_set_array_member (answer, "settings", set);
  if (error != NULL)
    json_object_set_string_member (answer, "error", error);
  http_call_refuse (call, error != NULL ? HTTP_BAD_REQUEST : HTTP_OK, answer);
}

static void
change_settings (HttpCall *call, gpointer data)
{
  Api *self = data;
  JsonNode *node = json_object_get_member (http_call_get_object (call), "settings");
  SourceTalk talk;

  if (!check_camera (call, self))
    return;
  if (node == NULL || !JSON_NODE_HOLDS_OBJECT (node))
    http_call_fail (call, HTTP_BAD_REQUEST, "settings: must be an object of names and values");
  else if (check_settings (call, json_node_get_object (node)) && begin_talk (call, self, &talk)) {
    set_all (call, &talk, json_node_get_object (node));
    source_talk_end (&talk);
  }
}

static void
on_captured (Frame *frame, const gchar *reason, gpointer data)
{
  if (frame != NULL)
    http_call_answer_object (data, api_frame_new_object (frame));
  else
    http_call_fail (data, HTTP_BUSY, "capture: %s", reason);
}

static void
capture (HttpCall *call, gpointer data)
{
  Api *self = data;

  if (check_camera (call, self))
    source_capture (
        self->source, http_call_get_header (call, "Idempotency-Key"), on_captured, call);
}

static const ApiEndpoint endpoints[] = {
  { { "GET", "/v1/cameras", list, HTTP_SEE, HTTP_WORK, HTTP_BODY_NONE, API_SMALL }, "listCameras",
      "The cameras that answer a search, which takes some seconds at most", NULL, "Cameras" },
  { { "GET", "/v1/cameras/{camera}/settings", show_settings, HTTP_SEE, HTTP_WORK, HTTP_BODY_NONE,
        API_SMALL },
      "getCameraSettings", "What the camera of the source is set to; it is called open, too", NULL,
      "CameraSettings",
      { { "features", "query", "string",
          "Names with commas between: exposure, gain, frame-rate, or of GenICam features" } } },
  { { "PUT", "/v1/cameras/{camera}/settings", change_settings, HTTP_CHANGE, HTTP_WORK,
        HTTP_BODY_OBJECT, API_SMALL },
      "setCameraSettings",
      "Sets the camera while it runs, one after the other up to the first that is refused; holds until the station ends",
      "CameraChange", "CameraSettings" },
  { { "POST", "/v1/cameras/{camera}/capture", capture, HTTP_INSPECT, HTTP_WORK, HTTP_BODY_NONE,
        API_SMALL },
      "captureFrame",
      "Keeps the next frame of the source, open, which is triggered if software does that. Who asks several times within a second, or with the same key, gets one frame",
      NULL, "Frame", { { "Idempotency-Key", "header", "string", "Names the wish" } } },
};

const ApiFamily api_cameras_family = { "cameras", endpoints, G_N_ELEMENTS (endpoints) };
