/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What is doubtful about areas where nothing may lie. */
#include "product/aoi-roi-empty.h"

#include "product/aoi-roi-marks.h"

/* Light of boards may change by 25 gray levels and by a fifth: below this an unlit frame is like the
 * golden. Above the other one, what is brighter than the golden cannot be told from it. */
#define DARK 33.0
#define BRIGHT 250.0

static gboolean
is_empty (const AoiRoi *roi)
{
  return g_strcmp0 (roi->type, AOI_TYPE_COMPARE) == 0 && roi->compare.empty;
}

static gdouble
get_mean (const AoiRgbImage *image)
{
  const gsize n = 3 * (gsize) image->width * (gsize) image->height;
  gdouble sum = 0.0;

  for (gsize i = 0; i < n; i++)
    sum += image->data[i];
  return n > 0 ? sum / (gdouble) n : 0.0;
}

static void
check_light (const AoiRoi *roi, AoiProblems *warnings)
{
  g_autofree gchar *path = g_strconcat (roi->path, ".empty", NULL);

  for (guint i = 0; i < roi->goldens->len; i++) {
    const AoiGolden *golden = g_ptr_array_index (roi->goldens, i);
    const gdouble mean = get_mean (golden->image);

    if (mean < DARK)
      aoi_problems_add (warnings, roi->file, path,
          "golden %s is so dark (mean %.0f of 255) that the ROI passes on a frame without light",
          golden->name, mean);
    else if (mean > BRIGHT)
      aoi_problems_add (warnings, roi->file, path,
          "golden %s is so bright (mean %.0f of 255) that bright things on it cannot be seen",
          golden->name, mean);
  }
}

/* The first enabled ROI of a device if nothing may lie in any of them, else NULL. */
static const AoiRoi *
find_empty_device (const GPtrArray *rois, gint device)
{
  const AoiRoi *first = NULL;

  for (guint i = 0; i < rois->len; i++) {
    const AoiRoi *roi = g_ptr_array_index (rois, i);

    if (!roi->enabled || roi->device != device || aoi_roi_marks_device (roi))
      continue;
    if (!is_empty (roi))
      return NULL;
    if (first == NULL)
      first = roi;
  }
  return first;
}

/**
 * aoi_roi_empty_check:
 * @rois: (element-type AoiRoi): all of a product, with their goldens
 * @warnings: where to tell what is doubtful
 *
 * A device passes if all of its ROIs do. If nothing may lie in any of them, that says nothing of a board:
 * it would pass with none in view.
 */
void
aoi_roi_empty_check (const GPtrArray *rois, AoiProblems *warnings)
{
  for (guint i = 0; i < rois->len; i++) {
    const AoiRoi *roi = g_ptr_array_index (rois, i);

    if (roi->enabled && roi->place <= 1 && is_empty (roi))
      check_light (roi, warnings);
  }
  for (gint device = 1; device <= AOI_ROI_MAX_DEVICES; device++) {
    const AoiRoi *roi = find_empty_device (rois, device);
    g_autofree gchar *path = roi != NULL ? g_strconcat (roi->path, ".empty", NULL) : NULL;

    if (roi != NULL && roi->place <= 1)
      aoi_problems_add (warnings, roi->file, path,
          "nothing may lie in any ROI of device %d, so it passes with no board in view; add an ROI that "
          "shows the board",
          device);
  }
}
