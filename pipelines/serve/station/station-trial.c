/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* A product that somebody might save, loaded as it would be: from a copy of its files, whose goldens are the
 * product's. */
#include "station/station-trial.h"

#include <fcntl.h>

#include "base/aoi-problem.h"
#include "product/aoi-product-private.h"
#include "station/station-draft.h"
#include "station/station-products-private.h"
#include "storage/aoi-folder-tree.h"

static gboolean
write_copy (StationProducts *products, const gchar *name, const gchar *text, const gchar *path,
    GError **error)
{
  g_auto (AoiFolder) copy = STATION_FOLDER_CLOSED;

  return station_folder_open (&copy, path, error)
      && station_copy_write (products, name, text, &copy, error)
      && station_draft_link_goldens (products, name, &copy, error);
}

static void
problem_free (gpointer data)
{
  StationProblem *problem = data;

  g_free (problem->file);
  g_free (problem->path);
  g_free (problem->message);
  g_free (problem);
}

static void
add_problem (StationTrial *self, const gchar *copy, const AoiProblem *found, gboolean is_error)
{
  StationProblem *problem = g_new0 (StationProblem, 1);

  problem->file = station_copy_hide (found->file, copy);
  problem->path = g_strdup (found->path);
  problem->message = station_copy_hide (found->message, copy);
  problem->is_error = is_error;
  g_ptr_array_add (self->problems, problem);
}

static void
add_problems (StationTrial *self, const gchar *copy, const AoiProblems *problems, gboolean is_error)
{
  guint n = 0;

  for (const AoiProblem *found; (found = aoi_problems_get (problems, n)) != NULL; n++)
    add_problem (self, copy, found, is_error);
  self->more += aoi_problems_get_count (problems) - n;
}

static void
load (StationTrial *self, const gchar *path, const gchar *name)
{
  g_autoptr (AoiProblems) problems = aoi_problems_new ();
  g_autoptr (GError) error = NULL;
  g_autoptr (AoiProduct) product = aoi_product_load (path, problems, &error);
  g_autoptr (AoiRevision) revision = NULL;

  if (product != NULL) {
    revision = aoi_revision_new (product, problems);
  } else {
    g_autofree gchar *file = g_strdup_printf ("rois_config_%s.json", name);
    const AoiProblem whole = { file, NULL, error->message };

    add_problem (self, path, &whole, TRUE);
  }
  add_problems (self, path, problems, TRUE);
  if (product != NULL && aoi_problems_get_count (problems) == 0)
    self->revision = g_steal_pointer (&revision);
  if (product != NULL)
    add_problems (self, path, product->warnings, FALSE);
}

/**
 * station_trial_init:
 * @self: (out): uninitialised memory, to be cleared even if this fails
 * @products: products
 * @name: of a product, be it there or not
 * @text: what its ROI file might say
 * @error: why that could not be found out
 *
 * Nothing is saved.
 *
 * Returns: whether @self says what the loader thinks
 */
gboolean
station_trial_init (StationTrial *self, StationProducts *products, const gchar *name,
    const gchar *text, GError **error)
{
  g_autofree gchar *path = g_dir_make_tmp ("aoi-trial-XXXXXX", error);
  const AoiFolder here = { AT_FDCWD, (gchar *) "", FALSE };
  gboolean good;

  *self = (StationTrial){ NULL, g_ptr_array_new_with_free_func (problem_free), 0 };
  if (path == NULL)
    return FALSE;
  good = write_copy (products, name, text, path, error);
  if (good)
    load (self, path, name);
  aoi_folder_remove_tree (&here, path, NULL);
  return good;
}

/**
 * station_trial_clear:
 * @self: a trial
 */
void
station_trial_clear (StationTrial *self)
{
  g_clear_pointer (&self->revision, aoi_revision_unref);
  g_clear_pointer (&self->problems, g_ptr_array_unref);
}
