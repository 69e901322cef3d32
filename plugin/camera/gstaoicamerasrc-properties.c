/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The element's properties. They count from the next start; the object lock guards what they are kept in. */
#include "camera/gstaoicamerasrc-private.h"

#define DEFAULT_PLAN "off"
#define DEFAULT_TRIGGER "free"
#define DEFAULT_FOCUS_FEATURE "FocusPos"
#define DEFAULT_FOCUS_ECHO GST_AOI_CAMERA_ECHO_NONE
#define DEFAULT_CHUNKS GST_AOI_CAMERA_USE_AUTO
#define DEFAULT_EXPOSURE 0.0
#define DEFAULT_GAIN -1.0
#define DEFAULT_FRAME_RATE 0.0
#define DEFAULT_PACKET_SIZE 0
#define DEFAULT_PACKET_SOCKET GST_AOI_CAMERA_USE_AUTO
/* What Aravis has. */
#define DEFAULT_FRAME_RETENTION 100
#define DEFAULT_HELD 4
#define DEFAULT_RECONNECT 500
#define DEFAULT_IDLE_TIMEOUT 0
#define DEFAULT_SETTLE_TIME 50
#define DEFAULT_RETRIES 2
#define DEFAULT_FORWARD_INCOMPLETE FALSE

enum {
  PROP_CAMERA_NAME = 1,
  PROP_PRODUCT,
  PROP_PLAN,
  PROP_TRIGGER,
  PROP_EXPOSURE,
  PROP_GAIN,
  PROP_FRAME_RATE,
  PROP_REGION,
  PROP_FEATURES,
  PROP_PACKET_SIZE,
  PROP_PACKET_SOCKET,
  PROP_FRAME_RETENTION,
  PROP_NUM_BUFFERS_HELD,
  PROP_RECONNECT,
  PROP_IDLE_TIMEOUT,
  PROP_FOCUS_FEATURE,
  PROP_FOCUS_ECHO,
  PROP_CHUNKS,
  PROP_SETTLE_TIME,
  PROP_SETTLE_FEATURE,
  PROP_RETRIES,
  PROP_FORWARD_INCOMPLETE,
  PROP_STATS,
};

#define GST_TYPE_AOI_CAMERA_USE (gst_aoi_camera_use_get_type ())
static GType
gst_aoi_camera_use_get_type (void)
{
  static const GEnumValue values[] = {
    { GST_AOI_CAMERA_USE_AUTO, "If it can be had", "auto" },
    { GST_AOI_CAMERA_USE_ON, "Or it is an error", "on" },
    { GST_AOI_CAMERA_USE_OFF, "Not", "off" },
    { 0, NULL, NULL },
  };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("GstAoiCameraUse", values));
  return (GType) type;
}

#define GST_TYPE_AOI_CAMERA_ECHO (gst_aoi_camera_echo_get_type ())
static GType
gst_aoi_camera_echo_get_type (void)
{
  static const GEnumValue values[] = {
    { GST_AOI_CAMERA_ECHO_NONE, "Frames do not carry the focus", "none" },
    { GST_AOI_CAMERA_ECHO_OFFSET_X, "As the image's horizontal offset", "offset-x" },
    { GST_AOI_CAMERA_ECHO_OFFSET_Y, "As the image's vertical offset", "offset-y" },
    { 0, NULL, NULL },
  };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("GstAoiCameraEcho", values));
  return (GType) type;
}

static gchar **
string_field (GstAoiCameraProperties *properties, guint id)
{
  switch (id) {
    case PROP_CAMERA_NAME:
      return &properties->camera_name;
    case PROP_PRODUCT:
      return &properties->product;
    case PROP_PLAN:
      return &properties->plan;
    case PROP_TRIGGER:
      return &properties->trigger;
    case PROP_REGION:
      return &properties->region;
    case PROP_FEATURES:
      return &properties->features;
    case PROP_FOCUS_FEATURE:
      return &properties->focus_feature;
    case PROP_SETTLE_FEATURE:
      return &properties->settle_feature;
    default:
      return NULL;
  }
}

static guint *
uint_field (GstAoiCameraProperties *properties, guint id)
{
  switch (id) {
    case PROP_PACKET_SIZE:
      return &properties->packet_size;
    case PROP_NUM_BUFFERS_HELD:
      return &properties->held;
    case PROP_RECONNECT:
      return &properties->reconnect;
    case PROP_FRAME_RETENTION:
      return &properties->frame_retention;
    case PROP_IDLE_TIMEOUT:
      return &properties->idle_timeout;
    case PROP_SETTLE_TIME:
      return &properties->settle_time;
    case PROP_RETRIES:
      return &properties->retries;
    default:
      return NULL;
  }
}

static gdouble *
double_field (GstAoiCameraProperties *properties, guint id)
{
  switch (id) {
    case PROP_EXPOSURE:
      return &properties->exposure;
    case PROP_GAIN:
      return &properties->gain;
    case PROP_FRAME_RATE:
      return &properties->frame_rate;
    default:
      return NULL;
  }
}

static void
set_field (GstAoiCameraProperties *properties, guint id, const GValue *value)
{
  if (G_VALUE_HOLDS_STRING (value)) {
    g_free (*string_field (properties, id));
    *string_field (properties, id) = g_value_dup_string (value);
  } else if (G_VALUE_HOLDS_UINT (value)) {
    *uint_field (properties, id) = g_value_get_uint (value);
  } else if (G_VALUE_HOLDS_DOUBLE (value)) {
    *double_field (properties, id) = g_value_get_double (value);
  } else if (id == PROP_PACKET_SOCKET) {
    properties->packet_socket = (GstAoiCameraUse) g_value_get_enum (value);
  } else if (id == PROP_CHUNKS) {
    properties->chunks = (GstAoiCameraUse) g_value_get_enum (value);
  } else if (id == PROP_FOCUS_ECHO) {
    properties->focus_echo = (GstAoiCameraEcho) g_value_get_enum (value);
  } else {
    properties->forward_incomplete = g_value_get_boolean (value);
  }
}

static void
gst_aoi_camera_src_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GST_OBJECT_LOCK (object);
  set_field (&GST_AOI_CAMERA_SRC (object)->properties, id, value);
  GST_OBJECT_UNLOCK (object);
}

/* With the object lock held. */
static GstStructure *
get_stats (GstAoiCameraSrc *self)
{
  if (self->connection != NULL)
    return gst_aoi_camera_connection_get_stats (self->connection);
  if (self->last_stats != NULL)
    return gst_structure_copy (self->last_stats);
  return gst_structure_new_empty ("aoi-camera-stats");
}

static void
gst_aoi_camera_src_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  GstAoiCameraSrc *self = GST_AOI_CAMERA_SRC (object);
  GstAoiCameraProperties *properties = &self->properties;

  GST_OBJECT_LOCK (self);
  if (G_VALUE_HOLDS_STRING (value))
    g_value_set_string (value, *string_field (properties, id));
  else if (G_VALUE_HOLDS_UINT (value))
    g_value_set_uint (value, *uint_field (properties, id));
  else if (G_VALUE_HOLDS_DOUBLE (value))
    g_value_set_double (value, *double_field (properties, id));
  else if (id == PROP_PACKET_SOCKET)
    g_value_set_enum (value, properties->packet_socket);
  else if (id == PROP_CHUNKS)
    g_value_set_enum (value, properties->chunks);
  else if (id == PROP_FOCUS_ECHO)
    g_value_set_enum (value, properties->focus_echo);
  else if (id == PROP_STATS)
    g_value_take_boxed (value, get_stats (self));
  else
    g_value_set_boolean (value, properties->forward_incomplete);
  GST_OBJECT_UNLOCK (self);
}

/* With the object lock held. */
static void
copy_plain (const GstAoiCameraProperties *from, GstAoiCameraSettings *to)
{
  to->camera = g_strdup (from->camera_name);
  to->product = g_strdup (from->product);
  to->focus_feature = g_strdup (from->focus_feature != NULL ? from->focus_feature : "");
  to->exposure = from->exposure;
  to->gain = from->gain;
  to->frame_rate = from->frame_rate;
  to->packet_size = from->packet_size;
  to->socket = from->packet_socket;
  to->held = from->held;
  to->retention = from->frame_retention;
  to->reconnect = from->reconnect;
  to->idle_timeout = from->idle_timeout;
  to->settle_time = from->settle_time;
  to->retries = from->retries;
  to->echo = from->focus_echo;
  to->chunks = from->chunks;
  to->forward_incomplete = from->forward_incomplete;
}

/**
 * gst_aoi_camera_src_read_properties:
 * @self: the element
 * @error: which property cannot be read
 *
 * Returns: (transfer full): what the properties say, or %NULL with @error set
 */
GstAoiCameraSettings *
gst_aoi_camera_src_read_properties (GstAoiCameraSrc *self, GError **error)
{
  g_autoptr (GstAoiCameraSettings) settings = gst_aoi_camera_settings_new ();
  const GstAoiCameraProperties *properties = &self->properties;
  gboolean good;

  GST_OBJECT_LOCK (self);
  copy_plain (properties, settings);
  good = gst_aoi_camera_settings_set_features (settings, properties->features, error)
      && gst_aoi_camera_settings_set_settle_feature (settings, properties->settle_feature, error)
      && gst_aoi_camera_settings_set_region (settings, properties->region, error)
      && gst_aoi_camera_settings_set_trigger (settings, properties->trigger, error)
      && gst_aoi_camera_settings_set_plan (settings, properties->plan, error);
  GST_OBJECT_UNLOCK (self);
  return good ? g_steal_pointer (&settings) : NULL;
}

#define FLAGS (G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS | GST_PARAM_MUTABLE_READY)

static void
install_string (GObjectClass *class, guint id, const gchar *name, const gchar *nick,
    const gchar *blurb, const gchar *fallback)
{
  g_object_class_install_property (
      class, id, g_param_spec_string (name, nick, blurb, fallback, FLAGS));
}

static void
install_uint (GObjectClass *class, guint id, const gchar *name, const gchar *nick,
    const gchar *blurb, guint min, guint max, guint fallback)
{
  g_object_class_install_property (
      class, id, g_param_spec_uint (name, nick, blurb, min, max, fallback, FLAGS));
}

static void
install_double (GObjectClass *class, guint id, const gchar *name, const gchar *nick,
    const gchar *blurb, gdouble min, gdouble fallback)
{
  g_object_class_install_property (
      class, id, g_param_spec_double (name, nick, blurb, min, G_MAXDOUBLE, fallback, FLAGS));
}

static void
install_camera (GObjectClass *class)
{
  install_string (class, PROP_CAMERA_NAME, "camera-name", "Camera name",
      "Id or address of the camera (none: the first that is found)", NULL);
  install_double (class, PROP_EXPOSURE, "exposure", "Exposure",
      "Microseconds (0: as the camera has it)", 0, DEFAULT_EXPOSURE);
  install_double (class, PROP_GAIN, "gain", "Gain",
      "In the camera's own units (-1: as the camera has it)", -1, DEFAULT_GAIN);
  install_double (class, PROP_FRAME_RATE, "frame-rate", "Frame rate",
      "Frames a second (0: as caps or camera have it)", 0, DEFAULT_FRAME_RATE);
  install_string (class, PROP_REGION, "region", "Region",
      "WIDTHxHEIGHT+X+Y: offset on the sensor, and the size where downstream takes any", NULL);
  install_string (class, PROP_FEATURES, "features", "Features",
      "GenICam features that are set after each connect: NAME=VALUE NAME=VALUE", NULL);
  install_uint (class, PROP_PACKET_SIZE, "packet-size", "Packet size",
      "Bytes of a GigE packet (0: as large as the network takes)", 0, 65535, DEFAULT_PACKET_SIZE);
  g_object_class_install_property (class, PROP_PACKET_SOCKET,
      g_param_spec_enum ("packet-socket", "Packet socket",
          "Receive past the network stack, for which CAP_NET_RAW is needed",
          GST_TYPE_AOI_CAMERA_USE, DEFAULT_PACKET_SOCKET, FLAGS));
  install_uint (class, PROP_FRAME_RETENTION, "frame-retention", "Frame retention",
      "Milliseconds without a packet of a frame after which the frame is incomplete (GigE)", 1,
      60000, DEFAULT_FRAME_RETENTION);
  install_uint (class, PROP_NUM_BUFFERS_HELD, "num-buffers-held", "Buffers held",
      "Frames that downstream may hold at once, at least as many as it asks for; two more are the camera's",
      1, 1000, DEFAULT_HELD);
  install_uint (class, PROP_RECONNECT, "reconnect", "Reconnect",
      "Milliseconds between tries to find a camera that is absent or lost (0: that is an error)", 0,
      G_MAXUINT / 1000, DEFAULT_RECONNECT);
  install_uint (class, PROP_IDLE_TIMEOUT, "idle-timeout", "Idle timeout",
      "Milliseconds without a frame after which the camera counts as lost (0: never)", 0, G_MAXINT,
      DEFAULT_IDLE_TIMEOUT);
}

static void
install_plan (GObjectClass *class)
{
  install_string (class, PROP_PRODUCT, "product", "Product",
      "Product folder or its rois_config_*.json, for plan=product", NULL);
  install_string (class, PROP_PLAN, "plan", "Plan",
      "Settings under which each board is taken: off, product, or "
      "groups,focus=<305,320>,exposure=<3000,1200>",
      DEFAULT_PLAN);
  install_string (class, PROP_TRIGGER, "trigger", "Trigger",
      "What starts a frame, or with a plan a board: free, software (the signal capture), line:NAME",
      DEFAULT_TRIGGER);
  install_string (class, PROP_FOCUS_FEATURE, "focus-feature", "Focus feature",
      "What the camera calls the focus", DEFAULT_FOCUS_FEATURE);
  g_object_class_install_property (class, PROP_FOCUS_ECHO,
      g_param_spec_enum ("focus-echo", "Focus echo",
          "Where a frame itself carries the focus under which it was taken",
          GST_TYPE_AOI_CAMERA_ECHO, DEFAULT_FOCUS_ECHO, FLAGS));
  g_object_class_install_property (class, PROP_CHUNKS,
      g_param_spec_enum ("chunks", "Chunks",
          "With a plan, have frames carry their exposure and focus in chunk data",
          GST_TYPE_AOI_CAMERA_USE, DEFAULT_CHUNKS, FLAGS));
  install_uint (class, PROP_SETTLE_TIME, "settle-time", "Settle time",
      "Milliseconds to wait after the setting was changed", 0, 60000, DEFAULT_SETTLE_TIME);
  install_string (class, PROP_SETTLE_FEATURE, "settle-feature", "Settle feature",
      "NAME=VALUE: the wait ends when the feature reads so, and fails if it does not within settle-time",
      NULL);
  install_uint (class, PROP_RETRIES, "retries", "Retries",
      "How often a group is taken again before the board goes on without it", 0, 100,
      DEFAULT_RETRIES);
}

/**
 * gst_aoi_camera_src_install_properties:
 * @class: the element's class
 */
void
gst_aoi_camera_src_install_properties (GObjectClass *class)
{
  class->set_property = gst_aoi_camera_src_set_property;
  class->get_property = gst_aoi_camera_src_get_property;
  install_camera (class);
  install_plan (class);
  g_object_class_install_property (class, PROP_FORWARD_INCOMPLETE,
      g_param_spec_boolean ("forward-incomplete", "Forward incomplete",
          "Without a plan, push frames of which packets were lost, flagged as corrupted",
          DEFAULT_FORWARD_INCOMPLETE, FLAGS));
  g_object_class_install_property (class, PROP_STATS,
      g_param_spec_boxed ("stats", "Statistics", "What became of the frames since the last start",
          GST_TYPE_STRUCTURE, G_PARAM_READABLE | G_PARAM_STATIC_STRINGS));
  gst_type_mark_as_plugin_api (GST_TYPE_AOI_CAMERA_USE, 0);
  gst_type_mark_as_plugin_api (GST_TYPE_AOI_CAMERA_ECHO, 0);
}

/**
 * gst_aoi_camera_src_init_properties:
 * @self: an element in construction
 */
void
gst_aoi_camera_src_init_properties (GstAoiCameraSrc *self)
{
  self->properties = (GstAoiCameraProperties){
    .plan = g_strdup (DEFAULT_PLAN),
    .trigger = g_strdup (DEFAULT_TRIGGER),
    .focus_feature = g_strdup (DEFAULT_FOCUS_FEATURE),
    .focus_echo = DEFAULT_FOCUS_ECHO,
    .chunks = DEFAULT_CHUNKS,
    .exposure = DEFAULT_EXPOSURE,
    .gain = DEFAULT_GAIN,
    .frame_rate = DEFAULT_FRAME_RATE,
    .packet_size = DEFAULT_PACKET_SIZE,
    .packet_socket = DEFAULT_PACKET_SOCKET,
    .held = DEFAULT_HELD,
    .frame_retention = DEFAULT_FRAME_RETENTION,
    .reconnect = DEFAULT_RECONNECT,
    .idle_timeout = DEFAULT_IDLE_TIMEOUT,
    .settle_time = DEFAULT_SETTLE_TIME,
    .retries = DEFAULT_RETRIES,
    .forward_incomplete = DEFAULT_FORWARD_INCOMPLETE,
  };
}

/**
 * gst_aoi_camera_src_clear_properties:
 * @self: an element at its end
 */
void
gst_aoi_camera_src_clear_properties (GstAoiCameraSrc *self)
{
  for (guint id = PROP_CAMERA_NAME; id < PROP_STATS; id++) {
    gchar **field = string_field (&self->properties, id);

    if (field != NULL)
      g_clear_pointer (field, g_free);
  }
}
