/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Reads the audit log backwards: the newest lines are what people look for. */
#include "audit/audit-find.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include <json-glib/json-glib.h>

#include "audit/audit-log.h"
#include "storage/aoi-folder-tree.h"

/* How many files are looked through: the newest, and so many that were put aside before it. */
#define MAX_FILES 4
#define PREFIX "audit-"
#define SUFFIX ".ndjson"
/* Characters of its name up to the end of its time: audit-20261231T225959Z */
#define STAMPED 22
/* Characters of a time down to its second: 2026-12-31T22:59:59 */
#define SECONDS 19

typedef struct {
  const AuditWish *wish;
  gboolean begun; /* the line is passed that all must be before */
  GPtrArray *lines; /* element-type utf8; the newest first */
} Search;

static gboolean
is_text (JsonObject *object, const gchar *key, const gchar *wanted)
{
  return g_strcmp0 (json_object_get_string_member_with_default (object, key, NULL), wanted) == 0;
}

static gboolean
matches (const AuditWish *wish, JsonObject *object)
{
  const gchar *action = json_object_get_string_member_with_default (object, "action", "");
  const gchar *time = json_object_get_string_member_with_default (object, "time", "");

  /* Times are written in one way, and in UTC: as texts they have the same order. A clock may be set back, so that no time
   * ends the search. */
  return (wish->user == NULL || is_text (object, "user", wish->user))
      && (wish->action == NULL || strstr (action, wish->action) != NULL)
      && (wish->since == NULL || strncmp (time, wish->since, SECONDS) >= 0)
      && (wish->until == NULL || strncmp (time, wish->until, SECONDS) < 0);
}

/* Half a line, which its writer could not end, is no line. @line: (transfer full) */
static void
look_at (Search *self, gchar *line)
{
  g_autofree gchar *text = line;
  g_autoptr (JsonNode) root = NULL;
  JsonObject *object;

  /* Most lines of a long search are passed without a parser. */
  if (!self->begun ? strstr (text, self->wish->before) == NULL
                   : self->wish->user != NULL && strstr (text, self->wish->user) == NULL)
    return;
  root = json_from_string (text, NULL);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return;
  object = json_node_get_object (root);
  if (!self->begun)
    self->begun = is_text (object, "time", self->wish->before);
  else if (matches (self->wish, object))
    g_ptr_array_add (self->lines, g_steal_pointer (&text));
}

/* From its end. */
static void
read_lines (Search *self, const gchar *text, gsize length)
{
  const gchar *end = text + length;

  while (end > text && self->lines->len < self->wish->limit) {
    const gchar *newline = memrchr (text, '\n', (gsize) (end - text));
    const gchar *begin = newline != NULL ? newline + 1 : text;

    if (begin < end)
      look_at (self, g_strndup (begin, (gsize) (end - begin)));
    end = newline != NULL ? newline : text;
  }
}

static gboolean
read_file (Search *self, const AoiFolder *state, const gchar *name, GError **error)
{
  const gint fd = openat (state->fd, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC);
  g_autoptr (GMappedFile) file = NULL;

  if (fd < 0 && errno == ENOENT)
    return TRUE;
  file = fd >= 0 ? g_mapped_file_new_from_fd (fd, FALSE, NULL) : NULL;
  if (file == NULL)
    aoi_folder_fail (state, name, error);
  else
    read_lines (self, g_mapped_file_get_contents (file), g_mapped_file_get_length (file));
  if (fd >= 0)
    close (fd);
  return file != NULL;
}

/* Which one of its second it is. */
static gint64
get_number (const gchar *name)
{
  return name[STAMPED] == '-' ? g_ascii_strtoll (name + STAMPED + 1, NULL, 10) : 1;
}

static gint
compare_newest_first (gconstpointer a, gconstpointer b)
{
  const gchar *one = *(const gchar *const *) a, *other = *(const gchar *const *) b;
  const gint order = strncmp (other, one, STAMPED);

  return order != 0 ? order : get_number (other) < get_number (one) ? -1 : 1;
}

static gboolean
is_old (const gchar *name)
{
  return g_str_has_prefix (name, PREFIX) && g_str_has_suffix (name, SUFFIX)
      && strlen (name) >= STAMPED + strlen (SUFFIX);
}

/* Returns: (transfer full) (element-type utf8): files that were put aside, the newest first */
static GPtrArray *
list_old (const AoiFolder *state, GError **error)
{
  g_autoptr (GPtrArray) names = aoi_folder_list (state, ".", error);

  for (guint i = 0; names != NULL && i < names->len;)
    if (is_old (g_ptr_array_index (names, i)))
      i++;
    else
      g_ptr_array_remove_index (names, i);
  if (names != NULL)
    g_ptr_array_sort (names, compare_newest_first);
  return g_steal_pointer (&names);
}

static gboolean
read_old (Search *self, const AoiFolder *state, GError **error)
{
  g_autoptr (GPtrArray) names = list_old (state, error);

  if (names == NULL)
    return FALSE;
  for (guint i = 0; i < MIN (names->len, MAX_FILES) && self->lines->len < self->wish->limit; i++)
    if (!read_file (self, state, g_ptr_array_index (names, i), error))
      return FALSE;
  return TRUE;
}

/**
 * audit_find:
 * @state: the state folder
 * @wish: which lines are wanted
 * @error: return location for an %AOI_ERROR_IO
 *
 * Reads files, and does not keep writers waiting.
 *
 * Returns: (transfer full): the newest of the lines that are wanted, in their order
 */
gchar *
audit_find (const AoiFolder *state, const AuditWish *wish, GError **error)
{
  g_autoptr (GPtrArray) lines = g_ptr_array_new_with_free_func (g_free);
  Search search = { .wish = wish, .begun = wish->before == NULL, .lines = lines };
  GString *text;

  if (!read_file (&search, state, AUDIT_FILE, error)
      || (lines->len < wish->limit && !read_old (&search, state, error)))
    return NULL;
  text = g_string_new (NULL);
  for (guint i = lines->len; i > 0; i--) {
    g_string_append (text, g_ptr_array_index (lines, i - 1));
    g_string_append_c (text, '\n');
  }
  return g_string_free (text, FALSE);
}
