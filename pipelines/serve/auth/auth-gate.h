/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who may do what at a running station. It knows no HTTP, but what requests say. */
#pragma once

#include "auth/auth-book.h"
#include "auth/auth-state.h"
#include "auth/auth-verdict.h"

G_BEGIN_DECLS

/**
 * AuthOldApi:
 * @AUTH_OLD_FULL: its clients change products and goldens, too
 * @AUTH_OLD_INSPECT: they see and inspect only
 * @AUTH_OLD_OFF: it is not there
 *
 * What the old API, whose clients cannot log in, lets them do.
 */
typedef enum {
  AUTH_OLD_FULL,
  AUTH_OLD_INSPECT,
  AUTH_OLD_OFF,
} AuthOldApi;

/**
 * AuthRules:
 * @old_api: what the old API lets its clients do
 * @networks: (nullable): who may use it; %NULL: this machine, or everybody with @open
 * @origins: (nullable): pages of elsewhere that may ask
 * @beyond: whether others than this machine can connect
 * @open: whether nobody needs to log in, and the station was told so
 * @secure: whether requests come over TLS
 *
 * How a station is guarded. All parts are borrowed.
 */
typedef struct {
  AuthOldApi old_api;
  const gchar *const *networks;
  const gchar *const *origins;
  gboolean beyond;
  gboolean open;
  gboolean secure;
} AuthRules;

/**
 * AuthDoor:
 * @AUTH_DOOR_PUBLIC: anybody who may connect: logging in, whether the station is alive
 * @AUTH_DOOR_OLD: the old API
 * @AUTH_DOOR_KNOWN: who has logged in, or shows a token
 */
typedef enum {
  AUTH_DOOR_PUBLIC,
  AUTH_DOOR_OLD,
  AUTH_DOOR_KNOWN,
} AuthDoor;

/**
 * AuthDemand:
 * @door: by which way he comes
 * @role: with %AUTH_DOOR_KNOWN, what he must be
 * @changes: with %AUTH_DOOR_OLD, whether he changes products or goldens
 *
 * What is needed for what somebody wants.
 */
typedef struct {
  AuthDoor door;
  AuthRole role;
  gboolean changes;
} AuthDemand;

/**
 * AuthRequest:
 * @method: such as `GET`
 * @address: of the client
 * @host: (nullable): what `Host` says
 * @origin: (nullable): what `Origin` says
 * @cookie: (nullable): what `Cookie` says
 * @authorization: (nullable): what `Authorization` says
 * @csrf: (nullable): what `X-CSRF-Token` says
 * @browser: whether it says what every browser does, and no old client: `Accept-Language`
 * @forwarded: whether it came through a proxy, whose address @address then is
 * @goes_on: whether it was let in before, and is looked at again: that is no use of a session
 *
 * What a client says. All parts are borrowed, and not trusted.
 */
typedef struct {
  const gchar *method;
  const gchar *address;
  const gchar *host;
  const gchar *origin;
  const gchar *cookie;
  const gchar *authorization;
  const gchar *csrf;
  gboolean browser;
  gboolean forwarded;
  gboolean goes_on;
} AuthRequest;

/**
 * AuthGate:
 *
 * Thread-safe.
 */
typedef struct _AuthGate AuthGate;

gboolean auth_gate_check_rules (const AuthRules *rules, const AuthBook *book, GError **error);
AuthGate *auth_gate_new (const AuthState *state, const AuthRules *rules, GError **error);
void auth_gate_free (AuthGate *self);
gboolean auth_gate_is_guarded (AuthGate *self);
gboolean auth_gate_check (
    AuthGate *self, const AuthRequest *request, const AuthDemand *demand, AuthVerdict *verdict);
gchar *auth_gate_login (AuthGate *self, const AuthRequest *request, const gchar *name,
    const gchar *password, AuthVerdict *verdict);
void auth_gate_logout (AuthGate *self, const AuthRequest *request);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (AuthGate, auth_gate_free)

G_END_DECLS
