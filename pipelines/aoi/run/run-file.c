/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reading files that hold one frame. Errors do not name the file: the caller does. */
#include <errno.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "aoi-error.h"
#include "run/run-source.h"

/* Returns a descriptor to close, or -1 with an error. */
gint
run_file_open (const RunFile *file, gsize *size, GError **error)
{
  /* Without O_NONBLOCK the open itself would wait for a FIFO's writer. */
  const gint fd = open (file->path, O_RDONLY | O_CLOEXEC | O_NONBLOCK);
  struct stat info;

  if (fd < 0 || fstat (fd, &info) != 0) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s", g_strerror (errno));
  } else if (!S_ISREG (info.st_mode)) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "is not a regular file");
  } else {
    *size = (gsize) info.st_size;
    return fd;
  }
  if (fd >= 0)
    close (fd);
  return -1;
}

/* A file that became shorter meanwhile is an error too. */
gboolean
run_file_read (gint fd, guint8 *data, gsize size, GError **error)
{
  for (gsize length = 0; length < size;) {
    gssize n = read (fd, data + length, size - length);

    if (n < 0 && errno == EINTR)
      continue;
    if (n <= 0) {
      g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "cannot be read: %s",
          n < 0 ? g_strerror (errno) : "it became shorter");
      return FALSE;
    }
    length += (gsize) n;
  }
  return TRUE;
}

void
run_file_free (gpointer file)
{
  RunFile *self = file;

  g_free (self->path);
  g_free (self->label);
  g_free (self->problem);
  g_free (self);
}

RunFile *
run_file_new (const gchar *path, RunFileType type)
{
  RunFile *self = g_new0 (RunFile, 1);

  self->path = g_strdup (path);
  self->label = g_filename_display_basename (path);
  self->is_raw = type == RUN_FILE_RAW;
  return self;
}
