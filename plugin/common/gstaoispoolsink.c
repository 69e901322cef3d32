/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What sinks that write in the background have in common: queue, properties, states, counters and messages. */
#include "common/gstaoispoolsink.h"

#include "lib/gstaoimeta.h"

#define DEFAULT_BLOCK FALSE
#define DEFAULT_STOP_TIMEOUT (5 * GST_SECOND)

G_DEFINE_ABSTRACT_TYPE (GstAoiSpoolSink, gst_aoi_spool_sink, GST_TYPE_BASE_SINK)

/**
 * gst_aoi_spool_sink_is_running:
 * @self: the element
 *
 * With the object lock.
 *
 * Returns: whether it is above READY
 */
gboolean
gst_aoi_spool_sink_is_running (const GstAoiSpoolSink *self)
{
  return self->spool != NULL;
}

/* What became of the items since the element left READY. */
static GstStructure *
get_stats (GstAoiSpoolSink *self, const gchar *name)
{
  const GstAoiSpoolSinkClass *klass = GST_AOI_SPOOL_SINK_GET_CLASS (self);
  GstStructure *structure;
  AoiSpoolCounts counts;

  GST_OBJECT_LOCK (self);
  counts = self->counts;
  if (gst_aoi_spool_sink_is_running (self))
    aoi_spool_get_counts (self->spool, &counts);
  structure = gst_structure_new (name, klass->info->items, G_TYPE_UINT64,
      counts.written + counts.skipped + counts.lost + counts.queued, klass->info->written,
      G_TYPE_UINT64, counts.written, "skipped", G_TYPE_UINT64, counts.skipped, "lost",
      G_TYPE_UINT64, counts.lost, "queued", G_TYPE_UINT64, counts.queued, NULL);
  if (klass->add_stats != NULL)
    klass->add_stats (self, &counts, structure);
  GST_OBJECT_UNLOCK (self);
  return structure;
}

/**
 * gst_aoi_spool_sink_post:
 * @self: the element
 * @event: what has happened
 * @reason: (nullable): why
 *
 * Posts an element message with the counters. Any thread, without locks.
 */
void
gst_aoi_spool_sink_post (GstAoiSpoolSink *self, const gchar *event, const gchar *reason)
{
  GstStructure *stats = get_stats (self, GST_AOI_SPOOL_SINK_GET_CLASS (self)->info->message);

  gst_structure_set (stats, "event", G_TYPE_STRING, event, "reason", G_TYPE_STRING, reason, NULL);
  gst_element_post_message (GST_ELEMENT (self), gst_message_new_element (GST_OBJECT (self), stats));
}

/* Of the spool's listener. Any thread. */
static void
report_loss (const gchar *reason, gpointer data)
{
  GstAoiSpoolSink *self = data;
  const GstAoiSpoolSinkInfo *info = GST_AOI_SPOOL_SINK_GET_CLASS (self)->info;

  if (reason != NULL)
    GST_ELEMENT_WARNING (self, RESOURCE, WRITE, ("%s: %s", info->are_lost, reason), (NULL));
  else
    GST_INFO_OBJECT (self, "%s", info->recovered);
  gst_aoi_spool_sink_post (self, reason != NULL ? "lost" : "recovered", reason);
}

/**
 * gst_aoi_spool_sink_get_report:
 * @self: the element
 * @buffer: a frame
 *
 * Streaming thread.
 *
 * Returns: (transfer full): the inspection on it; if there is none, one that has not passed
 */
AoiReport *
gst_aoi_spool_sink_get_report (GstAoiSpoolSink *self, GstBuffer *buffer)
{
  const AoiReportInfo missing = {
    .frame = self->n_frames++,
    .reason = "the buffer carries no inspection",
    .width = GST_VIDEO_INFO_WIDTH (&self->format.info),
    .height = GST_VIDEO_INFO_HEIGHT (&self->format.info),
    .timestamp_us = g_get_real_time (),
  };
  AoiReport *report = gst_buffer_get_aoi_report (buffer);

  return report != NULL ? report : aoi_report_new (&missing, NULL, 0);
}

static gboolean
get_block (GstAoiSpoolSink *self)
{
  gboolean block;

  GST_OBJECT_LOCK (self);
  block = self->block;
  GST_OBJECT_UNLOCK (self);
  return block;
}

/**
 * gst_aoi_spool_sink_reserve:
 * @self: the element
 * @reserved: bytes that are reserved in the queue for the item already, 0: it is new
 * @size: bytes that it needs besides
 * @has_room: (out): whether they are reserved
 *
 * Asks for room for an item, and waits for it if #GstAoiSpoolSink:block is set, also through PAUSED. Without room
 * the item is lost and counted, and what was reserved for it given back. Streaming thread, with the preroll lock.
 *
 * Returns: %GST_FLOW_OK, or why waiting ended; then nothing is counted
 */
GstFlowReturn
gst_aoi_spool_sink_reserve (GstAoiSpoolSink *self, gsize reserved, gsize size, gboolean *has_room)
{
  const gboolean block = get_block (self);
  GstFlowReturn ret = GST_FLOW_OK;
  AoiSpoolRoom room;

  do
    room = reserved > 0 ? aoi_spool_grow (self->spool, reserved, size, block)
                        : aoi_spool_reserve (self->spool, size, block);
  while (room == AOI_SPOOL_WOKEN
      && (ret = gst_base_sink_wait_preroll (GST_BASE_SINK (self))) == GST_FLOW_OK);
  *has_room = room == AOI_SPOOL_ROOM;
  return ret;
}

static AoiSpool *
new_spool (GstAoiSpoolSink *self)
{
  const GstAoiSpoolSinkClass *klass = GST_AOI_SPOOL_SINK_GET_CLASS (self);
  const AoiSpoolListener listener = { report_loss, klass->notify, self };
  g_autofree gchar *location = NULL;
  g_autoptr (GError) error = NULL;
  AoiSpoolLimits limits;
  AoiSpool *spool;

  GST_OBJECT_LOCK (self);
  location = g_strdup (self->location);
  limits = self->limits;
  GST_OBJECT_UNLOCK (self);
  if (location == NULL || *location == '\0') {
    GST_ELEMENT_ERROR (
        self, RESOURCE, NOT_FOUND, ("%s is not set", klass->info->location.name), (NULL));
    return NULL;
  }
  spool = klass->open (self, location, &limits, &listener, &error);
  if (spool == NULL)
    GST_ELEMENT_ERROR (
        self, RESOURCE, OPEN_WRITE, ("%s: %s", klass->info->cannot_open, error->message), (NULL));
  return spool;
}

/* Returns FALSE after an ERROR message. */
static gboolean
open_spool (GstAoiSpoolSink *self)
{
  const GstAoiSpoolSinkClass *klass = GST_AOI_SPOOL_SINK_GET_CLASS (self);
  AoiSpool *spool;

  if (klass->check != NULL && !klass->check (self))
    return FALSE;
  self->format.format = AOI_FORMAT_UNKNOWN;
  self->n_frames = 0;
  gst_aoi_damage_restart (&self->damage, GST_ELEMENT (self));
  spool = new_spool (self);
  GST_OBJECT_LOCK (self);
  self->spool = spool;
  GST_OBJECT_UNLOCK (self);
  return spool != NULL;
}

static void
close_spool (GstAoiSpoolSink *self)
{
  const GstAoiSpoolSinkClass *klass = GST_AOI_SPOOL_SINK_GET_CLASS (self);
  AoiSpool *spool = self->spool;
  gint64 timeout;

  if (klass->end != NULL)
    klass->end (self);
  GST_OBJECT_LOCK (self);
  timeout = (gint64) (self->stop_timeout / 1000);
  GST_OBJECT_UNLOCK (self);
  aoi_spool_finish (spool, timeout);
  GST_OBJECT_LOCK (self);
  aoi_spool_get_counts (spool, &self->counts);
  if (klass->close != NULL)
    klass->close (self);
  self->spool = NULL;
  GST_OBJECT_UNLOCK (self);
  aoi_spool_unref (spool);
}

static GstStateChangeReturn
gst_aoi_spool_sink_change_state (GstElement *element, GstStateChange transition)
{
  GstAoiSpoolSink *self = GST_AOI_SPOOL_SINK (element);
  GstStateChangeReturn ret;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED && !open_spool (self))
    return GST_STATE_CHANGE_FAILURE;
  ret = GST_ELEMENT_CLASS (gst_aoi_spool_sink_parent_class)->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY
      || (transition == GST_STATE_CHANGE_READY_TO_PAUSED && ret == GST_STATE_CHANGE_FAILURE))
    close_spool (self);
  return ret;
}

static gboolean
gst_aoi_spool_sink_set_caps (GstBaseSink *sink, GstCaps *caps)
{
  return gst_aoi_frame_format_from_caps (&GST_AOI_SPOOL_SINK (sink)->format, caps);
}

static GstFlowReturn
gst_aoi_spool_sink_wait_event (GstBaseSink *sink, GstEvent *event)
{
  GstAoiSpoolSink *self = GST_AOI_SPOOL_SINK (sink);
  GstFlowReturn ret = GST_BASE_SINK_CLASS (gst_aoi_spool_sink_parent_class)
                          ->wait_event (sink, event);

  if (GST_EVENT_TYPE (event) != GST_EVENT_EOS)
    return ret;
  while (ret == GST_FLOW_OK && !aoi_spool_drain (self->spool))
    ret = gst_base_sink_wait_preroll (sink);
  if (ret == GST_FLOW_OK)
    gst_aoi_spool_sink_post (self, "ended", NULL);
  return ret;
}

static gboolean
gst_aoi_spool_sink_unlock (GstBaseSink *sink)
{
  aoi_spool_set_flushing (GST_AOI_SPOOL_SINK (sink)->spool, TRUE);
  return TRUE;
}

static gboolean
gst_aoi_spool_sink_unlock_stop (GstBaseSink *sink)
{
  aoi_spool_set_flushing (GST_AOI_SPOOL_SINK (sink)->spool, FALSE);
  return TRUE;
}

/* Pixels are read at any stride. */
static gboolean
gst_aoi_spool_sink_propose_allocation (GstBaseSink *sink, GstQuery *query)
{
  gst_query_add_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL);
  return TRUE;
}

/* With the object lock. */
static gboolean
set_locked (GstAoiSpoolSink *self, guint id, const GValue *value)
{
  const GstAoiSpoolSinkClass *klass = GST_AOI_SPOOL_SINK_GET_CLASS (self);

  switch (id) {
    case GST_AOI_SPOOL_SINK_PROP_LOCATION:
      g_free (self->location);
      self->location = g_value_dup_string (value);
      return TRUE;
    case GST_AOI_SPOOL_SINK_PROP_MAX_ITEMS:
      self->limits.items = g_value_get_uint (value);
      return TRUE;
    case GST_AOI_SPOOL_SINK_PROP_MAX_BYTES:
      self->limits.bytes = g_value_get_uint64 (value);
      return TRUE;
    case GST_AOI_SPOOL_SINK_PROP_BLOCK:
      self->block = g_value_get_boolean (value);
      return TRUE;
    case GST_AOI_SPOOL_SINK_PROP_STOP_TIMEOUT:
      self->stop_timeout = g_value_get_uint64 (value);
      return TRUE;
    default:
      return klass->set != NULL && klass->set (self, id, value);
  }
}

static void
gst_aoi_spool_sink_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  gboolean known;

  GST_OBJECT_LOCK (object);
  known = set_locked (GST_AOI_SPOOL_SINK (object), id, value);
  GST_OBJECT_UNLOCK (object);
  if (!known)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

/* With the object lock. */
static gboolean
get_locked (GstAoiSpoolSink *self, guint id, GValue *value)
{
  const GstAoiSpoolSinkClass *klass = GST_AOI_SPOOL_SINK_GET_CLASS (self);

  switch (id) {
    case GST_AOI_SPOOL_SINK_PROP_LOCATION:
      g_value_set_string (value, self->location);
      return TRUE;
    case GST_AOI_SPOOL_SINK_PROP_MAX_ITEMS:
      g_value_set_uint (value, self->limits.items);
      return TRUE;
    case GST_AOI_SPOOL_SINK_PROP_MAX_BYTES:
      g_value_set_uint64 (value, self->limits.bytes);
      return TRUE;
    case GST_AOI_SPOOL_SINK_PROP_BLOCK:
      g_value_set_boolean (value, self->block);
      return TRUE;
    case GST_AOI_SPOOL_SINK_PROP_STOP_TIMEOUT:
      g_value_set_uint64 (value, self->stop_timeout);
      return TRUE;
    default:
      return klass->get != NULL && klass->get (self, id, value);
  }
}

static void
gst_aoi_spool_sink_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GstAoiSpoolSink *self = GST_AOI_SPOOL_SINK (object);
  gboolean known;

  if (id == GST_AOI_SPOOL_SINK_PROP_STATS) {
    g_value_take_boxed (value, get_stats (self, GST_AOI_SPOOL_SINK_GET_CLASS (self)->info->stats));
    return;
  }
  GST_OBJECT_LOCK (self);
  known = get_locked (self, id, value);
  GST_OBJECT_UNLOCK (self);
  if (!known)
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
install_queue (GObjectClass *class, const GstAoiSpoolSinkInfo *info)
{
  g_object_class_install_property (class, GST_AOI_SPOOL_SINK_PROP_MAX_ITEMS,
      g_param_spec_uint (info->max_items.name, info->max_items.nick, info->max_items.blurb, 1,
          G_MAXUINT, info->default_max_items, GST_AOI_SPOOL_SINK_READY));
  g_object_class_install_property (class, GST_AOI_SPOOL_SINK_PROP_MAX_BYTES,
      g_param_spec_uint64 (info->max_bytes.name, info->max_bytes.nick, info->max_bytes.blurb, 1,
          G_MAXUINT64, info->default_max_bytes, GST_AOI_SPOOL_SINK_READY));
  g_object_class_install_property (class, GST_AOI_SPOOL_SINK_PROP_BLOCK,
      g_param_spec_boolean (
          "block", "Block", info->block_blurb, DEFAULT_BLOCK, GST_AOI_SPOOL_SINK_PLAYING));
  g_object_class_install_property (class, GST_AOI_SPOOL_SINK_PROP_STOP_TIMEOUT,
      g_param_spec_uint64 ("stop-timeout", "Stop timeout",
          "Nanoseconds that a change to READY waits for the queue to be written; what is left then is "
          "lost",
          0, G_MAXINT64, DEFAULT_STOP_TIMEOUT, GST_AOI_SPOOL_SINK_PLAYING));
}

/**
 * gst_aoi_spool_sink_class_set_info:
 * @klass: a subclass that is being made
 * @info: what it calls things
 *
 * Installs the properties that all sinks have.
 */
void
gst_aoi_spool_sink_class_set_info (GstAoiSpoolSinkClass *klass, const GstAoiSpoolSinkInfo *info)
{
  GObjectClass *class = G_OBJECT_CLASS (klass);

  klass->info = info;
  /* GObject lets no class inherit these. */
  class->set_property = gst_aoi_spool_sink_set_property;
  class->get_property = gst_aoi_spool_sink_get_property;
  g_object_class_install_property (class, GST_AOI_SPOOL_SINK_PROP_LOCATION,
      g_param_spec_string (info->location.name, info->location.nick, info->location.blurb, NULL,
          GST_AOI_SPOOL_SINK_READY));
  install_queue (class, info);
  g_object_class_install_property (class, GST_AOI_SPOOL_SINK_PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics", info->stats_blurb, GST_TYPE_STRUCTURE,
          G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
gst_aoi_spool_sink_finalize (GObject *object)
{
  GstAoiSpoolSink *self = GST_AOI_SPOOL_SINK (object);

  g_free (self->location);
  gst_aoi_damage_clear (&self->damage);
  G_OBJECT_CLASS (gst_aoi_spool_sink_parent_class)->finalize (object);
}

static void
gst_aoi_spool_sink_class_init (GstAoiSpoolSinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GstBaseSinkClass *sink_class = GST_BASE_SINK_CLASS (klass);

  object_class->finalize = gst_aoi_spool_sink_finalize;
  object_class->set_property = gst_aoi_spool_sink_set_property;
  object_class->get_property = gst_aoi_spool_sink_get_property;
  GST_ELEMENT_CLASS (klass)->change_state = gst_aoi_spool_sink_change_state;
  sink_class->set_caps = gst_aoi_spool_sink_set_caps;
  sink_class->wait_event = gst_aoi_spool_sink_wait_event;
  sink_class->unlock = gst_aoi_spool_sink_unlock;
  sink_class->unlock_stop = gst_aoi_spool_sink_unlock_stop;
  sink_class->propose_allocation = gst_aoi_spool_sink_propose_allocation;
}

/* Frames are taken as they come, and the last one is not kept from its camera. */
static void
gst_aoi_spool_sink_init (GstAoiSpoolSink *self)
{
  gst_aoi_damage_init (&self->damage);
  gst_base_sink_set_sync (GST_BASE_SINK (self), FALSE);
  gst_base_sink_set_last_sample_enabled (GST_BASE_SINK (self), FALSE);
}
