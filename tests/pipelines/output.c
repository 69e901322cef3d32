/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Where the tool writes: what stands there before, and what cannot be written. */
#include <sys/stat.h>

#include "run-support.h"

#define RESULT "@/run.ndjson"

/* Runs a line of the shell, where $T is the tool and $F the folder. */
static void
run_shell (Run *self, const gchar *folder, const gchar *line)
{
  g_autofree gchar *text = g_strdup_printf ("F='%s' T='%s'; %s", folder, run_support_tool (), line);
  const gchar *const arguments[] = { text, NULL };

  run_tool (self, "/bin/sh", "-c", folder, arguments);
}

static guint
count_lines (const gchar *text)
{
  guint n = 0;

  for (const gchar *at = text; (at = strchr (at, '\n')) != NULL; at++)
    n++;
  return n;
}

/* A folder with "product", "x.png" and the results "run.ndjson". */
static gchar *
make_folder (void)
{
  gchar *folder = run_support_new (WHITE);
  g_auto (Run) result = { 0 };

  run_support_write_image (folder, "x.png", TRUE);
  RUN (&result, folder, "@/product", "@/x.png", "--json", RESULT);
  assert_good (&result);
  return folder;
}

/* Three runs into one redirected file leave three lines behind what was there, under every name
 * of standard output. */
static void
test_json_appends (gconstpointer data)
{
  g_autofree gchar *folder = make_folder (), *text = NULL;
  g_autofree gchar *line = g_strdup_printf (
      "(echo first; for i in 1 2 3; do \"$T\" run \"$F/product\" \"$F/x.png\" --json %s; done) > \"$F/all\"",
      (const gchar *) data);
  g_auto (Run) result = { 0 };

  run_shell (&result, folder, line);
  assert_good (&result);
  text = run_support_read (folder, "all");
  g_assert_true (g_str_has_prefix (text, "first\n{"));
  g_assert_cmpuint (count_lines (text), ==, 4);
  product_folder_remove (folder);
}

/* Standard output is left alone where JSON goes elsewhere. */
static void
test_table_appends (void)
{
  g_autofree gchar *folder = make_folder (), *text = NULL;
  g_auto (Run) result = { 0 };

  run_shell (&result, folder,
      "(echo first; \"$T\" run \"$F/product\" \"$F/x.png\" --json \"$F/other\") > \"$F/all\"");
  assert_good (&result);
  text = run_support_read (folder, "all");
  g_assert_true (g_str_has_prefix (text, "first\nframe"));
  g_assert_nonnull (strstr (text, "1 board: 1 passed"));
  product_folder_remove (folder);
}

/* What is no regular file stays what it is, and gets the page. */
static void
test_html_through (void)
{
  g_autofree gchar *folder = make_folder (), *page = NULL, *piped = NULL, *appended = NULL;
  g_autofree gchar *link = g_build_filename (folder, "link", NULL);
  g_autofree gchar *fifo = g_build_filename (folder, "fifo", NULL);
  g_auto (Run) result = { 0 };

  run_shell (&result, folder,
      "cd \"$F\" && mkfifo fifo && ln -s real link && (cat fifo > piped & "
      "\"$T\" report run.ndjson --html fifo > /dev/null; wait) "
      "&& \"$T\" report run.ndjson --html link > /dev/null "
      "&& (echo first; \"$T\" report run.ndjson --html /dev/stdout) > all "
      "&& \"$T\" report run.ndjson --html page");
  assert_good (&result);
  g_assert_true (g_file_test (link, G_FILE_TEST_IS_SYMLINK));
  g_assert_false (g_file_test (fifo, G_FILE_TEST_IS_REGULAR));
  page = run_support_read (folder, "page");
  g_assert_true (g_str_has_suffix (page, "</html>\n"));
  piped = run_support_read (folder, "piped");
  g_assert_cmpstr (piped, ==, page);
  g_free (piped);
  piped = run_support_read (folder, "real");
  g_assert_cmpstr (piped, ==, page);
  appended = run_support_read (folder, "all");
  g_assert_true (g_str_has_prefix (appended, "first\n1 board"));
  g_assert_true (g_str_has_suffix (appended, page));
  product_folder_remove (folder);
}

/* A device of one's own, where one may be made. */
static void
test_html_device (void)
{
  g_autofree gchar *folder = make_folder ();
  g_autofree gchar *device = g_build_filename (folder, "null", NULL);
  g_auto (Run) result = { 0 };
  struct stat info;

  if (mknod (device, S_IFCHR | 0600, 1 << 8 | 3) != 0) {
    g_test_skip ("no device can be made here");
  } else {
    RUN (&result, folder, "@/product", "@/x.png", "--json", "@/null");
    assert_good (&result);
    run_tool (&result, run_support_tool (), "report", folder,
        (const gchar *const[]){ RESULT, "--html", "@/null", NULL });
    assert_good (&result);
    g_assert_cmpint (lstat (device, &info), ==, 0);
    g_assert_true (S_ISCHR (info.st_mode));
  }
  product_folder_remove (folder);
}

static gchar *shared_folder;

static void
test_unwritable (gconstpointer data)
{
  g_autofree gchar *line = g_strdup_printf (
      "cd \"$F\" && \"$T\" %s > /dev/full", (const gchar *) data);
  g_auto (Run) result = { 0 };

  run_shell (&result, shared_folder, line);
  assert_bad (&result, "No space left on device");
}

/* A file that is opened while standard output is closed is not taken for it. */
static void
test_closed (void)
{
  g_autofree gchar *folder = make_folder (), *text = NULL;
  g_auto (Run) result = { 0 };

  run_shell (&result, folder, "\"$T\" run \"$F/product\" \"$F/x.png\" --json \"$F/new\" >&-");
  assert_bad (&result, "standard output cannot be written: Bad file descriptor");
  text = run_support_read (folder, "new");
  g_assert_true (g_str_has_prefix (text, "{"));
  g_assert_cmpuint (count_lines (text), ==, 1);
  run_shell (&result, folder, "\"$T\" check \"$F/product\" >&-");
  assert_bad (&result, "standard output cannot be written: Bad file descriptor");
  product_folder_remove (folder);
}

int
main (int argc, char **argv)
{
  static const gchar *const names[] = { "-", "/dev/stdout", "/proc/self/fd/1" };
  static const gchar *const commands[] = { "run product x.png", "run product x.png --json -",
    "run --help", "check product", "check --json product", "report run.ndjson",
    "report run.ndjson --json", "report run.ndjson --html /dev/stdout",
    "compare run.ndjson run.ndjson", "compare --json run.ndjson run.ndjson",
    "golden list --json product", "golden audit product", "golden", "--help", "--version" };

  int code;

  gst_init (NULL, NULL);
  g_test_init (&argc, &argv, NULL);
  shared_folder = make_folder ();
  for (guint i = 0; i < G_N_ELEMENTS (names); i++) {
    g_autofree gchar *path = g_strconcat ("/output/json-appends/", names[i], NULL);

    g_test_add_data_func (path, names[i], test_json_appends);
  }
  g_test_add_func ("/output/table-appends", test_table_appends);
  g_test_add_func ("/output/html-through", test_html_through);
  g_test_add_func ("/output/html-device", test_html_device);
  for (guint i = 0; i < G_N_ELEMENTS (commands); i++) {
    g_autofree gchar *path = g_strconcat ("/output/unwritable/", commands[i], NULL);

    g_test_add_data_func (path, commands[i], test_unwritable);
  }
  g_test_add_func ("/output/closed", test_closed);
  code = g_test_run ();
  product_folder_remove (shared_folder);
  g_free (shared_folder);
  return code;
}
