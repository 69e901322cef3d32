/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "outbox/aoi-outbox.h"

/* An outbox in a folder of its own, and all that it has told. */
typedef struct {
  gchar *folder, *path;
  AoiOutbox *outbox;
  GString *told;
} OutboxFixture;

AoiOutbox *outbox_open (OutboxFixture *self, AoiOutboxRole role);
void outbox_set_up (OutboxFixture *self, gconstpointer data);
/* Removes the files; returns how many of them were kept for damage. */
guint outbox_remove_files (const gchar *folder);
void outbox_tear_down (OutboxFixture *self, gconstpointer data);
gboolean outbox_add_sized (AoiOutbox *outbox, const gchar *target, guint number, gboolean passing,
    gsize size, const AoiOutboxLimits *limits);
void outbox_add (AoiOutbox *outbox, const gchar *target, guint number);
GPtrArray *outbox_peek (AoiOutbox *outbox, const gchar *target, guint n);
const AoiOutboxMessage *outbox_get (GPtrArray *messages, guint i);
void outbox_end (AoiOutbox *outbox, GPtrArray *messages);
AoiOutboxState outbox_get_state (AoiOutbox *outbox, const gchar *target);
