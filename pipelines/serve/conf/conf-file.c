/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "conf/conf-file.h"

#include <string.h>

#include "aoi-error.h"
#include "aoi-problems.h"
#include "base/aoi-quote.h"
#include "json/aoi-json-unknown.h"

#define SQLITE_SCHEME "sqlite:"

struct _ConfFile {
  GKeyFile *keys;
  gchar *folder;
  gchar *shown;
  GPtrArray *groups; /* names of those that were read, constants */
  AoiProblems *problems;
};

/**
 * conf_file_open:
 * @path: of a key file
 * @error: return location for an %AOI_ERROR_IO that names it
 *
 * Returns: (transfer full): it
 */
ConfFile *
conf_file_open (const gchar *path, GError **error)
{
  g_autoptr (ConfFile) self = g_new0 (ConfFile, 1);
  g_autofree gchar *parent = NULL;
  g_autoptr (GError) local = NULL;

  self->keys = g_key_file_new ();
  parent = g_path_get_dirname (path);
  self->folder = g_canonicalize_filename (parent, NULL);
  self->shown = g_filename_display_name (path);
  self->groups = g_ptr_array_new ();
  self->problems = aoi_problems_new ();
  if (g_key_file_load_from_file (self->keys, path, G_KEY_FILE_NONE, &local))
    return g_steal_pointer (&self);
  g_set_error (error, AOI_ERROR, AOI_ERROR_IO, "%s: %s", self->shown, local->message);
  return NULL;
}

/**
 * conf_file_free:
 * @self: (transfer full): a file
 */
void
conf_file_free (ConfFile *self)
{
  g_key_file_unref (self->keys);
  g_ptr_array_unref (self->groups);
  aoi_problems_free (self->problems);
  g_free (self->folder);
  g_free (self->shown);
  g_free (self);
}

static void G_GNUC_PRINTF (4, 5)
    complain (ConfFile *self, const gchar *group, const gchar *key, const gchar *format, ...)
{
  g_autofree gchar *place = g_strdup_printf (key != NULL ? "[%s] %s" : "[%s]", group, key);
  g_autofree gchar *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  aoi_problems_add (self->problems, self->shown, place, "%s", text);
}

/* @known: names, constants. Returns: (transfer full): which of them is meant, or all of them. */
static gchar *
suggest (const gchar *name, const GPtrArray *known)
{
  g_autoptr (GHashTable) set = g_hash_table_new (g_str_hash, g_str_equal);
  g_autoptr (GString) all = g_string_new ("there are: ");
  const gchar *near;

  for (guint i = 0; i < known->len; i++) {
    g_hash_table_add (set, g_ptr_array_index (known, i));
    g_string_append_printf (
        all, "%s%s", i > 0 ? ", " : "", (const gchar *) g_ptr_array_index (known, i));
  }
  near = aoi_json_unknown_find_near (name, set);
  return near != NULL ? g_strdup_printf ("is \"%s\" meant?", near) : g_strdup (all->str);
}

static void
refuse_key (ConfFile *self, const ConfGroup *group, const gchar *name)
{
  g_autoptr (GPtrArray) known = g_ptr_array_new ();
  g_autofree gchar *hint = NULL;

  for (guint i = 0; i < group->n_keys; i++)
    g_ptr_array_add (known, (gpointer) group->keys[i].name);
  hint = suggest (name, known);
  complain (self, group->name, NULL, "has no key \"%s\"; %s", name, hint);
}

static gboolean
was_read (const ConfFile *self, const gchar *group)
{
  return g_ptr_array_find_with_equal_func (self->groups, group, g_str_equal, NULL);
}

/* Stricter than GLib, which takes "4 # four" for 4. Returns whether it is a number that the key can have. */
static gboolean
parse_number (const ConfKey *key, const gchar *raw, gint *number)
{
  gint64 parsed;

  if (!g_ascii_string_to_signed (raw, 10, key->min, key->max, &parsed, NULL))
    return FALSE;
  *number = (gint) parsed;
  return TRUE;
}

/* Reads into @value. Returns why it cannot. */
static gchar *
read_value (ConfFile *self, const ConfGroup *group, const ConfKey *key, gpointer value)
{
  g_autoptr (GError) error = NULL;
  g_autofree gchar *raw = g_key_file_get_value (self->keys, group->name, key->name, NULL);
  g_autofree gchar *valid = g_utf8_make_valid (raw, -1);
  g_autofree gchar *quoted = aoi_quote (valid);

  switch (key->kind) {
    case CONF_NUMBER:
      return parse_number (key, raw, value)
          ? NULL
          : g_strdup_printf (
              "must be a whole number between %d and %d, not %s", key->min, key->max, quoted);
    case CONF_LARGE:
      return g_ascii_string_to_unsigned (raw, 10, 0, G_MAXUINT64, value, NULL)
          ? NULL
          : g_strdup_printf ("must be a whole number, not %s", quoted);
    case CONF_FLAG:
      *(gboolean *) value = g_key_file_get_boolean (self->keys, group->name, key->name, &error);
      return error != NULL ? g_strdup_printf ("must be true or false, not %s", quoted) : NULL;
    case CONF_LIST:
      *(gchar ***) value = g_key_file_get_string_list (
          self->keys, group->name, key->name, NULL, &error);
      break;
    default:
      *(gchar **) value = g_key_file_get_string (self->keys, group->name, key->name, &error);
  }
  return error != NULL ? g_strdup (error->message) : NULL;
}

/* Returns whether a text begins with a word and a colon, such as `camera:`. */
static gboolean
has_prefix (const gchar *text)
{
  const gsize length = strspn (text, G_CSET_a_2_z);

  return length > 1 && text[length] == ':';
}

static gboolean
is_path (const ConfKey *key, gconstpointer value)
{
  switch (key->kind) {
    case CONF_PATH:
      return TRUE;
    case CONF_DATABASE:
      return strstr (*(gchar *const *) value, "://") == NULL;
    case CONF_SOURCE:
      return !has_prefix (*(gchar *const *) value);
    default:
      return FALSE;
  }
}

/* Names a file or folder from where the file lies. */
static void
set_folder (const ConfFile *self, const ConfKey *key, gchar **path)
{
  const gchar *named = *path;
  gchar *full;

  if (key->kind == CONF_DATABASE && g_str_has_prefix (named, SQLITE_SCHEME))
    named += strlen (SQLITE_SCHEME);
  full = g_canonicalize_filename (named, self->folder);
  g_free (*path);
  *path = full;
}

/* @read: a struct of the group, all zeros but for what was read. Returns whether the value can be that. */
static gboolean
read_key (ConfFile *self, const ConfGroup *group, const ConfKey *key, gpointer read)
{
  gpointer value = G_STRUCT_MEMBER_P (read, key->offset);
  g_autofree gchar *why = read_value (self, group, key, value);
  g_autoptr (GError) error = NULL;

  if (why == NULL && !conf_key_check (key, read, &error))
    why = g_strdup (error->message);
  if (why != NULL) {
    complain (self, group->name, key->name, "%s", why);
    return FALSE;
  }
  if (is_path (key, value))
    set_folder (self, key, value);
  return TRUE;
}

static gsize
get_size (const ConfKey *key)
{
  if (key->kind == CONF_LARGE)
    return sizeof (guint64);
  return key->kind == CONF_NUMBER || key->kind == CONF_FLAG ? sizeof (gint) : sizeof (gpointer);
}

/* What the command line said already stays. */
static void
merge (const ConfKey *key, gpointer settings, gpointer read)
{
  const gsize size = get_size (key);
  gpointer to = G_STRUCT_MEMBER_P (settings, key->offset);
  gpointer from = G_STRUCT_MEMBER_P (read, key->offset);
  g_autofree gchar *said = conf_key_dup_text (key, settings);

  if (said != NULL)
    return;
  memcpy (to, from, size);
  memset (from, 0, size);
}

static gsize
get_struct_size (const ConfGroup *group)
{
  gsize size = 0;

  for (guint i = 0; i < group->n_keys; i++)
    size = MAX (size, group->keys[i].offset + get_size (&group->keys[i]));
  return size;
}

static gboolean
is_among (gchar **names, guint n_names, const gchar *name)
{
  for (guint i = 0; i < n_names; i++)
    if (g_str_equal (names[i], name))
      return TRUE;
  return FALSE;
}

/**
 * conf_file_read:
 * @self: a file
 * @group: of it, which lives as long
 * @settings: its struct: what the command line says
 *
 * Adds what the group says, where @settings says nothing. What is wrong is told by conf_file_end().
 */
void
conf_file_read (ConfFile *self, const ConfGroup *group, gpointer settings)
{
  g_autofree gpointer read = g_malloc0 (get_struct_size (group));
  g_auto (GStrv) names = g_key_file_get_keys (self->keys, group->name, NULL, NULL);

  g_ptr_array_add (self->groups, (gpointer) group->name);
  for (guint i = 0; names != NULL && names[i] != NULL; i++) {
    const ConfKey *key = conf_group_find (group, names[i]);

    if (is_among (names, i, names[i]))
      complain (
          self, group->name, names[i], "stands there more than once, and only one value can count");
    else if (key == NULL)
      refuse_key (self, group, names[i]);
    else if (read_key (self, group, key, read))
      merge (key, settings, read);
  }
  conf_group_clear (group, read);
}

/**
 * conf_file_end:
 * @self: a file of which all groups that there are were read
 * @error: return location for an error with a line for each thing that is wrong
 *
 * Returns: whether nothing is
 */
gboolean
conf_file_end (ConfFile *self, GError **error)
{
  g_auto (GStrv) names = g_key_file_get_groups (self->keys, NULL);

  for (guint i = 0; names[i] != NULL; i++) {
    g_autofree gchar *hint = NULL;

    if (was_read (self, names[i]))
      continue;
    hint = suggest (names[i], self->groups);
    complain (self, names[i], NULL, "is no group of a station; %s", hint);
  }
  return aoi_problems_check (self->problems, error);
}
