/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:element-aoijson
 * @title: aoijson
 * @short_description: writes inspections as JSON, one object a line
 *
 * Takes the buffers that #aoiinspect inspected and writes the result of each as one JSON object on
 * one line: the result JSON of the Visual AOI server with what is new under the key `aoi`. The
 * pixels are dropped. Timestamps stay.
 *
 * A buffer without an inspection becomes a line too, which says so and does not pass: a program that
 * counts lines sees every frame, and never takes silence for a good board. Its `frame` is the number
 * of buffers before it since the element was started.
 *
 * A board of several frames (capture groups) is one line, written when it is complete or when aoiinspect
 * tells by the event `aoi-report` that it will not be. With #GstAoiJson:mode `frames` each of its frames
 * is a line too, which does not pass.
 *
 * ## Example
 * |[
 * gst-launch-1.0 videotestsrc num-buffers=10 ! aoijson ! filesink location=results.ndjson
 * ]|
 * writes ten lines that do not pass. With aoiinspect between source and aoijson, they hold its
 * verdicts; `fdsink` prints them and `tcpserversink` serves them to other programs.
 */
#include "gstaoijson.h"

#include <gst/video/video.h>
#include <string.h>

#include "aoi-report-json.h"
#include "gstaoimessage.h"
#include "gstaoimeta.h"

GST_DEBUG_CATEGORY_STATIC (gst_aoi_json_debug);
#define GST_CAT_DEFAULT gst_aoi_json_debug

#define JSON_CAPS "application/x-ndjson"
#define DEFAULT_TIMING TRUE
#define DEFAULT_MODE GST_AOI_JSON_BOARDS

enum {
  PROP_0,
  PROP_MODE,
  PROP_TIMING
};

/**
 * GstAoiJsonMode:
 * @GST_AOI_JSON_BOARDS: a line for each board
 * @GST_AOI_JSON_FRAMES: also one for each frame of a board that is not complete with it
 */
typedef enum {
  GST_AOI_JSON_BOARDS,
  GST_AOI_JSON_FRAMES,
} GstAoiJsonMode;

struct _GstAoiJson {
  GstElement parent;

  GstPad *sinkpad, *srcpad;
  guint64 frame; /* buffers since the start; streaming thread */
  gboolean timing; /* object lock */
  GstAoiJsonMode mode; /* object lock */
};

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (JSON_CAPS));

G_DEFINE_TYPE (GstAoiJson, gst_aoi_json, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DEFINE (aoijson, "aoijson", GST_RANK_NONE, GST_TYPE_AOI_JSON)

#define GST_TYPE_AOI_JSON_MODE (gst_aoi_json_mode_get_type ())
static GType
gst_aoi_json_mode_get_type (void)
{
  static const GEnumValue values[] = {
    { GST_AOI_JSON_BOARDS, "A line for each board", "boards" },
    { GST_AOI_JSON_FRAMES, "Also one for each frame of a board", "frames" },
    { 0, NULL, NULL },
  };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("GstAoiJsonMode", values));
  return (GType) type;
}

static gboolean
ensure_caps (GstAoiJson *self)
{
  g_autoptr (GstCaps) caps = NULL;

  if (gst_pad_has_current_caps (self->srcpad))
    return TRUE;
  caps = gst_caps_new_empty_simple (JSON_CAPS);
  return gst_pad_push_event (self->srcpad, gst_event_new_caps (caps));
}

static AoiJsonFlags
get_flags (GstAoiJson *self)
{
  AoiJsonFlags flags;

  GST_OBJECT_LOCK (self);
  flags = self->timing ? AOI_JSON_TIMING : AOI_JSON_DEFAULT;
  GST_OBJECT_UNLOCK (self);
  return flags;
}

/* Takes the JSON. */
static GstBuffer *
new_line (gchar *json)
{
  gchar *line = g_strconcat (json, "\n", NULL);

  g_free (json);
  return gst_buffer_new_wrapped (line, strlen (line));
}

/* Whether a frame's report is to be left out, since its board's report will come. */
static gboolean
waits_for_board (GstAoiJson *self, const AoiReport *report)
{
  GstAoiJsonMode mode;

  GST_OBJECT_LOCK (self);
  mode = self->mode;
  GST_OBJECT_UNLOCK (self);
  return mode == GST_AOI_JSON_BOARDS && report != NULL && !aoi_report_get_complete (report);
}

static GstFlowReturn
gst_aoi_json_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  GstAoiJson *self = GST_AOI_JSON (parent);
  g_autoptr (GstBuffer) frame = buffer;
  g_autoptr (AoiReport) report = gst_buffer_get_aoi_report (frame);
  const guint64 number = self->frame++;
  GstBuffer *out;

  if (waits_for_board (self, report))
    return GST_FLOW_OK;
  if (report != NULL)
    out = new_line (aoi_report_to_json (report, get_flags (self)));
  else
    out = new_line (
        aoi_report_missing_to_json (number, "the buffer carries no inspection", get_flags (self)));
  gst_buffer_copy_into (out, frame, GST_BUFFER_COPY_TIMESTAMPS, 0, -1);
  if (GST_BUFFER_IS_DISCONT (frame))
    GST_BUFFER_FLAG_SET (out, GST_BUFFER_FLAG_DISCONT);
  return gst_pad_push (self->srcpad, out);
}

/* A board that no frame carries. Streaming thread. What downstream answers comes again with the next
 * buffer. */
static void
write_board (GstAoiJson *self, GstEvent *event)
{
  g_autoptr (AoiReport) report = gst_aoi_report_event_parse (event);

  if (report != NULL)
    gst_pad_push (self->srcpad, new_line (aoi_report_to_json (report, get_flags (self))));
}

/* Whatever comes in, the output's caps are the same; they go out before the first segment, also when
 * upstream has none. */
static gboolean
gst_aoi_json_sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  GstAoiJson *self = GST_AOI_JSON (parent);
  gboolean ret;

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_CAPS:
      ret = ensure_caps (self);
      gst_event_unref (event);
      return ret;
    case GST_EVENT_SEGMENT:
      ensure_caps (self);
      break;
    case GST_EVENT_CUSTOM_DOWNSTREAM:
      write_board (self, event);
      break;
    default:
      break;
  }
  return gst_pad_event_default (pad, parent, event);
}

/* The pixels are never read, so that upstream may lay them out as it likes. */
static gboolean
gst_aoi_json_sink_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  if (GST_QUERY_TYPE (query) != GST_QUERY_ALLOCATION)
    return gst_pad_query_default (pad, parent, query);
  gst_query_add_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL);
  return TRUE;
}

static GstStateChangeReturn
gst_aoi_json_change_state (GstElement *element, GstStateChange transition)
{
  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED)
    GST_AOI_JSON (element)->frame = 0;
  return GST_ELEMENT_CLASS (gst_aoi_json_parent_class)->change_state (element, transition);
}

static void
gst_aoi_json_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GstAoiJson *self = GST_AOI_JSON (object);

  switch (id) {
    case PROP_MODE:
      GST_OBJECT_LOCK (self);
      self->mode = (GstAoiJsonMode) g_value_get_enum (value);
      GST_OBJECT_UNLOCK (self);
      break;
    case PROP_TIMING:
      GST_OBJECT_LOCK (self);
      self->timing = g_value_get_boolean (value);
      GST_OBJECT_UNLOCK (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
}

static void
gst_aoi_json_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GstAoiJson *self = GST_AOI_JSON (object);

  switch (id) {
    case PROP_MODE:
      GST_OBJECT_LOCK (self);
      g_value_set_enum (value, self->mode);
      GST_OBJECT_UNLOCK (self);
      break;
    case PROP_TIMING:
      GST_OBJECT_LOCK (self);
      g_value_set_boolean (value, self->timing);
      GST_OBJECT_UNLOCK (self);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
}

static void
gst_aoi_json_class_init (GstAoiJsonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (gst_aoi_json_debug, "aoijson", 0, "inspections as JSON");
  object_class->set_property = gst_aoi_json_set_property;
  object_class->get_property = gst_aoi_json_get_property;
  element_class->change_state = gst_aoi_json_change_state;

  /**
   * GstAoiJson:mode:
   *
   * What becomes a line, where boards have several frames.
   */
  g_object_class_install_property (object_class, PROP_MODE,
      g_param_spec_enum ("mode", "Mode", "What becomes a line, where boards have several frames",
          GST_TYPE_AOI_JSON_MODE, DEFAULT_MODE,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING));

  /**
   * GstAoiJson:timing:
   *
   * Whether to write what differs from run to run: times, timestamps, worker counts. Without them,
   * the same frames and product give the same bytes.
   */
  g_object_class_install_property (object_class, PROP_TIMING,
      g_param_spec_boolean ("timing", "Timing",
          "Write times, timestamps and worker counts, which differ from run to run", DEFAULT_TIMING,
          G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_PLAYING));

  gst_type_mark_as_plugin_api (GST_TYPE_AOI_JSON_MODE, 0);
  gst_element_class_set_static_metadata (element_class, "AOI JSON writer", "Converter/Metadata",
      "Writes the inspection of each buffer as a line of JSON", "The aoiinspect developers");
  gst_element_class_add_static_metadata (element_class, "example",
      "gst-launch-1.0 videotestsrc num-buffers=10 ! aoijson ! filesink location=results.ndjson");
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
}

static void
gst_aoi_json_init (GstAoiJson *self)
{
  self->timing = DEFAULT_TIMING;
  self->mode = DEFAULT_MODE;

  self->sinkpad = gst_pad_new_from_static_template (&sink_template, "sink");
  gst_pad_set_chain_function (self->sinkpad, gst_aoi_json_chain);
  gst_pad_set_event_function (self->sinkpad, gst_aoi_json_sink_event);
  gst_pad_set_query_function (self->sinkpad, gst_aoi_json_sink_query);
  gst_element_add_pad (GST_ELEMENT (self), self->sinkpad);

  self->srcpad = gst_pad_new_from_static_template (&src_template, "src");
  gst_pad_use_fixed_caps (self->srcpad);
  gst_element_add_pad (GST_ELEMENT (self), self->srcpad);
}
