/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:element-aoireplay
 * @title: aoireplay
 * @short_description: plays back what aoirecord recorded
 *
 * Plays the frames of a folder that #aoirecord wrote, with the same pixels, caps, timestamps, offsets, capture metadata and
 * the flags DISCONT and CORRUPTED, and the events of frames that the source gave up between them. An inspection of them
 * gives the same results as the inspection of the live frames. A frame before which the recorder lost others is DISCONT; so
 * is the first one, as with every source.
 *
 * The whole index is checked at the start. Each file is checked for its size, header and checksum before its frame is
 * pushed. A file that is missing, not as recorded, or a link is an ERROR that names it, with the checksum that was found and
 * the one that was recorded; with `on-error=skip` the frame is left out with a message and a GAP event in its place, and the
 * next one is DISCONT. A last line of the index without an end, as a power loss leaves it, is left out with a WARNING.
 *
 * How fast frames come is up to the sinks: with `sync=true` at the recorded rate times `speed`, with `sync=false` as fast as
 * possible. With `is-live=true` the element itself keeps time. Each run of the recorder, and each round of `loop=true`, is a
 * segment that begins where the one before ended. There is no seeking; the duration is known, except for a loop.
 *
 * ## Example
 * |[
 * gst-launch-1.0 aoireplay location=recording ! aoiinspect product=board ! aoijson timing=false ! fdsink
 * ]|
 *
 * ## Properties
 *
 * | property | default | meaning |
 * | --- | --- | --- |
 * | `location` | none | folder of the recording |
 * | `speed` | 1 | how many times as fast as recorded, where a sink or `is-live` keeps time |
 * | `is-live` | false | be a live source, which pushes each frame at its time |
 * | `loop` | false | begin again after the last frame |
 * | `on-error` | error | `error`: end with an ERROR; `skip`: leave out frames that are not as recorded |
 *
 * ## Messages
 *
 * Element messages named `aoi-replay`, with `on-error=skip`:
 *
 * | field | type | meaning |
 * | --- | --- | --- |
 * | `file` | string | the frame's file |
 * | `reason` | string | why it is left out, with the path |
 * | `frame` | uint64 | its number in the recording, from 0 |
 * | `skipped` | uint64 | frames left out since the start |
 */
#include "record/gstaoireplay-private.h"

GST_DEBUG_CATEGORY_STATIC (gst_aoi_replay_debug);
#define GST_CAT_DEFAULT gst_aoi_replay_debug

#define MESSAGE_NAME "aoi-replay"

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (GST_AOI_RECORD_CAPS));

G_DEFINE_TYPE (GstAoiReplay, gst_aoi_replay, GST_TYPE_PUSH_SRC)
GST_ELEMENT_REGISTER_DEFINE (aoireplay, "aoireplay", GST_RANK_NONE, GST_TYPE_AOI_REPLAY)

/* Takes the caps of a frame, where they are not those of the one before. */
static gboolean
take_caps (GstAoiReplay *self, const AoiRecordingFrame *frame, gboolean *changed)
{
  GstCaps *caps;

  *changed = g_strcmp0 (frame->caps, self->caps_text) != 0;
  if (!*changed)
    return TRUE;
  if (!gst_aoi_record_frame_get_caps (frame, &self->format, &caps))
    return FALSE;
  gst_caps_take (&self->caps, caps);
  g_free (self->caps_text);
  self->caps_text = g_strdup (frame->caps);
  return TRUE;
}

static gboolean
check_caps (GstAoiReplay *self, GstClockTime *duration)
{
  *duration = 0;
  for (guint i = aoi_recording_reader_get_n_frames (self->reader); i-- > 0;) {
    const AoiRecordingFrame *frame = aoi_recording_reader_get_frame (self->reader, i);
    gboolean changed;

    if (!take_caps (self, frame, &changed) || !gst_aoi_record_frame_agrees (frame, &self->format)) {
      GST_ELEMENT_ERROR (self, RESOURCE, READ,
          ("Cannot replay: %s/" AOI_RECORDING_INDEX ": line %u: caps: \"%s\" are not those of "
           "recorded frames, or contradict the rest of the line",
              aoi_recording_reader_get_folder (self->reader), i + 1, frame->caps),
          (NULL));
      return FALSE;
    }
  }
  for (guint i = 0; i < aoi_recording_reader_get_n_runs (self->reader); i++)
    *duration += aoi_recording_reader_get_run (self->reader, i)->length;
  return TRUE;
}

static void
rewind_to_start (GstAoiReplay *self)
{
  self->next = 0;
  self->run = 0;
  self->any = FALSE;
}

static void
close_recording (GstAoiReplay *self)
{
  g_clear_pointer (&self->reader, aoi_recording_reader_close);
  gst_clear_caps (&self->caps);
  g_clear_pointer (&self->caps_text, g_free);
  GST_OBJECT_LOCK (self);
  self->duration = GST_CLOCK_TIME_NONE;
  GST_OBJECT_UNLOCK (self);
}

static gboolean
gst_aoi_replay_start (GstBaseSrc *src)
{
  GstAoiReplay *self = GST_AOI_REPLAY (src);
  g_autofree gchar *location = NULL;
  g_autoptr (GError) error = NULL;
  GstClockTime duration;

  GST_OBJECT_LOCK (self);
  location = g_strdup (self->location);
  GST_OBJECT_UNLOCK (self);
  if (location == NULL) {
    GST_ELEMENT_ERROR (self, RESOURCE, NOT_FOUND, ("location is not set"), (NULL));
    return FALSE;
  }
  self->reader = aoi_recording_reader_open (location, &error);
  if (self->reader == NULL) {
    GST_ELEMENT_ERROR (self, RESOURCE, OPEN_READ, ("Cannot replay: %s", error->message), (NULL));
    return FALSE;
  }
  if (!check_caps (self, &duration)) {
    close_recording (self);
    return FALSE;
  }
  if (aoi_recording_reader_is_torn (self->reader))
    GST_ELEMENT_WARNING (self, RESOURCE, READ,
        ("%s/" AOI_RECORDING_INDEX ": the last line has no end and is left out",
            aoi_recording_reader_get_folder (self->reader)),
        (NULL));
  GST_OBJECT_LOCK (self);
  self->duration = duration;
  GST_OBJECT_UNLOCK (self);
  gst_aoi_segmenter_begin (&self->segmenter);
  rewind_to_start (self);
  self->elapsed = self->base = 0;
  self->skipped = 0;
  self->gap = FALSE;
  return TRUE;
}

static gboolean
gst_aoi_replay_stop (GstBaseSrc *src)
{
  gst_clear_buffer (&GST_AOI_REPLAY (src)->waiting);
  close_recording (GST_AOI_REPLAY (src));
  return TRUE;
}

static gboolean
gst_aoi_replay_negotiate (GstBaseSrc *src)
{
  return gst_base_src_set_caps (src, GST_AOI_REPLAY (src)->caps);
}

/* A pool of its own, since memory that was used before is read into several times as fast. */
static gboolean
gst_aoi_replay_decide_allocation (GstBaseSrc *src, GstQuery *query)
{
  GstAoiReplay *self = GST_AOI_REPLAY (src);
  const guint size = (guint) gst_aoi_frame_format_get_size (&self->format);
  g_autoptr (GstBufferPool) pool = gst_buffer_pool_new ();
  GstStructure *config = gst_buffer_pool_get_config (pool);
  guint min = 0;

  if (gst_query_get_n_allocation_pools (query) > 0)
    gst_query_parse_nth_allocation_pool (query, 0, NULL, NULL, &min, NULL);
  gst_buffer_pool_config_set_params (config, self->caps, size, min, 0);
  if (!gst_buffer_pool_set_config (pool, config))
    return FALSE;
  if (gst_query_get_n_allocation_pools (query) > 0)
    gst_query_set_nth_allocation_pool (query, 0, pool, size, min, 0);
  else
    gst_query_add_allocation_pool (query, pool, size, min, 0);
  return TRUE;
}

/* Sends a segment whose running time goes on where the last one ended. */
static gboolean
begin_run (GstAoiReplay *self)
{
  const AoiRecordingRun *run = aoi_recording_reader_get_run (self->reader, self->run);
  GstSegment segment;

  gst_segment_init (&segment, GST_FORMAT_TIME);
  GST_OBJECT_LOCK (self);
  segment.rate = self->speed;
  GST_OBJECT_UNLOCK (self);
  segment.start = segment.position = run->start;
  segment.time = self->elapsed;
  segment.base = self->base;
  self->elapsed += run->length;
  self->base += (GstClockTime) ((gdouble) run->length / segment.rate);
  gst_aoi_segmenter_begin (&self->segmenter);
  return gst_base_src_new_segment (GST_BASE_SRC (self), &segment);
}

/* What comes before a frame: a segment, caps. */
static GstFlowReturn
prepare (GstAoiReplay *self, const AoiRecordingFrame *frame)
{
  GstBaseSrc *src = GST_BASE_SRC (self);
  const AoiRecordingRun *run = aoi_recording_reader_get_run (self->reader, self->run);
  gboolean changed;

  if (self->next == run->first + run->n_frames)
    run = aoi_recording_reader_get_run (self->reader, ++self->run);
  if (self->next == run->first && !begin_run (self))
    return GST_FLOW_ERROR;
  if (!take_caps (self, frame, &changed))
    return GST_FLOW_NOT_NEGOTIATED;
  return !changed || gst_base_src_negotiate (src) ? GST_FLOW_OK : GST_FLOW_NOT_NEGOTIATED;
}

/* Returns whether @buffer holds the pixels of the frame to come. */
static gboolean
read_pixels (GstAoiReplay *self, GstBuffer *buffer, GError **error)
{
  GstMapInfo map;
  gboolean done;

  if (!gst_buffer_map (buffer, &map, GST_MAP_WRITE)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED, "a buffer cannot be mapped");
    return FALSE;
  }
  done = aoi_recording_reader_read (self->reader, self->next, map.data, error);
  if (done)
    gst_aoi_record_frame_pad_rows (&self->format, map.data);
  gst_buffer_unmap (buffer, &map);
  return done;
}

static void
post_skipped (GstAoiReplay *self, const AoiRecordingFrame *frame, const gchar *reason)
{
  GstStructure *structure = gst_structure_new (MESSAGE_NAME, "file", G_TYPE_STRING, frame->file,
      "reason", G_TYPE_STRING, reason, "frame", G_TYPE_UINT64, (guint64) self->next, "skipped",
      G_TYPE_UINT64, ++self->skipped, NULL);

  GST_WARNING_OBJECT (self, "left out: %s", reason);
  gst_element_post_message (
      GST_ELEMENT (self), gst_message_new_element (GST_OBJECT (self), structure));
}

/* Returns %GST_FLOW_OK without a buffer if the frame is left out. */
static GstFlowReturn
read_frame (GstAoiReplay *self, const AoiRecordingFrame *frame, GstBuffer **buffer)
{
  GstBaseSrc *src = GST_BASE_SRC (self);
  g_autoptr (GstBuffer) filled = NULL;
  g_autoptr (GError) error = NULL;
  GstAoiReplayOnError on_error;
  GstFlowReturn ret;

  ret = GST_BASE_SRC_CLASS (gst_aoi_replay_parent_class)
            ->alloc (src, 0, (guint) gst_aoi_frame_format_get_size (&self->format), &filled);
  if (ret != GST_FLOW_OK)
    return ret;
  if (read_pixels (self, filled, &error)) {
    gst_aoi_record_frame_restore (frame, filled);
    *buffer = g_steal_pointer (&filled);
    return GST_FLOW_OK;
  }
  GST_OBJECT_LOCK (self);
  on_error = self->on_error;
  GST_OBJECT_UNLOCK (self);
  if (on_error == GST_AOI_REPLAY_SKIP) {
    post_skipped (self, frame, error->message);
    return GST_FLOW_OK;
  }
  GST_ELEMENT_ERROR (self, RESOURCE, READ, ("Cannot replay: %s", error->message), (NULL));
  return GST_FLOW_ERROR;
}

/* At the end: from the start again, or not. */
static GstFlowReturn
end_round (GstAoiReplay *self)
{
  gboolean loop;

  GST_OBJECT_LOCK (self);
  loop = self->loop;
  GST_OBJECT_UNLOCK (self);
  if (!loop)
    return GST_FLOW_EOS;
  if (!self->any) {
    GST_ELEMENT_ERROR (self, RESOURCE, READ,
        ("Cannot replay: no frame of %s is as it was recorded",
            aoi_recording_reader_get_folder (self->reader)),
        (NULL));
    return GST_FLOW_ERROR;
  }
  rewind_to_start (self);
  return GST_FLOW_OK;
}

static void
push_missing (GstAoiReplay *self, const AoiRecordingFrame *frame)
{
  for (guint i = 0; frame->missing != NULL && i < frame->missing->len; i++)
    gst_aoi_segmenter_push_event (
        &self->segmenter, gst_aoi_record_missing_restore (g_ptr_array_index (frame->missing, i)));
}

/* In the place of a frame that is left out, so that sinks do not wait for it. */
static void
push_gap (GstAoiReplay *self, const AoiRecordingFrame *frame)
{
  if (GST_CLOCK_TIME_IS_VALID (frame->pts))
    gst_aoi_segmenter_push_event (
        &self->segmenter, gst_event_new_gap (frame->pts, frame->duration));
}

static GstFlowReturn
next_frame (GstAoiReplay *self, GstBuffer **buffer)
{
  const AoiRecordingFrame *frame;
  GstFlowReturn ret;

  if (gst_aoi_replay_wait_is_flushing (&self->wait))
    return GST_FLOW_FLUSHING;
  if (self->next == aoi_recording_reader_get_n_frames (self->reader))
    return end_round (self);
  frame = aoi_recording_reader_get_frame (self->reader, self->next);
  ret = prepare (self, frame);
  if (ret == GST_FLOW_OK)
    ret = read_frame (self, frame, buffer);
  if (ret != GST_FLOW_OK)
    return ret;
  push_missing (self, frame);
  if (*buffer == NULL)
    push_gap (self, frame);
  self->next++;
  if (*buffer != NULL && self->gap)
    GST_BUFFER_FLAG_SET (*buffer, GST_BUFFER_FLAG_DISCONT);
  self->gap = *buffer == NULL;
  self->any = self->any || *buffer != NULL;
  return GST_FLOW_OK;
}

/* A frame whose time has not come when the source is flushed comes next. */
static GstFlowReturn
gst_aoi_replay_create (GstPushSrc *src, GstBuffer **buffer)
{
  GstAoiReplay *self = GST_AOI_REPLAY (src);
  GstFlowReturn ret = GST_FLOW_OK;

  while (ret == GST_FLOW_OK && self->waiting == NULL)
    ret = next_frame (self, &self->waiting);
  if (ret == GST_FLOW_OK && gst_base_src_is_live (GST_BASE_SRC (self)))
    ret = gst_aoi_replay_wait_for (
        &self->wait, GST_BASE_SRC (self), GST_BUFFER_PTS (self->waiting));
  if (ret == GST_FLOW_OK)
    *buffer = g_steal_pointer (&self->waiting);
  return ret;
}

static gboolean
answer_duration (GstAoiReplay *self, GstQuery *query)
{
  GstClockTime duration;
  GstFormat format;

  gst_query_parse_duration (query, &format, NULL);
  GST_OBJECT_LOCK (self);
  duration = self->loop ? GST_CLOCK_TIME_NONE : self->duration;
  GST_OBJECT_UNLOCK (self);
  if (format != GST_FORMAT_TIME || !GST_CLOCK_TIME_IS_VALID (duration))
    return FALSE;
  gst_query_set_duration (query, format, (gint64) duration);
  return TRUE;
}

static gboolean
gst_aoi_replay_query (GstBaseSrc *src, GstQuery *query)
{
  switch (GST_QUERY_TYPE (query)) {
    case GST_QUERY_DURATION:
      return answer_duration (GST_AOI_REPLAY (src), query);
    case GST_QUERY_LATENCY:
      gst_query_set_latency (query, gst_base_src_is_live (src), 0, GST_CLOCK_TIME_NONE);
      return TRUE;
    default:
      return GST_BASE_SRC_CLASS (gst_aoi_replay_parent_class)->query (src, query);
  }
}

static gboolean
gst_aoi_replay_is_seekable (GstBaseSrc *src)
{
  return FALSE;
}

static gboolean
gst_aoi_replay_unlock (GstBaseSrc *src)
{
  gst_aoi_replay_wait_interrupt (&GST_AOI_REPLAY (src)->wait);
  return TRUE;
}

static gboolean
gst_aoi_replay_unlock_stop (GstBaseSrc *src)
{
  gst_aoi_replay_wait_resume (&GST_AOI_REPLAY (src)->wait);
  return TRUE;
}

/* From GStreamer 1.24 on nothing calls unlock_stop() when a source goes on to PLAYING: what unlock() interrupts on
 * the way to PAUSED is a wait alone. */
static GstStateChangeReturn
gst_aoi_replay_change_state (GstElement *element, GstStateChange transition)
{
  const gboolean pausing = transition == GST_STATE_CHANGE_PLAYING_TO_PAUSED;
  GstAoiReplay *self = GST_AOI_REPLAY (element);
  GstStateChangeReturn ret;

  if (pausing)
    gst_aoi_replay_wait_set_pausing (&self->wait, TRUE);
  ret = GST_ELEMENT_CLASS (gst_aoi_replay_parent_class)->change_state (element, transition);
  if (pausing)
    gst_aoi_replay_wait_set_pausing (&self->wait, FALSE);
  return ret;
}

static void
gst_aoi_replay_finalize (GObject *object)
{
  g_free (GST_AOI_REPLAY (object)->location);
  gst_aoi_replay_wait_clear (&GST_AOI_REPLAY (object)->wait);
  G_OBJECT_CLASS (gst_aoi_replay_parent_class)->finalize (object);
}

static void
gst_aoi_replay_class_init (GstAoiReplayClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseSrcClass *src_class = GST_BASE_SRC_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (gst_aoi_replay_debug, "aoireplay", 0, "replay of recorded frames");
  G_OBJECT_CLASS (klass)->finalize = gst_aoi_replay_finalize;
  gst_aoi_replay_install_properties (G_OBJECT_CLASS (klass));
  element_class->change_state = gst_aoi_replay_change_state;
  src_class->start = gst_aoi_replay_start;
  src_class->stop = gst_aoi_replay_stop;
  src_class->negotiate = gst_aoi_replay_negotiate;
  src_class->decide_allocation = gst_aoi_replay_decide_allocation;
  src_class->query = gst_aoi_replay_query;
  src_class->is_seekable = gst_aoi_replay_is_seekable;
  src_class->unlock = gst_aoi_replay_unlock;
  src_class->unlock_stop = gst_aoi_replay_unlock_stop;
  GST_PUSH_SRC_CLASS (klass)->create = gst_aoi_replay_create;

  gst_element_class_set_static_metadata (element_class, "AOI replay", "Source/File",
      "Plays back what aoirecord recorded", "The aoiinspect developers");
  gst_element_class_add_static_metadata (
      element_class, "example", "gst-launch-1.0 aoireplay location=recording ! fakesink");
  gst_element_class_add_static_pad_template (element_class, &src_template);
}

static void
gst_aoi_replay_init (GstAoiReplay *self)
{
  self->duration = GST_CLOCK_TIME_NONE;
  gst_base_src_set_format (GST_BASE_SRC (self), GST_FORMAT_TIME);
  gst_aoi_segmenter_init (&self->segmenter, GST_BASE_SRC (self));
  gst_aoi_replay_wait_init (&self->wait);
}
