/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiOutboxMessage:
 * @seq: its place in the outbox, which grows; 0: it is not in one
 * @id: names it in the world: it is once in an outbox for each target
 * @passing: it is of less worth than others, and goes first when there is no room
 * @created_us: when it was made, microseconds since 1970
 * @station: (nullable): where it comes from
 * @product: (nullable): what it is about
 * @code: (nullable): what names that
 * @payload: what is delivered, UTF-8
 *
 * A message. Strings are borrowed, except by those of aoi_outbox_message_copy().
 */
typedef struct {
  gint64 seq;
  const gchar *id;
  gboolean passing;
  gint64 created_us;
  const gchar *station, *product, *code;
  const gchar *payload;
} AoiOutboxMessage;

AoiOutboxMessage *aoi_outbox_message_copy (const AoiOutboxMessage *message);
void aoi_outbox_message_free (AoiOutboxMessage *self);
guint64 aoi_outbox_message_measure (const AoiOutboxMessage *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiOutboxMessage, aoi_outbox_message_free)

G_END_DECLS
