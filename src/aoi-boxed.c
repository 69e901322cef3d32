/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* The boxed types of what C code borrows from its owner. Other languages have no way to see that a ROI's
 * verdict ends with its report: they hold copies, which these types make. */
#include "aoi-boxed.h"

#include "product/aoi-golden-private.h"
#include "product/aoi-roi-types.h"

#define COPY(type, original) ((type *) g_memdup2 (original, sizeof (type)))

static AoiCaptureGroup *
copy_group (AoiCaptureGroup *group)
{
  return COPY (AoiCaptureGroup, group);
}

static AoiRect *
copy_rect (AoiRect *rect)
{
  return COPY (AoiRect, rect);
}

static AoiRgbImage *
copy_image (AoiRgbImage *image)
{
  AoiRgbImage *copy = COPY (AoiRgbImage, image);

  copy->data = g_memdup2 (image->data, 3 * (gsize) image->width * image->height);
  return copy;
}

static AoiGolden *
copy_golden (AoiGolden *golden)
{
  AoiGolden *copy = COPY (AoiGolden, golden);

  copy->name = g_strdup (golden->name);
  copy->image = golden->image != NULL ? copy_image (golden->image) : NULL;
  return copy;
}

static AoiRoiResult *
copy_result (AoiRoiResult *result)
{
  AoiRoiResult *copy = g_new (AoiRoiResult, 1);

  aoi_roi_result_copy (copy, result);
  return copy;
}

static void
free_result (AoiRoiResult *result)
{
  aoi_roi_result_clear (result);
  g_free (result);
}

static AoiReportInfo *
copy_info (AoiReportInfo *info)
{
  AoiReportInfo *copy = g_new (AoiReportInfo, 1);

  aoi_report_info_copy (copy, info);
  return copy;
}

static void
free_info (AoiReportInfo *info)
{
  aoi_report_info_clear (info);
  g_free (info);
}

/* A further field may be one more that is owned. */
G_STATIC_ASSERT (sizeof (AoiDeviceSummary) == 4 * sizeof (gint) + 3 * sizeof (gchar *));

static AoiDeviceSummary *
copy_device (AoiDeviceSummary *device)
{
  AoiDeviceSummary *copy = COPY (AoiDeviceSummary, device);

  copy->barcode = g_strdup (device->barcode);
  copy->code = g_strdup (device->code);
  copy->link_error = g_strdup (device->link_error);
  return copy;
}

static void
free_device (AoiDeviceSummary *device)
{
  g_free (device->barcode);
  g_free (device->code);
  g_free (device->link_error);
  g_free (device);
}

static AoiRoi *
copy_roi (AoiRoi *roi)
{
  return aoi_roi_copy (roi);
}

/**
 * aoi_capture_group_get_type:
 *
 * Returns: the boxed type of #AoiCaptureGroup
 */
G_DEFINE_BOXED_TYPE (AoiCaptureGroup, aoi_capture_group, copy_group, g_free)

/**
 * aoi_device_summary_get_type:
 *
 * Returns: the boxed type of #AoiDeviceSummary
 */
G_DEFINE_BOXED_TYPE (AoiDeviceSummary, aoi_device_summary, copy_device, free_device)

/**
 * aoi_golden_get_type:
 *
 * Returns: the boxed type of #AoiGolden
 */
G_DEFINE_BOXED_TYPE (AoiGolden, aoi_golden, copy_golden, aoi_golden_free)

/**
 * aoi_rect_get_type:
 *
 * Returns: the boxed type of #AoiRect
 */
G_DEFINE_BOXED_TYPE (AoiRect, aoi_rect, copy_rect, g_free)

/**
 * aoi_report_info_get_type:
 *
 * Returns: the boxed type of #AoiReportInfo
 */
G_DEFINE_BOXED_TYPE (AoiReportInfo, aoi_report_info, copy_info, free_info)

/**
 * aoi_rgb_image_get_type:
 *
 * Returns: the boxed type of #AoiRgbImage
 */
G_DEFINE_BOXED_TYPE (AoiRgbImage, aoi_rgb_image, copy_image, aoi_rgb_image_free)

/**
 * aoi_roi_get_type:
 *
 * Returns: the boxed type of #AoiRoi
 */
G_DEFINE_BOXED_TYPE (AoiRoi, aoi_roi, copy_roi, aoi_roi_free)

/**
 * aoi_roi_result_get_type:
 *
 * Returns: the boxed type of #AoiRoiResult
 */
G_DEFINE_BOXED_TYPE (AoiRoiResult, aoi_roi_result, copy_result, free_result)
