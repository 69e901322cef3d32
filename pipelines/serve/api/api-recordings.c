/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Recordings, and frames of them as frames that people look at, try products on, and teach goldens from. */
#include "api/api-frames.h"
#include "recordings/recordings.h"

/* Frames that are listed at once. */
#define SHOWN_FRAMES 100
#define MAX_FRAMES 1000

static void
set_place (JsonObject *object, const RecordingsPlace *place)
{
  json_object_set_string_member (object, "name", place->name);
  json_object_set_string_member (object, "kind", place->is_recording ? "recording" : "pictures");
  api_set_time (object, "time", place->time_us);
}

static void
list (HttpCall *call, gpointer data)
{
  Api *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) places = recordings_list (self->station, &error);
  JsonObject *answer;
  JsonArray *recordings;

  if (places == NULL) {
    api_fail_with (call, self, HTTP_FAILED, error);
    return;
  }
  answer = json_object_new ();
  recordings = json_array_new ();
  for (guint i = 0; i < places->len; i++) {
    JsonObject *object = json_object_new ();

    set_place (object, g_ptr_array_index (places, i));
    json_array_add_object_element (recordings, object);
  }
  json_object_set_array_member (answer, "recordings", recordings);
  http_call_answer_object (call, answer);
}

/* Returns whether there is the recording of the path; if not, the call is answered. */
static gboolean
find_place (HttpCall *call, Api *self, RecordingsPlace *place)
{
  const gchar *name = http_call_get_segment (call, 0);

  if (recordings_find (self->station, name, place))
    return TRUE;
  http_call_fail (call, HTTP_NOT_FOUND, "recording: there is no \"%s\"", name);
  return FALSE;
}

/* Of a picture no more is known than its name before somebody looks at it. */
static JsonObject *
new_frame (const RecordingsFrame *frame, guint number)
{
  JsonObject *object = json_object_new ();

  json_object_set_int_member (object, "number", number);
  json_object_set_string_member (object, "file", frame->file);
  if (frame->format != AOI_FORMAT_UNKNOWN) {
    json_object_set_string_member (object, "format", aoi_format_to_string (frame->format));
    json_object_set_int_member (object, "width", frame->width);
    json_object_set_int_member (object, "height", frame->height);
  }
  if (frame->time_ns >= 0)
    json_object_set_int_member (object, "time_ns", frame->time_ns);
  return object;
}

static void
show (HttpCall *call, gpointer data)
{
  Api *self = data;
  g_auto (RecordingsPlace) place = { NULL };
  g_autoptr (GPtrArray) frames = NULL;
  g_autoptr (GError) error = NULL;
  guint from, limit, n_frames = 0;
  JsonObject *answer;
  JsonArray *objects;

  if (!api_get_number (call, "from", 0, 0, G_MAXINT, &from)
      || !api_get_limit (call, SHOWN_FRAMES, MAX_FRAMES, &limit)
      || !find_place (call, self, &place))
    return;
  frames = recordings_list_frames (self->station, &place, from, limit, &n_frames, &error);
  if (frames == NULL) {
    api_fail_with (call, self, HTTP_FAILED, error);
    return;
  }
  answer = json_object_new ();
  objects = json_array_new ();
  set_place (answer, &place);
  json_object_set_int_member (answer, "total", n_frames);
  for (guint i = 0; i < frames->len; i++)
    json_array_add_object_element (objects, new_frame (g_ptr_array_index (frames, i), from + i));
  json_object_set_array_member (answer, "frames", objects);
  http_call_answer_object (call, answer);
}

static void
open_frame (HttpCall *call, gpointer data)
{
  Api *self = data;
  g_auto (RecordingsPlace) place = { NULL };
  g_autoptr (GError) error = NULL;
  g_autoptr (Frame) frame = NULL;
  guint64 number;

  if (!find_place (call, self, &place))
    return;
  if (!g_ascii_string_to_unsigned (
          http_call_get_segment (call, 1), 10, 0, G_MAXINT, &number, NULL)) {
    http_call_fail (call, HTTP_NOT_FOUND, "recording: there is no frame of such a number");
    return;
  }
  frame = recordings_open_frame (self->station, &place, (guint) number, &error);
  if (frame != NULL)
    http_call_answer_object (call, api_frame_new_object (frame));
  else
    api_fail_with (call, self,
        g_error_matches (error, AOI_ERROR, AOI_ERROR_INVALID) ? HTTP_NOT_FOUND : HTTP_FAILED,
        error);
}

static const ApiEndpoint endpoints[] = {
  { { "GET", "/v1/recordings", list, HTTP_SEE, HTTP_WORK, HTTP_BODY_NONE, API_SMALL },
      "listRecordings", "The recordings and folders of pictures that the station has", NULL,
      "Recordings" },
  { { "GET", "/v1/recordings/{recording}", show, HTTP_SEE, HTTP_WORK, HTTP_BODY_NONE, API_SMALL },
      "getRecording", "Frames of a recording, in their order", NULL, "RecordingFrames",
      { { "from", "query", "integer", "Number of the first one: 0" },
          { "limit", "query", "integer", "At most so many: 100" } } },
  { { "POST", "/v1/recordings/{recording}/frames/{#number}", open_frame, HTTP_SEE, HTTP_HEAVY,
        HTTP_BODY_NONE, API_SMALL },
      "openRecordingFrame",
      "Reads a frame of a recording, which is kept then as those that clients send. Who asks again gets the same, as long as it is kept",
      NULL, "Frame" },
};

const ApiFamily api_recordings_family = { "frames", endpoints, G_N_ELEMENTS (endpoints) };
