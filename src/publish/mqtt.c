/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MQTT, by libmosquitto without a thread of its own: version 5, or 3.1.1 if the broker knows no other. */
#include <errno.h>
#include <mosquitto.h>
#include <mqtt_protocol.h>
#include <string.h>

#include "publish/aoi-publisher-private.h"
#include "publish/aoi-topic.h"
#include "publish/mqtt-answer.h"

#define PORT 1883
#define TLS_PORT 8883
#define KEEP_ALIVE_S 20
#define QOS 1
#define DEFAULT_TOPIC "aoi/{station}/{product}/board"

/* What the retained state of a station says. */
#define ONLINE "{\"state\":\"online\"}"
#define OFFLINE "{\"state\":\"offline\"}"

/* How long the last word may take, us. */
#define FAREWELL_US (500 * G_TIME_SPAN_MILLISECOND)

/* How often libmosquitto's clock is asked what is due, us. */
#define MISC_US (500 * G_TIME_SPAN_MILLISECOND)

typedef struct {
  AoiPublisher base;
  struct mosquitto *client;
  gint version; /* MQTT_PROTOCOL_V5 or MQTT_PROTOCOL_V311 */
  gchar *topic, *state_topic;
  gint64 timeout_us;

  gboolean answered; /* the broker has, to our connecting */
  gint answer; /* what */
  gboolean lost; /* the connection */
  gint lost_rc; /* by which reason of the library */
  gint lost_reason; /* by which reason of the broker, 0: none */
  gchar *log; /* the library's last error */

  AoiDelivery *deliveries; /* on their way */
  gint *mids; /* of each, 0: none */
  guint n_deliveries, n_pending;
  gint denied; /* reason code of one that was not taken for now, 0: none */
} Mqtt;

static void
on_log (struct mosquitto *client, void *data, int level, const char *text)
{
  Mqtt *self = data;

  g_debug ("mosquitto: %s", text);
  if (level != MOSQ_LOG_ERR)
    return;
  g_free (self->log);
  self->log = g_strdup (text);
}

static void
on_connect (struct mosquitto *client, void *data, int code, int flags, const mosquitto_property *p)
{
  Mqtt *self = data;

  self->answered = TRUE;
  self->answer = code;
}

static void
on_disconnect (struct mosquitto *client, void *data, int code, const mosquitto_property *properties)
{
  Mqtt *self = data;

  self->lost = TRUE;
  self->lost_reason = code;
}

static void
take_answer (Mqtt *self, AoiDelivery *delivery, gint reason)
{
  const gchar *refusal = aoi_mqtt_explain_refusal (reason);

  if (reason < MQTT_RC_UNSPECIFIED)
    delivery->outcome = AOI_DELIVERY_DONE;
  else if (refusal != NULL)
    aoi_delivery_refuse (delivery, "%s", refusal);
  else
    self->denied = reason;
}

static void
on_publish (
    struct mosquitto *client, void *data, int mid, int reason, const mosquitto_property *properties)
{
  Mqtt *self = data;

  for (guint i = 0; i < self->n_deliveries; i++) {
    if (self->mids[i] != mid)
      continue;
    self->mids[i] = 0;
    self->n_pending--;
    take_answer (self, &self->deliveries[i], reason);
  }
}

static gboolean
fail_lost (const Mqtt *self, GError **error)
{
  if (self->lost_reason >= MQTT_RC_UNSPECIFIED)
    return aoi_publish_fail (error, AOI_PUBLISH_ERROR_AWAY,
        "the broker has ended the connection (%s)", mosquitto_reason_string (self->lost_reason));
  return aoi_mqtt_fail_library (self->lost_rc, ECONNRESET, self->log, error);
}

/* One look at the connection, until something comes, @wake can be read or the time is over. Returns FALSE if it is lost. */
static gboolean
pump (Mqtt *self, const GPollFD *wake, gint64 end)
{
  const gint64 us = CLAMP (end - g_get_monotonic_time (), 0, MISC_US);
  const gint socket = mosquitto_socket (self->client);
  GPollFD fds[2] = { { socket, G_IO_IN, 0 }, { -1, G_IO_IN, 0 } };
  gint rc = socket < 0 ? MOSQ_ERR_CONN_LOST : MOSQ_ERR_SUCCESS;

  if (wake != NULL)
    fds[1] = *wake;
  if (mosquitto_want_write (self->client))
    fds[0].events |= G_IO_OUT;
  if (rc == MOSQ_ERR_SUCCESS)
    g_poll (fds, wake != NULL ? 2 : 1, (gint) ((us + 999) / 1000));
  if (rc == MOSQ_ERR_SUCCESS && (fds[0].revents & (G_IO_IN | G_IO_HUP | G_IO_ERR)) != 0)
    rc = mosquitto_loop_read (self->client, 1);
  if (rc == MOSQ_ERR_SUCCESS && (fds[0].revents & G_IO_OUT) != 0)
    rc = mosquitto_loop_write (self->client, 1);
  if (rc == MOSQ_ERR_SUCCESS)
    rc = mosquitto_loop_misc (self->client);
  if (rc != MOSQ_ERR_SUCCESS) {
    self->lost = TRUE;
    self->lost_rc = rc;
  }
  return !self->lost;
}

static int
refuse_prompt (char *buffer, int size, int rwflag, void *data)
{
  return 0;
}

static gboolean
set_up_tls (Mqtt *self, const AoiPublishSettings *settings, GError **error)
{
  gint rc;

  if (settings->ca_file == NULL)
    mosquitto_int_option (self->client, MOSQ_OPT_TLS_USE_OS_CERTS, 1);
  rc = mosquitto_tls_set (self->client, settings->ca_file,
      settings->ca_file == NULL ? "/etc/ssl/certs" : NULL, settings->certificate_file,
      settings->key_file, refuse_prompt);
  if (rc == MOSQ_ERR_SUCCESS)
    return TRUE;
  return aoi_publish_fail (error, AOI_PUBLISH_ERROR_CERTIFICATE,
      "certificates cannot be used (%s): see ca-file, certificate-file and key-file",
      mosquitto_strerror (rc));
}

static gboolean
set_up_login (Mqtt *self, const AoiPublishSettings *settings, const gchar *user, GError **error)
{
  g_autoptr (AoiPublishSecret) password = NULL;

  if (settings->password_file != NULL) {
    password = aoi_publish_read_secret (settings->password_file, error);
    if (password == NULL)
      return FALSE;
  }
  if (user == NULL && password == NULL)
    return TRUE;
  return mosquitto_username_pw_set (self->client, user, password) == MOSQ_ERR_SUCCESS
      || aoi_publish_fail (error, AOI_PUBLISH_ERROR_LOGIN,
          "user or password cannot be sent: see user and "
          "password-file");
}

static gboolean
set_up (Mqtt *self, const AoiPublishSettings *settings, const AoiPublishUri *uri, GError **error)
{
  const gchar *user = settings->user != NULL ? settings->user : uri->user;

  self->client = mosquitto_new (NULL, true, self);
  mosquitto_int_option (self->client, MOSQ_OPT_PROTOCOL_VERSION, self->version);
  mosquitto_log_callback_set (self->client, on_log);
  mosquitto_connect_v5_callback_set (self->client, on_connect);
  mosquitto_disconnect_v5_callback_set (self->client, on_disconnect);
  mosquitto_publish_v5_callback_set (self->client, on_publish);
  if (mosquitto_will_set (
          self->client, self->state_topic, (gint) strlen (OFFLINE), OFFLINE, QOS, true)
      != MOSQ_ERR_SUCCESS)
    return aoi_publish_fail (
        error, AOI_PUBLISH_ERROR_SETTINGS, "topic \"%s\" cannot be used", self->state_topic);
  return set_up_login (self, settings, user, error)
      && (!g_str_equal (uri->scheme, "mqtts") || set_up_tls (self, settings, error));
}

static gboolean
connect_once (
    Mqtt *self, const gchar *host, guint16 port, GCancellable *cancellable, GError **error)
{
  const gint64 end = g_get_monotonic_time () + self->timeout_us;
  const GPollFD *wake;
  GPollFD cancelled;
  gint rc;

  errno = 0;
  rc = mosquitto_connect (self->client, host, port, KEEP_ALIVE_S);
  if (rc != MOSQ_ERR_SUCCESS)
    return aoi_mqtt_fail_library (rc, errno, self->log, error);
  wake = g_cancellable_make_pollfd (cancellable, &cancelled) ? &cancelled : NULL;
  while (!self->answered && !g_cancellable_is_cancelled (cancellable)
      && g_get_monotonic_time () < end && pump (self, wake, end))
    ;
  if (wake != NULL)
    g_cancellable_release_fd (cancellable);
  if (self->answered && self->answer == 0)
    return TRUE;
  if (self->answered)
    return aoi_mqtt_fail_connect (self->version == MQTT_PROTOCOL_V5, self->answer, error);
  if (self->lost)
    return fail_lost (self, error);
  return aoi_publish_fail (error, AOI_PUBLISH_ERROR_BUSY, "the broker has not answered in time");
}

static void
say_state (Mqtt *self, const gchar *state)
{
  mosquitto_publish (
      self->client, NULL, self->state_topic, (gint) strlen (state), state, QOS, true);
}

static void
mqtt_free (Mqtt *self)
{
  g_clear_pointer (&self->client, mosquitto_destroy);
  g_free (self->topic);
  g_free (self->state_topic);
  g_free (self->log);
  g_free (self->mids);
  g_free (self);
}

static Mqtt *
mqtt_new (const AoiPublishSettings *settings, gint version)
{
  const gchar *topic = settings->topic != NULL ? settings->topic : DEFAULT_TOPIC;
  Mqtt *self = g_new0 (Mqtt, 1);

  self->base.klass = &aoi_publisher_mqtt;
  self->version = version;
  self->topic = g_strdup (topic);
  self->state_topic = aoi_topic_get_state (topic, settings->station);
  self->timeout_us = settings->timeout_us;
  return self;
}

/* A broker that knows no version 5 says so, or just ends the connection. */
static gboolean
is_older (const Mqtt *self)
{
  if (self->version != MQTT_PROTOCOL_V5)
    return FALSE;
  return self->answered ? self->answer == MQTT_RC_UNSUPPORTED_PROTOCOL_VERSION
          || self->answer == CONNACK_REFUSED_PROTOCOL_VERSION
                        : self->lost && self->lost_rc != MOSQ_ERR_TLS;
}

static AoiPublisher *
try (const AoiPublishSettings *settings, gint version, GCancellable *cancellable, gboolean *older,
    GError **error)
{
  Mqtt *self = mqtt_new (settings, version);
  g_auto (AoiPublishUri) uri = { 0 };
  g_autofree gchar *host = NULL;
  guint16 port;

  if (aoi_publish_uri_parse (&uri, settings->uri, error)
      && aoi_publish_uri_get_host (
          &uri, g_str_equal (uri.scheme, "mqtts") ? TLS_PORT : PORT, &host, &port, error)
      && set_up (self, settings, &uri, error)
      && connect_once (self, host, port, cancellable, error)) {
    say_state (self, ONLINE);
    return &self->base;
  }
  *older = is_older (self);
  mqtt_free (self);
  return NULL;
}

static gpointer
start_library (gpointer data)
{
  mosquitto_lib_init ();
  return NULL;
}

static AoiPublisher *
mqtt_open (const AoiPublishSettings *settings, GCancellable *cancellable, GError **error)
{
  static GOnce once = G_ONCE_INIT;
  g_autoptr (GError) local = NULL;
  gboolean older = FALSE;
  AoiPublisher *publisher;

  g_once (&once, start_library, NULL);
  publisher = try (settings, MQTT_PROTOCOL_V5, cancellable, &older, &local);
  if (publisher == NULL && older) {
    g_clear_error (&local);
    publisher = try (settings, MQTT_PROTOCOL_V311, cancellable, &older, &local);
  }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return publisher;
}

static mosquitto_property *
get_properties (const AoiOutboxMessage *message)
{
  mosquitto_property *properties = NULL;

  mosquitto_property_add_string (&properties, MQTT_PROP_CONTENT_TYPE, "application/json");
  mosquitto_property_add_byte (&properties, MQTT_PROP_PAYLOAD_FORMAT_INDICATOR, 1);
  mosquitto_property_add_string_pair (&properties, MQTT_PROP_USER_PROPERTY, "id", message->id);
  return properties;
}

/* Returns FALSE if the connection is lost. */
static gboolean
send_message (Mqtt *self, guint i)
{
  AoiDelivery *delivery = &self->deliveries[i];
  const gchar *payload = delivery->message->payload;
  g_autofree gchar *topic = aoi_topic_expand (self->topic, delivery->message);
  mosquitto_property *properties = self->version == MQTT_PROTOCOL_V5
      ? get_properties (delivery->message)
      : NULL;
  const gint rc = mosquitto_publish_v5 (self->client, &self->mids[i], topic,
      (gint) strlen (payload), payload, QOS, false, properties);

  mosquitto_property_free_all (&properties);
  if (rc == MOSQ_ERR_SUCCESS) {
    self->n_pending++;
    return TRUE;
  }
  self->mids[i] = 0;
  if (rc == MOSQ_ERR_PAYLOAD_SIZE || rc == MOSQ_ERR_OVERSIZE_PACKET)
    aoi_delivery_refuse (delivery, "the broker takes no message of this size");
  else if (rc == MOSQ_ERR_INVAL || rc == MOSQ_ERR_MALFORMED_UTF8)
    aoi_delivery_refuse (delivery, "topic \"%s\" cannot be sent", topic);
  else
    self->lost_rc = rc;
  return delivery->outcome == AOI_DELIVERY_REFUSED;
}

static void
begin_delivery (Mqtt *self, AoiDelivery *deliveries, guint n)
{
  self->deliveries = deliveries;
  self->n_deliveries = n;
  self->n_pending = 0;
  self->denied = 0;
  g_free (self->mids);
  self->mids = g_new0 (gint, n);
}

static gboolean
mqtt_deliver (
    AoiPublisher *base, AoiDelivery *deliveries, guint n, GCancellable *cancellable, GError **error)
{
  Mqtt *self = (Mqtt *) base;
  const gint64 end = g_get_monotonic_time () + self->timeout_us;
  gboolean good = TRUE;
  GPollFD cancelled;
  const GPollFD *wake;

  begin_delivery (self, deliveries, n);
  for (guint i = 0; good && i < n; i++)
    good = send_message (self, i);
  wake = g_cancellable_make_pollfd (cancellable, &cancelled) ? &cancelled : NULL;
  while (good && self->n_pending > 0 && !g_cancellable_is_cancelled (cancellable)
      && g_get_monotonic_time () < end)
    good = pump (self, wake, end);
  if (wake != NULL)
    g_cancellable_release_fd (cancellable);
  self->n_deliveries = 0;
  if (!good)
    return fail_lost (self, error);
  if (self->n_pending > 0)
    return aoi_publish_fail (
        error, AOI_PUBLISH_ERROR_BUSY, "the broker has not acknowledged messages in time");
  return self->denied == 0 || aoi_mqtt_fail_denied (self->denied, self->topic, error);
}

static gboolean
mqtt_idle (AoiPublisher *base, gint wake, gint64 us, GError **error)
{
  Mqtt *self = (Mqtt *) base;
  const gint64 end = g_get_monotonic_time () + us;
  GPollFD fd = { wake, G_IO_IN, 0 };

  while (g_poll (&fd, 1, 0) == 0 && g_get_monotonic_time () < end)
    if (!pump (self, &fd, end))
      return fail_lost (self, error);
  return TRUE;
}

/* The broker drops the will of who says good-bye. */
static void
mqtt_close (AoiPublisher *base)
{
  Mqtt *self = (Mqtt *) base;
  const gint64 end = g_get_monotonic_time () + FAREWELL_US;

  if (!self->lost) {
    say_state (self, OFFLINE);
    mosquitto_disconnect (self->client);
    while (mosquitto_want_write (self->client) && g_get_monotonic_time () < end
        && pump (self, NULL, end))
      ;
  }
  mqtt_free (self);
}

static gboolean
mqtt_check (const AoiPublishSettings *settings, GError **error)
{
  g_auto (AoiPublishUri) uri = { 0 };
  g_autofree gchar *host = NULL;
  guint16 port;

  return aoi_publish_uri_parse (&uri, settings->uri, error)
      && aoi_publish_uri_get_host (&uri, PORT, &host, &port, error)
      && aoi_topic_check (settings->topic != NULL ? settings->topic : DEFAULT_TOPIC, error);
}

static const gchar *const schemes[] = { "mqtt", "mqtts", NULL };
static const gchar *const formats[] = { "json", NULL };

const AoiPublisherClass aoi_publisher_mqtt = {
  .name = "MQTT",
  .schemes = schemes,
  .formats = formats,
  .check = mqtt_check,
  .open = mqtt_open,
  .deliver = mqtt_deliver,
  .idle = mqtt_idle,
  .close = mqtt_close,
};
