/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* MQTT: a message of JSON for each board, and a retained one that says whether the station is there. */
#include <string.h>

#include "publish/aoi-publisher-private.h"
#include "publish/aoi-topic.h"
#include "publish/mqtt-answer.h"
#include "publish/mqtt-client.h"

#define PORT 1883
#define QOS 1
#define DEFAULT_TOPIC "aoi/{station}/{product}/board"

/* What the retained state of a station says. */
#define ONLINE "{\"state\":\"online\"}"
#define OFFLINE "{\"state\":\"offline\"}"

typedef struct {
  AoiPublisher base;
  AoiMqtt *mqtt;
  gchar *topic, *state_topic;
} Mqtt;

static AoiMqttMessage
make_state (const Mqtt *self, const gchar *state)
{
  return (AoiMqttMessage){ self->state_topic, state, strlen (state), QOS, TRUE, NULL, NULL };
}

static void
mqtt_free (Mqtt *self)
{
  g_free (self->topic);
  g_free (self->state_topic);
  g_free (self);
}

static AoiPublisher *
mqtt_open (const AoiPublishSettings *settings, GCancellable *cancellable, GError **error)
{
  const gchar *topic = settings->topic != NULL ? settings->topic : DEFAULT_TOPIC;
  Mqtt *self = g_new0 (Mqtt, 1);
  AoiMqttMessage will, online;

  self->base.klass = &aoi_publisher_mqtt;
  self->topic = g_strdup (topic);
  self->state_topic = aoi_topic_get_state (topic, settings->station);
  will = make_state (self, OFFLINE);
  online = make_state (self, ONLINE);
  self->mqtt = aoi_mqtt_open (settings, &will, cancellable, error);
  if (self->mqtt != NULL && aoi_mqtt_send (self->mqtt, &online, NULL, error))
    return &self->base;
  if (self->mqtt != NULL)
    aoi_mqtt_close (self->mqtt, &will);
  mqtt_free (self);
  return NULL;
}

/* Returns FALSE if the connection is lost. */
static gboolean
send_board (Mqtt *self, AoiDelivery *delivery, GError **error)
{
  const AoiOutboxMessage *board = delivery->message;
  g_autofree gchar *topic = aoi_topic_expand (self->topic, board);
  const AoiMqttMessage message = { topic, board->payload, strlen (board->payload), QOS, FALSE,
    "application/json", board->id };

  return aoi_mqtt_send (self->mqtt, &message, delivery, error);
}

static gboolean
mqtt_deliver (
    AoiPublisher *base, AoiDelivery *deliveries, guint n, GCancellable *cancellable, GError **error)
{
  Mqtt *self = (Mqtt *) base;
  gint denied;

  for (guint i = 0; i < n; i++)
    if (!send_board (self, &deliveries[i], error))
      return FALSE;
  if (!aoi_mqtt_wait (self->mqtt, cancellable, error))
    return FALSE;
  denied = aoi_mqtt_get_denied (self->mqtt);
  return denied == 0 || aoi_mqtt_fail_denied (denied, self->topic, error);
}

static gboolean
mqtt_idle (AoiPublisher *base, gint wake, gint64 us, GError **error)
{
  return aoi_mqtt_idle (((Mqtt *) base)->mqtt, wake, us, error);
}

static void
mqtt_close (AoiPublisher *base)
{
  Mqtt *self = (Mqtt *) base;
  const AoiMqttMessage offline = make_state (self, OFFLINE);

  aoi_mqtt_close (self->mqtt, &offline);
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
  .traits = AOI_PUBLISHER_HAS_TOPIC,
  .check = mqtt_check,
  .open = mqtt_open,
  .deliver = mqtt_deliver,
  .idle = mqtt_idle,
  .close = mqtt_close,
};
