/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The products and revisions that results were made by. */
#include "common/results.h"

static void
free_revision (gpointer data)
{
  ResultRevision *revision = data;

  g_free (revision->product);
  g_free (revision->hash);
  g_free (revision);
}

static gboolean
is_same_revision (gconstpointer a, gconstpointer b)
{
  const ResultRevision *first = a, *second = b;

  return g_str_equal (first->product, second->product)
      && g_strcmp0 (first->hash, second->hash) == 0;
}

/**
 * result_revisions_new:
 *
 * Returns: (transfer full) (element-type ResultRevision): an empty list
 */
GPtrArray *
result_revisions_new (void)
{
  return g_ptr_array_new_with_free_func (free_revision);
}

/**
 * result_revisions_contain:
 * @revisions: (element-type ResultRevision): a list
 * @revision: what to search for
 *
 * Returns: whether it is there
 */
gboolean
result_revisions_contain (GPtrArray *revisions, const ResultRevision *revision)
{
  return g_ptr_array_find_with_equal_func (revisions, revision, is_same_revision, NULL);
}

/**
 * result_revisions_add:
 * @revisions: (element-type ResultRevision): a list
 * @result: a result, by whose product and revision it grows if they are not there
 */
void
result_revisions_add (GPtrArray *revisions, const Result *result)
{
  const ResultRevision revision = { .product = result->product, .hash = result->revision };
  ResultRevision *added;

  if (result_revisions_contain (revisions, &revision))
    return;
  added = g_new (ResultRevision, 1);
  added->product = g_strdup (result->product);
  added->hash = g_strdup (result->revision);
  g_ptr_array_add (revisions, added);
}

/**
 * result_revision_show:
 * @self: a revision
 *
 * Returns: (transfer full): it in words
 */
gchar *
result_revision_show (const ResultRevision *self)
{
  return g_strdup_printf ("%s, revision %.12s",
      *self->product != '\0' ? self->product : "no product",
      self->hash != NULL ? self->hash : "none");
}
