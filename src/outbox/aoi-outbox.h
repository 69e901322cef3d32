/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "outbox/aoi-outbox-message.h"
#include "sql/aoi-sql.h"

G_BEGIN_DECLS

/**
 * AoiOutbox:
 *
 * Messages that wait until their targets have them, in a SQLite file that any number of threads and processes
 * share: each opens it for itself. One thread's at a time. What it announced as added outlives kills and power losses.
 */
typedef struct _AoiOutbox AoiOutbox;

/**
 * AoiOutboxRole:
 * @AOI_OUTBOX_ADDS: what is added is on the disk when the call returns
 * @AOI_OUTBOX_DELIVERS: what is ended may come again after a power loss, and costs less
 *
 * What for an outbox is opened.
 */
typedef enum {
  AOI_OUTBOX_ADDS,
  AOI_OUTBOX_DELIVERS,
} AoiOutboxRole;

/**
 * AoiOutboxTell:
 * @sentence: what has happened to the file
 * @data: the caller's
 *
 * Is called, in the thread that uses the outbox, when a damaged file was kept aside and a new one begun, or when the
 * file was taken away.
 */
typedef void (*AoiOutboxTell) (const gchar *sentence, gpointer data);

/**
 * AoiOutboxListener:
 * @tell: (nullable): is told of damage
 * @data: for @tell
 *
 * Who is told.
 */
typedef struct {
  AoiOutboxTell tell;
  gpointer data;
} AoiOutboxListener;

/**
 * AoiOutboxLimits:
 * @bytes: that the messages of a target may have together; 0: any
 * @age_us: messages that are older are not worth delivering; 0: any
 *
 * The bounds of what waits for a target.
 */
typedef struct {
  guint64 bytes;
  gint64 age_us;
} AoiOutboxLimits;

/**
 * AoiOutboxState:
 * @waiting: messages that are to be delivered
 * @refused: messages that the target refused for good, and that are kept aside
 * @bytes: of both
 * @lost: messages that were removed because of the bounds, since the file was begun
 * @oldest_us: when the oldest that waits was added, microseconds since 1970; 0: none waits
 *
 * What is there of a target.
 */
typedef struct {
  guint64 waiting, refused, bytes, lost;
  gint64 oldest_us;
} AoiOutboxState;

AoiOutbox *aoi_outbox_open (
    const gchar *path, AoiOutboxRole role, const AoiOutboxListener *listener, GError **error);
void aoi_outbox_close (AoiOutbox *self);
gboolean aoi_outbox_add (AoiOutbox *self, const gchar *target, const AoiOutboxLimits *limits,
    const AoiOutboxMessage *messages, guint n_messages, gboolean *kept, GError **error);
GPtrArray *
aoi_outbox_peek (AoiOutbox *self, const gchar *target, guint max_messages, GError **error);
gboolean aoi_outbox_end (
    AoiOutbox *self, AoiOutboxMessage *const *messages, guint n_messages, GError **error);
gboolean aoi_outbox_refuse (
    AoiOutbox *self, const AoiOutboxMessage *message, const gchar *reason, GError **error);
gboolean aoi_outbox_expire (
    AoiOutbox *self, const gchar *target, const AoiOutboxLimits *limits, GError **error);
gboolean
aoi_outbox_get_state (AoiOutbox *self, const gchar *target, AoiOutboxState *state, GError **error);
gboolean aoi_outbox_get_least_id (AoiOutbox *self, gchar **id, GError **error);
gchar *
aoi_outbox_find_other (AoiOutbox *self, const gchar *prefix, const gchar *target, guint64 *waiting);
gboolean aoi_outbox_claim (AoiOutbox *self, const gchar *target);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AoiOutbox, aoi_outbox_close)

G_END_DECLS
