/* SPDX-License-Identifier: LGPL-2.1-or-later */
#include "common/gstaoisegmenter.h"

/* GstBaseSrc pushes the segment that it has kept back with the next buffer, although it went out early. As it
 * says nothing new, it stops here: numbers of boards begin anew with a segment. */
static GstPadProbeReturn
on_event (GstPad *pad, GstPadProbeInfo *info, gpointer data)
{
  GstEvent *event = GST_PAD_PROBE_INFO_EVENT (info);
  GstAoiSegmenter *self = data;

  if (GST_EVENT_TYPE (event) == GST_EVENT_FLUSH_STOP)
    gst_aoi_segmenter_begin (self);
  if (GST_EVENT_TYPE (event) != GST_EVENT_SEGMENT)
    return GST_PAD_PROBE_OK;
  self->due = FALSE;
  if (self->pushing || !self->early)
    return GST_PAD_PROBE_OK;
  self->early = FALSE;
  gst_event_unref (event);
  return GST_PAD_PROBE_HANDLED;
}

/**
 * gst_aoi_segmenter_init:
 * @self: (out): uninitialised memory, which lives as long as @src
 * @src: a source
 *
 * To be called once, when the source is made. Since: 0.2
 */
void
gst_aoi_segmenter_init (GstAoiSegmenter *self, GstBaseSrc *src)
{
  *self = (GstAoiSegmenter){ .src = src, .due = TRUE };
  gst_pad_add_probe (GST_BASE_SRC_PAD (src),
      GST_PAD_PROBE_TYPE_EVENT_DOWNSTREAM | GST_PAD_PROBE_TYPE_EVENT_FLUSH, on_event, self, NULL);
}

/**
 * gst_aoi_segmenter_begin:
 * @self: a segmenter
 *
 * GstBaseSrc has a segment to push: the source is started, or has set a new one. Since: 0.2
 */
void
gst_aoi_segmenter_begin (GstAoiSegmenter *self)
{
  self->due = TRUE;
  self->early = FALSE;
}

/**
 * gst_aoi_segmenter_push_event:
 * @self: a segmenter
 * @event: (transfer full): a serialized event
 *
 * Pushes it in its place between buffers, behind the segment. Streaming thread. Since: 0.2
 */
void
gst_aoi_segmenter_push_event (GstAoiSegmenter *self, GstEvent *event)
{
  GstPad *pad = GST_BASE_SRC_PAD (self->src);

  if (self->due) {
    self->pushing = self->early = TRUE;
    gst_pad_push_event (pad, gst_event_new_segment (&self->src->segment));
    self->pushing = FALSE;
  }
  gst_pad_push_event (pad, event);
}
