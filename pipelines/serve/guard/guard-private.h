/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "audit/audit-log.h"
#include "auth/auth-gate.h"
#include "guard/guard.h"

G_BEGIN_DECLS

struct _Guard {
  GuardSettings settings;
  AuthRules rules;
  AuthState *state;
  AuthGate *gate;
  AuditLog *audit;
};

/* guard-request.c */
void guard_request_init (AuthRequest *self, const HttpCall *call);
guint guard_get_status (AuthOutcome outcome);
void guard_set_headers (HttpCall *call, const AuthVerdict *verdict);

/* guard-check.c */
gboolean guard_is_change (const HttpRoute *route);
gchar *guard_check (HttpCall *call, const HttpRoute *route, guint *status, gpointer guard);

/* guard-witness.c */
gboolean guard_witness (HttpCall *call, const HttpRoute *route, guint status, gpointer guard);

/* guard-routes.c */
void guard_add_routes (Guard *self, HttpServer *server);

G_END_DECLS
