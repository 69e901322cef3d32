/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "publish/aoi-publisher.h"

G_BEGIN_DECLS

/**
 * AoiAmqp:
 *
 * A connection by AMQP 1.0 that sends to one address. One thread's.
 */
typedef struct _AoiAmqp AoiAmqp;

/**
 * AoiAmqpMessage:
 * @id: names it
 * @subject: what it is, with who sends it
 * @properties: (array zero-terminated=1): pairs of a name and a value, which may be empty
 * @body: JSON
 *
 * What is sent. All parts are borrowed.
 */
typedef struct {
  const gchar *id, *subject;
  const gchar *const *properties;
  const gchar *body;
} AoiAmqpMessage;

AoiAmqp *
aoi_amqp_open (const AoiPublishSettings *settings, GCancellable *cancellable, GError **error);
void aoi_amqp_close (AoiAmqp *self);
gboolean aoi_amqp_is_there (const AoiAmqp *self);
gboolean
aoi_amqp_send (AoiAmqp *self, const AoiAmqpMessage *message, AoiDelivery *delivery, GError **error);
gboolean aoi_amqp_wait (AoiAmqp *self, GCancellable *cancellable, GError **error);
gboolean aoi_amqp_idle (AoiAmqp *self, gint wake, gint64 us, GError **error);

G_END_DECLS
