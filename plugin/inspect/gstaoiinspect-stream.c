/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The pads: frames, events and queries in, the queue between, the task that pushes. */
#include "inspect/gstaoiinspect-private.h"

#include "base/aoi-clock.h"

#define GST_CAT_DEFAULT gst_aoi_inspect_debug

/* Drops items of which @frames are frames, and counts them. Sticky events are part of the pad's state
 * rather than of the flow: except for segment and EOS they outlive a flush. Returns whether EOS was
 * among them. */
static gboolean
drop_items (GstAoiInspect *self, GQueue *items, guint frames)
{
  gboolean eos = FALSE;
  GstAoiItem *item;

  while ((item = g_queue_pop_head (items)) != NULL) {
    GstEvent *event = item->event;

    if (event != NULL && GST_EVENT_IS_STICKY (event) && GST_EVENT_TYPE (event) != GST_EVENT_SEGMENT
        && GST_EVENT_TYPE (event) != GST_EVENT_EOS)
      gst_pad_store_sticky_event (self->srcpad, event);
    eos = eos || (event != NULL && GST_EVENT_TYPE (event) == GST_EVENT_EOS);
    gst_aoi_item_free (item);
  }
  if (frames > 0)
    GST_INFO_OBJECT (self, "%u frames discarded", frames);
  gst_aoi_stats_add_discarded (&self->stats, frames);
  return eos;
}

/**
 * gst_aoi_inspect_discard:
 * @self: the element, its queue stopped
 *
 * Drops all that is in flight.
 */
void
gst_aoi_inspect_discard (GstAoiInspect *self)
{
  GQueue items;
  guint frames = gst_aoi_flight_steal (self->flight, &items);

  drop_items (self, &items, frames);
}

/* Upstream hears of @ret with its next frame. After EOS no frame comes, so then the element has to
 * speak for itself. */
static gboolean
speak_of_error (GstAoiInspect *self, GstFlowReturn ret)
{
  if (ret != GST_FLOW_NOT_LINKED && ret >= GST_FLOW_EOS)
    return FALSE;
  GST_ELEMENT_FLOW_ERROR (self, ret);
  return TRUE;
}

/* With one frame in flight the streaming thread also pushes: no hop to another thread. Upstream gets
 * the answer itself, so the queue need not keep it. */
static GstFlowReturn
output_here (GstAoiInspect *self)
{
  gboolean timed_out;
  GstAoiItem *item;
  GstFlowReturn ret;
  GQueue rest;

  gst_aoi_flight_refuse_waiting (self->flight, GST_AOI_FLIGHT_NO_ROOM);
  item = gst_aoi_flight_pop (self->flight, 0, &timed_out);
  if (item == NULL) {
    gst_aoi_inspect_discard (self);
    return GST_FLOW_FLUSHING;
  }
  ret = gst_aoi_inspect_output (self, item);
  gst_aoi_flight_popped (self->flight, GST_FLOW_OK, &rest);
  return ret;
}

/* Frees an item that the queue does not take. */
static void
refuse (GstAoiInspect *self, GstAoiItem *item, GstFlowReturn ret)
{
  if (item->buffer != NULL)
    gst_aoi_stats_add_discarded (&self->stats, 1);
  else if (GST_EVENT_TYPE (item->event) == GST_EVENT_EOS)
    speak_of_error (self, ret);
  gst_aoi_item_free (item);
}

/* Takes @item. Streaming thread. The frame is in the queue before this thread works on it, so that a
 * flush reaches it; and its jobs end even if the queue did not take it. */
static GstFlowReturn
enqueue (GstAoiInspect *self, GstAoiItem *item)
{
  g_autoptr (AoiTask) task = item->task != NULL ? aoi_task_ref (item->task) : NULL;
  GstFlowReturn ret = gst_aoi_flight_push (self->flight, item);

  if (ret != GST_FLOW_OK)
    refuse (self, item, ret);
  if (task != NULL)
    aoi_task_help (task);
  if (ret != GST_FLOW_OK)
    return ret;
  return self->threaded ? GST_FLOW_OK : output_here (self);
}

/* Streaming thread. Blocks while the queue is full: back-pressure, never a drop. */
static GstFlowReturn
gst_aoi_inspect_chain (GstPad *pad, GstObject *parent, GstBuffer *buffer)
{
  GstAoiInspect *self = GST_AOI_INSPECT (parent);
  const gint64 arrived = aoi_clock_now ();
  GstFlowReturn ret;
  GstAoiItem *item;

  if (self->input.format.format == AOI_FORMAT_UNKNOWN) {
    gst_buffer_unref (buffer);
    GST_ELEMENT_ERROR (self, CORE, NEGOTIATION,
        ("Frames come without caps, which say their format and size: set the source's caps property, or "
         "put a decoder before aoiinspect"),
        (NULL));
    return GST_FLOW_NOT_NEGOTIATED;
  }
  gst_aoi_stats_add_in (&self->stats);
  ret = gst_aoi_flight_wait_space (self->flight);
  if (ret != GST_FLOW_OK) {
    gst_buffer_unref (buffer);
    gst_aoi_stats_add_discarded (&self->stats, 1);
    return ret;
  }
  item = gst_aoi_inspect_admit (self, buffer, arrived);
  return enqueue (self, item);
}

/* Source pad's task. After downstream's EOS it goes on: events still pass, and a new segment may
 * come. */
static void
gst_aoi_inspect_src_loop (gpointer data)
{
  GstPad *pad = data;
  GstAoiInspect *self = GST_AOI_INSPECT (GST_PAD_PARENT (pad));
  const gint64 until = gst_aoi_inspect_get_board_end (self);
  gboolean timed_out;
  GstAoiItem *item = gst_aoi_flight_pop (self->flight, until, &timed_out);
  GstFlowReturn ret;
  guint frames;
  GQueue rest;

  if (timed_out) {
    gst_aoi_inspect_end_board (self);
    gst_aoi_flight_popped (self->flight, GST_FLOW_OK, &rest);
    return;
  }
  if (item == NULL) {
    gst_aoi_flight_pause (self->flight, pad);
    return;
  }
  ret = gst_aoi_inspect_output (self, item);
  frames = gst_aoi_flight_popped (self->flight, ret, &rest);
  if (drop_items (self, &rest, frames) && speak_of_error (self, ret))
    gst_pad_push_event (self->srcpad, gst_event_new_eos ());
  if (ret == GST_FLOW_OK || ret == GST_FLOW_EOS)
    return;
  GST_DEBUG_OBJECT (self, "task pauses: %s", gst_flow_get_name (ret));
  gst_aoi_flight_pause (self->flight, pad);
}

static void
update_frame_duration (GstAoiInspect *self)
{
  const GstVideoInfo *info = &self->input.format.info;
  GstClockTime duration = 0;
  GstClockTime before, after;

  if (GST_VIDEO_INFO_FPS_N (info) > 0)
    duration = gst_util_uint64_scale_int (
        GST_SECOND, GST_VIDEO_INFO_FPS_D (info), GST_VIDEO_INFO_FPS_N (info));
  before = gst_aoi_inspect_get_latency (self);
  GST_OBJECT_LOCK (self);
  self->settings.frame_duration = duration;
  GST_OBJECT_UNLOCK (self);
  after = gst_aoi_inspect_get_latency (self);
  if (before != after)
    gst_element_post_message (GST_ELEMENT (self), gst_message_new_latency (GST_OBJECT (self)));
}

static gboolean
take_caps (GstAoiInspect *self, GstEvent *event)
{
  GstAoiFrameFormat format;
  GstCaps *caps;

  gst_event_parse_caps (event, &caps);
  if (!gst_aoi_frame_format_from_caps (&format, caps)) {
    GST_ERROR_OBJECT (self, "caps %" GST_PTR_FORMAT " cannot be inspected", caps);
    return FALSE;
  }
  self->input.format = format;
  update_frame_duration (self);
  return TRUE;
}

static void
flush_start (GstAoiInspect *self, GstEvent *event)
{
  gst_aoi_flight_stop (self->flight);
  gst_pad_push_event (self->srcpad, event);
  if (self->threaded)
    gst_pad_pause_task (self->srcpad);
}

static void
flush_stop (GstAoiInspect *self, GstEvent *event)
{
  gst_aoi_inspect_discard (self);
  gst_aoi_inspect_admit_reset (self);
  gst_aoi_inspect_flush_output (self);
  gst_pad_push_event (self->srcpad, event);
  gst_aoi_flight_resume (self->flight, GST_FLOW_FLUSHING, self->srcpad,
      self->threaded ? gst_aoi_inspect_src_loop : NULL);
}

/* Streaming thread for serialized events and FLUSH_STOP; any thread for the others. */
static GstFlowReturn
gst_aoi_inspect_sink_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  GstAoiInspect *self = GST_AOI_INSPECT (parent);
  GstAoiItem *item;

  switch (GST_EVENT_TYPE (event)) {
    case GST_EVENT_FLUSH_START:
      flush_start (self, event);
      return GST_FLOW_OK;
    case GST_EVENT_FLUSH_STOP:
      flush_stop (self, event);
      return GST_FLOW_OK;
    case GST_EVENT_CAPS:
      if (!take_caps (self, event)) {
        gst_event_unref (event);
        return GST_FLOW_NOT_NEGOTIATED;
      }
      break;
    default:
      break;
  }
  if (!GST_EVENT_IS_SERIALIZED (event))
    return gst_pad_event_default (pad, parent, event) ? GST_FLOW_OK : GST_FLOW_ERROR;
  item = gst_aoi_inspect_admit_event (self, event);
  return enqueue (self, item);
}

static void
raise_pools (GstQuery *query, guint frames)
{
  guint n_pools = gst_query_get_n_allocation_pools (query);

  for (guint i = 0; i < n_pools; i++) {
    GstBufferPool *pool = NULL;
    guint size, min, max;

    gst_query_parse_nth_allocation_pool (query, i, &pool, &size, &min, &max);
    min += frames;
    if (max != 0)
      max = MAX (max + frames, min);
    gst_query_set_nth_allocation_pool (query, i, pool, size, min, max);
    gst_clear_object (&pool);
  }
}

/* Pixels have to be where caps say, so upstream must not leave cropping to downstream. */
static void
forbid_crop_meta (GstQuery *query)
{
  guint index;

  while (gst_query_find_allocation_meta (query, GST_VIDEO_CROP_META_API_TYPE, &index))
    gst_query_remove_nth_allocation_meta (query, index);
}

/* Frames pass through as they are, so memory, meta and pools are downstream's choice; only there must
 * be enough buffers for those in flight, and their pixels be readable here. */
static gboolean
query_allocation (GstAoiInspect *self, GstQuery *query)
{
  GstAoiFrameFormat format;
  gboolean answered;
  GstCaps *caps;

  answered = gst_pad_peer_query (self->srcpad, query);
  gst_query_parse_allocation (query, &caps, NULL);
  if (caps == NULL || !gst_aoi_frame_format_from_caps (&format, caps))
    return FALSE;
  if (answered && gst_query_get_n_allocation_pools (query) > 0)
    raise_pools (query, self->limit);
  else
    gst_query_add_allocation_pool (
        query, NULL, (guint) gst_aoi_frame_format_get_size (&format), self->limit + 1, 0);
  forbid_crop_meta (query);
  if (!answered && !gst_query_find_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL))
    gst_query_add_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL);
  return TRUE;
}

/* Serialized queries come on the streaming thread and concern frames, so those in flight leave first. */
static gboolean
gst_aoi_inspect_sink_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  GstAoiInspect *self = GST_AOI_INSPECT (parent);

  if (GST_QUERY_IS_SERIALIZED (query) && !gst_aoi_flight_wait_empty (self->flight))
    return FALSE;
  if (GST_QUERY_TYPE (query) == GST_QUERY_ALLOCATION)
    return query_allocation (self, query);
  return gst_pad_query_default (pad, parent, query);
}

static gboolean
query_latency (GstAoiInspect *self, GstQuery *query)
{
  GstClockTime own = gst_aoi_inspect_get_latency (self);
  GstClockTime min, max;
  gboolean live;

  if (!gst_pad_peer_query (self->sinkpad, query))
    return FALSE;
  gst_query_parse_latency (query, &live, &min, &max);
  min += own;
  if (GST_CLOCK_TIME_IS_VALID (max))
    max += own;
  GST_DEBUG_OBJECT (self, "latency min %" GST_TIME_FORMAT " max %" GST_TIME_FORMAT,
      GST_TIME_ARGS (min), GST_TIME_ARGS (max));
  gst_query_set_latency (query, live, min, max);
  return TRUE;
}

static gboolean
gst_aoi_inspect_src_query (GstPad *pad, GstObject *parent, GstQuery *query)
{
  if (GST_QUERY_TYPE (query) == GST_QUERY_LATENCY)
    return query_latency (GST_AOI_INSPECT (parent), query);
  return gst_pad_query_default (pad, parent, query);
}

/* Any thread. A new link may be what downstream's NOT_LINKED has waited for. */
static gboolean
gst_aoi_inspect_src_event (GstPad *pad, GstObject *parent, GstEvent *event)
{
  if (GST_EVENT_TYPE (event) == GST_EVENT_RECONFIGURE)
    gst_aoi_flight_resume (
        GST_AOI_INSPECT (parent)->flight, GST_FLOW_NOT_LINKED, pad, gst_aoi_inspect_src_loop);
  return gst_pad_event_default (pad, parent, event);
}

static gboolean
gst_aoi_inspect_sink_activate_mode (
    GstPad *pad, GstObject *parent, GstPadMode mode, gboolean active)
{
  GstAoiInspect *self = GST_AOI_INSPECT (parent);

  if (mode != GST_PAD_MODE_PUSH)
    return FALSE;
  if (!active)
    gst_aoi_flight_stop (self->flight);
  return TRUE;
}

static gboolean
gst_aoi_inspect_src_activate_mode (GstPad *pad, GstObject *parent, GstPadMode mode, gboolean active)
{
  GstAoiInspect *self = GST_AOI_INSPECT (parent);

  if (mode != GST_PAD_MODE_PUSH)
    return FALSE;
  if (!active) {
    gst_aoi_flight_stop (self->flight);
    return gst_pad_stop_task (pad);
  }
  gst_aoi_flight_start (self->flight, self->limit);
  return !self->threaded || gst_pad_start_task (pad, gst_aoi_inspect_src_loop, pad, NULL);
}

/**
 * gst_aoi_inspect_setup_pads:
 * @self: an element in construction
 * @sink: template of its sink pad
 * @src: template of its source pad
 */
void
gst_aoi_inspect_setup_pads (GstAoiInspect *self, GstPadTemplate *sink, GstPadTemplate *src)
{
  self->sinkpad = gst_pad_new_from_template (sink, "sink");
  gst_pad_set_chain_function (self->sinkpad, gst_aoi_inspect_chain);
  gst_pad_set_event_full_function (self->sinkpad, gst_aoi_inspect_sink_event);
  gst_pad_set_query_function (self->sinkpad, gst_aoi_inspect_sink_query);
  gst_pad_set_activatemode_function (self->sinkpad, gst_aoi_inspect_sink_activate_mode);
  GST_PAD_SET_PROXY_CAPS (self->sinkpad);
  gst_element_add_pad (GST_ELEMENT (self), self->sinkpad);

  self->srcpad = gst_pad_new_from_template (src, "src");
  gst_pad_set_event_function (self->srcpad, gst_aoi_inspect_src_event);
  gst_pad_set_query_function (self->srcpad, gst_aoi_inspect_src_query);
  gst_pad_set_activatemode_function (self->srcpad, gst_aoi_inspect_src_activate_mode);
  GST_PAD_SET_PROXY_CAPS (self->srcpad);
  gst_element_add_pad (GST_ELEMENT (self), self->srcpad);
}
