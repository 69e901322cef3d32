/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "publish/aoi-publisher.h"

G_BEGIN_DECLS

/**
 * AoiMqttMessage:
 * @topic: where to
 * @payload: (array length=size): what
 * @size: its bytes
 * @qos: quality of service, 0 or 1
 * @retained: whether the broker keeps it for those who come later
 * @content_type: (nullable): of @payload, which is UTF-8 then
 * @id: (nullable): names it in the world
 *
 * What is published.
 */
typedef struct {
  const gchar *topic;
  gconstpointer payload;
  gsize size;
  guint qos;
  gboolean retained;
  const gchar *content_type, *id;
} AoiMqttMessage;

/**
 * AoiMqttHeard:
 * @topic: where from
 * @payload: (array length=size): what
 * @size: its bytes
 * @data: of aoi_mqtt_subscribe()
 *
 * Gets a message that somebody else published. Nothing may be sent from here.
 */
typedef void (*AoiMqttHeard) (const gchar *topic, gconstpointer payload, gsize size, gpointer data);

/**
 * AoiMqtt:
 *
 * A connection to a broker. One thread's.
 */
typedef struct _AoiMqtt AoiMqtt;

AoiMqtt *aoi_mqtt_open (const AoiPublishSettings *settings, const AoiMqttMessage *will,
    GCancellable *cancellable, GError **error);
void aoi_mqtt_subscribe (AoiMqtt *self, const gchar *topic, AoiMqttHeard heard, gpointer data);
gboolean
aoi_mqtt_send (AoiMqtt *self, const AoiMqttMessage *message, AoiDelivery *delivery, GError **error);
gboolean aoi_mqtt_wait (AoiMqtt *self, GCancellable *cancellable, GError **error);
gint aoi_mqtt_get_denied (const AoiMqtt *self);
gboolean aoi_mqtt_idle (AoiMqtt *self, gint wake, gint64 us, GError **error);
void aoi_mqtt_close (AoiMqtt *self, const AoiMqttMessage *farewell);

G_END_DECLS
