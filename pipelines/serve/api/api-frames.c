/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Frames of the source and pictures of clients: what is known of them. */
#include "api/api-frames.h"

#include "aoi-error.h"
#include "frames/frame-show.h"
#include "report/aoi-report-object.h"
#include "station/station-inspect.h"

#define PICTURE_BYTES ((gsize) AOI_IMAGE_FILE_MAX_BYTES)

/**
 * api_get_number:
 * @call: (transfer full if FALSE is returned): a call
 * @key: of a parameter behind the path
 * @fallback: what counts without it
 * @min: the least that it may be
 * @max: the most
 * @number: (out): what it says
 *
 * Returns: whether it is such a number; if not, the call is answered
 */
gboolean
api_get_number (
    HttpCall *call, const gchar *key, guint fallback, guint min, guint max, guint *number)
{
  const gchar *text = http_call_get_query (call, key);
  guint64 value = fallback;

  if (text != NULL && !g_ascii_string_to_unsigned (text, 10, min, max, &value, NULL)) {
    http_call_fail (
        call, HTTP_BAD_REQUEST, "%s: \"%s\" is not between %u and %u", key, text, min, max);
    return FALSE;
  }
  *number = (guint) value;
  return TRUE;
}

/**
 * api_frame_find_id:
 * @call: (transfer full if NULL is returned): a call
 * @self: the API
 * @key: what of the call names the frame, for messages
 * @id: of a frame; `last` and `live` are the newest of the source
 *
 * Returns: (transfer full) (nullable): it; %NULL: there is none, and the call is answered
 */
Frame *
api_frame_find_id (HttpCall *call, Api *self, const gchar *key, const gchar *id)
{
  FrameShelf *frames = self->station->frames;
  Frame *frame;

  if (g_str_equal (id, "live") && !api_source_check_runs (call, self))
    return NULL;
  if (g_str_equal (id, "live") || g_str_equal (id, "last"))
    frame = frame_shelf_get_newest (frames);
  else
    frame = frame_shelf_find (frames, id);
  if (frame == NULL)
    http_call_fail (
        call, HTTP_NOT_FOUND, "%s: there is no \"%s\", or it is not kept any more", key, id);
  return frame;
}

/**
 * api_frame_find:
 * @call: (transfer full if NULL is returned): a call whose path has a frame first
 * @self: the API
 *
 * Returns: (transfer full) (nullable): it; %NULL: there is none, and the call is answered
 */
Frame *
api_frame_find (HttpCall *call, Api *self)
{
  return api_frame_find_id (call, self, "frame", http_call_get_segment (call, 0));
}

static void
set_verdict (JsonObject *object, const AoiReport *report)
{
  JsonObject *verdict;

  if (report == NULL) {
    json_object_set_null_member (object, "verdict");
    return;
  }
  verdict = json_object_new ();
  json_object_set_boolean_member (verdict, "passed", aoi_report_get_passed (report));
  json_object_set_boolean_member (verdict, "complete", aoi_report_get_complete (report));
  api_set_text (verdict, "reason", aoi_report_get_reason (report));
  api_set_text (verdict, "product", aoi_report_get_info (report)->product);
  api_set_text (verdict, "revision", aoi_report_get_info (report)->revision);
  json_object_set_object_member (object, "verdict", verdict);
}

static void
set_record (JsonObject *object, const FrameRecord *record)
{
  JsonObject *recording;

  if (record == NULL) {
    json_object_set_null_member (object, "recording");
    return;
  }
  recording = json_object_new ();
  json_object_set_string_member (recording, "name", record->recording);
  json_object_set_int_member (recording, "number", record->number);
  json_object_set_string_member (recording, "file", record->file);
  json_object_set_object_member (object, "recording", recording);
}

/**
 * api_frame_new_object:
 * @frame: a frame
 *
 * Returns: (transfer full): what is known of it, without its ROIs
 */
JsonObject *
api_frame_new_object (const Frame *frame)
{
  JsonObject *object = json_object_new ();

  json_object_set_string_member (object, "id", frame->id);
  json_object_set_string_member (object, "origin", frame_origin_to_string (frame->origin));
  api_set_time (object, "time", frame->time_us);
  json_object_set_string_member (object, "format", aoi_format_to_string (frame->image.format));
  json_object_set_int_member (object, "width", frame->image.width);
  json_object_set_int_member (object, "height", frame->image.height);
  json_object_set_int_member (object, "tile_size", FRAME_TILE);
  json_object_set_int_member (object, "max_zoom", frame_get_max_zoom (frame));
  api_set_text (object, "board", frame_get_board (frame));
  set_record (object, frame->record);
  set_verdict (object, frame->report);
  return object;
}

static void
list (HttpCall *call, gpointer data)
{
  Api *self = data;
  g_autoptr (GPtrArray) frames = frame_shelf_list (self->station->frames);
  JsonObject *answer = json_object_new ();
  JsonArray *objects = json_array_new ();

  for (guint i = 0; i < frames->len; i++)
    json_array_add_object_element (objects, api_frame_new_object (g_ptr_array_index (frames, i)));
  json_object_set_array_member (answer, "frames", objects);
  http_call_answer_object (call, answer);
}

static void
show (HttpCall *call, gpointer data)
{
  g_autoptr (Frame) frame = api_frame_find (call, data);
  JsonObject *answer;

  if (frame == NULL)
    return;
  answer = api_frame_new_object (frame);
  if (frame->report != NULL)
    json_object_set_object_member (
        answer, "result", aoi_report_new_object (frame->report, AOI_JSON_TIMING));
  else
    json_object_set_null_member (answer, "result");
  http_call_answer_object (call, answer);
}

/* Returns: whether the picture is what `mosaic` says; if not, @error says what it is */
static gboolean
take_mosaic (HttpCall *call, AoiPicture *picture, GError **error)
{
  const gchar *mosaic = http_call_get_query (call, "mosaic");

  if (mosaic == NULL)
    return TRUE;
  for (AoiFormat format = AOI_FORMAT_BAYER_BGGR; format <= AOI_FORMAT_BAYER_RGGB; format++)
    if (g_str_equal (mosaic, aoi_format_to_string (format)))
      return aoi_picture_take_mosaic (picture, format, error);
  g_set_error (error, AOI_ERROR, AOI_ERROR_INVALID,
      "mosaic: \"%s\" is none of bggr, gbrg, grbg, rggb", mosaic);
  return FALSE;
}

static void
upload (HttpCall *call, gpointer data)
{
  Api *self = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiPicture) picture = station_picture_decode (http_call_get_body (call), &error);
  g_autoptr (Frame) frame = NULL;

  if (picture == NULL)
    g_prefix_error (&error, "picture: ");
  if (picture == NULL || !take_mosaic (call, picture, &error)) {
    api_fail_with (call, self, HTTP_BAD_REQUEST, error);
    return;
  }
  frame = frame_new_from_picture (FRAME_UPLOADED, g_steal_pointer (&picture));
  frame_shelf_keep (self->station->frames, frame);
  http_call_answer_object (call, api_frame_new_object (frame));
}

static void
drop (HttpCall *call, gpointer data)
{
  Api *self = data;
  const gchar *id = http_call_get_segment (call, 0);

  if (frame_shelf_remove (self->station->frames, id))
    http_call_answer_object (call, json_object_new ());
  else
    http_call_fail (call, HTTP_NOT_FOUND, "frame: there is no \"%s\" that could be removed", id);
}

static const ApiEndpoint endpoints[] = {
  { { "GET", "/v1/frames", list, HTTP_SEE, HTTP_WORK, HTTP_BODY_NONE, API_SMALL }, "listFrames",
      "The frames that are kept: the newest of the source, those that somebody sent or asked for, and those of recordings",
      NULL, "Frames" },
  { { "POST", "/v1/frames", upload, HTTP_INSPECT, HTTP_HEAVY, HTTP_BODY_BYTES, PICTURE_BYTES },
      "sendFrame", "Keeps a picture: PNG, JPEG, PNM, TIFF, BMP or WebP. The oldest makes way", NULL,
      "Frame",
      { { "mosaic", "query", "string",
          "bggr, gbrg, grbg or rggb: it is gray, and the pixels are those of a sensor" } } },
  { { "GET", "/v1/frames/{frame}", show, HTTP_SEE, HTTP_WORK, HTTP_BODY_NONE, API_SMALL },
      "getFrame",
      "What is known of a frame, by its id; last: the newest of the source; live: likewise, if it runs",
      NULL, "FrameWithResult" },
  { { "DELETE", "/v1/frames/{frame}", drop, HTTP_INSPECT, HTTP_WORK, HTTP_BODY_NONE, API_SMALL },
      "dropFrame", "Keeps it no longer; not for frames of the source", NULL, "Nothing" },
};

const ApiFamily api_frames_family = { "frames", endpoints, G_N_ELEMENTS (endpoints) };
