/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "auth/auth-gate.h"
#include "auth/auth-keeper.h"
#include "auth/auth-limiter.h"
#include "auth/auth-network.h"
#include "auth/auth-session.h"

G_BEGIN_DECLS

struct _AuthGate {
  AuthRules rules; /* but for networks and origins, which are below */
  AuthNetworks *networks; /* NULL: this machine, or everybody */
  gchar **origins;

  GMutex lock;
  AuthKeeper *keeper; /* lock */
  AuthSessions *sessions; /* lock */
  AuthLimiter *by_address, *by_name; /* lock */
  gboolean guarded; /* lock: there was a user once, so that there must be one */
  guint n_trials; /* lock: passwords that are being tried */
};

/* auth-gate.c: with the lock held. */
const AuthBook *auth_gate_get_book (AuthGate *self);

G_END_DECLS
