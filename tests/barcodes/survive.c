/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads odd pictures in children: none may end by a signal, which an assertion of a library sends. */
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <sys/wait.h>
#include <unistd.h>

#include "odd-picture.h"

/* Seconds of CPU time after which a child that reads one picture is ended. */
#define PATIENCE 60

static gint n_pictures = 1000, first = 0, seed = 1, effort = AOI_ROI_MAX_BARCODE_EFFORT;
static gchar *only_kind;

static const GOptionEntry options[] = {
  { "pictures", 'n', 0, G_OPTION_ARG_INT, &n_pictures, "Pictures to read (1000)", "N" },
  { "first", 'f', 0, G_OPTION_ARG_INT, &first, "Number of the first one (0)", "N" },
  { "seed", 's', 0, G_OPTION_ARG_INT, &seed, "What they are drawn from (1)", "N" },
  { "effort", 'e', 0, G_OPTION_ARG_INT, &effort, "barcode-effort, 1 to 5 (5)", "N" },
  { "symbology", 'k', 0, G_OPTION_ARG_STRING, &only_kind, "Search for this symbology only",
      "NAME" },
  { NULL },
};

/* What a child got done, in memory that is shared with it. */
typedef struct {
  gint next; /* which picture it reads */
  gint n_read; /* pictures in which a code was read */
} Progress;

static gboolean
read_picture (gint index)
{
  g_autoptr (FixtureCanvas) canvas = odd_picture_new ((guint32) seed, (guint32) index);
  g_autoptr (FixtureFrame) frame = fixture_frame_new (canvas, AOI_FORMAT_GRAY8);
  g_autoptr (AoiRoi) roi = fixture_roi_new (AOI_TYPE_BARCODE, &frame->image.valid, 0);
  AoiRoiResult result = { 0 };
  gboolean read;

  roi->barcode_effort = effort;
  if (only_kind != NULL)
    roi->symbologies = g_strdupv ((gchar *[]){ only_kind, NULL });
  fixture_inspect (roi, &frame->image, &result);
  read = result.status == AOI_STATUS_PASS;
  aoi_roi_result_clear (&result);
  return read;
}

static void
read_on (Progress *progress)
{
  for (; progress->next < first + n_pictures; progress->next++) {
    setitimer (ITIMER_PROF, &(struct itimerval){ .it_value.tv_sec = PATIENCE }, NULL);
    progress->n_read += read_picture (progress->next);
  }
}

/* Returns whether the child got to the end. */
static gboolean
run_child (Progress *progress)
{
  const pid_t pid = fork ();
  gint status;

  g_assert_cmpint (pid, >=, 0);
  if (pid == 0) {
    read_on (progress);
    _exit (0);
  }
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  if (WIFEXITED (status) && WEXITSTATUS (status) == 0)
    return TRUE;
  printf ("not ok - picture %d: %s\n", progress->next,
      WIFSIGNALED (status) ? strsignal (WTERMSIG (status)) : "the child ended early");
  fflush (stdout);
  return FALSE;
}

int
main (int argc, char **argv)
{
  g_autoptr (GOptionContext) context = g_option_context_new ("- reads odd pictures");
  g_autoptr (GError) error = NULL;
  Progress *progress;
  gint n_failed = 0;

  g_option_context_add_main_entries (context, options, NULL);
  if (!g_option_context_parse (context, &argc, &argv, &error)) {
    g_printerr ("%s\n", error->message);
    return 2;
  }
  progress = mmap (
      NULL, sizeof *progress, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
  g_assert_true (progress != MAP_FAILED);
  progress->next = first;
  while (!run_child (progress)) {
    n_failed++;
    progress->next++;
  }
  printf ("%s - %d pictures, codes are read in %d, %d ended the process\n",
      n_failed == 0 ? "ok" : "not ok", n_pictures, progress->n_read, n_failed);
  munmap (progress, sizeof *progress);
  return n_failed > 0;
}
