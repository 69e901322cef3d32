/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What subcommands write: to standard output, and to the files that the user names. */
#include "common/output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aoi-error.h"
#include "common/aoi.h"

/* Why the first text that could not be printed was not, 0: all was. */
static gint print_errno;

/* As g_print() does it by itself, but it keeps the cause of a failure. */
static void
print (const gchar *text)
{
  const gchar *charset;
  g_autofree gchar *converted = g_get_charset (&charset)
      ? NULL
      : g_convert_with_fallback (text, -1, charset, "UTF-8", "?", NULL, NULL, NULL);

  if ((fputs (converted != NULL ? converted : text, stdout) < 0 || fflush (stdout) != 0)
      && print_errno == 0)
    print_errno = errno;
}

/* Runs at exit, also where an option such as --help has ended the process. */
static void
check_stdout (void)
{
  if (fflush (stdout) != 0 && print_errno == 0)
    print_errno = errno;
  if (print_errno == 0 && !ferror (stdout))
    return;
  g_printerr ("aoi: standard output cannot be written: %s\n",
      print_errno != 0 ? g_strerror (print_errno) : "an error");
  _exit (AOI_EXIT_BAD);
}

/* A file that is opened must not become standard output because that was closed: what is printed would
 * stand in it. */
static void
occupy_standard_files (void)
{
  for (gint fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++)
    if (fcntl (fd, F_GETFD) < 0
        && open ("/dev/null", fd == STDIN_FILENO ? O_WRONLY : O_RDONLY) != fd)
      _exit (AOI_EXIT_BAD);
}

/* From now on the process ends with AOI_EXIT_BAD if something that it printed was not written. Call once,
 * before anything is opened. */
void
output_guard (void)
{
  occupy_standard_files ();
  g_set_print_handler (print);
  atexit (check_stdout);
}

/* Whether @path, such as `/dev/stdout`, is where this process prints. */
gboolean
output_is_stdout (const gchar *path)
{
  struct stat named, own;

  return stat (path, &named) == 0 && fstat (STDOUT_FILENO, &own) == 0 && named.st_dev == own.st_dev
      && named.st_ino == own.st_ino;
}

/* Whether @path is `-`, which stands for standard output, or another name of it. */
gboolean
output_takes_stdout (const gchar *path)
{
  return g_str_equal (path, "-") || output_is_stdout (path);
}

/* Opens what is written from its beginning; `-` is standard output. Standard output by a name of its own goes on where it is: opened
 * anew, it would begin at the start of its file. Returns a descriptor to close, or -1 with errno. */
gint
output_open (const gchar *path)
{
  if (output_takes_stdout (path))
    return fcntl (STDOUT_FILENO, F_DUPFD_CLOEXEC, STDERR_FILENO + 1);
  return open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666);
}

/* Waits where a pipe is full, also if its maker asked not to. Returns whether all is written, or sets
 * errno. */
gboolean
output_write (gint fd, gconstpointer data, gsize size)
{
  for (const gchar *at = data; size > 0;) {
    const gssize n = write (fd, at, size);

    if (n >= 0) {
      at += n;
      size -= (gsize) n;
    } else if (errno == EAGAIN) {
      poll (&(struct pollfd){ .fd = fd, .events = POLLOUT }, 1, -1);
    } else if (errno != EINTR) {
      return FALSE;
    }
  }
  return TRUE;
}

static gboolean
write_through (const gchar *path, const GString *text)
{
  const gint fd = output_open (path);
  gboolean written;
  gint code;

  if (fd < 0)
    return FALSE;
  written = output_write (fd, text->str, text->len);
  code = errno;
  if (close (fd) != 0)
    return FALSE;
  errno = code;
  return written;
}

/* A regular file that other names do not lead to is replaced as a whole; all else, such as a link, a device or a
 * FIFO, stays what it is. @option: which names @path. */
gboolean
output_save (const gchar *option, const gchar *path, const GString *text, GError **error)
{
  g_autofree gchar *shown = g_filename_display_name (path);
  g_autoptr (GError) local = NULL;
  struct stat info;

  if (lstat (path, &info) != 0 || (S_ISREG (info.st_mode) && !output_is_stdout (path))) {
    if (g_file_set_contents (path, text->str, (gssize) text->len, &local))
      return TRUE;
    g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s: %s", option, local->message);
    return FALSE;
  }
  if (write_through (path, text))
    return TRUE;
  g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s %s: %s", option, shown, g_strerror (errno));
  return FALSE;
}
