/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:element-aoipublish
 * @title: aoipublish
 * @short_description: delivers boards to a broker, through a durable outbox
 *
 * Delivers each inspected board to a target: an MQTT or Kafka broker, an HTTP server, or an AMQP 1.0 broker. It takes any caps, and
 * reads no pixel: boards come with frames, by the metadata of #aoiinspect, or by its event `aoi-report`. Only whole boards are
 * published.
 *
 * A board first goes to the outbox, a SQLite file, and is then as safe as the disk: it waits there until the target has
 * acknowledged it, through kills, power losses, and a broker that is away for a weekend. So each board whose `aoi-queued` was
 * posted reaches its target at least once; one that comes twice has the same `id`. Any number of aoipublish, one for each
 * target, share a file, also in several processes; of those with the same target one delivers at a time. At the start
 * what is in the outbox is delivered first. What waits is bounded by `max-bytes` and `max-age`: the oldest boards
 * that passed go first, then the oldest, and they are counted (`dropped`) and told.
 *
 * The target neither delays nor stops the stream: a thread takes boards to the outbox, another one to the target. When that is away it
 * tries again, with pauses that grow to half a minute. One WARNING a cause says what to do; `recovered` is posted when it works
 * again. A board that the target refuses for good, such as one that is too large, is kept aside in the outbox and counted (`refused`), and
 * does not stop the others. A file that is damaged is kept under another name, and a new one begun; one that was
 * never an outbox is left as it is, with an ERROR at the start.
 *
 * EOS waits until all boards are in the outbox. A change to READY delivers what waits if the target takes it, within `stop-timeout`.
 *
 * ## Targets
 *
 * | `uri` | what is sent |
 * | --- | --- |
 * | `mqtt://BROKER`, `mqtts://BROKER` | MQTT 5, or 3.1.1 where that is not known; QoS 1. To `topic` (`aoi/{station}/{product}/board`); of what fills its fields `#`, `+`, `/`, `%`, `$` and control characters become `%` and two hexadecimal digits, and what is empty `-`. `aoi/STATION/state` is a retained `{"state":"online"}`, or `offline`, also by the last will |
 * | the same, `format=sparkplug` | Sparkplug B: the station is an edge node of the group `topic` (`aoi`), its inspection the device `inspection`. NBIRTH and DBIRTH, a DDATA for each board with verdict, product, code, reason and counters, NDEATH also as the last will, and births again when NCMD asks for them. Boards that waited are sent as historical. The specification's QoS 0 makes delivery best effort: a board that is written to a connection that breaks may be lost |
 * | `http://HOST/PATH`, `https://HOST/PATH` | a POST for each board, with `Idempotency-Key` (the `id`), and `X-Aoi-Signature: sha256=` and the HMAC-SHA256 of the body by `signature-key-file`. 2xx acknowledges; 400, 413, 415, 422 and 431 refuse the board for good; `Retry-After` is kept |
 * | `kafka://BROKER,BROKER/TOPIC`, `kafkas://...` | an idempotent producer with `acks=all`; the key is the code of the board or its `id`; headers `id`, `station`, `schema` |
 * | `amqp://BROKER`, `amqps://BROKER` | IPC-CFX: `UnitsInspected` in its envelope, to the address `topic` |
 *
 * Passwords come from files alone: an address with one is refused, and none is shown. What would count for nothing with a target is an
 * ERROR at the start, such as `topic` with a webhook, a path behind a broker of MQTT, or a password without a user.
 *
 * ## Example
 * |[
 * gst-launch-1.0 videotestsrc num-buffers=3 ! video/x-raw,format=RGB ! aoiinspect ! aoipublish uri=mqtt://localhost outbox=outbox.db
 * ]|
 * delivers three boards, which do not pass without a product; if no broker runs, they wait in the file for the next time.
 *
 * ## Properties
 *
 * | property | default | meaning |
 * | --- | --- | --- |
 * | `uri` | none | address of the target, as above. One that cannot be used is an ERROR at the start |
 * | `outbox` | none | file in which boards wait; it is made if missing (its folder is not). Beside it lie `-wal`, `-shm` and `.lock` |
 * | `target` | by `uri` | name of the target in the outbox: under it boards wait, and are delivered after a restart. Without it `uri` without user and query: set it if `uri` holds a secret, or may change |
 * | `format` | by `uri` | what is sent: `json`, the result JSON of #aoijson; MQTT: also `sparkplug`; AMQP: `cfx` |
 * | `topic` | by `uri` | MQTT: topic with fields `{station}`, `{product}`, `{code}`, `{id}`, `{verdict}`; AMQP: address; Sparkplug B: the group |
 * | `station` | host name | names the station in its state; boards carry the `station` of aoiinspect |
 * | `cfx-handle` | `aoiinspect.` and `station` | names the station in IPC-CFX |
 * | `user` | by `uri` | who we are |
 * | `password-file` | none | its first line is the password; of a webhook without `user` the bearer token. It is read at each connection |
 * | `ca-file` | the system's | certificates (PEM) of those who sign the target's |
 * | `certificate-file`, `key-file` | none | our certificate and its key (PEM), which may be in one file |
 * | `signature-key-file` | none | its first line is the key by which a webhook's bodies are signed |
 * | `timeout` | 10 s | nanoseconds that a connection or an answer may take |
 * | `mode` | all | `all` boards; `failed`: those that are not proven good; `summary`: all, without their ROIs, which neither `cfx` nor `sparkplug` has |
 * | `include` | all | parts of the JSON, as in aoijson; `cfx` and `sparkplug` are made of all. An unknown name is an ERROR at the start; while running it is refused with a WARNING |
 * | `max-bytes` | 10^9 | bytes of boards that may wait in the outbox for this target; 0: any. The file itself is about a fifth larger, and does not shrink |
 * | `max-age` | 0 | seconds that a board waits there; 0: for ever |
 * | `queue-size`, `queue-bytes` | 1024, 64 * 10^6 | boards, and bytes of their reports, that may wait to be written to the outbox; a single board may have more |
 * | `block` | false | wait while the queue is full, instead of losing boards |
 * | `stop-timeout` | 5 s | nanoseconds that a change to READY waits: until the queue is in the outbox (what is left then is lost), and for the target |
 * | `stats` | read-only | structure with the counters of the message below |
 *
 * ## Messages
 *
 * | name | field | type | meaning |
 * | --- | --- | --- | --- |
 * | `aoi-queued` | `id` | string | of a board that is in the outbox, or was there already |
 * | | `target` | string | for which it waits |
 * | `aoi-publish` | `event` | string | `lost`: boards are lost, once for each kind; `away`: nothing is delivered, or nothing can be written to the outbox, once for each cause; `recovered`: it works again; `refused`: the target refused a board for good; `damaged`: the outbox's file was damaged; `ended`: EOS, everything is in the outbox |
 * | | `reason` | string | why, or NULL |
 * | | `target` | string | name of the target in the outbox |
 * | | `boards` | uint64 | boards that came, the sum of the next four |
 * | | `entered`, `skipped`, `lost`, `queued` | uint64 | in the outbox at least once; not wanted by `mode`; lost before they were there; waiting to be written |
 * | | `delivered` | uint64 | boards that the target has acknowledged, to this element |
 * | | `waiting`, `refused` | uint64 | boards that wait in the outbox for the target, from all who write to it; that are kept aside |
 * | | `bytes` | uint64 | of both |
 * | | `oldest` | uint64 | nanoseconds since the oldest that waits was inspected; 0: none waits |
 * | | `dropped` | uint64 | removed from the outbox for want of room or for their age, since the file was begun |
 * | | `connected` | boolean | the target took messages when it was tried last |
 * | | `last-error` | string | why not, last; or NULL |
 *
 * What is `lost`, `away`, `refused` or `damaged` also posts a WARNING; of boards that are refused one after another for the same reason
 * the first does.
 */
#include "publish/gstaoipublish-private.h"

GST_DEBUG_CATEGORY_STATIC (gst_aoi_publish_debug);
#define GST_CAT_DEFAULT gst_aoi_publish_debug

#define QUEUED_NAME "aoi-queued"

/* What is left for the target if the queue has taken all of `stop-timeout`, us. */
#define MIN_STOP_US (200 * G_TIME_SPAN_MILLISECOND)

G_DEFINE_TYPE (GstAoiPublish, gst_aoi_publish, GST_TYPE_AOI_BOARD_SINK)
GST_ELEMENT_REGISTER_DEFINE (aoipublish, "aoipublish", GST_RANK_NONE, GST_TYPE_AOI_PUBLISH)

static void
warn (GstAoiPublish *self, const gchar *event, const gchar *what, const gchar *reason)
{
  GST_ELEMENT_WARNING (self, RESOURCE, WRITE, ("%s: %s: %s", self->name, what, reason), (NULL));
  gst_aoi_spool_sink_post (GST_AOI_SPOOL_SINK (self), event, reason);
}

/* Of the courier. Its thread. */
static void
hear_courier (AoiCourierEvent event, const gchar *reason, gpointer data)
{
  GstAoiPublish *self = data;

  switch (event) {
    case AOI_COURIER_TROUBLE:
      warn (self, "away", "boards wait in the outbox", reason);
      break;
    case AOI_COURIER_RECOVERED:
      GST_INFO_OBJECT (self, "boards are delivered again");
      gst_aoi_spool_sink_post (GST_AOI_SPOOL_SINK (self), "recovered", NULL);
      break;
    case AOI_COURIER_REFUSED:
      warn (self, "refused", "a board is refused for good, and kept aside in the outbox", reason);
      break;
    case AOI_COURIER_REFUSED_AGAIN:
      gst_aoi_spool_sink_post (GST_AOI_SPOOL_SINK (self), "refused", reason);
      break;
    case AOI_COURIER_LOST:
      warn (self, "lost", "boards are lost", reason);
      break;
    case AOI_COURIER_DAMAGE:
      warn (self, "damaged", "the outbox is begun anew", reason);
      break;
  }
}

static void
post_queued (GstAoiPublish *self, const gchar *id)
{
  GstStructure *structure = gst_structure_new (
      QUEUED_NAME, "id", G_TYPE_STRING, id, "target", G_TYPE_STRING, self->name, NULL);

  gst_element_post_message (
      GST_ELEMENT (self), gst_message_new_element (GST_OBJECT (self), structure));
}

/* The spool's thread. */
static void
gst_aoi_publish_notify (gconstpointer what, gpointer data)
{
  const AoiDispatchNews *news = what;
  GstAoiPublish *self = data;

  if (news->queued != NULL)
    post_queued (self, news->queued);
  if (news->state != NULL)
    aoi_courier_wake (self->courier, news->state);
  if (news->damage != NULL)
    warn (self, "damaged", "the outbox is begun anew", news->damage);
  if (news->away != NULL)
    warn (self, "away", "boards cannot be written to the outbox, and wait in memory", news->away);
  if (news->is_back)
    gst_aoi_spool_sink_post (GST_AOI_SPOOL_SINK (self), "recovered", NULL);
}

static gboolean
gst_aoi_publish_check (GstAoiSpoolSink *sink)
{
  return gst_aoi_include_check (&GST_AOI_PUBLISH (sink)->include, GST_ELEMENT (sink));
}

/* With defaults filled in. */
static AoiPublishSettings *
get_settings (GstAoiPublish *self, gchar **target, AoiOutboxLimits *bounds)
{
  AoiPublishSettings *settings;

  GST_OBJECT_LOCK (self);
  settings = aoi_publish_settings_copy (self->settings);
  *target = g_strdup (self->target);
  *bounds = (AoiOutboxLimits){ self->max_bytes, (gint64) self->max_age * G_USEC_PER_SEC };
  GST_OBJECT_UNLOCK (self);
  if (settings->station == NULL || *settings->station == '\0') {
    g_free (settings->station);
    settings->station = g_strdup (g_get_host_name ());
  }
  return settings;
}

static void
tell_damage (const gchar *sentence, gpointer data)
{
  GST_ELEMENT_WARNING (data, RESOURCE, WRITE, ("The outbox is begun anew: %s", sentence), (NULL));
}

/* What no waiting would change keeps the element from starting: a folder that is missing, a file of something else. */
static gboolean
check_outbox (GstAoiPublish *self, const gchar *path, GError **error)
{
  const AoiOutboxListener listener = { tell_damage, self };
  g_autoptr (GError) local = NULL;
  g_autoptr (AoiOutbox) outbox = aoi_outbox_open (path, AOI_OUTBOX_ADDS, &listener, &local);

  if (outbox != NULL || g_error_matches (local, AOI_SQL_ERROR, AOI_SQL_ERROR_AWAY)
      || g_error_matches (local, AOI_SQL_ERROR, AOI_SQL_ERROR_FULL))
    return TRUE;
  g_propagate_prefixed_error (error, g_steal_pointer (&local), "outbox: ");
  return FALSE;
}

/* Some formats are made of the whole result JSON. */
static gboolean
check_whole (GstAoiPublish *self, const AoiPublisherClass *klass, GError **error)
{
  gboolean is_whole;

  GST_OBJECT_LOCK (self);
  is_whole = self->mode != GST_AOI_PUBLISH_SUMMARY && self->include.left_out == 0;
  GST_OBJECT_UNLOCK (self);
  if (is_whole || !klass->needs_all)
    return TRUE;
  g_set_error (error, AOI_PUBLISH_ERROR, AOI_PUBLISH_ERROR_SETTINGS,
      "include and mode=summary are of the result JSON, and count for nothing with %s: leave them out",
      klass->name);
  return FALSE;
}

static AoiSpool *
gst_aoi_publish_open (GstAoiSpoolSink *sink, const gchar *location, const AoiSpoolLimits *limits,
    const AoiSpoolListener *listener, GError **error)
{
  GstAoiPublish *self = GST_AOI_PUBLISH (sink);
  const AoiCourierListener courier_listener = { hear_courier, self };
  g_autofree gchar *target = NULL;
  AoiOutboxLimits bounds;
  g_autoptr (AoiPublishSettings) settings = get_settings (self, &target, &bounds);
  const AoiPublisherClass *klass = aoi_publisher_find (settings, error);

  if (klass == NULL || !check_whole (self, klass, error) || !check_outbox (self, location, error))
    return NULL;
  if (target == NULL || *target == '\0') {
    g_free (target);
    target = aoi_publisher_get_target (klass, settings);
  }
  self->needs_all = klass->needs_all;
  GST_OBJECT_LOCK (self);
  g_free (self->name);
  self->name = g_strdup (target);
  self->courier = aoi_courier_new (location, target, &bounds, settings, &courier_listener, error);
  GST_OBJECT_UNLOCK (self);
  if (self->courier == NULL)
    return NULL;
  return aoi_dispatch_new (location, target, &bounds, limits, listener);
}

/* The spool is finished: all of its boards are in the outbox. */
static void
stop_courier (GstAoiPublish *self, gint64 timeout)
{
  const gint64 end = g_get_monotonic_time () + timeout;
  AoiCourier *courier = self->courier;

  aoi_courier_drain (courier, timeout);
  aoi_courier_finish (courier, MAX (end - g_get_monotonic_time (), MIN_STOP_US));
  GST_OBJECT_LOCK (self);
  aoi_courier_state_clear (&self->last);
  aoi_courier_get_state (courier, &self->last);
  self->courier = NULL;
  GST_OBJECT_UNLOCK (self);
  aoi_courier_unref (courier);
}

static GstStateChangeReturn
gst_aoi_publish_change_state (GstElement *element, GstStateChange transition)
{
  GstAoiPublish *self = GST_AOI_PUBLISH (element);
  const gint64 begin = g_get_monotonic_time ();
  GstStateChangeReturn ret = GST_ELEMENT_CLASS (gst_aoi_publish_parent_class)
                                 ->change_state (element, transition);
  gint64 timeout;

  if (self->courier == NULL
      || (transition != GST_STATE_CHANGE_PAUSED_TO_READY && ret != GST_STATE_CHANGE_FAILURE))
    return ret;
  GST_OBJECT_LOCK (self);
  timeout = (gint64) (GST_AOI_SPOOL_SINK (self)->stop_timeout / 1000);
  GST_OBJECT_UNLOCK (self);
  stop_courier (self, MAX (begin + timeout - g_get_monotonic_time (), MIN_STOP_US));
  return ret;
}

static guint64
get_age (gint64 oldest_us)
{
  return oldest_us > 0 ? (guint64) MAX (g_get_real_time () - oldest_us, 1) * 1000 : 0;
}

static void
gst_aoi_publish_add_stats (
    GstAoiSpoolSink *sink, const AoiSpoolCounts *counts, GstStructure *structure)
{
  GstAoiPublish *self = GST_AOI_PUBLISH (sink);
  g_auto (AoiCourierState) state = self->last;

  if (self->courier != NULL)
    aoi_courier_get_state (self->courier, &state);
  else
    state.last_error = g_strdup (self->last.last_error);
  gst_structure_set (structure, "target", G_TYPE_STRING, self->name, "delivered", G_TYPE_UINT64,
      state.delivered, "waiting", G_TYPE_UINT64, state.outbox.waiting, "refused", G_TYPE_UINT64,
      state.outbox.refused, "bytes", G_TYPE_UINT64, state.outbox.bytes, "oldest", G_TYPE_UINT64,
      get_age (state.outbox.oldest_us), "dropped", G_TYPE_UINT64, state.outbox.lost, "connected",
      G_TYPE_BOOLEAN, self->courier != NULL && state.connected, "last-error", G_TYPE_STRING,
      state.last_error, NULL);
}

static AoiJsonFlags
get_flags (GstAoiPublish *self, GstAoiPublishMode *mode)
{
  AoiJsonFlags flags;

  GST_OBJECT_LOCK (self);
  *mode = self->mode;
  flags = self->include.left_out | AOI_JSON_TIMING;
  GST_OBJECT_UNLOCK (self);
  if (self->needs_all)
    return AOI_JSON_TIMING;
  return *mode == GST_AOI_PUBLISH_SUMMARY ? flags | AOI_JSON_SUMMARY : flags;
}

static GstFlowReturn
gst_aoi_publish_take (GstAoiBoardSink *sink, AoiReport *report)
{
  GstAoiSpoolSink *spool_sink = GST_AOI_SPOOL_SINK (sink);
  GstAoiPublishMode mode;
  const AoiJsonFlags flags = get_flags (GST_AOI_PUBLISH (sink), &mode);
  const gsize size = aoi_dispatch_measure (report);
  GstFlowReturn ret;
  gboolean has_room;

  if (mode == GST_AOI_PUBLISH_FAILED && aoi_report_get_passed (report)) {
    aoi_spool_skip (spool_sink->spool, 0);
    return GST_FLOW_OK;
  }
  ret = gst_aoi_spool_sink_reserve (spool_sink, 0, size, &has_room);
  if (ret == GST_FLOW_OK && has_room)
    aoi_dispatch_push (spool_sink->spool, report, flags, size);
  return ret;
}

static void
gst_aoi_publish_finalize (GObject *object)
{
  GstAoiPublish *self = GST_AOI_PUBLISH (object);

  aoi_publish_settings_free (self->settings);
  aoi_courier_state_clear (&self->last);
  g_free (self->target);
  gst_aoi_include_clear (&self->include);
  g_free (self->name);
  G_OBJECT_CLASS (gst_aoi_publish_parent_class)->finalize (object);
}

static void
gst_aoi_publish_class_init (GstAoiPublishClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstAoiSpoolSinkClass *spool_class = GST_AOI_SPOOL_SINK_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (gst_aoi_publish_debug, "aoipublish", 0, "delivery of boards");
  G_OBJECT_CLASS (klass)->finalize = gst_aoi_publish_finalize;
  gst_aoi_publish_install_properties (spool_class);
  spool_class->check = gst_aoi_publish_check;
  spool_class->open = gst_aoi_publish_open;
  spool_class->notify = gst_aoi_publish_notify;
  spool_class->add_stats = gst_aoi_publish_add_stats;
  element_class->change_state = gst_aoi_publish_change_state;
  GST_AOI_BOARD_SINK_CLASS (klass)->take = gst_aoi_publish_take;

  gst_element_class_set_static_metadata (element_class, "AOI publisher", "Sink/Network",
      "Delivers boards to a broker, through a durable outbox", "The aoiinspect developers");
  gst_element_class_add_static_metadata (element_class, "example",
      "gst-launch-1.0 videotestsrc num-buffers=3 ! video/x-raw,format=RGB ! aoiinspect ! aoipublish uri=mqtt://localhost outbox=outbox.db");
}

static void
gst_aoi_publish_init (GstAoiPublish *self)
{
  self->settings = g_new0 (AoiPublishSettings, 1);
}
