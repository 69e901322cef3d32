/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gst/video/video.h>
#include <string.h>

#include "aoi-pixels.h"
#include "support.h"

/* Frames of a size at which a line is two pixels wide, the reports that are drawn on them, and what is
 * to be seen in the picture. */

#define PICTURE_WIDTH 1280
#define PICTURE_HEIGHT 960

/* The ROI of make_roi(): far from the corner that the banner takes. */
#define BOX_X 600
#define BOX_Y 500
#define BOX_WIDTH 200
#define BOX_HEIGHT 120

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (AoiRoiResult, aoi_roi_result_clear)

/* The colours of the statuses, as drawn. */
static const guint8 status_colours[][3] = {
  [AOI_STATUS_ERROR] = { 240, 227, 66 },
  [AOI_STATUS_FAIL] = { 255, 107, 41 },
  [AOI_STATUS_TIMEOUT] = { 222, 148, 194 },
  [AOI_STATUS_PASS] = { 64, 217, 173 },
};

static inline AoiRoiResult
make_roi (AoiStatus status)
{
  AoiRoiResult roi = {
    .id = 1, .device = 1, .type = "compare", .rect = { BOX_X, BOX_Y, BOX_WIDTH, BOX_HEIGHT }
  };

  switch (status) {
    case AOI_STATUS_PASS:
      aoi_roi_result_pass (&roi, 0.95, 0.9);
      break;
    case AOI_STATUS_FAIL:
      aoi_roi_result_fail (&roi, 0.5, 0.9, "structure differs");
      break;
    case AOI_STATUS_TIMEOUT:
      aoi_roi_result_timeout (&roi, "late");
      break;
    default:
      aoi_roi_result_error (&roi, "cannot");
      break;
  }
  return roi;
}

static inline AoiReport *
make_report (AoiStatus status)
{
  const AoiReportInfo info = {
    .product = "board", .width = PICTURE_WIDTH, .height = PICTURE_HEIGHT
  };
  AoiRoiResult roi = make_roi (status);

  return aoi_report_new (&info, &roi, 1);
}

/* A gray of about 60 everywhere, in any raw format; a little different from byte to byte. */
static inline GstBuffer *
make_gray_frame (const GstVideoInfo *info)
{
  GstBuffer *buffer = gst_buffer_new_allocate (NULL, GST_VIDEO_INFO_SIZE (info), NULL);
  GstVideoFrame frame;

  g_assert_true (gst_video_frame_map (&frame, info, buffer, GST_MAP_WRITE));
  for (guint i = 0; i < GST_VIDEO_INFO_N_PLANES (info); i++) {
    guint8 *data = GST_VIDEO_FRAME_PLANE_DATA (&frame, i);
    const gsize size = (gsize) GST_VIDEO_FRAME_PLANE_STRIDE (&frame, i)
        * (gsize) GST_VIDEO_FRAME_COMP_HEIGHT (&frame, i);
    const guint8 level = GST_VIDEO_INFO_IS_YUV (info) && i > 0 ? 127 : 60;

    for (gsize k = 0; k < size; k++)
      data[k] = (guint8) (level + k % 3);
  }
  gst_video_frame_unmap (&frame);
  return buffer;
}

static inline GstVideoInfo
make_info (GstVideoFormat format, guint width, guint height)
{
  GstVideoInfo info;

  g_assert_true (gst_video_info_set_format (&info, format, width, height));
  GST_VIDEO_INFO_FPS_N (&info) = 10;
  GST_VIDEO_INFO_FPS_D (&info) = 1;
  return info;
}

static inline void
set_caps (GstHarness *h, const GstVideoInfo *info)
{
  gst_harness_set_src_caps (h, gst_video_info_to_caps (info));
}

static inline GstBuffer *
push_frame (GstHarness *h, GstBuffer *buffer, AoiReport *report)
{
  if (report != NULL) {
    buffer = gst_buffer_make_writable (buffer);
    g_assert_true (gst_buffer_add_aoi_report (buffer, report));
  }
  return gst_harness_push_and_pull (h, buffer);
}

/* Bytes as one, to be compared and freed by g_bytes_unref(). */
static inline GBytes *
get_bytes (GstBuffer *buffer)
{
  gpointer data;
  gsize size;

  gst_buffer_extract_dup (buffer, 0, (gsize) -1, &data, &size);
  return g_bytes_new_take (data, size);
}

/* Red, green and blue of a picture in packed RGB of 3 bytes, whose rows are not padded. */
static inline const guint8 *
get_pixel (GBytes *bytes, gint width, gint x, gint y)
{
  return (const guint8 *) g_bytes_get_data (bytes, NULL) + 3 * (y * width + x);
}

static inline gboolean
is_colour (const guint8 *pixel, const guint8 *colour)
{
  for (guint i = 0; i < 3; i++)
    if (ABS (pixel[i] - colour[i]) > 2)
      return FALSE;
  return TRUE;
}

/* How many pixels of an RGB picture have a colour. */
static inline guint
count_colour (GstBuffer *buffer, const guint8 *colour)
{
  g_autoptr (GBytes) bytes = get_bytes (buffer);
  gsize size;
  const guint8 *data = g_bytes_get_data (bytes, &size);
  guint n = 0;

  for (gsize i = 0; i + 2 < size; i += 3)
    n += is_colour (data + i, colour);
  return n;
}
