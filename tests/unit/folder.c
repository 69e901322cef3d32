/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Changes of files: what is on the disk when they return, and what is left when they fail. */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "product-folder.h"
#include "storage/aoi-folder-lock.h"
#include "storage/aoi-folder-write.h"

/* Paths that were taken to the disk since the last check. The one whose number is @fails fails. */
static GPtrArray *synced;
static guint fails;

static int
record_sync (int fd, long call)
{
  g_autofree gchar *link = g_strdup_printf ("/proc/self/fd/%d", fd);
  gchar *path = g_file_read_link (link, NULL);

  if (synced == NULL) {
    g_free (path);
    return (int) syscall (call, fd);
  }
  g_ptr_array_add (synced, path);
  if (synced->len != fails)
    return (int) syscall (call, fd);
  errno = EIO;
  return -1;
}

/* In place of the C library's. */
int
fsync (int fd)
{
  return record_sync (fd, SYS_fsync);
}

int
fdatasync (int fd)
{
  return record_sync (fd, SYS_fdatasync);
}

typedef struct {
  AoiFolder folder;
  gchar *path;
} Fixture;

static void
set_up (Fixture *self, gconstpointer data)
{
  self->path = product_folder_new ();
  self->folder.shown = g_strdup ("shown");
  self->folder.fd = open (self->path, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
  g_assert_cmpint (self->folder.fd, >=, 0);
  synced = g_ptr_array_new_with_free_func (g_free);
  fails = 0;
}

static void
tear_down (Fixture *self, gconstpointer data)
{
  g_clear_pointer (&synced, g_ptr_array_unref);
  close (self->folder.fd);
  product_folder_remove (self->path);
  g_free (self->folder.shown);
  g_free (self->path);
}

static gboolean
was_synced (const Fixture *self, const gchar *name)
{
  g_autofree gchar *path = name != NULL ? g_build_filename (self->path, name, NULL)
                                        : g_strdup (self->path);

  return g_ptr_array_find_with_equal_func (synced, path, g_str_equal, NULL);
}

static void
forget_syncs (guint next_failure)
{
  g_ptr_array_set_size (synced, 0);
  fails = next_failure;
}

static void
assert_content (const Fixture *self, const gchar *name, const gchar *content)
{
  g_autofree gchar *path = g_build_filename (self->path, name, NULL);
  g_autofree gchar *text = NULL;

  g_file_get_contents (path, &text, NULL, NULL);
  g_assert_cmpstr (text, ==, content);
}

static void
append (Fixture *self, const gchar *name, const gchar *text)
{
  g_autoptr (GError) error = NULL;

  aoi_folder_append_durably (&self->folder, name, text, &error);
  g_assert_no_error (error);
}

static void
make_folder (Fixture *self, const gchar *name)
{
  g_autoptr (GError) error = NULL;

  aoi_folder_make_parent (&self->folder, name, &error);
  g_assert_no_error (error);
}

/* File and name. */
static void
test_append (Fixture *self, gconstpointer data)
{
  append (self, "log", "one\n");
  g_assert_true (was_synced (self, "log"));
  g_assert_true (was_synced (self, NULL));
  append (self, "log", "two\n");
  assert_content (self, "log", "one\ntwo\n");
}

static void
test_append_lazily (Fixture *self, gconstpointer data)
{
  g_assert_true (aoi_folder_append_lazily (&self->folder, "log", "one\n", NULL));
  g_assert_cmpuint (synced->len, ==, 0);
  assert_content (self, "log", "one\n");
}

/* Whichever step the disk fails at. */
static void
test_append_fails (Fixture *self, gconstpointer data)
{
  for (guint step = 1; step <= 2; step++) {
    g_autoptr (GError) error = NULL;

    forget_syncs (step);
    g_assert_false (aoi_folder_append_durably (&self->folder, "new", "one\n", &error));
    g_assert_error (error, AOI_ERROR, AOI_ERROR_IO);
    assert_content (self, "new", NULL);
  }
  forget_syncs (0);
  append (self, "log", "one\n");
  for (guint step = 1; step <= 2; step++) {
    forget_syncs (step);
    g_assert_false (aoi_folder_append_durably (&self->folder, "log", "two\n", NULL));
    assert_content (self, "log", "one\n");
  }
}

/* A disk on which half of a line has room. */
static void
test_append_full (Fixture *self, gconstpointer data)
{
  struct rlimit old, limit;
  g_autoptr (GError) error = NULL;

  append (self, "log", "one\n");
  signal (SIGXFSZ, SIG_IGN);
  g_assert_cmpint (getrlimit (RLIMIT_FSIZE, &old), ==, 0);
  limit = (struct rlimit){ 6, old.rlim_max };
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &limit), ==, 0);
  aoi_folder_append_durably (&self->folder, "log", "two\n", &error);
  g_assert_cmpint (setrlimit (RLIMIT_FSIZE, &old), ==, 0);
  g_assert_error (error, AOI_ERROR, AOI_ERROR_IO);
  g_assert_nonnull (strstr (error->message, "shown/log: "));
  assert_content (self, "log", "one\n");
}

static void
test_truncate (Fixture *self, gconstpointer data)
{
  append (self, "log", "one\ntwo\n");
  forget_syncs (0);
  g_assert_true (aoi_folder_truncate_durably (&self->folder, "log", 4, NULL));
  g_assert_true (was_synced (self, "log"));
  assert_content (self, "log", "one\n");
}

/* To nothing: the file is removed, and its folder is taken to the disk. */
static void
test_truncate_to_nothing (Fixture *self, gconstpointer data)
{
  make_folder (self, "part/log");
  append (self, "part/log", "one\n");
  forget_syncs (0);
  g_assert_true (aoi_folder_truncate_durably (&self->folder, "part/log", 0, NULL));
  assert_content (self, "part/log", NULL);
  g_assert_true (was_synced (self, "part"));
  g_assert_true (aoi_folder_truncate_durably (&self->folder, "part/log", 0, NULL));
}

static void
test_remove (Fixture *self, gconstpointer data)
{
  append (self, "a", "x");
  append (self, "b", "x");
  forget_syncs (0);
  g_assert_true (aoi_folder_remove_lazily (&self->folder, "a", NULL));
  g_assert_cmpuint (synced->len, ==, 0);
  g_assert_true (aoi_folder_remove_durably (&self->folder, "b", NULL));
  g_assert_true (was_synced (self, NULL));
  assert_content (self, "a", NULL);
  assert_content (self, "b", NULL);
}

/* Only an empty folder, and no file. */
static void
test_remove_empty (Fixture *self, gconstpointer data)
{
  make_folder (self, "full/file");
  append (self, "full/file", "x");
  g_assert_false (aoi_folder_remove_empty_lazily (&self->folder, "full"));
  g_assert_false (aoi_folder_remove_empty_lazily (&self->folder, "full/file"));
  g_assert_true (aoi_folder_remove_lazily (&self->folder, "full/file", NULL));
  g_assert_true (aoi_folder_remove_empty_lazily (&self->folder, "full"));
  g_assert_false (aoi_folder_has (&self->folder, "full"));
}

/* Both folders have a name more or less. */
static void
test_move (Fixture *self, gconstpointer data)
{
  make_folder (self, "part/log");
  append (self, "log", "one\n");
  forget_syncs (0);
  g_assert_true (aoi_folder_move_durably (&self->folder, "log", "part/log", NULL));
  g_assert_true (was_synced (self, NULL));
  g_assert_true (was_synced (self, "part"));
  assert_content (self, "log", NULL);
  assert_content (self, "part/log", "one\n");
}

static void
test_move_fails (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;

  make_folder (self, "part/log");
  append (self, "log", "one\n");
  for (guint step = 1; step <= 2; step++) {
    forget_syncs (step);
    g_assert_false (aoi_folder_move_durably (&self->folder, "log", "part/log", NULL));
    assert_content (self, "log", "one\n");
    assert_content (self, "part/log", NULL);
  }
  forget_syncs (0);
  append (self, "part/log", "other\n");
  g_assert_false (aoi_folder_move_durably (&self->folder, "log", "part/log", &error));
  g_assert_error (error, AOI_ERROR, AOI_ERROR_IO);
  assert_content (self, "log", "one\n");
  assert_content (self, "part/log", "other\n");
}

static void
test_replace (Fixture *self, gconstpointer data)
{
  g_autoptr (GBytes) bytes = g_bytes_new_static ("new", 3);
  g_autofree gchar *written = aoi_folder_get_new_name ("file");

  append (self, "file", "old");
  forget_syncs (1);
  g_assert_false (aoi_folder_replace_durably (&self->folder, "file", bytes, NULL));
  assert_content (self, "file", "old");
  g_assert_false (aoi_folder_has (&self->folder, written));
  forget_syncs (0);
  g_assert_true (aoi_folder_replace_durably (&self->folder, "file", bytes, NULL));
  assert_content (self, "file", "new");
  g_assert_true (was_synced (self, NULL));
}

/* A second one is refused at once; readers come together, and where nobody has written there is no lock. */
static void
test_lock (Fixture *self, gconstpointer data)
{
  g_autoptr (GError) error = NULL;
  gint first, second;

  g_assert_true (
      aoi_folder_lock (&self->folder, ".lock", AOI_FOLDER_LOCK_READ, "reads", &first, NULL));
  g_assert_cmpint (first, ==, -1);
  g_assert_false (aoi_folder_has (&self->folder, ".lock"));
  g_assert_true (
      aoi_folder_lock (&self->folder, ".lock", AOI_FOLDER_LOCK_ALONE, "writes", &first, NULL));
  g_assert_false (
      aoi_folder_lock (&self->folder, ".lock", AOI_FOLDER_LOCK_ALONE, "writes", &second, &error));
  g_assert_cmpstr (error->message, ==, "shown: somebody else writes here");
  g_assert_cmpint (second, ==, -1);
  close (first);
  g_assert_true (
      aoi_folder_lock (&self->folder, ".lock", AOI_FOLDER_LOCK_READ, "reads", &first, NULL));
  g_assert_true (
      aoi_folder_lock (&self->folder, ".lock", AOI_FOLDER_LOCK_READ, "reads", &second, NULL));
  close (second);
  close (first);
  g_assert_true (
      aoi_folder_lock (&self->folder, ".lock", AOI_FOLDER_LOCK_WRITE, "writes", &first, NULL));
  close (first);
}

static void
assert_mode (const Fixture *self, const gchar *name, guint mode)
{
  struct stat info;

  g_assert_cmpint (fstatat (self->folder.fd, name, &info, 0), ==, 0);
  g_assert_cmpuint (info.st_mode & 0777, ==, mode);
}

/* What is secret stays so whatever the process's mask allows. */
static void
test_secret (Fixture *self, gconstpointer data)
{
  const mode_t mask = umask (0);
  g_autoptr (GBytes) bytes = g_bytes_new_static ("x", 1);
  gint lock;

  append (self, "log", "one\n");
  assert_mode (self, "log", 0666);
  self->folder.secret = TRUE;
  append (self, "secret-log", "one\n");
  assert_mode (self, "secret-log", 0600);
  g_assert_true (aoi_folder_replace_durably (&self->folder, "file", bytes, NULL));
  assert_mode (self, "file", 0600);
  make_folder (self, "a/b");
  assert_mode (self, "a", 0700);
  g_assert_true (
      aoi_folder_lock (&self->folder, ".lock", AOI_FOLDER_LOCK_ALONE, "writes", &lock, NULL));
  assert_mode (self, ".lock", 0600);
  close (lock);
  umask (mask);
}

#define ADD(name, function) g_test_add ("/folder/" name, Fixture, NULL, set_up, function, tear_down)

int
main (int argc, char **argv)
{
  g_test_init (&argc, &argv, NULL);
  ADD ("append", test_append);
  ADD ("append-lazily", test_append_lazily);
  ADD ("append-fails", test_append_fails);
  ADD ("append-full", test_append_full);
  ADD ("truncate", test_truncate);
  ADD ("truncate-to-nothing", test_truncate_to_nothing);
  ADD ("remove", test_remove);
  ADD ("remove-empty", test_remove_empty);
  ADD ("move", test_move);
  ADD ("move-fails", test_move_fails);
  ADD ("replace", test_replace);
  ADD ("lock", test_lock);
  ADD ("secret", test_secret);
  return g_test_run ();
}
