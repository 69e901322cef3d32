/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-problems.h"

#include "aoi-error.h"
#include "base/aoi-problem.h"

struct _AoiProblems {
  GPtrArray *kept; /* AoiProblem, the first AOI_PROBLEMS_MAX */
  guint count; /* all of them */
};

static void
problem_free (gpointer data)
{
  AoiProblem *problem = data;

  g_free (problem->file);
  g_free (problem->path);
  g_free (problem->message);
  g_free (problem);
}

/**
 * aoi_problems_new: (skip)
 *
 * Returns: (transfer full): an empty list of problems
 */
AoiProblems *
aoi_problems_new (void)
{
  AoiProblems *self = g_new0 (AoiProblems, 1);

  self->kept = g_ptr_array_new_with_free_func (problem_free);
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
  g_ptr_array_unref (self->kept);
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
  AoiProblem *problem;
  va_list args;

  if (self->count++ >= AOI_PROBLEMS_MAX)
    return;
  problem = g_new0 (AoiProblem, 1);
  problem->file = g_strdup (file);
  problem->path = g_strdup (path);
  va_start (args, format);
  problem->message = g_strdup_vprintf (format, args);
  va_end (args);
  g_ptr_array_add (self->kept, problem);
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
 * aoi_problems_get: (skip)
 * @self: a list of problems
 * @index: of one that is kept, from 0 on
 *
 * Returns: (transfer none) (nullable): it, valid until the list changes; %NULL if there are not so many
 */
const AoiProblem *
aoi_problems_get (const AoiProblems *self, guint index)
{
  return index < self->kept->len ? g_ptr_array_index (self->kept, index) : NULL;
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
  if (count < self->kept->len)
    g_ptr_array_set_size (self->kept, (gint) count);
}

static void
add_line (GString *text, const AoiProblem *problem)
{
  g_string_append_printf (text, "%s%s: ", text->len > 0 ? "\n" : "", problem->file);
  if (problem->path != NULL)
    g_string_append_printf (text, "%s: ", problem->path);
  g_string_append (text, problem->message);
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
  for (guint i = 0; i < self->kept->len; i++)
    add_line (text, g_ptr_array_index (self->kept, i));
  if (self->count > self->kept->len)
    g_string_append_printf (text, "\n(and %u more)", self->count - self->kept->len);
  g_set_error_literal (error, AOI_ERROR, AOI_ERROR_INVALID, text->str);
  return FALSE;
}
