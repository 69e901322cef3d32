/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who may do what at a station, and who gets in. The clock stands. */
#include "auth/auth-gate.h"
#include <crypt.h>

#include "aoi-error.h"
#include "auth-support.h"
#include "auth/auth-change.h"
#include "auth/auth-cookie.h"
#include "auth/auth-password.h"
#include "auth/auth-secret.h"
#include "base/aoi-clock.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define PASSWORD "correct horse"
#define HERE "127.0.0.1"
#define ELSEWHERE "192.0.2.7"

static const AuthRules loopback = { .old_api = AUTH_OLD_FULL };
static const AuthRules beyond = { .old_api = AUTH_OLD_INSPECT, .beyond = TRUE };

/* The cheapest that libcrypt makes, where the cost is not what is tested. */
static gchar *
make_cheap_hash (void)
{
  gchar *setting = crypt_gensalt_ra ("$y$", 1, NULL, 0);
  struct crypt_data data = { 0 };
  gchar *hash = g_strdup (crypt_r (PASSWORD, setting, &data));

  free (setting);
  g_assert_true (g_str_has_prefix (hash, "$y$"));
  return hash;
}

static void
add_user (const AuthFixture *self, const gchar *name, AuthRole role)
{
  g_autofree gchar *hash = make_cheap_hash ();
  g_autoptr (GError) error = NULL;

  auth_change_add_user (self->state, name, role, hash, &error);
  g_assert_no_error (error);
}

static AuthGate *
make_gate (const AuthFixture *self, const AuthRules *rules)
{
  g_autoptr (GError) error = NULL;
  AuthGate *gate = auth_gate_new (self->state, rules, &error);

  g_assert_no_error (error);
  return gate;
}

static AuthOutcome
ask (AuthGate *gate, const AuthRequest *request, AuthDoor door, AuthRole role, gboolean changes)
{
  const AuthDemand demand = { door, role, changes };
  g_auto (AuthVerdict) verdict = { 0 };
  const gboolean may = auth_gate_check (gate, request, &demand, &verdict);

  g_assert_cmpint (may, ==, verdict.outcome == AUTH_MAY);
  g_assert_cmpint (may, ==, verdict.reason == NULL);
  if (!may)
    g_test_message ("%s", verdict.reason);
  return verdict.outcome;
}

static AuthOutcome
login (
    AuthGate *gate, const gchar *address, const gchar *name, const gchar *password, guint *wait_s)
{
  const AuthRequest request = { .method = "POST", .address = address };
  g_auto (AuthVerdict) verdict = { 0 };
  g_autoptr (AuthSecret) id = auth_gate_login (gate, &request, name, password, &verdict);

  g_assert_cmpint (id != NULL, ==, verdict.outcome == AUTH_MAY);
  *wait_s = verdict.wait_s;
  return verdict.outcome;
}

/* A browser in which somebody is logged in. */
typedef struct {
  gchar *cookie;
  gchar *csrf;
} Browser;

static void
browser_clear (Browser *self)
{
  g_free (self->cookie);
  g_free (self->csrf);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Browser, browser_clear)

static void
browser_init (Browser *self, AuthGate *gate, const gchar *name, const gchar *cookie)
{
  const AuthRequest request = { .method = "POST", .address = HERE, .cookie = cookie };
  g_auto (AuthVerdict) verdict = { 0 };
  g_autoptr (AuthSecret) id = auth_gate_login (gate, &request, name, PASSWORD, &verdict);

  g_assert_nonnull (id);
  g_assert_cmpstr (verdict.user, ==, name);
  self->cookie = g_strconcat ("aoi-session=", id, NULL);
  self->csrf = g_strdup (verdict.csrf);
}

static AuthOutcome
ask_as (
    AuthGate *gate, const Browser *browser, const gchar *method, const gchar *csrf, AuthRole role)
{
  const AuthRequest request = {
    .method = method, .address = HERE, .host = HERE, .cookie = browser->cookie, .csrf = csrf
  };

  return ask (gate, &request, AUTH_DOOR_KNOWN, role, FALSE);
}

/* Without users a station serves this machine only, unless that is meant. */
static void
test_start (AuthFixture *self, gconstpointer data)
{
  const AuthRules opened = { .old_api = AUTH_OLD_INSPECT, .beyond = TRUE, .open = TRUE };
  g_autoptr (GError) error = NULL;
  g_autoptr (AuthGate) gate = make_gate (self, &loopback);
  g_autoptr (AuthGate) open_gate = make_gate (self, &opened);

  g_assert_false (auth_gate_is_guarded (gate));
  g_assert_false (auth_gate_is_guarded (open_gate));
  g_assert_null (auth_gate_new (self->state, &beyond, &error));
  g_assert_nonnull (strstr (error->message, "aoi serve user add"));
  g_clear_error (&error);
  add_user (self, "eve", AUTH_ROLE_ENGINEER);
  g_assert_null (auth_gate_new (self->state, &beyond, &error));
  g_clear_error (&error);
  add_user (self, "anna", AUTH_ROLE_ADMIN);
  g_clear_pointer (&gate, auth_gate_free);
  gate = make_gate (self, &beyond);
  g_assert_true (auth_gate_is_guarded (gate));
  g_assert_null (auth_gate_new (self->state, &opened, &error));
  g_assert_nonnull (strstr (error->message, "--open"));
}

/* The first user guards a running station; that the last one goes does not open it. */
static void
test_first_user (AuthFixture *self, gconstpointer data)
{
  const AuthRequest request = { .method = "GET", .address = HERE, .host = HERE };
  g_autoptr (AuthGate) gate = make_gate (self, &loopback);

  g_assert_cmpint (ask (gate, &request, AUTH_DOOR_KNOWN, AUTH_ROLE_ADMIN, FALSE), ==, AUTH_MAY);
  add_user (self, "anna", AUTH_ROLE_ADMIN);
  g_assert_cmpint (
      ask (gate, &request, AUTH_DOOR_KNOWN, AUTH_ROLE_OPERATOR, FALSE), ==, AUTH_UNKNOWN);
  g_assert_true (auth_change_remove_user (self->state, "anna", FALSE, NULL));
  g_assert_cmpint (
      ask (gate, &request, AUTH_DOOR_KNOWN, AUTH_ROLE_OPERATOR, FALSE), ==, AUTH_UNKNOWN);
  g_assert_cmpint (ask (gate, &request, AUTH_DOOR_PUBLIC, AUTH_ROLE_NONE, FALSE), ==, AUTH_MAY);
}

static void
test_roles (AuthFixture *self, gconstpointer data)
{
  static const gchar *const names[] = { "olga", "vera", "eve", "anna" };
  g_autoptr (AuthGate) gate = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    add_user (self, names[i], AUTH_ROLE_OPERATOR + i);
  gate = make_gate (self, &beyond);
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_auto (Browser) browser = { NULL };

    browser_init (&browser, gate, names[i], NULL);
    for (AuthRole role = AUTH_ROLE_OPERATOR; role <= AUTH_ROLE_ADMIN; role++)
      g_assert_cmpint (ask_as (gate, &browser, "PUT", browser.csrf, role), ==,
          role <= AUTH_ROLE_OPERATOR + i ? AUTH_MAY : AUTH_FORBIDDEN);
  }
}

static void
test_csrf (AuthFixture *self, gconstpointer data)
{
  g_auto (Browser) browser = { NULL }, other = { NULL };
  g_autoptr (AuthGate) gate = NULL;

  add_user (self, "anna", AUTH_ROLE_ADMIN);
  gate = make_gate (self, &beyond);
  browser_init (&browser, gate, "anna", NULL);
  browser_init (&other, gate, "anna", NULL);
  g_assert_cmpint (ask_as (gate, &browser, "GET", NULL, AUTH_ROLE_ADMIN), ==, AUTH_MAY);
  g_assert_cmpint (ask_as (gate, &browser, "HEAD", NULL, AUTH_ROLE_ADMIN), ==, AUTH_MAY);
  g_assert_cmpint (ask_as (gate, &browser, "DELETE", NULL, AUTH_ROLE_OPERATOR), ==, AUTH_FORBIDDEN);
  g_assert_cmpint (ask_as (gate, &browser, "POST", "", AUTH_ROLE_OPERATOR), ==, AUTH_FORBIDDEN);
  /* Another session's, of the same person. */
  g_assert_cmpint (
      ask_as (gate, &browser, "POST", other.csrf, AUTH_ROLE_OPERATOR), ==, AUTH_FORBIDDEN);
  g_assert_cmpint (ask_as (gate, &browser, "POST", browser.csrf, AUTH_ROLE_ADMIN), ==, AUTH_MAY);
}

/* An id that somebody planted before the login is worth nothing after it, and neither is the one before. */
static void
test_fixation (AuthFixture *self, gconstpointer data)
{
  g_autoptr (AuthSecret) planted_id = auth_secret_new ();
  Browser planted = { g_strconcat ("aoi-session=", planted_id, NULL), NULL };
  g_auto (Browser) first = { NULL }, second = { NULL };
  g_autoptr (AuthGate) gate = NULL;

  add_user (self, "anna", AUTH_ROLE_ADMIN);
  gate = make_gate (self, &beyond);
  browser_init (&first, gate, "anna", planted.cookie);
  g_assert_cmpstr (first.cookie, !=, planted.cookie);
  g_assert_cmpint (ask_as (gate, &planted, "GET", NULL, AUTH_ROLE_OPERATOR), ==, AUTH_UNKNOWN);
  browser_init (&second, gate, "anna", first.cookie);
  g_assert_cmpint (ask_as (gate, &first, "GET", NULL, AUTH_ROLE_OPERATOR), ==, AUTH_UNKNOWN);
  g_assert_cmpint (ask_as (gate, &second, "GET", NULL, AUTH_ROLE_OPERATOR), ==, AUTH_MAY);
  browser_clear (&planted);
}

/* A session does not outlive what it was begun with. */
static void
test_session_ends (AuthFixture *self, gconstpointer data)
{
  g_auto (Browser) browser = { NULL }, again = { NULL };
  g_autofree gchar *other_hash = auth_password_hash ("another password", NULL);
  g_autoptr (AuthGate) gate = NULL;
  AuthRequest request = { .method = "POST", .address = HERE };

  add_user (self, "anna", AUTH_ROLE_ADMIN);
  gate = make_gate (self, &beyond);
  browser_init (&browser, gate, "anna", NULL);
  g_assert_true (auth_change_set_role (self->state, "anna", AUTH_ROLE_VERIFIER, FALSE, NULL));
  g_assert_cmpint (ask_as (gate, &browser, "GET", NULL, AUTH_ROLE_ENGINEER), ==, AUTH_FORBIDDEN);
  browser_init (&again, gate, "anna", NULL);
  request.cookie = again.cookie;
  auth_gate_logout (gate, &request);
  g_assert_cmpint (ask_as (gate, &again, "GET", NULL, AUTH_ROLE_OPERATOR), ==, AUTH_UNKNOWN);
  g_assert_cmpint (ask_as (gate, &browser, "GET", NULL, AUTH_ROLE_OPERATOR), ==, AUTH_MAY);
  g_assert_true (auth_change_set_hash (self->state, "anna", other_hash, NULL));
  g_assert_cmpint (ask_as (gate, &browser, "GET", NULL, AUTH_ROLE_OPERATOR), ==, AUTH_UNKNOWN);
}

static void
test_tokens (AuthFixture *self, gconstpointer data)
{
  const gint64 now = g_get_real_time () / G_USEC_PER_SEC;
  g_autoptr (AuthSecret) good = auth_secret_new ();
  g_autoptr (AuthSecret) ended = auth_secret_new ();
  g_autofree gchar *good_digest = auth_secret_digest (good);
  g_autofree gchar *ended_digest = auth_secret_digest (ended);
  g_autofree gchar *bearer = g_strconcat ("Bearer ", good, NULL);
  g_autofree gchar *late = g_strconcat ("Bearer ", ended, NULL);
  g_autofree gchar *basic = g_strconcat ("Basic ", good, NULL);
  AuthRequest request = { .method = "POST", .address = ELSEWHERE, .host = "station" };
  g_autoptr (AuthGate) gate = NULL;

  add_user (self, "anna", AUTH_ROLE_ADMIN);
  g_assert_true (auth_change_add_token (
      self->state, "mes", AUTH_ROLE_VERIFIER, now + 1000, good_digest, NULL));
  g_assert_true (
      auth_change_add_token (self->state, "old", AUTH_ROLE_ADMIN, now - 1, ended_digest, NULL));
  gate = make_gate (self, &beyond);
  request.authorization = bearer;
  /* A browser does not send it unasked, so that it needs no token against forged requests. */
  g_assert_cmpint (ask (gate, &request, AUTH_DOOR_KNOWN, AUTH_ROLE_VERIFIER, FALSE), ==, AUTH_MAY);
  g_assert_cmpint (
      ask (gate, &request, AUTH_DOOR_KNOWN, AUTH_ROLE_ENGINEER, FALSE), ==, AUTH_FORBIDDEN);
  request.authorization = late;
  g_assert_cmpint (
      ask (gate, &request, AUTH_DOOR_KNOWN, AUTH_ROLE_OPERATOR, FALSE), ==, AUTH_UNKNOWN);
  request.authorization = basic;
  g_assert_cmpint (
      ask (gate, &request, AUTH_DOOR_KNOWN, AUTH_ROLE_OPERATOR, FALSE), ==, AUTH_UNKNOWN);
  request.authorization = "Bearer ";
  g_assert_cmpint (
      ask (gate, &request, AUTH_DOOR_KNOWN, AUTH_ROLE_OPERATOR, FALSE), ==, AUTH_UNKNOWN);
}

/* Brute force: after some wrong passwords a name, and an address, must wait, even with the right one. */
static void
test_brute_force (AuthFixture *self, gconstpointer data)
{
  g_autoptr (AuthGate) gate = NULL;
  guint wait_s, n = 0;

  add_user (self, "anna", AUTH_ROLE_ADMIN);
  gate = make_gate (self, &beyond);
  while (login (gate, ELSEWHERE, "anna", "wrong password", &wait_s) == AUTH_UNKNOWN)
    n++;
  g_assert_cmpuint (n, ==, 10);
  g_assert_cmpuint (wait_s, ==, 10);
  g_assert_cmpint (login (gate, ELSEWHERE, "anna", PASSWORD, &wait_s), ==, AUTH_TOO_OFTEN);
  /* From elsewhere she gets in, and that costs nothing, however often. */
  for (guint i = 0; i < 15; i++)
    g_assert_cmpint (login (gate, HERE, "anna", PASSWORD, &wait_s), ==, AUTH_MAY);
  aoi_clock_advance (10 * SECOND);
  g_assert_cmpint (login (gate, ELSEWHERE, "anna", PASSWORD, &wait_s), ==, AUTH_MAY);
}

/* From many addresses, one name: and names that are none share an account. */
static void
test_brute_force_names (AuthFixture *self, gconstpointer data)
{
  g_autoptr (AuthGate) gate = NULL;
  guint wait_s, n = 0;

  add_user (self, "anna", AUTH_ROLE_ADMIN);
  gate = make_gate (self, &beyond);
  for (guint i = 0; i < 40; i++) {
    g_autofree gchar *address = g_strdup_printf ("192.0.2.%u", i);

    n += login (gate, address, "nobody", "wrong password", &wait_s) == AUTH_UNKNOWN;
  }
  g_assert_cmpuint (n, ==, 20);
  g_assert_cmpint (login (gate, HERE, "anna", PASSWORD, &wait_s), ==, AUTH_MAY);
  g_assert_cmpint (login (gate, HERE, "../\nanna", PASSWORD, &wait_s), ==, AUTH_UNKNOWN);
  /* The password of somebody else. */
  g_assert_cmpint (login (gate, HERE, "bert", PASSWORD, &wait_s), ==, AUTH_UNKNOWN);
}

/* A name that nobody has takes as long as a wrong password: both compute a hash. */
static void
test_equal_time (AuthFixture *self, gconstpointer data)
{
  g_autofree gchar *hash = auth_password_hash (PASSWORD, NULL);
  gint64 known = G_MAXINT64, unknown = G_MAXINT64;
  g_autoptr (AuthGate) gate = NULL;
  guint wait_s;

  g_assert_true (auth_change_add_user (self->state, "anna", AUTH_ROLE_ADMIN, hash, NULL));
  gate = make_gate (self, &beyond);
  for (guint i = 0; i < 3; i++) {
    const gint64 begin = g_get_monotonic_time ();
    gint64 middle;

    g_assert_cmpint (login (gate, HERE, "anna", "wrong password", &wait_s), ==, AUTH_UNKNOWN);
    middle = g_get_monotonic_time ();
    g_assert_cmpint (login (gate, HERE, "nobody", "wrong password", &wait_s), ==, AUTH_UNKNOWN);
    known = MIN (known, middle - begin);
    unknown = MIN (unknown, g_get_monotonic_time () - middle);
  }
  g_test_message ("a wrong password took %" G_GINT64_FORMAT
                  " us, an unknown name %" G_GINT64_FORMAT,
      known, unknown);
  g_assert_cmpint (unknown, >, known / 2);
  g_assert_cmpint (known, >, unknown / 2);
}

static void
test_origin (AuthFixture *self, gconstpointer data)
{
  AuthRequest request = { .method = "POST", .address = HERE, .host = "127.0.0.1:5000" };
  g_autoptr (AuthGate) gate = make_gate (self, &loopback);

  for (AuthDoor door = AUTH_DOOR_PUBLIC; door <= AUTH_DOOR_KNOWN; door++) {
    request.origin = "http://127.0.0.1:5000";
    /* Clients of the old API are no pages. */
    g_assert_cmpint (ask (gate, &request, door, AUTH_ROLE_OPERATOR, FALSE), ==,
        door == AUTH_DOOR_OLD ? AUTH_FORBIDDEN : AUTH_MAY);
    request.origin = "http://evil.example";
    g_assert_cmpint (ask (gate, &request, door, AUTH_ROLE_OPERATOR, FALSE), ==, AUTH_FORBIDDEN);
    request.origin = "null";
    g_assert_cmpint (ask (gate, &request, door, AUTH_ROLE_OPERATOR, FALSE), ==, AUTH_FORBIDDEN);
  }
}

/* A name of elsewhere that was made to mean this machine: a browser that follows it reads nothing where nobody logs in. */
static void
test_rebinding (AuthFixture *self, gconstpointer data)
{
  static const gchar *const origins[] = { "http://server:5000", NULL };
  const AuthRules rules = { .old_api = AUTH_OLD_FULL, .origins = origins };
  AuthRequest request = {
    .method = "GET", .address = HERE, .host = "evil.example:5000", .browser = TRUE
  };
  g_autoptr (AuthGate) gate = make_gate (self, &rules);

  g_assert_cmpint (ask (gate, &request, AUTH_DOOR_OLD, AUTH_ROLE_NONE, FALSE), ==, AUTH_FORBIDDEN);
  g_assert_cmpint (
      ask (gate, &request, AUTH_DOOR_KNOWN, AUTH_ROLE_OPERATOR, FALSE), ==, AUTH_FORBIDDEN);
  request.host = "server:5000";
  g_assert_cmpint (ask (gate, &request, AUTH_DOOR_OLD, AUTH_ROLE_NONE, FALSE), ==, AUTH_MAY);
  g_assert_cmpint (ask (gate, &request, AUTH_DOOR_KNOWN, AUTH_ROLE_OPERATOR, FALSE), ==, AUTH_MAY);
  /* An old client is no browser, and knows the station by any name. */
  request.host = "any-name:5000";
  request.browser = FALSE;
  g_assert_cmpint (ask (gate, &request, AUTH_DOOR_OLD, AUTH_ROLE_NONE, FALSE), ==, AUTH_MAY);
}

static void
test_old_api (AuthFixture *self, gconstpointer data)
{
  static const gchar *const networks[] = { "192.0.2.0/24", NULL };
  AuthRules rules = { .old_api = AUTH_OLD_INSPECT, .beyond = TRUE, .networks = networks };
  static const struct {
    AuthOldApi old_api;
    gboolean inspects, changes;
  } cases[] = { { AUTH_OLD_FULL, TRUE, TRUE }, { AUTH_OLD_INSPECT, TRUE, FALSE },
    { AUTH_OLD_OFF, FALSE, FALSE } };

  add_user (self, "anna", AUTH_ROLE_ADMIN);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    AuthRequest request = { .method = "POST", .address = ELSEWHERE };
    g_autoptr (AuthGate) gate = NULL;

    rules.old_api = cases[i].old_api;
    gate = make_gate (self, &rules);
    g_assert_cmpint (ask (gate, &request, AUTH_DOOR_OLD, AUTH_ROLE_NONE, FALSE) == AUTH_MAY, ==,
        cases[i].inspects);
    g_assert_cmpint (ask (gate, &request, AUTH_DOOR_OLD, AUTH_ROLE_NONE, TRUE) == AUTH_MAY, ==,
        cases[i].changes);
    request.address = "198.51.100.1";
    g_assert_cmpint (
        ask (gate, &request, AUTH_DOOR_OLD, AUTH_ROLE_NONE, FALSE), ==, AUTH_FORBIDDEN);
    /* What was listed counts, and nothing else. */
    request.address = HERE;
    g_assert_cmpint (
        ask (gate, &request, AUTH_DOOR_OLD, AUTH_ROLE_NONE, FALSE), ==, AUTH_FORBIDDEN);
  }
}

/* If nobody said who, this machine. */
static void
test_old_api_unsaid (AuthFixture *self, gconstpointer data)
{
  const AuthRules opened = { .old_api = AUTH_OLD_INSPECT, .beyond = TRUE, .open = TRUE };
  AuthRequest request = { .method = "POST", .address = HERE };
  g_autoptr (AuthGate) open_gate = make_gate (self, &opened);
  g_autoptr (AuthGate) gate = NULL;

  add_user (self, "anna", AUTH_ROLE_ADMIN);
  gate = make_gate (self, &beyond);
  g_assert_cmpint (ask (gate, &request, AUTH_DOOR_OLD, AUTH_ROLE_NONE, FALSE), ==, AUTH_MAY);
  request.address = ELSEWHERE;
  g_assert_cmpint (ask (gate, &request, AUTH_DOOR_OLD, AUTH_ROLE_NONE, FALSE), ==, AUTH_FORBIDDEN);
  g_assert_cmpint (ask (open_gate, &request, AUTH_DOOR_OLD, AUTH_ROLE_NONE, FALSE), ==, AUTH_MAY);
  g_assert_cmpint (
      ask (open_gate, &request, AUTH_DOOR_OLD, AUTH_ROLE_NONE, TRUE), ==, AUTH_FORBIDDEN);
}

/* Behind a proxy on this machine everybody has its address. */
static void
test_proxy (AuthFixture *self, gconstpointer data)
{
  static const gchar *const networks[] = { "127.0.0.1", NULL };
  const AuthRules listed = { .old_api = AUTH_OLD_FULL, .networks = networks };
  const AuthRequest request = { .method = "GET", .address = HERE, .host = HERE, .forwarded = TRUE };
  g_autoptr (AuthGate) gate = make_gate (self, &loopback);
  g_autoptr (AuthGate) told = make_gate (self, &listed);

  g_assert_cmpint (ask (gate, &request, AUTH_DOOR_OLD, AUTH_ROLE_NONE, FALSE), ==, AUTH_FORBIDDEN);
  g_assert_cmpint (
      ask (gate, &request, AUTH_DOOR_KNOWN, AUTH_ROLE_OPERATOR, FALSE), ==, AUTH_FORBIDDEN);
  /* Unless whoever started the station means the proxy. */
  g_assert_cmpint (ask (told, &request, AUTH_DOOR_OLD, AUTH_ROLE_NONE, FALSE), ==, AUTH_MAY);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  aoi_clock_stop ();
  AUTH_ADD ("/auth/start", test_start);
  AUTH_ADD ("/auth/first-user", test_first_user);
  AUTH_ADD ("/auth/roles", test_roles);
  AUTH_ADD ("/auth/csrf", test_csrf);
  AUTH_ADD ("/auth/fixation", test_fixation);
  AUTH_ADD ("/auth/session-ends", test_session_ends);
  AUTH_ADD ("/auth/tokens", test_tokens);
  AUTH_ADD ("/auth/brute-force", test_brute_force);
  AUTH_ADD ("/auth/brute-force-names", test_brute_force_names);
  AUTH_ADD ("/auth/equal-time", test_equal_time);
  AUTH_ADD ("/auth/origin", test_origin);
  AUTH_ADD ("/auth/rebinding", test_rebinding);
  AUTH_ADD ("/auth/proxy", test_proxy);
  AUTH_ADD ("/auth/old-api", test_old_api);
  AUTH_ADD ("/auth/old-api-unsaid", test_old_api_unsaid);
  return g_test_run ();
}
