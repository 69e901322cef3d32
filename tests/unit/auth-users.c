/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Who is known: names, roles, passwords, tokens, and the file that holds them. */
#include <fcntl.h>
#include <signal.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "aoi-error.h"
#include "auth-support.h"
#include "auth/auth-change.h"
#include "auth/auth-keeper.h"
#include "auth/auth-name.h"
#include "auth/auth-password.h"
#include "auth/auth-secret.h"
#include "auth/auth-time.h"
#include "support/test-child.h"
#include "support/test-repeat.h"

#define MAX_LIFE_US 30000
#define PASSWORD "correct horse"

static AuthBook *
load (const AuthFixture *self)
{
  g_autoptr (GError) error = NULL;
  AuthBook *book = auth_book_load (self->state, &error);

  g_assert_no_error (error);
  return book;
}

static void
assert_refused (gboolean done, GError **error, const gchar *part)
{
  g_assert_false (done);
  g_assert_error (*error, AOI_ERROR, AOI_ERROR_INVALID);
  g_assert_nonnull (strstr ((*error)->message, part));
  g_clear_error (error);
}

/* Each role includes those before it. */
static void
test_roles (void)
{
  static const gchar *const names[] = { "operator", "verifier", "engineer", "admin" };
  g_autoptr (GError) error = NULL;
  AuthRole role, before = AUTH_ROLE_NONE;

  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_assert_true (auth_role_parse (names[i], &role, NULL));
    g_assert_cmpint (role, >, before);
    g_assert_cmpstr (auth_role_to_text (role), ==, names[i]);
    before = role;
  }
  assert_refused (auth_role_parse ("root\n", &role, &error), &error, "'root<0A>'");
  g_assert_false (auth_role_parse ("none", &role, NULL));
}

static void
test_names (void)
{
  static const gchar *const bad[] = { "", ".", "..", "../anna", "a/b", "Anna", "1a", "-r", "a b",
    "a\n", "a\xff", "\xc3\xa4nne", "a:b", "a%00", "abcdefghijklmnopqrstuvwxyzabcdefg" };
  static const gchar *const good[] = { "a", "anna", "anna.b-c_2",
    "abcdefghijklmnopqrstuvwxyzabcdef" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++) {
    g_autoptr (GError) error = NULL;

    assert_refused (auth_name_check (bad[i], &error), &error, "a name begins with a letter");
  }
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    g_assert_true (auth_name_check (good[i], NULL));
}

static void
test_password (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *hash = auth_password_hash (PASSWORD, &error);
  g_autofree gchar *again = NULL, *long_one = g_strnfill (AUTH_PASSWORD_MAX + 1, 'x');

  g_assert_no_error (error);
  g_assert_true (g_str_has_prefix (hash, "$y$"));
  g_assert_null (strstr (hash, PASSWORD));
  again = auth_password_hash (PASSWORD, NULL);
  g_assert_cmpstr (hash, !=, again);
  g_assert_true (auth_password_verify (PASSWORD, hash));
  g_assert_true (auth_password_verify (PASSWORD, again));
  g_assert_false (auth_password_verify ("correct hors", hash));
  g_assert_false (auth_password_verify ("", hash));
  g_assert_false (auth_password_verify (long_one, hash));
  /* A file that somebody spoiled lets nobody in. */
  g_assert_false (auth_password_verify (PASSWORD, ""));
  g_assert_false (auth_password_verify ("*0", "*0"));
  g_assert_false (auth_password_verify (PASSWORD, PASSWORD));
}

static void
test_password_rules (void)
{
  g_autofree gchar *long_one = g_strnfill (AUTH_PASSWORD_MAX + 1, 'x');
  g_autoptr (GError) error = NULL;

  assert_refused (auth_password_hash ("1234567", &error) != NULL, &error, "at least 8");
  /* Characters, not bytes. */
  assert_refused (
      auth_password_check ("\xc3\xa4\xc3\xa4\xc3\xa4\xc3\xa4", &error), &error, "at least 8");
  assert_refused (auth_password_check ("12345678\xff", &error), &error, "UTF-8");
  assert_refused (auth_password_check (long_one, &error), &error, "at most 256");
}

static void
test_secret (void)
{
  g_autoptr (AuthSecret) a = auth_secret_new ();
  g_autoptr (AuthSecret) b = auth_secret_new ();

  g_assert_true (auth_secret_is (a));
  g_assert_false (auth_secret_equal (a, b));
  g_assert_true (auth_secret_equal (a, a));
  g_assert_false (auth_secret_equal (a, ""));
  b[0] = 'g';
  g_assert_false (auth_secret_is (b));
  g_assert_false (auth_secret_is (a + 1));
  g_assert_false (auth_secret_is (""));
}

static void
test_time (void)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *text = NULL;
  gint64 moment, day, next;

  g_assert_true (auth_time_parse ("2026-12-31T12:00:00Z", &moment, NULL));
  text = auth_time_to_text (moment);
  g_assert_cmpstr (text, ==, "2026-12-31T12:00:00Z");
  /* A day is meant to its end. */
  g_assert_true (auth_time_parse ("2026-12-30", &day, NULL));
  g_assert_true (auth_time_parse ("2026-12-31T00:00:00", &next, NULL));
  g_assert_cmpint (day, ==, next);
  assert_refused (auth_time_parse ("tomorrow", &day, &error), &error, "'tomorrow'");
  assert_refused (auth_time_parse ("2026-02-30", &day, &error), &error, "2026-02-30");
}

static void
test_users (AuthFixture *self, gconstpointer data)
{
  g_autoptr (AuthBook) book = load (self);
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (book->users->len, ==, 0);
  g_assert_true (auth_change_add_user (self->state, "anna", AUTH_ROLE_ADMIN, "$y$1", NULL));
  g_assert_true (auth_change_add_user (self->state, "bert", AUTH_ROLE_VERIFIER, "$y$2", NULL));
  assert_refused (auth_change_add_user (self->state, "anna", AUTH_ROLE_OPERATOR, "$y$3", &error),
      &error, "\"anna\" already");
  assert_refused (auth_change_add_user (self->state, "../x", AUTH_ROLE_OPERATOR, "$y$3", &error),
      &error, "a name begins");
  g_assert_true (auth_change_set_hash (self->state, "bert", "$y$4", NULL));
  g_assert_true (auth_change_set_role (self->state, "bert", AUTH_ROLE_ENGINEER, FALSE, NULL));
  assert_refused (
      auth_change_set_hash (self->state, "carl", "$y$4", &error), &error, "no user \"carl\"");
  g_clear_pointer (&book, auth_book_free);
  book = load (self);
  g_assert_cmpstr (auth_book_find_user (book, "bert")->hash, ==, "$y$4");
  g_assert_cmpint (auth_book_find_user (book, "bert")->role, ==, AUTH_ROLE_ENGINEER);
  g_assert_true (auth_book_has_admin (book));
  assert_refused (auth_change_remove_user (self->state, "anna", TRUE, &error), &error, "no admin");
  assert_refused (auth_change_set_role (self->state, "anna", AUTH_ROLE_OPERATOR, TRUE, &error),
      &error, "no admin");
  g_assert_true (auth_change_remove_user (self->state, "anna", FALSE, NULL));
  assert_refused (auth_change_remove_user (self->state, "anna", FALSE, &error), &error, "no user");
  g_clear_pointer (&book, auth_book_free);
  book = load (self);
  g_assert_null (auth_book_find_user (book, "anna"));
  g_assert_false (auth_book_has_admin (book));
}

static void
test_tokens (AuthFixture *self, gconstpointer data)
{
  g_autoptr (AuthSecret) secret = auth_secret_new ();
  g_autoptr (AuthSecret) other = auth_secret_new ();
  g_autofree gchar *digest = auth_secret_digest (secret);
  g_autofree gchar *path = g_build_filename (self->path, AUTH_BOOK_FILE, NULL);
  g_autofree gchar *text = NULL;
  g_autoptr (AuthBook) book = NULL;
  g_autoptr (GError) error = NULL;

  g_assert_true (
      auth_change_add_token (self->state, "mes", AUTH_ROLE_OPERATOR, 2000000000, digest, NULL));
  assert_refused (
      auth_change_add_token (self->state, "mes", AUTH_ROLE_ADMIN, 2000000000, digest, &error),
      &error, "\"mes\" already");
  book = load (self);
  g_assert_cmpstr (auth_book_find_secret (book, secret, 1999999999)->name, ==, "mes");
  g_assert_null (auth_book_find_secret (book, secret, 2000000000));
  g_assert_null (auth_book_find_secret (book, other, 1999999999));
  /* Whoever reads the file has no token. */
  g_assert_null (auth_book_find_secret (book, digest, 1999999999));
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_null (strstr (text, secret));
  g_assert_true (auth_change_remove_token (self->state, "mes", NULL));
  assert_refused (auth_change_remove_token (self->state, "mes", &error), &error, "no token");
  assert_refused (auth_change_remove_token (self->state, "m\ns", &error), &error, "m<0A>s");
}

static void
test_modes (AuthFixture *self, gconstpointer data)
{
  g_autofree gchar *path = g_build_filename (self->path, AUTH_BOOK_FILE, NULL);
  g_autofree gchar *inside = g_build_filename (self->path, "a", "b", NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (AuthState) made = NULL;
  struct stat info;

  umask (0);
  g_assert_true (auth_change_add_user (self->state, "anna", AUTH_ROLE_ADMIN, "$y$1", NULL));
  g_assert_cmpint (g_stat (path, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0600);
  g_assert_cmpint (g_chmod (path, 0640), ==, 0);
  assert_refused (auth_book_load (self->state, &error) != NULL, &error, "chmod 600");
  made = auth_state_open (inside, &error);
  g_assert_no_error (error);
  g_assert_cmpint (g_stat (inside, &info), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, 0700);
  g_assert_cmpint (g_chmod (inside, 0770), ==, 0);
  assert_refused (auth_state_open (inside, &error) != NULL, &error, "chmod go-w");
  /* What root writes there, the station that runs as its owner could not read. */
  if (geteuid () == 0) {
    g_assert_cmpint (chown (inside, 12345, 12345), ==, 0);
    assert_refused (auth_state_open (inside, &error) != NULL, &error, "belongs to another user");
  }
}

/* A file that is not ours, or was spoiled, is refused as a whole and by name. */
static void
test_bad_files (AuthFixture *self, gconstpointer data)
{
  static const struct {
    const gchar *text, *message;
  } files[] = {
    { "{", "users.json" },
    { "[]", "$" },
    { "{}", "$.format" },
    { "{\"format\":2}", "$.format" },
    { "{\"format\":1,\"users\":{}}", "$.users" },
    { "{\"format\":1,\"users\":[3]}", "$.users[0]" },
    { "{\"format\":1,\"users\":[{\"name\":\"a\",\"role\":\"admin\"}]}", "hash is missing" },
    { "{\"format\":1,\"users\":[{\"name\":\"a\",\"role\":\"root\",\"hash\":\"x\"}]}", "'root'" },
    { "{\"format\":1,\"users\":[{\"name\":\"A\",\"role\":\"admin\",\"hash\":\"x\"}]}",
        "a name begins" },
    { "{\"format\":1,\"tokens\":[{\"name\":\"a\",\"role\":\"admin\",\"until\":\"2026-12-31T00:00:00Z\","
      "\"sha256\":\"12\"}]}",
        "$.tokens[0]" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (files); i++) {
    g_autofree gchar *path = g_build_filename (self->path, AUTH_BOOK_FILE, NULL);
    g_autoptr (GError) error = NULL;

    product_folder_write (self->path, AUTH_BOOK_FILE, files[i].text, -1);
    g_assert_cmpint (g_chmod (path, 0600), ==, 0);
    g_assert_null (auth_book_load (self->state, &error));
    g_assert_nonnull (error);
    g_test_message ("%s", error->message);
    g_assert_nonnull (strstr (error->message, files[i].message));
    g_assert_nonnull (strstr (error->message, "users.json"));
  }
}

/* What a command changes while the station runs counts at once; a broken file lets nobody in. */
static void
test_keeper (AuthFixture *self, gconstpointer data)
{
  g_autofree gchar *path = g_build_filename (self->path, AUTH_BOOK_FILE, NULL);
  g_autoptr (AuthKeeper) keeper = auth_keeper_new (self->state, NULL);
  const AuthBook *book = auth_keeper_get_book (keeper);

  g_assert_cmpuint (book->users->len, ==, 0);
  g_assert_true (auth_keeper_get_book (keeper) == book);
  g_assert_true (auth_change_add_user (self->state, "anna", AUTH_ROLE_ADMIN, "$y$1", NULL));
  g_assert_nonnull (auth_book_find_user (auth_keeper_get_book (keeper), "anna"));
  g_assert_true (auth_change_remove_user (self->state, "anna", FALSE, NULL));
  g_assert_true (auth_change_add_user (self->state, "bert", AUTH_ROLE_ADMIN, "$y$1", NULL));
  g_assert_null (auth_book_find_user (auth_keeper_get_book (keeper), "anna"));
  g_assert_nonnull (auth_book_find_user (auth_keeper_get_book (keeper), "bert"));
  product_folder_write (self->path, AUTH_BOOK_FILE, "{", -1);
  g_assert_cmpint (g_chmod (path, 0600), ==, 0);
  g_test_expect_message ("aoi-serve", G_LOG_LEVEL_WARNING, "*nobody can log in*");
  g_assert_null (auth_book_find_user (auth_keeper_get_book (keeper), "bert"));
  g_test_assert_expected_messages ();
}

/* In a child, until it is killed: says after each user that he is there. */
static void
add_users (const AuthFixture *self, guint begin, gint fd)
{
  for (guint i = begin;; i++) {
    g_autofree gchar *name = g_strdup_printf ("user%u", i);

    if (!auth_change_add_user (self->state, name, AUTH_ROLE_OPERATOR, "$y$1", NULL)
        || write (fd, "", 1) != 1)
      _exit (1);
  }
}

/* Returns how many users the child said are there. */
static guint
kill_once (const AuthFixture *self, guint begin, gint64 life)
{
  gint fds[2];
  pid_t pid;
  gchar byte;
  guint n = 0;

  g_assert_cmpint (pipe2 (fds, O_CLOEXEC), ==, 0);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid == 0)
    add_users (self, begin, fds[1]);
  close (fds[1]);
  g_assert_false (test_child_ends (pid, life));
  g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
  g_assert_cmpint (waitpid (pid, NULL, 0), ==, pid);
  while (read (fds[0], &byte, 1) == 1)
    n++;
  close (fds[0]);
  return n;
}

/* Whoever was said to be there is, whole, and at most one more. */
static void
test_kill (AuthFixture *self, gconstpointer data)
{
  guint n = 0;

  for (guint i = 0; i < test_repeat (30, 2000); i++) {
    const guint said = kill_once (self, n, g_test_rand_int_range (500, MAX_LIFE_US));
    g_autoptr (AuthBook) book = load (self);

    g_assert_cmpuint (book->users->len, >=, n + said);
    g_assert_cmpuint (book->users->len, <=, n + said + 1);
    n = book->users->len;
    /* So that files stay small. */
    if (n > 200) {
      g_autofree gchar *path = g_build_filename (self->path, AUTH_BOOK_FILE, NULL);

      g_assert_cmpint (g_remove (path), ==, 0);
      n = 0;
    }
  }
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/auth/roles", test_roles);
  g_test_add_func ("/auth/names", test_names);
  g_test_add_func ("/auth/password", test_password);
  g_test_add_func ("/auth/password-rules", test_password_rules);
  g_test_add_func ("/auth/secret", test_secret);
  g_test_add_func ("/auth/time", test_time);
  AUTH_ADD ("/auth/users", test_users);
  AUTH_ADD ("/auth/tokens", test_tokens);
  AUTH_ADD ("/auth/modes", test_modes);
  AUTH_ADD ("/auth/bad-files", test_bad_files);
  AUTH_ADD ("/auth/keeper", test_keeper);
  AUTH_ADD ("/auth/kill", test_kill);
  return g_test_run ();
}
