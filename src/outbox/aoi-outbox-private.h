/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <sys/stat.h>

#include "outbox/aoi-outbox-lock.h"
#include "outbox/aoi-outbox.h"

G_BEGIN_DECLS

/**
 * AoiOutbox:
 * @path: of the file
 * @role: what it is opened for
 * @listener: who is told of damage
 * @sql: (nullable): the open file; %NULL until it is used next
 * @file: which file that is
 * @lock: the lock file beside it
 * @targets: number of each target in @sql, by its name
 */
struct _AoiOutbox {
  gchar *path;
  AoiOutboxRole role;
  AoiOutboxListener listener;
  AoiSql *sql;
  struct stat file;
  AoiOutboxLock lock;
  GHashTable *targets;
};

/* What is done with the open file; it may be done twice, if the file is damaged or was replaced. */
typedef gboolean (*AoiOutboxJob) (AoiOutbox *self, gpointer data, GError **error);

gboolean aoi_outbox_file_run (AoiOutbox *self, AoiOutboxJob job, gpointer data, GError **error);
gboolean
aoi_outbox_file_run_transaction (AoiOutbox *self, AoiOutboxJob job, gpointer data, GError **error);
void aoi_outbox_file_close (AoiOutbox *self);

gboolean aoi_outbox_bounds_hold (AoiOutbox *self, gint64 target, const AoiOutboxLimits *limits,
    GHashTable *removed, GError **error);

G_END_DECLS
