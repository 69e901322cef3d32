/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* `aoi run` on a terminal, interrupted, and its outputs. */
#include <fcntl.h>
#include <gio/gio.h>
#include <pty.h>
#include <signal.h>
#include <unistd.h>

#include "run-support.h"
#include "support/test-child.h"

#define N_SLEEPY 60

/* All that a program writes to a terminal, until it has closed it. */
static gchar *
read_terminal (gint fd)
{
  GString *text = g_string_new (NULL);
  gchar block[1024];
  gssize n;

  while ((n = read (fd, block, sizeof block)) > 0)
    g_string_append_len (text, block, n);
  close (fd);
  return g_string_free (text, FALSE);
}

/* Runs the tool with standard error, and where @all also standard output, on a terminal. */
static gchar *
run_on_terminal (const gchar *folder, gboolean all, const gchar *const *arguments)
{
  g_autoptr (GPtrArray) made = run_make_arguments (run_support_tool (), "run", folder, arguments);
  g_autoptr (GSubprocessLauncher) launcher = g_subprocess_launcher_new (
      all ? G_SUBPROCESS_FLAGS_NONE : G_SUBPROCESS_FLAGS_STDOUT_SILENCE);
  g_autoptr (GSubprocess) process = NULL;
  g_autoptr (GError) error = NULL;
  const struct winsize size = { .ws_row = 24, .ws_col = 70 };
  gint mine, its;

  g_assert_cmpint (openpty (&mine, &its, NULL, NULL, &size), ==, 0);
  g_subprocess_launcher_setenv (launcher, "TERM", "xterm", TRUE);
  g_subprocess_launcher_unsetenv (launcher, "NO_COLOR");
  if (all)
    g_subprocess_launcher_take_stdout_fd (launcher, dup (its));
  g_subprocess_launcher_take_stderr_fd (launcher, its);
  process = g_subprocess_launcher_spawnv (launcher, (const gchar *const *) made->pdata, &error);
  g_assert_no_error (error);
  g_clear_object (&launcher);
  return read_terminal (mine);
}

/* A chroot may lack /dev/pts. */
static gboolean
has_terminals (void)
{
  gint mine, its;

  if (openpty (&mine, &its, NULL, NULL, NULL) != 0) {
    g_test_skip ("no pseudo terminal can be opened");
    return FALSE;
  }
  close (mine);
  close (its);
  return TRUE;
}

#define ON_TERMINAL(folder, all, ...) \
  run_on_terminal (folder, all, (const gchar *const[]){ __VA_ARGS__, NULL })

/* A folder of frames that take a while each. */
static gchar *
make_slow (void)
{
  gchar *folder = run_support_new (SLEEPY);

  for (guint i = 0; i < N_SLEEPY; i++) {
    g_autofree gchar *name = g_strdup_printf ("many/%02u.raw", i);

    run_support_write_raw (folder, name, TRUE);
  }
  return folder;
}

static void
test_progress (void)
{
  g_autofree gchar *folder = NULL, *bar = NULL, *quiet = NULL;
  g_auto (Run) piped = { 0 };
  g_auto (GStrv) states = NULL;

  if (!has_terminals ())
    return;
  folder = make_slow ();
  bar = ON_TERMINAL (folder, FALSE, "@/product", "@/many", SHAPE);
  g_assert_nonnull (strstr (bar, " of 60 frames, "));
  g_assert_nonnull (strstr (bar, "[#"));
  g_assert_true (g_str_has_suffix (bar, "\r\033[K"));
  states = g_strsplit (bar, "\r\033[K", -1);
  for (guint i = 0; states[i] != NULL; i++)
    g_assert_cmpuint (strlen (states[i]), <, 70);
  quiet = ON_TERMINAL (folder, FALSE, "@/product", "@/many", SHAPE, "--quiet");
  g_assert_cmpstr (quiet, ==, "");
  RUN (&piped, folder, "@/product", "@/many", SHAPE);
  assert_run (&piped, 0, "60 boards: 60 passed");
  g_assert_cmpstr (piped.errors, ==, "");
  g_assert_null (strchr (piped.output, '\r'));
  product_folder_remove (folder);
}

static void
test_colour (void)
{
  g_autofree gchar *folder = NULL, *shown = NULL;

  if (!has_terminals ())
    return;
  folder = run_support_new (WHITE);
  shown = ON_TERMINAL (folder, TRUE, "@/product", "@/raw", SHAPE);
  g_assert_nonnull (strstr (shown, "b.raw  \033[1;31mFAIL   \033[0m"));
  product_folder_remove (folder);
}

static gboolean
has_line (gpointer path)
{
  g_autofree gchar *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && strchr (text, '\n') != NULL;
}

/* What was begun is inspected to its end and reported, and the exit status names the signal. */
static void
interrupt (gint number)
{
  g_autofree gchar *folder = make_slow (), *json = g_build_filename (folder, "out", NULL);
  g_autofree gchar *text = NULL, *output = NULL, *summary = NULL;
  g_auto (GStrv) lines = NULL;
  g_autofree gchar *product = g_build_filename (folder, "product", NULL);
  g_autofree gchar *many = g_build_filename (folder, "many", NULL);
  g_autoptr (GSubprocess) process = g_subprocess_new (G_SUBPROCESS_FLAGS_STDOUT_PIPE, NULL,
      run_support_tool (), "run", product, many, SHAPE, "--jobs=1", "--json", json, NULL);

  test_wait_for_file (folder, 0, has_line, json);
  g_subprocess_send_signal (process, number);
  g_assert_true (g_subprocess_communicate_utf8 (process, NULL, NULL, &output, NULL, NULL));
  g_assert_true (g_subprocess_get_if_signaled (process));
  g_assert_cmpint (g_subprocess_get_term_sig (process), ==, number);
  text = run_support_read (folder, "out");
  lines = g_strsplit (text, "\n", -1);
  g_assert_cmpuint (g_strv_length (lines) - 1, <, N_SLEEPY);
  g_assert_cmpstr (lines[g_strv_length (lines) - 1], ==, "");
  summary = g_strdup_printf (" %u passed, 0 failed", g_strv_length (lines) - 1);
  g_assert_nonnull (strstr (output, summary));
  product_folder_remove (folder);
}

static void
test_interrupt (void)
{
  interrupt (SIGINT);
}

static void
test_terminate (void)
{
  interrupt (SIGTERM);
}

static void
test_no_timing (void)
{
  g_autofree gchar *folder = run_support_new (WHITE);
  g_auto (Run) first = { 0 }, second = { 0 };

  RUN (&first, folder, "@/product", "@/raw", SHAPE, "--no-timing", "--jobs", "1");
  RUN (&second, folder, "@/product", "@/raw", SHAPE, "--no-timing", "--jobs", "2");
  assert_run (&first, 1, "3 boards: 2 passed, 1 failed");
  g_assert_cmpstr (first.output, ==, second.output);
  product_folder_remove (folder);
}

static void
test_quiet (void)
{
  g_autofree gchar *folder = run_support_new (WHITE);
  g_auto (Run) result = { 0 };

  RUN (&result, folder, "@/product", "@/raw", SHAPE, "--quiet");
  assert_run (&result, 1, NULL);
  g_assert_cmpstr (result.output, ==, "");
  g_assert_cmpstr (result.errors, ==, "");
  product_folder_remove (folder);
}

/* The elements of these outputs may be left out of a build. */
static void
test_overlay (void)
{
  g_autofree gchar *folder = run_support_new (WHITE);
  g_auto (Run) result = { 0 };

  RUN (&result, folder, "@/product", "@/raw", SHAPE, "--overlay", "@/100%d", "--overlay-width",
      "32");
  if (!run_support_has ("aoioverlay")) {
    assert_bad (&result, "--overlay: there is no element \"aoioverlay\": this build of aoiinspect");
  } else {
    g_autofree gchar *last = g_build_filename (folder, "100%d", "frame-00002.jpg", NULL);
    g_autoptr (AoiRgbImage) image = aoi_image_file_load (last, NULL);

    assert_run (&result, 1, "3 boards: 2 passed, 1 failed");
    g_assert_nonnull (image);
    g_assert_cmpint (image->width, ==, 32);
    RUN (&result, folder, "@/product", "@/raw", SHAPE, "--overlay", "@/100%d");
    assert_bad (&result, "holds pictures of an earlier run");
  }
  product_folder_remove (folder);
}

static void
test_archive (void)
{
  g_autofree gchar *folder = run_support_new (WHITE);
  g_auto (Run) result = { 0 };

  RUN (&result, folder, "@/product", "@/raw", SHAPE, "--archive", "@/archive");
  if (!run_support_has ("aoiarchive")) {
    assert_bad (&result, "--archive: there is no element \"aoiarchive\": this build of aoiinspect");
  } else {
    g_autofree gchar *archive = g_build_filename (folder, "archive", NULL);

    assert_run (&result, 1, "3 boards: 2 passed, 1 failed");
    g_assert_true (g_file_test (archive, G_FILE_TEST_IS_DIR));
  }
  product_folder_remove (folder);
}

/* Without the plugin on GStreamer's path it is searched where it would be installed. */
static void
test_without_plugin (void)
{
  g_autofree gchar *folder = run_support_new (WHITE);
  g_autofree gchar *product = g_build_filename (folder, "product", NULL);
  g_autofree gchar *raw = g_build_filename (folder, "raw", NULL);
  g_autofree gchar *registry = g_build_filename (folder, "registry", NULL);
  g_autoptr (GSubprocessLauncher)
      launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_STDERR_PIPE);
  g_autoptr (GSubprocess) process = NULL;
  g_autofree gchar *errors = NULL;

  g_subprocess_launcher_setenv (launcher, "GST_PLUGIN_PATH", "", TRUE);
  g_subprocess_launcher_setenv (launcher, "GST_PLUGIN_SYSTEM_PATH", folder, TRUE);
  g_subprocess_launcher_setenv (launcher, "GST_REGISTRY", registry, TRUE);
  process = g_subprocess_launcher_spawn (
      launcher, NULL, run_support_tool (), "run", product, raw, SHAPE, NULL);
  g_subprocess_communicate_utf8 (process, NULL, NULL, NULL, &errors, NULL);
  g_assert_cmpint (g_subprocess_get_exit_status (process), ==, 2);
  if (strstr (errors, "element \"aoiinspect\"") == NULL
      && strstr (errors, "element \"tee\"") == NULL)
    g_error ("%s", errors);
  product_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  gst_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/run/progress", test_progress);
  g_test_add_func ("/run/colour", test_colour);
  g_test_add_func ("/run/interrupt", test_interrupt);
  g_test_add_func ("/run/terminate", test_terminate);
  g_test_add_func ("/run/no-timing", test_no_timing);
  g_test_add_func ("/run/quiet", test_quiet);
  g_test_add_func ("/run/overlay", test_overlay);
  g_test_add_func ("/run/archive", test_archive);
  g_test_add_func ("/run/without-plugin", test_without_plugin);
  return g_test_run ();
}
