/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "aoi-image.h"

#include <math.h>
#include <string.h>

#include "aoi-error.h"

/* How a plane lies: groups of `bytes` bytes, each for (1 << x_shift) x (1 << y_shift) pixels. */
typedef struct {
  guint8 bytes, x_shift, y_shift;
} PlaneLayout;

typedef struct {
  const gchar *name;
  guint n_planes;
  PlaneLayout planes[AOI_IMAGE_MAX_PLANES];
} FormatLayout;

static const FormatLayout layouts[AOI_FORMAT_LAST] = {
  [AOI_FORMAT_UNKNOWN] = { "UNKNOWN", 0, { { 0 } } },
  [AOI_FORMAT_GRAY8] = { "GRAY8", 1, { { 1, 0, 0 } } },
  [AOI_FORMAT_GRAY16_LE] = { "GRAY16_LE", 1, { { 2, 0, 0 } } },
  [AOI_FORMAT_GRAY16_BE] = { "GRAY16_BE", 1, { { 2, 0, 0 } } },
  [AOI_FORMAT_RGB] = { "RGB", 1, { { 3, 0, 0 } } },
  [AOI_FORMAT_BGR] = { "BGR", 1, { { 3, 0, 0 } } },
  [AOI_FORMAT_RGBX] = { "RGBx", 1, { { 4, 0, 0 } } },
  [AOI_FORMAT_BGRX] = { "BGRx", 1, { { 4, 0, 0 } } },
  [AOI_FORMAT_XRGB] = { "xRGB", 1, { { 4, 0, 0 } } },
  [AOI_FORMAT_XBGR] = { "xBGR", 1, { { 4, 0, 0 } } },
  [AOI_FORMAT_I420] = { "I420", 3, { { 1, 0, 0 }, { 1, 1, 1 }, { 1, 1, 1 } } },
  [AOI_FORMAT_YV12] = { "YV12", 3, { { 1, 0, 0 }, { 1, 1, 1 }, { 1, 1, 1 } } },
  [AOI_FORMAT_NV12] = { "NV12", 2, { { 1, 0, 0 }, { 2, 1, 1 } } },
  [AOI_FORMAT_NV21] = { "NV21", 2, { { 1, 0, 0 }, { 2, 1, 1 } } },
  [AOI_FORMAT_Y42B] = { "Y42B", 3, { { 1, 0, 0 }, { 1, 1, 0 }, { 1, 1, 0 } } },
  [AOI_FORMAT_Y444] = { "Y444", 3, { { 1, 0, 0 }, { 1, 0, 0 }, { 1, 0, 0 } } },
  [AOI_FORMAT_YUY2] = { "YUY2", 1, { { 4, 1, 0 } } },
  [AOI_FORMAT_UYVY] = { "UYVY", 1, { { 4, 1, 0 } } },
  [AOI_FORMAT_BAYER_BGGR] = { "bggr", 1, { { 1, 0, 0 } } },
  [AOI_FORMAT_BAYER_GBRG] = { "gbrg", 1, { { 1, 0, 0 } } },
  [AOI_FORMAT_BAYER_GRBG] = { "grbg", 1, { { 1, 0, 0 } } },
  [AOI_FORMAT_BAYER_RGGB] = { "rggb", 1, { { 1, 0, 0 } } },
};

static const FormatLayout *
get_layout (AoiFormat format)
{
  return &layouts[(guint) format < AOI_FORMAT_LAST ? format : AOI_FORMAT_UNKNOWN];
}

/* Whether a part of the frame must begin at even coordinates to keep colours in their places. */
static gboolean
needs_even_corner (AoiFormat format)
{
  const FormatLayout *layout = get_layout (format);

  return aoi_format_is_bayer (format) || layout->planes[0].x_shift > 0
      || layout->planes[1].x_shift > 0;
}

/**
 * aoi_image_init:
 * @image: (out caller-allocates): the image to fill
 * @format: of the frame
 * @width: of the frame in pixels, at least 1
 * @height: of the frame in pixels, at least 1
 *
 * Describes a whole frame: BT.601 in studio range, no data and no strides yet, which the caller sets.
 */
void
aoi_image_init (AoiImage *image, AoiFormat format, gint width, gint height)
{
  g_return_if_fail (image != NULL);
  *image = (AoiImage){
    .format = format,
    .width = width,
    .height = height,
    .valid = { 0, 0, width, height },
    .matrix = AOI_YUV_BT601,
    .full_range = FALSE,
  };
}

/**
 * aoi_image_init_packed: (skip)
 * @image: (out caller-allocates): the image to fill
 * @format: of the frame
 * @width: of the frame in pixels, 1 to %AOI_IMAGE_MAX_SIZE
 * @height: of the frame in pixels, 1 to %AOI_IMAGE_MAX_SIZE
 * @bytes: one plane behind the other, rows without padding; what aoi_format_get_plane_size() adds up to
 * @error: return location for an error
 *
 * Describes a whole frame as cameras and files mostly have it: BT.601 in studio range. The image borrows
 * @bytes.
 *
 * Returns: %FALSE with %AOI_ERROR_IMAGE if @bytes has another size, or if no frame has such a size
 */
gboolean
aoi_image_init_packed (
    AoiImage *image, AoiFormat format, gint width, gint height, GBytes *bytes, GError **error)
{
  const guint n_planes = aoi_format_get_n_planes (format);
  const guint8 *data = g_bytes_get_data (bytes, NULL);
  gsize total = 0, row_bytes;
  gint rows;

  if (n_planes == 0 || CLAMP (width, 1, AOI_IMAGE_MAX_SIZE) != width
      || CLAMP (height, 1, AOI_IMAGE_MAX_SIZE) != height) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE, "there is no frame of %s %dx%d",
        aoi_format_to_string (format), width, height);
    return FALSE;
  }
  aoi_image_init (image, format, width, height);
  for (guint i = 0; i < n_planes; i++) {
    aoi_format_get_plane_size (format, i, width, height, &row_bytes, &rows);
    image->data[i] = data != NULL ? data + total : NULL;
    image->stride[i] = (gint) row_bytes;
    total += row_bytes * (gsize) rows;
  }
  if (g_bytes_get_size (bytes) != total) {
    g_set_error (error, AOI_ERROR, AOI_ERROR_IMAGE,
        "%" G_GSIZE_FORMAT " bytes are not a frame of %s %dx%d, which has %" G_GSIZE_FORMAT,
        g_bytes_get_size (bytes), aoi_format_to_string (format), width, height, total);
    return FALSE;
  }
  return TRUE;
}

/**
 * aoi_format_get_n_planes:
 * @format: a format
 *
 * Returns: how many planes a frame has, 0 for %AOI_FORMAT_UNKNOWN
 */
guint
aoi_format_get_n_planes (AoiFormat format)
{
  return get_layout (format)->n_planes;
}

/**
 * aoi_format_get_plane_size:
 * @format: a format
 * @plane: from 0
 * @width: of the frame, or of a part with an even corner, in pixels
 * @height: of the same in pixels
 * @row_bytes: (out): return location for the bytes that a row uses, without padding
 * @rows: (out): return location for the number of rows
 *
 * Computes what memory a plane uses. Chroma of odd sizes is rounded up. Both are 0 for a plane that the
 * format has not.
 */
void
aoi_format_get_plane_size (
    AoiFormat format, guint plane, gint width, gint height, gsize *row_bytes, gint *rows)
{
  const FormatLayout *layout = get_layout (format);
  PlaneLayout p = plane < layout->n_planes ? layout->planes[plane] : (PlaneLayout){ 0 };

  *row_bytes = (((gsize) width + (1 << p.x_shift) - 1) >> p.x_shift) * p.bytes;
  *rows = p.bytes > 0 ? (gint) (((guint) height + (1 << p.y_shift) - 1) >> p.y_shift) : 0;
}

/**
 * aoi_format_is_bayer:
 * @format: a format
 *
 * Returns: whether each pixel has one colour of a 2x2 mosaic
 */
gboolean
aoi_format_is_bayer (AoiFormat format)
{
  return format >= AOI_FORMAT_BAYER_BGGR && format <= AOI_FORMAT_BAYER_RGGB;
}

/**
 * aoi_format_has_colour:
 * @format: a format
 *
 * Returns: whether frames of it may be other than gray
 */
gboolean
aoi_format_has_colour (AoiFormat format)
{
  return format >= AOI_FORMAT_RGB && format < AOI_FORMAT_LAST;
}

/**
 * aoi_format_to_string:
 * @format: a format
 *
 * Returns: (transfer none): GStreamer's name: the `format` of `video/x-raw` or `video/x-bayer`
 */
const gchar *
aoi_format_to_string (AoiFormat format)
{
  return get_layout (format)->name;
}

/**
 * aoi_view_get_size:
 * @view: a view
 * @width: (out): return location for the width in pixels after turning
 * @height: (out): return location for the height in pixels after turning
 *
 * Computes the size of what is read from a view.
 */
void
aoi_view_get_size (const AoiView *view, gint *width, gint *height)
{
  gboolean upright = view->rotation % 180 == 0;

  *width = upright ? view->rect.width : view->rect.height;
  *height = upright ? view->rect.height : view->rect.width;
}

/**
 * aoi_view_to_frame: (skip)
 * @view: a view
 * @rect: a rectangle in the turned view; may reach outside of it
 *
 * Returns: where @rect lies in the frame
 */
AoiRect
aoi_view_to_frame (const AoiView *view, const AoiRect *rect)
{
  AoiRect frame = aoi_rect_unturn (rect, view->rect.width, view->rect.height, view->rotation);

  frame.x += view->rect.x;
  frame.y += view->rect.y;
  return frame;
}

/**
 * aoi_view_point_to_frame:
 * @view: a view
 * @x: in the turned view
 * @y: in the turned view
 * @fx: (out): return location for the place in the frame
 * @fy: (out): return location for the place in the frame
 *
 * Turns a point back as aoi_view_to_frame() does rectangles. Whole numbers are the pixels' edges, as
 * in #AoiRect: the top left pixel spans 0..1 and its centre is (0.5, 0.5).
 */
void
aoi_view_point_to_frame (const AoiView *view, gdouble x, gdouble y, gdouble *fx, gdouble *fy)
{
  const AoiRect *rect = &view->rect;
  gdouble ux = x, uy = y;

  switch (view->rotation) {
    case 90:
      ux = rect->width - y;
      uy = x;
      break;
    case 180:
      ux = rect->width - x;
      uy = rect->height - y;
      break;
    case 270:
      ux = y;
      uy = rect->height - x;
      break;
  }
  *fx = rect->x + ux;
  *fy = rect->y + uy;
}

/* The sides of what a rectangle at rest covers in the frame. */
typedef struct {
  gdouble left, top, right, bottom;
} Box;

static Box
map_box (const AoiAlignment *a, const AoiRect *rect)
{
  Box box = { G_MAXDOUBLE, G_MAXDOUBLE, -G_MAXDOUBLE, -G_MAXDOUBLE };

  for (gint i = 0; i < 4; i++) {
    const gdouble x = rect->x + (i % 2) * rect->width, y = rect->y + (i / 2) * rect->height;
    const gdouble fx = a->c * x - a->s * y + a->x0, fy = a->s * x + a->c * y + a->y0;

    box.left = MIN (box.left, fx);
    box.top = MIN (box.top, fy);
    box.right = MAX (box.right, fx);
    box.bottom = MAX (box.bottom, fy);
  }
  return box;
}

/**
 * aoi_alignment_map_rect:
 * @self: how a board lies in a frame
 * @rect: a part of the board at rest
 *
 * Returns: the least rectangle of whole pixels of the frame in which the part lies
 *
 * Since: 0.2
 */
AoiRect
aoi_alignment_map_rect (const AoiAlignment *self, const AoiRect *rect)
{
  const Box box = map_box (self, rect);
  const gint x = (gint) floor (box.left), y = (gint) floor (box.top);

  return (AoiRect){ x, y, (gint) ceil (box.right) - x, (gint) ceil (box.bottom) - y };
}

/**
 * aoi_image_covers:
 * @image: a frame or part of one
 * @rect: what is to be read of it: in an aligned image, at rest
 *
 * Of an aligned image half a pixel may be missing at the edges: views have the nearest one there.
 *
 * Returns: whether @image has all pixels of @rect
 *
 * Since: 0.2
 */
gboolean
aoi_image_covers (const AoiImage *image, const AoiRect *rect)
{
  const AoiRect *valid = &image->valid;
  Box box;

  if (!image->aligned)
    return aoi_rect_contains (valid, rect);
  box = map_box (&image->alignment, rect);
  return !aoi_rect_is_empty (rect) && box.left >= valid->x - 0.5 && box.top >= valid->y - 0.5
      && box.right <= valid->x + valid->width + 0.5 && box.bottom <= valid->y + valid->height + 0.5;
}

/* What of the frame an aligned image reads under @rect. */
static AoiRect
get_aligned_part (const AoiImage *image, const AoiRect *rect)
{
  const AoiRect part = aoi_alignment_map_rect (&image->alignment, rect);

  return aoi_rect_inflate (&part, AOI_ALIGNMENT_MARGIN);
}

/* What a copy of `rect` holds: clipped to the valid part, and for mosaics and subsampled chroma grown to
 * even coordinates, except where the valid part ends. */
static AoiRect
get_copied_part (const AoiImage *image, const AoiRect *rect)
{
  AoiRect part = image->aligned ? get_aligned_part (image, rect) : *rect;

  if (!aoi_rect_intersect (&part, &image->valid, &part) || !needs_even_corner (image->format))
    return part;
  part.width += part.x & 1;
  part.height += part.y & 1;
  part.x -= part.x & 1;
  part.y -= part.y & 1;
  part.width += part.width & 1;
  part.height += part.height & 1;
  aoi_rect_intersect (&part, &image->valid, &part);
  return part;
}

/**
 * aoi_image_copy_size:
 * @image: an image
 * @rect: the part to copy, in frame coordinates
 *
 * Returns: how many bytes aoi_image_copy_part() needs, 0 where @rect misses the image
 */
gsize
aoi_image_copy_size (const AoiImage *image, const AoiRect *rect)
{
  AoiRect part = get_copied_part (image, rect);
  gsize size = 0;

  for (guint i = 0; i < aoi_format_get_n_planes (image->format); i++) {
    gsize row_bytes;
    gint rows;

    aoi_format_get_plane_size (image->format, i, part.width, part.height, &row_bytes, &rows);
    size += row_bytes * rows;
  }
  return size;
}

/**
 * aoi_image_copy_part:
 * @image: an image
 * @rect: the part to copy, in frame coordinates
 * @memory: aoi_image_copy_size() bytes, which must outlive @copy
 * @copy: (out caller-allocates): return location for the copy; may not be @image
 *
 * Copies what of @rect the image has into @memory; of an aligned image, what views of @rect read of it.
 * @copy describes the same frame with the copied part as its valid part, in the same format; it is empty, and must not be read, where @rect misses
 * the image. A view that has pixels of the image reads the same from the copy if @rect reaches
 * %AOI_PIXELS_MARGIN beyond the view on each side, or as far as the image does.
 */
void
aoi_image_copy_part (const AoiImage *image, const AoiRect *rect, guint8 *memory, AoiImage *copy)
{
  const FormatLayout *layout = get_layout (image->format);
  AoiRect part = get_copied_part (image, rect);

  *copy = *image;
  copy->valid = part;
  for (guint i = 0; i < layout->n_planes; i++) {
    const PlaneLayout *p = &layout->planes[i];
    gssize stride = image->stride[i];
    const guint8 *from = image->data[i];
    gsize row_bytes;
    gint rows;

    aoi_format_get_plane_size (image->format, i, part.width, part.height, &row_bytes, &rows);
    copy->data[i] = memory;
    copy->stride[i] = row_bytes;
    if (rows > 0)
      from += ((part.y - image->valid.y) >> p->y_shift) * stride
          + (gsize) ((part.x - image->valid.x) >> p->x_shift) * p->bytes;
    for (gint y = 0; y < rows; y++, from += stride, memory += row_bytes)
      memcpy (memory, from, row_bytes);
  }
}
