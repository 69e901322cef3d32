/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Files of results, as aoijson writes them: read line by line, so that their length does not matter. */
#include "common/results.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "aoi-error.h"
#include "common/terminal.h"

/* A product of 1000 ROIs has lines of about a megabyte. */
#define MAX_LINE (64 * 1024 * 1024)

#define BOM "\xef\xbb\xbf"
#define BOM_BYTES ((ssize_t) sizeof BOM - 1)

struct _Results {
  FILE *file;
  gchar *name; /* for people */
  gchar *text; /* of getline() */
  size_t size; /* of @text */
  guint line; /* number of the last one that was read */
};

/* A folder opens like a file, and fails only when it is read. */
static gboolean
is_folder (const gchar *path)
{
  return g_file_test (path, G_FILE_TEST_IS_DIR);
}

static gboolean
fail (const Results *self, int code, GError **error)
{
  g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s: %s", self->name, g_strerror (code));
  return FALSE;
}

/* Opens a file of results; `-` is standard input. Frees with results_close(). */
Results *
results_open (const gchar *path, GError **error)
{
  g_autoptr (Results) self = g_new0 (Results, 1);

  if (g_str_equal (path, "-")) {
    self->name = g_strdup ("standard input");
    self->file = stdin;
    return g_steal_pointer (&self);
  }
  self->name = terminal_show (path);
  errno = 0;
  self->file = is_folder (path) ? NULL : fopen (path, "re");
  if (self->file == NULL) {
    fail (self, errno != 0 ? errno : EISDIR, error);
    return NULL;
  }
  return g_steal_pointer (&self);
}

void
results_close (Results *self)
{
  if (self->file != NULL && self->file != stdin)
    fclose (self->file);
  g_free (self->name);
  /* Of getline(), which g_free() is not for. */
  free (self->text);
  g_free (self);
}

const gchar *
results_get_name (const Results *self)
{
  return self->name;
}

/* What some programs begin a text with. */
static void
drop_byte_order_mark (Results *self, ssize_t *n)
{
  if (*n < BOM_BYTES || memcmp (self->text, BOM, BOM_BYTES) != 0)
    return;
  *n -= BOM_BYTES;
  memmove (self->text, self->text + BOM_BYTES, (size_t) *n + 1);
}

static gboolean
is_blank (const gchar *text, ssize_t n)
{
  while (n > 0 && strchr (" \t", text[n - 1]) != NULL && text[n - 1] != '\0')
    n--;
  return n == 0;
}

/* The next line that holds anything, without its newline. Returns whether there is one; at the end of the
 * file, and if it cannot be read, which is an error, there is none. */
static gboolean
read_line (Results *self, gsize *length, GError **error)
{
  for (;;) {
    ssize_t n;

    errno = 0;
    n = getline (&self->text, &self->size, self->file);
    if (n < 0)
      return ferror (self->file) || errno != 0 ? fail (self, errno != 0 ? errno : EIO, error)
                                               : FALSE;
    if (self->line++ == 0)
      drop_byte_order_mark (self, &n);
    while (n > 0 && strchr ("\r\n", self->text[n - 1]) != NULL && self->text[n - 1] != '\0')
      n--;
    *length = (gsize) n;
    if (!is_blank (self->text, n))
      return TRUE;
  }
}

/* Reads the next result; it is NULL at the end of the file. After a line that is no result, which is an
 * error that names file and line, the next one may be read; after an %AOI_ERROR_IO there is none. */
gboolean
results_next (Results *self, Result **result, GError **error)
{
  g_autofree gchar *place = NULL;
  g_autoptr (GError) local = NULL;
  gsize length = 0;

  *result = NULL;
  if (!read_line (self, &length, &local)) {
    if (local == NULL)
      return TRUE;
    g_propagate_error (error, g_steal_pointer (&local));
    return FALSE;
  }
  place = g_strdup_printf ("%s:%u", self->name, self->line);
  if (length > MAX_LINE) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_SYNTAX,
        "%s: has %" G_GSIZE_FORMAT " bytes, a result has at most %d", place, length, MAX_LINE);
    return FALSE;
  }
  *result = result_parse (self->text, length, self->line, place, error);
  return *result != NULL;
}
