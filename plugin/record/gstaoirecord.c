/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:element-aoirecord
 * @title: aoirecord
 * @short_description: records frames and all that belongs to them
 *
 * Writes each frame to a folder as a PGM file (GRAY8 and 8-bit Bayer) or PPM file (RGB), which any viewer opens, and
 * everything else that is known of it as a line of the file `frames.ndjson`. #aoireplay plays the folder back.
 *
 * A thread of its own writes: first the file, then, when that is on the disk, its line. So after a kill or a power loss every
 * file that a line names is whole. A last line without an end is no line. Files that no line names do not belong to
 * the recording. Pixels are copied at once, so that no camera waits for its buffers.
 *
 * Without `block` the disk neither delays nor stops the stream. Frames that find no room in the queue or on the disk are lost and
 * counted, and the first of each kind is reported; when there is room again, recording goes on. A folder that is removed is
 * not created again, but used again when it is back.
 *
 * EOS waits until everything is written.
 *
 * ## Example
 * |[
 * gst-launch-1.0 videotestsrc num-buffers=10 ! video/x-raw,format=GRAY8 ! aoirecord location=frames
 * ]|
 * Behind `aoiinspect product=... ! tee name=t t. ! queue ! aoirecord location=failed keep=failed` it records only boards
 * that failed.
 *
 * ## Properties
 *
 * | property | default | meaning |
 * | --- | --- | --- |
 * | `location` | none | folder of the recording; it is made if missing (its parents are not) |
 * | `keep` | all | `all`, or `failed`: boards that are not known to have passed, by the metadata of aoiinspect. All frames of a board of several groups wait in the queue for its report; if they do not fit, they are recorded, also if the board passes |
 * | `append` | false | continue the recording that the folder holds, as another `run`. Without it such a folder is an ERROR, as is always a folder to which somebody else records |
 * | `checksum` | xxh3 | `xxh3` (what `xxhsum -H3` prints) or `sha256`, of each whole file |
 * | `max-frames`, `max-bytes` | 32, 10^9 | frames and bytes that may wait in the queue, those that are held for a report included |
 * | `block` | false | wait while the queue is full, instead of losing frames |
 * | `stop-timeout` | 5 s | nanoseconds that a change to READY waits for the queue to be written. What is left then is lost, and a write at which the disk hangs is left behind |
 * | `stats` | read-only | structure with the counters of the message below |
 *
 * ## The lines of frames.ndjson
 *
 * | key | meaning |
 * | --- | --- |
 * | `file`, `bytes`, `checksum` | name in the folder, size, `xxh3_64:` or `sha256:` and digits |
 * | `format`, `width`, `height`, `framerate`, `caps` | `GRAY8`, `RGB` or the Bayer order; all of the caps |
 * | `run` | grows with each start and segment, where times begin anew |
 * | `lost` | frames that were lost before this one |
 * | `pts`, `dts`, `duration`, `offset`, `offset_end` | of the buffer, in ns; null: none |
 * | `discont`, `corrupted` | its flags |
 * | `capture` | the metadata `aoi-capture`, if the frame has it: `board`, `group`, `groups`, `focus`, `exposure`, `focus_read`, `exposure_read`, `frame_id`, `camera_time`, `attempt`, `proven` |
 * | `missing` | frames that the source gave up since the frame before (event `aoi-capture-missing`), the last 32: `board`, `group`, `groups`, `focus`, `exposure`, `reason`. After the last frame none are noted |
 *
 * Times and numbers of 64 bits are strings of digits, since many readers hold numbers as doubles.
 *
 * ## Messages
 *
 * Element messages named `aoi-record`:
 *
 * | field | type | meaning |
 * | --- | --- | --- |
 * | `event` | string | `lost`: frames are lost, once for each kind; `recovered`: frames are recorded again and none waits; `ended`: EOS, everything is written |
 * | `reason` | string | why frames are lost, or NULL |
 * | `frames` | uint64 | frames that came, the sum of the next four |
 * | `recorded`, `skipped`, `lost`, `queued` | uint64 | on the disk; not kept; lost; waiting, held or being written |
 * | `bytes` | uint64 | of the files recorded |
 *
 * A loss also posts a WARNING.
 */
#include "lib/gstaoicapture.h"
#include "lib/gstaoimessage.h"
#include "record/gstaoirecord-private.h"

GST_DEBUG_CATEGORY_STATIC (gst_aoi_record_debug);
#define GST_CAT_DEFAULT gst_aoi_record_debug

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (GST_AOI_RECORD_CAPS));

G_DEFINE_TYPE (GstAoiRecord, gst_aoi_record, GST_TYPE_AOI_SPOOL_SINK)
GST_ELEMENT_REGISTER_DEFINE (aoirecord, "aoirecord", GST_RANK_NONE, GST_TYPE_AOI_RECORD)

static AoiSpool *
gst_aoi_record_open (GstAoiSpoolSink *sink, const gchar *location, const AoiSpoolLimits *limits,
    const AoiSpoolListener *listener, GError **error)
{
  GstAoiRecord *self = GST_AOI_RECORD (sink);
  AoiRecordingWriter *writer;
  AoiChecksumType type;
  gboolean append;

  GST_OBJECT_LOCK (self);
  append = self->append;
  type = self->checksum;
  GST_OBJECT_UNLOCK (self);
  writer = aoi_recording_writer_open (location, append, type, error);
  if (writer == NULL)
    return NULL;
  self->run = aoi_recording_writer_get_run (writer);
  self->run_has_frames = FALSE;
  self->arena = gst_aoi_arena_new ();
  gst_aoi_record_board_init (&self->board);
  return aoi_recorder_new (writer, limits, listener);
}

static void
gst_aoi_record_end (GstAoiSpoolSink *sink)
{
  gst_aoi_record_board_end (&GST_AOI_RECORD (sink)->board, sink->spool);
}

static void
gst_aoi_record_close (GstAoiSpoolSink *sink)
{
  GstAoiRecord *self = GST_AOI_RECORD (sink);

  g_clear_pointer (&self->arena, gst_aoi_arena_unref);
  g_clear_pointer (&self->caps, g_free);
  g_ptr_array_set_size (self->missing, 0);
}

static void
gst_aoi_record_add_stats (
    GstAoiSpoolSink *sink, const AoiSpoolCounts *counts, GstStructure *structure)
{
  gst_structure_set (structure, "bytes", G_TYPE_UINT64, counts->bytes, NULL);
}

static gboolean
gst_aoi_record_set_caps (GstBaseSink *sink, GstCaps *caps)
{
  GstAoiRecord *self = GST_AOI_RECORD (sink);

  if (!GST_BASE_SINK_CLASS (gst_aoi_record_parent_class)->set_caps (sink, caps)
      || aoi_recording_format_get_channels (self->parent.format.format) == 0) {
    GST_ELEMENT_ERROR (
        self, STREAM, FORMAT, ("These frames cannot be recorded"), ("caps %" GST_PTR_FORMAT, caps));
    return FALSE;
  }
  g_free (self->caps);
  self->caps = gst_caps_to_string (caps);
  return TRUE;
}

static GstFlowReturn
reserve (GstAoiRecord *self, gsize size, gboolean *reserved)
{
  /* Frames that are held give no room back before their board is complete. */
  if (self->board.held.length > 0 && !aoi_spool_has_room (self->parent.spool, size))
    gst_aoi_record_board_fail (&self->board, self->parent.spool);
  return gst_aoi_spool_sink_reserve (&self->parent, 0, size, reserved);
}

static void
take (GstAoiRecord *self, GstBuffer *buffer, AoiRecordingFrame *described, gboolean hold)
{
  g_autoptr (AoiRecordingFrame) frame = described;
  g_autofree gchar *reason = NULL;
  GBytes *bytes = gst_aoi_record_frame_copy (&self->parent.format, buffer, self->arena, &reason);

  if (bytes == NULL) {
    aoi_spool_lose (self->parent.spool, AOI_SPOOL_UNSUITABLE, reason,
        gst_aoi_record_frame_get_size (&self->parent.format));
    return;
  }
  frame->caps = g_strdup (self->caps);
  frame->run = self->run;
  self->run_has_frames = TRUE;
  if (hold && !self->board.failed)
    gst_aoi_record_board_hold (&self->board, g_steal_pointer (&frame), bytes);
  else
    aoi_recorder_push (self->parent.spool, g_steal_pointer (&frame), bytes);
}

static GstAoiRecordWant
decide (GstAoiRecord *self, GstBuffer *buffer, const AoiRecordingFrame *frame)
{
  GstAoiRecordKeep keep;

  GST_OBJECT_LOCK (self);
  keep = self->keep;
  GST_OBJECT_UNLOCK (self);
  if (keep == GST_AOI_RECORD_KEEP_ALL) {
    gst_aoi_record_board_end (&self->board, self->parent.spool);
    return GST_AOI_RECORD_NOW;
  }
  return gst_aoi_record_board_add (
      &self->board, self->parent.spool, gst_aoi_record_get_verdict (buffer), frame);
}

static GPtrArray *
missing_new (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) aoi_recording_missing_free);
}

static GstFlowReturn
gst_aoi_record_render (GstBaseSink *sink, GstBuffer *buffer)
{
  GstAoiRecord *self = GST_AOI_RECORD (sink);
  g_autoptr (AoiRecordingFrame) frame = NULL;
  GstAoiRecordWant want;
  gboolean reserved;
  GstFlowReturn ret;

  if (self->caps == NULL) {
    GST_ELEMENT_ERROR (self, CORE, NEGOTIATION,
        ("Frames come without caps, which say their format and size"), (NULL));
    return GST_FLOW_NOT_NEGOTIATED;
  }
  frame = gst_aoi_record_frame_describe (&self->parent.format, buffer);
  if (self->missing->len > 0) {
    frame->missing = self->missing;
    self->missing = missing_new ();
  }
  want = decide (self, buffer, frame);
  if (want == GST_AOI_RECORD_SKIP) {
    aoi_spool_skip (self->parent.spool, 0);
    return GST_FLOW_OK;
  }
  ret = reserve (self, gst_aoi_record_frame_get_size (&self->parent.format), &reserved);
  if (reserved)
    take (self, buffer, g_steal_pointer (&frame), want == GST_AOI_RECORD_HOLD);
  return ret;
}

static void
follow_boards (GstAoiRecord *self, GstEvent *event)
{
  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_STREAM_START:
    case GST_EVENT_SEGMENT:
    case GST_EVENT_FLUSH_STOP:
      gst_aoi_record_board_begin_run (&self->board, self->parent.spool);
      break;
    case GST_EVENT_EOS:
      gst_aoi_record_board_end (&self->board, self->parent.spool);
      break;
    case GST_EVENT_CUSTOM_DOWNSTREAM:
      if (gst_event_has_name (event, GST_AOI_REPORT_EVENT_NAME))
        gst_aoi_record_board_end (&self->board, self->parent.spool);
      break;
    default:
      break;
  }
}

/* Segments begin a run, so that times that are no later than those before are no puzzle. */
static gboolean
gst_aoi_record_event (GstBaseSink *sink, GstEvent *event)
{
  GstAoiRecord *self = GST_AOI_RECORD (sink);

  follow_boards (self, event);
  if (GST_EVENT_TYPE (event) == GST_EVENT_CUSTOM_DOWNSTREAM
      && gst_event_has_name (event, GST_AOI_CAPTURE_MISSING_NAME))
    gst_aoi_record_missing_add (self->missing, gst_event_get_structure (event));
  if (GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_STOP)
    g_ptr_array_set_size (self->missing, 0);
  if (GST_EVENT_TYPE (event) == GST_EVENT_SEGMENT && self->run_has_frames) {
    self->run++;
    self->run_has_frames = FALSE;
  }
  return GST_BASE_SINK_CLASS (gst_aoi_record_parent_class)->event (sink, event);
}

static void
gst_aoi_record_finalize (GObject *object)
{
  g_ptr_array_unref (GST_AOI_RECORD (object)->missing);
  G_OBJECT_CLASS (gst_aoi_record_parent_class)->finalize (object);
}

static void
gst_aoi_record_class_init (GstAoiRecordClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseSinkClass *sink_class = GST_BASE_SINK_CLASS (klass);
  GstAoiSpoolSinkClass *spool_class = GST_AOI_SPOOL_SINK_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (gst_aoi_record_debug, "aoirecord", 0, "recording of frames");
  G_OBJECT_CLASS (klass)->finalize = gst_aoi_record_finalize;
  gst_aoi_record_install_properties (spool_class);
  spool_class->open = gst_aoi_record_open;
  spool_class->end = gst_aoi_record_end;
  spool_class->close = gst_aoi_record_close;
  spool_class->add_stats = gst_aoi_record_add_stats;
  sink_class->set_caps = gst_aoi_record_set_caps;
  sink_class->render = gst_aoi_record_render;
  sink_class->event = gst_aoi_record_event;

  gst_element_class_set_static_metadata (element_class, "AOI recorder", "Sink/File",
      "Records frames with their metadata, for aoireplay", "The aoiinspect developers");
  gst_element_class_add_static_metadata (element_class, "example",
      "gst-launch-1.0 videotestsrc num-buffers=10 ! video/x-raw,format=GRAY8 ! aoirecord location=recording");
  gst_element_class_add_static_pad_template (element_class, &sink_template);
}

static void
gst_aoi_record_init (GstAoiRecord *self)
{
  self->missing = missing_new ();
}
