/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Whether somebody may do what he asks for. Nothing here takes longer than a look into memory. */
#include <string.h>

#include "auth/auth-cookie.h"
#include "auth/auth-gate-private.h"
#include "auth/auth-origin.h"
#include "auth/auth-secret.h"

#define BEARER "Bearer "

/* A page of elsewhere may not ask, whatever it asks for and whoever looks at it. */
static gboolean
check_origin (const AuthGate *self, const AuthRequest *request, AuthVerdict *verdict)
{
  const gchar *host = request->host != NULL ? request->host : "";

  if (request->origin == NULL
      || auth_origin_is_own (
          request->origin, host, self->rules.secure, (const gchar *const *) self->origins))
    return TRUE;
  auth_verdict_refuse (verdict, AUTH_FORBIDDEN,
      "pages of %s may not ask here; if they are this station's, start it with --origin",
      request->origin);
  return FALSE;
}

/* Where nobody logs in, a page of a name that was made to mean this machine could read what it likes. */
static gboolean
check_host (const AuthGate *self, const AuthRequest *request, AuthVerdict *verdict)
{
  const gchar *host = request->host != NULL ? request->host : "";

  if (!request->browser
      || auth_origin_host_is_own (host, self->rules.secure, (const gchar *const *) self->origins))
    return TRUE;
  auth_verdict_refuse (verdict, AUTH_FORBIDDEN,
      "%s is not known as this station's name; use its address, or start it with --origin", host);
  return FALSE;
}

/* A proxy on this machine makes everybody's requests look like this machine's. */
static gboolean
is_from_here (const AuthRequest *request)
{
  return !request->forwarded && auth_network_is_loopback (request->address);
}

static gboolean
may_use_old (const AuthGate *self, const AuthRequest *request)
{
  if (self->networks != NULL)
    return auth_networks_have (self->networks, request->address);
  return self->rules.open || is_from_here (request);
}

static void
check_old (const AuthGate *self, const AuthRequest *request, const AuthDemand *demand,
    AuthVerdict *verdict)
{
  if (self->rules.old_api == AUTH_OLD_OFF)
    auth_verdict_refuse (verdict, AUTH_FORBIDDEN,
        "this station does not have the old API: it was started with --old-api=off");
  else if (!may_use_old (self, request))
    auth_verdict_refuse (verdict, AUTH_FORBIDDEN,
        "%s may not use the old API here: start the station with --allow and its address or network",
        request->address);
  else if (demand->changes && self->rules.old_api == AUTH_OLD_INSPECT)
    auth_verdict_refuse (verdict, AUTH_FORBIDDEN,
        "the old API may only inspect here, not change products or goldens: log in and use /v1, or "
        "start the station with --old-api=full");
  else if (request->origin != NULL
      && !auth_origin_is_told (request->origin, (const gchar *const *) self->origins))
    auth_verdict_refuse (verdict, AUTH_FORBIDDEN, "the old API is not for pages");
  else if (check_host (self, request, verdict))
    verdict->outcome = AUTH_MAY;
}

static gboolean
is_change (const AuthRequest *request)
{
  return !g_str_equal (request->method, "GET") && !g_str_equal (request->method, "HEAD");
}

/* A program's secret is not sent by a browser unasked, as a cookie is. */
static void
know_program (AuthGate *self, const AuthBook *book, const gchar *secret, AuthVerdict *verdict)
{
  const AuthToken *token = auth_book_find_secret (
      book, secret, g_get_real_time () / G_USEC_PER_SEC);

  if (token == NULL) {
    auth_verdict_refuse (verdict, AUTH_UNKNOWN, "this token is not known, or has ended");
    return;
  }
  verdict->outcome = AUTH_MAY;
  verdict->user = g_strconcat ("token:", token->name, NULL);
  verdict->role = token->role;
}

static gboolean
is_csrf_good (const AuthRequest *request, const AuthSession *session)
{
  return !is_change (request)
      || (request->csrf != NULL && auth_secret_equal (session->csrf, request->csrf));
}

/* Returns NULL if he must log in: a session does not outlive its user, nor his password. */
static const AuthSession *
find_session (
    AuthGate *self, const AuthBook *book, const AuthRequest *request, const AuthUser **user)
{
  g_autoptr (AuthSecret) id = auth_cookie_find (request->cookie, self->rules.secure);
  const AuthSession *session = NULL;

  if (id != NULL)
    session = request->goes_on ? auth_sessions_look (self->sessions, id)
                               : auth_sessions_find (self->sessions, id);
  if (session == NULL)
    return NULL;
  *user = auth_book_find_user (book, session->user);
  if (*user != NULL && g_str_equal ((*user)->hash, session->hash))
    return session;
  auth_sessions_end (self->sessions, id);
  return NULL;
}

static void
know_person (AuthGate *self, const AuthBook *book, const AuthRequest *request, AuthVerdict *verdict)
{
  const AuthUser *user;
  const AuthSession *session = find_session (self, book, request, &user);

  if (session == NULL) {
    auth_verdict_refuse (verdict, AUTH_UNKNOWN, "nobody is logged in here: POST /v1/login first");
    return;
  }
  verdict->user = g_strdup (user->name);
  verdict->role = user->role;
  if (!is_csrf_good (request, session)) {
    auth_verdict_refuse (verdict, AUTH_FORBIDDEN,
        "X-CSRF-Token must be what /v1/login and /v1/me answered as csrf_token");
    return;
  }
  verdict->csrf = g_strdup (session->csrf);
  verdict->outcome = AUTH_MAY;
}

/* Without users this machine may do everything, or everybody if that is meant. */
static void
know_nobody (const AuthGate *self, const AuthRequest *request, AuthVerdict *verdict)
{
  if (!self->rules.open && !is_from_here (request)) {
    auth_verdict_refuse (verdict, AUTH_FORBIDDEN,
        "there are no users, so that only this machine may ask, and not through a proxy: make users by "
        "'aoi serve user add'");
    return;
  }
  verdict->role = AUTH_ROLE_ADMIN;
  if (check_host (self, request, verdict))
    verdict->outcome = AUTH_MAY;
}

static void
know_anybody (
    AuthGate *self, const AuthBook *book, const AuthRequest *request, AuthVerdict *verdict)
{
  if (!self->guarded) {
    know_nobody (self, request, verdict);
  } else if (request->authorization != NULL) {
    if (g_ascii_strncasecmp (request->authorization, BEARER, strlen (BEARER)) == 0)
      know_program (self, book, request->authorization + strlen (BEARER), verdict);
    else
      auth_verdict_refuse (
          verdict, AUTH_UNKNOWN, "Authorization must be Bearer and a token of this station");
  } else {
    know_person (self, book, request, verdict);
  }
}

static void
check_known (
    AuthGate *self, const AuthRequest *request, const AuthDemand *demand, AuthVerdict *verdict)
{
  know_anybody (self, auth_gate_get_book (self), request, verdict);
  if (verdict->outcome == AUTH_MAY && verdict->role < demand->role)
    auth_verdict_refuse (verdict, AUTH_FORBIDDEN, "this needs the role %s, and %s has the role %s",
        auth_role_to_text (demand->role), verdict->user, auth_role_to_text (verdict->role));
}

/**
 * auth_gate_check:
 * @self: a gate
 * @request: what a client says
 * @demand: what is needed for what he wants
 * @verdict: (out): uninitialised memory, to be cleared
 *
 * Returns: whether he may
 */
gboolean
auth_gate_check (
    AuthGate *self, const AuthRequest *request, const AuthDemand *demand, AuthVerdict *verdict)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  *verdict = (AuthVerdict){ .outcome = AUTH_FORBIDDEN };
  if (!check_origin (self, request, verdict))
    return FALSE;
  switch (demand->door) {
    case AUTH_DOOR_PUBLIC:
      verdict->outcome = AUTH_MAY;
      break;
    case AUTH_DOOR_OLD:
      check_old (self, request, demand, verdict);
      break;
    case AUTH_DOOR_KNOWN:
      check_known (self, request, demand, verdict);
      break;
  }
  return verdict->outcome == AUTH_MAY;
}
