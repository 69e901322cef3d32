/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "ops/warp.h"

#include <math.h>

#include "ops/kernel.h"

/**
 * aoi_pose_apply:
 * @pose: where the part lies
 * @width: of the golden picture
 * @height: of the golden picture
 * @x: of a pixel's centre in the golden picture, 0 for the first
 * @y: of the same
 * @lx: (out): where that pixel lies in the live picture
 * @ly: (out): where that pixel lies in the live picture
 */
void
aoi_pose_apply (
    const AoiPose *pose, gint width, gint height, gdouble x, gdouble y, gdouble *lx, gdouble *ly)
{
  gdouble centre_x = (width - 1) / 2.0, centre_y = (height - 1) / 2.0;
  gdouble c = cos (pose->angle), s = sin (pose->angle);

  *lx = c * (x - centre_x) - s * (y - centre_y) + centre_x + pose->x;
  *ly = s * (x - centre_x) + c * (y - centre_y) + centre_y + pose->y;
}

/**
 * aoi_warp_row:
 * @src: a live plane
 * @pose: where the part lies in it
 * @width: of the golden picture
 * @height: of the golden picture
 * @y: row of the golden picture
 * @run: its columns that are wanted
 * @offsets: (out): for each of these, where in @src's memory its upper left neighbour is
 * @weights: (out): for each of these, the weight of its right neighbours, then as many of its lower
 *   ones
 *
 * Finds what aoi_warp_sample() is to read: the same for all planes of the live picture, which have
 * one size. What lies outside of plane and margin is moved to the nearest pixel.
 */
AOI_KERNEL
void
aoi_warp_row (const AoiPlane *src, const AoiPose *pose, gint width, gint height, gint y, AoiRun run,
    gint *restrict offsets, gfloat *restrict weights)
{
  gint n = run.end - run.begin, stride = src->stride;
  gfloat *restrict lower = weights + n;
  /* Counted from the margin's corner, so that truncation rounds down. */
  gfloat margin = src->margin, max_x = src->width + 2 * src->margin - 1.001f;
  gfloat max_y = src->height + 2 * src->margin - 1.001f;
  gfloat c = (gfloat) cos (pose->angle), s = (gfloat) sin (pose->angle);
  gdouble left, top;
  gfloat x0, y0;

  aoi_pose_apply (pose, width, height, run.begin, y, &left, &top);
  x0 = (gfloat) left + margin;
  y0 = (gfloat) top + margin;
  for (gint i = 0; i < n; i++) {
    gfloat fx = MIN (MAX (x0 + c * i, 0.0f), max_x);
    gfloat fy = MIN (MAX (y0 + s * i, 0.0f), max_y);
    gint ix = (gint) fx, iy = (gint) fy;

    offsets[i] = (iy - src->margin) * stride + ix - src->margin;
    weights[i] = fx - ix;
    lower[i] = fy - iy;
  }
}

/**
 * aoi_warp_sample:
 * @src: a live plane
 * @offsets: of aoi_warp_row()
 * @weights: of aoi_warp_row()
 * @n: how many
 * @dest: the pixels, interpolated between each four neighbours
 */
AOI_KERNEL
void
aoi_warp_sample (const AoiPlane *src, const gint *restrict offsets, const gfloat *restrict weights,
    gint n, gfloat *restrict dest)
{
  const gfloat *upper = src->data, *lower = src->data + src->stride;

  for (gint i = 0; i < n; i++) {
    gint at = offsets[i];
    gfloat above = upper[at] + weights[i] * (upper[at + 1] - upper[at]);
    gfloat below = lower[at] + weights[i] * (lower[at + 1] - lower[at]);

    dest[i] = above + weights[n + i] * (below - above);
  }
}

/* Clips a run to the columns x for which border - 0.5 <= start + step x <= size - border - 0.5. */
static void
clip_run (AoiRun *run, gdouble start, gdouble step, gint size, gint border)
{
  gdouble low = border - 0.5 - start, high = size - border - 0.5 - start;

  if (fabs (step) < 1e-9) {
    if (low > 0.0 || high < 0.0)
      run->end = run->begin;
    return;
  }
  if (step < 0.0) {
    gdouble swap = low;

    low = high;
    high = swap;
  }
  run->begin = (gint) MAX (run->begin, ceil (low / step));
  run->end = (gint) MIN (run->end, floor (high / step) + 1.0);
}

/**
 * aoi_warp_mask:
 * @pose: where the part lies
 * @width: of the golden and the live picture
 * @height: of the same
 * @border: pixels at the live picture's border that do not count
 * @mask: (out): a run for each row: the golden pixels whose place in the live picture is inside of it
 */
void
aoi_warp_mask (const AoiPose *pose, gint width, gint height, gint border, AoiRun *mask)
{
  gdouble c = cos (pose->angle), s = sin (pose->angle);

  for (gint y = 0; y < height; y++) {
    gdouble left, top;

    aoi_pose_apply (pose, width, height, 0.0, y, &left, &top);
    mask[y] = (AoiRun){ 0, width };
    clip_run (&mask[y], left, c, width, border);
    clip_run (&mask[y], top, s, height, border);
  }
}

/**
 * aoi_mask_erode:
 * @mask: a run for each row of a picture
 * @width: of the picture
 * @height: of the picture
 * @radius: of a square window
 * @dest: (out): a run for each row: the pixels whose window has only pixels of @mask; what of the
 *   window is outside of the picture does not matter
 */
void
aoi_mask_erode (const AoiRun *mask, gint width, gint height, gint radius, AoiRun *dest)
{
  for (gint y = 0; y < height; y++) {
    AoiRun run = { 0, width };

    for (gint i = MAX (0, y - radius); i <= MIN (height - 1, y + radius); i++) {
      run.begin = MAX (run.begin, mask[i].begin > 0 ? mask[i].begin + radius : 0);
      run.end = MIN (run.end, mask[i].end < width ? mask[i].end - radius : width);
      if (mask[i].end <= mask[i].begin)
        run.end = 0;
    }
    dest[y] = run;
  }
}
