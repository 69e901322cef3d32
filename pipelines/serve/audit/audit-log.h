/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <json-glib/json-glib.h>

#include "storage/aoi-folder.h"

G_BEGIN_DECLS

/* The file of the state folder that changes are added to, and from how many bytes on it is put aside. */
#define AUDIT_FILE "audit.ndjson"
#define AUDIT_DEFAULT_BYTES ((guint64) 16 << 20)

/**
 * AuditEntry:
 * @user: (nullable): who made the change; %NULL: somebody who cannot log in
 * @address: (nullable): of his machine; %NULL: this one, at a shell
 * @action: what he did
 * @object: (nullable): what he did it to
 * @outcome: what became of it
 * @details: (nullable): what was changed to what; as much of it is kept as fits a line
 *
 * A change, or what was meant to be one. Texts are not trusted: any bytes. What stands at a key such as `password` is
 * not kept.
 */
typedef struct {
  const gchar *user;
  const gchar *address;
  const gchar *action;
  const gchar *object;
  const gchar *outcome;
  JsonObject *details;
} AuditEntry;

/**
 * AuditLog:
 *
 * Who changed what, an object of JSON a line, to which is only ever added. Several processes may add to one; each
 * line is on the disk when audit_log_add() returns. Thread-safe.
 */
typedef struct _AuditLog AuditLog;

AuditLog *audit_log_new (const AoiFolder *state, guint64 max_bytes);
void audit_log_free (AuditLog *self);
gboolean audit_log_add (AuditLog *self, const AuditEntry *entry, GError **error);
gboolean audit_log_make_room (AuditLog *self, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AuditLog, audit_log_free)

G_END_DECLS
