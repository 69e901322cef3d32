/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What fiducials of a device must have in common, so that a transform is to be had from them. */
#include "product/aoi-roi-fiducials.h"

#include <math.h>

/* Fiducials must be this far apart, in sides of the larger one: nearer ones show no angle. */
#define MIN_DISTANCE 2.0

/* The fiducials of one device. */
typedef struct {
  const AoiRoi *rois[AOI_ROI_MAX_FIDUCIALS];
  guint n;
} Fiducials;

static gboolean
is_fiducial (const AoiRoi *roi)
{
  return roi->enabled && g_strcmp0 (roi->type, AOI_TYPE_FIDUCIAL) == 0;
}

static void
check_group (const AoiRoi *first, const AoiRoi *roi, AoiProblems *problems)
{
  if (roi->focus != first->focus || roi->exposure != first->exposure)
    aoi_problems_add (problems, roi->file, roi->path,
        "has focus %d and exposure %d, but %s, which is a fiducial of the same device, has %d and %d; "
        "fiducials of a device must be seen in one frame",
        roi->focus, roi->exposure, first->path, first->focus, first->exposure);
}

static gdouble
get_side (const AoiRoi *roi)
{
  return MAX (roi->rect.width, roi->rect.height);
}

static void
check_distance (const AoiRoi *other, const AoiRoi *roi, AoiProblems *problems)
{
  const AoiRect *a = &other->rect, *b = &roi->rect;
  const gdouble dx = b->x - a->x + (b->width - a->width) / 2.0;
  const gdouble dy = b->y - a->y + (b->height - a->height) / 2.0;
  const gdouble least = MIN_DISTANCE * MAX (get_side (other), get_side (roi));

  if (hypot (dx, dy) < least)
    aoi_problems_add (problems, roi->file, roi->path,
        "is %.0f px away from %s, but fiducials of a device must be at least %.0f px apart to show an angle",
        hypot (dx, dy), other->path, least);
}

static void
add (Fiducials *self, const AoiRoi *roi, AoiProblems *problems)
{
  if (self->n == AOI_ROI_MAX_FIDUCIALS) {
    aoi_problems_add (problems, roi->file, roi->path,
        "is one fiducial too many: a device, or the whole frame, has at most %d",
        AOI_ROI_MAX_FIDUCIALS);
    return;
  }
  if (self->n > 0)
    check_group (self->rois[0], roi, problems);
  for (guint i = 0; i < self->n; i++)
    check_distance (self->rois[i], roi, problems);
  self->rois[self->n++] = roi;
}

/* Which of the two would count is for nobody to guess. */
static void
check_frame (const Fiducials *of_frame, const Fiducials *of_device, AoiProblems *problems)
{
  const AoiRoi *roi = of_device->n > 0 ? of_device->rois[0] : NULL;

  if (of_frame->n > 0 && roi != NULL)
    aoi_problems_add (problems, roi->file, roi->path,
        "is a fiducial of device %d, but %s is one of the whole frame (device_location 0); a product has either",
        roi->device, of_frame->rois[0]->path);
}

/**
 * aoi_roi_fiducials_check:
 * @rois: (element-type AoiRoi): all of a product that have no problems
 * @problems: where to add what is wrong
 *
 * Checks what no fiducial shows alone.
 *
 * Returns: whether nothing is wrong
 */
gboolean
aoi_roi_fiducials_check (const GPtrArray *rois, AoiProblems *problems)
{
  const guint n_problems = aoi_problems_get_count (problems);
  Fiducials devices[AOI_ROI_MAX_DEVICES + 1] = { 0 };

  for (guint i = 0; i < rois->len; i++) {
    const AoiRoi *roi = g_ptr_array_index (rois, i);

    if (is_fiducial (roi))
      add (&devices[roi->device], roi, problems);
  }
  for (gint device = 1; device <= AOI_ROI_MAX_DEVICES; device++)
    check_frame (&devices[0], &devices[device], problems);
  return aoi_problems_get_count (problems) == n_problems;
}

/**
 * aoi_roi_fiducials_set_moves:
 * @rois: (element-type AoiRoi): all of a product, which nobody else has yet
 *
 * Says of each ROI whether fiducials find where it is: those of its device, or of the whole frame.
 */
void
aoi_roi_fiducials_set_moves (const GPtrArray *rois)
{
  gboolean found[AOI_ROI_MAX_DEVICES + 1] = { FALSE };

  for (guint i = 0; i < rois->len; i++) {
    const AoiRoi *roi = g_ptr_array_index (rois, i);

    if (is_fiducial (roi))
      found[roi->device] = TRUE;
  }
  for (guint i = 0; i < rois->len; i++) {
    AoiRoi *roi = g_ptr_array_index (rois, i);

    roi->moves = !is_fiducial (roi) && (found[0] || found[roi->device]);
  }
}
