/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "camera/gstaoicameraplan.h"

struct _GstAoiCameraPlan {
  GArray *groups; /* GstAoiCameraGroup; empty: one shot a board, without a setting */
  guint retries;
  gboolean endless; /* the next board begins when one ends */
  guint requests; /* boards asked for and not begun */
  gboolean running; /* a board has begun */
  guint64 board; /* of the running board, or of the next */
  guint group;
  guint attempt;
};

static gboolean
has_group (const GArray *groups, const AoiRoi *roi)
{
  for (guint i = 0; i < groups->len; i++) {
    const GstAoiCameraGroup *group = &g_array_index (groups, GstAoiCameraGroup, i);

    if (group->focus == roi->focus && group->exposure == roi->exposure)
      return TRUE;
  }
  return FALSE;
}

/**
 * gst_aoi_camera_groups_of_product:
 * @product: a product
 *
 * Returns: (transfer full) (element-type GstAoiCameraGroup): the settings that its enabled ROIs ask for,
 *   each once, in the order of the first ROI that does
 */
GArray *
gst_aoi_camera_groups_of_product (const AoiProduct *product)
{
  GArray *groups = g_array_new (FALSE, FALSE, sizeof (GstAoiCameraGroup));

  for (guint i = 0; i < aoi_product_get_n_rois (product); i++) {
    const AoiRoi *roi = aoi_product_get_roi (product, i);
    const GstAoiCameraGroup group = { roi->focus, roi->exposure };

    if (roi->enabled && !has_group (groups, roi))
      g_array_append_val (groups, group);
  }
  return groups;
}

/**
 * gst_aoi_camera_plan_new:
 * @groups: (nullable) (element-type GstAoiCameraGroup): settings of a board, in order; %NULL: each board
 *   is one frame without a setting
 * @retries: how often a group that failed is taken again
 * @endless: whether boards follow each other without being asked for
 *
 * Returns: (transfer full): a plan that stands before board 0
 */
GstAoiCameraPlan *
gst_aoi_camera_plan_new (const GArray *groups, guint retries, gboolean endless)
{
  GstAoiCameraPlan *self = g_new0 (GstAoiCameraPlan, 1);

  self->groups = g_array_new (FALSE, FALSE, sizeof (GstAoiCameraGroup));
  if (groups != NULL)
    g_array_append_vals (self->groups, groups->data, groups->len);
  self->retries = retries;
  self->endless = endless;
  return self;
}

/**
 * gst_aoi_camera_plan_free:
 * @self: (transfer full): a plan
 */
void
gst_aoi_camera_plan_free (GstAoiCameraPlan *self)
{
  g_array_unref (self->groups);
  g_free (self);
}

/**
 * gst_aoi_camera_plan_request:
 * @self: a plan
 *
 * Asks for a board.
 *
 * Returns: %FALSE if too many were asked for
 */
gboolean
gst_aoi_camera_plan_request (GstAoiCameraPlan *self)
{
  if (self->requests >= GST_AOI_CAMERA_MAX_REQUESTS)
    return FALSE;
  self->requests++;
  return TRUE;
}

static void
fill_shot (const GstAoiCameraPlan *self, GstAoiCameraShot *shot)
{
  *shot = (GstAoiCameraShot){
    .board = self->board,
    .group = self->group,
    .groups = self->groups->len,
    .attempt = self->attempt,
  };
  if (self->groups->len > 0)
    shot->setting = g_array_index (self->groups, GstAoiCameraGroup, self->group);
}

/**
 * gst_aoi_camera_plan_get:
 * @self: a plan
 * @shot: (out caller-allocates): what to take
 *
 * Begins a board if none is running and one is due.
 *
 * Returns: %FALSE if nothing is to be taken
 */
gboolean
gst_aoi_camera_plan_get (GstAoiCameraPlan *self, GstAoiCameraShot *shot)
{
  if (!self->running) {
    if (self->requests == 0 && !self->endless)
      return FALSE;
    if (self->requests > 0)
      self->requests--;
    self->running = TRUE;
  }
  fill_shot (self, shot);
  return TRUE;
}

/**
 * gst_aoi_camera_plan_taken:
 * @self: a plan with a running board
 *
 * The shot is done with: goes on to the next group or board.
 */
void
gst_aoi_camera_plan_taken (GstAoiCameraPlan *self)
{
  g_return_if_fail (self->running);

  self->attempt = 0;
  self->group++;
  if (self->group < self->groups->len)
    return;
  self->group = 0;
  self->board++;
  self->running = FALSE;
}

/**
 * gst_aoi_camera_plan_failed:
 * @self: a plan with a running board
 *
 * The shot came to nothing.
 *
 * Returns: whether it is taken again; if not the board goes on without it
 */
gboolean
gst_aoi_camera_plan_failed (GstAoiCameraPlan *self)
{
  g_return_val_if_fail (self->running, FALSE);

  if (self->attempt < self->retries) {
    self->attempt++;
    return TRUE;
  }
  gst_aoi_camera_plan_taken (self);
  return FALSE;
}

/* Boards that follow by themselves begin when something of them comes. */
static gboolean
has_begun (const GstAoiCameraPlan *self)
{
  return self->running && (!self->endless || self->group > 0 || self->attempt > 0);
}

/**
 * gst_aoi_camera_plan_abort:
 * @self: a plan
 * @shot: (out caller-allocates): a shot that is not taken
 *
 * Gives up the next group of the running board, or of one that was asked for: a board that waited for a
 * camera would be taken when it is no longer there. To be called until it returns %FALSE. A board that
 * was not asked for and has no frame is not given up; it is still the next one.
 *
 * Returns: %FALSE if there is none left
 */
gboolean
gst_aoi_camera_plan_abort (GstAoiCameraPlan *self, GstAoiCameraShot *shot)
{
  if (!has_begun (self) && self->requests == 0) {
    self->running = FALSE;
    return FALSE;
  }
  gst_aoi_camera_plan_get (self, shot);
  gst_aoi_camera_plan_taken (self);
  return TRUE;
}
