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
const gchar *guard_get_text (const HttpCall *call, const gchar *key);

/* guard-check.c */
gboolean guard_is_change (const HttpRoute *route);
gchar *guard_check (HttpCall *call, const HttpRoute *route, guint *status, gpointer guard);

/* guard-witness.c */
gboolean guard_witness (HttpCall *call, const HttpRoute *route, guint status, gpointer guard);

/* guard-change.c */
AuthBook *guard_load_book (HttpCall *call, Guard *self);
gboolean guard_get_name (HttpCall *call, const gchar **name);
gboolean guard_get_role (HttpCall *call, AuthRole *role);
gboolean guard_check_first (HttpCall *call, Guard *self, AuthRole role);
void guard_fail_change (HttpCall *call, const GError *error);

/* guard-users.c */
void guard_list_users (HttpCall *call, gpointer guard);
void guard_add_user (HttpCall *call, gpointer guard);
void guard_set_role (HttpCall *call, gpointer guard);
void guard_set_password (HttpCall *call, gpointer guard);
void guard_remove_user (HttpCall *call, gpointer guard);

/* guard-tokens.c */
void guard_list_tokens (HttpCall *call, gpointer guard);
void guard_add_token (HttpCall *call, gpointer guard);
void guard_remove_token (HttpCall *call, gpointer guard);

/* guard-routes.c */
void guard_add_routes (Guard *self, HttpServer *server);

G_END_DECLS
