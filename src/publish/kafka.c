/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Kafka, by librdkafka: an idempotent producer; a message is delivered when its report says so. */
#include <librdkafka/rdkafka.h>
#include <string.h>

#include "publish/aoi-publisher-private.h"

/* The version of what is sent, for those who read it. */
#define SCHEMA "aoi-result-1"

/* How long one look at the producer takes, ms. */
#define POLL_MS 100

/* How long brokers may take to say what they know of a topic at the start, ms; longer than the library waits for connections. */
#define MIN_SOCKET_MS 1000

/* How long a broker may take to say what keeps a topic from us, ms. */
#define ASK_MS 1000

typedef struct {
  AoiPublisher base;
  rd_kafka_t *producer;
  gchar *topic;
  gint64 timeout_us;
  guint n_pending;
  rd_kafka_resp_err_t denied; /* why one was not taken for now */
  rd_kafka_resp_err_t trouble; /* what the library has met last */
  gchar *trouble_text;
} Kafka;

/* Any thread of the library: it may show addresses, and no secret. */
static void
on_log (const rd_kafka_t *producer, int level, const char *facility, const char *text)
{
  g_debug ("rdkafka: %s: %s", facility, text);
}

/* In rd_kafka_poll(), as the next. */
static void
on_error (rd_kafka_t *producer, int code, const char *reason, void *data)
{
  Kafka *self = data;

  /* That all brokers are down says less than why. */
  if (code == RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN && self->trouble != RD_KAFKA_RESP_ERR_NO_ERROR)
    return;
  self->trouble = (rd_kafka_resp_err_t) code;
  g_free (self->trouble_text);
  self->trouble_text = g_strdup (reason);
}

static gboolean
is_refusal (rd_kafka_resp_err_t code)
{
  return code == RD_KAFKA_RESP_ERR_MSG_SIZE_TOO_LARGE || code == RD_KAFKA_RESP_ERR_INVALID_RECORD
      || code == RD_KAFKA_RESP_ERR_INVALID_MSG_SIZE
      || code == RD_KAFKA_RESP_ERR_RECORD_LIST_TOO_LARGE;
}

static void
take_answer (Kafka *self, AoiDelivery *delivery, rd_kafka_resp_err_t code)
{
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR)
    delivery->outcome = AOI_DELIVERY_DONE;
  else if (is_refusal (code))
    aoi_delivery_refuse (delivery, "the broker does not take it (%s)", rd_kafka_err2str (code));
  else
    self->denied = code;
}

static void
on_report (rd_kafka_t *producer, const rd_kafka_message_t *message, void *data)
{
  Kafka *self = data;

  self->n_pending--;
  take_answer (self, message->_private, message->err);
}

static gboolean
set (rd_kafka_conf_t *conf, const gchar *name, const gchar *value, GError **error)
{
  gchar problem[256];

  if (value == NULL
      || rd_kafka_conf_set (conf, name, value, problem, sizeof problem) == RD_KAFKA_CONF_OK)
    return TRUE;
  /* What the library says may show the value. */
  return aoi_publish_fail (
      error, AOI_PUBLISH_ERROR_SETTINGS, "the Kafka library does not take %s", name);
}

static gboolean
set_number (rd_kafka_conf_t *conf, const gchar *name, gint64 value, GError **error)
{
  g_autofree gchar *text = g_strdup_printf ("%" G_GINT64_FORMAT, value);

  return set (conf, name, text, error);
}

/* No wait of the library is longer than ours. */
static gboolean
set_times (rd_kafka_conf_t *conf, gint64 timeout_us, GError **error)
{
  const gint64 ms = CLAMP (timeout_us / 1000, MIN_SOCKET_MS, 300000);

  return set_number (conf, "message.timeout.ms", ms, error)
      && set_number (conf, "socket.timeout.ms", ms, error)
      && set_number (conf, "socket.connection.setup.timeout.ms", ms, error)
      && set (conf, "reconnect.backoff.max.ms", "1000", error)
      && set (conf, "linger.ms", "5", error);
}

static gboolean
set_login (rd_kafka_conf_t *conf, const AoiPublishSettings *settings, const AoiPublishUri *uri,
    gboolean *has_login, GError **error)
{
  const gchar *user = settings->user != NULL ? settings->user : uri->user;
  g_autoptr (AoiPublishSecret) password = NULL;

  *has_login = user != NULL;
  if (user == NULL)
    return TRUE;
  password = aoi_publish_read_secret (settings->password_file, error);
  return password != NULL && set (conf, "sasl.mechanisms", "PLAIN", error)
      && set (conf, "sasl.username", user, error) && set (conf, "sasl.password", password, error);
}

static gboolean
set_trust (rd_kafka_conf_t *conf, const AoiPublishSettings *settings, const AoiPublishUri *uri,
    GError **error)
{
  const gboolean tls = g_str_equal (uri->scheme, "kafkas");
  gboolean has_login;

  if (!set_login (conf, settings, uri, &has_login, error)
      || !set (conf, "security.protocol",
          tls             ? has_login ? "sasl_ssl" : "ssl"
              : has_login ? "sasl_plaintext"
                          : "plaintext",
          error))
    return FALSE;
  return !tls
      || (set (conf, "ssl.ca.location", settings->ca_file, error)
          && set (conf, "ssl.certificate.location", settings->certificate_file, error)
          && set (conf, "ssl.key.location", settings->key_file, error)
          && set (conf, "ssl.endpoint.identification.algorithm", "https", error));
}

static gboolean
set_all (rd_kafka_conf_t *conf, const AoiPublishSettings *settings, const AoiPublishUri *uri,
    GError **error)
{
  g_autofree gchar *client = g_strconcat ("aoiinspect-", settings->station, NULL);

  return set (conf, "bootstrap.servers", uri->hosts, error)
      && set (conf, "client.id", client, error) && set (conf, "enable.idempotence", "true", error)
      && set (conf, "acks", "all", error) && set_times (conf, settings->timeout_us, error)
      && set_trust (conf, settings, uri, error);
}

static void
kafka_close (AoiPublisher *base)
{
  Kafka *self = (Kafka *) base;

  if (self->producer != NULL)
    rd_kafka_destroy_flags (self->producer, RD_KAFKA_DESTROY_F_NO_CONSUMER_CLOSE);
  g_free (self->topic);
  g_free (self->trouble_text);
  g_free (self);
}

static rd_kafka_conf_t *
make_conf (
    Kafka *self, const AoiPublishSettings *settings, const AoiPublishUri *uri, GError **error)
{
  rd_kafka_conf_t *conf = rd_kafka_conf_new ();

  rd_kafka_conf_set_opaque (conf, self);
  rd_kafka_conf_set_log_cb (conf, on_log);
  rd_kafka_conf_set_error_cb (conf, on_error);
  rd_kafka_conf_set_dr_msg_cb (conf, on_report);
  if (set_all (conf, settings, uri, error))
    return conf;
  rd_kafka_conf_destroy (conf);
  return NULL;
}

static AoiPublisher *
kafka_open (const AoiPublishSettings *settings, GCancellable *cancellable, GError **error)
{
  Kafka *self = g_new0 (Kafka, 1);
  g_auto (AoiPublishUri) uri = { 0 };
  rd_kafka_conf_t *conf = NULL;
  gchar problem[512];

  self->base.klass = &aoi_publisher_kafka;
  self->timeout_us = settings->timeout_us;
  if (aoi_publish_uri_parse (&uri, settings->uri, error))
    conf = make_conf (self, settings, &uri, error);
  if (conf != NULL) {
    self->topic = g_strdup (uri.path + 1);
    self->producer = rd_kafka_new (RD_KAFKA_PRODUCER, conf, problem, sizeof problem);
    if (self->producer != NULL)
      return &self->base;
    rd_kafka_conf_destroy (conf);
    aoi_publish_fail (error, AOI_PUBLISH_ERROR_CERTIFICATE,
        "no producer (%s): see ca-file, certificate-file and key-file", problem);
  }
  kafka_close (&self->base);
  return NULL;
}

/* Boards of one code stay in their order. */
static rd_kafka_resp_err_t
produce (Kafka *self, AoiDelivery *delivery)
{
  const AoiOutboxMessage *message = delivery->message;
  const gchar *key = message->code != NULL ? message->code : message->id;
  const gchar *station = message->station != NULL ? message->station : "";

  return rd_kafka_producev (self->producer, RD_KAFKA_V_TOPIC (self->topic),
      RD_KAFKA_V_KEY (key, strlen (key)),
      RD_KAFKA_V_VALUE ((gchar *) message->payload, strlen (message->payload)),
      RD_KAFKA_V_HEADER ("id", message->id, -1), RD_KAFKA_V_HEADER ("station", station, -1),
      RD_KAFKA_V_HEADER ("schema", SCHEMA, -1), RD_KAFKA_V_OPAQUE (delivery), RD_KAFKA_V_END);
}

static gboolean
fail_code (Kafka *self, rd_kafka_resp_err_t code, GError **error)
{
  const gchar *text = rd_kafka_err2str (code);

  switch (code) {
    case RD_KAFKA_RESP_ERR_TOPIC_AUTHORIZATION_FAILED:
      return aoi_publish_fail (error, AOI_PUBLISH_ERROR_ACCESS,
          "the broker lets this user not write to topic \"%s\": let it, or change topic or user",
          self->topic);
    case RD_KAFKA_RESP_ERR_CLUSTER_AUTHORIZATION_FAILED:
      return aoi_publish_fail (error, AOI_PUBLISH_ERROR_ACCESS,
          "the broker gives this user no idempotent producer: let it (IdempotentWrite), or change "
          "user");
    case RD_KAFKA_RESP_ERR_UNKNOWN_TOPIC_OR_PART:
    case RD_KAFKA_RESP_ERR__UNKNOWN_TOPIC:
    case RD_KAFKA_RESP_ERR__UNKNOWN_PARTITION:
    case RD_KAFKA_RESP_ERR_TOPIC_EXCEPTION:
      return aoi_publish_fail (error, AOI_PUBLISH_ERROR_ADDRESS,
          "there is no topic \"%s\" (%s): make it, or change uri", self->topic, text);
    case RD_KAFKA_RESP_ERR__AUTHENTICATION:
    case RD_KAFKA_RESP_ERR_SASL_AUTHENTICATION_FAILED:
    case RD_KAFKA_RESP_ERR_UNSUPPORTED_SASL_MECHANISM:
      return aoi_publish_fail (error, AOI_PUBLISH_ERROR_LOGIN,
          "the broker does not let us in (%s): see user and password-file", text);
    case RD_KAFKA_RESP_ERR__SSL:
      return aoi_publish_fail (error, AOI_PUBLISH_ERROR_CERTIFICATE,
          "no encrypted connection (%s): see that the certificates have not expired, and ca-file",
          text);
    case RD_KAFKA_RESP_ERR__TRANSPORT:
    case RD_KAFKA_RESP_ERR__RESOLVE:
    case RD_KAFKA_RESP_ERR__ALL_BROKERS_DOWN:
      return aoi_publish_fail (error, AOI_PUBLISH_ERROR_AWAY,
          "no broker can be reached (%s): see that one runs, and that uri names its host and port",
          self->trouble_text != NULL ? self->trouble_text : text);
    default:
      return aoi_publish_fail (
          error, AOI_PUBLISH_ERROR_BUSY, "the broker does not take boards now (%s)", text);
  }
}

/* The library itself waits in silence for a topic that is not there, or not for us. Returns: why it is not. */
static rd_kafka_resp_err_t
ask_topic (Kafka *self)
{
  rd_kafka_topic_t *topic = rd_kafka_topic_new (self->producer, self->topic, NULL);
  const struct rd_kafka_metadata *metadata = NULL;
  rd_kafka_resp_err_t code;

  if (topic == NULL)
    return rd_kafka_last_error ();
  code = rd_kafka_metadata (self->producer, 0, topic, &metadata, ASK_MS);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR && metadata->topic_cnt > 0)
    code = metadata->topics[0].err;
  if (metadata != NULL)
    rd_kafka_metadata_destroy (metadata);
  rd_kafka_topic_destroy (topic);
  return code;
}

/* That the time is over says less than what the library has met meanwhile, or than what the broker says of the topic. */
static gboolean
fail_denied (Kafka *self, GCancellable *cancellable, GError **error)
{
  const gboolean over = self->denied == RD_KAFKA_RESP_ERR__MSG_TIMED_OUT
      || self->denied == RD_KAFKA_RESP_ERR__PURGE_QUEUE
      || self->denied == RD_KAFKA_RESP_ERR__PURGE_INFLIGHT;
  rd_kafka_resp_err_t code = over ? self->trouble : self->denied;

  if (code == RD_KAFKA_RESP_ERR__FATAL)
    code = rd_kafka_fatal_error (self->producer, NULL, 0);
  if (code == RD_KAFKA_RESP_ERR_NO_ERROR && !g_cancellable_is_cancelled (cancellable))
    code = ask_topic (self);
  return fail_code (self, code != RD_KAFKA_RESP_ERR_NO_ERROR ? code : self->denied, error);
}

/* Until each message has its report: none may come when the deliveries are gone. */
static void
wait (Kafka *self, GCancellable *cancellable)
{
  const gint64 end = g_get_monotonic_time () + self->timeout_us + G_USEC_PER_SEC;
  gboolean purged = FALSE;

  while (self->n_pending > 0) {
    rd_kafka_poll (self->producer, POLL_MS);
    if (purged || (!g_cancellable_is_cancelled (cancellable) && g_get_monotonic_time () < end))
      continue;
    rd_kafka_purge (self->producer, RD_KAFKA_PURGE_F_QUEUE | RD_KAFKA_PURGE_F_INFLIGHT);
    purged = TRUE;
  }
}

static gboolean
kafka_deliver (
    AoiPublisher *base, AoiDelivery *deliveries, guint n, GCancellable *cancellable, GError **error)
{
  Kafka *self = (Kafka *) base;

  self->denied = self->trouble = RD_KAFKA_RESP_ERR_NO_ERROR;
  g_clear_pointer (&self->trouble_text, g_free);
  for (guint i = 0; i < n; i++) {
    const rd_kafka_resp_err_t code = produce (self, &deliveries[i]);

    if (code != RD_KAFKA_RESP_ERR_NO_ERROR)
      take_answer (self, &deliveries[i], code);
    else
      self->n_pending++;
  }
  wait (self, cancellable);
  return self->denied == RD_KAFKA_RESP_ERR_NO_ERROR || fail_denied (self, cancellable, error);
}

static gboolean
is_topic (const gchar *text)
{
  gsize n = strlen (text);

  if (n == 0 || n > 249 || g_str_equal (text, ".") || g_str_equal (text, ".."))
    return FALSE;
  while (g_ascii_isalnum (*text) || (*text != '\0' && strchr ("._-", *text) != NULL))
    text++;
  return *text == '\0';
}

static gboolean
kafka_check (const AoiPublishSettings *settings, GError **error)
{
  g_auto (AoiPublishUri) uri = { 0 };

  if (!aoi_publish_uri_parse (&uri, settings->uri, error))
    return FALSE;
  return (uri.path[0] == '/' && is_topic (uri.path + 1))
      || aoi_publish_fail (error, AOI_PUBLISH_ERROR_SETTINGS,
          "uri names no topic behind its brokers, such as kafka://broker:9092/boards");
}

static const gchar *const schemes[] = { "kafka", "kafkas", NULL };
static const gchar *const formats[] = { "json", NULL };

const AoiPublisherClass aoi_publisher_kafka = {
  .name = "Kafka",
  .schemes = schemes,
  .formats = formats,
  .traits = AOI_PUBLISHER_HAS_PATH | AOI_PUBLISHER_NEEDS_USER | AOI_PUBLISHER_NEEDS_PASSWORD,
  .check = kafka_check,
  .open = kafka_open,
  .deliver = kafka_deliver,
  .close = kafka_close,
};
