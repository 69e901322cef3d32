/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include "aoi-rect.h"

G_BEGIN_DECLS

/**
 * AoiFormat:
 *
 * How the pixels of a frame lie in memory. Names are those of GStreamer's `video/x-raw` and
 * `video/x-bayer`; the formats with alpha are those with a padding byte, since alpha means nothing
 * to an inspection.
 */
typedef enum {
  AOI_FORMAT_UNKNOWN,
  AOI_FORMAT_GRAY8,
  AOI_FORMAT_GRAY16_LE,
  AOI_FORMAT_GRAY16_BE,
  AOI_FORMAT_RGB,
  AOI_FORMAT_BGR,
  AOI_FORMAT_RGBX,
  AOI_FORMAT_BGRX,
  AOI_FORMAT_XRGB,
  AOI_FORMAT_XBGR,
  AOI_FORMAT_I420,
  AOI_FORMAT_YV12,
  AOI_FORMAT_NV12,
  AOI_FORMAT_NV21,
  AOI_FORMAT_Y42B,
  AOI_FORMAT_Y444,
  AOI_FORMAT_YUY2,
  AOI_FORMAT_UYVY,
  AOI_FORMAT_BAYER_BGGR,
  AOI_FORMAT_BAYER_GBRG,
  AOI_FORMAT_BAYER_GRBG,
  AOI_FORMAT_BAYER_RGGB,
  AOI_FORMAT_LAST
} AoiFormat;

/**
 * AoiYuvMatrix:
 *
 * The coefficients of the YUV formats, by the names of their ITU-R recommendations.
 */
typedef enum {
  AOI_YUV_BT601,
  AOI_YUV_BT709,
  AOI_YUV_BT2020,
} AoiYuvMatrix;

#define AOI_IMAGE_MAX_PLANES 3

/**
 * AoiImage:
 * @format: how the pixels lie
 * @width: of the whole frame in pixels
 * @height: of the whole frame in pixels
 * @valid: the part of the frame that @data covers: the whole frame, or less where only a part was
 *   copied; its x and y are even for Bayer and subsampled formats
 * @data: the first byte of each plane at the place of @valid's corner; YV12 and NV21 keep their own
 *   plane and byte order
 * @stride: bytes from row to row, a plane each
 * @matrix: for YUV formats
 * @full_range: for YUV formats: 0..255 instead of 16..235
 *
 * A borrowed, read-only frame or part of one. All coordinates of libaoi are those of the whole frame.
 */
typedef struct {
  AoiFormat format;
  gint width, height;
  AoiRect valid;
  const guint8 *data[AOI_IMAGE_MAX_PLANES];
  gint stride[AOI_IMAGE_MAX_PLANES];
  AoiYuvMatrix matrix;
  gboolean full_range;
} AoiImage;

/**
 * AoiView:
 * @image: the frame, borrowed
 * @rect: the part to look at, in frame coordinates; where it reaches outside of the image's valid
 *   part, the nearest pixel is repeated
 * @rotation: 0, 90, 180 or 270 degrees counter-clockwise by which the part is turned when it is read
 * @shared: (nullable) (skip): the engine's: gray pixels that other ROIs of the same rectangle read too
 *
 * What an inspector looks at. It carries no pixels: aoi_pixels_read_gray() and aoi_pixels_read_rgb()
 * turn its pixels, and only these, into what is needed.
 */
typedef struct {
  const AoiImage *image;
  AoiRect rect;
  guint rotation;
  struct _AoiSharedView *shared;
} AoiView;

void aoi_image_init (AoiImage *image, AoiFormat format, gint width, gint height);
guint aoi_format_get_n_planes (AoiFormat format);
void aoi_format_get_plane_size (
    AoiFormat format, guint plane, gint width, gint height, gsize *row_bytes, gint *rows);
gboolean aoi_format_is_bayer (AoiFormat format);
gboolean aoi_format_has_colour (AoiFormat format);
const gchar *aoi_format_to_string (AoiFormat format);

void aoi_view_get_size (const AoiView *view, gint *width, gint *height);
AoiRect aoi_view_to_frame (const AoiView *view, const AoiRect *rect);
void aoi_view_point_to_frame (const AoiView *view, gdouble x, gdouble y, gdouble *fx, gdouble *fy);

gsize aoi_image_copy_size (const AoiImage *image, const AoiRect *rect);
void
aoi_image_copy_part (const AoiImage *image, const AoiRect *rect, guint8 *memory, AoiImage *copy);

G_END_DECLS
