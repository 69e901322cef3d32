/* SPDX-License-Identifier: LGPL-2.1-or-later */
/* Frames of what decodebin decodes, and whether they are all. */
#include <string.h>

#include "run/run.h"

static gboolean
is_video (const GstCaps *caps)
{
  const gchar *name = caps != NULL && gst_caps_get_size (caps) > 0
      ? gst_structure_get_name (gst_caps_get_structure (caps, 0))
      : "";

  return g_str_has_prefix (name, "video/") || g_str_has_prefix (name, "image/");
}

/* Demuxer's thread. Some formats have headers between the pictures. */
static GstPadProbeReturn
count_picture (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  if (!GST_BUFFER_FLAG_IS_SET (GST_PAD_PROBE_INFO_BUFFER (info), GST_BUFFER_FLAG_HEADER))
    g_atomic_int_inc (&((RunBranch *) data)->n_pictures);
  return GST_PAD_PROBE_OK;
}

/* Demuxer's thread. */
static void
on_stream_added (GstElement *demuxer, GstPad *pad, gpointer data)
{
  g_autoptr (GstCaps) caps = gst_pad_query_caps (pad, NULL);

  if (GST_PAD_DIRECTION (pad) != GST_PAD_SRC || !is_video (caps))
    return;
  g_atomic_int_inc (&((RunBranch *) data)->n_streams);
  gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_BUFFER, count_picture, data, NULL);
}

/* Parsers and decoders leave out damaged pictures, some without a word: those that a demuxer gives are
 * counted. Any thread. */
static void
on_deep_element_added (GstBin *bin, GstBin *parent, GstElement *element, gpointer data)
{
  const gchar *class = gst_element_get_metadata (element, GST_ELEMENT_METADATA_KLASS);

  if (class != NULL && strstr (class, "Demux") != NULL)
    g_signal_connect (element, "pad-added", G_CALLBACK (on_stream_added), data);
  if (g_object_class_find_property (G_OBJECT_GET_CLASS (element), "max-errors") != NULL)
    g_object_set (element, "max-errors", 0, NULL);
}

/* The first video becomes the frames; sound is left alone. Streaming thread. */
static void
on_pad_added (GstElement *decodebin, GstPad *pad, gpointer data)
{
  g_autoptr (GstPad) sink = gst_element_get_static_pad (data, "sink");
  g_autoptr (GstCaps) caps = gst_pad_query_caps (pad, NULL);

  if (!gst_pad_is_linked (sink) && is_video (caps))
    gst_pad_link (pad, sink);
}

/* Streaming thread. */
static void
on_no_more_pads (GstElement *decodebin, gpointer data)
{
  g_autoptr (GstPad) sink = gst_element_get_static_pad (data, "sink");

  if (!gst_pad_is_linked (sink))
    GST_ELEMENT_ERROR (decodebin, STREAM, WRONG_TYPE, ("It holds no pictures"), (NULL));
}

/* Puts videoflip behind @convert. It knows fewer formats than an inspection, so that videos which stand upright do
 * without it. Streaming thread, between two events. */
static void
insert_flip (GstElement *convert)
{
  g_autoptr (GstObject) bin = gst_object_get_parent (GST_OBJECT (convert));
  g_autoptr (GstPad) ghost = gst_element_get_static_pad (GST_ELEMENT (bin), "src");
  GstElement *flip = gst_element_factory_make ("videoflip", NULL);
  g_autoptr (GstPad) pad = NULL;

  if (flip == NULL) {
    GST_ELEMENT_ERROR (convert, CORE, MISSING_PLUGIN,
        ("It must be turned, but there is no element \"videoflip\": install the package "
         "gstreamer1.0-plugins-good"),
        (NULL));
    return;
  }
  gst_util_set_object_arg (G_OBJECT (flip), "video-direction", "auto");
  gst_bin_add (GST_BIN (bin), flip);
  pad = gst_element_get_static_pad (flip, "src");
  gst_ghost_pad_set_target (GST_GHOST_PAD (ghost), pad);
  gst_element_link (convert, flip);
  gst_element_sync_state_with_parent (flip);
}

/* Frames stand as a player shows them. Streaming thread. */
static GstPadProbeReturn
on_tags (GstPad *pad, GstPadProbeInfo *info, gpointer convert)
{
  g_autofree gchar *orientation = NULL;
  GstTagList *tags;

  if (GST_EVENT_TYPE (GST_PAD_PROBE_INFO_EVENT (info)) != GST_EVENT_TAG)
    return GST_PAD_PROBE_OK;
  gst_event_parse_tag (GST_PAD_PROBE_INFO_EVENT (info), &tags);
  if (!gst_tag_list_get_string (tags, GST_TAG_IMAGE_ORIENTATION, &orientation)
      || g_str_equal (orientation, "rotate-0"))
    return GST_PAD_PROBE_OK;
  insert_flip (convert);
  return GST_PAD_PROBE_REMOVE;
}

static gboolean
watch_orientation (GstElement *convert)
{
  g_autoptr (GstPad) pad = gst_element_get_static_pad (convert, "sink");

  return gst_pad_add_probe (pad, GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM, on_tags, convert, NULL) > 0;
}

/* @source: gives what decodebin has to find out. */
gboolean
run_branch_decode (RunBranch *self, GstElement *source, GError **error)
{
  GstBin *bin = GST_BIN (self->bin);
  GstElement *decodebin = run_gst_add (bin, "decodebin", self->source->name, error);
  GstElement *convert = NULL;

  if (decodebin != NULL)
    convert = run_gst_add (bin, "videoconvert", self->source->name, error);
  if (convert == NULL)
    return FALSE;
  g_signal_connect (bin, "deep-element-added", G_CALLBACK (on_deep_element_added), self);
  g_signal_connect (decodebin, "pad-added", G_CALLBACK (on_pad_added), convert);
  g_signal_connect (decodebin, "no-more-pads", G_CALLBACK (on_no_more_pads), convert);
  return gst_element_link (source, decodebin) && run_gst_expose (bin, convert)
      && watch_orientation (convert);
}

/* @n_frames: how many came. Returns how many pictures of a video did not become frames, as far as is known:
 * of a file with several videos it is not. Call when it has ended. */
guint
run_branch_count_lost (const RunBranch *self, guint n_frames)
{
  const guint n_pictures = (guint) g_atomic_int_get (&self->n_pictures);

  return g_atomic_int_get (&self->n_streams) == 1 && n_pictures > n_frames ? n_pictures - n_frames
                                                                           : 0;
}
