/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "runs/serve-runs.h"

#include <fcntl.h>

#include "runs/serve-run-child.h"
#include "storage/aoi-folder-tree.h"

struct _ServeRuns {
  Station *station; /* borrowed */
  GMainContext *context;
  ServeRunsTell tell;
  gpointer data;
  gchar *folder; /* of all their files; lock: NULL until the first one */
  GHashTable *children; /* main loop: ServeRun -> ServeRunChild */
  GMutex lock;
  GPtrArray *runs; /* lock: ServeRun, the oldest first */
};

/**
 * serve_runs_new:
 * @station: a station; has to live as long
 * @tell: hears of runs
 * @data: for @tell
 *
 * Returns: (transfer full): no runs yet, of the thread's main loop
 */
ServeRuns *
serve_runs_new (Station *station, ServeRunsTell tell, gpointer data)
{
  ServeRuns *self = g_new0 (ServeRuns, 1);

  self->station = station;
  self->context = g_main_context_ref_thread_default ();
  self->tell = tell;
  self->data = data;
  g_mutex_init (&self->lock);
  self->runs = g_ptr_array_new_with_free_func ((GDestroyNotify) serve_run_unref);
  self->children = g_hash_table_new_full (NULL, NULL, NULL, (GDestroyNotify) serve_run_child_free);
  return self;
}

/**
 * serve_runs_free:
 * @self: (transfer full): runs that nobody asks for; those that are not done end
 */
void
serve_runs_free (ServeRuns *self)
{
  const AoiFolder here = { AT_FDCWD, (gchar *) "", FALSE };

  while (g_source_remove_by_user_data (self))
    continue;
  g_hash_table_unref (self->children);
  g_ptr_array_unref (self->runs);
  if (self->folder != NULL)
    aoi_folder_remove_tree (&here, self->folder, NULL);
  g_main_context_unref (self->context);
  g_mutex_clear (&self->lock);
  g_free (self->folder);
  g_free (self);
}

static ServeRunState
get_state (ServeRun *run)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&run->lock);

  return run->state;
}

/* Holds the lock: those that wait or go on. */
static guint
count (const ServeRuns *self)
{
  guint n = 0;

  for (guint i = 0; i < self->runs->len; i++)
    n += !serve_run_has_ended (g_ptr_array_index (self->runs, i));
  return n;
}

/* Holds the lock: the oldest that have ended go. The newest of them stays, whatever it takes. */
static void
trim (ServeRuns *self)
{
  guint64 bytes = 0;
  guint n = 0;

  for (guint i = self->runs->len; i > 0; i--) {
    ServeRun *run = g_ptr_array_index (self->runs, i - 1);

    if (!serve_run_has_ended (run))
      continue;
    bytes += run->bytes;
    n++;
    if (n > 1 && (n > SERVE_RUNS_KEPT || bytes > SERVE_RUNS_BYTES))
      g_ptr_array_remove_index (self->runs, i - 1);
  }
}

/* Returns: (transfer full) (nullable): the oldest that waits */
static ServeRun *
find_waiting (ServeRuns *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < self->runs->len; i++) {
    ServeRun *run = g_ptr_array_index (self->runs, i);

    if (get_state (run) == SERVE_RUN_WAITING)
      return serve_run_ref (run);
  }
  return NULL;
}

static void
on_changed (ServeRun *run, gpointer data)
{
  ServeRuns *self = data;

  self->tell (run, self->data);
}

static gboolean begin_waiting (gpointer data);

static void
attend (ServeRuns *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, begin_waiting, self, NULL);
  g_source_attach (source, self->context);
}

/* @text: (inout) (nullable) */
static void
hide_folders (const ServeRuns *self, gchar **text)
{
  gchar *shown = *text != NULL ? station_hide_folders (self->station, *text) : NULL;

  g_free (*text);
  *text = shown;
}

static void
on_ended (ServeRun *run, gpointer data)
{
  ServeRuns *self = data;

  g_mutex_lock (&run->lock);
  hide_folders (self, &run->error);
  hide_folders (self, &run->result);
  g_mutex_unlock (&run->lock);
  self->tell (run, self->data);
  attend (self);
}

static gboolean
is_over (gpointer run, gpointer child, gpointer data)
{
  return serve_run_has_ended (run);
}

/* Main loop: clears away those that have ended, and begins those that wait. */
static gboolean
begin_waiting (gpointer data)
{
  ServeRuns *self = data;
  const ServeRunListener listener = { on_changed, on_ended, self };

  g_hash_table_foreach_remove (self->children, is_over, NULL);
  while (g_hash_table_size (self->children) < SERVE_RUNS_AT_ONCE) {
    g_autoptr (ServeRun) run = find_waiting (self);

    if (run == NULL)
      break;
    g_hash_table_insert (self->children, run, serve_run_child_new (run, &listener));
  }
  g_mutex_lock (&self->lock);
  trim (self);
  g_mutex_unlock (&self->lock);
  return G_SOURCE_REMOVE;
}

/**
 * serve_runs_have_room:
 * @self: runs
 *
 * Returns: whether one more may wait
 */
gboolean
serve_runs_have_room (ServeRuns *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return count (self) < SERVE_RUNS_AT_ONCE + SERVE_RUNS_WAITING;
}

/* Returns: (transfer full): where runs have their files */
static gchar *
dup_folder (ServeRuns *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  if (self->folder == NULL)
    self->folder = g_dir_make_tmp ("aoi-runs-XXXXXX", error);
  return g_strdup (self->folder);
}

/**
 * serve_runs_add:
 * @self: runs that have room
 * @order: what is asked for
 * @error: return location for an error as of serve_run_new()
 *
 * Prepares a run, and has it begin when others have ended. Slow, for a worker.
 *
 * Returns: (transfer full): it
 */
ServeRun *
serve_runs_add (ServeRuns *self, const ServeRunOrder *order, GError **error)
{
  g_autofree gchar *folder = dup_folder (self, error);
  ServeRun *run = folder != NULL ? serve_run_new (self->station, folder, order, error) : NULL;

  if (run == NULL)
    return NULL;
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->runs, serve_run_ref (run));
  g_mutex_unlock (&self->lock);
  attend (self);
  return run;
}

/**
 * serve_runs_list:
 * @self: runs
 *
 * Returns: (transfer full) (element-type ServeRun): all, the newest first
 */
GPtrArray *
serve_runs_list (ServeRuns *self)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);
  GPtrArray *list = g_ptr_array_new_with_free_func ((GDestroyNotify) serve_run_unref);

  for (guint i = self->runs->len; i > 0; i--)
    g_ptr_array_add (list, serve_run_ref (g_ptr_array_index (self->runs, i - 1)));
  return list;
}

/**
 * serve_runs_find:
 * @self: runs
 * @id: of one
 *
 * Returns: (transfer full) (nullable): it
 */
ServeRun *
serve_runs_find (ServeRuns *self, const gchar *id)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  for (guint i = 0; i < self->runs->len; i++) {
    ServeRun *run = g_ptr_array_index (self->runs, i);

    if (g_str_equal (run->id, id))
      return serve_run_ref (run);
  }
  return NULL;
}

/**
 * serve_runs_remove:
 * @self: runs
 * @run: one of them
 *
 * Cancels it, or if it has ended, forgets it. Main loop.
 */
void
serve_runs_remove (ServeRuns *self, ServeRun *run)
{
  ServeRunChild *child = g_hash_table_lookup (self->children, run);

  if (serve_run_has_ended (run)) {
    g_mutex_lock (&self->lock);
    g_ptr_array_remove (self->runs, run);
    g_mutex_unlock (&self->lock);
  } else if (child != NULL) {
    serve_run_child_cancel (child);
  } else {
    serve_run_end (run, SERVE_RUN_CANCELLED, NULL);
    on_ended (run, self);
  }
}
