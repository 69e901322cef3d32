/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Runs the commands of a run, one after the other. */
#include "runs/serve-run-child.h"

#include <fcntl.h>
#include <gio/gunixinputstream.h>
#include <glib-unix.h>
#include <signal.h>
#include <sys/resource.h>
#include <unistd.h>

/* Of a child: where it says how far it is. */
#define PROGRESS_FD 3
/* How often progress is told, us. */
#define TELL_US (G_USEC_PER_SEC / 2)

struct _ServeRunChild {
  ServeRun *run;
  ServeRunListener listener;
  GSubprocess *process; /* NULL: none runs */
  GDataInputStream *progress;
  GCancellable *gone; /* cancelled when this is freed */
  gboolean cancelled;
  gint64 told_at; /* monotonic, us: when progress was told last */
  guint later; /* source id: it will be told again; 0: not */
};

/* @reason: (nullable): why it failed, unless the command has said it */
static void
end (ServeRunChild *self, ServeRunState state, const gchar *reason)
{
  g_clear_handle_id (&self->later, g_source_remove);
  self->listener.ended (self->run, state, reason, self->listener.data);
}

static void begin_step (ServeRunChild *self);

/* Good, weak and different are answers; bad is an error. */
static gboolean
is_answer (GSubprocess *process)
{
  return g_subprocess_get_if_exited (process) && g_subprocess_get_exit_status (process) != 2;
}

/* Goes on to the next step, if there is one. */
static gboolean
has_next_step (ServeRun *run)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&run->lock);

  return ++run->step < run->steps->len;
}

static void
fail (ServeRunChild *self, GSubprocess *process)
{
  g_autofree gchar *size = g_format_size_full (self->run->max_bytes, G_FORMAT_SIZE_IEC_UNITS);
  g_autofree gchar *reason = g_strdup_printf (
      "its results take more than %s: run it over fewer boards, or see runs-max-bytes", size);
  const gboolean is_full = g_subprocess_get_if_signaled (process)
      && g_subprocess_get_term_sig (process) == SIGXFSZ;

  end (self, SERVE_RUN_FAILED, is_full ? reason : NULL);
}

static void
on_process_ended (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  ServeRunChild *self = data;
  g_autoptr (GSubprocess) process = NULL;

  if (!g_subprocess_wait_finish (G_SUBPROCESS (source), result, &error))
    return;
  process = g_steal_pointer (&self->process);
  if (self->cancelled)
    end (self, SERVE_RUN_CANCELLED, NULL);
  else if (!is_answer (process))
    fail (self, process);
  else if (has_next_step (self->run))
    begin_step (self);
  else
    end (self, SERVE_RUN_DONE, NULL);
}

/* A line is `DONE ALL WHAT`. */
static void
take_progress (ServeRun *run, const gchar *line)
{
  g_auto (GStrv) words = g_strsplit (line, " ", 3);

  if (g_strv_length (words) != 3)
    return;
  g_mutex_lock (&run->lock);
  run->done = (guint) g_ascii_strtoull (words[0], NULL, 10);
  run->all = (guint) g_ascii_strtoull (words[1], NULL, 10);
  g_free (run->what);
  run->what = g_utf8_make_valid (words[2], -1);
  g_mutex_unlock (&run->lock);
}

static void
tell (ServeRunChild *self)
{
  self->told_at = g_get_monotonic_time ();
  self->listener.changed (self->run, self->listener.data);
}

static gboolean
tell_later (gpointer data)
{
  ServeRunChild *self = data;

  self->later = 0;
  tell (self);
  return G_SOURCE_REMOVE;
}

/* Those who listen are told of boards, too: a run tells them of its newest progress, but not of each. */
static void
tell_sometimes (ServeRunChild *self)
{
  const gint64 wait = self->told_at + TELL_US - g_get_monotonic_time ();

  if (self->later != 0)
    return;
  if (wait <= 0)
    tell (self);
  else
    self->later = g_timeout_add ((guint) (wait / 1000) + 1, tell_later, self);
}

static void
on_line (GObject *source, GAsyncResult *result, gpointer data)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *line = g_data_input_stream_read_line_finish (
      G_DATA_INPUT_STREAM (source), result, NULL, &error);
  ServeRunChild *self = data;

  /* The step before may still have said something. */
  if (line == NULL || source != G_OBJECT (self->progress))
    return;
  take_progress (self->run, line);
  tell_sometimes (self);
  g_data_input_stream_read_line_async (self->progress, G_PRIORITY_LOW, self->gone, on_line, self);
}

static void
listen (ServeRunChild *self, gint fd)
{
  g_autoptr (GInputStream) stream = g_unix_input_stream_new (fd, TRUE);

  g_clear_object (&self->progress);
  self->progress = g_data_input_stream_new (stream);
  g_data_input_stream_read_line_async (self->progress, G_PRIORITY_LOW, self->gone, on_line, self);
}

/* What a process is given before it is another program. */
typedef struct {
  gint nice;
  struct rlimit file;
} Limits;

/* The child, where nothing but system calls may be made. It may lift the limit, which memory that it shares with decoders has to. */
static void
set_limits (gpointer data)
{
  const Limits *self = data;

  setpriority (PRIO_PROCESS, 0, self->nice);
  setrlimit (RLIMIT_FSIZE, &self->file);
}

static GSubprocessLauncher *
make_launcher (const ServeRunChild *self, const ServeRunStep *step, gint progress)
{
  GSubprocessLauncher *launcher = g_subprocess_launcher_new (G_SUBPROCESS_FLAGS_NONE);
  g_autofree gchar *said = g_build_filename (self->run->folder, SERVE_RUN_SAID, NULL);

  g_subprocess_launcher_take_fd (launcher, progress, PROGRESS_FD);
  g_subprocess_launcher_setenv (launcher, "AOI_PROGRESS_FD", G_STRINGIFY (PROGRESS_FD), TRUE);
  /* JSON is printed as UTF-8, whatever the language of the station. */
  g_subprocess_launcher_setenv (launcher, "LC_ALL", "C.UTF-8", TRUE);
  g_subprocess_launcher_set_stdout_file_path (
      launcher, step->output != NULL ? step->output : "/dev/null");
  g_subprocess_launcher_set_stderr_file_path (launcher, said);
  g_subprocess_launcher_set_cwd (launcher, self->run->folder);
  return launcher;
}

/* Its threads, and what it begins itself, have the same limits. */
static GSubprocess *
spawn (const ServeRunChild *self, const ServeRunStep *step, gint progress, GError **error)
{
  Limits limits = { getpriority (PRIO_PROCESS, 0) + self->run->nice,
    { self->run->max_bytes, RLIM_INFINITY } };
  g_autoptr (GSubprocessLauncher) launcher = make_launcher (self, step, progress);
  g_autoptr (GPtrArray) words = g_ptr_array_new ();

  g_subprocess_launcher_set_child_setup (launcher, set_limits, &limits, NULL);
  /* The program that runs, even if another has taken its name. */
  g_ptr_array_add (words, (gpointer) "/proc/self/exe");
  for (guint i = 0; step->arguments[i] != NULL; i++)
    g_ptr_array_add (words, step->arguments[i]);
  g_ptr_array_add (words, NULL);
  return g_subprocess_launcher_spawnv (launcher, (const gchar *const *) words->pdata, error);
}

static void
begin_step (ServeRunChild *self)
{
  const ServeRunStep *step = g_ptr_array_index (self->run->steps, self->run->step);
  g_autoptr (GError) error = NULL;
  gint pipe[2];

  g_mutex_lock (&self->run->lock);
  g_clear_pointer (&self->run->what, g_free);
  self->run->done = self->run->all = 0;
  g_mutex_unlock (&self->run->lock);
  if (!g_unix_open_pipe (pipe, FD_CLOEXEC, &error)) {
    end (self, SERVE_RUN_FAILED, error->message);
    return;
  }
  self->process = spawn (self, step, pipe[1], &error);
  if (self->process == NULL) {
    close (pipe[0]);
    end (self, SERVE_RUN_FAILED, error->message);
    return;
  }
  listen (self, pipe[0]);
  g_clear_handle_id (&self->later, g_source_remove);
  tell (self);
  g_subprocess_wait_async (self->process, self->gone, on_process_ended, self);
}

/**
 * serve_run_child_new:
 * @run: a run that waits
 * @listener: is told how it goes; may be called before this returns
 *
 * Begins it. Main loop.
 *
 * Returns: (transfer full): its process
 */
ServeRunChild *
serve_run_child_new (ServeRun *run, const ServeRunListener *listener)
{
  ServeRunChild *self = g_new0 (ServeRunChild, 1);

  self->run = serve_run_ref (run);
  self->listener = *listener;
  self->gone = g_cancellable_new ();
  g_mutex_lock (&run->lock);
  run->state = SERVE_RUN_RUNNING;
  run->began_us = g_get_real_time ();
  g_mutex_unlock (&run->lock);
  begin_step (self);
  return self;
}

/**
 * serve_run_child_cancel:
 * @self: a process
 *
 * Ends it; the listener hears of that later.
 */
void
serve_run_child_cancel (ServeRunChild *self)
{
  self->cancelled = TRUE;
  if (self->process != NULL)
    g_subprocess_force_exit (self->process);
}

/**
 * serve_run_child_free:
 * @self: (transfer full): a process, which ends if it has not
 */
void
serve_run_child_free (ServeRunChild *self)
{
  if (self->process != NULL) {
    g_subprocess_force_exit (self->process);
    g_subprocess_wait (self->process, NULL, NULL);
  }
  g_cancellable_cancel (self->gone);
  g_clear_handle_id (&self->later, g_source_remove);
  g_clear_object (&self->process);
  g_clear_object (&self->progress);
  g_object_unref (self->gone);
  serve_run_unref (self->run);
  g_free (self);
}
