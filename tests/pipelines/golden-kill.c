/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Stops `aoi golden` at any time, and what it calls at every place: the product loads, and each golden is either there
 * or not. */
#include <errno.h>
#include <signal.h>
#include <sys/ptrace.h>
#include <unistd.h>

#include "aoi-golden-store.h"
#include "golden-product.h"
#include "support/test-child.h"
#include "support/test-repeat.h"

/* A command and the product that it changes. */
typedef struct {
  const gchar *const *arguments; /* after the product's folder; @CROP stands for a file to add */
  const gchar *name;
  gboolean keeps_contents;
} Case;

static const gchar *const add_arguments[] = { "add", "1", "@CROP", "--note=n", NULL };
static const gchar *const remove_arguments[] = { "remove", "1", "best_golden.jpg", NULL };
static const gchar *const promote_arguments[] = { "promote", "1", "b.png", NULL };
static const gchar *const rename_arguments[] = { "promote", "1", "c.jpg", NULL };

static const Case cases[] = {
  { add_arguments, "add", FALSE },
  { remove_arguments, "remove", FALSE },
  { promote_arguments, "promote", TRUE },
  { rename_arguments, "promote-same-extension", TRUE },
};

/* What there may be after a kill: before the command, and after it. */
typedef struct {
  const Case *what;
  gboolean by_library; /* what the command calls stands for it, without the start of a program */
  gchar *folder, *crop;
  gchar *before, *after;
} Fixture;

static void
fill (Fixture *self)
{
  self->folder = golden_product_new ();
  self->crop = golden_crop_new (self->folder, "crop.png", 9);
  g_free (golden_crop_new (self->folder, GOLDEN_FOLDER "best_golden.jpg", 1));
  g_free (golden_crop_new (self->folder, GOLDEN_FOLDER "b.png", 2));
  g_free (golden_crop_new (self->folder, GOLDEN_FOLDER "c.jpg", 3));
}

static void
empty (Fixture *self)
{
  product_folder_remove (self->folder);
  g_clear_pointer (&self->folder, g_free);
  g_clear_pointer (&self->crop, g_free);
}

static GPtrArray *
get_arguments (const Fixture *self)
{
  GPtrArray *arguments = g_ptr_array_new ();

  g_ptr_array_add (arguments, (gpointer) golden_tool ());
  g_ptr_array_add (arguments, (gpointer) "golden");
  for (guint i = 0; self->what->arguments[i] != NULL; i++) {
    const gchar *argument = self->what->arguments[i];

    g_ptr_array_add (
        arguments, (gpointer) (g_str_equal (argument, "@CROP") ? self->crop : argument));
    if (i == 0)
      g_ptr_array_add (arguments, self->folder);
  }
  g_ptr_array_add (arguments, NULL);
  return arguments;
}

static gchar *
add_crop (const Fixture *self, AoiGoldenStore *store)
{
  g_autoptr (AoiProduct) product = product_folder_load_valid (self->folder, NULL);
  g_autoptr (GBytes) bytes = NULL;
  gchar *data;
  gsize size;

  g_assert_true (g_file_get_contents (self->crop, &data, &size, NULL));
  bytes = g_bytes_new_take (data, size);
  return aoi_golden_store_add (store, aoi_product_get_roi (product, 0),
      &(AoiGoldenSample){ bytes, "png", self->crop }, "n", NULL);
}

/* Returns: whether what the command stands for was done */
static gboolean
change (const Fixture *self)
{
  const gchar *const *words = self->what->arguments;
  g_autoptr (AoiGoldenStore) store = aoi_golden_store_open (self->folder, TRUE, NULL);
  g_autofree gchar *done = NULL;

  if (store == NULL)
    return FALSE;
  if (g_str_equal (words[0], "add"))
    done = add_crop (self, store);
  else if (g_str_equal (words[0], "remove"))
    done = aoi_golden_store_remove (store, 1, words[2], NULL, NULL);
  else
    done = aoi_golden_store_promote (store, 1, words[2], NULL, NULL);
  return done != NULL;
}

/* Starts the command, silent; @traced: stopped at its beginning. */
static pid_t
start (const Fixture *self, gboolean traced)
{
  g_autoptr (GPtrArray) arguments = get_arguments (self);
  pid_t pid;

  fflush (NULL);
  pid = fork ();
  g_assert_cmpint (pid, >=, 0);
  if (pid > 0)
    return pid;
  if (freopen ("/dev/null", "w", stdout) == NULL || freopen ("/dev/null", "w", stderr) == NULL
      || (traced && ptrace (PTRACE_TRACEME, 0, NULL, NULL) != 0))
    _exit (126);
  if (self->by_library) {
    if (traced)
      raise (SIGSTOP);
    _exit (change (self) ? 0 : 1);
  }
  execv (golden_tool (), (char **) arguments->pdata);
  _exit (127);
}

static void
set_up (Fixture *self, gconstpointer data)
{
  int status;

  self->what = data;
  fill (self);
  self->before = golden_product_get_contents (self->folder);
  g_assert_cmpint (waitpid (start (self, FALSE), &status, 0), >, 0);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  self->after = golden_product_get_contents (self->folder);
  g_assert_cmpint (g_str_equal (self->before, self->after), ==, self->what->keeps_contents);
  empty (self);
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_free (self->before);
  g_free (self->after);
}

static guint
count_lines (const gchar *folder)
{
  g_autofree gchar *path = g_build_filename (folder, "golden_rois/golden_log.ndjson", NULL);
  g_autofree gchar *text = NULL;
  guint n = 0;

  if (!g_file_get_contents (path, &text, NULL, NULL))
    return 0;
  for (const gchar *p = text; (p = strchr (p, '\n')) != NULL; p++)
    n++;
  return n;
}

/* Any next change ends the one that was stopped, and then the log agrees with what is there. */
static void
check_next (const Fixture *self)
{
  static const gchar *const arguments[] = { "remove", "1", "last.png", NULL };
  const Case next_case = { arguments, "next", FALSE };
  Fixture next = *self;
  g_autofree gchar *contents = NULL;
  int status;

  next.what = &next_case;
  g_free (golden_crop_new (self->folder, GOLDEN_FOLDER "last.png", 77));
  g_assert_cmpint (waitpid (start (&next, FALSE), &status, 0), >, 0);
  g_assert_true (WIFEXITED (status));
  g_assert_cmpint (WEXITSTATUS (status), ==, 0);
  contents = golden_product_get_contents (self->folder);
  if (self->what->keeps_contents)
    g_assert_cmpstr (contents, ==, self->before);
  else
    g_assert_cmpstr (contents, ==, count_lines (self->folder) == 2 ? self->after : self->before);
}

static void
check (const Fixture *self)
{
  g_autofree gchar *contents = golden_product_get_contents (self->folder);

  if (!g_str_equal (contents, self->before))
    g_assert_cmpstr (contents, ==, self->after);
  check_next (self);
}

static void
test_random (Fixture *self, gconstpointer data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (42);
  gint64 begin = g_get_monotonic_time (), whole;
  const guint n = test_repeat (4, 200);
  guint killed = 0;
  int status;

  fill (self);
  g_assert_cmpint (waitpid (start (self, FALSE), &status, 0), >, 0);
  whole = g_get_monotonic_time () - begin;
  empty (self);
  for (guint i = 0; i < n; i++) {
    pid_t pid;

    fill (self);
    pid = start (self, FALSE);
    test_child_ends (pid, (gint64) g_rand_double_range (rand, 0.0, (gdouble) whole));
    g_assert_cmpint (kill (pid, SIGKILL), ==, 0);
    g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
    killed += WIFSIGNALED (status);
    check (self);
    empty (self);
  }
  g_test_message ("%u of %u were killed before their end", killed, n);
}

/* Lets the traced command run to its next system call, or end. */
static gboolean
step (pid_t pid, int *status)
{
  gint passed = 0;

  do {
    if (ptrace (PTRACE_SYSCALL, pid, NULL, (gpointer) (gsize) passed) != 0
        || waitpid (pid, status, 0) != pid)
      return FALSE;
    if (!WIFSTOPPED (*status))
      return FALSE;
    passed = WSTOPSIG (*status) == SIGTRAP ? 0 : WSTOPSIG (*status);
  } while (passed != 0);
  return TRUE;
}

static gboolean
can_trace (const Fixture *self)
{
  int status;
  pid_t pid = start (self, TRUE);

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  if (!WIFSTOPPED (status))
    return FALSE;
  kill (pid, SIGKILL);
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  return TRUE;
}

static gboolean
has_begun (const Fixture *self)
{
  static const gchar *const traces[] = { ".new", ".pending.new", ".pending", ".trash",
    "golden_log.ndjson" };

  for (guint i = 0; i < G_N_ELEMENTS (traces); i++) {
    g_autofree gchar *path = g_build_filename (self->folder, "golden_rois", traces[i], NULL);

    if (g_file_test (path, G_FILE_TEST_EXISTS))
      return TRUE;
  }
  return FALSE;
}

/* Starts the command and lets it stop at most @n times, or until @until is so; then kills it. Returns the stops that it
 * made, of which the last one ended it where these are fewer than @n. */
static guint
kill_after (const Fixture *self, guint n, gboolean (*until) (const Fixture *self))
{
  pid_t pid = start (self, TRUE);
  guint stops = 0;
  int status;

  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  while (stops < n && step (pid, &status)) {
    stops++;
    if (until != NULL && until (self))
      break;
  }
  if (WIFSTOPPED (status)) {
    kill (pid, SIGKILL);
    g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  }
  return stops;
}

/* Whether it was killed, and did not end before it made @n stops. */
static gboolean
kill_in_fixture (Fixture *self, guint n)
{
  guint stops;

  fill (self);
  stops = kill_after (self, n, NULL);
  check (self);
  empty (self);
  return stops == n;
}

/* Before each system call from where the change begins, or a sixth of them, drawn anew for each run; each call has
 * two stops, on its way in and out. What comes earlier only reads, and a few kills there are enough. */
static void
test_every_call (Fixture *self, gconstpointer data)
{
  const guint share = test_repeat (6, 1), early = test_repeat (2, 30);
  guint begins, kills = 0, n;

  self->by_library = TRUE;
  fill (self);
  if (!can_trace (self)) {
    empty (self);
    g_test_skip ("SKIP: this machine does not permit ptrace");
    return;
  }
  begins = kill_after (self, G_MAXUINT, has_begun);
  check (self);
  empty (self);
  for (guint i = 0; i < early; i++)
    kill_in_fixture (self, (guint) g_test_rand_int_range (0, (gint) begins));
  /* Threads of the command make a stop more or less. */
  n = begins - MIN (begins, 16) + 2 * (guint) g_test_rand_int_range (0, (gint) share);
  while (kill_in_fixture (self, n)) {
    n += 2 * share;
    kills++;
  }
  g_test_message ("killed at %u places, from stop %u on", kills, begins);
  g_assert_cmpuint (kills * share, >, 20);
}

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  /* Kills need no disk, and most of the time would go into waiting for it. */
  if (g_file_test ("/dev/shm", G_FILE_TEST_IS_DIR))
    g_setenv ("TMPDIR", "/dev/shm", TRUE);
  /* The leak checker cannot run in a traced process. */
  g_setenv ("ASAN_OPTIONS", "detect_leaks=0", TRUE);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++) {
    g_autofree gchar *random = g_strconcat ("/golden-kill/random/", cases[i].name, NULL);
    g_autofree gchar *every = g_strconcat ("/golden-kill/every-call/", cases[i].name, NULL);

    g_test_add (random, Fixture, &cases[i], set_up, test_random, tear_down);
    g_test_add (every, Fixture, &cases[i], set_up, test_every_call, tear_down);
  }
  return g_test_run ();
}
