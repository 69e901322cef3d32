/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "publish/gstaoipublish-private.h"

#define DEFAULT_MODE GST_AOI_PUBLISH_ALL
#define DEFAULT_TIMEOUT (10 * GST_SECOND)
#define DEFAULT_MAX_BYTES ((guint64) 1000 * 1000 * 1000)
#define DEFAULT_QUEUE_SIZE 1024
#define DEFAULT_QUEUE_BYTES ((guint64) 64 * 1000 * 1000)

/* The longest age whose microseconds are a gint64. */
#define MAX_AGE (G_MAXINT64 / G_USEC_PER_SEC)

enum {
  PROP_URI = GST_AOI_SPOOL_SINK_N_PROPS,
  PROP_TARGET,
  PROP_FORMAT,
  PROP_TOPIC,
  PROP_STATION,
  PROP_CFX_HANDLE,
  PROP_USER,
  PROP_PASSWORD_FILE,
  PROP_CA_FILE,
  PROP_CERTIFICATE_FILE,
  PROP_KEY_FILE,
  PROP_SIGNATURE_KEY_FILE,
  PROP_TIMEOUT,
  PROP_MODE,
  PROP_INCLUDE,
  PROP_MAX_BYTES,
  PROP_MAX_AGE,
};

static const GstAoiSpoolSinkInfo info = {
  .message = "aoi-publish",
  .stats = "aoi-publish-stats",
  .items = "boards",
  .written = "entered",
  .cannot_open = "Cannot publish",
  .are_lost = "Boards are not published",
  .recovered = "boards enter the outbox again",
  .location = { "outbox", "Outbox",
      "File in which boards wait until their target has them; made if it is missing, though not its folder" },
  .block_blurb = "Wait while the queue is full, instead of losing boards",
  .stats_blurb = "What became of the boards since the element left READY, and what waits",
  .max_items = { "queue-size", "Queue size", "Boards that may wait to be written to the outbox" },
  .max_bytes = { "queue-bytes", "Queue bytes",
      "Bytes of reports that may wait to be written to the outbox; a single board may have more" },
  .default_max_items = DEFAULT_QUEUE_SIZE,
  .default_max_bytes = DEFAULT_QUEUE_BYTES,
};

#define GST_TYPE_AOI_PUBLISH_MODE (gst_aoi_publish_mode_get_type ())
static GType
gst_aoi_publish_mode_get_type (void)
{
  static const GEnumValue values[] = {
    { GST_AOI_PUBLISH_ALL, "Each board", "all" },
    { GST_AOI_PUBLISH_FAILED, "Each board that is not proven good", "failed" },
    { GST_AOI_PUBLISH_SUMMARY, "Each board, without its ROIs", "summary" },
    { 0, NULL, NULL },
  };
  static gsize type = 0;

  if (g_once_init_enter (&type))
    g_once_init_leave (&type, g_enum_register_static ("GstAoiPublishMode", values));
  return (GType) type;
}

/* A problem is told without the object lock, with which the base class sets properties. */
static void
gst_aoi_publish_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  GObjectClass *base_class = g_type_class_peek (GST_TYPE_AOI_SPOOL_SINK);

  if (id == PROP_INCLUDE)
    gst_aoi_include_set (
        &GST_AOI_PUBLISH (object)->include, GST_ELEMENT (object), g_value_get_string (value));
  else
    base_class->set_property (object, id, value, pspec);
}

/* Where a property that is a text is kept, or NULL. */
static gchar **
find_text (GstAoiPublish *self, guint id)
{
  switch (id) {
    case PROP_URI:
      return &self->settings->uri;
    case PROP_TARGET:
      return &self->target;
    case PROP_FORMAT:
      return &self->settings->format;
    case PROP_TOPIC:
      return &self->settings->topic;
    case PROP_STATION:
      return &self->settings->station;
    case PROP_CFX_HANDLE:
      return &self->settings->handle;
    case PROP_USER:
      return &self->settings->user;
    case PROP_PASSWORD_FILE:
      return &self->settings->password_file;
    case PROP_CA_FILE:
      return &self->settings->ca_file;
    case PROP_CERTIFICATE_FILE:
      return &self->settings->certificate_file;
    case PROP_KEY_FILE:
      return &self->settings->key_file;
    case PROP_SIGNATURE_KEY_FILE:
      return &self->settings->signature_file;
    default:
      return NULL;
  }
}

static gboolean
gst_aoi_publish_set (GstAoiSpoolSink *sink, guint id, const GValue *value)
{
  GstAoiPublish *self = GST_AOI_PUBLISH (sink);
  gchar **text = find_text (self, id);

  if (text != NULL) {
    g_free (*text);
    *text = g_value_dup_string (value);
    return TRUE;
  }
  switch (id) {
    case PROP_TIMEOUT:
      self->settings->timeout_us = (gint64) (g_value_get_uint64 (value) / 1000);
      return TRUE;
    case PROP_MODE:
      self->mode = (GstAoiPublishMode) g_value_get_enum (value);
      return TRUE;
    case PROP_MAX_BYTES:
      self->max_bytes = g_value_get_uint64 (value);
      return TRUE;
    case PROP_MAX_AGE:
      self->max_age = g_value_get_uint64 (value);
      return TRUE;
    default:
      return FALSE;
  }
}

static gboolean
gst_aoi_publish_get (GstAoiSpoolSink *sink, guint id, GValue *value)
{
  GstAoiPublish *self = GST_AOI_PUBLISH (sink);
  gchar **text = id == PROP_INCLUDE ? &self->include.text : find_text (self, id);

  if (text != NULL) {
    g_value_set_string (value, *text);
    return TRUE;
  }
  switch (id) {
    case PROP_TIMEOUT:
      g_value_set_uint64 (value, (guint64) self->settings->timeout_us * 1000);
      return TRUE;
    case PROP_MODE:
      g_value_set_enum (value, self->mode);
      return TRUE;
    case PROP_MAX_BYTES:
      g_value_set_uint64 (value, self->max_bytes);
      return TRUE;
    case PROP_MAX_AGE:
      g_value_set_uint64 (value, self->max_age);
      return TRUE;
    default:
      return FALSE;
  }
}

static void
install_text (
    GObjectClass *class, guint id, const gchar *name, const gchar *nick, const gchar *blurb)
{
  g_object_class_install_property (
      class, id, g_param_spec_string (name, nick, blurb, NULL, GST_AOI_SPOOL_SINK_READY));
}

static void
install_where (GObjectClass *class)
{
  install_text (class, PROP_URI, "uri", "URI",
      "Address of the target, without a password: mqtt://, mqtts://, http://, https://, kafka://, "
      "kafkas://, amqp:// or amqps://");
  install_text (class, PROP_TARGET, "target", "Target",
      "Name of the target in the outbox; none: uri without user and query");
  install_text (class, PROP_FORMAT, "format", "Format",
      "What is sent, of those that the protocol knows; none: its first, the result JSON of aoijson but for AMQP");
  install_text (class, PROP_TOPIC, "topic", "Topic",
      "MQTT: topic, with the fields {station}, {product}, {code}, {id} and {verdict}; Sparkplug B: the "
      "group; AMQP: address of the queue or exchange; none: the protocol's own");
  install_text (class, PROP_STATION, "station", "Station",
      "Name of the station in its state and as a client; boards carry that of aoiinspect; none: the host name");
  install_text (class, PROP_CFX_HANDLE, "cfx-handle", "CFX handle",
      "How the station calls itself in IPC-CFX; none: aoiinspect. and its name");
}

static void
install_trust (GObjectClass *class)
{
  install_text (class, PROP_USER, "user", "User", "Who we are; none: as uri says");
  install_text (class, PROP_PASSWORD_FILE, "password-file", "Password file",
      "File whose first line is the password; without a user, the bearer token of a webhook");
  install_text (class, PROP_CA_FILE, "ca-file", "CA file",
      "Certificates of those who sign the target's; none: those of the system");
  install_text (class, PROP_CERTIFICATE_FILE, "certificate-file", "Certificate file",
      "Our certificate, for targets that ask for one");
  install_text (
      class, PROP_KEY_FILE, "key-file", "Key file", "Key of the certificate, without a passphrase");
  install_text (class, PROP_SIGNATURE_KEY_FILE, "signature-key-file", "Signature key file",
      "File whose first line is the key by which a webhook's bodies are signed (HMAC-SHA256)");
  g_object_class_install_property (class, PROP_TIMEOUT,
      g_param_spec_uint64 ("timeout", "Timeout",
          "Nanoseconds that a connection or an answer may take", GST_MSECOND, G_MAXINT64,
          DEFAULT_TIMEOUT, GST_AOI_SPOOL_SINK_READY));
}

static void
install_what (GObjectClass *class)
{
  g_object_class_install_property (class, PROP_MODE,
      g_param_spec_enum ("mode", "Mode", "Which boards are published", GST_TYPE_AOI_PUBLISH_MODE,
          DEFAULT_MODE, GST_AOI_SPOOL_SINK_PLAYING));
  g_object_class_install_property (class, PROP_INCLUDE,
      g_param_spec_string ("include", "Include",
          "Parts to publish: roi_results,device_summaries,results,overall_result,aoi,values (all)",
          NULL, GST_AOI_SPOOL_SINK_PLAYING));
  g_object_class_install_property (class, PROP_MAX_BYTES,
      g_param_spec_uint64 ("max-bytes", "Maximum bytes",
          "Bytes of boards that may wait in the outbox for this target; 0: any", 0, G_MAXINT64,
          DEFAULT_MAX_BYTES, GST_AOI_SPOOL_SINK_READY));
  g_object_class_install_property (class, PROP_MAX_AGE,
      g_param_spec_uint64 ("max-age", "Maximum age",
          "Seconds that a board waits in the outbox; 0: for ever", 0, MAX_AGE, 0,
          GST_AOI_SPOOL_SINK_READY));
}

/**
 * gst_aoi_publish_install_properties:
 * @klass: the element's class
 */
void
gst_aoi_publish_install_properties (GstAoiSpoolSinkClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  klass->set = gst_aoi_publish_set;
  klass->get = gst_aoi_publish_get;
  gst_aoi_spool_sink_class_set_info (klass, &info);
  object_class->set_property = gst_aoi_publish_set_property;
  gst_type_mark_as_plugin_api (GST_TYPE_AOI_PUBLISH_MODE, 0);
  install_where (object_class);
  install_trust (object_class);
  install_what (object_class);
}
