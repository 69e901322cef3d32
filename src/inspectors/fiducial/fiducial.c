/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The inspector of fiducials: what it reports is no verdict. */
#include "inspectors/fiducial/fiducial.h"

#include "aoi-error.h"
#include "inspectors/fiducial/fiducial-find.h"

static gpointer
fiducial_prepare (const AoiInspector *inspector, const AoiRoi *roi, GError **error)
{
  return aoi_fiducial_finder_new (roi, error);
}

static void
fiducial_release (gpointer state)
{
  aoi_fiducial_finder_free (state);
}

static gint
fiducial_get_margin (gconstpointer state)
{
  return aoi_fiducial_finder_get_margin (state);
}

static gpointer
fiducial_scratch_new (const gconstpointer *states, guint n_states, GError **error)
{
  gpointer work;
  gsize size = 1;

  for (guint i = 0; i < n_states; i++)
    size = MAX (size, aoi_fiducial_finder_get_work_size (states[i]));
  work = g_try_malloc (size);
  if (work == NULL)
    g_set_error (error, AOI_ERROR, AOI_ERROR_FAILED,
        "no memory for a fiducial of %" G_GSIZE_FORMAT " bytes", size);
  return work;
}

static void
fiducial_locate (gconstpointer state, gpointer scratch, const AoiImage *frame, AoiMark *mark,
    AoiRoiResult *result)
{
  AoiFiducialPlace place;
  g_autofree gchar *problem = NULL;

  aoi_fiducial_finder_find (state, frame, scratch, &place);
  mark->rest_x = place.rest_x;
  mark->rest_y = place.rest_y;
  mark->x = place.x;
  mark->y = place.y;
  mark->score = place.score;
  mark->second = place.second;
  mark->max_residual = aoi_fiducial_finder_get_max_residual (state);
  problem = aoi_fiducial_finder_explain (state, &place);
  if (problem == NULL)
    aoi_roi_result_pass (result, place.score, 0.0);
  else
    aoi_roi_result_error (result, "%s", problem);
}

const AoiInspector aoi_inspector_fiducial = {
  .type = AOI_TYPE_FIDUCIAL,
  .prepare = fiducial_prepare,
  .release = fiducial_release,
  .get_margin = fiducial_get_margin,
  .scratch_new = fiducial_scratch_new,
  .scratch_free = g_free,
  .roi_type = &aoi_roi_type_fiducial,
  .locate = fiducial_locate,
};
