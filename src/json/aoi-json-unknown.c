/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "json/aoi-json-unknown.h"

#include <string.h>

/* Longer keys are no slips of known ones: comparing them would only take time. */
#define MAX_KEY 64

typedef struct {
  gchar *file, *path, *near;
  guint count;
} Unknown;

struct _AoiJsonUnknown {
  GPtrArray *list; /* Unknown, in the order of their first places */
  GHashTable *by_key; /* owned key -> Unknown, borrowed from the list */
};

static void
unknown_free (gpointer data)
{
  Unknown *unknown = data;

  g_free (unknown->file);
  g_free (unknown->path);
  g_free (unknown->near);
  g_free (unknown);
}

/**
 * aoi_json_unknown_new:
 *
 * Returns: (transfer full): an empty list
 */
AoiJsonUnknown *
aoi_json_unknown_new (void)
{
  AoiJsonUnknown *self = g_new0 (AoiJsonUnknown, 1);

  self->list = g_ptr_array_new_with_free_func (unknown_free);
  self->by_key = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  return self;
}

/**
 * aoi_json_unknown_free:
 * @self: (transfer full): a list
 */
void
aoi_json_unknown_free (AoiJsonUnknown *self)
{
  g_hash_table_unref (self->by_key);
  g_ptr_array_unref (self->list);
  g_free (self);
}

/* How many letters must be put in, left out, changed or swapped with the next to make one of the other. */
static guint
get_distance (const gchar *a, const gchar *b)
{
  guint rows[3][MAX_KEY + 1];
  guint *before = rows[0], *above = rows[1], *row = rows[2];
  const guint n = (guint) strlen (b);

  for (guint k = 0; k <= n; k++)
    above[k] = k;
  for (guint i = 1; a[i - 1] != '\0'; i++) {
    guint *spare = before;

    row[0] = i;
    for (guint k = 1; k <= n; k++) {
      row[k] = MIN (MIN (above[k], row[k - 1]) + 1, above[k - 1] + (a[i - 1] != b[k - 1]));
      if (i > 1 && k > 1 && a[i - 1] == b[k - 2] && a[i - 2] == b[k - 1])
        row[k] = MIN (row[k], before[k - 2] + 1);
    }
    before = above;
    above = row;
    row = spare;
  }
  return above[n];
}

/**
 * aoi_json_unknown_find_near:
 * @key: a key that is not known
 * @known: (element-type utf8): the keys that are
 *
 * Returns: (nullable): the known key of which @key is probably a slip: at most a third of its letters differ;
 *   of several the nearest, and of those the first by the alphabet
 */
const gchar *
aoi_json_unknown_find_near (const gchar *key, GHashTable *known)
{
  const gchar *nearest = NULL;
  guint least = G_MAXUINT;
  GHashTableIter iter;
  gpointer name;

  if (strlen (key) > MAX_KEY)
    return NULL;
  g_hash_table_iter_init (&iter, known);
  while (g_hash_table_iter_next (&iter, &name, NULL)) {
    const gsize length = MAX (strlen (key), strlen (name));
    guint distance;

    if (length > MAX_KEY)
      continue;
    distance = get_distance (key, name);
    if (3 * distance > length || distance > least)
      continue;
    if (distance < least || strcmp (name, nearest) < 0)
      nearest = name;
    least = distance;
  }
  return nearest;
}

/**
 * aoi_json_unknown_add:
 * @self: a list
 * @file: the file, for messages
 * @path: the key's JSON path
 * @key: the key
 * @known: (element-type utf8): the keys that are known in its place
 */
void
aoi_json_unknown_add (
    AoiJsonUnknown *self, const gchar *file, const gchar *path, const gchar *key, GHashTable *known)
{
  Unknown *unknown = g_hash_table_lookup (self->by_key, key);

  if (unknown == NULL) {
    unknown = g_new0 (Unknown, 1);
    unknown->file = g_strdup (file);
    unknown->path = g_strdup (path);
    if (self->list->len < AOI_PROBLEMS_MAX) /* of more, none is reported */
      unknown->near = g_strdup (aoi_json_unknown_find_near (key, known));
    g_ptr_array_add (self->list, unknown);
    g_hash_table_insert (self->by_key, g_strdup (key), unknown);
  }
  unknown->count++;
}

static gchar *
describe_others (guint count)
{
  if (count == 1)
    return g_strdup ("");
  return g_strdup_printf (" (and in %u other place%s)", count - 1, count == 2 ? "" : "s");
}

/**
 * aoi_json_unknown_report:
 * @self: a list
 * @problems: where to add them
 *
 * Adds a line for each key, in the order of the files.
 */
void
aoi_json_unknown_report (const AoiJsonUnknown *self, AoiProblems *problems)
{
  for (guint i = 0; i < self->list->len; i++) {
    const Unknown *unknown = g_ptr_array_index (self->list, i);
    g_autofree gchar *others = describe_others (unknown->count);

    if (unknown->near != NULL)
      aoi_problems_add (problems, unknown->file, unknown->path,
          "is an unknown key and is ignored; is \"%s\" meant?%s", unknown->near, others);
    else
      aoi_problems_add (
          problems, unknown->file, unknown->path, "is an unknown key and is ignored%s", others);
  }
}
