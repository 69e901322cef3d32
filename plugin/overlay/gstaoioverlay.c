/* SPDX-License-Identifier: LGPL-2.1-or-later */
/**
 * SECTION:element-aoioverlay
 * @title: aoioverlay
 * @short_description: draws inspections on their frames
 *
 * Draws what #aoiinspect found on each frame, for people to see. Each ROI gets a box and a label with its number, its
 * type, what was read or measured against its threshold, and why it does not pass. In the corner where it hides least
 * stands a banner with the verdict on the board, its product, counts, the reason, and the devices with their barcodes.
 *
 * | verdict | meaning |
 * | --- | --- |
 * | `PASS` | the board is proven good |
 * | `FAIL` | it is not |
 * | `NOT COMPLETE` | frames of the board are still to come |
 * | `NOT INSPECTED` | the frame carries no inspection |
 *
 * | status of an ROI | box | symbol |
 * | --- | --- | --- |
 * | `pass` | solid | tick |
 * | `fail` | double | cross |
 * | `error` | dashed | exclamation mark |
 * | `timeout` | dotted | clock |
 *
 * A device that is marked bad has one box of far dashes in place of those of its ROIs, and a bar as its symbol. Boxes are
 * drawn where the board was found; over fiducials stands a target, solid if their device was found, else dashed.
 *
 * RGB in any order of bytes, I420, YV12, NV12, NV21 and GRAY8 are drawn on in place; a frame that others hold too is copied
 * first, so that other branches of a tee see the inspected pixels. All other formats become RGB, and so do frames that are
 * wider than `max-width`: such a picture is averaged straight from the frame, from a mosaic without demosaicing it.
 * Its width and height are even, as encoders need it that share chroma between pixels; `even-sides=false` turns that off.
 *
 * Metadata stays on the buffer, with the coordinates of the inspected frame. Frames that were scaled after their inspection
 * are drawn on in proportion, but `golden` has nothing to compare then; cropped or turned frames cannot be distinguished from scaled
 * ones. A board that no frame completes (the event `aoi-report`) has no frame to draw on; the event is passed on. Control
 * characters in barcodes and texts are shown as numbers (`\x1B`).
 *
 * In C, aoi_overview_new() makes such a small picture of any frame, and aoi_evidence_new() makes what `golden` shows.
 *
 * A frame that is shorter than its caps say, or laid out otherwise, does not stop the line: a frame that would be drawn on
 * in place is passed on as it is, and in place of a reduced one comes a black picture with banner and boxes. A WARNING is
 * posted once for each cause, and `damaged` in `stats` counts the frames since the element left READY.
 *
 * ## Example
 * |[
 * gst-launch-1.0 videotestsrc num-buffers=10 ! aoioverlay max-width=160 ! fakesink
 * ]|
 * draws `NOT INSPECTED` on small pictures. This shows the latest frame of a live line and never makes the line wait:
 * |[
 * gst-launch-1.0 aoicamerasrc ! aoiinspect product=boards/20003548 ! tee name=t \
 *   t. ! queue ! aoijson ! filesink location=results.ndjson \
 *   t. ! queue leaky=downstream max-size-buffers=1 ! aoioverlay max-width=1280 ! videoconvert ! autovideosink
 * ]|
 *
 * ## Properties
 *
 * | property | default | meaning |
 * | --- | --- | --- |
 * | `max-width` | 0 | greatest width of pictures in pixels; wider frames are reduced to it. 0: as wide as the frames |
 * | `even-sides` | true | give pictures that are reduced an even width and height; they are up to a pixel smaller then. Frames that are drawn on in place keep their size |
 * | `golden` | false | beside up to six compare ROIs that failed (the least similar ones, where there is room) show the ROI, the golden that decided, and where the two differ, from dark (not at all) to bright yellow (the limit and more) |
 * | `stats` | read-only | structure with the counter `damaged` |
 */
#include "overlay/gstaoioverlay.h"

#include <gst/video/video.h>
#include <string.h>

#include "aoi-overview.h"
#include "lib/gstaoimeta.h"
#include "overlay/gstaoioverlay-private.h"
#include "overlay/gstaoioverlayevidence.h"
#include "overlay/gstaoioverlaymeta.h"
#include "overlay/gstaoioverlayscene.h"

GST_DEBUG_CATEGORY_STATIC (gst_aoi_overlay_debug);
#define GST_CAT_DEFAULT gst_aoi_overlay_debug

static GstStaticPadTemplate sink_template = GST_STATIC_PAD_TEMPLATE (
    "sink", GST_PAD_SINK, GST_PAD_ALWAYS, GST_STATIC_CAPS (GST_AOI_FRAME_CAPS));
static GstStaticPadTemplate src_template = GST_STATIC_PAD_TEMPLATE ("src", GST_PAD_SRC,
    GST_PAD_ALWAYS, GST_STATIC_CAPS (GST_VIDEO_CAPS_MAKE ("{ " GST_AOI_OVERLAY_FORMATS " }")));

G_DEFINE_TYPE (GstAoiOverlay, gst_aoi_overlay, GST_TYPE_BASE_TRANSFORM)
GST_ELEMENT_REGISTER_DEFINE (aoioverlay, "aoioverlay", GST_RANK_NONE, GST_TYPE_AOI_OVERLAY)

/* Fonts are loaded once, here: no frame waits for a disk. */
static gboolean
gst_aoi_overlay_start (GstBaseTransform *base)
{
  GstAoiOverlay *self = GST_AOI_OVERLAY (base);
  cairo_font_options_t *options = cairo_font_options_create ();

  gst_aoi_damage_restart (&self->damage, GST_ELEMENT (self));
  self->canvas = gst_aoi_overlay_canvas_new ();
  self->fonts = pango_cairo_font_map_new ();
  self->context = pango_font_map_create_context (self->fonts);
  cairo_font_options_set_antialias (options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options (self->context, options);
  cairo_font_options_destroy (options);
  return TRUE;
}

static gboolean
gst_aoi_overlay_stop (GstBaseTransform *base)
{
  GstAoiOverlay *self = GST_AOI_OVERLAY (base);

  g_clear_object (&self->context);
  g_clear_object (&self->fonts);
  g_clear_pointer (&self->canvas, gst_aoi_overlay_canvas_free);
  return TRUE;
}

/* Any thread. */
static GstCaps *
gst_aoi_overlay_transform_caps (
    GstBaseTransform *base, GstPadDirection direction, GstCaps *caps, GstCaps *filter)
{
  const GstAoiOverlaySize size = gst_aoi_overlay_get_size (GST_AOI_OVERLAY (base));
  g_autoptr (GstCaps) other = direction == GST_PAD_SINK
      ? gst_aoi_overlay_caps_get_output (caps, &size)
      : gst_aoi_overlay_caps_get_input (caps, &size);

  if (filter == NULL)
    return g_steal_pointer (&other);
  return gst_caps_intersect_full (filter, other, GST_CAPS_INTERSECT_FIRST);
}

static gboolean
gst_aoi_overlay_set_caps (GstBaseTransform *base, GstCaps *in, GstCaps *out)
{
  GstAoiOverlay *self = GST_AOI_OVERLAY (base);
  GstAoiFrameFormat output;

  if (!gst_aoi_frame_format_from_caps (&self->input, in)
      || !gst_aoi_frame_format_from_caps (&output, out)) {
    GST_ERROR_OBJECT (self, "unknown caps: %" GST_PTR_FORMAT " to %" GST_PTR_FORMAT, in, out);
    return FALSE;
  }
  self->output = output.info;
  self->output_format = output.format;
  gst_base_transform_set_in_place (base, gst_caps_is_equal (in, out));
  return TRUE;
}

/* GstVideoInfo does not know Bayer caps. */
static gboolean
gst_aoi_overlay_get_unit_size (GstBaseTransform *base, GstCaps *caps, gsize *size)
{
  GstAoiFrameFormat format;

  if (!gst_aoi_frame_format_from_caps (&format, caps))
    return FALSE;
  *size = gst_aoi_frame_format_get_size (&format);
  return TRUE;
}

/* One frame is written; the size of the buffer that is read does not matter. */
static gboolean
gst_aoi_overlay_transform_size (GstBaseTransform *base, GstPadDirection direction, GstCaps *caps,
    gsize size, GstCaps *other_caps, gsize *other_size)
{
  return gst_aoi_overlay_get_unit_size (base, other_caps, other_size);
}

/* Rows may lie in memory as upstream and downstream like. */
static gboolean
gst_aoi_overlay_propose_allocation (GstBaseTransform *base, GstQuery *decide, GstQuery *query)
{
  if (!GST_BASE_TRANSFORM_CLASS (gst_aoi_overlay_parent_class)
           ->propose_allocation (base, decide, query))
    return FALSE;
  if (!gst_query_find_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL))
    gst_query_add_allocation_meta (query, GST_VIDEO_META_API_TYPE, NULL);
  return TRUE;
}

/* Pictures come from a pool, of downstream or an own one: they are too large to be allocated each time. */
static gboolean
gst_aoi_overlay_decide_allocation (GstBaseTransform *base, GstQuery *query)
{
  GstAoiOverlay *self = GST_AOI_OVERLAY (base);
  const guint size = (guint) GST_VIDEO_INFO_SIZE (&self->output);
  g_autoptr (GstBufferPool) pool = NULL;
  GstStructure *config;
  GstCaps *caps;

  if (gst_query_get_n_allocation_pools (query) == 0) {
    gst_query_parse_allocation (query, &caps, NULL);
    pool = gst_video_buffer_pool_new ();
    config = gst_buffer_pool_get_config (pool);
    gst_buffer_pool_config_set_params (config, caps, size, 0, 0);
    gst_buffer_pool_config_add_option (config, GST_BUFFER_POOL_OPTION_VIDEO_META);
    if (gst_buffer_pool_set_config (pool, config))
      gst_query_add_allocation_pool (query, pool, size, 0, 0);
  }
  return GST_BASE_TRANSFORM_CLASS (gst_aoi_overlay_parent_class)->decide_allocation (base, query);
}

static gboolean
gst_aoi_overlay_transform_meta (
    GstBaseTransform *base, GstBuffer *out, GstMeta *meta, GstBuffer *in)
{
  GstAoiOverlay *self = GST_AOI_OVERLAY (base);
  GstVideoMetaTransform scale = { &self->input.info, &self->output };

  return gst_aoi_overlay_meta_scale (meta, in, out, &scale);
}

static GPtrArray *
get_insets (GstAoiOverlay *self, AoiReport *report, GstBuffer *buffer, const AoiImage *image)
{
  GstAoiOverlayStyle style;

  if (report == NULL || !gst_aoi_overlay_get_golden (self))
    return NULL;
  gst_aoi_overlay_style_init (
      &style, GST_VIDEO_INFO_WIDTH (&self->output), GST_VIDEO_INFO_HEIGHT (&self->output));
  return gst_aoi_overlay_evidence_find (
      report, buffer, image, gst_aoi_overlay_inset_get_side (&style));
}

static gboolean
draw (GstAoiOverlay *self, AoiReport *report, GPtrArray *insets, GstBuffer *buffer)
{
  g_autoptr (GstAoiOverlayScene) scene = NULL;
  GstVideoFrame frame;

  if (!gst_video_frame_map (&frame, &self->output, buffer, GST_MAP_READWRITE))
    return FALSE;
  gst_aoi_overlay_canvas_set_frame (self->canvas, &frame);
  scene = gst_aoi_overlay_scene_new (
      self->context, report, self->canvas->width, self->canvas->height, insets);
  gst_aoi_overlay_scene_draw (scene, self->canvas);
  gst_video_frame_unmap (&frame);
  return TRUE;
}

/* GstBaseTransform copies a frame that others hold too into a buffer of the size that caps say. One of another
 * size is copied as it is, so that what it lacks is not made up. */
static GstFlowReturn
gst_aoi_overlay_prepare_output_buffer (GstBaseTransform *base, GstBuffer *in, GstBuffer **out)
{
  GstAoiOverlay *self = GST_AOI_OVERLAY (base);

  if (!gst_base_transform_is_in_place (base) || gst_buffer_is_writable (in)
      || gst_buffer_get_size (in) == gst_aoi_frame_format_get_size (&self->input))
    return GST_BASE_TRANSFORM_CLASS (gst_aoi_overlay_parent_class)
        ->prepare_output_buffer (base, in, out);
  *out = gst_buffer_copy_deep (in);
  return GST_FLOW_OK;
}

static void
report_damage (GstAoiOverlay *self, const gchar *reason)
{
  gst_aoi_damage_add (&self->damage, GST_ELEMENT (self), reason);
}

/* On a buffer that nobody else holds: GstBaseTransform copies others. What is to be compared is read
 * before anything is drawn. */
static GstFlowReturn
gst_aoi_overlay_transform_ip (GstBaseTransform *base, GstBuffer *buffer)
{
  GstAoiOverlay *self = GST_AOI_OVERLAY (base);
  g_autoptr (AoiReport) report = gst_buffer_get_aoi_report (buffer);
  g_autoptr (GPtrArray) insets = NULL;
  g_autofree gchar *reason = NULL;
  AoiFrame frame;

  if (!gst_aoi_frame_map (&self->input, buffer, &frame, &reason)) {
    report_damage (self, reason);
    return GST_FLOW_OK;
  }
  insets = get_insets (self, report, buffer, &frame.image);
  frame.release (frame.owner);
  if (!draw (self, report, insets, buffer))
    report_damage (self, "frame cannot be drawn on");
  return GST_FLOW_OK;
}

/* @image: (nullable): the frame; without it the picture is black */
static gboolean
write_overview (GstAoiOverlay *self, const AoiImage *image, GstBuffer *buffer)
{
  GstVideoFrame frame;
  guint8 *data;
  gsize stride;

  if (!gst_video_frame_map (&frame, &self->output, buffer, GST_MAP_WRITE))
    return FALSE;
  data = GST_VIDEO_FRAME_PLANE_DATA (&frame, 0);
  stride = (gsize) GST_VIDEO_FRAME_PLANE_STRIDE (&frame, 0);
  if (image != NULL)
    aoi_overview_write (image, self->output_format, GST_VIDEO_FRAME_WIDTH (&frame),
        GST_VIDEO_FRAME_HEIGHT (&frame), data, stride);
  else
    memset (data, 0, stride * (gsize) GST_VIDEO_FRAME_HEIGHT (&frame));
  gst_video_frame_unmap (&frame);
  return TRUE;
}

static GstFlowReturn
gst_aoi_overlay_transform (GstBaseTransform *base, GstBuffer *in, GstBuffer *out)
{
  GstAoiOverlay *self = GST_AOI_OVERLAY (base);
  g_autoptr (AoiReport) report = gst_buffer_get_aoi_report (in);
  g_autoptr (GPtrArray) insets = NULL;
  g_autofree gchar *reason = NULL;
  gboolean written;
  AoiFrame frame;

  if (gst_aoi_frame_map (&self->input, in, &frame, &reason)) {
    insets = get_insets (self, report, in, &frame.image);
    written = write_overview (self, &frame.image, out);
    frame.release (frame.owner);
  } else {
    report_damage (self, reason);
    written = write_overview (self, NULL, out);
  }
  if (written && draw (self, report, insets, out))
    return GST_FLOW_OK;
  GST_ELEMENT_ERROR (self, RESOURCE, WRITE, (NULL), ("the picture cannot be written"));
  return GST_FLOW_ERROR;
}

static void
gst_aoi_overlay_finalize (GObject *object)
{
  gst_aoi_damage_clear (&GST_AOI_OVERLAY (object)->damage);
  G_OBJECT_CLASS (gst_aoi_overlay_parent_class)->finalize (object);
}

static void
gst_aoi_overlay_class_init (GstAoiOverlayClass *klass)
{
  GstElementClass *element_class = GST_ELEMENT_CLASS (klass);
  GstBaseTransformClass *base_class = GST_BASE_TRANSFORM_CLASS (klass);

  GST_DEBUG_CATEGORY_INIT (gst_aoi_overlay_debug, "aoioverlay", 0, "inspections drawn on frames");
  G_OBJECT_CLASS (klass)->finalize = gst_aoi_overlay_finalize;
  gst_aoi_overlay_install_properties (G_OBJECT_CLASS (klass));
  base_class->start = gst_aoi_overlay_start;
  base_class->stop = gst_aoi_overlay_stop;
  base_class->transform_caps = gst_aoi_overlay_transform_caps;
  base_class->set_caps = gst_aoi_overlay_set_caps;
  base_class->get_unit_size = gst_aoi_overlay_get_unit_size;
  base_class->transform_size = gst_aoi_overlay_transform_size;
  base_class->decide_allocation = gst_aoi_overlay_decide_allocation;
  base_class->propose_allocation = gst_aoi_overlay_propose_allocation;
  base_class->transform_meta = gst_aoi_overlay_transform_meta;
  base_class->prepare_output_buffer = gst_aoi_overlay_prepare_output_buffer;
  base_class->transform = gst_aoi_overlay_transform;
  base_class->transform_ip = gst_aoi_overlay_transform_ip;
  base_class->transform_ip_on_passthrough = FALSE;

  gst_element_class_set_static_metadata (element_class, "AOI overlay", "Filter/Effect/Video",
      "Draws the inspection of each frame on it", "The aoiinspect developers");
  gst_element_class_add_static_metadata (element_class, "example",
      "gst-launch-1.0 videotestsrc num-buffers=10 ! aoiinspect ! aoioverlay max-width=160 ! fakesink");
  gst_element_class_add_static_pad_template (element_class, &sink_template);
  gst_element_class_add_static_pad_template (element_class, &src_template);
}

static void
gst_aoi_overlay_init (GstAoiOverlay *self)
{
  gst_aoi_damage_init (&self->damage);
}
