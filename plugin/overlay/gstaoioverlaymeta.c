/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "overlay/gstaoioverlaymeta.h"

static gboolean
is_of_size (GType api)
{
  return gst_meta_api_type_has_tag (api, g_quark_from_static_string (GST_META_TAG_VIDEO_SIZE_STR));
}

/* Scaled here with its parameters, which the scaling of GStreamer 1.22 leaves out. */
static void
add_scaled_roi (
    GstBuffer *out, const GstVideoRegionOfInterestMeta *roi, const GstVideoMetaTransform *scale)
{
  const gint in_width = GST_VIDEO_INFO_WIDTH (scale->in_info);
  const gint in_height = GST_VIDEO_INFO_HEIGHT (scale->in_info);
  const gint width = GST_VIDEO_INFO_WIDTH (scale->out_info);
  const gint height = GST_VIDEO_INFO_HEIGHT (scale->out_info);
  GstVideoRegionOfInterestMeta *meta = gst_buffer_add_video_region_of_interest_meta_id (out,
      roi->roi_type, (guint) gst_util_uint64_scale_int (roi->x, width, in_width),
      (guint) gst_util_uint64_scale_int (roi->y, height, in_height),
      (guint) gst_util_uint64_scale_int (roi->w, width, in_width),
      (guint) gst_util_uint64_scale_int (roi->h, height, in_height));

  meta->id = roi->id;
  meta->parent_id = roi->parent_id;
  for (const GList *l = roi->params; l != NULL; l = l->next)
    gst_video_region_of_interest_meta_add_param (meta, gst_structure_copy (l->data));
}

/**
 * gst_aoi_overlay_meta_scale:
 * @meta: metadata of @in
 * @in: a frame
 * @out: its picture, in another size
 * @scale: formats of @in and @out
 *
 * What the metadata say of the frame holds for its picture as well, except how the frame lies in memory. Places in
 * the frame are scaled; this function adds those to @out by itself.
 *
 * Returns: whether @meta is to be copied to @out as it is
 */
gboolean
gst_aoi_overlay_meta_scale (
    GstMeta *meta, GstBuffer *in, GstBuffer *out, GstVideoMetaTransform *scale)
{
  const GType api = meta->info->api;

  if (api == GST_VIDEO_META_API_TYPE || api == GST_VIDEO_CROP_META_API_TYPE
      || gst_meta_api_type_has_tag (api, GST_META_TAG_MEMORY))
    return FALSE;
  if (!is_of_size (api))
    return TRUE;
  if (api == GST_VIDEO_REGION_OF_INTEREST_META_API_TYPE)
    add_scaled_roi (out, (const GstVideoRegionOfInterestMeta *) meta, scale);
  else if (meta->info->transform_func != NULL)
    meta->info->transform_func (out, meta, in, gst_video_meta_transform_scale_get_quark (), scale);
  return FALSE;
}
