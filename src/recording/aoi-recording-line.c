/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "recording/aoi-recording.h"

#include <string.h>

#include "json/aoi-json-line.h"
#include "json/aoi-json-reader.h"
#include "storage/aoi-checksum.h"

/* The object of a line, and the object of the capture in it. */
#define MAX_NESTING 8

/* Where a required key is absent, its default is what every later check refuses. */
static void
read_string (AoiJsonReader *reader, const gchar *key, gchar **value)
{
  if (aoi_json_reader_require (reader, AOI_KEYS (key)))
    aoi_json_reader_get_string (reader, AOI_KEYS (key), value);
}

static void
read_int (AoiJsonReader *reader, const gchar *key, gint min, gint *value)
{
  if (aoi_json_reader_require (reader, AOI_KEYS (key)))
    aoi_json_reader_get_int (reader, AOI_KEYS (key), min, G_MAXINT, value);
}

static void
read_boolean (AoiJsonReader *reader, const gchar *key, gboolean *value)
{
  if (aoi_json_reader_require (reader, AOI_KEYS (key)))
    aoi_json_reader_get_boolean (reader, AOI_KEYS (key), value);
}

static gboolean
parse_long (JsonNode *node, guint64 *value)
{
  const gchar *text = aoi_json_node_get_string (node);
  gint64 number;

  if (text != NULL)
    return g_ascii_string_to_unsigned (text, 10, 0, G_MAXUINT64, value, NULL);
  if (!JSON_NODE_HOLDS_VALUE (node) || json_node_get_value_type (node) != G_TYPE_INT64)
    return FALSE;
  number = json_node_get_int (node);
  *value = (guint64) MAX (number, 0);
  return number >= 0;
}

/* Absent is null, which leaves @value alone. */
static void
read_time (AoiJsonReader *reader, const gchar *key, guint64 *value)
{
  g_autofree gchar *path = NULL;
  JsonNode *node = aoi_json_reader_find (reader, AOI_KEYS (key), &path);

  if (node != NULL && !parse_long (node, value))
    aoi_json_node_refuse (
        reader->source, node, path, "a number of at most 64 bits without sign, or its digits");
}

static void
read_long (AoiJsonReader *reader, const gchar *key, guint64 *value)
{
  if (aoi_json_reader_require (reader, AOI_KEYS (key)))
    read_time (reader, key, value);
}

static void
refuse (AoiJsonReader *reader, const gchar *key, const gchar *is, const gchar *expected)
{
  aoi_problems_add (
      reader->source->problems, reader->source->file, key, "must be %s, is \"%s\"", expected, is);
}

static void
read_file (AoiJsonReader *reader, AoiRecordingFrame *frame)
{
  read_string (reader, "file", &frame->file);
  if (frame->file != NULL && !aoi_recording_name_is_inside (frame->file))
    refuse (reader, "file", frame->file, "the name of a file in the folder of the recording");
  read_long (reader, "bytes", &frame->bytes);
  read_string (reader, "checksum", &frame->checksum);
  if (frame->checksum != NULL) {
    g_autoptr (AoiChecksum) checksum = aoi_checksum_new_for_text (frame->checksum);

    if (checksum == NULL)
      refuse (reader, "checksum", frame->checksum,
          "xxh3_64: with 16 or sha256: with 64 lower-case hexadecimal digits");
  }
}

static AoiFormat
format_of (const gchar *name)
{
  for (gint format = AOI_FORMAT_UNKNOWN + 1; format < AOI_FORMAT_LAST; format++)
    if (aoi_recording_format_get_channels ((AoiFormat) format) > 0
        && g_str_equal (aoi_format_to_string ((AoiFormat) format), name))
      return (AoiFormat) format;
  return AOI_FORMAT_UNKNOWN;
}

static gboolean
parse_framerate (const gchar *text, gint *n, gint *d)
{
  g_auto (GStrv) parts = g_strsplit (text, "/", 3);
  gint64 numerator, denominator;

  if (g_strv_length (parts) != 2
      || !g_ascii_string_to_signed (parts[0], 10, 0, G_MAXINT, &numerator, NULL)
      || !g_ascii_string_to_signed (parts[1], 10, 1, G_MAXINT, &denominator, NULL))
    return FALSE;
  *n = (gint) numerator;
  *d = (gint) denominator;
  return TRUE;
}

static void
read_format (AoiJsonReader *reader, AoiRecordingFrame *frame)
{
  g_autofree gchar *format = NULL, *framerate = NULL;

  read_string (reader, "format", &format);
  if (format != NULL && (frame->format = format_of (format)) == AOI_FORMAT_UNKNOWN)
    refuse (reader, "format", format, "GRAY8, RGB, bggr, gbrg, grbg or rggb");
  read_int (reader, "width", 1, &frame->width);
  read_int (reader, "height", 1, &frame->height);
  read_string (reader, "framerate", &framerate);
  if (framerate != NULL && !parse_framerate (framerate, &frame->fps_n, &frame->fps_d))
    refuse (reader, "framerate", framerate, "a fraction such as 7/1");
  read_string (reader, "caps", &frame->caps);
}

static void
read_stream (AoiJsonReader *reader, AoiRecordingFrame *frame)
{
  read_long (reader, "run", &frame->run);
  read_long (reader, "lost", &frame->lost);
  read_time (reader, "pts", &frame->pts);
  read_time (reader, "dts", &frame->dts);
  read_time (reader, "duration", &frame->duration);
  read_time (reader, "offset", &frame->offset);
  read_time (reader, "offset_end", &frame->offset_end);
  read_boolean (reader, "discont", &frame->discont);
  read_boolean (reader, "corrupted", &frame->corrupted);
}

static void
read_capture (AoiJsonReader *line, AoiRecordingFrame *frame)
{
  const AoiJsonSource *source = line->source;
  JsonNode *node = aoi_json_reader_find (line, AOI_KEYS ("capture"), NULL);
  AoiRecordingCapture *capture = &frame->capture;
  g_auto (AoiJsonReader) reader = { 0 };

  if (node == NULL || !aoi_json_node_require_object (source, node, "capture"))
    return;
  aoi_json_reader_init (&reader, source, json_node_get_object (node), "capture");
  frame->has_capture = TRUE;
  read_long (&reader, "board", &capture->board);
  read_int (&reader, "groups", 1, &capture->groups);
  read_int (&reader, "group", 0, &capture->group);
  read_int (&reader, "focus", G_MININT, &capture->focus);
  read_int (&reader, "exposure", G_MININT, &capture->exposure);
  aoi_json_reader_get_double (
      &reader, AOI_KEYS ("focus_read"), -G_MAXDOUBLE, G_MAXDOUBLE, &capture->focus_read);
  aoi_json_reader_get_double (
      &reader, AOI_KEYS ("exposure_read"), -G_MAXDOUBLE, G_MAXDOUBLE, &capture->exposure_read);
  read_long (&reader, "frame_id", &capture->frame_id);
  read_long (&reader, "camera_time", &capture->camera_time);
  read_int (&reader, "attempt", 0, &capture->attempt);
  read_boolean (&reader, "proven", &capture->proven);
  if (capture->groups > 0 && capture->group >= capture->groups)
    aoi_problems_add (source->problems, source->file, "capture.group",
        "must be less than the %d groups of the board, is %d", capture->groups, capture->group);
}

static AoiRecordingMissing *
read_given_up (const AoiJsonSource *source, JsonNode *node, const gchar *path)
{
  AoiRecordingMissing *missing = g_new0 (AoiRecordingMissing, 1);
  g_auto (AoiJsonReader) reader = { 0 };

  if (!aoi_json_node_require_object (source, node, path))
    return missing;
  aoi_json_reader_init (&reader, source, json_node_get_object (node), path);
  read_long (&reader, "board", &missing->board);
  read_int (&reader, "groups", 1, &missing->groups);
  read_int (&reader, "group", 0, &missing->group);
  read_int (&reader, "focus", G_MININT, &missing->focus);
  read_int (&reader, "exposure", G_MININT, &missing->exposure);
  read_string (&reader, "reason", &missing->reason);
  if (missing->groups > 0 && missing->group >= missing->groups)
    aoi_problems_add (source->problems, source->file, path,
        "must be of a group less than the %d groups of the board, is of %d", missing->groups,
        missing->group);
  return missing;
}

static void
read_missing (AoiJsonReader *line, AoiRecordingFrame *frame)
{
  JsonNode *node = aoi_json_reader_find (line, AOI_KEYS ("missing"), NULL);
  JsonArray *array;

  if (node == NULL || !aoi_json_node_require_array (line->source, node, "missing"))
    return;
  array = json_node_get_array (node);
  frame->missing = g_ptr_array_new_with_free_func ((GDestroyNotify) aoi_recording_missing_free);
  for (guint i = 0; i < json_array_get_length (array); i++) {
    g_autofree gchar *path = g_strdup_printf ("missing[%u]", i);

    g_ptr_array_add (
        frame->missing, read_given_up (line->source, json_array_get_element (array, i), path));
  }
}

static JsonNode *
parse (const gchar *text, gsize length, const gchar *place, GError **error)
{
  if (length > AOI_RECORDING_MAX_LINE) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_SYNTAX,
        "%s: has %" G_GSIZE_FORMAT " bytes, must have at most %d", place, length,
        AOI_RECORDING_MAX_LINE);
    return NULL;
  }
  return aoi_json_line_parse (text, length, MAX_NESTING, place, error);
}

/**
 * aoi_recording_line_trim:
 * @text: (inout): a line of an index; becomes its first character that counts
 * @length: (inout): bytes of it
 *
 * Editors begin a file with a byte order mark, and leave lines of white space.
 *
 * Returns: whether anything is left
 */
gboolean
aoi_recording_line_trim (const gchar **text, gsize *length)
{
  if (*length >= 3 && memcmp (*text, "\xef\xbb\xbf", 3) == 0) {
    *text += 3;
    *length -= 3;
  }
  while (*length > 0 && g_ascii_isspace ((*text)[*length - 1]))
    (*length)--;
  return *length > 0;
}

/**
 * aoi_recording_line_read:
 * @text: (array length=length): a line, not trusted, without its newline
 * @length: bytes of @text
 * @place: what to call the line in errors, such as `frames.ndjson: line 3`
 * @error: return location for an %AOI_ERROR_SYNTAX or %AOI_ERROR_INVALID that names place, key and
 *   value
 *
 * Keys that are not known are skipped.
 *
 * Returns: (transfer full): the frame, of which a file with a name inside of the folder, a size, a
 *   checksum and a format that is recorded are known
 */
AoiRecordingFrame *
aoi_recording_line_read (const gchar *text, gsize length, const gchar *place, GError **error)
{
  g_autoptr (JsonNode) root = parse (text, length, place, error);
  g_autoptr (AoiRecordingFrame) frame = aoi_recording_frame_new ();
  g_autoptr (AoiProblems) problems = aoi_problems_new ();
  const AoiJsonSource source = { .file = place, .problems = problems };
  g_auto (AoiJsonReader) reader = { 0 };

  if (root == NULL)
    return NULL;
  aoi_json_reader_init (&reader, &source, json_node_get_object (root), "");
  read_file (&reader, frame);
  read_format (&reader, frame);
  read_stream (&reader, frame);
  read_capture (&reader, frame);
  read_missing (&reader, frame);
  return aoi_problems_check (problems, error) ? g_steal_pointer (&frame) : NULL;
}
