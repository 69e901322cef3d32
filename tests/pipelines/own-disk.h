/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <fcntl.h>
#include <glib.h>
#include <sched.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

/* A small file system of the test's own, in a namespace of a process that the test starts for it. */

#define OWN_DISK_BLOCK 4096

/* What that process ends with where the machine does not permit it. */
#define OWN_DISK_NOT_PERMITTED 77

static inline gboolean
own_disk_write_map (const gchar *path, const gchar *text)
{
  gint fd = open (path, O_WRONLY);
  gboolean written = fd >= 0 && write (fd, text, strlen (text)) == (gssize) strlen (text);

  if (fd >= 0)
    close (fd);
  return written;
}

/* Makes this process, which must have one thread, the user @id of namespaces of its own. */
static inline gboolean
own_disk_enter (guint id, gint namespaces)
{
  g_autofree gchar *user = g_strdup_printf ("%u %u 1", id, (guint) getuid ());
  g_autofree gchar *group = g_strdup_printf ("%u %u 1", id, (guint) getgid ());

  return unshare (CLONE_NEWUSER | namespaces) == 0
      && own_disk_write_map ("/proc/self/uid_map", user)
      && own_disk_write_map ("/proc/self/setgroups", "deny")
      && own_disk_write_map ("/proc/self/gid_map", group);
}

/* A file system of this process and its children alone. */
static inline gboolean
own_disk_mount (const gchar *folder, const gchar *options)
{
  return own_disk_enter (0, CLONE_NEWNS) && mount ("none", folder, "tmpfs", 0, options) == 0;
}

/* Takes all blocks of the disk but @left, by the file `ballast`. */
static inline void
own_disk_fill (const gchar *folder, guint left)
{
  g_autofree gchar *path = g_build_filename (folder, "ballast", NULL);
  struct statvfs info;
  gint fd = open (path, O_WRONLY | O_CREAT, 0600);

  g_assert_cmpint (fd, >=, 0);
  g_assert_cmpint (fstatvfs (fd, &info), ==, 0);
  g_assert_cmpuint (info.f_bavail, >, left);
  g_assert_cmpint (posix_fallocate (fd, 0, (off_t) (info.f_bavail - left) * OWN_DISK_BLOCK), ==, 0);
  close (fd);
}

/* Becomes this program with @argument, as a user whom permissions bind: only a new program of a user that is
 * not root has no rights over them. */
static inline void
own_disk_become_user (gchar *program, const gchar *argument)
{
  gchar *arguments[] = { program, (gchar *) argument, NULL };

  if (!own_disk_enter (1000, 0))
    exit (OWN_DISK_NOT_PERMITTED);
  execv (program, arguments);
  exit (1);
}

/* Starts this program again with @argument; its failure is the test's. */
static inline void
own_disk_run (const gchar *argument)
{
  gchar *arguments[] = { (gchar *) g_get_prgname (), (gchar *) argument, NULL };
  gint status;

  g_assert_true (g_spawn_sync (
      NULL, arguments, NULL, G_SPAWN_CHILD_INHERITS_STDIN, NULL, NULL, NULL, NULL, &status, NULL));
  if (WIFEXITED (status) && WEXITSTATUS (status) == OWN_DISK_NOT_PERMITTED)
    g_test_skip ("SKIP: this machine does not permit a file system of one's own");
  else
    g_assert_cmpint (status, ==, 0);
}

static inline void
own_disk_test_full (void)
{
  own_disk_run ("--full");
}

static inline void
own_disk_test_read_only (void)
{
  own_disk_run ("--user");
}

/* A test program of two cases, each a function that runs in a process of its own. */
static inline int
own_disk_main (
    int argc, char **argv, const gchar *name, void (*run_full) (void), void (*run_read_only) (void))
{
  const gchar *what = argc == 2 ? argv[1] : "";
  g_autofree gchar *full = g_strdup_printf ("/%s/full", name);
  g_autofree gchar *read_only = g_strdup_printf ("/%s/read-only", name);

  if (g_str_equal (what, "--full")) {
    run_full ();
    return 0;
  }
  if (g_str_equal (what, "--user"))
    own_disk_become_user (argv[0], "--read-only");
  if (g_str_equal (what, "--read-only")) {
    run_read_only ();
    return 0;
  }
  g_test_init (&argc, &argv, NULL);
  g_set_prgname (argv[0]);
  g_test_add_func (full, own_disk_test_full);
  g_test_add_func (read_only, own_disk_test_read_only);
  return g_test_run ();
}
