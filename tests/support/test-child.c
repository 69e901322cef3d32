/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "support/test-child.h"

#include <errno.h>
#include <poll.h>
#include <sys/inotify.h>
#include <sys/syscall.h>
#include <unistd.h>

static int
open_child (pid_t pid)
{
  const int fd = (int) syscall (SYS_pidfd_open, pid, 0);

  if (fd < 0)
    g_error ("child %d: %s", (gint) pid, g_strerror (errno));
  return fd;
}

/* Returns whether one of them has something before the monotonic time @end. */
static gboolean
wait_for_any (struct pollfd *fds, guint n, gint64 end)
{
  int ready;

  do {
    const gint64 left = MAX (end - g_get_monotonic_time (), 0);
    const struct timespec timeout = { left / G_USEC_PER_SEC, left % G_USEC_PER_SEC * 1000 };

    ready = ppoll (fds, n, &timeout, NULL);
  } while (ready < 0 && errno == EINTR);
  g_assert_cmpint (ready, >=, 0);
  return ready > 0;
}

gboolean
test_child_ends (pid_t pid, gint64 us)
{
  struct pollfd fd = { .fd = open_child (pid), .events = POLLIN };
  const gboolean ended = wait_for_any (&fd, 1, g_get_monotonic_time () + us);

  close (fd.fd);
  return ended;
}

/* Takes all events, so that the next wait is for what comes next. */
static void
drain (int fd)
{
  gchar events[4096];

  g_assert_cmpint (read (fd, events, sizeof events), >, 0);
}

void
test_wait_for_file (const gchar *folder, pid_t pid, TestIsSo is_so, gpointer data)
{
  const gint64 end = g_get_monotonic_time () + TEST_PATIENCE;
  struct pollfd fds[] = { { .fd = inotify_init1 (IN_CLOEXEC), .events = POLLIN },
    { .fd = pid > 0 ? open_child (pid) : -1, .events = POLLIN } };

  g_assert_cmpint (
      inotify_add_watch (fds[0].fd, folder, IN_CREATE | IN_MOVED_TO | IN_MODIFY | IN_CLOSE_WRITE),
      >=, 0);
  while (!is_so (data)) {
    if (!wait_for_any (fds, G_N_ELEMENTS (fds), end))
      g_error ("waited in vain for a file in %s", folder);
    if (fds[1].revents != 0 && !is_so (data))
      g_error ("child %d ended before its file was in %s", (gint) pid, folder);
    drain (fds[0].fd);
  }
  close (fds[0].fd);
  if (fds[1].fd >= 0)
    close (fds[1].fd);
}

static gboolean
exists (gpointer path)
{
  return g_file_test (path, G_FILE_TEST_EXISTS);
}

void
test_wait_for_path (const gchar *path, pid_t pid)
{
  g_autofree gchar *folder = g_path_get_dirname (path);

  test_wait_for_file (folder, pid, exists, (gpointer) path);
}
