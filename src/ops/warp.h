/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "ops/plane.h"

G_BEGIN_DECLS

/**
 * AoiPose:
 * @x: pixels by which the live picture is right of the golden one
 * @y: pixels by which it is below
 * @angle: radians by which it is turned clockwise about its centre
 *
 * How a part lies in the live picture relative to its place in the golden one.
 */
typedef struct {
  gdouble x, y, angle;
} AoiPose;

void aoi_pose_apply (
    const AoiPose *pose, gint width, gint height, gdouble x, gdouble y, gdouble *lx, gdouble *ly);
void aoi_warp_row (const AoiPlane *src, const AoiPose *pose, gint width, gint height, gint y,
    AoiRun run, gint *offsets, gfloat *weights);
void aoi_warp_sample (
    const AoiPlane *src, const gint *offsets, const gfloat *weights, gint n, gfloat *dest);
void aoi_warp_mask (const AoiPose *pose, gint width, gint height, gint border, AoiRun *mask);
void aoi_mask_erode (const AoiRun *mask, gint width, gint height, gint radius, AoiRun *dest);

G_END_DECLS
