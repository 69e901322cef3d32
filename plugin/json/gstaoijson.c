/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:element-aoijson
 * @title: aoijson
 * @short_description: writes inspections as JSON, one object a line
 *
 * Takes the buffers that #aoiinspect inspected and turns the result of each board into one JSON object on one line
 * (`application/x-ndjson`): the result JSON of the Visual AOI server, with what is new under the key `aoi`. The pixels are
 * dropped, the timestamps stay. The JSON Schema `aoi-result.schema.json`, which is installed, describes the lines.
 *
 * A buffer without an inspection becomes a line too, which says so and does not pass: a program that counts lines sees
 * every frame, and does not mistake a missing line for a good board. Its `frame` is the number of buffers that came before it since the
 * element was started.
 *
 * A board of several frames (capture groups) is one line. It is written when the board is complete, or when aoiinspect says
 * by the event `aoi-report` that it will not be. If neither comes, since something between the two elements lost it, the
 * newest of its frames becomes a line, which does not pass.
 *
 * With `mode=failed` boards that are proven good have no line. Frames of incomplete boards have one only with
 * `mode=frames`. In the place of a frame without a line a GAP event goes downstream, so that sinks preroll.
 *
 * ## Example
 * |[
 * gst-launch-1.0 videotestsrc num-buffers=10 ! aoijson ! filesink location=results.ndjson
 * ]|
 * writes ten lines that do not pass. With aoiinspect between source and aoijson they hold its verdicts; `fdsink` prints
 * them, and `tcpserversink` serves them to other programs.
 *
 * ## Properties
 *
 * | property | default | meaning |
 * | --- | --- | --- |
 * | `mode` | all | `all`: a line for each board (`boards` is the same); `frames`: also one for each frame of a board that it does not complete, which does not pass; `failed`: for each board that is not proven good; `summary`: for each board, without its ROIs |
 * | `include` | all | parts to write, with commas between them: `roi_results`, `device_summaries`, `results` (the ROIs once more in each device summary), `aoi` (what is new, of the inspection and of ROIs), `values` (in the `aoi` of ROIs). `overall_result`, `session_id` and `product_name` are always there. An unknown name is an ERROR at the start; while running it is refused with a WARNING, and the old value kept |
 * | `timing` | true | write times and numbers of workers; without them the same frames and product give the same bytes |
 *
 * `include=roi_results,aoi,values` is about half as long as everything and says as much about ROIs.
 */
#include "json/gstaoijson-private.h"

#include <gst/video/video.h>
#include <string.h>

#include "lib/gstaoimessage.h"
#include "lib/gstaoimeta.h"

GST_DEBUG_CATEGORY_STATIC (gst_aoi_json_debug);
#define GST_CAT_DEFAULT gst_aoi_json_debug

#define JSON_CAPS "application/x-ndjson"

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS_ANY);
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (JSON_CAPS));

G_DEFINE_TYPE (GstAoiJson, gst_aoi_json, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DEFINE (aoijson, "aoijson", GST_RANK_NONE, GST_TYPE_AOI_JSON)

static gboolean
ensure_caps (GstAoiJson *self)
{
  g_autoptr (GstCaps) caps = NULL;

  if (gst_pad_has_current_caps (self->srcpad))
    return TRUE;
  caps = gst_caps_new_empty_simple (JSON_CAPS);
  return gst_pad_push_event (self->srcpad, gst_event_new_caps (caps));
}

static GstAoiJsonMode
get_mode (GstAoiJson *self)
{
  GstAoiJsonMode mode;

  GST_OBJECT_LOCK (self);
  mode = self->mode;
  GST_OBJECT_UNLOCK (self);
  return mode;
}

static AoiJsonFlags
get_flags (GstAoiJson *self)
{
  AoiJsonFlags flags;

  GST_OBJECT_LOCK (self);
  flags = self->include.left_out;
  if (self->timing)
    flags |= AOI_JSON_TIMING;
  if (self->mode == GST_AOI_JSON_SUMMARY)
    flags |= AOI_JSON_SUMMARY;
  GST_OBJECT_UNLOCK (self);
  return flags;
}

/* Takes the JSON. @frame: (nullable): the buffer that it came with. */
static GstFlowReturn
push_line (GstAoiJson *self, gchar *json, GstBuffer *frame)
{
  gchar *line = g_strconcat (json, "\n", NULL);
  GstBuffer *out = gst_buffer_new_wrapped (line, strlen (line));

  g_free (json);
  if (frame != NULL) {
    gst_buffer_copy_into (out, frame, GST_BUFFER_COPY_TIMESTAMPS, 0, -1);
    if (GST_BUFFER_IS_DISCONT (frame))
      GST_BUFFER_FLAG_SET (out, GST_BUFFER_FLAG_DISCONT);
  }
  return gst_pad_push (self->srcpad, out);
}

static gboolean
is_wanted (GstAoiJson *self, const AoiReport *report)
{
  return get_mode (self) != GST_AOI_JSON_FAILED || !aoi_report_get_passed (report);
}

/* @frame: (nullable): the buffer that it came with. */
static GstFlowReturn
push_report (GstAoiJson *self, const AoiReport *report, GstBuffer *frame)
{
  return push_line (self, aoi_report_to_json (report, get_flags (self)), frame);
}

/* In the place of a frame without a line: sinks preroll with it, and those behind a tee do not wait for a
 * line that may never come. */
static GstFlowReturn
push_gap (GstAoiJson *self, GstBuffer *frame)
{
  if (GST_BUFFER_PTS_IS_VALID (frame))
    self->position = GST_BUFFER_PTS (frame);
  gst_pad_push_event (
      self->srcpad, gst_event_new_gap (self->position, GST_BUFFER_DURATION (frame)));
  return GST_FLOW_OK;
}

/* @pending: (transfer full) (nullable): of a board of which nothing more will come. What downstream answers comes again
 * with the next buffer. */
static void
settle (GstAoiJson *self, AoiReport *pending)
{
  g_autoptr (AoiReport) report = pending;

  if (report != NULL && is_wanted (self, report))
    push_report (self, report, NULL);
}

/* Before a report is written: returns whether it is a line. */
static gboolean
take_report (GstAoiJson *self, AoiReport *report)
{
  settle (self, gst_aoi_whole_enter (&self->whole, report));
  if (gst_aoi_whole_take (&self->whole, report))
    return is_wanted (self, report);
  if (get_mode (self) != GST_AOI_JSON_FRAMES)
    return FALSE;
  gst_aoi_whole_drop (&self->whole);
  return TRUE;
}

static GstFlowReturn
gst_aoi_json_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  GstAoiJson *self = GST_AOI_JSON (parent);
  g_autoptr (GstBuffer) frame = buffer;
  g_autoptr (AoiReport) report = gst_buffer_get_aoi_report (frame);
  const guint64 number = self->frame++;

  if (report != NULL)
    return take_report (self, report) ? push_report (self, report, frame) : push_gap (self, frame);
  return push_line (self,
      aoi_report_missing_to_json (number, "the buffer carries no inspection", get_flags (self)),
      frame);
}

/* A board that no frame carries. Streaming thread. What downstream answers comes again with the next
 * buffer. */
static void
write_board (GstAoiJson *self, GstEvent *event)
{
  g_autoptr (AoiReport) report = gst_aoi_report_event_parse (event);

  if (report != NULL && take_report (self, report))
    push_report (self, report, NULL);
}

/* The output's caps do not depend on the input's; they are sent before the first segment, also when
 * upstream sends none. */
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
    case GST_EVENT_STREAM_START:
      settle (self, gst_aoi_whole_begin_run (&self->whole));
      break;
    case GST_EVENT_SEGMENT:
      settle (self, gst_aoi_whole_begin_run (&self->whole));
      ensure_caps (self);
      break;
    case GST_EVENT_CUSTOM_DOWNSTREAM:
      write_board (self, event);
      break;
    case GST_EVENT_EOS:
      settle (self, gst_aoi_whole_end (&self->whole));
      break;
    case GST_EVENT_FLUSH_STOP:
      gst_aoi_whole_forget (&self->whole);
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
  GstAoiJson *self = GST_AOI_JSON (element);
  GstStateChangeReturn ret;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED) {
    if (!gst_aoi_include_check (&self->include, element))
      return GST_STATE_CHANGE_FAILURE;
    self->frame = 0;
    self->position = 0;
  }
  ret = GST_ELEMENT_CLASS (gst_aoi_json_parent_class)->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY)
    gst_aoi_whole_forget (&self->whole);
  return ret;
}

static void
gst_aoi_json_finalize (GObject *object)
{
  gst_aoi_include_clear (&GST_AOI_JSON (object)->include);
  G_OBJECT_CLASS (gst_aoi_json_parent_class)->finalize (object);
}

static void
gst_aoi_json_class_init (GstAoiJsonClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (gst_aoi_json_debug, "aoijson", 0, "inspections as JSON");
  object_class->finalize = gst_aoi_json_finalize;
  element_class->change_state = gst_aoi_json_change_state;
  gst_aoi_json_install_properties (object_class);

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
  gst_aoi_json_init_properties (self);

  self->sinkpad = gst_pad_new_from_static_template (&sink_template, "sink");
  gst_pad_set_chain_function (self->sinkpad, gst_aoi_json_chain);
  gst_pad_set_event_function (self->sinkpad, gst_aoi_json_sink_event);
  gst_pad_set_query_function (self->sinkpad, gst_aoi_json_sink_query);
  gst_element_add_pad (GST_ELEMENT (self), self->sinkpad);

  self->srcpad = gst_pad_new_from_static_template (&src_template, "src");
  gst_pad_use_fixed_caps (self->srcpad);
  gst_element_add_pad (GST_ELEMENT (self), self->srcpad);
}
