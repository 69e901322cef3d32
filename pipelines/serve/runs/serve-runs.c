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
  GThreadPool *disk; /* of one thread: a Chore after the other */
  GMutex lock; /* taken before that of a run */
  GPtrArray *runs; /* lock: ServeRun, the oldest first */
  GPtrArray *ended; /* lock: ServeRun that have, and of which nobody is told yet */
};

/* What the disk is needed for: a run whose processes have ended, or one that is forgotten. */
typedef struct {
  ServeRun *run;
  gboolean is_forgotten;
  ServeRunState state;
  gchar *reason; /* NULL: its files say it */
} Chore;

/* @run: (transfer full) */
static Chore *
chore_new (ServeRun *run)
{
  Chore *chore = g_new0 (Chore, 1);

  chore->run = run;
  return chore;
}

/* @run: (transfer full) */
static void
forget (ServeRuns *self, ServeRun *run)
{
  Chore *chore = chore_new (run);

  chore->is_forgotten = TRUE;
  g_thread_pool_push (self->disk, chore, NULL);
}

static gboolean begin_waiting (gpointer data);

/* Has the main loop look. */
static void
attend (ServeRuns *self)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, begin_waiting, self, NULL);
  g_source_attach (source, self->context);
}

static void
note_end (ServeRuns *self, ServeRun *run)
{
  g_mutex_lock (&self->lock);
  g_ptr_array_add (self->ended, serve_run_ref (run));
  g_mutex_unlock (&self->lock);
  attend (self);
}

/* The disk's thread. */
static void
do_chore (gpointer data, gpointer runs)
{
  ServeRuns *self = runs;
  Chore *chore = data;

  if (chore->is_forgotten) {
    serve_run_remove_files (chore->run);
  } else {
    serve_run_finish (chore->run, self->station, chore->state, chore->reason);
    note_end (self, chore->run);
  }
  serve_run_unref (chore->run);
  g_free (chore->reason);
  g_free (chore);
}

static GPtrArray *
new_list (void)
{
  return g_ptr_array_new_with_free_func ((GDestroyNotify) serve_run_unref);
}

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
  self->runs = new_list ();
  self->ended = new_list ();
  self->disk = g_thread_pool_new (do_chore, self, 1, FALSE, NULL);
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

  g_hash_table_unref (self->children);
  g_thread_pool_free (self->disk, FALSE, TRUE);
  while (g_source_remove_by_user_data (self))
    continue;
  g_ptr_array_unref (self->ended);
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

/* Holds the lock. @bytes: (out): what those that wait or go on take. Returns how many they are. */
static guint
count (const ServeRuns *self, guint64 *bytes)
{
  guint n = 0;

  *bytes = 0;
  for (guint i = 0; i < self->runs->len; i++) {
    ServeRun *run = g_ptr_array_index (self->runs, i);

    if (serve_run_has_ended (run))
      continue;
    n++;
    *bytes += serve_run_get_bytes (run);
  }
  return n;
}

/* Holds the lock. Returns: (transfer full): those that are remembered no longer: the oldest that have ended. The newest of
 * them stays, whatever it takes. */
static GPtrArray *
trim (ServeRuns *self)
{
  GPtrArray *gone = g_ptr_array_new ();
  guint64 bytes;
  guint n = 0;

  count (self, &bytes);
  for (guint i = self->runs->len; i > 0; i--) {
    ServeRun *run = g_ptr_array_index (self->runs, i - 1);

    if (!serve_run_has_ended (run))
      continue;
    bytes += serve_run_get_bytes (run);
    n++;
    if (n > 1 && (n > SERVE_RUNS_KEPT || bytes > self->station->settings.runs_max_bytes))
      g_ptr_array_add (gone, g_ptr_array_steal_index (self->runs, i - 1));
  }
  return gone;
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

static void
on_ended (ServeRun *run, ServeRunState state, const gchar *reason, gpointer data)
{
  ServeRuns *self = data;
  Chore *chore = chore_new (serve_run_ref (run));

  chore->state = state;
  chore->reason = g_strdup (reason);
  g_thread_pool_push (self->disk, chore, NULL);
}

static void
tell_ended (ServeRuns *self)
{
  g_autoptr (GPtrArray) ended = NULL;

  g_mutex_lock (&self->lock);
  ended = g_steal_pointer (&self->ended);
  self->ended = new_list ();
  g_mutex_unlock (&self->lock);
  for (guint i = 0; i < ended->len; i++)
    self->tell (g_ptr_array_index (ended, i), self->data);
}

static void
forget_old (ServeRuns *self)
{
  g_autoptr (GPtrArray) gone = NULL;

  g_mutex_lock (&self->lock);
  gone = trim (self);
  g_mutex_unlock (&self->lock);
  for (guint i = 0; i < gone->len; i++)
    forget (self, g_ptr_array_index (gone, i));
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

  tell_ended (self);
  g_hash_table_foreach_remove (self->children, is_over, NULL);
  while (g_hash_table_size (self->children) < SERVE_RUNS_AT_ONCE) {
    g_autoptr (ServeRun) run = find_waiting (self);

    if (run == NULL)
      break;
    g_hash_table_insert (self->children, run, serve_run_child_new (run, &listener));
  }
  forget_old (self);
  return G_SOURCE_REMOVE;
}

/* Holds the lock. */
static gboolean
check_room (ServeRuns *self, GError **error)
{
  guint64 bytes;
  const guint n = count (self, &bytes);
  g_autofree gchar *size = NULL;

  if (n >= SERVE_RUNS_AT_ONCE + SERVE_RUNS_WAITING) {
    g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY, "runs: %d wait already", SERVE_RUNS_WAITING);
    return FALSE;
  }
  if (bytes < self->station->settings.runs_max_bytes)
    return TRUE;
  size = g_format_size_full (bytes, G_FORMAT_SIZE_IEC_UNITS);
  g_set_error (error, G_IO_ERROR, G_IO_ERROR_BUSY,
      "runs: those that wait or go on take %s of the disk already; see runs-max-bytes", size);
  return FALSE;
}

/**
 * serve_runs_check_room:
 * @self: runs
 * @error: return location for a %G_IO_ERROR_BUSY
 *
 * Returns: whether one more may wait
 */
gboolean
serve_runs_check_room (ServeRuns *self, GError **error)
{
  g_autoptr (GMutexLocker) locker = g_mutex_locker_new (&self->lock);

  return check_room (self, error);
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
 * @self: runs
 * @order: what is asked for
 * @error: return location for an error as of serve_run_new(), or a %G_IO_ERROR_BUSY
 *
 * Prepares a run, and has it begin when others have ended. Slow, for a worker.
 *
 * Returns: (transfer full) (nullable): it
 */
ServeRun *
serve_runs_add (ServeRuns *self, const ServeRunOrder *order, GError **error)
{
  g_autofree gchar *folder = dup_folder (self, error);
  g_autoptr (ServeRun) run = folder != NULL ? serve_run_new (self->station, folder, order, error)
                                            : NULL;
  gboolean has_room;

  if (run == NULL)
    return NULL;
  g_mutex_lock (&self->lock);
  has_room = check_room (self, error);
  if (has_room)
    g_ptr_array_add (self->runs, serve_run_ref (run));
  g_mutex_unlock (&self->lock);
  if (!has_room)
    return NULL;
  attend (self);
  return g_steal_pointer (&run);
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
  GPtrArray *list = new_list ();

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
  gboolean is_there;

  if (serve_run_has_ended (run)) {
    g_mutex_lock (&self->lock);
    is_there = g_ptr_array_remove (self->runs, run);
    g_mutex_unlock (&self->lock);
    if (is_there)
      forget (self, serve_run_ref (run));
  } else if (child != NULL) {
    serve_run_child_cancel (child);
  } else {
    serve_run_end (run, SERVE_RUN_CANCELLED, NULL);
    note_end (self, run);
  }
}
