/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:element-aoiinspect
 * @title: aoiinspect
 * @short_description: inspects regions of interest of every frame
 *
 * aoiinspect looks at each frame's regions of interest (ROIs) as a product file says: it reads
 * barcodes and text, compares with golden images and checks colours, in parallel on one thread pool
 * for the whole process. Frames pass through as they are and in order, each with an `aoi-inspection`
 * metadata; each inspection is also posted as an element message of that name, whose fields
 * #gst_aoi_message_new() documents.
 *
 * A frame passes only if every enabled ROI reported a pass. Whatever else happens (no product, no
 * golden, a damaged frame, an inspector that fails) is a failure with a reason.
 *
 * ## Example launch line
 * |[
 * gst-launch-1.0 videotestsrc num-buffers=3 ! video/x-raw,width=640,height=480 ! aoiinspect ! aoijson ! fdsink
 * ]| Without a product no frame passes, and each says so. With one:
 * |[
 * gst-launch-1.0 multifilesrc location=frame-%05d.raw caps=video/x-bayer,format=gbrg,width=7716,height=5360,framerate=7/1 ! aoiinspect product=boards/20003548 ! aoijson ! filesink location=results.ndjson
 * ]|
 *
 * ## Messages
 *
 * | name | when | fields |
 * | --- | --- | --- |
 * | `aoi-inspection` | for each inspection, see #GstAoiInspect:post-messages | see #gst_aoi_message_new() |
 * | `aoi-product` | a product that was set while running was taken or refused | `path` string; `accepted` boolean; `reason` string: what is wrong with it; if accepted `product`, `revision` string and `rois` uint |
 * | `aoi-stats` | each #GstAoiInspect:stats-interval, with a frame | those of #GstAoiInspect:stats |
 *
 * A ROI that cannot be inspected also posts a WARNING, once a cause until it recovers. A bad board is
 * data, never an ERROR.
 */
#include "gstaoiinspect-private.h"

GST_DEBUG_CATEGORY (gst_aoi_inspect_debug);
#define GST_CAT_DEFAULT gst_aoi_inspect_debug

#define DEFAULT_MAX_WORKERS 0
#define DEFAULT_MAX_INFLIGHT 2
#define DEFAULT_COPY_ROIS FALSE
#define DEFAULT_BARCODE_EFFORT AOI_ROI_DEFAULT_BARCODE_EFFORT
#define DEFAULT_LATENCY GST_CLOCK_TIME_NONE
#define DEFAULT_POST_MESSAGES GST_AOI_INSPECT_POST_ALL
#define DEFAULT_ATTACH_ROI_META FALSE
#define DEFAULT_STATS_INTERVAL 0

enum {
  PROP_PRODUCT = 1,
  PROP_MAX_WORKERS,
  PROP_MAX_INFLIGHT,
  PROP_COPY_ROIS,
  PROP_BARCODE_EFFORT,
  PROP_LATENCY,
  PROP_POST_MESSAGES,
  PROP_DEVICE_BARCODE,
  PROP_DEVICE_BARCODES,
  PROP_SESSION_ID,
  PROP_ATTACH_ROI_META,
  PROP_STATS_INTERVAL,
  PROP_STATS,
};

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (GST_AOI_FRAME_CAPS));
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE (
    "src", GST_PAD_SRC, GST_PAD_ALWAYS, GST_STATIC_CAPS (GST_AOI_FRAME_CAPS));

G_DEFINE_TYPE (GstAoiInspect, gst_aoi_inspect, GST_TYPE_ELEMENT)
GST_ELEMENT_REGISTER_DEFINE (aoiinspect, "aoiinspect", GST_RANK_NONE, GST_TYPE_AOI_INSPECT)

#define GST_TYPE_AOI_INSPECT_POST (gst_aoi_inspect_post_get_type ())
static GType
gst_aoi_inspect_post_get_type (void)
{
  static const GEnumValue values[] = {
    { GST_AOI_INSPECT_POST_ALL, "Every inspection", "all" },
    { GST_AOI_INSPECT_POST_FAILED, "Inspections that did not pass", "failed" },
    { GST_AOI_INSPECT_POST_NONE, "None", "none" },
    { 0, NULL, NULL },
  };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("GstAoiInspectPost", values));
  return (GType) type;
}

/**
 * gst_aoi_inspect_get_latency:
 * @self: the element
 *
 * Returns: what it adds to a live pipeline's latency, ns
 */
GstClockTime
gst_aoi_inspect_get_latency (GstAoiInspect *self)
{
  GstClockTime latency;

  GST_OBJECT_LOCK (self);
  latency = GST_CLOCK_TIME_IS_VALID (self->latency) ? self->latency
                                                    : self->frame_duration * self->max_inflight;
  GST_OBJECT_UNLOCK (self);
  return latency;
}

static void
set_string (gchar **dest, const GValue *value)
{
  g_free (*dest);
  *dest = g_value_dup_string (value);
}

static void
set_product (GstAoiInspect *self, const GValue *value)
{
  gboolean running;

  GST_OBJECT_LOCK (self);
  set_string (&self->product, value);
  self->load_serial++;
  running = self->opened;
  GST_OBJECT_UNLOCK (self);
  if (running)
    gst_aoi_inspect_reload_product (self);
}

/* A value that cannot be used is refused as a whole and the old one kept. Before the start an element
 * often has no bus yet, so that a warning would be lost: then the start is refused. */
static void
set_device_barcodes (GstAoiInspect *self, const GValue *value)
{
  g_autofree gchar *problem = NULL;
  gboolean good = gst_aoi_settings_check_barcodes (g_value_get_string (value), &problem);
  gboolean running;

  GST_OBJECT_LOCK (self);
  running = self->opened;
  if (good)
    set_string (&self->device_barcodes, value);
  if (good || !running) {
    g_free (self->barcodes_problem);
    self->barcodes_problem = g_strdup (problem);
  }
  GST_OBJECT_UNLOCK (self);
  if (!good && running)
    GST_ELEMENT_WARNING (
        self, RESOURCE, SETTINGS, ("device-barcodes is not changed: %s", problem), (NULL));
}

/* Returns FALSE after an ERROR message. */
static gboolean
check_device_barcodes (GstAoiInspect *self)
{
  g_autofree gchar *problem = NULL;

  GST_OBJECT_LOCK (self);
  problem = g_strdup (self->barcodes_problem);
  GST_OBJECT_UNLOCK (self);
  if (problem == NULL)
    return TRUE;
  GST_ELEMENT_ERROR (
      self, RESOURCE, SETTINGS, ("device-barcodes cannot be used: %s", problem), (NULL));
  return FALSE;
}

static void
renew_settings (GstAoiInspect *self)
{
  GST_OBJECT_LOCK (self);
  gst_aoi_settings_unref (self->settings);
  self->settings = gst_aoi_settings_new (
      self->session_id, self->device_barcode, self->device_barcodes);
  GST_OBJECT_UNLOCK (self);
}

static void
set_latency (GstAoiInspect *self, guint64 latency)
{
  GstClockTime before = gst_aoi_inspect_get_latency (self);

  GST_OBJECT_LOCK (self);
  self->latency = latency;
  GST_OBJECT_UNLOCK (self);
  if (gst_aoi_inspect_get_latency (self) != before)
    gst_element_post_message (GST_ELEMENT (self), gst_message_new_latency (GST_OBJECT (self)));
}

/* Properties that only one field and its lock belong to. */
static gboolean
set_field (GstAoiInspect *self, guint id, const GValue *value)
{
  gboolean known = TRUE;

  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_MAX_WORKERS:
      self->max_workers = g_value_get_uint (value);
      break;
    case PROP_MAX_INFLIGHT:
      self->max_inflight = g_value_get_uint (value);
      break;
    case PROP_COPY_ROIS:
      self->copy_rois = g_value_get_boolean (value);
      break;
    case PROP_BARCODE_EFFORT:
      self->barcode_effort = g_value_get_int (value);
      break;
    case PROP_POST_MESSAGES:
      self->post_messages = (GstAoiInspectPost) g_value_get_enum (value);
      break;
    case PROP_ATTACH_ROI_META:
      self->attach_roi_meta = g_value_get_boolean (value);
      break;
    case PROP_STATS_INTERVAL:
      self->stats_interval = g_value_get_uint64 (value);
      break;
    case PROP_DEVICE_BARCODE:
      set_string (&self->device_barcode, value);
      break;
    case PROP_SESSION_ID:
      set_string (&self->session_id, value);
      break;
    default:
      known = FALSE;
      break;
  }
  GST_OBJECT_UNLOCK (self);
  return known;
}

static void
set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GstAoiInspect *self = GST_AOI_INSPECT (object);

  switch (id) {
    case PROP_PRODUCT:
      set_product (self, value);
      break;
    case PROP_LATENCY:
      set_latency (self, g_value_get_uint64 (value));
      break;
    case PROP_DEVICE_BARCODES:
      set_device_barcodes (self, value);
      break;
    default:
      if (!set_field (self, id, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  if (id == PROP_DEVICE_BARCODE || id == PROP_DEVICE_BARCODES || id == PROP_SESSION_ID)
    renew_settings (self);
}

static void
get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GstAoiInspect *self = GST_AOI_INSPECT (object);

  if (id == PROP_STATS) {
    g_value_take_boxed (value, gst_aoi_stats_to_structure (&self->stats, "aoi-stats"));
    return;
  }
  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_PRODUCT:
      g_value_set_string (value, self->product);
      break;
    case PROP_MAX_WORKERS:
      g_value_set_uint (value, self->max_workers);
      break;
    case PROP_MAX_INFLIGHT:
      g_value_set_uint (value, self->max_inflight);
      break;
    case PROP_COPY_ROIS:
      g_value_set_boolean (value, self->copy_rois);
      break;
    case PROP_BARCODE_EFFORT:
      g_value_set_int (value, self->barcode_effort);
      break;
    case PROP_LATENCY:
      g_value_set_uint64 (value, self->latency);
      break;
    case PROP_POST_MESSAGES:
      g_value_set_enum (value, self->post_messages);
      break;
    case PROP_DEVICE_BARCODE:
      g_value_set_string (value, self->device_barcode);
      break;
    case PROP_DEVICE_BARCODES:
      g_value_set_string (value, self->device_barcodes);
      break;
    case PROP_SESSION_ID:
      g_value_set_string (value, self->session_id);
      break;
    case PROP_ATTACH_ROI_META:
      g_value_set_boolean (value, self->attach_roi_meta);
      break;
    case PROP_STATS_INTERVAL:
      g_value_set_uint64 (value, self->stats_interval);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
}

static gboolean
prepare (GstAoiInspect *self)
{
  guint max_workers;

  if (!check_device_barcodes (self))
    return FALSE;
  GST_OBJECT_LOCK (self);
  self->limit = self->max_inflight;
  max_workers = self->max_workers;
  self->frame_duration = 0;
  GST_OBJECT_UNLOCK (self);
  self->threaded = self->limit > 1;
  self->n_frames = 0;
  self->format.format = AOI_FORMAT_UNKNOWN;
  gst_aoi_stats_reset (&self->stats);
  gst_aoi_inspect_output_reset (self);
  aoi_engine_set_max_workers (self->engine, max_workers);
  return gst_aoi_inspect_open_product (self);
}

static void
release (GstAoiInspect *self)
{
  gst_aoi_inspect_discard (self);
  gst_aoi_inspect_output_reset (self);
  gst_aoi_inspect_close_product (self);
}

static GstStateChangeReturn
change_state (GstElement *element, GstStateChange transition)
{
  GstAoiInspect *self = GST_AOI_INSPECT (element);
  GstStateChangeReturn ret;

  if (transition == GST_STATE_CHANGE_READY_TO_PAUSED && !prepare (self))
    return GST_STATE_CHANGE_FAILURE;
  ret = GST_ELEMENT_CLASS (gst_aoi_inspect_parent_class)->change_state (element, transition);
  if (transition == GST_STATE_CHANGE_PAUSED_TO_READY
      || (transition == GST_STATE_CHANGE_READY_TO_PAUSED && ret == GST_STATE_CHANGE_FAILURE))
    release (self);
  return ret;
}

static void
finalize (GObject *object)
{
  GstAoiInspect *self = GST_AOI_INSPECT (object);

  gst_aoi_flight_unref (self->flight);
  gst_aoi_arena_unref (self->arena);
  aoi_engine_unref (self->engine);
  g_clear_pointer (&self->revision, aoi_revision_unref);
  gst_aoi_settings_unref (self->settings);
  gst_aoi_stats_clear (&self->stats);
  g_hash_table_unref (self->warned);
  g_free (self->product);
  g_free (self->session_id);
  g_free (self->device_barcode);
  g_free (self->device_barcodes);
  g_free (self->barcodes_problem);
  G_OBJECT_CLASS (gst_aoi_inspect_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *class)
{
  const GParamFlags playing = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS
      | GST_PARAM_MUTABLE_PLAYING;
  const GParamFlags ready = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY;

  g_object_class_install_property (class, PROP_PRODUCT,
      g_param_spec_string ("product", "Product",
          "Product folder or its rois_config_*.json; set while running, it is loaded in the background "
          "and taken between two frames, or refused with an aoi-product message",
          NULL, playing));
  g_object_class_install_property (class, PROP_MAX_WORKERS,
      g_param_spec_uint ("max-workers", "Maximum workers",
          "ROIs inspected at once (0: as many as CPUs); more than CPUs suits inspectors that wait",
          0, 1024, DEFAULT_MAX_WORKERS, playing));
  g_object_class_install_property (class, PROP_MAX_INFLIGHT,
      g_param_spec_uint ("max-inflight", "Maximum in flight",
          "Frames inspected at once; with 1 frames are pushed by the thread that brings them", 1,
          64, DEFAULT_MAX_INFLIGHT, ready));
  g_object_class_install_property (class, PROP_COPY_ROIS,
      g_param_spec_boolean ("copy-rois", "Copy ROIs",
          "Copy the ROIs' pixels before a frame is queued, for sources that overwrite frames after they "
          "pushed them",
          DEFAULT_COPY_ROIS, playing));
  g_object_class_install_property (class, PROP_BARCODE_EFFORT,
      g_param_spec_int ("barcode-effort", "Barcode effort",
          "How much is tried to read a barcode, in ROIs that do not say it: 1 only what is easy, 5 all",
          AOI_ROI_MIN_BARCODE_EFFORT, AOI_ROI_MAX_BARCODE_EFFORT, DEFAULT_BARCODE_EFFORT, ready));
  g_object_class_install_property (class, PROP_LATENCY,
      g_param_spec_uint64 ("latency", "Latency",
          "Nanoseconds added to a live pipeline's latency (18446744073709551615: one frame's duration "
          "times max-inflight)",
          0, G_MAXUINT64, DEFAULT_LATENCY, playing));
  g_object_class_install_property (class, PROP_POST_MESSAGES,
      g_param_spec_enum ("post-messages", "Post messages",
          "Inspections that are posted as a message", GST_TYPE_AOI_INSPECT_POST,
          DEFAULT_POST_MESSAGES, playing));
  g_object_class_install_property (class, PROP_DEVICE_BARCODE,
      g_param_spec_string ("device-barcode", "Device barcode",
          "Code of every device of which no barcode is read", NULL, playing));
  g_object_class_install_property (class, PROP_DEVICE_BARCODES,
      g_param_spec_string ("device-barcodes", "Device barcodes",
          "Codes by device (1 to 4), taken before device-barcode: 1=CODE;2=CODE", NULL, playing));
  g_object_class_install_property (class, PROP_SESSION_ID,
      g_param_spec_string (
          "session-id", "Session id", "What reports name as their session", NULL, playing));
  g_object_class_install_property (class, PROP_ATTACH_ROI_META,
      g_param_spec_boolean ("attach-roi-meta", "Attach ROI meta",
          "Also attach a GstVideoRegionOfInterestMeta for each ROI", DEFAULT_ATTACH_ROI_META,
          playing));
  g_object_class_install_property (class, PROP_STATS_INTERVAL,
      g_param_spec_uint64 ("stats-interval", "Statistics interval",
          "Nanoseconds between aoi-stats messages (0: none)", 0, G_MAXUINT64,
          DEFAULT_STATS_INTERVAL, playing));
  g_object_class_install_property (class, PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics",
          "frames-in, inspected, passed, failed, errors (ROIs), discarded, in-flight, mean-latency, "
          "max-latency (ns), workers",
          GST_TYPE_STRUCTURE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

static void
gst_aoi_inspect_class_init (GstAoiInspectClass *class)
{
  GObjectClass *object_class = G_OBJECT_CLASS (class);
  GstElementClass *element_class = GST_ELEMENT_CLASS (class);

  GST_DEBUG_CATEGORY_INIT (gst_aoi_inspect_debug, "aoiinspect", 0, "optical inspection");
  object_class->set_property = set_property;
  object_class->get_property = get_property;
  object_class->finalize = finalize;
  install_properties (object_class);
  element_class->change_state = change_state;
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
  gst_element_class_set_static_metadata (element_class, "Automated optical inspection",
      "Filter/Analyzer/Video",
      "Inspects the regions of interest that a product file names: barcodes, comparison with golden "
      "images, text and colours",
      "The aoiinspect developers");
  gst_type_mark_as_plugin_api (GST_TYPE_AOI_INSPECT_POST, 0);
}

static void
gst_aoi_inspect_init (GstAoiInspect *self)
{
  GstElementClass *class = GST_ELEMENT_GET_CLASS (self);

  self->engine = aoi_engine_new (DEFAULT_MAX_WORKERS);
  self->flight = gst_aoi_flight_new ();
  self->arena = gst_aoi_arena_new ();
  gst_aoi_stats_init (&self->stats);
  self->settings = gst_aoi_settings_new (NULL, NULL, NULL);
  self->warned = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->max_workers = DEFAULT_MAX_WORKERS;
  self->max_inflight = DEFAULT_MAX_INFLIGHT;
  self->copy_rois = DEFAULT_COPY_ROIS;
  self->barcode_effort = DEFAULT_BARCODE_EFFORT;
  self->latency = DEFAULT_LATENCY;
  self->post_messages = DEFAULT_POST_MESSAGES;
  self->attach_roi_meta = DEFAULT_ATTACH_ROI_META;
  self->stats_interval = DEFAULT_STATS_INTERVAL;
  gst_segment_init (&self->segment, GST_FORMAT_UNDEFINED);
  gst_aoi_inspect_setup_pads (self, gst_element_class_get_pad_template (class, "sink"),
      gst_element_class_get_pad_template (class, "src"));
}
