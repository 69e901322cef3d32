/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:element-aoicamerasrc
 * @title: aoicamerasrc
 * @short_description: frames of an inspection camera, each of them accounted for
 *
 * Reads a GigE Vision or USB3 Vision camera by means of Aravis. Frames are pushed in the memory into which they were
 * received, which goes back to the camera when the last reference downstream is released: a frame is never overwritten while
 * somebody has it. Caps are 8-bit Bayer, GRAY8, GRAY16_LE, RGB, BGR, UYVY and YUY2, as camera and downstream have them, with
 * rows of a multiple of 4 bytes.
 *
 * Each frame that the camera sent, by its own numbers, is exactly one of pushed, dropped (no buffer was free, or nothing of
 * it came), incomplete (packets were lost) and refused (not taken under the setting that was asked for). OFFSET counts all
 * of them, so that a loss is a gap in it, after which a frame is DISCONT.
 *
 * A camera that is absent or lost is searched for every `reconnect` ms, and gets all its settings again. When the camera is
 * lost, the rest of its board is missing. No state change waits for a camera that does not answer.
 *
 * ## Example
 * |[
 * gst-launch-1.0 -m aoicamerasrc camera-name=127.0.0.1 plan=product product=boards/20005411 \
 *   focus-echo=offset-y ! video/x-bayer,format=gbrg,width=7716,height=5360 \
 *   ! aoiinspect product=boards/20005411 ! aoijson ! filesink location=results.ndjson
 * ]|
 * inspects board after board of pipelines/fake-camera.sh.
 *
 * ## Properties
 *
 * All properties count from the next start.
 *
 * | property | default | meaning |
 * | --- | --- | --- |
 * | `camera-name` | none | id or address of the camera (an address is fastest); none: the first that is found |
 * | `features` | none | GenICam features that are set after each connect, in this order: `"FocusPos=305 GainRaw=2"`. A value that the camera refuses, here or for another setting, is an ERROR that names feature, value and what is allowed |
 * | `exposure`, `gain`, `frame-rate` | 0, -1, 0 | microseconds, the camera's own units, frames per second. The default leaves the camera's value (the rate: that of the caps) |
 * | `region` | none | `WIDTHxHEIGHT+X+Y`: offset on the sensor, and the size where downstream takes any |
 * | `trigger` | free | what starts a frame, or with a plan a board: `free` (the frame rate; the end of the board before), `software` (the action signal `capture` or the custom upstream event `aoi-capture`), `line:NAME` |
 * | `plan` | off | settings under which each board is taken: `off`, `product` (its capture groups, by their first ROI), or `groups,focus=<305,320>,exposure=<3000,1200>` |
 * | `product` | none | product folder or its `rois_config_*.json`, for `plan=product` |
 * | `focus-feature` | FocusPos | what the camera calls the focus |
 * | `focus-echo` | none | `offset-x` or `offset-y`: where the leader of a frame reports under which focus it was taken |
 * | `chunks` | auto | with a plan: `auto` has each frame report its setting by GenICam chunk data, if the camera offers `ChunkExposureTime` or `Chunk` with the name of `focus-feature`; `on`: it is an ERROR if not; `off` |
 * | `settle-time`, `settle-feature` | 50, none | ms to wait after a setting was changed; with `NAME=VALUE` the wait ends as soon as the feature reads so, and fails if it does not within `settle-time` |
 * | `retries` | 2 | how often a frame of a board that fails is taken again |
 * | `num-buffers-held` | 4 | frames that downstream may hold, at least as many as it asks for; the camera has two more. When downstream holds more, the next frames are dropped |
 * | `forward-incomplete` | false | without a plan: push incomplete frames, flagged CORRUPTED |
 * | `packet-size` | 0 | bytes of a GigE packet; 0: what the network takes |
 * | `packet-socket` | auto | receive past the network stack: `on`, `off`, `auto`: with CAP_NET_RAW. Without it frames are lost at high rates |
 * | `frame-retention` | 100 | GigE: ms without a packet of a frame after which the frame counts as incomplete. More than that is right where the computer, not the network, is what stops for a while |
 * | `reconnect` | 500 | ms between tries to find the camera; 0: its absence is an ERROR |
 * | `idle-timeout` | 0 | ms without a frame after which the camera counts as lost; 0: never |
 * | `stats` | read-only | structure: `sent` = `pushed` + `dropped` + `incomplete` + `refused` (uint64), `connected`, `connects`, `losses`, `retakes`, `missing`, `strays` (frames that began to come before the camera was started, of packets that were not sent for this stream; they count nowhere else) |
 *
 * ## Boards of several frames
 *
 * With a `plan`, several frames are taken of each board, one for each setting of focus and exposure. Each carries the metadata
 * `aoi-capture`, see #gstaoicapture. Settings are read back before the frame is triggered. A frame that reports another focus
 * or exposure than was asked for (exposures to 1 %), that lacks a chunk that was switched on, or that is incomplete, is taken
 * again up to `retries` times. Then the custom downstream event `aoi-capture-missing` takes its place, with `board`, `group`,
 * `groups`, `focus`, `exposure` and `reason`. Where frames report nothing, the values that were read back from the camera
 * count.
 *
 * With `trigger=line:NAME` a board begins with an edge. Its other groups, and frames that are taken again, are triggered by
 * software; meanwhile the camera does not listen to the line, and edges that come before the board is taken are not seen.
 * Frames that a bouncing line triggers are refused and reported, never taken for another group. The signal `capture` returns
 * FALSE until a lost camera is back.
 *
 * ## Messages
 *
 * Element messages named `aoi-camera` have the fields `event` and `camera` (strings), the counters `sent`, `pushed`,
 * `dropped`, `incomplete` and `refused` (uint64), and by event:
 *
 * | event | when | fields |
 * | --- | --- | --- |
 * | `waiting` | the camera cannot be opened; once until it can | `reason` |
 * | `configured` | all settings are set | `features`, `packet-size` (uint), `packet-socket` (boolean), `chunks` (string: features that frames report, with spaces between them) |
 * | `connected`, `reconnected` | frames come from now on | |
 * | `lost` | the camera is dropped and searched for anew | `reason` |
 * | `incomplete` | packets of a frame were lost | `frame-id` (uint64, 0 if that was lost), `reason` |
 * | `dropped` | frames are missing | `count`, `before` (uint64: id of the next) |
 * | `refused` | a frame is not the one that is waited for | `frame-id`, `reason` |
 * | `retake` | a frame of a board is taken again | those of `missing` |
 * | `missing` | a board goes on without a frame | `board`, `group`, `groups`, `focus`, `exposure`, `attempt`, `reason` |
 */
#include "camera/gstaoicamerasrc-private.h"

#include <string.h>

GST_DEBUG_CATEGORY (gst_aoi_camera_src_debug);
#define GST_CAT_DEFAULT gst_aoi_camera_src_debug

/* The custom upstream event that asks for a frame or board, as the signal does. */
#define CAPTURE_EVENT "aoi-capture"

enum {
  SIGNAL_CAPTURE,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src", GST_PAD_SRC,
    GST_PAD_ALWAYS,
    GST_STATIC_CAPS ("video/x-bayer, format = { bggr, gbrg, grbg, rggb }; "
                     "video/x-raw, format = { GRAY8, GRAY16_LE, RGB, BGR, UYVY, YUY2 }"));

G_DEFINE_TYPE (GstAoiCameraSrc, gst_aoi_camera_src, GST_TYPE_PUSH_SRC)
GST_ELEMENT_REGISTER_DEFINE (aoicamerasrc, "aoicamerasrc", GST_RANK_NONE, GST_TYPE_AOI_CAMERA_SRC)

static gboolean
gst_aoi_camera_src_start (GstBaseSrc *src)
{
  GstAoiCameraSrc *self = GST_AOI_CAMERA_SRC (src);
  g_autoptr (GError) error = NULL;
  GstAoiCameraSettings *settings = gst_aoi_camera_src_read_properties (self, &error);
  GstAoiCameraConnection *connection;

  if (settings == NULL) {
    GST_ELEMENT_ERROR (self, RESOURCE, SETTINGS, ("%s", error->message), (NULL));
    return FALSE;
  }
  self->last_pts = GST_CLOCK_TIME_NONE;
  gst_aoi_segmenter_begin (&self->segmenter);
  connection = gst_aoi_camera_connection_new (GST_ELEMENT (self), settings);
  GST_OBJECT_LOCK (self);
  self->connection = connection;
  GST_OBJECT_UNLOCK (self);
  return TRUE;
}

static gboolean
gst_aoi_camera_src_stop (GstBaseSrc *src)
{
  GstAoiCameraSrc *self = GST_AOI_CAMERA_SRC (src);
  GstAoiCameraConnection *connection;

  GST_OBJECT_LOCK (self);
  connection = g_steal_pointer (&self->connection);
  GST_OBJECT_UNLOCK (self);
  gst_aoi_camera_connection_stop (connection);
  GST_OBJECT_LOCK (self);
  g_clear_pointer (&self->last_stats, gst_structure_free);
  self->last_stats = gst_aoi_camera_connection_get_stats (connection);
  GST_OBJECT_UNLOCK (self);
  gst_aoi_camera_connection_unref (connection);
  return TRUE;
}

/* Events may ask for it while the element is not started. */
static void
set_flushing (GstAoiCameraSrc *self, gboolean flushing)
{
  GST_OBJECT_LOCK (self);
  if (self->connection != NULL)
    gst_aoi_camera_connection_set_flushing (self->connection, flushing);
  GST_OBJECT_UNLOCK (self);
}

static gboolean
gst_aoi_camera_src_unlock (GstBaseSrc *src)
{
  set_flushing (GST_AOI_CAMERA_SRC (src), TRUE);
  return TRUE;
}

static gboolean
gst_aoi_camera_src_unlock_stop (GstBaseSrc *src)
{
  set_flushing (GST_AOI_CAMERA_SRC (src), FALSE);
  return TRUE;
}

static GstCaps *
gst_aoi_camera_src_get_caps (GstBaseSrc *src, GstCaps *filter)
{
  GstAoiCameraSrc *self = GST_AOI_CAMERA_SRC (src);
  g_autoptr (GstCaps) caps = NULL;

  GST_OBJECT_LOCK (self);
  if (self->connection != NULL)
    caps = gst_aoi_camera_connection_get_caps (self->connection);
  GST_OBJECT_UNLOCK (self);
  if (caps == NULL)
    caps = gst_pad_get_pad_template_caps (GST_BASE_SRC_PAD (src));
  return filter != NULL ? gst_caps_intersect_full (filter, caps, GST_CAPS_INTERSECT_FIRST)
                        : g_steal_pointer (&caps);
}

/* The camera is not known before it was found, and not waited for in a state change: create() negotiates. */
static gboolean
gst_aoi_camera_src_negotiate (GstBaseSrc *src)
{
  GstCaps *caps = gst_aoi_camera_connection_get_caps (GST_AOI_CAMERA_SRC (src)->connection);

  if (caps == NULL)
    return TRUE;
  gst_caps_unref (caps);
  return GST_BASE_SRC_CLASS (gst_aoi_camera_src_parent_class)->negotiate (src);
}

/* Where downstream takes any: the size of `region` or the camera's largest, and the rate that was asked
 * for; 0/1 where frames come as something triggers them. */
static GstCaps *
gst_aoi_camera_src_fixate (GstBaseSrc *src, GstCaps *caps)
{
  GstAoiCameraSrc *self = GST_AOI_CAMERA_SRC (src);
  g_autoptr (GstAoiCameraSettings) settings = gst_aoi_camera_src_read_properties (self, NULL);
  GstStructure *structure;
  gint rate_n = 0, rate_d = 1;

  if (settings != NULL && settings->frame_rate > 0)
    gst_util_double_to_fraction (settings->frame_rate, &rate_n, &rate_d);
  caps = gst_caps_make_writable (gst_caps_truncate (caps));
  structure = gst_caps_get_structure (caps, 0);
  gst_structure_fixate_field_nearest_int (structure, "width",
      settings != NULL && settings->region.width > 0 ? settings->region.width : G_MAXINT);
  gst_structure_fixate_field_nearest_int (structure, "height",
      settings != NULL && settings->region.height > 0 ? settings->region.height : G_MAXINT);
  if (gst_structure_has_field (structure, "framerate"))
    gst_structure_fixate_field_nearest_fraction (structure, "framerate", rate_n, rate_d);
  return GST_BASE_SRC_CLASS (gst_aoi_camera_src_parent_class)->fixate (src, caps);
}

/* Downstream's pool is never used: the camera writes into the memory of its own. */
static gboolean
gst_aoi_camera_src_decide_allocation (GstBaseSrc *src, GstQuery *query)
{
  GstAoiCameraSrc *self = GST_AOI_CAMERA_SRC (src);
  GstCaps *caps = NULL;
  guint min = 0, held;

  gst_query_parse_allocation (query, &caps, NULL);
  if (caps == NULL)
    return TRUE;
  for (guint i = gst_query_get_n_allocation_pools (query); i > 0; i--) {
    guint wanted;

    gst_query_parse_nth_allocation_pool (query, i - 1, NULL, NULL, &wanted, NULL);
    gst_query_remove_nth_allocation_pool (query, i - 1);
    min = MAX (min, wanted);
  }
  GST_OBJECT_LOCK (self);
  held = MAX (self->properties.held, min);
  GST_OBJECT_UNLOCK (self);
  gst_aoi_camera_connection_set_format (self->connection, caps, held);
  return TRUE;
}

/* Returns the running time of the monotonic time at which a frame began to come, or none without a clock.
 * Running time stands still in PAUSED, and no two frames have the same. */
static GstClockTime
get_running_time (GstAoiCameraSrc *self, GstClockTime arrived)
{
  const GstClockTime age = g_get_monotonic_time () * 1000 - arrived;
  g_autoptr (GstClock) clock = gst_element_get_clock (GST_ELEMENT (self));
  GstClockTime running;

  if (clock == NULL)
    return GST_CLOCK_TIME_NONE;
  running = gst_clock_get_time (clock) - gst_element_get_base_time (GST_ELEMENT (self));
  running = running > age ? running - age : 0;
  if (GST_CLOCK_TIME_IS_VALID (self->last_pts))
    running = MAX (running, self->last_pts + 1);
  self->last_pts = running;
  return running;
}

/* In its place between frames. @event: (transfer full) */
static void
push_event (GstAoiCameraSrc *self, GstEvent *event)
{
  GstClockTime time;

  if (GST_EVENT_TYPE (event) == GST_EVENT_GAP) {
    gst_event_parse_gap (event, &time, NULL);
    gst_event_unref (event);
    time = get_running_time (self, time);
    if (!GST_CLOCK_TIME_IS_VALID (time))
      return;
    event = gst_event_new_gap (time, GST_CLOCK_TIME_NONE);
  }
  gst_aoi_segmenter_push_event (&self->segmenter, event);
}

static GstFlowReturn
fail (GstAoiCameraSrc *self, const GError *error)
{
  g_autofree gchar *name = NULL;

  g_object_get (self, "camera-name", &name, NULL);
  gst_element_message_full (GST_ELEMENT (self), GST_MESSAGE_ERROR, GST_RESOURCE_ERROR,
      error->domain == GST_RESOURCE_ERROR ? error->code : GST_RESOURCE_ERROR_FAILED,
      g_strdup_printf ("Camera \"%s\": %s", name != NULL ? name : "any", error->message), NULL,
      __FILE__, GST_FUNCTION, __LINE__);
  return GST_FLOW_ERROR;
}

static GstFlowReturn
gst_aoi_camera_src_create (GstPushSrc *src, GstBuffer **buffer)
{
  GstAoiCameraSrc *self = GST_AOI_CAMERA_SRC (src);
  g_autoptr (GError) error = NULL;
  GstMiniObject *item = NULL;

  for (;;) {
    switch (gst_aoi_camera_connection_next (self->connection, &item, &error)) {
      case GST_AOI_CAMERA_NEXT_FLUSHING:
        return GST_FLOW_FLUSHING;
      case GST_AOI_CAMERA_NEXT_ERROR:
        return fail (self, error);
      case GST_AOI_CAMERA_NEXT_FORMAT:
        if (!gst_base_src_negotiate (GST_BASE_SRC (self)))
          return GST_FLOW_NOT_NEGOTIATED;
        break;
      case GST_AOI_CAMERA_NEXT_ITEM:
        if (GST_IS_EVENT (item)) {
          push_event (self, GST_EVENT (item));
          break;
        }
        *buffer = GST_BUFFER (item);
        GST_BUFFER_PTS (*buffer) = get_running_time (self, GST_BUFFER_PTS (*buffer));
        return GST_FLOW_OK;
    }
  }
}

/* A frame is stamped with its beginning and pushed when it is complete, a frame's time later at most. */
static gboolean
answer_latency (GstAoiCameraSrc *self, GstQuery *query)
{
  g_autoptr (GstCaps) caps = gst_pad_get_current_caps (GST_BASE_SRC_PAD (self));
  GstClockTime frame = 0;
  gint rate_n = 0, rate_d = 1;

  if (caps != NULL)
    gst_structure_get_fraction (gst_caps_get_structure (caps, 0), "framerate", &rate_n, &rate_d);
  if (rate_n > 0)
    frame = gst_util_uint64_scale (GST_SECOND, rate_d, rate_n);
  gst_query_set_latency (query, TRUE, frame, GST_CLOCK_TIME_NONE);
  return TRUE;
}

static gboolean
gst_aoi_camera_src_query (GstBaseSrc *src, GstQuery *asked)
{
  if (GST_QUERY_TYPE (asked) == GST_QUERY_LATENCY)
    return answer_latency (GST_AOI_CAMERA_SRC (src), asked);
  return GST_BASE_SRC_CLASS (gst_aoi_camera_src_parent_class)->query (src, asked);
}

static gboolean
capture (GstAoiCameraSrc *self)
{
  gboolean taken;

  GST_OBJECT_LOCK (self);
  taken = self->connection != NULL && gst_aoi_camera_connection_capture (self->connection);
  GST_OBJECT_UNLOCK (self);
  return taken;
}

static gboolean
gst_aoi_camera_src_event (GstBaseSrc *src, GstEvent *given)
{
  if (GST_EVENT_TYPE (given) == GST_EVENT_CUSTOM_UPSTREAM
      && gst_event_has_name (given, CAPTURE_EVENT))
    return capture (GST_AOI_CAMERA_SRC (src));
  return GST_BASE_SRC_CLASS (gst_aoi_camera_src_parent_class)->event (src, given);
}

static void
gst_aoi_camera_src_finalize (GObject *object)
{
  GstAoiCameraSrc *self = GST_AOI_CAMERA_SRC (object);

  g_clear_pointer (&self->last_stats, gst_structure_free);
  gst_aoi_camera_src_clear_properties (self);
  G_OBJECT_CLASS (gst_aoi_camera_src_parent_class)->finalize (object);
}

/* What a call of the application's waits for a camera, ms. */
#define ASK_MS 3000

/* @value: (nullable): %NULL: it is only asked for */
static GstStructure *
set_feature (GstAoiCameraSrc *self, const gchar *name, const gchar *value)
{
  GstAoiCameraConnection *connection;
  GstStructure *answer;

  GST_OBJECT_LOCK (self);
  connection = self->connection != NULL ? gst_aoi_camera_connection_ref (self->connection) : NULL;
  GST_OBJECT_UNLOCK (self);
  if (connection == NULL)
    return gst_structure_new ("aoi-camera-feature", "name", G_TYPE_STRING, name, "error",
        G_TYPE_STRING, "the element is stopped", NULL);
  answer = gst_aoi_camera_connection_ask (connection, name, value, ASK_MS);
  gst_aoi_camera_connection_unref (connection);
  return answer;
}

static GstStructure *
get_feature (GstAoiCameraSrc *self, const gchar *name)
{
  return set_feature (self, name, NULL);
}

static void
install_signals (GstAoiCameraSrcClass *klass)
{
  /**
   * GstAoiCameraSrc::capture:
   * @src: the element
   *
   * With trigger=software: takes a frame, or with a plan a board. The custom upstream event `aoi-capture`
   * does the same.
   *
   * Returns: %FALSE if it is not taken: there is no camera at the moment, another trigger is set, or too
   *   many are asked for already
   */
  signals[SIGNAL_CAPTURE] = g_signal_new_class_handler ("capture", G_TYPE_FROM_CLASS (klass),
      G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION, G_CALLBACK (capture), NULL, NULL, NULL, G_TYPE_BOOLEAN,
      0);
}

static void
install_questions (GstAoiCameraSrcClass *klass)
{
  /**
   * GstAoiCameraSrc::get-feature:
   * @src: the element
   * @name: of a GenICam feature, or `exposure`, `gain` or `frame-rate`
   *
   * Asks the camera, and waits for it, at most 3 s.
   *
   * Returns: (transfer full): structure: `name`; `value`; `min` and `max` of numbers, `step` of whole ones; `values`
   *   where there is a choice; or `error`
   *
   * Since: 0.2
   */
  g_signal_new_class_handler ("get-feature", G_TYPE_FROM_CLASS (klass),
      G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION, G_CALLBACK (get_feature), NULL, NULL, NULL,
      GST_TYPE_STRUCTURE, 1, G_TYPE_STRING);

  /**
   * GstAoiCameraSrc::set-feature:
   * @src: the element
   * @name: as of #GstAoiCameraSrc::get-feature
   * @value: as text
   *
   * Sets it while the camera runs, and again whenever it comes back, until the element stops.
   *
   * Returns: (transfer full): as #GstAoiCameraSrc::get-feature; `error` says what is allowed
   *
   * Since: 0.2
   */
  g_signal_new_class_handler ("set-feature", G_TYPE_FROM_CLASS (klass),
      G_SIGNAL_RUN_LAST | G_SIGNAL_ACTION, G_CALLBACK (set_feature), NULL, NULL, NULL,
      GST_TYPE_STRUCTURE, 2, G_TYPE_STRING, G_TYPE_STRING);
}

static void
gst_aoi_camera_src_class_init (GstAoiCameraSrcClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseSrcClass *src_class = GST_BASE_SRC_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (gst_aoi_camera_src_debug, "aoicamerasrc", 0, "inspection camera");
  G_OBJECT_CLASS (klass)->finalize = gst_aoi_camera_src_finalize;
  gst_aoi_camera_src_install_properties (G_OBJECT_CLASS (klass));
  install_signals (klass);
  install_questions (klass);
  src_class->start = gst_aoi_camera_src_start;
  src_class->stop = gst_aoi_camera_src_stop;
  src_class->unlock = gst_aoi_camera_src_unlock;
  src_class->unlock_stop = gst_aoi_camera_src_unlock_stop;
  src_class->get_caps = gst_aoi_camera_src_get_caps;
  src_class->negotiate = gst_aoi_camera_src_negotiate;
  src_class->fixate = gst_aoi_camera_src_fixate;
  src_class->decide_allocation = gst_aoi_camera_src_decide_allocation;
  src_class->query = gst_aoi_camera_src_query;
  src_class->event = gst_aoi_camera_src_event;
  GST_PUSH_SRC_CLASS (klass)->create = gst_aoi_camera_src_create;
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "AOI camera source",
      "Source/Video/Hardware",
      "Frames of a GigE Vision or USB3 Vision camera, by capture groups, each of them accounted for",
      "The aoiinspect developers");
  gst_element_class_add_static_metadata (
      element_class, "example", "gst-launch-1.0 aoicamerasrc num-buffers=3 ! fakesink");
}

static void
gst_aoi_camera_src_init (GstAoiCameraSrc *self)
{
  gst_aoi_camera_src_init_properties (self);
  gst_base_src_set_live (GST_BASE_SRC (self), TRUE);
  gst_base_src_set_format (GST_BASE_SRC (self), GST_FORMAT_TIME);
  gst_aoi_segmenter_init (&self->segmenter, GST_BASE_SRC (self));
}
