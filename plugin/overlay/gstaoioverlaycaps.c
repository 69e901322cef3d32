/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "overlay/gstaoioverlaycaps.h"

#include <gst/video/video.h>

#include "aoi-overview.h"
#include "common/gstaoiframe.h"
#include "overlay/gstaoioverlayblend.h"

/* Which caps become which. Frames that can be drawn on and are narrow enough stay as they are. All
 * others become RGB of the size that the largest width allows: exactly one size for each, so that both
 * sides know what they agree on. */

/* What an overview is written as. */
#define RGB_FORMATS "BGRx, RGBx, xRGB, xBGR, RGB, BGR"

/* Keys that say the same of a picture in another format and size. */
static const gchar *const kept_keys[] = { "framerate", "pixel-aspect-ratio", "interlace-mode" };

static GstCaps *
new_raw_caps (const gchar *formats)
{
  g_autofree gchar *caps = g_strdup_printf ("video/x-raw, format = (string) { %s }", formats);

  return gst_caps_from_string (caps);
}

static void
set_width_range (GstCaps *caps, gint most)
{
  GValue range = G_VALUE_INIT;

  g_value_init (&range, GST_TYPE_INT_RANGE);
  gst_value_set_int_range (&range, 1, most);
  gst_caps_set_value (caps, "width", &range);
  g_value_unset (&range);
}

/* @structure as far as such frames can be drawn on as they are. */
static GstCaps *
get_same (const GstStructure *structure, gint max_width)
{
  g_autoptr (GstCaps) caps = gst_caps_new_full (gst_structure_copy (structure), NULL);
  g_autoptr (GstCaps) drawable = new_raw_caps (GST_AOI_OVERLAY_FORMATS);

  if (max_width > 1)
    set_width_range (drawable, max_width);
  else if (max_width == 1)
    gst_caps_set_simple (drawable, "width", G_TYPE_INT, 1, NULL);
  return gst_caps_intersect_full (caps, drawable, GST_CAPS_INTERSECT_FIRST);
}

static void
copy_keys (const GstStructure *from, GstCaps *to)
{
  for (guint i = 0; i < G_N_ELEMENTS (kept_keys); i++) {
    const GValue *value = gst_structure_get_value (from, kept_keys[i]);

    if (value != NULL)
      gst_caps_set_value (to, kept_keys[i], value);
  }
}

/* The size of a reduced picture: no side is larger than the frame's, and each has at least a pixel. */
static void
get_reduced_size (const GstAoiOverlaySize *size, gint *width, gint *height)
{
  const gint frame_width = *width, frame_height = *height;
  const gboolean even = size->even_sides && size->max_width > 1 && frame_height > 1;

  if (size->max_width <= 0 || size->max_width >= frame_width)
    return;
  aoi_overview_get_size (
      frame_width, frame_height, even ? size->max_width & ~1 : size->max_width, width, height);
  if (even)
    *height = MAX (*height & ~1, 2);
}

/* The reduced size of frames of @structure, or any that could be. */
static void
set_size (GstCaps *caps, const GstStructure *structure, const GstAoiOverlaySize *size)
{
  const gint max_width = size->max_width;
  gint width, height;

  if (gst_structure_get_int (structure, "width", &width)
      && gst_structure_get_int (structure, "height", &height) && width > 0 && height > 0) {
    get_reduced_size (size, &width, &height);
    gst_caps_set_simple (caps, "width", G_TYPE_INT, width, "height", G_TYPE_INT, height, NULL);
    return;
  }
  if (max_width > 1)
    set_width_range (caps, max_width);
}

/* Whether frames of @structure are known to stay what they are. */
static gboolean
is_drawable (const GstStructure *structure, gint max_width)
{
  g_autoptr (GstCaps) caps = gst_caps_new_full (gst_structure_copy (structure), NULL);
  g_autoptr (GstCaps) same = get_same (structure, max_width);

  return gst_caps_is_subset (caps, same);
}

/**
 * gst_aoi_overlay_caps_get_output:
 * @input: what comes in
 * @size: of pictures
 *
 * Returns: (transfer full): what can go out then
 */
GstCaps *
gst_aoi_overlay_caps_get_output (const GstCaps *input, const GstAoiOverlaySize *size)
{
  GstCaps *output = gst_caps_new_empty ();

  for (guint i = 0; i < gst_caps_get_size (input); i++) {
    const GstStructure *structure = gst_caps_get_structure (input, i);
    GstCaps *reduced;

    output = gst_caps_merge (output, get_same (structure, size->max_width));
    if (is_drawable (structure, size->max_width))
      continue;
    reduced = new_raw_caps (RGB_FORMATS);
    copy_keys (structure, reduced);
    set_size (reduced, structure, size);
    output = gst_caps_merge (output, reduced);
  }
  return output;
}

/**
 * gst_aoi_overlay_caps_get_input:
 * @output: what may go out
 * @size: of pictures
 *
 * Returns: (transfer full): what can come in then: the same, and where it is RGB anything that might be
 *   reduced to it, by whose sizes it is not limited
 */
GstCaps *
gst_aoi_overlay_caps_get_input (const GstCaps *output, const GstAoiOverlaySize *size)
{
  g_autoptr (GstCaps) rgb = new_raw_caps (RGB_FORMATS);
  GstCaps *input = gst_caps_new_empty ();

  for (guint i = 0; i < gst_caps_get_size (output); i++) {
    const GstStructure *structure = gst_caps_get_structure (output, i);
    g_autoptr (GstCaps) caps = gst_caps_new_full (gst_structure_copy (structure), NULL);
    GstCaps *any;

    input = gst_caps_merge (input, get_same (structure, size->max_width));
    if (!gst_caps_can_intersect (caps, rgb))
      continue;
    any = gst_caps_from_string (GST_AOI_FRAME_CAPS);
    copy_keys (structure, any);
    input = gst_caps_merge (input, any);
  }
  return input;
}
