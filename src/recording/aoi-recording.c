/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "recording/aoi-recording.h"

#include <math.h>
#include <string.h>

#include "json/aoi-json-writer.h"

/**
 * aoi_recording_frame_new:
 *
 * Returns: (transfer full): a frame of which nothing is known
 */
AoiRecordingFrame *
aoi_recording_frame_new (void)
{
  AoiRecordingFrame *self = g_new0 (AoiRecordingFrame, 1);

  self->fps_d = 1;
  self->pts = self->dts = self->duration = AOI_RECORDING_NO_TIME;
  self->offset = self->offset_end = AOI_RECORDING_NO_TIME;
  self->capture.focus_read = self->capture.exposure_read = NAN;
  return self;
}

/**
 * aoi_recording_frame_free:
 * @self: (transfer full): a frame
 */
void
aoi_recording_frame_free (AoiRecordingFrame *self)
{
  g_free (self->file);
  g_free (self->checksum);
  g_free (self->caps);
  g_clear_pointer (&self->missing, g_ptr_array_unref);
  g_free (self);
}

/**
 * aoi_recording_missing_free:
 * @self: (transfer full): a frame that was given up
 */
void
aoi_recording_missing_free (AoiRecordingMissing *self)
{
  g_free (self->reason);
  g_free (self);
}

/**
 * aoi_recording_format_get_channels:
 * @format: a format
 *
 * Returns: bytes of a pixel, or 0 if frames of this format are not recorded
 */
gint
aoi_recording_format_get_channels (AoiFormat format)
{
  if (format == AOI_FORMAT_GRAY8 || aoi_format_is_bayer (format))
    return 1;
  return format == AOI_FORMAT_RGB ? 3 : 0;
}

/**
 * aoi_recording_name_is_inside:
 * @name: a file name, not trusted
 *
 * Returns: whether it can only be a file that lies in the recording's own folder
 */
gboolean
aoi_recording_name_is_inside (const gchar *name)
{
  return name[0] != '\0' && strchr (name, '/') == NULL && !g_str_equal (name, ".")
      && !g_str_equal (name, "..");
}

/* Many readers of JSON hold numbers as doubles, in which 64 bits have no room. */
static void
add_long (JsonObject *object, const gchar *key, guint64 value)
{
  g_autofree gchar *text = g_strdup_printf ("%" G_GUINT64_FORMAT, value);

  json_object_set_string_member (object, key, text);
}

static void
add_time (JsonObject *object, const gchar *key, guint64 value)
{
  if (value == AOI_RECORDING_NO_TIME)
    json_object_set_null_member (object, key);
  else
    add_long (object, key, value);
}

static JsonObject *
new_group (guint64 board, gint group, gint groups, gint focus, gint exposure)
{
  JsonObject *object = json_object_new ();

  add_long (object, "board", board);
  json_object_set_int_member (object, "group", group);
  json_object_set_int_member (object, "groups", groups);
  json_object_set_int_member (object, "focus", focus);
  json_object_set_int_member (object, "exposure", exposure);
  return object;
}

static void
add_capture (JsonObject *object, const AoiRecordingCapture *capture)
{
  JsonObject *part = new_group (
      capture->board, capture->group, capture->groups, capture->focus, capture->exposure);

  json_object_set_double_member (part, "focus_read", capture->focus_read);
  json_object_set_double_member (part, "exposure_read", capture->exposure_read);
  add_long (part, "frame_id", capture->frame_id);
  add_long (part, "camera_time", capture->camera_time);
  json_object_set_int_member (part, "attempt", capture->attempt);
  json_object_set_boolean_member (part, "proven", capture->proven);
  json_object_set_object_member (object, "capture", part);
}

static void
add_missing (JsonObject *object, const GPtrArray *missing)
{
  JsonArray *array = json_array_new ();

  for (guint i = 0; i < missing->len; i++) {
    const AoiRecordingMissing *frame = g_ptr_array_index (missing, i);
    JsonObject *part = new_group (
        frame->board, frame->group, frame->groups, frame->focus, frame->exposure);

    json_object_set_string_member (part, "reason", frame->reason);
    json_array_add_object_element (array, part);
  }
  json_object_set_array_member (object, "missing", array);
}

static void
add_file (JsonObject *object, const AoiRecordingFrame *frame)
{
  json_object_set_string_member (object, "file", frame->file);
  json_object_set_int_member (object, "bytes", (gint64) frame->bytes);
  json_object_set_string_member (object, "checksum", frame->checksum);
}

static void
add_format (JsonObject *object, const AoiRecordingFrame *frame)
{
  g_autofree gchar *framerate = g_strdup_printf ("%d/%d", frame->fps_n, frame->fps_d);

  json_object_set_string_member (object, "format", aoi_format_to_string (frame->format));
  json_object_set_int_member (object, "width", frame->width);
  json_object_set_int_member (object, "height", frame->height);
  json_object_set_string_member (object, "framerate", framerate);
  json_object_set_string_member (object, "caps", frame->caps);
}

static void
add_stream (JsonObject *object, const AoiRecordingFrame *frame)
{
  json_object_set_int_member (object, "run", (gint64) frame->run);
  json_object_set_int_member (object, "lost", (gint64) frame->lost);
  add_time (object, "pts", frame->pts);
  add_time (object, "dts", frame->dts);
  add_time (object, "duration", frame->duration);
  add_time (object, "offset", frame->offset);
  add_time (object, "offset_end", frame->offset_end);
  json_object_set_boolean_member (object, "discont", frame->discont);
  json_object_set_boolean_member (object, "corrupted", frame->corrupted);
}

/**
 * aoi_recording_line_write:
 * @frame: a frame, all of whose strings are set
 *
 * Returns: (transfer full): its line for the index, without a newline
 */
gchar *
aoi_recording_line_write (const AoiRecordingFrame *frame)
{
  g_autoptr (JsonNode) root = json_node_init_object (json_node_alloc (), json_object_new ());
  JsonObject *object = json_node_get_object (root);

  /* The node has taken a reference of its own. */
  json_object_unref (object);
  add_file (object, frame);
  add_format (object, frame);
  add_stream (object, frame);
  if (frame->has_capture)
    add_capture (object, &frame->capture);
  if (frame->missing != NULL)
    add_missing (object, frame->missing);
  return aoi_json_write (root);
}
