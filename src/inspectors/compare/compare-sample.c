/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Samples as views: how goldens are judged outside an inspection. */
#include "inspectors/compare/compare-sample.h"

#include <math.h>
#include <string.h>

#include "inspectors/compare/compare-scale.h"

#define DEFAULT_THRESHOLD 0.9

/**
 * aoi_compare_sample_roi_new:
 * @roi: a compare ROI
 * @goldens: (element-type AoiGolden): at least one, all of the same size; kept by reference
 *
 * Makes an ROI that lies in the middle of an otherwise empty frame and is judged as @roi. Its method
 * `golden` reports similarities that do not depend on the threshold.
 *
 * Returns: (transfer full): the ROI, which borrows what @roi names its file by
 */
AoiRoi *
aoi_compare_sample_roi_new (const AoiRoi *roi, GPtrArray *goldens)
{
  const AoiGolden *first = g_ptr_array_index (goldens, 0);
  AoiRoi *sample = aoi_roi_new ();
  gdouble threshold = isnan (roi->threshold) ? DEFAULT_THRESHOLD : roi->threshold;
  AoiCompareScale scale;

  aoi_compare_scale_init (&scale, roi->feature_method, threshold);
  sample->id = roi->id;
  sample->type = g_intern_static_string (AOI_TYPE_COMPARE);
  sample->path = g_strdup (roi->path);
  sample->file = roi->file;
  sample->rect = (AoiRect){ 0, 0, first->image->width, first->image->height };
  sample->feature_method = g_strdup ("golden");
  sample->threshold = scale.neutral;
  g_array_unref (sample->compare.ignore);
  sample->compare = roi->compare;
  g_array_ref (sample->compare.ignore);
  g_ptr_array_unref (sample->goldens);
  sample->goldens = g_ptr_array_ref (goldens);
  return sample;
}

static gint
reflect (gint i, gint n)
{
  gint period = 2 * MAX (n - 1, 1);

  i = ABS (i) % period;
  return i < n ? i : period - i;
}

/**
 * aoi_compare_sample_surround:
 * @sample: a picture
 * @margin: how much an inspector reads around it
 *
 * Gives a picture surroundings, which samples have not: by reflection, as the inspector continues its
 * goldens.
 *
 * Returns: (transfer full): the frame with the sample in its middle
 */
AoiRgbImage *
aoi_compare_sample_surround (const AoiRgbImage *sample, gint margin)
{
  AoiRgbImage *frame = aoi_rgb_image_new (sample->width + 2 * margin, sample->height + 2 * margin);

  for (gint y = 0; y < frame->height; y++) {
    const guint8 *from = sample->data
        + 3 * (gsize) sample->width * reflect (y - margin, sample->height);
    guint8 *to = frame->data + 3 * (gsize) frame->width * y;

    for (gint x = 0; x < frame->width; x++)
      memcpy (to + 3 * (gsize) x, from + 3 * (gsize) reflect (x - margin, sample->width), 3);
  }
  return frame;
}
