/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The element's properties. Set and read by any thread; the object lock guards what they are kept in. */
#include "inspect/gstaoiinspect-private.h"

#define DEFAULT_MAX_WORKERS 0
#define DEFAULT_MAX_INFLIGHT 2
#define DEFAULT_COPY_ROIS FALSE
#define DEFAULT_BARCODE_EFFORT AOI_ROI_DEFAULT_BARCODE_EFFORT
#define DEFAULT_STRICT FALSE
#define DEFAULT_ISOLATE GST_AOI_INSPECT_ISOLATE_NONE
#define DEFAULT_DEADLINE 0
#define DEFAULT_GROUP_TIMEOUT 0
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
  PROP_STRICT,
  PROP_ISOLATE,
  PROP_DEADLINE,
  PROP_GROUP_TIMEOUT,
  PROP_LATENCY,
  PROP_POST_MESSAGES,
  PROP_DEVICE_BARCODE,
  PROP_DEVICE_BARCODES,
  PROP_BARCODE_LINK,
  PROP_STATION,
  PROP_SESSION_ID,
  PROP_ATTACH_ROI_META,
  PROP_STATS_INTERVAL,
  PROP_STATS,
};

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

#define GST_TYPE_AOI_INSPECT_ISOLATE (gst_aoi_inspect_isolate_get_type ())
static GType
gst_aoi_inspect_isolate_get_type (void)
{
  static const GEnumValue values[] = {
    { GST_AOI_INSPECT_ISOLATE_NONE, "All inspectors run in this process", "none" },
    { GST_AOI_INSPECT_ISOLATE_PROCESS, "Decoders run in processes of their own", "process" },
    { 0, NULL, NULL },
  };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("GstAoiInspectIsolate", values));
  return (GType) type;
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
  set_string (&self->settings.product, value);
  self->settings.load_serial++;
  running = self->settings.opened;
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
  running = self->settings.opened;
  if (good)
    set_string (&self->settings.device_barcodes, value);
  if (good || !running) {
    g_free (self->settings.barcodes_problem);
    self->settings.barcodes_problem = g_strdup (problem);
  }
  GST_OBJECT_UNLOCK (self);
  if (!good && running)
    GST_ELEMENT_WARNING (
        self, RESOURCE, SETTINGS, ("device-barcodes is not changed: %s", problem), (NULL));
}

static void
renew_settings (GstAoiInspect *self)
{
  const gchar *host = g_get_host_name ();

  GST_OBJECT_LOCK (self);
  gst_aoi_settings_unref (self->settings.run);
  self->settings.run = gst_aoi_settings_new (
      self->settings.station != NULL ? self->settings.station : host, self->settings.session_id,
      self->settings.device_barcode, self->settings.device_barcodes);
  GST_OBJECT_UNLOCK (self);
}

/* @field: the deadline or the latency. */
static void
set_latency (GstAoiInspect *self, guint64 *field, guint64 value)
{
  GstClockTime before = gst_aoi_inspect_get_latency (self);

  GST_OBJECT_LOCK (self);
  *field = value;
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
      self->settings.max_workers = g_value_get_uint (value);
      break;
    case PROP_MAX_INFLIGHT:
      self->settings.max_inflight = g_value_get_uint (value);
      break;
    case PROP_COPY_ROIS:
      self->settings.copy_rois = g_value_get_boolean (value);
      break;
    case PROP_BARCODE_EFFORT:
      self->settings.barcode_effort = g_value_get_int (value);
      break;
    case PROP_STRICT:
      self->settings.strict = g_value_get_boolean (value);
      break;
    case PROP_ISOLATE:
      self->settings.isolate = (GstAoiInspectIsolate) g_value_get_enum (value);
      break;
    case PROP_POST_MESSAGES:
      self->settings.post_messages = (GstAoiInspectPost) g_value_get_enum (value);
      break;
    case PROP_ATTACH_ROI_META:
      self->settings.attach_roi_meta = g_value_get_boolean (value);
      break;
    case PROP_GROUP_TIMEOUT:
      self->settings.group_timeout = g_value_get_uint64 (value);
      break;
    case PROP_STATS_INTERVAL:
      self->settings.stats_interval = g_value_get_uint64 (value);
      break;
    case PROP_DEVICE_BARCODE:
      set_string (&self->settings.device_barcode, value);
      break;
    case PROP_BARCODE_LINK:
      set_string (&self->settings.barcode_link, value);
      break;
    case PROP_STATION:
      set_string (&self->settings.station, value);
      break;
    case PROP_SESSION_ID:
      set_string (&self->settings.session_id, value);
      break;
    default:
      known = FALSE;
      break;
  }
  GST_OBJECT_UNLOCK (self);
  return known;
}

static void
gst_aoi_inspect_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GstAoiInspect *self = GST_AOI_INSPECT (object);

  switch (id) {
    case PROP_PRODUCT:
      set_product (self, value);
      break;
    case PROP_DEADLINE:
      set_latency (self, &self->settings.deadline, g_value_get_uint64 (value));
      break;
    case PROP_LATENCY:
      set_latency (self, &self->settings.latency, g_value_get_uint64 (value));
      break;
    case PROP_DEVICE_BARCODES:
      set_device_barcodes (self, value);
      break;
    default:
      if (!set_field (self, id, value))
        G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  if (id == PROP_DEVICE_BARCODE || id == PROP_DEVICE_BARCODES || id == PROP_STATION
      || id == PROP_SESSION_ID)
    renew_settings (self);
}

/* Holds the object lock. */
static const gchar *
get_text (GstAoiInspect *self, guint id)
{
  switch (id) {
    case PROP_PRODUCT:
      return self->settings.product;
    case PROP_DEVICE_BARCODE:
      return self->settings.device_barcode;
    case PROP_DEVICE_BARCODES:
      return self->settings.device_barcodes;
    case PROP_BARCODE_LINK:
      return self->settings.barcode_link;
    case PROP_STATION:
      return self->settings.station;
    default:
      return self->settings.session_id;
  }
}

/* Holds the object lock. */
static gboolean
get_flag (GstAoiInspect *self, guint id)
{
  switch (id) {
    case PROP_COPY_ROIS:
      return self->settings.copy_rois;
    case PROP_STRICT:
      return self->settings.strict;
    default:
      return self->settings.attach_roi_meta;
  }
}

/* Holds the object lock. */
static guint64
get_time (GstAoiInspect *self, guint id)
{
  switch (id) {
    case PROP_DEADLINE:
      return self->settings.deadline;
    case PROP_GROUP_TIMEOUT:
      return self->settings.group_timeout;
    case PROP_LATENCY:
      return self->settings.latency;
    default:
      return self->settings.stats_interval;
  }
}

static void
gst_aoi_inspect_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GstAoiInspect *self = GST_AOI_INSPECT (object);

  if (id == PROP_STATS) {
    g_value_take_boxed (
        value, gst_aoi_stats_to_structure (&self->stats, gst_aoi_flight_get_late (self->flight)));
    return;
  }
  GST_OBJECT_LOCK (self);
  switch (id) {
    case PROP_PRODUCT:
    case PROP_DEVICE_BARCODE:
    case PROP_DEVICE_BARCODES:
    case PROP_BARCODE_LINK:
    case PROP_STATION:
    case PROP_SESSION_ID:
      g_value_set_string (value, get_text (self, id));
      break;
    case PROP_MAX_WORKERS:
      g_value_set_uint (value, self->settings.max_workers);
      break;
    case PROP_MAX_INFLIGHT:
      g_value_set_uint (value, self->settings.max_inflight);
      break;
    case PROP_BARCODE_EFFORT:
      g_value_set_int (value, self->settings.barcode_effort);
      break;
    case PROP_ISOLATE:
      g_value_set_enum (value, self->settings.isolate);
      break;
    case PROP_POST_MESSAGES:
      g_value_set_enum (value, self->settings.post_messages);
      break;
    case PROP_COPY_ROIS:
    case PROP_STRICT:
    case PROP_ATTACH_ROI_META:
      g_value_set_boolean (value, get_flag (self, id));
      break;
    case PROP_DEADLINE:
    case PROP_GROUP_TIMEOUT:
    case PROP_LATENCY:
    case PROP_STATS_INTERVAL:
      g_value_set_uint64 (value, get_time (self, id));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      break;
  }
  GST_OBJECT_UNLOCK (self);
}

/* What is inspected, and how. */
static void
install_work (GObjectClass *class, GParamFlags playing, GParamFlags ready)
{
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
          "How much is tried to read a barcode in ROIs without barcode_effort: 1 (only easy codes) to 5",
          AOI_ROI_MIN_BARCODE_EFFORT, AOI_ROI_MAX_BARCODE_EFFORT, DEFAULT_BARCODE_EFFORT, ready));
  g_object_class_install_property (class, PROP_STRICT,
      g_param_spec_boolean ("strict", "Strict",
          "Refuse a product that has unknown keys or ROIs that can never pass, instead of posting a WARNING",
          DEFAULT_STRICT, playing));
  g_object_class_install_property (class, PROP_ISOLATE,
      g_param_spec_enum ("isolate", "Isolate",
          "Where decoders of barcodes and text run: with process, whatever they do is an error of their ROI",
          GST_TYPE_AOI_INSPECT_ISOLATE, DEFAULT_ISOLATE, ready));
  g_object_class_install_property (class, PROP_DEADLINE,
      g_param_spec_uint64 ("deadline", "Deadline",
          "Nanoseconds from a frame's admission to its report; ROIs that have not reported by then time "
          "out (0: none)",
          0, G_MAXUINT64, DEFAULT_DEADLINE, playing));
  g_object_class_install_property (class, PROP_GROUP_TIMEOUT,
      g_param_spec_uint64 ("group-timeout", "Group timeout",
          "Nanoseconds without a frame after which a board that lacks capture groups ends and does not "
          "pass (0: when the next board begins)",
          0, G_MAXUINT64, DEFAULT_GROUP_TIMEOUT, ready));
  g_object_class_install_property (class, PROP_LATENCY,
      g_param_spec_uint64 ("latency", "Latency",
          "Nanoseconds added to a live pipeline's latency if there is no deadline, which is added "
          "otherwise (18446744073709551615: one frame's duration times max-inflight)",
          0, G_MAXUINT64, DEFAULT_LATENCY, playing));
}

/* Messages and statistics. */
static void
install_report (GObjectClass *class, GParamFlags playing, GParamFlags ready)
{
  g_object_class_install_property (class, PROP_POST_MESSAGES,
      g_param_spec_enum ("post-messages", "Post messages",
          "Inspections that are posted as a message", GST_TYPE_AOI_INSPECT_POST,
          DEFAULT_POST_MESSAGES, playing));
  g_object_class_install_property (class, PROP_DEVICE_BARCODE,
      g_param_spec_string ("device-barcode", "Device barcode",
          "Code of all devices whose barcode was not read", NULL, playing));
  g_object_class_install_property (class, PROP_DEVICE_BARCODES,
      g_param_spec_string ("device-barcodes", "Device barcodes",
          "Codes by device (1 to 64), which take precedence over device-barcode: 1=CODE;2=CODE",
          NULL, playing));
  g_object_class_install_property (class, PROP_BARCODE_LINK,
      g_param_spec_string ("barcode-link", "Barcode link",
          "http or https address of a server that is posted the code of each device and answers what it is "
          "linked to",
          NULL, ready));
  g_object_class_install_property (class, PROP_STATION,
      g_param_spec_string ("station", "Station",
          "Name of the station, for reports; unset: that of the host", NULL, playing));
  g_object_class_install_property (class, PROP_SESSION_ID,
      g_param_spec_string (
          "session-id", "Session id", "Name of the run, for reports", NULL, playing));
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
          "What the element has done since it left READY: frames, ROIs, times in ns",
          GST_TYPE_STRUCTURE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
}

/**
 * gst_aoi_inspect_install_properties:
 * @class: the element's class
 */
void
gst_aoi_inspect_install_properties (GObjectClass *class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS;

  class->set_property = gst_aoi_inspect_set_property;
  class->get_property = gst_aoi_inspect_get_property;
  install_work (class, flags | GST_PARAM_MUTABLE_PLAYING, flags | GST_PARAM_MUTABLE_READY);
  install_report (class, flags | GST_PARAM_MUTABLE_PLAYING, flags | GST_PARAM_MUTABLE_READY);
  gst_type_mark_as_plugin_api (GST_TYPE_AOI_INSPECT_POST, 0);
  gst_type_mark_as_plugin_api (GST_TYPE_AOI_INSPECT_ISOLATE, 0);
}

/**
 * gst_aoi_inspect_init_properties:
 * @self: an element in construction
 */
void
gst_aoi_inspect_init_properties (GstAoiInspect *self)
{
  self->settings.run = gst_aoi_settings_new (g_get_host_name (), NULL, NULL, NULL);
  self->settings.max_workers = DEFAULT_MAX_WORKERS;
  self->settings.max_inflight = DEFAULT_MAX_INFLIGHT;
  self->settings.copy_rois = DEFAULT_COPY_ROIS;
  self->settings.barcode_effort = DEFAULT_BARCODE_EFFORT;
  self->settings.strict = DEFAULT_STRICT;
  self->settings.isolate = DEFAULT_ISOLATE;
  self->settings.deadline = DEFAULT_DEADLINE;
  self->settings.group_timeout = DEFAULT_GROUP_TIMEOUT;
  self->settings.latency = DEFAULT_LATENCY;
  self->settings.post_messages = DEFAULT_POST_MESSAGES;
  self->settings.attach_roi_meta = DEFAULT_ATTACH_ROI_META;
  self->settings.stats_interval = DEFAULT_STATS_INTERVAL;
}
