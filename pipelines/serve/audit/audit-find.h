/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "storage/aoi-folder.h"

G_BEGIN_DECLS

/**
 * AuditWish:
 * @user: (nullable): lines of this one only
 * @action: (nullable): lines in whose action this is
 * @before: (nullable): lines before that of this time
 * @since: (nullable): lines of this second or later, such as 2026-12-31T22:59:59Z
 * @until: (nullable): lines before this second
 * @limit: so many at most
 *
 * Which lines of an audit log somebody wants to see. Texts are borrowed, and not trusted.
 */
typedef struct {
  const gchar *user;
  const gchar *action;
  const gchar *before;
  const gchar *since;
  const gchar *until;
  guint limit;
} AuditWish;

gchar *audit_find (const AoiFolder *state, const AuditWish *wish, GError **error);

G_END_DECLS
