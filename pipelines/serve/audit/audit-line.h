/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "audit/audit-log.h"

G_BEGIN_DECLS

gchar *audit_line_new (const AuditEntry *entry, gint64 now_us);

G_END_DECLS
