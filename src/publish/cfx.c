/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* IPC-CFX over AMQP 1.0: a message for each board, and what the station does. */
#include "base/aoi-uuid.h"
#include "publish/amqp.h"
#include "publish/aoi-publisher-private.h"
#include "publish/cfx-json.h"

#define HANDLE_PREFIX "aoiinspect."

/* States of SEMI E10 in CFX: it can inspect, and nobody has it do so. */
#define PRODUCTIVE "PRD"
#define STANDBY "SBY"

typedef struct {
  AoiPublisher base;
  AoiAmqp *amqp;
  gchar *handle, *shown, *address;
} Cfx;

static gboolean
send_text (Cfx *self, const gchar *name, const gchar *id, const gchar *text, AoiDelivery *delivery,
    GError **error)
{
  g_autofree gchar *subject = g_strconcat (self->handle, ".", name, NULL);
  g_autofree gchar *topic = g_strndup (name, (gsize) (g_strrstr (name, ".") - name));
  const gchar *const properties[] = { "cfx-topic", topic, "cfx-message", name, "cfx-handle",
    self->handle, "cfx-target", "", NULL };
  const AoiAmqpMessage message = { id, subject, properties, text };

  return aoi_amqp_send (self->amqp, &message, delivery, error);
}

static gboolean
say_endpoint (Cfx *self, const gchar *name, GError **error)
{
  g_autofree gchar *id = aoi_uuid_new (g_get_real_time ());
  g_autofree gchar *text = aoi_cfx_write_endpoint (
      name, id, self->handle, self->shown, self->address);

  return send_text (self, name, id, text, NULL, error);
}

static gboolean
say_state (Cfx *self, const gchar *old_state, const gchar *new_state, GError **error)
{
  g_autofree gchar *id = aoi_uuid_new (g_get_real_time ());
  g_autofree gchar *text = aoi_cfx_write_state (id, self->handle, old_state, new_state);

  return send_text (self, AOI_CFX_STATION_STATE_CHANGED, id, text, NULL, error);
}

static void
cfx_free (Cfx *self)
{
  g_clear_pointer (&self->amqp, aoi_amqp_close);
  g_free (self->handle);
  g_free (self->shown);
  g_free (self->address);
  g_free (self);
}

static AoiPublisher *
cfx_open (const AoiPublishSettings *settings, GCancellable *cancellable, GError **error)
{
  Cfx *self = g_new0 (Cfx, 1);

  self->base.klass = &aoi_publisher_cfx;
  self->handle = settings->handle != NULL && *settings->handle != '\0'
      ? g_strdup (settings->handle)
      : g_strconcat (HANDLE_PREFIX, settings->station, NULL);
  self->shown = aoi_publish_uri_show (settings->uri);
  self->address = g_strdup (settings->topic);
  self->amqp = aoi_amqp_open (settings, cancellable, error);
  if (self->amqp != NULL && say_endpoint (self, AOI_CFX_ENDPOINT_CONNECTED, error)
      && say_state (self, STANDBY, PRODUCTIVE, error)
      && aoi_amqp_wait (self->amqp, cancellable, error))
    return &self->base;
  cfx_free (self);
  return NULL;
}

/* Returns FALSE if the broker takes no more. */
static gboolean
send_board (Cfx *self, AoiDelivery *delivery, GError **error)
{
  const AoiOutboxMessage *message = delivery->message;
  g_autoptr (GError) local = NULL;
  g_autofree gchar *text = aoi_cfx_write_board (self->handle, message->payload, &local);

  if (text != NULL)
    return send_text (self, AOI_CFX_UNITS_INSPECTED, message->id, text, delivery, error);
  aoi_delivery_refuse (delivery, "it is no board that CFX could tell of: %s", local->message);
  return TRUE;
}

static gboolean
cfx_deliver (
    AoiPublisher *base, AoiDelivery *deliveries, guint n, GCancellable *cancellable, GError **error)
{
  Cfx *self = (Cfx *) base;

  for (guint i = 0; i < n; i++)
    if (!send_board (self, &deliveries[i], error))
      return FALSE;
  return aoi_amqp_wait (self->amqp, cancellable, error);
}

static gboolean
cfx_idle (AoiPublisher *base, gint wake, gint64 us, GError **error)
{
  return aoi_amqp_idle (((Cfx *) base)->amqp, wake, us, error);
}

/* Nobody waits for whether this is heard. */
static void
cfx_close (AoiPublisher *base)
{
  Cfx *self = (Cfx *) base;

  if (aoi_amqp_is_there (self->amqp) && say_state (self, PRODUCTIVE, STANDBY, NULL))
    say_endpoint (self, AOI_CFX_ENDPOINT_SHUTTING_DOWN, NULL);
  cfx_free (self);
}

static gboolean
cfx_check (const AoiPublishSettings *settings, GError **error)
{
  g_auto (AoiPublishUri) uri = { 0 };
  g_autofree gchar *host = NULL;
  guint16 port;

  if (settings->topic == NULL || *settings->topic == '\0')
    return aoi_publish_fail (error, AOI_PUBLISH_ERROR_SETTINGS,
        "topic is not set: it is the address on the broker, such as /queue/cfx for RabbitMQ");
  return aoi_publish_uri_parse (&uri, settings->uri, error)
      && aoi_publish_uri_get_host (&uri, 5672, &host, &port, error);
}

static const gchar *const schemes[] = { "amqp", "amqps", NULL };
static const gchar *const formats[] = { "cfx", NULL };

const AoiPublisherClass aoi_publisher_cfx = {
  .name = "AMQP",
  .schemes = schemes,
  .formats = formats,
  .traits = AOI_PUBLISHER_HAS_TOPIC | AOI_PUBLISHER_HAS_HANDLE | AOI_PUBLISHER_NEEDS_USER,
  .needs_all = TRUE,
  .check = cfx_check,
  .open = cfx_open,
  .deliver = cfx_deliver,
  .idle = cfx_idle,
  .close = cfx_close,
};
