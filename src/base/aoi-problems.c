/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-problems.h"

#include "aoi-error.h"

struct _AoiProblems {
  GPtrArray *lines; /* gchar *, the first AOI_PROBLEMS_MAX */
  guint count; /* all of them */
};

/**
 * aoi_problems_new: (skip)
 *
 * Returns: (transfer full): an empty list of problems
 */
AoiProblems *
aoi_problems_new (void)
{
  AoiProblems *self = g_new0 (AoiProblems, 1);

  self->lines = g_ptr_array_new_with_free_func (g_free);
  return self;
}

/**
 * aoi_problems_free:
 * @self: (transfer full): a list of problems
 *
 * Frees all of it.
 */
void
aoi_problems_free (AoiProblems *self)
{
  g_ptr_array_unref (self->lines);
  g_free (self);
}

/**
 * aoi_problems_add:
 * @self: a list of problems
 * @file: the file at fault, as the user knows it
 * @path: (nullable): the JSON path in @file, such as `rois[3].coords`
 * @format: printf format of a sentence that names the value and what would be right
 * @...: its arguments
 *
 * Adds `FILE: PATH: SENTENCE`. Only the first %AOI_PROBLEMS_MAX are kept.
 */
void
aoi_problems_add (AoiProblems *self, const gchar *file, const gchar *path, const gchar *format, ...)
{
  g_autofree gchar *text = NULL;
  va_list args;

  if (self->count++ >= AOI_PROBLEMS_MAX)
    return;
  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->lines,
      path != NULL ? g_strdup_printf ("%s: %s: %s", file, path, text)
                   : g_strdup_printf ("%s: %s", file, text));
}

/**
 * aoi_problems_get_count:
 * @self: a list of problems
 *
 * Returns: how many were added, also beyond those that are kept
 */
guint
aoi_problems_get_count (const AoiProblems *self)
{
  return self->count;
}

/**
 * aoi_problems_rewind: (skip)
 * @self: a list of problems
 * @count: what aoi_problems_get_count() was before
 *
 * Forgets what was added since, when what added it begins anew.
 *
 * Since: 0.2
 */
void
aoi_problems_rewind (AoiProblems *self, guint count)
{
  g_return_if_fail (count <= self->count);

  self->count = count;
  if (count < self->lines->len)
    g_ptr_array_set_size (self->lines, (gint) count);
}

/**
 * aoi_problems_check:
 * @self: a list of problems
 * @error: return location for an %AOI_ERROR_INVALID that lists all that are kept, a line each
 *
 * Returns: %TRUE if there is none
 */
gboolean
aoi_problems_check (const AoiProblems *self, GError **error)
{
  g_autoptr (GString) text = g_string_new (NULL);

  if (self->count == 0)
    return TRUE;
  for (guint i = 0; i < self->lines->len; i++)
    g_string_append_printf (
        text, "%s%s", i > 0 ? "\n" : "", (const gchar *) g_ptr_array_index (self->lines, i));
  if (self->count > self->lines->len)
    g_string_append_printf (text, "\n(and %u more)", self->count - self->lines->len);
  g_set_error_literal (error, AOI_ERROR, AOI_ERROR_INVALID, text->str);
  return FALSE;
}
