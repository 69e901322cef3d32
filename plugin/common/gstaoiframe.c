/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "common/gstaoiframe.h"

#include <string.h>

#include "aoi-pixels.h"

static const struct {
  GstVideoFormat video;
  AoiFormat format;
} video_formats[] = {
  { GST_VIDEO_FORMAT_GRAY8, AOI_FORMAT_GRAY8 },
  { GST_VIDEO_FORMAT_GRAY16_LE, AOI_FORMAT_GRAY16_LE },
  { GST_VIDEO_FORMAT_GRAY16_BE, AOI_FORMAT_GRAY16_BE },
  { GST_VIDEO_FORMAT_RGB, AOI_FORMAT_RGB },
  { GST_VIDEO_FORMAT_BGR, AOI_FORMAT_BGR },
  { GST_VIDEO_FORMAT_RGBx, AOI_FORMAT_RGBX },
  { GST_VIDEO_FORMAT_RGBA, AOI_FORMAT_RGBX },
  { GST_VIDEO_FORMAT_BGRx, AOI_FORMAT_BGRX },
  { GST_VIDEO_FORMAT_BGRA, AOI_FORMAT_BGRX },
  { GST_VIDEO_FORMAT_xRGB, AOI_FORMAT_XRGB },
  { GST_VIDEO_FORMAT_ARGB, AOI_FORMAT_XRGB },
  { GST_VIDEO_FORMAT_xBGR, AOI_FORMAT_XBGR },
  { GST_VIDEO_FORMAT_ABGR, AOI_FORMAT_XBGR },
  { GST_VIDEO_FORMAT_I420, AOI_FORMAT_I420 },
  { GST_VIDEO_FORMAT_YV12, AOI_FORMAT_YV12 },
  { GST_VIDEO_FORMAT_NV12, AOI_FORMAT_NV12 },
  { GST_VIDEO_FORMAT_NV21, AOI_FORMAT_NV21 },
  { GST_VIDEO_FORMAT_Y42B, AOI_FORMAT_Y42B },
  { GST_VIDEO_FORMAT_Y444, AOI_FORMAT_Y444 },
  { GST_VIDEO_FORMAT_YUY2, AOI_FORMAT_YUY2 },
  { GST_VIDEO_FORMAT_UYVY, AOI_FORMAT_UYVY },
};

static const struct {
  const gchar *name;
  AoiFormat format;
} bayer_formats[] = {
  { "bggr", AOI_FORMAT_BAYER_BGGR },
  { "gbrg", AOI_FORMAT_BAYER_GBRG },
  { "grbg", AOI_FORMAT_BAYER_GRBG },
  { "rggb", AOI_FORMAT_BAYER_RGGB },
};

static AoiFormat
format_of_bayer (const gchar *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (bayer_formats); i++)
    if (g_strcmp0 (bayer_formats[i].name, name) == 0)
      return bayer_formats[i].format;
  return AOI_FORMAT_UNKNOWN;
}

static AoiFormat
format_of_video (GstVideoFormat video)
{
  for (guint i = 0; i < G_N_ELEMENTS (video_formats); i++)
    if (video_formats[i].video == video)
      return video_formats[i].format;
  return AOI_FORMAT_UNKNOWN;
}

/* GstVideoInfo of this GStreamer knows no Bayer: the size is kept in a GRAY8 one, whose stride is the
 * same, rows being padded to 4 bytes as bayer2rgb expects them. */
static gboolean
set_bayer (GstAoiFrameFormat *self, const GstStructure *structure)
{
  gint width, height;

  self->format = format_of_bayer (gst_structure_get_string (structure, "format"));
  if (self->format == AOI_FORMAT_UNKNOWN || !gst_structure_get_int (structure, "width", &width)
      || !gst_structure_get_int (structure, "height", &height) || width < 1 || height < 1)
    return FALSE;
  if (!gst_video_info_set_format (
          &self->info, GST_VIDEO_FORMAT_GRAY8, (guint) width, (guint) height))
    return FALSE;
  if (!gst_structure_get_fraction (structure, "framerate", &self->info.fps_n, &self->info.fps_d))
    GST_VIDEO_INFO_FPS_N (&self->info) = 0;
  return TRUE;
}

/**
 * gst_aoi_frame_format_from_caps:
 * @self: (out): the format
 * @caps: fixed caps
 *
 * Returns: %FALSE if frames with these caps cannot be inspected
 */
gboolean
gst_aoi_frame_format_from_caps (GstAoiFrameFormat *self, const GstCaps *caps)
{
  const GstStructure *structure = gst_caps_get_structure (caps, 0);

  gst_video_info_init (&self->info);
  self->format = AOI_FORMAT_UNKNOWN;
  if (gst_structure_has_name (structure, "video/x-bayer"))
    return set_bayer (self, structure);
  if (!gst_video_info_from_caps (&self->info, caps))
    return FALSE;
  self->format = format_of_video (GST_VIDEO_INFO_FORMAT (&self->info));
  return self->format != AOI_FORMAT_UNKNOWN;
}

/**
 * gst_aoi_frame_format_get_size:
 * @self: a format
 *
 * Returns: bytes of a frame whose rows are padded in the default way
 */
gsize
gst_aoi_frame_format_get_size (const GstAoiFrameFormat *self)
{
  return GST_VIDEO_INFO_SIZE (&self->info);
}

/* What AoiFrame.owner is: keeps the buffer mapped until the last worker is done with it. */
typedef struct {
  GstBuffer *buffer;
  GstMapInfo map[GST_VIDEO_MAX_PLANES];
  guint n_maps;
  GstAoiArena *arena; /* NULL, or where @memory belongs */
  guint8 *memory; /* copies of ROIs, instead of a mapping */
  AoiImage *parts;
} Mapping;

static void
mapping_unmap (Mapping *self)
{
  for (guint i = 0; i < self->n_maps; i++)
    gst_buffer_unmap (self->buffer, &self->map[i]);
  self->n_maps = 0;
  gst_clear_buffer (&self->buffer);
}

/* Any thread. */
static void
mapping_release (gpointer owner)
{
  Mapping *self = owner;

  mapping_unmap (self);
  if (self->memory != NULL) {
    gst_aoi_arena_give (self->arena, self->memory);
    gst_aoi_arena_unref (self->arena);
  }
  g_free (self->parts);
  g_free (self);
}

static AoiYuvMatrix
matrix_of (const GstVideoInfo *info)
{
  switch (info->colorimetry.matrix) {
    case GST_VIDEO_COLOR_MATRIX_BT709:
    case GST_VIDEO_COLOR_MATRIX_SMPTE240M:
      return AOI_YUV_BT709;
    case GST_VIDEO_COLOR_MATRIX_BT2020:
      return AOI_YUV_BT2020;
    default:
      return AOI_YUV_BT601;
  }
}

/* The plane's rows must lie within the mapped bytes: strides and offsets of a GstVideoMeta are not to
 * be trusted more than the rest of a frame. */
static gboolean
plane_fits (const AoiImage *image, guint plane, gsize size, gchar **reason)
{
  gsize row_bytes, needed;
  gint rows;

  aoi_format_get_plane_size (image->format, plane, image->width, image->height, &row_bytes, &rows);
  if (image->stride[plane] < 0 || (gsize) image->stride[plane] < row_bytes) {
    *reason = g_strdup_printf (
        "frame is unsuitable: rows of plane %u are %d bytes apart, but %" G_GSIZE_FORMAT " long",
        plane, image->stride[plane], row_bytes);
    return FALSE;
  }
  needed = (gsize) image->stride[plane] * (gsize) (rows - 1) + row_bytes;
  if (size < needed) {
    *reason = g_strdup_printf ("frame is incomplete: plane %u holds %" G_GSIZE_FORMAT
                               " bytes, its caps need %" G_GSIZE_FORMAT,
        plane, size, needed);
    return FALSE;
  }
  return TRUE;
}

static gboolean
map_with_meta (Mapping *self, const GstVideoMeta *meta, AoiImage *image, gchar **reason)
{
  if (meta->n_planes != aoi_format_get_n_planes (image->format)
      || meta->width != (guint) image->width || meta->height != (guint) image->height) {
    *reason = g_strdup_printf ("frame is unsuitable: its video meta says %ux%u with %u planes, its "
                               "caps %dx%d",
        meta->width, meta->height, meta->n_planes, image->width, image->height);
    return FALSE;
  }
  if (!aoi_format_is_bayer (image->format) && format_of_video (meta->format) != image->format) {
    *reason = g_strdup_printf ("frame is unsuitable: its video meta says %s, unlike its caps",
        gst_video_format_to_string (meta->format));
    return FALSE;
  }
  for (guint i = 0; i < meta->n_planes; i++) {
    guint first, length;
    gsize skip;

    if (!gst_buffer_find_memory (self->buffer, meta->offset[i], 1, &first, &length, &skip)
        || !gst_buffer_map_range (
            self->buffer, first, (gint) length, &self->map[i], GST_MAP_READ)) {
      *reason = g_strdup_printf ("frame is incomplete: plane %u begins beyond its end", i);
      return FALSE;
    }
    self->n_maps++;
    image->data[i] = self->map[i].data + skip;
    image->stride[i] = meta->stride[i];
    if (!plane_fits (image, i, self->map[i].size - skip, reason))
      return FALSE;
  }
  return TRUE;
}

static gboolean
map_with_info (Mapping *self, const GstVideoInfo *info, AoiImage *image, gchar **reason)
{
  gsize size;

  if (!gst_buffer_map (self->buffer, &self->map[0], GST_MAP_READ)) {
    *reason = g_strdup ("frame cannot be mapped");
    return FALSE;
  }
  self->n_maps = 1;
  size = self->map[0].size;
  for (guint i = 0; i < aoi_format_get_n_planes (image->format); i++) {
    gsize offset = GST_VIDEO_INFO_PLANE_OFFSET (info, i);

    image->data[i] = self->map[0].data + MIN (offset, size);
    image->stride[i] = GST_VIDEO_INFO_PLANE_STRIDE (info, i);
    /* Recordings often have Bayer rows without padding, which the exact size shows. */
    if (aoi_format_is_bayer (image->format) && size == (gsize) image->width * image->height)
      image->stride[i] = image->width;
    if (!plane_fits (image, i, size - MIN (offset, size), reason))
      return FALSE;
  }
  return TRUE;
}

/**
 * gst_aoi_frame_map:
 * @format: what the caps say
 * @buffer: a frame
 * @frame: (out): its pixels, for the engine, which releases them
 * @reason: (out): why the frame cannot be inspected
 *
 * Maps a frame for reading, once for all its ROIs. No pixel is read or copied. The mapping keeps a
 * reference of @buffer until it is released.
 *
 * Returns: %FALSE with @reason if the buffer is not a whole frame of these caps
 */
gboolean
gst_aoi_frame_map (
    const GstAoiFrameFormat *format, GstBuffer *buffer, AoiFrame *frame, gchar **reason)
{
  const GstVideoInfo *info = &format->info;
  GstVideoMeta *meta = gst_buffer_get_video_meta (buffer);
  Mapping *self = g_new0 (Mapping, 1);
  gboolean mapped;

  *frame = (AoiFrame){ .release = mapping_release, .owner = self };
  aoi_image_init (
      &frame->image, format->format, GST_VIDEO_INFO_WIDTH (info), GST_VIDEO_INFO_HEIGHT (info));
  frame->image.matrix = matrix_of (info);
  frame->image.full_range = info->colorimetry.range == GST_VIDEO_COLOR_RANGE_0_255;
  self->buffer = gst_buffer_ref (buffer);
  mapped = meta != NULL ? map_with_meta (self, meta, &frame->image, reason)
                        : map_with_info (self, info, &frame->image, reason);
  if (!mapped)
    mapping_release (self);
  return mapped;
}

/**
 * gst_aoi_frame_copy_rois:
 * @frame: a mapped frame
 * @revision: what it will be inspected by
 * @arena: where memory comes from
 *
 * Copies each ROI's rectangle with the margin that its inspector may read and the range in which the board may lie, and
 * unmaps the frame, for sources that reuse a buffer's memory after they pushed it.
 *
 * Returns: %FALSE if there is not enough memory; @frame is then as before
 */
gboolean
gst_aoi_frame_copy_rois (AoiFrame *frame, AoiRevision *revision, GstAoiArena *arena)
{
  Mapping *self = frame->owner;
  guint n = aoi_revision_get_n_parts (revision);
  gsize size = 0;
  guint8 *dest;

  for (guint i = 0; i < n; i++) {
    AoiRect rect = aoi_revision_get_part (revision, i, frame->group);

    size += aoi_image_copy_size (&frame->image, &rect);
  }
  self->memory = gst_aoi_arena_take (arena, size);
  if (self->memory == NULL)
    return FALSE;
  self->arena = gst_aoi_arena_ref (arena);
  self->parts = g_new0 (AoiImage, MAX (n, 1));
  dest = self->memory;
  for (guint i = 0; i < n; i++) {
    AoiRect rect = aoi_revision_get_part (revision, i, frame->group);

    aoi_image_copy_part (&frame->image, &rect, dest, &self->parts[i]);
    dest += aoi_image_copy_size (&frame->image, &rect);
  }
  frame->parts = self->parts;
  mapping_unmap (self);
  return TRUE;
}
