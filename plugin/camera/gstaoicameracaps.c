/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* What a camera can send, as caps. */
#include "camera/gstaoicameraconfig.h"

/* Rows of GStreamer's frames begin at multiples of four bytes, those of a camera are packed. */
#define ROW_BYTES 4

/* Pixels after which a row of packed pixels is a whole multiple of ROW_BYTES. */
static gint
width_step (ArvPixelFormat pixels)
{
  const gint bytes = ARV_PIXEL_FORMAT_BIT_PER_PIXEL (pixels) / 8;

  return bytes % 4 == 0 ? 1 : bytes % 2 == 0 ? 2 : ROW_BYTES;
}

/* From `min` to `max` in steps, which must be whole multiples of `step`. */
static void
set_range (GstStructure *structure, const gchar *name, gint min, gint max, gint step)
{
  min = (min + step - 1) / step * step;
  max = max / step * step;
  if (min < max)
    gst_structure_set (structure, name, GST_TYPE_INT_RANGE, min, max, NULL);
  else
    gst_structure_set (structure, name, G_TYPE_INT, max, NULL);
}

static void
set_stepped_width (GstStructure *structure, gint min, gint max, gint step)
{
  GValue value = G_VALUE_INIT;

  min = (min + step - 1) / step * step;
  max = max / step * step;
  if (min >= max) {
    gst_structure_set (structure, "width", G_TYPE_INT, max, NULL);
    return;
  }
  g_value_init (&value, GST_TYPE_INT_RANGE);
  gst_value_set_int_range_step (&value, min, max, step);
  gst_structure_take_value (structure, "width", &value);
}

static gint
lcm (gint a, gint b)
{
  gint x = a, y = b;

  while (y != 0) {
    const gint rest = x % y;

    x = y;
    y = rest;
  }
  return a / x * b;
}

/* Formats that are the same bytes in both. Those of 10, 12 and 14 bits are not: GStreamer's 16 bits are
 * full range, and it has no packed ones. */
static const struct {
  ArvPixelFormat pixels;
  const gchar *media;
  const gchar *format;
} known[] = {
  { ARV_PIXEL_FORMAT_MONO_8, "video/x-raw", "GRAY8" },
  { ARV_PIXEL_FORMAT_MONO_16, "video/x-raw", "GRAY16_LE" },
  { ARV_PIXEL_FORMAT_BAYER_GR_8, "video/x-bayer", "grbg" },
  { ARV_PIXEL_FORMAT_BAYER_RG_8, "video/x-bayer", "rggb" },
  { ARV_PIXEL_FORMAT_BAYER_GB_8, "video/x-bayer", "gbrg" },
  { ARV_PIXEL_FORMAT_BAYER_BG_8, "video/x-bayer", "bggr" },
  { ARV_PIXEL_FORMAT_RGB_8_PACKED, "video/x-raw", "RGB" },
  { ARV_PIXEL_FORMAT_BGR_8_PACKED, "video/x-raw", "BGR" },
  { ARV_PIXEL_FORMAT_YUV_422_PACKED, "video/x-raw", "UYVY" },
  { ARV_PIXEL_FORMAT_YUV_422_YUYV_PACKED, "video/x-raw", "YUY2" },
};

static GstStructure *
structure_of_pixels (ArvPixelFormat pixels)
{
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (known[i].pixels == pixels)
      return gst_structure_new (known[i].media, "format", G_TYPE_STRING, known[i].format, NULL);
  return NULL;
}

typedef struct {
  gint width_min, width_max, width_inc;
  gint height_min, height_max;
} Limits;

static gboolean
read_limits (ArvCamera *camera, Limits *limits, GError **error)
{
  GError *cause = NULL;

  arv_camera_get_width_bounds (camera, &limits->width_min, &limits->width_max, &cause);
  if (cause == NULL)
    arv_camera_get_height_bounds (camera, &limits->height_min, &limits->height_max, &cause);
  if (cause != NULL) {
    g_propagate_error (error, cause);
    return FALSE;
  }
  limits->width_inc = MAX (arv_camera_get_width_increment (camera, NULL), 1);
  return TRUE;
}

/**
 * gst_aoi_camera_config_get_caps:
 * @camera: a camera
 * @settings: what is asked for
 * @error: why it is not known
 *
 * Returns: (transfer full): what it can send, in the order in which the camera lists its pixel formats, or
 *   %NULL with @error set
 */
GstCaps *
gst_aoi_camera_config_get_caps (
    ArvCamera *camera, const GstAoiCameraSettings *settings, GError **error)
{
  g_autoptr (GstCaps) caps = gst_caps_new_empty ();
  g_autofree gint64 *formats = NULL;
  Limits limits;
  guint n = 0;

  if (!read_limits (camera, &limits, error))
    return NULL;
  formats = arv_camera_dup_available_pixel_formats (camera, &n, error);
  if (formats == NULL)
    return NULL;
  for (guint i = 0; i < n; i++) {
    GstStructure *structure = structure_of_pixels ((ArvPixelFormat) formats[i]);

    if (structure == NULL)
      continue;
    set_stepped_width (structure, limits.width_min, limits.width_max,
        lcm (limits.width_inc, width_step ((ArvPixelFormat) formats[i])));
    set_range (structure, "height", limits.height_min, limits.height_max, 1);
    gst_structure_set (structure, "framerate", GST_TYPE_FRACTION_RANGE, 0, 1, G_MAXINT, 1, NULL);
    gst_caps_append_structure (caps, structure);
  }
  if (gst_caps_is_empty (caps)) {
    g_set_error (error, GST_STREAM_ERROR, GST_STREAM_ERROR_FORMAT,
        "none of the camera's %u pixel formats is one of GStreamer's", n);
    return NULL;
  }
  return g_steal_pointer (&caps);
}

/**
 * gst_aoi_camera_format_from_caps:
 * @format: (out caller-allocates): what they say
 * @caps: fixed caps
 *
 * Returns: %FALSE if they are none of a camera
 */
gboolean
gst_aoi_camera_format_from_caps (GstAoiCameraFormat *format, const GstCaps *caps)
{
  const GstStructure *structure = gst_caps_get_structure (caps, 0);
  const gchar *name = gst_structure_get_string (structure, "format");

  *format = (GstAoiCameraFormat){ .rate_d = 1 };
  for (guint i = 0; i < G_N_ELEMENTS (known); i++)
    if (gst_structure_has_name (structure, known[i].media)
        && g_strcmp0 (name, known[i].format) == 0)
      format->pixels = known[i].pixels;
  gst_structure_get_fraction (structure, "framerate", &format->rate_n, &format->rate_d);
  return format->pixels != 0 && gst_structure_get_int (structure, "width", &format->width)
      && gst_structure_get_int (structure, "height", &format->height);
}
