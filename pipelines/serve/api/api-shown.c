/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Frames as people see them: tiles, pictures, and what they look at while they focus. A frame of an id never changes, so
 * what was shown of it is never asked for twice; `last` is another one each time. */
#include <string.h>

#include "aoi-image.h"
#include "api/api-frames.h"
#include "frames/frame-measure.h"
#include "frames/frame-show.h"

#define PNG "image/png"
#define JPEG "image/jpeg"
#define FOR_EVER "private, max-age=31536000, immutable"
#define ASK_AGAIN "private, no-cache"

/* Returns whether the client has it already; then the call is answered. @what: such as `tile/5/3/2`, with the format */
static gboolean
tell_same (HttpCall *call, const gchar *frame, const gchar *what)
{
  const gboolean is_named = g_str_equal (http_call_get_segment (call, 0), frame);
  const gchar *had = http_call_get_header (call, "If-None-Match");
  g_autofree gchar *tag = g_strdup_printf ("\"%s-%s\"", frame, what);

  http_call_set_header (call, "ETag", tag);
  http_call_set_header (call, "Cache-Control", is_named ? FOR_EVER : ASK_AGAIN);
  http_call_set_header (call, "X-Aoi-Frame", frame);
  if (had == NULL || strstr (had, tag) == NULL)
    return FALSE;
  http_call_answer (call, HTTP_SAME, JPEG, g_bytes_new_static ("", 0));
  return TRUE;
}

/* Returns whether `format` is known; if not, the call is answered. */
static gboolean
get_format (HttpCall *call, gboolean *is_png)
{
  const gchar *format = http_call_get_query (call, "format");

  *is_png = g_strcmp0 (format, "png") == 0;
  if (format == NULL || *is_png || g_str_equal (format, "jpeg"))
    return TRUE;
  http_call_fail (call, HTTP_BAD_REQUEST, "format: \"%s\" is neither jpeg nor png", format);
  return FALSE;
}

static void
answer (HttpCall *call, Api *self, gboolean is_png, GBytes *bytes, const GError *error)
{
  if (bytes != NULL)
    http_call_answer (call, HTTP_OK, is_png ? PNG : JPEG, bytes);
  else
    api_fail_with (call, self, HTTP_FAILED, error);
}

static void
answer_image (HttpCall *call, Api *self, gboolean is_png, const AoiRgbImage *image)
{
  g_autoptr (GError) error = NULL;
  GBytes *bytes = is_png ? aoi_image_file_encode (image, &error)
                         : aoi_image_file_encode_preview (image, &error);

  answer (call, self, is_png, bytes, error);
}

/* Returns whether it is the number of a tile; else there is no such tile. */
static gboolean
get_index (HttpCall *call, guint segment, guint *index)
{
  guint64 number;

  if (!g_ascii_string_to_unsigned (
          http_call_get_segment (call, segment), 10, 0, G_MAXINT, &number, NULL))
    return FALSE;
  *index = (guint) number;
  return TRUE;
}

static void
show_tile (HttpCall *call, gpointer data)
{
  Api *self = data;
  g_autoptr (Frame) frame = api_frame_find (call, self);
  g_autoptr (AoiRgbImage) tile = NULL;
  g_autofree gchar *what = NULL;
  guint zoom, x, y;
  gboolean is_png;

  if (frame == NULL || !get_format (call, &is_png))
    return;
  if (!get_index (call, 1, &zoom) || !get_index (call, 2, &x) || !get_index (call, 3, &y)) {
    http_call_fail (call, HTTP_NOT_FOUND, "tile: there is none of such a number");
    return;
  }
  what = g_strdup_printf ("tile/%u/%u/%u.%s", zoom, x, y, is_png ? "png" : "jpeg");
  if (tell_same (call, frame->id, what))
    return;
  tile = frame_read_tile (frame, zoom, x, y);
  frame_shelf_note_levels (self->station->frames, frame);
  if (tile != NULL)
    answer_image (call, self, is_png, tile);
  else
    http_call_fail (call, HTTP_NOT_FOUND,
        "tile: the frame has none at %u/%u/%u; its greatest zoom is %u", zoom, x, y,
        frame_get_max_zoom (frame));
}

/* A PNG is for those who need all pixels, and made for each. */
static void
answer_picture (HttpCall *call, Api *self, Frame *frame, gboolean is_png, guint width)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiRgbImage) picture = NULL;

  if (!is_png) {
    GBytes *bytes = frame_encode_picture (frame, (gint) width, &error);

    answer (call, self, is_png, bytes, error);
    return;
  }
  picture = frame_read_picture (frame, (gint) width);
  if (picture != NULL)
    answer_image (call, self, is_png, picture);
  else
    http_call_fail (call, HTTP_BUSY, "there is no memory for such a picture");
}

/* A live picture is there longer than its frame. Returns whether the call is answered. */
static gboolean
answer_live (HttpCall *call, Api *self, const gchar *what, guint width)
{
  const gchar *id = http_call_get_segment (call, 0);
  GBytes *bytes = width == LIVE_PICTURE_WIDTH
      ? live_pictures_find (live_events_get_pictures (self->events), id)
      : NULL;

  if (bytes == NULL)
    return FALSE;
  if (!tell_same (call, id, what))
    http_call_answer (call, HTTP_OK, JPEG, g_bytes_ref (bytes));
  g_bytes_unref (bytes);
  return TRUE;
}

static void
show_picture (HttpCall *call, gpointer data)
{
  Api *self = data;
  g_autoptr (Frame) frame = NULL;
  g_autofree gchar *what = NULL;
  gboolean is_png;
  guint width;

  if (!get_format (call, &is_png)
      || !api_get_number (call, "width", LIVE_PICTURE_WIDTH, 1, AOI_IMAGE_MAX_SIZE, &width))
    return;
  what = g_strdup_printf ("%u.%s", width, is_png ? "png" : "jpeg");
  if (!is_png && answer_live (call, self, what, width))
    return;
  frame = api_frame_find (call, self);
  if (frame != NULL && !tell_same (call, frame->id, what))
    answer_picture (call, self, frame, is_png, width);
}

/* Returns whether it says an area of the frame; if not, the call is answered. */
static gboolean
get_rect (HttpCall *call, const Frame *frame, AoiRect *rect)
{
  const guint width = (guint) frame->image.width, height = (guint) frame->image.height;
  guint x, y, w, h;

  if (!api_get_number (call, "x", 0, 0, width - 1, &x)
      || !api_get_number (call, "y", 0, 0, height - 1, &y)
      || !api_get_number (call, "width", width - x, 1, width - x, &w)
      || !api_get_number (call, "height", height - y, 1, height - y, &h))
    return FALSE;
  *rect = (AoiRect){ (gint) x, (gint) y, (gint) w, (gint) h };
  return TRUE;
}

static JsonArray *
new_counts (const guint64 *counts)
{
  JsonArray *array = json_array_sized_new (256);

  for (guint i = 0; i < 256; i++)
    json_array_add_int_element (array, (gint64) counts[i]);
  return array;
}

static void
measure (HttpCall *call, gpointer data)
{
  static const gchar *const channels[FRAME_N_CHANNELS] = { "gray", "red", "green", "blue" };
  g_autoptr (Frame) frame = api_frame_find (call, data);
  g_autofree FrameMeasure *found = NULL;
  JsonObject *object, *histogram;
  AoiRect rect;

  if (frame == NULL || !get_rect (call, frame, &rect))
    return;
  found = g_new (FrameMeasure, 1);
  frame_measure (frame, &rect, found);
  object = json_object_new ();
  histogram = json_object_new ();
  json_object_set_string_member (object, "frame", frame->id);
  json_object_set_double_member (object, "sharpness", found->sharpness);
  json_object_set_int_member (object, "pixels", (gint64) found->total);
  for (guint i = 0; i < FRAME_N_CHANNELS; i++)
    json_object_set_array_member (histogram, channels[i], new_counts (found->counts[i]));
  json_object_set_object_member (object, "histogram", histogram);
  http_call_answer_object (call, object);
}

#define FORMAT \
  { \
    "format", "query", "string", "jpeg or png, which has the exact pixels" \
  }

static const ApiEndpoint endpoints[] = {
  { { "GET", "/v1/frames/{frame}/tile/{#zoom}/{#x}/{#y}", show_tile, HTTP_SEE, HTTP_SHOW,
        HTTP_BODY_NONE, API_SMALL },
      "getTile",
      "256 x 256 pixels or less of a frame. At its max_zoom a pixel is a pixel of the frame, at each zoom below half of that; x counts from the left, y from above",
      NULL, JPEG, { FORMAT } },
  { { "GET", "/v1/frames/{frame}/picture", show_picture, HTTP_SEE, HTTP_SHOW, HTTP_BODY_NONE,
        API_SMALL },
      "getPicture", "All of a frame", NULL, JPEG,
      { { "width", "query", "integer", "Pixels, at most those of the frame: 1280" }, FORMAT } },
  { { "GET", "/v1/frames/{frame}/measure", measure, HTTP_SEE, HTTP_SHOW, HTTP_BODY_NONE,
        API_SMALL },
      "measureFrame", "Sharpness and histogram of a frame, or of a part of it", NULL, "Measure",
      { { "x", "query", "integer", "Of the part, in pixels of the frame: 0" },
          { "y", "query", "integer", "Likewise" },
          { "width", "query", "integer", "Likewise: all that is right of x" },
          { "height", "query", "integer", "Likewise: all that is below y" } } },
};

const ApiFamily api_shown_family = { "frames", endpoints, G_N_ELEMENTS (endpoints) };
