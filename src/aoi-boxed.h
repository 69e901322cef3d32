/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-report.h"
#include "aoi-revision.h"

G_BEGIN_DECLS

#define AOI_TYPE_CAPTURE_GROUP (aoi_capture_group_get_type ())
#define AOI_TYPE_DEVICE_SUMMARY (aoi_device_summary_get_type ())
#define AOI_TYPE_GOLDEN (aoi_golden_get_type ())
#define AOI_TYPE_RECT (aoi_rect_get_type ())
#define AOI_TYPE_REPORT_INFO (aoi_report_info_get_type ())
#define AOI_TYPE_RGB_IMAGE (aoi_rgb_image_get_type ())
#define AOI_TYPE_ROI (aoi_roi_get_type ())
#define AOI_TYPE_ROI_RESULT (aoi_roi_result_get_type ())

GType aoi_capture_group_get_type (void);
GType aoi_device_summary_get_type (void);
GType aoi_golden_get_type (void);
GType aoi_rect_get_type (void);
GType aoi_report_info_get_type (void);
GType aoi_rgb_image_get_type (void);
GType aoi_roi_get_type (void);
GType aoi_roi_result_get_type (void);

G_END_DECLS
