/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <glib.h>

#include "aoi-product.h"

G_BEGIN_DECLS

/**
 * GstAoiCameraGroup:
 * @focus: camera units
 * @exposure: microseconds
 *
 * A setting under which a board is taken.
 */
typedef struct {
  gint focus;
  gint exposure;
} GstAoiCameraGroup;

/**
 * GstAoiCameraShot:
 * @board: number of the board, from 0
 * @group: which of its groups, from 0
 * @groups: how many the board has; 0: the shot asks for no setting
 * @setting: what the group asks for
 * @attempt: how often the group was taken before
 *
 * A frame to take.
 */
typedef struct {
  guint64 board;
  guint group;
  guint groups;
  GstAoiCameraGroup setting;
  guint attempt;
} GstAoiCameraShot;

/**
 * GstAoiCameraPlan:
 *
 * Which frame is to be taken next: board after board as they are asked for, group after group, each
 * again while it fails and tries are left. Pure logic, not thread-safe.
 */
typedef struct _GstAoiCameraPlan GstAoiCameraPlan;

/**
 * GST_AOI_CAMERA_MAX_REQUESTS:
 *
 * Boards that may be asked for ahead.
 */
#define GST_AOI_CAMERA_MAX_REQUESTS 64

GArray *gst_aoi_camera_groups_of_product (const AoiProduct *product);
GstAoiCameraPlan *gst_aoi_camera_plan_new (const GArray *groups, guint retries, gboolean endless);
void gst_aoi_camera_plan_free (GstAoiCameraPlan *self);
gboolean gst_aoi_camera_plan_request (GstAoiCameraPlan *self);
gboolean gst_aoi_camera_plan_get (GstAoiCameraPlan *self, GstAoiCameraShot *shot);
void gst_aoi_camera_plan_taken (GstAoiCameraPlan *self);
gboolean gst_aoi_camera_plan_failed (GstAoiCameraPlan *self);
gboolean gst_aoi_camera_plan_abort (GstAoiCameraPlan *self, GstAoiCameraShot *shot);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (GstAoiCameraPlan, gst_aoi_camera_plan_free)

G_END_DECLS
