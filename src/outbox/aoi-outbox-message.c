/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "outbox/aoi-outbox-message.h"

#include <string.h>

/* What a row and its places in the indices take besides its texts, about. */
#define ROW_BYTES 128

/**
 * aoi_outbox_message_copy:
 * @message: a message
 *
 * Returns: (transfer full): a copy that owns its strings
 */
AoiOutboxMessage *
aoi_outbox_message_copy (const AoiOutboxMessage *message)
{
  AoiOutboxMessage *self = g_memdup2 (message, sizeof *message);

  self->id = g_strdup (message->id);
  self->station = g_strdup (message->station);
  self->product = g_strdup (message->product);
  self->code = g_strdup (message->code);
  self->payload = g_strdup (message->payload);
  return self;
}

/**
 * aoi_outbox_message_free:
 * @self: (transfer full): of aoi_outbox_message_copy()
 */
void
aoi_outbox_message_free (AoiOutboxMessage *self)
{
  g_free ((gchar *) self->id);
  g_free ((gchar *) self->station);
  g_free ((gchar *) self->product);
  g_free ((gchar *) self->code);
  g_free ((gchar *) self->payload);
  g_free (self);
}

static gsize
length_of (const gchar *text)
{
  return text != NULL ? strlen (text) : 0;
}

/**
 * aoi_outbox_message_measure:
 * @self: a message
 *
 * Returns: bytes that count for it
 */
guint64
aoi_outbox_message_measure (const AoiOutboxMessage *self)
{
  return ROW_BYTES + length_of (self->id) + length_of (self->station) + length_of (self->product)
      + length_of (self->code) + length_of (self->payload);
}
