/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "product/aoi-golden-journal.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "storage/aoi-file.h"
#include "storage/aoi-folder-lock.h"
#include "storage/aoi-folder-tree.h"
#include "storage/aoi-folder-write.h"

/* A change is a line of the log and a list of moves, done in this order, each step on the disk before
 * the next one:
 *
 *   1. `.pending` gets its name: the moves to come, and the log's size without and with the line.
 *   2. The line is appended to the log. From here on the change is to happen.
 *   3. The files are moved. All that needs space on the disk has been done before.
 *   4. `.pending` is removed.
 *
 * The process that locks the folder next and finds `.pending` takes back steps 1 and 2 if the line is not
 * complete, and otherwise does what is left of 3. */
#define LOCK ".lock"
#define PENDING AOI_GOLDEN_JOURNAL_PENDING
#define PENDING_NEW ".pending.new"

/* Sizes of the log before and after, moves. */
#define PENDING_TYPE G_VARIANT_TYPE ("(tta(ayay))")
#define PENDING_MAX_BYTES (1024 * 1024)

/* Reads without the lock that a change came between, before one waits for the lock. */
#define MAX_TRIES 3

struct _AoiGoldenJournal {
  AoiFolder folder; /* fd is -1 where there is no folder, which only a reader accepts */
  gchar *path;
  gint lock; /* -1 where a reader found no lock file, since nobody has written yet */
};

typedef struct {
  guint64 before, after;
  GVariant *moves;
} Pending;

static gboolean
is_inside (const gchar *name)
{
  g_auto (GStrv) parts = g_strsplit (name, "/", -1);

  return name[0] != '\0' && !g_strv_contains ((const gchar *const *) parts, "..")
      && parts[0][0] != '\0';
}

static gboolean
are_inside (GVariant *moves)
{
  GVariantIter iter;
  const gchar *from, *to;

  g_variant_iter_init (&iter, moves);
  while (g_variant_iter_next (&iter, "(^&ay^&ay)", &from, &to))
    if (!is_inside (from) || !is_inside (to))
      return FALSE;
  return TRUE;
}

static gboolean
read_pending (const AoiGoldenJournal *self, Pending *pending, GError **error)
{
  g_autofree gchar *path = g_build_filename (self->path, PENDING, NULL);
  g_autoptr (GBytes) bytes = aoi_file_read (path, PENDING_MAX_BYTES, AOI_ERROR_IO, error);
  g_autoptr (GVariant) value = NULL;

  if (bytes == NULL)
    return FALSE;
  value = g_variant_ref_sink (g_variant_new_from_bytes (PENDING_TYPE, bytes, FALSE));
  g_variant_get (value, "(tt@a(ayay))", &pending->before, &pending->after, &pending->moves);
  if (g_variant_is_normal_form (value) && are_inside (pending->moves))
    return TRUE;
  g_clear_pointer (&pending->moves, g_variant_unref);
  g_set_error (error, AOI_ERROR, AOI_ERROR_IO,
      "%s/" PENDING ": is damaged; check whether the last change of " AOI_GOLDEN_JOURNAL_LOG
      " was made, and remove it",
      self->folder.shown);
  return FALSE;
}

static gboolean
write_pending (const AoiGoldenJournal *self, const Pending *pending, GError **error)
{
  g_autoptr (GVariant) value = g_variant_ref_sink (
      g_variant_new ("(tt@a(ayay))", pending->before, pending->after, pending->moves));
  g_autoptr (GBytes) bytes = g_variant_get_data_as_bytes (value);

  return aoi_folder_write_durably (&self->folder, PENDING_NEW, bytes, error)
      && aoi_folder_move_durably (&self->folder, PENDING_NEW, PENDING, error);
}

/* The change has ended. Where `.pending` comes back after all, the next writer finds that there is nothing left to
 * do. */
static void
clear_pending (const AoiGoldenJournal *self)
{
  aoi_folder_remove_lazily (&self->folder, AOI_GOLDEN_JOURNAL_NEW, NULL);
  aoi_folder_remove_lazily (&self->folder, PENDING_NEW, NULL);
  aoi_folder_remove_tree (&self->folder, AOI_GOLDEN_JOURNAL_STAGED, NULL);
  aoi_folder_remove_durably (&self->folder, PENDING, NULL);
}

/* Step 3. When another's change is ended, what has its new name has been moved; that its old name is in
 * use says nothing, since a later move may have given it to another file. */
static gboolean
do_moves (const AoiGoldenJournal *self, GVariant *moves, gboolean again, GError **error)
{
  GVariantIter iter;
  const gchar *from, *to;

  g_variant_iter_init (&iter, moves);
  while (g_variant_iter_next (&iter, "(^&ay^&ay)", &from, &to)) {
    if (again && (aoi_folder_has (&self->folder, to) || !aoi_folder_has (&self->folder, from)))
      continue;
    if (!aoi_folder_move_durably (&self->folder, from, to, error))
      return FALSE;
  }
  return TRUE;
}

/* Undoes step 3, the last move first. */
static gboolean
undo_moves (const AoiGoldenJournal *self, GVariant *moves)
{
  for (gsize i = g_variant_n_children (moves); i > 0; i--) {
    const gchar *from, *to;

    g_variant_get_child (moves, i - 1, "(^&ay^&ay)", &from, &to);
    if (aoi_folder_has (&self->folder, to) && !aoi_folder_has (&self->folder, from)
        && !aoi_folder_move_durably (&self->folder, to, from, NULL))
      return FALSE;
  }
  return TRUE;
}

static gboolean
make_folders (const AoiGoldenJournal *self, GVariant *moves, GError **error)
{
  GVariantIter iter;
  const gchar *to;

  g_variant_iter_init (&iter, moves);
  while (g_variant_iter_next (&iter, "(^&ay^&ay)", NULL, &to))
    if (!aoi_folder_make_parent (&self->folder, to, error))
      return FALSE;
  return TRUE;
}

/* Leaves the folder as it was. Where even that fails, `.pending` stays for the next one. */
static void
take_back (const AoiGoldenJournal *self, const Pending *pending)
{
  GVariantIter iter;
  const gchar *to;

  if (!undo_moves (self, pending->moves)
      || !aoi_folder_truncate_durably (
          &self->folder, AOI_GOLDEN_JOURNAL_LOG, pending->before, NULL))
    return;
  clear_pending (self);
  g_variant_iter_init (&iter, pending->moves);
  while (g_variant_iter_next (&iter, "(^&ay^&ay)", NULL, &to))
    aoi_folder_drop_parent (&self->folder, to);
}

/* Ends the change that a writer was stopped at, if there is one. */
static gboolean
recover (const AoiGoldenJournal *self, GError **error)
{
  g_autoptr (GVariant) moves = NULL;
  Pending pending = { 0 };
  guint64 size;
  gboolean ends_line;

  if (!aoi_folder_has (&self->folder, PENDING)) {
    clear_pending (self);
    return TRUE;
  }
  if (!read_pending (self, &pending, error)
      || !aoi_folder_stat_lines (&self->folder, AOI_GOLDEN_JOURNAL_LOG, &size, &ends_line, error))
    return FALSE;
  moves = pending.moves;
  if (size < pending.after) {
    /* Somebody may have emptied the log meanwhile. */
    pending.before = MIN (pending.before, size);
    take_back (self, &pending);
    return TRUE;
  }
  if (!make_folders (self, moves, error) || !do_moves (self, moves, TRUE, error))
    return FALSE;
  clear_pending (self);
  return TRUE;
}

/**
 * aoi_golden_journal_open:
 * @folder: a product's `golden_rois`, which a writer makes if it is missing
 * @writable: whether to change it
 * @error: return location for an %AOI_ERROR_IO that names the file
 *
 * Waits until no other process changes the folder, and while @writable, until none reads it. A writer
 * then ends what another one was stopped at.
 *
 * Returns: (transfer full): the locked folder
 */
AoiGoldenJournal *
aoi_golden_journal_open (const gchar *folder, gboolean writable, GError **error)
{
  g_autoptr (AoiGoldenJournal) self = g_new0 (AoiGoldenJournal, 1);

  self->path = g_strdup (folder);
  self->folder.shown = g_filename_display_name (folder);
  self->folder.fd = -1;
  self->lock = -1;
  if (writable && !aoi_folder_create (&self->folder, self->path, error))
    return NULL;
  self->folder.fd = open (folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  if (self->folder.fd < 0 && !writable && errno == ENOENT)
    return g_steal_pointer (&self);
  if (self->folder.fd < 0) {
    aoi_folder_fail (&self->folder, NULL, error);
    return NULL;
  }
  if (!aoi_folder_lock (&self->folder, LOCK,
          writable ? AOI_FOLDER_LOCK_WRITE : AOI_FOLDER_LOCK_READ, "changes goldens", &self->lock,
          error)
      || (writable && !recover (self, error)))
    return NULL;
  return g_steal_pointer (&self);
}

/* Nobody needs the folder after a power loss: changes are as whole as before, but none waits for the disk. */
void
aoi_golden_journal_set_passing (AoiGoldenJournal *self)
{
  self->folder.passing = TRUE;
}

/**
 * aoi_golden_journal_close:
 * @self: (transfer full): a folder
 *
 * Unlocks it. The lock goes with the process too, however that ends.
 */
void
aoi_golden_journal_close (AoiGoldenJournal *self)
{
  if (self->lock >= 0)
    close (self->lock);
  if (self->folder.fd >= 0)
    close (self->folder.fd);
  g_free (self->folder.shown);
  g_free (self->path);
  g_free (self);
}

/**
 * aoi_golden_journal_has:
 * @self: a folder
 * @name: a name in it
 *
 * Returns: whether there is such a file or folder
 */
gboolean
aoi_golden_journal_has (const AoiGoldenJournal *self, const gchar *name)
{
  return aoi_folder_has (&self->folder, name);
}

/**
 * aoi_golden_journal_write_new:
 * @self: a folder opened for writing
 * @bytes: what the next change adds
 * @error: return location for an %AOI_ERROR_IO
 *
 * Writes the file %AOI_GOLDEN_JOURNAL_NEW, which aoi_golden_journal_commit() may move to its place.
 * It does not outlive the change.
 *
 * Returns: whether it is on the disk
 */
gboolean
aoi_golden_journal_write_new (AoiGoldenJournal *self, GBytes *bytes, GError **error)
{
  if (aoi_folder_write_durably (&self->folder, AOI_GOLDEN_JOURNAL_NEW, bytes, error))
    return TRUE;
  clear_pending (self);
  return FALSE;
}

/* Names for what a folder holds, files and folders, in another that is not there. */
static gboolean
link_all (const AoiFolder *folder, const gchar *from, const gchar *to, GError **error)
{
  g_autoptr (GPtrArray) names = aoi_folder_list (folder, from, error);

  if (names == NULL)
    return FALSE;
  if (mkdirat (folder->fd, to, 0777) != 0)
    return aoi_folder_fail (folder, to, error);
  for (guint i = 0; i < names->len; i++) {
    const gchar *name = g_ptr_array_index (names, i);
    g_autofree gchar *old = g_build_filename (from, name, NULL);
    g_autofree gchar *copy = g_build_filename (to, name, NULL);

    if (aoi_folder_is_folder (folder, old)) {
      if (!link_all (folder, old, copy, error))
        return FALSE;
    } else if (linkat (folder->fd, old, folder->fd, copy, 0) != 0) {
      return aoi_folder_fail (folder, copy, error);
    }
  }
  return aoi_folder_sync (folder, to, error) && aoi_folder_sync_file (folder, to, error);
}

/**
 * aoi_golden_journal_stage:
 * @self: a folder opened for writing
 * @folder: a folder directly in it
 * @error: return location for an %AOI_ERROR_IO
 *
 * Makes a second folder of the same files, of that name in %AOI_GOLDEN_JOURNAL_STAGED, which
 * aoi_golden_journal_commit() may move to its place. It does not outlive the change.
 *
 * Returns: whether it is on the disk
 */
gboolean
aoi_golden_journal_stage (AoiGoldenJournal *self, const gchar *folder, GError **error)
{
  g_autofree gchar *to = g_build_filename (AOI_GOLDEN_JOURNAL_STAGED, folder, NULL);

  if (aoi_folder_make_parent (&self->folder, to, error)
      && link_all (&self->folder, folder, to, error))
    return TRUE;
  clear_pending (self);
  return FALSE;
}

/**
 * aoi_golden_journal_stage_file:
 * @self: a folder opened for writing
 * @from: a file in it
 * @to: a name
 * @error: return location for an %AOI_ERROR_IO
 *
 * Gives a file a second name, @to in %AOI_GOLDEN_JOURNAL_STAGED, which aoi_golden_journal_commit() may move to
 * its place. It does not outlive the change.
 *
 * Returns: whether it is on the disk
 */
gboolean
aoi_golden_journal_stage_file (
    AoiGoldenJournal *self, const gchar *from, const gchar *to, GError **error)
{
  g_autofree gchar *copy = g_build_filename (AOI_GOLDEN_JOURNAL_STAGED, to, NULL);

  if (aoi_folder_make_parent (&self->folder, copy, error)) {
    if (linkat (self->folder.fd, from, self->folder.fd, copy, 0) != 0)
      aoi_folder_fail (&self->folder, copy, error);
    else if (aoi_folder_sync (&self->folder, copy, error))
      return TRUE;
  }
  clear_pending (self);
  return FALSE;
}

/**
 * aoi_golden_journal_forget:
 * @self: a folder opened for writing
 * @name: a folder in it whose files have other names, too
 *
 * Removes it, and the folders that lead to it if they are empty, as far as that is possible.
 */
void
aoi_golden_journal_forget (AoiGoldenJournal *self, const gchar *name)
{
  aoi_folder_remove_tree (&self->folder, name, NULL);
  aoi_folder_drop_parent (&self->folder, name);
}

/**
 * aoi_golden_journal_commit:
 * @self: a folder opened for writing
 * @moves: what to move, in this order: a(ayay), old and new names within the folder; taken if floating
 * @line: what the log gets, without a newline
 * @error: return location for an %AOI_ERROR_IO that names the file
 *
 * Makes a change and logs it.
 *
 * Returns: whether it was done; if not, the folder is as it was
 */
gboolean
aoi_golden_journal_commit (
    AoiGoldenJournal *self, GVariant *moves, const gchar *line, GError **error)
{
  g_autoptr (GVariant) taken = g_variant_ref_sink (moves);
  g_autofree gchar *text = NULL;
  Pending pending = { .moves = taken };
  gboolean ends_line;

  g_return_val_if_fail (g_variant_is_of_type (moves, AOI_GOLDEN_MOVES_TYPE), FALSE);
  g_return_val_if_fail (are_inside (moves), FALSE);

  if (!aoi_folder_stat_lines (
          &self->folder, AOI_GOLDEN_JOURNAL_LOG, &pending.before, &ends_line, error))
    return FALSE;
  text = g_strconcat (ends_line ? "" : "\n", line, "\n", NULL);
  pending.after = pending.before + strlen (text);
  if (!make_folders (self, taken, error) || !write_pending (self, &pending, error)
      || !aoi_folder_append_durably (&self->folder, AOI_GOLDEN_JOURNAL_LOG, text, error)
      || !do_moves (self, taken, FALSE, error)) {
    take_back (self, &pending);
    return FALSE;
  }
  clear_pending (self);
  return TRUE;
}

/* What every change of a folder changes: `.pending` comes and goes, and the log grows. */
typedef struct {
  gboolean pending;
  gint64 log_size;
  struct timespec time;
} Mark;

static gboolean
stat_in (const gchar *folder, const gchar *name, struct stat *info)
{
  g_autofree gchar *path = g_build_filename (folder, name, NULL);

  *info = (struct stat){ .st_size = -1 };
  return stat (path, info) == 0;
}

static Mark
get_mark (const gchar *folder)
{
  struct stat info;
  Mark mark;

  stat_in (folder, ".", &info);
  mark.time = info.st_mtim;
  stat_in (folder, AOI_GOLDEN_JOURNAL_LOG, &info);
  mark.log_size = info.st_size;
  mark.pending = stat_in (folder, PENDING, &info);
  return mark;
}

static gboolean
is_same (const Mark *a, const Mark *b)
{
  return !a->pending && !b->pending && a->log_size == b->log_size
      && a->time.tv_sec == b->time.tv_sec && a->time.tv_nsec == b->time.tv_nsec;
}

/**
 * aoi_golden_journal_read:
 * @folder: a product's `golden_rois`, which may be missing
 * @read: (scope call): reads the goldens; is called again when they were changed meanwhile
 * @data: for @read
 * @error: return location for an %AOI_ERROR_IO that names the file
 *
 * Reads goldens as they are before a change or after it. That neither makes a lock file nor waits for a process
 * that has the folder open for writing without changing it, and so not for the caller itself; only where one
 * change follows the other it waits for the lock.
 *
 * Returns: whether the last call of @read saw all goldens at one time
 */
gboolean
aoi_golden_journal_read (
    const gchar *folder, AoiGoldenJournalRead read, gpointer data, GError **error)
{
  g_autoptr (AoiGoldenJournal) journal = NULL;

  for (guint i = 0; i < MAX_TRIES; i++) {
    const Mark before = get_mark (folder);
    Mark after;

    read (data);
    after = get_mark (folder);
    if (is_same (&before, &after))
      return TRUE;
  }
  journal = aoi_golden_journal_open (folder, FALSE, error);
  if (journal == NULL)
    return FALSE;
  read (data);
  return TRUE;
}
