/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Sessions, limits of trials, networks, origins and cookies. The clock stands. */
#include <string.h>

#include "aoi-error.h"
#include "auth/auth-cookie.h"
#include "auth/auth-limiter.h"
#include "auth/auth-network.h"
#include "auth/auth-origin.h"
#include "auth/auth-secret.h"
#include "auth/auth-session.h"
#include "base/aoi-clock.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define IDLE (100 * SECOND)
#define AGE (1000 * SECOND)
#define OF_ONE 3

static const AuthSessionLimits limits = { .idle = IDLE, .age = AGE, .of_one = OF_ONE };

static void
test_session (void)
{
  g_autoptr (AuthSessions) sessions = auth_sessions_new (&limits);
  const AuthSession *session, *found;
  g_autoptr (AuthSecret) id = auth_sessions_begin (sessions, "anna", "hash", &session);
  g_autoptr (AuthSecret) other = auth_secret_new ();

  g_assert_true (auth_secret_is (id));
  g_assert_cmpstr (session->csrf, !=, id);
  found = auth_sessions_find (sessions, id);
  g_assert_true (found == session);
  g_assert_cmpstr (found->user, ==, "anna");
  g_assert_null (auth_sessions_find (sessions, other));
  g_assert_null (auth_sessions_find (sessions, ""));
  g_assert_null (auth_sessions_find (sessions, "../anna"));
  auth_sessions_end (sessions, other);
  auth_sessions_end (sessions, id);
  g_assert_null (auth_sessions_find (sessions, id));
}

/* It ends when it is not used, and at last however much it is used. */
static void
test_session_ends (void)
{
  g_autoptr (AuthSessions) sessions = auth_sessions_new (&limits);
  const AuthSession *session;
  g_autoptr (AuthSecret) idle = auth_sessions_begin (sessions, "anna", "hash", &session);
  g_autoptr (AuthSecret) busy = auth_sessions_begin (sessions, "anna", "hash", &session);
  gint64 used = 0;

  for (; used + IDLE - 1 < AGE; used += IDLE - 1) {
    g_assert_nonnull (auth_sessions_find (sessions, busy));
    aoi_clock_advance (IDLE - 1);
  }
  g_assert_nonnull (auth_sessions_find (sessions, busy));
  aoi_clock_advance (AGE - used);
  g_assert_null (auth_sessions_find (sessions, busy));
  g_assert_null (auth_sessions_find (sessions, idle));
  g_assert_cmpuint (auth_sessions_get_count (sessions), ==, 0);
}

/* Memory is bounded; one person's sessions do not end another's. */
static void
test_session_room (void)
{
  g_autoptr (AuthSessions) sessions = auth_sessions_new (&limits);
  const AuthSession *session;
  g_autoptr (AuthSecret) bert = auth_sessions_begin (sessions, "bert", "hash", &session);
  g_autoptr (AuthSecret) first = auth_sessions_begin (sessions, "anna", "hash", &session);
  g_autoptr (AuthSecret) second = NULL;

  aoi_clock_advance (1);
  second = auth_sessions_begin (sessions, "anna", "hash", &session);
  for (guint i = 2; i < OF_ONE + 1; i++) {
    g_autoptr (AuthSecret) id = NULL;

    aoi_clock_advance (1);
    id = auth_sessions_begin (sessions, "anna", "hash", &session);
  }
  g_assert_cmpuint (auth_sessions_get_count (sessions), ==, OF_ONE + 1);
  g_assert_null (auth_sessions_find (sessions, first));
  g_assert_nonnull (auth_sessions_find (sessions, second));
  g_assert_nonnull (auth_sessions_find (sessions, bert));
}

static void
test_limiter (void)
{
  g_autoptr (AuthLimiter) limiter = auth_limiter_new (3, 10 * SECOND, 100);
  gint64 wait;

  for (guint i = 0; i < 3; i++)
    g_assert_true (auth_limiter_take (limiter, "a", &wait));
  g_assert_false (auth_limiter_take (limiter, "a", &wait));
  g_assert_cmpint (wait, ==, 10 * SECOND);
  g_assert_true (auth_limiter_take (limiter, "b", &wait));
  /* A refused trial costs nothing, or nobody would ever get in again. */
  aoi_clock_advance (10 * SECOND - 1);
  g_assert_false (auth_limiter_take (limiter, "a", &wait));
  g_assert_cmpint (wait, ==, 1);
  aoi_clock_advance (1);
  g_assert_true (auth_limiter_take (limiter, "a", &wait));
  g_assert_false (auth_limiter_take (limiter, "a", &wait));
  auth_limiter_give_back (limiter, "a");
  g_assert_true (auth_limiter_take (limiter, "a", &wait));
  aoi_clock_advance (1000 * SECOND);
  for (guint i = 0; i < 3; i++)
    g_assert_true (auth_limiter_take (limiter, "a", &wait));
  g_assert_false (auth_limiter_take (limiter, "a", &wait));
}

/* However many there are, memory is bounded, and who is new shares what one may do. */
static void
test_limiter_room (void)
{
  g_autoptr (AuthLimiter) limiter = auth_limiter_new (2, 10 * SECOND, 10);
  guint allowed = 0;
  gint64 wait;

  for (guint i = 0; i < 1000; i++) {
    g_autofree gchar *key = g_strdup_printf ("key %u", i);

    allowed += auth_limiter_take (limiter, key, &wait);
  }
  g_assert_cmpuint (allowed, ==, 10 + 2);
  aoi_clock_advance (20 * SECOND);
  g_assert_true (auth_limiter_take (limiter, "another", &wait));
  g_assert_true (auth_limiter_take (limiter, "another", &wait));
  g_assert_false (auth_limiter_take (limiter, "another", &wait));
}

static void
test_networks (void)
{
  static const gchar *const texts[] = { "192.168.7.0/24", "10.0.0.5", "fd00:1::/32", NULL };
  static const struct {
    const gchar *address;
    gboolean in;
  } cases[] = {
    { "192.168.7.1", TRUE },
    { "192.168.7.255", TRUE },
    { "192.168.8.1", FALSE },
    { "10.0.0.5", TRUE },
    { "10.0.0.50", FALSE },
    { "::ffff:192.168.7.9", TRUE },
    { "::ffff:10.0.0.6", FALSE },
    { "fd00:1::7", TRUE },
    { "fd00:2::7", FALSE },
    { "fd00:1::7%eth0", TRUE },
    { "::1", FALSE },
    { "", FALSE },
    { "?", FALSE },
    { "192.168.7.1.evil", FALSE },
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (AuthNetworks) networks = auth_networks_new (texts, &error);
  g_autoptr (AuthNetworks) none = auth_networks_new (NULL, NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_assert_cmpint (auth_networks_have (networks, cases[i].address), ==, cases[i].in);
    g_assert_false (auth_networks_have (none, cases[i].address));
  }
}

static void
test_bad_networks (void)
{
  static const gchar *const bad[] = { "", "any", "192.168.7.1/24", "192.168.7.0/33", "1.2.3",
    "10.0.0.0/", "fd00::/129", "\xff" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    const gchar *const texts[] = { bad[i], NULL };
    g_autoptr (GError) error = NULL;

    g_assert_null (auth_networks_new (texts, &error));
    g_assert_error (error, AOI_ERROR, AOI_ERROR_INVALID);
  }
}

static void
test_addresses (void)
{
  static const gchar *const loopback[] = { "127.0.0.1", "127.8.9.1", "::1", "::ffff:127.0.0.1" };
  static const gchar *const beyond[] = { "0.0.0.0", "::", "192.0.2.1", "", "localhost" };
  g_autofree gchar *a = auth_network_get_key ("2001:db8:1:2::1");
  g_autofree gchar *b = auth_network_get_key ("2001:db8:1:2:ffff::9");
  g_autofree gchar *c = auth_network_get_key ("2001:db8:1:3::1");
  g_autofree gchar *d = auth_network_get_key ("::ffff:192.0.2.1");

  for (guint i = 0; i < G_N_ELEMENTS (loopback); i++)
    g_assert_true (auth_network_is_loopback (loopback[i]));
  for (guint i = 0; i < G_N_ELEMENTS (beyond); i++)
    g_assert_false (auth_network_is_loopback (beyond[i]));
  g_assert_cmpstr (a, ==, b);
  g_assert_cmpstr (a, !=, c);
  g_assert_cmpstr (d, ==, "192.0.2.1");
}

static void
test_origins (void)
{
  static const gchar *const more[] = { "http://server:5000", NULL };
  static const struct {
    const gchar *origin, *host;
    gboolean secure, own;
  } cases[] = {
    { "http://127.0.0.1:5000", "127.0.0.1:5000", FALSE, TRUE },
    { "http://[::1]:5000", "[::1]:5000", FALSE, TRUE },
    { "http://localhost:5000", "localhost:5000", FALSE, TRUE },
    { "http://192.0.2.1", "192.0.2.1", FALSE, TRUE },
    { "https://192.0.2.1", "192.0.2.1", TRUE, TRUE },
    { "http://192.0.2.1", "192.0.2.1", TRUE, FALSE },
    { "http://server:5000", "192.0.2.1:5000", FALSE, TRUE },
    { "http://127.0.0.1:8080", "127.0.0.1:5000", FALSE, FALSE },
    { "http://127.0.0.1", "127.0.0.1:5000", FALSE, FALSE },
    /* A name of elsewhere that was made to mean this machine. */
    { "http://evil.example:5000", "evil.example:5000", FALSE, FALSE },
    { "http://127.0.0.1.evil.example:5000", "127.0.0.1.evil.example:5000", FALSE, FALSE },
    { "http://evil.example", "127.0.0.1:5000", FALSE, FALSE },
    { "null", "127.0.0.1:5000", FALSE, FALSE },
    { "", "", FALSE, FALSE },
    { "http://", "", FALSE, FALSE },
    { "http://[::1", "[::1", FALSE, FALSE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (auth_origin_is_own (cases[i].origin, cases[i].host, cases[i].secure, more), ==,
        cases[i].own);
  g_assert_true (auth_origin_host_is_own ("server:5000", FALSE, more));
  g_assert_false (auth_origin_host_is_own ("server:5001", FALSE, more));
  g_assert_true (auth_origin_check ("https://station:5000", NULL));
  g_assert_false (auth_origin_check ("station", NULL));
  g_assert_false (auth_origin_check ("http://station/", NULL));
  g_assert_false (auth_origin_check ("http://", NULL));
}

static void
test_cookies (void)
{
  g_autofree gchar *plain = auth_cookie_set ("12ab", FALSE);
  g_autofree gchar *secure = auth_cookie_set ("12ab", TRUE);
  g_autofree gchar *cleared = auth_cookie_clear (FALSE);
  g_autofree gchar *found = auth_cookie_find ("a=b; aoi-session=12ab;c", FALSE);
  g_autofree gchar *found_secure = auth_cookie_find ("__Host-aoi-session=12ab", TRUE);

  g_assert_cmpstr (plain, ==, "aoi-session=12ab; Path=/; HttpOnly; SameSite=Strict");
  g_assert_cmpstr (
      secure, ==, "__Host-aoi-session=12ab; Path=/; HttpOnly; SameSite=Strict; Secure");
  g_assert_cmpstr (cleared, ==, "aoi-session=; Path=/; HttpOnly; SameSite=Strict; Max-Age=0");
  g_assert_cmpstr (found, ==, "12ab");
  g_assert_cmpstr (found_secure, ==, "12ab");
  g_assert_null (auth_cookie_find (NULL, FALSE));
  g_assert_null (auth_cookie_find ("", FALSE));
  g_assert_null (auth_cookie_find (";;=;aoi-session", FALSE));
  g_assert_null (auth_cookie_find ("xaoi-session=1", FALSE));
  /* One of two may be planted. */
  g_assert_null (auth_cookie_find ("aoi-session=1; aoi-session=2", FALSE));
  /* A cookie that came without TLS does not count with it. */
  g_assert_null (auth_cookie_find ("aoi-session=1", TRUE));
}

/* Whatever a client sends, there is an answer, and it is no. */
static void
test_hostile (void)
{
  static const gchar letters[] = "aoi-session=;[]:/.%\xff\xc3\"\\ 0129abf@";
  g_autoptr (AuthSessions) sessions = auth_sessions_new (&limits);
  g_autoptr (AuthNetworks) none = auth_networks_new (NULL, NULL);

  for (guint i = 0; i < 5000; i++) {
    gchar text[40] = "";
    g_autofree gchar *id = NULL, *key = NULL;

    for (gint k = g_test_rand_int_range (0, sizeof text - 1); k > 0; k--)
      text[k - 1] = letters[g_test_rand_int_range (0, sizeof letters - 1)];
    id = auth_cookie_find (text, FALSE);
    g_assert_true (id == NULL || auth_sessions_find (sessions, id) == NULL);
    g_assert_null (auth_sessions_find (sessions, text));
    g_assert_false (auth_origin_is_own (text, "127.0.0.1:5000", FALSE, NULL));
    auth_origin_host_is_own (text, FALSE, NULL);
    g_assert_false (auth_networks_have (none, text));
    key = auth_network_get_key (text);
    g_assert_cmpuint (strlen (key), <=, 16);
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  aoi_clock_stop ();
  g_test_add_func ("/auth/session", test_session);
  g_test_add_func ("/auth/session-ends", test_session_ends);
  g_test_add_func ("/auth/session-room", test_session_room);
  g_test_add_func ("/auth/limiter", test_limiter);
  g_test_add_func ("/auth/limiter-room", test_limiter_room);
  g_test_add_func ("/auth/networks", test_networks);
  g_test_add_func ("/auth/bad-networks", test_bad_networks);
  g_test_add_func ("/auth/addresses", test_addresses);
  g_test_add_func ("/auth/origins", test_origins);
  g_test_add_func ("/auth/cookies", test_cookies);
  g_test_add_func ("/auth/hostile", test_hostile);
  return g_test_run ();
}
