/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "audit/audit-log.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "audit/audit-line.h"
#include "storage/aoi-folder-lock.h"
#include "storage/aoi-folder-write.h"

#define LOCK_FILE ".audit.lock"

/* More than the longest line has, and one that says that the line before it is half. */
#define MAX_LINE_BYTES 16384

struct _AuditLog {
  const AoiFolder *state;
  guint64 max_bytes;
};

/**
 * audit_log_new:
 * @state: the state folder, which outlives the log
 * @max_bytes: a file that has more is put aside before the next line; all that were stay
 *
 * Returns: (transfer full): a log
 */
AuditLog *
audit_log_new (const AoiFolder *state, guint64 max_bytes)
{
  AuditLog *self = g_new0 (AuditLog, 1);

  self->state = state;
  self->max_bytes = max_bytes;
  return self;
}

/**
 * audit_log_free:
 * @self: (transfer full): a log
 */
void
audit_log_free (AuditLog *self)
{
  g_free (self);
}

/* By the time of its last line, and a number if two of one second are put aside. */
static gchar *
find_old_name (const AoiFolder *state, gint64 now_us)
{
  g_autoptr (GDateTime) time = g_date_time_new_from_unix_utc (now_us / G_USEC_PER_SEC);
  g_autofree gchar *stamp = g_date_time_format (time, "%Y%m%dT%H%M%SZ");
  gchar *name = g_strdup_printf ("audit-%s.ndjson", stamp);

  for (guint i = 2; aoi_folder_has (state, name); i++) {
    g_free (name);
    name = g_strdup_printf ("audit-%s-%u.ndjson", stamp, i);
  }
  return name;
}

static gboolean
put_aside (AuditLog *self, gint64 now_us, GError **error)
{
  g_autofree gchar *name = find_old_name (self->state, now_us);

  return aoi_folder_move_durably (self->state, AUDIT_FILE, name, error);
}

/* A kill, or a power loss, left half a line: it is ended, and said to be half. */
static gchar *
end_torn_line (gint64 now_us)
{
  const AuditEntry entry = {
    .user = "aoi",
    .action = "audit",
    .object = AUDIT_FILE,
    .outcome = "the line before this one is half: its writer was stopped",
  };
  g_autofree gchar *line = audit_line_new (&entry, now_us);

  return g_strconcat ("\n", line, NULL);
}

static gboolean
add_locked (AuditLog *self, const AuditEntry *entry, GError **error)
{
  const gint64 now_us = g_get_real_time ();
  g_autofree gchar *line = audit_line_new (entry, now_us);
  g_autofree gchar *repair = NULL;
  g_autofree gchar *text = NULL;
  gboolean ends_line;
  guint64 size;

  if (!aoi_folder_stat_lines (self->state, AUDIT_FILE, &size, &ends_line, error))
    return FALSE;
  if (!ends_line)
    repair = end_torn_line (now_us);
  else if (size >= self->max_bytes && !put_aside (self, now_us, error))
    return FALSE;
  text = g_strconcat (repair != NULL ? repair : "", line, NULL);
  return aoi_folder_append_durably (self->state, AUDIT_FILE, text, error);
}

/**
 * audit_log_add:
 * @self: a log
 * @entry: what to add
 * @error: return location for an %AOI_ERROR_IO
 *
 * Writes to the disk, and waits for others who do: never in a main loop.
 *
 * Returns: whether it is on the disk
 */
gboolean
audit_log_add (AuditLog *self, const AuditEntry *entry, GError **error)
{
  gboolean added;
  gint lock;

  /* The lock is the open file's, so that it also keeps this process's threads apart. */
  if (!aoi_folder_lock (
          self->state, LOCK_FILE, AOI_FOLDER_LOCK_WRITE, "writes the audit log", &lock, error))
    return FALSE;
  added = add_locked (self, entry, error);
  close (lock);
  return added;
}

/* Where the file system cannot reserve room, the file can at least be written to. */
static gboolean
reserve (gint fd)
{
  struct stat info;

  return fstat (fd, &info) == 0
      && (fallocate (fd, FALLOC_FL_KEEP_SIZE, info.st_size, MAX_LINE_BYTES) == 0
          || errno == EOPNOTSUPP || errno == ENOSYS);
}

/**
 * audit_log_make_room:
 * @self: a log
 * @error: return location for an %AOI_ERROR_IO
 *
 * Reserves room on the disk before a change is made, so that none is made that could not be noted. Asks the disk:
 * never in a main loop.
 *
 * Returns: whether there is room for a line
 */
gboolean
audit_log_make_room (AuditLog *self, GError **error)
{
  const gint fd = openat (self->state->fd, AUDIT_FILE,
      O_WRONLY | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC,
      aoi_folder_get_file_mode (self->state));
  const gboolean has_room = fd >= 0 && reserve (fd);

  if (!has_room)
    aoi_folder_fail (self->state, AUDIT_FILE, error);
  if (fd >= 0)
    close (fd);
  return has_room;
}
