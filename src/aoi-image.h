/* SPDX-License-Identifier: LGPL-2.1-or-later */
#pragma once

#include <gio/gio.h>

#include "aoi-rect.h"

G_BEGIN_DECLS

/**
 * AoiFormat:
 * @AOI_FORMAT_UNKNOWN: no format: of no frame
 * @AOI_FORMAT_GRAY8: a byte a pixel
 * @AOI_FORMAT_GRAY16_LE: 16 bits a pixel, low byte first
 * @AOI_FORMAT_GRAY16_BE: 16 bits a pixel, high byte first
 * @AOI_FORMAT_RGB: three bytes a pixel
 * @AOI_FORMAT_BGR: three bytes a pixel
 * @AOI_FORMAT_RGBX: four bytes a pixel, of which the last means nothing
 * @AOI_FORMAT_BGRX: as %AOI_FORMAT_RGBX, blue first
 * @AOI_FORMAT_XRGB: four bytes a pixel, of which the first means nothing
 * @AOI_FORMAT_XBGR: as %AOI_FORMAT_XRGB, blue before red
 * @AOI_FORMAT_I420: planes Y, U, V; chroma of half the width and height
 * @AOI_FORMAT_YV12: planes Y, V, U; chroma of half the width and height
 * @AOI_FORMAT_NV12: plane Y, plane of U and V; chroma of half the width and height
 * @AOI_FORMAT_NV21: plane Y, plane of V and U; chroma of half the width and height
 * @AOI_FORMAT_Y42B: planes Y, U, V; chroma of half the width
 * @AOI_FORMAT_Y444: planes Y, U, V of full size
 * @AOI_FORMAT_YUY2: two pixels in four bytes: Y, U, Y, V
 * @AOI_FORMAT_UYVY: two pixels in four bytes: U, Y, V, Y
 * @AOI_FORMAT_BAYER_BGGR: mosaic of a byte a pixel that begins with blue, green
 * @AOI_FORMAT_BAYER_GBRG: mosaic that begins with green, blue
 * @AOI_FORMAT_BAYER_GRBG: mosaic that begins with green, red
 * @AOI_FORMAT_BAYER_RGGB: mosaic that begins with red, green
 * @AOI_FORMAT_LAST: one more than the last format
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
 * @AOI_YUV_BT601: BT.601, of standard definition
 * @AOI_YUV_BT709: BT.709, of high definition
 * @AOI_YUV_BT2020: BT.2020, of ultra high definition
 *
 * The coefficients of the YUV formats, by the names of their ITU-R recommendations.
 */
typedef enum {
  AOI_YUV_BT601,
  AOI_YUV_BT709,
  AOI_YUV_BT2020,
} AoiYuvMatrix;

/**
 * AOI_IMAGE_MAX_PLANES:
 *
 * The most planes that a format has.
 */
#define AOI_IMAGE_MAX_PLANES 3

/**
 * AOI_IMAGE_MAX_SIZE:
 *
 * The largest width and height of a frame, as of a product's coordinates.
 */
#define AOI_IMAGE_MAX_SIZE 65535

/**
 * AOI_ALIGNMENT_MAX_SCALE:
 *
 * The most by which an #AoiAlignment may grow or, as a divisor, shrink distances.
 *
 * Since: 0.2
 */
#define AOI_ALIGNMENT_MAX_SCALE 1.05

/**
 * AoiAlignment:
 * @c: scale times the cosine of the angle
 * @s: scale times the sine of the angle, which is clockwise
 * @x0: where the frame's corner goes
 * @y0: where the frame's corner goes
 *
 * How a board lies in a frame: what is at (x, y) at rest is at (c x - s y + x0, s x + c y + y0). Whole numbers are
 * pixels' edges.
 *
 * Since: 0.2
 */
typedef struct {
  gdouble c, s, x0, y0;
} AoiAlignment;

/**
 * AOI_ALIGNMENT_MARGIN:
 *
 * How many pixels around what a rectangle covers in the frame views of an aligned image read: neighbours to
 * interpolate with, and those that demosaicing needs.
 *
 * Since: 0.2
 */
#define AOI_ALIGNMENT_MARGIN 4

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
 * @aligned: whether views are read along @alignment. Since: 0.2
 * @alignment: if @aligned: from the coordinates of views, in which the board lies at rest, to those of the frame, in
 *   which @valid counts. Since: 0.2
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
  gboolean aligned;
  AoiAlignment alignment;
} AoiImage;

/**
 * AoiView:
 * @image: the frame, borrowed
 * @rect: the part to read, in frame coordinates; where it reaches outside of the image's valid
 *   part, the nearest pixel is repeated
 * @rotation: 0, 90, 180 or 270 degrees counter-clockwise by which the part is turned when it is read
 * @shared: (nullable) (skip): the engine's: gray pixels that other ROIs of the same rectangle read too
 *
 * What an inspector inspects. It carries no pixels: aoi_pixels_read_gray() and aoi_pixels_read_rgb()
 * turn its pixels, and only these, into what is needed.
 */
typedef struct {
  const AoiImage *image;
  AoiRect rect;
  guint rotation;
  struct _AoiSharedView *shared;
} AoiView;

void aoi_image_init (AoiImage *image, AoiFormat format, gint width, gint height);
gboolean aoi_image_init_packed (
    AoiImage *image, AoiFormat format, gint width, gint height, GBytes *bytes, GError **error);
guint aoi_format_get_n_planes (AoiFormat format);
void aoi_format_get_plane_size (
    AoiFormat format, guint plane, gint width, gint height, gsize *row_bytes, gint *rows);
gboolean aoi_format_is_bayer (AoiFormat format);
gboolean aoi_format_has_colour (AoiFormat format);
const gchar *aoi_format_to_string (AoiFormat format);

void aoi_view_get_size (const AoiView *view, gint *width, gint *height);
AoiRect aoi_view_to_frame (const AoiView *view, const AoiRect *rect);
void aoi_view_point_to_frame (const AoiView *view, gdouble x, gdouble y, gdouble *fx, gdouble *fy);

AoiRect aoi_alignment_map_rect (const AoiAlignment *self, const AoiRect *rect);
gboolean aoi_image_covers (const AoiImage *image, const AoiRect *rect);

gsize aoi_image_copy_size (const AoiImage *image, const AoiRect *rect);
void
aoi_image_copy_part (const AoiImage *image, const AoiRect *rect, guint8 *memory, AoiImage *copy);

G_END_DECLS
