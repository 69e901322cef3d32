/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A connection to an MQTT broker, by libmosquitto without a thread of its own: version 5, or 3.1.1 if the broker knows no other. */
#include "publish/mqtt-client.h"

#include <errno.h>
#include <mosquitto.h>
#include <mqtt_protocol.h>

#include "publish/aoi-publisher-private.h"
#include "publish/mqtt-answer.h"
#include "publish/mqtt-trust.h"

#define PORT 1883
#define TLS_PORT 8883
#define KEEP_ALIVE_S 20

/* How long the last word may take, us. */
#define FAREWELL_US (500 * G_TIME_SPAN_MILLISECOND)

/* How often libmosquitto's clock is asked what is due, us. */
#define MISC_US (500 * G_TIME_SPAN_MILLISECOND)

/* A message on its way. */
typedef struct {
  gint mid;
  guint qos;
  AoiDelivery *delivery;
} Sent;

struct _AoiMqtt {
  struct mosquitto *client;
  gint version; /* MQTT_PROTOCOL_V5 or MQTT_PROTOCOL_V311 */
  gint64 timeout_us;

  gboolean answered; /* the broker has, to our connecting */
  gint answer; /* what */
  gboolean lost; /* the connection */
  gint lost_rc; /* by which reason of the library */
  gint lost_reason; /* by which reason of the broker, 0: none */
  gchar *log; /* the library's last error */

  GArray *sent; /* of Sent, that are not answered */
  gint denied; /* reason code of one that was not taken for now, 0: none */

  AoiMqttHeard heard; /* gets what others publish */
  gpointer data;
};

static void
on_log (struct mosquitto *client, void *data, int level, const char *text)
{
  AoiMqtt *self = data;

  g_debug ("mosquitto: %s", text);
  if (level != MOSQ_LOG_ERR)
    return;
  g_free (self->log);
  self->log = g_strdup (text);
}

static void
on_connect (struct mosquitto *client, void *data, int code, int flags, const mosquitto_property *p)
{
  AoiMqtt *self = data;

  self->answered = TRUE;
  self->answer = code;
}

static void
on_disconnect (struct mosquitto *client, void *data, int code, const mosquitto_property *properties)
{
  AoiMqtt *self = data;

  self->lost = TRUE;
  self->lost_reason = code;
}

static void
take_answer (AoiMqtt *self, AoiDelivery *delivery, gint reason)
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
  AoiMqtt *self = data;

  for (guint i = 0; i < self->sent->len; i++) {
    const Sent sent = g_array_index (self->sent, Sent, i);

    if (sent.mid != mid || sent.qos == 0)
      continue;
    g_array_remove_index_fast (self->sent, i);
    take_answer (self, sent.delivery, reason);
    return;
  }
}

static void
on_message (struct mosquitto *client, void *data, const struct mosquitto_message *message,
    const mosquitto_property *properties)
{
  const AoiMqtt *self = data;

  if (self->heard != NULL && message->payloadlen >= 0)
    self->heard (message->topic, message->payload, (gsize) message->payloadlen, self->data);
}

static gboolean
fail_lost (const AoiMqtt *self, GError **error)
{
  if (self->lost_reason >= MQTT_RC_UNSPECIFIED)
    return aoi_publish_fail (error, AOI_PUBLISH_ERROR_AWAY,
        "the broker has ended the connection (%s)", mosquitto_reason_string (self->lost_reason));
  return aoi_mqtt_fail_library (self->lost_rc, ECONNRESET, self->log, error);
}

/* One look at the connection, until something comes, @wake can be read or the time is over. Returns FALSE if it is lost. */
static gboolean
pump (AoiMqtt *self, const GPollFD *wake, gint64 end)
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
    self->lost_rc = aoi_mqtt_get_cause (rc, errno, self->answered ? NULL : self->log);
  }
  return !self->lost;
}

static gboolean
set_up (AoiMqtt *self, const AoiPublishSettings *settings, const AoiPublishUri *uri,
    const AoiMqttMessage *will, GError **error)
{
  self->client = mosquitto_new (NULL, true, self);
  mosquitto_int_option (self->client, MOSQ_OPT_PROTOCOL_VERSION, self->version);
  mosquitto_log_callback_set (self->client, on_log);
  mosquitto_connect_v5_callback_set (self->client, on_connect);
  mosquitto_disconnect_v5_callback_set (self->client, on_disconnect);
  mosquitto_publish_v5_callback_set (self->client, on_publish);
  mosquitto_message_v5_callback_set (self->client, on_message);
  if (mosquitto_will_set (self->client, will->topic, (gint) will->size, will->payload,
          (gint) will->qos, will->retained)
      != MOSQ_ERR_SUCCESS)
    return aoi_publish_fail (
        error, AOI_PUBLISH_ERROR_SETTINGS, "topic \"%s\" cannot be used", will->topic);
  return aoi_mqtt_set_up_trust (self->client, settings, uri, error);
}

static gboolean
connect_once (
    AoiMqtt *self, const gchar *host, guint16 port, GCancellable *cancellable, GError **error)
{
  const gint64 end = g_get_monotonic_time () + self->timeout_us;
  const GPollFD *wake;
  GPollFD cancelled;
  gint rc;

  errno = 0;
  rc = mosquitto_connect (self->client, host, port, KEEP_ALIVE_S);
  if (rc != MOSQ_ERR_SUCCESS) {
    const gint saved_errno = errno;

    return aoi_mqtt_fail_library (
        aoi_mqtt_get_cause (rc, saved_errno, self->log), saved_errno, self->log, error);
  }
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
mqtt_free (AoiMqtt *self)
{
  g_clear_pointer (&self->client, mosquitto_destroy);
  g_array_unref (self->sent);
  g_free (self->log);
  g_free (self);
}

/* A broker that knows no version 5 says so, or just ends the connection. */
static gboolean
is_older (const AoiMqtt *self)
{
  if (self->version != MQTT_PROTOCOL_V5)
    return FALSE;
  return self->answered ? self->answer == MQTT_RC_UNSUPPORTED_PROTOCOL_VERSION
          || self->answer == CONNACK_REFUSED_PROTOCOL_VERSION
                        : self->lost && self->lost_rc != MOSQ_ERR_TLS;
}

static AoiMqtt *
try (const AoiPublishSettings *settings, gint version, const AoiMqttMessage *will,
    GCancellable *cancellable, gboolean *older, GError **error)
{
  AoiMqtt *self = g_new0 (AoiMqtt, 1);
  g_auto (AoiPublishUri) uri = { 0 };
  g_autofree gchar *host = NULL;
  guint16 port;

  self->version = version;
  self->timeout_us = settings->timeout_us;
  self->sent = g_array_new (FALSE, FALSE, sizeof (Sent));
  if (aoi_publish_uri_parse (&uri, settings->uri, error)
      && aoi_publish_uri_get_host (
          &uri, g_str_equal (uri.scheme, "mqtts") ? TLS_PORT : PORT, &host, &port, error)
      && set_up (self, settings, &uri, will, error)
      && connect_once (self, host, port, cancellable, error))
    return self;
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

/**
 * aoi_mqtt_open:
 * @settings: where, and who we are
 * @will: what the broker says for us if we are gone without a word
 * @cancellable: ends it early
 * @error: return location for an %AOI_PUBLISH_ERROR
 *
 * Connects, and waits until the broker has let us in. The connection belongs to one thread.
 *
 * Returns: (transfer full): the connection; %NULL if there is none
 */
AoiMqtt *
aoi_mqtt_open (const AoiPublishSettings *settings, const AoiMqttMessage *will,
    GCancellable *cancellable, GError **error)
{
  static GOnce once = G_ONCE_INIT;
  g_autoptr (GError) local = NULL;
  gboolean older = FALSE;
  AoiMqtt *self;

  g_once (&once, start_library, NULL);
  self = try (settings, MQTT_PROTOCOL_V5, will, cancellable, &older, &local);
  if (self == NULL && older) {
    g_clear_error (&local);
    self = try (settings, MQTT_PROTOCOL_V311, will, cancellable, &older, &local);
  }
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return self;
}

/**
 * aoi_mqtt_subscribe:
 * @self: a connection
 * @topic: what to hear
 * @heard: gets it, while the connection is waited for
 * @data: for @heard
 *
 * Nobody waits for the broker's answer: without it nothing is heard.
 */
void
aoi_mqtt_subscribe (AoiMqtt *self, const gchar *topic, AoiMqttHeard heard, gpointer data)
{
  self->heard = heard;
  self->data = data;
  mosquitto_subscribe (self->client, NULL, topic, 1);
}

static mosquitto_property *
get_properties (const AoiMqttMessage *message)
{
  mosquitto_property *properties = NULL;

  if (message->content_type == NULL)
    return NULL;
  mosquitto_property_add_string (&properties, MQTT_PROP_CONTENT_TYPE, message->content_type);
  mosquitto_property_add_byte (&properties, MQTT_PROP_PAYLOAD_FORMAT_INDICATOR, 1);
  if (message->id != NULL)
    mosquitto_property_add_string_pair (&properties, MQTT_PROP_USER_PROPERTY, "id", message->id);
  return properties;
}

/* What a message could never be sent for. */
static void
refuse_unsent (AoiDelivery *delivery, const AoiMqttMessage *message, gint rc)
{
  if (rc == MOSQ_ERR_PAYLOAD_SIZE || rc == MOSQ_ERR_OVERSIZE_PACKET)
    aoi_delivery_refuse (delivery, "the broker takes no message of this size");
  else if (rc == MOSQ_ERR_INVAL || rc == MOSQ_ERR_MALFORMED_UTF8)
    aoi_delivery_refuse (delivery, "topic \"%s\" cannot be sent", message->topic);
}

/**
 * aoi_mqtt_send:
 * @self: a connection
 * @message: to be sent
 * @delivery: (nullable): gets what becomes of it, by aoi_mqtt_wait(); %NULL: nobody cares
 * @error: return location for an %AOI_PUBLISH_ERROR
 *
 * Returns: whether it is on its way, or refused for good; %FALSE if the connection is lost, and with it what becomes of
 *   messages that are on their way
 */
gboolean
aoi_mqtt_send (AoiMqtt *self, const AoiMqttMessage *message, AoiDelivery *delivery, GError **error)
{
  mosquitto_property *properties = self->version == MQTT_PROTOCOL_V5 ? get_properties (message)
                                                                     : NULL;
  Sent sent = { 0, message->qos, delivery };
  const gint rc = mosquitto_publish_v5 (self->client, &sent.mid, message->topic,
      (gint) message->size, message->payload, (gint) message->qos, message->retained, properties);

  mosquitto_property_free_all (&properties);
  if (rc == MOSQ_ERR_SUCCESS) {
    if (delivery != NULL)
      g_array_append_val (self->sent, sent);
    return TRUE;
  }
  if (delivery != NULL)
    refuse_unsent (delivery, message, rc);
  if (delivery != NULL && delivery->outcome == AOI_DELIVERY_REFUSED)
    return TRUE;
  self->lost = TRUE;
  self->lost_rc = rc;
  g_array_set_size (self->sent, 0);
  return fail_lost (self, error);
}

/* Of quality 0 nothing is answered: they are delivered as soon as they are written. */
static void
take_unanswered (AoiMqtt *self)
{
  for (guint i = self->sent->len; i-- > 0;) {
    const Sent sent = g_array_index (self->sent, Sent, i);

    if (sent.qos > 0)
      continue;
    sent.delivery->outcome = AOI_DELIVERY_DONE;
    g_array_remove_index_fast (self->sent, i);
  }
}

/**
 * aoi_mqtt_wait:
 * @self: a connection
 * @cancellable: ends it early
 * @error: return location for an %AOI_PUBLISH_ERROR
 *
 * Waits until the broker has answered for all messages, but not longer than the settings say. Deliveries are not touched
 * any more then.
 *
 * Returns: %FALSE with an error if some wait
 */
gboolean
aoi_mqtt_wait (AoiMqtt *self, GCancellable *cancellable, GError **error)
{
  const gint64 end = g_get_monotonic_time () + self->timeout_us;
  gboolean good = TRUE;
  GPollFD cancelled;
  const GPollFD *wake = g_cancellable_make_pollfd (cancellable, &cancelled) ? &cancelled : NULL;
  guint n_waiting;

  self->denied = 0;
  while (good && !g_cancellable_is_cancelled (cancellable) && g_get_monotonic_time () < end) {
    if (!mosquitto_want_write (self->client))
      take_unanswered (self);
    if (self->sent->len == 0)
      break;
    good = pump (self, wake, end);
  }
  if (wake != NULL)
    g_cancellable_release_fd (cancellable);
  n_waiting = self->sent->len;
  g_array_set_size (self->sent, 0);
  if (!good)
    return fail_lost (self, error);
  return n_waiting == 0
      || aoi_publish_fail (
          error, AOI_PUBLISH_ERROR_BUSY, "the broker has not acknowledged messages in time");
}

/**
 * aoi_mqtt_get_denied:
 * @self: a connection
 *
 * Returns: reason code by which the broker did not take a message for now, of those that aoi_mqtt_wait() waited for; 0: there
 *   was none
 */
gint
aoi_mqtt_get_denied (const AoiMqtt *self)
{
  return self->denied;
}

/**
 * aoi_mqtt_idle:
 * @self: a connection
 * @wake: descriptor
 * @us: how long
 * @error: return location for an %AOI_PUBLISH_ERROR
 *
 * Keeps it alive until @wake can be read or the time is over.
 *
 * Returns: %FALSE with an error if it is lost
 */
gboolean
aoi_mqtt_idle (AoiMqtt *self, gint wake, gint64 us, GError **error)
{
  const gint64 end = g_get_monotonic_time () + us;
  GPollFD fd = { wake, G_IO_IN, 0 };

  while (g_poll (&fd, 1, 0) == 0 && g_get_monotonic_time () < end)
    if (!pump (self, &fd, end))
      return fail_lost (self, error);
  return TRUE;
}

/**
 * aoi_mqtt_close:
 * @self: a connection
 * @farewell: what is said before
 *
 * Says good-bye, upon which the broker drops our will, and frees it.
 */
void
aoi_mqtt_close (AoiMqtt *self, const AoiMqttMessage *farewell)
{
  const gint64 end = g_get_monotonic_time () + FAREWELL_US;

  if (!self->lost && aoi_mqtt_send (self, farewell, NULL, NULL)) {
    mosquitto_disconnect (self->client);
    while (mosquitto_want_write (self->client) && g_get_monotonic_time () < end
        && pump (self, NULL, end))
      ;
  }
  mqtt_free (self);
}
