/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "common/still-frame.h"

#include <gst/video/video.h>

/* What stands for a picture that cannot be read, before there is one whose size it could have. */
#define PLACEHOLDER_CAPS "video/x-raw,format=GRAY8,width=16,height=16,framerate=0/1"
#define PLACEHOLDER_BYTES ((gsize) 16 * 16)

/**
 * still_frame_add_stride:
 * @buffer: a writable frame of one plane
 * @format: of its pixels
 * @width: in pixels
 * @height: in pixels
 * @row_bytes: from a row to the next one
 *
 * Says how far rows are apart where that is not what GStreamer takes it to be, which pads rows to 4 bytes. GstVideoInfo of
 * this GStreamer knows no Bayer; GRAY8 has its layout.
 */
void
still_frame_add_stride (
    GstBuffer *buffer, AoiFormat format, gint width, gint height, gsize row_bytes)
{
  gsize offset[GST_VIDEO_MAX_PLANES] = { 0 };
  gint stride[GST_VIDEO_MAX_PLANES] = { (gint) row_bytes };
  const GstVideoFormat known = aoi_format_is_bayer (format)
      ? GST_VIDEO_FORMAT_GRAY8
      : gst_video_format_from_string (aoi_format_to_string (format));

  if (row_bytes % 4 != 0)
    gst_buffer_add_video_meta_full (
        buffer, GST_VIDEO_FRAME_FLAG_NONE, known, (guint) width, (guint) height, 1, offset, stride);
}

static GstCaps *
make_caps (const AoiPicture *picture)
{
  return gst_caps_new_simple (
      aoi_format_is_bayer (picture->format) ? "video/x-bayer" : "video/x-raw", "format",
      G_TYPE_STRING, aoi_format_to_string (picture->format), "width", G_TYPE_INT, picture->width,
      "height", G_TYPE_INT, picture->height, "framerate", GST_TYPE_FRACTION, 0, 1, NULL);
}

/**
 * still_frame_new:
 * @picture: a picture, whose pixels the frame shares
 *
 * Returns: (transfer full): the picture as a frame with its caps
 */
GstSample *
still_frame_new (const AoiPicture *picture)
{
  g_autoptr (GstBuffer) buffer = gst_buffer_new_wrapped_bytes (picture->pixels);
  g_autoptr (GstCaps) caps = make_caps (picture);

  still_frame_add_stride (buffer, picture->format, picture->width, picture->height,
      (gsize) aoi_picture_get_stride (picture));
  return gst_sample_new (buffer, caps, NULL, NULL);
}

/**
 * still_frame_new_placeholder:
 * @caps: (nullable): those of the last frame that could be read
 * @size: its bytes; unused without @caps
 *
 * What stands for a picture that cannot be read: black, as large as the last frame, and marked as corrupted, so that it cannot
 * be taken for a board.
 *
 * Returns: (transfer full): the frame with its caps
 */
GstSample *
still_frame_new_placeholder (GstCaps *caps, gsize size)
{
  g_autoptr (GstCaps) own = caps != NULL ? gst_caps_ref (caps)
                                         : gst_caps_from_string (PLACEHOLDER_CAPS);
  g_autoptr (GstBuffer)
      buffer = gst_buffer_new_allocate (NULL, caps != NULL ? size : PLACEHOLDER_BYTES, NULL);

  gst_buffer_memset (buffer, 0, 0, gst_buffer_get_size (buffer));
  GST_BUFFER_FLAG_SET (buffer, GST_BUFFER_FLAG_CORRUPTED);
  return gst_sample_new (buffer, own, NULL, NULL);
}
