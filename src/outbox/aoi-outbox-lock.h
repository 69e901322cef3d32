/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * AoiOutboxLock:
 * @fd: the open lock file
 *
 * Locks beside an outbox, by numbers. They go with the process, however that ends.
 */
typedef struct {
  gint fd;
} AoiOutboxLock;

/* Held while the file is opened or kept aside; while it is written; and by who writes next. Those of targets are behind. */
#define AOI_OUTBOX_LOCK_FILE 0
#define AOI_OUTBOX_LOCK_WRITE 1
#define AOI_OUTBOX_LOCK_NEXT 2
#define AOI_OUTBOX_LOCK_TARGETS 3

gboolean aoi_outbox_lock_open (AoiOutboxLock *self, const gchar *path, GError **error);
void aoi_outbox_lock_close (AoiOutboxLock *self);
gboolean aoi_outbox_lock_take (AoiOutboxLock *self, gint64 number, gboolean wait);
void aoi_outbox_lock_take_turn (AoiOutboxLock *self);
gint64 aoi_outbox_lock_number (const gchar *target);
void aoi_outbox_lock_give (AoiOutboxLock *self, gint64 number);

G_END_DECLS
